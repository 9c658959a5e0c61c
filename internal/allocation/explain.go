package allocation

import (
	"cmp"
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// The bounds of an explanation.
const (
	fewGroups  = 100
	mostGroups = 10_000
)

// groupColumns are what lines are put together by.
func groupColumns() []named {
	return []named{
		{"account", "line_item_usage_account_id"},
		{"service", "line_item_product_code"},
		{"usage_type", "line_item_usage_type"},
		{"resource", "line_item_resource_id"},
		{"principal", "line_item_iam_principal"},
		{"currency", "line_item_currency_code"},
	}
}

// Explain shows the lines behind a value, or behind a step.
func Explain(ctx context.Context, runner Runner, who access.Principal, rules Rules, ask ExplainAsk) (Explanation, error) {
	ask.Unsplit = true
	p, err := planOf(ctx, runner, who, rules, ask.Ask)
	if err != nil {
		return Explanation{}, err
	}
	limit := ask.Limit
	if limit == 0 {
		limit = fewGroups
	}
	if limit < 1 || limit > mostGroups {
		return Explanation{}, fault.New(fault.Invalid, "INVALID_LIMIT", "at least one group can be shown, and at most 10000")
	}
	q, err := p.groups(ask, limit+1)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{Key: p.key.Name, Groups: []LineGroup{}, SQL: ast.Print(q)}
	steps := p.key.waterfall()
	err = read(ctx, runner, who, q, func(r []value.Value) {
		if len(e.Groups) == limit {
			e.More = true
			return
		}
		step := string(ByResidual)
		if at := int(number(r[1])); at >= 0 && at < len(steps) {
			step = steps[at].Name
		}
		e.Currency = text(r[9])
		e.Groups = append(e.Groups, LineGroup{
			Value: text(r[0]), Step: step, Account: text(r[2]), Service: text(r[3]), UsageType: text(r[4]), Resource: text(r[5]), Principal: text(r[6]),
			Cost: amountOf(r[7]), Lines: number(r[8]),
		})
	})
	if at := p.metadata(); at >= 0 {
		e.Notes = append(e.Notes, Text{
			EN: "What invocation logs divide is no line of its own: such lines stand here with what the next steps say.",
			JA: "呼び出しログで按分された分は独立した明細ではありません。該当する明細は次の段階の値で表示されます。",
		})
	}
	return e, err
}

// groups is the query of the lines, put together.
func (p *plan) groups(ask ExplainAsk, limit int) (*ast.Query, error) {
	w := &writer{with: &ast.With{}}
	if err := p.knowing(w, false, groupColumns()...); err != nil {
		return nil, err
	}
	found := p.found()
	for _, g := range groupColumns() {
		found.Items = append(found.Items, build.Item(column(g.name), g.name))
	}
	w.add("lines", &ast.Query{Body: found})
	w.text("grouped", `SELECT value, step, account, service, usage_type, resource, principal, sum(cost) AS cost, sum(lines) AS lines, min(currency) AS currency
		FROM lines GROUP BY 1, 2, 3, 4, 5, 6, 7`, nil)
	q, err := build.Query(`SELECT value, step, account, service, usage_type, resource, principal, cost, lines, currency FROM grouped ORDER BY abs(cost) DESC, 1, 2, 3, 4, 5, 6, 7`)
	if err = cmp.Or(w.err, err); err != nil {
		return nil, err
	}
	q.With, q.Limit = w.with, build.Limit(limit)
	s, ok := q.Body.(*ast.Select)
	if !ok {
		return q, nil
	}
	if ask.Value != "" {
		s.Filter = build.Op(column("value"), "=", build.Text(ask.Value))
	}
	if ask.Step != "" {
		at, err := p.stepNumber(ask.Step)
		if err != nil {
			return nil, err
		}
		s.Filter = build.Join("AND", s.Filter, build.Op(column("step"), "=", build.Number(at)))
	}
	return q, nil
}

// stepNumber is the number of a step.
func (p *plan) stepNumber(name string) (int, error) {
	steps := p.key.waterfall()
	for i, s := range steps {
		if s.Name == name {
			return i, nil
		}
	}
	if name == string(ByResidual) {
		return len(steps), nil
	}
	return 0, fault.New(fault.NotFound, "UNKNOWN_ALLOCATION_STEP", "the key has no such step: glaux allocation show lists its steps")
}
