package finding

import (
	"context"
	"errors"
	"math/big"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Runner runs queries for a principal.
type Runner interface {
	Tree(ctx context.Context, who access.Principal, q *ast.Query, o query.Options) (*query.Result, error)
}

// maxRows bounds what one query gives.
const maxRows = 1_000_000

// What stands in the texts of queries where a value is put in.
const (
	fromMark  = "2000-01-01 00:00:00"
	toMark    = "2000-01-02 00:00:00"
	firstMark = "2000-01"
	lastMark  = "2000-02"
	dayMark   = "2000-01-01"
	endMark   = "2000-01-02"
	listMark  = "RESOURCES"
	thingMark = "things"
)

// values are what is put into a query: the window, a list of texts, the name of a table.
type values struct {
	from, to time.Time
	list     []string
	table    string
}

// asked reads a query of this package and puts values in, as values.
func asked(text string, v values) (*ast.Query, error) {
	q, err := build.Query(text)
	if err != nil {
		return nil, err
	}
	const moment = "2006-01-02 15:04:05"
	last := v.to.Add(-time.Nanosecond)
	put := map[string]string{
		fromMark: v.from.UTC().Format(moment), toMark: v.to.UTC().Format(moment), firstMark: v.from.UTC().Format("2006-01"), lastMark: last.UTC().Format("2006-01"),
		dayMark: v.from.UTC().Format(time.DateOnly), endMark: last.UTC().Format(time.DateOnly),
	}
	ast.Walk(q, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypedLiteral:
			if with, ok := put[n.Value]; ok {
				n.Value = with
			}
		case *ast.String:
			if with, ok := put[n.Value]; ok {
				n.Value = with
			}
		case *ast.In:
			if mark, ok := n.List[0].(*ast.String); len(n.List) == 1 && ok && mark.Value == listMark {
				n.List = nil
				for _, one := range v.list {
					n.List = append(n.List, build.Text(one))
				}
			}
		case *ast.Table:
			if end := len(n.Name.Parts) - 1; n.Name.Parts[end].Name == thingMark {
				n.Name.Parts[end] = *build.Ident(v.table)
			}
		}
		return true
	})
	return q, nil
}

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
			return fault.New(fault.Exhausted, "TOO_MANY_ROWS", "there are too many resources to look at: ask for one account, or a shorter time")
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

// texts is a list of texts.
func (r row) texts(i int) []string {
	list, _ := r[i].(value.List)
	var out []string
	for _, one := range list {
		if s, ok := one.(string); ok && s != "" {
			out = append(out, s)
		}
	}
	return out
}

// tags is a map of texts.
func (r row) tags(i int) map[string]string {
	m, _ := r[i].(value.Map)
	out := make(map[string]string, len(m))
	for _, e := range m {
		key, _ := e.Key.(string)
		out[key], _ = e.Value.(string)
	}
	return out
}

// yes is a boolean, false for NULL.
func (r row) yes(i int) bool {
	b, _ := r[i].(bool)
	return b
}

// moment is a time, the zero time for NULL.
func (r row) moment(i int) time.Time {
	if t, ok := r[i].(value.Timestamp); ok {
		return time.UnixMicro(int64(t)).UTC()
	}
	return time.Time{}
}

// number is an exact number, 0 for NULL.
func (r row) number(i int) *big.Rat {
	switch v := r[i].(type) {
	case value.Decimal:
		return new(big.Rat).SetFrac(v.Unscaled, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(v.Scale)), nil)) //nolint:mnd // decimal
	case int64:
		return new(big.Rat).SetInt64(v)
	}
	return new(big.Rat)
}
