package render

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// workbook writes rows as a workbook and reads it again.
func workbook(t *testing.T, columns []typed.Column, rows ...[]value.Value) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(strings.NewReader(rendered(t, XLSX, columns, rows)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close() })
	return book
}

func micros(text string) int64 {
	at, err := time.Parse("2006-01-02 15:04:05.999999", text)
	if err != nil {
		panic(err)
	}
	return at.UnixMicro()
}

func unscaled(digits string, scale int) value.Decimal {
	n, _ := new(big.Int).SetString(digits, 10)
	return value.Decimal{Unscaled: n, Scale: scale}
}

// A number is one in Excel where Excel keeps it exactly, and a text where it does not.
func TestAWorkbookHoldsEveryValueExactly(t *testing.T) {
	number, text, date := excelize.CellTypeUnset, excelize.CellTypeInlineString, excelize.CellTypeUnset
	for _, test := range []struct {
		name string
		v    value.Value
		t    types.Type
		kind excelize.CellType
		raw  string
	}{
		{"an integer", int64(-42), types.Of(types.BigInt), number, "-42"},
		{"the longest integer that is kept", int64(999_999_999_999_999), types.Of(types.BigInt), number, "999999999999999"},
		{"one that is longer", int64(1_000_000_000_000_001), types.Of(types.BigInt), text, "1000000000000001"},
		{"the least integer", int64(math.MinInt64), types.Of(types.BigInt), text, "-9223372036854775808"},
		{"an amount", unscaled("-1999999999999999", 4), types.DecimalOf(38, 4), text, "-199999999999.9999"},
		{"an amount of 15 digits", unscaled("123456789012345", 10), types.DecimalOf(38, 10), number, "12345.6789012345"},
		{"an amount with zeros", unscaled("12500000000000000000000", 22), types.DecimalOf(38, 22), number, "1.25"},
		{"nothing", unscaled("0", 10), types.DecimalOf(38, 10), number, "0"},
		{"a double", 0.1, types.Of(types.Double), number, "0.1"},
		{"no number", math.NaN(), types.Of(types.Double), text, "NaN"},
		{"without end", math.Inf(-1), types.Of(types.Double), text, "-Infinity"},
		{"a real", float32(0.1), types.Of(types.Real), number, "0.1"},
		{"a real without end", float32(math.Inf(1)), types.Of(types.Real), text, "Infinity"},
		{"a day", value.Date(20_395), types.Of(types.Date), date, "45964"},
		{"a day that Excel does not have", value.Date(-30_000), types.Of(types.Date), text, "1887-11-12"},
		{"a moment", value.Timestamp(micros("2025-11-03 12:00:00")), types.TimestampOf(3), date, "45964.5"},
		{"a finer moment", value.Timestamp(micros("2025-11-03 12:00:00.000001")), types.TimestampOf(6), text, "2025-11-03 12:00:00.000001"},
		{"an instant", value.TimestampTZ{Micros: micros("2025-11-03 12:00:00"), Zone: "Asia/Tokyo"}, types.TimestampTZOf(0), text, "2025-11-03 21:00:00 Asia/Tokyo"},
		{"a formula that is none", "=HYPERLINK(\"http://x\")", types.Text(), text, "=HYPERLINK(\"http://x\")"},
		{"a text with blanks", " a\n<b>&\"_x0041_ ", types.Text(), text, " a\n<b>&\"_x0041_ "},
		{"a list", value.List{int64(1), nil}, types.ArrayOf(types.Of(types.BigInt)), text, "[1, null]"},
		{"bytes", []byte{0, 255}, types.Of(types.Varbinary), text, "00 ff"},
	} {
		t.Run(test.name, func(t *testing.T) {
			book := workbook(t, []typed.Column{{Name: "c", Type: test.t}}, []value.Value{test.v})
			raw, err := book.GetCellValue(sheetName, "A2", excelize.Options{RawCellValue: true})
			if err != nil || raw != test.raw {
				t.Errorf("got %q, %v, want %q", raw, err, test.raw)
			}
			if kind, err := book.GetCellType(sheetName, "A2"); err != nil || kind != test.kind {
				t.Errorf("got the form %v, %v, want %v", kind, err, test.kind)
			}
			if formula, err := book.GetCellFormula(sheetName, "A2"); err != nil || formula != "" {
				t.Errorf("it became the formula %q (%v)", formula, err)
			}
		})
	}
}

func TestAWorkbookHasItsColumnsOnTop(t *testing.T) {
	book := workbook(t, []typed.Column{{Name: "same", Type: types.Of(types.Boolean)}, {Name: "same", Type: types.Text()}},
		[]value.Value{true, nil}, []value.Value{nil, "x"})
	rows, err := book.GetRows(sheetName)
	if err != nil || fmt.Sprint(rows) != "[[same same] [TRUE] [ x]]" {
		t.Errorf("got %v, %v", rows, err)
	}
	if panes, err := book.GetPanes(sheetName); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("got %+v, %v", panes, err)
	}
}

func TestWhatAWorkbookCannotHoldIsSaid(t *testing.T) {
	begun := func() *xlsxWriter {
		w := &xlsxWriter{out: &bytes.Buffer{}}
		if err := w.Begin([]typed.Column{{Name: "c", Type: types.Text()}}); err != nil {
			t.Fatal(err)
		}
		return w
	}
	for _, long := range []string{strings.Repeat("x", excelize.TotalCellChars+1), strings.Repeat("𝄞", excelize.TotalCellChars/2+1)} {
		if err := begun().Row([]value.Value{long}); err == nil || !strings.Contains(err.Error(), "csv") {
			t.Errorf("a long text: %v", err)
		}
	}
	if err := begun().Row([]value.Value{strings.Repeat("x", excelize.TotalCellChars)}); err != nil {
		t.Errorf("the longest text: %v", err)
	}
	w := begun()
	w.rows = MaxXLSX + 1
	if err := w.Row([]value.Value{"x"}); err == nil || !strings.Contains(err.Error(), "1048575") {
		t.Errorf("a row too many: %v", err)
	}
	if err := (&xlsxWriter{out: &bytes.Buffer{}}).Begin(make([]typed.Column, excelize.MaxColumns+1)); err == nil {
		t.Error("too many columns were taken")
	}
}
