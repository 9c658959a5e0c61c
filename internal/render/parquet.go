package render

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// rowsOfGroup is how many rows a row group of a Parquet file holds, and how many rows are in memory at most.
const rowsOfGroup = 32_768

// parquetWriter writes a Parquet file with the Parquet types that stand closest to Trino's (see arrowType).
type parquetWriter struct {
	out     io.Writer
	sink    *sink
	columns []typed.Column
	file    *pqarrow.FileWriter
	rows    *array.RecordBuilder
	held    int
	codec   compress.Compression
	level   int
}

// NewParquet returns a Writer of Parquet with a compression of that name: none, snappy, gzip, zstd or brotli. Level is the effort of that
// compression, 0 for the usual one.
func NewParquet(codec string, level int, out io.Writer) (Writer, error) {
	codecs := map[string]compress.Compression{
		"none": compress.Codecs.Uncompressed, "snappy": compress.Codecs.Snappy, "gzip": compress.Codecs.Gzip,
		"zstd": compress.Codecs.Zstd, "brotli": compress.Codecs.Brotli,
	}
	chosen, ok := codecs[codec]
	if !ok {
		return nil, fmt.Errorf("no compression %q in Parquet", codec)
	}
	return &parquetWriter{out: out, codec: chosen, level: level}, nil
}

// Begin writes the head of the file. Names that stand twice get a number.
func (w *parquetWriter) Begin(columns []typed.Column) error {
	if len(columns) == 0 {
		return errors.New("a Parquet file needs at least one column")
	}
	w.columns = columns
	fields := make([]arrow.Field, len(columns))
	for i, name := range unique(columns) {
		fields[i] = arrow.Field{Name: name, Type: arrowType(columns[i].Type), Nullable: true}
	}
	schema := arrow.NewSchema(fields, nil)
	options := []parquet.WriterProperty{
		parquet.WithCompression(w.codec), parquet.WithCreatedBy("glaux"), parquet.WithMaxRowGroupLength(rowsOfGroup),
	}
	if w.level != 0 {
		options = append(options, parquet.WithCompressionLevel(w.level))
	}
	properties := parquet.NewWriterProperties(options...)
	w.sink = &sink{out: w.out}
	file, err := pqarrow.NewFileWriter(schema, w.sink, properties, pqarrow.NewArrowWriterProperties())
	if err = w.sink.first(err); err != nil {
		return err
	}
	w.file = file
	w.rows = array.NewRecordBuilder(memory.DefaultAllocator, schema)
	return nil
}

// Row holds a row until its group is full.
func (w *parquetWriter) Row(row []value.Value) error {
	for i, v := range row {
		if err := appendArrow(w.rows.Field(i), v, w.columns[i].Type); err != nil {
			return err
		}
	}
	w.held++
	if w.held < rowsOfGroup {
		return nil
	}
	return w.group()
}

// group writes the rows held as a row group.
func (w *parquetWriter) group() error {
	w.held = 0
	record := w.rows.NewRecordBatch()
	defer record.Release()
	return w.sink.first(w.file.Write(record))
}

// End writes what is left and the foot of the file, without which the file is none.
func (w *parquetWriter) End() error {
	defer w.rows.Release()
	if w.held > 0 {
		if err := w.group(); err != nil {
			return errors.Join(err, w.file.Close())
		}
	}
	return w.sink.first(w.file.Close())
}

// sink keeps the first error of a writer and takes everything after it, because the Parquet library panics where it cannot
// write. It also hides that the writer may be one that can be closed: who opened it closes it.
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
