package unit

import (
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/unit/series"
)

// fitDays is how many days a fit looks back at least, from the end of the period.
const fitDays = 60

// split says which part of the cost of a period is static: by a fit, and by what each usage type is.
func (u *Unit) split(t *table, p Period, w window, lines []line) *Split {
	s := &Split{Known: u.known(lines)}
	from := w.from
	if early := w.to.AddDate(0, 0, -fitDays); early.Before(from) && !early.Before(w.first) {
		from = early
	}
	from = u.afterChange(from, w.to)
	e := t.even(text(from), text(w.to))
	line, err := series.Line(e.days, e.quantity, e.cost)
	switch {
	case err != nil:
		s.NoFit = whyNoLine(err)
	case line.Rate.High < 0:
		s.NoFit = &Text{
			EN: "days with more of it cost less: what moves the cost from day to day is something else, and a line through the days says nothing",
			JA: "数量の多い日ほどコストが低い。日々のコストを動かしているのは別のもので、直線では分けられない",
		}
	default:
		s.Fit = u.fit(line, p, t)
	}
	if elasticity, err := series.Elasticity(e.days, e.quantity, e.cost); err == nil && elasticity.High >= 0 {
		s.Elasticity = &Elasticity{Estimate: elasticity.Value, Low: elasticity.Low, High: elasticity.High, Says: elasticitySays(elasticity)}
	}
	s.Says = s.words()
	return s
}

// afterChange moves the beginning of a fit behind the last named change, if enough days are left: days before and after it are no one line.
func (u *Unit) afterChange(from, to time.Time) time.Time {
	const enough = 21
	for _, c := range u.Changes {
		at, err := time.Parse(time.DateOnly, c.Day)
		if err == nil && !at.Before(from) && to.Sub(at) > enough*day {
			from = at.AddDate(0, 0, 1)
		}
	}
	return from
}

// fit makes the amounts of a period of a line through days: what is static and what is not are its cost, to the last digit.
func (u *Unit) fit(line *series.Linear, p Period, t *table) *FitSplit {
	days := 0
	for _, d := range t.days {
		if d.day >= p.From && d.day < p.To && d.quantity.Sign() > 0 {
			days++
		}
	}
	cost := float(p.Cost)
	share := func(f float64) float64 {
		if cost <= 0 {
			return 0
		}
		return f * float64(days) / cost
	}
	f := &FitSplit{
		StaticShare: clamp(share(line.Static.Value)), Low: clamp(share(line.Static.Low)), High: clamp(share(line.Static.High)),
		Marginal: estimate(math.Max(line.Rate.Value, 0) * float64(u.Per)), R2: line.R2, Days: line.Days,
	}
	r := p.Cost.Rat()
	f.Static = money.FromRat(r.Mul(r, estimate(f.StaticShare).Rat()), 2) //nolint:mnd // cents: it is an estimate
	f.Variable = p.Cost.Sub(f.Static)
	return f
}

func clamp(f float64) float64 { return math.Max(0, math.Min(1, f)) }

// known says how each usage type behaves.
func (u *Unit) known(lines []line) KnownSplit {
	var k KnownSplit
	index := map[[2]string]int{}
	var all []KnownLine
	for i := range lines {
		l := &lines[i]
		if l.costAfter.Sign() == 0 {
			continue
		}
		key := [2]string{l.service, l.usageType + "\x00" + l.charge}
		at, there := index[key]
		if !there {
			at = len(all)
			index[key] = at
			b, why := u.behaviour(l)
			all = append(all, KnownLine{Service: l.service, UsageType: l.usageType, Title: l.title(), Behaviour: b, Why: why})
		}
		all[at].Cost = all[at].Cost.Add(l.costAfter)
		switch all[at].Behaviour {
		case Static:
			k.Static = k.Static.Add(l.costAfter)
		case Variable:
			k.Variable = k.Variable.Add(l.costAfter)
		case Unknown:
			k.Unknown = k.Unknown.Add(l.costAfter)
		}
	}
	if both := float(k.Static) + float(k.Variable); both > 0 {
		k.StaticShare = clamp(float(k.Static) / both)
	}
	slices.SortStableFunc(all, func(a, b KnownLine) int { return b.Cost.Cmp(a.Cost) })
	k.Lines = all
	if len(all) > maxKnown {
		k.Lines = all[:maxKnown-1]
		rest := KnownLine{Title: Text{EN: "all others", JA: "その他すべて"}, Behaviour: Unknown, Why: Text{EN: "they are in the sums above, each as what it is", JA: "それぞれの分類で上の合計に含まれる"}}
		for _, l := range all[maxKnown-1:] {
			rest.Cost = rest.Cost.Add(l.Cost)
		}
		k.Lines = append(k.Lines, rest)
	}
	if k.Lines == nil {
		k.Lines = []KnownLine{}
	}
	return k
}

const maxKnown = 50

// behaviour is how the cost of a line behaves: as the file says, by its charge, by its class.
func (u *Unit) behaviour(l *line) (Behaviour, Text) {
	for _, one := range []struct {
		patterns []string
		is       Behaviour
	}{{u.Static, Static}, {u.Variable, Variable}} {
		if slices.ContainsFunc(one.patterns, func(p string) bool { return l.usageType != "" && matches(p, l.usageType) }) {
			return one.is, Text{EN: "the file of the unit says so", JA: "ユニットのファイルの指定"}
		}
	}
	switch {
	case l.charge == "Tax" || strings.HasSuffix(l.charge, "Discount") || l.charge == "Credit" || l.charge == "Refund":
		return Unknown, Text{EN: "it follows what it is charged on", JA: "課税・割引の対象に従う"}
	case l.charge != "" && l.charge != restCharge:
		return Static, Text{EN: "a fee that is paid whether anything is used or not", JA: "使用の有無によらず支払う料金"}
	}
	for _, r := range behaviours() {
		if c := string(l.meaning.Class); c == r.class || strings.HasPrefix(c, r.class+".") {
			return r.is, r.why
		}
	}
	if r, ok := byUnit(l.unit); ok {
		return r.is, r.why
	}
	return Unknown, Text{EN: "nothing is known of this usage type", JA: "この usage type については不明"}
}

// matches is LIKE with % alone.
func matches(pattern, text string) bool {
	parts := strings.Split(pattern, "%")
	if len(parts) == 1 {
		return pattern == text
	}
	if !strings.HasPrefix(text, parts[0]) {
		return false
	}
	text = text[len(parts[0]):]
	for _, p := range parts[1 : len(parts)-1] {
		_, after, ok := strings.Cut(text, p)
		if !ok {
			return false
		}
		text = after
	}
	return strings.HasSuffix(text, parts[len(parts)-1])
}

// behaviourRule says how a class of usage behaves.
type behaviourRule struct {
	class string
	is    Behaviour
	why   Text
}

// The reasons.
//
//nolint:gochecknoglobals // texts that nobody changes
var (
	byTime     = Text{EN: "paid by the hour that it is there, used or not", JA: "使用の有無によらず存在する時間で課金される"}
	byKeeping  = Text{EN: "paid for what is kept: it grows with time, not with the work of a day", JA: "保管量で課金され、日々の処理量ではなく時間とともに増える"}
	byUse      = Text{EN: "paid for each use", JA: "使うたびに課金される"}
	byBytes    = Text{EN: "paid for each byte", JA: "転送・処理した量で課金される"}
	byTokens   = Text{EN: "paid for each token", JA: "トークンごとに課金される"}
	byDuration = Text{EN: "paid for the time that the work takes", JA: "処理にかかった時間で課金される"}
	byPurchase = Text{EN: "bought for a term, used or not", JA: "期間で購入し、使用の有無によらない"}
)

// behaviours are the rules, the special ones first.
func behaviours() []behaviourRule {
	var list []behaviourRule
	say := func(is Behaviour, why Text, classes ...string) {
		for _, c := range classes {
			list = append(list, behaviourRule{c, is, why})
		}
	}
	say(Variable, byUse, "network.dns.queries", "network.cdn.requests", "network.firewall.requests")
	say(Static, byTime, "network.dns", "network.firewall.hours", "network.nat.hours", "network.endpoint.hours", "network.transit.hours", "network.balancer.hours", "network.address", "network.vpn",
		"network.direct.hours", "network.accelerator.hours", "network.discovery", "network.tools")
	say(Variable, byBytes, "network.balancer.capacity", "network")
	say(Static, byPurchase, "commitment", "compute.instance.reserved", "database.instance.reserved", "database.table.reserved", "compute.reservation", "model.reserved", "model.provisioned", "marketplace.contract")
	say(Variable, byDuration, "function.duration", "compute.duration", "container.fargate", "container.split", "database.serverless", "analytics.etl", "compute.instance.credits", "compute.instance.spot")
	say(Static, byTime, "function.provisioned", "compute.instance", "compute.host", "compute.lightsail", "container.cluster", "database.instance", "database.cache", "database.warehouse", "database.extended", "database.proxy",
		"database.table.provisioned", "analytics.search", "analytics.cluster", "analytics.kafka", "learning.instance", "api.cache", "user.desktop", "security.secrets", "security.keys", "metrics.alarms", "management.budgets", "storage.file.throughput",
		"storage.block.operations", "storage.block.throughput", "compute.licence", "network.address.manager")
	say(Variable, byUse, "security.keys.requests", "security.secrets.requests", "storage.object.requests", "storage.object.retrieval", "storage.object.early", "storage.block.requests", "function", "api.requests", "api.graph", "message", "database.io",
		"database.table.demand", "metrics.requests", "analytics.query", "audit", "config", "security.detection", "model.guardrail", "model.images", "model.features")
	say(Variable, byBytes, "logs.ingest", "logs.queries", "analytics.stream")
	say(Variable, byTokens, "model.tokens", "model.cache")
	say(Static, byKeeping, "storage", "database.storage", "database.backup", "database.table.storage", "database.table.backup", "logs.storage", "container.registry", "model.custom")
	slices.SortStableFunc(list, func(a, b behaviourRule) int { return strings.Count(b.class, ".") - strings.Count(a.class, ".") })
	return list
}

// byUnit is how usage behaves of which nothing but the unit is known.
func byUnit(unit string) (behaviourRule, bool) {
	u := strings.ToLower(unit)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(u, w) })
	}
	switch {
	case has("token"):
		return behaviourRule{is: Variable, why: byTokens}, true
	case has("gb-mo", "gb-month", "gigabyte-month"):
		return behaviourRule{is: Static, why: byKeeping}, true
	case has("second"):
		return behaviourRule{is: Variable, why: byDuration}, true
	case has("hrs", "hour"):
		return behaviourRule{is: Static, why: byTime}, true
	case has("request", "event", "invocation", "quer", "message", "image", "call", "transition"):
		return behaviourRule{is: Variable, why: byUse}, true
	case u == "gb" || u == "tb" || has("terabyte", "gigabyte"):
		return behaviourRule{is: Variable, why: byBytes}, true
	case has("month"):
		return behaviourRule{is: Static, why: byTime}, true
	}
	return behaviourRule{}, false
}

// whyNoLine says why there is no fit.
func whyNoLine(err error) *Text {
	if errors.Is(err, series.ErrShort) {
		return &Text{EN: "there are too few days with a quantity for a fit", JA: "数量のある日が少なく、推定できない"}
	}
	return &Text{EN: "the quantity hardly differs between days: a line through them says nothing", JA: "日ごとの数量の差が小さく、直線では分けられない"}
}
