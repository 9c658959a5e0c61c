package allocation

// Condition says what a line must be, in the words of AWS's cost categories: exactly one of its fields is given.
type Condition struct {
	And            []Condition `yaml:"And"`
	Or             []Condition `yaml:"Or"`
	Not            *Condition  `yaml:"Not"`
	Dimensions     *Match      `yaml:"Dimensions"`
	Tags           *Match      `yaml:"Tags"`
	CostCategories *Match      `yaml:"CostCategories"`
}

// Match compares a dimension, a tag or a cost category with values; one of them is enough.
type Match struct {
	// Key is LINKED_ACCOUNT, SERVICE_CODE and so on, or the key of a tag or category.
	Key string `yaml:"Key"`
	// Values are compared as MatchOptions say: EQUALS where there is none, STARTS_WITH, ENDS_WITH, CONTAINS, CASE_SENSITIVE, CASE_INSENSITIVE,
	// and ABSENT, which needs no values.
	Values       []string `yaml:"Values"`
	MatchOptions []string `yaml:"MatchOptions"`
}
