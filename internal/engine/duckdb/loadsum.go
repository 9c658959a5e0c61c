package duckdb

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Sums are exact: DuckDB only counts how often each value occurs, and the values are multiplied and added here as decimal
// numbers of any length. The price is a hash table of the different values; costs repeat, so it stays small beside the rows.

// month is what was counted for one billing period.
type month struct {
	key    *string
	rows   int64
	totals map[string]*sum
}

func (m *month) name() string {
	if m.key == nil {
		return ""
	}
	return *m.key
}

func (m *month) measure() source.Measure {
	totals := make(map[string]money.Amount, len(m.totals))
	for name, s := range m.totals {
		totals[name] = s.amount()
	}
	return source.Measure{Rows: m.rows, Totals: totals}
}

// count runs a query of emit's Counts. Names are those of the counted columns.
func (g *loading) count(ctx context.Context, sql string, want []types.Type, names []string) ([]*month, error) {
	byKey := map[string]*month{}
	err := g.each(ctx, sql, want, func(row []value.Value) error {
		m := monthOf(byKey, row[0])
		which, _ := row[1].(int64)
		n, _ := row[len(row)-1].(int64)
		for i, name := range names {
			if which&(1<<(len(names)-1-i)) != 0 {
				continue
			}
			return m.add(name, row[2+i], n)
		}
		m.rows += n
		return nil
	})
	if err != nil {
		return nil, err
	}
	months := make([]*month, 0, len(byKey))
	for _, m := range byKey {
		months = append(months, m)
	}
	slices.SortFunc(months, func(a, b *month) int { return cmp.Compare(a.name(), b.name()) })
	return months, nil
}

func monthOf(byKey map[string]*month, key value.Value) *month {
	name, known := key.(string)
	id := strconv.FormatBool(known) + name
	m := byKey[id]
	if m == nil {
		m = &month{totals: map[string]*sum{}}
		if known {
			m.key = &name
		}
		byKey[id] = m
	}
	return m
}

// add adds n times a value to a total. NULL counts as nothing.
func (m *month) add(name string, v value.Value, n int64) error {
	if v == nil {
		return nil
	}
	s := m.totals[name]
	if s == nil {
		s = &sum{}
		m.totals[name] = s
	}
	switch v := v.(type) {
	case int64:
		s.add(big.NewInt(v), 0, n)
	case value.Decimal:
		s.add(v.Unscaled, -v.Scale, n)
	case float64:
		return s.addFloat(name, v, 64, n)
	case float32:
		return s.addFloat(name, float64(v), 32, n)
	default:
		return fmt.Errorf("column %q has no sum", name)
	}
	return nil
}

// sum is a sum of decimal numbers, kept apart by their powers of ten until the end.
type sum struct{ byExponent map[int]*big.Int }

// add adds n × x × 10^exponent.
func (s *sum) add(x *big.Int, exponent int, n int64) {
	if s.byExponent == nil {
		s.byExponent = map[int]*big.Int{}
	}
	product := new(big.Int).Mul(x, big.NewInt(n))
	if have := s.byExponent[exponent]; have != nil {
		have.Add(have, product)
		return
	}
	s.byExponent[exponent] = product
}

// addFloat adds the shortest decimal number that is read as x.
func (s *sum) addFloat(name string, x float64, bits int, n int64) error {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return fmt.Errorf("column %q: %w", name, errNotFinite)
	}
	digits := strconv.FormatFloat(x, 'e', -1, bits) // -1.2345e-06
	mantissa, exponent, _ := strings.Cut(digits, "e")
	power, err := strconv.Atoi(exponent)
	if err != nil {
		return fmt.Errorf("column %q: %w", name, err)
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	unscaled, err := strconv.ParseInt(whole+fraction, 10, 64) // at most 17 digits
	if err != nil {
		return fmt.Errorf("column %q: %w", name, err)
	}
	s.add(big.NewInt(unscaled), power-len(fraction), n)
	return nil
}

func (s *sum) amount() money.Amount {
	var total money.Amount
	for exponent, x := range s.byExponent {
		total = total.Add(money.FromBig(x, -exponent))
	}
	return total
}
