package scalar

import (
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// A jsonItem is an item of SQL/JSON: nil for null, jsonList, *jsonObject, jsonBig, or sqlItem for every other scalar. JSON's own
// whole numbers are of type integer or bigint, its other numbers of type double.
type jsonItem any

// jsonList is an array.
type jsonList []jsonItem

// jsonObject is an object: a name that comes twice has the last value at the first place.
type jsonObject struct {
	names  []string
	values map[string]jsonItem
}

// jsonBig is a whole number of JSON that bigint cannot hold: it can be shown, and nothing else.
type jsonBig string

// sqlItem is a scalar with its SQL type. The value is not NULL.
type sqlItem struct {
	v value.Value
	t types.Type
}

func textItem(s string) sqlItem {
	return sqlItem{s, types.Type{Kind: types.Varchar, P: utf8.RuneCountInString(s)}}
}

// readItem reads the first JSON value of a text; what stands behind it does not count.
func readItem(text string) (jsonItem, error) {
	s := &jsonScan{text: text}
	return s.item()
}

func (s *jsonScan) item() (jsonItem, error) {
	switch s.next() {
	case '{':
		return s.object()
	case '[':
		list := jsonList{}
		err := s.elements(func(int64) (bool, error) {
			x, err := s.item()
			list = append(list, x)
			return false, err
		})
		return list, err
	case '"':
		text, err := s.quoted()
		return textItem(text), err
	}
	text, err := s.plain()
	if err != nil {
		return nil, err
	}
	return plainItem(text), nil
}

func (s *jsonScan) object() (jsonItem, error) {
	out := &jsonObject{values: map[string]jsonItem{}}
	err := s.members(func(name string) (bool, error) {
		x, err := s.item()
		out.put(name, x)
		return false, err
	})
	return out, err
}

func (o *jsonObject) put(name string, x jsonItem) {
	if _, ok := o.values[name]; !ok {
		o.names = append(o.names, name)
	}
	o.values[name] = x
}

// plainItem is a number, true, false or null.
func plainItem(text string) jsonItem {
	switch {
	case text == "null":
		return nil
	case text == "true" || text == "false":
		return sqlItem{text == "true", types.Of(types.Boolean)}
	case isJSONFloat(text):
		f, _ := strconv.ParseFloat(text, 64) // infinite where it is out of range
		return sqlItem{f, types.Of(types.Double)}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return jsonBig(text)
	}
	if int64(int32(n)) == n { //nolint:gosec // the check is the cut itself
		return sqlItem{n, types.Of(types.Integer)}
	}
	return sqlItem{n, types.Of(types.BigInt)}
}

// appendItem writes an item as JSON. It reports false where there is an SQL value that JSON has no form for.
func appendItem(dst []byte, x jsonItem) ([]byte, bool) {
	switch x := x.(type) {
	case nil:
		return append(dst, "null"...), true
	case jsonBig:
		return append(dst, x...), true
	case sqlItem:
		return appendSQL(dst, x)
	case jsonList:
		dst, ok := append(dst, '['), true
		for i, e := range x {
			if i > 0 {
				dst = append(dst, ',')
			}
			var fits bool
			dst, fits = appendItem(dst, e)
			ok = ok && fits
		}
		return append(dst, ']'), ok
	case *jsonObject:
		dst, ok := append(dst, '{'), true
		for i, name := range x.names {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(value.AppendJSON(dst, name, types.Text()), ':')
			var fits bool
			dst, fits = appendItem(dst, x.values[name])
			ok = ok && fits
		}
		return append(dst, '}'), ok
	}
	return dst, false
}

func appendSQL(dst []byte, x sqlItem) ([]byte, bool) {
	switch x.t.Kind { //nolint:exhaustive // the rest is what follows
	case types.Boolean, types.TinyInt, types.SmallInt, types.Integer, types.BigInt, types.Decimal:
		return value.AppendText(dst, x.v, x.t), true
	case types.Real, types.Double:
		text := value.Text(x.v, x.t)
		if strings.Trim(text, "-0123456789.E") != "" {
			text = `"` + text + `"` // NaN and the infinite
		}
		return append(dst, text...), true
	case types.Varchar, types.Char:
		s, _ := x.v.(string)
		return value.AppendJSON(dst, s, types.Text()), true
	}
	return dst, false
}

// itemKind is the kind of an item as error messages have it.
func itemKind(x jsonItem) string {
	switch x := x.(type) {
	case nil:
		return "NULL"
	case jsonList:
		return "ARRAY"
	case *jsonObject:
		return "OBJECT"
	case sqlItem:
		return x.t.String()
	}
	return "NUMBER"
}

// isNumeric tells whether a type is one of numbers.
func isNumeric(t types.Type) bool {
	return t.IsInteger() || t.Kind == types.Decimal || t.Kind == types.Real || t.Kind == types.Double
}

// decimalOf is v, a whole number or a decimal, as a decimal.
func decimalOf(v value.Value) value.Decimal {
	if n, ok := v.(int64); ok {
		return value.Decimal{Unscaled: big.NewInt(n)}
	}
	d, ok := v.(value.Decimal)
	if !ok {
		return value.Decimal{Unscaled: new(big.Int)}
	}
	return d
}
