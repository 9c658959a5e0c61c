package result

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/sql/wire"
)

// Writer writes a result. One goroutine appends; Flush and Rows may be called from others.
type Writer struct {
	store   *Store
	id      string
	columns []typed.Column
	entry   *entry
	opening opening
	owner   string
	coder   *coder

	mu      sync.Mutex
	file    *os.File
	at      int64
	block   *wire.Block
	places  []place
	rows    int64 // in whole chunks
	content []byte
	frame   []byte
	err     error
	ended   bool // finished or discarded
}

// begin makes the file and writes its head.
func (w *Writer) begin() error {
	file, err := os.OpenFile(w.store.path(w.id, partSuffix), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("keep result: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.file = file
	head, err := wire.AppendColumns(nil, w.columns)
	if err != nil {
		return err
	}
	if err := w.write(w.opening[:]); err != nil {
		return err
	}
	return w.write(w.coder.seal(nil, kindHead, head, w.at))
}

// write appends bytes to the file.
func (w *Writer) write(b []byte) error {
	if err := w.store.reserve(w.entry, int64(len(b))); err != nil {
		return err
	}
	if _, err := w.file.Write(b); err != nil {
		return fmt.Errorf("keep result: %w", err)
	}
	w.at += int64(len(b))
	return nil
}

// Append adds a row, which is read by the time it returns. The first error ends the result.
func (w *Writer) Append(row []value.Value) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	if len(row) != len(w.columns) {
		w.err = fmt.Errorf("keep result: a row of %d values for %d columns", len(row), len(w.columns))
		return w.err
	}
	if w.err = w.block.Add(row); w.err != nil {
		if errors.Is(w.err, wire.ErrTooWide) {
			w.err = fault.Wrap(w.err, fault.Exhausted, "EXCEEDED_ROW_LIMIT", w.err.Error())
		}
		return w.err
	}
	most := maxChunkRows
	if w.rows == 0 {
		most = firstChunkRows
	}
	if w.block.Len() >= most || w.block.Size() >= chunkBytes {
		w.flush()
	}
	return w.err
}

// Flush makes the rows so far readable.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flush()
	return w.err
}

func (w *Writer) flush() {
	if w.err != nil || w.block.Len() == 0 {
		return
	}
	at, rows := w.at, w.block.Len()
	w.content = w.block.Content(w.content)
	w.frame = w.coder.seal(w.frame, kindChunk, w.content, at)
	if w.err = w.write(w.frame); w.err != nil {
		return
	}
	w.places = append(w.places, place{at: at, first: w.rows, rows: rows})
	w.rows += int64(rows)
}

// Rows is how many rows can be read by now.
func (w *Writer) Rows() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.rows
}

// index returns the places of the chunks so far.
func (w *Writer) index() []place {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.places[:len(w.places):len(w.places)]
}

// Finish makes the result whole: from now on it survives. An error leaves nothing.
func (w *Writer) Finish() error {
	w.mu.Lock()
	w.flush()
	err := w.err
	if err == nil {
		err = w.close()
	}
	w.ended = err == nil
	w.mu.Unlock()
	if err != nil {
		return errors.Join(err, w.Discard())
	}
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	w.entry.writer = nil
	return nil
}

// close writes the index, makes all durable and gives the file its name.
func (w *Writer) close() error {
	index := w.at
	end := w.coder.seal(nil, kindIndex, appendPlaces(nil, w.places), index)
	end = binary.LittleEndian.AppendUint64(end, uint64(index)) //nolint:gosec // not negative
	if err := w.write(append(end, magic...)); err != nil {
		return err
	}
	err := errors.Join(w.file.Sync(), w.file.Close())
	w.file = nil
	w.err = errors.New("keep result: it is finished")
	if err == nil {
		err = os.Rename(w.store.path(w.id, partSuffix), w.store.path(w.id, rowsSuffix))
	}
	if err == nil {
		err = lake.SyncDir(w.store.dir)
	}
	if err != nil {
		return fmt.Errorf("keep result: %w", err)
	}
	return nil
}

// Discard ends the result and deletes what there is of it. It does nothing to a finished one.
func (w *Writer) Discard() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return nil
	}
	w.ended = true
	w.err = ErrGone
	var errs []error
	if w.file != nil {
		errs = append(errs, w.file.Close())
		w.file = nil
	}
	for _, suffix := range []string{partSuffix, rowsSuffix} {
		if err := os.Remove(w.store.path(w.id, suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	w.entry.writer = nil
	w.entry.gone = true
	w.store.total -= w.entry.size
	w.entry.size = 0
	delete(w.store.entries, w.id)
	return errors.Join(errs...)
}
