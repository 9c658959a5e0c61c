package scalar

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// qdigest is a quantile digest (Shrivastava et al.: Medians and Beyond, 2004): a tree over the bits of numbers, of which nodes that count
// little are counted at their parents. It is kept in the bytes that Trino writes.
type qdigest struct {
	maxError float64
	min, max int64
	total    float64
	root     *qnode
}

// qnode counts the numbers that differ from bits only in the last level bits.
type qnode struct {
	level       int
	bits        uint64
	count       float64
	left, right *qnode
}

func newQDigest(maxError float64) *qdigest {
	return &qdigest{maxError: maxError, min: math.MaxInt64, max: math.MinInt64}
}

func lowBits(level int) uint64 {
	if level >= 64 {
		return math.MaxUint64
	}
	return 1<<level - 1
}

// flipped is a number as bits that are in the order of the numbers.
func flipped(n int64) uint64 { return uint64(n) ^ 1<<63 } //nolint:gosec // the bits

func (d *qdigest) add(n int64, weight float64) {
	d.min, d.max = min(d.min, n), max(d.max, n)
	d.total += weight
	d.root = d.root.put(&qnode{bits: flipped(n), count: weight})
}

// put puts a node without children into the tree and returns the new root.
func (n *qnode) put(x *qnode) *qnode {
	switch {
	case n == nil:
		return x
	case n.level == x.level && n.bits == x.bits:
		n.count += x.count
		return n
	case n.level > x.level && x.bits&^lowBits(n.level) == n.bits:
		side := n.side(x.bits)
		*side = (*side).put(x)
		return n
	case x.level > n.level && n.bits&^lowBits(x.level) == x.bits:
		*x.side(n.bits) = n
		return x
	}
	level := bits.Len64(n.bits ^ x.bits)
	parent := &qnode{level: level, bits: n.bits &^ lowBits(level)}
	*parent.side(n.bits), *parent.side(x.bits) = n, x
	return parent
}

// side is the child that counts a number.
func (n *qnode) side(b uint64) **qnode {
	if b&(1<<(n.level-1)) != 0 {
		return &n.right
	}
	return &n.left
}

// compress counts at their parent the children of nodes that count less together than the error allows.
func (d *qdigest) compress() {
	height := bits.Len64(flipped(d.min)^flipped(d.max)) + 1
	factor := max(1, math.Floor(float64(height)/d.maxError))
	d.root = d.root.compress(math.Floor(d.total / factor))
}

func (n *qnode) compress(least float64) *qnode {
	if n == nil || n.left == nil && n.right == nil {
		return n
	}
	n.left, n.right = n.left.compress(least), n.right.compress(least)
	for _, kid := range []**qnode{&n.left, &n.right} {
		if *kid != nil && (*kid).left == nil && (*kid).right == nil && n.sum() < least {
			n.count += (*kid).count
			*kid = nil
		}
	}
	if n.count == 0 && n.right == nil {
		return n.left
	}
	if n.count == 0 && n.left == nil {
		return n.right
	}
	return n
}

// sum is what a node and its children count.
func (n *qnode) sum() float64 {
	sum := n.count
	if n.left != nil {
		sum += n.left.count
	}
	if n.right != nil {
		sum += n.right.count
	}
	return sum
}

// each calls f for the nodes, children first, until it returns false.
func (n *qnode) each(f func(n *qnode) bool) bool {
	return n == nil || n.left.each(f) && n.right.each(f) && f(n)
}

// value is a number at a quantile: it is at least the right one.
func (d *qdigest) value(q float64) int64 {
	sum, found := 0.0, d.max
	d.root.each(func(n *qnode) bool {
		if sum += n.count; sum > q*d.total {
			found = min(int64(n.bits|lowBits(n.level)^1<<63), d.max) //nolint:gosec // the bits
			return false
		}
		return true
	})
	return found
}

// quantile is the share of numbers that are less than one.
func (d *qdigest) quantile(at int64) float64 {
	sum := 0.0
	d.root.each(func(n *qnode) bool {
		if n.bits|lowBits(n.level) < flipped(at) {
			sum += n.count
		}
		return true
	})
	return sum / d.total
}

// bytes is the form in which Trino writes it.
func (d *qdigest) bytes() []byte {
	d.compress()
	out := []byte{0}
	for _, x := range []uint64{math.Float64bits(d.maxError), 0, 0, uint64(d.min), uint64(d.max)} { //nolint:gosec // the bits
		out = binary.LittleEndian.AppendUint64(out, x)
	}
	out = append(out, 0, 0, 0, 0)
	count := uint32(0)
	d.root.each(func(n *qnode) bool {
		form, level := byte(0), n.level
		if n.right != nil {
			form |= 1
		}
		if n.left != nil {
			form |= 2
		}
		if form != 0 {
			level--
		}
		out = append(out, form|byte(level)<<2)
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(n.count))
		out = binary.LittleEndian.AppendUint64(out, n.bits)
		count++
		return true
	})
	binary.LittleEndian.PutUint32(out[41:], count)
	return out
}

const (
	qdigestHead = 1 + 5*8 + 4
	qdigestNode = 1 + 2*8
)

// readQDigest reads what bytes has written.
func readQDigest(b []byte) (*qdigest, error) {
	broken := badCast("Cannot deserialize quantile digest")
	if len(b) < qdigestHead || b[0] != 0 || (len(b)-qdigestHead)%qdigestNode != 0 {
		return nil, broken
	}
	word := func(at int) uint64 { return binary.LittleEndian.Uint64(b[at:]) }
	d := &qdigest{maxError: math.Float64frombits(word(1)), min: int64(word(25)), max: int64(word(33))} //nolint:gosec // the bits
	if int(binary.LittleEndian.Uint32(b[41:])) != (len(b)-qdigestHead)/qdigestNode || !(d.maxError > 0 && d.maxError <= 1) {
		return nil, broken
	}
	for at := qdigestHead; at < len(b); at += qdigestNode {
		level, count := int(b[at]>>2), math.Float64frombits(word(at+1))
		if b[at]&3 != 0 {
			level++
		}
		if level > 64 || !(count >= 0) || math.IsInf(count, 0) {
			return nil, broken
		}
		d.total += count
		d.root = d.root.put(&qnode{level: level, bits: word(at+9) &^ lowBits(level), count: count})
	}
	return d, nil
}

// sortable is a number of a digest's values as an integer in the same order.
func sortable(v value.Value) int64 {
	switch v := v.(type) {
	case float64:
		n := int64(math.Float64bits(v)) //nolint:gosec // the bits
		return n ^ n>>63&math.MaxInt64
	case float32:
		n := int32(math.Float32bits(v)) //nolint:gosec // the bits
		return int64(n ^ n>>31&math.MaxInt32)
	case int64:
		return v
	}
	return 0
}

// unsorted undoes sortable.
func unsorted(n int64, t types.Type) value.Value {
	switch t.Kind { //nolint:exhaustive // no others
	case types.Double:
		return math.Float64frombits(uint64(n ^ n>>63&math.MaxInt64)) //nolint:gosec // the bits
	case types.Real:
		m := int32(n)                                                //nolint:gosec // of a real
		return math.Float32frombits(uint32(m ^ m>>31&math.MaxInt32)) //nolint:gosec // the bits
	}
	return n
}
