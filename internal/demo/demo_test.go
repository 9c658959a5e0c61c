package demo

import (
	"bytes"
	"crypto/sha256"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
)

// shelf keeps files by path.
type shelf map[string]*bytes.Buffer

type file struct{ *bytes.Buffer }

func (file) Close() error { return nil }

func (s shelf) create(path string) (io.WriteCloser, error) {
	s[path] = &bytes.Buffer{}
	return file{s[path]}, nil
}

func TestEveryRunWritesTheSameBytes(t *testing.T) {
	worlds := [2]shelf{{}, {}}
	for _, world := range worlds {
		if err := Write(world.create); err != nil {
			t.Fatal(err)
		}
	}
	for path, content := range worlds[0] {
		if sha256.Sum256(content.Bytes()) != sha256.Sum256(worlds[1][path].Bytes()) {
			t.Errorf("%s differs between two runs", path)
		}
	}
}

func TestTheWorldLooksLikeAnExport(t *testing.T) {
	world := shelf{}
	if err := Write(world.create); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"exports/glaux-demo/data/BILLING_PERIOD=2025-10/glaux-demo-00001.snappy.parquet",
		"exports/glaux-demo/data/BILLING_PERIOD=2025-11/glaux-demo-00001.snappy.parquet",
		"exports/glaux-demo/metadata/BILLING_PERIOD=2025-10/glaux-demo-Manifest.json",
		"exports/glaux-demo/metadata/BILLING_PERIOD=2025-11/glaux-demo-Manifest.json",
	}
	if got := slices.Sorted(maps.Keys(world)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if paper := world[want[2]].String(); !strings.Contains(paper, `"s3://glaux-demo-bucket/`+want[0]+`"`) {
		t.Errorf("the manifest does not name the data: %s", paper)
	}
}

func TestTheStoryIsInTheNumbers(t *testing.T) {
	spent := func(number int, usageType string) (cost float64) {
		for _, l := range bill(number, Months()[number]) {
			if l.usageType == usageType {
				cost += l.cost
			}
		}
		return cost
	}
	for _, usageType := range []string{"EUC1-NatGateway-Hours", "EUC1-NatGateway-Bytes", "EUC1-DataTransfer-Regional-Bytes"} {
		if before, after := spent(0, usageType), spent(1, usageType); after < before*1.3 {
			t.Errorf("%s rises from %.2f to %.2f only", usageType, before, after)
		}
	}
	if n := len(bill(0, Months()[0])); n < 1000 || n > 10_000 {
		t.Errorf("a month has %d lines", n)
	}
}
