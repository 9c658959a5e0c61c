package duckdb

import (
	"fmt"
	"slices"
	"strconv"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// layout says how values of a Trino type lie in DuckDB's vectors. It is made from both types and checked once, because
// vectors are read and written as plain memory: a wrong guess would not be an error but a wrong pointer.
type layout struct {
	t    types.Type
	id   bindings.Type // of the vector
	kind bindings.Type // of the memory: a decimal's integer, else id
	kids []*layout
}

// layoutOf returns the layout of a vector of the logical type lt that holds values of the Trino type t, or an error when
// it cannot hold them.
func layoutOf(lt bindings.LogicalType, t types.Type) (*layout, error) {
	l := &layout{t: t, id: bindings.GetTypeId(lt)}
	l.kind = l.id
	if l.id == bindings.TypeDecimal {
		l.kind = bindings.DecimalInternalType(lt)
	}
	if !slices.Contains(holders(t), l.id) {
		return nil, fmt.Errorf("a vector of type %d cannot hold kind %d of Trino", l.id, t.Kind)
	}
	if t.Kind == types.Decimal && (l.id != bindings.TypeDecimal || int(bindings.DecimalScale(lt)) != t.S) {
		return nil, fmt.Errorf("a vector of type %d cannot hold decimal(%d,%d)", l.id, t.P, t.S)
	}
	inner, err := innerTypes(lt, l.id)
	defer destroyTypes(inner)
	if err != nil {
		return nil, err
	}
	want := parts(t)
	if t.Kind == types.Unknown {
		return l, nil
	}
	if len(want) != len(inner) {
		return nil, fmt.Errorf("a vector with %d parts cannot hold %d", len(inner), len(want))
	}
	for i, part := range want {
		kid, err := layoutOf(inner[i], part)
		if err != nil {
			return nil, err
		}
		l.kids = append(l.kids, kid)
	}
	return l, nil
}

// holders returns the types of vectors that may hold a Trino type. Integers may be narrower than asked for, never wider.
func holders(t types.Type) []bindings.Type {
	switch t.Kind { //nolint:exhaustive // the rest have one holder
	case types.Unknown:
		return []bindings.Type{bindings.TypeInteger, bindings.TypeSQLNull, bindings.TypeVarchar, bindings.TypeBigInt, bindings.TypeBoolean}
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt, types.IntervalDaySecond, types.IntervalYearMonth, types.Color:
		return []bindings.Type{
			bindings.TypeTinyInt, bindings.TypeSmallInt, bindings.TypeInteger, bindings.TypeBigInt,
			bindings.TypeUTinyInt, bindings.TypeUSmallInt, bindings.TypeUInteger,
		}
	default:
		if id := holder(t); id != bindings.TypeInvalid {
			return []bindings.Type{id}
		}
		return nil
	}
}

// holder returns the type of vector that represents a Trino type, TypeInvalid when none does.
func holder(t types.Type) bindings.Type {
	switch t.Kind { //nolint:exhaustive // the rest have no holder
	case types.Boolean:
		return bindings.TypeBoolean
	case types.TinyInt:
		return bindings.TypeTinyInt
	case types.SmallInt:
		return bindings.TypeSmallInt
	case types.Unknown, types.Integer, types.IntervalYearMonth, types.Color:
		return bindings.TypeInteger
	case types.BigInt, types.IntervalDaySecond:
		return bindings.TypeBigInt
	case types.Real:
		return bindings.TypeFloat
	case types.Double:
		return bindings.TypeDouble
	case types.Decimal:
		return bindings.TypeDecimal
	case types.Varchar, types.Char, types.JSON:
		return bindings.TypeVarchar
	case types.Varbinary, types.IPAddress, types.HyperLogLog, types.P4HyperLogLog, types.TDigest, types.QDigest:
		return bindings.TypeBlob
	case types.UUID:
		return bindings.TypeUUID
	case types.Date:
		return bindings.TypeDate
	case types.Time:
		return bindings.TypeTime
	case types.Timestamp:
		return bindings.TypeTimestamp
	case types.TimeTZ, types.TimestampTZ, types.Row:
		return bindings.TypeStruct
	case types.Array:
		return bindings.TypeList
	case types.Map:
		return bindings.TypeMap
	default:
		return bindings.TypeInvalid
	}
}

// parts returns the Trino types of what the vector of a type consists of: its children.
func parts(t types.Type) []types.Type {
	switch t.Kind { //nolint:exhaustive // the rest have no parts
	case types.Array, types.Map, types.Row:
		return t.Elems
	case types.TimeTZ:
		return []types.Type{{Kind: types.BigInt}, {Kind: types.Integer}}
	case types.TimestampTZ:
		return []types.Type{{Kind: types.Timestamp, P: 6}, {Kind: types.Varchar, P: types.Unbounded}}
	default:
		return nil
	}
}

// partNames returns the names of the fields of a type that is a struct in DuckDB.
func partNames(t types.Type) []string {
	switch t.Kind { //nolint:exhaustive // only structs have fields
	case types.TimeTZ:
		return []string{"t", "o"}
	case types.TimestampTZ:
		return []string{"u", "z"}
	default:
		names := make([]string, len(t.Elems))
		for i := range names {
			names[i] = "f" + strconv.Itoa(i+1)
		}
		return names
	}
}

// innerTypes returns the types of the children of a vector, which the caller destroys.
func innerTypes(lt bindings.LogicalType, id bindings.Type) ([]bindings.LogicalType, error) {
	switch id {
	case bindings.TypeList:
		return []bindings.LogicalType{bindings.ListTypeChildType(lt)}, nil
	case bindings.TypeMap:
		return []bindings.LogicalType{bindings.MapTypeKeyType(lt), bindings.MapTypeValueType(lt)}, nil
	case bindings.TypeStruct:
		n := bindings.StructTypeChildCount(lt)
		inner := make([]bindings.LogicalType, n)
		for i := range inner {
			inner[i] = bindings.StructTypeChildType(lt, bindings.IdxT(i))
		}
		return inner, nil
	case bindings.TypeArray, bindings.TypeUnion:
		return nil, fmt.Errorf("a vector of type %d has no Trino type", id)
	default:
		return nil, nil
	}
}

// logicalType returns DuckDB's type for a Trino type, which the caller destroys, and its layout.
func logicalType(t types.Type) (bindings.LogicalType, *layout, error) {
	l := &layout{t: t, id: holder(t)}
	if l.id == bindings.TypeInvalid {
		return bindings.LogicalType{}, nil, fmt.Errorf("kind %d of Trino has no type in DuckDB", t.Kind)
	}
	l.kind = l.id
	var inner []bindings.LogicalType
	defer func() { destroyTypes(inner) }()
	for _, part := range parts(t) {
		lt, kid, err := logicalType(part)
		if err != nil {
			return bindings.LogicalType{}, nil, err
		}
		inner = append(inner, lt)
		l.kids = append(l.kids, kid)
	}
	switch l.id {
	case bindings.TypeDecimal:
		lt := bindings.CreateDecimalType(uint8(t.P), uint8(t.S)) //nolint:gosec // at most 38
		l.kind = bindings.DecimalInternalType(lt)
		return lt, l, nil
	case bindings.TypeList:
		return bindings.CreateListType(inner[0]), l, nil
	case bindings.TypeMap:
		return bindings.CreateMapType(inner[0], inner[1]), l, nil
	case bindings.TypeStruct:
		return bindings.CreateStructType(inner, partNames(t)), l, nil
	default:
		return bindings.CreateLogicalType(l.id), l, nil
	}
}

func destroyTypes(list []bindings.LogicalType) {
	for i := range list {
		bindings.DestroyLogicalType(&list[i])
	}
}
