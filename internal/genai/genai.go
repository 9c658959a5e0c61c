// Package genai answers what people ask of the cost of models: who spends what on which, what a million tokens costs, how much is read from
// the cache and how much is asked in batches, what changed, what is dear though it is little used, and what the same tokens would cost
// otherwise. It reads glaux.genai and the logs of invocations as who asks. It promises that money is decimal and that the rows of an answer
// add up to its total, that lines that are no usage (credits, tax, refunds) and lines that were not recognised stand apart and are never
// dropped, that each price of a what-if says where it comes from, and that every answer carries its SQL.
//
//	answer, err := genai.Costs(ctx, genai.Tools{Runner: runner}, who, genai.Ask{By: []genai.Dimension{genai.Department}})
package genai

import (
	"time"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// Text is one text in both languages.
type Text = usagetype.Text

// Dimension is what the lines of models are grouped and filtered by: one of the names below, or tag:KEY for a tag of the line.
type Dimension string

// The dimensions. Department is the key of the allocation, whatever its name is there.
const (
	Department  Dimension = "department"
	Application Dimension = "application"
	Profile     Dimension = "profile"
	Principal   Dimension = "principal"
	Model       Dimension = "model"
	Class       Dimension = "class"
	Feature     Dimension = "feature"
	Provider    Dimension = "provider"
	Tier        Dimension = "tier"
	Kind        Dimension = "kind"
	Scope       Dimension = "scope"
	Account     Dimension = "account"
	Region      Dimension = "region"
)

// Grain is the length of the steps of a trend.
type Grain string

// The grains. Whole has one step.
const (
	Whole   Grain = "none"
	Daily   Grain = "day"
	Monthly Grain = "month"
)

// Against says which time an answer is compared with.
type Against string

// The times to compare with: Nothing, the time of the same length before (whole months before, where whole months are asked for), or the
// same time a year before.
const (
	Nothing  Against = "none"
	Previous Against = "previous"
	Year     Against = "year"
)

// Filter keeps lines whose dimension has one of the values; "" stands for lines without one.
type Filter struct {
	Dimension Dimension `json:"dimension"`
	Values    []string  `json:"values"`
}

// Ask is a question for costs.
type Ask struct {
	// From ≤ day < To, days in UTC. The zero To is the end of the bill, the zero From the first day of To's last month.
	From, To time.Time
	// By are at most three dimensions.
	By    []Dimension
	Where []Filter
	Grain Grain
	// Against says what to compare with.
	Against Against
	// Top is how many groups stand alone, the dearest first; the others are one row. 0 is 20.
	Top int
}

// Figures are what is known of some lines.
type Figures struct {
	// Cost is the usage, unblended, in the bill's currency.
	Cost money.Amount `json:"cost" doc:"usage, unblended, in the currency of the bill"`
	// TokenCost is the part of Cost that is billed by the token; the rest is pictures, hours, guardrails and the like.
	TokenCost money.Amount `json:"tokenCost" doc:"the part of cost that is billed by the token"`
	Tokens    float64      `json:"tokens" doc:"all kinds of tokens together"`
	// Input, Output, CacheRead and CacheWrite are tokens by kind; Input counts neither of the others.
	Input      float64 `json:"input"`
	Output     float64 `json:"output"`
	CacheRead  float64 `json:"cacheRead"`
	CacheWrite float64 `json:"cacheWrite"`
	// PerMillion is TokenCost by a million Tokens; nil without tokens.
	PerMillion *money.Amount `json:"perMillion,omitempty" doc:"what a million tokens cost, all kinds together"`
	// CacheHit is the share of what went in that was read from the cache; nil where nothing went in.
	CacheHit *float64 `json:"cacheHit,omitempty" doc:"0 to 1: tokens read from the cache by all tokens that went in"`
	// Batch is the share of tokens that were asked in batches.
	Batch *float64 `json:"batch,omitempty" doc:"0 to 1: tokens of the batch tier by all tokens"`
	// Requests and PerRequest are from the logs of invocations; nil where they do not cover the time or cannot tell the group.
	Requests   *int64        `json:"requests,omitempty" doc:"calls that the invocation logs hold; none where they cannot tell"`
	PerRequest *money.Amount `json:"perRequest,omitempty"`
}

// Row is one group.
type Row struct {
	// Kind is group, or other for the groups below the top.
	Kind string `json:"kind" enum:"group,other"`
	// Keys are the values of By, in its order; "" where a line has none.
	Keys []string `json:"keys"`
	Figures
	// Share is the part of the total cost, 0 to 1.
	Share float64 `json:"share"`
	// Before is the same group in the time that is compared with; nil when nothing is compared.
	Before *Figures `json:"before,omitempty"`
	// Steps has figures for each step of the answer, when a grain was asked for.
	Steps []Figures `json:"steps,omitempty"`
	// Count is how many groups an «other» row holds.
	Count int `json:"count,omitempty"`
}

// Span is half-open time in days, UTC.
type Span struct {
	From string `json:"from" format:"date"`
	To   string `json:"to" format:"date" doc:"the day after the last"`
}

// Unknown is a line that was not recognised, and what it costs.
type Unknown struct {
	Says  string       `json:"says" doc:"the strings that were not known"`
	Cost  money.Amount `json:"cost"`
	Lines int64        `json:"lines"`
}

// Charge is what is no usage: credits, tax, refunds, by their kind in the bill.
type Charge struct {
	Kind string       `json:"kind" example:"Credit"`
	Cost money.Amount `json:"cost"`
}

// Answer is what came out. The costs of the rows add up to Total's, in every step.
type Answer struct {
	Span
	// Before is the time that is compared with; nil when nothing is.
	Before *Span       `json:"before,omitempty"`
	By     []Dimension `json:"by"`
	Key    string      `json:"key" doc:"what the allocation calls its key: department"`
	Steps  []Span      `json:"steps,omitempty"`
	Rows   []Row       `json:"rows"`
	Total  Row         `json:"total"`
	Groups int         `json:"groups" doc:"how many groups there are, shown and not"`
	// Charges stand beside the total: they are no usage and no part of it.
	Charges      []Charge  `json:"charges,omitempty"`
	Unclassified []Unknown `json:"unclassified,omitempty" doc:"lines of the total that were not recognised; empty is good"`
	Currency     string    `json:"currency"`
	// Logged tells that the logs of invocations cover some of the time.
	Logged bool     `json:"logged"`
	Notes  []Text   `json:"notes,omitempty"`
	SQL    []string `json:"sql"`
}
