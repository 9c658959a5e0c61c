// Package quick_test holds the quick forms of the emitter by the exact functions: what a query gives through an expression of
// DuckDB's own must be what the function in Go gives for the same value.
package quick_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/scalar"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// nothing is a catalog without tables.
type nothing struct{}

func (nothing) Table(context.Context, catalog.Name) (*catalog.Table, error) {
	return nil, catalog.ErrSchemaNotFound
}
func (nothing) Databases(context.Context) ([]string, error) { return nil, nil }
func (nothing) Tables(context.Context, string) ([]string, error) {
	return nil, catalog.ErrSchemaNotFound
}

func newRunner(t *testing.T) *query.Runner {
	t.Helper()
	e, err := duckdb.Open(duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return nothing{}, func() {}, nil },
		Policy:   access.LocalPolicy(), Engine: e, Now: time.Now,
	}
}

// column returns the values of the one column of a query.
func column(t *testing.T, r *query.Runner, text string) []value.Value {
	t.Helper()
	result, err := r.Text(t.Context(), access.Local(), text, query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var list []value.Value
	for {
		batch, err := result.Next(t.Context())
		if errors.Is(err, io.EOF) {
			if err := result.Close(); err != nil {
				t.Fatal(err)
			}
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range batch.Len() {
			list = append(list, batch.Value(i, 0))
		}
	}
}

// doubles are numbers of many sizes, most of them close to the middle between two decimals.
func doubles(scale int) []float64 {
	random := rand.New(rand.NewPCG(1, uint64(scale))) //nolint:gosec // the same in every run
	list := []float64{0, math.Copysign(0, -1), 1e308, -1e308, 5e-324, math.MaxInt64, 1e12, 0.5, 1.5, 2.5, 1.005, 2.675, 1.15}
	for range 800 {
		middle := (math.Floor(random.Float64()*math.Pow(10, float64(random.IntN(15)))) + 0.5) / math.Pow10(scale)
		list = append(list, middle, -middle, math.Nextafter(middle, 0), math.Nextafter(middle, 1e9),
			middle*(1+(random.Float64()-0.5)*math.Pow10(-random.IntN(16))), (random.Float64()-0.5)*math.Pow10(random.IntN(24)-6))
		amount := math.Trunc(random.Float64()*math.Pow10(random.IntN(17))) / 1e10 // as bills write them, and what lies beside
		list = append(list, amount, -amount, math.Nextafter(amount, 0), math.Nextafter(amount, 1e9))
	}
	return list
}

func TestDoublesAreRoundedToDecimalsAsTheirTexts(t *testing.T) {
	runner := newRunner(t)
	for _, to := range []types.Type{
		types.DecimalOf(18, 0), types.DecimalOf(18, 2), types.DecimalOf(16, 8), types.DecimalOf(38, 10), types.DecimalOf(5, 5), types.DecimalOf(12, 11),
		types.DecimalOf(38, 18), types.DecimalOf(38, 20), types.DecimalOf(38, 30),
	} {
		list := doubles(to.S)
		words := make([]string, len(list))
		for i, f := range list {
			words[i] = "DOUBLE '" + strconv.FormatFloat(f, 'e', -1, 64) + "'"
		}
		got := column(t, runner, fmt.Sprintf("SELECT TRY_CAST(x AS %s) FROM UNNEST(ARRAY[%s]) WITH ORDINALITY AS t (x, n) ORDER BY n", to, strings.Join(words, ", ")))
		exact, ok := scalar.Find("$try_cast", []types.Type{types.Of(types.Double)}, to)
		if !ok || len(got) != len(list) {
			t.Fatalf("%d values and %v, want %d", len(got), ok, len(list))
		}
		for i, f := range list {
			want, err := exact.Call([]value.Value{f})
			if err != nil {
				t.Fatal(err)
			}
			if value.Text(got[i], to) != value.Text(want, to) {
				t.Errorf("%v as %s: got %s, want %s", f, to, value.Text(got[i], to), value.Text(want, to))
			}
		}
	}
}
