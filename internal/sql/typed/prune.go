package typed

// Prune returns the query without the columns of views, of CTEs and of queries in FROM that nothing uses, and without the columns of
// scans that are then not read: a view over a bill has hundreds of columns, and a query uses a few. The result is the same. The price
// is one pass for each level of nesting that loses something.
func (q *Query) Prune() *Query {
	for {
		dropped := false
		used := Used(q.Root)
		q = q.Rewrite(Rewriter{Rel: func(r Rel) Rel {
			switch r := r.(type) {
			case *View:
				if made := pruneView(r, used); made != nil {
					dropped = true
					return made
				}
			case *Select:
				if made := pruneFrom(r.From, used); made != nil {
					dropped = true
					r.From = made // the copy that Rewrite has just made
				}
			case *Scan:
				return pruneScan(r, used)
			}
			return r
		}})
		if made := q.pruneCTEs(); made != nil {
			q, dropped = made, true
		}
		if !dropped {
			return q
		}
	}
}

// PruneScans drops the columns of the scans below root that nothing uses. It changes the tree, so it is for who has just made it.
func PruneScans(root *Block) {
	used := Used(root)
	Walk(root, Visitor{Rel: func(r Rel) bool {
		if scan, ok := r.(*Scan); ok {
			*scan = *pruneScan(scan, used)
		}
		return true
	}})
}

// pruneScan drops the columns of a scan that nothing uses.
func pruneScan(s *Scan, used map[ColumnID]bool) *Scan {
	out := *s
	out.Cols, out.Source = nil, nil
	for i, c := range s.Cols {
		if used[c.ID] {
			out.Cols, out.Source = append(out.Cols, c), append(out.Source, s.Source[i])
		}
	}
	return &out
}

// pruneView drops the columns of a view that nothing uses, in the view and in its query; nil when there is nothing to
// drop, or the query needs all of them.
func pruneView(v *View, used map[ColumnID]bool) *View {
	keep, kept := leastOne(v.Cols, used)
	if kept == len(keep) {
		return nil
	}
	body := pruneColumns(v.Block, keep)
	if body == nil {
		return nil
	}
	out := *v
	out.Cols = pick(v.Cols, keep)
	out.Block = body.(*Block) //nolint:forcetypeassert // pruneColumns gives a relation of the kind it was given
	return &out
}

// pruneFrom drops the columns that nothing uses of the queries in a FROM clause; nil when there is nothing to drop.
func pruneFrom(r Rel, used map[ColumnID]bool) Rel {
	switch r := r.(type) {
	case *Join:
		left, right := pruneFrom(r.Left, used), pruneFrom(r.Right, used)
		if left == nil && right == nil {
			return nil
		}
		out := *r
		if left != nil {
			out.Left = left
		}
		if right != nil {
			out.Right = right
		}
		return &out
	case *Block, *Select, *SetOp:
		cols := r.Columns()
		keep, kept := leastOne(cols, used)
		if kept == len(cols) {
			return nil
		}
		return pruneColumns(r, keep)
	}
	return nil
}

// leastOne marks the columns that are used, and at least one: count(*) still needs rows.
func leastOne(cols []Column, used map[ColumnID]bool) (keep []bool, kept int) {
	keep = make([]bool, len(cols))
	for i, c := range cols {
		if keep[i] = used[c.ID]; keep[i] {
			kept++
		}
	}
	if kept == 0 && len(keep) > 0 {
		keep[0], kept = true, 1
	}
	return keep, kept
}

// pruneColumns drops columns by place where that changes nothing else; nil where it would.
func pruneColumns(r Rel, keep []bool) Rel {
	switch r := r.(type) {
	case *Block:
		body := pruneColumns(r.Body, keep)
		if body == nil || len(r.OrderBy) > 0 {
			return nil
		}
		out := *r
		out.Body = body
		return &out
	case *Select:
		if r.Distinct {
			return nil
		}
		out := *r
		out.Items = pick(r.Items, keep)
		return &out
	case *SetOp:
		if r.Op != Union || !r.All {
			return nil
		}
		left, right := pruneColumns(r.Left, keep), pruneColumns(r.Right, keep)
		if left == nil || right == nil {
			return nil
		}
		out := *r
		out.Left, out.Right, out.Cols = left, right, pick(r.Cols, keep)
		return &out
	}
	return nil
}

// pick returns the members that are kept.
func pick[T any](all []T, keep []bool) []T {
	var some []T
	for i, x := range all {
		if keep[i] {
			some = append(some, x)
		}
	}
	return some
}
