package typed

// Prune returns the query without the columns of views that nothing uses and without the columns of scans that are then
// not read: a view over a bill has hundreds of columns, and a query uses a few. The result is the same. The price is one pass for each
// level of views below views, and one for the scans.
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
			case *Scan:
				return pruneScan(r, used)
			}
			return r
		}})
		if !dropped {
			return q
		}
	}
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
	keep := make([]bool, len(v.Cols))
	kept := 0
	for i, c := range v.Cols {
		if keep[i] = used[c.ID]; keep[i] {
			kept++
		}
	}
	if kept == 0 && len(keep) > 0 { // count(*) still needs rows
		keep[0], kept = true, 1
	}
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
