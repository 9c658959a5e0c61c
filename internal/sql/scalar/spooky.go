package scalar

import (
	"encoding/binary"
	"math/bits"

	"github.com/glauxhq/glaux/internal/sql/value"
)

// spookies are the functions of SpookyHash V2 with seed 0, the highest byte first.
func spookies() map[string]maker {
	return map[string]maker{
		"spooky_hash_v2_32": always(pure(func(args []value.Value) value.Value {
			return binary.BigEndian.AppendUint32(nil, uint32(spooky(bytesAt(args, 0)))) //nolint:gosec // the lower half
		})),
		"spooky_hash_v2_64": always(pure(func(args []value.Value) value.Value {
			return binary.BigEndian.AppendUint64(nil, spooky(bytesAt(args, 0)))
		})),
	}
}

const (
	// spookyConst fills the state where there is no seed.
	spookyConst = 0xdeadbeefdeadbeef
	// spookyLong is the length from which on the wide state is used.
	spookyLong = 192
	// spookyBlock is what the wide state takes at a time.
	spookyBlock = 96
)

// The rotations of SpookyHash V2.
//
//nolint:gochecknoglobals // constants of the algorithm
var (
	spookyMix      = [12]int{11, 32, 43, 31, 17, 28, 39, 57, 55, 54, 22, 46}
	spookyEnd      = [12]int{44, 15, 34, 21, 38, 33, 10, 13, 38, 53, 42, 54}
	spookyShortMix = [12]int{50, 52, 30, 41, 54, 48, 38, 37, 62, 34, 5, 36}
	spookyShortEnd = [11]int{15, 52, 26, 51, 28, 9, 47, 54, 32, 25, 63}
)

// spooky is the lower half of the 128 bits.
func spooky(b []byte) uint64 {
	if len(b) < spookyLong {
		return spookyShort(b)
	}
	h := [12]uint64{2: spookyConst, 5: spookyConst, 8: spookyConst, 11: spookyConst}
	for ; len(b) >= spookyBlock; b = b[spookyBlock:] {
		for i, r := range spookyMix {
			h[i] += binary.LittleEndian.Uint64(b[8*i:])
			h[(i+2)%12] ^= h[(i+10)%12]
			h[(i+11)%12] ^= h[i]
			h[i] = bits.RotateLeft64(h[i], r)
			h[(i+11)%12] += h[(i+1)%12]
		}
	}
	var last [spookyBlock]byte
	copy(last[:], b)
	last[spookyBlock-1] = byte(len(b))
	for i := range h {
		h[i] += binary.LittleEndian.Uint64(last[8*i:])
	}
	for range 3 {
		for i, r := range spookyEnd {
			h[(i+11)%12] += h[(i+1)%12]
			h[(i+2)%12] ^= h[(i+11)%12]
			h[(i+1)%12] = bits.RotateLeft64(h[(i+1)%12], r)
		}
	}
	return h[0]
}

func spookyShort(b []byte) uint64 {
	length := uint64(len(b))
	h := [4]uint64{2: spookyConst, 3: spookyConst}
	mix := func() {
		for i, r := range spookyShortMix {
			h[(i+2)%4] = bits.RotateLeft64(h[(i+2)%4], r) + h[(i+3)%4]
			h[i%4] ^= h[(i+2)%4]
		}
	}
	for ; len(b) >= 16; b = b[16:] {
		h[2] += binary.LittleEndian.Uint64(b)
		h[3] += binary.LittleEndian.Uint64(b[8:])
		mix()
		if len(b) >= 32 {
			h[0] += binary.LittleEndian.Uint64(b[16:])
			h[1] += binary.LittleEndian.Uint64(b[24:])
			b = b[16:]
		}
	}
	h[3] += length << 56
	if len(b) == 0 {
		h[2] += spookyConst
		h[3] += spookyConst
	} else {
		var last [16]byte
		copy(last[:], b)
		h[2] += binary.LittleEndian.Uint64(last[:])
		h[3] += binary.LittleEndian.Uint64(last[8:])
	}
	for i, r := range spookyShortEnd {
		h[(i+3)%4] ^= h[(i+2)%4]
		h[(i+2)%4] = bits.RotateLeft64(h[(i+2)%4], r)
		h[(i+3)%4] += h[(i+2)%4]
	}
	return h[0]
}
