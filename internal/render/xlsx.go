package render

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// MaxXLSX is how many rows a sheet of Excel holds below the names of the columns.
const MaxXLSX = excelize.TotalRows - 1

// sheetName is the name of the only sheet.
const sheetName = "Result"

// The bound of a sheet before compression, where its file would need a later form of zip, and what stands around the text of a cell.
const (
	maxSheet  = 3 << 30
	cellMarks = 60
)

// exactDigits is how many digits Excel keeps of a number.
const exactDigits = 15

// xlsxWriter writes a workbook with one sheet. What Excel would change, it writes as text: numbers of more than 15 digits, moments
// finer than a millisecond or before March 1900, and NaN. NULL is an empty cell. Excelize holds 16 MiB of rows, and puts what is more
// into a temporary file.
type xlsxWriter struct {
	out     io.Writer
	columns []typed.Column
	file    *excelize.File
	sheet   *excelize.StreamWriter
	rows    int
	size    int64 // about, before compression
	cells   []any
	date    int
	moment  int
}

// Begin writes the names of the columns, which stay in sight.
func (w *xlsxWriter) Begin(columns []typed.Column) (err error) {
	if len(columns) > excelize.MaxColumns {
		return fmt.Errorf("%d columns: a sheet of Excel has %d at most", len(columns), excelize.MaxColumns)
	}
	w.columns, w.cells = columns, make([]any, len(columns))
	w.file = excelize.NewFile()
	if err := w.file.SetSheetName("Sheet1", sheetName); err != nil {
		return w.broken(err)
	}
	bold, err := w.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return w.broken(err)
	}
	if w.date, err = w.file.NewStyle(&excelize.Style{CustomNumFmt: ptr("yyyy\\-mm\\-dd")}); err != nil {
		return w.broken(err)
	}
	if w.moment, err = w.file.NewStyle(&excelize.Style{CustomNumFmt: ptr("yyyy\\-mm\\-dd hh:mm:ss.000")}); err != nil {
		return w.broken(err)
	}
	if w.sheet, err = w.file.NewStreamWriter(sheetName); err != nil {
		return w.broken(err)
	}
	if err := w.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return w.broken(err)
	}
	for i, c := range columns {
		text, err := cellText(c.Name)
		if err != nil {
			return w.broken(err)
		}
		w.cells[i] = excelize.Cell{StyleID: bold, Value: text}
	}
	return w.line()
}

func ptr[T any](v T) *T { return &v }

// broken ends the workbook with an error.
func (w *xlsxWriter) broken(err error) error { return errors.Join(err, w.Close()) }

// Close gives back what the workbook took on the disk, when its end will not come. It may be called at any time.
func (w *xlsxWriter) Close() error {
	if w.file == nil {
		return nil
	}
	file := w.file
	w.file = nil
	return file.Close()
}

// line writes the cells as the next row.
func (w *xlsxWriter) line() error {
	w.rows++
	if err := w.sheet.SetRow("A"+strconv.Itoa(w.rows), w.cells); err != nil {
		return w.broken(err)
	}
	return nil
}

// Row writes a row.
func (w *xlsxWriter) Row(row []value.Value) error {
	if w.rows > MaxXLSX {
		return w.broken(fmt.Errorf("more than %d rows are too many for a sheet of Excel: choose csv or parquet", MaxXLSX))
	}
	for i, v := range row {
		cell, err := w.cell(v, w.columns[i].Type)
		if err != nil {
			return w.broken(fmt.Errorf("column %q, row %d: %w", w.columns[i].Name, w.rows, err))
		}
		text, _ := cell.(string)
		w.size += int64(len(text)) + cellMarks
		w.cells[i] = cell
	}
	if w.size > maxSheet {
		return w.broken(fmt.Errorf("a sheet of more than %d GiB is too large for Excel: choose csv or parquet", maxSheet>>30))
	}
	return w.line()
}

// End writes the workbook.
func (w *xlsxWriter) End() error {
	if err := w.sheet.Flush(); err != nil {
		return w.broken(err)
	}
	// Excelize would hold the whole workbook in memory before it writes it.
	w.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w.out) })
	_, err := w.file.WriteTo(io.Discard)
	return w.broken(err)
}

// cell returns what stands in the cell of a value.
func (w *xlsxWriter) cell(v value.Value, t types.Type) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil //nolint:nilnil // an empty cell
	case bool:
		return v, nil
	case int64:
		if t.Kind != types.Color && v > -1e15 && v < 1e15 {
			return v, nil
		}
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return v, nil
		}
	case float32:
		if number, err := strconv.ParseFloat(strconv.FormatFloat(float64(v), 'g', -1, 32), 64); err == nil && !math.IsNaN(number) && !math.IsInf(number, 0) {
			return number, nil
		}
	case value.Decimal:
		if number, exact := shortDecimal(v); exact {
			return number, nil
		}
	case value.Date:
		if day := time.Unix(int64(v)*86_400, 0).UTC(); inExcel(day) {
			return excelize.Cell{StyleID: w.date, Value: day}, nil
		}
	case value.Timestamp:
		if at := time.UnixMicro(int64(v)).UTC(); inExcel(at) && int64(v)%1000 == 0 {
			return excelize.Cell{StyleID: w.moment, Value: at}, nil
		}
	}
	return cellText(text(v, t))
}

// shortDecimal returns a decimal as a number, and whether that is exactly the decimal to 15 digits.
func shortDecimal(d value.Decimal) (float64, bool) {
	digits := strings.Trim(new(big.Int).Abs(d.Unscaled).String(), "0")
	if len(digits) > exactDigits {
		return 0, false
	}
	number, err := strconv.ParseFloat(string(value.AppendText(nil, d, types.Type{})), 64)
	return number, err == nil
}

// inExcel tells whether Excel has that day: it takes 1900 for a leap year.
func inExcel(t time.Time) bool {
	return !t.Before(time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)) && t.Year() <= 9999
}

// cellText returns a text as it stands in a cell, or an error where Excel would cut it. Characters that XML does not have are replaced.
func cellText(text string) (string, error) {
	if utf8.RuneCountInString(text) > excelize.TotalCellChars/2 && len(utf16.Encode([]rune(text))) > excelize.TotalCellChars {
		return "", fmt.Errorf("a text of %d characters does not fit into a cell of Excel, which holds %d: choose csv or parquet", utf8.RuneCountInString(text), excelize.TotalCellChars)
	}
	return text, nil
}
