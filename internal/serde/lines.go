package serde

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// lines splits a text into lines as Hadoop does: they end with \n, \r\n or \r; a byte order mark at the beginning is dropped. Bytes
// that are no UTF-8 become U+FFFD, as in Java. A line is valid until the next is read.
type lines struct {
	in      io.Reader
	buf     []byte
	at, end int
	eof     bool
	number  int64 // of the line given last
	most    int   // bytes of a line
	invalid bool  // whether a line had bytes that are no UTF-8
	long    bool  // whether reading stopped in a line that is too long
	skipped int   // lines that were read as a header

	foot int      // lines to leave out at the end
	held [][]byte // the lines that may be of the foot
	size int      // their bytes
	give []byte
}

const firstBuffer = 256 << 10

func newLines(in io.Reader, foot int) *lines {
	return &lines{in: in, buf: make([]byte, firstBuffer), foot: foot, most: maxLine}
}

// next returns the next line, or io.EOF.
func (l *lines) next() ([]byte, error) {
	if l.foot == 0 {
		return l.raw()
	}
	for len(l.held) < l.foot {
		line, err := l.raw()
		if err != nil {
			return nil, err
		}
		if err := l.hold(line); err != nil {
			return nil, err
		}
	}
	line, err := l.raw()
	if err != nil {
		return nil, err
	}
	l.give = l.held[0]
	l.held, l.size = l.held[1:], l.size-len(l.give)
	return l.give, l.hold(line)
}

// hold keeps a line that may be of the foot.
func (l *lines) hold(line []byte) error {
	if l.size += len(line); l.size > maxFoot {
		return at(&DataError{Code: TooLarge, Msg: fmt.Sprintf("the %d lines that may be its footer take more than %d MiB of memory", l.foot, maxFoot>>20)}, l.number)
	}
	l.held = append(l.held, bytes.Clone(line))
	return nil
}

// raw returns the next line, of the foot too.
func (l *lines) raw() ([]byte, error) {
	line, err := l.cut()
	if err != nil {
		return nil, err
	}
	if l.number == 0 {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	l.number++
	if !utf8.Valid(line) {
		l.invalid = true
		line = bytes.ToValidUTF8(line, []byte("\ufffd"))
	}
	return line, nil
}

// cut returns the bytes up to the next end of a line.
func (l *lines) cut() ([]byte, error) {
	from := 0 // what was searched already
	for {
		if i := endOfLine(l.buf[l.at+from : l.end]); i >= 0 {
			i += l.at + from
			next := i + 1
			if l.buf[i] == '\r' {
				if next == l.end && !l.eof { // \n may follow
					if err := l.fill(); err != nil {
						return nil, err
					}
					from = 0
					continue
				}
				if next < l.end && l.buf[next] == '\n' {
					next++
				}
			}
			line := l.buf[l.at:i]
			l.at = next
			return line, nil
		}
		from = l.end - l.at
		if l.eof {
			if from == 0 {
				return nil, io.EOF
			}
			line := l.buf[l.at:l.end]
			l.at = l.end
			return line, nil
		}
		if err := l.fill(); err != nil {
			return nil, err
		}
	}
}

// rest goes behind a line that is too long.
func (l *lines) rest() error {
	l.long = false
	l.number++
	for {
		i := endOfLine(l.buf[l.at:l.end])
		if i >= 0 {
			l.at += i // what follows is read as the end of an empty line
			_, err := l.cut()
			return err
		}
		l.at = l.end
		if l.eof {
			return nil
		}
		if err := l.fill(); err != nil {
			return err
		}
	}
}

// endOfLine returns the position of the first \n or \r, -1 where there is none.
func endOfLine(b []byte) int {
	n := bytes.IndexByte(b, '\n')
	if n >= 0 {
		b = b[:n]
	}
	if r := bytes.IndexByte(b, '\r'); r >= 0 {
		return r
	}
	return n
}

// fill reads more bytes behind those that are there.
func (l *lines) fill() error {
	if l.at > 0 {
		l.end = copy(l.buf, l.buf[l.at:l.end])
		l.at = 0
	}
	if l.end == len(l.buf) {
		if len(l.buf) >= l.most {
			l.long = true
			return at(badData("a line is longer than %d bytes", l.most), l.number+1)
		}
		grown := make([]byte, min(2*len(l.buf), l.most))
		copy(grown, l.buf[:l.end])
		l.buf = grown
	}
	for range 100 {
		n, err := l.in.Read(l.buf[l.end:])
		l.end += n
		if errors.Is(err, io.EOF) {
			l.eof = true
			return nil
		}
		if err != nil {
			return readError(err, l.number+1)
		}
		if n > 0 {
			return nil
		}
	}
	return io.ErrNoProgress
}

// readError is an error of what stands below: a broken compression, a file that cannot be read, the end of a context.
func readError(err error, line int64) error {
	if broken := broken(err); broken != "" {
		return at(badData("%s", broken), line)
	}
	return err
}

// lineCount reads a property that counts lines to leave out.
func lineCount(properties map[string]string, name string) (int, error) {
	text, ok := properties[name]
	if !ok {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 || n > maxSkipped {
		return 0, &Invalid{fmt.Sprintf("invalid value for %s property: %s", name, text)}
	}
	return n, nil
}
