package investigate

import (
	"cmp"
	"fmt"
	"strings"
)

// chart is a series of days as bars.
type chart struct {
	Title, Says string
	// Bars are in the units of the picture, Width by Height.
	Bars          []bar
	Width, Height int
	values        []float64
}

// bar is a day.
type bar struct {
	X, Y, W, H float64
	Says       string
	// Kind is before, after, or rest for days of neither window.
	Kind string
}

// The size of a chart.
const (
	chartWidth  = 900
	chartHeight = 60
)

// chartOf makes a chart of a series.
func chartOf(r *Report, s Series, w words) chart {
	c := chart{Title: cmp.Or(s.UsageType, w.NoUsage), Width: chartWidth, Height: chartHeight}
	if title := w.in(s.Title); title != "" {
		c.Title += " — " + title
	}
	if len(s.Points) == 0 {
		return c
	}
	most := 0.0
	for _, p := range s.Points {
		f, _ := p.Cost.Rat().Float64()
		c.values = append(c.values, f)
		most = max(most, f)
	}
	width := float64(chartWidth) / float64(len(s.Points))
	for i, p := range s.Points {
		h := 0.0
		if most > 0 {
			h = max(0, c.values[i]/most*chartHeight)
		}
		kind := "rest"
		switch {
		case p.Day >= r.Before.Start && p.Day < r.Before.End:
			kind = "before"
		case p.Day >= r.After.Start && p.Day < r.After.End:
			kind = "after"
		}
		const gap = 0.5
		c.Bars = append(c.Bars, bar{X: float64(i) * width, Y: chartHeight - h, W: max(gap, width-gap), H: h, Says: p.Day + " " + p.Cost.In(r.Currency), Kind: kind})
	}
	first, last := s.Points[0], s.Points[len(s.Points)-1]
	c.Says = fmt.Sprintf("%s %s %s, %s → %s", first.Day, w.Until, last.Day, first.Cost.In(r.Currency), last.Cost.In(r.Currency))
	return c
}

// letters draws a chart with letters of eight heights, at most 60 of them.
func (c chart) letters() string {
	const most = 60
	steps := []rune("▁▂▃▄▅▆▇█")
	list := c.values
	if len(list) > most {
		var few []float64
		for i := range most {
			from, to := i*len(list)/most, (i+1)*len(list)/most
			sum := 0.0
			for _, v := range list[from:to] {
				sum += v
			}
			few = append(few, sum/float64(to-from))
		}
		list = few
	}
	high := 0.0
	for _, v := range list {
		high = max(high, v)
	}
	var b strings.Builder
	for _, v := range list {
		at := 0
		if high > 0 {
			at = int(max(0, v) / high * float64(len(steps)-1))
		}
		b.WriteRune(steps[at])
	}
	return cmp.Or(b.String(), "–")
}
