package serde

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// delimited reads the text of LazySimpleSerDe. As in Hive, a value that is none of its column's type is NULL, a field that is missing at
// the end of a line is NULL, and fields beyond the columns do not count.
//
// This is the path that has to be fast: fields are slices of the line and go straight into Arrow's builders; nothing is allocated for a
// field or a line.
type delimited struct {
	rules   *delimiters
	columns []delimitedColumn
	room    []byte
}

// delimitedColumn is a column; flat is set when it is not nested.
type delimitedColumn struct {
	flat scalar
	deep delimitedValue
}

// delimiters are the properties of a table's text.
type delimiters struct {
	levels   []byte // [0] between fields, [1] between elements, [2] between key and value, and so on down
	escape   byte
	escaped  bool
	nullText []byte
	rest     bool // the last column takes all that is left
	style    style
}

// maxLevels is how many delimiters Hive has: deeper nesting cannot be told apart.
const maxLevels = 8

func newDelimited(d Definition) (func([]Column, []array.Builder) (any, error), error) {
	rules, err := delimitersOf(d)
	if err != nil {
		return nil, err
	}
	return func(columns []Column, fields []array.Builder) (any, error) {
		r := &delimited{rules: rules}
		for i, c := range columns {
			if s := newScalar(c.Type, fields[i], rules.style); s != nil {
				r.columns = append(r.columns, delimitedColumn{flat: s})
				continue
			}
			deep, err := rules.value(c.Type, fields[i], 1)
			if err != nil {
				return nil, &Invalid{"column \"" + c.Name + "\": " + err.Error()}
			}
			r.columns = append(r.columns, delimitedColumn{deep: deep})
		}
		return r, nil
	}, nil
}

// delimitersOf reads the properties.
func delimitersOf(d Definition) (*delimiters, error) {
	p := d.Properties
	r := &delimiters{levels: []byte{1, 2, 3, 4, 5, 6, 7, 8}, nullText: []byte(`\N`)}
	r.style = style{truncate: true, base64: true}
	r.levels[0] = delimiter(first(p, "field.delim", "serialization.format"), r.levels[0])
	r.levels[1] = delimiter(first(p, "collection.delim", "colelction.delim"), r.levels[1])
	r.levels[2] = delimiter(first(p, "mapkey.delim"), r.levels[2])
	if text := first(p, "escape.delim"); text != "" {
		r.escape, r.escaped = delimiter(text, '\\'), true
	}
	if text, ok := p["serialization.null.format"]; ok {
		r.nullText = []byte(text)
	} else if text, ok := d.Table["serialization.null.format"]; ok {
		r.nullText = []byte(text)
	}
	r.rest = strings.EqualFold(p["serialization.last.column.takes.rest"], "true")
	switch end := unescape(p["line.delim"]); end {
	case "", "\n", "\r\n", "10":
	default:
		return nil, &Unsupported{"LINES TERMINATED BY anything but '\\n' is not supported, as in Athena"}
	}
	var err error
	r.style.layouts, err = layoutsOf(p)
	return r, err
}

// layoutsOf reads the property with further forms of timestamps.
func layoutsOf(properties map[string]string) ([]Layout, error) {
	formats := properties["timestamp.formats"]
	if formats == "" {
		return nil, nil
	}
	var list []Layout
	for text := range strings.SplitSeq(formats, ",") {
		layout, err := NewLayout(text)
		if err != nil {
			return nil, &Invalid{"timestamp.formats: " + err.Error()}
		}
		list = append(list, layout)
	}
	return list, nil
}

func first(p map[string]string, names ...string) string {
	for _, name := range names {
		if p[name] != "" {
			return p[name]
		}
	}
	return ""
}

// delimiter reads a delimiter as Hive does: a number is that of the byte, else the first byte counts.
func delimiter(text string, otherwise byte) byte {
	if text == "" {
		return otherwise
	}
	if n, ok := atoi(text); ok && n >= -128 && n <= 127 {
		return byte(n) //nolint:gosec // in range, and as Java's byte
	}
	return unescape(text)[0]
}

// unescape reads the escapes that may be left in a property: \t, \n, \\, \001 and \u0001.
func unescape(text string) string {
	if len(text) < 2 || text[0] != '\\' {
		return text
	}
	switch text[1] {
	case 't':
		return "\t"
	case 'n':
		return "\n"
	case 'r':
		return "\r"
	case 'b':
		return "\b"
	case 'f':
		return "\f"
	case '\\', '\'', '"':
		return text[1:]
	}
	digits, base := text[1:], 8
	if text[1] == 'u' {
		digits, base = text[2:], 16
	}
	if n, err := strconv.ParseUint(digits, base, 8); err == nil {
		return string([]byte{byte(n)})
	}
	return text
}

// line appends a row. Nothing in it can be wrong.
func (r *delimited) line(b []byte) error { //nolint:unparam // other decoders fail
	sep := r.rules.levels[0]
	last := len(r.columns) - 1
	done := false
	for i := range r.columns {
		if done {
			r.columns[i].null()
			continue
		}
		field := b
		if n := r.rules.index(b, sep); n >= 0 && (i != last || !r.rules.rest) {
			field, b = b[:n], b[n+1:]
		} else {
			done = true
		}
		if c := &r.columns[i]; c.flat != nil {
			r.flat(c.flat, field)
		} else {
			c.deep.put(field)
		}
	}
	return nil
}

func (c *delimitedColumn) null() {
	if c.flat != nil {
		c.flat.null()
		return
	}
	c.deep.null()
}

// flat appends a field of a column that is not nested.
func (r *delimited) flat(s scalar, field []byte) {
	if len(field) == len(r.rules.nullText) && string(field) == string(r.rules.nullText) {
		s.null()
		return
	}
	if r.rules.escaped {
		r.room = r.rules.plain(r.room[:0], field)
		field = r.room
	}
	if !s.put(field) {
		s.null()
	}
}

// index returns the position of a delimiter that is not escaped, -1 where there is none.
func (d *delimiters) index(b []byte, sep byte) int {
	if !d.escaped {
		return bytes.IndexByte(b, sep)
	}
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case sep:
			return i
		case d.escape:
			i++
		}
	}
	return -1
}

// plain appends a field without its escapes. As in Hive, an escaped r or n is the end of a line.
func (d *delimiters) plain(to, field []byte) []byte {
	for i := 0; i < len(field); i++ {
		c := field[i]
		if c == d.escape && i+1 < len(field) {
			i++
			switch c = field[i]; c {
			case 'r':
				c = '\r'
			case 'n':
				c = '\n'
			}
		}
		to = append(to, c)
	}
	return to
}

// delimitedValue appends one nested value.
type delimitedValue interface {
	put(field []byte)
	null()
}

// value returns what appends values of a type whose parts are delimited by the level.
func (d *delimiters) value(t types.Type, b array.Builder, level int) (delimitedValue, error) {
	if s := newScalar(t, b, d.style); s != nil {
		return &delimitedScalar{d: d, s: s}, nil
	}
	needs := level
	if t.Kind == types.Map {
		needs++
	}
	if needs >= maxLevels {
		return nil, &Invalid{"LazySimpleSerDe has delimiters for " + strconv.Itoa(maxLevels) + " levels of nesting only"}
	}
	switch b := b.(type) {
	case *array.MapBuilder:
		key := newScalar(t.Key(), b.KeyBuilder(), d.style)
		val, err := d.value(t.Value(), b.ItemBuilder(), level+2)
		return &delimitedMap{d: d, b: b, key: key, val: val, sep: d.levels[level], mid: d.levels[level+1]}, err
	case *array.ListBuilder:
		elem, err := d.value(t.Elem(), b.ValueBuilder(), level+1)
		return &delimitedList{d: d, b: b, elem: elem, sep: d.levels[level]}, err
	case *array.StructBuilder:
		s := &delimitedStruct{d: d, b: b, sep: d.levels[level]}
		for i, e := range t.Elems {
			field, err := d.value(e, b.FieldBuilder(i), level+1)
			if err != nil {
				return nil, err
			}
			s.fields = append(s.fields, field)
		}
		return s, nil
	}
	return nil, &Invalid{"type " + t.String() + " cannot be read from text"}
}

// isNull tells whether a field is the text of NULL.
func (d *delimiters) isNull(field []byte) bool { return bytes.Equal(field, d.nullText) }

// each calls f with the parts of a field.
func (d *delimiters) each(field []byte, sep byte, f func(part []byte)) {
	for {
		n := d.index(field, sep)
		if n < 0 {
			f(field)
			return
		}
		f(field[:n])
		field = field[n+1:]
	}
}

type delimitedScalar struct {
	d    *delimiters
	s    scalar
	room []byte
}

func (v *delimitedScalar) null() { v.s.null() }

func (v *delimitedScalar) put(field []byte) {
	if v.d.isNull(field) {
		v.s.null()
		return
	}
	if v.d.escaped {
		v.room = v.d.plain(v.room[:0], field)
		field = v.room
	}
	if !v.s.put(field) {
		v.s.null()
	}
}

type delimitedList struct {
	d    *delimiters
	b    *array.ListBuilder
	elem delimitedValue
	sep  byte
}

func (v *delimitedList) null() { v.b.AppendNull() }

func (v *delimitedList) put(field []byte) {
	if v.d.isNull(field) {
		v.null()
		return
	}
	v.b.Append(true)
	if len(field) > 0 {
		v.d.each(field, v.sep, v.elem.put)
	}
}

// delimitedMap reads key:value,key:value. Of a key that stands twice the first counts, as in Hive; a key that is NULL or none
// of its type does not.
type delimitedMap struct {
	d        *delimiters
	b        *array.MapBuilder
	key      scalar
	val      delimitedValue
	sep, mid byte
	seen     map[string]bool
	room     []byte
}

func (v *delimitedMap) null() { v.b.AppendNull() }

func (v *delimitedMap) put(field []byte) {
	if v.d.isNull(field) {
		v.null()
		return
	}
	v.b.Append(true)
	if len(field) == 0 {
		return
	}
	if v.seen == nil {
		v.seen = map[string]bool{}
	}
	clear(v.seen)
	v.d.each(field, v.sep, v.entry)
}

func (v *delimitedMap) entry(part []byte) {
	key, val, there := part, []byte(nil), false
	if n := v.d.index(part, v.mid); n >= 0 {
		key, val, there = part[:n], part[n+1:], true
	}
	if v.d.isNull(key) || v.seen[string(key)] {
		return
	}
	v.seen[string(key)] = true
	if v.d.escaped {
		v.room = v.d.plain(v.room[:0], key)
		key = v.room
	}
	if !v.key.put(key) {
		return
	}
	if !there {
		v.val.null()
		return
	}
	v.val.put(val)
}

type delimitedStruct struct {
	d      *delimiters
	b      *array.StructBuilder
	fields []delimitedValue
	sep    byte
}

func (v *delimitedStruct) null() { v.b.AppendNull() }

func (v *delimitedStruct) put(field []byte) {
	if v.d.isNull(field) {
		v.null()
		return
	}
	v.b.Append(true)
	done := false
	for i := range v.fields {
		if done {
			v.fields[i].null()
			continue
		}
		part := field
		if n := v.d.index(field, v.sep); n >= 0 {
			part, field = field[:n], field[n+1:]
		} else {
			done = true
		}
		v.fields[i].put(part)
	}
}
