package duckdb

import (
	"encoding/binary"
	"math/big"
	"strings"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// The memory of DuckDB's vectors, as its C header describes it.
type (
	hugeint struct {
		low  uint64
		high int64
	}
	listEntry struct{ offset, length uint64 }
	// chars is a string: up to twelve bytes stand in it, longer ones behind the pointer in its last eight bytes.
	chars struct {
		length uint32
		_      [4]byte
		long   unsafe.Pointer
	}
)

const inlineText = 12

// column is a vector with its layout, ready to be read.
type column struct {
	*layout
	data  unsafe.Pointer
	valid unsafe.Pointer // a bit per row; nil when every row has a value
	kids  []column
}

// bind returns the vector as a column. It is good as long as the vector.
func (l *layout) bind(vec bindings.Vector) column {
	c := column{layout: l, data: bindings.VectorGetData(vec), valid: bindings.VectorGetValidity(vec)}
	switch l.id {
	case bindings.TypeList:
		c.kids = []column{l.kids[0].bind(bindings.ListVectorGetChild(vec))}
	case bindings.TypeMap:
		entries := bindings.ListVectorGetChild(vec)
		c.kids = l.bindFields(entries)
	case bindings.TypeStruct:
		c.kids = l.bindFields(vec)
	}
	return c
}

// bindFields binds the fields of a struct vector.
func (l *layout) bindFields(vec bindings.Vector) []column {
	kids := make([]column, len(l.kids))
	for i, kid := range l.kids {
		kids[i] = kid.bind(bindings.StructVectorGetChild(vec, bindings.IdxT(i)))
	}
	return kids
}

// at returns element i of the memory at p.
func at[T any](p unsafe.Pointer, i uint64) T {
	var t T
	return *(*T)(unsafe.Add(p, uintptr(i)*unsafe.Sizeof(t)))
}

// null tells whether a row has no value.
func (c *column) null(row uint64) bool {
	return c.valid != nil && at[uint64](c.valid, row/64)&(1<<(row%64)) == 0
}

// value returns the value of a row; nothing in it points into the vector.
func (c *column) value(row uint64) value.Value {
	if c.null(row) {
		return nil
	}
	switch c.t.Kind { //nolint:exhaustive // the rest have no values
	case types.Boolean:
		return at[bool](c.data, row)
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt, types.Color:
		return c.integer(row)
	case types.Real:
		return at[float32](c.data, row)
	case types.Double:
		return at[float64](c.data, row)
	case types.Decimal:
		return value.Decimal{Unscaled: c.unscaled(row), Scale: c.t.S}
	case types.Varchar, types.Char, types.JSON:
		return strings.Clone(c.text(row))
	case types.Varbinary, types.HyperLogLog, types.P4HyperLogLog, types.TDigest, types.QDigest:
		return []byte(c.text(row))
	case types.Date:
		return value.Date(at[int32](c.data, row))
	case types.Time:
		return value.Time(at[int64](c.data, row))
	case types.Timestamp:
		return value.Timestamp(at[int64](c.data, row))
	case types.TimeTZ:
		return value.TimeTZ{Micros: c.kids[0].integer(row), OffsetMinutes: int(c.kids[1].integer(row))}
	case types.TimestampTZ:
		return value.TimestampTZ{Micros: at[int64](c.kids[0].data, row), Zone: strings.Clone(c.kids[1].text(row))}
	case types.IntervalDaySecond:
		return value.DaySecond(c.integer(row))
	case types.IntervalYearMonth:
		return value.YearMonth(c.integer(row))
	case types.UUID:
		return c.uuid(row)
	case types.IPAddress:
		var ip value.IP
		copy(ip[:], c.text(row))
		return ip
	case types.Array, types.Map, types.Row:
		return c.nested(row)
	default: // unknown: only NULL
		return nil
	}
}

// nested returns an array, a map or a row.
func (c *column) nested(row uint64) value.Value {
	if c.t.Kind == types.Row {
		fields := make(value.Row, len(c.kids))
		for i := range c.kids {
			fields[i] = c.kids[i].value(row)
		}
		return fields
	}
	entry := at[listEntry](c.data, row)
	if c.t.Kind == types.Array {
		list := make(value.List, entry.length)
		for i := range list {
			list[i] = c.kids[0].value(entry.offset + uint64(i))
		}
		return list
	}
	entries := make(value.Map, entry.length)
	for i := range entries {
		at := entry.offset + uint64(i)
		entries[i] = value.Entry{Key: c.kids[0].value(at), Value: c.kids[1].value(at)}
	}
	return entries
}

// integer returns an integer of any width.
func (c *column) integer(row uint64) int64 {
	switch c.kind {
	case bindings.TypeTinyInt:
		return int64(at[int8](c.data, row))
	case bindings.TypeSmallInt:
		return int64(at[int16](c.data, row))
	case bindings.TypeInteger:
		return int64(at[int32](c.data, row))
	case bindings.TypeUTinyInt:
		return int64(at[uint8](c.data, row))
	case bindings.TypeUSmallInt:
		return int64(at[uint16](c.data, row))
	case bindings.TypeUInteger:
		return int64(at[uint32](c.data, row))
	default:
		return at[int64](c.data, row)
	}
}

// unscaled returns a decimal's integer.
func (c *column) unscaled(row uint64) *big.Int {
	if c.kind != bindings.TypeHugeInt {
		return big.NewInt(c.integer(row))
	}
	h := at[hugeint](c.data, row)
	n := big.NewInt(h.high)
	return n.Add(n.Lsh(n, 64), new(big.Int).SetUint64(h.low))
}

// text returns a string or blob that lies in the vector: copy it before the vector is gone.
func (c *column) text(row uint64) string {
	t := (*chars)(unsafe.Add(c.data, uintptr(row)*unsafe.Sizeof(chars{})))
	if t.length == 0 {
		return ""
	}
	if t.length <= inlineText {
		return unsafe.String((*byte)(unsafe.Add(unsafe.Pointer(t), 4)), int(t.length))
	}
	return unsafe.String((*byte)(t.long), int(t.length))
}

// uuid returns a UUID: a hugeint whose top bit is turned, so that it sorts as its text does.
func (c *column) uuid(row uint64) value.UUID {
	h := at[hugeint](c.data, row)
	var u value.UUID
	binary.BigEndian.PutUint64(u[:8], uint64(h.high)^(1<<63)) //nolint:gosec // the bits, not the number
	binary.BigEndian.PutUint64(u[8:], h.low)
	return u
}
