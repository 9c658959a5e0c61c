package scalar

import (
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// toJSON casts to JSON, which is held as its canonical text: the keys of maps in order, rows with the names of their fields, which
// may be empty.
func toJSON(v value.Value, from types.Type) (value.Value, error) {
	var b strings.Builder
	writeJSON(&b, v, from)
	return b.String(), nil
}

func writeJSON(b *strings.Builder, v value.Value, t types.Type) {
	switch x := v.(type) {
	case value.List:
		b.WriteByte('[')
		for i, el := range x {
			comma(b, i)
			writeJSON(b, el, t.Elem())
		}
		b.WriteByte(']')
	case value.Row:
		b.WriteByte('{')
		for i, el := range x {
			comma(b, i)
			b.WriteString(value.JSON(t.FieldName(i), types.Text()) + ":")
			writeJSON(b, el, t.Elems[i])
		}
		b.WriteByte('}')
	case value.Map:
		writeJSONMap(b, x, t)
	default:
		b.WriteString(value.JSON(v, t))
	}
}

func comma(b *strings.Builder, i int) {
	if i > 0 {
		b.WriteByte(',')
	}
}

func writeJSONMap(b *strings.Builder, m value.Map, t types.Type) {
	m = slices.Clone(m)
	slices.SortStableFunc(m, func(x, y value.Entry) int {
		return strings.Compare(value.Text(x.Key, t.Key()), value.Text(y.Key, t.Key()))
	})
	b.WriteByte('{')
	for i, e := range m {
		comma(b, i)
		b.WriteString(value.JSON(value.Text(e.Key, t.Key()), types.Text()) + ":")
		writeJSON(b, e.Value, t.Value())
	}
	b.WriteByte('}')
}

// fromJSON casts JSON, held as canonical text, to another type.
func fromJSON(v value.Value, to types.Type) (value.Value, error) {
	text, _ := v.(string)
	tree, err := parseTree(text)
	if err != nil {
		return nil, badCast("Cannot cast to %s.\n%s", typeText(to), text)
	}
	out, err := treeTo(tree, to)
	if err != nil {
		if len(to.Elems) > 0 {
			_, message := Explain(err)
			return nil, badCast("Cannot cast to %s. %s\n%s", typeText(to), message, text)
		}
		return nil, err
	}
	return out, nil
}

// fromJSONText casts json_parse(text) to an array, a map or a row: Trino reads the text without making JSON of it first, so that
// its errors show the text as it is written.
func fromJSONText(text string, to types.Type) (value.Value, error) {
	if _, err := value.ParseJSON(text); err != nil {
		return nil, bad("Cannot cast to %s.%s\n%s", typeText(to), trailing(text), text)
	}
	tree, err := parseTree(text)
	if err != nil {
		return nil, bad("Cannot cast to %s.\n%s", typeText(to), text)
	}
	out, err := treeTo(tree, to)
	if err != nil {
		_, message := Explain(err)
		return nil, bad("Cannot cast to %s. %s\n%s", typeText(to), message, text)
	}
	return out, nil
}

// trailing says what follows a whole JSON value in a text that is no JSON, where it is a value of its own.
func trailing(text string) string {
	s := &jsonScan{text: text}
	if s.skip() != nil || s.next() == 0 {
		return ""
	}
	token, err := s.plain()
	if err != nil {
		return ""
	}
	return " Unexpected trailing token: " + token
}

// typeText is a type as the messages of casts from JSON show it.
func typeText(t types.Type) string { return t.String() }

// member of an object, in the order of the text.
type field struct {
	name string
	tree any
}

// parseTree reads JSON: objects as []field, arrays as []any, numbers as json.Number.
func parseTree(text string) (any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	tree, err := readTree(d, 0)
	if err != nil {
		return nil, err
	}
	if strings.Trim(text[d.InputOffset():], " \t\r\n") != "" { // the decoder takes a bracket too many for the end
		return nil, bad("trailing content")
	}
	return tree, nil
}

// maxDepth bounds how deep JSON may be nested.
const maxDepth = 1000

func readTree(d *json.Decoder, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, bad("Invalid JSON value: %s", err)
	}
	if depth > maxDepth {
		return nil, bad("JSON is nested too deep")
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return readArray(d, depth)
		}
		return readObject(d, depth)
	}
	return t, nil
}

func readArray(d *json.Decoder, depth int) (any, error) {
	list := []any{}
	for d.More() {
		x, err := readTree(d, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	_, err := d.Token()
	return list, err
}

func readObject(d *json.Decoder, depth int) (any, error) {
	fields := []field{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, bad("Invalid JSON value: %s", err)
		}
		x, err := readTree(d, depth+1)
		if err != nil {
			return nil, err
		}
		s, _ := name.(string)
		fields = append(fields, field{s, x})
	}
	_, err := d.Token()
	return fields, err
}

// treeTo converts a JSON value. A JSON null is NULL of any type.
//
//nolint:cyclop // one case a kind of target
func treeTo(tree any, to types.Type) (value.Value, error) {
	if to.Kind == types.JSON {
		return treeText(tree), nil
	}
	if tree == nil {
		return nil, nil //nolint:nilnil // NULL
	}
	switch to.Kind { //nolint:exhaustive // the rest is what follows
	case types.Array:
		list, ok := tree.([]any)
		if !ok {
			return nil, badCast("Expected a json array, but got %s", head(tree))
		}
		out := make(value.List, len(list))
		for i, x := range list {
			y, err := treeTo(x, to.Elem())
			if err != nil {
				return nil, err
			}
			out[i] = y
		}
		return out, nil
	case types.Map:
		return treeToMap(tree, to)
	case types.Row:
		return treeToRow(tree, to)
	}
	switch x := tree.(type) {
	case []any, []field:
		return nil, badCast("Unexpected token when cast to %s: %s", strings.ToLower(to.String()), head(tree))
	case bool:
		if to.Kind == types.Varchar {
			return strconv.FormatBool(x), nil
		}
		return Cast(x, types.Of(types.Boolean), to)
	case string:
		return jsonString(x, to)
	case json.Number:
		return jsonNumber(string(x), to)
	}
	return nil, badCast("Cannot cast JSON to %s", to)
}

func jsonString(s string, to types.Type) (value.Value, error) {
	if to.Kind == types.Varchar && to.P != types.Unbounded && truncate(s, to.P) != s {
		return nil, badCast("Cannot cast '%s' to %s", value.JSON(s, types.Text()), to)
	}
	v, err := Cast(s, types.Text(), to)
	if err != nil && to.Kind == types.Decimal {
		return nil, badCast("Cannot cast '%s' to DECIMAL(%d,%d)", value.JSON(s, types.Text()), to.P, to.S)
	}
	return v, err
}

func jsonNumber(s string, to types.Type) (value.Value, error) {
	whole := !strings.ContainsAny(s, ".eE")
	switch to.Kind { //nolint:exhaustive // the rest is what follows
	case types.Varchar:
		if whole {
			return truncateTo(s, to), nil
		}
		f, _ := strconv.ParseFloat(s, 64)
		return Cast(f, types.Of(types.Double), to)
	case types.Decimal:
		v, err := value.FromText(s, to)
		if err != nil {
			return nil, outOfRange("Cannot cast input json to DECIMAL(%d,%d)", to.P, to.S)
		}
		return v, nil
	case types.Real, types.Double:
		return value.FromText(s, to)
	}
	if whole {
		n, ok := new(big.Int).SetString(s, 10)
		if ok && n.IsInt64() {
			v, err := Cast(n.Int64(), types.Of(types.BigInt), to)
			if err != nil && to.IsInteger() {
				return nil, badCast("Cannot cast '%s' to %s", s, strings.ToUpper(to.String()))
			}
			return v, err
		}
		return nil, badCast("Cannot cast '%s' to %s", s, strings.ToUpper(to.String()))
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, outOfRange("Cannot cast '%s' to %s", s, strings.ToUpper(to.String()))
	}
	return Cast(f, types.Of(types.Double), to)
}

func truncateTo(s string, to types.Type) string {
	if to.P == types.Unbounded {
		return s
	}
	return truncate(s, to.P)
}

func treeToMap(tree any, to types.Type) (value.Value, error) {
	fields, ok := tree.([]field)
	if !ok {
		return nil, badCast("Expected a json object, but got %s", head(tree))
	}
	out := make(value.Map, 0, len(fields))
	for _, f := range fields {
		k, err := jsonString(f.name, to.Key())
		if err != nil {
			return nil, err
		}
		v, err := treeTo(f.tree, to.Value())
		if err != nil {
			return nil, err
		}
		if _, ok := lookup(out, k, to.Key()); ok {
			return nil, badCast("Duplicate keys are not allowed")
		}
		out = append(out, value.Entry{Key: k, Value: v})
	}
	return out, nil
}

// treeToRow reads a row from an array by position, or from an object by the names of the fields, in any case.
func treeToRow(tree any, to types.Type) (value.Value, error) {
	out := make(value.Row, len(to.Elems))
	switch x := tree.(type) {
	case []any:
		if len(x) != len(out) {
			return nil, badCast("Expected a json array of %d elements, but got %d", len(out), len(x))
		}
		for i := range out {
			v, err := treeTo(x[i], to.Elems[i])
			if err != nil {
				return nil, err
			}
			out[i] = v
		}
		return out, nil
	case []field:
		seen := make([]bool, len(out))
		for _, f := range x {
			i := fieldIndex(to, f.name)
			if i < 0 {
				continue
			}
			if seen[i] {
				return nil, badCast("Duplicate field: %s", f.name)
			}
			seen[i] = true
			v, err := treeTo(f.tree, to.Elems[i])
			if err != nil {
				return nil, err
			}
			out[i] = v
		}
		return out, nil
	}
	return nil, badCast("Expected a json array or object, but got %s", head(tree))
}

func fieldIndex(t types.Type, name string) int {
	for i := range t.Elems {
		if strings.EqualFold(t.FieldName(i), name) {
			return i
		}
	}
	return -1
}

// head is the first token of a JSON value.
func head(tree any) string {
	switch tree.(type) {
	case []any:
		return "["
	case []field:
		return "{"
	}
	return treeText(tree)
}

// treeText is the canonical text of a JSON value.
func treeText(tree any) string {
	var b strings.Builder
	writeTree(&b, tree)
	text := b.String()
	if v, err := value.ParseJSON(text); err == nil {
		s, _ := v.(string)
		return s
	}
	return text
}

// writeTree writes a value with the members of objects in their own order.
func writeTree(b *strings.Builder, tree any) {
	switch x := tree.(type) {
	case []any:
		b.WriteByte('[')
		for i, el := range x {
			if i > 0 {
				b.WriteByte(',')
			}
			writeTree(b, el)
		}
		b.WriteByte(']')
	case []field:
		b.WriteByte('{')
		for i, f := range x {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(value.JSON(f.name, types.Text()) + ":")
			writeTree(b, f.tree)
		}
		b.WriteByte('}')
	case string:
		b.WriteString(value.JSON(x, types.Text()))
	case json.Number:
		b.WriteString(string(x))
	case bool:
		b.WriteString(strconv.FormatBool(x))
	default:
		b.WriteString("null")
	}
}
