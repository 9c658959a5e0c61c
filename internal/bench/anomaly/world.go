package anomaly

import (
	"fmt"
	"math"
	"strings"
	"time"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// Spec says what a world is like. The same spec gives the same world, byte for byte.
type Spec struct {
	// Name is unique among worlds and part of the seed.
	Name string `json:"name"`
	Seed uint64 `json:"seed"`
	// Style is one of styles, Accounts how many accounts there are at the start.
	Style    string `json:"style"`
	Accounts int    `json:"accounts"`
	// Control is a world to which nothing happens.
	Control bool `json:"control,omitempty"`
	// Days is how long it is, 730 when zero.
	Days int `json:"days,omitempty"`
}

// World is the bill of an organisation, day by day, with the truth about it.
type World struct {
	Spec   Spec
	First  detect.Day
	Days   int
	Labels []Label

	accounts []account
	series   []*series
	lines    []*line
	byKey    map[detect.Key]int
	style    style
	calendar []moment
	// arrived is how many days the first delivery brings at once.
	arrived int
}

// account is an account of a world.
type account struct {
	id   string
	role int
	// spend is its dollars a day at the start; pulse the days' common factor, which all its traffic has.
	spend float64
	pulse []float64
	// from is the first day, for accounts that come later.
	from int
}

// series is a key with what it costs.
type series struct {
	key   detect.Key
	item  item
	lines []int
	// factor multiplies the price of a day; plain is what it would be without incidents. Nil is 1 throughout.
	factor, plain []float64
	// paid is the series whose cost a credit pays in part, −1 for none; share is how much of it, by day.
	paid  int
	share []float64
	// credited tells that a credit pays a part of it.
	credited bool
	// noise is the deviation of a day's amount, as a part of it, and memory its autocorrelation.
	noise, memory float64
	// cost and amount are what the bill says in the end; usual what it would cost without incidents.
	cost, amount, usual []float64
}

// line is what one resource uses of a series.
type line struct {
	series         int
	account        int
	zone, resource string
	team           string
	// plain is what it uses without incidents, more what incidents add; nil is nothing.
	plain, more []float64
	// cost and usual are dollars a day, with and without incidents.
	cost, usual []float64
}

// moment is a day of the calendar.
type moment struct {
	day     detect.Day
	weekday time.Weekday
	date    int // of the month, from 1
	length  int // of the month
	year    int
	month   time.Month
	// start is the index of the first of the month, which may lie before the world.
	start int
}

// style is what kind of an organisation it is.
type style struct {
	region, second string
	// week is the traffic by weekday, from Sunday; office the same for what the staff does.
	week, office [7]float64
	// growth is the range of the yearly growth, spend that of an account's dollars a day.
	growth, spend [2]float64
	// noise scales the noise, holidays is what is left at the end of the year, sale what the last week of November brings.
	noise, holidays, sale float64
	// launches is how many launches an account has in a year.
	launches float64
	roles    []int
}

// styles returns the kinds of organisations.
func styles() map[string]style {
	return map[string]style{
		"startup": {
			region: "us-east-1", second: "us-west-2", week: [7]float64{0.72, 1, 1.02, 1.03, 1.02, 1, 0.75}, office: [7]float64{0.3, 1, 1.05, 1.05, 1, 0.95, 0.3},
			growth: [2]float64{0.3, 1.1}, spend: [2]float64{40, 260}, noise: 1.3, holidays: 0.8, sale: 1, launches: 1, roles: []int{production, data, development},
		},
		"shop": {
			region: "eu-west-1", second: "us-east-1", week: [7]float64{1.22, 0.97, 0.94, 0.93, 0.95, 1.02, 1.2}, office: [7]float64{0.15, 1, 1, 1, 1, 0.9, 0.15},
			growth: [2]float64{0.05, 0.4}, spend: [2]float64{80, 900}, noise: 1, holidays: 1.1, sale: 1.6, launches: 0.7, roles: []int{shared, production, data, development, production, small},
		},
		"bank": {
			region: "eu-central-1", second: "eu-west-1", week: [7]float64{0.55, 1, 1, 1, 1, 0.98, 0.6}, office: [7]float64{0.04, 1, 1, 1, 1, 0.92, 0.05},
			growth: [2]float64{0, 0.15}, spend: [2]float64{60, 1500}, noise: 0.7, holidays: 0.75, sale: 1, launches: 0.4, roles: []int{shared, production, production, data, development, small, development},
		},
		"media": {
			region: "us-east-1", second: "eu-west-1", week: [7]float64{1.25, 0.95, 0.9, 0.9, 0.93, 1.05, 1.3}, office: [7]float64{0.2, 1, 1, 1, 1, 0.95, 0.2},
			growth: [2]float64{0.1, 0.5}, spend: [2]float64{150, 2500}, noise: 1.15, holidays: 1.15, sale: 1, launches: 0.6, roles: []int{production, shared, data, production, development},
		},
		"saas": {
			region: "us-east-1", second: "ap-northeast-1", week: [7]float64{0.6, 1.02, 1.05, 1.05, 1.03, 0.97, 0.62}, office: [7]float64{0.2, 1, 1.05, 1.03, 1, 0.9, 0.22},
			growth: [2]float64{0.15, 0.6}, spend: [2]float64{100, 1800}, noise: 1, holidays: 0.72, sale: 1, launches: 0.9, roles: []int{shared, production, development, data, production, development, small},
		},
		"lab": {
			region: "us-west-2", second: "us-east-1", week: [7]float64{0.7, 1, 1, 1, 1, 1, 0.75}, office: [7]float64{0.35, 1, 1.1, 1.1, 1.05, 0.9, 0.3},
			growth: [2]float64{-0.1, 0.5}, spend: [2]float64{30, 500}, noise: 1.8, holidays: 0.6, sale: 1, launches: 1.2, roles: []int{data, development, development, production, development, small},
		},
	}
}

// codes are how regions are written in usage types; us-east-1 is not written.
func code(region string) string {
	switch region {
	case "us-west-2":
		return "USW2-"
	case "eu-west-1":
		return "EU-"
	case "eu-central-1":
		return "EUC1-"
	case "ap-northeast-1":
		return "APN1-"
	case "sa-east-1":
		return "SAE1-"
	case "ap-south-1":
		return "APS3-"
	default:
		return ""
	}
}

// firstDay is where all worlds begin: 2023-11-06, so that two ends of year, a leap day and all lengths of months are in.
const firstDay = detect.Day(19667)

// Make builds the world of a spec.
func Make(s Spec) *World {
	if s.Days == 0 {
		s.Days = 730
	}
	w := &World{Spec: s, First: firstDay, Days: s.Days, byKey: map[detect.Key]int{}, style: styles()[s.Style], calendar: calendarOf(firstDay, s.Days)}
	c := w.chance("world")
	if c.once(0.5) {
		w.arrived = c.whole(20, 60)
	}
	for i := range s.Accounts {
		w.found(i, 0)
	}
	w.charge()
	b := &builder{World: w, chance: w.chance("incidents")}
	b.launch()
	if !s.Control {
		b.happen()
	}
	w.price()
	b.label()
	return w
}

// chance opens a stream of the world's chance.
func (w *World) chance(name string) chance { return chanceOf(w.Spec.Seed, w.Spec.Name+"/"+name) }

// Accounts returns how many accounts the world has in the end.
func (w *World) Accounts() int { return len(w.accounts) }

// AccountMonths returns how many accounts it has had for how many months of 30 days.
func (w *World) AccountMonths() float64 {
	days := 0
	for _, a := range w.accounts {
		days += w.Days - a.from
	}
	return float64(days) / 30
}

// calendarOf returns the days of a world.
func calendarOf(from detect.Day, days int) []moment {
	list := make([]moment, days)
	for i := range list {
		day := from + detect.Day(i) //nolint:gosec // a few hundred
		t := time.Unix(int64(day)*86400, 0).UTC()
		length := time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
		list[i] = moment{day: day, weekday: t.Weekday(), date: t.Day(), length: length, year: t.Year(), month: t.Month(), start: i - t.Day() + 1}
	}
	return list
}

// found adds an account that begins at a day, with what its role uses.
func (w *World) found(i, from int) int {
	c := w.chance(fmt.Sprintf("account %d", i))
	role := w.style.roles[i%len(w.style.roles)]
	spend := c.even(w.style.spend[0], w.style.spend[1])
	if role == small {
		spend = c.even(1.5, 9)
	}
	pulse := c.noise(w.Days, 0.6)
	for d := range pulse {
		pulse[d] *= 0.014 * w.style.noise
	}
	id := fmt.Sprintf("%012d", 100_000_000_000+c.Int64N(899_999_999_999))
	w.accounts = append(w.accounts, account{id: id, role: role, spend: spend, pulse: pulse, from: from})
	total := 0.0
	items := catalog()
	for _, it := range items {
		total += it.share[role]
	}
	for _, it := range items {
		if it.share[role] == 0 || (it.share[role] < 1 && c.once(0.25)) || (it.kind == detect.Marketplace && it.shape != first && c.once(0.5)) {
			continue
		}
		level := spend * it.share[role] / total * c.even(0.4, 2.2)
		w.open(len(w.accounts)-1, it, w.style.region, level, from)
		if role == production && it.shape != first && it.kind != detect.Marketplace && c.once(0.12) {
			w.open(len(w.accounts)-1, it, w.style.second, level*c.between(0.2, 0.6), from)
		}
	}
	return len(w.accounts) - 1
}

// seriesOf returns the series of an item in an account and region, and adds it if there is none.
func (w *World) seriesOf(a int, it item, region string) *series {
	kind := it.kind
	if kind == "" {
		kind = detect.Usage
	}
	usage := code(region) + it.usage
	if region != "us-east-1" {
		usage = strings.Replace(usage, code(region)+"MP:", code(region)+"MP:"+code(region), 1)
	}
	k := detect.Key{Account: w.accounts[a].id, Service: it.service, UsageType: usage, Region: region, Kind: kind}
	if i, ok := w.byKey[k]; ok {
		return w.series[i]
	}
	w.byKey[k] = len(w.series)
	s := &series{key: k, item: it, paid: -1, noise: it.noise, memory: 0.35}
	w.series = append(w.series, s)
	return s
}

// open makes an account use an item at a level of dollars a day from a day on, for good.
func (w *World) open(a int, it item, region string, level float64, from int) {
	s := w.seriesOf(a, it, region)
	at := w.byKey[s.key]
	c := w.chance(fmt.Sprintf("series %s %s %s", s.key.Account, s.key.UsageType, s.key.Service))
	amounts := w.amounts(c, s, a, level, from)
	parts := 1
	if it.things > 1 {
		parts = c.whole(1, it.things)
	}
	weights, sum := make([]float64, parts), 0.0
	for i := range weights {
		weights[i] = c.even(0.3, 2)
		sum += weights[i]
	}
	for i := range weights {
		own := c.noise(w.Days, 0.5)
		l := w.line(at, a, region, c, i)
		l.plain = make([]float64, w.Days)
		for d := from; d < w.Days; d++ {
			l.plain[d] = amounts[d] * weights[i] / sum * math.Exp(own[d]*s.noise*0.4)
		}
	}
}

// line adds a resource to a series.
func (w *World) line(at, a int, region string, c chance, i int) *line {
	s := w.series[at]
	l := &line{series: at, account: a, resource: c.id(s.item.prefix), team: pick(c, []string{"search", "checkout", "platform", "data", "web"})}
	if s.item.zoned {
		l.zone = zone(region, i%3)
	}
	s.lines = append(s.lines, len(w.lines))
	w.lines = append(w.lines, l)
	return l
}

// zone returns the id of a zone of a region.
func zone(region string, i int) string {
	p := strings.ToLower(strings.TrimSuffix(code(region), "-"))
	if p == "" {
		p = "use1"
	}
	return fmt.Sprintf("%s-az%d", p, i+1)
}

// amounts draws how much of an item an account uses, day by day, in units of usage.
func (w *World) amounts(c chance, s *series, a int, level float64, from int) []float64 {
	st := w.style
	growth := c.between(st.growth[0], st.growth[1])
	if s.item.shape == growing {
		growth = c.between(0.05, 0.4)
	}
	if s.item.shape == flat {
		growth *= 0.5
	}
	// What is small is rougher: a deviation falls with the square root of the level, and does not fall for ever.
	s.noise = math.Min(0.3, s.item.noise*st.noise*math.Sqrt(0.6+0.4*math.Min(100/math.Max(level, 1), 8))*c.between(0.7, 1.3))
	switch s.item.shape {
	case traffic, office:
		s.memory = c.between(0.25, 0.6)
	case growing:
		s.memory = 0.8
	case flat, weekly, monthly, first:
		s.memory = 0.2
	}
	own := c.noise(w.Days, s.memory)
	unit := level / s.item.price
	if s.item.tiers != nil {
		unit = level / s.item.tiers[1].price
	}
	if s.item.monthly {
		unit *= 30.4
	}
	list := make([]float64, w.Days)
	drift, when := 0.0, c.IntN(7)
	stepped := s.item.shape == traffic && strings.HasPrefix(s.item.usage, "BoxUsage")
	for d := from; d < w.Days; d++ {
		if d%7 == 0 && s.item.shape != first {
			drift += c.NormFloat64() * 0.006 * st.noise * shakes(s.item.shape)
		}
		pulse := 0.0
		if s.item.shape == traffic {
			pulse = w.accounts[a].pulse[d]
		}
		v := unit * math.Exp(growth*float64(d)/365+drift+own[d]*s.noise+pulse) * w.season(s.item.shape, d, when)
		if stepped && v > 48 { // machines come in ones: half a machine-day is the grain
			v = math.Round(v/12) * 12
		}
		list[d] = v
	}
	return list
}

// shakes is how far a shape wanders by itself.
func shakes(s shape) float64 {
	switch s {
	case traffic, office, weekly, monthly:
		return 1
	case growing:
		return 0.3
	case flat, first:
		return 0.1
	}
	return 0
}

// season is the factor of a day by weekday, date and holiday. when tells batches apart.
func (w *World) season(s shape, d, when int) float64 {
	m, st := w.calendar[d], w.style
	switch s {
	case traffic:
		f := st.week[m.weekday] * holiday(m, 0.4+0.6*st.holidays)
		if m.date <= 2 {
			f *= 1.04 // the invoices of the month
		}
		return f * sale(m, st.sale)
	case office:
		return st.office[m.weekday] * holiday(m, st.holidays)
	case weekly:
		if int(m.weekday) == when {
			return 3.4
		}
		return 0.6
	case monthly:
		switch {
		case m.date <= 2:
			return 7
		case m.date == m.length:
			return 3
		default:
			return 0.45
		}
	case first:
		if m.date == 1 {
			return 30.4
		}
		return 0
	case flat, growing:
		return 1
	}
	return 1
}

// holiday is what is left at the end of the year.
func holiday(m moment, left float64) float64 {
	switch {
	case m.month == time.December && m.date >= 24, m.month == time.January && m.date == 1:
		return left
	case m.month == time.January && m.date <= 4, m.month == time.December && m.date >= 21:
		return (1 + left) / 2
	case m.month == time.May && m.date == 1:
		return (1 + 2*left) / 3
	default:
		return 1
	}
}

// sale is what the last week of November brings to shops.
func sale(m moment, top float64) float64 {
	if m.month != time.November || m.date < 21 {
		return 1
	}
	return 1 + (top-1)*[]float64{0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.9, 1, 0.9, 0.7}[min(m.date-21, 9)]
}
