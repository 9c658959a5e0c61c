package casebook

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// many is a bill of many series, with weeks and some noise.
type many struct {
	series     int
	first, end anomaly.Day
}

func (m *many) bill(context.Context) (Bill, error) {
	var out Bill
	for day := m.first; day < m.end; day++ {
		name := figures.MonthOf(day)
		if n := len(out.Months); n == 0 || out.Months[n-1].Name != name {
			out.Months = append(out.Months, Month{Name: name})
		}
		last := &out.Months[len(out.Months)-1]
		last.Identity = fmt.Sprint(day)
		out.Version = last.Identity
	}
	return out, nil
}

func (m *many) Tree(_ context.Context, _ access.Principal, q *ast.Query, _ query.Options) (*query.Result, error) {
	found := monthAsked.FindStringSubmatch(ast.Print(q))
	if found == nil {
		return query.Rows(make([]typed.Column, 2), nil), nil
	}
	var rows [][]value.Value
	for day := m.first; day < m.end; day++ {
		if figures.MonthOf(day) != found[1] {
			continue
		}
		for s := range m.series {
			cost := (5 + float64(s%97)) * (1 + 0.2*math.Sin(float64(day)*2*math.Pi/7) + 0.03*math.Sin(float64(int(day)*s%1000)))
			rows = append(rows, []value.Value{
				value.Date(day), fmt.Sprint(s % 50), "AmazonEC2", fmt.Sprint("type-", s), "us-east-1", "usage",
				value.Decimal{Unscaled: big.NewInt(int64(cost * 1e10)), Scale: 10},
				dollars(int64(cost)),
			})
		}
	}
	return query.Rows(make([]typed.Column, 8), rows), nil
}

// BenchmarkADay is what judging one more day takes, with 10,000 series and 120 days before it.
func BenchmarkADay(b *testing.B) {
	m := &many{series: 10_000, first: day("2025-01-01"), end: day("2025-05-01")}
	o := options(nil, func() time.Time { return figures.Date(m.end) })
	o.Bill, o.Whole, o.Runner = m.bill, m, m
	o.Detector = func() Detector { return anomaly.New(anomaly.Options{}) }
	book, err := Open(b.Context(), b.TempDir(), o)
	if err != nil {
		b.Fatal(err)
	}
	defer book.Close() //nolint:errcheck // nothing is kept
	begun := time.Now()
	if err := book.Evaluate(b.Context()); err != nil {
		b.Fatal(err)
	}
	first := time.Since(begun)
	for b.Loop() {
		m.end++
		if err := book.Evaluate(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(first.Seconds(), "s/120-days")
}
