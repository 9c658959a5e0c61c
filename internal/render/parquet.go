package render

import (
	"errors"
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
	columns []typed.Column
	file    *pqarrow.FileWriter
	rows    *array.RecordBuilder
	held    int
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
	properties := parquet.NewWriterProperties(
		parquet.WithCompression(compress.Codecs.Snappy), parquet.WithCreatedBy("glaux"), parquet.WithMaxRowGroupLength(rowsOfGroup))
	file, err := pqarrow.NewFileWriter(schema, onlyWriter{w.out}, properties, pqarrow.NewArrowWriterProperties())
	if err != nil {
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
	return w.file.Write(record)
}

// End writes what is left and the foot of the file, without which the file is none.
func (w *parquetWriter) End() error {
	defer w.rows.Release()
	if w.held > 0 {
		if err := w.group(); err != nil {
			return errors.Join(err, w.file.Close())
		}
	}
	return w.file.Close()
}

// onlyWriter hides that a writer can also be closed: who opened it closes it.
type onlyWriter struct{ io.Writer }
