package allocation

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
)

// defaultResidual is what the residual is called where nobody says it.
const defaultResidual = "Unallocated"

// key makes a Key of what the file says of one.
func (r *reader) key(path string, f fileKey) Key {
	k := Key{Name: f.Name, Over: cmp.Or(f.Over, Bill), Metric: cmp.Or(f.Metric, Unblended), Residual: cmp.Or(f.Residual.Name, defaultResidual)}
	switch {
	case strings.TrimSpace(f.Name) == "":
		r.fail(path, "a key needs a name")
	case len(f.Steps) == 0:
		r.fail(path, "the key %q has no steps", f.Name)
	case len(f.Steps) > maxSteps:
		r.fail(path, "the key %q has more than %d steps", f.Name, maxSteps)
	case k.Over != Bill && k.Over != GenAI:
		r.fail(path+".over", "over is bill or genai, not %q", string(f.Over))
	case !slices.Contains(metricNames(), k.Metric):
		r.fail(path+".metric", "metric is one of unblended, amortized, net_unblended, net_amortized, not %q", string(f.Metric))
	}
	for i, s := range f.Shared {
		at := fmt.Sprintf("%s.shared[%d]", path, i)
		if s.Name == "" || s.When == nil {
			r.fail(at, "a shared cost needs a name and when")
		}
		s.Split.Source = s.Name
		k.Shared = append(k.Shared, Shared{Name: s.Name, When: s.When, Split: r.split(at+".split", s.Split)})
	}
	for i, s := range f.Steps {
		k.Steps = append(k.Steps, r.step(fmt.Sprintf("%s.steps[%d]", path, i), s))
	}
	k.Aliases = r.aliases(path+".aliases", f.Aliases)
	for i, s := range f.Splits {
		k.Splits = append(k.Splits, r.split(fmt.Sprintf("%s.splits[%d]", path, i), s))
	}
	if f.Residual.Split != nil {
		s := *f.Residual.Split
		s.Source = k.Residual
		k.Splits = append(k.Splits, r.split(path+".residual.split", s))
	}
	if f.Savings != nil {
		k.Savings = r.savings(path+".savings", *f.Savings, k.Metric)
	}
	return k
}

// metricNames are the metrics.
func metricNames() []Metric { return []Metric{Unblended, Amortized, NetUnblended, NetAmortized} }

// aliases turns lists of writings into values by writing.
func (r *reader) aliases(path string, list map[string]textList) map[string]string {
	out := map[string]string{}
	for _, value := range slices.Sorted(maps.Keys(list)) {
		for _, alias := range list[value] {
			if other, ok := out[alias]; ok && other != value {
				r.fail(path, "%q stands for %q and for %q", alias, other, value)
			}
			out[alias] = value
		}
	}
	for alias, value := range out {
		if _, again := out[value]; again && alias != value {
			r.fail(path, "%q is both a value and another writing of one", value)
		}
	}
	return out
}

// step makes a Step.
func (r *reader) step(path string, f fileStep) Step {
	s := Step{Name: f.Name}
	given := 0
	take := func(kind StepKind, is bool, label string) {
		if !is {
			return
		}
		given++
		s.Kind, s.Name = kind, cmp.Or(f.Name, strings.TrimSpace(kindName(kind)+" "+label))
	}
	for _, t := range []struct {
		kind StepKind
		tags textList
	}{
		{ByProfileTag, f.ProfileTag},
		{ByPrincipalTag, f.PrincipalTag},
		{BySessionTag, f.SessionTag},
		{ByMetadata, f.Metadata},
		{ByResourceTag, f.ResourceTag},
		{ByAccountTag, f.AccountTag},
		{ByCategory, f.Category},
	} {
		if t.tags == nil {
			continue
		}
		take(t.kind, true, strings.Join(t.tags, ", "))
		s.Tags = t.tags
		if len(t.tags) == 0 || slices.Contains(t.tags, "") {
			r.fail(path, "a key of a tag is empty")
		}
	}
	take(ByPrincipals, f.Principals != nil, "")
	take(ByAccounts, f.Accounts != nil, "")
	take(ByRules, f.Rules != nil, "")
	take(ByInherited, f.Inherit != nil, "")
	take(ByDefault, f.Default != "", "")
	if given != 1 {
		r.fail(path, "a step has exactly one of profile_tag, principal_tag, session_tag, principals, metadata, resource_tag, account_tag, accounts, category, rules, inherit, default; this one has %d", given)
		return s
	}
	s.Value = f.Default
	s.Principals = r.principals(path, f.Principals)
	s.Accounts = r.accounts(path, f.Accounts)
	switch {
	case f.Rules != nil:
		s.Rules = r.regular(path+".rules", f.Rules)
	case f.Inherit != nil:
		s.Rules = []Rule{r.inherited(path+".inherit", *f.Inherit)}
	}
	return s
}

// principals reads patterns of callers.
func (r *reader) principals(path string, list []filePrincipal) []Principal {
	if len(list) > maxEntries {
		r.fail(path, "there are more than %d principals", maxEntries)
		return nil
	}
	var out []Principal
	for i, p := range list {
		at := fmt.Sprintf("%s.principals[%d]", path, i)
		switch {
		case (p.Match == "") == (p.Regex == ""):
			r.fail(at, "a principal has match, a pattern with *, or regex")
		case p.Value == "":
			r.fail(at, "a principal needs a value")
		case p.Regex == "" && strings.Contains(p.Value, "$1"):
			r.fail(at, "$1 is the first group of a regex, and this is a pattern with *")
		}
		if p.Regex != "" {
			if re, err := regexp.Compile(p.Regex); err != nil {
				r.fail(at, "the regex cannot be read: %v", err)
			} else if strings.Contains(p.Value, "$1") && re.NumSubexp() == 0 {
				r.fail(at, "the value has $1, and the regex has no group")
			}
		}
		out = append(out, Principal(p))
	}
	return out
}

// accounts reads accounts, in the order of their ids.
func (r *reader) accounts(path string, list map[string]string) []Account {
	if len(list) > maxEntries {
		r.fail(path, "there are more than %d accounts", maxEntries)
		return nil
	}
	var out []Account
	for _, id := range slices.Sorted(maps.Keys(list)) {
		if !isAccount(id) {
			r.fail(path+".accounts", "%q is no account: twelve digits, in quotes", id)
		}
		if list[id] == "" {
			r.fail(path+".accounts", "the account %s has no value", id)
		}
		out = append(out, Account{ID: id, Value: list[id]})
	}
	return out
}

// isAccount tells whether a text is an account id.
func isAccount(id string) bool {
	const digits = 12
	return len(id) == digits && strings.Trim(id, "0123456789") == ""
}

// split reads a split.
func (r *reader) split(path string, f fileSplit) Split {
	s := Split{Source: f.Source, Targets: f.Targets, Method: f.Method}
	switch {
	case f.Source == "":
		r.fail(path, "a split needs a source")
	case !slices.Contains([]Method{Proportional, Even, Fixed, Tokens}, f.Method):
		r.fail(path, "a split has a method: proportional, even, fixed or tokens, not %q", string(f.Method))
	case f.Method == Fixed && len(f.Targets) > 0:
		r.fail(path, "a fixed split has shares by target, and no list of targets")
	case f.Method != Fixed && len(f.Shares) > 0:
		r.fail(path, "only a fixed split has shares")
	case slices.Contains(f.Targets, ""):
		r.fail(path, "a target is empty")
	case len(f.Targets) > maxRules:
		r.fail(path, "a split has at most %d targets", maxRules)
	}
	if f.Method == Fixed {
		s.Shares = r.shares(path, f.Shares)
		s.Targets = slices.Sorted(maps.Keys(s.Shares))
	}
	return s
}

// shares reads percentages, which are none below nothing and 100 together.
func (r *reader) shares(path string, list map[string]scalar) map[string]money.Amount {
	out := r.amounts(path, list)
	var sum money.Amount
	for name, a := range out {
		if a.Sign() < 0 || name == "" {
			r.fail(path, "the share %s of %q is less than nothing, or of nobody", a, name)
		}
		sum = sum.Add(a)
	}
	if !sum.Equal(money.New(hundred, 0)) {
		r.fail(path, "the shares are percent and must add up to 100; they add up to %s", sum)
	}
	return out
}

// hundred percent.
const hundred = 100

// savings reads how savings are redistributed.
func (r *reader) savings(path string, f fileSplit, m Metric) *Savings {
	s := &Savings{Method: f.Method}
	switch {
	case m != Amortized && m != NetAmortized:
		r.fail(path, "what commitments save stands in amortized cost: the key needs metric: amortized or net_amortized")
	case f.Method == Usage && len(f.Shares)+len(f.Targets) == 0 && f.Source == "":
	case f.Method == Fixed && len(f.Targets) == 0 && f.Source == "":
		s.Shares = r.shares(path, f.Shares)
	default:
		r.fail(path, "savings go by method: usage, or by method: fixed with shares of percent by value")
	}
	return s
}

// kindName is what a step is called where the file does not name it.
func kindName(kind StepKind) string { return strings.ReplaceAll(string(kind), "_", " ") }
