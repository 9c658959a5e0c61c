package genai

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/genai/class"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// search is one search for findings.
type search struct {
	window, before window
	prices         *prices
	found          Findings
	now, then      []usage
	residual       string // what the rules call what nobody pays
	sql            string
}

// usage is what one department used of one rate in a region: in the time of the question, or in the one before.
type usage struct {
	owner string
	used
	sums *sums
}

// Find finds what is dear, as who asks.
func Find(ctx context.Context, t Tools, who access.Principal, ask Ask) (Findings, error) {
	s := &search{residual: t.residual(), found: Findings{Findings: []Finding{}, Currency: listCurrency, SQL: []string{}}}
	var err error
	if s.window, err = filled(ctx, t, who, ask.From, ask.To); err != nil || s.window.to.IsZero() {
		s.found.Notes = append(s.found.Notes, noBill())
		return s.found, err
	}
	s.before = s.window.against(Previous)
	s.found.Span = s.window.span()
	if s.prices, err = readPrices(ctx, t, who, s.window); err != nil {
		return s.found, err
	}
	s.found.Currency = s.prices.currency
	if err := s.read(ctx, t, who, ask.Where); err != nil {
		return s.found, err
	}
	s.found.SQL = []string{s.sql, s.prices.sql}
	if len(s.now) == 0 {
		s.found.Notes = append(s.found.Notes, nothingUsed())
	}
	for _, look := range []func(){s.dear, s.switched, s.cacheLoss, s.tiers, s.regional} {
		look()
	}
	slices.SortStableFunc(s.found.Findings, func(a, b Finding) int { return cmp.Or(b.Saves.Cmp(a.Saves), strings.Compare(a.ID, b.ID)) })
	return s.found, nil
}

// read reads who used what, now and before.
func (s *search) read(ctx context.Context, t Tools, who access.Principal, where []Filter) error {
	owner, err := t.expression(Department)
	if err != nil {
		return err
	}
	condition, err := t.where(where)
	if err != nil {
		return err
	}
	by := []item{{build.Call("IF", build.Op(build.Column("line_item_usage_start_date"), "<", moment(s.window.from)), build.Text(""), build.Text("now")), "step"}, {owner, "owner"}}
	for _, name := range []string{"class", "provider", "model", "token_kind", "tier", "scope", "context", "product_region_code"} {
		by = append(by, item{build.Call("coalesce", build.Column(name), build.Text("")), "by_" + name})
	}
	only := build.Join("AND", &ast.IsNull{X: build.Column("tokens"), Not: true}, build.In(build.Column("line_item_line_item_type"), usageTypes()),
		build.In(build.Call("coalesce", build.Column("line_item_currency_code"), build.Text("")), []string{s.prices.billCurrency}), condition)
	q, err := summed(by, only, s.before, s.window)
	if err != nil {
		return err
	}
	s.sql = ast.Print(q)
	err = t.read(ctx, who, q, func(r row) {
		sum := r.sums()
		one := usage{r.text(1), used{
			r.text(2), r.text(3), rate{r.text(4), r.text(5), r.text(6), r.text(7), r.text(8)}, r.text(9), &sum.tokens, sum.cost.Rat(), //nolint:mnd // as by has them
		}, sum}
		if r.text(0) == "now" {
			s.now = append(s.now, one)
		} else {
			s.then = append(s.then, one)
		}
	})
	sorted := func(a, b usage) int {
		return cmp.Or(b.cost.Cmp(a.cost), strings.Compare(a.owner, b.owner), strings.Compare(a.rate.words(), b.rate.words()), strings.Compare(a.region, b.region))
	}
	slices.SortFunc(s.now, sorted)
	slices.SortFunc(s.then, sorted)
	return err
}

// words names a rate.
func (r rate) words() string {
	return strings.Join([]string{r.model, r.kind, r.tier, r.scope, r.context}, "\x00")
}

// side is what belongs together in a finding.
type side struct {
	name  string
	sums  sums
	parts []used
}

// sides puts what was used together by a name; "" is left out.
func sides(list []usage, name func(usage) string) []*side {
	var out []*side
	at := map[string]*side{}
	for _, one := range list {
		n := name(one)
		if n == "" {
			continue
		}
		if at[n] == nil {
			at[n] = &side{name: n}
			out = append(out, at[n])
		}
		at[n].sums.add(one.sums)
		at[n].parts = append(at[n].parts, one.used)
	}
	return out
}

// models are those of a side, the dearest first.
func (s *side) models() []string {
	costs := map[string]*big.Rat{}
	var out []string
	for _, u := range s.parts {
		if costs[u.rate.model] == nil {
			costs[u.rate.model] = new(big.Rat)
			out = append(out, u.rate.model)
		}
		costs[u.rate.model].Add(costs[u.rate.model], u.cost)
	}
	slices.SortStableFunc(out, func(a, b string) int { return costs[b].Cmp(costs[a]) })
	return out
}

// ground is a side as an answer has it.
func (s *side) ground() Ground {
	return Ground{Who: s.name, Models: s.models(), Figures: s.sums.figures(false)}
}

// idOf makes the id of a finding.
func idOf(kind FindingKind, parts ...string) string {
	const digits = 10
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return string(kind) + ":" + hex.EncodeToString(sum[:])[:digits]
}

// add adds a finding.
func (s *search) add(f Finding, cost, other, saves *big.Rat) {
	f.Cost, f.Other, f.Saves = money.FromRat(cost, exactPlaces), money.FromRat(other, exactPlaces), money.FromRat(saves, exactPlaces)
	f.SQL = s.sql
	s.found.Findings = append(s.found.Findings, f)
}

// on is what the tokens of a side would cost on another model, and whether all prices are known.
func (s *search) on(parts []used, model string) (*big.Rat, bool) {
	sum := new(big.Rat)
	for _, c := range s.prices.mean(&spent{tokens: parts}, &If{Model: model}) {
		if c.row.Price == nil {
			return nil, false
		}
		sum.Add(sum, c.then)
	}
	return sum, true
}

// When a department is dear though it uses little: it uses no more tokens than a tenth more than another one, and pays at least twice as much, on
// another model.
const (
	asMuchNum, asMuchDen = 11, 10
	dearer               = 2
)

// dear finds departments that pay much more than another one for no more use. Each is compared with the one that uses most alike.
func (s *search) dear() {
	all := sides(s.now, s.payer)
	for _, a := range all {
		var peer *side
		for _, b := range all {
			if b == a || !speaks(b.parts) || !speaks(a.parts) || b.models()[0] == a.models()[0] {
				continue
			}
			enough := new(big.Rat).Mul(&b.sums.tokens, big.NewRat(asMuchNum, asMuchDen)).Cmp(&a.sums.tokens) >= 0
			cheap := new(big.Rat).Mul(b.sums.cost.Rat(), big.NewRat(dearer, 1)).Cmp(a.sums.cost.Rat()) <= 0
			if enough && cheap && (peer == nil || b.sums.tokens.Cmp(&peer.sums.tokens) < 0) {
				peer = b
			}
		}
		if peer != nil {
			s.addDear(a, peer)
		}
	}
}

// payer is who pays, "" for what nobody does.
func (s *search) payer(u usage) string {
	if u.owner == s.residual {
		return ""
	}
	return u.owner
}

// speaks tells whether something was answered: embeddings have no output.
func speaks(parts []used) bool {
	return slices.ContainsFunc(parts, func(u used) bool { return u.rate.kind == class.Output })
}

// worth tells whether a saving is more than noise: two percent.
func worth(saves, cost *big.Rat) bool {
	return new(big.Rat).Mul(saves, big.NewRat(50, 1)).Cmp(cost) >= 0 //nolint:mnd // two percent
}

// addDear adds the finding of a dear department: what the same tokens cost on the other's model is the saving that a change of model brings,
// the rest of the difference is what they ask for.
func (s *search) addDear(a, b *side) {
	cost, other := a.sums.cost.Rat(), b.sums.cost.Rat()
	model := b.models()[0]
	f := Finding{
		ID: idOf(DearLittleUsed, a.name, b.name), Kind: DearLittleUsed, Who: a.name, Than: b.name, Grounds: []Ground{a.ground(), b.ground()},
		Title: dearTitle(a.name, b.name),
	}
	then, known := s.on(a.parts, model)
	saves := new(big.Rat)
	if known && worth(saves.Sub(cost, then), cost) {
		f.Try = &Try{Where: []Filter{{Department, []string{a.name}}}, Model: model}
	} else {
		then, saves = nil, new(big.Rat)
	}
	f.Says = s.dearSays(a, b, model, then)
	s.add(f, cost, other, saves)
}

// switched finds departments whose million of tokens became much dearer because of another model: at least twice the price of the time
// before, and the dearest model was not used before, or little.
func (s *search) switched() {
	before := map[string]*side{}
	for _, one := range sides(s.then, s.payer) {
		before[one.name] = one
	}
	for _, a := range sides(s.now, s.payer) {
		b := before[a.name]
		if b == nil || b.sums.tokens.Sign() == 0 || b.sums.cost.Sign() <= 0 {
			continue
		}
		now, then := a.models()[0], b.models()[0]
		price, old := perToken(a), perToken(b)
		if now == then || price.Cmp(new(big.Rat).Mul(old, big.NewRat(dearer, 1))) < 0 {
			continue
		}
		other, known := s.on(a.parts, then)
		if !known || other.Cmp(a.sums.cost.Rat()) >= 0 {
			continue
		}
		saves := new(big.Rat).Sub(a.sums.cost.Rat(), other)
		f := Finding{
			ID: idOf(ModelSwitched, a.name, now, then), Kind: ModelSwitched, Who: a.name, Than: then, Grounds: []Ground{a.ground(), b.ground()},
			Title: switchedTitle(a.name, then, now), Says: s.switchedSays(a, b, now, then, other),
			Try: &Try{Where: []Filter{{Department, []string{a.name}}, {Model, []string{now}}}, Model: then},
		}
		s.add(f, a.sums.cost.Rat(), other, saves)
	}
}

// perToken is what a token costs.
func perToken(s *side) *big.Rat { return new(big.Rat).Quo(s.sums.tokenCost.Rat(), &s.sums.tokens) }

// cacheLoss finds departments and models where writing the cache costs more than reading it saves against input.
func (s *search) cacheLoss() {
	all := sides(s.now, func(u usage) string {
		if !isCache(u.rate.kind) {
			return ""
		}
		return u.owner + "\x00" + u.rate.model
	})
	for _, a := range all {
		cost, plain := a.sums.cost.Rat(), new(big.Rat)
		known := true
		for _, u := range a.parts {
			input := u.rate
			input.kind = class.Input
			p := s.prices.of(input, u.region)
			if known = known && p != nil; !known {
				break
			}
			plain.Add(plain, new(big.Rat).Quo(new(big.Rat).Mul(u.tokens, p.Amount.Rat()), million()))
		}
		if !known || cost.Cmp(plain) <= 0 {
			continue
		}
		owner, model, _ := strings.Cut(a.name, "\x00")
		saves := new(big.Rat).Sub(cost, plain)
		g := a.ground()
		g.Who = owner
		f := Finding{
			ID: idOf(CacheLoss, owner, model), Kind: CacheLoss, Who: owner, Grounds: []Ground{g}, Title: cacheTitle(owner, model),
			Says: s.cacheSays(owner, model, a, plain),
		}
		s.add(f, cost, plain, saves)
	}
}

// tiers finds what is paid for tiers dearer than the standard one.
func (s *search) tiers() {
	all := sides(s.now, func(u usage) string {
		if u.rate.tier != class.Priority && u.rate.tier != class.Latency {
			return ""
		}
		return strings.Join([]string{u.owner, u.rate.model, u.rate.tier}, "\x00")
	})
	s.cheaper(all, TierDear, func(r *rate) { r.tier = class.Standard }, func(name []string) (Try, Text) {
		return Try{Where: []Filter{{Department, name[:1]}, {Model, name[1:2]}, {Tier, name[2:]}}, Tier: class.Standard}, tierTitle(name[0], name[1], name[2])
	})
}

// regional finds what is paid in-region at more than the same model costs with global inference.
func (s *search) regional() {
	all := sides(s.now, func(u usage) string {
		if u.rate.scope != class.InRegion {
			return ""
		}
		return strings.Join([]string{u.owner, u.rate.model}, "\x00")
	})
	s.cheaper(all, RegionalDear, func(r *rate) { r.scope = class.Global }, func(name []string) (Try, Text) {
		return Try{Where: []Filter{{Department, name[:1]}, {Model, name[1:2]}, {Scope, []string{class.InRegion}}}, Scope: class.Global}, regionalTitle(name[0], name[1])
	})
}

// cheaper finds what would cost less with another tier or scope: only where the price then is one that was paid or listed as such, no guess.
func (s *search) cheaper(all []*side, kind FindingKind, change func(*rate), words func(name []string) (Try, Text)) {
	for _, a := range all {
		cost, then, known := a.sums.cost.Rat(), new(big.Rat), true
		var price *Price
		for _, u := range a.parts {
			to := u.rate
			change(&to)
			if price = s.prices.certain(to, u.region); price == nil {
				known = false
				break
			}
			then.Add(then, new(big.Rat).Quo(new(big.Rat).Mul(u.tokens, price.Amount.Rat()), million()))
		}
		saves := new(big.Rat).Sub(cost, then)
		if !known || !worth(saves, cost) {
			continue
		}
		name := strings.Split(a.name, "\x00")
		try, title := words(name)
		g := a.ground()
		g.Who = name[0]
		f := Finding{ID: idOf(kind, name...), Kind: kind, Who: name[0], Grounds: []Ground{g}, Title: title, Try: &try, Says: s.cheaperSays(kind, name, a, then, price)}
		s.add(f, cost, then, saves)
	}
}

// certain is a price that was paid, or stands in the list: none that is made by a factor.
func (p *prices) certain(r rate, region string) *Price {
	if found := p.of(r, region); found != nil && (found.Source == OfBill || found.Source == OfBillOther) {
		return found
	}
	if found := p.listed(r); found != nil && found.Source == OfList {
		return found
	}
	return nil
}
