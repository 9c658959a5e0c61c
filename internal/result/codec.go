package result

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/glauxhq/glaux/internal/sql/value"
)

// The form of a value is a tag and what the tag says. A value says itself what it is, so that reading needs no type and a value that
// an engine gives in another form than its column's type promises comes back as it was all the same.
const (
	tagNull byte = iota
	tagFalse
	tagTrue
	tagInt         // zigzag varint
	tagReal        // 4 bytes
	tagDouble      // 8 bytes
	tagDecimal     // varint scale, varint unscaled
	tagDecimalBig  // varint scale, sign, bytes
	tagString      // length, bytes
	tagBytes       // length, bytes
	tagDate        // varint
	tagTime        // varint
	tagTimeTZ      // varint micros, varint offset
	tagTimestamp   // varint
	tagTimestampTZ // varint micros, length, zone
	tagDaySecond   // varint
	tagYearMonth   // varint
	tagUUID        // 16 bytes
	tagIP          // 16 bytes
	tagList        // count, values
	tagMap         // count, keys and values by turns
	tagRow         // count, values
)

// maxNested bounds how deep a value that is read may be nested. Types are at most 64 deep.
const maxNested = 100

// errDamaged tells that bytes are not what was written.
var errDamaged = errors.New("the kept rows are damaged")

// appendValue appends a value.
func appendValue(dst []byte, v value.Value) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(dst, tagNull), nil
	case bool:
		if v {
			return append(dst, tagTrue), nil
		}
		return append(dst, tagFalse), nil
	case int64:
		return appendInt(dst, tagInt, v), nil
	case float32:
		return binary.LittleEndian.AppendUint32(append(dst, tagReal), math.Float32bits(v)), nil
	case float64:
		return binary.LittleEndian.AppendUint64(append(dst, tagDouble), math.Float64bits(v)), nil
	case value.Decimal:
		return appendDecimal(dst, v)
	case string:
		return appendText(append(dst, tagString), v), nil
	case []byte:
		return appendText(append(dst, tagBytes), v), nil
	case value.Date:
		return appendInt(dst, tagDate, int64(v)), nil
	case value.Time:
		return appendInt(dst, tagTime, int64(v)), nil
	case value.TimeTZ:
		return binary.AppendVarint(appendInt(dst, tagTimeTZ, v.Micros), int64(v.OffsetMinutes)), nil
	case value.Timestamp:
		return appendInt(dst, tagTimestamp, int64(v)), nil
	case value.TimestampTZ:
		return appendText(appendInt(dst, tagTimestampTZ, v.Micros), v.Zone), nil
	case value.DaySecond:
		return appendInt(dst, tagDaySecond, int64(v)), nil
	case value.YearMonth:
		return appendInt(dst, tagYearMonth, int64(v)), nil
	case value.UUID:
		return append(append(dst, tagUUID), v[:]...), nil
	case value.IP:
		return append(append(dst, tagIP), v[:]...), nil
	case value.List:
		return appendValues(dst, tagList, v)
	case value.Row:
		return appendValues(dst, tagRow, v)
	case value.Map:
		return appendMap(dst, v)
	}
	return nil, fmt.Errorf("no form on the disk for a value of %T", v)
}

func appendInt(dst []byte, tag byte, n int64) []byte {
	return binary.AppendVarint(append(dst, tag), n)
}

func appendText[T string | []byte](dst []byte, text T) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
}

func appendDecimal(dst []byte, d value.Decimal) ([]byte, error) {
	if d.Unscaled == nil {
		return nil, errors.New("a decimal without digits")
	}
	if d.Unscaled.IsInt64() {
		return binary.AppendVarint(appendInt(dst, tagDecimal, int64(d.Scale)), d.Unscaled.Int64()), nil
	}
	dst = appendInt(dst, tagDecimalBig, int64(d.Scale))
	sign := byte(0)
	if d.Unscaled.Sign() < 0 {
		sign = 1
	}
	return appendText(append(dst, sign), d.Unscaled.Bytes()), nil
}

func appendValues(dst []byte, tag byte, list []value.Value) ([]byte, error) {
	dst = binary.AppendUvarint(append(dst, tag), uint64(len(list)))
	var err error
	for _, v := range list {
		if dst, err = appendValue(dst, v); err != nil {
			return nil, err
		}
	}
	return dst, nil
}

func appendMap(dst []byte, m value.Map) ([]byte, error) {
	dst = binary.AppendUvarint(append(dst, tagMap), uint64(len(m)))
	var err error
	for _, e := range m {
		if dst, err = appendValue(dst, e.Key); err != nil {
			return nil, err
		}
		if dst, err = appendValue(dst, e.Value); err != nil {
			return nil, err
		}
	}
	return dst, nil
}

// decoder reads values from bytes that may be anything: whatever they are, it takes no more memory than a multiple of their number.
type decoder struct {
	b   []byte
	err error
}

func (d *decoder) fail() { d.b, d.err = nil, errDamaged }

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.fail()
		return 0
	}
	c := d.b[0]
	d.b = d.b[1:]
	return c
}

func (d *decoder) int() int64 {
	n, size := binary.Varint(d.b)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[size:]
	return n
}

// count reads a number of things that take at least one byte each.
func (d *decoder) count() int {
	n, size := binary.Uvarint(d.b)
	if size <= 0 || n > uint64(len(d.b)-size) {
		d.fail()
		return 0
	}
	d.b = d.b[size:]
	return int(n) //nolint:gosec // at most the length of what is left
}

// take returns the next n bytes, nil where there are not so many. They are part of what is read.
func (d *decoder) take(n int) []byte {
	if n > len(d.b) {
		d.fail()
		return nil
	}
	taken := d.b[:n]
	d.b = d.b[n:]
	return taken
}

func (d *decoder) text() string { return string(d.take(d.count())) }

// value reads a value.
//
//nolint:funlen // one case for each form
func (d *decoder) value(depth int) value.Value {
	if depth > maxNested {
		d.fail()
		return nil
	}
	switch d.byte() {
	case tagNull:
		return nil
	case tagFalse:
		return false
	case tagTrue:
		return true
	case tagInt:
		return d.int()
	case tagReal:
		if b := d.take(4); b != nil {
			return math.Float32frombits(binary.LittleEndian.Uint32(b))
		}
	case tagDouble:
		if b := d.take(8); b != nil {
			return math.Float64frombits(binary.LittleEndian.Uint64(b))
		}
	case tagDecimal:
		scale := d.scale()
		return value.Decimal{Unscaled: big.NewInt(d.int()), Scale: scale}
	case tagDecimalBig:
		return d.decimal()
	case tagString:
		return d.text()
	case tagBytes:
		return append([]byte{}, d.take(d.count())...)
	case tagDate:
		return value.Date(d.int())
	case tagTime:
		return value.Time(d.int())
	case tagTimeTZ:
		micros := d.int()
		return value.TimeTZ{Micros: micros, OffsetMinutes: int(d.int())}
	case tagTimestamp:
		return value.Timestamp(d.int())
	case tagTimestampTZ:
		micros := d.int()
		return value.TimestampTZ{Micros: micros, Zone: d.text()}
	case tagDaySecond:
		return value.DaySecond(d.int())
	case tagYearMonth:
		return value.YearMonth(d.int())
	case tagUUID:
		if b := d.take(16); b != nil {
			return value.UUID(b)
		}
	case tagIP:
		if b := d.take(16); b != nil {
			return value.IP(b)
		}
	case tagList:
		return value.List(d.values(depth))
	case tagRow:
		return value.Row(d.values(depth))
	case tagMap:
		return d.entries(depth)
	default:
		d.fail()
	}
	return nil
}

func (d *decoder) scale() int {
	scale := d.int()
	if scale < math.MinInt32 || scale > math.MaxInt32 {
		d.fail()
	}
	return int(scale)
}

func (d *decoder) decimal() value.Value {
	scale, sign := d.scale(), d.byte()
	n := new(big.Int).SetBytes(d.take(d.count()))
	if sign != 0 {
		n.Neg(n)
	}
	return value.Decimal{Unscaled: n, Scale: scale}
}

func (d *decoder) values(depth int) []value.Value {
	list := make([]value.Value, d.count())
	for i := range list {
		if list[i] = d.value(depth + 1); d.err != nil {
			return nil
		}
	}
	return list
}

func (d *decoder) entries(depth int) value.Value {
	m := make(value.Map, d.count())
	for i := range m {
		m[i].Key = d.value(depth + 1)
		if m[i].Value = d.value(depth + 1); d.err != nil {
			return nil
		}
	}
	return m
}
