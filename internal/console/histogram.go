package console

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// bars is about how many bars a histogram has. Their edges are round numbers, so that there may be some more or fewer.
const bars = 20

// edge is a bound between two bars: as the query compares it, and as people read it.
type edge struct {
	number float64
	text   string
}

// edgesOf returns the edges of the bars of a column between bounds, nil where a histogram means nothing. The last bar holds its upper edge.
func edgesOf(t types.Type, b bounds) []edge {
	low, ok := new(big.Rat).SetString(b.low)
	high, alsoOK := new(big.Rat).SetString(b.high)
	if !ok || !alsoOK {
		return nil
	}
	if isTime(t) {
		return timeEdges(t, floor(low).Int64(), ceil(high).Int64())
	}
	return numberEdges(t, low, high)
}

func floor(r *big.Rat) *big.Int { return new(big.Int).Div(r.Num(), r.Denom()) } // Euclid's: the denominator is positive

func ceil(r *big.Rat) *big.Int { return new(big.Int).Neg(floor(new(big.Rat).Neg(r))) }

// numberEdges returns multiples of 1, 2 or 5 times a power of ten. There are at most fifty: a step is more than a fortieth of the whole.
func numberEdges(t types.Type, low, high *big.Rat) []edge {
	raw := new(big.Rat).Quo(new(big.Rat).Sub(high, low), big.NewRat(bars, 1))
	step, digits := roundStep(raw)
	if raw.Sign() == 0 || t.IsInteger() && step.Cmp(big.NewRat(1, 1)) < 0 {
		step, digits = big.NewRat(1, 1), 0
	}
	if raw.Sign() == 0 && !t.IsInteger() { // one value: its bar begins with it
		number, _ := low.Float64()
		text := strconv.FormatFloat(number, 'f', -1, 64)
		return []edge{{number, text}, {number, text}}
	}
	first := floor(new(big.Rat).Quo(low, step))
	var edges []edge
	for i := int64(0); ; i++ {
		at := new(big.Rat).Mul(step, new(big.Rat).SetInt(new(big.Int).Add(first, big.NewInt(i))))
		next := numberEdge(at, digits)
		if len(edges) == 0 || next.number > edges[len(edges)-1].number { // what a double cannot tell apart is one bar
			edges = append(edges, next)
		}
		if at.Cmp(high) < 0 || i == 0 {
			continue
		}
		if len(edges) == 1 {
			edges = append(edges, next)
		}
		return edges
	}
}

// maxDigits is how many digits an edge is written with at most; one with more gets an exponent.
const maxDigits = 20

func numberEdge(at *big.Rat, digits int) edge {
	number, _ := at.Float64()
	text := at.FloatString(max(digits, 0))
	if len(text) > maxDigits {
		text = strconv.FormatFloat(number, 'G', -1, 64)
	}
	return edge{number, text}
}

// roundStep returns the least of 1, 2 and 5 times a power of ten that is no smaller, and how many digits it has after the point.
func roundStep(raw *big.Rat) (step *big.Rat, digits int) {
	if raw.Sign() <= 0 {
		return big.NewRat(1, 1), 0
	}
	approximate, _ := raw.Float64()
	power := -400 // below every double
	if approximate > 0 && !math.IsInf(approximate, 0) {
		power = int(math.Floor(math.Log10(approximate))) - 1
	}
	for ; ; power++ {
		for _, m := range []int64{1, 2, 5} {
			step = new(big.Rat).Mul(big.NewRat(m, 1), tenTo(power))
			if step.Cmp(raw) >= 0 {
				return step, max(-power, 0)
			}
		}
	}
}

func tenTo(power int) *big.Rat {
	n := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(power, -power))), nil)
	if power < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), n)
	}
	return new(big.Rat).SetInt(n)
}

const day = 86_400

// timeEdges returns beginnings of hours, days, months or years, in seconds since 1970, UTC.
func timeEdges(t types.Type, low, high int64) []edge {
	raw := (high - low) / bars
	for _, step := range []int64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 3 * 3600, 6 * 3600, 12 * 3600, day, 2 * day, 7 * day} {
		if step >= raw && (t.Kind != types.Date || step >= day) {
			return fixedEdges(t, low, high, step)
		}
	}
	const month = 31 * day
	for _, months := range []int{1, 3, 6} {
		if int64(months)*month >= raw {
			return monthEdges(low, high, months)
		}
	}
	const year = 365 * day
	for years, m := int64(1), 0; ; m++ {
		if years*year >= raw {
			return monthEdges(low, high, int(years)*12)
		}
		years *= []int64{2, 5}[m%2] // 1, 2, 10, 20, 100
	}
}

// fixedEdges returns multiples of a step; those of a week begin on Mondays.
func fixedEdges(t types.Type, low, high, step int64) []edge {
	shift := int64(0)
	if step == 7*day {
		shift = 4 * day // 1970-01-05 was a Monday
	}
	form := time.DateTime
	if step >= day {
		form = time.DateOnly
	}
	at := low - shift
	at -= ((at % step) + step) % step
	at += shift
	var edges []edge
	for {
		edges = append(edges, edge{float64(at), time.Unix(at, 0).UTC().Format(form)})
		if len(edges) > 1 && (at > high || at == high && t.Kind != types.Date) {
			return edges
		}
		at += step
	}
}

// monthEdges returns beginnings of every so many months.
func monthEdges(low, high int64, months int) []edge {
	begin := time.Unix(low, 0).UTC()
	number := begin.Year()*12 + int(begin.Month()) - 1
	number -= ((number % months) + months) % months
	var edges []edge
	for {
		at := time.Date(number/12, time.Month(number%12+1), 1, 0, 0, 0, 0, time.UTC)
		edges = append(edges, edge{float64(at.Unix()), at.Format(time.DateOnly)})
		if len(edges) > 1 && at.Unix() > high {
			return edges
		}
		number += months
	}
}

// histogram counts the values between the edges.
func (s inspected) histogram(ctx context.Context, out ColumnStatistics, edges []edge) (ColumnStatistics, error) {
	text := `SELECT CAST(c AS double), count(*) FROM r WHERE c IS NOT NULL GROUP BY 1 ORDER BY 1`
	switch {
	case isTime(s.kind):
		text = `SELECT to_unixtime(CAST(c AS timestamp(6) with time zone)), count(*) FROM r WHERE c IS NOT NULL GROUP BY 1 ORDER BY 1`
	case s.kind.Kind == types.Real, s.kind.Kind == types.Double:
		text = `SELECT CAST(c AS double), count(*) FROM r WHERE is_finite(c) GROUP BY 1 ORDER BY 1`
	}
	body, err := fixed(text)
	if err != nil {
		return ColumnStatistics{}, err
	}
	list, ok := body.Body.(*ast.Select)
	if !ok {
		return ColumnStatistics{}, fmt.Errorf("a query of our own is no SELECT: %q", text)
	}
	bins := &ast.Array{}
	for _, e := range edges[:len(edges)-1] {
		bins.Elems = append(bins.Elems, double(e.number))
	}
	binned := *list
	binned.Items = append([]ast.SelectItem{{X: &ast.Call{
		Name: ast.Name{Parts: []ast.Ident{{Name: "width_bucket"}}}, Args: []ast.Expr{list.Items[0].X, bins},
	}}}, list.Items[1:]...)
	around := *body
	around.Body = &binned
	rows, _, sql, err := s.run(ctx, &around, len(edges)+1)
	if err != nil {
		return ColumnStatistics{}, err
	}
	out.ListSQL, out.Histogram = sql, make([]Bar, len(edges)-1)
	for i := range out.Histogram {
		out.Histogram[i] = Bar{From: edges[i].text, To: edges[i+1].text}
	}
	for _, row := range rows {
		at, err := strconv.Atoi(row[0])
		if err != nil {
			return ColumnStatistics{}, fmt.Errorf("statistics: %w", err)
		}
		n, err := strconv.ParseInt(row[1], 10, 64)
		if err != nil || at < 0 || at > len(out.Histogram) {
			return ColumnStatistics{}, fmt.Errorf("statistics: bar %d of %d: %w", at, len(out.Histogram), err)
		}
		out.Histogram[max(at-1, 0)].Rows += n // rounding may put the least value before the first edge
	}
	return out, nil
}

// double returns a number as a literal of type double.
func double(f float64) ast.Expr {
	return &ast.Number{Kind: ast.DoubleNumber, Text: strconv.FormatFloat(f, 'E', -1, 64)}
}
