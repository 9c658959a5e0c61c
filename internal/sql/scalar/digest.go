package scalar

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// digests are the last steps of aggregates that make something small of all values of a group.
func digests() map[string]maker {
	return map[string]maker{
		"$checksum": func(params []types.Type, _ types.Type) (Impl, bool) {
			t := params[0].Elem()
			return pure(func(args []value.Value) value.Value { return checksum(list(args, 0), t) }), hashed(t)
		},
		"$percentile":           percentiles(false),
		"$percentile_weighted":  percentiles(true),
		"$approx_most_frequent": always(throwing(mostFrequent)),
		"$listagg":              always(Impl{Call: func(args []value.Value) (value.Value, error) { return listagg(args), nil }}),
		"$numeric_histogram": func(_ []types.Type, result types.Type) (Impl, bool) {
			return throwing(func(args []value.Value) (value.Value, error) {
				return numericHistogram(integer(args[1]), list(args, 0), result)
			}), true
		},
	}
}

// hashed tells whether hash64 knows the values of a type.
func hashed(t types.Type) bool {
	switch t.Kind { //nolint:exhaustive // no others
	case types.Boolean, types.TinyInt, types.SmallInt, types.Integer, types.BigInt, types.Real, types.Double,
		types.Date, types.Timestamp, types.Varchar, types.Char, types.Varbinary, types.Unknown:
		return true
	case types.Decimal:
		return t.P <= maxShortDecimal
	}
	return false
}

// maxShortDecimal is the greatest precision of a decimal that Trino keeps in 64 bits.
const maxShortDecimal = 18

// hash64 is the hash that Trino has of a value of type t.
func hash64(v value.Value, t types.Type) uint64 {
	number := int64(0)
	switch v := v.(type) {
	case bool:
		if v {
			number = 1
		}
	case int64:
		number = v
	case float32:
		number = int64(int32(math.Float32bits(v + 0))) //nolint:gosec // the bits
	case float64:
		number = int64(math.Float64bits(v + 0)) //nolint:gosec // the bits
	case value.Decimal:
		number = v.Unscaled.Int64()
	case value.Date:
		number = int64(v)
	case value.Timestamp:
		number = int64(v)
	case string:
		if t.Kind == types.Char { // the blanks that fill it up are no part of it
			v = strings.TrimRight(v, " ")
		}
		return xxhash64([]byte(v))
	case []byte:
		return xxhash64(v)
	}
	return xxhash64(binary.LittleEndian.AppendUint64(nil, uint64(number))) //nolint:gosec // the bits
}

// checksum is the sum of the hashes, each times a prime number, in which a NULL counts as one.
func checksum(values value.List, t types.Type) value.Value {
	const prime = 0x9E3779B185EBCA87
	sum := uint64(0)
	for _, v := range values {
		if v == nil {
			sum += prime
		} else {
			sum += prime * hash64(v, t)
		}
	}
	return binary.LittleEndian.AppendUint64(nil, sum)
}

// bucket is a bucket of a numeric histogram: the mean of its values, and their weight.
type bucket struct{ mean, weight float64 }

// bufferedBuckets is how many values are taken in before buckets are merged.
const bufferedBuckets = 100

// numericHistogram is numeric_histogram of rows of a value and its weight: buckets are merged where that adds least to the variance.
func numericHistogram(n int64, values value.List, result types.Type) (value.Value, error) {
	if n < 2 {
		return nil, bad("numeric_histogram bucket count must be greater than one")
	}
	var buckets []bucket
	for _, v := range values {
		row, _ := v.(value.Row)
		if row[0] == nil || row[1] == nil {
			continue
		}
		x, weight := number(row[0]), number(row[1])
		if weight <= 0 {
			return nil, bad("weight must be > 0")
		}
		buckets = append(buckets, bucket{x, weight})
		if int64(len(buckets)) >= n+bufferedBuckets {
			buckets = merged(buckets, int(n))
		}
	}
	if buckets == nil {
		return nil, nil //nolint:nilnil // NULL of no values
	}
	var made value.Map
	for _, b := range merged(buckets, int(n)) {
		if result.Key().Kind == types.Real {
			made = append(made, value.Entry{Key: float32(b.mean), Value: float32(b.weight)})
		} else {
			made = append(made, value.Entry{Key: b.mean, Value: b.weight})
		}
	}
	return made, nil
}

// merged sorts buckets, puts equal ones together, and merges neighbours until no more than n are left.
func merged(buckets []bucket, n int) []bucket {
	slices.SortStableFunc(buckets, func(a, b bucket) int { return cmp.Compare(a.mean, b.mean) })
	list := buckets[:1]
	for _, b := range buckets[1:] {
		if last := &list[len(list)-1]; last.mean == b.mean {
			last.weight += b.weight
		} else {
			list = append(list, b)
		}
	}
	for len(list) > n {
		best, least := 0, math.Inf(1)
		for i := range len(list) - 1 {
			if p := penalty(list[i], list[i+1]); p < least {
				best, least = i, p
			}
		}
		a, b := list[best], list[best+1]
		weight := a.weight + b.weight
		list[best] = bucket{(a.mean*a.weight + b.mean*b.weight) / weight, weight}
		list = slices.Delete(list, best+1, best+2)
	}
	return list
}

// penalty is what merging two buckets adds to the variance.
func penalty(a, b bucket) float64 {
	return (a.mean - b.mean) * (a.mean - b.mean) * a.weight * b.weight / (a.weight + b.weight)
}
