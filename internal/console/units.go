package console

import (
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/token"
)

// ruler turns byte offsets of a text into those of UTF-16, as editors count, and back. A text of ASCII alone needs no table.
type ruler struct {
	text  string
	units []int32 // of each byte offset; nil where both are the same
}

func newRuler(text string) *ruler {
	r := &ruler{text: text}
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			r.measure()
			break
		}
	}
	return r
}

// measure fills the table. The bytes inside of a character count as its beginning.
func (r *ruler) measure() {
	r.units = make([]int32, len(r.text)+1)
	at := int32(0)
	for i := 0; i < len(r.text); {
		c, size := utf8.DecodeRuneInString(r.text[i:])
		for j := range size {
			r.units[i+j] = at
		}
		i += size
		at++
		if c > 0xFFFF {
			at++ // a pair
		}
	}
	r.units[len(r.text)] = at
}

// unit returns the UTF-16 offset of a byte offset; one beyond the text is its end.
func (r *ruler) unit(pos token.Pos) int {
	i := min(max(int(pos), 0), len(r.text))
	if r.units == nil {
		return i
	}
	return int(r.units[i])
}

// span returns a span in UTF-16 units.
func (r *ruler) span(s token.Span) Span { return Span{From: r.unit(s.Start), To: r.unit(s.End)} }

// offset returns the byte offset of a UTF-16 offset, never inside of a character.
func (r *ruler) offset(unit int) int {
	if r.units == nil {
		return min(max(unit, 0), len(r.text))
	}
	low, high := 0, len(r.text)
	for low < high {
		if mid := (low + high) / 2; int(r.units[mid]) < unit { //nolint:mnd // halves
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}
