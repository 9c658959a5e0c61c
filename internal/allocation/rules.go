package allocation

import "github.com/glauxhq/glaux/internal/money"

// Rules are what a file says.
type Rules struct {
	// Keys are what costs are allocated to; the first is meant where nobody names one.
	Keys []Key
	// Examples are lines and sums with what is to come out.
	Examples []Example
	// Built tells that they are the product's own, made without a file.
	Built bool
}

// Key is something that costs are allocated to: a department, a team, a cost category.
type Key struct {
	Name   string
	Over   Source // Bill when empty
	Metric Metric // Unblended when empty
	// Shared costs are taken out first and split.
	Shared []Shared
	// Steps are tried in order: the first that knows a value has the line.
	Steps []Step
	// Aliases are other writings of a value: value by writing.
	Aliases map[string]string
	// Residual is the name of what no step knows.
	Residual string
	// Splits divide the cost of one value among others.
	Splits []Split
	// Savings says who has what commitments saved; nil leaves it with the lines that they covered.
	Savings *Savings

	weight int // how many conditions it has, with those of categories in them
}

// StepKind is how a step knows a value.
type StepKind string

// The kinds of steps. ByShared and ByResidual are made: they stand for shared costs and for what no step knew.
const (
	ByShared       StepKind = "shared"
	ByProfileTag   StepKind = "profile_tag"
	ByPrincipalTag StepKind = "principal_tag"
	BySessionTag   StepKind = "session_tag"
	ByPrincipals   StepKind = "principals"
	ByMetadata     StepKind = "metadata"
	ByResourceTag  StepKind = "resource_tag"
	ByAccountTag   StepKind = "account_tag"
	ByAccounts     StepKind = "accounts"
	ByCategory     StepKind = "category"
	ByRules        StepKind = "rules"
	ByInherited    StepKind = "inherited"
	ByDefault      StepKind = "default"
	ByResidual     StepKind = "residual"
)

// Step is a step of the waterfall.
type Step struct {
	// Name is unique in its key.
	Name string
	Kind StepKind
	// Tags are the keys of tags, of metadata, or of the bill's cost categories, the first that has a value wins.
	Tags []string
	// Principals are patterns of callers, for ByPrincipals.
	Principals []Principal
	// Accounts are account ids and what they stand for, for ByAccounts.
	Accounts []Account
	// Rules are tried in order, for ByRules and ByInherited.
	Rules []Rule
	// Value is what ByDefault says.
	Value string

	absent bool // the bill has none of the tags
}

// Principal maps callers to a value.
type Principal struct {
	// Match is a pattern of the ARN, in which * stands for any text; Regex is one in which $1 of Value is the first group. One of both is given.
	Match, Regex string
	Value        string
}

// Account maps an account to a value.
type Account struct {
	ID, Value string
}

// Rule gives a value to the lines that it fits, as a rule of a cost category does.
type Rule struct {
	// Value is given by a regular rule.
	Value string
	// When is what a line must be; nil fits all.
	When *Condition
	// Inherit takes the value from the line: LINKED_ACCOUNT_NAME, or TAG with a Key.
	Inherit, Key string
}

// Shared is a cost that several share.
type Shared struct {
	Name  string
	When  *Condition
	Split Split // its Source is Name
}

// Method is how a cost is divided.
type Method string

// The methods. Usage is that of savings.
const (
	Proportional Method = "proportional"
	Even         Method = "even"
	Fixed        Method = "fixed"
	Tokens       Method = "tokens"
	Usage        Method = "usage"
)

// Split divides the cost of a value among others, month by month.
type Split struct {
	// Source is a value, or the residual.
	Source string
	// Targets are values; nil is all that are no source.
	Targets []string
	Method  Method
	// Shares are percent for Fixed, by target; their sum is 100.
	Shares map[string]money.Amount
}

// Savings redistributes what Savings Plans and reservations saved against prices on demand.
type Savings struct {
	// Method is Usage, by what could have been covered at prices on demand, or Fixed, by choice, in Shares of percent.
	Method Method
	Shares map[string]money.Amount
}

// Example is a test that stands in the file.
type Example struct {
	Name string
	// At is the line of the file that it stands in.
	At int
	// Key is one of the keys, "" for the first.
	Key string
	// Line are columns of glaux.bill; tags, resource_tags and cost_category hold texts by key.
	Line map[string]any
	// Value and Step are what is to come out of Line; "" is not looked at.
	Value, Step string
	// Costs are values before splits, Tokens what they used; After is what is to come out of them.
	Costs, Tokens, After map[string]money.Amount
}
