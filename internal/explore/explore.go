// Package explore answers what people ask of a bill: how much, by what, over which time, what changed and why, and what comes next. A
// Request becomes an Athena query over glaux.bill (or, when it names one, another table of bills), built as a tree and run like anyone's
// query. It promises that money stays decimal from the bill to the answer, that no charge is netted in silence (tax, credits, refunds,
// fees and support stand apart), that the rows of an answer add up to its total, and that every answer carries the SQL that made it.
//
//	answer, err := explore.Costs(ctx, runner, who, explore.Request{Period: …, GroupBy: []string{"service"}})
package explore

import "github.com/glauxhq/glaux/internal/money"

// Metric says which cost, or the usage, is summed. Metrics returns all of them, with their formulas.
type Metric string

// The metrics, in Cost Explorer's words.
const (
	Unblended    Metric = "unblended"
	Amortized    Metric = "amortized"
	NetUnblended Metric = "net_unblended"
	NetAmortized Metric = "net_amortized"
	Blended      Metric = "blended"
	Usage        Metric = "usage"
)

// Granularity is the length of the steps of an answer.
type Granularity string

// The granularities. Total is one step for the whole period.
const (
	Hourly  Granularity = "hourly"
	Daily   Granularity = "daily"
	Monthly Granularity = "monthly"
	Total   Granularity = "total"
)

// Period is half-open time in UTC: YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.
type Period struct {
	Start string `json:"start" doc:"the first moment, UTC" example:"2025-06-01"`
	End   string `json:"end" doc:"the first moment that is not in it, UTC" example:"2025-12-01"`
}

// Filter keeps, or drops, the lines whose dimension has one of the values.
type Filter struct {
	Dimension string   `json:"dimension" doc:"a dimension by name, a column, or column:key of a map" example:"tag:user_team"`
	Values    []string `json:"values" doc:"the values; an empty text stands for lines without one"`
	Exclude   bool     `json:"exclude,omitempty" doc:"drop these lines instead of keeping them"`
	Match     string   `json:"match,omitempty" enum:"is,contains,starts" doc:"how values compare; is when empty"`
}

// Charges says what happens to charges that are no usage: tax, credits, refunds, fees, support.
type Charges string

// Apart shows them beside the groups, Only shows nothing else, Without leaves them out, Together puts them among the groups.
const (
	Apart    Charges = "apart"
	Only     Charges = "only"
	Without  Charges = "without"
	Together Charges = "together"
)

// Request is a question.
type Request struct {
	Table       string      `json:"table,omitempty" doc:"database.table of bills; glaux.bill when empty"`
	Period      Period      `json:"period"`
	Granularity Granularity `json:"granularity" enum:"hourly,daily,monthly,total"`
	Metric      Metric      `json:"metric" enum:"unblended,amortized,net_unblended,net_amortized,blended,usage"`
	GroupBy     []string    `json:"groupBy,omitempty" maxItems:"5" doc:"up to five dimensions"`
	Filters     []Filter    `json:"filters,omitempty" maxItems:"40"`
	Top         int         `json:"top,omitempty" minimum:"0" maximum:"500" doc:"how many groups stand alone, largest first; the others are summed up. 10 when 0"`
	All         bool        `json:"all,omitempty" doc:"every group stands alone, whatever top says"`
	Charges     Charges     `json:"charges,omitempty" enum:"apart,only,without,together" doc:"apart when empty; only groups charges as usage is grouped, and by their kind where nothing is grouped by"`
}

// Row is one group over the steps of the period.
type Row struct {
	// Kind is group, other (the groups below the top), or charge (tax, credit, refund, fee, support: Keys holds its kind).
	Kind string `json:"kind" enum:"group,other,charge"`
	// Keys are the values of the dimensions, in the order of GroupBy; "" where a line has none.
	Keys []string `json:"keys"`
	// Values has one amount for each step, exact.
	Values []money.Amount `json:"values"`
	Total  money.Amount   `json:"total"`
	// Count is how many groups an «other» row holds.
	Count int `json:"count,omitempty"`
}

// Answer is what came out. The totals of the rows add up to Total.
type Answer struct {
	Request Request  `json:"request" doc:"the question with its defaults filled in"`
	Steps   []Period `json:"steps"`
	Rows    []Row    `json:"rows"`
	// StepTotals has the sum over all rows for each step.
	StepTotals []money.Amount `json:"stepTotals"`
	Total      money.Amount   `json:"total"`
	// Groups is how many groups there are, shown and not.
	Groups int `json:"groups"`
	// Unit is USD or another currency, or the unit of usage; "mixed" where units differ, with Notes saying so.
	Unit    string `json:"unit"`
	Formula string `json:"formula" doc:"the metric's formula as SQL"`
	SQL     string `json:"sql" doc:"the Athena SQL of the figures"`
	Notes   []Note `json:"notes,omitempty" doc:"what a reader must know: incomplete days, mixed units, columns that the bill lacks"`
}

// CompareRequest asks what changed between two windows of any length.
type CompareRequest struct {
	Table   string   `json:"table,omitempty"`
	Before  Period   `json:"before"`
	After   Period   `json:"after"`
	Metric  Metric   `json:"metric" enum:"unblended,amortized,net_unblended,net_amortized,blended"`
	GroupBy []string `json:"groupBy,omitempty" maxItems:"5"`
	Filters []Filter `json:"filters,omitempty" maxItems:"40"`
	Top     int      `json:"top,omitempty" minimum:"0" maximum:"500"`
	All     bool     `json:"all,omitempty" doc:"every group stands alone, whatever top says"`
}

// Effects split a change. Their sum is the change, to the last digit.
type Effects struct {
	Price      money.Amount `json:"price" doc:"the same usage at another public price"`
	Quantity   money.Amount `json:"quantity" doc:"more or less of the same"`
	Mix        money.Amount `json:"mix" doc:"what is new or gone, and shifts between kinds of usage"`
	Commitment money.Amount `json:"commitment" doc:"more or less covered by Savings Plans and reservations, and their fees"`
	Charges    money.Amount `json:"charges" doc:"tax, credits, refunds, discounts, support"`
}

// Change is one group in both windows.
type Change struct {
	Kind    string       `json:"kind" enum:"group,other,charge"`
	Keys    []string     `json:"keys"`
	Before  money.Amount `json:"before"`
	After   money.Amount `json:"after"`
	Change  money.Amount `json:"change"`
	Percent *float64     `json:"percent,omitempty" doc:"of before; none when that is zero"`
	Effects Effects      `json:"effects"`
	Count   int          `json:"count,omitempty"`
}

// Comparison is what changed, largest change first. The changes add up to Total's.
type Comparison struct {
	Request CompareRequest `json:"request"`
	Changes []Change       `json:"changes"`
	Total   Change         `json:"total"`
	Groups  int            `json:"groups"`
	Unit    string         `json:"unit"`
	SQL     string         `json:"sql"`
	Notes   []Note         `json:"notes,omitempty"`
}

// Forecast is what is expected after the last complete step of a request.
type Forecast struct {
	Steps []ForecastStep `json:"steps"`
	// Total is the sum of the means.
	Total money.Amount `json:"total"`
	// Level is the share of truths that the interval should hold: 0.8.
	Level float64 `json:"level"`
	// Method says in a sentence how it was made; Backtest how it did on the past.
	Method   Note     `json:"method"`
	Backtest Backtest `json:"backtest"`
	SQL      string   `json:"sql"`
	Notes    []Note   `json:"notes,omitempty"`
}

// ForecastStep is one step ahead. Low and High bound the 80 % interval.
type ForecastStep struct {
	Period
	Mean money.Amount `json:"mean"`
	Low  money.Amount `json:"low"`
	High money.Amount `json:"high"`
}

// Backtest is how the same method did on windows of the past that it had not seen.
type Backtest struct {
	Windows int `json:"windows" doc:"how many windows of the past were forecast"`
	// Error is the weighted absolute percentage error: the sum of absolute errors by the sum of truths.
	Error float64 `json:"error"`
	// Coverage is the share of truths that fell into the interval.
	Coverage float64 `json:"coverage"`
}

// Dimension is what lines can be grouped and filtered by.
type Dimension struct {
	// Name is what a request says: service, account, usage_type, tag:user_team, category:Team, or a column.
	Name string `json:"name"`
	// Title is for people, in English; the interface translates the names it knows.
	Title string `json:"title"`
	// Group is where a menu shows it: common, tags, categories, product, more.
	Group string `json:"group" enum:"common,tags,categories,product,more"`
	// Column and Key are where its values stand.
	Column string `json:"column"`
	Key    string `json:"key,omitempty"`
}

// DimensionValue is a value of a dimension within a period, with its cost.
type DimensionValue struct {
	Value string       `json:"value"`
	Label string       `json:"label,omitempty" doc:"a name for people, such as that of an account"`
	Cost  money.Amount `json:"cost"`
}

// MetricInfo is a metric with what it means.
type MetricInfo struct {
	Name    Metric `json:"name"`
	Title   string `json:"title"`
	Formula string `json:"formula" doc:"as SQL over the columns of the bill"`
	Doc     string `json:"doc" doc:"in a sentence or two: what it counts and what it leaves out"`
}
