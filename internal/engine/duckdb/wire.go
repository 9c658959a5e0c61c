package duckdb

import (
	"math"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/sql/wire"
)

// AppendTo adds a row of a batch of rows of an Engine to a block. It does what Value and Block.Add do together, without a Go value for each
// value of DuckDB.
func AppendTo(block *wire.Block, from engine.Batch, row int) error {
	b, ok := from.(*batch)
	if !ok {
		return errForeign
	}
	return block.AddEach(func(column int, dst []byte) ([]byte, error) {
		return b.columns[column].appendTo(dst, uint64(row)) //nolint:gosec // never negative
	})
}

// appendTo appends the value of a row.
func (c *column) appendTo(dst []byte, row uint64) ([]byte, error) {
	if c.null(row) {
		return wire.AppendNull(dst), nil
	}
	switch c.t.Kind { //nolint:exhaustive // the rest takes the longer way
	case types.Boolean:
		return wire.AppendBool(dst, at[bool](c.data, row)), nil
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt, types.Color:
		return wire.AppendInt(dst, c.integer(row)), nil
	case types.Double:
		return wire.AppendDouble(dst, at[float64](c.data, row)), nil
	case types.Varchar, types.Char, types.JSON:
		return wire.AppendString(dst, c.text(row)), nil
	case types.Date:
		return wire.AppendDate(dst, value.Date(at[int32](c.data, row))), nil
	case types.Timestamp:
		return wire.AppendTimestamp(dst, value.Timestamp(at[int64](c.data, row))), nil
	case types.Decimal:
		if n, ok := c.small(row); ok {
			return wire.AppendDecimal(dst, n, c.t.S), nil
		}
	}
	return wire.AppendValue(dst, c.value(row))
}

// small returns a decimal's integer where it fits into 64 bits.
func (c *column) small(row uint64) (int64, bool) {
	if c.kind != bindings.TypeHugeInt {
		return c.integer(row), true
	}
	h := at[hugeint](c.data, row)
	if h.high == 0 && h.low <= math.MaxInt64 || h.high == -1 && h.low > math.MaxInt64 {
		return int64(h.low), true //nolint:gosec // the bits, which are the number here
	}
	return 0, false
}
