package access

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// typing types the filters and masks of one table for one principal.
type typing struct{ *analyze.Rows }

func newTyping(ctx context.Context, v *View, table *catalog.Table, cols []typed.Column) typing {
	return typing{analyze.Over(ctx, table, cols, mapped{v}, analyze.Options{User: v.who.Name, Tags: v.who.Tags})}
}

// every types the filters and masks of each of the grants.
func (t typing) every(all []cells, cols []typed.Column) (over, error) {
	o := over{cells: all, filters: make([]typed.Expr, len(all)), masks: make([]map[string]typed.Expr, len(all))}
	for i, c := range all {
		var err error
		if c.Rows != nil {
			if o.filters[i], err = t.filter(c.Rows); err != nil {
				return o, err
			}
		}
		if o.masks[i], err = t.masks(c.Masks, cols); err != nil {
			return o, err
		}
	}
	return o, nil
}

// filter types a condition. It may be anything that gives the same for the same rows, and never fails: where it would, it is not true.
func (t typing) filter(x ast.Expr) (typed.Expr, error) {
	cond, err := t.Condition(x)
	if err == nil {
		err = t.steady(cond)
	}
	if err != nil {
		return nil, err
	}
	if cond, err = calm(cond); err != nil {
		return nil, err
	}
	return typed.RewriteExpr(cond, typed.Rewriter{Rel: unguarded}), nil
}

// masks types the masks of columns; where one fails, it is NULL.
func (t typing) masks(of map[string]ast.Expr, cols []typed.Column) (map[string]typed.Expr, error) {
	made := make(map[string]typed.Expr, len(of))
	for _, name := range slices.Sorted(maps.Keys(of)) {
		i := slices.IndexFunc(cols, func(c typed.Column) bool { return strings.EqualFold(c.Name, name) })
		if i < 0 {
			return nil, errors.New("there is no column " + name + " to mask")
		}
		mask, err := t.Mask(of[name], cols[i].Type)
		if err == nil {
			err = t.steady(mask)
		}
		if err != nil {
			return nil, err
		}
		if typed.MayThrow(mask) {
			mask = &typed.Try{X: mask}
		}
		made[strings.ToLower(name)] = mask
	}
	return made, nil
}

// steady refuses what gives another answer each time.
func (t typing) steady(x typed.Expr) error {
	if t.Clocked() {
		return errors.New("it asks for the time: a policy says the same at all times")
	}
	steady := true
	typed.WalkExpr(x, typed.Visitor{
		Rel: func(r typed.Rel) bool {
			_, sample := r.(*typed.Sample)
			steady = steady && !sample
			return steady
		},
		Expr: func(x typed.Expr) bool {
			steady = steady && !typed.Fickle(x)
			return steady
		},
	})
	if !steady {
		return errors.New("it depends on chance or on the time: a policy says the same at all times")
	}
	return nil
}

// calm returns a condition that does not fail: each of the parts joined by AND that may becomes one that is NULL instead, so that a row is hidden
// on which one fails, whatever else would have shown it. A part with a query inside cannot be made so, and must not fail by itself.
func calm(x typed.Expr) (typed.Expr, error) {
	if and, ok := x.(*typed.Logic); ok && !and.Or {
		out := &typed.Logic{Args: make([]typed.Expr, len(and.Args))}
		for i, arg := range and.Args {
			var err error
			if out.Args[i], err = calm(arg); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	if !typed.MayThrow(x) {
		return x, nil
	}
	if queries(x) {
		return nil, errors.New("a condition with a query in it may fail on a row: use TRY or TRY_CAST within the query and beside it, or a query of one row")
	}
	return &typed.Try{X: x}, nil
}

// queries tells whether there is a query in an expression.
func queries(x typed.Expr) (found bool) {
	typed.WalkExpr(x, typed.Visitor{Expr: func(x typed.Expr) bool {
		found = found || typed.Subquery(x) != nil
		return !found
	}})
	return found
}

// unguarded marks the tables that a filter reads: they are read with the policy's rights, whole.
func unguarded(r typed.Rel) typed.Rel {
	switch r := r.(type) {
	case *typed.Scan:
		r.Guard = &typed.Guard{}
	case *typed.View:
		r.Guard = &typed.Guard{}
	}
	return r
}

// mapped is the catalog of the tables that row filters may read.
type mapped struct{ *View }

// Table returns a mapping table, whole.
func (m mapped) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	if !m.policy.mappings[name] {
		return nil, catalog.ErrTableNotFound
	}
	return m.all.Table(ctx, name)
}

// Databases returns the databases of mapping tables.
func (m mapped) Databases(context.Context) ([]string, error) {
	var names []string
	for name := range m.policy.mappings {
		names = append(names, name.Database)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Tables returns the mapping tables of a database.
func (m mapped) Tables(_ context.Context, database string) ([]string, error) {
	var names []string
	for name := range m.policy.mappings {
		if name.Database == database {
			names = append(names, name.Table)
		}
	}
	slices.Sort(names)
	return names, nil
}
