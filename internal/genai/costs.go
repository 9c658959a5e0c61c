package genai

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// The kinds of rows.
const (
	kindGroup = "group"
	kindOther = "other"
)

// defaultTop is how many groups stand alone where nobody says it.
const defaultTop = 20

// costs is one question on its way to an answer.
type costs struct {
	tools  Tools
	who    access.Principal
	ask    Ask
	now    window
	before *window
	steps  []window
	by     []ast.Expr
	where  ast.Expr
	groups map[string]*group
	// untold are requests that no group has; tells says that groups have requests.
	untold group
	tells  bool
	answer Answer
	// currencies are the costs by currency, of which one is answered.
	currencies map[string]money.Amount
}

// group is what is summed for one value of the dimensions.
type group struct {
	keys        []string
	now, before sums
	steps       []sums
}

// Costs answers a question for costs.
func Costs(ctx context.Context, t Tools, who access.Principal, ask Ask) (Answer, error) {
	c, err := begin(ctx, t, who, ask)
	if err != nil || c.now.to.IsZero() {
		return c.answer, err
	}
	if err := c.read(ctx); err != nil {
		return Answer{}, err
	}
	if err := c.requests(ctx); err != nil {
		return Answer{}, err
	}
	c.finish()
	return c.answer, nil
}

// begin fills a question in.
func begin(ctx context.Context, t Tools, who access.Principal, ask Ask) (*costs, error) {
	c := &costs{tools: t, who: who, ask: ask, groups: map[string]*group{}, currencies: map[string]money.Amount{}}
	c.answer = Answer{By: ask.By, Rows: []Row{}, Total: Row{Kind: kindGroup, Keys: []string{}}, Key: t.keyName(), Currency: "USD", SQL: []string{}}
	if c.answer.By == nil {
		c.answer.By = []Dimension{}
	}
	if err := checked(ask.By); err != nil {
		return c, err
	}
	var err error
	for _, d := range ask.By {
		x, err := t.expression(d)
		if err != nil {
			return c, err
		}
		c.by = append(c.by, x)
	}
	if c.where, err = t.where(ask.Where); err != nil {
		return c, err
	}
	if c.now, err = filled(ctx, t, who, ask.From, ask.To); err != nil || c.now.to.IsZero() {
		c.answer.Notes = append(c.answer.Notes, noBill())
		return c, err
	}
	c.answer.Span = c.now.span()
	if c.steps, err = c.now.steps(ask.Grain); err != nil {
		return c, err
	}
	for _, s := range c.steps {
		c.answer.Steps = append(c.answer.Steps, s.span())
	}
	c.untold.steps = make([]sums, len(c.steps))
	if ask.Against == Previous || ask.Against == Year {
		before := c.now.against(ask.Against)
		span := before.span()
		c.before, c.answer.Before = &before, &span
	}
	return c, nil
}

// windows are the times that are read.
func (c *costs) windows() []window {
	if c.before == nil {
		return []window{c.now}
	}
	return []window{*c.before, c.now}
}

// step is the step that a time is in, as SQL: ” for the time that is compared with.
func (c *costs) step(column string) ast.Expr {
	in := build.Text("now")
	if len(c.steps) > 0 {
		format, _ := c.ask.Grain.format()
		in = build.Call("date_format", build.Column(column), build.Text(format))
	}
	if c.before == nil {
		return in
	}
	return build.Call("IF", build.Op(build.Column(column), "<", moment(c.now.from)), build.Text(""), in)
}

// at returns the sums of a group that a step adds to.
func (c *costs) at(g *group, step string) []*sums {
	switch {
	case step == "":
		return []*sums{&g.before}
	case len(c.steps) == 0:
		return []*sums{&g.now}
	}
	_, format := c.ask.Grain.format()
	i := slices.IndexFunc(c.steps, func(w window) bool { return w.from.Format(format) == step })
	if i < 0 {
		return []*sums{&g.now}
	}
	return []*sums{&g.now, &g.steps[i]}
}

// group returns the group of some keys.
func (c *costs) group(keys []string) *group {
	id := strings.Join(keys, "\x00")
	g := c.groups[id]
	if g == nil {
		g = &group{keys: keys, steps: make([]sums, len(c.steps))}
		c.groups[id] = g
	}
	return g
}

// read reads the bill: one query for all figures.
func (c *costs) read(ctx context.Context) error {
	by := []item{
		{c.step("line_item_usage_start_date"), "step"},
		{charge(), "charge"},
		{build.Call("coalesce", build.Column("line_item_currency_code"), build.Text("")), "currency"},
		{build.Call("coalesce", build.Column("unknown"), build.Text("")), "unknown"},
	}
	const fixed = 4
	for i, d := range c.ask.By {
		by = append(by, item{c.by[i], strings.ReplaceAll(string(d), ":", "_")})
	}
	q, err := summed(by, c.where, c.windows()...)
	if err != nil {
		return err
	}
	c.answer.SQL = append(c.answer.SQL, ast.Print(q))
	type line struct {
		step, charge, currency, unknown string
		keys                            []string
		sums                            *sums
	}
	var lines []line
	err = c.tools.read(ctx, c.who, q, func(r row) {
		one := line{step: r.text(0), charge: r.text(1), currency: r.text(2), unknown: r.text(3), sums: r.sums(), keys: []string{}} //nolint:mnd // as by has them
		for i := range c.by {
			one.keys = append(one.keys, r.text(fixed+i))
		}
		c.currencies[one.currency] = c.currencies[one.currency].Add(magnitude(one.sums.cost))
		lines = append(lines, one)
	})
	if err != nil {
		return err
	}
	currency := c.currency()
	for _, one := range lines {
		switch {
		case one.currency != currency:
		case one.charge != "":
			if one.step != "" {
				c.charged(one.charge, one.sums.cost)
			}
		default:
			for _, s := range c.at(c.group(one.keys), one.step) {
				s.add(one.sums)
			}
			if one.unknown != "" && one.step != "" {
				c.unknown(one.unknown, one.sums)
			}
		}
	}
	return nil
}

// magnitude is an amount without its sign.
func magnitude(a money.Amount) money.Amount {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}

// currency chooses the currency of the answer, the one of the most cost, and says what is in others.
func (c *costs) currency() string {
	var names []string
	for name := range c.currencies {
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(c.currencies[b].Cmp(c.currencies[a]), strings.Compare(a, b)) })
	if len(names) > 1 {
		c.answer.Notes = append(c.answer.Notes, otherCurrencies(names[0], names[1:]))
	}
	c.answer.Currency = cmp.Or(names[0], c.answer.Currency)
	return names[0]
}

// charged adds what is no usage.
func (c *costs) charged(kind string, cost money.Amount) {
	for i := range c.answer.Charges {
		if c.answer.Charges[i].Kind == kind {
			c.answer.Charges[i].Cost = c.answer.Charges[i].Cost.Add(cost)
			return
		}
	}
	c.answer.Charges = append(c.answer.Charges, Charge{kind, cost})
}

// unknown adds lines that were not recognised.
func (c *costs) unknown(says string, s *sums) {
	for i := range c.answer.Unclassified {
		if u := &c.answer.Unclassified[i]; u.Says == says {
			u.Cost, u.Lines = u.Cost.Add(s.cost), u.Lines+s.lines
			return
		}
	}
	c.answer.Unclassified = append(c.answer.Unclassified, Unknown{says, s.cost, s.lines})
}

// finish makes rows of groups: the dearest alone, the others together.
func (c *costs) finish() {
	all := make([]*group, 0, len(c.groups))
	total := &group{steps: make([]sums, len(c.steps))}
	for _, g := range c.groups {
		all = append(all, g)
		total.add(g)
	}
	slices.SortFunc(all, func(a, b *group) int {
		return cmp.Or(b.now.cost.Cmp(a.now.cost), b.before.cost.Cmp(a.before.cost), slices.Compare(a.keys, b.keys))
	})
	top := cmp.Or(c.ask.Top, defaultTop)
	c.answer.Groups = len(all)
	total.add(&c.untold)
	c.answer.Total = c.row(kindGroup, total, total)
	c.answer.Total.Keys = []string{}
	for i, g := range all {
		if i == top && len(all) > top+1 {
			rest := &group{keys: make([]string, len(c.by)), steps: make([]sums, len(c.steps))}
			for _, one := range all[i:] {
				rest.add(one)
			}
			other := c.row(kindOther, rest, total)
			other.Count = len(all) - i
			c.answer.Rows = append(c.answer.Rows, other)
			break
		}
		c.answer.Rows = append(c.answer.Rows, c.row(kindGroup, g, total))
	}
	slices.SortFunc(c.answer.Charges, func(a, b Charge) int { return strings.Compare(a.Kind, b.Kind) })
	slices.SortFunc(c.answer.Unclassified, func(a, b Unknown) int { return cmp.Or(b.Cost.Cmp(a.Cost), strings.Compare(a.Says, b.Says)) })
	if len(all) == 0 {
		c.answer.Notes = append(c.answer.Notes, nothingUsed())
	}
	if slices.Contains(c.ask.By, Department) && c.tools.divided() && c.answer.Logged {
		c.answer.Notes = append(c.answer.Notes, alone(c.tools.residual()))
	}
	if len(c.answer.Unclassified) > 0 {
		c.answer.Notes = append(c.answer.Notes, unrecognised(len(c.answer.Unclassified)))
	}
}

// add adds another group.
func (g *group) add(o *group) {
	g.now.add(&o.now)
	g.before.add(&o.before)
	for i := range g.steps {
		g.steps[i].add(&o.steps[i])
	}
}

// row writes a group.
func (c *costs) row(kind string, g, total *group) Row {
	telling := c.tells
	r := Row{Kind: kind, Keys: g.keys, Figures: g.now.figures(telling)}
	if whole := total.now.cost.Rat(); whole.Sign() != 0 {
		r.Share = float(new(big.Rat).Quo(g.now.cost.Rat(), whole))
	}
	if c.before != nil {
		before := g.before.figures(telling)
		r.Before = &before
	}
	for i := range g.steps {
		r.Steps = append(r.Steps, g.steps[i].figures(telling))
	}
	return r
}
