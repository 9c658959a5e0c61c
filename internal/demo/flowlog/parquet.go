package flowlog

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// schema returns the columns of the Parquet files: names with underscores, numbers as numbers.
func schema(fields []field) *arrow.Schema {
	columns := make([]arrow.Field, len(fields))
	for i, f := range fields {
		var t arrow.DataType = arrow.BinaryTypes.String
		switch {
		case f.number:
			t = arrow.PrimitiveTypes.Int32
		case f.long:
			t = arrow.PrimitiveTypes.Int64
		}
		columns[i] = arrow.Field{Name: strings.ReplaceAll(f.name, "-", "_"), Type: t, Nullable: true}
	}
	return arrow.NewSchema(columns, nil)
}

// writeParquet writes records as a Parquet file with gzip pages, as AWS does. What text has as `-` is NULL.
func writeParquet(out io.Writer, records []record) error {
	fields := customFields()
	properties := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Gzip), parquet.WithCreatedBy("glaux demo"))
	file, err := pqarrow.NewFileWriter(schema(fields), struct{ io.Writer }{out}, properties, pqarrow.DefaultWriterProps())
	if err != nil {
		return err
	}
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema(fields))
	defer builder.Release()
	for i := range records {
		for n, f := range fields {
			if err := appendField(builder.Field(n), f.value(nil, &records[i])); err != nil {
				return fmt.Errorf("field %s: %w", f.name, err)
			}
		}
	}
	batch := builder.NewRecordBatch()
	defer batch.Release()
	if err := file.Write(batch); err != nil {
		return err
	}
	return file.Close()
}

// appendField appends the text of a field to its column.
func appendField(column array.Builder, text []byte) error {
	if string(text) == "-" {
		column.AppendNull()
		return nil
	}
	switch b := column.(type) {
	case *array.StringBuilder:
		b.Append(string(text))
	case *array.Int32Builder:
		n, err := strconv.ParseInt(string(text), 10, 32)
		if err != nil {
			return err
		}
		b.Append(int32(n))
	case *array.Int64Builder:
		n, err := strconv.ParseInt(string(text), 10, 64)
		if err != nil {
			return err
		}
		b.Append(n)
	default:
		return fmt.Errorf("no column of type %T", column)
	}
	return nil
}
