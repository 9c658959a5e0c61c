package serde

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"
)

// cloudTrail reads CloudTrail's files: one object with an array Records, each a row, in one or many lines. It streams: only one record is
// in memory. A value that is none of its column's type is an error; objects in string columns, such as requestparameters, are kept as text.
type cloudTrail struct {
	rules jsonRules
	row   *jsonStruct
	tree  jsonTree
}

func newCloudTrail(Definition) (func([]Column, []array.Builder) (any, error), error) {
	return func(columns []Column, fields []array.Builder) (any, error) {
		c := &cloudTrail{}
		var err error
		c.row, err = c.rules.row(columns, fields)
		return c, err
	}, nil
}

// all reads the records of a file.
func (c *cloudTrail) all(ctx context.Context, in io.Reader, next func(size int) error) error {
	s := newJSONStream(in, maxLine)
	err := s.records(ctx, isRecords, func(_ string, record []byte) error {
		if err := c.tree.read(record); err != nil {
			return cursorError("a record is not valid JSON: %s", err)
		}
		root := &c.tree.nodes[1]
		if root.kind != jsonObject {
			return cursorError("a record is not a JSON object: %s", shorten(string(record)))
		}
		if err := c.row.object(&c.tree, root); err != nil {
			return err
		}
		return next(len(record))
	})
	return at(err, s.line)
}

// isRecords tells whether a key is that of CloudTrail's records.
func isRecords(key string) bool { return strings.EqualFold(key, "records") }

// jsonStream cuts the values of arrays such as Records out of a stream.
type jsonStream struct {
	in      io.Reader
	most    int // bytes of a value
	buf     []byte
	at, end int
	line    int64
	eof     bool
}

func newJSONStream(in io.Reader, most int) *jsonStream {
	return &jsonStream{in: in, most: most, buf: make([]byte, firstBuffer), line: 1}
}

// records calls f with the bytes of each value of the arrays whose keys are wanted. A file without such an array has none.
func (s *jsonStream) records(ctx context.Context, wanted func(key string) bool, f func(key string, record []byte) error) error {
	for {
		switch c, err := s.peek(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case c != '{':
			return cursorError("a CloudTrail file must be a JSON object, not one that begins with %q", c)
		}
		if err := s.file(ctx, wanted, f); err != nil {
			return err
		}
	}
}

// file reads one object with records; several may stand in a row in a file.
func (s *jsonStream) file(ctx context.Context, wanted func(key string) bool, f func(key string, record []byte) error) error {
	s.at++
	for {
		c, err := s.must()
		if err != nil {
			return err
		}
		switch c {
		case '}':
			s.at++
			return nil
		case ',':
			s.at++
			continue
		case '"':
		default:
			return cursorError("unexpected character %q between the keys of the file", c)
		}
		text, err := s.value()
		if err != nil {
			return err
		}
		key := string(bytes.Trim(text, `"`))
		if err := s.expect(':'); err != nil {
			return err
		}
		if c, err = s.must(); err != nil {
			return err
		}
		if c == '[' && wanted(key) {
			err = s.array(ctx, func(record []byte) error { return f(key, record) })
		} else {
			_, err = s.value()
		}
		if err != nil {
			return err
		}
	}
}

// array calls f with the values of an array.
func (s *jsonStream) array(ctx context.Context, f func(record []byte) error) error {
	s.at++
	for {
		c, err := s.must()
		if err != nil {
			return err
		}
		switch c {
		case ']':
			s.at++
			return nil
		case ',':
			s.at++
			continue
		}
		record, err := s.value()
		if err != nil {
			return err
		}
		if len(record) == 0 {
			return cursorError("unexpected character %q where a record should stand", c)
		}
		if err := f(record); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

func (s *jsonStream) expect(want byte) error {
	c, err := s.must()
	if err != nil {
		return err
	}
	if c != want {
		return cursorError("unexpected character %q where %q should stand", c, want)
	}
	s.at++
	return nil
}

// must returns the next byte that is no blank; the end of the file is an error.
func (s *jsonStream) must() (byte, error) {
	c, err := s.peek()
	if errors.Is(err, io.EOF) {
		return 0, cursorError("the file ends inside its JSON")
	}
	return c, err
}

func (s *jsonStream) peek() (byte, error) {
	for {
		for ; s.at < s.end; s.at++ {
			switch c := s.buf[s.at]; c {
			case '\n':
				s.line++
			case ' ', '\t', '\r':
			default:
				return c, nil
			}
		}
		if s.eof {
			return 0, io.EOF
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
}

// value returns the bytes of the value that begins here. It only counts braces and quotes: whether the value is right shows when it is read.
func (s *jsonStream) value() ([]byte, error) {
	depth, inString, started := 0, false, false
	for i := 0; ; i++ {
		if s.at+i >= s.end {
			if s.eof {
				return nil, cursorError("the file ends inside its JSON")
			}
			if err := s.fill(); err != nil {
				return nil, err
			}
			i--
			continue
		}
		c := s.buf[s.at+i]
		switch {
		case inString:
			switch c {
			case '\\':
				i++
			case '"':
				inString = false
				if depth == 0 {
					return s.take(i + 1), nil
				}
			}
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth == 0 {
				return s.take(i), nil
			}
			if depth--; depth == 0 {
				return s.take(i + 1), nil
			}
		case depth == 0 && started && (c == ',' || c <= ' ' || c == ':'):
			return s.take(i), nil
		case depth == 0 && i == 0 && (c == ',' || c == ':'):
			return nil, cursorError("unexpected character %q where a value should stand", c)
		}
		started = true
	}
}

// take returns the next n bytes and goes behind them.
func (s *jsonStream) take(n int) []byte {
	value := s.buf[s.at : s.at+n]
	s.line += int64(bytes.Count(value, []byte{'\n'}))
	s.at += n
	return bytes.ToValidUTF8(value, []byte("\ufffd"))
}

// fill reads more bytes behind those that are there.
func (s *jsonStream) fill() error {
	if s.at > 0 {
		s.end = copy(s.buf, s.buf[s.at:s.end])
		s.at = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= s.most {
			return badData("a record is longer than %d bytes", s.most)
		}
		grown := make([]byte, min(2*len(s.buf), s.most))
		copy(grown, s.buf[:s.end])
		s.buf = grown
	}
	n, err := s.in.Read(s.buf[s.end:])
	s.end += n
	if errors.Is(err, io.EOF) {
		s.eof = true
		return nil
	}
	if err != nil {
		return readError(err, s.line)
	}
	return nil
}
