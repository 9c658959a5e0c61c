package duckdb

import (
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// typeName returns the DuckDB type that holds values of t.
func (e *emitter) typeName(t types.Type) string {
	switch t.Kind {
	case types.Unknown, types.Integer, types.IntervalYearMonth, types.Color:
		return "INTEGER"
	case types.Boolean:
		return "BOOLEAN"
	case types.TinyInt:
		return "TINYINT"
	case types.SmallInt:
		return "SMALLINT"
	case types.BigInt, types.IntervalDaySecond:
		return "BIGINT"
	case types.Real:
		return "FLOAT"
	case types.Double:
		return "DOUBLE"
	case types.Decimal:
		return "DECIMAL(" + strconv.Itoa(t.P) + "," + strconv.Itoa(t.S) + ")"
	case types.Varchar, types.Char, types.JSON, types.JSONPath, types.Regexp:
		return "VARCHAR"
	case types.Varbinary, types.IPAddress, types.HyperLogLog, types.P4HyperLogLog, types.TDigest, types.QDigest:
		return "BLOB"
	case types.Date:
		return "DATE"
	case types.Time:
		return "TIME"
	case types.Timestamp:
		return "TIMESTAMP"
	case types.TimeTZ:
		return "STRUCT(t BIGINT, o INTEGER)"
	case types.TimestampTZ:
		return "STRUCT(u TIMESTAMP, z VARCHAR)"
	case types.UUID:
		return "UUID"
	case types.Array:
		return e.typeName(t.Elem()) + "[]"
	case types.Map:
		return "MAP(" + e.typeName(t.Key()) + ", " + e.typeName(t.Value()) + ")"
	case types.Row:
		fields := make([]string, len(t.Elems))
		for i, f := range t.Elems {
			fields[i] = fieldName(i) + " " + e.typeName(f)
		}
		return "STRUCT(" + strings.Join(fields, ", ") + ")"
	case types.Function, types.SetDigest, types.IPPrefix:
	}
	e.unsupported(token.Span{}, "type %s is not supported", t)
	return "INTEGER"
}

// fieldName is the name of field i of a struct that holds a row.
func fieldName(i int) string { return "f" + strconv.Itoa(i+1) }

// structPack is a struct with the given fields.
func structPack(fields []emit.Expr) emit.Expr {
	parts := make([]emit.Expr, len(fields))
	for i, f := range fields {
		parts[i] = emit.Atom(fieldName(i) + " := " + f.Text)
	}
	return emit.Call("struct_pack", parts...)
}

// holds tells whether kind is t's or stands anywhere inside t.
func holds(t types.Type, kinds ...types.Kind) bool {
	for _, k := range kinds {
		if t.Kind == k {
			return true
		}
	}
	for _, el := range t.Elems {
		if holds(el, kinds...) {
			return true
		}
	}
	return false
}

// sameForm tells whether a value of type a is held exactly as the same value of type b.
func (e *emitter) sameForm(a, b types.Type) bool {
	if a.Equal(b) {
		return true
	}
	if a.Kind != b.Kind || len(a.Elems) != len(b.Elems) {
		return false
	}
	switch a.Kind { //nolint:exhaustive // the rest is what follows
	case types.Varchar:
		return b.P == types.Unbounded || a.P != types.Unbounded && a.P <= b.P
	case types.Time, types.Timestamp, types.TimestampTZ, types.TimeTZ:
		return a.P <= b.P
	case types.Array, types.Map, types.Row:
		for i := range a.Elems {
			if !e.sameForm(a.Elems[i], b.Elems[i]) {
				return false
			}
		}
		return true
	}
	return false
}

// varied tells whether equal values of t may be held differently: those with a zone, and maps, whose entries have no order.
func varied(t types.Type) bool { return holds(t, types.TimestampTZ, types.TimeTZ, types.Map) }

// plain returns x in a form in which DuckDB's own comparison, order and hash are Trino's: an instant for what carries a zone, the
// entries in the order of their keys for a map.
func (e *emitter) plain(x emit.Expr, t types.Type) emit.Expr {
	if !varied(t) {
		return x
	}
	switch t.Kind { //nolint:exhaustive // the rest is what follows
	case types.TimestampTZ:
		if u, ok := e.utc[x.Text]; ok {
			return u
		}
		return instantOf(x)
	case types.TimeTZ:
		return e.let1(x, func(x emit.Expr) emit.Expr {
			utc := "CAST(" + emit.Member(x, "t").Text + " AS BIGINT) - " + emit.Member(x, "o").Text + " * 60000000::BIGINT + 86400000000"
			return emit.Binary("%", emit.PrecMul, emit.Expr{Text: utc, Prec: emit.PrecAdd}, emit.Atom("86400000000"))
		})
	case types.Array:
		return e.mapList(x, func(x emit.Expr) emit.Expr { return e.plain(x, t.Elem()) })
	case types.Map:
		entry := types.RowOf(nil, t.Key(), t.Value())
		entries := e.mapList(emit.Call("map_entries", x), func(x emit.Expr) emit.Expr {
			return e.plain(structPack([]emit.Expr{emit.Member(x, "key"), emit.Member(x, "value")}), entry)
		})
		return emit.Call("list_sort", entries)
	case types.Row:
		return e.let1(x, func(x emit.Expr) emit.Expr {
			fields := make([]emit.Expr, len(t.Elems))
			for i, f := range t.Elems {
				fields[i] = e.plain(emit.Member(x, fieldName(i)), f)
			}
			return emit.Case(emit.IsNotNull(x), structPack(fields))
		})
	}
	return e.unsupported(token.Span{}, "comparing values of type %s is not supported", t)
}

// instantOf is the instant of a timestamp with time zone. A field of a NULL before any row is read has no type for DuckDB: it gets it
// back.
func instantOf(x emit.Expr) emit.Expr { return emit.Cast(emit.Member(x, "u"), "TIMESTAMP") }

// apart is a value by which rows are put in order or in parts. Where it is a column, or an array of them, DuckDB shows the value of its sorted
// keys, in which the two zeros are one: it gets a value of its own.
func (e *emitter) apart(x emit.Expr, t types.Type) emit.Expr {
	switch {
	case isFloat(t):
		return emit.Binary("+", emit.PrecAdd, x, emit.Cast(emit.Atom("0"), e.typeName(t)))
	case t.Kind == types.Array && holds(t, types.Double, types.Real):
		return e.mapList(x, func(x emit.Expr) emit.Expr { return e.apart(x, t.Elem()) })
	}
	return e.plain(x, t)
}

// mapList is list_transform with a fresh parameter.
func (e *emitter) mapList(x emit.Expr, body func(x emit.Expr) emit.Expr) emit.Expr {
	p := e.param()
	return emit.Call("list_transform", x, emit.Lambda(body(p), p.Text))
}

// param is a fresh name of a lambda's parameter.
func (e *emitter) param() emit.Expr {
	e.lets++
	return emit.Atom("v" + strconv.Itoa(e.lets))
}
