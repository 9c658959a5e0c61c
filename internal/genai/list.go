package genai

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"

	"github.com/glauxhq/glaux/internal/genai/class"
)

// pricesCSV are list prices of a million tokens in us-east-1, in US dollars, of two extracts of AWS's price list: of 2026-07-07, and for
// the newest models of Anthropic of 2026-10-01. Date is from when on a price holds.
//
//go:embed prices.csv
var pricesCSV string

// The list's day, currency and region.
const (
	listDate     = "2026-10-01"
	listCurrency = "USD"
	listRegion   = "us-east-1"
)

// listSource says where the list is from.
func listSource() Text {
	return said(
		"AWS's price list for us-east-1, extracts of 2026-07-07 and, for the newest models of Anthropic, of 2026-10-01; prices move often, and those of the bill count first",
		"AWS価格表（us-east-1）の抜粋。2026-07-07時点、Anthropicの最新モデルは2026-10-01時点。価格はよく変わるため、請求の単価を優先します",
	)
}

// rate is how a token is billed: the key of a price.
type rate struct{ model, kind, tier, scope, context string }

// listed is a price of the list.
type listed struct {
	price *big.Rat // of a million tokens
	date  string
}

// priceList is the list.
type priceList struct {
	prices map[rate]listed
	// models are all models of it, by provider; cached are those that read from a cache.
	models map[string]string
	cached map[string]bool
}

// list reads the list once.
//
//nolint:gochecknoglobals // read once from the embedded file, never changed
var list = sync.OnceValues(func() (*priceList, error) { return readList(pricesCSV) })

// readList reads a list of prices.
func readList(text string) (*priceList, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("list of prices: %w", err)
	}
	l := &priceList{prices: map[rate]listed{}, models: map[string]string{}, cached: map[string]bool{}}
	for i, r := range rows[1:] {
		at := func(name string) string { return r[slices.Index(rows[0], name)] }
		model := at("model")
		l.models[model] = at("provider")
		l.cached[model] = at("cached") == "yes"
		for _, kind := range []string{class.Input, class.Output} {
			if at(kind) == "" {
				continue
			}
			price, ok := new(big.Rat).SetString(at(kind))
			if !ok {
				return nil, fmt.Errorf("list of prices: line %d: %q is no price", i+2, at(kind)) //nolint:mnd // behind the heading
			}
			l.prices[rate{model, kind, at("tier"), at("scope"), standardContext}] = listed{price, at("date")}
		}
	}
	return l, nil
}

// standardContext is the context that the list prices.
const standardContext = "standard"

// factor is a price as a part of another one.
type factor struct {
	of   rate
	by   *big.Rat
	says Text
}

// factors are the prices that a price can be made of, by what AWS says of all models: of a tier from the standard one, of the cache from
// the input, of a scope from another scope. A tier whose factor differs by model is not among them, but where the list knows both.
func factors(r rate) []factor {
	var all []factor
	add := func(of rate, num, den int64, en, ja string) {
		all = append(all, factor{of, big.NewRat(num, den), said(en, ja)})
	}
	with := func(change func(*rate)) rate {
		of := r
		change(&of)
		return of
	}
	input := with(func(of *rate) { of.kind = class.Input })
	switch r.kind {
	case class.CacheRead:
		add(input, 1, 10, "a tenth of the price of input, as reading the cache costs", "キャッシュ読み取りは入力単価の10分の1として計算") //nolint:mnd // AWS's factors
	case class.CacheWrite5m:
		add(input, 5, 4, "5/4 of the price of input, as writing the cache for five minutes costs", "キャッシュ書き込み（5分）は入力単価の1.25倍として計算") //nolint:mnd // AWS's factors
	case class.CacheWrite1h:
		add(input, 2, 1, "twice the price of input, as writing the cache for an hour costs", "キャッシュ書き込み（1時間）は入力単価の2倍として計算") //nolint:mnd // AWS's factors
	}
	standard := with(func(of *rate) { of.tier = class.Standard })
	if r.tier == class.Batch {
		add(standard, 1, 2, "half of the standard price, as batches cost", "バッチは標準単価の半額として計算") //nolint:mnd // AWS's factors
	}
	for _, scope := range []string{class.InRegion, class.Geo, class.Global} {
		if scope != r.scope {
			add(with(func(of *rate) { of.scope = scope }), 1, 1, "the price of the same model with "+scopeWords(scope).EN, scopeWords(scope).JA+"での同じモデルの単価")
		}
	}
	return all
}

// scopeWords names a scope.
func scopeWords(scope string) Text {
	switch scope {
	case class.Global:
		return said("global inference", "グローバル推論")
	case class.Geo:
		return said("inference within a geography", "地域圏内の推論")
	}
	return said("inference in the region", "リージョン内の推論")
}

// ratio is how two prices of the list stand to each other; nil where it does not know both.
func (l *priceList) ratio(a, b rate) *big.Rat {
	x, y := l.prices[a], l.prices[b]
	if x.price == nil || y.price == nil || y.price.Sign() == 0 {
		return nil
	}
	return new(big.Rat).Quo(x.price, y.price)
}
