package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// maxColumns is how many columns rows may have.
const maxColumns = 1 << 16

// AppendColumns appends names and types of columns.
func AppendColumns(dst []byte, columns []typed.Column) ([]byte, error) {
	if len(columns) > maxColumns {
		return nil, fmt.Errorf("write columns: %d columns", len(columns))
	}
	dst = binary.AppendUvarint(dst, uint64(len(columns)))
	for _, c := range columns {
		dst = AppendType(AppendText(dst, c.Name), c.Type)
	}
	return dst, nil
}

// AppendType appends a type: its head by name, as the numbers of kinds may change, its parameters, elements and names.
func AppendType(dst []byte, t types.Type) []byte {
	dst = AppendText(dst, t.Kind.String())
	dst = binary.AppendVarint(dst, int64(t.P))
	dst = binary.AppendVarint(dst, int64(t.S))
	dst = binary.AppendUvarint(dst, uint64(len(t.Elems)))
	for i := range t.Elems {
		dst = AppendText(dst, t.FieldName(i))
		dst = AppendType(dst, t.Elems[i])
	}
	return dst
}

// Columns reads what AppendColumns wrote. Their ids mean nothing.
func (d *Decoder) Columns() []typed.Column {
	n := d.Count()
	if n > maxColumns {
		d.Fail()
		return nil
	}
	heads := kinds()
	columns := make([]typed.Column, n)
	for i := range columns {
		columns[i].Name = d.Text()
		if columns[i].Type = d.typ(heads, 0); d.err != nil {
			return nil
		}
	}
	return columns
}

// Type reads what AppendType wrote.
func (d *Decoder) Type() types.Type { return d.typ(kinds(), 0) }

func (d *Decoder) typ(heads map[string]types.Kind, depth int) types.Type {
	kind, ok := heads[d.Text()]
	if !ok || depth > maxNested {
		d.Fail()
		return types.Type{}
	}
	t := types.Type{Kind: kind, P: int(d.Int()), S: int(d.Int())}
	n := d.Count()
	named := false
	for range n {
		name := d.Text()
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
