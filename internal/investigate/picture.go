package investigate

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/glauxhq/glaux/internal/money"
)

// picture is the traffic as bands between nodes, each layer in a column. A band is as high as its dollars, or as its bytes where nothing is priced.
type picture struct {
	Width, Height float64
	Nodes         []box
	Bands         []band
	links         []Link
	names         map[string]string
	words         words
	currency      string
}

// box is a node.
type box struct {
	X, Y, W, H float64
	Name, Says string
	// TextX is where its name begins, or ends for Anchor "end".
	TextX, TextY float64
	Anchor       string
}

// band is a link, as the path of its middle.
type band struct {
	Path  string
	Width float64
	Says  string
}

// The measures of a picture.
const (
	pictureWidth = 1100.0
	layers       = 5
	boxWidth     = 14.0
	boxGap       = 8.0
	leastBand    = 1.0
	layerHeight  = 420.0
)

// pictureOf draws the traffic of a report.
func pictureOf(r *Report, w words) *picture {
	s := r.Traffic.Sankey
	if len(s.Links) == 0 {
		return nil
	}
	p := &picture{Width: pictureWidth, links: s.Links, names: map[string]string{}, words: w, currency: r.Currency}
	weigh := weights(s.Links)
	in, out := map[string]float64{}, map[string]float64{}
	for n, l := range s.Links {
		out[l.From] += weigh[n]
		in[l.To] += weigh[n]
	}
	most := 0.0
	var columns [layers][]Node
	for _, n := range s.Nodes {
		if n.Layer >= 0 && n.Layer < layers {
			columns[n.Layer] = append(columns[n.Layer], n)
		}
		p.names[n.ID] = clean(w.in(n.Name))
	}
	for _, column := range columns {
		sum := 0.0
		for _, n := range column {
			sum += max(in[n.ID], out[n.ID])
		}
		most = max(most, sum)
	}
	if most == 0 {
		return nil
	}
	scale := layerHeight / most
	at := map[string]*box{}
	for _, layer := range []int{2, 1, 0, 3, 4} { // from the middle outwards: each layer stands as the one beside it
		column := columns[layer]
		beside := middles(s.Links, weigh, at)
		slices.SortStableFunc(column, func(a, b Node) int {
			return cmp.Or(cmp.Compare(beside[a.ID], beside[b.ID]), cmp.Compare(max(in[b.ID], out[b.ID]), max(in[a.ID], out[a.ID])))
		})
		y := 0.0
		for _, n := range column {
			h := max(leastBand, max(in[n.ID], out[n.ID])*scale)
			b := &box{X: float64(layer) * (pictureWidth - boxWidth) / (layers - 1), Y: y, W: boxWidth, H: h, Name: p.names[n.ID]}
			if n.Detail != "" && n.Detail != b.Name {
				b.Says = b.Name + " · " + clean(n.Detail)
			}
			b.place(layer)
			at[n.ID] = b
			y += h + boxGap
		}
		p.Height = max(p.Height, y)
	}
	for _, column := range columns {
		for _, n := range column {
			p.Nodes = append(p.Nodes, *at[n.ID])
		}
	}
	p.bands(weigh, scale, at)
	return p
}

// middles are where the bands of nodes go in the layers that stand already: the mean of their ends there.
func middles(links []Link, weigh []float64, at map[string]*box) map[string]float64 {
	sums, weights := map[string]float64{}, map[string]float64{}
	add := func(id string, to *box, weight float64) {
		if to != nil {
			sums[id] += weight * (to.Y + to.H/2) //nolint:mnd // the middle
			weights[id] += weight
		}
	}
	for n, l := range links {
		add(l.From, at[l.To], weigh[n])
		add(l.To, at[l.From], weigh[n])
	}
	for id, w := range weights {
		if w > 0 {
			sums[id] /= w
		}
	}
	return sums
}

// place says where the name of a box stands.
func (b *box) place(layer int) {
	const beside, down = 4, 4
	b.TextX, b.TextY, b.Anchor = b.X+b.W+beside, b.Y+b.H/2+down, "start" //nolint:mnd // the middle
	if layer == layers-1 {
		b.TextX, b.Anchor = b.X-beside, "end"
	}
}

// weights are what links weigh in a picture: dollars, or bytes where there are no dollars.
func weights(links []Link) []float64 {
	out := make([]float64, len(links))
	sum := 0.0
	for n, l := range links {
		out[n], _ = l.Dollars.Rat().Float64()
		sum += out[n]
	}
	if sum > 0 {
		return out
	}
	for n, l := range links {
		out[n] = float64(l.Bytes)
	}
	return out
}

// bands draws the links. At a node they are in the order of their other ends.
func (p *picture) bands(weigh []float64, scale float64, at map[string]*box) {
	order := make([]int, 0, len(p.links))
	for n, l := range p.links {
		if at[l.From] != nil && at[l.To] != nil {
			order = append(order, n)
		}
	}
	y := func(id string) float64 { return at[id].Y }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(y(p.links[a].To), y(p.links[b].To)) })
	starts := offsets(order, func(n int) string { return p.links[n].From }, weigh, scale)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(y(p.links[a].From), y(p.links[b].From)) })
	ends := offsets(order, func(n int) string { return p.links[n].To }, weigh, scale)
	for _, n := range order {
		l := p.links[n]
		a, b := at[l.From], at[l.To]
		h := weigh[n] * scale
		x1, x2, y1, y2 := a.X+a.W, b.X, a.Y+starts[n]+h/2, b.Y+ends[n]+h/2 //nolint:mnd // the middle
		middle := (x1 + x2) / 2                                            //nolint:mnd // as it says
		p.Bands = append(p.Bands, band{
			Path:  fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", x1, y1, middle, y1, middle, y2, x2, y2),
			Width: max(leastBand, h),
			Says:  fmt.Sprintf("%s → %s: %s, %s", p.names[l.From], p.names[l.To], l.Dollars.In(p.currency), size(l.Bytes)),
		})
	}
}

// offsets are how far from the top of its node each link begins, or ends.
func offsets(order []int, node func(int) string, weigh []float64, scale float64) map[int]float64 {
	out, used := map[int]float64{}, map[string]float64{}
	for _, n := range order {
		out[n] = used[node(n)]
		used[node(n)] += weigh[n] * scale
	}
	return out
}

// table is the picture as a table, for a form without pictures.
func (p *picture) table() *table {
	w := p.words
	t := &table{Head: []string{w.From, w.To, w.Dollars, w.Bytes}, Right: []bool{false, false, true, true}}
	sorted := slices.Clone(p.links)
	slices.SortStableFunc(sorted, func(a, b Link) int { return cmp.Or(b.Dollars.Cmp(a.Dollars), cmp.Compare(b.Bytes, a.Bytes)) })
	var zero money.Amount
	for _, l := range sorted {
		dollars := w.Cell
		if !l.Dollars.Equal(zero) {
			dollars = l.Dollars.In(p.currency)
		}
		t.Rows = append(t.Rows, []string{p.names[l.From], p.names[l.To], dollars, size(l.Bytes)})
	}
	return t
}
