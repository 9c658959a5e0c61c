package serde

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// jsonRules are the ways in which the JSON SerDes differ.
type jsonRules struct {
	openX     bool
	skip      bool // a text that is no JSON is a row of NULLs (ignore.malformed.json)
	dots      bool // dots in keys are underscores (dots.in.keys)
	sensitive bool // the case of keys counts (case.insensitive = false)
	keys      map[string]string
	layouts   []Layout // further forms of timestamps (timestamp.formats)
}

// openXRules reads the properties of org.openx.data.jsonserde.JsonSerDe.
func openXRules(d Definition) jsonRules {
	r := jsonRules{openX: true, keys: map[string]string{}}
	for key, text := range d.Properties {
		lower := strings.ToLower(key)
		switch lower {
		case "ignore.malformed.json":
			r.skip = strings.EqualFold(text, "true")
		case "dots.in.keys":
			r.dots = strings.EqualFold(text, "true")
		case "case.insensitive":
			r.sensitive = strings.EqualFold(text, "false")
		}
		if column, ok := strings.CutPrefix(lower, "mapping."); ok {
			r.keys[column] = text
		}
	}
	return r
}

// hiveRules are those of org.apache.hive.hcatalog.data.JsonSerDe.
func hiveRules() jsonRules { return jsonRules{} }

// jsonLines reads lines of JSON, each a row. As in Athena, a value that is none of its column's type is an error, and so is a line that is
// not JSON unless ignore.malformed.json says otherwise; a key that is missing is NULL, and what stands in a string column may be any
// value: its text is kept.
type jsonLines struct {
	rules jsonRules
	tree  jsonTree
	row   *jsonStruct
}

func newJSON(d Definition, rules jsonRules) (func([]Column, []array.Builder) (any, error), error) {
	var err error
	if rules.layouts, err = layoutsOf(d.Properties); err != nil {
		return nil, err
	}
	return func(columns []Column, fields []array.Builder) (any, error) {
		row, err := rules.row(columns, fields)
		return &jsonLines{rules: rules, row: row}, err
	}, nil
}

// row returns the struct that the columns make.
func (r *jsonRules) row(columns []Column, fields []array.Builder) (*jsonStruct, error) {
	row := &jsonStruct{rules: r, places: map[string]int{}, set: make([]int32, len(columns))}
	for i, c := range columns {
		v, err := r.value(c.Type, fields[i])
		if err != nil {
			return nil, &Invalid{fmt.Sprintf("column %q: %s", c.Name, err)}
		}
		row.add(c.Name, v)
	}
	return row, nil
}

// line appends the row of a line.
func (j *jsonLines) line(b []byte) error {
	text := trimBlanks(b)
	if j.rules.openX && (len(text) == 0 || text[0] != '{' && text[0] != '[') {
		j.row.nulls() // as OpenX's does: what does not begin as JSON is a row of NULLs
		return nil
	}
	err := j.tree.read(text)
	if err == nil {
		switch root := &j.tree.nodes[1]; {
		case root.kind == jsonObject:
			twice := j.row.find(&j.tree, root)
			if twice == nil || !j.rules.openX {
				return j.row.fill(&j.tree)
			}
			err = fmt.Errorf("Duplicate key %q", strings.ToLower(string(twice))) //nolint:staticcheck // Athena's words
		case root.kind == jsonArray && j.rules.openX:
			return j.row.list(&j.tree, root)
		default:
			err = errors.New("Start of OBJECT expected") //nolint:staticcheck // Hive's words
		}
	}
	if j.rules.skip {
		j.row.nulls()
		return nil
	}
	if j.rules.openX {
		return cursorError("Row is not a valid JSON Object - JSONException: %s", err)
	}
	return cursorError("Row is not a valid JSON Object - JsonParseException: %s", err)
}

// jsonValue appends a value of one place. Where put fails, what it appended is complete: a value with NULLs or without its end.
type jsonValue interface {
	put(t *jsonTree, n *jsonNode) error
	null()
}

// value returns what appends values of a type.
func (r *jsonRules) value(t types.Type, b array.Builder) (jsonValue, error) {
	if s := newScalar(t, b, style{iso: true, base64: true, layouts: r.layouts}); s != nil {
		return &jsonScalar{s: s, t: t, lower: r.openX && !r.sensitive}, nil
	}
	switch b := b.(type) {
	case *array.MapBuilder:
		key := newScalar(t.Key(), b.KeyBuilder(), style{iso: true})
		val, err := r.value(t.Value(), b.ItemBuilder())
		return &jsonMap{b: b, key: key, val: val, t: t, seen: map[string]int32{}}, err
	case *array.ListBuilder:
		elem, err := r.value(t.Elem(), b.ValueBuilder())
		return &jsonList{b: b, elem: elem, t: t}, err
	case *array.StructBuilder:
		s := &jsonStruct{b: b, rules: r, places: map[string]int{}, set: make([]int32, len(t.Elems)), t: t}
		for i, e := range t.Elems {
			field, err := r.value(e, b.FieldBuilder(i))
			if err != nil {
				return nil, err
			}
			s.add(t.FieldName(i), field)
		}
		return s, nil
	}
	return nil, fmt.Errorf("type %s cannot be read from JSON", t)
}

// badJSON is the error about a value that is none of its type.
func badJSON(n *jsonNode, t types.Type) *DataError {
	return badData("Error parsing field value '%s': not a value of type %s", shorten(string(n.raw)), t)
}

// jsonScalar appends a value. An object in a string column is kept as text, with lower keys where the SerDe makes all keys so.
type jsonScalar struct {
	s     scalar
	t     types.Type
	lower bool
	room  []byte
}

func (v *jsonScalar) null() { v.s.null() }

func (v *jsonScalar) put(t *jsonTree, n *jsonNode) error {
	text := n.text
	switch n.kind {
	case jsonNull:
		v.s.null()
		return nil
	case jsonArray, jsonObject:
		if !v.t.IsText() {
			v.s.null()
			return badJSON(n, v.t)
		}
		text = n.raw
		if v.lower {
			v.room = t.lowerKeys(v.room[:0], n)
			text = v.room
		}
	case jsonNumber:
		if v.t.IsInteger() {
			text = wholeNumber(text)
		}
	case jsonString, jsonTrue, jsonFalse:
	}
	if v.s.put(text) {
		return nil
	}
	v.s.null()
	return badJSON(n, v.t)
}

// wholeNumber drops the fraction of a number of JSON, as Java's intValue does.
func wholeNumber(text []byte) []byte {
	if i := bytes.IndexAny(text, "eE"); i >= 0 {
		v, ok := parseDecimal(text, 0)
		if !ok {
			return text
		}
		return []byte(v.String())
	}
	if i := bytes.IndexByte(text, '.'); i >= 0 {
		return text[:i]
	}
	return text
}

type jsonList struct {
	b    *array.ListBuilder
	elem jsonValue
	t    types.Type
}

func (v *jsonList) null() { v.b.AppendNull() }

func (v *jsonList) put(t *jsonTree, n *jsonNode) error {
	if n.kind == jsonNull {
		v.null()
		return nil
	}
	if n.kind != jsonArray {
		v.null()
		return badJSON(n, v.t)
	}
	v.b.Append(true)
	for kid := n.first; kid != 0; kid = t.nodes[kid].next {
		if err := v.elem.put(t, &t.nodes[kid]); err != nil {
			return err
		}
	}
	return nil
}

// jsonMap appends the pairs of an object. Of a key that stands twice the last counts.
type jsonMap struct {
	b    *array.MapBuilder
	key  scalar
	val  jsonValue
	t    types.Type
	seen map[string]int32
}

func (v *jsonMap) null() { v.b.AppendNull() }

func (v *jsonMap) put(t *jsonTree, n *jsonNode) error {
	if n.kind == jsonNull {
		v.null()
		return nil
	}
	if n.kind != jsonObject {
		v.null()
		return badJSON(n, v.t)
	}
	v.b.Append(true)
	clear(v.seen)
	for kid := n.first; kid != 0; kid = t.nodes[kid].next {
		v.seen[string(t.nodes[kid].key)] = kid
	}
	for kid := n.first; kid != 0; kid = t.nodes[kid].next {
		node := &t.nodes[kid]
		if v.seen[string(node.key)] != kid {
			continue
		}
		if !v.key.put(node.key) {
			return badJSON(&jsonNode{raw: node.key}, v.t.Key())
		}
		if err := v.val.put(t, node); err != nil {
			return err
		}
	}
	return nil
}

// jsonStruct appends the fields of an object by their names, or those of an array by their places. The row itself is one without a
// builder of its own.
type jsonStruct struct {
	b      *array.StructBuilder
	rules  *jsonRules
	t      types.Type
	fields []jsonValue
	places map[string]int // by the key in JSON: lower case unless the case counts
	set    []int32        // the node of each field in the object at hand
	room   []byte
}

func (v *jsonStruct) add(name string, field jsonValue) {
	key := name
	if v.b == nil && v.rules.keys[name] != "" {
		key = v.rules.keys[name]
	}
	if !v.rules.sensitive {
		key = strings.ToLower(key)
	}
	v.places[key] = len(v.fields)
	v.fields = append(v.fields, field)
}

func (v *jsonStruct) null() { v.b.AppendNull() }

// nulls appends a row of NULLs.
func (v *jsonStruct) nulls() {
	for _, f := range v.fields {
		f.null()
	}
}

func (v *jsonStruct) put(t *jsonTree, n *jsonNode) error {
	switch n.kind { //nolint:exhaustive // the others are none
	case jsonNull:
		v.null()
		return nil
	case jsonObject:
		v.b.Append(true)
		return v.object(t, n)
	case jsonArray:
		v.b.Append(true)
		return v.list(t, n)
	}
	v.null()
	return badJSON(n, v.t)
}

// object appends the fields of an object. Of a key that stands twice the last counts.
func (v *jsonStruct) object(t *jsonTree, n *jsonNode) error {
	v.find(t, n)
	return v.fill(t)
}

// find notes which values of an object the fields have, and returns a key that stands twice.
func (v *jsonStruct) find(t *jsonTree, n *jsonNode) (twice []byte) {
	clear(v.set)
	for kid := n.first; kid != 0; kid = t.nodes[kid].next {
		i, ok := v.place(t.nodes[kid].key)
		if !ok {
			continue
		}
		if v.set[i] != 0 {
			twice = t.nodes[kid].key
		}
		v.set[i] = kid
	}
	return twice
}

// fill appends what find found, all fields of it, and returns what was wrong first.
func (v *jsonStruct) fill(t *jsonTree) (first error) {
	for i, f := range v.fields {
		kid := v.set[i]
		if kid == 0 {
			f.null()
			continue
		}
		if err := f.put(t, &t.nodes[kid]); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// place finds the field of a key.
func (v *jsonStruct) place(key []byte) (int, bool) {
	if v.rules.sensitive && !v.rules.dots {
		i, ok := v.places[string(key)]
		return i, ok
	}
	v.room = append(v.room[:0], key...)
	for i, c := range v.room {
		switch {
		case c >= 'A' && c <= 'Z' && !v.rules.sensitive:
			v.room[i] = c + 'a' - 'A'
		case c == '.' && v.rules.dots:
			v.room[i] = '_'
		case c > 127 && !v.rules.sensitive:
			i, ok := v.places[strings.ToLower(string(key))]
			return i, ok
		}
	}
	i, ok := v.places[string(v.room)]
	return i, ok
}

// list appends the values of an array as the fields in their order.
func (v *jsonStruct) list(t *jsonTree, n *jsonNode) (first error) {
	kid := n.first
	for _, f := range v.fields {
		if kid == 0 {
			f.null()
			continue
		}
		if err := f.put(t, &t.nodes[kid]); err != nil && first == nil {
			first = err
		}
		kid = t.nodes[kid].next
	}
	return first
}
