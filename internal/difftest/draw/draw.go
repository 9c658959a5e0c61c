// Package draw draws types, constants, small tables and expressions of Athena's SQL for tests of properties, over every function whose
// result depends on its arguments alone. It promises that what it draws is valid SQL of exactly the type that was asked for, and that what
// rapid draws first is simplest, so that what was found shrinks.
package draw

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// plain are the types without elements that values are made of; all of them can be put in order.
//
//nolint:gochecknoglobals // a table
var plain = []types.Type{
	types.Of(types.Integer), types.Of(types.BigInt), types.Text(), types.Of(types.Boolean), types.Of(types.Double),
	types.DecimalOf(10, 2), types.Of(types.Date), types.TimestampOf(3), types.Of(types.Real), types.Of(types.TinyInt),
	types.Of(types.SmallInt), types.DecimalOf(38, 10), types.DecimalOf(18, 0), types.DecimalOf(3, 3), types.DecimalOf(38, 0),
	types.VarcharOf(5), types.CharOf(4), types.Of(types.Varbinary), types.TimestampOf(0), types.TimestampOf(6),
	types.TimestampTZOf(3), types.TimestampTZOf(6), types.TimeOf(3), types.TimeOf(6), types.TimeTZOf(3),
	types.Of(types.IntervalDaySecond), types.Of(types.IntervalYearMonth), types.Of(types.UUID), types.Of(types.IPAddress),
}

// keys are the types that keys of maps have.
//
//nolint:gochecknoglobals // a table
var keys = []types.Type{types.Text(), types.Of(types.Integer), types.Of(types.BigInt), types.DecimalOf(10, 2), types.Of(types.Date)}

// Keys returns the types that keys of maps have.
func Keys() []types.Type { return keys }

// Plain draws a type without elements.
func Plain(t *rapid.T) types.Type { return rapid.SampledFrom(plain).Draw(t, "type") }

// Type draws any type.
func Type(t *rapid.T, depth int) types.Type {
	n := rapid.IntRange(0, 15).Draw(t, "kind of type")
	switch {
	case depth <= 0 || n < 11:
		return Plain(t)
	case n == 11:
		return types.Of(types.JSON)
	case n == 12:
		return types.MapOf(rapid.SampledFrom(keys).Draw(t, "key type"), Type(t, depth-1))
	case n == 13:
		return types.RowOf([]string{"x", "y"}, Type(t, depth-1), Type(t, depth-1))
	default:
		return types.ArrayOf(Type(t, depth-1))
	}
}

// texts are the values of a type without elements, as CAST reads them.
//
//nolint:gochecknoglobals // a table
var texts = map[types.Kind][]string{
	types.Boolean:  {"true", "false"},
	types.TinyInt:  {"0", "1", "-1", "7", "127", "-128"},
	types.SmallInt: {"0", "1", "-1", "12", "32767", "-32768"},
	types.Integer:  {"0", "1", "2", "-1", "3", "10", "2147483647", "-2147483648"},
	types.BigInt:   {"0", "1", "2", "-1", "3", "1000", "9223372036854775807", "-9223372036854775808", "4294967296"},
	types.Real:     {"0.0", "1.5", "-0.0", "-2.25", "NaN", "Infinity", "-Infinity", "3.4028235E38", "1.0E-45", "0.1", "16777217"},
	types.Double:   {"0.0", "1.5", "-0.0", "-2.25", "0.1", "NaN", "Infinity", "-Infinity", "1.7976931348623157E308", "4.9E-324", "2.5", "1E15", "123456789.125"},
	types.Varchar: {
		"", "a", "abc", " a ", "ABC", "12", "-3", "ä€", "a,b", "a=1,b=2", "2025-01-31", "x_%", "true", "1.5", `{"a": [1, null, "x"]}`,
		"http://h.example:80/p?q=1#f", "2024-02-29 23:59:59.999", "NaN", "𝄞b", "It''s", "aab",
	},
	types.Char:              {"", "a", "ab", "AbCd", "ä", " x", "x!"},
	types.Varbinary:         {"", "a", "abc", "ä", "00000000", "\x00"},
	types.Date:              {"1970-01-01", "2024-02-29", "2025-01-31", "1969-12-31", "0001-01-01", "9999-12-31", "1582-10-10", "2025-03-30"},
	types.Time:              {"00:00:00", "12:34:56.789", "23:59:59.999999", "01:02:03.4"},
	types.TimeTZ:            {"00:00:00+00:00", "12:34:56.789-08:00", "23:59:59.999+14:00", "01:02:03+05:30"},
	types.Timestamp:         {"1970-01-01 00:00:00", "2024-02-29 12:34:56.789123", "2025-03-09 02:30:00", "1969-12-31 23:59:59.999999", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2025-11-02 01:30:00.5"},
	types.TimestampTZ:       {"1970-01-01 00:00:00 UTC", "2024-02-29 12:34:56.789123 Europe/Berlin", "2025-11-02 01:30:00 America/Los_Angeles", "1969-12-31 16:00:00 -08:00", "1969-12-31 23:59:59.999 +05:45", "0001-01-01 00:00:00 UTC", "9999-12-31 23:59:59 Asia/Tokyo"},
	types.IntervalDaySecond: {"0 00:00:00.000", "1 02:03:04.005", "-3 00:00:00.000", "0 00:00:00.001", "-0 00:59:00.000", "100000 00:00:00.000"},
	types.IntervalYearMonth: {"0-0", "1-2", "-0-1", "100-11", "-3-0"},
	types.JSON:              {"1", `"x"`, "null", "true", `{"a":1,"b":[1,2]}`, "[]", `[1,"a",null]`, "1.5", `{"a":{"b":"c"}}`, "[0.1,1e3]"},
	types.UUID:              {"00000000-0000-0000-0000-000000000000", "12151fd2-7586-11e9-8f9e-2a86e4085a59", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
	types.IPAddress:         {"10.0.0.1", "::1", "2001:db8::1", "255.255.255.255", "::"},
}

// decimals are digits that are shifted to fit a decimal type.
//
//nolint:gochecknoglobals // a table
var decimals = []string{"0", "1", "-1", "5", "25", "-125", "99", "1005", "123456789012345678901234567890123456789"}

// Constant draws a constant of exactly the type, now and then NULL.
func Constant(t *rapid.T, typ types.Type) string {
	if rapid.IntRange(0, 6).Draw(t, "null") == 6 {
		return "CAST(NULL AS " + typ.SQL() + ")"
	}
	return present(t, typ)
}

// present draws a constant that is not NULL.
func present(t *rapid.T, typ types.Type) string {
	switch typ.Kind { //nolint:exhaustive // the rest is read as CAST reads it
	case types.Array:
		n := rapid.IntRange(0, 3).Draw(t, "length")
		return "CAST(ARRAY[" + list(n, func() string { return Constant(t, typ.Elem()) }) + "] AS " + typ.SQL() + ")"
	case types.Map:
		return presentMap(t, typ)
	case types.Row:
		parts := make([]string, len(typ.Elems))
		for i, e := range typ.Elems {
			parts[i] = Constant(t, e)
		}
		return "CAST(ROW(" + strings.Join(parts, ", ") + ") AS " + typ.SQL() + ")"
	case types.Decimal:
		return presentDecimal(t, typ)
	}
	return constant(typ, rapid.SampledFrom(texts[typ.Kind]).Draw(t, "constant"))
}

// constant writes a constant of a type without elements.
func constant(typ types.Type, text string) string {
	switch typ.Kind { //nolint:exhaustive // the rest is read as CAST reads it
	case types.IntervalDaySecond:
		return interval(text, "DAY TO SECOND")
	case types.IntervalYearMonth:
		return interval(text, "YEAR TO MONTH")
	case types.Boolean:
		return text
	case types.Varbinary:
		return fmt.Sprintf("X'%x'", text)
	case types.JSON:
		return "JSON '" + text + "'"
	case types.Integer:
		if text[0] != '-' {
			return text
		}
		return "INTEGER '" + text + "'"
	case types.BigInt, types.Date, types.Double:
		return typ.SQL() + " '" + text + "'"
	}
	return "CAST('" + text + "' AS " + typ.SQL() + ")"
}

// interval writes an interval with its sign before the text.
func interval(text, fields string) string {
	if bare, ok := strings.CutPrefix(text, "-"); ok {
		return "INTERVAL -'" + bare + "' " + fields
	}
	return "INTERVAL '" + text + "' " + fields
}

func presentMap(t *rapid.T, typ types.Type) string {
	n := rapid.IntRange(0, 2).Draw(t, "entries")
	if n == 0 {
		return "CAST(MAP() AS " + typ.SQL() + ")"
	}
	key, all := typ.Key(), texts[typ.Key().Kind]
	var ks string
	if len(all) == 0 {
		n, ks = 1, present(t, key)
	} else {
		first := rapid.IntRange(0, len(all)-n).Draw(t, "first key")
		ks = list(n, func() string { first++; return constant(key, all[first-1]) })
	}
	return "CAST(MAP(ARRAY[" + ks + "], ARRAY[" + list(n, func() string { return Constant(t, typ.Value()) }) + "]) AS " + typ.SQL() + ")"
}

func presentDecimal(t *rapid.T, typ types.Type) string {
	text := rapid.SampledFrom(decimals).Draw(t, "digits")
	sign := ""
	if text[0] == '-' {
		sign, text = "-", text[1:]
	}
	text = text[:min(len(text), typ.P)]
	for len(text) <= typ.S {
		text = "0" + text
	}
	return "CAST('" + sign + text[:len(text)-typ.S] + "." + text[len(text)-typ.S:] + "' AS " + typ.SQL() + ")"
}

// list joins n texts with commas.
func list(n int, one func() string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = one()
	}
	return strings.Join(parts, ", ")
}

// Table is a small table that queries read as a CTE named t with columns id, c1, c2 and so on.
type Table struct {
	// Types are those of the columns after id.
	Types []types.Type
	// Cells are constants, a list for each row.
	Cells [][]string
}

// NewTable draws a table.
func NewTable(t *rapid.T, maxRows int) Table {
	var tab Table
	for range rapid.IntRange(1, 4).Draw(t, "columns") {
		tab.Types = append(tab.Types, Type(t, 2))
	}
	for range rapid.IntRange(1, maxRows).Draw(t, "rows") {
		row := make([]string, len(tab.Types))
		for i, typ := range tab.Types {
			row[i] = Constant(t, typ)
		}
		tab.Cells = append(tab.Cells, row)
	}
	return tab
}

// Only returns the table with one row.
func (tab Table) Only(row int) Table { return Table{Types: tab.Types, Cells: tab.Cells[row : row+1]} }

// Names returns the names of the columns after id.
func (tab Table) Names() string {
	i := 0
	return list(len(tab.Types), func() string { i++; return "c" + strconv.Itoa(i) })
}

// With returns the definition of the CTE t. first is the id of the first row.
func (tab Table) With(first int) string {
	rows := make([]string, len(tab.Cells))
	for i, row := range tab.Cells {
		rows[i] = "(" + strconv.Itoa(first+i) + ", " + strings.Join(row, ", ") + ")"
	}
	return "WITH t (id, " + tab.Names() + ") AS (VALUES " + strings.Join(rows, ",\n  ") + ")\n"
}

// ColumnPattern is how a column is written in expressions over a table, {c1}, so that a constant, or a column of a certain relation, can
// be put in its place.
var ColumnPattern = regexp.MustCompile(`\{c(\d+)\}`)

// Columns writes the columns of an expression by their names.
func Columns(x string) string { return ColumnPattern.ReplaceAllString(x, "c$1") }

// Constants puts the constants of a row in the place of columns.
func (tab Table) Constants(x string, row int) string {
	return ColumnPattern.ReplaceAllStringFunc(x, func(name string) string {
		n, err := strconv.Atoi(name[2 : len(name)-1])
		if err != nil {
			return name
		}
		return tab.Cells[row][n-1]
	})
}
