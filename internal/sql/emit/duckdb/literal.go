package duckdb

import (
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// literal writes a constant so that DuckDB gives it the type that holds t.
//
//nolint:cyclop,funlen // one case a form of value
func (e *emitter) literal(v value.Value, t types.Type) emit.Expr {
	name := e.typeName(t)
	switch v := v.(type) {
	case nil:
		return e.null(t)
	case bool:
		return emit.Atom(strconv.FormatBool(v))
	case int64:
		return integerLiteral(v, t, name)
	case float32:
		return emit.Cast(floatLiteral(float64(v), 32), name)
	case float64:
		return floatType(v, name)
	case value.Decimal:
		return decimalLiteral(v, name)
	case string:
		return emit.String(v)
	case []byte:
		return emit.Call("from_hex", emit.Atom("'"+hex.EncodeToString(v)+"'"))
	case value.Date:
		return dateLiteral(int64(v))
	case value.Time:
		return emit.Call("make_time", emit.Atom(strconv.FormatInt(int64(v)/3600e6, 10)), emit.Atom(strconv.FormatInt(int64(v)/60e6%60, 10)),
			emit.Atom(strconv.FormatFloat(float64(int64(v)%60e6)/1e6, 'f', 6, 64)))
	case value.Timestamp:
		return timestampLiteral(int64(v))
	case value.TimestampTZ:
		made := zonedStruct(timestampLiteral(v.Micros), emit.String(v.Zone))
		if v.Zone == value.UTC {
			e.utc[made.Text] = timestampLiteral(v.Micros)
		}
		return made
	case value.TimeTZ:
		return emit.Atom("struct_pack(t := " + strconv.FormatInt(v.Micros, 10) + "::BIGINT, o := " + strconv.Itoa(v.OffsetMinutes) + ")")
	case value.DaySecond:
		return emit.Cast(emit.Atom(strconv.FormatInt(int64(v), 10)), "BIGINT")
	case value.YearMonth:
		return emit.Cast(emit.Atom(strconv.FormatInt(int64(v), 10)), "INTEGER")
	case value.UUID:
		s := hex.EncodeToString(v[:])
		return emit.Cast(emit.Atom("'"+s[:8]+"-"+s[8:12]+"-"+s[12:16]+"-"+s[16:20]+"-"+s[20:]+"'"), name)
	case value.IP:
		return emit.Call("from_hex", emit.Atom("'"+hex.EncodeToString(v[:])+"'"))
	case value.List:
		return emit.Cast(emit.Atom("["+strings.Join(e.literals(v, t.Elem()), ", ")+"]"), name)
	case value.Row:
		fields := make([]emit.Expr, len(v))
		for i := range v {
			fields[i] = e.literal(v[i], t.Elems[i])
		}
		return structPack(fields)
	case value.Map:
		keys, vals := make(value.List, len(v)), make(value.List, len(v))
		for i, entry := range v {
			keys[i], vals[i] = entry.Key, entry.Value
		}
		return emit.Call("map", e.literal(keys, types.ArrayOf(t.Key())), e.literal(vals, types.ArrayOf(t.Value())))
	}
	return e.unsupported(token.Span{}, "a literal of type %s is not supported", t)
}

func (e *emitter) literals(vs []value.Value, t types.Type) []string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = e.literal(v, t).Text
	}
	return out
}

// integerLiteral writes an integer; those that DuckDB reads as another type are cast.
func integerLiteral(v int64, t types.Type, name string) emit.Expr {
	text := strconv.FormatInt(v, 10)
	if t.Kind == types.Integer && v >= 0 {
		return emit.Atom(text)
	}
	if v == math.MinInt64 {
		text = "'" + text + "'"
	}
	return emit.Cast(emit.Atom(text), name)
}

func floatType(v float64, name string) emit.Expr {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return emit.Cast(floatLiteral(v, 64), name)
	}
	x := floatLiteral(v, 64)
	if v < 0 || math.Signbit(v) {
		return emit.Cast(emit.Atom("'"+x.Text+"'"), name)
	}
	return x
}

// floatLiteral writes a number with an exponent, which DuckDB reads as a double.
func floatLiteral(v float64, bits int) emit.Expr {
	switch {
	case math.IsNaN(v):
		return emit.Atom("'NaN'")
	case math.IsInf(v, 1):
		return emit.Atom("'Infinity'")
	case math.IsInf(v, -1):
		return emit.Atom("'-Infinity'")
	}
	text := strconv.FormatFloat(v, 'e', -1, bits)
	if abs := math.Abs(v); v == 0 || abs >= 1e-6 && abs < 1e15 {
		text = strconv.FormatFloat(v, 'f', -1, bits) + "e0"
	}
	if bits == 32 {
		return emit.Atom("'" + text + "'")
	}
	return emit.Atom(text)
}

func decimalLiteral(v value.Decimal, name string) emit.Expr {
	digits := new(big.Int).Abs(v.Unscaled).String()
	if len(digits) <= v.Scale {
		digits = strings.Repeat("0", v.Scale-len(digits)+1) + digits
	}
	text := digits
	if v.Scale > 0 {
		text = digits[:len(digits)-v.Scale] + "." + digits[len(digits)-v.Scale:]
	}
	if v.Unscaled.Sign() < 0 {
		text = "-" + text
	}
	return emit.Cast(emit.Atom("'"+text+"'"), name)
}

// The days that are written as dates; others are counted from 1970.
const (
	firstDay = -719162 // 0001-01-01
	lastDay  = 2932896 // 9999-12-31
)

func dateLiteral(days int64) emit.Expr {
	if days < firstDay || days > lastDay {
		sum := emit.Binary("+", emit.PrecAdd, emit.Atom("DATE '1970-01-01'"), emit.Cast(emit.Atom(strconv.FormatInt(days, 10)), "INTEGER"))
		return emit.Atom("(" + sum.Text + ")")
	}
	return emit.Atom("DATE '" + time.Unix(days*86400, 0).UTC().Format("2006-01-02") + "'")
}

func timestampLiteral(micros int64) emit.Expr {
	const day = 86400e6
	if micros < firstDay*day || micros >= (lastDay+1)*day {
		return emit.Call("make_timestamp", emit.Cast(emit.Atom(strconv.FormatInt(micros, 10)), "BIGINT"))
	}
	return emit.Atom("TIMESTAMP '" + time.UnixMicro(micros).UTC().Format("2006-01-02 15:04:05.999999") + "'")
}
