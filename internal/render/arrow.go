package render

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// arrowType returns the Arrow type, and so the Parquet type, for a Trino type. A timestamp with time zone keeps its instant and not
// its zone, which Parquet cannot hold. Types that Parquet does not have (intervals, times with a zone, uuid, ipaddress, json)
// are text, as every other program can read that.
//
//nolint:exhaustive // what has no case is text
func arrowType(t types.Type) arrow.DataType {
	switch t.Kind {
	case types.Boolean:
		return arrow.FixedWidthTypes.Boolean
	case types.TinyInt:
		return arrow.PrimitiveTypes.Int8
	case types.SmallInt:
		return arrow.PrimitiveTypes.Int16
	case types.Integer:
		return arrow.PrimitiveTypes.Int32
	case types.BigInt:
		return arrow.PrimitiveTypes.Int64
	case types.Real:
		return arrow.PrimitiveTypes.Float32
	case types.Double:
		return arrow.PrimitiveTypes.Float64
	case types.Decimal:
		return &arrow.Decimal128Type{Precision: int32(t.P), Scale: int32(t.S)} //nolint:gosec // at most 38
	case types.Varbinary:
		return arrow.BinaryTypes.Binary
	case types.Date:
		return arrow.FixedWidthTypes.Date32
	case types.Time:
		return arrow.FixedWidthTypes.Time64us
	case types.Timestamp:
		return &arrow.TimestampType{Unit: arrow.Microsecond}
	case types.TimestampTZ:
		return &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}
	case types.Array:
		return arrow.ListOf(arrowType(elem(t, 0)))
	case types.Map:
		return arrow.MapOf(arrowType(elem(t, 0)), arrowType(elem(t, 1)))
	case types.Row:
		fields := make([]arrow.Field, len(t.Elems))
		for i := range t.Elems {
			fields[i] = arrow.Field{Name: fieldName(t, i), Type: arrowType(t.Elems[i]), Nullable: true}
		}
		return arrow.StructOf(fields...)
	}
	return arrow.BinaryTypes.String
}

// appendArrow adds a value of a Trino type to the builder that arrowType's type has.
func appendArrow(builder array.Builder, v value.Value, t types.Type) error {
	if v == nil {
		builder.AppendNull()
		return nil
	}
	switch b := builder.(type) {
	case *array.BooleanBuilder:
		return put(b.Append, v)
	case *array.Int8Builder:
		return putInt(b.Append, v)
	case *array.Int16Builder:
		return putInt(b.Append, v)
	case *array.Int32Builder:
		return putInt(b.Append, v)
	case *array.Int64Builder:
		return putInt(b.Append, v)
	case *array.Float32Builder:
		return put(b.Append, v)
	case *array.Float64Builder:
		return put(b.Append, v)
	case *array.Decimal128Builder:
		return put(func(d value.Decimal) { b.Append(decimal128.FromBigInt(d.Rescale(t.S).Unscaled)) }, v)
	case *array.StringBuilder:
		b.Append(text(v, t))
		return nil
	case *array.BinaryBuilder:
		return put(b.Append, v)
	case *array.Date32Builder:
		return put(func(d value.Date) { b.Append(arrow.Date32(d)) }, v) //nolint:gosec // a day of a year Trino has
	case *array.Time64Builder:
		return put(func(m value.Time) { b.Append(arrow.Time64(m)) }, v)
	case *array.TimestampBuilder:
		if zoned, ok := v.(value.TimestampTZ); ok {
			v = value.Timestamp(zoned.Micros)
		}
		return put(func(m value.Timestamp) { b.Append(arrow.Timestamp(m)) }, v)
	case *array.MapBuilder:
		return appendArrowMap(b, v, t)
	case *array.ListBuilder:
		return appendArrowList(b, v, t)
	case *array.StructBuilder:
		return appendArrowRow(b, v, t)
	}
	return fmt.Errorf("no Parquet column for the type %s", t)
}

// put adds a value of one Go type.
func put[T any](add func(T), v value.Value) error {
	x, ok := v.(T)
	if !ok {
		return fmt.Errorf("a value of the form %T where a column holds %T", v, x)
	}
	add(x)
	return nil
}

// putInt adds an integer in the width of its column.
func putInt[T int8 | int16 | int32 | int64](add func(T), v value.Value) error {
	return put(func(n int64) { add(T(n)) }, v)
}

func appendArrowList(b *array.ListBuilder, v value.Value, t types.Type) error {
	list, ok := v.(value.List)
	if !ok {
		return fmt.Errorf("a value of the form %T in an array column", v)
	}
	b.Append(true)
	for _, e := range list {
		if err := appendArrow(b.ValueBuilder(), e, elem(t, 0)); err != nil {
			return err
		}
	}
	return nil
}

func appendArrowMap(b *array.MapBuilder, v value.Value, t types.Type) error {
	entries, ok := v.(value.Map)
	if !ok {
		return fmt.Errorf("a value of the form %T in a map column", v)
	}
	b.Append(true)
	for _, e := range entries {
		if err := appendArrow(b.KeyBuilder(), e.Key, elem(t, 0)); err != nil {
			return err
		}
		if err := appendArrow(b.ItemBuilder(), e.Value, elem(t, 1)); err != nil {
			return err
		}
	}
	return nil
}

func appendArrowRow(b *array.StructBuilder, v value.Value, t types.Type) error {
	row, ok := v.(value.Row)
	if !ok || len(row) != b.NumField() {
		return fmt.Errorf("a value of the form %T in a row column of %d fields", v, b.NumField())
	}
	b.Append(true)
	for i, x := range row {
		if err := appendArrow(b.FieldBuilder(i), x, elem(t, i)); err != nil {
			return err
		}
	}
	return nil
}
