package statement

import (
	"math"
	"slices"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// noBucket is the bucket of rows that are not divided.
const noBucket = -1

// setBuckets says by which columns rows are divided.
func (f *fileForm) setBuckets(names []string, buckets int, columns []typed.Column, at token.Span) error {
	data := len(columns) - f.keys
	for _, name := range names {
		i := slices.IndexFunc(columns[:data], func(c typed.Column) bool { return c.Name == name })
		if i < 0 {
			return diag.New(diag.InvalidTableProperty, at, "Bucketing columns [%s] not present in schema", name)
		}
		f.bucketed = append(f.bucketed, i)
	}
	f.buckets = buckets
	return checkBuckets(f.bucketed, columns, at)
}

// checkBuckets refuses columns by whose types rows cannot be divided.
func checkBuckets(bucketed []int, columns []typed.Column, at token.Span) error {
	for _, i := range bucketed {
		switch t := columns[i].Type; t.Kind { //nolint:exhaustive // the others are refused
		case types.Boolean, types.TinyInt, types.SmallInt, types.Integer, types.BigInt, types.Real, types.Double, types.Varchar, types.Date, types.Timestamp:
		default:
			return diag.New(diag.NotSupported, at, "Cannot create a table bucketed on an unsupported type: column %s of type %s", columns[i].Name, t)
		}
	}
	return nil
}

// bucket returns the bucket of a row: Hive's hash of its columns (version 1), modulo their number.
func (f fileForm) bucket(row []value.Value, columns []typed.Column) int {
	if f.buckets == 0 {
		return noBucket
	}
	h := int32(0)
	for _, i := range f.bucketed {
		h = h*31 + hiveHash(row[i], columns[i].Type)
	}
	return int(h&math.MaxInt32) % f.buckets
}

// hiveHash is Java's hash of a value, as Hive has it: overflow wraps around.
func hiveHash(v value.Value, t types.Type) int32 {
	switch v := v.(type) {
	case bool:
		if v {
			return 1
		}
	case int64:
		if t.Kind == types.BigInt {
			return folded(v)
		}
		return int32(v) //nolint:gosec // a value of a type that is no wider
	case float32:
		return int32(math.Float32bits(v)) //nolint:gosec // the bits
	case float64:
		return folded(int64(math.Float64bits(v))) //nolint:gosec // the bits
	case string:
		h := int32(0)
		for i := range len(v) {
			h = h*31 + int32(int8(v[i])) //nolint:gosec // Java's bytes have a sign
		}
		return h
	case value.Date:
		return int32(v) //nolint:gosec // a day of a year Trino has
	case value.Timestamp:
		seconds, micros := int64(v)/1_000_000, int64(v)%1_000_000
		if micros < 0 {
			seconds, micros = seconds-1, micros+1_000_000
		}
		return folded(seconds<<30 | micros*1000)
	}
	return 0
}

// folded is the hash of a long in Java.
func folded(v int64) int32 { return int32(v ^ int64(uint64(v)>>32)) } //nolint:gosec // the bits
