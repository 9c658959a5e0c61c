package unit

import (
	"context"
	"errors"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Runner runs queries for a principal.
type Runner interface {
	Tree(ctx context.Context, who access.Principal, q *ast.Query, o query.Options) (*query.Result, error)
}

// maxRows bounds what one query gives: ninety units for ten years.
const maxRows = 400_000

// read runs a query as who asks, and gives each row to take.
func read(ctx context.Context, runner Runner, who access.Principal, q *ast.Query, take func(r row)) (err error) {
	result, err := runner.Tree(ctx, who, q, query.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	n := 0
	return result.Each(ctx, func(values []value.Value) error {
		if n++; n > maxRows {
			return fault.New(fault.Exhausted, "TOO_MANY_ROWS", "there are too many days to look at: ask for a shorter time")
		}
		take(row(values))
		return nil
	})
}

// row is a row of an answer.
type row []value.Value

// text is a text, "" for NULL.
func (r row) text(i int) string {
	s, _ := r[i].(string)
	return s
}

// amount is an exact number, 0 for NULL.
func (r row) amount(i int) money.Amount {
	if v, ok := r[i].(value.Decimal); ok {
		return money.FromBig(v.Unscaled, v.Scale)
	}
	return money.Amount{}
}

// moment is a time, the zero time for NULL.
func (r row) moment(i int) time.Time {
	if t, ok := r[i].(value.Timestamp); ok {
		return time.UnixMicro(int64(t)).UTC()
	}
	return time.Time{}
}

// The bill of a window of days: which months hold them.
func months(from, to time.Time) (ast.Expr, error) {
	return put("billing_period BETWEEN '2000-01' AND '2000-02'", map[string]string{"2000-01": from.Format(monthOnly), "2000-02": to.Add(-time.Nanosecond).Format(monthOnly)})
}

const monthOnly = "2006-01"

// put reads an expression of this package and puts texts in for others.
func put(text string, texts map[string]string) (ast.Expr, error) {
	x, err := build.Expression(text)
	if err != nil {
		return nil, err
	}
	fill(x, texts)
	return x, nil
}

// fill replaces texts of a tree.
func fill(n ast.Node, texts map[string]string) {
	ast.Walk(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypedLiteral:
			if with, ok := texts[n.Value]; ok {
				n.Value = with
			}
		case *ast.String:
			if with, ok := texts[n.Value]; ok {
				n.Value = with
			}
		}
		return true
	})
}
