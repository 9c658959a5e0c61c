package console

import (
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// The codes of what is no fault and yet most likely not meant.
const (
	unusedQuery diag.Code = "UNUSED_NAMED_QUERY"
	nullNever   diag.Code = "COMPARED_WITH_NULL"
)

// tips returns what is right and most likely not meant. A statement with faults gets none: one thing at a time.
func tips(r *ruler, piece token.Span, checked *query.Checked) []job.Diagnostic {
	if checked.Statement == nil || len(checked.Problems) > 0 {
		return nil
	}
	var found []job.Diagnostic
	tell := func(d diag.Diagnostic) {
		tip := diagnostic(r, piece, d)
		tip.Severity = "warning"
		found = append(found, tip)
	}
	used := map[string]bool{}
	ast.Walk(checked.Statement, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Table:
			used[n.Name.Last()] = true
		case *ast.TableBody:
			used[n.Name.Last()] = true
		}
		return true
	})
	ast.Walk(checked.Statement, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.With:
			for _, t := range n.Tables {
				if !used[t.Name.Lower()] {
					tell(diag.New(unusedQuery, t.Name.Span, "The query %q is not used", t.Name.Name))
				}
			}
		case *ast.BinaryOp:
			if comparesNull(n) {
				tell(diag.New(nullNever, n.Span, "A comparison with NULL is never true").WithHint("IS NULL or IS NOT NULL finds it"))
			}
		}
		return true
	})
	return found
}

// comparesNull tells whether one side of a comparison is NULL as written.
func comparesNull(x *ast.BinaryOp) bool {
	switch x.Op {
	case "=", "<>", "<", "<=", ">", ">=":
		_, left := x.Left.(*ast.Null)
		_, right := x.Right.(*ast.Null)
		return left || right
	}
	return false
}
