package scalar

import (
	"crypto/hmac"
	"crypto/md5"  //nolint:gosec // a function of the dialect
	"crypto/sha1" //nolint:gosec // a function of the dialect
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"hash/crc32"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// binaries are the functions of binary values: encodings and checksums.
func binaries() map[string]maker {
	bytesTo := func(f func(b []byte) value.Value) maker {
		return always(pure(func(args []value.Value) value.Value { return f(bytesAt(args, 0)) }))
	}
	mac := func(h func() hash.Hash) maker {
		return always(throwing(func(args []value.Value) (value.Value, error) {
			if len(bytesAt(args, 1)) == 0 {
				return nil, fail(diag.GenericInternalError, "Empty key")
			}
			m := hmac.New(h, bytesAt(args, 1))
			m.Write(bytesAt(args, 0))
			return m.Sum(nil), nil
		}))
	}
	return map[string]maker{
		"from_hex": decoder(fromHex), "from_base64": decoder(fromBase64(base64.StdEncoding, "+/")),
		"from_base64url": decoder(fromBase64(base64.URLEncoding, "-_")), "from_base32": decoder(fromBase32),
		"to_base64url": bytesTo(func(b []byte) value.Value { return base64.URLEncoding.EncodeToString(b) }),
		"to_base32":    bytesTo(func(b []byte) value.Value { return base32.StdEncoding.EncodeToString(b) }),
		"from_utf8":    always(throwing(fromUTF8)),
		"sha512":       bytesTo(func(b []byte) value.Value { s := sha512.Sum512(b); return s[:] }),
		"hmac_md5":     mac(md5.New), "hmac_sha1": mac(sha1.New), "hmac_sha256": mac(sha256.New), "hmac_sha512": mac(sha512.New),
		"crc32":              bytesTo(func(b []byte) value.Value { return int64(crc32.ChecksumIEEE(b)) }),
		"xxhash64":           bytesTo(func(b []byte) value.Value { return binary.BigEndian.AppendUint64(nil, xxhash64(b)) }),
		"murmur3":            bytesTo(func(b []byte) value.Value { return murmur3(b) }),
		"from_big_endian_32": sized(4, func(b []byte) value.Value { return int64(int32(binary.BigEndian.Uint32(b))) }, "expected 4-byte input, but got instead: %d"),
		"from_big_endian_64": sized(8, func(b []byte) value.Value { return int64(binary.BigEndian.Uint64(b)) }, "expected 8-byte input, but got instead: %d"),
		"from_ieee754_32": sized(4, func(b []byte) value.Value { return math.Float32frombits(binary.BigEndian.Uint32(b)) },
			"Input floating-point value must be exactly 4 bytes long"),
		"from_ieee754_64": sized(8, func(b []byte) value.Value { return math.Float64frombits(binary.BigEndian.Uint64(b)) },
			"Input floating-point value must be exactly 8 bytes long"),
		"to_big_endian_32": always(pure(func(args []value.Value) value.Value {
			return binary.BigEndian.AppendUint32(nil, uint32(integer(args[0])))
		})),
		"to_big_endian_64": always(pure(func(args []value.Value) value.Value {
			return binary.BigEndian.AppendUint64(nil, uint64(integer(args[0])))
		})),
		"to_ieee754_32": always(pure(func(args []value.Value) value.Value {
			f, _ := args[0].(float32)
			return binary.BigEndian.AppendUint32(nil, math.Float32bits(f))
		})),
		"to_ieee754_64": always(pure(func(args []value.Value) value.Value {
			return binary.BigEndian.AppendUint64(nil, math.Float64bits(number(args[0])))
		})),
	}
}

func bytesAt(args []value.Value, i int) []byte {
	b, _ := args[i].([]byte)
	return b
}

// decoder makes a function that decodes a text or the bytes of one.
func decoder(f func(s string) ([]byte, error)) maker {
	return always(throwing(func(args []value.Value) (value.Value, error) {
		s, ok := args[0].(string)
		if !ok {
			s = string(bytesAt(args, 0))
		}
		b, err := f(s)
		if err != nil {
			return nil, err
		}
		return b, nil
	}))
}

func fromHex(s string) ([]byte, error) {
	if len(s)%2 != 0 {
		return nil, bad("invalid input length %d", len(s))
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		for _, r := range s {
			if r >= utf8.RuneSelf || !isHex(byte(r)) {
				return nil, bad("invalid hex character: %c", r)
			}
		}
	}
	return b, nil
}

// fromBase64 decodes as Java does: padding may be missing but not wrong, bits that are left over do not matter. The marks are
// the two digits that are no letters or numbers.
func fromBase64(e *base64.Encoding, marks string) func(s string) ([]byte, error) {
	e = e.WithPadding(base64.NoPadding)
	return func(s string) ([]byte, error) {
		if len(s) == 1 {
			return nil, bad("Input byte[] should at least have 2 bytes for base64 bytes")
		}
		digits, padding, padded := strings.Cut(s, "=")
		for _, c := range []byte(digits) {
			if !asciiLetter(c) && !asciiDigit(c) && strings.IndexByte(marks, c) < 0 {
				return nil, bad("Illegal base64 character %s", strconv.FormatInt(int64(int8(c)), 16)) //nolint:gosec // a signed byte in Java
			}
		}
		switch rest := len(digits) % 4; {
		case padded && (rest == 0 || rest == 2 && !strings.HasPrefix(padding, "=")):
			return nil, bad("Input byte array has wrong 4-byte ending unit")
		case rest == 1:
			return nil, bad("Last unit does not have enough valid bits")
		case padded && len(padding) > 3-rest:
			return nil, bad("Input byte array has incorrect ending byte at %d", len(digits)+4-rest)
		}
		return e.DecodeString(digits)
	}
}

func fromBase32(s string) ([]byte, error) {
	digits := strings.TrimRight(s, "=")
	switch n := utf8.RuneCountInString(digits); n % 8 {
	case 1, 3, 6:
		return nil, bad("Invalid input length %d", n)
	}
	for _, r := range digits {
		switch {
		case r >= 'A' && r <= 'Z', r >= '2' && r <= '7':
		case r <= ' ' || r >= 0x7f:
			return nil, bad("Unrecognized character: 0x%x", r)
		default:
			return nil, bad("Unrecognized character: %c", r)
		}
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(digits)
}

func sized(n int, f func(b []byte) value.Value, message string) maker {
	return always(throwing(func(args []value.Value) (value.Value, error) {
		b := bytesAt(args, 0)
		if len(b) != n {
			if strings.Contains(message, "%") {
				return nil, bad(message, len(b))
			}
			return nil, bad("%s", message)
		}
		return f(b), nil
	}))
}

// fromUTF8 reads bytes as text; what is no character becomes U+FFFD or the given one, or nothing.
func fromUTF8(args []value.Value) (value.Value, error) {
	by := "\ufffd"
	if len(args) == 2 {
		switch x := args[1].(type) {
		case string:
			if utf8.RuneCountInString(x) > 1 {
				return nil, bad("Replacement character string must empty or a single character")
			}
			by = x
		case int64:
			if x < 0 || x > utf8.MaxRune || x >= 0xd800 && x <= 0xdfff {
				return nil, bad("Invalid replacement character")
			}
			by = string(rune(x))
		}
	}
	return validText(bytesAt(args, 0), by), nil
}

// validText returns bytes as text, with a replacement for every character that is broken.
func validText(b []byte, by string) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var out strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			out.WriteString(by)
			n = wrongBytes(b)
		} else {
			out.WriteRune(r)
		}
		b = b[n:]
	}
	return out.String()
}

// wrongBytes is how many bytes at the beginning are one broken character: the first one and those that continue it, as many as
// the first one announces.
func wrongBytes(s []byte) int {
	want := 1
	switch c := s[0]; {
	case c >= 0xfe:
	case c >= 0xfc:
		want = 6
	case c >= 0xf8:
		want = 5
	case c >= 0xf0:
		want = 4
	case c >= 0xe0:
		want = 3
	case c >= 0xc0:
		want = 2
	}
	n := 1
	for n < want && n < len(s) && s[n]&0xc0 == 0x80 {
		n++
	}
	return n
}

const (
	xx1 uint64 = 11400714785074694791
	xx2 uint64 = 14029467366897019727
	xx3 uint64 = 1609587929392839161
	xx4 uint64 = 9650029242287828579
	xx5 uint64 = 2870177450012600261
)

func xxRound(acc, x uint64) uint64 { return bits.RotateLeft64(acc+x*xx2, 31) * xx1 }

// xxhash64 is XXH64 with seed 0.
func xxhash64(b []byte) uint64 {
	n := uint64(len(b))
	var h uint64
	if len(b) >= 32 {
		p1, p2 := xx1, xx2
		v := [4]uint64{p1 + p2, p2, 0, -p1}
		for len(b) >= 32 {
			for i := range v {
				v[i] = xxRound(v[i], binary.LittleEndian.Uint64(b[8*i:]))
			}
			b = b[32:]
		}
		h = bits.RotateLeft64(v[0], 1) + bits.RotateLeft64(v[1], 7) + bits.RotateLeft64(v[2], 12) + bits.RotateLeft64(v[3], 18)
		for _, x := range v {
			h = (h^xxRound(0, x))*xx1 + xx4
		}
	} else {
		h = xx5
	}
	h += n
	for ; len(b) >= 8; b = b[8:] {
		h = bits.RotateLeft64(h^xxRound(0, binary.LittleEndian.Uint64(b)), 27)*xx1 + xx4
	}
	if len(b) >= 4 {
		h = bits.RotateLeft64(h^uint64(binary.LittleEndian.Uint32(b))*xx1, 23)*xx2 + xx3
		b = b[4:]
	}
	for _, c := range b {
		h = bits.RotateLeft64(h^uint64(c)*xx5, 11) * xx1
	}
	h = (h ^ h>>33) * xx2
	h = (h ^ h>>29) * xx3
	return h ^ h>>32
}

// murmur3 is MurmurHash3 for x64, 128 bits, with seed 0.
func murmur3(b []byte) []byte {
	const c1, c2 = uint64(0x87c37b91114253d5), uint64(0x4cf5ad432745937f)
	n := uint64(len(b))
	var h1, h2 uint64
	mix1 := func(k uint64) uint64 { return bits.RotateLeft64(k*c1, 31) * c2 }
	mix2 := func(k uint64) uint64 { return bits.RotateLeft64(k*c2, 33) * c1 }
	for ; len(b) >= 16; b = b[16:] {
		h1 = (bits.RotateLeft64(h1^mix1(binary.LittleEndian.Uint64(b)), 27)+h2)*5 + 0x52dce729
		h2 = (bits.RotateLeft64(h2^mix2(binary.LittleEndian.Uint64(b[8:])), 31)+h1)*5 + 0x38495ab5
	}
	var tail [16]byte
	copy(tail[:], b)
	if len(b) > 8 {
		h2 ^= mix2(binary.LittleEndian.Uint64(tail[8:]))
	}
	if len(b) > 0 {
		h1 ^= mix1(binary.LittleEndian.Uint64(tail[:]))
	}
	h1, h2 = h1^n, h2^n
	h1 += h2
	h2 += h1
	h1, h2 = finish(h1), finish(h2)
	h1 += h2
	h2 += h1
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, h1), h2)
}

func finish(k uint64) uint64 {
	k = (k ^ k>>33) * 0xff51afd7ed558ccd
	k = (k ^ k>>33) * 0xc4ceb9fe1a85ec53
	return k ^ k>>33
}
