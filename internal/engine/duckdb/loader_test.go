package duckdb

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func loader(t *testing.T) *Loader {
	t.Helper()
	return NewLoader(Options{MemoryLimit: "500MB", Threads: 2, TempDir: t.TempDir()})
}

// write puts a file into a folder of the test and returns its path.
func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func gzipped(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func lakeColumn(name, typ string, from ...[]int) source.Column {
	t := types.Type{Kind: types.Varchar, P: types.Unbounded}
	switch typ {
	case "double":
		t = types.Type{Kind: types.Double}
	case "bigint":
		t = types.Type{Kind: types.BigInt}
	case "decimal":
		t = types.Type{Kind: types.Decimal, P: 12, S: 3}
	case "timestamp":
		t = types.Type{Kind: types.Timestamp, P: 3}
	case "map":
		t = types.Type{Kind: types.Map, Elems: []types.Type{t, t}}
	case "boolean":
		t = types.Type{Kind: types.Boolean}
	}
	return source.Column{Name: name, Type: t, From: from}
}

const bill = `product,cost,start,tags,cost,ok
b,0.1,2018-10-01T00:00:00Z,"{""team"": ""x"", ""a b"": ""y""}",1,true
a,0.2,2018-10-31 23:00:00,,2,
"NULL",1e-21,2018-11-01T01:00:00+02:00,{},NULL,FALSE
,,2018-11-01,NULL,3,NULL
`

func conversion(t *testing.T, files ...source.File) source.Conversion {
	t.Helper()
	names := strings.Split(strings.SplitN(bill, "\n", 2)[0], ",")
	every := func(i int) [][]int {
		from := make([][]int, len(files))
		for k := range from {
			from[k] = []int{i}
		}
		return from
	}
	for i := range files {
		files[i].Columns = names
		files[i].Nulls = []string{"NULL"}
	}
	period := "{month} {year} {m}"
	return source.Conversion{
		Files: files,
		Columns: []source.Column{
			lakeColumn("product", "varchar", every(0)...),
			lakeColumn("cost", "double", every(1)...),
			lakeColumn("start", "timestamp", every(2)...),
			lakeColumn("tags", "map", every(3)...),
			lakeColumn("second", "bigint", every(4)...),
			lakeColumn("ok", "boolean", every(5)...),
			lakeColumn("none", "double"),
			{Name: "period", Type: types.Type{Kind: types.Varchar, P: types.Unbounded}, Const: &period},
		},
		Period: "start",
		Totals: []string{"cost", "second", "none"},
		Dir:    t.TempDir(),
	}
}

func TestConvertWritesMonthsCounted(t *testing.T) {
	l := loader(t)
	for name, file := range map[string]source.File{
		"CSV":            {Path: write(t, "bill", bill), Encoding: source.CSV},
		"gzip CSV":       {Path: write(t, "bill", gzipped(t, bill)), Encoding: source.GzipCSV},
		"gzip, in parts": {Path: write(t, "bill", gzipped(t, bill[:60])+gzipped(t, bill[60:])), Encoding: source.GzipCSV},
	} {
		t.Run(name, func(t *testing.T) {
			c := conversion(t, file)
			pieces, err := l.Convert(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			checkPieces(t, l, pieces)
		})
	}
}

// What does not fit into the memory of loading gets more, once.
func TestConvertTakesMoreMemoryForWhatDoesNotFit(t *testing.T) {
	path := write(t, "bill.csv", bill)
	for more, code := range map[string]string{"500MB": "", "2MB": "EXCEEDED_LOCAL_MEMORY_LIMIT"} {
		l := NewLoader(Options{MemoryLimit: "1MB", MoreMemory: more, Threads: 1, TempDir: t.TempDir()})
		pieces, err := l.Convert(t.Context(), conversion(t, source.File{Path: path, Encoding: source.CSV}))
		if code == "" && (err != nil || len(pieces) == 0) || code != "" && (err == nil || !strings.Contains(err.Error(), code)) {
			t.Errorf("with %s more: got %d pieces, %v", more, len(pieces), err)
		}
	}
}

func checkPieces(t *testing.T, l *Loader, pieces []source.Piece) {
	t.Helper()
	if len(pieces) != 2 || pieces[0].Month != "2018-10" || pieces[1].Month != "2018-11" {
		t.Fatalf("pieces: %+v", pieces)
	}
	// The third row begins on 31 October at 23:00 in UTC.
	for i, want := range []struct {
		rows         int64
		cost, second string
	}{{3, "0.300000000000000000001", "3"}, {1, "", "3"}} {
		m := pieces[i].Read
		if m.Rows != want.rows || total(m, "cost") != want.cost || total(m, "second") != want.second || total(m, "none") != "" {
			t.Errorf("month %d: read %+v", i, m)
		}
		again, err := l.Measure(context.Background(), pieces[i].Paths, []string{"cost", "second", "none", "not there"})
		if err != nil {
			t.Fatal(err)
		}
		if again.Rows != m.Rows || total(again, "cost") != want.cost || total(again, "second") != want.second {
			t.Errorf("month %d: measured %+v", i, again)
		}
	}
	got := rowsOf(t, pieces[0].Paths[0])
	want := "b|0.1|2018-10-01 00:00:00|{team=x, a b=y}|1|true|NULL|2018-10 2018 10\n" +
		"a|0.2|2018-10-31 23:00:00|NULL|2|NULL|NULL|2018-10 2018 10\n" +
		"NULL|1e-21|2018-10-31 23:00:00|{}|NULL|false|NULL|2018-10 2018 10\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func total(m source.Measure, name string) string {
	if a, ok := m.Totals[name]; ok {
		return a.String()
	}
	return ""
}

// rowsOf returns the rows of a Parquet file as text.
func rowsOf(t *testing.T, path string) string {
	t.Helper()
	e, err := Open(Options{DataDirs: []string{filepath.Dir(path)}})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close() //nolint:errcheck // nothing to lose
	got, err := ask(t, e, "SELECT array_to_string(list_transform([CAST(product AS VARCHAR), CAST(cost AS VARCHAR), CAST(start AS VARCHAR), CAST(tags AS VARCHAR), "+
		"CAST(second AS VARCHAR), CAST(ok AS VARCHAR), CAST(\"none\" AS VARCHAR), period], lambda x: coalesce(x, 'NULL')), '|') FROM read_parquet('"+path+"')")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(got, "\n") + "\n"
}

func TestConvertNamesFilePlaceAndReason(t *testing.T) {
	lines := strings.SplitAfter(bill, "\n")
	cases := map[string]struct {
		file          source.File
		place, reason string
	}{
		"a value that is no number": {
			source.File{Path: write(t, "f", lines[0]+lines[1]+strings.Replace(lines[2], "0.2", "abc", 1)), Encoding: source.CSV},
			"row 2", `column "cost": "abc" is no double`,
		},
		"a number with a fraction for an integer": {
			source.File{Path: write(t, "f", lines[0]+strings.Replace(lines[1], ",1,true", ",1.5,true", 1)), Encoding: source.CSV},
			"row 1", `column "second": "1.5" is no bigint`,
		},
		"a map that is no object": {
			source.File{Path: write(t, "f", lines[0]+strings.Replace(lines[3], "{}", "[]", 1)), Encoding: source.CSV},
			"row 1", `column "tags": "[]" is no map(varchar, varchar)`,
		},
		"a line with too few columns": {
			source.File{Path: write(t, "f", lines[0]+lines[1]+"a,b\n"), Encoding: source.CSV},
			"line 3", "2 columns instead of 6",
		},
		"gzip that breaks off": {
			source.File{Path: write(t, "f", gzipped(t, bill)[:90]), Encoding: source.GzipCSV},
			"byte 90", "the gzip stream breaks off",
		},
		"a file that is no gzip": {
			source.File{Path: write(t, "f", bill), Encoding: source.GzipCSV},
			"byte 0", "the file is not compressed with gzip",
		},
		"a file that is no Parquet": {
			source.File{Path: write(t, "f", bill), Encoding: source.Parquet},
			"", "the file is no Parquet file, or its end is missing",
		},
		"a file that is not there": {
			source.File{Path: filepath.Join(t.TempDir(), "f"), Encoding: source.CSV}, "", "the file cannot be read",
		},
	}
	good := source.File{Path: write(t, "good", bill), Encoding: source.CSV}
	l := loader(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := l.Convert(context.Background(), conversion(t, good, c.file))
			var f source.Fault
			if !errors.As(err, &f) {
				t.Fatalf("no fault but %v", err)
			}
			if f.File != c.file.Path || f.Place != c.place || f.Reason != c.reason {
				t.Errorf("got file %q, place %q, reason %q", f.File, f.Place, f.Reason)
			}
		})
	}
}
