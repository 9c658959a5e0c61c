package result

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sort"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/sql/wire"
)

// Reader reads a result from any row on. One goroutine uses it.
type Reader struct {
	store  *Store
	id     string
	owner  string
	coder  *coder
	entry  *entry
	writer *Writer // nil where the result was finished when it was opened
	file   *os.File
	body
}

// body is what a file of rows holds.
type body struct {
	columns []typed.Column
	places  []place
}

func (r *Reader) begin() (err error) {
	if r.writer != nil {
		r.file, err = os.Open(r.store.path(r.id, partSuffix))
	}
	if r.writer == nil || errors.Is(err, fs.ErrNotExist) { // it has been finished meanwhile
		r.file, err = os.Open(r.store.path(r.id, rowsSuffix))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return ErrGone
	}
	if err != nil {
		return fmt.Errorf("read result: %w", err)
	}
	if r.writer != nil {
		if r.writer.owner != r.owner {
			return ErrGone
		}
		r.columns, r.coder = r.writer.columns, r.writer.coder
		return nil
	}
	first, err := readOpening(r.file)
	if err != nil {
		return err
	}
	if r.coder, err = r.store.coder.keyed(first, r.id, r.owner); err != nil {
		return err
	}
	info, err := r.file.Stat()
	if err != nil {
		return fmt.Errorf("read result: %w", err)
	}
	r.body, err = readBody(r.coder, r.file, info.Size())
	return err
}

// readBody reads head and index of a finished file.
func readBody(c *coder, in io.ReaderAt, size int64) (body, error) {
	var end [trailerLen]byte
	if size < int64(startLen+len(end)) {
		return body{}, wire.ErrDamaged
	}
	if _, err := in.ReadAt(end[:], size-int64(len(end))); err != nil {
		return body{}, damaged(err)
	}
	index := binary.LittleEndian.Uint64(end[:])
	if string(end[8:]) != magic || index >= uint64(size) {
		return body{}, wire.ErrDamaged
	}
	content, chunks, err := c.open(in, int64(startLen), kindHead)
	if err != nil {
		return body{}, err
	}
	d := wire.NewDecoder(content)
	b := body{columns: d.Columns()}
	if d.Err() != nil || d.Left() > 0 {
		return body{}, wire.ErrDamaged
	}
	if content, _, err = c.open(in, int64(index), kindIndex); err != nil {
		return body{}, err
	}
	d = wire.NewDecoder(content)
	b.places = readPlaces(d, int64(index))
	if d.Err() != nil || d.Left() > 0 || len(b.places) > 0 && b.places[0].at != chunks {
		return body{}, wire.ErrDamaged
	}
	return b, nil
}

// Columns returns the columns of the result; their ids mean nothing.
func (r *Reader) Columns() []typed.Column { return r.columns }

// Rows is how many rows can be read by now.
func (r *Reader) Rows() int64 {
	if r.writer != nil {
		r.places = r.writer.index()
	}
	return r.rows()
}

func (b *body) rows() int64 {
	if len(b.places) == 0 {
		return 0
	}
	last := b.places[len(b.places)-1]
	return last.first + int64(last.rows)
}

// Read returns rows from a row on, counted from 0: at least one and at most n, none at the end of what can be read. It reads one chunk,
// so who wants more asks again.
func (r *Reader) Read(from int64, n int) ([][]value.Value, error) {
	if from < 0 || from >= r.Rows() || n <= 0 {
		return nil, nil
	}
	return r.read(r.coder, r.file, from, n)
}

// read reads the chunk that holds the row.
func (b *body) read(c *coder, in io.ReaderAt, from int64, n int) ([][]value.Value, error) {
	p := b.places[sort.Search(len(b.places), func(i int) bool { return b.places[i].first > from })-1]
	content, _, err := c.open(in, p.at, kindChunk)
	if err != nil {
		return nil, err
	}
	rows, err := wire.ReadBlock(content, len(b.columns))
	if err != nil {
		return nil, err
	}
	if len(rows) != p.rows {
		return nil, wire.ErrDamaged
	}
	rows = rows[from-p.first:]
	return slices.Clip(rows[:min(n, len(rows))]), nil
}

// Close ends the reading.
func (r *Reader) Close() error {
	var err error
	if r.file != nil {
		err = r.file.Close()
	}
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	r.entry.readers--
	if r.entry.gone && r.entry.readers == 0 && r.entry.size > 0 {
		err = errors.Join(err, r.store.unlink(r.id, r.entry))
	}
	return err
}
