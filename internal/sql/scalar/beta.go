package scalar

import "math"

// The incomplete beta function as Trino's library computes it, step by step, so that the last digits agree: a continued fraction
// to 1e-14 and the logarithm of the gamma function of the NSWC Library of Mathematical Functions (DGAM1 and DGAMLN, after
// Didonato and Morris, 1986 and 1992), and for the inverse Brent's method to 1e-9.

// regularizedBeta is I_x(a, b).
func regularizedBeta(x, a, b float64) float64 {
	if x <= 0 || x >= 1 {
		return math.Max(0, math.Min(1, x))
	}
	if x > (a+1)/(2+b+a) && 1-x <= (b+1)/(2+b+a) {
		return 1 - regularizedBeta(1-x, b, a)
	}
	return exactExp(a*exactLog(x)+b*exactLog1p(-x)-exactLog(a)-logBeta(a, b)) * 1 / betaFraction(x, a, b)
}

// betaFraction is the continued fraction of the incomplete beta function, after Lentz.
func betaFraction(x, a, b float64) float64 {
	const tiny, enough = 1e-50, 1e-14
	h, c, d := 1.0, 1.0, 0.0
	for n := 1.0; n < 100_000; n++ {
		m := math.Floor(n / 2)
		term := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		if math.Mod(n, 2) == 1 {
			term = -((a + m) * (a + b + m) * x) / ((a + 2*m) * (a + 2*m + 1))
		}
		d = apart(1+term*d, tiny)
		c = apart(1+term/c, tiny)
		d = 1 / d
		h *= c * d
		if math.Abs(c*d-1) < enough {
			break
		}
	}
	return h
}

// apart returns x, or tiny for an x that is nearer to zero.
func apart(x, tiny float64) float64 {
	if math.Abs(x) <= tiny {
		return tiny
	}
	return x
}

// logBeta is the logarithm of B(p, q).
func logBeta(p, q float64) float64 {
	a, b := min(p, q), max(p, q)
	switch {
	case b >= 10:
		la, _ := math.Lgamma(a)
		lb, _ := math.Lgamma(b)
		lab, _ := math.Lgamma(a + b)
		return la + (lb - lab)
	case a < 1:
		return exactLog(math.Gamma(a) * math.Gamma(b) / math.Gamma(a+b))
	}
	// Both are brought below 2, where the logarithms of gamma are small.
	first, second, whole := 1.0, 1.0, b
	for ; a > 2; first *= a / whole / (1 + a/whole) {
		a--
	}
	for ; b > 2; second *= b / (a + b) {
		b--
	}
	rest := logGamma(a) + (logGamma(b) - logGammaSum(a, b))
	if first == 1 && second == 1 {
		return rest
	}
	return exactLog(first) + exactLog(second) + rest
}

// logGammaSum is the logarithm of Γ(a + b) for a and b from 1 to 2.
func logGammaSum(a, b float64) float64 {
	x := (a - 1) + (b - 1)
	switch {
	case x <= 0.5:
		return logGamma1p(1 + x)
	case x <= 1.5:
		return logGamma1p(x) + exactLog1p(x)
	}
	return logGamma1p(x-1) + exactLog(x*(1+x))
}

// logGamma is the logarithm of Γ(x) for x from 0.5 to 2.5.
func logGamma(x float64) float64 { return logGamma1p((x - 0.5) - 0.5) }

// logGamma1p is the logarithm of Γ(1 + x) for x from -0.5 to 1.5.
func logGamma1p(x float64) float64 { return -exactLog1p(inverseGamma1pm1(x)) }

// The coefficients of 1/Γ(1 + x) - 1, lowest power first.
//
//nolint:gochecknoglobals // constants
var (
	gammaA = []float64{.611609510448141581788e-08, .624730830116465516210e-08}
	gammaB = []float64{
		1, .203610414066806987300, .266205348428949217746e-01, .493944979382446875238e-03, -.851419432440314906588e-05,
		-.643045481779353022248e-05, .992641840672773722196e-06, -.607761895722825260739e-07, .195755836614639731882e-09,
	}
	gammaP = []float64{
		.6116095104481415817861e-08, .6871674113067198736152e-08, .6820161668496170657918e-09, .4686843322948848031080e-10,
		.1572833027710446286995e-11, -.1249441572276366213222e-12, .4343529937408594255178e-14,
	}
	gammaQ = []float64{1, .3056961078365221025009, .5464213086042296536016e-01, .4956830093825887312020e-02, .2692369466186361192876e-03}
	gammaC = []float64{
		.577215664901532860606512090082402, -.655878071520253881077019515145390, -.420026350340952355290039348754298e-01,
		.166538611382291489501700795102105, -.421977345555443367482083012891874e-01, -.962197152787697356211492167234820e-02,
		.721894324666309954239501034044657e-02, -.116516759185906511211397108401839e-02, -.215241674114950972815729963053648e-03,
		.128050282388116186153198626328164e-03, -.201348547807882386556893914210218e-04, -.125049348214267065734535947383309e-05,
		.113302723198169588237412962033074e-05, -.205633841697760710345015413002057e-06,
	}
)

// inverseGamma1pm1 is 1/Γ(1 + x) - 1 for x from -0.5 to 1.5.
func inverseGamma1pm1(x float64) float64 {
	t := x
	if x > 0.5 {
		t = (x - 0.5) - 0.5
	}
	if t < 0 {
		c := series(gammaC[1:], t, polynomial(gammaA, t)/polynomial(gammaB, t))
		c = -.422784335098467139393487909917598 + t*c
		if x > 0.5 {
			return t * c / x
		}
		return x * ((c + 0.5) + 0.5)
	}
	c := series(gammaC, t, polynomial(gammaP, t)/polynomial(gammaQ, t))
	if x > 0.5 {
		return t / x * ((c - 0.5) - 0.5)
	}
	return x * c
}

// polynomial is the value at t, after Horner.
func polynomial(coefficients []float64, t float64) float64 {
	last := len(coefficients) - 1
	return series(coefficients[:last], t, coefficients[last])
}

// series is the value at t of a polynomial whose highest coefficient comes by itself.
func series(coefficients []float64, t, highest float64) float64 {
	sum := highest
	for i := len(coefficients) - 1; i >= 0; i-- {
		sum = coefficients[i] + t*sum
	}
	return sum
}

// brentZero finds a zero of f between low and high, where f has different signs, with Brent's method.
func brentZero(f func(float64) float64, low, high float64) float64 {
	const exact, near, flat = 1e-14, 1e-9, 1e-15
	middle := low + 0.5*(high-low)
	at, fLow, fHigh := f(middle), f(low), f(high)
	switch {
	case math.Abs(at) <= flat:
		return middle
	case math.Abs(fLow) <= flat:
		return low
	case at*fLow < 0:
		high, fHigh = middle, at
	case math.Abs(fHigh) <= flat:
		return high
	default:
		low, fLow = middle, at
	}
	a, fa, b, fb := low, fLow, high, fHigh
	c, fc, d := a, fa, b-a
	e := d
	for range 10_000 {
		if math.Abs(fc) < math.Abs(fb) {
			a, b, c = b, c, b
			fa, fb, fc = fb, fc, fb
		}
		tolerance, m := 2*exact*math.Abs(b)+near, 0.5*(c-b)
		if math.Abs(m) <= tolerance || fb == 0 {
			break
		}
		d, e = brentStep(a, b, c, fa, fb, fc, d, e, tolerance)
		a, fa = b, fb
		switch {
		case math.Abs(d) > tolerance:
			b += d
		case m > 0:
			b += tolerance
		default:
			b -= tolerance
		}
		fb = f(b)
		if (fb > 0) == (fc > 0) {
			c, fc, d = a, fa, b-a
			e = d
		}
	}
	return b
}

// brentStep returns the next step and the one before it: an interpolation, or half the way where that leads nowhere.
func brentStep(a, b, c, fa, fb, fc, d, e, tolerance float64) (step, before float64) {
	m := 0.5 * (c - b)
	if math.Abs(e) < tolerance || math.Abs(fa) <= math.Abs(fb) {
		return m, m
	}
	s := fb / fa
	p, q := 2*m*s, 1-s
	if a != c {
		u, r := fa/fc, fb/fc
		p, q = s*(2*m*u*(u-r)-(b-a)*(r-1)), (u-1)*(r-1)*(s-1)
	}
	if p > 0 {
		q = -q
	} else {
		p = -p
	}
	if p >= 1.5*m*q-math.Abs(tolerance*q) || p >= math.Abs(0.5*e*q) {
		return m, m
	}
	return p / q, d
}
