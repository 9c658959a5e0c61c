package share

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// unfold writes out the masks that have names of their own, where one is the whole mask:
//
//	mask_null(column)        NULL
//	mask_hash(column)        to_hex(sha256(to_utf8(column))), for texts
//	mask_last(column, 4)     stars, but for the last four characters of a longer text
//
// Any other expression stays as it is.
func unfold(x ast.Expr) ast.Expr {
	call, ok := x.(*ast.Call)
	if !ok || len(call.Name.Parts) != 1 {
		return x
	}
	m := maskOf{call.Span}
	switch name := call.Name.Last(); {
	case name == "mask_null" && len(call.Args) <= 1:
		return &ast.Null{Span: call.Span}
	case name == "mask_hash" && len(call.Args) == 1:
		return m.call("to_hex", m.call("sha256", m.call("to_utf8", call.Args[0])))
	case name == "mask_last" && len(call.Args) == 2:
		return m.last(call.Args[0], call.Args[1])
	}
	return x
}

// maskOf makes expressions that stand where a mask stands.
type maskOf struct{ token.Span }

func (m maskOf) call(name string, args ...ast.Expr) ast.Expr {
	return &ast.Call{Span: m.Span, Name: ast.Name{Span: m.Span, Parts: []ast.Ident{{Span: m.Span, Name: name}}}, Args: args}
}

func (m maskOf) op(left ast.Expr, op string, right ast.Expr) ast.Expr {
	return &ast.BinaryOp{Span: m.Span, OpSpan: m.Span, Op: op, Left: left, Right: right}
}

// last shows the last characters of a text, if it has more: lpad(CASE WHEN length(text) > n THEN substr(text, length(text) - n + 1) ELSE ” END,
// length(text), '*').
func (m maskOf) last(text, n ast.Expr) ast.Expr {
	length := m.call("length", text)
	one := &ast.Number{Span: m.Span, Kind: ast.IntegerNumber, Text: "1"}
	tail := m.call("substr", text, m.op(m.op(length, "-", n), "+", one))
	shown := &ast.Case{
		Span: m.Span, Else: &ast.String{Span: m.Span},
		Whens: []ast.When{{Span: m.Span, Cond: m.op(length, ">", n), Result: tail}},
	}
	return m.call("lpad", shown, length, &ast.String{Span: m.Span, Value: "*"})
}
