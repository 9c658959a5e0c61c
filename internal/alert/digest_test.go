package alert

import (
	"testing"
	"time"
	_ "time/tzdata" // the machine may have none
)

func TestARhythmComesAtItsHour(t *testing.T) {
	tests := []struct {
		name, after, want string
		r                 Rhythm
	}{
		{"later on the day", "2026-03-04T08:59:59Z", "2026-03-04T09:00:00Z", Rhythm{Kind: Daily, Hour: 9}},
		{"at the hour it is the next", "2026-03-04T09:00:00Z", "2026-03-05T09:00:00Z", Rhythm{Kind: Daily, Hour: 9}},
		{"of a zone, whose day is another", "2026-03-04T23:30:00Z", "2026-03-05T00:00:00Z", Rhythm{Kind: Daily, Hour: 9, Zone: "Asia/Tokyo"}},
		{"on its weekday", "2026-03-04T10:00:00Z", "2026-03-09T09:00:00Z", Rhythm{Kind: Weekly, Weekday: 1, Hour: 9}},
		{"on its weekday, an hour later", "2026-03-09T09:00:01Z", "2026-03-16T09:00:00Z", Rhythm{Kind: Weekly, Weekday: 1, Hour: 9}},
		{"over the end of a year", "2026-12-31T09:00:00Z", "2027-01-01T09:00:00Z", Rhythm{Kind: Daily, Hour: 9}},
		{"in summer time", "2026-03-07T15:00:00Z", "2026-03-08T13:00:00Z", Rhythm{Kind: Daily, Hour: 9, Zone: "America/New_York"}},
		{"an hour that the clock skips", "2026-03-07T12:00:00Z", "2026-03-08T07:00:00Z", Rhythm{Kind: Daily, Hour: 2, Zone: "America/New_York"}},
		{"of a week, too", "2026-03-03T12:00:00Z", "2026-03-08T07:00:00Z", Rhythm{Kind: Weekly, Weekday: 0, Hour: 2, Zone: "America/New_York"}},
		{"an hour that comes twice", "2026-10-31T12:00:00Z", "2026-11-01T05:00:00Z", Rhythm{Kind: Daily, Hour: 1, Zone: "America/New_York"}},
		{"and not a second time", "2026-11-01T05:30:00Z", "2026-11-02T06:00:00Z", Rhythm{Kind: Daily, Hour: 1, Zone: "America/New_York"}},
		{"where midnight is skipped", "2018-11-03T12:00:00Z", "2018-11-04T03:00:00Z", Rhythm{Kind: Daily, Zone: "America/Sao_Paulo"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			after, err := time.Parse(time.RFC3339, test.after)
			if err != nil {
				t.Fatal(err)
			}
			if got := test.r.after(after).UTC().Format(time.RFC3339); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
