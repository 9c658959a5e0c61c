package serde

import (
	"errors"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// The parts of this package that readers of logs use, who keep the good rows of a bad file: bytes without compression, lines, numbers,
// rows, and records of JSON.

// Rows collects rows in columns and gives them on in batches. A row is complete when every field has one value more; one that turns out
// to be bad is completed all the same, and cut out with Drop.
type Rows struct {
	b   *batch
	all *array.RecordBuilder
	cut []int64 // rows of the batch at hand that are not given on
}

// NewRows returns rows of the columns. A batch is released after give returns; columns of text may be dictionaries in it.
func NewRows(columns []Column, give func(arrow.RecordBatch) error) (*Rows, error) {
	schema, err := schemaOf(columns)
	if err != nil {
		return nil, err
	}
	r := &Rows{all: array.NewRecordBuilder(memory.DefaultAllocator, schema)}
	r.b = &batch{schema: schema, fields: withWords(columns, r.all.Fields(), memory.DefaultAllocator), values: valuesOf(schema.Fields()), give: func(batch arrow.RecordBatch) error {
		return r.give(batch, give)
	}}
	return r, nil
}

// Schema returns the Arrow schema of the columns.
func (r *Rows) Schema() *arrow.Schema { return r.b.schema }

// Fields returns what the values of each column are appended to. That of a column of text is a Text.
func (r *Rows) Fields() []array.Builder { return r.b.fields }

// Held returns how many rows have been collected since the last batch.
func (r *Rows) Held() int { return r.b.held }

// Next ends a row; bytes is its size in the file.
func (r *Rows) Next(bytes int) error { return r.b.next(bytes) }

// Drop ends a row that is not to be given on.
func (r *Rows) Drop(bytes int) error {
	r.cut = append(r.cut, int64(r.b.held))
	return r.b.next(bytes)
}

// Flush gives on what has been collected.
func (r *Rows) Flush() error { return r.b.flush() }

// Release lets the memory go.
func (r *Rows) Release() {
	r.b.release()
	r.all.Release()
}

// give gives the rows on that are not cut out.
func (r *Rows) give(batch arrow.RecordBatch, give func(arrow.RecordBatch) error) error {
	if len(r.cut) == 0 {
		return give(batch)
	}
	from := int64(0)
	for _, at := range append(r.cut, batch.NumRows()) {
		if at > from {
			part := batch.NewSlice(from, at)
			err := give(part)
			part.Release()
			if err != nil {
				return err
			}
		}
		from = at + 1
	}
	r.cut = r.cut[:0]
	return nil
}

// Text is what values of a column of text are appended to.
type Text interface {
	array.Builder
	// Put appends a text, which it does not keep.
	Put(text []byte)
}

// Put appends a text.
func (w *words) Put(text []byte) { w.put(text) }

// ParseInt reads an integer at the beginning of a text and returns what follows.
func ParseInt(text []byte) (v int64, rest []byte, ok bool) { return parseInt(text) }

// ColumnName makes a name of a column of a word of a header: pkt-src-aws-service becomes pkt_src_aws_service.
func ColumnName(word string) string { return columnName(word) }

// ParseInstant reads a time of ISO 8601 as microseconds since 1970; without a zone it is in UTC.
func ParseInstant(text []byte) (micros int64, ok bool) { return parseInstant(text) }

// ErrBomb tells that a file grows beyond all measure when it is decompressed. Test with errors.Is.
var ErrBomb = errors.New("the file grows to more than 300 times its size, as no log does: it is not read further")

// The measure: what a file may grow to at any rate, and how many times its bytes.
const (
	freeGrowth = 64 << 20
	maxGrowth  = 300
)

// Decompress returns the plain bytes of a file, as Format.Read reads them, and fails with ErrBomb where they are too many. Other errors
// of a broken stream are *DataError.
func Decompress(file File) (io.ReadCloser, error) {
	in := &counted{in: file.Body}
	file.Body = in
	plain, err := decompress(file)
	if err != nil {
		return nil, err
	}
	return &measured{ReadCloser: plain, packed: in}, nil
}

type counted struct {
	in io.Reader
	n  int64
}

// Read counts what it reads.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err //nolint:wrapcheck // a reader gives errors on as they are
}

type measured struct {
	io.ReadCloser
	packed *counted
	n      int64
}

// Read compares what it reads with what that was made of.
func (m *measured) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	m.n += int64(n)
	if m.n > freeGrowth && m.n/maxGrowth > m.packed.n {
		return 0, ErrBomb
	}
	return n, err //nolint:wrapcheck // a reader gives errors on as they are
}

// Lines splits a text into lines as Format.Read does, but goes on after lines that are too long.
type Lines struct {
	in      *lines
	max     int
	Invalid bool // whether the line given last had bytes that are no UTF-8; each stands there as U+FFFD
}

// NewLines returns the lines of a text, of at most so many bytes each.
func NewLines(in io.Reader, most int) *Lines {
	l := newLines(in, 0)
	l.most = most
	return &Lines{in: l, max: most}
}

// Number returns the number of the line given last, counted from 1.
func (l *Lines) Number() int64 { return l.in.number }

// ErrLong tells that a line is longer than it may be. Test with errors.Is.
var ErrLong = errors.New("the line is too long")

// Next returns the next line, which is valid until the next call, or io.EOF. After ErrLong it can be called again.
func (l *Lines) Next() ([]byte, error) {
	l.in.invalid = false
	line, err := l.in.raw()
	switch {
	case l.in.long:
		return nil, errors.Join(ErrLong, l.in.rest())
	case err == nil && len(line) > l.max:
		return nil, ErrLong
	}
	l.Invalid = l.in.invalid
	return line, err
}
