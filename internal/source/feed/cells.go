package feed

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/glauxhq/glaux/internal/serde"
)

// Cells are the values of a row by column, for tables that are made of parts of records. A column that is missing is NULL. Values are
// string ("" is NULL), int64, float64, bool, Micros, []string (nil is NULL), []Pair (nil is NULL).
type Cells map[string]any

// Micros is a time in microseconds since 1970; 0 is NULL.
type Micros int64

// Pair is an entry of a map.
type Pair struct{ Key, Value string }

// Put appends a row to the page of its shape and day.
func (p *Pages) Put(shape *Shape, day int32, cells Cells, size int) error {
	page, err := p.Page(shape, day)
	if err != nil {
		return err
	}
	for i, field := range page.Fields() {
		name := shape.Columns[i].Name
		if date, ok := field.(*array.Date32Builder); ok && name == DayColumn {
			if day == NoDay {
				date.AppendNull()
			} else {
				date.Append(arrow.Date32(day))
			}
			continue
		}
		if err := appendCell(field, cells[name]); err != nil {
			return fmt.Errorf("column %q: %w", name, err)
		}
	}
	return page.Next(size)
}

// appendCell appends a value. That it does not fit is a mistake in the program.
func appendCell(field array.Builder, cell any) error {
	ok := true
	switch v := cell.(type) {
	case nil:
		field.AppendNull()
	case string:
		ok = appendText(field, v)
	case int64:
		b, is := field.(*array.Int64Builder)
		if ok = is; is {
			b.Append(v)
		}
	case float64:
		b, is := field.(*array.Float64Builder)
		if ok = is; is {
			b.Append(v)
		}
	case bool:
		b, is := field.(*array.BooleanBuilder)
		if ok = is; is {
			b.Append(v)
		}
	case Micros:
		ok = appendMicros(field, v)
	case []string:
		ok = appendList(field, v)
	case []Pair:
		ok = appendPairs(field, v)
	default:
		ok = false
	}
	if !ok {
		return fmt.Errorf("a value of type %T does not fit", cell)
	}
	return nil
}

func appendText(field array.Builder, v string) bool {
	if v == "" {
		field.AppendNull()
		return true
	}
	switch b := field.(type) {
	case serde.Text:
		b.Put([]byte(v))
	case *array.StringBuilder:
		b.Append(v)
	default:
		return false
	}
	return true
}

func appendMicros(field array.Builder, v Micros) bool {
	b, ok := field.(*array.TimestampBuilder)
	switch {
	case !ok:
	case v == 0:
		b.AppendNull()
	default:
		b.Append(arrow.Timestamp(v - v%1000))
	}
	return ok
}

func appendList(field array.Builder, list []string) bool {
	b, ok := field.(*array.ListBuilder)
	if !ok {
		return false
	}
	if list == nil {
		b.AppendNull()
		return true
	}
	b.Append(true)
	for _, v := range list {
		values, ok := b.ValueBuilder().(*array.StringBuilder)
		if !ok {
			return false
		}
		values.Append(v)
	}
	return true
}

// appendPairs appends a map. Of a key that stands twice the last counts.
func appendPairs(field array.Builder, pairs []Pair) bool {
	b, ok := field.(*array.MapBuilder)
	if !ok {
		return false
	}
	if pairs == nil {
		b.AppendNull()
		return true
	}
	keys, ok1 := b.KeyBuilder().(*array.StringBuilder)
	values, ok2 := b.ItemBuilder().(*array.StringBuilder)
	if !ok1 || !ok2 {
		return false
	}
	last := make(map[string]int, len(pairs))
	for i, p := range pairs {
		last[p.Key] = i
	}
	b.Append(true)
	for i, p := range pairs {
		if last[p.Key] == i {
			keys.Append(p.Key)
			values.Append(p.Value)
		}
	}
	return true
}
