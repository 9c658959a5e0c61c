package flowlog

import (
	"bufio"
	"io"

	"github.com/klauspost/compress/gzip"
)

// textWriter writes files of text, one after the other.
type textWriter struct {
	packed *gzip.Writer
	buffer *bufio.Writer
	line   []byte
}

func newTextWriter() (*textWriter, error) {
	const room = 1 << 16
	packed, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	return &textWriter{packed: packed, buffer: bufio.NewWriterSize(packed, room)}, nil
}

// write writes records as gzipped text: a header line, then a line for each, fields with blanks between them.
func (w *textWriter) write(out io.Writer, fields []field, records []record) error {
	w.packed.Reset(out)
	w.buffer.Reset(w.packed)
	w.line = w.line[:0]
	for i, f := range fields {
		if i > 0 {
			w.line = append(w.line, ' ')
		}
		w.line = append(w.line, f.name...)
	}
	for i := range records {
		w.line = append(w.line, '\n')
		if _, err := w.buffer.Write(w.line); err != nil {
			return err
		}
		w.line = w.line[:0]
		for n := range fields {
			if n > 0 {
				w.line = append(w.line, ' ')
			}
			w.line = fields[n].value(w.line, &records[i])
		}
	}
	if _, err := w.buffer.Write(append(w.line, '\n')); err != nil {
		return err
	}
	if err := w.buffer.Flush(); err != nil {
		return err
	}
	return w.packed.Close()
}
