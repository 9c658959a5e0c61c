package flowlog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"

	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// The limits that hold whatever a file says.
const (
	maxLine    = 64 << 10
	maxFields  = 200
	maxFormats = 64
)

// reader reads files of text.
type reader struct {
	kind    *Kind
	pages   *feed.Pages
	report  feed.Report
	formats map[string]*format // by header
	shapes  map[*feed.Shape]*format
	fields  [][]byte
}

// fileState is what is known of the file at hand.
type fileState struct {
	key                      string
	account, region, flowLog []byte
	day                      int32 // of records that tell none
	format                   *format
	header                   []byte // the line that names the fields; nil for the default format
	stamped                  bool   // each record stands behind the time at which CloudWatch Logs got it
}

// Reader returns a reader.
func (k *Kind) Reader(sink feed.Sink) (feed.Reader, error) {
	r := &reader{kind: k, formats: map[string]*format{}, shapes: map[*feed.Shape]*format{}}
	r.pages = feed.NewPages(sink, func(shape *feed.Shape, fields []array.Builder) (any, error) { return r.shapes[shape].bind(fields), nil })
	return r, nil
}

// Report returns what was read.
func (r *reader) Report() *feed.Report { return &r.report }

// Flush gives on the rest of the rows.
func (r *reader) Flush() error { return r.pages.Flush() }

var flowLogName = regexp.MustCompile(`_(fl-[0-9a-f]+)_`)

// stateOf makes the state of a file.
func stateOf(f feed.File) *fileState {
	place := feed.PlaceOf(f.Key)
	s := &fileState{key: f.Key, account: []byte(place.Account), region: []byte(place.Region), day: feed.NoDay}
	if m := flowLogName.FindStringSubmatch(path.Base(f.Key)); m != nil {
		s.flowLog = []byte(m[1])
	}
	if !place.Time.IsZero() {
		s.day, _ = feed.DayOf(place.Time.Unix()) // no day where it cannot be one
	}
	return s
}

// Read reads a file.
func (r *reader) Read(ctx context.Context, f feed.File) error {
	plain, err := serde.Decompress(serde.File{Name: f.Key, Body: f.Body})
	if err != nil {
		return r.broken(f.Key, err)
	}
	defer plain.Close() //nolint:errcheck // only read
	state := stateOf(f)
	lines := serde.NewLines(plain, maxLine)
	for n := 0; ; n++ {
		if n&0xfff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line, err := lines.Next()
		switch {
		case errors.Is(err, serde.ErrLong):
			r.report.Refuse(f.Key, feed.Line(lines.Number()), fmt.Sprintf("the line is longer than %d bytes", maxLine))
			if place, reason, ok := feed.Broken(err); ok {
				r.report.Refuse(f.Key, place, reason)
				return nil
			}
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return r.broken(f.Key, err)
		}
		if len(line) == 0 {
			continue
		}
		reason, err := r.line(state, line, lines.Invalid)
		if err != nil {
			return err
		}
		if reason == "" {
			continue
		}
		r.report.Refuse(f.Key, feed.Line(lines.Number()), reason)
		if state.format == nil {
			r.report.Count("files that are no flow logs", 1)
			return nil
		}
	}
}

// broken reports a file whose bytes cannot be read further. Other errors are given back.
func (r *reader) broken(key string, err error) error {
	place, reason, ok := feed.Broken(err)
	if !ok {
		return err
	}
	r.report.Refuse(key, place, reason)
	return nil
}

// line reads one line: a header or a record. A reason tells that it is refused.
func (r *reader) line(s *fileState, line []byte, invalid bool) (reason string, err error) {
	if s.header != nil && bytes.Equal(line, s.header) {
		r.report.Count("repeated headers", 1)
		return "", nil
	}
	if invalid {
		return "bytes that are no UTF-8", nil
	}
	if s.format == nil {
		if reason, done := r.begin(s, line); done {
			return reason, nil
		}
	}
	r.fields = split(line, r.fields[:0])
	if s.stamped && isStamp(r.fields[0]) {
		r.fields = append(r.fields[:0], r.fields[1:]...)
	}
	if len(r.fields) != len(s.format.names) {
		r.fields = dense(r.fields)
	}
	if c := line[0]; c >= 'a' && c <= 'z' && r.kind.names[string(r.fields[0])] && r.kind.isHeader(r.fields) {
		return r.change(s, line), nil
	}
	if len(r.fields) != len(s.format.names) {
		return fmt.Sprintf("%d fields instead of %d", len(r.fields), len(s.format.names)), nil
	}
	return r.record(s, len(line))
}

// begin finds the format of a file by its first line. Done tells that the line is no record.
func (r *reader) begin(s *fileState, line []byte) (reason string, done bool) {
	fields := split(line, nil)
	if r.kind.isHeader(fields) {
		return r.change(s, line), true
	}
	if isStamp(fields[0]) {
		s.stamped = true
		fields = fields[1:]
	}
	if !isDefault(fields) {
		return "no header line names the fields, and they are not those of the default format: " + feed.Shorten(string(line)), true
	}
	s.format = r.formatOf(split([]byte(defaultFields), nil))
	r.report.Count("files without a header", 1)
	return "", false
}

// change takes a line as the header of what follows.
func (r *reader) change(s *fileState, line []byte) (reason string) {
	fields := dense(split(line, nil))
	if len(fields) > maxFields {
		return fmt.Sprintf("the header names more than %d fields", maxFields)
	}
	if s.header != nil {
		r.report.Count("changes of the fields within a file", 1)
	}
	f := r.formatOf(fields)
	if f == nil {
		return fmt.Sprintf("the files have more than %d different headers", maxFormats)
	}
	s.format, s.header = f, bytes.Clone(line)
	return ""
}

// formatOf returns the format of fields, nil when there are too many formats already.
func (r *reader) formatOf(fields [][]byte) *format {
	key := string(bytes.Join(fields, []byte{' '}))
	f, ok := r.formats[key]
	if !ok && len(r.formats) < maxFormats {
		f = r.kind.format(fields)
		r.formats[key], r.shapes[f.shape] = f, f
	}
	return f
}

// dense drops the empty fields that several blanks in a row make.
func dense(fields [][]byte) [][]byte {
	kept := fields[:0]
	for _, f := range fields {
		if len(f) > 0 {
			kept = append(kept, f)
		}
	}
	return kept
}

// record appends the record in r.fields.
func (r *reader) record(s *fileState, size int) (reason string, err error) {
	f := s.format
	day, reason := r.day(s)
	if reason != "" {
		return reason, nil
	}
	page, err := r.pages.Page(f.shape, day)
	if err != nil {
		return "", err
	}
	row, _ := page.Bound.(*row) // made by bind
	reason = row.append(f, r.fields)
	row.more(f, r.fields, s, day)
	if reason != "" {
		return reason, page.Drop(size)
	}
	if f.status >= 0 {
		r.status(r.fields[f.status])
	}
	r.report.Records++
	return "", page.Next(size)
}

// status counts the records that are none of traffic.
func (r *reader) status(text []byte) {
	switch string(text) {
	case "NODATA":
		r.report.Count("NODATA records", 1)
	case "SKIPDATA":
		r.report.Count("SKIPDATA records", 1)
	}
}

// day returns the day of the record in r.fields: that of its start, else of its end, else of the file.
func (r *reader) day(s *fileState) (day int32, reason string) {
	for _, i := range [2]int{s.format.start, s.format.end} {
		if i < 0 || isNull(r.fields[i]) {
			continue
		}
		v, ok := number(r.fields[i], lastSecond)
		if ok {
			day, ok = feed.DayOf(v)
		}
		if !ok {
			return 0, fmt.Sprintf("%s: %q is no time of a record in seconds since 1970", s.format.names[i], feed.Shorten(string(r.fields[i])))
		}
		return day, ""
	}
	return s.day, ""
}

// isDefault tells whether fields are a record of the default format.
func isDefault(fields [][]byte) bool {
	fields = dense(fields)
	if len(fields) != len(split([]byte(defaultFields), nil)) {
		return false
	}
	for _, i := range []int{0, 10, 11} {
		if _, ok := number(fields[i], lastSecond); !ok {
			return false
		}
	}
	status := string(fields[13])
	return status == "OK" || status == "NODATA" || status == "SKIPDATA"
}

// isStamp tells whether a text is a time as CloudWatch Logs exports it: 2015-05-12T18:44:25.000Z.
func isStamp(text []byte) bool {
	return len(text) >= 20 && text[4] == '-' && text[10] == 'T' && text[len(text)-1] == 'Z'
}
