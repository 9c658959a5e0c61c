package explore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// Runner runs queries for a principal.
type Runner interface {
	Tree(ctx context.Context, who access.Principal, q *ast.Query, o query.Options) (*query.Result, error)
}

// The bounds of requests.
const (
	defaultTop = 10
	maxTop     = 500
	maxGroupBy = 5
	maxFilters = 40
	maxCells   = 1_000_000
)

// The view that is asked when a request names no table.
const defaultTable = "glaux.bill"

// question is a request that was understood.
type question struct {
	Request
	metric metric
	span   period.Range
	steps  []Period
	dims   []dimension
	keys   []string // the names of the columns of the keys
	names  *names   // of services, where the question speaks of them
	also   []lack   // more that lines may lack, beside what the metric needs
}

// lack is a condition of lines that lack something, and the code of the note about them, which tells their number.
type lack struct{ condition, note string }

// Costs answers a request.
func Costs(ctx context.Context, runner Runner, who access.Principal, r Request) (Answer, error) {
	q, err := r.understand()
	if err != nil {
		return Answer{}, err
	}
	if err := q.resolve(ctx, runner, who, inMonths(q.span)); err != nil {
		return Answer{}, err
	}
	tree, err := q.tree()
	if err != nil {
		return Answer{}, err
	}
	known := beside(func() knownOrError { return q.facts(ctx, runner, who) })
	rows, err := read(ctx, runner, who, tree)
	facts := <-known
	if err != nil {
		return Answer{}, q.unknown(err)
	}
	if facts.err != nil {
		return Answer{}, facts.err
	}
	a, err := q.answer(rows)
	if err != nil {
		return Answer{}, err
	}
	a.SQL = ast.Print(tree)
	a.Unit, a.Notes = facts.unit, append(a.Notes, facts.notes...)
	return a, nil
}

// understand checks a request and fills its defaults in.
func (r Request) understand() (*question, error) {
	q := &question{Request: r}
	var err error
	if q.metric, err = metricOf(r.Metric); err != nil {
		return nil, err
	}
	q.Metric = q.metric.Name
	if q.Granularity == "" {
		q.Granularity = Monthly
	}
	if q.Charges == "" {
		q.Charges = Apart
	}
	if q.Top == 0 {
		q.Top = defaultTop
	}
	if q.Table == "" {
		q.Table = defaultTable
	}
	if err := q.bounds(); err != nil {
		return nil, err
	}
	if q.span, err = r.Period.span(); err != nil {
		return nil, err
	}
	if q.steps, err = steps(q.span, q.Granularity); err != nil {
		return nil, err
	}
	if rows := q.Top + 1 + len(chargeKinds()); rows*len(q.steps) > maxCells {
		return nil, tooMany(rows, len(q.steps))
	}
	for _, f := range q.Filters {
		if err := f.check(); err != nil {
			return nil, err
		}
	}
	q.dims, q.keys, err = grouped(r.GroupBy)
	return q, err
}

// tooMany refuses an answer that is too large to hold.
func tooMany(rows, steps int) error {
	return fault.New(fault.Invalid, "TOO_MANY_FIGURES",
		fmt.Sprintf("%d rows of %d steps are more than %d figures: ask for fewer groups or longer steps", rows, steps, maxCells))
}

// cut tells whether groups below the top are put together.
func (q *question) cut() bool { return len(q.dims) > 0 && !q.All }

// resolve finds the names of services, where the question speaks of them.
func (q *question) resolve(ctx context.Context, runner Runner, who access.Principal, periods ast.Expr) error {
	if !slices.Contains(q.GroupBy, serviceName) && !slices.ContainsFunc(q.Filters, func(f Filter) bool { return f.Dimension == serviceName }) {
		return nil
	}
	rel, err := from(q.Table)
	if err != nil {
		return err
	}
	if q.names, err = namesOf(ctx, runner, who, rel, periods); err != nil {
		return err
	}
	for i, d := range q.dims {
		if d.Name == serviceName {
			if q.dims[i], err = q.names.dimension(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// bounds refuses what is no request.
func (q *question) bounds() error {
	bad := ""
	switch {
	case !slices.Contains([]Granularity{Hourly, Daily, Monthly, Total}, q.Granularity):
		bad = fmt.Sprintf("there is no granularity %q; there are hourly, daily, monthly and total", q.Granularity)
	case !slices.Contains([]Charges{Apart, Only, Without, Together}, q.Charges):
		bad = fmt.Sprintf("charges are shown apart, only, without or together, not %q", q.Charges)
	case q.Top < 0 || q.Top > maxTop:
		bad = fmt.Sprintf("top is between 1 and %d", maxTop)
	case len(q.Filters) > maxFilters:
		bad = fmt.Sprintf("there are at most %d filters", maxFilters)
	}
	if bad != "" {
		return fault.New(fault.Invalid, "INVALID_REQUEST", bad)
	}
	return nil
}

// grouped finds the dimensions of a list, and names for their columns in a query.
func grouped(list []string) (dims []dimension, keys []string, err error) {
	if len(list) > maxGroupBy {
		return nil, nil, fault.New(fault.Invalid, "INVALID_REQUEST", fmt.Sprintf("there are at most %d dimensions to group by", maxGroupBy))
	}
	taken := append(chargeColumns(), "billing_period", "day", "hour", "charge", "kind", "step", "cost", "place", "groups", "product_product_family", "line_item_usage_type",
		"effect", "is_before", "is_after", "is_upfront", "list", "quantity")
	taken = append(taken, cellColumns()...)
	for i := range cellColumns() {
		taken = append(taken, cellName(i))
	}
	for i, name := range list {
		if slices.Contains(list[:i], name) {
			return nil, nil, fault.New(fault.Invalid, "INVALID_REQUEST", fmt.Sprintf("%q is grouped by twice", name))
		}
		d, err := dimensionOf(name)
		if err != nil {
			return nil, nil, err
		}
		dims, taken = append(dims, d), append(taken, d.columns...)
	}
	for _, d := range dims {
		name := strings.ToLower(d.Name)
		if d.Key != "" {
			name = strings.ToLower(d.Key)
		}
		key := name
		own := len(d.columns) == 1 && d.columns[0] == key // a column by its own name
		for n := 2; slices.Contains(taken, key) && (!own || slices.Contains(keys, key)); n++ {
			key = fmt.Sprintf("%s_%d", name, n)
		}
		taken, keys = append(taken, key), append(keys, key)
	}
	return dims, keys, nil
}

// from is the table of bills.
func from(name string) (ast.Rel, error) {
	parts := strings.Split(name, ".")
	if len(parts) != 2 || slices.Contains(parts, "") {
		return nil, fault.New(fault.Invalid, "INVALID_TABLE", fmt.Sprintf("%q is not of the form database.table", name))
	}
	return build.Table("", parts...), nil
}

// conditions keeps the lines that filters keep.
func (q *question) conditions() (ast.Expr, error) {
	var all []ast.Expr
	for _, f := range q.Filters {
		one, err := f.condition(q.names)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return build.Join("AND", all...), nil
}

// where keeps the lines that are asked about.
func (q *question) where() (ast.Expr, error) {
	all := make([]ast.Expr, 0, 4) //nolint:mnd // as many as below
	inside, err := within(q.span)
	if err != nil {
		return nil, err
	}
	all = append(all, inside)
	kept, err := q.conditions()
	if err != nil {
		return nil, err
	}
	all = append(all, kept)
	if q.metric.only != "" {
		only, err := build.Expression(q.metric.only)
		if err != nil {
			return nil, err
		}
		all = append(all, only)
	}
	return build.Join("AND", all...), nil
}

// columns are the columns of lines by which they are summed up first: those of the kind of charge, those of the dimensions, and more.
func (q *question) columns(more ...string) []ast.SelectItem {
	var items []ast.SelectItem
	var there []string
	add := func(names ...string) {
		for _, n := range names {
			if !slices.Contains(there, n) {
				there = append(there, n)
				items = append(items, ast.SelectItem{X: build.Column(n)})
			}
		}
	}
	if q.Charges != Together {
		add(chargeColumns()...)
	}
	if q.Granularity != Total {
		add("billing_period")
	}
	for _, d := range q.dims {
		add(d.columns...)
	}
	add(more...)
	for i, d := range q.dims {
		if d.tree != nil {
			items = append(items, build.Item(d.tree, q.keys[i]))
		}
	}
	return items
}

// keyItems are the keys over what columns gives.
func (q *question) keyItems() ([]ast.SelectItem, error) {
	var items []ast.SelectItem
	for i, d := range q.dims {
		if d.tree != nil {
			d.made = build.Column(q.keys[i])
			d.tree = nil
		}
		key, err := d.key()
		if err != nil {
			return nil, err
		}
		items = append(items, build.Item(key, q.keys[i]))
	}
	return items, nil
}

// charge is the kind of charge over what columns gives, and which of them are kept. Charges that are grouped as usage is have no kind.
func (q *question) charge() (kind, kept ast.Expr, err error) {
	if q.Charges == Together {
		return build.Text(""), nil, nil
	}
	if kind, err = build.Expression(chargeKind); err != nil || q.Charges != Only || len(q.dims) == 0 {
		return kind, nil, err
	}
	return build.Text(""), build.Op(kind, "<>", build.Text("")), nil
}

// lines sums the lines up by their own columns.
func (q *question) lines() (*ast.Select, error) {
	cost, err := q.metric.cost()
	if err != nil {
		return nil, err
	}
	s := &ast.Select{Items: q.columns()}
	if name, sql := usageStep(q.Granularity); name != "" {
		step, err := build.Expression(sql)
		if err != nil {
			return nil, err
		}
		s.Items = append(s.Items, build.Item(step, name))
	}
	s.GroupBy = build.GroupBy(len(s.Items))
	s.Items = append(s.Items, build.Item(build.Call("sum", cost), "cost"))
	rel, err := from(q.Table)
	if err != nil {
		return nil, err
	}
	s.From = []ast.Rel{rel}
	s.Filter, err = q.where()
	return s, err
}

// tree is the query. Lines are summed up by columns of theirs, these sums by charges and keys; the groups are ranked by their totals, and
// those below the top become one.
func (q *question) tree() (*ast.Query, error) {
	lines, err := q.lines()
	if err != nil {
		return nil, err
	}
	cells, err := q.cells()
	if err != nil {
		return nil, err
	}
	return q.assembled(lines, cells, build.Call("sum", build.Column("cost")), q.body()), nil
}

// cells sums the lines up by all that is asked for.
func (q *question) cells() (*ast.Select, error) {
	charge, kept, err := q.charge()
	if err != nil {
		return nil, err
	}
	keys, err := q.keyItems()
	if err != nil {
		return nil, err
	}
	s := &ast.Select{Items: append([]ast.SelectItem{build.Item(charge, "charge")}, keys...), From: []ast.Rel{build.Table("", "lines")}, Filter: kept}
	step, err := build.Expression(stepOf(q.Granularity))
	if err != nil {
		return nil, err
	}
	s.Items = append(s.Items, build.Item(step, "step"))
	s.GroupBy = build.GroupBy(len(s.Items))
	s.Items = append(s.Items, build.Item(build.Call("sum", build.Column("cost")), "cost"))
	return s, nil
}

// body puts groups below the top together, and charges beside them.
func (q *question) body() *ast.Select {
	s := q.topmost()
	s.Items = append(s.Items, ast.SelectItem{X: build.Column("c", "step")})
	s.GroupBy = build.GroupBy(len(s.Items))
	s.Items = append(s.Items, build.Item(build.Call("sum", build.Column("c", "cost")), "cost"))
	if q.Charges == Only && len(q.dims) == 0 {
		s.Filter = charged()
	}
	if q.Charges == Without {
		s.Filter = build.Op(build.Column("c", "charge"), "=", build.Text(""))
	}
	return q.counted(s)
}

func over(x ast.Expr, w *ast.Window) ast.Expr {
	c, ok := x.(*ast.Call)
	if ok {
		c.Over = &ast.Over{Window: w}
	}
	return x
}

// answer puts the rows of the query in order: groups by their size, the others, charges.
func (q *question) answer(rows [][]string) (Answer, error) {
	place := map[string]int{}
	for i, s := range q.steps {
		place[stepName(s.Start, q.Granularity)] = i
	}
	b := newTally(len(q.steps))
	a := Answer{Request: q.Request, Steps: q.steps, Formula: q.metric.Formula}
	for _, row := range rows {
		kind, charge, keys := row[0], row[1], row[2:2+len(q.dims)]
		rest := row[2+len(q.dims):]
		amount, err := money.Parse(rest[1])
		if err != nil {
			return Answer{}, fmt.Errorf("cost of a group: %w", err)
		}
		at, ok := place[rest[0]]
		if !ok {
			return Answer{}, fmt.Errorf("the step %q is not in the period", rest[0])
		}
		if kind == kindCharge {
			keys = []string{charge}
		}
		b.add(kind, slices.Clone(keys), at, amount)
		if len(rest) > 2 && kind != kindCharge { //nolint:mnd // after step and cost
			if _, err := fmt.Sscan(rest[2], &a.Groups); err != nil {
				return Answer{}, fmt.Errorf("number of groups: %w", err)
			}
		}
	}
	a.Rows = b.sorted()
	if rows := len(a.Rows); rows > 0 && rows*len(q.steps) > maxCells {
		return Answer{}, tooMany(rows, len(q.steps))
	}
	if !q.cut() {
		a.Groups = 0
	}
	for i, r := range a.Rows {
		if !q.cut() && r.Kind == kindGroup {
			a.Groups++
		}
		if r.Kind == kindOther {
			a.Rows[i].Count = a.Groups - q.Top
		}
	}
	a.StepTotals, a.Total = b.totals()
	return a, nil
}
