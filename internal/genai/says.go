package genai

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
)

// written writes an amount for people.
func (s *search) written(r *big.Rat) string {
	return money.FromRat(r, exactPlaces).In(s.prices.currency)
}

// counted writes tokens for people: 762,500 as 762 thousand, 1.2 million.
func counted(r *big.Rat) (en, ja string) {
	const thousand, ten, oku = 1e3, 1e4, 1e8
	n := float(r)
	switch {
	case n >= oku:
		en, ja = fmt.Sprintf("%.1f million tokens", n/1e6), fmt.Sprintf("%.1f億トークン", n/oku) //nolint:mnd // a million
	case n >= 1e6: //nolint:mnd // a million
		en, ja = fmt.Sprintf("%.2f million tokens", n/1e6), fmt.Sprintf("%.1f万トークン", n/ten) //nolint:mnd // a million
	case n >= ten:
		en, ja = fmt.Sprintf("%.0f thousand tokens", n/thousand), fmt.Sprintf("%.1f万トークン", n/ten)
	default:
		en, ja = fmt.Sprintf("%.0f tokens", n), fmt.Sprintf("%.0fトークン", n)
	}
	return en, ja
}

// percent writes a part of a whole.
func percent(part, whole *big.Rat) string {
	if whole.Sign() == 0 {
		return "0 %"
	}
	const hundred = 100
	return fmt.Sprintf("%.0f %%", hundred*float(new(big.Rat).Quo(part, whole)))
}

// few names the first of some models.
func few(models []string) string {
	const most = 2
	if len(models) > most {
		return strings.Join(models[:most], ", ") + ", …"
	}
	return strings.Join(models, ", ")
}

func dearTitle(a, b string) Text {
	return said(fmt.Sprintf("%s is dear but little used, beside %s", a, b), fmt.Sprintf("%sは%sより利用が少ないのに割高", a, b))
}

// dearSays says what a department and another one pay for how much, and what of the difference is the model's. Then is what the same tokens
// cost on the other's model; nil where that is not known or no less.
func (s *search) dearSays(a, b *side, model string, then *big.Rat) Text {
	at, ats := counted(&a.sums.tokens)
	bt, bts := counted(&b.sums.tokens)
	cost, other := a.sums.cost.Rat(), b.sums.cost.Rat()
	en := fmt.Sprintf("%s pays %s for %s on %s, %s pays %s for %s on %s: %s of the cost for as much use.", a.name, s.written(cost), at, few(a.models()),
		b.name, s.written(other), bt, few(b.models()), percent(other, cost))
	ja := fmt.Sprintf("%sは%s（%s、%s）、%sは%s（%s、%s）。同程度の利用で費用は%sです。", a.name, s.written(cost), few(a.models()), ats,
		b.name, s.written(other), few(b.models()), bts, percent(other, cost))
	out := func(x *side) string { return percent(&x.sums.output, &x.sums.tokens) }
	if then == nil {
		return said(en+fmt.Sprintf(" The model alone does not explain it: %s of its tokens are output, of the other's %s.", out(a), out(b)),
			ja+fmt.Sprintf("モデルだけでは説明できません。出力トークンの割合は%s対%sです。", out(a), out(b)))
	}
	model2 := new(big.Rat).Sub(cost, then)
	rest := new(big.Rat).Sub(then, other)
	en += fmt.Sprintf(" Its tokens would cost %s on %s: %s of the difference is the model", s.written(then), model, s.written(model2))
	ja += fmt.Sprintf("同じトークンを%sで使うと%sで、差のうち%sはモデルによるもの", model, s.written(then), s.written(model2))
	if rest.Sign() > 0 {
		en += fmt.Sprintf(", %s is what is asked: %s of its tokens are output, of the other's %s.", s.written(rest), out(a), out(b))
		ja += fmt.Sprintf("、%sは使い方によるもの（出力トークンの割合が%s対%s）です。", s.written(rest), out(a), out(b))
	} else {
		en += "."
		ja += "です。"
	}
	return said(en, ja)
}

func switchedTitle(who, then, now string) Text {
	return said(fmt.Sprintf("%s moved from %s to %s", who, then, now), fmt.Sprintf("%sが%sから%sに移行", who, then, now))
}

// switchedSays says what a million tokens cost before and now.
func (s *search) switchedSays(a, b *side, now, then string, other *big.Rat) Text {
	price := func(x *side) string { return s.written(new(big.Rat).Mul(perToken(x), million())) }
	return said(
		fmt.Sprintf("A million tokens of %s cost %s, mostly on %s; before (%s) it was %s, mostly on %s. The same tokens on %s would cost %s instead of %s.",
			a.name, price(a), now, s.before.words(), price(b), then, then, s.written(other), s.written(a.sums.cost.Rat())),
		fmt.Sprintf("%sの100万トークンあたりの費用は%s（主に%s）、前期間（%s）は%s（主に%s）でした。同じトークンを%sで使うと%sではなく%sです。",
			a.name, price(a), now, s.before.words(), price(b), then, then, s.written(a.sums.cost.Rat()), s.written(other)),
	)
}

func cacheTitle(who, model string) Text {
	return said(fmt.Sprintf("%s writes the cache of %s more than it reads it", who, model), fmt.Sprintf("%s: %sのキャッシュは読み取りより書き込みが高い", who, model))
}

// cacheSays says what cached tokens cost, and what they would as input.
func (s *search) cacheSays(who, model string, a *side, plain *big.Rat) Text {
	read, reads := counted(&a.sums.cacheRead)
	wrote, wrotes := counted(&a.sums.cacheWrite)
	return said(
		fmt.Sprintf("%s read %s from the cache of %s and wrote %s to it, for %s. As plain input all of them would cost %s.", who, read, model, wrote, s.written(a.sums.cost.Rat()), s.written(plain)),
		fmt.Sprintf("%sは%sのキャッシュを%s読み取り、%s書き込み、%sを支払いました。通常の入力なら%sです。", who, model, reads, wrotes, s.written(a.sums.cost.Rat()), s.written(plain)),
	)
}

func tierTitle(who, model, tier string) Text {
	return said(fmt.Sprintf("%s pays the tier %s for %s", who, tier, model), fmt.Sprintf("%sは%sに%sティアの単価を支払い", who, model, tier))
}

func regionalTitle(who, model string) Text {
	return said(fmt.Sprintf("%s pays %s in the region at more than global inference costs", who, model), fmt.Sprintf("%sは%sにグローバル推論より高いリージョン内単価を支払い", who, model))
}

// cheaperSays says what tokens cost, and what they would.
func (s *search) cheaperSays(kind FindingKind, name []string, a *side, then *big.Rat, price *Price) Text {
	n, ns := counted(&a.sums.tokens)
	what := said("in the standard tier", "標準ティア")
	if kind == RegionalDear {
		what = said("with global inference", "グローバル推論")
	}
	return said(
		fmt.Sprintf("%s paid %s for %s of %s; %s they would cost %s (%s).", name[0], s.written(a.sums.cost.Rat()), n, name[1], what.EN, s.written(then), price.Says.EN),
		fmt.Sprintf("%sは%sの%sに%sを支払いました。%sなら%sです（%s）。", name[0], name[1], ns, s.written(a.sums.cost.Rat()), what.JA, s.written(then), price.Says.JA),
	)
}
