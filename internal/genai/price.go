package genai

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/genai/class"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// paid is what was paid for tokens of one rate in a region and month.
type paid struct {
	region, month string
	now           bool // in the time of the question
	cost, tokens  *big.Rat
}

// prices knows what tokens cost: by the bill, and by the list.
type prices struct {
	list     *priceList
	window   window
	currency string
	// billCurrency is what the bill calls that; "" where it does not say it.
	billCurrency string
	paid         map[rate][]paid
	// provider is who made a model, as bill or list say.
	provider map[string]string
	sql      string
}

// readPrices reads what was paid for tokens in the time of a question and half a year around it, by all that who asks sees.
func readPrices(ctx context.Context, t Tools, who access.Principal, w window) (*prices, error) {
	l, err := list()
	if err != nil {
		return nil, err
	}
	p := &prices{list: l, window: w, currency: listCurrency, paid: map[rate][]paid{}, provider: map[string]string{}}
	for model, provider := range l.models {
		p.provider[model] = provider
	}
	q, err := pricesQuery(w)
	if err != nil {
		return nil, err
	}
	p.sql = ast.Print(q)
	costs := map[string]*big.Rat{}
	type read struct {
		currency string
		rate     rate
		paid     paid
	}
	var all []read
	err = t.read(ctx, who, q, func(r row) {
		s := r.sums()
		one := read{r.text(2), rate{r.text(3), r.text(5), r.text(6), r.text(7), r.text(8)}, paid{r.text(9), r.text(1), r.text(0) == "now", s.cost.Rat(), &s.tokens}} //nolint:mnd // as by has them
		if one.paid.cost.Sign() <= 0 || one.paid.tokens.Sign() <= 0 {
			return
		}
		p.provider[one.rate.model] = r.text(4) //nolint:mnd // as by has them
		if costs[one.currency] == nil {
			costs[one.currency] = new(big.Rat)
		}
		costs[one.currency].Add(costs[one.currency], one.paid.cost)
		all = append(all, one)
	})
	if err != nil {
		return nil, err
	}
	most := new(big.Rat)
	for name, cost := range costs {
		if c := cost.Cmp(most); c > 0 || c == 0 && name < p.currency {
			p.currency, most = name, cost
		}
	}
	if len(costs) > 0 {
		p.billCurrency, p.currency = p.currency, cmp.Or(p.currency, listCurrency)
	}
	for _, one := range all {
		if one.currency == p.billCurrency {
			p.paid[one.rate] = append(p.paid[one.rate], one.paid)
		}
	}
	return p, nil
}

// classified are the columns of the bill that tell what a line of a model is.
func classified() []string {
	return []string{
		"line_item_product_code", "product_product_family", "product_servicecode", "bill_billing_entity", "line_item_legal_entity", "line_item_usage_type",
		"line_item_resource_id", "line_item_line_item_type", "pricing_unit", "line_item_line_item_description", "product_product_name", "product_provider",
		"product_model", "product_inference_type", "product_feature",
	}
}

// pricesQuery asks what was paid in a time and half a year around it. So many lines are summed up first and classified then: their words are few.
func pricesQuery(w window) (*ast.Query, error) {
	const half = 6 // months
	near := window{w.from.AddDate(0, -half, 0), w.to.AddDate(0, half, 0)}
	kept := []string{"part", "billing_period", "line_item_currency_code", "product_region_code"}
	inner, err := build.Query(`SELECT sum(CAST(line_item_unblended_cost AS DECIMAL(38, 10))) AS line_item_unblended_cost,
		sum(CAST(line_item_usage_amount AS DECIMAL(38, 10))) AS line_item_usage_amount FROM glaux.bill`)
	if err != nil {
		return nil, err
	}
	lines := inner.Body.(*ast.Select) //nolint:forcetypeassert // it stands above
	items := []ast.SelectItem{build.Item(build.Call("IF", within("line_item_usage_start_date", w), build.Text("now"), build.Text("near")), kept[0])}
	named := slices.Concat(kept, classified(), []string{"line_item_unblended_cost", "line_item_usage_amount"})
	for _, name := range slices.Concat(kept[1:], classified()) {
		items = append(items, build.Item(build.Column(name), name))
	}
	lines.GroupBy = build.GroupBy(len(items))
	lines.Items = append(items, lines.Items...)
	lines.Filter = build.Join("AND", build.In(build.Column("billing_period"), months(near)), within("line_item_usage_start_date", near),
		build.In(build.Column("line_item_line_item_type"), usageTypes()), class.Is())
	by := []item{{build.Column(kept[0]), "part"}, {build.Column(kept[1]), "month"}, {build.Call("coalesce", build.Column(kept[2]), build.Text("")), "currency"}}
	for _, name := range []string{"model", "provider", "token_kind", "tier", "scope", "context", kept[3]} {
		by = append(by, item{build.Call("coalesce", build.Column(name), build.Text("")), "by_" + name})
	}
	q, err := measured(by)
	if err != nil {
		return nil, err
	}
	s := q.Body.(*ast.Select) //nolint:forcetypeassert // measured made it
	of := class.Query(&ast.Aliased{Rel: &ast.Subquery{Query: inner}, Alias: *build.Ident("summed")}, named)
	s.From = []ast.Rel{&ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: of}}, Alias: *build.Ident("genai")}}
	s.Filter = &ast.IsNull{X: build.Column("tokens"), Not: true}
	return q, nil
}

// of returns the price of a rate in a region, the best that is known; nil for none.
func (p *prices) of(r rate, region string) *Price {
	if found := p.billed(r, region); found != nil {
		return found
	}
	for _, f := range p.chain(r) {
		if found := p.billed(f.of, region); found != nil {
			return found.times(f, OfBillFactor)
		}
	}
	return p.listed(r)
}

// chain are the factors of a rate, those of two steps behind those of one: a batch's cached tokens are half of a tenth of the input.
func (p *prices) chain(r rate) []factor {
	var all []factor
	ones := p.factors(r)
	all = append(all, ones...)
	for _, one := range ones {
		for _, two := range p.factors(one.of) {
			if two.of != r {
				all = append(all, factor{two.of, new(big.Rat).Mul(one.by, two.by), said(one.says.EN+"; "+two.says.EN, one.says.JA+"。"+two.says.JA)})
			}
		}
	}
	return all
}

// factors are those of AWS, and those that the list's own prices make.
func (p *prices) factors(r rate) []factor {
	all := factors(r)
	for i := range all {
		if ratio := p.list.ratio(r, all[i].of); ratio != nil {
			all[i].by = ratio
			all[i].says = inProportion()
		}
	}
	if r.tier != class.Standard && r.tier != class.Batch {
		standard := r
		standard.tier = class.Standard
		if ratio := p.list.ratio(r, standard); ratio != nil {
			all = append(all, factor{standard, ratio, inProportion()})
		}
	}
	return all
}

// inProportion says that a price is made in the list's proportion.
func inProportion() Text {
	return said("in the proportion that the price list has", "価格表の比率で換算")
}

// listed returns the price of the list; nil for none, or where the bill is in another currency.
func (p *prices) listed(r rate) *Price {
	if p.currency != listCurrency {
		return nil
	}
	price := func(of rate) *Price {
		l := p.list.prices[of]
		if l.price == nil {
			return nil
		}
		return &Price{money.FromRat(l.price, pricePlaces), OfList, said(
			fmt.Sprintf("price list, %s, from %s on", listRegion, l.date), fmt.Sprintf("価格表（%s、%s以降）", listRegion, l.date),
		)}
	}
	if found := price(r); found != nil {
		return found
	}
	for _, f := range p.chain(r) {
		if found := price(f.of); found != nil {
			return found.times(f, OfListFactor)
		}
	}
	return nil
}

// times makes a price of another one.
func (a *Price) times(f factor, source PriceSource) *Price {
	return &Price{
		money.FromRat(new(big.Rat).Mul(a.Amount.Rat(), f.by), pricePlaces), source,
		said(a.Says.EN+"; "+f.says.EN, a.Says.JA+"。"+f.says.JA),
	}
}

// billed returns what the bill says of a rate: in the time of the question and the region, then in the nearest month, then in other regions.
func (p *prices) billed(r rate, region string) *Price {
	all := p.paid[r]
	if len(all) == 0 {
		return nil
	}
	for _, try := range []struct {
		source PriceSource
		fits   func(paid) bool
	}{
		{OfBill, func(x paid) bool { return x.now && x.region == region }},
		{OfBillOther, func(x paid) bool { return x.region == region && x.month == p.nearest(all, region) }},
		{OfBillOther, func(x paid) bool { return x.now }},
		{OfBillOther, func(x paid) bool { return x.month == p.nearest(all, "") }},
	} {
		cost, tokens := new(big.Rat), new(big.Rat)
		var where, when []string
		for _, x := range all {
			if try.fits(x) {
				cost.Add(cost, x.cost)
				tokens.Add(tokens, x.tokens)
				where, when = append(where, x.region), append(when, x.month)
			}
		}
		if amount := per(money.FromRat(cost, exactPlaces), new(big.Rat).Quo(tokens, million())); amount != nil {
			return &Price{*amount, try.source, billedWords(where, when)}
		}
	}
	return nil
}

// exactPlaces are the digits of a bill's amounts.
const exactPlaces = 10

// nearest is the month nearest to the time of the question in which something was paid, in a region or, for "", in any.
func (p *prices) nearest(all []paid, region string) string {
	best, distance := "", 0
	at := p.window.from.Year()*12 + int(p.window.from.Month()) //nolint:mnd // months of a year
	for _, x := range all {
		var year, month int
		if _, err := fmt.Sscanf(x.month, "%d-%d", &year, &month); err != nil || region != "" && x.region != region {
			continue
		}
		d := year*12 + month - at //nolint:mnd // months of a year
		if d = max(d, -d); best == "" || d < distance || d == distance && x.month < best {
			best, distance = x.month, d
		}
	}
	return best
}

// billedWords says which months and regions of a bill a price is of.
func billedWords(regions, months []string) Text {
	slices.Sort(regions)
	slices.Sort(months)
	where := strings.Join(slices.DeleteFunc(slices.Compact(regions), func(s string) bool { return s == "" }), ", ")
	when := months[0]
	if last := months[len(months)-1]; last != when {
		when += " – " + last
	}
	if where != "" {
		when += ", " + where
	}
	return said("paid in this bill: "+when, "請求の実績単価: "+when)
}
