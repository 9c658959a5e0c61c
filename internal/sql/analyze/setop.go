package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// setOp analyzes UNION, INTERSECT and EXCEPT: both sides have the same number of columns, the columns common types, and
// the names of the left side.
func (a *analyzer) setOp(s *ast.SetOp, p place) (relation, error) {
	left, lerr := a.body(s.Left, p)
	right, rerr := a.body(s.Right, p)
	var bad problems
	bad.add(lerr)
	bad.add(rerr)
	if err := bad.result(); err != nil {
		return relation{}, err
	}
	return a.combine(s, left, right)
}

// combine puts two analyzed sides together.
func (a *analyzer) combine(s *ast.SetOp, left, right relation) (relation, error) {
	lcols, rcols := left.rel.Columns(), right.rel.Columns()
	if len(lcols) != len(rcols) {
		return relation{}, errSetOpCount(s, len(lcols), len(rcols))
	}
	ts := make([]types.Type, len(lcols))
	for i := range lcols {
		t, ok := types.CommonSuper(lcols[i].Type, rcols[i].Type)
		if !ok {
			return relation{}, errSetOpType(s, i+1, lcols[i].Type, rcols[i].Type)
		}
		ts[i] = t
		if (s.Op != ast.Union || !s.All) && !t.Comparable() {
			return relation{}, errSetOpNotComparable(s, t)
		}
	}
	out := &typed.SetOp{Op: typed.SetOperator(s.Op), All: s.All, Left: a.castColumns(left.rel, ts), Right: a.castColumns(right.rel, ts)}
	rel := relation{rel: out}
	for i, t := range ts {
		col := typed.Column{ID: a.newID(), Name: lcols[i].Name, Type: t}
		a.passOnColumn(col.ID, lcols[i])
		a.passOnColumn(col.ID, rcols[i])
		out.Cols = append(out.Cols, col)
		rel.fields = append(rel.fields, field{name: left.fields[i].name, shown: left.fields[i].shown, x: &typed.Ref{Column: col}})
	}
	return rel, nil
}

// castColumns returns r when its columns have the types ts, else a SELECT around it that casts them.
func (a *analyzer) castColumns(r typed.Rel, ts []types.Type) typed.Rel {
	same := true
	cols := r.Columns()
	for i, c := range cols {
		same = same && c.Type.Equal(ts[i])
	}
	if same {
		return r
	}
	s := &typed.Select{From: r}
	for i, c := range cols {
		s.Items = append(s.Items, typed.Item{
			Column: typed.Column{ID: a.newID(), Name: c.Name, Type: ts[i]},
			X:      coerce(&typed.Ref{Column: c}, ts[i]),
		})
	}
	return s
}
