package value

import (
	"math"
	"strconv"
)

// digits returns the shortest decimal digits that read back as f, at least two, and the exponent of the first one. Java
// takes, where one digit would do, the best two: 4.9E-324, not 5E-324.
func digits(f float64, bits int) (text []byte, exponent int) {
	var buf [32]byte
	b := strconv.AppendFloat(buf[:0], f, 'e', -1, bits)
	if b[1] == 'e' {
		b = strconv.AppendFloat(buf[:0], f, 'e', 1, bits)
	}
	e := 1
	for b[e] != 'e' {
		e++
	}
	exponent, _ = strconv.Atoi(string(b[e+1:])) // FormatFloat always writes a number here
	return append([]byte{b[0]}, b[2:e]...), exponent
}

// appendSpecial appends what is no finite number other than zero; ok tells whether f is such.
func appendSpecial(dst []byte, f float64, zero string) (text []byte, ok bool) {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...), true
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...), true
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...), true
	case f == 0 && math.Signbit(f):
		return append(append(dst, '-'), zero...), true
	case f == 0:
		return append(dst, zero...), true
	}
	return dst, false
}

// appendJava appends f as Java's Double.toString and Float.toString write it: plain from 10^-3 up to 10^7, else with an
// exponent, and always with a digit after the point.
func appendJava(dst []byte, f float64, bits int) []byte {
	if text, ok := appendSpecial(dst, f, "0.0"); ok {
		return text
	}
	if f < 0 {
		dst, f = append(dst, '-'), -f
	}
	text, exponent := digits(f, bits)
	switch {
	case exponent < -3 || exponent >= 7:
		return appendExponent(dst, text, exponent)
	case exponent < 0:
		dst = append(dst, "0."...)
		for range -exponent - 1 {
			dst = append(dst, '0')
		}
		return append(dst, trimZeros(text, 1)...)
	}
	for len(text) < exponent+2 {
		text = append(text, '0')
	}
	dst = append(dst, text[:exponent+1]...)
	return append(append(dst, '.'), trimZeros(text[exponent+1:], 1)...)
}

// appendScientific appends f as Trino casts it to varchar: always with an exponent, zero as 0E0.
func appendScientific(dst []byte, f float64, bits int) []byte {
	if text, ok := appendSpecial(dst, f, "0E0"); ok {
		return text
	}
	if f < 0 {
		dst, f = append(dst, '-'), -f
	}
	text, exponent := digits(f, bits)
	return appendExponent(dst, text, exponent)
}

func appendExponent(dst, text []byte, exponent int) []byte {
	dst = append(append(dst, text[0], '.'), trimZeros(text[1:], 1)...)
	return strconv.AppendInt(append(dst, 'E'), int64(exponent), 10)
}

// trimZeros cuts zeros at the end, but for the first least digits.
func trimZeros(text []byte, least int) []byte {
	for len(text) > least && text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	return text
}
