// Package casebook keeps the cases of a bill: what package anomaly finds becomes a case with a state, an owner, notes and a history, which
// people work on until it ends. It promises that what a delivery changes is written whole or not at all, together with what is told of it;
// that the same deliveries and the same rules give the same cases; that every figure it calls exact was read by the SQL beside it; and that
// nobody sees a case who does not see every line that it was computed from.
//
//	book, err := casebook.Open(ctx, dir, casebook.Options{…})
//	err = book.Evaluate(ctx)                        // what came since the last time
//	list, err := book.List(ctx, who, casebook.Filter{State: casebook.Open})
package casebook

import (
	"time"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/money"
)

// State is what people made of a case.
type State string

// The states. A case is open until somebody says what it is; it may end in any state, which its End tells.
const (
	StateOpen     State = "open"
	StateExpected State = "expected"
	StatePlanned  State = "planned"
	StateFixed    State = "fixed"
	StateFalse    State = "false"
)

// Severity says how much a case is worth looking at, by what it would cost in a month beside the whole bill.
type Severity string

// The severities.
const (
	Low    Severity = "low"
	Medium Severity = "medium"
	High   Severity = "high"
)

// Case is one thing that is unusual in a bill, in short. Amounts are in the currency of the bill. Actual is exact; Impact and Monthly are
// estimates, because what was expected is one.
type Case struct {
	ID       string         `json:"id"`
	Link     string         `json:"link" doc:"the page of the case, /anomalies/ID"`
	Class    anomaly.Class  `json:"class" enum:"spike,step,drift,new,netting,expiry,price,drop,credit"`
	Node     anomaly.Node   `json:"node" doc:"where it is; what is not named is everything below"`
	Also     []anomaly.Node `json:"also,omitempty" doc:"the other side, where costs moved"`
	Account  string         `json:"accountName,omitempty" doc:"the name of the account of the node, where it has one"`
	Severity Severity       `json:"severity" enum:"low,medium,high"`
	State    State          `json:"state" enum:"open,expected,planned,fixed,false"`
	Owner    string         `json:"owner,omitempty" doc:"who took it"`
	Start    string         `json:"start" doc:"the first unusual day, YYYY-MM-DD"`
	Found    string         `json:"found" doc:"the day of the delivery that showed it"`
	End      string         `json:"end,omitempty" doc:"the first usual day after it; none while it lasts"`
	Ended    bool           `json:"ended"`
	Actual   money.Amount   `json:"actual" doc:"what the node cost from the first unusual day on, exact"`
	Impact   money.Amount   `json:"impact" doc:"how much of it was not expected, an estimate"`
	Monthly  money.Amount   `json:"monthly" doc:"what 30 more such days would cost above the expectation, an estimate; 0 for what is over"`
	Score    float64        `json:"score" doc:"how many times the width of the band the change is"`
	Spark    []Spark        `json:"spark" doc:"the last days of the node, for a small picture"`
	Notes    int            `json:"notes" doc:"how many notes there are"`
	Planned  string         `json:"planned,omitempty" doc:"the planned event that it falls into"`
	Updated  time.Time      `json:"updated"`
}

// Spark is a day of a small picture.
type Spark struct {
	Day      string  `json:"day"`
	Actual   float64 `json:"actual"`
	Expected float64 `json:"expected"`
}

// Point is one day of a case's node beside what was expected of it.
type Point struct {
	Day      string       `json:"day"`
	Actual   money.Amount `json:"actual" doc:"exact"`
	Expected money.Amount `json:"expected" doc:"an estimate, as the bounds are"`
	Low      money.Amount `json:"low"`
	High     money.Amount `json:"high"`
	Complete float64      `json:"complete" doc:"how much of the day had been delivered, 0 to 1, as estimated"`
}

// Detail is a case with all that is kept of it.
type Detail struct {
	Case
	Currency string   `json:"currency"`
	Formula  string   `json:"formula" doc:"how a line's cost is counted, as SQL"`
	Points   []Point  `json:"points" doc:"the band"`
	PointSQL string   `json:"pointSQL" doc:"the SQL of what the points cost"`
	Figures  []Figure `json:"figures"`
	Links    []Link   `json:"links"`
	Log      []Entry  `json:"log" doc:"notes and changes, oldest first"`
	Rules    []Rule   `json:"rules,omitempty" doc:"the thresholds and mutes that hold at the node"`
	Proof    *Proof   `json:"proof,omitempty" doc:"what became of the fix, of a case that somebody called fixed"`
}

// Proof is what the days from a fix on cost beside what they would have cost without it, which is an estimate: as the same days of the week
// cost in the four weeks before.
type Proof struct {
	Fixed   string          `json:"fixed" doc:"the first day of the fix, YYYY-MM-DD"`
	Until   string          `json:"until" doc:"the first day that is not counted: recent days are not whole"`
	Days    int             `json:"days"`
	Outcome anomaly.Outcome `json:"outcome" enum:"waiting,worked,partly,failed"`
	Actual  money.Amount    `json:"actual" doc:"exact"`
	Would   money.Amount    `json:"would" doc:"an estimate, as all below it are"`
	Low     money.Amount    `json:"low"`
	High    money.Amount    `json:"high"`
	Saved   money.Amount    `json:"saved" doc:"would − actual; less than 0 when it cost more"`
	Monthly money.Amount    `json:"monthly" doc:"what 30 such days save"`
	Points  []Point         `json:"points" doc:"the days, with what was to be expected of them without the fix"`
	SQL     string          `json:"sql,omitempty" doc:"the SQL of what the days cost, those before the fix too"`
}

// Figure is a number of a case.
type Figure struct {
	// Name is actual, before, expected, impact or monthly.
	Name     string       `json:"name" enum:"actual,before,expected,impact,monthly"`
	Value    money.Amount `json:"value"`
	Estimate bool         `json:"estimate,omitempty" doc:"it comes from the band, not from the bill"`
	SQL      string       `json:"sql,omitempty" doc:"the SQL that reads an exact figure, or what an estimate was made of"`
}

// Link leads to a page about the case.
type Link struct {
	Name string `json:"name" enum:"costs,compare,resources,console"`
	Href string `json:"href"`
}

// Entry is a note or a change of a case.
type Entry struct {
	ID   int64     `json:"id"`
	At   time.Time `json:"at"`
	Who  string    `json:"who,omitempty" doc:"none where the detector itself wrote it"`
	Kind string    `json:"kind" enum:"raised,grew,ended,again,state,owner,note,feedback,planned,saved,failed"`
	Text string    `json:"text,omitempty" doc:"a note, the new state, the new owner"`
}

// Why is what caused a case, read from the bill as who asks. Before and After are two windows of the same weekdays.
type Why struct {
	Before  Window    `json:"before"`
	After   Window    `json:"after"`
	Change  Shift     `json:"change" doc:"of the whole node"`
	Causes  []Cause   `json:"causes" doc:"up to ten, those that explain most first"`
	Changed []Changed `json:"changed" doc:"what changed along each dimension, the largest changes first"`
	SQL     string    `json:"sql" doc:"the SQL of the facts that the causes were found in"`
	Hidden  []string  `json:"hidden,omitempty" doc:"dimensions that the bill lacks or that who asks does not see"`
}

// Window is half-open time in days, UTC.
type Window struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// Shift is a change between the windows, exact.
type Shift struct {
	Before money.Amount `json:"before"`
	After  money.Amount `json:"after"`
	Change money.Amount `json:"change"`
}

// Cause is a combination of values with what it adds to the change.
type Cause struct {
	Elements []anomaly.Element `json:"elements"`
	Shift
	Share    float64      `json:"share" doc:"its part of the whole change"`
	Price    money.Amount `json:"price" doc:"the same usage at another price, an estimate; price and quantity add up to the change"`
	Quantity money.Amount `json:"quantity"`
	SQL      string       `json:"sql"`
	Link     string       `json:"link" doc:"the explorer with these values"`
}

// Changed is one value of one dimension in both windows.
type Changed struct {
	Dimension string `json:"dimension"`
	Value     string `json:"value"`
	Shift
	UsageBefore string `json:"usageBefore,omitempty"`
	UsageAfter  string `json:"usageAfter,omitempty"`
}

// Filter chooses cases. Its zero value chooses all.
type Filter struct {
	State   State         `query:"state" enum:"open,expected,planned,fixed,false" doc:"in this state"`
	Class   anomaly.Class `query:"class" enum:"spike,step,drift,new,netting,expiry,price,drop,credit"`
	Lasting bool          `query:"lasting" doc:"only what has not ended"`
	Account string        `query:"account" maxLength:"64" doc:"at or below this account"`
	Service string        `query:"service" maxLength:"256" doc:"at or below this service"`
	Owner   string        `query:"owner" maxLength:"256"`
	Since   string        `query:"since" maxLength:"10" doc:"that lasted on this day or later, YYYY-MM-DD"`
	Limit   int           `query:"limit" minimum:"0" maximum:"1000" doc:"100 when 0"`
}

// List is cases, those that would cost most in a month first, the lasting before the ended.
type List struct {
	Cases    []Case   `json:"cases"`
	Found    int      `json:"found" doc:"how many there are, shown and not"`
	Currency string   `json:"currency"`
	Watch    Standing `json:"watch"`
}

// Standing is how far the watch has come.
type Standing struct {
	Day      string  `json:"day,omitempty" doc:"the last day that was judged; none before the first time"`
	Current  bool    `json:"current" doc:"everything that was delivered has been judged"`
	Running  bool    `json:"running"`
	Progress float64 `json:"progress" doc:"of what runs, 0 to 1"`
	Trouble  string  `json:"trouble,omitempty" doc:"why the last evaluation failed, for administrators"`
}

// News is what changed lately: the card of the home page.
type News struct {
	Since    string       `json:"since"`
	Open     int          `json:"open" doc:"open cases that last"`
	Fresh    int          `json:"fresh" doc:"cases that were found since"`
	Ended    int          `json:"ended" doc:"cases that ended since"`
	Monthly  money.Amount `json:"monthly" doc:"what the open, lasting cases would cost in 30 days, an estimate"`
	Cases    []Case       `json:"cases" doc:"up to five, the most important first"`
	Currency string       `json:"currency"`
	Watch    Standing     `json:"watch"`
}

// Edit changes a case; what is nil stays.
type Edit struct {
	State *State  `json:"state,omitempty" enum:"open,expected,planned,fixed,false"`
	Owner *string `json:"owner,omitempty" maxLength:"256" doc:"a principal, or an empty text for nobody"`
	Note  string  `json:"note,omitempty" maxLength:"10000" doc:"why"`
	// Fixed goes with the state fixed.
	Fixed string `json:"fixed,omitempty" doc:"the first day of the fix, YYYY-MM-DD; the day on which the case ended, or else the first day that is not known yet, where it is not said"`
}

// Verdict is what somebody says of a case.
type Verdict string

// The verdicts: it was worth it, it was no surprise, it was nothing, it was too small.
const (
	Useful   Verdict = "useful"
	Expected Verdict = "expected"
	NotReal  Verdict = "false"
	TooSmall Verdict = "small"
)

// Feedback is a verdict on a case. Apply makes the rule that it teaches, which only administrators may.
type Feedback struct {
	Verdict Verdict `json:"verdict" enum:"useful,expected,false,small"`
	Note    string  `json:"note,omitempty" maxLength:"10000"`
	Apply   bool    `json:"apply,omitempty" doc:"make the rule that it teaches; for administrators"`
}

// Learned is what feedback teaches.
type Learned struct {
	Rule    *Rule  `json:"rule,omitempty" doc:"the rule; none where there is nothing to learn"`
	Applied bool   `json:"applied"`
	Effect  Effect `json:"effect"`
}

// Effect is what rules would have done, computed by replay.
type Effect struct {
	Of    int    `json:"of" doc:"the last cases, as many as who asks sees"`
	Gone  int    `json:"gone" doc:"how many of them would not have been raised"`
	Cases []Case `json:"cases,omitempty" doc:"those"`
}

// Rule is a threshold or a mute at a node and below.
type Rule struct {
	ID    string        `json:"id,omitempty"`
	Node  anomaly.Node  `json:"node"`
	Class anomaly.Class `json:"class,omitempty" doc:"only cases of this class; all when empty"`
	Least money.Amount  `json:"least" doc:"cases are not raised before they have cost as much, or would in a month once they have lasted for a week"`
	Mute  bool          `json:"mute,omitempty" doc:"no case is raised"`
	Until string        `json:"until,omitempty" maxLength:"10" doc:"the first day on which it holds no more, YYYY-MM-DD"`
	Note  string        `json:"note,omitempty" maxLength:"1000"`
	Who   string        `json:"who,omitempty"`
	At    time.Time     `json:"at,omitzero"`
}

// Event is a change that somebody planned: a migration, a sale. Cases that begin in it get the state planned.
type Event struct {
	ID    string       `json:"id,omitempty"`
	Node  anomaly.Node `json:"node" doc:"where it is; everywhere when nothing is named"`
	Start string       `json:"start" maxLength:"10" doc:"the first day, YYYY-MM-DD"`
	End   string       `json:"end" maxLength:"10" doc:"the first day that is not in it"`
	Note  string       `json:"note" minLength:"1" maxLength:"1000"`
	Who   string       `json:"who,omitempty"`
	At    time.Time    `json:"at,omitzero"`
}

// ReplayRequest asks what would be found in days that are past. Rules, where there are any, stand for those of the book.
type ReplayRequest struct {
	From  string `json:"from,omitempty" maxLength:"10" doc:"the first day that is judged, YYYY-MM-DD; all when empty"`
	To    string `json:"to,omitempty" maxLength:"10" doc:"the last day that is judged"`
	Rules []Rule `json:"rules,omitempty" maxItems:"1000"`
	Bare  bool   `json:"bare,omitempty" doc:"without any rule"`
}

// Replay is what was found.
type Replay struct {
	From    string  `json:"from"`
	To      string  `json:"to"`
	Days    int     `json:"days"`
	Series  int     `json:"series"`
	Seconds float64 `json:"seconds"`
	Cases   []Case  `json:"cases"`
	Hidden  int     `json:"unraised" doc:"how many the rules kept from being raised"`
}

// Change is told to who delivers alerts: one row for each thing that happened to a case, written in the transaction in which it happened.
// Numbers grow, so that whoever remembers the last one it handled loses none and handles none twice.
type Change struct {
	Number int64
	At     time.Time
	Kind   ChangeKind
	Case   Case
}

// ChangeKind is what happened to a case.
type ChangeKind string

// The kinds. History tells of cases that were found by looking at the past for the first time: nobody needs to be woken for them.
const (
	Raised  ChangeKind = "raised"
	Grew    ChangeKind = "grew"
	Ended   ChangeKind = "ended"
	Again   ChangeKind = "again"
	History ChangeKind = "history"
)
