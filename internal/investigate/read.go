package investigate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// where reads a query of this package, and adds conditions to its WHERE.
func where(text string, conditions ...ast.Expr) (*ast.Query, error) {
	q, err := build.Query(text)
	if err != nil {
		return nil, err
	}
	body, ok := q.Body.(*ast.Select)
	if !ok {
		return nil, fmt.Errorf("query of an investigation: %T is no SELECT", q.Body)
	}
	body.Filter = build.Join("AND", append([]ast.Expr{body.Filter}, conditions...)...)
	return q, nil
}

// each runs a query as who asks, and gives take its rows.
func (i *inquiry) each(ctx context.Context, q *ast.Query, take func(row []value.Value) error) (err error) {
	result, err := i.log.Tree(ctx, i.who, q, query.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	return result.Each(ctx, take)
}

// unseen tells whether a query failed because what it reads is not there for who asks, and in which words.
func unseen(err error) (string, bool) {
	var wrong *query.Error
	if errors.As(err, &wrong) {
		return wrong.Error(), true
	}
	if fault.KindOf(err) == fault.Denied || fault.KindOf(err) == fault.NotFound {
		return err.Error(), true
	}
	return "", false
}

// day is a day as a literal.
func day(t time.Time) ast.Expr {
	return &ast.TypedLiteral{Type: &ast.Type{Name: "date"}, Value: t.UTC().Format(time.DateOnly)}
}

// instant is a moment as a literal.
func instant(t time.Time) ast.Expr {
	return &ast.TypedLiteral{Type: &ast.Type{Name: "timestamp"}, Value: t.UTC().Format("2006-01-02 15:04:05")}
}

// text is a text of a row, "" for NULL.
func text(v value.Value) string {
	s, _ := v.(string)
	return s
}

// moment is a time of a row, the zero time for NULL.
func moment(v value.Value) time.Time {
	if t, ok := v.(value.Timestamp); ok {
		return time.UnixMicro(int64(t)).UTC()
	}
	return time.Time{}
}
