package typed

// pruneCTEs returns the query without the columns of CTEs that no reference uses; nil when there is nothing to drop. A reference in a FROM
// clause uses columns by their ids; one that is the body of a query, or a side of a set operation, is read by place and uses all.
func (q *Query) pruneCTEs() *Query {
	inFrom, refs := q.refsToCTEs()
	if len(refs) == 0 {
		return nil
	}
	used := Used(q.Root)
	if len(keptOfCTEs(inFrom, refs, used)) == 0 {
		return nil
	}
	out := q.Rewrite(Rewriter{}) // a copy, to be changed in place
	inFrom, refs = out.refsToCTEs()
	keep := keptOfCTEs(inFrom, refs, used)
	for _, ref := range refs {
		if kept := keep[ref.CTE]; kept != nil {
			ref.Cols = pick(ref.Cols, kept)
		}
	}
	for cte, kept := range keep {
		cte.Cols = pick(cte.Cols, kept)
		cte.Block = pruneColumns(cte.Block, kept).(*Block) //nolint:forcetypeassert // it is tried in keptOfCTEs, and gives what it was given
	}
	return out
}

// refsToCTEs returns all references to CTEs, and which of them stand in a FROM clause by themselves.
func (q *Query) refsToCTEs() (inFrom map[*CTERef]bool, refs []*CTERef) {
	inFrom = map[*CTERef]bool{}
	Walk(q.Root, Visitor{Rel: func(r Rel) bool {
		switch r := r.(type) {
		case *Select:
			refsIn(r.From, inFrom)
		case *CTERef:
			refs = append(refs, r)
		}
		return true
	}})
	return inFrom, refs
}

// keptOfCTEs returns, for each CTE that may lose columns, which stay.
func keptOfCTEs(inFrom map[*CTERef]bool, refs []*CTERef, used map[ColumnID]bool) map[*CTE][]bool {
	wanted := map[*CTE]map[int]bool{}
	for _, r := range refs {
		if wanted[r.CTE] == nil {
			wanted[r.CTE] = map[int]bool{}
		}
		for i, c := range r.Cols {
			if used[c.ID] || !inFrom[r] {
				wanted[r.CTE][i] = true
			}
		}
	}
	keep := map[*CTE][]bool{}
	for cte, places := range wanted {
		if len(places) == 0 {
			places[0] = true // count(*) still needs rows
		}
		if cte.Recursive || len(places) == len(cte.Cols) {
			continue
		}
		kept := make([]bool, len(cte.Cols))
		for i := range kept {
			kept[i] = places[i]
		}
		if pruneColumns(cte.Block, kept) != nil {
			keep[cte] = kept
		}
	}
	return keep
}

// refsIn marks the references to CTEs that stand in a FROM clause by themselves.
func refsIn(r Rel, found map[*CTERef]bool) {
	switch r := r.(type) {
	case *Join:
		refsIn(r.Left, found)
		refsIn(r.Right, found)
	case *CTERef:
		found[r] = true
	}
}
