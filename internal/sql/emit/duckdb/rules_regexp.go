package duckdb

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/scalar"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
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

// pattern returns a constant pattern, or nil.
func (c *call) pattern() *scalar.Pattern {
	p, ok := constantText(c.node.Args[1])
	if !ok || strings.ContainsAny(p, "\x00") {
		return nil
	}
	re, err := scalar.Compile(p)
	if err != nil {
		return nil // at run time it is an error, if it comes to that
	}
	return re
}

// re2 returns a constant pattern in RE2's words and the number of its groups.
func (c *call) re2() (p *scalar.Pattern, text string, groups int) {
	if p = c.pattern(); p == nil {
		return nil, "", 0
	}
	text, groups, ok := p.RE2()
	if !ok {
		return nil, "", 0
	}
	return p, text, groups
}

// regexpLikeRule looks for a pattern. DuckDB holds that regexp_matches may fail, and keeps it above the scan of a table; that a whole
// text matches it tests within, once for each word of a dictionary. Mere words it finds quicker by other means.
func regexpLikeRule(c *call) emit.Expr {
	re := c.pattern()
	if re == nil {
		return c.inGo()
	}
	p, ok := re.RE2Found()
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
	re, p, groups := c.re2()
	group, ok := int64(0), re != nil
	if c.count() == 3 {
		var constant bool
		group, constant = intLiteral(c.node.Args[2])
		ok = ok && constant
	}
	if !ok || group < 0 || group > 9 || group > int64(groups) {
		return c.inGo()
	}
	return c.let1(c.arg(0), func(x emit.Expr) emit.Expr {
		found := emit.Call("regexp_extract", x, emit.String(p), emit.Atom(strconv.FormatInt(group, 10)))
		quick := emit.Call("nullif", found, emit.Atom("''"))
		if group == 0 && !re.MayBeEmpty() {
			return quick
		}
		exact := c.goCall("regexp_extract", c.node.Result, c.at(), typesOf(c.node.Args), append([]emit.Expr{x}, c.args()[1:]...))
		return emit.Call("coalesce", quick, exact)
	})
}

// regexpReplaceRule replaces all matches by a constant text without references to groups.
func regexpReplaceRule(c *call) emit.Expr {
	if _, lambda := c.node.Args[c.count()-1].(*typed.Lambda); lambda {
		return c.replaceByLambda()
	}
	re, p, _ := c.re2()
	by, ok := "", re != nil
	if c.count() == 3 {
		var constant bool
		by, constant = constantText(c.node.Args[2])
		ok = ok && constant
	}
	if !ok || strings.ContainsAny(by, `$\`) || re.MayBeEmpty() {
		return c.inGo()
	}
	return emit.Call("regexp_replace", c.arg(0), emit.String(p), emit.String(by), emit.Atom("'g'"))
}

// replaceByLambda is regexp_replace with a lambda of the groups: Go cuts the text up, and what the lambda makes stands between the pieces.
// NULL of the lambda leaves nothing.
func (c *call) replaceByLambda() emit.Expr {
	text := types.Of(types.Varchar)
	text.P = types.Unbounded
	params := []types.Type{c.argType(0), c.argType(1)}
	part := types.RowOf(nil, text, types.ArrayOf(text))
	return c.let([]emit.Expr{c.arg(0), c.arg(1)}, func(xs []emit.Expr) emit.Expr {
		parts := c.goCall("$regexp_parts", types.ArrayOf(part), c.at(), params, xs)
		made := c.mapList(parts, func(x emit.Expr) emit.Expr {
			by := c.body(c.lambda(2), emit.Member(x, "f2"))
			return emit.Binary("||", emit.PrecOther, emit.Member(x, "f1"), emit.Call("coalesce", by, emit.Atom("''")))
		})
		joined := emit.Call("array_to_string", made, emit.Atom("''"))
		return emit.Binary("||", emit.PrecOther, joined, c.goCall("$regexp_rest", text, c.at(), params, xs))
	})
}
