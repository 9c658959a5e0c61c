package funcs

import "github.com/glauxhq/glaux/internal/sql/scalar"

// regexpFuncs returns the functions of regular expressions. All may fail: a pattern may be wrong, or take too long. Those that look for one
// match of a constant pattern do not where RE2 can look for it.
func regexpFuncs() []Func {
	return []Func{
		{
			Name: "regexp_like", Doc: "Whether a pattern matches anywhere in a text.", MayThrow: true, safeFor: safeMatch,
			Signatures: sigs("(varchar(x), varchar) -> boolean"), Examples: ex(`regexp_like('1a 2b 14m', '\d+b')`, "true"),
		},
		{
			Name: "regexp_extract", Doc: "The first match of a pattern, or one of its groups; NULL when there is none.", MayThrow: true, safeFor: safeGroup,
			Signatures: sigs("(varchar(x), varchar) -> varchar(x)", "(varchar(x), varchar, bigint) -> varchar(x)"),
			Examples:   ex(`regexp_extract('abc123', '([a-z]+)(\d+)', 2)`, "123", `regexp_extract('abc', '\d+')`, "NULL"),
		},
		{
			Name: "regexp_extract_all", Doc: "All matches of a pattern, or of one of its groups.", MayThrow: true,
			Signatures: sigs("(varchar(x), varchar) -> array(varchar(x))", "(varchar(x), varchar, bigint) -> array(varchar(x))"),
			Examples:   ex(`regexp_extract_all('1a 2b', '\d+')`, "[1, 2]"),
		},
		{
			Name: "regexp_replace", MayThrow: true,
			Doc: "Replaces all matches of a pattern by a text, in which $1 means a group, or by what a lambda makes of the groups, or removes them.",
			Signatures: sigs("(varchar(x), varchar) -> varchar(x)",
				"(varchar(x), varchar, varchar(y)) -> varchar(z) where z = min(2147483647, x + max(x * y / 2, y) * (x + 1))",
				"(varchar(x), varchar, function(array(varchar), varchar)) -> varchar"),
			Examples: ex(`regexp_replace('a1b2', '\d', '#')`, "a#b#", `regexp_replace('a1', '([a-z])(\d)', '$2$1')`, "1a"),
		},
		{
			Name: "regexp_split", Doc: "The parts of a text between the matches of a pattern.", MayThrow: true,
			Signatures: sigs("(varchar(x), varchar) -> array(varchar(x))"), Examples: ex(`regexp_split('a1b2c', '\d')`, "[a, b, c]"),
		},
		{
			Name: "regexp_count", Doc: "How often a pattern matches.", MayThrow: true,
			Signatures: sigs("(varchar(x), varchar) -> bigint"), Examples: ex("regexp_count('aXbX', 'X')", "2"),
		},
		{
			Name: "regexp_position", Doc: "The position of the first match from a start on, or of the n-th; -1 when there is none.", MayThrow: true,
			Signatures: sigs("(varchar, varchar) -> integer", "(varchar, varchar, bigint) -> integer", "(varchar, varchar, bigint, bigint) -> integer"),
			Examples:   ex(`regexp_position('I have 23 apples', '\d+')`, "8"),
		},
	}
}

// pattern returns the constant pattern of the second argument, where RE2 finds its first match in any text.
func (c Constants) pattern() (*scalar.Pattern, bool) {
	text, ok := c.text(1)
	if !ok {
		return nil, false
	}
	p, err := scalar.Compile(text)
	return p, err == nil && p.Linear()
}

// safeMatch tells whether the second argument is such a pattern.
func safeMatch(c Constants) bool {
	_, ok := c.pattern()
	return ok
}

// safeGroup tells whether the second argument is such a pattern, and the third, if any, one of its groups.
func safeGroup(c Constants) bool {
	p, ok := c.pattern()
	if !ok || len(c.Types) == 2 {
		return ok
	}
	n, ok := c.number(2)
	return ok && n >= 0 && n <= int64(p.Groups())
}
