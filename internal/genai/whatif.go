package genai

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/genai/class"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// used is the tokens of one rate in a region.
type used struct {
	class, provider string
	rate            rate
	region          string
	tokens, cost    *big.Rat
}

// spent is what was used in a time: tokens, and what is not counted in tokens.
type spent struct {
	tokens   []used
	other    []Used
	kept     *big.Rat // the cost of other
	currency string
	notes    []Text
	sql      string
}

// readSpent reads what was used.
func readSpent(ctx context.Context, t Tools, who access.Principal, where []Filter, w window, currency string) (*spent, error) {
	condition, err := t.where(where)
	if err != nil {
		return nil, err
	}
	by := []item{{build.Call("IF", &ast.IsNull{X: build.Column("tokens"), Not: true}, build.Text("tokens"), build.Text("other")), "part"}}
	for _, name := range []string{"line_item_currency_code", "class", "provider", "model", "feature", "token_kind", "tier", "scope", "context", "unit", "product_region_code"} {
		by = append(by, item{build.Call("coalesce", build.Column(name), build.Text("")), "by_" + name})
	}
	q, err := summed(by, build.Join("AND", build.In(build.Column("line_item_line_item_type"), usageTypes()), condition), w)
	if err != nil {
		return nil, err
	}
	out := &spent{kept: new(big.Rat), currency: currency, sql: ast.Print(q)}
	others := map[string]bool{}
	err = t.read(ctx, who, q, func(r row) {
		s := r.sums()
		if r.text(1) != currency {
			others[r.text(1)] = true
			return
		}
		if r.text(0) == "tokens" && s.tokens.Sign() > 0 {
			out.tokens = append(out.tokens, used{
				r.text(2), r.text(3), rate{r.text(4), r.text(6), r.text(7), r.text(8), r.text(9)}, r.text(11), &s.tokens, s.cost.Rat(), //nolint:mnd // as by has them
			})
			return
		}
		out.kept.Add(out.kept, s.cost.Rat())
		out.other = append(out.other, Used{
			Class: r.text(2), Provider: r.text(3), Model: cmp.Or(r.text(4), featureWords(r.text(5))), Kind: r.text(6), Tier: r.text(7), Scope: r.text(8), //nolint:mnd // as by has them
			Unit: r.text(10), Tokens: 0, Usage: float(&s.quantity), Cost: s.cost, //nolint:mnd // as by has them
		})
	})
	for name := range others {
		out.notes = append(out.notes, otherCurrencies(currency, []string{name}))
	}
	slices.SortFunc(out.tokens, func(a, b used) int {
		return cmp.Or(b.cost.Cmp(a.cost), strings.Compare(a.rate.model, b.rate.model), strings.Compare(a.rate.kind, b.rate.kind), strings.Compare(a.rate.tier, b.rate.tier),
			strings.Compare(a.rate.scope, b.rate.scope), strings.Compare(a.rate.context, b.rate.context), strings.Compare(a.region, b.region))
	})
	return out, err
}

// featureWords names what is of no model by its feature; inference alone says nothing.
func featureWords(feature string) string {
	if feature == "inference" {
		return ""
	}
	return feature
}

// Suppose tells what the same tokens would cost otherwise.
func Suppose(ctx context.Context, t Tools, who access.Principal, ask If) (WhatIf, error) {
	out := WhatIf{Rows: []Changed{}, Options: []Option{}, Says: []Text{}, Currency: listCurrency, SQL: []string{}}
	if err := ask.check(); err != nil {
		return out, err
	}
	w, err := filled(ctx, t, who, ask.From, ask.To)
	if err != nil || w.to.IsZero() {
		out.Notes = append(out.Notes, noBill())
		return out, err
	}
	out.Span = w.span()
	p, err := readPrices(ctx, t, who, w)
	if err != nil {
		return out, err
	}
	there, err := readSpent(ctx, t, who, ask.Where, w, p.billCurrency)
	if err != nil {
		return out, err
	}
	if ask.Model != "" && p.provider[ask.Model] == "" && p.list.models[ask.Model] == "" {
		return out, fault.New(fault.NotFound, "UNKNOWN_MODEL", fmt.Sprintf("neither the bill nor the list of prices knows a model %q: glaux genai models lists them", ask.Model))
	}
	out.Currency, out.SQL, out.Notes = p.currency, []string{there.sql, p.sql}, there.notes
	m := p.mean(there, &ask)
	cost, then := new(big.Rat).Set(there.kept), new(big.Rat).Set(there.kept)
	kept := new(big.Rat).Set(there.kept)
	for _, c := range m {
		cost.Add(cost, c.cost)
		then.Add(then, c.then)
		if c.row.Price == nil {
			kept.Add(kept, c.cost)
		}
		out.Rows = append(out.Rows, c.row)
	}
	out.Cost, out.Then, out.Kept = money.FromRat(cost, exactPlaces), money.FromRat(then, exactPlaces), money.FromRat(kept, exactPlaces)
	out.Saves = out.Cost.Sub(out.Then)
	out.Options = p.options(there, &ask)
	out.Says = ask.says()
	if len(there.tokens) == 0 {
		out.Notes = append(out.Notes, nothingUsed())
	}
	if kept.Cmp(there.kept) > 0 {
		out.Notes = append(out.Notes, unpriced())
	}
	return out, nil
}

// check refuses what no what-if can be asked with.
func (ask *If) check() error {
	if ask.Cache != nil && (*ask.Cache < 0 || *ask.Cache > 1) {
		return fault.New(fault.Invalid, "INVALID_ARGUMENT", "the share of the cache is between 0 and 1")
	}
	tiers := []string{"", class.Standard, class.Batch, class.Flex, class.Priority, class.Latency}
	scopes := []string{"", class.InRegion, class.Geo, class.Global}
	switch {
	case !slices.Contains(tiers, ask.Tier):
		return fault.New(fault.Invalid, "INVALID_ARGUMENT", fmt.Sprintf("the tier is one of %s", strings.Join(tiers[1:], ", ")))
	case !slices.Contains(scopes, ask.Scope):
		return fault.New(fault.Invalid, "INVALID_ARGUMENT", fmt.Sprintf("the scope is one of %s", strings.Join(scopes[1:], ", ")))
	}
	return nil
}

// become is what a rate becomes.
func (ask *If) become(r rate) rate {
	r.model, r.tier, r.scope = cmp.Or(ask.Model, r.model), cmp.Or(ask.Tier, r.tier), cmp.Or(ask.Scope, r.scope)
	return r
}

// changed is a row of a what-if with its exact amounts.
type changed struct {
	row        Changed
	cost, then *big.Rat
}

// mean works a what-if out. Where a model cannot read from a cache, what was cached goes in as input; where a price is not known, the cost stays.
func (p *prices) mean(there *spent, ask *If) []changed {
	var out []changed
	for _, u := range p.cached(there.tokens, ask) {
		to := ask.become(u.rate)
		if isCache(to.kind) && to.model != u.rate.model && !p.caches(to.model) {
			to.kind = class.Input
		}
		c := changed{cost: u.cost, then: u.cost, row: Changed{
			Model: u.rate.model, Kind: u.rate.kind, Tier: u.rate.tier, Scope: u.rate.scope, Tokens: float(u.tokens),
			ToModel: to.model, ToKind: to.kind, ToTier: to.tier, ToScope: to.scope, ToTokens: float(u.then),
		}}
		if to == u.rate && u.tokens.Cmp(u.then) == 0 {
			c.row.Price = p.same(u.used)
		} else if price := p.of(to, u.region); price != nil {
			c.row.Price = price
			c.then = new(big.Rat).Quo(new(big.Rat).Mul(u.then, price.Amount.Rat()), million())
		}
		c.row.Cost, c.row.Then = money.FromRat(c.cost, exactPlaces), money.FromRat(c.then, exactPlaces)
		out = append(out, c)
	}
	return out
}

// same is the price of lines that stay as they are: their own.
func (p *prices) same(u used) *Price {
	amount := per(money.FromRat(u.cost, exactPlaces), new(big.Rat).Quo(u.tokens, million()))
	if amount == nil {
		return nil
	}
	return &Price{*amount, OfBill, billedWords([]string{u.region}, []string{p.window.words()})}
}

// isCache tells whether a kind of token is read from the cache or written to it.
func isCache(kind string) bool { return strings.HasPrefix(kind, "cache_") }

// caches tells whether a model reads from a cache, as far as bill and list know.
func (p *prices) caches(model string) bool {
	if p.list.cached[model] {
		return true
	}
	for r := range p.paid {
		if r.model == model && isCache(r.kind) {
			return true
		}
	}
	return false
}

// moved is tokens of a rate, and how many there are then.
type moved struct {
	used
	then *big.Rat
}

// cached moves tokens between what is read from the cache and what is not, where a share was asked for: of all that goes in of a model, tier,
// scope, context and region, that share is read; the rest is written and read in the proportion that there is.
func (p *prices) cached(list []used, ask *If) []moved {
	out := make([]moved, 0, len(list))
	for _, u := range list {
		out = append(out, moved{u, u.tokens})
	}
	if ask.Cache == nil {
		return out
	}
	share := new(big.Rat)
	share.SetFloat64(*ask.Cache)
	type place struct {
		rate   rate
		region string
	}
	groups := map[place][]int{}
	var order []place
	for i, u := range list {
		if u.rate.kind != class.Input && !isCache(u.rate.kind) || !p.caches(cmp.Or(ask.Model, u.rate.model)) {
			continue
		}
		at := place{u.rate, u.region}
		at.rate.kind = ""
		if groups[at] == nil {
			order = append(order, at)
		}
		groups[at] = append(groups[at], i)
	}
	for _, at := range order {
		whole, rest, read := new(big.Rat), new(big.Rat), -1
		for _, i := range groups[at] {
			whole.Add(whole, list[i].tokens)
			if list[i].rate.kind == class.CacheRead {
				read = i
			} else {
				rest.Add(rest, list[i].tokens)
			}
		}
		hit := new(big.Rat).Mul(whole, share)
		if read < 0 {
			fresh := list[groups[at][0]]
			fresh.rate.kind, fresh.tokens, fresh.cost = class.CacheRead, new(big.Rat), new(big.Rat)
			out = append(out, moved{fresh, hit})
		} else {
			out[read].then = hit
		}
		if rest.Sign() == 0 { // all was read: what no longer is goes in
			if hit.Cmp(whole) < 0 {
				fresh := list[read]
				fresh.rate.kind, fresh.tokens, fresh.cost = class.Input, new(big.Rat), new(big.Rat)
				out = append(out, moved{fresh, new(big.Rat).Sub(whole, hit)})
			}
			continue
		}
		left := new(big.Rat).Quo(new(big.Rat).Sub(whole, hit), rest)
		for _, i := range groups[at] {
			if i != read {
				out[i].then = new(big.Rat).Mul(list[i].tokens, left)
			}
		}
	}
	return out
}

// options are the same tokens on every model all of whose prices are known. Tokens of embeddings stay with models of embeddings, and the
// others with the others: what has no price of output is an embedding.
func (p *prices) options(there *spent, ask *If) []Option {
	var all []string
	for model := range p.provider {
		all = append(all, model)
	}
	slices.Sort(all)
	speaks := slices.ContainsFunc(there.tokens, func(u used) bool { return u.rate.kind == class.Output })
	current := new(big.Rat)
	for _, u := range there.tokens {
		current.Add(current, u.cost)
	}
	out := []Option{}
	for _, model := range all {
		if model == "" || p.speaks(model) != speaks || len(there.tokens) == 0 {
			continue
		}
		on := *ask
		on.Model = model
		then := new(big.Rat)
		sources := map[PriceSource]bool{}
		whole := true
		for _, c := range p.mean(there, &on) {
			if c.row.Price == nil {
				whole = false
				break
			}
			then.Add(then, c.then)
			sources[c.row.Price.Source] = true
		}
		if !whole {
			continue
		}
		o := Option{Model: model, Provider: p.provider[model], Then: money.FromRat(then, exactPlaces), Saves: money.FromRat(new(big.Rat).Sub(current, then), exactPlaces)}
		for _, s := range []PriceSource{OfBill, OfBillOther, OfBillFactor, OfList, OfListFactor} {
			if sources[s] {
				o.Sources = append(o.Sources, s)
			}
		}
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b Option) int { return a.Then.Cmp(b.Then) })
	return out
}

// speaks tells whether bill or list have a price of a model's output.
func (p *prices) speaks(model string) bool {
	for r := range p.paid {
		if r.model == model && r.kind == class.Output {
			return true
		}
	}
	return p.list.prices[rate{model, class.Output, class.Standard, class.InRegion, standardContext}].price != nil ||
		p.list.prices[rate{model, class.Output, class.Standard, class.Global, standardContext}].price != nil
}

// says is what the figures of a what-if do not.
func (ask *If) says() []Text {
	var out []Text
	if ask.Model != "" {
		out = append(out, said(
			"models count tokens otherwise and answer at other lengths: the same text may be 10 to 30 % more or less tokens; whether the answers are good enough, only a trial tells",
			"モデルによりトークンの数え方と回答の長さが異なり、同じ文章でも1〜3割増減します。回答の品質は試用で確認してください",
		))
	}
	if ask.Tier == class.Batch {
		out = append(out, said("batches are answered within a day, not at once; not every model takes them", "バッチの回答は即時ではなく24時間以内です。対応しないモデルもあります"))
	}
	if ask.Tier == class.Flex {
		out = append(out, said("flex waits when there is much to do; not every model has it", "フレックスは混雑時に待たされます。対応しないモデルもあります"))
	}
	if ask.Scope == class.Global || ask.Scope == class.Geo {
		out = append(out, said("requests leave the region: look at what the rules of your data allow; not every model has it", "リクエストがリージョン外で処理されます。データの取り扱い規則を確認してください。対応しないモデルもあります"))
	}
	if ask.Cache != nil {
		out = append(out, said(
			"only what repeats at the beginning of prompts can be cached, and each part is written before it is read: the writes are those of now, in proportion",
			"キャッシュできるのはプロンプト先頭の繰り返し部分だけで、読み取りの前に書き込みが必要です。書き込み量は現在の比率で計算しています",
		))
	}
	return out
}
