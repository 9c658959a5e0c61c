package serde

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/twmb/avro"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// avroRow appends records to the columns of a table.
type avroRow struct {
	columns []avroColumn
	size    int // bytes of texts since it was set to 0
}

// avroColumn is a column with the field it comes from.
type avroColumn struct {
	name  string // of the column
	field string // in the file; "" for none
	put   avroPut
	null  func()
}

// avroPut appends a value that is not null.
type avroPut func(v any) error

// newAvroRow finds the field of each column and checks that it can be read as the column's type.
func newAvroRow(root *avro.SchemaNode, columns []Column, fields []array.Builder) (*avroRow, error) {
	if root.Type != "record" && root.Type != "error" {
		return nil, badData("the Avro file holds values of %s, not records", root.Type)
	}
	r := &avroRow{columns: make([]avroColumn, len(columns))}
	for i, c := range columns {
		col := avroColumn{name: c.Name, null: fields[i].AppendNull}
		if s := newScalar(c.Type, fields[i], style{}); s != nil {
			col.null = s.null
		}
		if field := avroField(root, c.Name); field != nil {
			put, err := r.value(&field.Type, c.Type, fields[i])
			if err != nil {
				return nil, badData("column %s: %s", c.Name, err)
			}
			col.field, col.put = field.Name, put
		}
		r.columns[i] = col
	}
	return r, nil
}

// avroField returns the field of a name, whatever the case; nil for none.
func avroField(record *avro.SchemaNode, name string) *avro.SchemaField {
	for i := range record.Fields {
		if strings.EqualFold(record.Fields[i].Name, name) {
			return &record.Fields[i]
		}
	}
	return nil
}

// put appends a record.
func (r *avroRow) put(v any) error {
	record, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("a value of %T is no record", v)
	}
	for i := range r.columns {
		c := &r.columns[i]
		v := record[c.field]
		if c.put == nil || v == nil {
			c.null()
			continue
		}
		if err := c.put(v); err != nil {
			return fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	return nil
}

// value returns what appends values of a schema as values of a type.
func (r *avroRow) value(node *avro.SchemaNode, t types.Type, b array.Builder) (avroPut, error) {
	if node.Type == "union" {
		return r.union(node, t, b)
	}
	if node.Type == "null" {
		return func(any) error { return mismatch(node, t) }, nil // of which there is none
	}
	switch b := b.(type) {
	case *array.MapBuilder:
		return r.pairs(node, t, b)
	case *array.ListBuilder:
		return r.list(node, t, b)
	case *array.StructBuilder:
		return r.record(node, t, b)
	case *array.TimestampBuilder:
		return avroTime(node, t, b)
	case *array.Float32Builder:
		return avroReal(node, t, b)
	case *array.Float64Builder:
		return avroDouble(node, t, b)
	case *array.BooleanBuilder:
		if node.Type != "boolean" {
			return nil, mismatch(node, t)
		}
		return func(v any) error {
			yes, ok := v.(bool)
			if !ok {
				return strange(v, t)
			}
			b.Append(yes)
			return nil
		}, nil
	}
	return r.text(node, t, b)
}

// union takes the one branch that is not null: Hive's tables have no type for several.
func (r *avroRow) union(node *avro.SchemaNode, t types.Type, b array.Builder) (avroPut, error) {
	var branch *avro.SchemaNode
	for i := range node.Branches {
		if node.Branches[i].Type == "null" {
			continue
		}
		if branch != nil {
			return nil, fmt.Errorf("a union of several types is not supported in Glaux")
		}
		branch = &node.Branches[i]
	}
	if branch == nil {
		branch = &avro.SchemaNode{Type: "null"}
	}
	return r.value(branch, t, b)
}

func mismatch(node *avro.SchemaNode, t types.Type) error {
	name := node.Type
	if node.LogicalType != "" {
		name += " (" + node.LogicalType + ")"
	}
	return fmt.Errorf("a field of Avro type %s is incompatible with type %s defined in table schema", name, t)
}

func strange(v any, t types.Type) error {
	return fmt.Errorf("a value of the form %T is no value of type %s", v, t)
}

// text returns what appends the types whose values are made of texts: integers, decimals, dates, texts and bytes.
func (r *avroRow) text(node *avro.SchemaNode, t types.Type, b array.Builder) (avroPut, error) {
	s := newScalar(t, b, style{epoch: true})
	allowed := map[types.Kind]string{
		types.TinyInt: "int long", types.SmallInt: "int long", types.Integer: "int long", types.BigInt: "int long",
		types.Decimal: "int long bytes fixed", types.Date: "int", types.Varchar: "string enum bytes fixed", types.Char: "string enum bytes fixed",
		types.Varbinary: "bytes fixed string",
	}[t.Kind]
	if s == nil || !slices.Contains(strings.Fields(allowed), node.Type) ||
		t.Kind == types.Decimal && (node.Type == "bytes" || node.Type == "fixed") && !strings.HasSuffix(node.LogicalType, "decimal") ||
		(t.IsText() || t.Kind == types.Varbinary) && (strings.HasSuffix(node.LogicalType, "decimal") || node.LogicalType == "duration") {
		return nil, mismatch(node, t)
	}
	unit := node.LogicalType
	var room []byte
	return func(v any) error {
		text, ok := avroText(room[:0], v, unit)
		if !ok {
			return strange(v, t)
		}
		room = text
		if t.IsText() || t.Kind == types.Varbinary {
			r.size += len(text)
		}
		if t.IsText() && !utf8.Valid(text) {
			text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
		}
		if !s.put(text) {
			return fmt.Errorf("%q is no value of type %s", shorten(string(text)), t)
		}
		return nil
	}, nil
}

// avroText writes a value as text; times are numbers of their unit.
func avroText(to []byte, v any, unit string) ([]byte, bool) {
	switch v := v.(type) {
	case string:
		return append(to, v...), true
	case []byte:
		return append(to, v...), true
	case [16]byte: // a uuid
		text := hex.EncodeToString(v[:])
		return append(to, text[:8]+"-"+text[8:12]+"-"+text[12:16]+"-"+text[16:20]+"-"+text[20:]...), true
	case int32:
		return strconv.AppendInt(to, int64(v), 10), true
	case int64:
		return strconv.AppendInt(to, v, 10), true
	case *big.Rat:
		return append(to, avroDecimal(v)...), true
	case time.Time:
		return strconv.AppendInt(to, sinceEpoch(v, unit), 10), true
	case time.Duration:
		if unit == "time-millis" {
			return strconv.AppendInt(to, v.Milliseconds(), 10), true
		}
		return strconv.AppendInt(to, v.Microseconds(), 10), true
	}
	return nil, false
}

// avroDecimal writes a decimal with as many digits as it has: its denominator is a power of ten.
func avroDecimal(v *big.Rat) string {
	digits, exact := v.FloatPrec()
	if !exact || digits > maxDecimalText {
		digits = maxDecimalText
	}
	return v.FloatString(digits)
}

// sinceEpoch returns the number that a time was written as.
func sinceEpoch(t time.Time, unit string) int64 {
	switch {
	case unit == "date":
		days := t.Unix() / 86400
		if t.Unix()%86400 < 0 {
			days--
		}
		return days
	case strings.HasSuffix(unit, "millis"):
		return t.UnixMilli()
	case strings.HasSuffix(unit, "nanos"):
		return t.UnixNano()
	}
	return t.UnixMicro()
}

func avroTime(node *avro.SchemaNode, t types.Type, b *array.TimestampBuilder) (avroPut, error) {
	if node.Type != "long" || !strings.Contains(node.LogicalType, "timestamp-") {
		return nil, mismatch(node, t)
	}
	return func(v any) error {
		at, ok := v.(time.Time)
		if !ok {
			return strange(v, t)
		}
		b.Append(arrow.Timestamp(microsOf(at)))
		return nil
	}, nil
}

func avroReal(node *avro.SchemaNode, t types.Type, b *array.Float32Builder) (avroPut, error) {
	if node.Type != "float" {
		return nil, mismatch(node, t)
	}
	return func(v any) error {
		x, ok := v.(float32)
		if !ok {
			return strange(v, t)
		}
		b.Append(x)
		return nil
	}, nil
}

func avroDouble(node *avro.SchemaNode, t types.Type, b *array.Float64Builder) (avroPut, error) {
	switch node.Type {
	case "int", "long", "float", "double":
	default:
		return nil, mismatch(node, t)
	}
	if node.LogicalType != "" {
		return nil, mismatch(node, t)
	}
	return func(v any) error {
		switch v := v.(type) {
		case float64:
			b.Append(v)
		case float32:
			b.Append(float64(v))
		case int32:
			b.Append(float64(v))
		case int64:
			b.Append(float64(v))
		default:
			return strange(v, t)
		}
		return nil
	}, nil
}

func (r *avroRow) list(node *avro.SchemaNode, t types.Type, b *array.ListBuilder) (avroPut, error) {
	if node.Type != "array" || node.Items == nil {
		return nil, mismatch(node, t)
	}
	elem, err := r.value(node.Items, t.Elem(), b.ValueBuilder())
	return func(v any) error {
		list, ok := v.([]any)
		if !ok {
			return strange(v, t)
		}
		b.Append(true)
		r.size += len(list)
		for _, v := range list {
			if v == nil {
				b.ValueBuilder().AppendNull()
			} else if err := elem(v); err != nil {
				return err
			}
		}
		return nil
	}, err
}

// pairs appends maps, in the order of their keys: files have none that means anything.
func (r *avroRow) pairs(node *avro.SchemaNode, t types.Type, b *array.MapBuilder) (avroPut, error) {
	if node.Type != "map" || node.Values == nil || !t.Key().IsText() {
		return nil, mismatch(node, t)
	}
	key := newScalar(t.Key(), b.KeyBuilder(), style{})
	elem, err := r.value(node.Values, t.Value(), b.ItemBuilder())
	return func(v any) error {
		entries, ok := v.(map[string]any)
		if !ok {
			return strange(v, t)
		}
		b.Append(true)
		for _, name := range slices.Sorted(maps.Keys(entries)) {
			r.size += len(name)
			key.put([]byte(strings.ToValidUTF8(name, "\uFFFD")))
			if entries[name] == nil {
				b.ItemBuilder().AppendNull()
			} else if err := elem(entries[name]); err != nil {
				return err
			}
		}
		return nil
	}, err
}

func (r *avroRow) record(node *avro.SchemaNode, t types.Type, b *array.StructBuilder) (avroPut, error) {
	if node.Type != "record" && node.Type != "error" {
		return nil, mismatch(node, t)
	}
	puts, names := make([]avroPut, len(t.Elems)), make([]string, len(t.Elems))
	for i, e := range t.Elems {
		field := avroField(node, t.FieldName(i))
		if field == nil {
			continue
		}
		put, err := r.value(&field.Type, e, b.FieldBuilder(i))
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", t.FieldName(i), err)
		}
		puts[i], names[i] = put, field.Name
	}
	return func(v any) error {
		fields, ok := v.(map[string]any)
		if !ok {
			return strange(v, t)
		}
		b.Append(true)
		for i, put := range puts {
			v := fields[names[i]]
			if put == nil || v == nil {
				b.FieldBuilder(i).AppendNull()
			} else if err := put(v); err != nil {
				return err
			}
		}
		return nil
	}, nil
}
