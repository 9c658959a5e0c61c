package scalar

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// A color is a number: red, green and blue in eight bits each, or less than zero for one of the eight of a terminal.

// colorNames are the colors of a terminal.
//
//nolint:gochecknoglobals // a table that nobody changes
var colorNames = []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}

const (
	pureRed, pureGreen   = 0xFF0000, 0x00FF00
	colorRed, colorGreen = -2, -3
	resetColor           = "\x1b[0m"
	// maxBar is how wide a bar may be.
	maxBar = 1 << 20
)

// colors are the functions for output in color.
func colors() map[string]maker {
	return map[string]maker{
		"color": func(params []types.Type, _ types.Type) (Impl, bool) {
			return throwing(func(args []value.Value) (value.Value, error) {
				switch len(args) {
				case 1:
					return namedColor(text(args, 0))
				case 3:
					return mixed(number(args[0]), integer(args[1]), integer(args[2]))
				}
				x, low, high := number(args[0]), number(args[1]), number(args[2])
				return mixed((x-low)/(high-low), integer(args[3]), integer(args[4]))
			}), len(params) == 1 || len(params) == 3 || len(params) == 5
		},
		"rgb": always(throwing(func(args []value.Value) (value.Value, error) {
			n := int64(0)
			for i, name := range []string{"red", "green", "blue"} {
				part := integer(args[i])
				if part < 0 || part > 255 {
					return nil, bad("%s must be between 0 and 255", name)
				}
				n = n<<8 | part
			}
			return n, nil
		})),
		"render": func(params []types.Type, _ types.Type) (Impl, bool) {
			t := params[0]
			return pure(func(args []value.Value) value.Value {
				if len(args) == 2 {
					return colored(value.Text(args[0], t), integer(args[1]))
				}
				if yes, _ := args[0].(bool); yes {
					return colored("✓", colorGreen)
				}
				return colored("✗", colorRed)
			}), true
		},
		"bar": always(throwing(func(args []value.Value) (value.Value, error) {
			low, high := int64(pureRed), int64(pureGreen)
			if len(args) == 4 {
				low, high = integer(args[2]), integer(args[3])
			}
			return colorBar(number(args[0]), integer(args[1]), low, high)
		})),
	}
}

// namedColor reads #rgb or the name of a color.
func namedColor(s string) (value.Value, error) {
	if len(s) == 4 && s[0] == '#' {
		if n, err := strconv.ParseUint(s[1:], 16, 16); err == nil {
			return int64(n>>8*0x110000 | n>>4&0xF*0x1100 | n&0xF*0x11), nil //nolint:gosec // twelve bits
		}
	}
	for i, name := range colorNames {
		if strings.EqualFold(s, name) {
			return int64(-i - 1), nil
		}
	}
	return nil, bad("Invalid color: '%s'", s)
}

// mixed is the color at a share of the way from one to another, by hue, saturation and brightness.
func mixed(share float64, low, high int64) (value.Value, error) {
	if low < 0 {
		return nil, bad("lowColor not a valid RGB color")
	}
	if high < 0 {
		return nil, bad("highColor not a valid RGB color")
	}
	return mix(float32(max(0, min(1, share))), low, high), nil
}

func mix(share float32, low, high int64) int64 {
	a, b := hueOf(low), hueOf(high)
	for i := range a {
		a[i] += share * (b[i] - a[i])
	}
	return fromHue(a)
}

// hueOf returns hue, saturation and brightness, each from 0 to 1.
func hueOf(c int64) [3]float32 {
	r, g, b := float32(c>>16&0xFF), float32(c>>8&0xFF), float32(c&0xFF)
	most, least := max(r, g, b), min(r, g, b)
	if most == least {
		return [3]float32{0, 0, most / 255}
	}
	span, hue := most-least, float32(0)
	switch most {
	case r:
		hue = (g - b) / span
	case g:
		hue = 2 + (b-r)/span
	default:
		hue = 4 + (r-g)/span
	}
	if hue /= 6; hue < 0 {
		hue++
	}
	return [3]float32{hue, span / most, most / 255}
}

// fromHue undoes hueOf.
func fromHue(c [3]float32) int64 {
	part := func(x float32) int64 { return int64(x*255 + 0.5) }
	sector := (c[0] - float32(math.Floor(float64(c[0])))) * 6
	rest := sector - float32(math.Floor(float64(sector)))
	v, p, q, t := part(c[2]), part(c[2]*(1-c[1])), part(c[2]*(1-c[1]*rest)), part(c[2]*(1-c[1]*(1-rest)))
	join := func(r, g, b int64) int64 { return r<<16 | g<<8 | b }
	switch int(sector) {
	case 0:
		return join(v, t, p)
	case 1:
		return join(q, v, p)
	case 2:
		return join(p, v, t)
	case 3:
		return join(p, q, v)
	case 4:
		return join(t, p, v)
	}
	return join(v, p, q)
}

// escapeColor is the sequence that has a terminal of 256 colors write in the nearest one.
func escapeColor(c int64) string {
	if c < 0 {
		return fmt.Sprintf("\x1b[38;5;%dm", -c-1)
	}
	part := func(shift int) int64 { return c >> shift & 0xFF * 6 / 256 }
	return fmt.Sprintf("\x1b[38;5;%dm", 16+part(16)*36+part(8)*6+part(0))
}

func colored(s string, c int64) string { return escapeColor(c) + s + resetColor }

// colorBar is a bar of so many characters, filled up to a share.
func colorBar(share float64, width, low, high int64) (value.Value, error) {
	if low < 0 || high < 0 {
		return nil, bad("color is not a valid rgb value")
	}
	if width > maxBar {
		return nil, bad("width must be at most %d", maxBar)
	}
	full := int64(0)
	if filled := share * float64(width); filled > 0 {
		full = int64(min(filled, float64(max(width, 0))))
	}
	var b strings.Builder
	for i := range full {
		b.WriteString(escapeColor(mix(float32(float64(i)/float64(width-1)), low, high)) + "█")
	}
	b.WriteString(resetColor + strings.Repeat(" ", int(max(0, width-full))))
	return b.String(), nil
}
