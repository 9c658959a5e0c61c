package source

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// sampleRows is how many rows of a CSV file are read to know it.
const sampleRows = 20

// maxHeader bounds what is read of a CSV file to find its first lines.
const maxHeader = 8 << 20

// maxColumns bounds the columns of a file; a real bill has a few hundred.
const maxColumns = 20000

// ErrEmpty tells that a file holds nothing at all, not even a header.
var ErrEmpty = errors.New("the file is empty")

// Head is what a file says about itself.
type Head struct {
	Encoding Encoding
	Columns  []HeadColumn
	// Rows is the number of rows, -1 where only reading the whole file would tell (CSV).
	Rows int64
	// Sample is the first rows of a CSV file.
	Sample [][]string
}

// HeadColumn is a column as a file names it. The columns of a CSV file are all varchar.
type HeadColumn struct {
	Name string
	Type types.Type
}

// Names returns the names of the columns.
func (h Head) Names() []string {
	names := make([]string, len(h.Columns))
	for i, c := range h.Columns {
		names[i] = c.Name
	}
	return names
}

// ReadHead reads what a file says about itself, whatever its name. Its errors begin with the place.
func ReadHead(r io.ReaderAt, size int64) (Head, error) {
	if size == 0 {
		return Head{}, fmt.Errorf("byte 0: %w", ErrEmpty)
	}
	magic := make([]byte, 4)
	n, err := r.ReadAt(magic, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return Head{}, fmt.Errorf("byte 0: %w", err)
	}
	magic = magic[:n]
	switch {
	case string(magic) == parquetMagic:
		return readFooter(r, size)
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		unzipped, err := gzip.NewReader(io.NewSectionReader(r, 0, size))
		if err != nil {
			return Head{}, fmt.Errorf("byte 0: broken gzip: %w", err)
		}
		return readHeader(unzipped, GzipCSV)
	case bytes.HasPrefix(magic, []byte("PK\x03\x04")):
		return Head{}, errors.New("byte 0: a ZIP file; unpack it, or let the export write gzip or Parquet")
	}
	return readHeader(io.NewSectionReader(r, 0, size), CSV)
}

// readHeader reads the first lines of a CSV file.
func readHeader(r io.Reader, encoding Encoding) (Head, error) {
	rows := csv.NewReader(bufio.NewReader(io.LimitReader(r, maxHeader)))
	names, err := rows.Read()
	if err != nil {
		return Head{}, csvError(err, encoding)
	}
	if len(names) > maxColumns {
		return Head{}, fmt.Errorf("line 1: %d columns are too many for a bill", len(names))
	}
	head := Head{Encoding: encoding, Rows: -1}
	for i, name := range names {
		if i == 0 {
			name = trimMark(name)
		}
		if !utf8.ValidString(name) || bytes.ContainsRune([]byte(name), 0) {
			return Head{}, errors.New("line 1: neither Parquet nor CSV text")
		}
		head.Columns = append(head.Columns, HeadColumn{Name: name, Type: types.Text()})
	}
	for range sampleRows {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return head, csvError(err, encoding)
		}
		head.Sample = append(head.Sample, row)
	}
	return head, nil
}

// CountRows reads a whole CSV file and returns its rows. Its errors begin with the line.
func CountRows(r io.Reader, encoding Encoding) (int64, error) {
	if encoding == GzipCSV {
		unzipped, err := gzip.NewReader(r)
		if err != nil {
			return 0, fmt.Errorf("byte 0: broken gzip: %w", err)
		}
		r = unzipped
	}
	rows := csv.NewReader(bufio.NewReaderSize(r, 1<<20))
	rows.ReuseRecord = true
	for n := int64(-1); ; n++ {
		_, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return max(n, 0), nil
		}
		if err != nil {
			return 0, csvError(err, encoding)
		}
	}
}

// csvError puts the place before an error of reading CSV.
func csvError(err error, encoding Encoding) error {
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		return fmt.Errorf("line %d: %w", parse.Line, parse.Err)
	case errors.Is(err, io.EOF):
		return fmt.Errorf("line 1: %w", ErrEmpty)
	case encoding == GzipCSV && errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("end of file: broken gzip: the file is cut off")
	case encoding == GzipCSV:
		return fmt.Errorf("inside the gzip: broken gzip: %w", err)
	}
	return err
}

// trimMark removes the byte order mark with which some programs begin a text.
func trimMark(s string) string {
	return string(bytes.TrimPrefix([]byte(s), []byte("\uFEFF")))
}
