package world

import "math/bits"

// mix is the finisher of splitmix64: every bit of the answer hangs on every bit of x. All noise comes from it, so that the value of an
// hour needs no other hour.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// text64 is the FNV-1a hash of a text.
func text64(s string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return h
}

// Chance returns a number of [0, n) that hangs on the seed, a thing and a moment. Two uses of one thing differ by salt.
func (w *World) Chance(thing, moment, salt uint64, n int64) int64 {
	if n <= 0 {
		return 0
	}
	x := mix(w.Seed ^ mix(thing*0x9e3779b1+salt<<48^moment))
	hi, _ := bits.Mul64(x, uint64(n))
	return int64(hi) //nolint:gosec // below n
}

// MulDiv returns a × b ÷ c rounded to the nearest, halves away from zero, without overflow between. c is positive.
func MulDiv(a, b, c int64) int64 {
	negative := (a < 0) != (b < 0)
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	lo, carry := bits.Add64(lo, uint64(c)/2, 0) //nolint:gosec // c is positive
	hi += carry
	if hi >= uint64(c) { //nolint:gosec // c is positive
		hi = uint64(c) - 1 //nolint:gosec // c is positive; no amount of this world is as large
	}
	q, _ := bits.Div64(hi, lo, uint64(c)) //nolint:gosec // c is positive
	if negative {
		return -int64(q) //nolint:gosec // amounts fit
	}
	return int64(q) //nolint:gosec // amounts fit
}

func magnitude(x int64) uint64 {
	if x < 0 {
		return uint64(-x)
	}
	return uint64(x)
}
