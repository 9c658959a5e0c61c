package duckdb

import (
	"fmt"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// maxElements bounds the elements of one array or map, with those of what is in it, that leaves DuckDB: a Go value takes some
// hundred bytes for each, and nothing can stop the making of one.
const maxElements = 1 << 24

// elements counts the elements of the value of a row, and stops counting beyond maxElements.
func (c *column) elements(row uint64) uint64 {
	if len(c.kids) == 0 || c.null(row) {
		return 0
	}
	switch c.id {
	case bindings.TypeList, bindings.TypeMap:
		entry := at[listEntry](c.data, row)
		n := entry.length
		for k := range c.kids {
			if !c.kids[k].lists() {
				continue
			}
			for i := uint64(0); i < entry.length && n <= maxElements; i++ {
				n += c.kids[k].elements(entry.offset + i)
			}
		}
		return n
	}
	n := uint64(0)
	for k := range c.kids {
		n += c.kids[k].elements(row)
	}
	return n
}

// lists tells whether values of the column can have elements.
func (l *layout) lists() bool {
	if l.id == bindings.TypeList || l.id == bindings.TypeMap {
		return true
	}
	for _, kid := range l.kids {
		if kid.lists() {
			return true
		}
	}
	return false
}

// tooLarge refuses a chunk with a value of too many elements.
func (b *batch) tooLarge() error {
	for i := range b.columns {
		c := &b.columns[i]
		if !c.lists() {
			continue
		}
		for row := range uint64(b.length) { //nolint:gosec // never negative
			if c.elements(row) > maxElements {
				return fault.New(fault.Exhausted, string(diag.ExceededLocalMemoryLimit), tooManyElements)
			}
		}
	}
	return nil
}

//nolint:gochecknoglobals // a constant sentence
var tooManyElements = fmt.Sprintf("A value of more than %d elements is too large", maxElements)
