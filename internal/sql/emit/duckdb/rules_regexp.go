package duckdb

import (
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
)

// regexpRules are the functions of regular expressions for constant patterns that mean the same to RE2, which DuckDB uses, as to
// Trino. Others go to Go.
//
//nolint:gochecknoglobals // a table that nobody changes
var regexpRules = map[string]rule{
	"regexp_like":    regexpLikeRule,
	"regexp_extract": regexpExtractRule,
	"regexp_replace": regexpReplaceRule,
}

// pattern returns a constant pattern in RE2's words.
func (c *call) pattern() (string, *regexp.Regexp, bool) {
	p, ok := constantText(c.node.Args[1])
	if !ok || strings.ContainsAny(p, "\x00") || strings.Contains(p, "$") {
		return "", nil, false // Java's $ also matches before a last line break
	}
	re, err := regexp.Compile(p)
	if err != nil || strings.Contains(p, "&&") || strings.Contains(p, `\Q`) || strings.Contains(p, `\z`) || strings.Contains(p, "[:") {
		return "", nil, false
	}
	return p, re, true
}

// regexpLikeRule looks for a pattern. DuckDB holds that regexp_matches may fail, and keeps it above the scan of a table; that a whole
// text matches it tests within, once for each word of a dictionary. Mere words it finds quicker by other means.
func regexpLikeRule(c *call) emit.Expr {
	p, _, ok := c.pattern()
	if !ok {
		return c.inGo()
	}
	if regexp.QuoteMeta(p) == p {
		return emit.Call("regexp_matches", c.arg(0), emit.String(p))
	}
	return emit.Call("regexp_full_match", c.arg(0), emit.String("(?s:.*)(?:"+p+")(?s:.*)"))
}

// regexpExtractRule gives NULL without a match, or where the group took no part; DuckDB gives an empty text for both.
func regexpExtractRule(c *call) emit.Expr {
	p, re, ok := c.pattern()
	group := int64(0)
	if c.count() == 3 {
		var constant bool
		group, constant = intLiteral(c.node.Args[2])
		ok = ok && constant
	}
	if !ok || group < 0 || group > 9 || group > int64(re.NumSubexp()) {
		return c.inGo()
	}
	return c.let1(c.arg(0), func(x emit.Expr) emit.Expr {
		found := emit.Call("regexp_extract", x, emit.String(p), emit.Atom(strconv.FormatInt(group, 10)))
		quick := emit.Call("nullif", found, emit.Atom("''"))
		if group == 0 && !matchesEmpty(p) {
			return quick
		}
		exact := c.goCall("regexp_extract", c.node.Result, c.at(), typesOf(c.node.Args), append([]emit.Expr{x}, c.args()[1:]...))
		return emit.Call("coalesce", quick, exact)
	})
}

// matchesEmpty tells whether a pattern may match an empty text.
func matchesEmpty(p string) bool {
	re, err := syntax.Parse(p, syntax.Perl)
	return err != nil || shortest(re) == 0
}

// shortest is a lower bound of the length of a match.
func shortest(re *syntax.Regexp) int {
	switch re.Op { //nolint:exhaustive // the rest is what follows
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return shortest(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min * shortest(re.Sub[0])
	case syntax.OpConcat:
		sum := 0
		for _, sub := range re.Sub {
			sum += shortest(sub)
		}
		return sum
	case syntax.OpAlternate:
		least := shortest(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			least = min(least, shortest(sub))
		}
		return least
	}
	return 0
}

// regexpReplaceRule replaces all matches by a constant text without references to groups.
func regexpReplaceRule(c *call) emit.Expr {
	p, _, ok := c.pattern()
	by := ""
	if c.count() == 3 {
		var constant bool
		by, constant = constantText(c.node.Args[2])
		ok = ok && constant
	}
	if !ok || strings.ContainsAny(by, `$\`) || matchesEmpty(p) {
		return c.inGo()
	}
	return emit.Call("regexp_replace", c.arg(0), emit.String(p), emit.String(by), emit.Atom("'g'"))
}
