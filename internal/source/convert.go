package source

import (
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Encoding is how the rows of a file are written.
type Encoding uint8

// The encodings. A gzip file is always CSV inside.
const (
	Parquet Encoding = iota + 1
	CSV
	GzipCSV
)

// String returns the encoding in words.
func (e Encoding) String() string {
	switch e {
	case Parquet:
		return "Parquet"
	case CSV:
		return "CSV"
	case GzipCSV:
		return "gzip CSV"
	}
	return "unknown"
}

// File is a file on this machine that a loader reads.
type File struct {
	Path     string
	Encoding Encoding
	// Columns are the names of the columns as the file has them, in the file's order. A CSV file has them in its first line,
	// in any letter case; several may be equal there, so a loader must go by the position (Column.From is an index).
	Columns []string
	// Nulls are the words that mean NULL in a CSV file when they stand without quotes. When "" is among them, an empty
	// cell is NULL; else an empty cell is '' in a column of text, and NULL in every other column.
	Nulls []string
}

// Column is a column to be written.
type Column struct {
	// Name is the name in the lake: lower case, letters, digits and underscores.
	Name string
	// Type is the type in the lake: varchar, double, boolean, the integers, decimal, date, timestamp(3), map(varchar, varchar),
	// map(varchar, double).
	Type types.Type
	// From says, for each of Conversion.Files, which of the file's Columns it comes from; -1 where the file has none: NULL.
	// A map that comes from a text is a JSON object in that text. More than one index means: the first that is not NULL and not ''.
	From [][]int
	// Const, when not nil, is the value of a varchar column in every row; From is then nil. Value "{month}" stands for the
	// row's billing period as YYYY-MM, "{year}" for its year, "{m}" for its month without a leading zero.
	Const *string
}

// Conversion says what a loader shall write: all rows of Files, every value unchanged, into new Parquet files (zstd) in Dir.
// A value that does not fit the type of its column is an error, never a NULL.
type Conversion struct {
	Files   []File
	Columns []Column
	// Month is the billing period of every row, as YYYY-MM. When it is "", Period names the column (by Column.Name) that
	// holds it row by row: a timestamp, a date, or a text that begins with YYYY-MM.
	Month  string
	Period string
	// Totals names the columns whose exact sums are wanted.
	Totals []string
	// Dir is an existing empty folder.
	Dir string
	// Progress, when not nil, is told now and then which part of the work is done, from 0 to 1.
	Progress func(part float64)
}

// Piece is what a loader wrote for one billing period.
type Piece struct {
	// Month is YYYY-MM; "" for rows that have no billing period (they are written too, so that nothing is lost from the count).
	Month string
	// Paths are the files, below Conversion.Dir, all with the columns of Conversion.Columns in that order, named as they are there.
	Paths []string
	// Read is what was read from the input for this billing period; the caller compares it with what Measure finds in Paths.
	Read Measure
}

// Measure is what was counted in a set of rows.
type Measure struct {
	Rows int64
	// Totals are the sums of columns: of doubles, the sum of their shortest decimal forms (0.1 is 0.1). NULL counts as
	// nothing; a column without any value is missing here.
	Totals map[string]money.Amount
}
