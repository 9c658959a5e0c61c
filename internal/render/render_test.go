package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func column(name string, t types.Type) typed.Column { return typed.Column{Name: name, Type: t} }

func decimal(unscaled int64, scale int) value.Decimal {
	return value.Decimal{Unscaled: big.NewInt(unscaled), Scale: scale}
}

// costs is a small result with the traps in it: NULL beside an empty text, separators and control characters inside values.
func costs() ([]typed.Column, [][]value.Value) {
	return []typed.Column{column("service", types.Text()), column("cost", types.DecimalOf(10, 2)), column("n", types.Of(types.BigInt))},
		[][]value.Value{
			{"AmazonEC2", decimal(123456, 2), int64(3)},
			{"", decimal(-5, 2), nil},
			{nil, nil, int64(0)},
			{"a,\"b\"\n\tc|\x1b[31m", decimal(7, 2), int64(1)},
			{"日本語", decimal(0, 2), int64(-1)},
		}
}

func rendered(t *testing.T, format Format, columns []typed.Column, rows [][]value.Value) string {
	t.Helper()
	var out bytes.Buffer
	w, err := New(format, &out)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Begin(columns); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestFormats(t *testing.T) {
	tests := []struct {
		name   string
		format Format
		want   []string
	}{
		{"a table is aligned, numbers to the right, NULL marked, control characters escaped", Table, []string{
			` service                   │    cost │  n`,
			`───────────────────────────┼─────────┼────`,
			` AmazonEC2                 │ 1234.56 │  3`,
			`                           │   -0.05 │  ∅`,
			` ∅                         │       ∅ │  0`,
			` a,"b"\n\tc|\u{1b}[31m     │    0.07 │  1`,
			` 日本語                    │    0.00 │ -1`,
			``,
		}},
		{"CSV quotes what it must, and an empty text but not NULL", CSV, []string{
			"service,cost,n\r", "AmazonEC2,1234.56,3\r", "\"\",-0.05,\r", ",,0\r", "\"a,\"\"b\"\"", "\tc|\x1b[31m\",0.07,1\r", "日本語,0.00,-1\r", "",
		}},
		{"TSV keeps a row on one line", TSV, []string{
			"service\tcost\tn", "AmazonEC2\t1234.56\t3", "\t-0.05\t\\N", "\\N\t\\N\t0", "a,\"b\"\\n\\tc|\x1b[31m\t0.07\t1", "日本語\t0.00\t-1", "",
		}},
		{"JSON is one array", JSON, []string{
			`[`, ` {"service":"AmazonEC2","cost":1234.56,"n":3},`, ` {"service":"","cost":-0.05,"n":null},`,
			` {"service":null,"cost":null,"n":0},`, ` {"service":"a,\"b\"\n\tc|\u001b[31m","cost":0.07,"n":1},`,
			` {"service":"日本語","cost":0.00,"n":-1}`, `]`, ``,
		}},
		{"JSON lines are one object a line", JSONL, []string{
			`{"service":"AmazonEC2","cost":1234.56,"n":3}`, `{"service":"","cost":-0.05,"n":null}`,
			`{"service":null,"cost":null,"n":0}`, `{"service":"a,\"b\"\n\tc|\u001b[31m","cost":0.07,"n":1}`,
			`{"service":"日本語","cost":0.00,"n":-1}`, ``,
		}},
		{"Markdown escapes bars and line ends", Markdown, []string{
			"| service                    |    cost |  n |", "| -------------------------- | -------:| --:|", "| AmazonEC2                  | 1234.56 |  3 |",
			"|                            |   -0.05 |  ∅ |", "| ∅                          |       ∅ |  0 |", "| a,\"b\"<br>\\\\tc\\|\\\\u{1b}[31m |    0.07 |  1 |",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			columns, rows := costs()
			got := rendered(t, test.format, columns, rows)
			want := strings.Join(test.want, "\n")
			if test.format == Markdown {
				got = strings.Join(strings.Split(got, "\n")[:len(test.want)], "\n")
			}
			if test.format == Table {
				got, want = trimmed(got), trimmed(want)
			}
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// trimmed makes runs of blanks one, so that the test does not count them.
func trimmed(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.Join(strings.Fields(strings.ReplaceAll(lines[i], "─", "")), " ")
	}
	return strings.Join(lines, "\n")
}

func TestTableColumnsAreAligned(t *testing.T) {
	columns, rows := costs()
	lines := strings.Split(strings.TrimSuffix(rendered(t, Table, columns, rows), "\n"), "\n")
	for _, line := range lines[2:] {
		before, _, _ := strings.Cut(line, "│")
		if got, want := width(before), width(strings.Split(lines[0], "│")[0]); got != want {
			t.Errorf("the first column of %q takes %d columns, want %d", line, got, want)
		}
	}
}

func TestNoRows(t *testing.T) {
	columns, _ := costs()
	for format, want := range map[Format]string{
		CSV: "service,cost,n\r\n", TSV: "service\tcost\tn\n", JSON: "[]\n", JSONL: "",
	} {
		if got := rendered(t, format, columns, nil); got != want {
			t.Errorf("%s: got %q, want %q", format, got, want)
		}
	}
}

func TestEqualColumnNamesStayApart(t *testing.T) {
	got := rendered(t, JSONL, []typed.Column{column("a", types.Of(types.BigInt)), column("a", types.Of(types.BigInt)), column("a_2", types.Of(types.BigInt))},
		[][]value.Value{{int64(1), int64(2), int64(3)}})
	if want := `{"a":1,"a_2":2,"a_2_2":3}` + "\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestText(t *testing.T) {
	row := types.RowOf([]string{"x", ""}, types.Of(types.BigInt), types.Text())
	tests := []struct {
		v    value.Value
		t    types.Type
		want string
	}{
		{true, types.Of(types.Boolean), "true"},
		{0.30000000000000004, types.Of(types.Double), "0.30000000000000004"},
		{1e7, types.Of(types.Double), "10000000.0"},
		{1e21, types.Of(types.Double), "1.0E21"},
		{1.5e-8, types.Of(types.Double), "1.5E-8"},
		{math.NaN(), types.Of(types.Double), "NaN"},
		{math.Inf(-1), types.Of(types.Double), "-Infinity"},
		{float32(0.1), types.Of(types.Real), "0.1"},
		{math.Copysign(0, -1), types.Of(types.Double), "-0.0"},
		{decimal(-1, 3), types.DecimalOf(3, 3), "-0.001"},
		{decimal(12, 0), types.DecimalOf(3, 0), "12"},
		{[]byte{0, 255}, types.Of(types.Varbinary), "00 ff"},
		{value.Date(-1), types.Of(types.Date), "1969-12-31"},
		{value.Timestamp(1762142706000000), types.TimestampOf(3), "2025-11-03 04:05:06.000"},
		{value.Timestamp(-1), types.TimestampOf(6), "1969-12-31 23:59:59.999999"},
		{value.TimestampTZ{Micros: 0, Zone: "+05:30"}, types.TimestampTZOf(0), "1970-01-01 05:30:00 +05:30"},
		{value.TimestampTZ{Micros: 0, Zone: "UTC"}, types.TimestampTZOf(3), "1970-01-01 00:00:00.000 UTC"},
		{value.Time(3_600_000_001), types.TimeOf(6), "01:00:00.000001"},
		{value.TimeTZ{Micros: 0, OffsetMinutes: -90}, types.TimeTZOf(0), "00:00:00-01:30"},
		{value.DaySecond(-90_061_001), types.Of(types.IntervalDaySecond), "-1 01:01:01.001"},
		{value.YearMonth(-14), types.Of(types.IntervalYearMonth), "-1-2"},
		{value.UUID{15: 1}, types.Of(types.UUID), "00000000-0000-0000-0000-000000000001"},
		{value.IP{10: 255, 11: 255, 12: 10, 15: 1}, types.Of(types.IPAddress), "10.0.0.1"},
		{value.List{int64(1), nil}, types.ArrayOf(types.Of(types.BigInt)), "[1, null]"},
		{value.Map{{Key: "a", Value: 0.5}}, types.MapOf(types.Text(), types.Of(types.Double)), "{a=0.5}"},
		{value.Row{int64(1), "b"}, row, "{x=1, field1=b}"},
	}
	for _, test := range tests {
		if got := text(test.v, test.t); got != test.want {
			t.Errorf("%v of %s: got %q, want %q", test.v, test.t, got, test.want)
		}
	}
}

func TestJSONIsValidAndExact(t *testing.T) {
	columns := []typed.Column{
		column("nan", types.Of(types.Double)), column("big", types.DecimalOf(38, 2)), column("j", types.Of(types.JSON)),
		column("b", types.Of(types.Varbinary)), column("m", types.MapOf(types.Text(), types.ArrayOf(types.Of(types.BigInt)))),
		column("bad", types.Text()),
	}
	huge, _ := new(big.Int).SetString("12345678901234567890123456789012345678", 10)
	row := []value.Value{math.NaN(), value.Decimal{Unscaled: huge, Scale: 2}, `{"a": [1]}`, []byte("hi"), value.Map{{Key: "k", Value: value.List{int64(1)}}}, "\xff\u2028"}
	got := rendered(t, JSON, columns, [][]value.Value{row})
	if !json.Valid([]byte(got)) {
		t.Fatalf("no JSON: %s", got)
	}
	for _, want := range []string{`"nan":"NaN"`, `"big":123456789012345678901234567890123456.78`, `"j":{"a": [1]}`, `"b":"aGk="`, `"m":{"k":[1]}`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
}

func TestParquetHoldsEveryType(t *testing.T) {
	columns := []typed.Column{
		column("flag", types.Of(types.Boolean)), column("tiny", types.Of(types.TinyInt)), column("cost", types.DecimalOf(38, 9)),
		column("day", types.Of(types.Date)), column("at", types.TimestampTZOf(3)), column("tags", types.MapOf(types.Text(), types.Text())),
		column("list", types.ArrayOf(types.RowOf([]string{"a"}, types.Of(types.Double)))), column("none", types.Of(types.Unknown)),
		column("took", types.Of(types.IntervalDaySecond)), column("raw", types.Of(types.Varbinary)),
	}
	row := []value.Value{
		true, int64(-7), decimal(-1_500_000_000, 9), value.Date(20_000),
		value.TimestampTZ{Micros: 1_000_000, Zone: "Asia/Tokyo"},
		value.Map{{Key: "team", Value: nil}},
		value.List{value.Row{0.25}, nil},
		nil, value.DaySecond(1000),
		[]byte{1},
	}
	rows := make([][]value.Value, rowsOfGroup+1)
	for i := range rows {
		rows[i] = row
	}
	rows[1] = make([]value.Value, len(columns))
	record := readParquet(t, rendered(t, Parquet, columns, rows))
	for i, want := range []string{"true", "-7", "-1.5", "2024-10-04", "1970-01-01T00:00:01Z", `[{"key":"team","value":null}]`, `[{"a":0.25},null]`, "(null)", "0 00:00:01.000", "AQ=="} {
		if got := record[0][i]; got != want {
			t.Errorf("%s: got %q, want %q", columns[i].Name, got, want)
		}
		if got := record[1][i]; got != "(null)" {
			t.Errorf("%s of the second row: got %q, want NULL", columns[i].Name, got)
		}
	}
	if len(record) != len(rows) {
		t.Errorf("got %d rows, want %d", len(record), len(rows))
	}
}

// readParquet returns the rows of a Parquet file as texts.
func readParquet(t *testing.T, content string) [][]string {
	t.Helper()
	reader, err := file.NewParquetReader(bytes.NewReader([]byte(content)), file.WithReadProps(parquet.NewReaderProperties(memory.DefaultAllocator)))
	if err != nil {
		t.Fatal(err)
	}
	arrows, err := pqarrow.NewFileReader(reader, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := arrows.ReadTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	rows := make([][]string, table.NumRows())
	for c := range int(table.NumCols()) {
		n := 0
		for _, chunk := range table.Column(c).Data().Chunks() {
			for i := range chunk.Len() {
				rows[n] = append(rows[n], chunk.ValueStr(i))
				n++
			}
		}
	}
	return rows
}

func TestFormatsForPeopleAreBounded(t *testing.T) {
	w, err := New(Table, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Begin([]typed.Column{column("n", types.Of(types.BigInt))}); err != nil {
		t.Fatal(err)
	}
	for range MostHeld {
		if err := w.Row([]value.Value{int64(1)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Row([]value.Value{int64(1)}); err == nil {
		t.Error("a table held more rows than it should")
	}
}

// failing is a writer that takes nothing.
type failing struct{}

var errFull = errors.New("disk full")

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestAWriterThatFailsIsAnError(t *testing.T) {
	columns, rows := costs()
	for _, format := range Formats() {
		w, err := New(format, failing{})
		if err != nil {
			t.Fatal(err)
		}
		err = w.Begin(columns)
		for i := 0; i < len(rows) && err == nil; i++ {
			err = w.Row(rows[i])
		}
		if err == nil {
			err = w.End()
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%s: got %v, want %v", format, err, errFull)
		}
	}
}

func TestLongCellsAreCutBetweenCharacters(t *testing.T) {
	got := cut(strings.Repeat("日", 60), widestCell)
	if w := width(got); w > widestCell || !strings.HasSuffix(got, "…") {
		t.Errorf("%q takes %d columns", got, w)
	}
}
