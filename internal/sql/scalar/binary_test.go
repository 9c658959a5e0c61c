package scalar

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestTextIsDecodedAsJavaAndGuavaDo(t *testing.T) {
	const refused = "INVALID_FUNCTION_ARGUMENT: "
	for _, c := range []struct{ name, arg, want string }{
		{"from_base64", "", ""},
		{"from_base64", "YQ==", "61"},
		{"from_base64", "YQ", "61"},
		{"from_base64", "YWI=", "61 62"},
		{"from_base64", "YWJj", "61 62 63"},
		{"from_base64", "YR==", "61"},
		{"from_base64", "+/+/", "fb ff bf"},
		{"from_base64", "Y", refused + "Input byte[] should at least have 2 bytes for base64 bytes"},
		{"from_base64", "YWJjY", refused + "Last unit does not have enough valid bits"},
		{"from_base64", "YQ=", refused + "Input byte array has wrong 4-byte ending unit"},
		{"from_base64", "YQ=a", refused + "Input byte array has wrong 4-byte ending unit"},
		{"from_base64", "YWJj=", refused + "Input byte array has wrong 4-byte ending unit"},
		{"from_base64", "YQ==YQ==", refused + "Input byte array has incorrect ending byte at 4"},
		{"from_base64", "YW J", refused + "Illegal base64 character 20"},
		{"from_base64", "YQ\n", refused + "Illegal base64 character a"},
		{"from_base64", "-_", refused + "Illegal base64 character 2d"},
		{"from_base64", "é!", refused + "Illegal base64 character -3d"},
		{"from_base64url", "-_8=", "fb ff"},
		{"from_base64url", "+/8=", refused + "Illegal base64 character 2b"},
		{"from_base32", "MFRGG===", "61 62 63"},
		{"from_base32", "MFRGG", "61 62 63"},
		{"from_base32", "M", refused + "Invalid input length 1"},
		{"from_base32", "mfrgg", refused + "Unrecognized character: m"},
		{"from_base32", "M1", refused + "Unrecognized character: 1"},
		{"from_base32", "M\n", refused + "Unrecognized character: 0xa"},
		{"from_base32", "MÉ", refused + "Unrecognized character: 0xc9"},
		{"from_hex", "00fFaB", "00 ff ab"},
		{"from_hex", "0", refused + "invalid input length 1"},
		{"from_hex", "0g", refused + "invalid hex character: g"},
	} {
		if got := result(t, c.name, types.Of(types.Varbinary), c.arg); got != c.want {
			t.Errorf("%s(%q): got %q, want %q", c.name, c.arg, got, c.want)
		}
		if got := result(t, c.name, types.Of(types.Varbinary), []byte(c.arg)); got != c.want {
			t.Errorf("%s of the bytes %q: got %q, want %q", c.name, c.arg, got, c.want)
		}
	}
}

func TestBrokenUTF8IsReplacedCharacterByCharacter(t *testing.T) {
	for digits, want := range map[string]string{
		"58df": "X#", "58bf59": "X#Y", "e282ac": "€", "e282": "#", "e28258": "#X", "c080": "#", "eda080": "#", "f5808080": "#", "f0908080": "\U00010000",
		"ff58": "#X", "fe80": "##", "f888808080": "#", "fc8480808080": "#", "efbfbd": "\uFFFD",
	} {
		b, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatal(err)
		}
		if got := result(t, "from_utf8", types.Text(), b, "#"); got != want {
			t.Errorf("%s: got %q, want %q", digits, got, want)
		}
		if got := result(t, "from_utf8", types.Text(), b, int64('#')); got != want {
			t.Errorf("%s by number: got %q, want %q", digits, got, want)
		}
	}
	for _, by := range []value.Value{"ab", int64(-1), int64(0x110000), int64(0xd800)} {
		if got := result(t, "from_utf8", types.Text(), []byte("x"), by); got[:7] != "INVALID" {
			t.Errorf("by %v: got %q", by, got)
		}
	}
}

// The values are those of the algorithms' own descriptions and of Trino's documentation.
func TestChecksumsAreThoseOfTheirAlgorithms(t *testing.T) {
	long := bytes.Repeat([]byte("0123456789abcdef"), 16)
	for _, c := range []struct {
		name string
		arg  []byte
		want string
	}{
		{"xxhash64", nil, "ef 46 db 37 51 d8 e9 99"},
		{"xxhash64", []byte("abc"), "44 bc 2c f5 ad 77 09 99"},
		{"xxhash64", []byte("hashme"), "f9 d9 6e 0e 11 65 e8 92"},
		{"murmur3", nil, "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"},
		{"murmur3", []byte("hello"), "02 9b bd 41 b3 a7 d8 cb 19 1d ae 48 6a 90 1e 5b"},
		{"murmur3", []byte("The quick brown fox jumps over the lazy dog"), "6c 1b 07 bc 7b bc 4b e3 47 93 9a c4 a9 3c 43 7a"},
		{"hmac_md5", []byte("hashme"), "0a 26 eb eb 0e 7b 65 f5 28 d9 6f 7b c6 31 bc 8f"},
	} {
		args := []value.Value{c.arg}
		if c.name == "hmac_md5" {
			args = append(args, []byte("key"))
		}
		got := result(t, c.name, types.Of(types.Varbinary), args...)
		if got != c.want {
			t.Errorf("%s(%q): got %s, want %s", c.name, c.arg, got, c.want)
		}
	}
	if got := result(t, "crc32", types.Of(types.BigInt), []byte("123456789")); got != "3421780262" {
		t.Errorf("crc32: got %s", got)
	}
	if got := result(t, "hmac_md5", types.Of(types.Varbinary), long, []byte{}); got != "GENERIC_INTERNAL_ERROR: Empty key" {
		t.Errorf("an empty key: got %s", got)
	}
}

func TestNumbersAreReadFromTheRightNumberOfBytes(t *testing.T) {
	for _, c := range []struct {
		name string
		of   types.Kind
		arg  []byte
		want string
	}{
		{"from_big_endian_32", types.Integer, []byte{0xff, 0xff, 0xff, 0xfe}, "-2"},
		{"from_big_endian_64", types.BigInt, []byte{0x80, 0, 0, 0, 0, 0, 0, 1}, "-9223372036854775807"},
		{"from_ieee754_32", types.Real, []byte{0x3f, 0x80, 0, 0}, "1.0"},
		{"from_ieee754_64", types.Double, []byte{0xbf, 0xf0, 0, 0, 0, 0, 0, 0}, "-1.0"},
		{"from_big_endian_32", types.Integer, []byte{1}, "INVALID_FUNCTION_ARGUMENT: expected 4-byte input, but got instead: 1"},
		{"from_big_endian_64", types.BigInt, []byte{1}, "INVALID_FUNCTION_ARGUMENT: expected 8-byte input, but got instead: 1"},
		{"from_ieee754_32", types.Real, nil, "INVALID_FUNCTION_ARGUMENT: Input floating-point value must be exactly 4 bytes long"},
		{"from_ieee754_64", types.Double, nil, "INVALID_FUNCTION_ARGUMENT: Input floating-point value must be exactly 8 bytes long"},
	} {
		if got := result(t, c.name, types.Of(c.of), c.arg); got != c.want {
			t.Errorf("%s(%x): got %s, want %s", c.name, c.arg, got, c.want)
		}
	}
}
