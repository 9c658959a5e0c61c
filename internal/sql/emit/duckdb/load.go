package duckdb

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Load is a copy of files into the lake, to be written as SQL. All names in the SQL are made here: columns of files are s0, s1, …
// by position, columns of the lake k0, k1, …, the billing period m; only the files that are written carry the lake's names.
type Load struct {
	Sources []LoadSource
	Columns []LoadColumn
	// Month is the billing period of all rows, as YYYY-MM; when it is "", Columns[Period] holds it row by row.
	Month  string
	Period int
}

// LoadForm is how the rows of a file are written.
type LoadForm int

// The forms.
const (
	LoadParquet LoadForm = iota
	LoadCSV
	LoadGzipCSV
)

// LoadSource is a set of files with the same columns.
type LoadSource struct {
	Paths []string
	Form  LoadForm
	// Held are DuckDB's names of the types of the files' columns, as DESCRIBE gives them; all VARCHAR for CSV.
	Held []string
	// Nulls are the words that mean NULL in a CSV file when they stand without quotes.
	Nulls []string
	// From says for each of Load.Columns from which columns of the files it comes; none: NULL.
	From [][]int
}

// LoadColumn is a column of the lake.
type LoadColumn struct {
	Name string
	Type types.Type
	// Const is the value in every row, if not nil. "{month}", "{year}" and "{m}" in it stand for the billing period.
	Const *string
}

// noNull is a word that no file holds: DuckDB wants at least one word for NULL.
const noNull = "\x07no null\x07"

// Describe asks for the names and types of the columns of a Parquet file.
func Describe(path string) string {
	return "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + readParquet([]string{path}) + ")"
}

// readParquet is a Parquet scan that takes nothing from the paths but the files.
func readParquet(paths []string) string {
	return "read_parquet(" + stringList(paths) + ", hive_partitioning = false, union_by_name = false, binary_as_string = true)"
}

// readCSV is a scan of CSV files of n columns, all as text.
func (s LoadSource) readCSV() string {
	columns := make([]string, len(s.Held))
	for i := range columns {
		columns[i] = "'s" + strconv.Itoa(i) + "': 'VARCHAR'"
	}
	nulls := s.Nulls
	if len(nulls) == 0 {
		nulls = []string{noNull}
	}
	compression := "none"
	if s.Form == LoadGzipCSV {
		compression = "gzip"
	}
	return "read_csv(" + stringList(s.Paths) + ", auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"'" +
		", strict_mode = true, max_line_size = 16777216, buffer_size = 67108864, hive_partitioning = false" +
		", columns = {" + strings.Join(columns, ", ") + "}" +
		", nullstr = " + stringList(nulls) + ", allow_quoted_nulls = false, compression = '" + compression + "')"
}

// scan is the FROM item of a source: its columns are s0, s1, ….
func (s LoadSource) scan() string {
	if s.Form != LoadParquet {
		return s.readCSV() + " AS s"
	}
	names := make([]string, len(s.Held))
	for i := range names {
		names[i] = "s" + strconv.Itoa(i)
	}
	return readParquet(s.Paths) + " AS s(" + strings.Join(names, ", ") + ")"
}

func stringList(list []string) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = emit.String(s).Text
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// rows is all rows of all sources, as a query with the columns that are asked for: those with keep, all when keep is nil.
func (l Load) rows(keep map[int]bool) string {
	parts := make([]string, len(l.Sources))
	for i, s := range l.Sources {
		var items []string
		for c := range l.Columns {
			if keep == nil || keep[c] {
				items = append(items, l.column(s, c)+" AS k"+strconv.Itoa(c))
			}
		}
		items = append(items, l.month(s)+" AS m")
		parts[i] = emit.Lines("SELECT", emit.Indent(strings.Join(items, ",\n")), "FROM "+s.scan())
	}
	return strings.Join(parts, "\nUNION ALL\n")
}

// month is the billing period of a row of a source, as YYYY-MM. Nothing in it raises an error of its own: Copy filters by it, and
// DuckDB 1.5.5 computes both branches of a CASE that stands in a filter over a Parquet file whose statistics it knows.
func (l Load) month(s LoadSource) string {
	if l.Month != "" {
		return emit.String(l.Month).Text
	}
	if l.Columns[l.Period].Type.Kind == types.Varchar {
		return "substr(" + l.column(s, l.Period) + ", 1, 7)"
	}
	var instants []string
	for _, i := range s.From[l.Period] {
		instants = append(instants, instant("s"+strconv.Itoa(i), s.Held[i]))
	}
	if len(instants) == 0 {
		return "CAST(NULL AS VARCHAR)"
	}
	return "strftime(coalesce(" + strings.Join(instants, ", ") + "), '%Y-%m')"
}

// column is the value of a column of the lake in a row of a source.
func (l Load) column(s LoadSource, c int) string {
	column := l.Columns[c]
	if column.Const != nil {
		return l.constant(s, *column.Const)
	}
	from := s.From[c]
	switch len(from) {
	case 0:
		return "CAST(NULL AS " + loadType(column.Type) + ")"
	case 1:
		return convert("s"+strconv.Itoa(from[0]), s.Held[from[0]], column.Type)
	}
	var full, any []string
	for _, i := range from {
		x := convert("s"+strconv.Itoa(i), s.Held[i], column.Type)
		if column.Type.Kind == types.Varchar {
			full = append(full, "nullif("+x+", '')")
		}
		any = append(any, x)
	}
	return "coalesce(" + strings.Join(append(full, any...), ", ") + ")"
}

// constant is a text with the billing period put in.
func (l Load) constant(s LoadSource, text string) string {
	x := emit.String(text).Text
	month := l.month(s)
	for _, p := range []struct{ mark, value string }{
		{"{month}", month},
		{"{year}", "substr(" + month + ", 1, 4)"},
		{"{m}", "ltrim(substr(" + month + ", 6, 2), '0')"},
	} {
		if strings.Contains(text, p.mark) {
			x = "replace(" + x + ", '" + p.mark + "', " + p.value + ")"
		}
	}
	return x
}

// groupRows is how many rows a row group has: a bill is wide, and each thread holds a group before it is written.
const groupRows = 32768

// Copy writes the rows of a billing period, in the order in which they stand, to a Parquet file. Month nil stands for the rows without
// one. Sorting them would take several times the memory of everything else.
func (l Load) Copy(month *string, path string) string {
	items := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		items[i] = "k" + strconv.Itoa(i) + " AS " + emit.Ident(c.Name)
	}
	where := ""
	switch {
	case month == nil:
		where = "WHERE m IS NULL"
	case l.Month == "":
		where = "WHERE m = " + emit.String(*month).Text
	}
	query := emit.Lines("SELECT "+strings.Join(items, ", "), "FROM (", emit.Indent(l.rows(nil)), ") AS r", where)
	return emit.Lines("COPY (", emit.Indent(query), ") TO "+emit.String(path).Text+" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE "+strconv.Itoa(groupRows)+")")
}

// Counts counts equal values, month by month and column by column, in one pass: for each of columns, and for the rows alone, the rows
// are (m, which, value of each column, count). In which, the bit of a column is 0 when the count is of its values; the first
// column has the highest bit.
func (l Load) Counts(columns []int) string {
	keep := map[int]bool{}
	for _, c := range columns {
		keep[c] = true
	}
	return counts(columns, l.rows(keep))
}

func counts(columns []int, rows string) string {
	names := make([]string, len(columns))
	sets := []string{"(m)"}
	for i, c := range columns {
		names[i] = "k" + strconv.Itoa(c)
		sets = append(sets, "(m, "+names[i]+")")
	}
	which := "CAST(0 AS BIGINT)"
	if len(names) > 0 {
		which = "CAST(grouping(" + strings.Join(names, ", ") + ") AS BIGINT)"
	}
	items := append([]string{"m", which + " AS which"}, names...)
	return emit.Lines("SELECT "+strings.Join(append(items, "CAST(count(*) AS BIGINT) AS n"), ", "),
		"FROM (", emit.Indent(rows), ") AS r", "GROUP BY GROUPING SETS ("+strings.Join(sets, ", ")+")")
}

// CountsOf does for Parquet files of the lake what Counts does for the files they were made from. Held are the names and types of
// the columns to count; there is one month, NULL.
func CountsOf(paths []string, names []string) string {
	items := make([]string, 0, len(names)+1)
	indexes := make([]int, len(names))
	for i, name := range names {
		items = append(items, emit.Ident(name)+" AS k"+strconv.Itoa(i))
		indexes[i] = i
	}
	items = append(items, "CAST(NULL AS VARCHAR) AS m")
	return counts(indexes, "SELECT "+strings.Join(items, ", ")+" FROM "+readParquet(paths))
}

// Check reads every column of the files of one source and gives one row. It fails where Copy would fail.
func (l Load) Check(source int) string {
	one := l
	one.Sources = l.Sources[source : source+1]
	items := make([]string, len(l.Columns), len(l.Columns)+1)
	for i := range items {
		items[i] = "k" + strconv.Itoa(i)
	}
	sum := "CAST(bit_xor(hash(" + strings.Join(append(items, "m"), ", ") + ")) & 1 AS BIGINT)" // no value can be left unread
	return emit.Lines("SELECT "+sum, "FROM (", emit.Indent(one.rows(nil)), ") AS r")
}

// Locate finds, in a source of one file, the first row that a column cannot take: its number, counted from 1, and the text that stands there.
func (l Load) Locate(source, column int) string {
	s := l.Sources[source]
	from := s.From[column]
	if l.Columns[column].Const != nil || len(from) == 0 {
		return ""
	}
	x := l.column(s, column)
	given := make([]string, len(from))
	for i, f := range from {
		given[i] = "CAST(s" + strconv.Itoa(f) + " AS VARCHAR)"
	}
	inner := fmt.Sprintf("SELECT CAST(row_number() OVER () AS BIGINT) AS n, coalesce(%s) AS given, %s IS NULL AS bad FROM %s",
		strings.Join(given, ", "), try(emit.Atom(x)).Text, s.scan())
	return emit.Lines("SELECT n, substr(given, 1, 80)", "FROM ("+inner+") AS r",
		"WHERE bad AND given IS NOT NULL AND given <> ''", "ORDER BY n", "LIMIT 1")
}

// loadType is the name of the type of a column in the lake's files.
func loadType(t types.Type) string {
	e := &emitter{}
	return e.typeName(t)
}
