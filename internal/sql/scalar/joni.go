package scalar

import (
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/diag"
)

// joni translates a pattern of Trino's (those of the library Joni, in the syntax of Java) into the words of two other engines: RE2, which
// takes time in proportion to the text, and one that goes back, as Joni does, and knows all that RE2 leaves out.
//
// A pattern is read once, part by part, and each part is written in both. Classes are worked out as sets of characters, so that what
// stands in them (\d, \p{L}, [a-z&&[^b]]) means the same everywhere; flags but (?i) are worked out too, and named groups are numbered.
type joni struct {
	text string
	at   int
	// re2 and back are what was written so far.
	re2, back []byte
	// flags hold inside of the group that is being read.
	flags joniFlags
	depth int
	total int // of groups in the whole pattern, known before
	found int // of groups so far
	translated
}

// translated says what a translation is worth.
type translated struct {
	names map[string]int
	// only tells that RE2 cannot say it.
	only bool
	// line tells that RE2 says it for texts without line feeds only: Java's $ stands before the last one too.
	line bool
	// ascii tells that RE2 says it for texts of ASCII only: its \b knows no other letters.
	ascii bool
	// plain tells that RE2 reads the text of the pattern as it stands as Trino does.
	plain bool
}

type joniFlags struct{ fold, multi, all, free bool }

// maxJoniDepth is how deep groups and classes may lie in each other.
const maxJoniDepth = 250

// maxRepeat is the greatest number of a repetition.
const maxRepeat = 100_000

// badPattern is the error for what is no pattern.
func badPattern(format string, args ...any) error { return bad(format, args...) }

// readJoni translates a pattern.
func readJoni(text string) (*joni, error) {
	if !utf8.ValidString(text) {
		return nil, badPattern("invalid code point value")
	}
	p := &joni{text: text, translated: translated{names: map[string]int{}, plain: true}}
	p.countGroups()
	if err := p.alternatives(); err != nil {
		return nil, err
	}
	if p.at < len(p.text) {
		return nil, badPattern("unmatched close parenthesis")
	}
	return p, nil
}

// countGroups notes how many groups there are and their names, since references may come before them.
func (p *joni) countGroups() {
	for i := 0; i < len(p.text); i++ {
		switch rest := p.text[i:]; {
		case strings.HasPrefix(rest, `\Q`):
			if end := strings.Index(rest, `\E`); end >= 0 {
				i += end
			} else {
				return
			}
		case rest[0] == '\\':
			i++
		case rest[0] == '[':
			i += classEnd(rest)
		case strings.HasPrefix(rest, "(?<") && !strings.HasPrefix(rest, "(?<=") && !strings.HasPrefix(rest, "(?<!"):
			p.total++
			if name, _, ok := strings.Cut(rest[3:], ">"); ok {
				p.names[name] = p.total
			}
		case rest[0] == '(' && !strings.HasPrefix(rest, "(?"):
			p.total++
		}
	}
}

// classEnd is how far the end of a class lies from its beginning.
func classEnd(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			depth++
			if strings.HasPrefix(s[i:], "[]") && i == 0 {
				i++
			}
		case ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(s)
}

// write writes the same for both.
func (p *joni) write(s string) { p.differ(s, s) }

// differ writes a part in the words of each.
func (p *joni) differ(re2, back string) {
	p.re2 = append(p.re2, re2...)
	p.back = append(p.back, back...)
}

// alternatives reads up to the end of a group.
func (p *joni) alternatives() error {
	if p.depth++; p.depth > maxJoniDepth {
		return badPattern("too deep nest level")
	}
	defer func() { p.depth-- }()
	for p.at < len(p.text) && p.text[p.at] != ')' {
		if p.text[p.at] == '|' {
			p.at++
			p.write("|")
			continue
		}
		if err := p.repeated(); err != nil {
			return err
		}
	}
	return nil
}

// repeated reads an atom and how often it comes.
func (p *joni) repeated() error {
	re2, back := len(p.re2), len(p.back)
	quantifiable, err := p.atom()
	if err != nil {
		return err
	}
	for first := true; ; first = false {
		p.skipFree()
		q, ok, err := p.quantifier()
		if err != nil || !ok {
			return err
		}
		if !quantifiable {
			return badPattern("target of repeat operator is invalid")
		}
		if !first {
			p.plain = false
			p.wrap(&p.re2, re2, "(?:")
			p.wrap(&p.back, back, "(?:")
		}
		p.write(q.text)
		if q.possessive {
			p.only, p.plain = true, false
			p.wrap(&p.back, back, "(?>")
		}
	}
}

// wrap puts what was written from a place on into a group.
func (p *joni) wrap(to *[]byte, from int, open string) {
	inner := string((*to)[from:])
	*to = append((*to)[:from], open+inner+")"...)
}

// repeat is a quantifier in the words of both engines.
type repeat struct {
	text       string
	possessive bool
}

// quantifier reads *, +, ?, {n}, {n,} or {n,m}, and ? or + after it.
func (p *joni) quantifier() (repeat, bool, error) {
	rest := p.text[p.at:]
	if rest == "" {
		return repeat{}, false, nil
	}
	var q repeat
	switch rest[0] {
	case '*', '+', '?':
		q.text = rest[:1]
	case '{':
		n, err := repetition(rest)
		if n == 0 || err != nil {
			return repeat{}, false, err
		}
		q.text = rest[:n]
	default:
		return repeat{}, false, nil
	}
	p.at += len(q.text)
	switch rest = p.text[p.at:]; {
	case strings.HasPrefix(rest, "?"):
		p.at++
		q.text += "?"
	case strings.HasPrefix(rest, "+"):
		p.at++
		q.possessive = true
	}
	return q, true, nil
}

// repetition returns the length of {n}, {n,} or {n,m} at the beginning of s, 0 where there is none.
func repetition(s string) (int, error) {
	end := strings.IndexByte(s, '}')
	if end < 0 {
		return 0, nil
	}
	low, high, two := strings.Cut(s[1:end], ",")
	n, ok := digitsOnly(low)
	m, ok2 := digitsOnly(high)
	if !ok || two && high != "" && !ok2 {
		return 0, nil
	}
	if n > maxRepeat || m > maxRepeat {
		return 0, badPattern("too big number range")
	}
	if two && high != "" && n > m {
		return 0, badPattern("too big wide-char value or upper bound is less than lower")
	}
	return end + 1, nil
}

func digitsOnly(s string) (int, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	if len(s) > 7 {
		return maxRepeat + 1, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// skipFree passes blanks and comments where (?x) allows them.
func (p *joni) skipFree() {
	for p.flags.free && p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '#':
			p.plain = false
			if end := strings.IndexByte(p.text[p.at:], '\n'); end >= 0 {
				p.at += end + 1
			} else {
				p.at = len(p.text)
			}
		case c == ' ' || c >= '\t' && c <= '\r':
			p.plain = false
			p.at++
		default:
			return
		}
	}
}

// atom reads what a quantifier may follow, and tells whether one may.
func (p *joni) atom() (bool, error) {
	p.skipFree()
	rest := p.text[p.at:]
	if rest == "" {
		return false, nil
	}
	switch rest[0] {
	case ')', '|':
		return false, nil
	case '(':
		return p.group()
	case '[':
		p.at++
		set, err := p.class(0)
		if err != nil {
			return false, err
		}
		p.set(set)
		return true, nil
	case '\\':
		return p.escape()
	case '.':
		p.at++
		if p.flags.all {
			p.plain = false
			p.write("(?s:.)")
		} else {
			p.differ(".", "[^\\n]")
		}
		return true, nil
	case '^':
		p.at++
		if p.flags.multi {
			p.plain, p.line = false, true
			p.differ("(?m:^)", `(?:\A|(?<=\n)(?!\z))`)
		} else {
			p.differ("^", `\A`)
		}
		return true, nil
	case '$':
		p.at++
		if p.flags.multi {
			p.plain = false
			p.write("(?m:$)")
		} else {
			p.line = true
			p.differ("$", `\Z`)
		}
		return true, nil
	case '*', '+', '?':
		return false, badPattern("target of repeat operator is not specified")
	}
	c, size := utf8.DecodeRuneInString(rest)
	p.at += size
	p.literal(c)
	return true, nil
}

// literal writes one character.
func (p *joni) literal(c rune) {
	if strings.ContainsRune(`\.+*?()|[]{}^$`, c) {
		p.write(`\` + string(c))
		return
	}
	if c == '#' || unicode.IsSpace(c) || unicode.IsControl(c) {
		p.differ(string(c), fmt.Sprintf(`\u%04x`, c))
		return
	}
	p.write(string(c))
}

// set writes a class.
func (p *joni) set(s runeSet) {
	if s = s.tidy(); len(s) == 0 {
		p.differ(`[^\x{0}-\x{10ffff}]`, "(?!)")
		return
	}
	if len(s) == 1 && s[0].low == 0 && s[0].high == unicode.MaxRune {
		p.differ("(?s:.)", "(?s:.)")
		return
	}
	var re2, back strings.Builder
	for _, r := range s {
		re2.WriteString(re2Rune(r.low))
		back.WriteString(backRune(r.low))
		if r.high > r.low {
			re2.WriteString("-" + re2Rune(r.high))
			back.WriteString("-" + backRune(r.high))
		}
	}
	p.differ("["+re2.String()+"]", "["+back.String()+"]")
}

func alphanumeric(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func re2Rune(c rune) string {
	if alphanumeric(c) {
		return string(c)
	}
	return fmt.Sprintf(`\x{%x}`, c)
}

func backRune(c rune) string {
	if alphanumeric(c) || c > 0xFFFF {
		return string(c)
	}
	return fmt.Sprintf(`\u%04x`, c)
}

// shortestMatch is a lower bound of the length of a match of a pattern that RE2 reads, and 0 for others.
func shortestMatch(re2 string) int {
	re, err := syntax.Parse(re2, syntax.Perl)
	if err != nil {
		return 0
	}
	return leastLength(re)
}

func leastLength(re *syntax.Regexp) int {
	switch re.Op { //nolint:exhaustive // the rest is what follows
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return leastLength(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min * leastLength(re.Sub[0])
	case syntax.OpConcat:
		sum := 0
		for _, sub := range re.Sub {
			sum += leastLength(sub)
		}
		return sum
	case syntax.OpAlternate:
		least := leastLength(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			least = min(least, leastLength(sub))
		}
		return least
	}
	return 0
}

// notTranslated is the error for a part of a pattern that is known and not run.
func notTranslated(part string) error {
	return fail(diag.NotSupported, "%s in a regular expression is not supported", part)
}
