package invocation

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/glauxhq/glaux/internal/demo/demotest"
	"github.com/glauxhq/glaux/internal/demo/world"
)

func may() Options {
	return Options{
		From: world.HourOf(time.Date(2025, time.May, 1, 0, 0, 0, 0, time.UTC)), To: world.HourOf(time.Date(2025, time.June, 1, 0, 0, 0, 0, time.UTC)),
		Dir: "models",
	}
}

// TestTheTokensAreThoseThatAreBilled adds up the tokens of a month, by what the caller named, and compares them with the series.
func TestTheTokensAreThoseThatAreBilled(t *testing.T) {
	w := world.New(world.Options{Seed: 1})
	made := demotest.Files{}
	done, err := Write(w, may(), made.Create)
	if err != nil {
		t.Fatal(err)
	}
	logged := map[string][4]int64{}
	calls := int64(0)
	for path, body := range made {
		plain, err := gzip.NewReader(bytes.NewReader(body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		for decoder := json.NewDecoder(plain); ; calls++ {
			var l line
			if err := decoder.Decode(&l); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			sum := logged[l.Operation+l.ModelID]
			for i, n := range []int64{l.Input.TokenCount, l.Output.TokenCount, l.Input.CacheReadTokens, l.Input.CacheWriteTokens} {
				sum[i] += n
			}
			logged[l.Operation+l.ModelID] = sum
		}
	}
	if calls != done.Calls || calls == 0 {
		t.Errorf("%d calls, told are %d", calls, done.Calls)
	}
	billed := map[string][4]int64{}
	for _, s := range w.Streams {
		sum := billed[s.Operation+s.ModelID()]
		for kind, series := range s.Series {
			if series == nil {
				continue
			}
			for h := may().From; h < may().To; h++ {
				sum[kind] += world.MulDiv(w.Amount(series, h), series.Calls.Per, world.Scale)
			}
		}
		billed[s.Operation+s.ModelID()] = sum
	}
	for model, want := range billed {
		if logged[model] != want {
			t.Errorf("%s: %v tokens are logged, %v billed", model, logged[model], want)
		}
	}
}
