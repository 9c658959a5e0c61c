package serde

import (
	"encoding/base64"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// scalar appends values of one column, or of one place in nested values. put returns false, and appends nothing, when the text does
// not say a value of the type; it must not keep the text.
type scalar interface {
	put(text []byte) bool
	null()
}

// style says in which words values are written.
type style struct {
	truncate bool     // integers may have a fraction, which is dropped
	epoch    bool     // dates and times are numbers: days and milliseconds since 1970
	iso      bool     // times may be numbers, and have a T and a zone
	trim     bool     // blanks around numbers do not count
	base64   bool     // binary values are in Base64
	layouts  []Layout // further forms of timestamps
}

// newScalar returns the scalar of a type that is not nested.
func newScalar(t types.Type, b array.Builder, s style) scalar {
	switch b := b.(type) {
	case *ignored:
		return nowhere{}
	case *words:
		return b
	case *array.BooleanBuilder:
		return &boolSink{b}
	case *array.Int8Builder:
		return &intSink[int8]{b: b, s: s, min: math.MinInt8, max: math.MaxInt8}
	case *array.Int16Builder:
		return &intSink[int16]{b: b, s: s, min: math.MinInt16, max: math.MaxInt16}
	case *array.Int32Builder:
		return &intSink[int32]{b: b, s: s, min: math.MinInt32, max: math.MaxInt32}
	case *array.Int64Builder:
		return &intSink[int64]{b: b, s: s, min: math.MinInt64, max: math.MaxInt64}
	case *array.Float32Builder:
		return &realSink{b}
	case *array.Float64Builder:
		return &doubleSink{b}
	case *array.Decimal128Builder:
		return &decimalSink{b: b, p: t.P, s: t.S}
	case *array.Date32Builder:
		return &dateSink{b: b, s: s}
	case *array.TimestampBuilder:
		return &timestampSink{b: b, s: s}
	case *array.BinaryBuilder:
		return &binarySink{b: b, s: s}
	case *array.StringBuilder:
		switch {
		case t.Kind == types.Char:
			return &sizedSink{b: b, n: t.P, char: true}
		case t.P != types.Unbounded && t.P > 0:
			return &sizedSink{b: b, n: t.P}
		}
		return &textSink{b}
	}
	return nil
}

type textSink struct{ b *array.StringBuilder }

func (s *textSink) put(text []byte) bool { s.b.BinaryBuilder.Append(text); return true }
func (s *textSink) null()                { s.b.AppendNull() }

// sizedSink cuts text to a length; char is padded with blanks to it.
type sizedSink struct {
	b    *array.StringBuilder
	n    int
	char bool
	room []byte
}

func (s *sizedSink) put(text []byte) bool {
	count := 0
	for i := 0; i < len(text); count++ {
		if count == s.n {
			text = text[:i]
			break
		}
		_, size := utf8.DecodeRune(text[i:])
		i += size
	}
	if s.char && count < s.n {
		s.room = append(s.room[:0], text...)
		for ; count < s.n; count++ {
			s.room = append(s.room, ' ')
		}
		text = s.room
	}
	s.b.BinaryBuilder.Append(text)
	return true
}
func (s *sizedSink) null() { s.b.AppendNull() }

type boolSink struct{ b *array.BooleanBuilder }

func (s *boolSink) put(text []byte) bool {
	switch {
	case fold(text, "true"):
		s.b.Append(true)
	case fold(text, "false"):
		s.b.Append(false)
	default:
		return false
	}
	return true
}
func (s *boolSink) null() { s.b.AppendNull() }

// fold tells whether a text is a word of lower-case letters, in any case.
func fold(text []byte, word string) bool {
	if len(text) != len(word) {
		return false
	}
	for i, c := range text {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}

// intBuilder is a builder of one of Arrow's integers.
type intBuilder[T any] interface {
	Append(v T)
	AppendNull()
}

type intSink[T int8 | int16 | int32 | int64] struct {
	b        intBuilder[T]
	s        style
	min, max int64
}

func (s *intSink[T]) put(text []byte) bool {
	if s.s.trim {
		text = trimBlanks(text)
	}
	v, rest, ok := parseInt(text)
	if !ok || v < s.min || v > s.max || len(rest) > 0 && (!s.s.truncate || !isFraction(rest)) {
		return false
	}
	s.b.Append(T(v))
	return true
}
func (s *intSink[T]) null() { s.b.AppendNull() }

// parseInt reads an integer at the beginning of a text and returns what follows.
func parseInt(text []byte) (v int64, rest []byte, ok bool) {
	i, negative := 0, false
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		negative = text[i] == '-'
		i++
	}
	first := i
	for ; i < len(text); i++ {
		d := text[i] - '0'
		if d > 9 {
			break
		}
		if v < (math.MinInt64+int64(d))/10 {
			return 0, nil, false
		}
		v = v*10 - int64(d) // negative, because that side has one number more
	}
	if i == first {
		return 0, nil, false
	}
	if negative {
		return v, text[i:], true
	}
	return -v, text[i:], v != math.MinInt64
}

// isFraction tells whether a text is a point with digits, or a lone point.
func isFraction(text []byte) bool {
	if text[0] != '.' {
		return false
	}
	for _, c := range text[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func trimBlanks(text []byte) []byte {
	for len(text) > 0 && text[0] <= ' ' {
		text = text[1:]
	}
	for len(text) > 0 && text[len(text)-1] <= ' ' {
		text = text[:len(text)-1]
	}
	return text
}

type realSink struct{ b *array.Float32Builder }

func (s *realSink) put(text []byte) bool {
	v, ok := parseFloat(text, 32)
	if ok {
		s.b.Append(float32(v))
	}
	return ok
}
func (s *realSink) null() { s.b.AppendNull() }

type doubleSink struct{ b *array.Float64Builder }

func (s *doubleSink) put(text []byte) bool {
	v, ok := parseFloat(text, 64)
	if ok {
		s.b.Append(v)
	}
	return ok
}
func (s *doubleSink) null() { s.b.AppendNull() }

// parseFloat reads a number as Double.parseDouble of Java does: blanks around it and an f or d behind it do not count, and one that is too
// great is infinite. Numbers in hexadecimal are not read.
func parseFloat(text []byte, bits int) (float64, bool) {
	text = trimBlanks(text)
	if len(text) == 0 || len(text) > 400 {
		return 0, false
	}
	switch string(text) {
	case "NaN", "+NaN", "-NaN":
		return math.NaN(), true
	case "Infinity", "+Infinity":
		return math.Inf(1), true
	case "-Infinity":
		return math.Inf(-1), true
	}
	if c := text[len(text)-1] | 0x20; c == 'f' || c == 'd' {
		text = text[:len(text)-1]
	}
	for _, c := range text {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(string(text), bits)
	return v, err == nil || math.IsInf(v, 0)
}

type dateSink struct {
	b *array.Date32Builder
	s style
}

func (s *dateSink) put(text []byte) bool {
	if s.s.epoch {
		days, rest, ok := parseInt(text)
		if !ok || len(rest) > 0 || days < math.MinInt32 || days > math.MaxInt32 {
			return false
		}
		s.b.Append(arrow.Date32(days))
		return true
	}
	days, rest, ok := parseDate(trimBlanks(text))
	ok = ok && (s.s.iso || len(rest) == 0 || rest[0] == ' ')
	if ok {
		s.b.Append(arrow.Date32(days)) //nolint:gosec // years have four digits
	}
	return ok
}
func (s *dateSink) null() { s.b.AppendNull() }

type timestampSink struct {
	b *array.TimestampBuilder
	s style
}

func (s *timestampSink) put(text []byte) bool {
	micros, ok := s.parse(trimBlanks(text))
	if ok {
		s.b.Append(arrow.Timestamp(micros))
	}
	return ok
}
func (s *timestampSink) null() { s.b.AppendNull() }

func (s *timestampSink) parse(text []byte) (int64, bool) {
	if s.s.epoch {
		return epochMillis(text)
	}
	if micros, ok := parseTimestamp(text); ok {
		return micros, true
	}
	for _, layout := range s.s.layouts {
		if micros, ok := layout.parse(string(text)); ok {
			return micros, true
		}
	}
	if s.s.iso {
		return parseInstant(text)
	}
	return 0, false
}

type binarySink struct {
	b    *array.BinaryBuilder
	s    style
	room []byte
}

func (s *binarySink) put(text []byte) bool {
	if s.s.base64 {
		// As Hive does: what is no Base64 stands for its own bytes.
		s.room = append(s.room[:0], make([]byte, base64.StdEncoding.DecodedLen(len(text)))...)
		if n, err := base64.StdEncoding.Decode(s.room, text); err == nil {
			text = s.room[:n]
		}
	}
	s.b.Append(text)
	return true
}
func (s *binarySink) null() { s.b.AppendNull() }
