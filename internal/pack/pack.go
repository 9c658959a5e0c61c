// Package pack writes rows in Arrow batches as Parquet files of the lake's own. It promises that a file is written as its batches come,
// that only one batch is in memory, and that the library's panics come back as errors.
//
//	w, err := pack.New(out, schema, pack.Zstd)
//	err = w.Write(batch)        // a row group
//	err = w.Close()
package pack

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// Codec is how pages are compressed.
type Codec int

// The codecs: Snappy is quick, Zstd small.
const (
	Snappy Codec = iota
	Zstd
)

// Writer writes one file.
type Writer struct {
	sink *sink
	w    *pqarrow.FileWriter
	rows int64
}

// New begins a file. The caller closes out after Close.
func New(out io.Writer, schema *arrow.Schema, codec Codec) (w *Writer, err error) {
	defer caught(&err)
	s := &sink{out: out}
	inner, err := pqarrow.NewFileWriter(schema, s, properties(schema, codec), pqarrow.DefaultWriterProps())
	if err != nil {
		return nil, fmt.Errorf("write Parquet: %w", s.first(err))
	}
	return &Writer{sink: s, w: inner}, nil
}

// Write writes a batch as a row group. Columns of text may be dictionaries.
func (w *Writer) Write(batch arrow.RecordBatch) (err error) {
	defer caught(&err)
	w.w.NewRowGroup()
	for _, column := range batch.Columns() {
		if err := w.sink.first(w.w.WriteColumnData(column)); err != nil {
			return fmt.Errorf("write Parquet: %w", err)
		}
	}
	w.rows += batch.NumRows()
	return nil
}

// Rows returns how many rows were written.
func (w *Writer) Rows() int64 { return w.rows }

// Close ends the file.
func (w *Writer) Close() (err error) {
	defer caught(&err)
	if err := w.sink.first(w.w.Close()); err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	return nil
}

// caught turns a panic of the Parquet library, where it meets what it cannot write, into an error: whose fault it is, the file is not written.
func caught(err *error) {
	if r := recover(); r != nil {
		*err = errors.Join(*err, fmt.Errorf("write Parquet: %v", r))
	}
}

// properties says how files are written. The least and the greatest of texts are not kept: finding them costs a tenth of the conversion,
// and the texts of logs are in no order that would let an engine leave a row group out. Great numbers are written as differences: times
// and counts seldom repeat, so that a dictionary of them is large and slow to make.
func properties(schema *arrow.Schema, codec Codec) *parquet.WriterProperties {
	options := []parquet.WriterProperty{
		parquet.WithCompression(compress.Codecs.Snappy), parquet.WithCreatedBy("glaux"), parquet.WithDataPageSize(256 << 10),
	}
	if codec == Zstd {
		options = append(options, parquet.WithCompression(compress.Codecs.Zstd), parquet.WithCompressionLevel(1))
	}
	for _, f := range schema.Fields() {
		switch f.Type.ID() { //nolint:exhaustive // the others are written as the library does
		case arrow.STRING, arrow.BINARY:
			options = append(options, parquet.WithStatsFor(f.Name, false))
		case arrow.INT64, arrow.TIMESTAMP:
			options = append(options, parquet.WithDictionaryFor(f.Name, false), parquet.WithEncodingFor(f.Name, parquet.Encodings.DeltaBinaryPacked))
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
