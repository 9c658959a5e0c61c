package scalar

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/bits"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// approx_distinct is the HyperLogLog of Trino with 2,048 buckets, its default accuracy, and gives the same number: up to distinctExact
// values are counted; then up to 0.6 of the buckets in use the empty ones tell; beyond, the estimate of HyperLogLog, less
// its known bias (distinctbias.go).

const (
	distinctBits    = 11
	distinctBuckets = 1 << distinctBits
	// distinctExact is up to how many values Trino's sparse form holds.
	distinctExact = 264
)

// distincts are the steps of approx_distinct: what a value puts in which bucket, and the estimate of all of these and the count.
func distincts() map[string]maker {
	return map[string]maker{
		"$distinct_code": func(params []types.Type, _ types.Type) (Impl, bool) {
			t := params[0]
			return pure(func(args []value.Value) value.Value { return distinctCode(distinctHash(args[0], t)) }), distinctHashed(t)
		},
		"$distinct_estimate": always(Impl{NullCall: true, Call: func(args []value.Value) (value.Value, error) {
			n := integer(args[1])
			if n <= distinctExact || args[0] == nil {
				return n, nil
			}
			return distinctEstimate(list(args, 0)), nil
		}}),
	}
}

// distinctHashed tells whether distinctHash knows the values of a type.
func distinctHashed(t types.Type) bool {
	switch t.Kind { //nolint:exhaustive // no others
	case types.TinyInt, types.SmallInt, types.Integer, types.BigInt, types.Real, types.Double, types.Decimal, types.Boolean,
		types.Date, types.Time, types.TimeTZ, types.Timestamp, types.Varchar, types.Char, types.Varbinary:
		return true
	case types.TimestampTZ:
		return t.P <= 3
	}
	return false
}

// distinctHash is Trino's hash of a value, XXH64 of the form in which it keeps the value.
//
//nolint:cyclop // one case a form
func distinctHash(v value.Value, t types.Type) uint64 {
	switch v := v.(type) {
	case bool:
		if v {
			return hashLong(1)
		}
		return hashLong(0)
	case int64:
		return hashLong(uint64(v)) //nolint:gosec // the bits
	case float32:
		return hashLong(uint64(int64(int32(math.Float32bits(v + 0))))) //nolint:gosec // the bits
	case float64:
		return hashLong(math.Float64bits(v + 0))
	case value.Decimal:
		return hashDecimal(v.Unscaled, t)
	case value.Date:
		return hashLong(uint64(v)) //nolint:gosec // the bits
	case value.Time:
		return hashLong(uint64(v) * 1_000_000) //nolint:gosec // picoseconds
	case value.TimeTZ:
		const day = 86_400_000_000
		utc := ((v.Micros-int64(v.OffsetMinutes)*60_000_000)%day + day) % day
		return hashLong(uint64(utc) * 1000) //nolint:gosec // nanoseconds
	case value.Timestamp:
		return hashLong(uint64(v)) //nolint:gosec // the bits
	case value.TimestampTZ:
		return hashLong(uint64(v.Micros / 1000)) //nolint:gosec // milliseconds
	case string:
		if t.Kind == types.Char { // the blanks that fill it up are no part of it
			v = strings.TrimRight(v, " ")
		}
		return xxhash64([]byte(v))
	case []byte:
		return xxhash64(v)
	}
	return 0
}

func hashLong(n uint64) uint64 { return xxhash64(binary.LittleEndian.AppendUint64(nil, n)) }

// hashDecimal hashes the unscaled number: of 64 bits up to 18 digits, else of 128.
func hashDecimal(n *big.Int, t types.Type) uint64 {
	if t.P <= 18 {
		return hashLong(uint64(n.Int64())) //nolint:gosec // the bits
	}
	two := new(big.Int).And(n, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 128), big.NewInt(1)))
	return hashLong(new(big.Int).Rsh(two, 64).Uint64()) ^ hashLong(new(big.Int).And(two, new(big.Int).SetUint64(math.MaxUint64)).Uint64())
}

// distinctCode is the bucket of a hash, its first bits, times 64, and how many zeros follow, plus one.
func distinctCode(hash uint64) value.Value {
	zeros := bits.LeadingZeros64(hash<<distinctBits | 1<<(distinctBits-1))
	return int64(hash>>(64-distinctBits))*64 + int64(zeros) + 1 //nolint:gosec // eleven bits
}

// distinctEstimate estimates how many values put the codes in the buckets.
func distinctEstimate(codes value.List) value.Value {
	var buckets [distinctBuckets]int64
	for _, code := range codes {
		n := integer(code)
		buckets[n/64] = max(buckets[n/64], n%64)
	}
	empty, sum := 0, 0.0
	for _, zeros := range buckets {
		if zeros == 0 {
			empty++
		}
		sum += 1 / float64(uint64(1)<<zeros)
	}
	if float64(empty) > 0.4*distinctBuckets {
		return int64(math.Floor(distinctBuckets*math.Log(distinctBuckets*1.0/float64(empty)) + 0.5))
	}
	alpha := 0.7213 / (1 + 1.079/distinctBuckets)
	return int64(math.Floor(unbiased(alpha*distinctBuckets*distinctBuckets/sum) + 0.5))
}

// unbiased takes from an estimate the bias that was measured at the estimates around it.
func unbiased(estimate float64) float64 {
	last := len(distinctEstimates) - 1
	if estimate < distinctEstimates[0] || estimate > distinctEstimates[last] {
		return estimate
	}
	i, found := slices.BinarySearch(distinctEstimates, estimate)
	if found {
		return estimate - distinctBiases[i]
	}
	x0, y0, x1, y1 := distinctEstimates[i-1], distinctBiases[i-1], distinctEstimates[i], distinctBiases[i]
	return estimate - ((estimate-x0)*(y1-y0)/(x1-x0) + y0)
}
