package scalar

import (
	"math"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// statistics are the functions of distributions and vectors.
func statistics() map[string]maker {
	three := func(f func(a, b, c float64) (float64, error)) maker {
		return always(throwing(func(args []value.Value) (value.Value, error) {
			return some(f(number(args[0]), number(args[1]), number(args[2])))
		}))
	}
	return map[string]maker{
		"normal_cdf": three(normalCDF), "inverse_normal_cdf": three(inverseNormalCDF),
		"t_cdf": student(tCDF), "t_pdf": student(tPDF),
		"wilson_interval_lower": three(wilson(-1)), "wilson_interval_upper": three(wilson(1)),
		"cosine_similarity": vectors(similarity(false)), "cosine_distance": vectors(similarity(true)),
		"dot_product": vectors(dot), "euclidean_distance": vectors(euclid),
		"beta_cdf": three(betaCDF), "inverse_beta_cdf": three(inverseBetaCDF),
	}
}

func some(f float64, err error) (value.Value, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

func normalCDF(mean, deviation, x float64) (float64, error) {
	if !(deviation > 0) {
		return 0, bad("standardDeviation must be > 0")
	}
	return 0.5 * (1 + math.Erf((x-mean)/(deviation*math.Sqrt2))), nil
}

func inverseNormalCDF(mean, deviation, p float64) (float64, error) {
	if !(p > 0 && p < 1) {
		return 0, bad("p must be 0 > p > 1")
	}
	if !(deviation > 0) {
		return 0, bad("sd must be > 0")
	}
	x := math.Sqrt2 * math.Erfinv(2*p-1)
	// Erfinv is right to some digits less than a double has; a step of Halley's gives the rest.
	wrong := (0.5*math.Erfc(-x/math.Sqrt2) - p) * math.Sqrt(2*math.Pi) * math.Exp(x*x/2)
	return mean + deviation*(x-wrong/(1+x*wrong/2)), nil
}

// student makes a function of a value and the degrees of freedom of Student's t-distribution.
func student(f func(x, freedom float64) float64) maker {
	return always(throwing(func(args []value.Value) (value.Value, error) {
		x, freedom := number(args[0]), number(args[1])
		if !(freedom >= 1) {
			return nil, bad("degrees of freedom must be greater than or equal to 1")
		}
		return f(x, freedom), nil
	}))
}

func tCDF(x, freedom float64) float64 {
	if x == 0 {
		return 0.5
	}
	tail := 0.5 * regularizedBeta(freedom/(freedom+x*x), freedom/2, 0.5)
	if x < 0 {
		return tail
	}
	return 1 - tail
}

func tPDF(x, freedom float64) float64 {
	whole, _ := math.Lgamma((freedom + 1) / 2)
	half, _ := math.Lgamma(freedom / 2)
	factor := whole - 0.5*(math.Log(math.Pi)+math.Log(freedom)) - half
	return math.Exp(factor - (freedom+1)/2*math.Log(1+x*x/freedom))
}

func wilson(side float64) func(a, b, c float64) (float64, error) {
	return func(successes, trials, z float64) (float64, error) {
		switch {
		case successes < 0:
			return 0, bad("number of successes must not be negative")
		case trials <= 0:
			return 0, bad("number of trials must be positive")
		case successes > trials:
			return 0, bad("number of successes must not be larger than number of trials")
		case z < 0:
			return 0, bad("z-score must not be negative")
		}
		p := successes / trials
		return (p + z*z/2/trials + side*z*math.Sqrt(p*(1-p)/trials+z*z/4/trials/trials)) / (1 + z*z/trials), nil
	}
}

func checkBeta(a, b float64) error {
	if !(a > 0 && b > 0) {
		return bad("a, b must be > 0")
	}
	return nil
}

func betaCDF(a, b, x float64) (float64, error) {
	if err := checkBeta(a, b); err != nil {
		return 0, err
	}
	if !(x >= 0 && x <= 1) {
		return 0, bad("value must be 0 >= v >= 1")
	}
	return regularizedBeta(x, a, b), nil
}

func inverseBetaCDF(a, b, p float64) (float64, error) {
	if err := checkBeta(a, b); err != nil {
		return 0, err
	}
	if !(p >= 0 && p <= 1) {
		return 0, bad("p must be 0 >= p >= 1")
	}
	if p == 0 || p == 1 {
		return p, nil
	}
	return brentZero(func(x float64) float64 { return regularizedBeta(x, a, b) - p }, 0, 1), nil
}

// vectors makes a function of two dense vectors, or of two sparse ones given as maps.
func vectors(f func(a, b []float64) (value.Value, error)) maker {
	return func(params []types.Type, _ types.Type) (Impl, bool) {
		if params[0].Kind == types.Map {
			return throwing(func(args []value.Value) (value.Value, error) {
				a, b, ok := sparse(args[0], args[1])
				if !ok {
					return nil, nil //nolint:nilnil // NULL
				}
				return f(a, b)
			}), true
		}
		return throwing(func(args []value.Value) (value.Value, error) {
			x, _ := args[0].(value.List)
			y, _ := args[1].(value.List)
			if len(x) != len(y) {
				return nil, bad("The arguments must have the same length")
			}
			a, b := make([]float64, len(x)), make([]float64, len(x))
			for i := range x {
				if x[i] == nil || y[i] == nil {
					return nil, nil //nolint:nilnil // NULL
				}
				a[i], b[i] = number(x[i]), number(y[i])
			}
			return f(a, b)
		}), true
	}
}

func sparse(a, b value.Value) (x, y []float64, ok bool) {
	m, _ := a.(value.Map)
	n, _ := b.(value.Map)
	for _, e := range m {
		other, _ := lookup(n, e.Key, types.Text())
		if e.Value == nil {
			return nil, nil, false
		}
		x, y = append(x, number(e.Value)), append(y, number(other))
	}
	for _, e := range n {
		if e.Value == nil {
			return nil, nil, false
		}
		if _, both := lookup(m, e.Key, types.Text()); !both {
			x, y = append(x, 0), append(y, number(e.Value))
		}
	}
	return x, y, true
}

func sumOf(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func dot(a, b []float64) (value.Value, error) { return sumOf(a, b), nil }

func euclid(a, b []float64) (value.Value, error) {
	sum := 0.0
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(sum), nil
}

func similarity(distance bool) func(a, b []float64) (value.Value, error) {
	return func(a, b []float64) (value.Value, error) {
		na, nb := sumOf(a, a), sumOf(b, b)
		if na == 0 || nb == 0 {
			return nil, bad("Vector magnitude cannot be zero")
		}
		s := sumOf(a, b) / (math.Sqrt(na) * math.Sqrt(nb))
		if distance {
			return 1 - s, nil
		}
		return s, nil
	}
}
