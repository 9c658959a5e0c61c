package allocation

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// habit is a key that many use, and how its tags are written.
type habit struct {
	key  string
	tags []string
}

// habits are the keys that are looked for where there is no file.
func habits() []habit {
	return []habit{
		{"department", []string{"department", "Department", "dept", "Dept"}},
		{"team", []string{"team", "Team"}},
		{"cost_center", []string{"cost-center", "CostCenter", "costcenter", "cost_center", "Cost Center"}},
	}
}

// Default returns rules for who has no file: a key for each name, in order, by the tags that habits know for it. Other names are their own tags.
// Without a name costs go to accounts.
func Default(keys ...string) Rules {
	r := Rules{Built: true}
	for _, name := range keys {
		tags := []string{name}
		if at := slices.IndexFunc(habits(), func(h habit) bool { return h.key == name }); at >= 0 {
			tags = habits()[at].tags
		}
		r.Keys = append(r.Keys, Key{
			Name: name, Over: Bill, Metric: Unblended, Residual: defaultResidual,
			Steps: []Step{
				{Name: kindName(ByProfileTag), Kind: ByProfileTag, Tags: tags},
				{Name: kindName(ByResourceTag), Kind: ByResourceTag, Tags: tags},
				{Name: kindName(ByPrincipalTag), Kind: ByPrincipalTag, Tags: tags},
				{Name: kindName(BySessionTag), Kind: BySessionTag, Tags: tags},
				{Name: kindName(ByMetadata), Kind: ByMetadata, Tags: tags},
				{Name: kindName(ByAccountTag), Kind: ByAccountTag, Tags: tags},
			},
		})
	}
	if len(r.Keys) == 0 {
		r.Keys = []Key{{
			Name: "account", Over: Bill, Metric: Unblended, Residual: defaultResidual,
			Steps: []Step{{Name: "account name", Kind: ByInherited, Rules: []Rule{{Inherit: accountName}}}},
		}}
	}
	return r
}

// Present returns the default rules for what a principal sees: a key for each habit that the last month's bill has tags of, the most used first.
func Present(ctx context.Context, runner Runner, who access.Principal) (Rules, error) {
	q, err := build.Query(`SELECT map_keys(resource_tags), map_keys(tags), count(*) FROM glaux.bill WHERE billing_period = (SELECT max(billing_period) FROM glaux.bill) GROUP BY 1, 2`)
	if err != nil {
		return Rules{}, err
	}
	there := map[string]bool{}
	uses := map[string]int64{}
	err = read(ctx, runner, who, q, func(r []value.Value) {
		billed, all := texts(r[0]), texts(r[1])
		for _, k := range append(billed, all...) {
			there[k] = true
		}
		for _, h := range habits() {
			if slices.ContainsFunc(h.tags, func(tag string) bool {
				return slices.Contains(billed, billedKey(tag)) || slices.Contains(all, resourceTag+tag)
			}) {
				uses[h.key] += number(r[2])
			}
		}
	})
	if err != nil {
		return Rules{}, err
	}
	keys := slices.Sorted(maps.Keys(uses))
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(uses[b], uses[a]) })
	rules := Default(keys...)
	for i := range rules.Keys {
		for j := range rules.Keys[i].Steps {
			rules.Keys[i].Steps[j].keep(there)
		}
	}
	return rules, nil
}

// keep leaves the tags of a step that a bill has. Where it has none, the step knows nothing, and says so.
func (s *Step) keep(there map[string]bool) {
	var has func(tag string) bool
	switch s.Kind { //nolint:exhaustive // the others look at no tags of the bill
	case ByProfileTag, ByResourceTag:
		has = func(tag string) bool { return there[billedKey(tag)] || there[resourceTag+tag] }
	case ByPrincipalTag, BySessionTag:
		has = func(tag string) bool { return there[principalPrefix+tag] }
	case ByAccountTag:
		has = func(tag string) bool { return there[accountPrefix+tag] }
	default:
		return
	}
	kept := slices.DeleteFunc(slices.Clone(s.Tags), func(tag string) bool { return !has(tag) })
	if s.absent = len(kept) == 0; s.absent {
		kept = s.Tags[:1]
	}
	s.Tags = kept
}
