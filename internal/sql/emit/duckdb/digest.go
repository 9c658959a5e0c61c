package duckdb

import (
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// checksumRule collects the values, NULLs too, and has Go add up their hashes.
func checksumRule(a *aggCall) emit.Expr { return a.listed("$checksum") }

// numericHistogramRule is numeric_histogram(n, x), without weights.
func numericHistogramRule(a *aggCall) emit.Expr {
	if len(a.node.Args) != 2 {
		return a.refuse("with weights")
	}
	n, list := a.core("max", a.arg(0)), a.core("list", a.arg(1))
	params := []types.Type{types.Of(types.BigInt), types.ArrayOf(a.argType(1))}
	return a.goCall("$numeric_histogram", a.node.Result, a.node.Span.Start, params, []emit.Expr{n, list})
}
