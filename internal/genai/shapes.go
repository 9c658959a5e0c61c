package genai

import (
	"time"

	"github.com/glauxhq/glaux/internal/money"
)

// Price is what a million tokens (or one of another unit) costs, and where that is known from.
type Price struct {
	Amount money.Amount `json:"amount" doc:"of a million tokens"`
	// Source is where it comes from.
	Source PriceSource `json:"source" enum:"bill,bill-other,bill-factor,list,list-factor"`
	Says   Text        `json:"says" doc:"where it comes from, in words: the months of the bill, or the list and its date"`
}

// PriceSource is where a price comes from.
type PriceSource string

// The sources, the best first: paid in the time itself and region, paid in another month or region, made of a price of the bill by the
// known factor of a tier, of the list, and made of the list's price by such a factor.
const (
	OfBill       PriceSource = "bill"
	OfBillOther  PriceSource = "bill-other"
	OfBillFactor PriceSource = "bill-factor"
	OfList       PriceSource = "list"
	OfListFactor PriceSource = "list-factor"
)

// Used is a model as it was used: one row for each kind of token, tier and scope.
type Used struct {
	Class    string       `json:"class"`
	Provider string       `json:"provider"`
	Model    string       `json:"model"`
	Kind     string       `json:"kind"`
	Tier     string       `json:"tier"`
	Scope    string       `json:"scope"`
	Context  string       `json:"context,omitempty" doc:"long where a long context is priced apart"`
	Unit     string       `json:"unit" doc:"tokens, or what else is counted"`
	Tokens   float64      `json:"tokens"`
	Usage    float64      `json:"usage" doc:"in unit"`
	Cost     money.Amount `json:"cost"`
	// Paid is of a million tokens, by this bill; nil where nothing is counted in tokens.
	Paid *Price `json:"paid,omitempty"`
	// List is the list's price of the same; nil where the list does not know it.
	List *Price `json:"list,omitempty"`
}

// Models is which models were used at which prices, the dearest first.
type Models struct {
	Span
	Used     []Used       `json:"used"`
	Total    money.Amount `json:"total"`
	Currency string       `json:"currency"`
	// ListDate is the day of the list of prices, ListSource where it is from.
	ListDate   string   `json:"listDate" format:"date"`
	ListSource Text     `json:"listSource"`
	Notes      []Text   `json:"notes,omitempty"`
	SQL        []string `json:"sql"`
}

// If is a question for what the same tokens would cost otherwise. What is empty stays as it is.
type If struct {
	// From, To and Where choose the lines, as in Ask.
	From, To time.Time
	Where    []Filter
	// Model is the model that all these tokens go to.
	Model string
	// Tier is standard, batch, flex, priority, latency_optimized; Scope is in_region, geo, global.
	Tier, Scope string
	// Cache is the share of what goes in that is read from the cache, 0 to 1; nil leaves the cache as it is.
	Cache *float64
}

// Changed is the lines of one model, kind, tier and scope, now and then.
type Changed struct {
	Model  string       `json:"model"`
	Kind   string       `json:"kind"`
	Tier   string       `json:"tier"`
	Scope  string       `json:"scope"`
	Tokens float64      `json:"tokens" doc:"what there was; 0 where the kind is new"`
	Cost   money.Amount `json:"cost" doc:"what it cost"`
	// ToModel, ToKind, ToTier and ToScope are what it becomes.
	ToModel string `json:"toModel"`
	ToKind  string `json:"toKind"`
	ToTier  string `json:"toTier"`
	ToScope string `json:"toScope"`
	// ToTokens are the tokens then: others than Tokens where the cache is used otherwise.
	ToTokens float64      `json:"toTokens"`
	Price    *Price       `json:"price,omitempty" doc:"of a million tokens, then; none where no price is known and the cost stays"`
	Then     money.Amount `json:"then" doc:"what it would cost"`
}

// Option is another model for the same tokens.
type Option struct {
	Model    string       `json:"model"`
	Provider string       `json:"provider"`
	Then     money.Amount `json:"then"`
	Saves    money.Amount `json:"saves" doc:"negative where it costs more"`
	// Prices are the sources of its prices, the best first.
	Sources []PriceSource `json:"sources"`
}

// WhatIf is what the same tokens would cost otherwise. Cost is the sum of what Rows and Kept cost, Then what they would.
type WhatIf struct {
	Span
	Cost  money.Amount `json:"cost"`
	Then  money.Amount `json:"then"`
	Saves money.Amount `json:"saves" doc:"negative where it costs more"`
	// Kept is the cost of what stays as it is: what is not counted in tokens, and what has no price then.
	Kept money.Amount `json:"kept"`
	Rows []Changed    `json:"rows"`
	// Options are the same tokens on every model whose prices are known, in the tier and scope that were asked for, the cheapest first.
	Options  []Option `json:"options"`
	Currency string   `json:"currency"`
	// Says is what the figures do not: that other models count tokens otherwise, that batches wait, and so on.
	Says  []Text   `json:"says"`
	Notes []Text   `json:"notes,omitempty"`
	SQL   []string `json:"sql"`
}

// FindingKind is what sort of waste a finding is of.
type FindingKind string

// The kinds.
const (
	// DearLittleUsed: a department pays much more than another one for no more use.
	DearLittleUsed FindingKind = "dear-little-used"
	// ModelSwitched: a million tokens of an application or department became much dearer because of another model.
	ModelSwitched FindingKind = "model-switched"
	// CacheLoss: writing the cache costs more than reading it saves.
	CacheLoss FindingKind = "cache-loss"
	// TierDear: a dear tier is paid where the standard one is known.
	TierDear FindingKind = "tier-dear"
	// RegionalDear: tokens are paid in-region at more than the same model costs with global inference.
	RegionalDear FindingKind = "regional-dear"
)

// Finding is something dear, what it costs and what it would cost otherwise.
type Finding struct {
	ID    string      `json:"id" doc:"the same for the same thing whenever it is looked for"`
	Kind  FindingKind `json:"kind"`
	Title Text        `json:"title"`
	Says  Text        `json:"says" doc:"the grounds, with their figures"`
	Who   string      `json:"who" doc:"the department, application or model"`
	// Than is who is compared with; empty where nobody is.
	Than string `json:"than,omitempty"`
	// Cost is what is paid in the time, Other what is compared with, Saves what could be saved in a time as long: an estimate.
	Cost  money.Amount `json:"cost"`
	Other money.Amount `json:"other"`
	Saves money.Amount `json:"saves"`
	// Grounds are the figures behind it: those of Who and, where somebody is compared with, of Than.
	Grounds []Ground `json:"grounds"`
	// Try is the what-if that shows it.
	Try *Try   `json:"try,omitempty"`
	SQL string `json:"sql"`
}

// Ground is the figures of one side of a finding.
type Ground struct {
	Who    string   `json:"who"`
	Models []string `json:"models" doc:"the dearest first"`
	Figures
}

// Try is a question for a what-if, as the API and the command line take it.
type Try struct {
	Where []Filter `json:"where"`
	Model string   `json:"model,omitempty"`
	Tier  string   `json:"tier,omitempty"`
	Scope string   `json:"scope,omitempty"`
}

// Findings is what was found, the most saving first.
type Findings struct {
	Span
	Findings []Finding `json:"findings"`
	Currency string    `json:"currency"`
	Notes    []Text    `json:"notes,omitempty" doc:"what could not be looked at, and why"`
	SQL      []string  `json:"sql"`
}
