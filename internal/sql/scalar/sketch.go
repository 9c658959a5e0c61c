package scalar

import (
	"math"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// sketches are the functions of digests of both kinds, and the steps of qdigest_agg.
func sketches() map[string]maker {
	return map[string]maker{
		"$qdigest_agg":   always(throwing(qdigestOf)),
		"$merge_qdigest": always(throwing(merging(readQDigest, (*qdigest).merge))),
		"value_at_quantile": quantiles(func(at func(q float64) value.Value, q value.Value) (value.Value, error) {
			if err := quantileWithin(q); err != nil {
				return nil, err
			}
			return at(q.(float64)), nil //nolint:forcetypeassert // checked
		}),
		"values_at_quantiles": quantiles(func(at func(q float64) value.Value, q value.Value) (value.Value, error) {
			out, last := value.List{}, math.Inf(-1)
			qs, _ := q.(value.List)
			for _, q := range qs {
				if err := quantileWithin(q); err != nil {
					return nil, err
				}
				f, _ := q.(float64)
				if f < last {
					return nil, bad("quantiles must be sorted in increasing order")
				}
				out, last = append(out, at(f)), f
			}
			return out, nil
		}),
		"quantile_at_value": func(params []types.Type, _ types.Type) (Impl, bool) {
			return throwing(func(args []value.Value) (value.Value, error) {
				d, err := readQDigest(args[0].([]byte)) //nolint:forcetypeassert // a digest
				if err != nil {
					return nil, err
				}
				n := sortable(args[1])
				if n < d.min || n > d.max {
					return nil, nil //nolint:nilnil // NULL of what is not within
				}
				return d.quantile(n), nil
			}), params[0].Kind == types.QDigest
		},
		"scale_qdigest": always(throwing(scaleQDigest)),
	}
}

func quantileWithin(q value.Value) error {
	f, ok := q.(float64)
	if !ok {
		return bad("Quantile should not be null")
	}
	if !(f >= 0 && f <= 1) {
		return bad("Quantile should be within bounds [0, 1], was: %s", value.Text(f, types.Of(types.Double)))
	}
	return nil
}

// quantiles makes a function of a digest and quantiles, given how to find the value at one.
func quantiles(f func(at func(q float64) value.Value, q value.Value) (value.Value, error)) maker {
	return func(params []types.Type, _ types.Type) (Impl, bool) {
		if params[0].Kind == types.TDigest {
			return throwing(func(args []value.Value) (value.Value, error) {
				d, err := readTDigest(args[0].([]byte)) //nolint:forcetypeassert // a digest
				if err != nil {
					return nil, err
				}
				return f(func(q float64) value.Value { return d.value(q) }, args[1])
			}), true
		}
		if params[0].Kind != types.QDigest {
			return Impl{}, false
		}
		t := params[0].Elems[0]
		return throwing(func(args []value.Value) (value.Value, error) {
			d, err := readQDigest(args[0].([]byte)) //nolint:forcetypeassert // a digest
			if err != nil {
				return nil, err
			}
			return f(func(q float64) value.Value { return unsorted(d.value(q), t) }, args[1])
		}), true
	}
}

// qdigestOf makes a digest of rows of a value, a weight and an error.
func qdigestOf(args []value.Value) (value.Value, error) {
	var d *qdigest
	for _, v := range list(args, 0) {
		row, _ := v.(value.Row)
		weight, ok := row[1].(int64)
		maxError, ok2 := row[2].(float64)
		if row[0] == nil || !ok || !ok2 {
			continue
		}
		if weight <= 0 {
			return nil, bad("percentile weight must be > 0")
		}
		if d == nil {
			if !(maxError > 0 && maxError < 1) {
				return nil, bad("Percentile accuracy must be exclusively between 0 and 1, was %v", maxError)
			}
			d = newQDigest(maxError)
		}
		d.add(sortable(row[0]), float64(weight))
	}
	if d == nil {
		return nil, nil //nolint:nilnil // NULL of no values
	}
	return d.bytes(), nil
}

// merging returns the step that makes one digest of a list of them, NULL of none: merge takes what another one holds into the first.
func merging[D interface{ bytes() []byte }](read func([]byte) (D, error), merge func(all, other D)) func([]value.Value) (value.Value, error) {
	return func(args []value.Value) (value.Value, error) {
		var all D
		some := false
		for _, v := range list(args, 0) {
			b, ok := v.([]byte)
			if !ok {
				continue
			}
			d, err := read(b)
			if err != nil {
				return nil, err
			}
			if !some {
				all, some = d, true
				continue
			}
			merge(all, d)
		}
		if !some {
			return nil, nil //nolint:nilnil // NULL of no values
		}
		return all.bytes(), nil
	}
}

func (d *qdigest) merge(other *qdigest) {
	d.min, d.max, d.total = min(d.min, other.min), max(d.max, other.max), d.total+other.total
	other.root.each(func(n *qnode) bool {
		d.root = d.root.put(&qnode{level: n.level, bits: n.bits, count: n.count})
		return true
	})
}

func scaleQDigest(args []value.Value) (value.Value, error) {
	d, err := readQDigest(args[0].([]byte)) //nolint:forcetypeassert // a digest
	if err != nil {
		return nil, err
	}
	by, _ := args[1].(float64)
	if !(by > 0) || math.IsInf(by, 0) {
		return nil, bad("Scale factor should be positive.")
	}
	d.total *= by
	d.root.each(func(n *qnode) bool {
		n.count *= by
		return true
	})
	return d.bytes(), nil
}

// toSketch reads bytes as a set or digest, to be sure that they are one, and brings it into the form of the target.
func toSketch(v value.Value, to types.Type) (value.Value, error) {
	b, _ := v.([]byte)
	var err error
	switch to.Kind { //nolint:exhaustive // no others
	case types.TDigest:
		_, err = readTDigest(b)
	case types.QDigest:
		_, err = readQDigest(b)
	default:
		h, broken := readHyperLogLog(b)
		if broken != nil {
			return nil, broken
		}
		if to.Kind == types.P4HyperLogLog {
			h.densify()
			return h.bytes(), nil
		}
	}
	return v, err
}
