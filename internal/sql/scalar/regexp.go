package scalar

import (
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2"

	"github.com/glauxhq/glaux/internal/sql/diag"
)

// Pattern is a compiled regular expression of Trino's. It may be used by several threads at once.
type Pattern struct {
	text   string
	groups int
	translated
	// fast is RE2's, nil where RE2 cannot say the pattern. It is right for texts that slow returns false for.
	fast *regexp.Regexp
	// lines is RE2's for texts with line feeds, where fast is not: its last group begins where a match ends. nil where there is none.
	lines *regexp.Regexp
	empty bool // whether it may match an empty text
	back  func() (*regexp2.Regexp, error)
}

// patternTime is how long the match of one pattern in one text may take: a pattern with repetitions in repetitions can need longer than
// the world has existed.
const patternTime = time.Second

// Compile reads a pattern in the syntax of Java as Trino does. An error is one that Explain knows: what is no pattern is a wrong argument.
func Compile(pattern string) (*Pattern, error) {
	j, err := readJoni(pattern)
	if err != nil {
		return nil, err
	}
	p := &Pattern{text: string(j.re2), groups: j.total, translated: j.translated}
	if p.plain {
		p.text = pattern
	}
	back := string(j.back)
	p.back = sync.OnceValues(func() (*regexp2.Regexp, error) {
		re, err := regexp2.Compile(back, regexp2.None)
		if err != nil {
			return nil, badPattern("invalid regular expression")
		}
		re.MatchTimeout = patternTime
		return re, nil
	})
	if !p.only {
		p.fast, _ = regexp.Compile(p.text) // too much for RE2 is left to the other
	}
	if p.fast == nil {
		_, err = p.back()
		return p, err
	}
	p.empty = shortestMatch(p.text) == 0
	if head, ok := p.beforeLast(); ok {
		p.lines, _ = regexp.Compile(head + `(\n?)\z`)
	}
	return p, nil
}

// Linear tells whether finding the first match in a text takes time in proportion to the text, whatever text it is, and so cannot fail.
func (p *Pattern) Linear() bool { return p.fast != nil && !p.ascii && (!p.line || p.lines != nil) }

// Groups is how many groups the pattern has.
func (p *Pattern) Groups() int { return p.groups }

// beforeLast returns what stands before the $ that ends the pattern, where that is its only one. Java's $ stands before a last line feed
// too, which RE2 says by taking the line feed into the match.
func (p *Pattern) beforeLast() (string, bool) {
	head, ok := strings.CutSuffix(p.text, "$")
	if !p.line || !ok || strings.HasSuffix(head, `\`) {
		return "", false
	}
	for _, other := range []string{"$", `\z`, "(?m:"} {
		if strings.Contains(head, other) {
			return "", false
		}
	}
	return head, true
}

// RE2 returns the pattern in RE2's words, and the number of groups, or false where RE2 does not mean the same for every text.
func (p *Pattern) RE2() (text string, groups int, ok bool) {
	return p.text, p.groups, p.fast != nil && !p.line && !p.ascii
}

// RE2Found returns a pattern in RE2's words that is found in the same texts, though it may match more of them, or false.
func (p *Pattern) RE2Found() (string, bool) {
	if p.fast == nil || p.ascii {
		return "", false
	}
	if !p.line {
		return p.text, true
	}
	head, ok := p.beforeLast()
	if !ok || strings.Contains(head, "(") {
		return "", false
	}
	return head + `\n?\z`, true
}

// MayBeEmpty tells whether the pattern may match an empty text.
func (p *Pattern) MayBeEmpty() bool { return p.fast == nil || p.empty }

// slow tells whether RE2 is not to be asked about a text.
func (p *Pattern) slow(s string) bool {
	return p.fast == nil || p.line && strings.IndexByte(s, '\n') >= 0 || p.ascii && !isASCII(s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// matches tells whether there is a match in s.
func (p *Pattern) matches(s string) (bool, error) {
	if !p.slow(s) {
		return p.fast.MatchString(s), nil
	}
	if p.lines != nil {
		return p.lines.MatchString(s), nil
	}
	re, err := p.back()
	if err != nil {
		return false, err
	}
	found, err := re.MatchString(s)
	if err != nil {
		return false, tooLong()
	}
	return found, nil
}

// tooLong is the error for a match that takes too long.
func tooLong() error {
	return fail(diag.ExceededTimeLimit, "the regular expression takes longer than %s for one text", patternTime)
}

// first returns where the first match and its groups begin and end in bytes, -1 for a group that took no part, or nil.
func (p *Pattern) first(s string) ([]int, error) {
	if !p.slow(s) {
		return p.fast.FindStringSubmatchIndex(s), nil
	}
	if p.lines != nil {
		return withoutLast(p.lines.FindStringSubmatchIndex(s)), nil
	}
	var found []int
	err := p.backtrack(s, 0, func(m []int) bool {
		found = m
		return false
	})
	return found, err
}

// withoutLast returns a match without its last group, which is no part of it.
func withoutLast(m []int) []int {
	if m == nil {
		return nil
	}
	n := len(m) - 2
	if m[n] >= 0 {
		m[1] = m[n]
	}
	return m[:n]
}

// each calls f for each match from a byte on, until it returns false. After an empty match the search goes on behind the next character.
func (p *Pattern) each(s string, from int, f func(m []int) bool) error {
	if p.slow(s) || p.empty || from > 0 {
		return p.backtrack(s, from, f)
	}
	for _, m := range p.fast.FindAllStringSubmatchIndex(s, -1) {
		if !f(m) {
			return nil
		}
	}
	return nil
}

// backtrack is each with the engine that goes back. That one counts in characters.
func (p *Pattern) backtrack(s string, from int, f func(m []int) bool) error {
	re, err := p.back()
	if err != nil {
		return err
	}
	runes, offsets := []rune(s), []int(nil)
	at := from
	if len(runes) != len(s) {
		offsets = make([]int, 0, len(runes)+1)
		for i := range s {
			if i == from {
				at = len(offsets)
			}
			offsets = append(offsets, i)
		}
		if from == len(s) {
			at = len(offsets)
		}
		offsets = append(offsets, len(s))
	}
	place := func(i int) int {
		if offsets != nil {
			return offsets[i]
		}
		return i
	}
	for at <= len(runes) {
		m, err := re.FindRunesMatchStartingAt(runes, at)
		if err != nil {
			return tooLong()
		}
		if m == nil {
			return nil
		}
		found := make([]int, 0, 2*p.groups+2)
		for n := range p.groups + 1 {
			g := m.GroupByNumber(n)
			if g == nil || len(g.Captures) == 0 {
				found = append(found, -1, -1)
				continue
			}
			found = append(found, place(g.Index), place(g.Index+g.Length))
		}
		if !f(found) {
			return nil
		}
		if at = m.Index + m.Length; m.Length == 0 {
			at++
		}
	}
	return nil
}
