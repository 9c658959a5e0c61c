package serde

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// schemaOf returns the Arrow schema of columns.
func schemaOf(columns []Column) (*arrow.Schema, error) {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		t, err := arrowType(c.Type, 0)
		if err != nil {
			return nil, &Invalid{fmt.Sprintf("column %q: %s", c.Name, err)}
		}
		fields[i] = arrow.Field{Name: c.Name, Type: t, Nullable: true}
	}
	return arrow.NewSchema(fields, nil), nil
}

// arrowType returns the type in which values of a column are written: what Parquet files of the lake hold.
func arrowType(t types.Type, depth int) (arrow.DataType, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("types are nested more than %d deep", maxDepth)
	}
	switch t.Kind { //nolint:exhaustive // the others are not Hive's
	case types.Boolean:
		return arrow.FixedWidthTypes.Boolean, nil
	case types.TinyInt:
		return arrow.PrimitiveTypes.Int8, nil
	case types.SmallInt:
		return arrow.PrimitiveTypes.Int16, nil
	case types.Integer:
		return arrow.PrimitiveTypes.Int32, nil
	case types.BigInt:
		return arrow.PrimitiveTypes.Int64, nil
	case types.Real:
		return arrow.PrimitiveTypes.Float32, nil
	case types.Double:
		return arrow.PrimitiveTypes.Float64, nil
	case types.Decimal:
		return &arrow.Decimal128Type{Precision: int32(t.P), Scale: int32(t.S)}, nil //nolint:gosec // at most 38
	case types.Varchar, types.Char:
		return arrow.BinaryTypes.String, nil
	case types.Varbinary:
		return arrow.BinaryTypes.Binary, nil
	case types.Date:
		return arrow.FixedWidthTypes.Date32, nil
	case types.Timestamp:
		return &arrow.TimestampType{Unit: arrow.Microsecond}, nil
	case types.Array:
		elem, err := arrowType(t.Elem(), depth+1)
		if err != nil {
			return nil, err
		}
		return arrow.ListOf(elem), nil
	case types.Map:
		return arrowMap(t, depth)
	case types.Row:
		return arrowRow(t, depth)
	}
	return nil, fmt.Errorf("type %s cannot stand in a file", t)
}

func arrowMap(t types.Type, depth int) (arrow.DataType, error) {
	switch t.Key().Kind { //nolint:exhaustive // the others may be keys
	case types.Array, types.Map, types.Row:
		return nil, fmt.Errorf("the keys of %s must be of a simple type", t)
	}
	key, err := arrowType(t.Key(), depth+1)
	if err != nil {
		return nil, err
	}
	val, err := arrowType(t.Value(), depth+1)
	if err != nil {
		return nil, err
	}
	return arrow.MapOf(key, val), nil
}

func arrowRow(t types.Type, depth int) (arrow.DataType, error) {
	fields := make([]arrow.Field, len(t.Elems))
	for i, e := range t.Elems {
		elem, err := arrowType(e, depth+1)
		if err != nil {
			return nil, err
		}
		if t.FieldName(i) == "" {
			return nil, fmt.Errorf("a field of %s has no name", t)
		}
		fields[i] = arrow.Field{Name: t.FieldName(i), Type: elem, Nullable: true}
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("a struct has no fields")
	}
	return arrow.StructOf(fields...), nil
}
