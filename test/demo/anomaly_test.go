package demo_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/money"
)

// incident is what the watch must make of an incident of the world: where, and when at the latest.
type incident struct{ account, service, usage string }

// watched says which lines tell of each incident.
func watched() map[string]incident {
	return map[string]incident{
		"nat-detour":       {"419832650148", "AmazonEC2", "NatGateway-Bytes"},
		"reservation-ends": {"523016784059", "AmazonEC2", "BoxUsage:m6i.large"},
		"batch-moves":      {"630247915160", "AmazonEC2", "BoxUsage:c7g.xlarge"},
		"cache-off":        {"523016784059", "AmazonDynamoDB", "ReadRequestUnits"},
		"express-price":    {"523016784059", "AmazonS3", "TimedStorage-XZ-ByteHrs"},
		"log-loop":         {"523016784059", "AmazonCloudWatch", "USE1-DataProcessing-Bytes"},
		"search-begins":    {"630247915160", "AmazonES", "ESInstance:r6g.large"},
		"full-scan":        {"630247915160", "AmazonAthena", "USE1-DataScannedInTB"},
		"lake-grows":       {"630247915160", "AmazonS3", "TimedStorage-ByteHrs"},
		"support-model":    {"738491026271", "AmazonBedrockService", "USE1-Claude4Sonnet-input-tokens-cross-region-global"},
		"credit-ends":      {"738491026271", "AmazonBedrock", ""},
		"test-fleet":       {"845173602382", "AmazonEC2", "BoxUsage:c7g.xlarge"},
		"tokyo":            {"845173602382", "AmazonEC2", "APN1-BoxUsage:m7g.large"},
	}
}

// tells tells whether a case is about the lines of an incident.
func (i incident) tells(c casebook.Case) bool {
	fits := func(node, want string) bool { return node == "" || want == "" || node == want }
	return c.Node.Account == i.account && fits(c.Node.Service, i.service) && fits(c.Node.UsageType, i.usage)
}

// The watch looks at the world as it is, fourteen months at once.
func TestTheWatchFindsTheIncidents(t *testing.T) {
	formats := []string{"cur2", "flow-logs", "inventory", "trail"}
	h := newHouse(t, demo.Options{Formats: formats}, formats...)
	book, err := h.app.Cases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := book.Evaluate(t.Context()); err != nil {
		t.Fatal(err)
	}
	took := time.Since(begun)
	list, err := book.List(t.Context(), h.app.Who(), casebook.Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list.Cases {
		t.Logf("%s %-8s %s..%s found %s %+v impact %s", c.ID, c.Class, c.Start, c.End, c.Found, c.Node, c.Impact)
	}
	t.Logf("%d cases in %s", len(list.Cases), took)
	t.Run("each incident gets one case", func(t *testing.T) { h.eachOneCase(t, list.Cases) })
	t.Run("quiet accounts get none", func(t *testing.T) {
		for _, a := range h.truth.Accounts {
			at := slices.IndexFunc(list.Cases, func(c casebook.Case) bool { return c.Node.Account == a.ID })
			if a.Quiet && at >= 0 {
				t.Errorf("%s has the case %+v", a.Name, list.Cases[at])
			}
		}
	})
	t.Run("the detour is found in time, with its gateway", func(t *testing.T) { h.theDetour(t, book, list.Cases) })
	t.Run("the detour is investigated down to who changed which route", func(t *testing.T) { h.theInvestigation(t, book, list.Cases) })
	t.Run("exact figures are those of their SQL", func(t *testing.T) { h.figuresOfCases(t, book, list.Cases) })
	t.Run("clients of MCP call every tool", func(t *testing.T) { h.theTools(t, list.Cases) })
	t.Run("a replay finds the same", func(t *testing.T) { h.theReplay(t, book, list.Cases) })
}

// eachOneCase counts the cases of each incident that begin about when it does.
func (h *house) eachOneCase(t *testing.T, cases []casebook.Case) {
	t.Helper()
	for _, i := range h.truth.Incidents {
		lines, known := watched()[i.ID]
		if !known {
			t.Errorf("nobody says which lines tell of %s", i.ID)
			continue
		}
		start, err := time.Parse(time.RFC3339, i.Start)
		if err != nil {
			t.Fatal(err)
		}
		start = start.Truncate(24 * time.Hour)
		var found []string
		for _, c := range cases {
			day, err := time.Parse(time.DateOnly, c.Start)
			if err != nil {
				t.Fatal(err)
			}
			const before, after = 3, 35 // what grows slowly is told late
			if lines.tells(c) && !day.Before(start.AddDate(0, 0, -before)) && day.Before(start.AddDate(0, 0, after)) {
				found = append(found, fmt.Sprintf("%s %s from %s", c.ID, c.Class, c.Start))
			}
		}
		if len(found) != 1 {
			t.Errorf("%s, from %s, has %d cases: %s", i.ID, start.Format(time.DateOnly), len(found), strings.Join(found, "; "))
		}
	}
}

// detour is the case of the NAT gateway.
func detour(t *testing.T, cases []casebook.Case) casebook.Case {
	t.Helper()
	at := slices.IndexFunc(cases, func(c casebook.Case) bool {
		return c.Node.Account == "419832650148" && c.Node.Service == "AmazonEC2" && strings.HasPrefix(c.Start, "2025-06")
	})
	if at < 0 {
		t.Fatal("there is no case of the NAT gateway")
	}
	return cases[at]
}

func (h *house) theDetour(t *testing.T, book *casebook.Book, cases []casebook.Case) {
	t.Helper()
	c := detour(t, cases)
	if c.Found < "2025-06-09" || c.Found > "2025-07-31" || c.Account != "App-Team-Click" {
		t.Errorf("found %s in %q", c.Found, c.Account)
	}
	why, err := book.Why(t.Context(), h.app.Who(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, usage := range []string{"NatGateway-Hours", "NatGateway-Bytes", "DataTransfer-Regional-Bytes"} {
		at := slices.IndexFunc(why.Changed, func(v casebook.Changed) bool { return v.Dimension == "usage_type" && v.Value == usage })
		if at < 0 || why.Changed[at].Change.Sign() <= 0 {
			t.Errorf("%s is not among what rose: %+v", usage, why.Changed)
		}
	}
	gateway := slices.IndexFunc(why.Causes, func(one casebook.Cause) bool {
		for _, e := range one.Elements {
			if e.Dimension == "resource" && strings.Contains(e.Value, "nat-78c2a8f58360c655d") {
				return true
			}
		}
		return false
	})
	if gateway < 0 || gateway > 2 {
		t.Errorf("the gateway is cause %d of %+v", gateway+1, why.Causes)
	}
	for n, cause := range why.Causes {
		_, rows := h.rows(t, cause.SQL)
		if !sameAmount(t, rows[0][0], cause.Before.String()) || !sameAmount(t, rows[0][1], cause.After.String()) {
			t.Errorf("cause %d says %s to %s, and its SQL %q", n+1, cause.Before, cause.After, rows)
		}
	}
	if len(why.Hidden) > 0 || len(why.Causes) > 10 {
		t.Errorf("hidden %q, %d causes", why.Hidden, len(why.Causes))
	}
}

func sameAmount(t *testing.T, a, b string) bool {
	t.Helper()
	x, err := money.Parse(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := money.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return x.Equal(y)
}

// figuresOfCases reads every exact figure again by its SQL.
func (h *house) figuresOfCases(t *testing.T, book *casebook.Book, cases []casebook.Case) {
	t.Helper()
	for _, c := range cases {
		d, err := book.Case(t.Context(), h.app.Who(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range d.Figures {
			if f.Estimate {
				continue
			}
			if got := h.one(t, f.SQL); !sameAmount(t, got, f.Value.String()) {
				t.Errorf("%s of %s is %s, and its SQL gives %s", f.Name, c.ID, f.Value, got)
			}
		}
		_, rows := h.rows(t, d.PointSQL)
		sums := map[string]string{}
		for _, row := range rows {
			sums[h.dayOf(row[0])] = row[1]
		}
		for _, p := range d.Points {
			want := sums[p.Day]
			if want == "" {
				want = "0"
			}
			if !sameAmount(t, want, p.Actual.String()) {
				t.Errorf("%s cost %s on %s, and its SQL gives %s", c.ID, p.Actual, p.Day, want)
			}
		}
	}
	_, rows := h.rows(t, "SELECT count(*), sum(note_count), min(start_date) FROM glaux.anomalies")
	if rows[0][0] != fmt.Sprint(len(cases)) {
		t.Errorf("the table has %q, and there are %d cases", rows, len(cases))
	}
}

func (h *house) theReplay(t *testing.T, book *casebook.Book, cases []casebook.Case) {
	t.Helper()
	all, err := book.Replay(t.Context(), h.app.Who(), casebook.ReplayRequest{Bare: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d days, %d series in %.1f s", all.Days, all.Series, all.Seconds)
	if len(all.Cases) != len(cases) || all.Seconds > 60 {
		t.Errorf("a replay finds %d cases in %.1f s, and there are %d", len(all.Cases), all.Seconds, len(cases))
	}
	june, err := book.Replay(t.Context(), h.app.Who(), casebook.ReplayRequest{From: "2025-06-01", To: "2025-06-30"})
	if err != nil {
		t.Fatal(err)
	}
	if c := detour(t, june.Cases); c.Ended || june.From != "2025-06-01" || june.To != "2025-06-30" || june.Days != 30 {
		t.Errorf("%+v of %s..%s", c, june.From, june.To)
	}
}

// dayOf writes the days since 1970 that a date is.
func (h *house) dayOf(text string) string {
	var days int64
	if _, err := fmt.Sscan(text, &days); err != nil {
		h.t.Fatal(err)
	}
	return time.Unix(days*24*60*60, 0).UTC().Format(time.DateOnly)
}
