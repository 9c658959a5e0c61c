package external

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// writeParquet reads a text file and writes its rows as Parquet: each batch is a row group, and all that is in memory.
func writeParquet(ctx context.Context, format *serde.Format, in serde.File, to io.Writer) (err error) {
	out := &sink{out: to}
	defer func() {
		// The Parquet library panics where it meets what it cannot write; whose fault it is, the file is not converted.
		if r := recover(); r != nil {
			err = fmt.Errorf("write Parquet: %v", r)
		}
	}()
	w, err := pqarrow.NewFileWriter(format.Schema(), out, writerProperties(format.Schema()), pqarrow.DefaultWriterProps())
	if err != nil {
		return fmt.Errorf("write Parquet: %w", out.first(err))
	}
	err = format.Read(ctx, in, func(batch arrow.RecordBatch) error {
		w.NewRowGroup()
		for _, column := range batch.Columns() {
			if err := out.first(w.WriteColumnData(column)); err != nil {
				return fmt.Errorf("write Parquet: %w", err)
			}
		}
		return nil
	})
	return errors.Join(err, out.first(w.Close()))
}

// writerProperties says how converted files are written. The least and the greatest of texts are not kept: finding them costs a tenth of
// the conversion, and the texts of logs are in no order that would let an engine leave a row group out.
func writerProperties(schema *arrow.Schema) *parquet.WriterProperties {
	options := []parquet.WriterProperty{
		parquet.WithCompression(compress.Codecs.Snappy), parquet.WithCreatedBy("glaux"),
		parquet.WithDataPageSize(256 << 10),
	}
	for _, f := range schema.Fields() {
		if f.Type.ID() == arrow.STRING || f.Type.ID() == arrow.BINARY {
			options = append(options, parquet.WithStatsFor(f.Name, false))
		}
	}
	return parquet.NewWriterProperties(options...)
}

// sink keeps the first error of a writer and takes everything after it, because the Parquet library panics where it cannot write.
type sink struct {
	out io.Writer
	err error
}

// Write writes p unless a former write failed.
func (s *sink) Write(p []byte) (int, error) {
	if s.err == nil {
		_, s.err = s.out.Write(p)
	}
	return len(p), nil
}

// first returns the writer's error where there is one, for it is the cause, and err otherwise.
func (s *sink) first(err error) error {
	if s.err != nil {
		return s.err
	}
	return err
}

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
