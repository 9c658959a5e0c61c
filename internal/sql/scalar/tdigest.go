package scalar

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/glauxhq/glaux/internal/sql/value"
)

// tdigest is a t-digest (Dunning: The t-digest, 2019): clusters of values, each with its mean and weight, the smaller the nearer they are to
// either end. It is kept in the bytes that Trino writes.
type tdigest struct {
	min, max, compression, total float64
	clusters                     []bucket
}

// defaultCompression bounds the number of clusters to about twice it.
const defaultCompression = 100

// addedClusters is how many values are taken in before they are merged, in units of the compression.
const addedClusters = 10

func newTDigest(compression float64) *tdigest {
	return &tdigest{min: math.Inf(1), max: math.Inf(-1), compression: compression}
}

func (d *tdigest) add(x, weight float64) error {
	switch {
	case math.IsNaN(x):
		return bad("value is NaN")
	case math.IsInf(x, 0):
		return bad("value must be finite")
	case math.IsNaN(weight) || math.IsInf(weight, 0):
		return bad("weight must be finite")
	}
	d.min, d.max = min(d.min, x), max(d.max, x)
	d.total += weight
	d.clusters = append(d.clusters, bucket{x, weight})
	if float64(len(d.clusters)) >= addedClusters*d.compression {
		d.compress(2 * d.compression)
	}
	return nil
}

// compress merges neighbours as long as the cluster that comes of them stays below the size that its place allows: in proportion to q·(1−q)
// at quantile q.
func (d *tdigest) compress(compression float64) {
	if len(d.clusters) < 2 {
		return
	}
	slices.SortStableFunc(d.clusters, func(a, b bucket) int { return cmpFloat(a.mean, b.mean) })
	normalizer := compression / (4*math.Log(d.total/compression) + 24)
	most := func(q float64) float64 { return d.total * q * (1 - q) / normalizer }
	out, before := d.clusters[:1], 0.0
	limit := most(0)
	for _, c := range d.clusters[1:] {
		last := &out[len(out)-1]
		weight := last.weight + c.weight
		if weight <= min(limit, most(min(1, (before+weight)/d.total))) {
			last.mean += (c.mean - last.mean) * c.weight / weight
			last.weight = weight
			continue
		}
		before += last.weight
		limit = most(before / d.total)
		out = append(out, c)
	}
	d.clusters = out
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// value is the value at a quantile. Between the middles of two clusters it is as far between their means; a cluster of one value stands for
// that value, and the ends are known.
func (d *tdigest) value(q float64) float64 {
	n := len(d.clusters)
	switch n {
	case 0:
		return math.NaN()
	case 1:
		return d.clusters[0].mean
	}
	rank, first, last := q*d.total, d.clusters[0], d.clusters[n-1]
	switch {
	case rank < 1:
		return d.min
	case rank < first.weight/2:
		return online(rank-1, d.min, first.weight/2-1, first.mean)
	case rank >= d.total-1:
		return d.max
	case d.total-rank <= last.weight/2 && last.weight/2 > 1:
		return online(d.total-rank-1, d.max, last.weight/2-1, last.mean)
	}
	before := first.weight / 2
	for i := range n - 1 {
		a, b := d.clusters[i], d.clusters[i+1]
		step := (a.weight + b.weight) / 2
		if before+step <= rank {
			before += step
			continue
		}
		offset := rank - before
		switch {
		case a.weight == 1 && offset < 0.5:
			return a.mean
		case b.weight == 1 && offset >= a.weight/2:
			return b.mean
		case a.weight == 1:
			return online(offset-0.5, a.mean, b.weight/2, b.mean)
		case b.weight == 1:
			return online(offset, a.mean, a.weight/2, b.mean)
		}
		return online(offset, a.mean, step, b.mean)
	}
	return d.max
}

// online is the value x on a line from (0, y0) to (x1, y1).
func online(x, y0, x1, y1 float64) float64 { return y0 + x*(y1-y0)/x1 }

// bytes is the form in which Trino writes it.
func (d *tdigest) bytes() []byte {
	d.compress(d.compression)
	out := []byte{0}
	for _, x := range []float64{d.min, d.max, d.compression, d.total} {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(x))
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(len(d.clusters))) //nolint:gosec // bounded by the compression
	for _, c := range d.clusters {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(c.mean))
	}
	for _, c := range d.clusters {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(c.weight))
	}
	return out
}

// tdigestHead is how many bytes come before the clusters.
const tdigestHead = 1 + 4*8 + 4

// readTDigest reads what bytes has written.
func readTDigest(b []byte) (*tdigest, error) {
	broken := badCast("Cannot deserialize T-Digest")
	if len(b) < tdigestHead || b[0] != 0 {
		return nil, broken
	}
	float := func(at int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b[at:])) }
	d := &tdigest{min: float(1), max: float(9), compression: float(17), total: float(25)}
	n := int(binary.LittleEndian.Uint32(b[33:]))
	if len(b) != tdigestHead+16*n || !(d.compression >= 10) {
		return nil, broken
	}
	for i := range n {
		d.clusters = append(d.clusters, bucket{float(tdigestHead + 8*i), float(tdigestHead + 8*(n+i))})
	}
	return d, nil
}

// tdigests are the steps of tdigest_agg and what else there is for its values.
func tdigests() map[string]maker {
	return map[string]maker{
		"$tdigest_agg":   always(throwing(tdigestOf)),
		"$merge_tdigest": always(throwing(merging(readTDigest, (*tdigest).merge))),
	}
}

func (d *tdigest) merge(other *tdigest) {
	d.min, d.max, d.total = min(d.min, other.min), max(d.max, other.max), d.total+other.total
	d.clusters = append(d.clusters, other.clusters...)
	d.compress(2 * d.compression)
}

// tdigestOf makes a digest of rows of a value, a weight and a compression.
func tdigestOf(args []value.Value) (value.Value, error) {
	var d *tdigest
	for _, v := range list(args, 0) {
		row, _ := v.(value.Row)
		x, ok := row[0].(float64)
		weight, ok2 := row[1].(float64)
		compression, ok3 := row[2].(float64)
		if !ok || !ok2 || !ok3 {
			continue
		}
		if !(weight >= 1) {
			return nil, bad("weight must be >= 1, was %v", weight)
		}
		if d == nil {
			const most = 1000
			if !(compression > 0 && compression <= most) {
				return nil, bad("compression factor must be positive and at most %d, was %v", most, compression)
			}
			d = newTDigest(max(compression, 10))
		}
		if err := d.add(x, weight); err != nil {
			return nil, err
		}
	}
	if d == nil {
		return nil, nil //nolint:nilnil // NULL of no values
	}
	return d.bytes(), nil
}
