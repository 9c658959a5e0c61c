package scalar

import (
	"container/heap"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// percentiles makes approx_percentile of a list of values, or of rows of a value and its weight.
func percentiles(weighted bool) maker {
	return func(params []types.Type, result types.Type) (Impl, bool) {
		return throwing(func(args []value.Value) (value.Value, error) {
			d := newTDigest(defaultCompression)
			for _, v := range list(args, 0) {
				weight := 1.0
				if row, ok := v.(value.Row); ok && weighted {
					if row[0] == nil || row[1] == nil {
						continue
					}
					if v, weight = row[0], number(row[1]); weight <= 0 {
						return nil, bad("percentile weight must be > 0")
					}
				}
				if v == nil {
					continue
				}
				if err := d.add(number(v), weight); err != nil {
					return nil, err
				}
			}
			if d.total == 0 {
				return nil, nil //nolint:nilnil // NULL of no values
			}
			d.compress(2 * d.compression)
			if params[1].Kind != types.Array {
				return d.percentile(args[1], result)
			}
			out := value.List{}
			for _, at := range list(args, 1) {
				v, err := d.percentile(at, result.Elem())
				if err != nil {
					return nil, err
				}
				out = append(out, v)
			}
			return out, nil
		}), true
	}
}

// percentile is the value at one percentage, as a value of a type.
func (d *tdigest) percentile(at value.Value, t types.Type) (value.Value, error) {
	q, ok := at.(float64)
	if !ok {
		return nil, bad("Percentile cannot be null")
	}
	if !(q >= 0 && q <= 1) {
		return nil, bad("Percentile must be between 0 and 1")
	}
	x := d.value(q)
	switch t.Kind { //nolint:exhaustive // no others
	case types.Real:
		return float32(x), nil
	case types.Double:
		return x, nil
	}
	return Cast(math.Floor(x+0.5), types.Of(types.Double), t)
}

// counter counts a value of approx_most_frequent.
type counter struct {
	v         value.Value
	count, at int64 // at is when the count was last raised
	index     int
}

// counters are in a heap: the least and then the oldest first.
type counters []*counter

func (c counters) Len() int { return len(c) }
func (c counters) Less(i, j int) bool {
	return c[i].count < c[j].count || c[i].count == c[j].count && c[i].at < c[j].at
}
func (c counters) Swap(i, j int) { c[i], c[j] = c[j], c[i]; c[i].index, c[j].index = i, j }

// Push is for container/heap.
func (c *counters) Push(x any) {
	n, _ := x.(*counter)
	n.index = len(*c)
	*c = append(*c, n)
}

// Pop is for container/heap.
func (c *counters) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}

// mostFrequent is approx_most_frequent: so many values are counted; a further one takes the place of the least frequent and its count
// (Metwally et al.: Efficient Computation of Frequent and Top-k Elements in Data Streams, 2005).
func mostFrequent(args []value.Value) (value.Value, error) {
	n, capacity := integer(args[0]), integer(args[2])
	if n < 2 {
		return nil, bad("approx_most_frequent bucket count must be greater than one, input bucket count: %d", n)
	}
	if capacity < 1 {
		return nil, bad("approx_most_frequent capacity must be positive: %d", capacity)
	}
	known, all := map[value.Value]*counter{}, counters{}
	for at, v := range list(args, 1) {
		if v == nil {
			continue
		}
		c := known[v]
		switch {
		case c != nil:
			c.count++
			c.at = int64(at)
			heap.Fix(&all, c.index)
		case int64(len(all)) < capacity:
			c = &counter{v: v, count: 1, at: int64(at)}
			known[v] = c
			heap.Push(&all, c)
		default:
			c = all[0]
			delete(known, c.v)
			known[v] = c
			c.v, c.at = v, int64(at)
			c.count++
			heap.Fix(&all, 0)
		}
	}
	if len(all) == 0 {
		return nil, nil //nolint:nilnil // NULL of no values
	}
	slices.SortStableFunc(all, func(a, b *counter) int {
		if a.count != b.count {
			return int(b.count - a.count)
		}
		return int(a.at - b.at)
	})
	var out value.Map
	for _, c := range all[:min(n, int64(len(all)))] {
		out = append(out, value.Entry{Key: c.v, Value: c.count})
	}
	return out, nil
}

// maxListagg is how many bytes listagg may make.
const maxListagg = 1 << 20

// listagg joins values with a separator as long as they fit; then comes a filler, and how many are left out where that is wanted.
func listagg(args []value.Value) value.Value {
	values, sep, filler := list(args, 0), text(args, 1), text(args, 2)
	count, _ := args[3].(bool)
	var b strings.Builder
	for i, v := range values {
		s, _ := v.(string)
		if i > 0 {
			s = sep + s
		}
		if b.Len()+len(s) <= maxListagg {
			b.WriteString(s)
			continue
		}
		b.WriteString(sep + filler)
		if count {
			fmt.Fprintf(&b, "(%d)", len(values)-i)
		}
		break
	}
	return b.String()
}
