package allocation

import (
	"cmp"
	"context"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
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
	q, err := build.Query(`SELECT billing_period FROM glaux.bill WHERE billing_period = (SELECT max(billing_period) FROM glaux.bill) GROUP BY 1`)
	if err != nil {
		return Rules{}, err
	}
	s, ok := q.Body.(*ast.Select)
	if !ok {
		return Default(), nil
	}
	for _, h := range habits() {
		known := known(first(h.tags, anyTag))
		s.Items = append(s.Items, build.Item(build.Call("count_if", known), h.key))
	}
	uses := map[string]int64{}
	err = read(ctx, runner, who, q, func(r []value.Value) {
		for i, h := range habits() {
			uses[h.key] = number(r[i+1])
		}
	})
	if err != nil {
		return Rules{}, err
	}
	var keys []string
	for _, h := range habits() {
		if uses[h.key] > 0 {
			keys = append(keys, h.key)
		}
	}
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(uses[b], uses[a]) })
	return Default(keys...), nil
}
