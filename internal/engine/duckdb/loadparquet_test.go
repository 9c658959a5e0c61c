package duckdb

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// parquet writes a Parquet file of a query and returns its path.
func parquet(t *testing.T, query string) string {
	t.Helper()
	dir, err := realPath(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in, err := openInstance("", fence([]string{dir}, nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	s, err := in.connect()
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	path := filepath.Join(dir, "file")
	if err := s.do("COPY (" + query + ") TO " + quote(path) + " (FORMAT parquet)"); err != nil {
		t.Fatal(err)
	}
	return path
}

// one converts a column of a Parquet file.
func one(t *testing.T, l *Loader, path, typ string) ([]source.Piece, error) {
	t.Helper()
	return l.Convert(t.Context(), source.Conversion{
		Files:   []source.File{{Path: path, Encoding: source.Parquet, Columns: []string{"x"}}},
		Columns: []source.Column{lakeColumn("x", typ, []int{0})},
		Month:   "2025-11", Dir: t.TempDir(),
	})
}

func TestParquetValuesKeepTheirValueOrAreRefused(t *testing.T) {
	l := loader(t)
	for _, c := range []struct{ name, query, typ, want string }{
		{"text", "SELECT 'a' AS x", "varchar", "a"},
		{"text in a binary column", "SELECT encode('ä') AS x", "varchar", "ä"},
		{"a number as text", "SELECT 0.1::DOUBLE AS x", "varchar", "0.1"},
		{"a decimal as double", "SELECT 0.10::DECIMAL(10,2) AS x", "double", "0.1"},
		{"an integer as double", "SELECT 3 AS x", "double", "3.0"},
		{"text as double", "SELECT '1e-7' AS x", "double", "1e-07"},
		{"empty text as double", "SELECT '' AS x", "double", "NULL"},
		{"text that is infinite", "SELECT 'inf' AS x", "double", `"inf" is no double`},
		{"text with a separator", "SELECT '1_000' AS x", "double", `"1_000" is no double`},
		{"a whole double as integer", "SELECT 3::DOUBLE AS x", "bigint", "3"},
		{"a double with a fraction as integer", "SELECT 3.5::DOUBLE AS x", "bigint", `"3.5" is no bigint`},
		{"an integer that is too large", "SELECT 9223372036854775808::UBIGINT AS x", "bigint", `"9223372036854775808" is no bigint`},
		{"text as decimal", "SELECT '12.3450' AS x", "decimal", "12.345"},
		{"text with too many digits as decimal", "SELECT '12.3456' AS x", "decimal", `"12.3456" is no decimal(12,3)`},
		{"text that is too large for the decimal", "SELECT '1234567890.1' AS x", "decimal", `"1234567890.1" is no decimal(12,3)`},
		{"milliseconds as timestamp", "SELECT 1761955200123 AS x", "timestamp", "2025-11-01 00:00:00.123"},
		{"nanoseconds as timestamp", "SELECT '2025-11-01 00:00:00.123'::TIMESTAMP_NS AS x", "timestamp", "2025-11-01 00:00:00.123"},
		{"an instant as timestamp", "SELECT '2025-11-01 02:00:00+02'::TIMESTAMPTZ AS x", "timestamp", "2025-11-01 00:00:00"},
		{"a date as timestamp", "SELECT DATE '2025-11-01' AS x", "timestamp", "2025-11-01 00:00:00"},
		{"text with an offset as timestamp", "SELECT '2025-11-01T02:00:00+02:00' AS x", "timestamp", "2025-11-01 00:00:00"},
		{"microseconds that timestamp(3) lacks", "SELECT TIMESTAMP '2025-11-01 00:00:00.000001' AS x", "timestamp", "is no timestamp(3)"},
		{"a map", "SELECT MAP {'k': 'v', 'n': NULL} AS x", "map", "{k=v, n=NULL}"},
		{"a map of numbers", "SELECT MAP {'k': 1.5::DOUBLE} AS x", "map", "{k=1.5}"},
		{"a list of entries", "SELECT [{'key': 'k', 'value': 'v'}] AS x", "map", "{k=v}"},
		{"a struct", "SELECT {'a': 'v', 'b': NULL::VARCHAR} AS x", "map", "{a=v}"},
		{"JSON text as map", `SELECT '{"k": "v", "n": null}' AS x`, "map", "{k=v, n=NULL}"},
		{"empty text as map", "SELECT '' AS x", "map", "NULL"},
		{"broken JSON as map", `SELECT '{"k"' AS x`, "map", `"{\"k\"" is no map(varchar, varchar)`},
		{"text as boolean", "SELECT 'True' AS x", "boolean", "true"},
		{"text that is no boolean", "SELECT 'yes' AS x", "boolean", `"yes" is no boolean`},
	} {
		t.Run(c.name, func(t *testing.T) {
			pieces, err := one(t, l, parquet(t, c.query), c.typ)
			if err != nil {
				var f source.Fault
				if !errors.As(err, &f) || !strings.Contains(f.Reason, c.want) || f.Place != "row 1" {
					t.Fatalf("got %v (%v)", err, errors.Unwrap(err))
				}
				return
			}
			e := open(t, Options{DataDirs: []string{filepath.Dir(pieces[0].Paths[0])}})
			got, err := ask(t, e, "SELECT coalesce(CAST(x AS VARCHAR), 'NULL') FROM read_parquet("+quote(pieces[0].Paths[0])+")")
			if err != nil || got[0] != c.want {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func TestFilesWithOtherColumnsGoTogether(t *testing.T) {
	a, b := parquet(t, "SELECT 'a' AS x, 1 AS n"), parquet(t, "SELECT 2.5::DOUBLE AS n, 'b' AS x, 'b2' AS y")
	c := source.Conversion{
		Files: []source.File{
			{Path: a, Encoding: source.Parquet, Columns: []string{"x", "n"}},
			{Path: b, Encoding: source.Parquet, Columns: []string{"n", "x", "y"}},
			{Path: write(t, "c", "n,x,x\n3,,c\n4,d,e\n5,,\n"), Encoding: source.CSV, Columns: []string{"n", "x", "x"}},
		},
		Columns: []source.Column{lakeColumn("x", "varchar", []int{0}, []int{1}, []int{1, 2}), lakeColumn("n", "double", []int{1}, []int{0}, []int{0})},
		Month:   "2025-11", Totals: []string{"n"}, Dir: t.TempDir(),
	}
	l := loader(t)
	pieces, err := l.Convert(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if m := pieces[0].Read; m.Rows != 5 || total(m, "n") != "15.5" {
		t.Errorf("read %+v", m)
	}
	e := open(t, Options{DataDirs: []string{c.Dir}})
	got, err := ask(t, e, "SELECT x || '=' || n FROM read_parquet("+quote(pieces[0].Paths[0])+")")
	if want := "a=1.0 b=2.5 c=3.0 d=4.0 =5.0"; err != nil || strings.Join(got, " ") != want {
		t.Errorf("got %v, %v", got, err)
	}
	// The same with the second file broken in its middle: the fault names that one.
	data, err := os.ReadFile(b)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{
		"cut off":            data[:len(data)/2],
		"overwritten inside": append(append(bytes.Clone(data[:4]), bytes.Repeat([]byte{0xEE}, 40)...), data[44:]...),
		"empty":              nil,
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(b, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			c.Dir = t.TempDir()
			_, err := l.Convert(t.Context(), c)
			var f source.Fault
			if !errors.As(err, &f) || f.File != b || f.Reason == "" {
				t.Errorf("got %v (%v)", err, errors.Unwrap(err))
			}
		})
	}
}

func TestNaNInACostIsAFault(t *testing.T) {
	path := parquet(t, "SELECT 'NaN'::DOUBLE AS x")
	_, err := loader(t).Convert(t.Context(), source.Conversion{
		Files:   []source.File{{Path: path, Encoding: source.Parquet, Columns: []string{"x"}}},
		Columns: []source.Column{lakeColumn("x", "double", []int{0})},
		Month:   "2025-11", Totals: []string{"x"}, Dir: t.TempDir(),
	})
	var f source.Fault
	if !errors.As(err, &f) || f.File != path || !strings.Contains(f.Reason, "finite") {
		t.Errorf("got %v", err)
	}
}

func TestLoadCanBeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := conversion(t, source.File{Path: write(t, "f", bill), Encoding: source.CSV})
	if _, err := loader(t).Convert(ctx, c); err == nil || !strings.HasPrefix(err.Error(), "USER_CANCELED") {
		t.Errorf("got %v", err)
	}
}

func TestPeriodOfEveryType(t *testing.T) {
	day := types.Type{Kind: types.Date}
	c := source.Conversion{
		Files:   []source.File{{Path: parquet(t, "SELECT DATE '2025-11-30' AS x UNION ALL SELECT NULL"), Encoding: source.Parquet, Columns: []string{"x"}}},
		Columns: []source.Column{{Name: "x", Type: day, From: [][]int{{0}}}},
		Period:  "x", Dir: t.TempDir(),
	}
	pieces, err := loader(t).Convert(t.Context(), c)
	if err != nil || len(pieces) != 2 || pieces[0].Month != "" || pieces[0].Read.Rows != 1 || pieces[1].Month != "2025-11" {
		t.Errorf("got %+v, %v", pieces, err)
	}
}

// DuckDB tries a filter on NULL even where the column has none: what checks a value must let NULL pass.
func TestMonthsOfAColumnThatIsAlwaysTheSame(t *testing.T) {
	c := source.Conversion{
		Files:   []source.File{{Path: parquet(t, "SELECT TIMESTAMP '2025-11-01' AS x FROM range(1000)"), Encoding: source.Parquet, Columns: []string{"x"}}},
		Columns: []source.Column{lakeColumn("x", "timestamp", []int{0})},
		Period:  "x", Dir: t.TempDir(),
	}
	pieces, err := loader(t).Convert(t.Context(), c)
	if err != nil || len(pieces) != 1 || pieces[0].Read.Rows != 1000 {
		t.Errorf("got %+v, %v", pieces, err)
	}
}
