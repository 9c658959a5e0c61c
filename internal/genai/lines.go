package genai

import (
	"context"
	"errors"
	"math/big"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// maxRows bounds what one query gives.
const maxRows = 500_000

// usageTypes are the types of lines that are usage, or a fee that stands for usage; all others are charges beside it.
func usageTypes() []string {
	return []string{"Usage", "DiscountedUsage", "SavingsPlanCoveredUsage", "FlatRateSubscription", "Fee", "RIFee"}
}

// charge is the type of a line that is no usage, ” for usage.
func charge() ast.Expr {
	kind := build.Call("coalesce", build.Column("line_item_line_item_type"), build.Text(""))
	return build.Call("IF", build.In(kind, usageTypes()), build.Text(""), kind)
}

// measures are what is summed of some lines, in the order in which sums reads them.
const measures = `SELECT sum(cost) AS cost, sum(IF(tokens IS NOT NULL, cost)) AS token_cost, sum(tokens) AS tokens,
	sum(IF(token_kind = 'input', tokens)) AS input, sum(IF(token_kind = 'output', tokens)) AS output,
	sum(IF(token_kind = 'cache_read', tokens)) AS cache_read, sum(IF(token_kind LIKE 'cache_write%', tokens)) AS cache_write,
	sum(IF(tier = 'batch', tokens)) AS batch, sum(quantity) AS quantity, count(*) AS line_count
FROM glaux.genai`

// nMeasures is the number of them.
const nMeasures = 10

// item is an expression to group by, and its name.
type item struct {
	x    ast.Expr
	name string
}

// measured makes the query of the measures of all lines, by some items.
func measured(by []item) (*ast.Query, error) {
	q, err := build.Query(measures)
	if err != nil {
		return nil, err
	}
	s := q.Body.(*ast.Select) //nolint:forcetypeassert // it stands above
	items := make([]ast.SelectItem, 0, len(by)+len(s.Items))
	for _, one := range by {
		items = append(items, build.Item(one.x, one.name))
	}
	s.Items = append(items, s.Items...)
	s.GroupBy = build.GroupBy(len(by))
	return q, nil
}

// summed makes the query of the measures, by some items, of lines in some windows.
func summed(by []item, where ast.Expr, windows ...window) (*ast.Query, error) {
	q, err := measured(by)
	if err != nil {
		return nil, err
	}
	s := q.Body.(*ast.Select) //nolint:forcetypeassert // measured made it
	s.Filter = build.Join("AND", build.In(build.Column("billing_period"), months(windows...)), within("line_item_usage_start_date", windows...), where)
	return q, nil
}

// where makes the condition of filters; nil for none.
func (t Tools) where(list []Filter) (ast.Expr, error) {
	const most = 40
	if len(list) > most {
		return nil, fault.New(fault.Invalid, "INVALID_ARGUMENT", "there are more than 40 filters")
	}
	var all ast.Expr
	for _, f := range list {
		x, err := t.expression(f.Dimension)
		if err != nil {
			return nil, err
		}
		if len(f.Values) == 0 {
			return nil, fault.New(fault.Invalid, "INVALID_ARGUMENT", "a filter needs a value")
		}
		all = build.Join("AND", all, build.In(x, f.Values))
	}
	return all, nil
}

// sums are the measures of some lines.
type sums struct {
	cost, tokenCost                                               money.Amount
	tokens, input, output, cacheRead, cacheWrite, batch, quantity big.Rat
	lines                                                         int64
	requests                                                      int64
	logged                                                        big.Rat // tokens of the requests
}

// add adds what others have.
func (s *sums) add(o *sums) {
	s.cost, s.tokenCost = s.cost.Add(o.cost), s.tokenCost.Add(o.tokenCost)
	for _, p := range []struct{ to, from *big.Rat }{
		{&s.tokens, &o.tokens},
		{&s.input, &o.input},
		{&s.output, &o.output},
		{&s.cacheRead, &o.cacheRead},
		{&s.cacheWrite, &o.cacheWrite},
		{&s.batch, &o.batch},
		{&s.quantity, &o.quantity},
		{&s.logged, &o.logged},
	} {
		p.to.Add(p.to, p.from)
	}
	s.lines, s.requests = s.lines+o.lines, s.requests+o.requests
}

// million is a million.
func million() *big.Rat { return big.NewRat(1_000_000, 1) }

// pricePlaces are the digits of prices of a million tokens.
const pricePlaces = 6

// per is an amount by so many of something.
func per(a money.Amount, n *big.Rat) *money.Amount {
	if n.Sign() <= 0 {
		return nil
	}
	p := money.FromRat(new(big.Rat).Quo(a.Rat(), n), pricePlaces)
	return &p
}

// share is a part of a whole; nil where there is no whole.
func share(part, whole *big.Rat) *float64 {
	if whole.Sign() <= 0 {
		return nil
	}
	f, _ := new(big.Rat).Quo(part, whole).Float64()
	return &f
}

// float is a number for people.
func float(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

// figures are the sums as an answer has them. Requests are told where telling says so, and a cost of one where the logs have the tokens
// that are billed.
func (s *sums) figures(telling bool) Figures {
	f := Figures{
		Cost: s.cost, TokenCost: s.tokenCost, Tokens: float(&s.tokens), Input: float(&s.input), Output: float(&s.output),
		CacheRead: float(&s.cacheRead), CacheWrite: float(&s.cacheWrite),
		PerMillion: per(s.tokenCost, new(big.Rat).Quo(&s.tokens, million())),
		CacheHit:   share(&s.cacheRead, new(big.Rat).Add(&s.input, new(big.Rat).Add(&s.cacheRead, &s.cacheWrite))),
		Batch:      share(&s.batch, &s.tokens),
	}
	if !telling || s.requests == 0 {
		return f
	}
	n := s.requests
	f.Requests = &n
	const near = 0.05 // as much may the tokens of the logs and of the bill differ
	if part := share(&s.logged, &s.tokens); part != nil && *part > 1-near && *part < 1+near {
		f.PerRequest = per(s.tokenCost, new(big.Rat).SetInt64(n))
	}
	return f
}

// row is a row of an answer of the engine.
type row []value.Value

// read runs a query as who asks, and gives each row to take.
func (t Tools) read(ctx context.Context, who access.Principal, q *ast.Query, take func(r row)) (err error) {
	result, err := t.Runner.Tree(ctx, who, q, query.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	n := 0
	return result.Each(ctx, func(values []value.Value) error {
		if n++; n > maxRows {
			return fault.New(fault.Invalid, "TOO_MANY_FIGURES", "there are too many figures: group by less, or ask for longer steps or a shorter time")
		}
		take(row(values))
		return nil
	})
}

// text is a text, "" for NULL.
func (r row) text(i int) string {
	s, _ := r[i].(string)
	return s
}

// count is a whole number, 0 for NULL.
func (r row) count(i int) int64 {
	n, _ := r[i].(int64)
	return n
}

// number is an exact number, 0 for NULL.
func (r row) number(i int) *big.Rat {
	switch v := r[i].(type) {
	case value.Decimal:
		return money.FromBig(v.Unscaled, v.Scale).Rat()
	case int64:
		return new(big.Rat).SetInt64(v)
	}
	return new(big.Rat)
}

// amount is an amount of money, 0 for NULL.
func (r row) amount(i int) money.Amount {
	if v, ok := r[i].(value.Decimal); ok {
		return money.FromBig(v.Unscaled, v.Scale)
	}
	return money.Amount{}
}

// sums reads the measures, which are the last columns of a row.
func (r row) sums() *sums {
	at := len(r) - nMeasures
	s := &sums{cost: r.amount(at), tokenCost: r.amount(at + 1), lines: r.count(at + nMeasures - 1)}
	for i, to := range []*big.Rat{&s.tokens, &s.input, &s.output, &s.cacheRead, &s.cacheWrite, &s.batch, &s.quantity} {
		to.Set(r.number(at + 2 + i)) //nolint:mnd // behind the costs
	}
	return s
}
