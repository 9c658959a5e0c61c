package duckdb

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// convert is a value x that DuckDB holds in the type named held, in the type that the lake keeps. Where the value would
// change, the SQL raises an error: a load keeps every value or refuses the file.
func convert(x, held string, to types.Type) string {
	name := loadType(to)
	text := held == "VARCHAR"
	switch to.Kind { //nolint:exhaustive // the rest are cast
	case types.Varchar:
		if text {
			return x
		}
		return cast(x, "VARCHAR")
	case types.Double, types.Real:
		if !text {
			return cast(x, name)
		}
		x = "nullif(" + x + ", '')"
		return only("regexp_full_match("+x+`, '\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\s*')`, cast(x, name), name)
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt, types.Decimal:
		return number(x, held, to, name)
	case types.Boolean:
		if !text {
			return cast(x, name)
		}
		x = "nullif(" + x + ", '')"
		return only("lower("+x+") IN ('true', 'false')", cast(x, name), name)
	case types.Date, types.Timestamp:
		return moment(x, held, to, name)
	case types.Map:
		return mapping(x, held, name)
	}
	return cast(x, name)
}

func cast(x, name string) string { return "CAST(" + x + " AS " + name + ")" }

// only is value, and an error where ok is false. What raises must stand behind a condition that is true, never in ELSE: DuckDB 1.5.5
// filters a Parquet file by trying the expression on every entry of a column's dictionary and on NULL too, where the column has none.
func only(ok, value, name string) string {
	raise := cast(cast(cast("'GLAUX!HIVE_BAD_DATA!0!a value does not fit'", "BIGINT"), "VARCHAR"), name)
	return "CASE WHEN NOT (" + ok + ") THEN " + raise + " ELSE " + value + " END"
}

// number is an integer or a decimal: the digits that are there, never rounded.
func number(x, held string, to types.Type, name string) string {
	if integers[held] && to.Kind != types.Decimal {
		return cast(x, name)
	}
	if held == "VARCHAR" {
		x = "nullif(" + x + ", '')"
	} else {
		x = cast(x, "VARCHAR")
	}
	scale := 0
	if to.Kind == types.Decimal {
		scale = to.S
	}
	pattern := fmt.Sprintf(`[+-]?[0-9]*(\.[0-9]{0,%d}0*)?`, scale)
	return only("regexp_full_match("+x+", '"+pattern+"')", cast(x, name), name)
}

//nolint:gochecknoglobals // a constant table
var integers = map[string]bool{
	"TINYINT": true, "SMALLINT": true, "INTEGER": true, "BIGINT": true, "HUGEINT": true,
	"UTINYINT": true, "USMALLINT": true, "UINTEGER": true, "UBIGINT": true, "UHUGEINT": true,
}

// moment is a date or a timestamp. An integer is milliseconds since 1970; a text is ISO 8601 and in UTC where it says nothing
// else. A timestamp with more digits than the type has is an error, and so is a date with a time of day.
func moment(x, held string, to types.Type, name string) string {
	if held == "DATE" && to.Kind == types.Date {
		return x
	}
	x = instant(x, held)
	unit := int64(1)
	if to.Kind == types.Date {
		unit = 86_400_000_000
	} else {
		for range 6 - min(to.P, 6) {
			unit *= 10
		}
	}
	if unit == 1 {
		return x
	}
	return only("epoch_us("+x+") % "+strconv.FormatInt(unit, 10)+" = 0", cast(x, name), name)
}

// instant is a timestamp as it is, with all its digits.
func instant(x, held string) string {
	switch {
	case held == "VARCHAR":
		return cast(cast("nullif("+x+", '')", "TIMESTAMP WITH TIME ZONE"), "TIMESTAMP")
	case integers[held]:
		return "epoch_ms(" + cast(x, "BIGINT") + ")"
	}
	return cast(x, "TIMESTAMP")
}

// mapping is a map: of a map, of a list of entries, of a struct (its fields that have a value), or of a JSON object in a text.
func mapping(x, held, name string) string {
	switch {
	case strings.HasPrefix(held, "MAP("):
		return cast(x, name)
	case strings.HasPrefix(held, "STRUCT(") && strings.HasSuffix(held, "[]"):
		return cast("map_from_entries("+x+")", name)
	case strings.HasPrefix(held, "STRUCT("):
		full := "list_filter(map_entries(" + cast("to_json("+x+")", "MAP(VARCHAR, VARCHAR)") + "), lambda e: e.value IS NOT NULL)"
		return cast("map_from_entries("+full+")", name)
	default:
		return cast(cast("nullif("+x+", '')", "JSON"), name)
	}
}
