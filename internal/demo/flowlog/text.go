package flowlog

import (
	"bufio"
	"io"

	"github.com/klauspost/compress/gzip"
)

// writeText writes records as gzipped text: a header line, then a line for each, fields with blanks between them.
func writeText(out io.Writer, fields []field, records []record) error {
	packed, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return err
	}
	buffer := bufio.NewWriter(packed)
	var line []byte
	for i, f := range fields {
		if i > 0 {
			line = append(line, ' ')
		}
		line = append(line, f.name...)
	}
	if _, err := buffer.Write(append(line, '\n')); err != nil {
		return err
	}
	for i := range records {
		line = line[:0]
		for n := range fields {
			if n > 0 {
				line = append(line, ' ')
			}
			line = fields[n].value(line, &records[i])
		}
		if _, err := buffer.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	return packed.Close()
}
