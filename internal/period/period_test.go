package period_test

import (
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/period"
)

func TestMonths(t *testing.T) {
	for _, text := range []string{"2018-10", "2025-12", "0001-01"} {
		m, err := period.ParseMonth(text)
		if err != nil || m.String() != text {
			t.Errorf("%q is read as %q, %v", text, m, err)
		}
	}
	for _, text := range []string{"", "2018", "2018-13", "2018-00", "18-10", "2018-1", "2018-10-01", "abcd-ef"} {
		if m, err := period.ParseMonth(text); err == nil {
			t.Errorf("%q is read as %q", text, m)
		}
	}
	december := period.NewMonth(2025, time.December)
	if december.Add(1).String() != "2026-01" || december.Add(-12).String() != "2024-12" || december.Year() != 2025 || december.Month() != time.December {
		t.Error("months do not count over the end of a year")
	}
	if !(period.Month{}).IsZero() || (period.Month{}).String() != "" {
		t.Error("the zero month is a month")
	}
}

func TestARangeHasItsStartAndNotItsEnd(t *testing.T) {
	r := period.NewMonth(2024, time.February).Range()
	if !r.Contains(r.Start) || r.Contains(r.End) || r.End.Sub(r.Start) != 29*24*time.Hour {
		t.Errorf("February 2024 is %v", r)
	}
	months := period.Range{Start: r.Start, End: r.End.Add(time.Nanosecond)}.Months()
	if len(months) != 2 || months[1].String() != "2024-03" {
		t.Errorf("a nanosecond of March gives %v", months)
	}
	if _, err := period.NewRange(r.End, r.Start); err == nil {
		t.Error("a range may end before it starts")
	}
	if got := (period.Range{Start: r.Start, End: r.Start}).Months(); len(got) != 0 {
		t.Errorf("an empty range touches %v", got)
	}
}
