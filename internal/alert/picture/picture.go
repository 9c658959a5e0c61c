// Package picture draws the band chart of a case as PNG: what was spent each day, what was expected, and between what it would not have
// surprised. It promises a light background, two pixels for each point of the screen, the same bytes for the same case, and a picture for
// whatever numbers there are.
//
//	png, err := picture.Draw(c, picture.Options{Words: true})
package picture

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"github.com/glauxhq/glaux/internal/alert"
)

// Options say what is written into a picture beside numbers.
type Options struct {
	// Words writes a legend, in English.
	Words bool
	// Title stands above, where the font has its letters.
	Title string
}

// The size of a picture on the screen; it has twice as many pixels each way.
const (
	width, height = 640, 260
	dpi           = 192
	// mostDays bounds the days that are drawn, the last ones.
	mostDays = 400
)

// sans is the variant of the font.
const sans = "Sans"

// palette are the colours: the band and what was expected stand back, what was spent and where it is unusual stand out.
func palette() (band, expected, actual, unusual, grid color.Color) {
	return color.NRGBA{0x9e, 0xc1, 0xe8, 0x70}, color.NRGBA{0x5a, 0x6b, 0x7f, 0xff}, color.NRGBA{0x1f, 0x4e, 0x8c, 0xff}, color.NRGBA{0xc9, 0x2a, 0x2a, 0xff}, color.NRGBA{0xe3, 0xe7, 0xec, 0xff}
}

// Draw draws a case. A case without two days that have numbers is an empty picture with its axes.
func Draw(c alert.Case, o Options) ([]byte, error) {
	days := usable(c.Points)
	p := plot.New()
	p.BackgroundColor = color.White
	if o.Title != "" && legible(o.Title) {
		p.Title.Text = shorten(o.Title)
		p.Title.TextStyle.Font.Size = font.Points(11) //nolint:mnd // a size
		p.Title.Padding = vg.Points(6)                //nolint:mnd // a size
	}
	p.Title.TextStyle.Font.Variant = sans
	axes(p, days, c.Currency, o.Words)
	if len(days) > 1 {
		if err := series(p, days, &c, o); err != nil {
			return nil, err
		}
	}
	if o.Words {
		p.Legend.Top, p.Legend.Left = true, true
		p.Legend.TextStyle.Font.Size = font.Points(8) //nolint:mnd // a size
		p.Legend.TextStyle.Font.Variant = sans
	}
	const pixels, inch = 96, 72
	size := func(n float64) vg.Length { return vg.Length(n * inch / pixels) }
	canvas := vgimg.NewWith(vgimg.UseWH(size(width), size(height)), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(color.White))
	margin := vg.Points(6) //nolint:mnd // a size
	p.Draw(draw.Crop(draw.New(canvas), margin, -margin*2, margin, -margin))
	var out bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: canvas}).WriteTo(&out); err != nil {
		return nil, fmt.Errorf("write picture: %w", err)
	}
	return out.Bytes(), nil
}

// series draws the lines.
func series(p *plot.Plot, days []alert.Point, c *alert.Case, o Options) error {
	bandColour, expectedColour, actualColour, unusualColour, _ := palette()
	var band, expected, actual, unusual plotter.XYs
	for _, d := range days {
		x := float64(d.Day.Unix())
		band = append(band, plotter.XY{X: x, Y: d.High})
		expected = append(expected, plotter.XY{X: x, Y: d.Expected})
		actual = append(actual, plotter.XY{X: x, Y: d.Actual})
		if !d.Day.Before(c.Start) && (c.End.IsZero() || d.Day.Before(c.End)) {
			unusual = append(unusual, plotter.XY{X: x, Y: d.Actual})
		}
	}
	for i := len(days) - 1; i >= 0; i-- {
		band = append(band, plotter.XY{X: float64(days[i].Day.Unix()), Y: days[i].Low})
	}
	area, err := plotter.NewPolygon(band)
	if err != nil {
		return fmt.Errorf("draw band: %w", err)
	}
	area.Color, area.Width = bandColour, 0
	dashed, err := plotter.NewLine(expected)
	if err != nil {
		return fmt.Errorf("draw expectation: %w", err)
	}
	dashed.Color, dashed.Dashes = expectedColour, []vg.Length{vg.Points(4), vg.Points(3)} //nolint:mnd // sizes
	line, err := plotter.NewLine(actual)
	if err != nil {
		return fmt.Errorf("draw costs: %w", err)
	}
	line.Color, line.Width = actualColour, vg.Points(1.6) //nolint:mnd // a size
	p.Add(area, dashed, line)
	var dots *plotter.Scatter
	if len(unusual) > 0 {
		if dots, err = plotter.NewScatter(unusual); err != nil {
			return fmt.Errorf("draw days: %w", err)
		}
		dots.Color, dots.Radius, dots.Shape = unusualColour, vg.Points(2), draw.CircleGlyph{} //nolint:mnd // a size
		p.Add(dots)
	}
	if o.Words {
		p.Legend.Add("actual", line)
		p.Legend.Add("expected", dashed)
		p.Legend.Add("usual range", area)
		if dots != nil {
			p.Legend.Add("unusual", dots)
		}
	}
	return nil
}

// axes draws days below and amounts on the left.
func axes(p *plot.Plot, days []alert.Point, currency string, legend bool) {
	_, _, _, _, gridColour := palette()
	low, high := 0.0, 0.0
	for _, d := range days {
		low, high = min(low, d.Low, d.Actual, d.Expected), max(high, d.High, d.Actual, d.Expected)
	}
	room := 1.08
	if legend {
		room = 1.35 // what is usual lies below the legend
	}
	if high <= low {
		high = low + 1
	}
	p.Y.Min, p.Y.Max = low*room, high*room
	p.Y.Tick.Marker = amounts{}
	if legible(currency) {
		p.Y.Label.Text = currency
	}
	from, to := time.Unix(0, 0), time.Unix(1, 0)
	if len(days) > 0 {
		from, to = days[0].Day, days[len(days)-1].Day
	}
	if !to.After(from) {
		to = from.AddDate(0, 0, 1)
	}
	p.X.Min, p.X.Max = float64(from.Unix()), float64(to.Unix())
	p.X.Tick.Marker = dates{}
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Tick.Label.Font.Size, axis.Label.TextStyle.Font.Size = font.Points(8), font.Points(8) //nolint:mnd // sizes
		axis.Tick.Label.Font.Variant, axis.Label.TextStyle.Font.Variant = sans, sans
		axis.Color, axis.Tick.Color = gridColour, gridColour
	}
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = nil, gridColour
	p.Add(grid)
}

// usable returns the last days that have numbers which can be drawn, in order.
func usable(points []alert.Point) []alert.Point {
	var days []alert.Point
	for _, p := range points {
		ordered := len(days) == 0 || p.Day.After(days[len(days)-1].Day)
		if ordered && drawable(p.Actual) && drawable(p.Expected) && drawable(p.Low) && drawable(p.High) {
			days = append(days, p)
		}
	}
	return days[max(0, len(days)-mostDays):]
}

// drawable tells whether a number is one of this world.
func drawable(x float64) bool { return !math.IsNaN(x) && math.Abs(x) < 1e18 }

// legible tells whether the font has the letters: Latin, Greek and Cyrillic. Elsewhere the message says what the picture shows.
func legible(s string) bool {
	for _, r := range s {
		if r < ' ' || r >= 0x530 && (r < 0x2010 || r > 0x2044) || r >= 0x7f && r < 0xa0 {
			return false
		}
	}
	return s != ""
}

// shorten bounds a title.
func shorten(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
