// Package anomaly finds what is unusual in a bill, opens one case at the node that explains it, and says what caused it. It is pure:
// deliveries of daily figures go in, findings come out, without clock, disk or chance. It promises that the same deliveries give the same
// findings in the same order, that a delivery is judged by what was known when it came, and that the shares of an explanation add up.
//
//	d := anomaly.New(anomaly.Options{})
//	for _, delivery := range deliveries {
//		for _, finding := range d.Deliver(delivery) { … }
//	}
package anomaly

// Day is a day in UTC, counted from 1970-01-01.
type Day int32

// Key is the finest series that is watched. A text is "" where a line has none.
type Key struct {
	Account   string
	Service   string
	UsageType string
	Region    string
	// Kind is what sort of charge it is: a detector must not take a yearly fee for a spike.
	Kind Kind
}

// Kind is the sort of a charge.
type Kind string

// The kinds. Usage is everything metered, whatever pays for it; Commitment are fees of reservations and Savings Plans; Other are charges that
// are no usage and no commitment: support, refunds, one-off fees.
const (
	Usage       Kind = "usage"
	Marketplace Kind = "marketplace"
	Commitment  Kind = "commitment"
	Credit      Kind = "credit"
	Tax         Kind = "tax"
	Other       Kind = "other"
)

// Row is what one series cost and used on one day.
type Row struct {
	Key Key
	Day Day
	// Cost is in the bill's currency, Usage in the unit of the usage type.
	Cost, Usage float64
}

// Delivery is one delivery of the bill. Its rows replace everything that was known of the days First ≤ day < End.
type Delivery struct {
	// At is the day on which it was made: the last day that it may know anything of. Recent days are incomplete.
	At         Day
	First, End Day
	// Settled tells that the days are as they were known long after, as where the past is looked at for the first time: they are whole, and
	// nothing can be learned from them of how days arrive.
	Settled bool
	Rows    []Row
}

// Node is a place in the hierarchy organisation → account → service → usage type → region. Everything below an empty name belongs to it; the
// zero Node is the whole organisation.
type Node struct {
	Account   string `json:"account,omitempty"`
	Service   string `json:"service,omitempty"`
	UsageType string `json:"usageType,omitempty"`
	Region    string `json:"region,omitempty"`
}

// Class is what sort of change a finding is.
type Class string

// The classes.
const (
	Spike      Class = "spike"
	Step       Class = "step"
	Drift      Class = "drift"
	NewSeries  Class = "new"
	Netting    Class = "netting"
	Expiry     Class = "expiry"
	Price      Class = "price"
	Drop       Class = "drop"
	CreditGone Class = "credit"
)

// Point is one day of a series beside what was expected of it.
type Point struct {
	Day      Day     `json:"day"`
	Actual   float64 `json:"actual"`
	Expected float64 `json:"expected"`
	// Low and High bound what would not have surprised.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Complete is how much of the day had been delivered, 0 to 1, as estimated; Actual is what is known, not what is awaited.
	Complete float64 `json:"complete"`
}

// Finding is one case: what happened, where, since when, how much and why.
type Finding struct {
	// ID is the same for the same case at every delivery and in every replay.
	ID    string `json:"id"`
	Node  Node   `json:"node"`
	Class Class  `json:"class"`
	// Also are the other nodes of a case that is more than one: the side that fell when costs moved.
	Also []Node `json:"also,omitempty"`
	// Series are the series that changed, all below Node, sorted: Points are their sums.
	Series []Key `json:"series"`
	// Start is the first unusual day, Found the day of the delivery that showed it, End the first usual day after it, 0 while it lasts.
	Start Day `json:"start"`
	Found Day `json:"found"`
	End   Day `json:"end,omitempty"`
	// Impact is what it cost above the expectation from Start on; Monthly what it would cost in 30 days if it lasts.
	Impact  float64 `json:"impact"`
	Monthly float64 `json:"monthly"`
	// Score says how sure it is: how many times the width of the band the change is.
	Score  float64 `json:"score"`
	Points []Point `json:"points"`
	Causes []Cause `json:"causes"`
}

// Element is one value of one dimension.
type Element struct {
	Dimension string `json:"dimension"`
	Value     string `json:"value"`
}

// Cause is a combination of values with what it adds to the change.
type Cause struct {
	Elements []Element `json:"elements"`
	// Change is in the bill's currency, Share its part of the whole change. Price and Quantity add up to Change.
	Change   float64 `json:"change"`
	Share    float64 `json:"share"`
	Price    float64 `json:"price"`
	Quantity float64 `json:"quantity"`
}

// Fact is one group of lines before and after, over any dimensions: before is what was expected of the same days.
type Fact struct {
	Values                  []string
	Before, After           float64
	UsageBefore, UsageAfter float64
}

// Options say what is worth a word. The zero value is sensible. What people answer to findings is none of the detector's: who keeps the findings
// applies it, so that it can be told at once what another answer would have changed.
type Options struct {
	// MinDaily is the smallest change per day, in the bill's currency, that is worth a word; 0 is DefaultMinDaily.
	MinDaily float64
}

// DefaultMinDaily is the default of Options.MinDaily.
const DefaultMinDaily = 2.0

// Contains tells whether a series belongs to the node.
func (n Node) Contains(key Key) bool {
	return (n.Account == "" || n.Account == key.Account) && (n.Service == "" || n.Service == key.Service) &&
		(n.UsageType == "" || n.UsageType == key.UsageType) && (n.Region == "" || n.Region == key.Region)
}

// Covers tells whether everything of the other node belongs to n.
func (n Node) Covers(other Node) bool {
	return n.Contains(Key{Account: other.Account, Service: other.Service, UsageType: other.UsageType, Region: other.Region})
}
