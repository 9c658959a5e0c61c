package serde

import (
	"testing"
	"time"
)

func TestLayout(t *testing.T) {
	at := time.Date(2026, 1, 5, 22, 3, 4, 567_000_000, time.UTC)
	for _, c := range []struct{ pattern, text, finest string }{
		{"yyyy/MM/dd", "2026/01/05", "DAYS"},
		{"yyyy/MM/dd/HH", "2026/01/05/22", "HOURS"},
		{"yyyyMMdd", "20260105", "DAYS"},
		{"yyyy-MM", "2026-01", "MONTHS"},
		{"yyyy", "2026", "YEARS"},
		{"d.M.yy", "5.1.26", "DAYS"},
		{"dd-MM-yyyy-HH-mm-ss", "05-01-2026-22-03-04", "SECONDS"},
		{"EEE, dd MMM yyyy hh:mm a", "Mon, 05 Jan 2026 10:03 PM", "MINUTES"},
		{"yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2026-01-05T22:03:04.567Z", "MILLIS"},
		{"'day='yyyy-MM-dd", "day=2026-01-05", "DAYS"},
	} {
		l, err := NewLayout(c.pattern)
		if err != nil {
			t.Fatalf("%s: %v", c.pattern, err)
		}
		if got := l.Format(at); got != c.text || l.Finest() != c.finest {
			t.Errorf("%s gives %q in %s, want %q in %s", c.pattern, got, l.Finest(), c.text, c.finest)
		}
		back, ok := l.Parse(c.text)
		if again := l.Format(back); !ok || again != c.text {
			t.Errorf("%s reads %q as %v, which is %q", c.pattern, c.text, back, again)
		}
	}
	for _, c := range []struct{ pattern, text string }{{"yyyy-MM-dd", "2026-02-30"}, {"yyyy-MM-dd", "2026-1-1"}, {"yyyyMMdd", "2026011"}, {"HH", "25"}, {"yyyy", "x"}, {"yyyy-MM", "2026-01x"}} {
		l, err := NewLayout(c.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if at, ok := l.Parse(c.text); ok {
			t.Errorf("%s reads %q as %v", c.pattern, c.text, at)
		}
	}
	for _, pattern := range []string{"yyyy-ww", "QQ", "'open"} {
		if _, err := NewLayout(pattern); err == nil {
			t.Errorf("%s is taken", pattern)
		}
	}
}

// Days are counted as Go counts them.
func TestDaysFrom(t *testing.T) {
	for day := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 3000; day = day.AddDate(0, 0, 17) {
		if got, want := daysFrom(day.Year(), int(day.Month()), day.Day()), day.Unix()/86400; got != want {
			if day.Unix()%86400 != 0 || got != want {
				t.Fatalf("%v is day %d, not %d", day, want, got)
			}
		}
	}
}
