package allocation

import (
	"context"
	"errors"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// maxRows bounds the rows of an answer: values by months and steps.
const maxRows = 500_000

// read runs a query as who asks, and gives each row to take.
func read(ctx context.Context, runner Runner, who access.Principal, q *ast.Query, take func([]value.Value)) (err error) {
	result, err := runner.Tree(ctx, who, q, query.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	n := 0
	return result.Each(ctx, func(row []value.Value) error {
		if n++; n > maxRows {
			return fault.New(fault.Exhausted, "TOO_MANY_ROWS", "the key has too many values: choose one with fewer, or a shorter time")
		}
		take(row)
		return nil
	})
}

// text is a text, "" for NULL.
func text(v value.Value) string {
	s, _ := v.(string)
	return s
}

// texts is a list of texts.
func texts(v value.Value) []string {
	list, _ := v.(value.List)
	var out []string
	for _, one := range list {
		out = append(out, text(one))
	}
	return out
}

// number is a whole number, 0 for NULL.
func number(v value.Value) int64 {
	switch n := v.(type) {
	case int64:
		return n
	case int32:
		return int64(n)
	case value.Decimal:
		return money.FromBig(n.Unscaled, n.Scale).Round(0).Rat().Num().Int64()
	}
	return 0
}

// amountOf is an exact amount, 0 for NULL.
func amountOf(v value.Value) money.Amount {
	switch n := v.(type) {
	case value.Decimal:
		return money.FromBig(n.Unscaled, n.Scale)
	case int64:
		return money.New(n, 0)
	}
	return money.Amount{}
}
