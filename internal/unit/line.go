package unit

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/genai/class"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// line is a kind of cost of a unit, in two periods.
type line struct {
	service, usageType, operation, unit string
	// charge is the type of a line that is no usage: Tax, Fee, Credit.
	charge                                         string
	costBefore, costAfter, usageBefore, usageAfter money.Amount
	meaning                                        usagetype.Meaning
	// family are those among which usage may move, cause what is told together; scale makes one unit of the family of one of the line.
	family, cause string
	scale         int64
	// model is the name of a model, where it is one.
	model string
}

// chargeOf is the type of a line that is no usage, "" for usage and for what is taken off from usage of the same type.
const chargeOf = `CASE WHEN line_item_line_item_type IN ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation', 'BundledDiscount', 'FlatRateSubscription') THEN '' ELSE line_item_line_item_type END`

// maxLines bounds the lines that are told apart; what is beyond is one line.
const maxLines = 3000

// lines makes the query of the lines: their cost and usage in both periods.
func (u *Unit) lines(w window) (*ast.Query, error) {
	texts := map[string]string{
		"2000-01-01": text(w.beforeFrom), "2000-01-02": text(w.beforeTo), "2000-01-03": text(w.from), "2000-01-04": text(w.to),
	}
	var list [3]ast.Expr
	for i, t := range []string{
		dayOf + " >= DATE '2000-01-01' AND " + dayOf + " < DATE '2000-01-02'", dayOf + " >= DATE '2000-01-03' AND " + dayOf + " < DATE '2000-01-04'", chargeOf,
	} {
		x, err := put(t, texts)
		if err != nil {
			return nil, err
		}
		list[i] = x
	}
	before, after, charge := list[0], list[1], list[2]
	e, err := u.expressions()
	if err != nil {
		return nil, err
	}
	usage, err := build.Expression(usageOf(false))
	if err != nil {
		return nil, err
	}
	span, err := months(w.beforeFrom, w.to)
	if err != nil {
		return nil, err
	}
	named := func(column, name string) ast.SelectItem {
		return build.Item(build.Call("coalesce", build.Column(column), build.Text("")), name)
	}
	sum := func(period, only, x ast.Expr, name string) ast.SelectItem {
		return build.Item(exactly(build.Call("sum", when(build.Join("AND", period, only), x))), name)
	}
	s := &ast.Select{
		Items: []ast.SelectItem{
			named("line_item_product_code", "service"), named("line_item_usage_type", "usage_type"), named("line_item_operation", "operation"), named("pricing_unit", "unit"),
			build.Item(charge, "charge"),
			sum(before, nil, e.amount, "cost_before"), sum(after, nil, e.amount, "cost_after"), sum(before, e.counted, usage, "usage_before"), sum(after, e.counted, usage, "usage_after"),
		},
		From: []ast.Rel{bill()}, GroupBy: build.GroupBy(5),
		Filter: build.Join("AND", span, &ast.Paren{X: build.Op(&ast.Paren{X: before}, "OR", &ast.Paren{X: after})}, e.cost),
	}
	return &ast.Query{Body: s, OrderBy: build.OrderBy(5)}, nil
}

// readLines reads the lines of a unit, the dearest first.
func (u *Unit) readLines(ctx context.Context, runner Runner, who access.Principal, w window) (list []line, sql string, err error) {
	q, err := u.lines(w)
	if err != nil {
		return nil, "", err
	}
	byKind := map[[3]string]*line{}
	var rest *line
	err = read(ctx, runner, who, q, func(r row) {
		l := line{
			service: r.text(0), usageType: r.text(1), operation: r.text(2), unit: r.text(3), charge: r.text(4),
			costBefore: r.amount(5), costAfter: r.amount(6), usageBefore: r.amount(7), usageAfter: r.amount(8),
		}
		key := [3]string{l.service, l.usageType + "\x00" + l.charge, l.unit + "\x00" + l.operation}
		switch into := byKind[key]; {
		case into != nil:
			into.add(&l)
		case len(byKind) < maxLines:
			byKind[key] = &l
		case rest == nil:
			rest = &line{charge: restCharge}
			rest.add(&l)
		default:
			rest.add(&l)
		}
	})
	if err != nil {
		return nil, "", err
	}
	for _, l := range byKind {
		l.explain()
		list = append(list, *l)
	}
	if rest != nil {
		rest.usageBefore, rest.usageAfter = money.Amount{}, money.Amount{}
		rest.explain()
		list = append(list, *rest)
	}
	slices.SortFunc(list, func(a, b line) int {
		return cmp.Or(b.costBefore.Add(b.costAfter).Cmp(a.costBefore.Add(a.costAfter)), strings.Compare(a.service, b.service), strings.Compare(a.usageType, b.usageType), strings.Compare(a.operation, b.operation), strings.Compare(a.charge, b.charge), strings.Compare(a.unit, b.unit))
	})
	return list, ast.Print(q), nil
}

// restCharge is the charge of the line that stands for all lines beyond maxLines.
const restCharge = "Rest"

func (l *line) add(other *line) {
	l.costBefore, l.costAfter = l.costBefore.Add(other.costBefore), l.costAfter.Add(other.costAfter)
	l.usageBefore, l.usageAfter = l.usageBefore.Add(other.usageBefore), l.usageAfter.Add(other.usageAfter)
}

// explain finds what the line means, and what it belongs to.
func (l *line) explain() {
	l.scale = 1
	l.meaning = usagetype.Explain(usagetype.Line{Product: l.service, UsageType: l.usageType, Operation: l.operation, Charge: l.charge})
	if l.charge != "" {
		l.family = "charge/" + l.charge
		l.cause = l.family
		return
	}
	if c := class.Classify(class.Line{ProductCode: l.service, UsageType: l.usageType, Operation: l.operation, LineItemType: "Usage", PricingUnit: l.unit}); c.GenAI && c.Model != "" && c.Kind != "" {
		l.family, l.cause, l.model = "model/"+c.Unit+"/"+c.Kind, "model", c.Model
		l.scale = max(c.Per, 1)
		return
	}
	if l.meaning.Class == "" {
		l.family = "other/" + l.service + "/" + l.meaning.Bare + "/" + l.unit
		l.cause = "other/" + l.service
		return
	}
	l.family = string(l.meaning.Class) + "/" + l.unit
	l.cause = causeOf(string(l.meaning.Class), l.service)
}

// causeOf is what lines of a class are told as. Classes of what is left of a service are told by service.
func causeOf(class, service string) string {
	parts := strings.Split(class, ".")
	if parts[len(parts)-1] == "other" || len(parts) < 2 {
		return "other/" + service
	}
	if parts[0] == "network" && parts[1] == "transfer" && len(parts) > 2 { //nolint:mnd // network, transfer, where to
		return strings.Join(parts[:3], ".")
	}
	return strings.Join(parts[:2], ".")
}

// used is the usage of a line in the unit of its family.
func (l *line) used(usage money.Amount) money.Amount {
	if l.scale == 1 {
		return usage
	}
	r := usage.Rat()
	return money.FromRat(r.Mul(r, money.New(l.scale, 0).Rat()), perPlaces)
}

// costQuery is the cost of the lines of a cause, before and after.
func (u *Unit) costQuery(w window, lines []line) (*ast.Query, error) {
	q, err := u.lines(w)
	if err != nil {
		return nil, err
	}
	s, _ := q.Body.(*ast.Select)
	var usage, charges []string
	for _, l := range lines {
		into, name := &usage, l.usageType
		if l.charge != "" {
			into, name = &charges, l.charge
		}
		if !slices.Contains(*into, name) {
			*into = append(*into, name)
		}
	}
	var any []ast.Expr
	if len(usage) > 0 {
		any = append(any, build.In(build.Column("line_item_usage_type"), usage))
	}
	if len(charges) > 0 && !slices.Contains(charges, restCharge) {
		any = append(any, build.In(build.Column("line_item_line_item_type"), charges))
	}
	if len(any) > 0 {
		s.Filter = build.Op(s.Filter, "AND", &ast.Paren{X: build.Join("OR", any...)})
	}
	return q, nil
}

// period is a pair of days for words.
func period(from, to time.Time) string {
	return from.Format(time.DateOnly) + "–" + to.Add(-time.Nanosecond).Format(time.DateOnly)
}
