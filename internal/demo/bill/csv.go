package bill

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// csvWriter writes lines as gzipped CSV.
type csvWriter struct {
	zip  *gzip.Writer
	out  *bufio.Writer
	text []byte
	// quoted are the texts of the book as CSV writes them.
	quoted [][]string
}

// newCSV writes the head.
func newCSV(out io.Writer, b *book) (*csvWriter, error) {
	zip, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	w := &csvWriter{zip: zip, out: bufio.NewWriterSize(zip, 1<<18), quoted: make([][]string, len(b.columns))}
	for i, c := range b.table.columns {
		if i > 0 {
			w.text = append(w.text, ',')
		}
		w.text = append(w.text, c.name...)
		for _, text := range b.columns[i].texts {
			w.quoted[i] = append(w.quoted[i], quote(text))
		}
	}
	w.text = append(w.text, '\n')
	_, err = w.out.Write(w.text)
	return w, err
}

// quote writes a text as a cell.
func quote(text string) string {
	if !strings.ContainsAny(text, "\",\n\r") {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

func (w *csvWriter) write(b *book, lines []line, _ *gather) error {
	const form = "2006-01-02T15:04:05Z"
	for i := range lines {
		l := &lines[i]
		codes := l.codes[b.index]
		w.text = w.text[:0]
		for n := range b.table.columns {
			c := &b.table.columns[n]
			if n > 0 {
				w.text = append(w.text, ',')
			}
			switch {
			case c.text != nil:
				w.text = append(w.text, w.quoted[n][codes[n]]...)
			case c.isSlot:
				if l.has&(1<<c.slot) != 0 {
					w.text = appendDecimal(w.text, l.get(c.slot), false)
				}
			case c.id:
				w.text = identity(w.text, l.number)
			case c.interval:
				w.text = append(w.text, b.intervals[b.interval(l)]...)
			case c.moment != nil:
				w.text = c.moment(b.delivery, l).Time().AppendFormat(w.text, form)
			}
		}
		w.text = append(w.text, '\n')
		if _, err := w.out.Write(w.text); err != nil {
			return err
		}
	}
	return nil
}

func (w *csvWriter) close() error { return errors.Join(w.out.Flush(), w.zip.Close()) }

// legacyColumn returns a column as the manifest of the legacy report has it.
func legacyColumn(c column) manifestColumn {
	category, name, ok := strings.Cut(c.name, "/")
	kind := "OptionalString"
	switch {
	case c.isSlot:
		kind = "OptionalBigDecimal"
	case c.moment != nil:
		kind = "DateTime"
	case c.interval:
		kind = "Interval"
	}
	if !ok {
		return manifestColumn{Name: c.name, Type: kind}
	}
	return manifestColumn{Category: category, Name: name, Type: kind}
}
