package duckdb

import (
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// stringRules are the functions of text. What is not here is written in Go.
//
//nolint:gochecknoglobals // a table that nobody changes
var stringRules = map[string]rule{
	"lower": same("lower"),
	"upper": upperRule,
	"trim":  trimRule("trim"), "ltrim": trimRule("ltrim"), "rtrim": trimRule("rtrim"),
	"length": lengthRule, "char_length": lengthRule, "character_length": lengthRule,
	"substr": substrRule, "substring": substrRule,
	"strpos": strposRule, "index": strposRule,
	"starts_with": same("starts_with"),
	"ends_with":   same("suffix"),
	"replace":     replaceRule,
	"split":       splitRule,
	"split_part":  splitPartRule,
	"concat_ws":   concatWsRule,
	"md5":         digest("md5"), "sha1": digest("sha1"), "sha256": digest("sha256"),
	"to_hex":    func(c *call) emit.Expr { return emit.Call("hex", c.arg(0)) },
	"to_base64": same("to_base64"),
	"to_utf8":   same("encode"),
}

func upperRule(c *call) emit.Expr {
	// DuckDB writes ß as ẞ, Trino leaves it; ASCII is the same in both.
	return c.let1(c.arg(0), func(x emit.Expr) emit.Expr {
		ascii := emit.Compare("=", emit.Call("strlen", x), emit.Call("length", x))
		exact := c.goCall("upper", c.node.Result, c.at(), typesOf(c.node.Args), []emit.Expr{x})
		return emit.Case(ascii, emit.Call("upper", x), exact)
	})
}

// blanks are the characters that Trino's trim removes.
const blanks = "\t\n\v\f\r\x1c\x1d\x1e\x1f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000"

func trimRule(name string) rule {
	return func(c *call) emit.Expr {
		if c.count() == 1 {
			if c.argType(0).Kind == types.Char {
				return c.inGo()
			}
			return emit.Call(name, c.arg(0), emit.String(blanks))
		}
		return c.inGo()
	}
}

func lengthRule(c *call) emit.Expr {
	if c.argType(0).Kind == types.Varbinary {
		return emit.Call("octet_length", c.arg(0))
	}
	return emit.Call("length", c.arg(0))
}

// substrRule is substr. DuckDB's agrees for positions above zero and lengths that are not negative.
func substrRule(c *call) emit.Expr {
	start, constant := intLiteral(c.node.Args[1])
	constant = constant && start > 0 && start < 1<<31
	if c.count() == 3 {
		n, ok := intLiteral(c.node.Args[2])
		constant = constant && ok && n >= 0 && n < 1<<31
	}
	if !constant || c.argType(0).Kind == types.Varbinary {
		return c.inGo()
	}
	return emit.Call("substring", c.args()...)
}

func strposRule(c *call) emit.Expr {
	if c.count() == 2 {
		return emit.Call("strpos", c.args()...)
	}
	return c.inGo()
}

func replaceRule(c *call) emit.Expr {
	find, ok := constantText(c.node.Args[1])
	if !ok || find == "" {
		return c.inGo()
	}
	if c.count() == 2 {
		return emit.Call("replace", c.arg(0), c.arg(1), emit.Atom("''"))
	}
	return emit.Call("replace", c.args()...)
}

// splitRule is split at a delimiter that is constant and not empty; DuckDB would split at every character.
func splitRule(c *call) emit.Expr {
	if d, ok := constantText(c.node.Args[1]); c.count() == 2 && ok && d != "" {
		return emit.Call("string_split", c.args()...)
	}
	return c.inGo()
}

// splitPartRule is split_part with a constant delimiter and place: past the end Trino gives NULL and DuckDB an empty text.
func splitPartRule(c *call) emit.Expr {
	d, ok := constantText(c.node.Args[1])
	if !ok || d == "" {
		return c.inGo()
	}
	n, ok := intLiteral(c.node.Args[2])
	switch {
	case !ok:
		return c.inGo()
	case n <= 0:
		return c.raiseText(diag.InvalidFunctionArgument, c.at(), c.node.Result, "Index must be greater than zero")
	}
	return emit.Call("list_extract", emit.Call("string_split", c.arg(0), c.arg(1)), integer(n))
}

// concatWsRule is concat_ws of texts, which skips NULLs in both systems.
func concatWsRule(c *call) emit.Expr {
	for i := range c.count() {
		if c.argType(i).Kind != types.Varchar {
			return c.inGo()
		}
	}
	if c.count() < 2 {
		return c.inGo()
	}
	return emit.Call("concat_ws", c.args()...)
}

// digest is a checksum as binary; DuckDB gives its hexadecimal text.
func digest(name string) rule {
	return func(c *call) emit.Expr { return emit.Call("unhex", emit.Call(name, c.arg(0))) }
}
