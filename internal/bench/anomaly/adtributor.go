package anomaly

import (
	"math"
	"slices"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// The thresholds of Adtributor, as its paper has them: an element must explain a tenth of the change, and a set of elements two thirds of it.
const (
	elementPower = 0.1
	setPower     = 0.67
)

// Adtributor is the attribution of Bhagwan et al. (NSDI 2014): for each dimension the elements that surprise most, until they explain enough of
// the change; the dimensions by surprise. A cause of it names values of one dimension.
func Adtributor(dimensions []string, facts []detect.Fact) []detect.Cause {
	var before, after float64
	for _, f := range facts {
		before, after = before+f.Before, after+f.After
	}
	if before == after {
		return nil
	}
	type candidate struct {
		cause    detect.Cause
		surprise float64
	}
	var found []candidate
	for d, name := range dimensions {
		elements := elementsOf(facts, d, before, after)
		c := candidate{}
		for _, e := range elements {
			if e.power <= elementPower || e.value == "" {
				continue
			}
			c.cause.Elements = append(c.cause.Elements, detect.Element{Dimension: name, Value: e.value})
			c.cause.Share += e.power
			c.cause.Change += e.power * (after - before)
			c.surprise += e.surprise
			if c.cause.Share > setPower {
				found = append(found, c)
				break
			}
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return compare(b.surprise, a.surprise) })
	causes := make([]detect.Cause, len(found))
	for i, c := range found {
		causes[i] = c.cause
	}
	return causes
}

// element is a value of a dimension with what it explains and how much its part of the whole surprises.
type element struct {
	value           string
	before, after   float64
	power, surprise float64
}

// elementsOf returns the values of a dimension, most surprising first.
func elementsOf(facts []detect.Fact, d int, before, after float64) []element {
	index := map[string]int{}
	var list []element
	for _, f := range facts {
		i, ok := index[f.Values[d]]
		if !ok {
			i = len(list)
			index[f.Values[d]] = i
			list = append(list, element{value: f.Values[d]})
		}
		list[i].before += f.Before
		list[i].after += f.After
	}
	for i := range list {
		e := &list[i]
		e.power = (e.after - e.before) / (after - before)
		p, q := share(e.before, before), share(e.after, after)
		if p > 0 {
			e.surprise += 0.5 * p * math.Log(2*p/(p+q))
		}
		if q > 0 {
			e.surprise += 0.5 * q * math.Log(2*q/(p+q))
		}
	}
	slices.SortStableFunc(list, func(a, b element) int { return compare(b.surprise, a.surprise) })
	return list
}

func share(v, of float64) float64 {
	if of <= 0 {
		return 0
	}
	return max(0, v/of)
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}
