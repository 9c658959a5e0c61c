package duckdb

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// sink is a vector with its layout, ready to be written.
type sink struct {
	*layout
	vec   bindings.Vector
	data  unsafe.Pointer
	valid unsafe.Pointer
	kids  []sink
}

// open returns the vector as a sink.
func (l *layout) open(vec bindings.Vector) sink {
	bindings.VectorEnsureValidityWritable(vec)
	s := sink{layout: l, vec: vec, data: bindings.VectorGetData(vec), valid: bindings.VectorGetValidity(vec)}
	if l.id == bindings.TypeStruct {
		s.kids = l.openFields(vec)
	}
	return s
}

// openFields opens the fields of a struct vector.
func (l *layout) openFields(vec bindings.Vector) []sink {
	kids := make([]sink, len(l.kids))
	for i, kid := range l.kids {
		kids[i] = kid.open(bindings.StructVectorGetChild(vec, bindings.IdxT(i)))
	}
	return kids
}

// put writes element i of the memory at p.
func put[T any](p unsafe.Pointer, i uint64, v T) {
	*(*T)(unsafe.Add(p, uintptr(i)*unsafe.Sizeof(v))) = v
}

// setNull makes a row NULL, with all that is in it.
func (s *sink) setNull(row uint64) {
	word := (*uint64)(unsafe.Add(s.valid, uintptr(row/64)*8))
	*word &^= 1 << (row % 64)
	if s.id == bindings.TypeList || s.id == bindings.TypeMap {
		put(s.data, row, listEntry{})
	}
	for i := range s.kids {
		s.kids[i].setNull(row)
	}
}

// mismatch is the error of a value that is not of its type: a bug of the function that made it.
func (s *sink) mismatch(v value.Value) error {
	return fmt.Errorf("a %T is no value of kind %d", v, s.t.Kind)
}

// set writes the value of a row.
func (s *sink) set(row uint64, v value.Value) error {
	if v == nil {
		s.setNull(row)
		return nil
	}
	switch v := v.(type) {
	case bool:
		return store(s, row, v, types.Boolean)
	case int64:
		return s.setInteger(row, v)
	case float32:
		return store(s, row, v, types.Real)
	case float64:
		return store(s, row, v, types.Double)
	case value.Decimal:
		return s.setDecimal(row, v)
	case string:
		return s.setText(row, v, types.Varchar, types.Char, types.JSON)
	case []byte:
		return s.setText(row, string(v), types.Varbinary, types.HyperLogLog, types.P4HyperLogLog, types.TDigest, types.QDigest)
	case value.Date:
		return store(s, row, int32(v), types.Date) //nolint:gosec // dates of DuckDB have 32 bits
	case value.Time:
		return store(s, row, int64(v), types.Time)
	case value.Timestamp:
		return store(s, row, int64(v), types.Timestamp)
	case value.TimeTZ:
		return s.setFields(row, types.TimeTZ, v.Micros, int64(v.OffsetMinutes))
	case value.TimestampTZ:
		return s.setFields(row, types.TimestampTZ, value.Timestamp(v.Micros), v.Zone)
	case value.DaySecond:
		return store(s, row, int64(v), types.IntervalDaySecond)
	case value.YearMonth:
		return store(s, row, int32(v), types.IntervalYearMonth) //nolint:gosec // months have 32 bits
	case value.UUID:
		high := binary.BigEndian.Uint64(v[:8]) ^ (1 << 63)
		return store(s, row, hugeint{low: binary.BigEndian.Uint64(v[8:]), high: int64(high)}, types.UUID) //nolint:gosec // the bits
	case value.IP:
		return s.setText(row, string(v[:]), types.IPAddress)
	case value.List:
		return s.setList(row, v)
	case value.Map:
		return s.setMap(row, v)
	case value.Row:
		return s.setFields(row, types.Row, v...)
	default:
		return s.mismatch(v)
	}
}

// store writes plain memory, if the sink is of the kind.
func store[T any](s *sink, row uint64, v T, kind types.Kind) error {
	if s.t.Kind != kind {
		return s.mismatch(v)
	}
	put(s.data, row, v)
	return nil
}

func (s *sink) setInteger(row uint64, v int64) error {
	fits := true
	switch s.t.Kind { //nolint:exhaustive // the rest are no integers
	case types.TinyInt:
		fits = int64(int8(v)) == v //nolint:gosec // that is the question
		put(s.data, row, int8(v))  //nolint:gosec // checked below
	case types.SmallInt:
		fits = int64(int16(v)) == v //nolint:gosec // that is the question
		put(s.data, row, int16(v))  //nolint:gosec // checked below
	case types.Integer, types.Color:
		fits = int64(int32(v)) == v //nolint:gosec // that is the question
		put(s.data, row, int32(v))  //nolint:gosec // checked below
	case types.BigInt:
		put(s.data, row, v)
	default:
		return s.mismatch(v)
	}
	if !fits {
		return fmt.Errorf("%d is too large for kind %d", v, s.t.Kind)
	}
	return nil
}

func (s *sink) setDecimal(row uint64, d value.Decimal) error {
	if s.t.Kind != types.Decimal || d.Scale != s.t.S || d.Unscaled == nil {
		return s.mismatch(d)
	}
	if d.Unscaled.CmpAbs(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(s.t.P)), nil)) >= 0 {
		return fmt.Errorf("a decimal is too large for precision %d", s.t.P)
	}
	switch s.kind {
	case bindings.TypeSmallInt:
		put(s.data, row, int16(d.Unscaled.Int64())) //nolint:gosec // at most 4 digits
	case bindings.TypeInteger:
		put(s.data, row, int32(d.Unscaled.Int64())) //nolint:gosec // at most 9 digits
	case bindings.TypeBigInt:
		put(s.data, row, d.Unscaled.Int64())
	default:
		mod := new(big.Int)
		high, _ := new(big.Int).DivMod(d.Unscaled, new(big.Int).Lsh(big.NewInt(1), 64), mod)
		put(s.data, row, hugeint{low: mod.Uint64(), high: high.Int64()})
	}
	return nil
}

func (s *sink) setText(row uint64, v string, kinds ...types.Kind) error {
	for _, kind := range kinds {
		if s.t.Kind == kind {
			bindings.VectorAssignStringElement(s.vec, bindings.IdxT(row), v)
			return nil
		}
	}
	return s.mismatch(v)
}

// setFields writes the parts of a struct.
func (s *sink) setFields(row uint64, kind types.Kind, fields ...value.Value) error {
	if s.t.Kind != kind || len(fields) != len(s.kids) {
		return s.mismatch(value.Row(fields))
	}
	for i, f := range fields {
		if err := s.kids[i].set(row, f); err != nil {
			return err
		}
	}
	return nil
}

// grow makes room for n more elements in a list vector and returns where they begin. The child's memory may have moved.
func (s *sink) grow(row uint64, n int) (uint64, error) {
	from := uint64(bindings.ListVectorGetSize(s.vec))
	size := bindings.IdxT(from + uint64(n))
	if bindings.ListVectorReserve(s.vec, size) == bindings.StateError ||
		bindings.ListVectorSetSize(s.vec, size) == bindings.StateError {
		return 0, fmt.Errorf("no room for %d elements", n)
	}
	put(s.data, row, listEntry{offset: from, length: uint64(n)})
	return from, nil
}

func (s *sink) setList(row uint64, list value.List) error {
	if s.t.Kind != types.Array {
		return s.mismatch(list)
	}
	from, err := s.grow(row, len(list))
	if err != nil {
		return err
	}
	child := s.layout.kids[0].open(bindings.ListVectorGetChild(s.vec))
	for i, v := range list {
		if err := child.set(from+uint64(i), v); err != nil {
			return err
		}
	}
	return nil
}

func (s *sink) setMap(row uint64, entries value.Map) error {
	if s.t.Kind != types.Map {
		return s.mismatch(entries)
	}
	from, err := s.grow(row, len(entries))
	if err != nil {
		return err
	}
	fields := s.openFields(bindings.ListVectorGetChild(s.vec))
	for i, e := range entries {
		if err := fields[0].set(from+uint64(i), e.Key); err != nil {
			return err
		}
		if err := fields[1].set(from+uint64(i), e.Value); err != nil {
			return err
		}
	}
	return nil
}
