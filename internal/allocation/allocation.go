// Package allocation says who pays: by rules, which are a file, every dollar of the bill goes to one value of a key such as department, down a
// waterfall of steps (tags of profiles, of principals and sessions, names of principals, metadata of invocation logs, accounts, defaults)
// whose last is the residual; then shared costs, the residual and savings are split as the rules say. It promises that each line counts exactly
// once, that the sum of an answer is the sum of the bill to the last digit, that each step says what it found, and that an answer is one
// query over glaux.bill or glaux.genai that runs unchanged in Athena.
//
//	rules, err := allocation.Parse(file)                     // or allocation.Default("user_department")
//	answer, err := allocation.Allocate(ctx, runner, who, rules, allocation.Ask{Key: "department"})
package allocation

import (
	"context"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// Text is one text in both languages.
type Text = usagetype.Text

// Runner runs queries for a principal.
type Runner interface {
	Tree(ctx context.Context, who access.Principal, q *ast.Query, o query.Options) (*query.Result, error)
}

// Source is the table that lines are read from.
type Source string

// Bill is all lines, glaux.bill; GenAI those of generative AI, glaux.genai.
const (
	Bill  Source = "bill"
	GenAI Source = "genai"
)

// Metric is the cost of a line.
type Metric string

// The metrics, as the explorer calls them.
const (
	Unblended    Metric = "unblended"
	Amortized    Metric = "amortized"
	NetUnblended Metric = "net_unblended"
	NetAmortized Metric = "net_amortized"
)

// Ask is a question: who pays for the lines of a time.
type Ask struct {
	// Key is one of the rules' keys; "" is the first.
	Key string
	// From ≤ t < To, days in UTC. The zero To is the end of the bill's last month, the zero From the first of that month.
	From, To time.Time
	// Over is Bill or GenAI; "" is what the key says.
	Over Source
	// Accounts and Services (product codes) narrow down; nil is all.
	Accounts, Services []string
	// Unsplit leaves shared costs, the residual and savings where the waterfall put them.
	Unsplit bool
}

// Answer is who pays. The totals of Values add up to Total, and so do the costs of Steps.
type Answer struct {
	Key      string    `json:"key" doc:"what costs are allocated to, such as department"`
	Over     Source    `json:"over" enum:"bill,genai" doc:"the table that was read: glaux.bill or glaux.genai"`
	Metric   Metric    `json:"metric" enum:"unblended,amortized,net_unblended,net_amortized"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Currency string    `json:"currency"`
	Months   []string  `json:"months" doc:"billing periods, YYYY-MM, in order"`
	// Values are who pays, the most first, the residual last.
	Values []Value `json:"values"`
	// Steps are those of the waterfall in order, the residual last; each line is at one of them.
	Steps []StepShare `json:"steps"`
	// Moves are what splits moved from one value to another.
	Moves []Move `json:"moves,omitempty"`
	// Total is the sum of Values; Billed is the sum of the lines, asked for apart: they are equal.
	Total  money.Amount `json:"total"`
	Billed money.Amount `json:"billed" doc:"the sum of the same lines without rules; it equals total"`
	Notes  []Text       `json:"notes,omitempty" doc:"what a reader must know: no logs, several currencies, a split without targets"`
	SQL    string       `json:"sql" doc:"the query of all these figures, in Athena's SQL"`
	// CheckSQL is the query of Billed.
	CheckSQL string `json:"checkSql"`
}

// Value is one that pays.
type Value struct {
	Value string `json:"value" example:"Sales"`
	// Residual is what no step knew; Shared is a cost that several share.
	Residual bool `json:"residual,omitempty"`
	Shared   bool `json:"shared,omitempty"`
	// Own is what the steps found; Received what splits brought, less what they took away; Savings what the redistribution of savings changed.
	Own      money.Amount `json:"own"`
	Received money.Amount `json:"received"`
	Savings  money.Amount `json:"savings" doc:"what the redistribution of savings changed; negative where it pays less"`
	Total    money.Amount `json:"total" doc:"own + received + savings, exact"`
	Shown    money.Amount `json:"shown" doc:"total in cents, rounded so that all values add up to the rounded sum"`
	Share    float64      `json:"share" doc:"of the whole, 0 to 1"`
	// Months are totals by month, in the order of Answer.Months; Steps the own cost by step, in the order of Answer.Steps.
	Months []money.Amount `json:"months"`
	Steps  []money.Amount `json:"steps"`
	Lines  int64          `json:"lines" doc:"lines of the bill; one that logs divide counts for each value that has a part of it"`
}

// StepShare is what a step of the waterfall found.
type StepShare struct {
	Step  string       `json:"step" doc:"its name in the rules"`
	Kind  StepKind     `json:"kind" enum:"shared,profile_tag,principal_tag,session_tag,principals,metadata,resource_tag,account_tag,accounts,category,rules,inherited,default,residual"`
	Says  Text         `json:"says"`
	Cost  money.Amount `json:"cost"`
	Share float64      `json:"share" doc:"of the whole, 0 to 1"`
	Lines int64        `json:"lines"`
}

// Move is what a split moved.
type Move struct {
	From   string       `json:"from"`
	To     string       `json:"to"`
	Method Method       `json:"method" enum:"proportional,even,fixed,tokens,usage"`
	Cost   money.Amount `json:"cost"`
}

// ExplainAsk asks what stands behind a value, or a step, of an answer.
type ExplainAsk struct {
	Ask
	// Value and Step narrow down; "" is all.
	Value, Step string
	// Limit bounds the groups, 100 when 0.
	Limit int
}

// Explanation is the lines behind a value or a step, summed up, before splits.
type Explanation struct {
	Key      string      `json:"key"`
	Groups   []LineGroup `json:"groups" doc:"the most cost first"`
	More     bool        `json:"more,omitempty" doc:"there are more groups than were asked for"`
	SQL      string      `json:"sql"`
	Currency string      `json:"currency"`
	Notes    []Text      `json:"notes,omitempty"`
}

// LineGroup is lines that are alike.
type LineGroup struct {
	Value     string       `json:"value"`
	Step      string       `json:"step"`
	Account   string       `json:"account"`
	Service   string       `json:"service"`
	UsageType string       `json:"usageType"`
	Resource  string       `json:"resource"`
	Principal string       `json:"principal"`
	Cost      money.Amount `json:"cost"`
	Lines     int64        `json:"lines"`
}
