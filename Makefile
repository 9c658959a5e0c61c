# Glaux: build, try, test. `make help` lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Results stream as Arrow records, which the DuckDB driver has behind this tag. Everything needs it.
export GOFLAGS := -tags=duckdb_arrow -buildvcs=false
export CGO_ENABLED := 1

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
FUZZTIME ?= 5s
VECTORS ?= ../shared/conformance/trino-expressions.jsonl
GOFUMPT := go run mvdan.cc/gofumpt@v0.12.0
GOLANGCI := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | column -t -s '|'

.PHONY: tools
tools: ## say what is missing on this machine
	@scripts/need go cc

# The pages are built again when what they are made of has changed. Go needs none of it: without them the program serves its API only.
UI_SOURCES = $(shell find ui/src ui/public -type f) ui/index.html ui/package.json ui/package-lock.json ui/vite.config.ts ui/tsconfig.json

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	@scripts/need node npm
	npm --prefix ui ci --prefer-offline --no-audit --no-fund
	@touch $@

ui/dist/index.html: ui/node_modules/.package-lock.json $(UI_SOURCES)
	@scripts/need node npm
	cd ui && npx --no-install vite build
	@touch $@ ui/dist/.keep

.PHONY: ui
ui: ui/dist/index.html ## build the pages of the workbench

.PHONY: ui-check
ui-check: ui/node_modules/.package-lock.json ## types, linters and tests of the pages; the client in git is that of the API
	npm --prefix ui run check
	npm --prefix ui test
	scripts/client-fresh

# What takes no pages in compiles while Vite empties and fills their folder.
.PHONY: packages
packages: tools
	go build -trimpath ./internal/app

.PHONY: build
build: tools ## build bin/glaux with its pages
	@$(MAKE) --no-print-directory -j2 ui packages
	@mkdir -p bin
	go build -trimpath -ldflags "-s -w -X github.com/glauxhq/glaux/internal/cli.version=$(VERSION)" -o bin/glaux ./cmd/glaux

.PHONY: demo
demo: build ## build, make bills, load them and serve the workbench
	bin/glaux demo

.PHONY: check
check: tools ## formatting, linters (vet and staticcheck among them), architecture
	@out=$$($(GOFUMPT) -l cmd internal test); if [ -n "$$out" ]; then echo "not formatted (gofumpt -w):"; echo "$$out"; exit 1; fi
	$(GOLANGCI) run ./...
	go test ./internal/arch

# What computes much and side by side little: the whole world of the demo, and thousands of vectors. The race detector would make ten times of it
# and see nothing that it does not see in the packages that these go through.
CALM = ./test/demo ./internal/conformance

.PHONY: test
test: check ## everything that must hold: checks, tests under the race detector, fuzzers
	go test -race -timeout 20m $$(go list ./... | grep -vxF "$$(go list $(CALM))")
	go test -timeout 20m $(CALM)
	$(MAKE) ui-check
	$(MAKE) test-ui
	scripts/fuzz $(FUZZTIME)

.PHONY: test-ui
test-ui: build ## drive the program with the demo's world in Chromium
	cd ui && GLAUX_CHROMIUM=$$(../scripts/browser) npx --no-install playwright test

.PHONY: bench-ui
bench-ui: build ## first paint and the explorer's answers, as the browser sees them; on the demo's world and on ten million lines
	cd ui && GLAUX_CHROMIUM=$$(../scripts/browser) npx --no-install playwright test --config playwright.bench.config.ts

.PHONY: fuzz
fuzz: tools ## the fuzzers, longer (FUZZTIME=10m)
	scripts/fuzz $(if $(filter 5s,$(FUZZTIME)),5m,$(FUZZTIME))

.PHONY: soak
soak: tools ## the law of policies, on 200,000 cases of seeds that differ each time (SOAK=1000000 for more)
	go test ./test/law -law.cases=$(or $(SOAK),200000) -timeout 0 -v

.PHONY: conformance
conformance: tools ## run a file of test vectors: make conformance VECTORS=FILE
	@go run ./cmd/conformance $(VECTORS)

.PHONY: bench
bench: build ## thirty queries through glaux and by hand through DuckDB, side by side; functions; times of front-end and start; flow logs
	go run ./cmd/bench -program bin/glaux $(SIZES)

# FLOWS and FLOWTEXT make less of the flow logs: whole they are 100 million records, and a gigabyte of gzipped text; with lakes 10 GB of disk.
SIZES = $(if $(FLOWS),-flows $(FLOWS)) $(if $(FLOWTEXT),-flow-text $(FLOWTEXT))

.PHONY: bench-flows
bench-flows: ## who talked most in flow logs, with names and dollars, beside DuckDB by hand: FLOWS records of Parquet, FLOWTEXT bytes of gzipped text
	go run ./cmd/bench -talkers $(SIZES)

.PHONY: bench-anomaly
bench-anomaly: ## how good the detection of anomalies is, beside rules that others use; ten minutes on two cores
	go run ./cmd/bench-anomaly

.PHONY: generate
generate: ## write the documents that are made from the code
	go test ./internal/conformance -run Docs -update

.PHONY: clean
clean: ## remove what was built
	rm -rf bin .cache
