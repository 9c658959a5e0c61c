package explore_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/webapi"
)

func TestDimensionsAreThoseOfTheBillWithTheKeysOfItsMaps(t *testing.T) {
	h := newHouse(t, randomBill(rand.New(rand.NewPCG(1, 1)), 200)) //nolint:gosec // the same every time
	list, err := explore.Dimensions(context.Background(), h.runner, h.app.Who(), "")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]explore.Dimension{}
	for _, d := range list {
		if _, twice := there[d.Name]; twice {
			t.Errorf("%s is offered twice", d.Name)
		}
		there[d.Name] = d
	}
	for name, group := range map[string]string{
		"service": "common", "tag:user_team": "tags", "tag:user_env": "tags", "category:Team": "categories", "product:product_name": "product",
		"line_item_line_item_description": "more", "charge": "common",
	} {
		if there[name].Group != group {
			t.Errorf("%s is in the group %q, want %q", name, there[name].Group, group)
		}
	}
	period := explore.Period{Start: "2025-01-01", End: "2025-05-01"}
	for _, d := range list {
		r := explore.Request{Period: period, Granularity: explore.Total, GroupBy: []string{d.Name}, Charges: explore.Together}
		if d.Group == "more" && len(d.Name)%5 > 0 {
			continue // a fifth of them is enough
		}
		a, err := explore.Costs(context.Background(), h.runner, h.app.Who(), r)
		if err != nil {
			t.Errorf("by %s: %v", d.Name, err)
		} else if want := h.total(); !a.Total.Equal(want) {
			t.Errorf("by %s the total is %s, want %s", d.Name, a.Total, want)
		}
	}
}

// total is all that the bill costs.
func (h *house) total() money.Amount {
	return parsed(h.t, h.rows("SELECT sum(CAST(line_item_unblended_cost AS decimal(38, 10))) FROM glaux.bill")[0][0])
}

func TestValuesEqualIndependentSQL(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2)) //nolint:gosec // the same every time
	h := newHouse(t, randomBill(rnd, 600))
	period := explore.Period{Start: "2025-02-01", End: "2025-04-01"}
	for _, name := range dimensionNames() {
		list, err := explore.Values(context.Background(), h.runner, h.app.Who(), explore.ValuesRequest{Dimension: name, Period: period})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, row := range h.rows("SELECT coalesce(" + byHand()[name] + ", ''), sum(" + handAmount(explore.Unblended) + ") FROM glaux.bill WHERE " + handWhere(period, nil) + " GROUP BY 1") {
			want[row[0]] = row[1]
		}
		if len(list) != len(want) {
			t.Errorf("%s has %d values, want %d", name, len(list), len(want))
		}
		for _, v := range list {
			if !v.Cost.Equal(parsed(t, want[v.Value])) {
				t.Errorf("%s %q costs %s, want %s", name, v.Value, v.Cost, want[v.Value])
			}
		}
	}
	found, err := explore.Values(context.Background(), h.runner, h.app.Who(), explore.ValuesRequest{Dimension: "account_id", Period: period, Search: "sHO", Limit: 5})
	if err != nil || len(found) != 1 || found[0].Value != "111" || found[0].Label != "Shop" {
		t.Errorf("looking for sHO finds %v, %v", found, err)
	}
}

func TestWhatIsNoQuestionIsRefused(t *testing.T) {
	h := newHouse(t, randomBill(rand.New(rand.NewPCG(3, 3)), 20)) //nolint:gosec // the same every time
	good := explore.Request{Period: explore.Period{Start: "2025-01-01", End: "2025-02-01"}, Granularity: explore.Daily}
	for name, change := range map[string]func(*explore.Request){
		"six dimensions": func(r *explore.Request) {
			r.GroupBy = []string{"service", "account", "region", "az", "operation", "resource"}
		},
		"a dimension of quotes":   func(r *explore.Request) { r.GroupBy = []string{`a" OR "b`} },
		"a filter without values": func(r *explore.Request) { r.Filters = []explore.Filter{{Dimension: "region"}} },
		"a filter of an unknown match": func(r *explore.Request) {
			r.Filters = []explore.Filter{{Dimension: "region", Values: []string{"x"}, Match: "like"}}
		},
		"hours of a century":     func(r *explore.Request) { r.Period.End = "2125-01-01"; r.Granularity = explore.Hourly },
		"a year far away":        func(r *explore.Request) { r.Period.End = "99999-01-01" },
		"a million figures":      func(r *explore.Request) { r.Period.End = "2035-01-01"; r.Top = 500 },
		"a table of three parts": func(r *explore.Request) { r.Table = "a.b.c" },
		"a top below nothing":    func(r *explore.Request) { r.Top = -1 },
	} {
		r := good
		change(&r)
		_, err := explore.Costs(context.Background(), h.runner, h.app.Who(), r)
		if err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	r := good
	r.Filters = []explore.Filter{{Dimension: "resource", Values: []string{"'; DROP TABLE x --"}}}
	if a, err := explore.Costs(context.Background(), h.runner, h.app.Who(), r); err != nil || a.Total.Sign() != 0 {
		t.Errorf("a value with quotes: %v %v", a.Total, err)
	}
}

func TestTheDaysOfABillAreThoseThatItsReaderSees(t *testing.T) {
	h := newHouse(t, randomBill(rand.New(rand.NewPCG(6, 6)), 200)) //nolint:gosec // the same every time
	want := h.rows("SELECT CAST(CAST(min(line_item_usage_start_date) AS date) AS varchar), CAST(CAST(max(line_item_usage_start_date) AS date) AS varchar) FROM glaux.bill")[0]
	for _, name := range []string{"", "glaux.bill", "shop.cur"} {
		days, err := explore.DaysOf(t.Context(), h.runner, h.app.Who(), name)
		if err != nil || days.First != want[0] || days.Last != want[1] || days.First >= days.Last {
			t.Errorf("%s: got %+v, %v, want %v", name, days, err, want)
		}
	}
	if _, err := explore.DaysOf(t.Context(), h.runner, h.app.Who(), "cur"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	if days, err := explore.DaysOf(t.Context(), h.runner, access.Principal{Name: "stranger"}, ""); err != nil || days != (explore.Days{}) {
		t.Errorf("a stranger sees %+v, %v", days, err)
	}
}

func TestTheDoorAnswersAsThePackageDoes(t *testing.T) {
	h := newHouse(t, randomBill(rand.New(rand.NewPCG(4, 4)), 200)) //nolint:gosec // the same every time
	runner := *h.runner
	runner.Kept = &query.Kept{}
	server := httptest.NewServer(webapi.New(webapi.Parts{Local: h.app.Who(), Explore: &runner}, webapi.Settings{}).Handler())
	defer server.Close()
	ask := func(path string, body any) (string, error) {
		text, err := json.Marshal(body)
		if err != nil {
			return "", err
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+path, strings.NewReader(string(text)))
		if err != nil {
			return "", err
		}
		request.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return "", err
		}
		defer answer.Body.Close() //nolint:errcheck // read to the end
		var b strings.Builder
		_, err = io.Copy(&b, answer.Body)
		if answer.StatusCode != http.StatusOK {
			err = errors.Join(err, errors.New(answer.Status))
		}
		return b.String(), err
	}
	r := explore.Request{
		Period: explore.Period{Start: "2025-01-01", End: "2025-05-01"}, Granularity: explore.Monthly, Metric: explore.Unblended, GroupBy: []string{"service"},
	}
	for range 2 { // the second time the rows are those that were kept
		text, err := ask("/api/explore/costs", r)
		var got explore.Answer
		if err = errors.Join(err, json.Unmarshal([]byte(text), &got)); err != nil {
			t.Fatalf("%v %s", err, text)
		}
		if !got.Total.Equal(h.total()) || got.Rows[0].Keys[0] == "" {
			t.Errorf("the total is %s, want %s", got.Total, h.total())
		}
	}
	text, err := ask("/api/explore/export?of=costs&format=csv", r)
	if lines := strings.Split(strings.TrimSpace(text), "\n"); err != nil || !strings.HasPrefix(lines[0], "kind,service,2025-01,2025-02,2025-03,2025-04,total") ||
		!strings.HasSuffix(strings.TrimSpace(lines[len(lines)-1]), h.total().Fixed(explore.ExactPlaces)) {
		t.Errorf("%v %s", err, text)
	}
	sheet, err := ask("/api/explore/export?of=compare&format=xlsx", explore.CompareRequest{
		Before: explore.Period{Start: "2025-01-01", End: "2025-02-01"}, After: explore.Period{Start: "2025-02-01", End: "2025-03-01"}, Metric: explore.Unblended,
	})
	if err != nil || !strings.HasPrefix(sheet, "PK") {
		t.Errorf("the sheet is %.20q, %v", sheet, err)
	}
	if text, err = ask("/api/explore/forecast", r); err != nil || !strings.Contains(text, `"level":0.8`) {
		t.Errorf("%v %s", err, text)
	}
}
