package query

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/token"
)

// maxDump bounds the depth of a tree that is shown; what lies deeper is an ellipsis.
const maxDump = 200

// dump writes a syntax tree as text: one line for each field that holds something, without the places. It goes over the fields by
// reflection, so that a new node needs nothing here.
func dump(tree any) string {
	d := &dumper{}
	d.value(reflect.ValueOf(tree), 0)
	d.b.WriteByte('\n')
	return d.b.String()
}

// dumper writes a tree.
type dumper struct{ b strings.Builder }

// value writes a value whose line is indented by depth.
func (d *dumper) value(v reflect.Value, depth int) {
	v = inner(v)
	switch {
	case depth > maxDump:
		d.b.WriteString("…")
	case v.Kind() == reflect.Struct:
		d.fields(v, depth)
	case v.Kind() == reflect.Slice:
		d.elements(v, depth)
	default:
		d.b.WriteString(leaf(v))
	}
}

// inner returns what pointers and interfaces lead to; the zero Value for nil.
func inner(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return v
}

// leaf returns the text of a value without parts.
func leaf(v reflect.Value) string {
	switch v.Kind() { //nolint:exhaustive // the others print as they are
	case reflect.Invalid:
		return "nil"
	case reflect.String:
		return strconv.Quote(v.String())
	}
	return fmt.Sprint(v.Interface())
}

// fields writes a struct.
func (d *dumper) fields(v reflect.Value, depth int) {
	d.b.WriteString(v.Type().Name())
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() || field.Type == reflect.TypeFor[token.Span]() || v.Field(i).IsZero() {
			continue
		}
		d.line(depth+1, field.Name+":")
		if inner(v.Field(i)).Kind() != reflect.Slice {
			d.b.WriteByte(' ')
		}
		d.value(v.Field(i), depth+1)
	}
}

// elements writes a slice, one element after the other.
func (d *dumper) elements(v reflect.Value, depth int) {
	for i := range v.Len() {
		d.line(depth+1, "-")
		if inner(v.Index(i)).Kind() != reflect.Slice {
			d.b.WriteByte(' ')
		}
		d.value(v.Index(i), depth+1)
	}
}

// line begins a line.
func (d *dumper) line(depth int, text string) {
	d.b.WriteByte('\n')
	d.b.WriteString(strings.Repeat("  ", depth))
	d.b.WriteString(text)
}
