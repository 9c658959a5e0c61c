package allocation

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/glauxhq/glaux/internal/amount"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// Amounts of a line beside its cost.
const (
	// nothing is an amount of nothing.
	nothing = `CAST(0 AS decimal(38, 10))`
	// tokens are those of a line of glaux.bill; glaux.genai knows them better.
	tokens = `CAST(CASE lower(pricing_unit) WHEN '1k tokens' THEN line_item_usage_amount * 1000 WHEN '1m tokens' THEN line_item_usage_amount * 1000000
		WHEN 'tokens' THEN line_item_usage_amount ELSE 0 END AS decimal(38, 10))`
	tokensKnown = `CAST(coalesce(tokens, 0) AS decimal(38, 10))`
	// covered tells that a commitment paid for a line, and onDemand is what it would have cost without.
	covered  = `line_item_line_item_type IN ('SavingsPlanCoveredUsage', 'DiscountedUsage')`
	onDemand = `coalesce(pricing_public_on_demand_cost, line_item_unblended_cost, 0)`
	saved    = `CAST(IF(` + covered + `, ` + onDemand + ` - coalesce(%s, 0), 0) AS decimal(38, 10))`
	// eligible is what a line would cost on demand, where a commitment covers it or others of its service.
	eligible = `CAST(IF((line_item_line_item_type = 'Usage' OR ` + covered + `) AND line_item_product_code IN (SELECT product FROM committed), greatest(` + onDemand + `, 0), 0) AS decimal(38, 10))`
	// committed are the services with a commitment.
	committed = `SELECT DISTINCT line_item_product_code AS product FROM glaux.bill WHERE ` + covered
)

// formulas are the costs of a line by metric.
func formulas() map[Metric]string {
	return map[Metric]string{Unblended: amount.Unblended, Amortized: amount.Amortized, NetUnblended: amount.NetUnblended, NetAmortized: amount.NetAmortized}
}

// reading adds the parts that read lines, up to the one called stepped.
func (p *plan) reading(w *writer) error {
	if p.saves() {
		w.text("committed", committed, nil)
		if w.err != nil {
			return w.err
		}
		if s, ok := w.with.Tables[0].Query.Body.(*ast.Select); ok {
			s.Filter = build.Join("AND", s.Filter, p.months())
		}
	}
	at := p.metadata()
	if err := p.knowing(w, at >= 0 && p.logged); err != nil {
		return err
	}
	if at >= 0 && p.logged {
		return p.dividing(w, at)
	}
	w.add("lines", &ast.Query{Body: p.found()})
	w.text("stepped", stepped, nil)
	return w.err
}

// metadata is the step that looks at logs, -1 where none does.
func (p *plan) metadata() int {
	return slices.IndexFunc(p.key.waterfall(), func(s Step) bool { return s.Kind == ByMetadata })
}

// knowing adds the parts that say what each step knows: month, v0 and so on, cost, tokens, saved, eligible and the number of lines, with what
// logs are looked up by where they are, and with more columns of lines.
func (p *plan) knowing(w *writer, logs bool, more ...named) error {
	a := &atoms{names: map[string]string{}}
	known := &ast.Select{From: []ast.Rel{build.Table("", "summed")}, Items: []ast.SelectItem{build.Item(column("month"), "month")}}
	for i, step := range p.key.waterfall() {
		if step.Kind != ByMetadata {
			known.Items = append(known.Items, build.Item(a.lift(step.expr()), stepColumn(i)))
		}
	}
	if logs {
		more = append(more, placeColumns()...)
	}
	s := &ast.Select{From: []ast.Rel{p.table()}, Items: append([]ast.SelectItem{build.Item(column("billing_period"), "month")}, a.items...)}
	for _, m := range more {
		x, err := build.Expression(m.sql)
		if err != nil {
			return err
		}
		s.Items = append(s.Items, build.Item(x, m.name))
		known.Items = append(known.Items, build.Item(column(m.name), m.name))
	}
	s.GroupBy = build.GroupBy(len(s.Items))
	for _, m := range p.amounts() {
		x, err := build.Expression(m.sql)
		if err != nil {
			return err
		}
		s.Items = append(s.Items, build.Item(build.Call("sum", x), m.name))
		known.Items = append(known.Items, build.Item(column(m.name), m.name))
	}
	s.Items = append(s.Items, build.Item(build.CountRows(), "lines"))
	known.Items = append(known.Items, build.Item(column("lines"), "lines"))
	var err error
	if logs {
		s.From[0], err = p.calledLines()
	} else {
		s.Filter, err = p.within()
	}
	w.add("summed", &ast.Query{Body: s})
	w.add("known", &ast.Query{Body: known})
	return err
}

// table is where lines are read.
func (p *plan) table() ast.Rel { return build.Table("", "glaux", string(p.over)) }

// saves tells whether savings are redistributed.
func (p *plan) saves() bool { return p.key.Savings != nil && !p.ask.Unsplit }

// named is SQL with a name.
type named struct{ name, sql string }

// amounts are the amounts of a line. Those that the question does not need are nothing.
func (p *plan) amounts() []named {
	cost := formulas()[p.key.Metric]
	list := []named{{"cost", fmt.Sprintf(amount.Exact, "coalesce("+cost+", 0)")}, {"tokens", nothing}, {"saved", nothing}, {"eligible", nothing}}
	if !p.ask.Unsplit && slices.ContainsFunc(p.key.splits(), func(s Split) bool { return s.Method == Tokens }) {
		list[1].sql = tokens
		if p.over == GenAI {
			list[1].sql = tokensKnown
		}
	}
	if p.saves() {
		list[2].sql, list[3].sql = fmt.Sprintf(saved, cost), eligible
	}
	return list
}

// stepColumn is the column of what a step says.
func stepColumn(i int) string { return "v" + strconv.Itoa(i) }

// found gives each line its step, by number, and its value.
func (p *plan) found() *ast.Select {
	step, value := p.choose(0, len(p.key.waterfall()))
	s := &ast.Select{From: []ast.Rel{build.Table("", "known")}, Items: []ast.SelectItem{
		build.Item(column("month"), "month"), build.Item(step, "step"), build.Item(p.key.alias(build.Call("coalesce", value, build.Text(p.key.Residual))), "value"),
	}}
	for _, a := range append(p.amounts(), named{name: "lines"}) {
		s.Items = append(s.Items, build.Item(column(a.name), a.name))
	}
	return s
}

// choose is the first step of some that knows a value, the number after the last where none does, and what it says, NULL where none does.
func (p *plan) choose(from, to int) (step, value ast.Expr) {
	which := &ast.Case{Else: build.Number(len(p.key.waterfall()))}
	var values []ast.Expr
	for i := from; i < to; i++ {
		if i == p.metadata() {
			continue
		}
		x := column(stepColumn(i))
		which.Whens = append(which.Whens, ast.When{Cond: known(x), Result: build.Number(i)})
		values = append(values, x)
	}
	if len(values) == 0 {
		return which.Else, null()
	}
	return which, build.Call("coalesce", append(values, null())...)
}

// months keeps the billing periods that the question needs.
func (p *plan) months() ast.Expr {
	first, last := p.from.Format(monthForm), p.to.Add(-time.Nanosecond).Format(monthForm)
	if first == last {
		return build.Op(column("billing_period"), "=", build.Text(first))
	}
	return &ast.Between{X: column("billing_period"), Low: build.Text(first), High: build.Text(last)}
}

// monthForm is how a billing period is written.
const monthForm = "2006-01"

// within keeps the lines that are asked for.
func (p *plan) within() (ast.Expr, error) {
	keep := p.months()
	if p.from.Day() != 1 || p.to.Day() != 1 {
		at, err := build.Expression(amount.Time)
		if err != nil {
			return nil, err
		}
		keep = build.Join("AND", keep, build.Op(at, ">=", moment(p.from)), build.Op(at, "<", moment(p.to)))
	}
	if len(p.ask.Accounts) > 0 {
		keep = build.Join("AND", keep, build.In(column("line_item_usage_account_id"), p.ask.Accounts))
	}
	if len(p.ask.Services) > 0 {
		keep = build.Join("AND", keep, build.In(column("line_item_product_code"), p.ask.Services))
	}
	return keep, nil
}

// day is a day as SQL writes it.
func day(t time.Time) ast.Expr {
	return &ast.TypedLiteral{Type: &ast.Type{Name: "date"}, Value: t.UTC().Format(time.DateOnly)}
}

// moment is a time as SQL writes it.
func moment(t time.Time) ast.Expr {
	return &ast.TypedLiteral{Type: &ast.Type{Name: "timestamp"}, Value: t.UTC().Format(time.DateTime)}
}
