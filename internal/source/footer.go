package source

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// parquetMagic stands at both ends of a Parquet file.
const parquetMagic = "PAR1"

// maxFooter bounds the footer that is read into memory.
const maxFooter = 256 << 20

// A Parquet file ends with a footer (in Thrift's compact protocol), the length of the footer in 4 bytes, and the magic. The
// footer holds the schema, flattened in depth-first order, and the number of rows. Only these are read here, so the head of
// a file of any size costs one small read, and a file that was cut off shows at once.

// readFooter reads the columns and rows that a Parquet file says it has.
func readFooter(r io.ReaderAt, size int64) (Head, error) {
	if size < int64(2*len(parquetMagic)+4) {
		return Head{}, fmt.Errorf("byte %d: the file is cut off: it is too short for Parquet", size)
	}
	tail := make([]byte, 8)
	if _, err := r.ReadAt(tail, size-8); err != nil {
		return Head{}, fmt.Errorf("byte %d: %w", size-8, err)
	}
	if string(tail[4:]) == "PARE" {
		return Head{}, fmt.Errorf("byte %d: the file is encrypted", size-4)
	}
	if string(tail[4:]) != parquetMagic {
		return Head{}, fmt.Errorf("byte %d: the file is cut off: it begins as Parquet but does not end so", size)
	}
	length := int64(binary.LittleEndian.Uint32(tail))
	if length > size-12 || length > maxFooter {
		return Head{}, fmt.Errorf("byte %d: %w: its length is said to be %d", size-8, errFooter, length)
	}
	footer := make([]byte, length)
	if _, err := r.ReadAt(footer, size-8-length); err != nil {
		return Head{}, fmt.Errorf("byte %d: %w", size-8-length, err)
	}
	head, err := parseFooter(footer)
	if err != nil {
		return Head{}, fmt.Errorf("byte %d: %w", size-8-length, err)
	}
	return head, nil
}

// parseFooter reads the FileMetaData structure.
func parseFooter(footer []byte) (Head, error) {
	t := &thrift{rest: footer}
	var elements []element
	rows, groupRows := int64(-1), int64(0)
	t.structure(func(id int, kind byte) {
		switch {
		case id == 2 && kind == thriftList:
			t.list(func(byte) { elements = append(elements, t.element()) })
		case id == 3 && kind == thriftI64:
			rows = t.int()
		case id == 4 && kind == thriftList:
			t.list(func(byte) { groupRows += t.rowGroup() })
		default:
			t.skip(kind)
		}
	})
	if t.err != nil {
		return Head{}, t.err
	}
	if rows < 0 || rows != groupRows {
		return Head{}, fmt.Errorf("%w: it counts %d rows, its row groups %d", errFooter, rows, groupRows)
	}
	if len(elements) == 0 {
		return Head{}, fmt.Errorf("%w: it has no schema", errFooter)
	}
	s := schema{rest: elements[1:]}
	head := Head{Encoding: Parquet, Rows: rows}
	for range elements[0].children {
		name, typ, err := s.next(0)
		if err != nil {
			return Head{}, err
		}
		head.Columns = append(head.Columns, HeadColumn{Name: name, Type: typ})
	}
	return head, nil
}

func (t *thrift) rowGroup() (rows int64) {
	t.structure(func(id int, kind byte) {
		if id == 3 && kind == thriftI64 {
			rows = t.int()
			return
		}
		t.skip(kind)
	})
	return rows
}

// element is a SchemaElement: a node of the schema.
type element struct {
	physical, repetition int64 // -1 where missing
	name                 string
	children             int64
	converted            int64 // -1 where missing
	scale, precision     int64
	logical              logical
}

// logical is a LogicalType: the number of the member of the union, and what the members in use hold.
type logical struct {
	member int
	bits   int64
	signed bool
}

func (t *thrift) element() element {
	e := element{physical: -1, repetition: -1, converted: -1}
	t.structure(func(id int, kind byte) {
		switch {
		case id == 4 && kind == thriftBinary:
			e.name = t.string()
		case id == 10 && kind == thriftStruct:
			e.logical = t.logical()
		case kind == thriftI32:
			if at := e.number(id); at != nil {
				*at = t.int()
				return
			}
			t.skip(kind)
		default:
			t.skip(kind)
		}
	})
	return e
}

// number returns where the number of a field belongs, nil for fields of no interest.
func (e *element) number(id int) *int64 {
	switch id {
	case 1:
		return &e.physical
	case 3:
		return &e.repetition
	case 5:
		return &e.children
	case 6:
		return &e.converted
	case 7:
		return &e.scale
	case 8:
		return &e.precision
	}
	return nil
}

func (t *thrift) logical() (l logical) {
	t.structure(func(id int, kind byte) {
		l.member = id
		if kind != thriftStruct {
			t.skip(kind)
			return
		}
		t.structure(func(id int, kind byte) {
			switch {
			case id == 1 && kind == thriftByte:
				l.bits = int64(t.byte())
			case id == 2 && kind == thriftTrue:
				l.signed = true
			default:
				t.skip(kind)
			}
		})
	})
	return l
}

// schema turns the flat list of elements into columns.
type schema struct {
	rest []element
}

func (s *schema) next(depth int) (string, types.Type, error) {
	if len(s.rest) == 0 || depth > maxNesting {
		return "", types.Type{}, fmt.Errorf("%w: the schema ends too early or is nested too deeply", errFooter)
	}
	e := s.rest[0]
	s.rest = s.rest[1:]
	if e.children <= 0 {
		typ := e.leaf()
		if e.repetition == 2 {
			typ = types.Type{Kind: types.Array, Elems: []types.Type{typ}}
		}
		return e.name, typ, nil
	}
	var names []string
	var members []types.Type
	for range e.children {
		name, typ, err := s.next(depth + 1)
		if err != nil {
			return "", types.Type{}, err
		}
		names, members = append(names, name), append(members, typ)
	}
	return e.name, e.group(names, members), nil
}

// group returns the type of a node with members. A map is a group of one repeated group of key and value, a list a group
// of one repeated member; a repeated group comes here as the array of its rows.
func (e element) group(names []string, members []types.Type) types.Type {
	isMap := e.converted == 1 || e.converted == 2 || e.logical.member == 2
	isList := e.converted == 3 || e.logical.member == 3
	if len(members) == 1 && members[0].Kind == types.Array && (isMap || isList) {
		inner := members[0].Elems[0]
		if isMap && inner.Kind == types.Row && len(inner.Elems) == 2 {
			return types.Type{Kind: types.Map, Elems: inner.Elems}
		}
		if isList && inner.Kind == types.Row && len(inner.Elems) == 1 {
			inner = inner.Elems[0]
		}
		return types.Type{Kind: types.Array, Elems: []types.Type{inner}}
	}
	row := types.Type{Kind: types.Row, Elems: members, Names: names}
	if e.repetition == 2 {
		return types.Type{Kind: types.Array, Elems: []types.Type{row}}
	}
	return row
}

// leaf returns the type of a node that holds values. The numbers are those of the Parquet format.
func (e element) leaf() types.Type {
	switch {
	case e.converted == 5 || e.logical.member == 5:
		return types.Type{Kind: types.Decimal, P: int(min(max(e.precision, 1), 38)), S: int(min(max(e.scale, 0), 38))}
	case e.converted == 6 || e.logical.member == 6:
		return types.Type{Kind: types.Date}
	case e.converted == 9 || e.converted == 10 || e.logical.member == 8 || e.physical == 3:
		return types.Type{Kind: types.Timestamp, P: 3}
	case e.converted == 7 || e.converted == 8 || e.logical.member == 7:
		return types.Type{Kind: types.Time, P: 6}
	}
	switch e.physical {
	case 0:
		return types.Type{Kind: types.Boolean}
	case 1, 2:
		return types.Type{Kind: e.integer()}
	case 4:
		return types.Type{Kind: types.Real}
	case 5:
		return types.Type{Kind: types.Double}
	}
	if e.converted == 0 || e.converted == 4 || e.converted == 19 || e.logical.member == 1 || e.logical.member == 4 || e.logical.member == 12 {
		return types.Type{Kind: types.Varchar, P: types.Unbounded}
	}
	return types.Type{Kind: types.Varbinary}
}

// integer returns the smallest of Trino's integers that holds every value of the node. The numbers are those of the Parquet
// format.
func (e element) integer() types.Kind {
	bits := e.logical.bits
	if e.logical.member == 10 && !e.logical.signed {
		bits *= 2
	}
	switch {
	case e.converted == 15 || bits == 8:
		return types.TinyInt
	case e.converted == 16 || e.converted == 11 || bits == 16:
		return types.SmallInt
	case e.converted == 13 || e.converted == 14 || e.physical == 2 || bits >= 64:
		return types.BigInt
	}
	return types.Integer
}
