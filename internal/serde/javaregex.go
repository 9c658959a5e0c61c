package serde

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// javaPattern is a regular expression of Java as Go can run it. What Go's engine, which never takes more than linear time, cannot
// express is refused by name: looking around, references back, possessive and atomic groups, classes made of classes. Only conditions
// at the very beginning, `^(?!#)…`, can be told apart from the rest, and are tested before it.
type javaPattern struct {
	match  *regexp.Regexp
	before []condition
}

// condition is a lookahead at the beginning.
type condition struct {
	match *regexp.Regexp
	not   bool
}

// maxRegex bounds the length of a pattern.
const maxRegex = 64 << 10

// compileJava compiles a pattern; whole tells that it must match a line from end to end.
func compileJava(pattern string, whole, ignoreCase bool) (*javaPattern, error) {
	if len(pattern) > maxRegex {
		return nil, &Invalid{fmt.Sprintf("the regular expression is longer than %d characters", maxRegex)}
	}
	p := &javaPattern{}
	flags := "(?:"
	if ignoreCase {
		flags = "(?i:"
	}
	body := pattern
	if whole || strings.HasPrefix(body, "^") {
		var err error
		if body, err = p.conditions(body, flags); err != nil {
			return nil, err
		}
	}
	text, err := translate(body)
	if err != nil {
		return nil, err
	}
	text = flags + text + ")"
	if whole {
		text = `\A` + text + `\z`
	}
	if p.match, err = regexp.Compile(text); err != nil {
		return nil, &Invalid{fmt.Sprintf("invalid regular expression %q: %s", shorten(pattern), err)}
	}
	return p, nil
}

// conditions takes lookaheads off the beginning.
func (p *javaPattern) conditions(pattern, flags string) (string, error) {
	anchor, rest := "", pattern
	if strings.HasPrefix(rest, "^") {
		anchor, rest = "^", rest[1:]
	}
	for strings.HasPrefix(rest, "(?!") || strings.HasPrefix(rest, "(?=") {
		end := groupEnd(rest)
		if end < 0 {
			return "", &Invalid{fmt.Sprintf("invalid regular expression %q: a group does not end", shorten(pattern))}
		}
		text, err := translate(rest[3:end])
		if err != nil {
			return "", err
		}
		re, err := regexp.Compile(`\A` + flags + text + ")")
		if err != nil {
			return "", &Invalid{fmt.Sprintf("invalid regular expression %q: %s", shorten(pattern), err)}
		}
		p.before = append(p.before, condition{match: re, not: rest[2] == '!'})
		rest = rest[end+1:]
	}
	if len(p.before) > 0 && topLevelOr(rest) {
		return "", refusedRegex("looking ahead in one of several alternatives")
	}
	return anchor + rest, nil
}

// groupEnd returns the place of the parenthesis that ends the group at the beginning, -1 where there is none.
func groupEnd(pattern string) int {
	end := -1
	scanGroups(pattern, func(i, depth int) bool {
		if pattern[i] == ')' && depth == 0 {
			end = i
		}
		return end < 0
	})
	return end
}

// topLevelOr tells whether a pattern has alternatives outside of groups.
func topLevelOr(pattern string) bool {
	found := false
	scanGroups(pattern, func(i, depth int) bool {
		found = found || pattern[i] == '|' && depth == 0
		return !found
	})
	return found
}

// scanGroups calls f with every character that has a meaning outside of classes and escapes, and how many groups are open behind it, until f
// returns false.
func scanGroups(pattern string, f func(i, depth int) bool) {
	depth, class := 0, false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\':
			i++
			continue
		case class:
			class = c != ']'
			continue
		case c == '[':
			class = true
			if i+1 < len(pattern) && pattern[i+1] == '^' {
				i++
			}
			if i+1 < len(pattern) && pattern[i+1] == ']' {
				i++
			}
			continue
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
		if !f(i, depth) {
			return
		}
	}
}

func refusedRegex(what string) error {
	return &Unsupported{"regular expressions with " + what + " are not supported in Glaux"}
}

// groups returns the places of the groups in a line, nil when it does not match.
func (p *javaPattern) groups(line []byte) []int {
	for _, c := range p.before {
		if c.match.Match(line) == c.not {
			return nil
		}
	}
	return p.match.FindSubmatchIndex(line)
}

// The classes of Java that Go writes otherwise.
const (
	classSpace      = `\t\n\x0b\f\r `
	classNotSpace   = `\x00-\x08\x0e-\x1f\x21-\x{10ffff}`
	classVertical   = `\n\x0b\f\r\x{85}\x{2028}\x{2029}`
	classHorizontal = ` \t\x{a0}\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}`
	anyCharacter    = `[^\n\r\x{85}\x{2028}\x{2029}]`
)

// translate writes a pattern of Java in Go's syntax.
func translate(pattern string) (string, error) {
	t := &translation{in: pattern, dotAll: strings.Contains(pattern, "(?s")}
	for t.at < len(t.in) {
		if err := t.next(); err != nil {
			return "", err
		}
	}
	return t.out.String(), nil
}

type translation struct {
	in     string
	at     int
	out    strings.Builder
	dotAll bool
	repeat bool // what was written last is a quantifier
}

func (t *translation) rest() string { return t.in[t.at:] }

// next translates one construct.
func (t *translation) next() error {
	c := t.in[t.at]
	repeated := t.repeat
	t.repeat = false
	switch c {
	case '\\':
		return t.escape(false)
	case '[':
		return t.class()
	case '(':
		return t.group()
	case '.':
		t.at++
		if t.dotAll {
			t.out.WriteByte('.')
			return nil
		}
		t.out.WriteString(anyCharacter)
		return nil
	case '*', '+', '?':
		if repeated && c == '+' {
			return refusedRegex("possessive quantifiers")
		}
		t.repeat = !repeated
	case '{':
		if end := strings.IndexByte(t.rest(), '}'); end > 0 {
			t.out.WriteString(t.rest()[:end+1])
			t.at += end + 1
			t.repeat = true
			return nil
		}
	}
	t.out.WriteByte(c)
	t.at++
	return nil
}

// group translates the beginning of a group.
func (t *translation) group() error {
	rest := t.rest()
	for _, g := range []struct{ begin, name string }{
		{"(?<=", "looking behind"}, {"(?<!", "looking behind"}, {"(?=", "looking ahead"}, {"(?!", "looking ahead"}, {"(?>", "atomic groups"},
	} {
		if strings.HasPrefix(rest, g.begin) {
			return refusedRegex(g.name)
		}
	}
	if strings.HasPrefix(rest, "(?") && !strings.HasPrefix(rest, "(?<") {
		end := strings.IndexAny(rest, ":)")
		if end < 0 {
			return &Invalid{"invalid regular expression: a group does not end"}
		}
		if flags := rest[2:end]; strings.Trim(flags, "ism-") != "" {
			return refusedRegex("the flags " + strconv.Quote(flags))
		}
		t.out.WriteString(rest[:end+1])
		t.at += end + 1
		return nil
	}
	t.out.WriteByte('(')
	t.at++
	if strings.HasPrefix(rest, "(?<") {
		t.out.WriteString("?P<")
		t.at += 2
	}
	return nil
}

// class translates a class such as [^a-z\s].
func (t *translation) class() error {
	t.out.WriteByte('[')
	t.at++
	if strings.HasPrefix(t.rest(), "^") {
		t.out.WriteByte('^')
		t.at++
	}
	for first := true; t.at < len(t.in); first = false {
		c := t.in[t.at]
		switch {
		case c == ']' && !first:
			t.out.WriteByte(']')
			t.at++
			return nil
		case c == '[':
			return refusedRegex("classes inside of classes")
		case c == '&' && strings.HasPrefix(t.rest(), "&&"):
			return refusedRegex("intersections of classes")
		case c == '\\':
			if err := t.escape(true); err != nil {
				return err
			}
			continue
		case c == ']':
			t.out.WriteString(`\]`)
		default:
			t.out.WriteByte(c)
		}
		t.at++
	}
	return &Invalid{"invalid regular expression: a class does not end"}
}

// escape translates what begins with a backslash.
func (t *translation) escape(class bool) error {
	t.at++
	if t.at >= len(t.in) {
		return &Invalid{"invalid regular expression: it ends with a backslash"}
	}
	c := t.in[t.at]
	t.at++
	if text, ok := escapes[c]; ok {
		if !class && len(text) > 2 && c != 'R' && c != 'e' {
			text = "[" + text + "]"
		}
		t.out.WriteString(text)
		return nil
	}
	switch {
	case c == 'Q':
		text, rest, _ := strings.Cut(t.rest(), `\E`)
		t.at = len(t.in) - len(rest)
		t.out.WriteString(regexp.QuoteMeta(text))
		return nil
	case c == 'p' || c == 'P':
		return t.property(c, class)
	case c == 'x' || c == 'u':
		return t.code(c)
	case c == '0':
		return t.octal()
	case c >= '1' && c <= '9' || c == 'k':
		return refusedRegex("references back to a group")
	case strings.IndexByte("bBAz", c) >= 0 && !class:
		t.out.WriteByte('\\')
		t.out.WriteByte(c)
		return nil
	case c == 'Z' && !class:
		t.out.WriteString(`\z`)
		return nil
	case isLetter(c):
		return refusedRegex(`\` + string(c))
	case c < 128:
		t.out.WriteString(`\x` + fmt.Sprintf("%02x", c))
		return nil
	}
	t.out.WriteByte(c) // the first byte of a letter beyond ASCII, which stands for itself
	return nil
}

//nolint:gochecknoglobals // a table that nobody changes
var escapes = map[byte]string{
	'd': `\d`, 'D': `\D`, 'w': `\w`, 'W': `\W`, 't': `\t`, 'n': `\n`, 'r': `\r`, 'f': `\f`, 'a': `\a`, 'e': `\x1b`,
	's': classSpace, 'S': classNotSpace, 'v': classVertical, 'h': classHorizontal,
	'R': `(?:\r\n|[` + classVertical + `])`,
}

// posix are Java's names of classes within ASCII.
//
//nolint:gochecknoglobals // a table that nobody changes
var posix = map[string]string{
	"Lower": "lower", "Upper": "upper", "ASCII": "ascii", "Alpha": "alpha", "Digit": "digit", "Alnum": "alnum", "Punct": "punct",
	"Graph": "graph", "Print": "print", "Blank": "blank", "Cntrl": "cntrl", "XDigit": "xdigit", "Space": "space",
}

// property translates \p{Alpha}, \pL, \p{IsLatin}.
func (t *translation) property(c byte, class bool) error {
	name, rest := "", t.rest()
	if strings.HasPrefix(rest, "{") {
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return &Invalid{"invalid regular expression: a property does not end"}
		}
		name, rest = rest[1:end], rest[end+1:]
	} else if rest != "" {
		name, rest = rest[:1], rest[1:]
	}
	t.at = len(t.in) - len(rest)
	if ascii, ok := posix[name]; ok {
		text := "[:" + ascii + ":]"
		if c == 'P' {
			text = "[:^" + ascii + ":]"
		}
		if !class {
			text = "[" + text + "]"
		}
		t.out.WriteString(text)
		return nil
	}
	t.out.WriteString(`\` + string(c) + "{" + strings.TrimPrefix(name, "Is") + "}")
	return nil
}

// code translates \x41, \x{41} and \u0041.
func (t *translation) code(c byte) error {
	n := 2
	if c == 'u' {
		n = 4
	}
	rest := t.rest()
	var digits string
	if strings.HasPrefix(rest, "{") && c == 'x' {
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return &Invalid{"invalid regular expression: a code does not end"}
		}
		digits, t.at = rest[1:end], t.at+end+1
	} else {
		if len(rest) < n {
			return &Invalid{"invalid regular expression: a code is too short"}
		}
		digits, t.at = rest[:n], t.at+n
	}
	if _, err := strconv.ParseUint(digits, 16, 32); err != nil {
		return &Invalid{"invalid regular expression: a code is no number"}
	}
	t.out.WriteString(`\x{` + digits + `}`)
	return nil
}

// octal translates \0101.
func (t *translation) octal() error {
	n := 0
	for n < 3 && n < len(t.rest()) && t.rest()[n] >= '0' && t.rest()[n] <= '7' {
		n++
	}
	v, err := strconv.ParseUint(t.rest()[:n], 8, 8)
	if err != nil {
		return &Invalid{"invalid regular expression: a code is no number"}
	}
	t.at += n
	fmt.Fprintf(&t.out, `\x{%x}`, v)
	return nil
}
