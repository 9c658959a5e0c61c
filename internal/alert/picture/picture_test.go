package picture_test

import (
	"bytes"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/picture"
)

func draw(t *testing.T, c alert.Case, o picture.Options) []byte {
	t.Helper()
	out, err := picture.Draw(c, o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAPictureIsLightAndHasTwoPixelsForEachPoint(t *testing.T) {
	c := alert.Example(time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC))
	first, second := draw(t, c, picture.Options{Words: true}), draw(t, c, picture.Options{Words: true})
	if !bytes.Equal(first, second) {
		t.Error("the same case gives another picture")
	}
	image, err := png.Decode(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	if size := image.Bounds().Size(); size.X != 1280 || size.Y != 520 {
		t.Errorf("it is %v", size)
	}
	corner := color.NRGBAModel.Convert(image.At(2, 2))
	count := map[string]int{}
	for x := range image.Bounds().Dx() {
		for y := range image.Bounds().Dy() {
			switch c := color.NRGBAModel.Convert(image.At(x, y)).(color.NRGBA); {
			case c.R > 180 && c.G < 80 && c.B < 80:
				count["unusual"]++
			case c.R < 60 && c.G < 100 && c.B > 110:
				count["actual"]++
			case c.R > 200 && c.R < 225 && c.G > 215 && c.B > 235:
				count["band"]++
			}
		}
	}
	if corner != (color.NRGBA{255, 255, 255, 255}) || count["unusual"] < 100 || count["actual"] < 1000 || count["band"] < 10000 {
		t.Errorf("corner %v, pixels %v", corner, count)
	}
}

// Whatever numbers there are, there is a picture.
func TestAPictureOfAnything(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 3, 1+n, 0, 0, 0, 0, time.UTC) }
	point := func(n int, x float64) alert.Point {
		return alert.Point{Day: day(n), Actual: x, Expected: x, Low: x, High: x}
	}
	long := make([]alert.Point, 3000)
	for i := range long {
		long[i] = point(i, float64(i))
	}
	for name, points := range map[string][]alert.Point{
		"nothing":      nil,
		"one day":      {point(0, 1)},
		"zeros":        {point(0, 0), point(1, 0)},
		"no numbers":   {point(0, math.NaN()), point(1, math.Inf(1)), point(2, math.Inf(-1))},
		"huge":         {point(0, math.MaxFloat64), point(1, 1e17), point(2, -1e17)},
		"tiny":         {point(0, 1e-300), point(1, 2e-300)},
		"falls":        {point(0, -5), point(1, -50)},
		"out of order": {point(5, 1), point(1, 2), point(5, 3), point(6, 1)},
		"far apart":    {point(0, 1), point(100000, 2)},
		"years":        long,
		"band on head": {{Day: day(0), Low: 5, High: 1}, {Day: day(1), Low: 5, High: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			c := alert.Case{Points: points, Currency: "USD", Start: day(1)}
			for _, title := range []string{"", "Title", "急増", strings.Repeat("x", 1000)} {
				if _, err := png.Decode(bytes.NewReader(draw(t, c, picture.Options{Words: true, Title: title}))); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func FuzzAPicture(f *testing.F) {
	f.Add(int64(0), int64(1), 1.0, 2.0, 0.5, 3.0, "USD")
	f.Add(int64(-1e12), int64(1e12), math.MaxFloat64, -1.0, math.Inf(1), 0.0, "\x00")
	f.Fuzz(func(t *testing.T, first, second int64, actual, expected, low, high float64, currency string) {
		one := alert.Point{Day: time.Unix(first, 0), Actual: actual, Expected: expected, Low: low, High: high}
		two := alert.Point{Day: time.Unix(second, 0), Actual: expected, Expected: actual, Low: low, High: high}
		draw(t, alert.Case{Points: []alert.Point{one, two}, Currency: currency, Start: one.Day}, picture.Options{Words: true, Title: currency})
	})
}
