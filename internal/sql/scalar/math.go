package scalar

import (
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// maths are the functions of numbers.
func maths() map[string]maker {
	return map[string]maker{
		"sqrt": real1(math.Sqrt), "ln": real1(math.Log), "log2": real1(math.Log2), "log10": real1(math.Log10),
		"cbrt": real1(math.Cbrt), "sin": real1(math.Sin), "cos": real1(math.Cos), "tan": real1(math.Tan),
		"asin": real1(math.Asin), "acos": real1(math.Acos),
		"sign": signMaker, "round": roundMaker, "floor": wholeMaker(-1), "ceil": wholeMaker(1), "ceiling": wholeMaker(1),
		"truncate": truncateMaker, "greatest": extremeMaker(1), "least": extremeMaker(-1),
		"bit_count": always(throwing(bitCount)), "bitwise_left_shift": shiftMaker(shiftLeft),
		"bitwise_right_shift": shiftMaker(shiftRight), "bitwise_right_shift_arithmetic": shiftMaker(shiftArithmetic),
		"from_base": always(throwing(fromBase)), "to_base": always(throwing(toBase)),
		"width_bucket": widthBucketMaker,
	}
}

func real1(f func(float64) float64) maker {
	return always(pure(func(args []value.Value) value.Value { return f(number(args[0])) }))
}

func signMaker(params []types.Type, _ types.Type) (Impl, bool) {
	single := params[0].Kind == types.Real
	return pure(func(args []value.Value) value.Value {
		f := number(args[0])
		if f > 0 {
			f = 1
		} else if f < 0 {
			f = -1
		}
		if single {
			return float32(f)
		}
		return f
	}), true
}

// roundMaker rounds to digits, halves away from zero; a negative number of digits rounds before the point.
func roundMaker(params []types.Type, result types.Type) (Impl, bool) {
	return throwing(func(args []value.Value) (value.Value, error) {
		digits := int64(0)
		if len(args) == 2 {
			digits = integer(args[1])
		}
		switch x := args[0].(type) {
		case int64:
			return roundInteger(x, digits, result)
		case float64:
			return roundFloat(x, digits), nil
		case float32:
			return float32(roundFloat(float64(x), digits)), nil
		case value.Decimal:
			return roundDecimal(x, digits, result)
		}
		return nil, bad("cannot round this value")
	}), true
}

func roundInteger(x, digits int64, result types.Type) (value.Value, error) {
	if digits >= 0 {
		return x, nil
	}
	if digits < -19 {
		return nil, outOfRange("Out of range for %s: rounding to %d digits", result, digits)
	}
	d := value.NewDecimal(x, 0).Rescale(int(digits))
	n := d.Rescale(0).Unscaled
	limit := int64(math.MaxInt64) >> (64 - bitsOf(result))
	if !n.IsInt64() || n.Int64() > limit || n.Int64() < -limit-1 {
		return nil, outOfRange("Out of range for %s: %s", result, n)
	}
	return n.Int64(), nil
}

// roundFloat rounds as Trino does: the nearest double of the decimal digits of x, rounded.
func roundFloat(x float64, digits int64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) || digits > 330 {
		return x
	}
	factor := math.Pow(10, float64(digits))
	if factor == 0 {
		return math.Copysign(0, x)
	}
	scaled := math.Abs(x) * factor
	if math.IsInf(scaled, 0) {
		return x
	}
	return math.Copysign(math.Round(scaled)/factor, x)
}

func roundDecimal(x value.Decimal, digits int64, result types.Type) (value.Value, error) {
	if digits < int64(x.Scale) {
		if digits < -40 {
			digits = -40
		}
		x = rescale(x, int(digits))
	}
	return fitted(x, result)
}

// rescale is Rescale for scales below zero too.
func rescale(x value.Decimal, scale int) value.Decimal {
	if scale >= 0 {
		return x.Rescale(scale)
	}
	shifted := value.Decimal{Unscaled: x.Unscaled, Scale: x.Scale - scale}.Rescale(0)
	factor := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-scale)), nil)
	return value.Decimal{Unscaled: factor.Mul(factor, shifted.Unscaled)}
}

// wholeMaker is floor (-1) or ceil (1) of a decimal.
func wholeMaker(direction int) maker {
	return func(params []types.Type, result types.Type) (Impl, bool) {
		if params[0].Kind != types.Decimal {
			return Impl{}, false
		}
		return throwing(func(args []value.Value) (value.Value, error) {
			d := decimalAt(args, 0)
			unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil)
			quotient, rest := new(big.Int).QuoRem(d.Unscaled, unit, new(big.Int))
			if rest.Sign() == direction {
				quotient.Add(quotient, big.NewInt(int64(direction)))
			}
			return fitted(value.Decimal{Unscaled: quotient}, result)
		}), true
	}
}

func truncateMaker(params []types.Type, result types.Type) (Impl, bool) {
	if params[0].Kind != types.Decimal {
		return Impl{}, false
	}
	return throwing(func(args []value.Value) (value.Value, error) {
		d, digits := decimalAt(args, 0), int64(0)
		if len(args) == 2 {
			digits = max(integer(args[1]), -40)
		}
		if digits >= int64(d.Scale) {
			return fitted(d, result)
		}
		unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)-digits), nil)
		cut := new(big.Int).Quo(d.Unscaled, unit)
		return fitted(value.Decimal{Unscaled: cut.Mul(cut, unit), Scale: d.Scale}, result)
	}), true
}

// extremeMaker is greatest (1) or least (-1).
func extremeMaker(sign int) maker {
	return func(_ []types.Type, result types.Type) (Impl, bool) {
		return pure(func(args []value.Value) value.Value {
			best := args[0]
			for _, x := range args {
				if orderedWith(x, best, result, -sign)*sign > 0 {
					best = x
				}
			}
			return best
		}), true
	}
}

func bitCount(args []value.Value) (value.Value, error) {
	n, width := integer(args[0]), integer(args[1])
	if width == 64 {
		return int64(bits.OnesCount64(uint64(n))), nil
	}
	if width <= 1 || width > 64 {
		return nil, bad("Bits specified in bit_count must be between 2 and 64, got %d", width)
	}
	low, high := int64(-1)<<(width-1), int64(1)<<(width-1)-1
	if n < low || n > high {
		return nil, bad("Number must be representable with the bits specified. %d cannot be represented with %d bits", n, width)
	}
	return int64(bits.OnesCount64(uint64(n) & (1<<width - 1))), nil
}

func shiftMaker(f func(n, by, width int64) int64) maker {
	return func(params []types.Type, _ types.Type) (Impl, bool) {
		width := int64(bitsOf(params[0]))
		return pure(func(args []value.Value) value.Value { return f(integer(args[0]), integer(args[1]), width) }), true
	}
}

// signed takes the lowest bits of n as a number in two's complement.
func signed(n, width int64) int64 { return n << (64 - width) >> (64 - width) }

func shiftLeft(n, by, width int64) int64 {
	if by < 0 || by >= width {
		return 0
	}
	return signed(n<<by, width)
}

func shiftRight(n, by, width int64) int64 {
	if by < 0 || by >= width {
		return 0
	}
	if by == 0 {
		return n
	}
	mask := uint64(1)<<width - 1
	if width == 64 {
		mask = math.MaxUint64
	}
	return signed(int64(uint64(n)&mask>>uint64(by)), width)
}

func shiftArithmetic(n, by, width int64) int64 {
	if by < 0 || by >= width {
		if n >= 0 {
			return 0
		}
		return -1
	}
	return n >> by
}

func radix(n int64) error {
	if n < 2 || n > 36 {
		return bad("Radix must be between 2 and 36")
	}
	return nil
}

func fromBase(args []value.Value) (value.Value, error) {
	base := integer(args[1])
	if err := radix(base); err != nil {
		return nil, err
	}
	s := text(args, 0)
	n, err := strconv.ParseInt(s, int(base), 64)
	if err != nil || strings.Contains(s, "_") {
		return nil, bad("Not a valid base-%d number: %s", base, s)
	}
	return n, nil
}

func toBase(args []value.Value) (value.Value, error) {
	base := integer(args[1])
	if err := radix(base); err != nil {
		return nil, err
	}
	return strconv.FormatInt(integer(args[0]), int(base)), nil
}

func widthBucketMaker(params []types.Type, _ types.Type) (Impl, bool) {
	if len(params) == 2 {
		return throwing(bucketOf), true
	}
	return throwing(widthBucket), true
}

// bucketOf finds the place of a number among sorted bounds.
func bucketOf(args []value.Value) (value.Value, error) {
	x := number(args[0])
	bins, _ := args[1].(value.List)
	if len(bins) == 0 {
		return nil, bad("Bins cannot be an empty array")
	}
	if math.IsNaN(x) {
		return nil, bad("Operand cannot be NaN")
	}
	place := int64(0)
	for i, b := range bins {
		bin := number(b)
		if b == nil || math.IsNaN(bin) || math.IsInf(bin, 0) {
			return nil, bad("Bin value must be finite, got %s", value.Text(bin, types.Of(types.Double)))
		}
		if i > 0 && bin <= number(bins[i-1]) {
			return nil, bad("Bin values are not sorted in ascending order")
		}
		if x >= bin {
			place = int64(i) + 1
		}
	}
	return place, nil
}

func widthBucket(args []value.Value) (value.Value, error) {
	x, a, b, n := number(args[0]), number(args[1]), number(args[2]), integer(args[3])
	switch {
	case n <= 0:
		return nil, bad("bucketCount must be greater than 0")
	case math.IsNaN(x):
		return nil, bad("operand must not be NaN")
	case math.IsNaN(a) || math.IsInf(a, 0):
		return nil, bad("first bound must be finite")
	case math.IsNaN(b) || math.IsInf(b, 0):
		return nil, bad("second bound must be finite")
	case a == b:
		return nil, bad("bounds cannot equal each other")
	}
	low, high := math.Min(a, b), math.Max(a, b)
	var bucket int64
	switch {
	case x < low:
		bucket = 0
	case x >= high:
		if n == math.MaxInt64 {
			return nil, outOfRange("Bucket for value %s is out of range", value.Text(x, types.Of(types.Double)))
		}
		bucket = n + 1
	default:
		bucket = int64(float64(n)*(x-low)/(high-low)) + 1
	}
	if a > b {
		bucket = n - bucket + 1
	}
	return bucket, nil
}
