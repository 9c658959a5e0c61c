package genai

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/money"
)

// ModelsOf tells which models were used at which prices.
func ModelsOf(ctx context.Context, t Tools, who access.Principal, ask Ask) (Models, error) {
	out := Models{Used: []Used{}, Currency: listCurrency, ListDate: listDate, ListSource: listSource(), SQL: []string{}}
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
	out.Currency, out.SQL, out.Notes = p.currency, []string{there.sql, p.sql}, there.notes
	at := map[rate]int{}
	for _, u := range there.tokens {
		i, ok := at[u.rate]
		if !ok {
			i = len(out.Used)
			at[u.rate] = i
			out.Used = append(out.Used, Used{
				Class: u.class, Provider: u.provider, Model: u.rate.model, Kind: u.rate.kind, Tier: u.rate.tier, Scope: u.rate.scope, Context: u.rate.context,
				Unit: "tokens", List: p.listed(u.rate),
			})
		}
		one := &out.Used[i]
		one.Tokens += float(u.tokens)
		one.Usage = one.Tokens
		one.Cost = one.Cost.Add(money.FromRat(u.cost, exactPlaces))
	}
	for i := range out.Used {
		one := &out.Used[i]
		if amount := per(one.Cost, new(big.Rat).Quo(new(big.Rat).SetFloat64(one.Tokens), million())); amount != nil {
			one.Paid = &Price{*amount, OfBill, billedWords(nil, []string{w.words()})}
		}
	}
	out.Used = append(out.Used, there.other...)
	for _, u := range out.Used {
		out.Total = out.Total.Add(u.Cost)
	}
	slices.SortFunc(out.Used, func(a, b Used) int {
		return cmp.Or(b.Cost.Cmp(a.Cost), strings.Compare(a.Model, b.Model), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Tier, b.Tier), strings.Compare(a.Scope, b.Scope))
	})
	if len(out.Used) == 0 {
		out.Notes = append(out.Notes, nothingUsed())
	}
	return out, nil
}
