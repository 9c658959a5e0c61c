package types

import (
	"strconv"
	"strings"
)

// String returns the type as Trino's typeof shows it: `decimal(16,8)`, `timestamp(3) with time zone`,
// `row(a integer, b varchar)`, `map(varchar(1), bigint)`.
func (t Type) String() string {
	var b strings.Builder
	t.write(&b)
	return b.String()
}

func (t Type) write(b *strings.Builder) {
	switch t.Kind {
	case Decimal:
		b.WriteString("decimal(" + strconv.Itoa(t.P) + "," + strconv.Itoa(t.S) + ")")
	case Varchar:
		b.WriteString("varchar")
		if t.P != Unbounded {
			b.WriteString("(" + strconv.Itoa(t.P) + ")")
		}
	case Char:
		b.WriteString("char(" + strconv.Itoa(t.P) + ")")
	case Time:
		b.WriteString("time(" + strconv.Itoa(t.P) + ")")
	case TimeTZ:
		b.WriteString("time(" + strconv.Itoa(t.P) + ") with time zone")
	case Timestamp:
		b.WriteString("timestamp(" + strconv.Itoa(t.P) + ")")
	case TimestampTZ:
		b.WriteString("timestamp(" + strconv.Itoa(t.P) + ") with time zone")
	case Function:
		t.writeElems(b, "function(", ",")
	case Array, Map, Row, QDigest:
		t.writeElems(b, t.Kind.String()+"(", ", ")
	case Unknown, Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Varbinary, Date, IntervalDaySecond,
		IntervalYearMonth, JSON, UUID, IPAddress, HyperLogLog, P4HyperLogLog, TDigest, SetDigest, JSONPath, Regexp, Color, IPPrefix:
		b.WriteString(t.Kind.String())
	}
}

func (t Type) writeElems(b *strings.Builder, open, comma string) {
	b.WriteString(open)
	for i, e := range t.Elems {
		if i > 0 {
			b.WriteString(comma)
		}
		if name := t.FieldName(i); t.Kind == Row && name != "" {
			b.WriteString(name + " ")
		}
		e.write(b)
	}
	b.WriteByte(')')
}

// SQL returns the type as it can be written in a query: as String does, with the names of fields in quotes where they
// need them.
func (t Type) SQL() string {
	if len(t.Elems) == 0 {
		return t.String()
	}
	parts := make([]string, len(t.Elems))
	for i, e := range t.Elems {
		parts[i] = e.SQL()
		if name := t.FieldName(i); t.Kind == Row && name != "" {
			parts[i] = `"` + strings.ReplaceAll(name, `"`, `""`) + `" ` + parts[i]
		}
	}
	return t.Kind.String() + "(" + strings.Join(parts, ", ") + ")"
}

// String returns the head of the type: "decimal", "timestamp with time zone", "row".
func (k Kind) String() string {
	if name, ok := names[k]; ok {
		return name
	}
	return "kind " + strconv.Itoa(int(k))
}

//nolint:gochecknoglobals // a table that nobody changes
var names = map[Kind]string{
	Unknown: "unknown", Boolean: "boolean", TinyInt: "tinyint", SmallInt: "smallint", Integer: "integer", BigInt: "bigint",
	Real: "real", Double: "double", Decimal: "decimal", Varchar: "varchar", Char: "char", Varbinary: "varbinary",
	Date: "date", Time: "time", TimeTZ: "time with time zone", Timestamp: "timestamp",
	TimestampTZ: "timestamp with time zone", IntervalDaySecond: "interval day to second",
	IntervalYearMonth: "interval year to month", JSON: "json", UUID: "uuid", IPAddress: "ipaddress", Array: "array",
	Map: "map", Row: "row", Function: "function", HyperLogLog: "HyperLogLog", P4HyperLogLog: "P4HyperLogLog",
	TDigest: "tdigest", QDigest: "qdigest", SetDigest: "SetDigest", JSONPath: "JsonPath", Regexp: "JoniRegExp",
	Color: "color", IPPrefix: "ipprefix",
}
