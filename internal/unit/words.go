package unit

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/unit/series"
)

// What counts as no change: less than a percent.
const (
	nothing = 0.01
	// half of a rise has to be more work, for the rise to be growth where nothing is sure of the cost of one.
	half = 0.5
)

// percent is a share without a sign: 18 %.
func percent(share float64) string {
	p := math.Abs(share) * 100 //nolint:mnd // percent
	switch {
	case p >= 9.95 && p < 1e6: //nolint:mnd // two digits
		return fmt.Sprintf("%.0f %%", p)
	case p >= 1e6: //nolint:mnd // it began with nearly nothing
		return "more than 1000000 %"
	}
	return fmt.Sprintf("%.1f %%", p)
}

// moved says how something moved: rose 18 %.
func moved(share *float64) Text {
	switch {
	case share == nil:
		return Text{EN: "was nothing before", JA: "は以前なかった"}
	case math.Abs(*share) < nothing/2:
		return Text{EN: "stayed as it was", JA: "は変わらず"}
	case *share > 0:
		return Text{EN: "rose " + percent(*share), JA: "は " + percent(*share) + " 増"}
	}
	return Text{EN: "fell " + percent(*share), JA: "は " + percent(*share) + " 減"}
}

// span is an interval of a fall or a rise: 12–20 %.
func span(i *Interval) string {
	low, high := i.Low, i.High
	if i.Estimate < 0 {
		low, high = -i.High, -i.Low
	}
	digits := func(f float64) string {
		p := f * 100 //nolint:mnd // percent
		text := fmt.Sprintf("%.0f", p)
		if math.Abs(p) < 9.95 { //nolint:mnd // two digits
			text = fmt.Sprintf("%.1f", p)
		}
		return strings.Replace(strings.Replace(text, "-0.0", "0.0", 1), "-", "−", 1)
	}
	return digits(low) + "–" + digits(high) + " %"
}

// sure tells whether an interval is on one side of nothing.
func (i *Interval) sure() bool { return i != nil && (i.Low > 0 || i.High < 0) }

// verdict says what became of the cost of a unit. The interval may be nil.
func (l *Listed) verdict(i *Interval) Verdict {
	if l.CostChange == nil || l.QuantityChange == nil || l.CostPerChange == nil {
		return l.noVerdict()
	}
	cost, quantity, one := *l.CostChange, *l.QuantityChange, *l.CostPerChange
	up, down := one > nothing, one < -nothing
	if i != nil {
		up, down = up && i.Low > 0, down && i.High < 0
	}
	kind := Unsure
	switch {
	case math.Abs(cost) < nothing && math.Abs(one) < nothing:
		kind = Steady
	case cost > 0 && up && quantity < cost*half:
		kind = Waste
	case cost > 0 && !up && quantity >= cost*half, cost > 0 && up:
		kind = Growth
	case cost <= 0 && down:
		kind = Better
	case cost <= 0 && up:
		kind = Idle
	case cost <= 0 && quantity < 0 && !up:
		kind = Less
	}
	return Verdict{Kind: kind, Says: l.says(kind, i)}
}

// noVerdict is the verdict where there is nothing to compare.
func (l *Listed) noVerdict() Verdict {
	v := Verdict{Kind: NoData, Says: Text{EN: "there is nothing to compare: one of the periods has no " + l.Of.EN, JA: "比べるものがない: 一方の期間に" + l.Of.JA + "がない"}}
	if !l.HasData {
		v.Says = Text{EN: "there are no " + l.Of.EN + " in this bill", JA: "この請求には" + l.Of.JA + "がない"}
	}
	return v
}

// judged is what a kind is called.
func judged(kind VerdictKind) Text {
	return map[VerdictKind]Text{
		Growth: both("growth", "成長"), Waste: both("waste", "無駄"), Better: both("better", "改善"), Less: both("less work", "作業量の減少"), Idle: both("capacity that idles", "余剰"),
		Steady: both("steady", "安定"), Unsure: both("not sure", "判断できず"), NoData: both("no data", "データなし"),
	}[kind]
}

// says is the verdict: cost rose 18 %, clicks 41 %: growth, cost per click fell 16 % (12–20 %).
func (l *Listed) says(kind VerdictKind, i *Interval) Text {
	cost, quantity, one := moved(l.CostChange), moved(l.QuantityChange), moved(l.CostPerChange)
	if *l.CostChange > nothing/2 && *l.QuantityChange > nothing/2 {
		quantity.EN = strings.TrimPrefix(quantity.EN, "rose ")
	}
	if *l.CostChange < -nothing/2 && *l.QuantityChange < -nothing/2 {
		quantity.EN = strings.TrimPrefix(quantity.EN, "fell ")
	}
	en, ja := "", ""
	if i != nil {
		en, ja = " ("+span(i)+")", "（"+span(i)+"）"
	}
	name := judged(kind)
	return Text{
		EN: fmt.Sprintf("cost %s, %s %s: %s, %s %s%s", cost.EN, l.Of.EN, quantity.EN, name.EN, l.per().EN, one.EN, en),
		JA: fmt.Sprintf("費用%s、%s%s: %s、%s%s%s", cost.JA, l.Of.JA, quantity.JA, name.JA, l.per().JA, one.JA, ja),
	}
}

// method says how an interval was estimated.
func (i *Interval) method(trend bool) Text {
	en := fmt.Sprintf("%d days before and %d after, compared on the logarithm of the cost of one, with weekdays apart and days taken to be like the day before them (%.2f)", i.Before, i.After, i.Correlation)
	ja := fmt.Sprintf("前 %d 日と後 %d 日の 1 件あたり費用の対数を比較。曜日差と日々の自己相関（%.2f）を考慮", i.Before, i.After, i.Correlation)
	if trend {
		en += "; growth that goes on through all days is taken out"
		ja += "、全期間を通じた増減の傾向を除去"
	}
	return Text{EN: en, JA: ja}
}

// plural is what the cost is for where the file does not say it: 1,000,000 requests.
func (i *Info) plural() Text {
	if i.Per == 1 {
		return Text{EN: "one of the " + i.Of.EN, JA: i.Of.JA + " 1 件"}
	}
	n := plain(money.New(i.Per, 0))
	return Text{EN: n + " " + i.Of.EN, JA: i.Of.JA + " " + n + " 件"}
}

// per is the cost of one, as a sentence calls it.
func (i *Info) per() Text {
	return Text{EN: "cost per " + i.One.EN, JA: i.One.JA + "あたりの費用"}
}

// missing says what a lake would have to have for a unit.
func (u *Unit) missing(t *table) *Text {
	cost := slices.ContainsFunc(t.days, func(d dayRow) bool { return d.cost.Sign() != 0 })
	switch {
	case cost && u.Origin == FromUsage:
		return &Text{EN: "there are costs, and no usage of " + u.Of.EN + " beside them", JA: "費用はあるが、" + u.Of.JA + "の使用量がない"}
	case cost:
		return &Text{EN: "there are costs, and the " + string(u.Origin) + " tells no " + u.Of.EN, JA: "費用はあるが、" + string(u.Origin) + " に" + u.Of.JA + "がない"}
	}
	return &Text{EN: "this bill has no line of it that you may see", JA: "この請求には、見られる範囲に該当する明細がない"}
}

// effectSays says what one effect is.
func (u *Unit) effectSays(kind EffectKind, shown money.Amount, l *Listed, currency string) Text {
	a := shown.SignedIn(currency)
	quantity := moved(l.QuantityChange)
	switch kind {
	case Volume:
		return Text{EN: fmt.Sprintf("%s %s: %s at the cost of one before", l.Of.EN, quantity.EN, a), JA: fmt.Sprintf("%s%s: 以前の単価のままで %s", l.Of.JA, quantity.JA, a)}
	case Price:
		return Text{EN: a + " by other prices of the same usage, discounts and fees among them", JA: "同じ使用量の料金差（割引・手数料を含む）で " + a}
	case Mix:
		return Text{EN: a + " by another mix of the same usage: models, sizes, classes", JA: "同じ使用の内訳の変化（モデル、サイズ、クラス）で " + a}
	case Efficiency:
		return Text{EN: a + " by more or less usage for the same " + l.Of.EN, JA: "同じ" + l.Of.JA + "に対する使用量の増減で " + a}
	}
	return Text{}
}

// whyNot says why a change cannot be estimated.
func whyNot(err error, before, after int) *Text {
	if errors.Is(err, series.ErrShort) {
		return &Text{
			EN: fmt.Sprintf("it cannot be estimated: there are %d days before it and %d after it with figures; 14 and 7 are needed", before, after),
			JA: fmt.Sprintf("推定できない: 数値のある日が前に %d 日、後に %d 日しかない（14 日と 7 日が必要）", before, after),
		}
	}
	return &Text{EN: "it cannot be estimated: some days cost nothing, or too few differ", JA: "推定できない: 費用のない日があるか、日ごとの差が小さい"}
}

// turnSays says what a change did.
func (u *Unit) turnSays(r *Turn, mixed []Named) Text {
	one := moved(&r.Effect.Estimate)
	per := u.per()
	t := Text{
		EN: fmt.Sprintf("with %q on %s the %s %s (%s)", r.Title.EN, r.Day, per.EN, one.EN, span(r.Effect)),
		JA: fmt.Sprintf("%s の「%s」で%s%s（%s）", r.Day, r.Title.JA, per.JA, one.JA, span(r.Effect)),
	}
	if !r.Effect.sure() {
		t.EN += "; that is within what chance makes"
		t.JA += "。偶然の範囲内"
	}
	for _, o := range mixed {
		t.EN += fmt.Sprintf("; %q on %s is too near to be told apart", o.Title.EN, o.Day)
		t.JA += fmt.Sprintf("。%s の「%s」は日が近く区別できない", o.Day, o.Title.JA)
	}
	return t
}

// elasticitySays says what an elasticity means.
func elasticitySays(e series.Estimate) Text {
	return Text{
		EN: fmt.Sprintf("a quantity 10 %% larger comes with a cost %.1f %% larger (%.1f to %.1f %%)", 10*e.Value, 10*e.Low, 10*e.High), //nolint:mnd // of ten
		JA: fmt.Sprintf("数量が 10 %% 増えると費用は %.1f %% 増える（%.1f〜%.1f %%）", 10*e.Value, 10*e.Low, 10*e.High),                                //nolint:mnd // of ten
	}
}

// words says what both views of static cost say together.
func (s *Split) words() Text {
	known := percent(s.Known.StaticShare)
	if s.Fit == nil {
		return Text{EN: "by what each usage type is, " + known + " is static; a fit is not possible", JA: "usage type の性質からは " + known + " が固定費。推定はできない"}
	}
	fit := percent(s.Fit.StaticShare)
	t := Text{EN: fmt.Sprintf("by a fit %s is static, by what each usage type is %s", fit, known), JA: fmt.Sprintf("推定では %s、usage type の性質からは %s が固定費", fit, known)}
	switch gap := s.Fit.StaticShare - s.Known.StaticShare; {
	case gap > 0.15: //nolint:mnd // worth a word
		t.EN += ": some of what is paid by use does not follow this quantity"
		t.JA += "。従量課金の一部はこの数量に連動していない"
	case gap < -0.15: //nolint:mnd // worth a word
		t.EN += ": some of what is paid by the hour is switched on and off with this quantity"
		t.JA += "。時間課金の一部はこの数量に応じて増減している"
	}
	return t
}
