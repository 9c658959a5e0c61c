// Package unit says what one of something costs: a click, a million requests, a gigabyte that is kept for a month. A unit is a file: what is
// spent, on how much of what. It promises that costs are sums of the bill as who asks sees it, that the parts of a change add up to the change
// to the last digit, that what is estimated says so and has an interval, and that a verdict carries its grounds and the SQL of each figure.
//
//	units, err := unit.Open(folder)                                   // the ready ones, and those of a folder
//	list, err := unit.List(ctx, runner, who, units, unit.Ask{})       // each with what it costs now and before
//	report, err := unit.Explain(ctx, runner, who, units, "click", ask) // why that changed
package unit

import (
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// Text is one text in both languages.
type Text = usagetype.Text

// Grain is how long one point of a unit is.
type Grain string

// The grains. Daily units are also told by month.
const (
	Day   Grain = "day"
	Month Grain = "month"
)

// Origin is where a quantity comes from.
type Origin string

// The origins: usage in the bill, a query, a file of figures beside the unit's own.
const (
	FromUsage Origin = "usage"
	FromSQL   Origin = "sql"
	FromFeed  Origin = "feed"
)

// Info is what a menu shows of a unit.
type Info struct {
	ID    string `json:"id"`
	Title Text   `json:"title" doc:"cost per click"`
	Means Text   `json:"means" doc:"what is counted, in a sentence"`
	// Group is where a menu shows it.
	Group string `json:"group" enum:"compute,storage,database,network,messaging,analytics,ai,monitoring,own" doc:"own are the units of your files"`
	// Per is how many are meant with one cost, 1000000 for a million requests, One what they are called, and Of the name of what is counted in
	// the plural.
	Per    int64  `json:"per"`
	One    Text   `json:"one" doc:"click, million requests: what stands behind per"`
	Of     Text   `json:"of" doc:"clicks"`
	Grain  Grain  `json:"grain" enum:"day,month"`
	Metric string `json:"metric" enum:"unblended,amortized,net_unblended,net_amortized" doc:"which cost is meant"`
	Origin Origin `json:"origin" enum:"usage,sql,feed" doc:"where the quantity comes from"`
	// Own tells units of your files from ready ones; File is the name of the file.
	Own  bool   `json:"own"`
	File string `json:"file,omitempty"`
	// Changes are the named changes that the file tells.
	Changes []Named `json:"changes,omitempty"`
}

// Named is a change that has a name and a day.
type Named struct {
	ID    string `json:"id"`
	Title Text   `json:"title"`
	Day   string `json:"day" format:"date" doc:"the first day that it bears on, UTC"`
}

// Period is a span of days with its sums.
type Period struct {
	From string `json:"from" format:"date"`
	To   string `json:"to" format:"date" doc:"the day after the last"`
	Days int    `json:"days" doc:"days that have figures"`
	// Cost and Quantity are exact sums; CostPer is Cost for Per of the quantity, rounded to ten places, nil without a quantity.
	Cost     money.Amount  `json:"cost"`
	Quantity money.Amount  `json:"quantity"`
	CostPer  *money.Amount `json:"costPer,omitempty"`
}

// Point is a unit on one day, or in one month.
type Point struct {
	Day      string        `json:"day" doc:"YYYY-MM-DD, or YYYY-MM"`
	Cost     money.Amount  `json:"cost"`
	Quantity money.Amount  `json:"quantity"`
	CostPer  *money.Amount `json:"costPer,omitempty"`
}

// Listed is a unit with what it costs.
type Listed struct {
	Info
	// HasData is false where the lake has no line of it that the caller sees; Missing says what there would have to be.
	HasData bool  `json:"hasData"`
	Missing *Text `json:"missing,omitempty"`
	// Before and After are the two periods that are compared.
	Before Period `json:"before"`
	After  Period `json:"after"`
	// CostChange, QuantityChange and CostPerChange are shares of Before: 0.18 is 18 % more; nil where Before has none.
	CostChange     *float64 `json:"costChange,omitempty"`
	QuantityChange *float64 `json:"quantityChange,omitempty"`
	CostPerChange  *float64 `json:"costPerChange,omitempty"`
	// Points are months, for a small line: the last six in a list, a year in a report.
	Points  []Point `json:"points"`
	Verdict Verdict `json:"verdict"`
}

// Listing is all units.
type Listing struct {
	Units    []Listed `json:"units"`
	Currency string   `json:"currency"`
	// Notes say what is wrong with files or figures.
	Notes []Text   `json:"notes,omitempty"`
	SQL   []string `json:"sql"`
}

// VerdictKind is what became of a cost.
type VerdictKind string

// The verdicts. Growth is more cost for more work; Waste is more cost without as much work; Better is less cost for the work; Less is less
// cost for less work, Idle less work without as much less cost; Steady is neither; Unsure is a change within what chance makes.
const (
	Growth VerdictKind = "growth"
	Waste  VerdictKind = "waste"
	Better VerdictKind = "better"
	Less   VerdictKind = "less"
	Idle   VerdictKind = "idle"
	Steady VerdictKind = "steady"
	Unsure VerdictKind = "unsure"
	NoData VerdictKind = "none"
)

// Verdict is what a change means, in words, with its grounds.
type Verdict struct {
	Kind VerdictKind `json:"kind" enum:"growth,waste,better,less,idle,steady,unsure,none"`
	Says Text        `json:"says" doc:"cost rose 18 %, clicks 41 %: growth, cost per click fell 16 % (12–20 %)"`
	// Grounds are the figures and tests that it rests on, a sentence each.
	Grounds []Text `json:"grounds,omitempty"`
}

// Interval is an estimate of a relative change with its interval of 95 %.
type Interval struct {
	Estimate float64 `json:"estimate" doc:"-0.16 is 16 % less"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	// Days are the days before and after that it is made of, Correlation how much a day is like the one before it.
	Before      int     `json:"daysBefore"`
	After       int     `json:"daysAfter"`
	Correlation float64 `json:"correlation"`
	Says        Text    `json:"says" doc:"how it was estimated"`
}

// FitSplit is static and variable cost as a line through the days tells: cost = static + quantity × rate. It is an estimate.
type FitSplit struct {
	Static      money.Amount `json:"static" doc:"of the period, the cost without any quantity"`
	Variable    money.Amount `json:"variable" doc:"the rest: both are the cost of the period"`
	StaticShare float64      `json:"staticShare"`
	Low         float64      `json:"low" doc:"interval of 95 % of staticShare"`
	High        float64      `json:"high"`
	Marginal    money.Amount `json:"marginal" doc:"what Per more cost"`
	R2          float64      `json:"r2" doc:"how much of the differences between days the line explains"`
	Days        int          `json:"days"`
}

// Elasticity is by how many percent cost changes where the quantity changes by one.
type Elasticity struct {
	Estimate float64 `json:"estimate"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Says     Text    `json:"says"`
}

// Behaviour is how a line's cost behaves.
type Behaviour string

// The behaviours: Static is paid by time or commitment, Variable by use, Stepped by time of what is switched on and off with the work.
const (
	Static   Behaviour = "static"
	Variable Behaviour = "variable"
	Unknown  Behaviour = "unknown"
)

// KnownLine is what is known of the cost of a usage type.
type KnownLine struct {
	Service   string       `json:"service"`
	UsageType string       `json:"usageType"`
	Title     Text         `json:"title"`
	Behaviour Behaviour    `json:"behaviour" enum:"static,variable,unknown"`
	Why       Text         `json:"why"`
	Cost      money.Amount `json:"cost"`
}

// KnownSplit is static and variable cost by what each usage type is: exact sums.
type KnownSplit struct {
	Static      money.Amount `json:"static"`
	Variable    money.Amount `json:"variable"`
	Unknown     money.Amount `json:"unknown"`
	StaticShare float64      `json:"staticShare" doc:"of static and variable"`
	Lines       []KnownLine  `json:"lines" doc:"the dearest first; at most 50, the last one the rest"`
}

// Split is both views of static and variable cost. Fit is nil where there are too few days, or quantities that hardly differ.
type Split struct {
	Fit        *FitSplit   `json:"fit,omitempty"`
	NoFit      *Text       `json:"noFit,omitempty" doc:"why there is no fit"`
	Known      KnownSplit  `json:"known"`
	Elasticity *Elasticity `json:"elasticity,omitempty"`
	Says       Text        `json:"says" doc:"what both say together"`
}

// EffectKind is one of four reasons why cost changes.
type EffectKind string

// The effects: Volume is more or less of the unit, Price other prices of the same usage, Mix other kinds of the same usage (another model,
// another class of storage), Efficiency more or less usage for one of the unit.
const (
	Volume     EffectKind = "volume"
	Price      EffectKind = "price"
	Mix        EffectKind = "mix"
	Efficiency EffectKind = "efficiency"
)

// Effect is how much of a change is due to one reason.
type Effect struct {
	Kind   EffectKind   `json:"kind" enum:"volume,price,mix,efficiency"`
	Amount money.Amount `json:"amount"`
	Shown  money.Amount `json:"shown" doc:"in cents, rounded so that the four add up to the change in cents"`
	Says   Text         `json:"says"`
}

// CauseLine is a usage type of a cause, before and after.
type CauseLine struct {
	Service     string       `json:"service"`
	UsageType   string       `json:"usageType"`
	Unit        string       `json:"unit,omitempty"`
	CostBefore  money.Amount `json:"costBefore"`
	CostAfter   money.Amount `json:"costAfter"`
	UsageBefore money.Amount `json:"usageBefore"`
	UsageAfter  money.Amount `json:"usageAfter"`
}

// Cause is a family of usage types whose cost per unit changed: NAT gateways, tokens of models.
type Cause struct {
	ID     string       `json:"id" doc:"the same for the same family"`
	Title  Text         `json:"title"`
	Amount money.Amount `json:"amount" doc:"price, mix and efficiency together; what all causes have in common is the volume"`
	Price  money.Amount `json:"price"`
	Mix    money.Amount `json:"mix"`
	// Efficiency is what it costs that one of the unit uses more or less of it.
	Efficiency money.Amount `json:"efficiency"`
	Says       Text         `json:"says"`
	Lines      []CauseLine  `json:"lines"`
	SQL        string       `json:"sql" doc:"the cost of its lines, before and after"`
}

// Decomposition takes a change of cost apart. The effects add up to Change to the last digit; so do volume and all causes.
type Decomposition struct {
	Change  money.Amount `json:"change"`
	Effects []Effect     `json:"effects" doc:"volume, price, mix, efficiency"`
	Causes  []Cause      `json:"causes" doc:"the largest first; the last one may be the rest"`
}

// Turn is a change with what it did to the cost of one.
type Turn struct {
	Named
	// Effect is the change of the cost of one that came with it, nil where there are too few days; Why says so.
	Effect *Interval `json:"effect,omitempty"`
	Why    *Text     `json:"why,omitempty"`
	// Saves is what the days after it would have cost more (less, where negative) at the cost of one before it, an estimate.
	Saves     *money.Amount `json:"saves,omitempty"`
	SavesLow  *money.Amount `json:"savesLow,omitempty"`
	SavesHigh *money.Amount `json:"savesHigh,omitempty"`
	Says      Text          `json:"says"`
	// Expected are the days after it as they would have been without it.
	Expected []Expected `json:"expected,omitempty"`
}

// Expected is what one would have cost without a change.
type Expected struct {
	Day  string       `json:"day"`
	Low  money.Amount `json:"low"`
	Mid  money.Amount `json:"mid"`
	High money.Amount `json:"high"`
}

// Report is all that is known of a unit.
type Report struct {
	Listed
	// Days are the points of the grain of the unit, in the whole window.
	Days          []Point        `json:"days"`
	Split         *Split         `json:"split,omitempty"`
	Decomposition *Decomposition `json:"decomposition,omitempty"`
	// Interval is the change of the cost of one from Before to After.
	Interval *Interval `json:"interval,omitempty"`
	Turns    []Turn    `json:"turns,omitempty"`
	Currency string    `json:"currency"`
	Notes    []Text    `json:"notes,omitempty"`
	// Queries are the SQL of the report by what they answer.
	Queries []Query `json:"queries"`
}

// Query is a query and what it answers.
type Query struct {
	Name Text   `json:"name"`
	SQL  string `json:"sql"`
}

// Ask is a question about units. What is "" is chosen: After is the last month of the bill that is whole or has a week at least, Before as
// many days of the month before it.
type Ask struct {
	From       string `query:"from" format:"date" doc:"first day of the period that is looked at"`
	To         string `query:"to" format:"date" doc:"the day after its last one"`
	BeforeFrom string `query:"beforeFrom" format:"date" doc:"first day of the period it is compared with"`
	BeforeTo   string `query:"beforeTo" format:"date"`
	// Change is the id of a named change of the unit, or a day: before and after are the days around it.
	Change string `query:"change" maxLength:"100" doc:"a named change of the unit, or a day: it is estimated what the change did"`
	Metric string `query:"metric" enum:",unblended,amortized,net_unblended,net_amortized" doc:"instead of that of the unit"`
}
