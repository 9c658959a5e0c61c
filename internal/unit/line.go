package unit

import (
	"cmp"
	"context"
	"slices"
	"strings"

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

// periods adds sums of lines up to two periods.
const periods = `SELECT service, usage_type, operation, unit, charge,
	CAST(sum(CASE WHEN ` + isBefore + ` THEN cost END) AS decimal(38, 10)) AS cost_before, CAST(sum(CASE WHEN ` + isAfter + ` THEN cost END) AS decimal(38, 10)) AS cost_after,
	CAST(sum(CASE WHEN ` + isBefore + ` THEN usage END) AS decimal(38, 10)) AS usage_before, CAST(sum(CASE WHEN ` + isAfter + ` THEN usage END) AS decimal(38, 10)) AS usage_after
	FROM (SELECT 1) AS t WHERE ` + isBefore + ` OR ` + isAfter + ` GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`

const (
	isBefore = dayOf + ` >= DATE '2000-01-01' AND ` + dayOf + ` < DATE '2000-01-02'`
	isAfter  = dayOf + ` >= DATE '2000-01-03' AND ` + dayOf + ` < DATE '2000-01-04'`
)

// lines makes the query of the lines: their cost and usage in both periods. Only, where it is not nil, keeps some of them.
func (u *Unit) lines(w window, only ast.Expr) (*ast.Query, error) {
	e, err := u.expressions()
	if err != nil {
		return nil, err
	}
	usage, err := build.Expression(usageOf(false))
	if err != nil {
		return nil, err
	}
	charge, err := build.Expression(chargeOf)
	if err != nil {
		return nil, err
	}
	span, err := months(w.beforeFrom, w.beforeTo)
	if err != nil {
		return nil, err
	}
	after, err := months(w.from, w.to)
	if err != nil {
		return nil, err
	}
	named := func(column, name string) ast.SelectItem {
		return build.Item(build.Call("coalesce", build.Column(column), build.Text("")), name)
	}
	s := &ast.Select{
		Items: []ast.SelectItem{
			{X: build.Column("billing_period")},
			build.Item(e.day, usedOn),
			named("line_item_product_code", "service"), named("line_item_usage_type", "usage_type"), named("line_item_operation", "operation"), named("pricing_unit", "unit"),
			build.Item(charge, "charge"), build.Item(build.Call("sum", e.amount), "cost"), build.Item(build.Call("sum", when(e.counted, usage)), "usage"),
		},
		From: []ast.Rel{bill()}, GroupBy: build.GroupBy(7), //nolint:mnd // all but the sums
		Filter: build.Join("AND", &ast.Paren{X: build.Op(span, "OR", after)}, e.cost, only),
	}
	q, err := build.Query(periods)
	if err != nil {
		return nil, err
	}
	fill(q, map[string]string{"2000-01-01": text(w.beforeFrom), "2000-01-02": text(w.beforeTo), "2000-01-03": text(w.from), "2000-01-04": text(w.to)})
	outside, _ := q.Body.(*ast.Select)
	outside.From = []ast.Rel{subquery("lines", s)}
	return q, nil
}

// readLines reads the lines of a unit, the dearest first.
func (u *Unit) readLines(ctx context.Context, runner Runner, who access.Principal, w window) (list []line, sql string, err error) {
	q, err := u.lines(w, nil)
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
func causeOf(meaning, service string) string {
	parts := strings.Split(meaning, ".")
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
	if len(any) == 0 {
		return u.lines(w, nil)
	}
	return u.lines(w, &ast.Paren{X: build.Join("OR", any...)})
}
