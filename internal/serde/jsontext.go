package serde

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonKind is what a JSON value is.
type jsonKind uint8

const (
	jsonNull jsonKind = iota
	jsonTrue
	jsonFalse
	jsonNumber
	jsonString
	jsonArray
	jsonObject
)

// jsonNode is a value in a tree that lies in one slice: an array's or object's values are first, then next of each; 0 is the end.
type jsonNode struct {
	kind        jsonKind
	first, next int32
	key         []byte // in an object
	text        []byte // of a string, a number, or a word
	raw         []byte // the text as it stands in the file
	// Where raw begins, and where the key with its quotes stands.
	from, keyFrom, keyTo int
}

// jsonTree reads JSON texts, one after the other, into the same memory.
type jsonTree struct {
	src   []byte
	at    int
	nodes []jsonNode
	room  []byte // decoded strings; nodes point into it
}

// maxNodes bounds the values in one JSON text.
const maxNodes = 1_000_000

var (
	errDeep = fmt.Errorf("values are nested more than %d deep", maxDepth)
	errMany = fmt.Errorf("there are more than %d values", maxNodes)
	errEnd  = errors.New("Unexpected end-of-input") //nolint:staticcheck // Athena's words
)

// read reads a text that holds one value. Node 1 is its root.
func (t *jsonTree) read(src []byte) error {
	t.src, t.at = src, 0
	t.nodes, t.room = append(t.nodes[:0], jsonNode{}), t.room[:0]
	if cap(t.room) < len(src) {
		t.room = make([]byte, 0, 2*len(src)) // decoded strings are never longer than the source, so that it never moves
	}
	if _, err := t.value(0); err != nil {
		return err
	}
	t.blanks()
	if t.at < len(t.src) {
		return t.unexpected()
	}
	return nil
}

func (t *jsonTree) blanks() {
	for t.at < len(t.src) && (t.src[t.at] == ' ' || t.src[t.at] == '\t' || t.src[t.at] == '\n' || t.src[t.at] == '\r') {
		t.at++
	}
}

func (t *jsonTree) unexpected() error {
	if t.at >= len(t.src) {
		return errEnd
	}
	c, _ := utf8.DecodeRune(t.src[t.at:])
	return fmt.Errorf("Unexpected character (%q) at column %d", c, t.at+1) //nolint:staticcheck // Athena's words
}

// value reads a value and returns its node.
func (t *jsonTree) value(depth int) (int32, error) {
	if depth > maxDepth {
		return 0, errDeep
	}
	if len(t.nodes) >= maxNodes {
		return 0, errMany
	}
	t.blanks()
	if t.at >= len(t.src) {
		return 0, errEnd
	}
	from, n := t.at, int32(len(t.nodes)) //nolint:gosec // bounded above
	t.nodes = append(t.nodes, jsonNode{})
	var err error
	switch c := t.src[t.at]; {
	case c == '{':
		err = t.object(n, depth)
	case c == '[':
		err = t.array(n, depth)
	case c == '"':
		var text []byte
		text, err = t.string()
		t.nodes[n].kind, t.nodes[n].text = jsonString, text
	case c == '-' || c >= '0' && c <= '9':
		err = t.number(n)
	default:
		err = t.word(n)
	}
	t.nodes[n].from = from
	if t.nodes[n].raw = t.src[from:t.at]; t.nodes[n].kind < jsonString {
		t.nodes[n].text = t.nodes[n].raw
	}
	return n, err
}

// lowerKeys appends the text of n with the keys of all its objects in lower case.
func (t *jsonTree) lowerKeys(text []byte, n *jsonNode) []byte {
	at := n.from
	for kid := n.first; kid != 0; kid = t.nodes[kid].next {
		k := &t.nodes[kid]
		if n.kind == jsonObject {
			text = append(text, t.src[at:k.keyFrom]...)
			text = append(text, bytes.ToLower(t.src[k.keyFrom:k.keyTo])...)
			at = k.keyTo
		}
		if k.first != 0 {
			text = t.lowerKeys(append(text, t.src[at:k.from]...), k)
			at = k.from + len(k.raw)
		}
	}
	return append(text, t.src[at:n.from+len(n.raw)]...)
}

func (t *jsonTree) object(n int32, depth int) error {
	t.nodes[n].kind = jsonObject
	t.at++
	last := int32(0)
	for {
		t.blanks()
		if t.at < len(t.src) && t.src[t.at] == '}' && last == 0 {
			t.at++
			return nil
		}
		if t.at >= len(t.src) || t.src[t.at] != '"' {
			return t.unexpected()
		}
		keyFrom := t.at
		key, err := t.string()
		if err != nil {
			return err
		}
		keyTo := t.at
		t.blanks()
		if t.at >= len(t.src) || t.src[t.at] != ':' {
			return t.unexpected()
		}
		t.at++
		kid, err := t.value(depth + 1)
		if err != nil {
			return err
		}
		t.nodes[kid].key, t.nodes[kid].keyFrom, t.nodes[kid].keyTo = key, keyFrom, keyTo
		t.link(n, &last, kid)
		if end, err := t.comma('}'); end || err != nil {
			return err
		}
	}
}

func (t *jsonTree) array(n int32, depth int) error {
	t.nodes[n].kind = jsonArray
	t.at++
	last := int32(0)
	for {
		t.blanks()
		if t.at < len(t.src) && t.src[t.at] == ']' && last == 0 {
			t.at++
			return nil
		}
		kid, err := t.value(depth + 1)
		if err != nil {
			return err
		}
		t.link(n, &last, kid)
		if end, err := t.comma(']'); end || err != nil {
			return err
		}
	}
}

func (t *jsonTree) link(parent int32, last *int32, kid int32) {
	if *last == 0 {
		t.nodes[parent].first = kid
	} else {
		t.nodes[*last].next = kid
	}
	*last = kid
}

// comma reads what stands behind a value: a comma or the end.
func (t *jsonTree) comma(end byte) (bool, error) {
	t.blanks()
	if t.at >= len(t.src) || t.src[t.at] != ',' && t.src[t.at] != end {
		return false, t.unexpected()
	}
	t.at++
	return t.src[t.at-1] == end, nil
}

func (t *jsonTree) number(n int32) error {
	t.nodes[n].kind = jsonNumber
	from := t.at
	if t.src[t.at] == '-' {
		t.at++
	}
	if !t.digits() {
		return t.unexpected()
	}
	if t.at < len(t.src) && t.src[t.at] == '.' {
		t.at++
		if !t.digits() {
			return t.unexpected()
		}
	}
	if t.at < len(t.src) && t.src[t.at]|0x20 == 'e' {
		t.at++
		if t.at < len(t.src) && (t.src[t.at] == '-' || t.src[t.at] == '+') {
			t.at++
		}
		if !t.digits() {
			return t.unexpected()
		}
	}
	if t.at-from > 1000 {
		return fmt.Errorf("a number has %d characters", t.at-from)
	}
	return nil
}

func (t *jsonTree) digits() bool {
	from := t.at
	for t.at < len(t.src) && t.src[t.at] >= '0' && t.src[t.at] <= '9' {
		t.at++
	}
	return t.at > from
}

func (t *jsonTree) word(n int32) error {
	for _, w := range []struct {
		text string
		kind jsonKind
	}{{"null", jsonNull}, {"true", jsonTrue}, {"false", jsonFalse}} {
		if len(t.src)-t.at >= len(w.text) && string(t.src[t.at:t.at+len(w.text)]) == w.text {
			t.at += len(w.text)
			t.nodes[n].kind = w.kind
			return nil
		}
	}
	return t.unexpected()
}

// string reads a string and returns what it says: a slice of the source when it has no escapes.
func (t *jsonTree) string() ([]byte, error) {
	t.at++
	from := t.at
	for t.at < len(t.src) {
		switch c := t.src[t.at]; {
		case c == '"':
			t.at++
			return t.src[from : t.at-1 : t.at-1], nil
		case c == '\\':
			return t.escaped(from)
		case c < ' ' && c != '\t':
			return nil, t.unexpected()
		}
		t.at++
	}
	return nil, errEnd
}

// escaped reads the rest of a string that has escapes.
func (t *jsonTree) escaped(from int) ([]byte, error) {
	start := len(t.room)
	t.room = append(t.room, t.src[from:t.at]...)
	for t.at < len(t.src) {
		c := t.src[t.at]
		switch {
		case c == '"':
			t.at++
			return t.room[start:len(t.room):len(t.room)], nil
		case c == '\\':
			if err := t.escape(); err != nil {
				return nil, err
			}
		case c < ' ' && c != '\t':
			return nil, t.unexpected()
		default:
			t.room = append(t.room, c)
			t.at++
		}
	}
	return nil, errEnd
}

// escape reads one escape.
func (t *jsonTree) escape() error {
	t.at++
	if t.at >= len(t.src) {
		return errEnd
	}
	c := t.src[t.at]
	t.at++
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		return t.unicode()
	default:
		t.at--
		return t.unexpected()
	}
	t.room = append(t.room, c)
	return nil
}

// unicode reads the four digits of \u, and the second half of a pair behind it.
func (t *jsonTree) unicode() error {
	r, ok := t.hex(t.at)
	if !ok {
		return t.unexpected()
	}
	t.at += 4
	if utf16.IsSurrogate(r) {
		second, ok := rune(0), false
		if t.at+1 < len(t.src) && t.src[t.at] == '\\' && t.src[t.at+1] == 'u' {
			second, ok = t.hex(t.at + 2)
		}
		if r = utf16.DecodeRune(r, second); ok && r != utf8.RuneError {
			t.at += 6
		}
	}
	t.room = utf8.AppendRune(t.room, r)
	return nil
}

func (t *jsonTree) hex(at int) (rune, bool) {
	if at+4 > len(t.src) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(t.src[at:at+4]), 16, 32)
	return rune(n), err == nil //nolint:gosec // four digits
}
