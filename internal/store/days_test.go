package store

import "testing"

func TestDaysAreCountedApart(t *testing.T) {
	s := open(t, file(t))
	for _, c := range []struct {
		group, day string
		bytes      int64
		before     int64
		ok         bool
	}{
		{"a", "2025-12-30", 60, 0, true},
		{"a", "2025-12-30", 50, 60, false},
		{"a", "2025-12-30", 40, 60, true},
		{"b", "2025-12-30", 100, 0, true},
		{"a", "2025-12-31", 100, 0, true},
	} {
		before, ok, err := s.Spend(t.Context(), c.group, c.day, c.bytes, 100)
		if err != nil || before != c.before || ok != c.ok {
			t.Errorf("%+v: got %d, %v, %v", c, before, ok, err)
		}
	}
	if n, err := s.Spent(t.Context(), "a", "2025-12-30"); err != nil || n.Bytes != 100 {
		t.Errorf("got %v, %v", n, err)
	}
	if _, _, err := s.Spend(t.Context(), "a", "2026-03-01", 1, 100); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Spent(t.Context(), "a", "2025-12-30"); err != nil || n != (Day{}) {
		t.Errorf("an old day is kept: %v, %v", n, err)
	}
}
