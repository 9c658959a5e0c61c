package query

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// maxDump bounds the depth of a tree that is shown; what lies deeper is an ellipsis.
const maxDump = 200

// dump writes a tree as text: one line for a node that holds no other, else one line for each field. Fields with nothing
// in them, and places, are left out. It goes over the fields by reflection, so that a new node needs nothing here.
func dump(tree any) string {
	d := &dumper{seen: map[*typed.CTE]bool{}}
	d.value(reflect.ValueOf(tree), 0)
	d.b.WriteByte('\n')
	return d.b.String()
}

// dumper writes a tree.
type dumper struct {
	b    strings.Builder
	seen map[*typed.CTE]bool // definitions that were written; from then on their name stands for them
}

// value writes a value whose line is indented by depth.
func (d *dumper) value(v reflect.Value, depth int) {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if text, ok := d.short(v); ok {
		d.b.WriteString(text)
		return
	}
	if cte, ok := v.Interface().(*typed.CTE); ok {
		d.seen[cte] = true
	}
	if depth > maxDump {
		d.b.WriteString("…")
		return
	}
	switch v.Kind() { //nolint:exhaustive // short wrote the others
	case reflect.Pointer:
		d.value(v.Elem(), depth)
	case reflect.Struct:
		d.fields(v, depth)
	case reflect.Slice, reflect.Array:
		d.elements(v, depth)
	}
}

// fields writes a struct.
func (d *dumper) fields(v reflect.Value, depth int) {
	d.b.WriteString(v.Type().Name())
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() || field.Type == reflect.TypeFor[token.Span]() || v.Field(i).IsZero() {
			continue
		}
		d.line(depth + 1)
		d.b.WriteString(field.Name + ": ")
		d.value(v.Field(i), depth+1)
	}
}

// elements writes a slice: in one line when all elements are short.
func (d *dumper) elements(v reflect.Value, depth int) {
	texts := make([]string, 0, v.Len())
	for i := range v.Len() {
		text, ok := d.short(v.Index(i))
		if !ok {
			break
		}
		texts = append(texts, text)
	}
	if len(texts) == v.Len() {
		d.b.WriteString("[" + strings.Join(texts, ", ") + "]")
		return
	}
	for i := range v.Len() {
		d.line(depth + 1)
		d.b.WriteString("- ")
		d.value(v.Index(i), depth+1)
	}
}

// line begins a line.
func (d *dumper) line(depth int) {
	d.b.WriteByte('\n')
	d.b.WriteString(strings.Repeat("  ", depth))
}

// short returns the text of a value that has no parts to be shown.
func (d *dumper) short(v reflect.Value) (string, bool) {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() || (v.Kind() == reflect.Pointer || v.Kind() == reflect.Slice) && v.IsNil() {
		return "nil", true
	}
	if text, ok := d.named(v); ok {
		return text, true
	}
	switch v.Kind() { //nolint:exhaustive // all others have parts
	case reflect.Pointer:
		return d.short(v.Elem())
	case reflect.String:
		return strconv.Quote(v.String()), true
	case reflect.Struct:
		return "", false
	case reflect.Slice, reflect.Array:
		return "", false
	case reflect.Func, reflect.Map, reflect.Chan:
		return v.Type().String(), true
	}
	return fmt.Sprint(v.Interface()), true
}

// named returns the text of a thing that is shown by its name.
func (d *dumper) named(v reflect.Value) (string, bool) {
	if !v.CanInterface() {
		return "", false
	}
	switch x := v.Interface().(type) {
	case types.Type:
		return x.String(), true
	case typed.Column:
		return fmt.Sprintf("%s#%d %s", x.Name, x.ID, x.Type), true
	case *typed.CTE:
		return x.Name, d.seen[x]
	case *catalog.Table:
		return x.Name.String(), true
	case catalog.Name:
		return x.String(), true
	case *funcs.Func:
		return x.Name, true
	case *funcs.Signature:
		return x.Text, true
	case fmt.Stringer:
		return x.String(), true
	}
	return "", false
}
