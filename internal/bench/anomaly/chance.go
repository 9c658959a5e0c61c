package anomaly

import (
	"math"
	"math/rand/v2"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// chance is a stream of numbers that hangs on a seed and a name alone: adding a series to a world changes no other.
type chance struct{ *rand.Rand }

// chanceOf opens the stream of a name.
func chanceOf(seed uint64, name string) chance {
	return chance{rand.New(rand.NewPCG(seed, hashOf(name)))} //nolint:gosec // worlds, no secrets
}

// hashOf is the FNV-1a hash of a text.
func hashOf(s string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return h
}

// unit returns a number of [0, 1) that hangs on its arguments alone.
func unit(seed, a, b uint64) float64 {
	x := seed ^ a*0x9e3779b97f4a7c15 ^ (b+0x632be59bd9b4e019)*0xd1342543de82ef95
	for range 2 {
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		x ^= x >> 31
	}
	return float64(x>>11) / (1 << 53)
}

// between draws evenly, even draws evenly in the logarithm, whole draws from a to b, both included.
func (c chance) between(a, b float64) float64 { return a + (b-a)*c.Float64() }

func (c chance) even(a, b float64) float64 { return a * math.Pow(b/a, c.Float64()) }

func (c chance) whole(a, b int) int { return a + c.IntN(b-a+1) }

// once is true with probability p.
func (c chance) once(p float64) bool { return c.Float64() < p }

// pick draws one of a list.
func pick[T any](c chance, list []T) T { return list[c.IntN(len(list))] }

// noise draws the days of an autocorrelated noise of deviation 1. One day in forty is wilder, as real bills are.
func (c chance) noise(days int, memory float64) []float64 {
	list := make([]float64, days)
	fresh, last := math.Sqrt(1-memory*memory), c.NormFloat64()
	for i := range list {
		list[i] = last
		shock := c.NormFloat64() * 0.93
		if c.once(0.025) {
			shock *= 2.4
		}
		last = memory*last + fresh*shock
	}
	return list
}

// id draws a resource id such as nat-0f3a….
func (c chance) id(prefix string) string {
	const digits = "0123456789abcdef"
	b := []byte(prefix + "-0")
	for range 9 {
		b = append(b, digits[c.IntN(16)])
	}
	return string(b)
}

// node returns the place of a key in the hierarchy.
func node(k detect.Key) detect.Node {
	return detect.Node{Account: k.Account, Service: k.Service, UsageType: k.UsageType, Region: k.Region}
}
