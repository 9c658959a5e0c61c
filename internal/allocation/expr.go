package allocation

import (
	"regexp"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// Key returns a key by name, the first for "".
func (r Rules) Key(name string) (Key, error) {
	for _, k := range r.Keys {
		if name == "" || k.Name == name {
			return k, nil
		}
	}
	var names []string
	for _, k := range r.Keys {
		names = append(names, k.Name)
	}
	if len(names) == 0 {
		return Key{}, fault.New(fault.NotFound, "UNKNOWN_ALLOCATION_KEY", "there are no keys of allocation")
	}
	return Key{}, fault.New(fault.NotFound, "UNKNOWN_ALLOCATION_KEY", "there is no such key of allocation; there are "+strings.Join(names, ", "))
}

// Expr returns the value of a line and the name of the step that knew it, over the columns of glaux.bill, which glaux.genai has too. Neither is
// ever NULL. Metadata of invocation logs are not seen, since they divide lines: such lines have what the next steps say.
func (k Key) Expr() (value, step ast.Expr) {
	var which ast.Case
	var values []ast.Expr
	for _, s := range k.waterfall() {
		if s.Kind == ByMetadata {
			continue
		}
		x := s.expr()
		values = append(values, x)
		which.Whens = append(which.Whens, ast.When{Cond: known(x), Result: build.Text(s.Name)})
	}
	which.Else = build.Text(string(ByResidual))
	return k.alias(build.Call("coalesce", append(values, build.Text(k.Residual))...)), &which
}

// known is the value of a line, NULL where no step knows one.
func (k *Key) known() ast.Expr {
	var values []ast.Expr
	for _, s := range k.waterfall() {
		if s.Kind != ByMetadata {
			values = append(values, s.expr())
		}
	}
	return k.alias(build.Call("coalesce", append(values, null())...))
}

// waterfall are all steps, those that take shared costs out first.
func (k *Key) waterfall() []Step {
	var out []Step
	for _, s := range k.Shared {
		out = append(out, Step{Name: sharedStep(s.Name), Kind: ByShared, Rules: []Rule{{Value: s.Name, When: s.When}}})
	}
	return append(out, k.Steps...)
}

// alias gives other writings of a value the value.
func (k *Key) alias(x ast.Expr) ast.Expr {
	if len(k.Aliases) == 0 {
		return x
	}
	writings := map[string][]string{}
	var values []string
	for alias, value := range k.Aliases {
		if alias == value {
			continue
		}
		if writings[value] == nil {
			values = append(values, value)
		}
		writings[value] = append(writings[value], alias)
	}
	slices.Sort(values)
	c := &ast.Case{Else: x}
	for _, v := range values {
		slices.Sort(writings[v])
		c.Whens = append(c.Whens, ast.When{Cond: build.In(x, writings[v]), Result: build.Text(v)})
	}
	if len(c.Whens) == 0 {
		return x
	}
	return c
}

// expr is what a step says of a line: NULL where it does not know.
func (s Step) expr() ast.Expr {
	if s.absent {
		return null()
	}
	switch s.Kind { //nolint:exhaustive // metadata divide lines, and the residual is what is left
	case ByProfileTag:
		return first(s.Tags, func(key string) ast.Expr {
			return when(like(column("line_item_resource_id"), "%:application-inference-profile/%"), anyTag(key))
		})
	case ByResourceTag:
		return first(s.Tags, anyTag)
	case ByPrincipalTag:
		return first(s.Tags, func(key string) ast.Expr { return when(build.Not(session()), principalTag(key)) })
	case BySessionTag:
		return first(s.Tags, func(key string) ast.Expr { return when(session(), principalTag(key)) })
	case ByAccountTag:
		return first(s.Tags, func(key string) ast.Expr { return entry("tags", accountPrefix+key) })
	case ByCategory:
		return first(s.Tags, categoryOf)
	case ByPrincipals:
		return principalsOf(s.Principals)
	case ByAccounts:
		return accountsOf(s.Accounts)
	case ByRules, ByInherited, ByShared:
		return rulesOf(s.Rules)
	case ByDefault:
		return build.Text(s.Value)
	}
	return null()
}

// The prefixes of keys in tags.
const (
	resourceTag     = "resourceTags/"
	principalPrefix = "iamPrincipal/"
	accountPrefix   = "accountTag/"
)

func column(name string) ast.Expr { return build.Column(name) }

// null is an unknown text.
func null() ast.Expr { return build.Cast(&ast.Null{}, "varchar") }

// when is x where a condition holds, and NULL elsewhere.
func when(cond, x ast.Expr) ast.Expr { return build.Call("if", cond, x) }

// known tells whether a step knows a value.
func known(x ast.Expr) ast.Expr { return &ast.IsNull{X: x, Not: true} }

// first is the first key that has a value.
func first(keys []string, of func(string) ast.Expr) ast.Expr {
	if len(keys) == 1 {
		return of(keys[0])
	}
	var list []ast.Expr
	for _, k := range keys {
		list = append(list, of(k))
	}
	return build.Call("coalesce", list...)
}

// entry is what a map has under a key; NULL where it is empty, which means the same in a bill.
func entry(m, key string) ast.Expr {
	return build.Call("nullif", build.Call("element_at", column(m), build.Text(key)), build.Text(""))
}

// session tells whether the caller is a session of an assumed role, whose tags are those of the session and of the role.
func session() ast.Expr {
	return like(build.Call("coalesce", column("line_item_iam_principal"), build.Text("")), "%:assumed-role/%")
}

func principalTag(key string) ast.Expr { return entry("tags", principalPrefix+key) }

// anyTag is a tag of a line, by the key that people use: from resource_tags, where a bill writes keys in its own way, or from tags.
func anyTag(key string) ast.Expr {
	billed := billedKey(key)
	if billed == key {
		return entry("resource_tags", key)
	}
	// Where a bill has both maps, they hold the same: only where one is missing the other is read.
	without := &ast.IsNull{X: column("resource_tags")}
	return build.Call("coalesce", entry("resource_tags", billed), when(without, entry("tags", resourceTag+key)))
}

func categoryOf(name string) ast.Expr {
	return build.Call("coalesce", entry("cost_category", name), entry("cost_category", strings.ToLower(name)), entry("tags", "costCategory/"+name))
}

var (
	upperCase = regexp.MustCompile(`[A-Z]`)
	odd       = regexp.MustCompile(`[^a-z0-9]+`)
)

// billedKey is the key that resource_tags has for a tag: CostCenter is user_cost_center. A key that is written so already is left.
func billedKey(key string) string {
	if strings.HasPrefix(key, "user_") || strings.HasPrefix(key, "aws_") {
		return key
	}
	if !strings.HasPrefix(key, "aws:") && !strings.HasPrefix(key, "user:") {
		key = "user:" + key
	}
	key = odd.ReplaceAllString(strings.ToLower(upperCase.ReplaceAllString(key, "_$0")), "_")
	return strings.TrimSuffix(key, "_")
}

// rulesOf is the value of the first rule that fits.
func rulesOf(rules []Rule) ast.Expr {
	c := &ast.Case{}
	for _, r := range rules {
		switch {
		case r.Inherit == accountName:
			x := build.Call("nullif", column("line_item_usage_account_name"), build.Text(""))
			c.Whens = append(c.Whens, ast.When{Cond: known(x), Result: x})
		case r.Inherit != "":
			x := anyTag(r.Key)
			c.Whens = append(c.Whens, ast.When{Cond: known(x), Result: x})
		default:
			c.Whens = append(c.Whens, ast.When{Cond: r.When.expr(), Result: build.Text(r.Value)})
		}
	}
	return c
}

// accountsOf is what accounts stand for.
func accountsOf(list []Account) ast.Expr {
	ids := map[string][]string{}
	var values []string
	for _, a := range list {
		if ids[a.Value] == nil {
			values = append(values, a.Value)
		}
		ids[a.Value] = append(ids[a.Value], a.ID)
	}
	slices.Sort(values)
	if len(values) == 0 {
		return null()
	}
	c := &ast.Case{}
	for _, v := range values {
		c.Whens = append(c.Whens, ast.When{Cond: build.In(column("line_item_usage_account_id"), ids[v]), Result: build.Text(v)})
	}
	return c
}

// principalsOf is what callers stand for.
func principalsOf(list []Principal) ast.Expr {
	if len(list) == 0 {
		return null()
	}
	who := column("line_item_iam_principal")
	c := &ast.Case{}
	for _, p := range list {
		if p.Regex == "" {
			pattern := strings.ReplaceAll(escaped(p.Match), "*", "%")
			c.Whens = append(c.Whens, ast.When{Cond: like(who, pattern), Result: build.Text(p.Value)})
			continue
		}
		cond := build.Call("regexp_like", who, build.Text(p.Regex))
		if !strings.Contains(p.Value, "$1") {
			c.Whens = append(c.Whens, ast.When{Cond: cond, Result: build.Text(p.Value)})
			continue
		}
		// A group that matched nothing leaves no value behind: the next pattern is tried.
		group := build.Call("nullif", build.Call("regexp_extract", who, build.Text(p.Regex), build.Number(1)), build.Text(""))
		c.Whens = append(c.Whens, ast.When{Cond: known(group), Result: filled(p.Value, group)})
	}
	return c
}

// filled is a value with the group in place of $1.
func filled(value string, group ast.Expr) ast.Expr {
	var out ast.Expr
	for i, part := range strings.Split(value, "$1") {
		if i > 0 {
			out = build.Join("||", out, group)
		}
		if part != "" {
			out = build.Join("||", out, build.Text(part))
		}
	}
	return out
}
