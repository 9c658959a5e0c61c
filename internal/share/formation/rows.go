package formation

import (
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// maxRows is how long a row filter may be in Lake Formation.
const maxRows = 2048

// said writes a row filter as Lake Formation reads it, or tells why it cannot be said there. Its filters compare columns with constants by
// = <> < <= > >=, BETWEEN, IN, LIKE and IS NULL, joined by AND, OR and NOT.
func said(rows string) (text, why string) {
	if rows == "" {
		return "", ""
	}
	x, problems := parse.Expression(rows)
	if len(problems) > 0 {
		return "", "its row filter cannot be read"
	}
	if why := condition(x); why != "" {
		return "", why
	}
	if text = ast.Print(x); len(text) > maxRows {
		return "", fmt.Sprintf("its row filter has %d bytes, and %d are possible", len(text), maxRows)
	}
	return text, ""
}

// condition tells why an expression is no condition of Lake Formation's.
func condition(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Paren:
		return condition(x.X)
	case *ast.Unary:
		if x.Op == "NOT" {
			return condition(x.X)
		}
	case *ast.BinaryOp:
		switch x.Op {
		case "AND", "OR":
			if why := condition(x.Left); why != "" {
				return why
			}
			return condition(x.Right)
		case "=", "<>", "<", "<=", ">", ">=":
			return compared(x.Left, x.Right)
		}
	case *ast.IsNull:
		return compared(x.X)
	case *ast.Between:
		if !x.Symmetric {
			return compared(x.X, x.Low, x.High)
		}
	case *ast.In:
		if x.Query != nil {
			return "its row filter reads another table"
		}
		return compared(x.X, x.List...)
	case *ast.Like:
		if x.Escape == nil {
			return compared(x.X, x.Pattern)
		}
	}
	return fmt.Sprintf("its row filter has %s, which is no comparison of a column with a constant", short(x))
}

// compared tells why something is not a column that is compared with constants.
func compared(column ast.Expr, with ...ast.Expr) string {
	if _, ok := bare(column).(*ast.ColumnRef); !ok {
		return fmt.Sprintf("its row filter has %s where only a column can stand", short(column))
	}
	for _, x := range with {
		switch bare(x).(type) {
		case *ast.String, *ast.Number, *ast.Bool:
		default:
			return fmt.Sprintf("its row filter compares with %s, which is no constant text, number or boolean", short(x))
		}
	}
	return ""
}

func bare(x ast.Expr) ast.Expr {
	for {
		p, ok := x.(*ast.Paren)
		if !ok {
			return x
		}
		x = p.X
	}
}

// short writes an expression in a few words.
func short(x ast.Expr) string {
	const most = 60
	text := strings.Join(strings.Fields(ast.Print(x)), " ")
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return text
}
