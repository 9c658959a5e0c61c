package scalar

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// jsonScan reads JSON from its beginning only as far as it is asked to: as in Trino, what stands behind a value that was found
// need not be JSON.
type jsonScan struct {
	text  string
	at    int
	depth int
}

var errJSON = errors.New("no JSON")

// next is the first character of the next value or mark, 0 at the end.
func (s *jsonScan) next() byte {
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// mark reads one of two characters and returns it.
func (s *jsonScan) mark(a, b byte) (byte, error) {
	c := s.next()
	if c == 0 || c != a && c != b {
		return 0, errJSON
	}
	s.at++
	return c, nil
}

// elements calls f before each element of an array, with its place; f reads the element, or stops.
func (s *jsonScan) elements(f func(i int64) (stop bool, err error)) error {
	if err := s.open('['); err != nil {
		return err
	}
	if s.next() == ']' {
		return s.end()
	}
	for i := int64(0); ; i++ {
		if stop, err := f(i); stop || err != nil {
			return err
		}
		c, err := s.mark(',', ']')
		if err != nil {
			return err
		}
		if c == ']' {
			s.depth--
			return nil
		}
	}
}

// members calls f before the value of each member of an object, with its name; f reads the value, or stops.
func (s *jsonScan) members(f func(name string) (stop bool, err error)) error {
	if err := s.open('{'); err != nil {
		return err
	}
	if s.next() == '}' {
		return s.end()
	}
	for {
		if s.next() != '"' {
			return errJSON
		}
		name, err := s.quoted()
		if err != nil {
			return err
		}
		if _, err := s.mark(':', ':'); err != nil {
			return err
		}
		if stop, err := f(name); stop || err != nil {
			return err
		}
		c, err := s.mark(',', '}')
		if err != nil {
			return err
		}
		if c == '}' {
			s.depth--
			return nil
		}
	}
}

func (s *jsonScan) open(c byte) error {
	if _, err := s.mark(c, c); err != nil {
		return err
	}
	s.depth++
	if s.depth > maxDepth {
		return errJSON
	}
	return nil
}

func (s *jsonScan) end() error {
	s.at++
	s.depth--
	return nil
}

// skip reads a value of any kind.
func (s *jsonScan) skip() error {
	switch s.next() {
	case '{':
		return s.members(func(string) (bool, error) { return false, s.skip() })
	case '[':
		return s.elements(func(int64) (bool, error) { return false, s.skip() })
	case '"':
		_, err := s.quoted()
		return err
	}
	_, err := s.plain()
	return err
}

// plain reads a number, true, false or null as it is written.
func (s *jsonScan) plain() (string, error) {
	if c := s.next(); c == '-' || asciiDigit(c) {
		start := s.at
		if !s.number() || s.depth == 0 && s.at < len(s.text) && !strings.ContainsRune(" \t\r\n", rune(s.text[s.at])) {
			return "", errJSON
		}
		return s.text[start:s.at], nil
	}
	for _, word := range []string{"true", "false", "null"} {
		if strings.HasPrefix(s.text[s.at:], word) {
			s.at += len(word)
			if r, _ := utf8.DecodeRuneInString(s.text[s.at:]); r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r) {
				return "", errJSON
			}
			return word, nil
		}
	}
	return "", errJSON
}

func (s *jsonScan) number() bool {
	if s.text[s.at] == '-' {
		s.at++
	}
	start := s.at
	if !s.digits() || s.text[start] == '0' && s.at > start+1 {
		return false
	}
	if s.at < len(s.text) && s.text[s.at] == '.' {
		s.at++
		if !s.digits() {
			return false
		}
	}
	if s.at < len(s.text) && s.text[s.at]|0x20 == 'e' {
		s.at++
		if s.at < len(s.text) && (s.text[s.at] == '+' || s.text[s.at] == '-') {
			s.at++
		}
		return s.digits()
	}
	return true
}

func (s *jsonScan) digits() bool {
	start := s.at
	for s.at < len(s.text) && asciiDigit(s.text[s.at]) {
		s.at++
	}
	return s.at > start
}

// quoted reads a string that begins here and returns its characters.
func (s *jsonScan) quoted() (string, error) {
	s.at++
	start := s.at
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return s.text[start : s.at-1], nil
		case c == '\\':
			return s.escaped(start)
		case c < ' ':
			return "", errJSON
		}
	}
	return "", errJSON
}

// escaped reads the rest of a string from its first escape on.
func (s *jsonScan) escaped(start int) (string, error) {
	b := []byte(s.text[start:s.at])
	for s.at < len(s.text) {
		c := s.text[s.at]
		s.at++
		switch {
		case c == '"':
			return string(b), nil
		case c < ' ':
			return "", errJSON
		case c != '\\':
			b = append(b, c)
			continue
		}
		if s.at == len(s.text) {
			break
		}
		c = s.text[s.at]
		s.at++
		if c == 'u' {
			r, ok := s.unicode()
			if !ok {
				return "", errJSON
			}
			b = utf8.AppendRune(b, r)
			continue
		}
		i := strings.IndexByte(`"\/bfnrt`, c)
		if i < 0 {
			return "", errJSON
		}
		b = append(b, "\"\\/\b\f\n\r\t"[i])
	}
	return "", errJSON
}

// unicode reads what follows \u, with a second escape where the two are one character. Half a character becomes a question mark.
func (s *jsonScan) unicode() (rune, bool) {
	first, ok := s.hex4()
	if !ok || !utf16.IsSurrogate(first) {
		return first, ok
	}
	if strings.HasPrefix(s.text[s.at:], `\u`) {
		before := s.at
		s.at += 2
		second, ok := s.hex4()
		if !ok {
			return 0, false
		}
		if r := utf16.DecodeRune(first, second); r != unicode.ReplacementChar {
			return r, true
		}
		s.at = before
	}
	return '?', true
}

func (s *jsonScan) hex4() (rune, bool) {
	if s.at+4 > len(s.text) {
		return 0, false
	}
	n, err := strconv.ParseUint(s.text[s.at:s.at+4], 16, 32)
	if err != nil {
		return 0, false
	}
	s.at += 4
	return rune(n), true
}

// copy appends the next value without blanks, its members in their order, numbers with a point or an exponent as doubles.
func (s *jsonScan) copy(dst []byte) ([]byte, error) {
	first := true
	comma := func() {
		if !first {
			dst = append(dst, ',')
		}
		first = false
	}
	var err error
	switch s.next() {
	case '{':
		dst = append(dst, '{')
		err = s.members(func(name string) (bool, error) {
			comma()
			dst = append(value.AppendJSON(dst, name, types.Text()), ':')
			var err error
			dst, err = s.copy(dst)
			return false, err
		})
		return append(dst, '}'), err
	case '[':
		dst = append(dst, '[')
		err = s.elements(func(int64) (bool, error) {
			comma()
			var err error
			dst, err = s.copy(dst)
			return false, err
		})
		return append(dst, ']'), err
	case '"':
		text, err := s.quoted()
		return value.AppendJSON(dst, text, types.Text()), err
	}
	text, err := s.plain()
	return appendPlain(dst, text), err
}

// appendPlain appends a number as Java writes it, or true, false or null.
func appendPlain(dst []byte, text string) []byte {
	switch {
	case text == "-0":
		return append(dst, '0')
	case isJSONFloat(text):
		f, _ := strconv.ParseFloat(text, 64) // infinite where it is out of range
		if math.IsInf(f, 0) {
			return append(append(append(dst, '"'), value.Text(f, types.Of(types.Double))...), '"')
		}
		return value.AppendText(dst, f, types.Of(types.Double))
	}
	return append(dst, text...)
}

// isJSONFloat tells whether a plain value is a number with a point or an exponent.
func isJSONFloat(text string) bool {
	return text != "" && (text[0] == '-' || asciiDigit(text[0])) && strings.ContainsAny(text, ".eE")
}
