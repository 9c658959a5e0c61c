package source

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// maxNesting bounds how deep structures may nest in a hostile footer; a real one has less than ten levels.
const maxNesting = 32

// errFooter tells that the footer of a Parquet file is not what it should be.
var errFooter = errors.New("the footer is damaged")

// The types of Thrift's compact protocol, in which a Parquet footer is written.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
)

// thrift reads a value of the compact protocol. Its first error stays, and every read after it gives zero.
type thrift struct {
	rest  []byte
	depth int
	err   error
}

func (t *thrift) fail(what string) {
	if t.err == nil {
		t.err = fmt.Errorf("%w: %s", errFooter, what)
	}
	t.rest = nil
}

func (t *thrift) byte() byte {
	if len(t.rest) == 0 {
		t.fail("it ends too early")
		return 0
	}
	b := t.rest[0]
	t.rest = t.rest[1:]
	return b
}

func (t *thrift) varint() uint64 {
	v, n := binary.Uvarint(t.rest)
	if n <= 0 {
		t.fail("bad number")
		return 0
	}
	t.rest = t.rest[n:]
	return v
}

// int reads a signed number, written in zigzag order.
func (t *thrift) int() int64 {
	v := t.varint()
	return int64(v>>1) ^ -int64(v&1) // zigzag: the wrap is the point
}

func (t *thrift) string() string {
	n := t.varint()
	if n > uint64(len(t.rest)) {
		t.fail("a text is longer than the footer")
		return ""
	}
	s := string(t.rest[:n])
	t.rest = t.rest[n:]
	return s
}

// structure calls field for each field of a structure. What field does not read itself it must pass to skip.
func (t *thrift) structure(field func(id int, kind byte)) {
	if t.depth++; t.depth > maxNesting {
		t.fail("nested too deeply")
	}
	defer func() { t.depth-- }()
	for id := 0; t.err == nil; {
		head := t.byte()
		if head == 0 {
			return
		}
		if delta := int(head >> 4); delta > 0 {
			id += delta
		} else {
			id = int(int16(t.int())) // ids are 16 bits wide
		}
		field(id, head&0x0f)
	}
}

// list calls element for each element of a list.
func (t *thrift) list(element func(kind byte)) {
	if t.depth++; t.depth > maxNesting {
		t.fail("nested too deeply")
	}
	defer func() { t.depth-- }()
	head := t.byte()
	n := uint64(head >> 4)
	if n == 15 {
		n = t.varint()
	}
	if n > uint64(len(t.rest)) { // an element has at least a byte
		t.fail("a list is longer than the footer")
	}
	for ; n > 0 && t.err == nil; n-- {
		element(head & 0x0f)
	}
}

// skip passes over a value of a field.
func (t *thrift) skip(kind byte) {
	switch kind {
	case thriftTrue, thriftFalse: // the value is in the kind
	case thriftByte:
		t.byte()
	case thriftI16, thriftI32, thriftI64:
		t.varint()
	case thriftDouble:
		if len(t.rest) < 8 {
			t.fail("it ends too early")
			return
		}
		t.rest = t.rest[8:]
	case thriftBinary:
		t.string()
	case thriftList, thriftSet:
		t.list(t.skipElement)
	case thriftMap:
		t.skipMap()
	case thriftStruct:
		t.structure(func(_ int, kind byte) { t.skip(kind) })
	default:
		t.fail("unknown type")
	}
}

// skipElement passes over an element of a list or map, in which a boolean takes a byte.
func (t *thrift) skipElement(kind byte) {
	if kind == thriftTrue || kind == thriftFalse {
		kind = thriftByte
	}
	t.skip(kind)
}

func (t *thrift) skipMap() {
	n := t.varint()
	if n == 0 {
		return
	}
	kinds := t.byte()
	if n > uint64(len(t.rest)) {
		t.fail("a map is longer than the footer")
	}
	if t.depth++; t.depth > maxNesting {
		t.fail("nested too deeply")
	}
	for ; n > 0 && t.err == nil; n-- {
		t.skipElement(kinds >> 4)
		t.skipElement(kinds & 0x0f)
	}
	t.depth--
}
