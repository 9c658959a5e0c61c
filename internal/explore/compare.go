package explore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// effectKind says to which effect the amount of a line belongs. What is left to usage by it may be a charge: chargeKind tells.
const effectKind = `CASE
	WHEN line_item_line_item_type IN ('SavingsPlanNegation', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee', 'RIFee') OR is_upfront THEN 'commitment'
	ELSE 'usage' END`

// isUpfront tells whether a fee is the upfront payment of a reservation.
const isUpfront = `line_item_line_item_type = 'Fee' AND coalesce(reservation_reservation_a_r_n, '') <> ''`

// listCost is what usage costs on demand: the amount itself, or the public price of what a commitment covered.
const listCost = `CASE line_item_line_item_type
	WHEN 'SavingsPlanCoveredUsage' THEN coalesce(pricing_public_on_demand_cost, line_item_unblended_cost)
	WHEN 'DiscountedUsage' THEN coalesce(pricing_public_on_demand_cost, %[1]s)
	ELSE %[1]s END`

// quantity is the amount of usage of a line that carries some.
const quantity = `IF(line_item_line_item_type IN (` + usageTypes + `) AND NOT ` + splitRows + `, line_item_usage_amount, 0)`

// lacksPrice are lines whose public price is not known.
const lacksPrice = `line_item_line_item_type IN ('SavingsPlanCoveredUsage', 'DiscountedUsage') AND pricing_public_on_demand_cost IS NULL`

// cellColumns are what a cell is made of: first the family, then what tells its cells apart.
func cellColumns() []string {
	return []string{
		"line_item_product_code", "product_product_family", "pricing_unit",
		"line_item_usage_type", "line_item_operation", "product_region_code",
	}
}

const familyColumns = 3

// comparison is a request that was understood: one question for each window.
type comparison struct {
	CompareRequest
	windows [windows]*question
}

// Compare tells what changed from a window to another, and why.
func Compare(ctx context.Context, runner Runner, who access.Principal, r CompareRequest) (Comparison, error) {
	c, err := r.understand()
	if err != nil {
		return Comparison{}, err
	}
	if err := c.resolve(ctx, runner, who); err != nil {
		return Comparison{}, err
	}
	tree, err := c.tree()
	if err != nil {
		return Comparison{}, err
	}
	facts := beside(func() knownOrError { return c.facts(ctx, runner, who) })
	rows, err := read(ctx, runner, who, tree)
	known := <-facts
	if err = cmpErr(err, known.err); err != nil {
		return Comparison{}, c.windows[after].unknown(err)
	}
	made, err := c.comparison(rows)
	if err != nil {
		return Comparison{}, err
	}
	made.SQL, made.Unit, made.Notes = ast.Print(tree), known.unit, known.notes
	return made, nil
}

// cmpErr returns the first error.
func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// understand checks a request and fills its defaults in.
func (r CompareRequest) understand() (*comparison, error) {
	if r.Metric == Usage {
		return nil, fault.New(fault.Invalid, "INVALID_REQUEST", "usage has no price: compare a cost, or ask for the usage of both windows by themselves")
	}
	c := &comparison{CompareRequest: r}
	for w, p := range [windows]Period{r.Before, r.After} {
		q, err := Request{
			Table: r.Table, Period: p, Granularity: Total, Metric: r.Metric, GroupBy: r.GroupBy, Filters: r.Filters, Top: r.Top, All: r.All, Charges: Apart,
		}.understand()
		if err != nil {
			return nil, err
		}
		q.also = []lack{{lacksPrice, noteNoPrice}}
		c.windows[w] = q
	}
	q := c.windows[after]
	c.Table, c.Metric, c.Top = q.Table, q.Metric, q.Top
	return c, nil
}

// resolve finds the names of services in both windows: they must be the same, or one service would be two groups.
func (c *comparison) resolve(ctx context.Context, runner Runner, who access.Principal) error {
	q := c.windows[after]
	if err := q.resolve(ctx, runner, who, c.months()); err != nil {
		return err
	}
	c.windows[before].names = q.names
	return nil
}

// facts are those of both windows.
func (c *comparison) facts(ctx context.Context, runner Runner, who access.Principal) knownOrError {
	var all knownOrError
	for _, q := range c.windows {
		one := q.facts(ctx, runner, who)
		if one.err != nil {
			return one
		}
		if all.unit != "" && one.unit != all.unit {
			one.unit = mixed
		}
		all.unit = one.unit
		for _, n := range one.notes {
			if !slices.ContainsFunc(all.notes, func(said Note) bool { return said.Text == n.Text }) {
				all.notes = append(all.notes, n)
			}
		}
	}
	first, second := c.windows[before].span, c.windows[after].span
	if a, b := first.End.Sub(first.Start), second.End.Sub(second.Start); a != b {
		all.notes = append(all.notes, lengths(a.Hours(), b.Hours()))
	}
	return all
}

// lines sums the lines of both windows up by their own columns: those of the questions, those of cells, and in which windows they are.
func (c *comparison) lines() (*ast.Select, error) {
	q := c.windows[after]
	m := "coalesce(" + q.metric.amount + ", 0)"
	more := cellColumns()
	if c.whole() {
		more = append(more, "billing_period")
	}
	s := &ast.Select{Items: q.columns(more...)}
	inside, err := c.inside()
	if err != nil {
		return nil, err
	}
	either := build.Join("OR", inside[:]...)
	if c.whole() {
		either = nil // the months say it
	} else {
		for w, name := range windowNames() {
			s.Items = append(s.Items, build.Item(inside[w], "is_"+name))
		}
	}
	add := func(name, sql string, summed bool) {
		x, bad := build.Expression(sql)
		if summed {
			x = build.Call("sum", x)
		}
		err = cmpErr(err, bad)
		s.Items = append(s.Items, build.Item(x, name))
	}
	add("is_upfront", isUpfront, false)
	s.GroupBy = build.GroupBy(len(s.Items))
	add("cost", fmt.Sprintf(exact, m), true)
	add("list", fmt.Sprintf(exact, "coalesce("+fmt.Sprintf(listCost, m)+", 0)"), true)
	add("quantity", fmt.Sprintf(exact, "coalesce("+quantity+", 0)"), true)
	if err != nil {
		return nil, err
	}
	rel, err := from(q.Table)
	if err != nil {
		return nil, err
	}
	kept, err := q.conditions()
	if err != nil {
		return nil, err
	}
	s.From, s.Filter = []ast.Rel{rel}, build.Join("AND", c.months(), either, kept)
	return s, nil
}

// whole tells whether both windows are whole months.
func (c *comparison) whole() bool {
	return isWhole(c.windows[before].span) && isWhole(c.windows[after].span)
}

// inside tells of a line whether it is in each window.
func (c *comparison) inside() (inside [windows]ast.Expr, err error) {
	for w, q := range c.windows {
		if inside[w], err = within(q.span); err != nil {
			return inside, err
		}
	}
	return inside, nil
}

// months keeps the billing periods of both windows, so that no other files are read.
func (c *comparison) months() ast.Expr {
	var names []string
	for _, q := range c.windows {
		for _, m := range q.span.Months() {
			names = append(names, m.String())
		}
	}
	slices.Sort(names)
	return build.In(build.Column("billing_period"), slices.Compact(names))
}

func windowNames() [windows]string { return [windows]string{"before", "after"} }

func cellName(i int) string {
	return []string{"product_code", "product_family", "unit_of_usage", "type_of_usage", "operation_code", "region_code"}[i]
}

// measures are what is summed up for each window, in the order of columns.
func measures() []string { return []string{"cost", "list", "quantity"} }

// tree is the query: lines are summed up by group and cell, groups ranked by their change, and those below the top become one.
func (c *comparison) tree() (*ast.Query, error) {
	q := c.windows[after]
	lines, err := c.lines()
	if err != nil {
		return nil, err
	}
	cells, err := c.cells()
	if err != nil {
		return nil, err
	}
	return q.assembled(lines, cells, change(), c.body()), nil
}

// cells sums the lines up by all that they are grouped by.
func (c *comparison) cells() (*ast.Select, error) {
	q := c.windows[after]
	charge, _, err := q.charge()
	if err != nil {
		return nil, err
	}
	effect, err := build.Expression(effectKind)
	if err != nil {
		return nil, err
	}
	keys, err := q.keyItems()
	if err != nil {
		return nil, err
	}
	s := &ast.Select{
		Items: append([]ast.SelectItem{build.Item(charge, "charge"), build.Item(effect, "effect")}, keys...), From: []ast.Rel{build.Table("", "lines")},
	}
	for i, name := range cellColumns() {
		s.Items = append(s.Items, build.Item(build.Call("coalesce", build.Column(name), build.Text("")), cellName(i)))
	}
	s.GroupBy = build.GroupBy(len(s.Items))
	inside, err := c.inside()
	if err != nil {
		return nil, err
	}
	for w, name := range windowNames() {
		is := inside[w]
		if !c.whole() {
			is = build.Column("is_" + name)
		}
		for _, m := range measures() {
			s.Items = append(s.Items, build.Item(build.Call("sum", build.Call("if", is, build.Column(m), build.Number(0))), m+"_"+name))
		}
	}
	return s, nil
}

// change is by how much a group changed.
func change() ast.Expr {
	return build.Op(build.Call("sum", build.Column("cost_after")), "-", build.Call("sum", build.Column("cost_before")))
}

// body puts groups below the top together.
func (c *comparison) body() *ast.Select {
	q := c.windows[after]
	s := q.topmost("effect")
	for i := range cellColumns() {
		s.Items = append(s.Items, ast.SelectItem{X: build.Column("c", cellName(i))})
	}
	s.GroupBy = build.GroupBy(len(s.Items))
	for _, w := range windowNames() {
		for _, m := range measures() {
			s.Items = append(s.Items, build.Item(build.Call("sum", build.Column("c", m+"_"+w)), m+"_"+w))
		}
	}
	return q.counted(s)
}

// group is what the rows of a change add up to.
type group struct {
	Change
	cells []cell
}

// comparison makes changes of the rows of the query.
func (c *comparison) comparison(rows [][]string) (Comparison, error) {
	q := c.windows[after]
	made := Comparison{Request: c.CompareRequest, Changes: []Change{}, Total: Change{Kind: kindGroup, Keys: []string{}}}
	groups := map[string]*group{}
	for _, row := range rows {
		kind, charge, effect, keys := row[0], row[1], row[2], row[3:3+len(q.dims)]
		if kind == kindCharge {
			keys = []string{charge}
		}
		id := kind + "\x00" + strings.Join(keys, "\x00")
		g := groups[id]
		if g == nil {
			g = &group{Change: Change{Kind: kind, Keys: slices.Clone(keys)}}
			groups[id] = g
		}
		rest := row[3+len(q.dims):]
		if err := g.add(effect, rest); err != nil {
			return Comparison{}, err
		}
		if last := rest[len(rest)-1]; q.cut() && kind != kindCharge {
			if _, err := fmt.Sscan(last, &made.Groups); err != nil {
				return Comparison{}, fmt.Errorf("number of groups: %w", err)
			}
		}
	}
	for _, g := range groups {
		g.finish()
		if !q.cut() && g.Kind == kindGroup {
			made.Groups++
		}
		if g.Kind == kindOther {
			g.Count = made.Groups - q.Top
		}
		made.Changes = append(made.Changes, g.Change)
		made.Total.Before, made.Total.After = made.Total.Before.Add(g.Before), made.Total.After.Add(g.After)
		made.Total.Effects = made.Total.Effects.add(g.Effects)
	}
	made.Total.finish()
	slices.SortFunc(made.Changes, byChange)
	return made, nil
}

// byChange orders groups by the size of their change, then the others, then charges.
func byChange(a, b Change) int {
	if c := cmp.Compare(rank(a.Kind), rank(b.Kind)); c != 0 {
		return c
	}
	if a.Kind == kindCharge {
		return cmp.Compare(chargeRank(a.Keys), chargeRank(b.Keys))
	}
	return cmp.Or(absolute(b.Change).Cmp(absolute(a.Change)), slices.Compare(a.Keys, b.Keys))
}

// add adds a row: the columns of its cell, then the measures before and after.
func (g *group) add(effect string, row []string) error {
	n := len(cellColumns())
	one := cell{family: strings.Join(row[:familyColumns], "\x00")}
	var cost [windows]money.Amount
	for w := range windows {
		for i, to := range []*money.Amount{&cost[w], &one.list[w], &one.quantity[w]} {
			amount, err := money.Parse(row[n+w*len(measures())+i])
			if err != nil {
				return fmt.Errorf("%s of a cell: %w", measures()[i], err)
			}
			*to = amount
		}
	}
	g.Before, g.After = g.Before.Add(cost[before]), g.After.Add(cost[after])
	change := cost[after].Sub(cost[before])
	switch {
	case effect == "commitment":
		g.Effects.Commitment = g.Effects.Commitment.Add(change)
	case g.Kind == kindCharge:
		g.Effects.Charges = g.Effects.Charges.Add(change)
	default:
		g.Effects.Commitment = g.Effects.Commitment.Add(change.Sub(one.list[after].Sub(one.list[before])))
		g.cells = append(g.cells, one)
	}
	return nil
}

// finish computes what follows from the rows.
func (g *group) finish() {
	g.Effects.Price, g.Effects.Quantity, g.Effects.Mix = splitCells(g.cells)
	g.Change.finish()
}

// finish computes what follows from both amounts.
func (c *Change) finish() {
	c.Change = c.After.Sub(c.Before)
	if c.Before.Sign() != 0 {
		const hundred = 100
		share, _ := c.Change.Rat().Quo(c.Change.Rat(), absolute(c.Before).Rat()).Float64()
		share *= hundred
		c.Percent = &share
	}
}
