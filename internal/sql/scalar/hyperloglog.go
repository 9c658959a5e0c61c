package scalar

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// A HyperLogLog is kept in the bytes that Trino writes: sparse, as the first 26 bits of each hash with how many zeros follow, up to an eighth
// of the buckets; then dense, as four bits a bucket above the least of them, and the rest of what needs more.
type hyperLogLog struct {
	bits    int               // of a hash, that name its bucket
	sparse  map[uint32]uint32 // zeros by prefix; nil when dense
	buckets []uint8
}

const (
	sparseFormat, denseFormat = 2, 3
	prefixBits                = 26
	zeroBits                  = 6
	// setBits is how many bits approx_set takes: 4,096 buckets, a standard error of 0.01625.
	setBits = 12
	maxBits = 16
)

func newHyperLogLog(b int) *hyperLogLog { return &hyperLogLog{bits: b, sparse: map[uint32]uint32{}} }

// entryOf is what a hash leaves in the sparse form.
func entryOf(hash uint64) uint32 {
	zeros := bits.LeadingZeros64(hash<<prefixBits | 1<<(prefixBits-1))
	return uint32(hash>>(64-prefixBits))<<zeroBits | uint32(zeros) //nolint:gosec // 26 and 6 bits
}

func (h *hyperLogLog) add(entry uint32) {
	if h.sparse == nil {
		h.raise(entry)
		return
	}
	prefix, zeros := entry>>zeroBits, entry&(1<<zeroBits-1)
	h.sparse[prefix] = max(h.sparse[prefix], zeros)
	if len(h.sparse) > 1<<h.bits/8+8 {
		h.densify()
	}
}

// raise puts an entry into its bucket.
func (h *hyperLogLog) raise(entry uint32) {
	zeros := bits.LeadingZeros32(entry << h.bits)
	if zeros >= prefixBits-h.bits {
		zeros = prefixBits - h.bits + int(entry&(1<<zeroBits-1))
	}
	bucket := entry >> (32 - h.bits)
	h.buckets[bucket] = max(h.buckets[bucket], uint8(zeros+1)) //nolint:gosec // at most 64
}

func (h *hyperLogLog) densify() {
	if h.sparse == nil {
		return
	}
	h.buckets = make([]uint8, 1<<h.bits)
	for prefix, zeros := range h.sparse {
		h.raise(prefix<<zeroBits | zeros)
	}
	h.sparse = nil
}

// merge takes in all that another has taken in.
func (h *hyperLogLog) merge(other *hyperLogLog) error {
	if h.bits != other.bits {
		return bad("Cannot merge HLLs with different number of buckets: %d vs %d", 1<<h.bits, 1<<other.bits)
	}
	if other.sparse != nil {
		for prefix, zeros := range other.sparse {
			h.add(prefix<<zeroBits | zeros)
		}
		return nil
	}
	h.densify()
	for i, zeros := range other.buckets {
		h.buckets[i] = max(h.buckets[i], zeros)
	}
	return nil
}

// cardinality estimates how many values were added.
func (h *hyperLogLog) cardinality() int64 {
	if h.sparse != nil {
		return linear(len(h.sparse), 1<<prefixBits)
	}
	m := float64(len(h.buckets))
	empty, sum := 0, 0.0
	for _, zeros := range h.buckets {
		if zeros == 0 {
			empty++
		}
		sum += math.Ldexp(1, -int(zeros))
	}
	if float64(empty) > 0.4*m {
		return linear(len(h.buckets)-empty, len(h.buckets))
	}
	alpha := 0.7213 / (1 + 1.079/m)
	// The bias is in proportion to the number of buckets.
	scale := m / distinctBuckets
	return int64(math.Floor(unbiased(alpha*m*m/sum/scale)*scale + 0.5))
}

// linear is how many values fill so many of all buckets.
func linear(used, all int) int64 {
	return int64(math.Floor(float64(all)*math.Log(float64(all)/float64(all-used)) + 0.5))
}

// bytes is the form in which Trino writes it.
func (h *hyperLogLog) bytes() []byte {
	if h.sparse != nil {
		entries := make([]uint32, 0, len(h.sparse))
		for prefix, zeros := range h.sparse {
			entries = append(entries, prefix<<zeroBits|zeros)
		}
		slices.Sort(entries)
		out := binary.LittleEndian.AppendUint16([]byte{sparseFormat, byte(h.bits)}, uint16(len(entries))) //nolint:gosec // at most 8,200
		for _, e := range entries {
			out = binary.LittleEndian.AppendUint32(out, e)
		}
		return out
	}
	const most = 15
	base := slices.Min(h.buckets)
	out := []byte{denseFormat, byte(h.bits), base}
	deltas := make([]byte, len(h.buckets)/2)
	var places, rest []byte
	for i, zeros := range h.buckets {
		delta := zeros - base
		if delta > most {
			places = binary.LittleEndian.AppendUint16(places, uint16(i)) //nolint:gosec // at most 16 bits
			rest = append(rest, delta-most)
			delta = most
		}
		deltas[i/2] |= delta << (4 * (1 - i%2))
	}
	out = append(out, deltas...)
	out = binary.LittleEndian.AppendUint16(out, uint16(len(rest))) //nolint:gosec // as many as buckets
	return append(append(out, places...), rest...)
}

// readHyperLogLog reads what bytes has written.
func readHyperLogLog(b []byte) (*hyperLogLog, error) {
	broken := badCast("Cannot deserialize HyperLogLog")
	if len(b) < 4 || b[1] < 1 || b[1] > maxBits {
		return nil, broken
	}
	h := newHyperLogLog(int(b[1]))
	switch b[0] {
	case sparseFormat:
		n := int(binary.LittleEndian.Uint16(b[2:]))
		if len(b) != 4+4*n {
			return nil, broken
		}
		for b = b[4:]; len(b) > 0; b = b[4:] {
			h.add(binary.LittleEndian.Uint32(b))
		}
		return h, nil
	case denseFormat:
		return h, h.readDense(b[2:], broken)
	}
	return nil, broken
}

func (h *hyperLogLog) readDense(b []byte, broken error) error {
	h.densify()
	half := len(h.buckets) / 2
	if len(b) < 1+half+2 {
		return broken
	}
	n := int(binary.LittleEndian.Uint16(b[1+half:]))
	rest := b[3+half:]
	if len(rest) != 3*n {
		return broken
	}
	for i := range h.buckets {
		h.buckets[i] = b[0] + b[1+i/2]>>(4*(1-i%2))&0xF
	}
	for i := range n {
		place := int(binary.LittleEndian.Uint16(rest[2*i:]))
		if place >= len(h.buckets) {
			return broken
		}
		h.buckets[place] += rest[2*n+i]
	}
	for _, zeros := range h.buckets {
		if zeros > 64 {
			return broken
		}
	}
	return nil
}

// setHash is the hash that approx_set has of a value.
func setHash(v value.Value) uint64 {
	var b []byte
	switch v := v.(type) {
	case int64:
		b = binary.LittleEndian.AppendUint64(nil, uint64(v)) //nolint:gosec // the bits
	case float64:
		b = binary.LittleEndian.AppendUint64(nil, math.Float64bits(v))
	case string:
		b = []byte(v)
	}
	return binary.LittleEndian.Uint64(murmur3(b))
}

// hyperLogLogs are the steps of approx_set and what else there is for its values.
func hyperLogLogs() map[string]maker {
	cardinality := throwing(func(args []value.Value) (value.Value, error) {
		h, err := readHyperLogLog(args[0].([]byte)) //nolint:forcetypeassert // a sketch
		if err != nil {
			return nil, err
		}
		return h.cardinality(), nil
	})
	return map[string]maker{
		"$set_entry": always(pure(func(args []value.Value) value.Value { return int64(entryOf(setHash(args[0]))) })),
		"$approx_set": always(pure(func(args []value.Value) value.Value {
			h := newHyperLogLog(setBits)
			for _, entry := range list(args, 0) {
				h.add(uint32(integer(entry))) //nolint:gosec // 32 bits
			}
			return h.bytes()
		})),
		"empty_approx_set": always(throwing(emptySet)),
		"$merge_hll":       always(throwing(mergeSets)),
		"cardinality": func(params []types.Type, _ types.Type) (Impl, bool) {
			k := params[0].Kind
			return cardinality, k == types.HyperLogLog || k == types.P4HyperLogLog
		},
	}
}

// emptySet is empty_approx_set, of a given standard error or the default one.
func emptySet(args []value.Value) (value.Value, error) {
	if len(args) == 0 {
		return newHyperLogLog(setBits).bytes(), nil
	}
	const least, most = 0.0040625, 0.26
	e, _ := args[0].(float64)
	if !(e >= least && e <= most) {
		return nil, bad("Standard error must be in [%v, %v]: %v", least, most, e)
	}
	return newHyperLogLog(bits.Len(uint(math.Ceil(1.0816/(e*e))) - 1)).bytes(), nil
}

func mergeSets(args []value.Value) (value.Value, error) {
	var all *hyperLogLog
	for _, v := range list(args, 0) {
		b, ok := v.([]byte)
		if !ok {
			continue
		}
		h, err := readHyperLogLog(b)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = h
		} else if err := all.merge(h); err != nil {
			return nil, err
		}
	}
	if all == nil {
		return nil, nil //nolint:nilnil // NULL of no values
	}
	return all.bytes(), nil
}
