package value

import "testing"

func TestCutFraction(t *testing.T) {
	for name, c := range map[string]struct {
		text, cut string
		up        bool
	}{
		"six digits stay":                  {"10:00:00.123456", "10:00:00.123456", false},
		"the seventh rounds up":            {"10:00:00.1234565+01:00", "10:00:00.123456+01:00", true},
		"the seventh rounds down":          {"2025-01-01 10:00:00.123456499999 UTC", "2025-01-01 10:00:00.123456 UTC", false},
		"more than twelve are no fraction": {"10:00:00.1234567890123", "10:00:00.1234567890123", false},
		"no fraction":                      {"10:00:00", "10:00:00", false},
	} {
		t.Run(name, func(t *testing.T) {
			if cut, up := cutFraction(c.text); cut != c.cut || up != c.up {
				t.Errorf("got %q, %t", cut, up)
			}
		})
	}
}
