package external

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/pack"
	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// writeParquet reads a text file and writes its rows as Parquet: each batch is a row group, and all that is in memory.
func writeParquet(ctx context.Context, format *serde.Format, in serde.File, to io.Writer) error {
	w, err := pack.New(to, format.Schema(), pack.Snappy)
	if err != nil {
		return err
	}
	columns := 0
	write := func(batch arrow.RecordBatch) error {
		if columns += format.Values(); columns > maxChunks {
			return fault.New(fault.Exhausted, serde.TooLarge, fmt.Sprintf(
				"%s: a file with so many columns has more rows than can be converted (%d so far); split it", in.Name, w.Rows()))
		}
		return w.Write(batch)
	}
	return errors.Join(format.Read(ctx, in, write), w.Close())
}

// maxChunks is how many columns all batches of a file have together: what a Parquet file says of each is held until the file ends.
const maxChunks = 1_000_000

// parquet describes the copy of a file that is Parquet itself. Columns are found by their names, whatever the case.
func (l *layout) parquet(f file, path string) (converted, error) {
	in, err := os.Open(path)
	if err != nil {
		return converted{}, l.broken(f, err)
	}
	defer in.Close() //nolint:errcheck // only read
	head, err := source.ReadHead(in, f.object.Size)
	if err != nil || head.Encoding != source.Parquet {
		return converted{}, fault.Wrap(err, fault.Invalid, serde.BadData, "Not valid Parquet file: "+f.path)
	}
	c := converted{path: path, columns: map[string]catalog.FileColumn{}}
	there := map[string]source.HeadColumn{}
	for _, h := range head.Columns {
		if _, twice := there[strings.ToLower(h.Name)]; !twice {
			there[strings.ToLower(h.Name)] = h
		}
	}
	for _, col := range l.columns {
		h, ok := there[col.Name]
		if !ok {
			c.shape += "-;"
			continue
		}
		if !compatible(h.Type, col.Type) {
			return c, fault.New(fault.Invalid, serde.BadData, fmt.Sprintf(
				"Field %s's type %s in parquet file %s is incompatible with type %s defined in table schema", h.Name, h.Type, f.path, col.Type))
		}
		c.shape += fmt.Sprintf("%q %s;", h.Name, h.Type.SQL())
		c.columns[col.Name] = catalog.FileColumn{Name: h.Name, Type: h.Type}
	}
	return c, nil
}

// compatible tells whether Athena reads a column of a Parquet file as a column of a table.
func compatible(in, want types.Type) bool {
	switch want.Kind { //nolint:exhaustive // the rest as below
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt:
		return in.IsInteger() || in.Kind == types.Decimal && in.S == 0
	case types.Decimal:
		return in.IsInteger() || in.Kind == types.Decimal
	case types.Double:
		return in.Kind == types.Double || in.Kind == types.Real
	case types.Real:
		return in.Kind == types.Real
	case types.Varchar, types.Char, types.Varbinary:
		return in.IsText() || in.Kind == types.Varbinary || in.Kind == types.JSON || in.Kind == types.UUID
	case types.Timestamp:
		return in.Kind == types.Timestamp || in.Kind == types.TimestampTZ
	}
	return in.Kind == want.Kind
}
