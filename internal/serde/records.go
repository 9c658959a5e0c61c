package serde

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// Records cuts the values of arrays out of files of JSON: each such file is an object, or several in a row, in which some keys have
// arrays of records, in one or many lines. Only one record is in memory.
type Records struct{ s *jsonStream }

// NewRecords returns the records of a file, of at most so many bytes each.
func NewRecords(in io.Reader, most int) *Records { return &Records{newJSONStream(in, most)} }

// Each calls f with every record of the arrays whose keys are wanted. Its errors about the file are *DataError; behind them the file
// cannot be read further. An error of f ends it.
func (r *Records) Each(ctx context.Context, wanted func(key string) bool, f func(key string, record []byte) error) error {
	return at(r.s.records(ctx, wanted, f), r.s.line)
}

// Line returns the number of the line in which the record at hand ends, counted from 1.
func (r *Records) Line() int64 { return r.s.line }

// Record appends objects of JSON as rows. Keys are found whatever their case.
type Record struct {
	rules jsonRules
	row   *jsonStruct
}

// NewRecord returns what appends rows of the columns to the fields.
func NewRecord(columns []Column, fields []array.Builder) (*Record, error) {
	r := &Record{}
	var err error
	r.row, err = r.rules.row(columns, fields)
	return r, err
}

// Append appends an object. On an error it has appended a row all the same, in which the values that are of a wrong type are NULL.
func (r *Record) Append(v Value) error {
	n := v.node()
	if n == nil || n.kind != jsonObject {
		r.row.nulls()
		return cursorError("not a JSON object")
	}
	return r.row.object(v.t, n)
}

// Tree reads JSON texts, one after the other, into the same memory.
type Tree struct{ tree jsonTree }

// Read reads a text, which must hold an object. The value is valid until the next call.
func (t *Tree) Read(text []byte) (Value, error) { return readObject(&t.tree, text) }

func readObject(t *jsonTree, text []byte) (Value, error) {
	if err := t.read(text); err != nil {
		return Value{}, cursorError("not valid JSON: %s", lowerFirst(err.Error()))
	}
	if t.nodes[1].kind != jsonObject {
		return Value{}, cursorError("not a JSON object: %s", shorten(string(text)))
	}
	return Value{t, 1}, nil
}

// lowerFirst lowers the first letter of Athena's words, which here stand inside a sentence.
func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// Value is a value of JSON in a tree. The zero value stands for one that is missing; it has no text, no members and no elements.
type Value struct {
	t *jsonTree
	n int32
}

// node returns the value's node, nil for none and for null.
func (v Value) node() *jsonNode {
	if v.t == nil || v.n == 0 || v.t.nodes[v.n].kind == jsonNull {
		return nil
	}
	return &v.t.nodes[v.n]
}

// There tells whether there is a value and it is not null.
func (v Value) There() bool { return v.node() != nil }

// Text returns what a string, a number or a word says, and the JSON of an array or an object; nil for none.
func (v Value) Text() []byte {
	n := v.node()
	switch {
	case n == nil:
		return nil
	case n.kind == jsonArray || n.kind == jsonObject:
		return n.raw
	}
	return n.text
}

// Raw returns the value's JSON as it stands in the file, nil for none.
func (v Value) Raw() []byte {
	if n := v.node(); n != nil {
		return n.raw
	}
	return nil
}

// IsObject tells whether the value is an object, IsArray whether it is an array, IsString whether it is a string.
func (v Value) IsObject() bool { n := v.node(); return n != nil && n.kind == jsonObject }

// IsArray tells whether the value is an array.
func (v Value) IsArray() bool { n := v.node(); return n != nil && n.kind == jsonArray }

// IsString tells whether the value is a string.
func (v Value) IsString() bool { n := v.node(); return n != nil && n.kind == jsonString }

// Get returns a member of an object, and of that a member, and so on. Keys are found whatever their case.
func (v Value) Get(path ...string) Value {
	for _, key := range path {
		v = v.member(key)
	}
	return v
}

func (v Value) member(key string) Value {
	n := v.node()
	if n == nil || n.kind != jsonObject {
		return Value{}
	}
	for kid := n.first; kid != 0; kid = v.t.nodes[kid].next {
		if bytes.EqualFold(v.t.nodes[kid].key, []byte(key)) {
			return Value{v.t, kid}
		}
	}
	return Value{}
}

// Each calls f with the elements of an array, or the members of an object with their keys, until it returns false.
func (v Value) Each(f func(key string, value Value) bool) {
	n := v.node()
	if n == nil || n.kind != jsonArray && n.kind != jsonObject {
		return
	}
	for kid := n.first; kid != 0; kid = v.t.nodes[kid].next {
		if !f(string(v.t.nodes[kid].key), Value{v.t, kid}) {
			return
		}
	}
}

// Compact appends the value's JSON without blanks, and without the members for which leave tells so, whatever their depth.
func (v Value) Compact(to []byte, leave func(key []byte) bool) []byte {
	n := v.node()
	switch {
	case n == nil:
		return append(to, "null"...)
	case n.kind == jsonObject:
		return v.compactAll(to, '{', '}', leave)
	case n.kind == jsonArray:
		return v.compactAll(to, '[', ']', leave)
	}
	return append(to, n.raw...)
}

func (v Value) compactAll(to []byte, open, end byte, leave func(key []byte) bool) []byte {
	to = append(to, open)
	first := true
	for kid := v.t.nodes[v.n].first; kid != 0; kid = v.t.nodes[kid].next {
		key := v.t.nodes[kid].key
		if open == '{' && leave(key) {
			continue
		}
		if !first {
			to = append(to, ',')
		}
		first = false
		if open == '{' {
			quoted, _ := json.Marshal(string(key)) // a text always has a JSON
			to = append(append(to, quoted...), ':')
		}
		to = Value{v.t, kid}.Compact(to, leave)
	}
	return append(to, end)
}

// IsData tells whether an error is about the bytes of a file, and not about reading them.
func IsData(err error) bool {
	var data *DataError
	return errors.As(err, &data)
}

// Schema returns the Arrow schema of columns.
func Schema(columns []Column) (*arrow.Schema, error) { return schemaOf(columns) }
