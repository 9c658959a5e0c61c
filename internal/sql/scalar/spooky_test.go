package scalar

import "testing"

// The values are those of the author's own test of SpookyHash V2, of the bytes 128, 129, … .
func TestSpookyHashesEveryLengthAsItsAuthorDoes(t *testing.T) {
	want := map[int]uint32{
		0: 0x6bf50919, 1: 0x70de1d26, 2: 0xa2b37298, 7: 0xf9f1a233, 8: 0xee193982, 15: 0x83ec01f9, 16: 0xf274736c,
		17: 0x7e9ac0df, 31: 0x027bca7c, 32: 0xe5cfc8b6, 33: 0xce01d9d7, 48: 0x390e5fdc, 63: 0x09c1afb4, 64: 0x069c8bb7,
		127: 0x82356bf2, 128: 0x94e948ec, 191: 0xe13d9e19, 192: 0x77e012bd, 193: 0x2d05114c, 255: 0x2f40ee0b,
		256: 0x38cebf03, 287: 0xc22c642d, 288: 0x47880140, 319: 0xf3a1526c, 511: 0xcc1c8250,
	}
	b := make([]byte, 512)
	for i := range b {
		b[i] = byte(i + 128)
	}
	for n, hash := range want {
		if got := uint32(spooky(b[:n])); got != hash {
			t.Errorf("%d bytes: got %08x, want %08x", n, got, hash)
		}
	}
}
