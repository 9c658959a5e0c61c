package genai

import (
	"context"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/genai/class"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// calls asks the logs of invocations how often who called what.
const calls = `SELECT coalesce(account_id, '') AS account, coalesce(region, '') AS region, coalesce(model_id, '') AS model_id, coalesce(identity_arn, '') AS principal,
	count(*) AS requests,
	sum(coalesce(input_tokens, 0) + coalesce(output_tokens, 0) + coalesce(cache_read_tokens, 0) + coalesce(cache_write_tokens, 0)) AS tokens,
	date_format(min(invocation_time), '%Y-%m-%d') AS first_day, date_format(max(invocation_time), '%Y-%m-%d') AS last_day
FROM glaux.invocations`

// call is what the logs say of one caller of one model in a step. Profile is "" where the model itself was called.
type call struct {
	step                                       string
	account, region, model, profile, principal string
	requests                                   int64
	tokens                                     *big.Rat
	first, last                                string // days
}

// place is the group that lines of a caller are in.
type place struct {
	keys []string
	fits bool // the filters
	many bool // there are several such groups: which one a call is of cannot be told
}

// places are the groups by what the bill and the logs have in common, the most exact first.
type places map[string]*place

// put notes the group of some lines under a name.
func (p places) put(keys []string, fits bool, name ...string) {
	id := strings.Join(name, "\x00")
	switch old := p[id]; {
	case old == nil:
		p[id] = &place{keys: keys, fits: fits}
	case old.fits != fits || !slices.Equal(old.keys, keys):
		old.many = true
	}
}

// find returns the group of a call.
func (p places) find(c *call) (*place, bool) {
	names := [][]string{{"model", c.account, c.region, c.model, c.principal}, {"model", c.account, c.region, c.model}, {"model", c.account, c.model}}
	if c.profile != "" {
		names = [][]string{{"profile", c.profile, c.principal}, {"profile", c.profile}}
	}
	for _, n := range names {
		if at := p[strings.Join(n, "\x00")]; at != nil {
			return at, !at.many
		}
	}
	return nil, false
}

// requests reads the logs and gives each request to its group.
func (c *costs) requests(ctx context.Context) error {
	list, q, err := c.calls(ctx)
	if err != nil {
		return err
	}
	c.answer.SQL = append(c.answer.SQL, ast.Print(q))
	if len(list) == 0 {
		c.answer.Notes = append(c.answer.Notes, noLogs())
		return nil
	}
	c.answer.Logged = true
	if c.tells = !slices.Contains(c.ask.By, Kind) && !slices.ContainsFunc(c.ask.Where, func(f Filter) bool { return f.Dimension == Kind }); !c.tells {
		return nil // a call has tokens of several kinds
	}
	places, err := c.places(ctx, logged(list, c.windows()))
	if err != nil {
		return err
	}
	var lost int64
	for i := range list {
		one := &list[i]
		s := &sums{requests: one.requests}
		s.logged.Set(one.tokens)
		at, ok := places.find(one)
		switch {
		case ok && at.fits:
			for _, to := range c.at(c.group(at.keys), one.step) {
				to.add(s)
			}
		case ok:
		case len(c.ask.Where) == 0:
			for _, to := range c.at(&c.untold, one.step) {
				to.add(s)
			}
			fallthrough
		default:
			if one.step != "" {
				lost += one.requests
			}
		}
	}
	if lost > 0 && len(c.by)+len(c.ask.Where) > 0 {
		c.answer.Notes = append(c.answer.Notes, untold(lost))
	}
	return nil
}

// calls reads the logs.
func (c *costs) calls(ctx context.Context) ([]call, *ast.Query, error) {
	q, err := build.Query(calls)
	if err != nil {
		return nil, nil, err
	}
	s := q.Body.(*ast.Select) //nolint:forcetypeassert // it stands above
	s.Items = append([]ast.SelectItem{build.Item(c.step("invocation_time"), "step")}, s.Items...)
	var days ast.Expr
	for _, w := range c.windows() {
		day := func(text string) ast.Expr { return &ast.TypedLiteral{Type: &ast.Type{Name: "date"}, Value: text} }
		days = build.Join("OR", days, build.Join("AND", build.Op(build.Column("day"), ">=", day(w.span().From)), build.Op(build.Column("day"), "<", day(w.span().To))))
	}
	s.Filter = build.Join("AND", days, within("invocation_time", c.windows()...))
	const keys = 5
	s.GroupBy = build.GroupBy(keys)
	names := map[string]string{}
	var list []call
	err = c.tools.read(ctx, c.who, q, func(r row) {
		one := call{step: r.text(0), account: r.text(1), region: r.text(2), principal: r.text(4), requests: r.count(5), tokens: r.number(6), first: r.text(7), last: r.text(8)} //nolint:mnd // as it stands above
		id := r.text(3)                                                                                                                                                         //nolint:mnd // as it stands above
		if strings.Contains(id, ":application-inference-profile/") {
			one.profile = id
		} else {
			if _, ok := names[id]; !ok {
				names[id] = modelOf(id)
			}
			one.model = names[id]
		}
		list = append(list, one)
	})
	return list, q, err
}

// dated is what stands behind the name of a model in its id and is no part of it: its day, and the number of the deployment.
var dated = regexp.MustCompile(`-20[0-9]{6}|:[0-9]+$`)

// modelOf is the name of a model that is called by its id or ARN. The version of an id may be a part of the name: titan-embed-text-v2.
func modelOf(id string) string {
	id = id[strings.LastIndexByte(id, '/')+1:]
	named := func(id string) string {
		return class.Classify(class.Line{ProductCode: "AmazonBedrock", LineItemType: "Usage", ProductModel: id}).Model
	}
	short := dated.ReplaceAllString(id, "")
	if name := named(short); !strings.Contains(short, name) {
		return name
	}
	return named(id)
}

// logged are the parts of some windows that have calls.
func logged(list []call, windows []window) []window {
	first, last := list[0].first, list[0].last
	for _, one := range list {
		first, last = min(first, one.first), max(last, one.last)
	}
	var out []window
	for _, w := range windows {
		from, err := time.Parse(time.DateOnly, first)
		if err == nil && from.After(w.from) {
			w.from = from
		}
		to, err := time.Parse(time.DateOnly, last)
		if end := to.AddDate(0, 0, 1); err == nil && end.Before(w.to) {
			w.to = end
		}
		if w.from.Before(w.to) {
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return windows
	}
	return out
}

// places asks the bill in which groups the lines of each caller are, in the times that have calls.
func (c *costs) places(ctx context.Context, windows []window) (places, error) {
	known := columns()
	var by []item
	for _, d := range []Dimension{Account, Region, Model, Profile, Principal} {
		x, err := build.Expression(known[d])
		if err != nil {
			return nil, err
		}
		by = append(by, item{x, string(d)})
	}
	fixed := len(by)
	for i, d := range c.ask.By {
		by = append(by, item{c.by[i], "by_" + strings.ReplaceAll(string(d), ":", "_")})
	}
	fits := c.where
	if fits == nil {
		fits = &ast.Bool{Value: true}
	}
	by = append(by, item{build.Call("IF", fits, build.Text("yes"), build.Text("no")), "fits"})
	q, err := summed(by, &ast.IsNull{X: build.Column("tokens"), Not: true}, windows...)
	if err != nil {
		return nil, err
	}
	found := places{}
	err = c.tools.read(ctx, c.who, q, func(r row) {
		account, region, model, profile, principal := r.text(0), r.text(1), r.text(2), r.text(3), r.text(4) //nolint:mnd // as by has them
		keys := []string{}
		for i := range c.by {
			keys = append(keys, r.text(fixed+i))
		}
		fits := r.text(fixed+len(c.by)) == "yes"
		if profile != "" {
			found.put(keys, fits, "profile", profile)
			if principal != "" {
				found.put(keys, fits, "profile", profile, principal)
			}
			return
		}
		found.put(keys, fits, "model", account, model)
		found.put(keys, fits, "model", account, region, model)
		if principal != "" {
			found.put(keys, fits, "model", account, region, model, principal)
		}
	})
	c.answer.SQL = append(c.answer.SQL, ast.Print(q))
	return found, err
}
