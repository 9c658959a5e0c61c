# Glaux: build, try, test. `make help` lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Results stream as Arrow records, which the DuckDB driver has behind this tag. Everything needs it.
export GOFLAGS := -tags=duckdb_arrow -buildvcs=false
export CGO_ENABLED := 1

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
FUZZTIME ?= 10s
VECTORS ?= ../shared/conformance/trino-expressions.jsonl
GOFUMPT := go run mvdan.cc/gofumpt@v0.12.0
GOLANGCI := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | column -t -s '|'

.PHONY: tools
tools: ## say what is missing on this machine
	@scripts/need go cc

.PHONY: build
build: tools ## build bin/glaux
	@mkdir -p bin
	go build -trimpath -ldflags "-s -w -X github.com/glauxhq/glaux/internal/cli.version=$(VERSION)" -o bin/glaux ./cmd/glaux

.PHONY: demo
demo: build ## build, make bills, load them and answer a query
	bin/glaux demo

.PHONY: check
check: tools ## formatting, linters (vet and staticcheck among them), architecture
	@out=$$($(GOFUMPT) -l cmd internal test); if [ -n "$$out" ]; then echo "not formatted (gofumpt -w):"; echo "$$out"; exit 1; fi
	$(GOLANGCI) run ./...
	go test ./internal/arch

.PHONY: test
test: check ## everything that must hold: checks, tests under the race detector, fuzzers
	go test -race -timeout 20m ./...
	scripts/fuzz $(FUZZTIME)

.PHONY: fuzz
fuzz: tools ## the fuzzers, longer (FUZZTIME=10m)
	scripts/fuzz $(if $(filter 10s,$(FUZZTIME)),5m,$(FUZZTIME))

.PHONY: conformance
conformance: tools ## run a file of test vectors: make conformance VECTORS=FILE
	@go run ./cmd/conformance $(VECTORS)

.PHONY: bench
bench: build ## thirty queries through glaux and by hand through DuckDB, side by side; functions; times of front-end and start
	go run ./cmd/bench -program bin/glaux

.PHONY: generate
generate: ## write the documents that are made from the code
	go test ./internal/conformance -run Docs -update

.PHONY: clean
clean: ## remove what was built
	rm -rf bin .cache
