package demo

import (
	"context"
	"io"
	"testing"
	"time"
)

type nothing struct{}

func (nothing) Write(p []byte) (int, error) { return len(p), nil }
func (nothing) Close() error                { return nil }

func TestSpeed(t *testing.T) {
	for _, f := range [][]string{{"cur2"}, {"cur1"}, {"cur1-csv"}, {"focus"}} {
		start := time.Now()
		r, err := Generate(context.Background(), Options{Seed: 1, Formats: f}, func(string) (io.WriteCloser, error) { return nothing{}, nil })
		if err != nil {
			t.Fatal(err)
		}
		d := time.Since(start)
		t.Logf("%v: %d rows, %d files, %d MB, %s, %.0f rows/s", f, r.Rows, r.Files, r.Bytes>>20, d, float64(r.Rows)/d.Seconds())
	}
}
