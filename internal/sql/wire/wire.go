// Package wire writes values, types and rows as bytes and reads them back: for results on the disk and for rows between processes. It
// promises that a value comes back as it was, type and all, and that bytes that are anything else are an error that takes no more memory than
// a multiple of their number.
//
//	b := wire.NewBlock(len(columns))
//	err := b.Add(row)                          // for each row
//	bytes := b.Content(nil)
//	rows, err := wire.ReadBlock(bytes, len(columns))
package wire

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

// ErrDamaged tells that bytes are not what was written.
var ErrDamaged = errors.New("the rows are damaged")

// AppendValue appends a value.
func AppendValue(dst []byte, v value.Value) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return AppendNull(dst), nil
	case bool:
		return AppendBool(dst, v), nil
	case int64:
		return AppendInt(dst, v), nil
	case float32:
		return binary.LittleEndian.AppendUint32(append(dst, tagReal), math.Float32bits(v)), nil
	case float64:
		return AppendDouble(dst, v), nil
	case value.Decimal:
		return appendDecimal(dst, v)
	case string:
		return AppendString(dst, v), nil
	case []byte:
		return AppendText(append(dst, tagBytes), v), nil
	case value.Date:
		return AppendDate(dst, v), nil
	case value.Time:
		return appendInt(dst, tagTime, int64(v)), nil
	case value.TimeTZ:
		return binary.AppendVarint(appendInt(dst, tagTimeTZ, v.Micros), int64(v.OffsetMinutes)), nil
	case value.Timestamp:
		return AppendTimestamp(dst, v), nil
	case value.TimestampTZ:
		return AppendText(appendInt(dst, tagTimestampTZ, v.Micros), v.Zone), nil
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
	return nil, fmt.Errorf("no form in bytes for a value of %T", v)
}

// What is written often has a function of its own, for who has the value in another form than value.Value.

// AppendNull appends NULL.
func AppendNull(dst []byte) []byte { return append(dst, tagNull) }

// AppendBool appends a boolean.
func AppendBool(dst []byte, v bool) []byte {
	if v {
		return append(dst, tagTrue)
	}
	return append(dst, tagFalse)
}

// AppendInt appends an integer.
func AppendInt(dst []byte, v int64) []byte { return appendInt(dst, tagInt, v) }

// AppendDouble appends a double.
func AppendDouble(dst []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(append(dst, tagDouble), math.Float64bits(v))
}

// AppendString appends a text that is a value.
func AppendString(dst []byte, v string) []byte { return AppendText(append(dst, tagString), v) }

// AppendDate appends a date.
func AppendDate(dst []byte, v value.Date) []byte { return appendInt(dst, tagDate, int64(v)) }

// AppendTimestamp appends a timestamp.
func AppendTimestamp(dst []byte, v value.Timestamp) []byte {
	return appendInt(dst, tagTimestamp, int64(v))
}

// AppendDecimal appends a decimal whose digits fit into 64 bits.
func AppendDecimal(dst []byte, unscaled int64, scale int) []byte {
	return binary.AppendVarint(appendInt(dst, tagDecimal, int64(scale)), unscaled)
}

func appendInt(dst []byte, tag byte, n int64) []byte {
	return binary.AppendVarint(append(dst, tag), n)
}

// AppendText appends a text with its length before it.
func AppendText[T string | []byte](dst []byte, text T) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
}

func appendDecimal(dst []byte, d value.Decimal) ([]byte, error) {
	if d.Unscaled == nil {
		return nil, errors.New("a decimal without digits")
	}
	if d.Unscaled.IsInt64() {
		return AppendDecimal(dst, d.Unscaled.Int64(), d.Scale), nil
	}
	dst = appendInt(dst, tagDecimalBig, int64(d.Scale))
	sign := byte(0)
	if d.Unscaled.Sign() < 0 {
		sign = 1
	}
	return AppendText(append(dst, sign), d.Unscaled.Bytes()), nil
}

func appendValues(dst []byte, tag byte, list []value.Value) ([]byte, error) {
	dst = binary.AppendUvarint(append(dst, tag), uint64(len(list)))
	var err error
	for _, v := range list {
		if dst, err = AppendValue(dst, v); err != nil {
			return nil, err
		}
	}
	return dst, nil
}

func appendMap(dst []byte, m value.Map) ([]byte, error) {
	dst = binary.AppendUvarint(append(dst, tagMap), uint64(len(m)))
	var err error
	for _, e := range m {
		if dst, err = AppendValue(dst, e.Key); err != nil {
			return nil, err
		}
		if dst, err = AppendValue(dst, e.Value); err != nil {
			return nil, err
		}
	}
	return dst, nil
}

// Decoder reads values from bytes that may be anything: whatever they are, it takes no more memory than a multiple of their number. After
// the first error it reads nothing but zeros.
type Decoder struct {
	b   []byte
	err error
}

// NewDecoder returns a Decoder of bytes, which must stay as they are.
func NewDecoder(b []byte) *Decoder { return &Decoder{b: b} }

// Err returns ErrDamaged once what was read made no sense.
func (d *Decoder) Err() error { return d.err }

// Left is how many bytes were not read yet.
func (d *Decoder) Left() int { return len(d.b) }

// Fail notes that what was read makes no sense.
func (d *Decoder) Fail() { d.b, d.err = nil, ErrDamaged }

func (d *Decoder) byte() byte {
	if len(d.b) == 0 {
		d.Fail()
		return 0
	}
	c := d.b[0]
	d.b = d.b[1:]
	return c
}

// Int reads an integer that binary.AppendVarint wrote.
func (d *Decoder) Int() int64 {
	n, size := binary.Varint(d.b)
	if size <= 0 {
		d.Fail()
		return 0
	}
	d.b = d.b[size:]
	return n
}

// Count reads a number of things that take at least one byte each.
func (d *Decoder) Count() int {
	n, size := binary.Uvarint(d.b)
	if size <= 0 || n > uint64(len(d.b)-size) {
		d.Fail()
		return 0
	}
	d.b = d.b[size:]
	return int(n) //nolint:gosec // at most the length of what is left
}

// take returns the next n bytes, nil where there are not so many. They are part of what is read.
func (d *Decoder) take(n int) []byte {
	if n > len(d.b) {
		d.Fail()
		return nil
	}
	taken := d.b[:n]
	d.b = d.b[n:]
	return taken
}

// Text reads what AppendText wrote.
func (d *Decoder) Text() string { return string(d.take(d.Count())) }

// value reads a value.
//
//nolint:funlen // one case for each form
func (d *Decoder) value(depth int) value.Value {
	if depth > maxNested {
		d.Fail()
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
		return d.Int()
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
		return value.Decimal{Unscaled: big.NewInt(d.Int()), Scale: scale}
	case tagDecimalBig:
		return d.decimal()
	case tagString:
		return d.Text()
	case tagBytes:
		return append([]byte{}, d.take(d.Count())...)
	case tagDate:
		return value.Date(d.Int())
	case tagTime:
		return value.Time(d.Int())
	case tagTimeTZ:
		micros := d.Int()
		return value.TimeTZ{Micros: micros, OffsetMinutes: int(d.Int())}
	case tagTimestamp:
		return value.Timestamp(d.Int())
	case tagTimestampTZ:
		micros := d.Int()
		return value.TimestampTZ{Micros: micros, Zone: d.Text()}
	case tagDaySecond:
		return value.DaySecond(d.Int())
	case tagYearMonth:
		return value.YearMonth(d.Int())
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
		d.Fail()
	}
	return nil
}

func (d *Decoder) scale() int {
	scale := d.Int()
	if scale < math.MinInt32 || scale > math.MaxInt32 {
		d.Fail()
	}
	return int(scale)
}

func (d *Decoder) decimal() value.Value {
	scale, sign := d.scale(), d.byte()
	n := new(big.Int).SetBytes(d.take(d.Count()))
	if sign != 0 {
		n.Neg(n)
	}
	return value.Decimal{Unscaled: n, Scale: scale}
}

func (d *Decoder) values(depth int) []value.Value {
	list := make([]value.Value, d.Count())
	for i := range list {
		if list[i] = d.value(depth + 1); d.err != nil {
			return nil
		}
	}
	return list
}

func (d *Decoder) entries(depth int) value.Value {
	m := make(value.Map, d.Count())
	for i := range m {
		m[i].Key = d.value(depth + 1)
		if m[i].Value = d.value(depth + 1); d.err != nil {
			return nil
		}
	}
	return m
}
