// Package series estimates what days tell: a line through two quantities, and a step in one. Days are like the day before them, so errors are
// taken as an autoregression of the first order, whose strength is estimated with all else. It promises that an interval is one of 95 % also in
// short series with such errors, that days which are missing are no trouble, and that what cannot be estimated is said and not guessed.
//
//	fit, err := series.Line(days, quantity, cost)         // cost = static + rate × quantity
//	step, err := series.Step(days, costOfOne, at)         // what changed at a day, of a logarithm
package series

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// ErrShort is that there are too few days; ErrFlat that what should explain does not differ enough between days.
var (
	ErrShort = errors.New("too few days")
	ErrFlat  = errors.New("days do not differ enough")
)

// Estimate is a figure with its interval of 95 %.
type Estimate struct {
	Value, Low, High float64
}

// Result is a regression.
type Result struct {
	// Coefficients are the estimates, in the order of the columns. One has their intervals.
	Coefficients []float64
	// Correlation is how much the error of a day is like that of the day before.
	Correlation float64
	// R2 is the part of the differences between days that the columns explain.
	R2 float64
	// Days are how many days it is made of.
	Days int
	runs []run
}

// run is the regression under one strength of correlation, with its weight among all.
type run struct {
	rho, weight float64
	beta        []float64
	cov         *mat.SymDense // of beta, times the variance
	free        float64       // degrees of freedom
}

// The strengths of correlation that are tried, and how likely each is before anything is seen.
const (
	weakest, strongest, steps = -0.45, 0.97, 36
	// level is what is left out of an interval on both sides.
	level = 0.05
)

// Regress estimates y from the columns of x, a row for each day. Days are numbers, ascending; a gap between two weakens their likeness.
func Regress(days []int, y []float64, x [][]float64) (*Result, error) {
	n := len(y)
	if n == 0 || len(x) != n || len(days) != n {
		return nil, ErrShort
	}
	p := len(x[0])
	if n < p+3 {
		return nil, ErrShort
	}
	r := &Result{Days: n}
	var likelihoods []float64
	for i := range steps {
		rho := weakest + (strongest-weakest)*float64(i)/(steps-1)
		one, likelihood, ok := under(rho, days, y, x)
		if !ok {
			continue
		}
		r.runs, likelihoods = append(r.runs, one), append(likelihoods, likelihood)
	}
	if len(r.runs) == 0 {
		return nil, ErrFlat
	}
	r.weigh(likelihoods)
	r.Coefficients = make([]float64, p)
	for _, one := range r.runs {
		for j, b := range one.beta {
			r.Coefficients[j] += one.weight * b
		}
	}
	r.R2 = r.explained(y, x)
	return r, nil
}

// weigh gives the runs weights that add up to one.
func (r *Result) weigh(likelihoods []float64) {
	best, sum := slices.Max(likelihoods), 0.0
	for i := range r.runs {
		r.runs[i].weight = math.Exp(likelihoods[i] - best)
		sum += r.runs[i].weight
	}
	for i := range r.runs {
		r.runs[i].weight /= sum
		r.Correlation += r.runs[i].weight * r.runs[i].rho
	}
}

// under is the regression where the errors of neighbours have the correlation rho. The likelihood is the restricted one, with the logarithm
// of what is thought of rho beforehand.
func under(rho float64, days []int, y []float64, x [][]float64) (run, float64, bool) {
	n, p := len(y), len(x[0])
	design, target, logs := mat.NewDense(n, p, nil), mat.NewVecDense(n, nil), 0.0
	for i := range n {
		like, scale := 0.0, 1.0
		if i > 0 {
			like = math.Pow(math.Abs(rho), float64(days[i]-days[i-1]))
			if rho < 0 && (days[i]-days[i-1])%2 == 1 {
				like = -like
			}
			scale = math.Sqrt(1 - like*like)
			logs += math.Log(1 - like*like)
		}
		for j := range p {
			v := x[i][j]
			if i > 0 {
				v -= like * x[i-1][j]
			}
			design.Set(i, j, v/scale)
		}
		v := y[i]
		if i > 0 {
			v -= like * y[i-1]
		}
		target.SetVec(i, v/scale)
	}
	var gram mat.SymDense
	gram.SymOuterK(1, design.T())
	var chol mat.Cholesky
	if !chol.Factorize(&gram) || chol.Cond() > 1e12 {
		return run{}, 0, false
	}
	var moment, beta mat.VecDense
	moment.MulVec(design.T(), target)
	if err := chol.SolveVecTo(&beta, &moment); err != nil {
		return run{}, 0, false
	}
	var fitted, rest mat.VecDense
	fitted.MulVec(design, &beta)
	rest.SubVec(target, &fitted)
	squares, free := mat.Dot(&rest, &rest), float64(n-p)
	if tiny := 1e-24 * (1 + mat.Dot(target, target)); squares < tiny {
		squares = tiny
	}
	var cov mat.SymDense
	if err := chol.InverseTo(&cov); err != nil {
		return run{}, 0, false
	}
	cov.ScaleSym(squares/free, &cov)
	likelihood := -(free*math.Log(squares) + chol.LogDet() + logs) / 2
	return run{rho: rho, beta: slices.Clone(beta.RawVector().Data), cov: &cov, free: free}, likelihood, true
}

// One is the estimate of a coefficient.
func (r *Result) One(column int) Estimate {
	of := make([]float64, len(r.Coefficients))
	of[column] = 1
	return r.Of(of)
}

// Of is the estimate of a sum of coefficients with factors.
func (r *Result) Of(factors []float64) Estimate {
	type part struct{ weight, middle, width, free float64 }
	parts := make([]part, 0, len(r.runs))
	middle, low, high := 0.0, math.Inf(1), math.Inf(-1)
	for _, one := range r.runs {
		v := mat.NewVecDense(len(factors), factors)
		at, width := mat.Dot(v, mat.NewVecDense(len(one.beta), one.beta)), math.Sqrt(max(mat.Inner(v, one.cov, v), 0))
		middle += one.weight * at
		if one.weight < 1e-5 { // what it may add to an interval is nothing that one sees
			continue
		}
		parts = append(parts, part{one.weight, at, width, one.free})
		const far = 40
		low, high = min(low, at-far*width), max(high, at+far*width)
	}
	below := func(t float64) (sum float64) {
		for _, q := range parts {
			switch {
			case q.width > 0:
				sum += q.weight * distuv.StudentsT{Sigma: 1, Nu: q.free}.CDF((t-q.middle)/q.width)
			case t >= q.middle:
				sum += q.weight
			}
		}
		return sum
	}
	quantile := func(share float64) float64 {
		a, b := low, high
		for range 34 {
			if m := (a + b) / 2; below(m) < share {
				a = m
			} else {
				b = m
			}
		}
		return (a + b) / 2
	}
	return Estimate{Value: middle, Low: quantile(level / 2), High: quantile(1 - level/2)}
}

// explained is the part of the differences of y that the mean of all runs explains.
func (r *Result) explained(y []float64, x [][]float64) float64 {
	mean := 0.0
	for _, v := range y {
		mean += v / float64(len(y))
	}
	rest, all := 0.0, 0.0
	for i, v := range y {
		fitted := 0.0
		for j, c := range r.Coefficients {
			fitted += c * x[i][j]
		}
		rest += (v - fitted) * (v - fitted)
		all += (v - mean) * (v - mean)
	}
	if all == 0 {
		return 1
	}
	return max(0, 1-rest/all)
}
