package ast

// namedWindow writes one window of WINDOW.
func (p *printer) namedWindow(w *NamedWindow) {
	p.ident(w.Name)
	p.word(" AS (")
	p.window(w.Window)
	p.word(")")
}

// window writes what stands between the parentheses of a window.
func (p *printer) window(w *Window) {
	sep := ""
	part := func() {
		p.word(sep)
		sep = " "
	}
	if w.Base != nil {
		part()
		p.ident(*w.Base)
	}
	if len(w.PartitionBy) > 0 {
		part()
		p.word("PARTITION BY ")
		p.exprs(w.PartitionBy)
	}
	if len(w.OrderBy) > 0 {
		part()
		p.word("ORDER BY ")
		p.sortItems(w.OrderBy)
	}
	if w.Frame != nil {
		part()
		p.frame(w.Frame)
	}
}

// frame writes a frame.
func (p *printer) frame(f *Frame) {
	for i := range f.Measures {
		if i == 0 {
			p.word("MEASURES ")
		}
		p.comma(i)
		p.measure(&f.Measures[i])
	}
	if len(f.Measures) > 0 {
		p.word(" ")
	}
	p.extent(f)
	if f.Matching != nil {
		flat := p.flat
		p.flat = true
		p.matching(f.Matching)
		p.flat = flat
	}
}

// extent writes what rows a frame holds.
func (p *printer) extent(f *Frame) {
	switch f.Unit {
	case Rows:
		p.word("ROWS ")
	case Range:
		p.word("RANGE ")
	case Groups:
		p.word("GROUPS ")
	}
	if f.End == nil {
		p.bound(&f.Start)
		return
	}
	p.word("BETWEEN ")
	p.bound(&f.Start)
	p.word(" AND ")
	p.bound(f.End)
}

// bound writes one end of a frame.
func (p *printer) bound(b *Bound) {
	if b.Value != nil {
		p.expr(b.Value, concatLevel)
		p.word(" ")
	}
	switch b.Kind {
	case UnboundedPreceding:
		p.word("UNBOUNDED PRECEDING")
	case Preceding:
		p.word("PRECEDING")
	case CurrentRow:
		p.word("CURRENT ROW")
	case Following:
		p.word("FOLLOWING")
	case UnboundedFollowing:
		p.word("UNBOUNDED FOLLOWING")
	}
}
