package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/glauxhq/glaux/internal/sql/value"
)

// The bounds of a block.
const (
	MaxRow  = 64 << 20 // bytes of a row
	MaxRows = 1000
)

// ErrTooWide tells that a row is larger than MaxRow.
var ErrTooWide = fmt.Errorf("a row of the result is larger than %d MiB", MaxRow>>20)

// Block gathers rows column by column, which compresses well, and puts one column behind the other.
type Block struct {
	columns [][]byte
	rows    int
	size    int
}

// NewBlock returns a block for rows of so many columns.
func NewBlock(columns int) *Block { return &Block{columns: make([][]byte, columns)} }

// Len is how many rows there are, at most MaxRows where the block is to be read again.
func (b *Block) Len() int { return b.rows }

// Size is how many bytes they take.
func (b *Block) Size() int { return b.size }

// Add adds a row. After an error the block is of no use.
func (b *Block) Add(row []value.Value) error {
	return b.AddEach(func(column int, dst []byte) ([]byte, error) { return AppendValue(dst, row[column]) })
}

// AddEach adds a row whose values are appended, in the form of AppendValue, by a function that is called for each column.
func (b *Block) AddEach(appendTo func(column int, dst []byte) ([]byte, error)) error {
	size := b.size
	for i, column := range b.columns {
		grown, err := appendTo(i, column)
		if err == nil && len(grown)-len(column)+b.size-size > MaxRow {
			err = ErrTooWide
		}
		if err != nil {
			return err
		}
		b.columns[i] = grown
		b.size += len(grown) - len(column)
	}
	b.rows++
	return nil
}

// Content returns the rows, in dst where it is large enough, and empties the block.
func (b *Block) Content(dst []byte) []byte {
	dst = binary.AppendUvarint(dst[:0], uint64(b.rows)) //nolint:gosec // at most MaxRows
	for i, column := range b.columns {
		dst = append(dst, column...)
		b.columns[i] = column[:0]
	}
	b.rows, b.size = 0, 0
	return dst
}

// ReadBlock returns the rows of a block, each with so many columns.
func ReadBlock(content []byte, columns int) ([][]value.Value, error) {
	d := Decoder{b: content}
	n := d.rows()
	if columns > 0 && n > len(d.b)/columns {
		return nil, ErrDamaged
	}
	cells := make([]value.Value, n*columns)
	for c := range columns {
		for r := range n {
			cells[r*columns+c] = d.value(0)
		}
		if d.err != nil {
			return nil, d.err
		}
	}
	if d.err != nil || len(d.b) > 0 {
		return nil, ErrDamaged
	}
	rows := make([][]value.Value, n)
	for r := range rows {
		rows[r] = cells[r*columns : (r+1)*columns : (r+1)*columns]
	}
	return rows, nil
}

// rows reads the number of rows of a block, which may have no columns and so no bytes.
func (d *Decoder) rows() int {
	n, size := binary.Uvarint(d.b)
	if size <= 0 || n > MaxRows {
		d.Fail()
		return 0
	}
	d.b = d.b[size:]
	return int(n) //nolint:gosec // at most MaxRows
}
