package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// unnest analyzes UNNEST: a column for each array, two for a map, one for each field of an array of rows. Where the alias lists as
// many columns as there would be without taking rows apart, they stay whole, as in Athena and not in Trino:
// `UNNEST(resources) AS t (r)` and then r.arn. Listed is how many columns the alias lists, 0 when it lists none.
func (a *analyzer) unnest(u *ast.Unnest, p place, listed int) (relation, error) {
	out := &typed.Unnest{Ordinality: u.Ordinality}
	e := env{place: p, names: p.outer, clause: inUnnest}
	whole, rows := 0, false // the columns when rows stay whole, and whether there are any
	for _, arg := range u.Exprs {
		x, err := a.expr(arg, e)
		if err != nil {
			return relation{}, err
		}
		switch t := x.Type(); t.Kind { //nolint:exhaustive // the others are all alike
		case types.Array:
			whole++
			rows = rows || t.Elem().Kind == types.Row
		case types.Map:
			whole += 2
		default:
			return relation{}, errUnnestType(u, t)
		}
		out.Args = append(out.Args, x)
	}
	if u.Ordinality {
		whole++
	}
	out.Whole = rows && listed == whole && !a.o.DecimalLiterals
	return a.unnested(out), nil
}

// unnested gives an UNNEST its columns.
func (a *analyzer) unnested(u *typed.Unnest) relation {
	rel := relation{rel: u}
	add := func(name string, t types.Type, from typed.Expr) {
		col := typed.Column{ID: a.newID(), Name: name, Type: t}
		if name == "" {
			col.Name = unnamed(len(u.Cols))
		}
		if from != nil {
			a.stored[col.ID] = a.isStored(from) && hasParts(t)
		}
		u.Cols = append(u.Cols, col)
		rel.fields = append(rel.fields, field{name: lower(name), shown: name, x: &typed.Ref{Column: col}})
	}
	for _, x := range u.Args {
		switch t := x.Type(); {
		case t.Kind == types.Map:
			add("", t.Key(), x)
			add("", t.Value(), x)
		case t.Elem().Kind == types.Row && !u.Whole:
			for i, f := range t.Elem().Elems {
				add(t.Elem().FieldName(i), f, x)
			}
		default:
			add("", t.Elem(), x)
		}
	}
	if u.Ordinality {
		add("", types.Of(types.BigInt), nil)
	}
	return rel
}
