package result

import (
	"encoding/binary"
	"fmt"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// appendColumns appends names and types of columns.
func appendColumns(dst []byte, columns []typed.Column) ([]byte, error) {
	if len(columns) > maxColumns {
		return nil, fmt.Errorf("keep result: %d columns", len(columns))
	}
	dst = binary.AppendUvarint(dst, uint64(len(columns)))
	for _, c := range columns {
		dst = appendType(appendText(dst, c.Name), c.Type)
	}
	return dst, nil
}

// appendType appends a type: its head by name, as the numbers of kinds may change, its parameters, elements and names.
func appendType(dst []byte, t types.Type) []byte {
	dst = appendText(dst, t.Kind.String())
	dst = binary.AppendVarint(dst, int64(t.P))
	dst = binary.AppendVarint(dst, int64(t.S))
	dst = binary.AppendUvarint(dst, uint64(len(t.Elems)))
	for i := range t.Elems {
		dst = appendText(dst, t.FieldName(i))
		dst = appendType(dst, t.Elems[i])
	}
	return dst
}

func (d *decoder) columns() []typed.Column {
	n := d.count()
	if n > maxColumns {
		d.fail()
		return nil
	}
	heads := kinds()
	columns := make([]typed.Column, n)
	for i := range columns {
		columns[i].Name = d.text()
		if columns[i].Type = d.typ(heads, 0); d.err != nil {
			return nil
		}
	}
	return columns
}

func (d *decoder) typ(heads map[string]types.Kind, depth int) types.Type {
	kind, ok := heads[d.text()]
	if !ok || depth > maxNested {
		d.fail()
		return types.Type{}
	}
	t := types.Type{Kind: kind, P: int(d.int()), S: int(d.int())}
	n := d.count()
	named := false
	for range n {
		name := d.text()
		named = named || name != ""
		t.Names = append(t.Names, name)
		t.Elems = append(t.Elems, d.typ(heads, depth+1))
		if d.err != nil {
			return types.Type{}
		}
	}
	if !named {
		t.Names = nil
	}
	return t
}

// kinds returns the kinds by their names.
func kinds() map[string]types.Kind {
	heads := map[string]types.Kind{}
	for k := types.Unknown; k <= types.IPPrefix; k++ {
		heads[k.String()] = k
	}
	return heads
}
