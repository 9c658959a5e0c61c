package ast

import (
	"strings"
	"testing"
)

// name and col make trees as a program would, without places.
func name(s string) Name { return Name{Parts: []Ident{{Name: s}}} }

func col(s string) Expr { return &ColumnRef{Parts: []Ident{{Name: s}}} }

func op(left Expr, op string, right Expr) Expr { return &BinaryOp{Op: op, Left: left, Right: right} }

func TestPrintAddsTheParenthesesThatATreeNeeds(t *testing.T) {
	a, b, c := col("a"), col("b"), col("c")
	for want, x := range map[string]Expr{
		"a AND (b OR c)":          op(a, "AND", op(b, "OR", c)),
		"a AND b OR c":            op(op(a, "AND", b), "OR", c),
		"a - (b - c)":             op(a, "-", op(b, "-", c)),
		"a - b - c":               op(op(a, "-", b), "-", c),
		"(a = b) = c":             op(op(a, "=", b), "=", c),
		"(a OR b) IS NULL":        &IsNull{X: op(a, "OR", b)},
		"NOT (a AND b)":           &Unary{Op: "NOT", X: op(a, "AND", b)},
		"(NOT a) = b":             op(&Unary{Op: "NOT", X: a}, "=", b),
		"- -a":                    &Unary{Op: "-", X: &Unary{Op: "-", X: a}},
		"- -1":                    &Unary{Op: "-", X: &Number{Text: "-1"}},
		"(a + b)[1]":              &Subscript{X: op(a, "+", b), Index: &Number{Text: "1"}},
		"1 .a":                    &Field{X: &Number{Text: "1"}, Name: Ident{Name: "a"}},
		"(-a) AT TIME ZONE 'UTC'": &AtTimeZone{X: &Unary{Op: "-", X: a}, Zone: &String{Value: "UTC"}},
		"(x -> a) = b":            op(&Lambda{Params: []Ident{{Name: "x"}}, Body: a}, "=", b),
		"ROW(a)":                  &Row{Elems: []Expr{a}},
		"\"select\"":              col("select"),
		"\"a b\"":                 col("a b"),
		"\"say \"\"hi\"\"\"":      col(`say "hi"`),
		"'it''s'":                 &String{Value: "it's"},
	} {
		if got := Print(x); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestPrintKeepsTheNestingOfSetOperations(t *testing.T) {
	a, b, c := &TableBody{Name: name("a")}, &TableBody{Name: name("b")}, &TableBody{Name: name("c")}
	for want, body := range map[string]Body{
		"TABLE a UNION TABLE b EXCEPT TABLE c":            &SetOp{Op: Except, Left: &SetOp{Op: Union, Left: a, Right: b}, Right: c},
		"TABLE a UNION ( TABLE b EXCEPT TABLE c )":        &SetOp{Op: Union, Left: a, Right: &SetOp{Op: Except, Left: b, Right: c}},
		"( TABLE a UNION TABLE b ) INTERSECT TABLE c":     &SetOp{Op: Intersect, Left: &SetOp{Op: Union, Left: a, Right: b}, Right: c},
		"TABLE a UNION TABLE b INTERSECT TABLE c":         &SetOp{Op: Union, Left: a, Right: &SetOp{Op: Intersect, Left: b, Right: c}},
		"TABLE a INTERSECT ( TABLE b INTERSECT TABLE c )": &SetOp{Op: Intersect, Left: a, Right: &SetOp{Op: Intersect, Left: b, Right: c}},
	} {
		if got := strings.Join(strings.Fields(Print(&Query{Body: body})), " "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestWalkStopsWhereVisitSaysNo(t *testing.T) {
	tree := op(op(col("a"), "+", col("b")), "*", col("c"))
	seen := 0
	Walk(tree, func(n Node) bool {
		seen++
		b, ok := n.(*BinaryOp)
		return !ok || b.Op != "+"
	})
	if seen != 3 {
		t.Errorf("visited %d nodes, want 3", seen)
	}
	if got := Height(tree); got != 3 {
		t.Errorf("got the height %d, want 3", got)
	}
}
