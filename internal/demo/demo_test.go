package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/period"
)

// shelf keeps files by path.
type shelf struct {
	lock  sync.Mutex
	files map[string]*content
	last  string
}

type content struct {
	bytes.Buffer
	closed bool
}

// Close notes that the file was closed.
func (c *content) Close() error {
	c.closed = true
	return nil
}

func (s *shelf) create(name string) (io.WriteCloser, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.files[name] != nil {
		return nil, errors.New(name + " is written twice")
	}
	s.files[name], s.last = &content{}, name
	return s.files[name], nil
}

// generated generates a world.
func generated(t *testing.T, o Options) *shelf {
	t.Helper()
	s := &shelf{files: map[string]*content{}}
	if _, err := Generate(context.Background(), o, s.create); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheSameOptionsWriteTheSameBytes(t *testing.T) {
	o := Options{Seed: 4, Months: 1, End: period.NewMonth(2024, time.November)}
	one := generated(t, o)
	o.Workers = 1
	two := generated(t, o)
	o.Seed = 5
	other := generated(t, o)
	if len(one.files) != len(two.files) {
		t.Errorf("%d files and then %d", len(one.files), len(two.files))
	}
	folders := map[string]bool{}
	for name, c := range one.files {
		if two.files[name] == nil || sha256.Sum256(c.Bytes()) != sha256.Sum256(two.files[name].Bytes()) {
			t.Errorf("%s differs between two runs", name)
		}
		if !c.closed {
			t.Errorf("%s is not closed", name)
		}
		folders[strings.Split(name, "/")[0]] = true
	}
	if bytes.Equal(one.files[TruthFile].Bytes(), other.files[TruthFile].Bytes()) {
		t.Error("two seeds have the same truth")
	}
	for _, folder := range []string{"exports", "reports", "flow-logs", "inventory", "trail", "invocations", TruthFile} {
		if !folders[folder] {
			t.Errorf("there is no %s", folder)
		}
	}
	if one.last != TruthFile {
		t.Errorf("%s is written last", one.last)
	}
	var truth Truth
	if err := json.Unmarshal(one.files[TruthFile].Bytes(), &truth); err != nil || len(truth.Flows) == 0 || len(truth.Addresses) == 0 || truth.Bill.Rows == 0 {
		t.Errorf("the truth is poor: %v", err)
	}
}

func TestARedeliveredMonthHasAnObsoleteDeliveryBesideIt(t *testing.T) {
	s := generated(t, Options{Months: 3, Formats: []string{"cur2"}})
	deliveries, manifests := map[string]bool{}, 0
	for name := range s.files {
		if strings.Contains(name, "/data/BILLING_PERIOD=2025-09/") {
			deliveries[path.Dir(name)] = true
		}
		if strings.Contains(name, "metadata/BILLING_PERIOD=2025-09/") {
			manifests++
		}
	}
	if len(deliveries) != 2 || manifests != 3 {
		t.Errorf("%d deliveries and %d manifests", len(deliveries), manifests)
	}
}

func TestWhatCannotBeIsRefused(t *testing.T) {
	for name, o := range map[string]Options{
		"months below one":                  {Months: -1},
		"more months than there are":        {Months: 15},
		"too many months":                   {Months: 1000},
		"rows below nothing":                {Rows: -1},
		"more rows than anybody has":        {Rows: 1 << 40},
		"a form that does not exist":        {Formats: []string{"cur3"}},
		"a month before the world":          {Months: 1, End: period.NewMonth(1999, time.May)},
		"a month whose beginning is before": {Months: 3, End: period.NewMonth(2024, time.November)},
	} {
		t.Run(name, func(t *testing.T) {
			if o.Check() == nil {
				t.Error("it is taken")
			}
		})
	}
}

func TestAboutAsManyRowsAsAreAskedFor(t *testing.T) {
	s := &shelf{files: map[string]*content{}}
	r, err := Generate(context.Background(), Options{Months: 1, Rows: 300_000, Formats: []string{"cur2"}}, s.create)
	if err != nil || r.Rows < 270_000 || r.Rows > 330_000 {
		t.Errorf("%d rows, %v", r.Rows, err)
	}
}

func TestAFileThatCannotBeMadeStopsTheWorld(t *testing.T) {
	full := errors.New("the disk is full")
	_, err := Generate(context.Background(), Options{Months: 2, Formats: []string{"cur2", "trail"}}, func(string) (io.WriteCloser, error) { return nil, full })
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Generate(ctx, Options{Months: 2}, (&shelf{files: map[string]*content{}}).create); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v after the end of the context", err)
	}
}
