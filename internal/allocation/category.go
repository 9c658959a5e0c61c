package allocation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// ruleVersion is the only version of rules that AWS has.
const ruleVersion = "CostCategoryExpression.v1"

// The types of rules of cost categories, and what they inherit from.
const (
	regularRule   = "REGULAR"
	inheritedRule = "INHERITED_VALUE"
	accountName   = "LINKED_ACCOUNT_NAME"
	tagDimension  = "TAG"
)

// category makes a Key of a cost category: its rules are one step, its default value another.
func (r *reader) category(path string, f fileCategory) Key {
	k := Key{Name: f.Name, Over: Bill, Metric: Unblended, Residual: defaultResidual, Aliases: map[string]string{}}
	switch {
	case f.Name == "":
		r.fail(path, "a cost category needs a Name")
	case f.Version != "" && f.Version != ruleVersion:
		r.fail(path, "RuleVersion is %s, not %q", ruleVersion, f.Version)
	case len(f.Rules) == 0:
		r.fail(path, "the cost category %q has no Rules", f.Name)
	}
	k.Steps = append(k.Steps, Step{Name: "rules", Kind: ByRules, Rules: r.regular(path+".Rules", f.Rules)})
	if f.Default != "" {
		k.Steps = append(k.Steps, Step{Name: "default value", Kind: ByDefault, Value: f.Default})
	}
	for i, s := range f.Splits {
		k.Splits = append(k.Splits, r.charge(fmt.Sprintf("%s.SplitChargeRules[%d]", path, i), s))
	}
	return k
}

// regular reads a list of rules.
func (r *reader) regular(path string, list []fileRule) []Rule {
	if len(list) > maxRules || len(list) == 0 {
		r.fail(path, "there are 1 to %d rules, not %d", maxRules, len(list))
	}
	var out []Rule
	for i, f := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch {
		case f.Inherit != nil && f.Value == "" && f.Rule == nil && (f.Type == "" || f.Type == inheritedRule):
			out = append(out, r.inherited(at+".InheritedValue", *f.Inherit))
		case f.Inherit == nil && f.Value != "" && f.Rule != nil && (f.Type == "" || f.Type == regularRule):
			out = append(out, Rule{Value: f.Value, When: f.Rule})
		default:
			r.fail(at, "a rule is REGULAR, with Value and Rule, or INHERITED_VALUE, with InheritedValue")
		}
	}
	return out
}

// inherited reads where a value is inherited from.
func (r *reader) inherited(path string, f fileInherit) Rule {
	switch {
	case f.Dimension == accountName && f.Key == "":
	case f.Dimension == tagDimension && f.Key != "":
	default:
		r.fail(path, "a value is inherited from DimensionName LINKED_ACCOUNT_NAME, or TAG with a DimensionKey")
	}
	return Rule{Inherit: f.Dimension, Key: f.Key}
}

// charge reads a split charge.
func (r *reader) charge(path string, f fileSplitCharge) Split {
	shares := map[string]scalar{}
	split := fileSplit{Source: f.Source, Targets: f.Targets, Method: Method(strings.ToLower(f.Method))}
	if split.Method == Fixed {
		var values []scalar
		for _, p := range f.Parameters {
			if p.Type != "ALLOCATION_PERCENTAGES" {
				r.fail(path, "the parameter of a FIXED split is ALLOCATION_PERCENTAGES, not %q", p.Type)
			}
			values = append(values, p.Values...)
		}
		if len(values) != len(f.Targets) {
			r.fail(path, "there are %d targets and %d percentages", len(f.Targets), len(values))
			return Split{}
		}
		for i, t := range f.Targets {
			shares[t] = values[i]
		}
		split.Targets, split.Shares = nil, shares
	}
	if len(f.Targets) == 0 {
		r.fail(path, "a split charge needs Targets")
	}
	if f.Method != strings.ToUpper(f.Method) || split.Method == Tokens {
		r.fail(path, "Method is PROPORTIONAL, EVEN or FIXED, not %q", f.Method)
	}
	return r.split(path, split)
}

// link checks what only the whole key shows: names, splits and conditions.
func (r *reader) link(path string, k *Key, earlier []Key) {
	r.weight = 0
	names := map[string]bool{string(ByResidual): true}
	name := func(n string) {
		if names[n] {
			r.fail(path, "the key %q has two steps %q: give one of them a name", k.Name, n)
		}
		names[n] = true
	}
	rules := 0
	for _, s := range k.Shared {
		name(sharedStep(s.Name))
		r.condition(path, s.When, earlier, 0)
	}
	for i, s := range k.Steps {
		name(s.Name)
		rules += len(s.Rules)
		for _, rule := range s.Rules {
			r.condition(path, rule.When, earlier, 0)
		}
		if s.Kind == ByDefault && i < len(k.Steps)-1 {
			r.fail(path, "the step %q fits every line, so that those after it find none", s.Name)
		}
		if s.Kind == ByMetadata && slices.ContainsFunc(k.Steps[:i], func(b Step) bool { return b.Kind == ByMetadata }) {
			r.fail(path, "there are two steps of metadata: give one of them both keys")
		}
	}
	if rules > maxRules*2 {
		r.fail(path, "there are more than %d rules", maxRules*2)
	}
	if k.weight = r.weight; k.weight > maxWeight {
		r.fail(path, "with the categories that stand in its rules the key %q has more than %d conditions", k.Name, maxWeight)
	}
	r.sources(path, k)
}

// maxWeight bounds the conditions of a key, with those of categories in them: categories of categories grow fast.
const maxWeight = 20_000

// sources checks the splits of a key together: a value is a source once, and no source is a target.
func (r *reader) sources(path string, k *Key) {
	sources := map[string]bool{}
	for _, s := range k.splits() {
		if sources[s.Source] {
			r.fail(path, "%q is the source of two splits", s.Source)
		}
		sources[s.Source] = true
	}
	for _, s := range k.splits() {
		for _, t := range s.Targets {
			if sources[t] {
				r.fail(path, "%q is the source of a split and a target of the split of %q", t, s.Source)
			}
		}
	}
	if k.Savings != nil {
		for _, v := range slices.Sorted(maps.Keys(k.Savings.Shares)) {
			if sources[v] {
				r.fail(path, "%q has a share of savings and is the source of a split", v)
			}
		}
	}
}

// splits are all splits of a key: those of shared costs, and those of values.
func (k *Key) splits() []Split {
	var out []Split
	for _, s := range k.Shared {
		out = append(out, s.Split)
	}
	return append(out, k.Splits...)
}

// sharedStep is the name of the step that takes a shared cost out.
func sharedStep(name string) string { return "shared " + name }

// maxNest bounds how deep conditions stand in each other.
const maxNest = 12

// condition checks a condition.
func (r *reader) condition(path string, c *Condition, earlier []Key, depth int) {
	if c == nil {
		return
	}
	r.weight++
	given := 0
	for _, is := range []bool{c.And != nil, c.Or != nil, c.Not != nil, c.Dimensions != nil, c.Tags != nil, c.CostCategories != nil} {
		if is {
			given++
		}
	}
	if given != 1 || depth > maxNest || c.And != nil && len(c.And) == 0 || c.Or != nil && len(c.Or) == 0 {
		r.fail(path, "a condition has exactly one of And, Or, Not, Dimensions, Tags, CostCategories, at most %d deep", maxNest)
		return
	}
	for i := range c.And {
		r.condition(path, &c.And[i], earlier, depth+1)
	}
	for i := range c.Or {
		r.condition(path, &c.Or[i], earlier, depth+1)
	}
	r.condition(path, c.Not, earlier, depth+1)
	for _, m := range []*Match{c.Dimensions, c.Tags, c.CostCategories} {
		r.match(path, m, m != nil && m == c.Dimensions)
	}
	if c.CostCategories != nil {
		if at := slices.IndexFunc(earlier, func(k Key) bool { return k.Name == c.CostCategories.Key }); at >= 0 {
			of := earlier[at]
			r.weight += of.weight
			c.CostCategories.category = &of
		}
	}
}

// match checks a comparison.
func (r *reader) match(path string, m *Match, dimension bool) {
	if m == nil {
		return
	}
	absent := slices.Contains(m.MatchOptions, absentOption)
	switch {
	case m.Key == "":
		r.fail(path, "a comparison needs a Key")
	case dimension && dimensionColumn(m.Key) == "":
		r.fail(path, "there is no dimension %q; there are %s", m.Key, strings.Join(dimensionNames(), ", "))
	case !absent && len(m.Values) == 0 || absent && len(m.Values) > 0:
		r.fail(path, "%s needs Values, and ABSENT has none", m.Key)
	case len(m.Values) > maxEntries:
		r.fail(path, "%s has more than %d values", m.Key, maxEntries)
	}
	ways := 0
	for _, o := range m.MatchOptions {
		if !slices.Contains(matchOptions(), o) {
			r.fail(path, "there is no match option %q; there are %s", o, strings.Join(matchOptions(), ", "))
		}
		if !strings.HasPrefix(o, "CASE_") {
			ways++
		}
	}
	if ways > 1 {
		r.fail(path, "%s compares in one way, not in %d", m.Key, ways)
	}
}
