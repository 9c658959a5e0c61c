package unit

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/amount"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// rawDay is the day of a line's usage, by which lines are added up, and dayOf the day on which such a sum lies: that of amount.Time, which is
// dear to find for each line.
const (
	rawDay = `CAST(line_item_usage_start_date AS date)`
	dayOf  = `IF(starts_with(CAST(used_on AS varchar), billing_period), used_on, CAST(billing_period || '-01' AS date))`
	usedOn = "used_on"
)

// when is CASE WHEN condition THEN x END.
func when(condition, x ast.Expr) ast.Expr {
	return &ast.Case{Whens: []ast.When{{Cond: condition, Result: x}}}
}

// expressions are those of a unit over the lines of the bill. Usage is nil where something else counts.
type expressions struct {
	day, cost, usage, amount, quantity, lump, counted ast.Expr
}

// expressionsOf makes them anew: a tree must not hold a part twice.
func (u *Unit) expressions() (e expressions, err error) {
	for _, one := range []struct {
		into *ast.Expr
		text string
	}{{&e.day, rawDay}, {&e.amount, costOf(u.Metric)}, {&e.quantity, usageOf(u.Tokens)}, {&e.lump, lump}, {&e.counted, amount.Counted}} {
		if *one.into, err = build.Expression(one.text); err != nil {
			return e, err
		}
	}
	e.cost = all(u.Cost)
	if u.Origin == FromUsage {
		e.usage = all(u.Usage)
	}
	return e, nil
}

// bill is the table of all bills.
func bill() ast.Rel { return build.Table("", "glaux", "bill") }

// both is the condition of the lines that a unit looks at.
func (e expressions) both() ast.Expr {
	if e.usage == nil {
		return e.cost
	}
	return &ast.Paren{X: build.Op(&ast.Paren{X: e.cost}, "OR", &ast.Paren{X: e.usage})}
}

// sums are the cost and the quantity of a group of lines.
func (e expressions) sums() []ast.SelectItem {
	quantity := exactly(&ast.Null{})
	if e.usage != nil {
		quantity = exactly(build.Call("sum", when(build.Join("AND", e.usage, e.counted), e.quantity)))
	}
	return []ast.SelectItem{build.Item(exactly(build.Call("sum", when(e.cost, e.amount))), "cost"), build.Item(quantity, "quantity")}
}

// exactly is x as amounts and quantities are.
func exactly(x ast.Expr) ast.Expr {
	digits, places := 38, 10
	return &ast.Cast{X: x, Type: &ast.Type{Name: "decimal", Args: []ast.TypeArg{{Number: &digits}, {Number: &places}}}}
}

// days is the query of the days of a unit: day, cost, quantity, the part of the cost that is not of its day, and the first and last currency.
func (u *Unit) days(from, to time.Time) (*ast.Query, error) {
	e, err := u.expressions()
	if err != nil {
		return nil, err
	}
	period, err := months(from, to)
	if err != nil {
		return nil, err
	}
	again, err := u.expressions()
	if err != nil {
		return nil, err
	}
	items := append([]ast.SelectItem{{X: build.Column("billing_period")}, build.Item(e.day, usedOn)}, e.sums()...)
	items = append(items, build.Item(exactly(build.Call("sum", when(build.Join("AND", again.cost, again.lump), again.amount))), "lump"),
		build.Item(build.Call("min", build.Column("line_item_currency_code")), "first_currency"), build.Item(build.Call("max", build.Column("line_item_currency_code")), "last_currency"))
	lines := &ast.Select{Items: items, From: []ast.Rel{bill()}, Filter: build.Join("AND", period, again.both()), GroupBy: build.GroupBy(2)} //nolint:mnd // two
	const days = `SELECT CAST(` + dayOf + ` AS varchar) AS day, CAST(sum(cost) AS decimal(38, 10)) AS cost, CAST(sum(quantity) AS decimal(38, 10)) AS quantity, CAST(sum(lump) AS decimal(38, 10)) AS lump,
		min(first_currency) AS first_currency, max(last_currency) AS last_currency FROM (SELECT 1) AS t GROUP BY 1 ORDER BY 1`
	q, err := build.Query(days)
	if err != nil {
		return nil, err
	}
	one, _ := q.Body.(*ast.Select)
	one.From = []ast.Rel{subquery("lines", lines)}
	if u.Origin == FromUsage {
		return q, nil
	}
	counted, err := u.countedDays()
	if err != nil {
		return nil, err
	}
	const both = `SELECT day, CAST(sum(cost) AS decimal(38, 10)) AS cost, CAST(sum(quantity) AS decimal(38, 10)) AS quantity, CAST(sum(lump) AS decimal(38, 10)) AS lump,
		min(first_currency) AS first_currency, max(last_currency) AS last_currency
		FROM (SELECT 1) AS t WHERE day >= '2000-01-01' AND day < '2000-01-02' GROUP BY 1 ORDER BY 1`
	if q, err = build.Query(both); err != nil {
		return nil, err
	}
	fill(q, map[string]string{"2000-01-01": from.Format(time.DateOnly), "2000-01-02": to.Format(time.DateOnly)})
	body, _ := q.Body.(*ast.Select)
	body.From = []ast.Rel{subquery("days", &ast.SetOp{Op: ast.Union, All: true, Left: one, Right: counted})}
	return q, nil
}

// subquery is a query in FROM under a name.
func subquery(name string, body ast.Body) ast.Rel {
	return &ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: body}}, Alias: *build.Ident(name)}
}

// countedDays are the days that a query or a feed tells, in the shape of days.
func (u *Unit) countedDays() (*ast.Select, error) {
	const shape = `SELECT CAST(CAST(counted.day AS date) AS varchar) AS day, CAST(NULL AS decimal(38, 10)) AS cost, CAST(sum(CAST(counted.quantity AS decimal(38, 10))) AS decimal(38, 10)) AS quantity,
		CAST(NULL AS decimal(38, 10)) AS lump, CAST(NULL AS varchar) AS first_currency, CAST(NULL AS varchar) AS last_currency
		FROM (SELECT 1) AS t GROUP BY 1`
	q, err := build.Query(shape)
	if err != nil {
		return nil, err
	}
	body, _ := q.Body.(*ast.Select)
	body.From = []ast.Rel{u.counts()}
	return body, nil
}

// counts is the relation of days and quantities that a query or a feed tells.
func (u *Unit) counts() ast.Rel {
	source := u.Query
	if u.Origin == FromFeed {
		rows := &ast.Values{}
		for _, f := range u.Feed {
			rows.Rows = append(rows.Rows, &ast.Row{Elems: []ast.Expr{build.Text(f.Day), build.Text(f.Quantity.String())}})
		}
		if len(rows.Rows) == 0 { // a file with a head and nothing else
			source = &ast.Query{Body: &ast.Select{Items: []ast.SelectItem{{X: build.Text("")}, {X: build.Text("0")}}, Filter: &ast.Bool{Value: false}}}
		} else {
			source = &ast.Query{Body: rows}
		}
	}
	return &ast.Aliased{Rel: &ast.Subquery{Query: source}, Alias: *build.Ident("counted"), Columns: []ast.Ident{*build.Ident("day"), *build.Ident("quantity")}}
}

// dayRow is a day of a unit.
type dayRow struct {
	day                  string
	cost, quantity, lump money.Amount
}

// table is the days of a unit, sorted.
type table struct {
	days       []dayRow
	currencies []string
	sql        string
}

// readDays reads the days of a unit from the first month on that from lies in.
func (u *Unit) readDays(ctx context.Context, runner Runner, who access.Principal, from, to time.Time) (table, error) {
	q, err := u.days(from, to)
	if err != nil {
		return table{}, err
	}
	t := table{sql: ast.Print(q)}
	err = read(ctx, runner, who, q, func(r row) {
		if day := r.text(0); day != "" && (!r.amount(1).Equal(money.Amount{}) || !r.amount(2).Equal(money.Amount{}) || !r.amount(3).Equal(money.Amount{})) {
			t.days = append(t.days, dayRow{day: day, cost: r.amount(1), quantity: r.amount(2), lump: r.amount(3)})
		}
		for _, i := range []int{4, 5} {
			if c := r.text(i); c != "" && !slices.Contains(t.currencies, c) {
				t.currencies = append(t.currencies, c)
			}
		}
	})
	slices.Sort(t.currencies)
	return t, err
}

// currency is what the amounts are in, USD where nothing is said.
func (t *table) currency() string {
	if len(t.currencies) == 0 {
		return "USD"
	}
	return strings.Join(t.currencies, "+")
}

// sum adds up the days from ≤ day < to.
func (t *table) sum(u *Unit, from, to string) Period {
	p := Period{From: from, To: to}
	for _, d := range t.days {
		if d.day >= from && d.day < to {
			p.Days++
			p.Cost, p.Quantity = p.Cost.Add(d.cost), p.Quantity.Add(d.quantity)
		}
	}
	p.CostPer = u.costPer(p.Cost, p.Quantity)
	return p
}

// costPer is a cost for Per of a quantity, nil without one, and without any cost: what who asks does not see is not for nothing.
func (u *Unit) costPer(cost, quantity money.Amount) *money.Amount {
	if quantity.Sign() <= 0 || cost.Sign() == 0 {
		return nil
	}
	r := cost.Rat()
	r.Mul(r, money.New(u.Per, 0).Rat())
	a := money.FromRat(r.Quo(r, quantity.Rat()), perPlaces)
	return &a
}

// perPlaces is how many digits after the point the cost of one has.
const perPlaces = 10

// points are the days from ≤ day < to as points of a grain.
func (t *table) points(u *Unit, grain Grain, from, to string) []Point {
	list := []Point{}
	for _, d := range t.days {
		if d.day < from || d.day >= to {
			continue
		}
		at := d.day
		if grain == Month {
			at = at[:len(monthOnly)]
		}
		if n := len(list); n == 0 || list[n-1].Day != at {
			list = append(list, Point{Day: at})
		}
		p := &list[len(list)-1]
		p.Cost, p.Quantity = p.Cost.Add(d.cost), p.Quantity.Add(d.quantity)
	}
	for i := range list {
		list[i].CostPer = u.costPer(list[i].Cost, list[i].Quantity)
	}
	return list
}
