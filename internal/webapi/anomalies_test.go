package webapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
)

// bookOf notes what a book of cases is asked, and by whom. It has one case, c1, and answers that others are not there.
type bookOf struct{ asked []string }

func (b *bookOf) note(who access.Principal, format string, args ...any) {
	b.asked = append(b.asked, who.Name+" "+fmt.Sprintf(format, args...))
}

func (b *bookOf) one(id string) error {
	if id != "c1" {
		return fault.New(fault.NotFound, "NOT_FOUND", "there is no such case")
	}
	return nil
}

func (b *bookOf) List(_ context.Context, who access.Principal, f casebook.Filter) (casebook.List, error) {
	b.note(who, "lists %+v", f)
	return casebook.List{Cases: []casebook.Case{{ID: "c1", Impact: money.New(12345, 2)}}, Found: 7, Currency: "USD"}, nil
}

func (b *bookOf) News(_ context.Context, who access.Principal, days int) (casebook.News, error) {
	b.note(who, "asks for news of %d days", days)
	return casebook.News{Open: 3, Cases: []casebook.Case{}}, nil
}

func (b *bookOf) Case(_ context.Context, who access.Principal, id string) (casebook.Detail, error) {
	b.note(who, "opens %s", id)
	return casebook.Detail{Case: casebook.Case{ID: id}, PointSQL: "SELECT 1"}, b.one(id)
}

func (b *bookOf) Why(_ context.Context, who access.Principal, id string) (casebook.Why, error) {
	b.note(who, "asks why of %s", id)
	return casebook.Why{Causes: []casebook.Cause{{Elements: []anomaly.Element{{Dimension: "account", Value: "a"}}}}}, b.one(id)
}

func (b *bookOf) Edit(_ context.Context, who access.Principal, id string, e casebook.Edit) (casebook.Detail, error) {
	state, owner := "as it is", "as it is"
	if e.State != nil {
		state = string(*e.State)
	}
	if e.Owner != nil {
		owner = fmt.Sprintf("%q", *e.Owner)
	}
	b.note(who, "edits %s: state %s, owner %s, note %q", id, state, owner, e.Note)
	return casebook.Detail{Case: casebook.Case{ID: id}}, b.one(id)
}

func (b *bookOf) Note(_ context.Context, who access.Principal, id, text string) (casebook.Entry, error) {
	b.note(who, "notes %q on %s", text, id)
	return casebook.Entry{Kind: "note", Text: text}, b.one(id)
}

func (b *bookOf) Feedback(_ context.Context, who access.Principal, id string, f casebook.Feedback) (casebook.Learned, error) {
	b.note(who, "judges %s: %+v", id, f)
	return casebook.Learned{Effect: casebook.Effect{Of: 9, Gone: 7}}, b.one(id)
}

func (b *bookOf) Rules(_ context.Context, who access.Principal) ([]casebook.Rule, error) {
	b.note(who, "lists rules")
	return []casebook.Rule{}, nil
}

func (b *bookOf) PutRule(_ context.Context, who access.Principal, r casebook.Rule, dry bool) (casebook.Learned, error) {
	b.note(who, "puts a rule at %s of %s, mute %t, dry %t", r.Node.Account, r.Least, r.Mute, dry)
	return casebook.Learned{Rule: &r, Applied: !dry}, nil
}

func (b *bookOf) DropRule(_ context.Context, who access.Principal, id string) error {
	b.note(who, "drops rule %s", id)
	return nil
}

func (b *bookOf) Planned(_ context.Context, who access.Principal) ([]casebook.Event, error) {
	b.note(who, "lists what is planned")
	return []casebook.Event{}, nil
}

func (b *bookOf) Plan(_ context.Context, who access.Principal, e casebook.Event) (casebook.Event, error) {
	b.note(who, "plans %s from %s to %s", e.Note, e.Start, e.End)
	return e, nil
}

func (b *bookOf) Unplan(_ context.Context, who access.Principal, id string) error {
	b.note(who, "unplans %s", id)
	return nil
}

func (b *bookOf) Replay(_ context.Context, who access.Principal, r casebook.ReplayRequest) (casebook.Replay, error) {
	b.note(who, "replays %s to %s with %d rules, bare %t", r.From, r.To, len(r.Rules), r.Bare)
	return casebook.Replay{Days: 3, Cases: []casebook.Case{}}, nil
}

// onBook are requests of cases that are answered, with what the book is asked and what the answer says. What changes something is named so.
func onBook() []struct {
	route, body, asked, says string
	changes                  bool
} {
	return []struct {
		route, body, asked, says string
		changes                  bool
	}{
		{"GET /api/anomalies", "", "lists {State: Class: Lasting:false Account: Service: Owner: Since: Limit:0}", `"impact":"123.45"`, false},
		{
			"GET /api/anomalies?state=open&class=step&lasting=true&account=1&service=AmazonEC2&owner=mika&since=2025-06-01&limit=5", "",
			"lists {State:open Class:step Lasting:true Account:1 Service:AmazonEC2 Owner:mika Since:2025-06-01 Limit:5}", `"found":7,"currency":"USD"`, false,
		},
		{"GET /api/anomalies/news", "", "asks for news of 14 days", `"open":3`, false},
		{"GET /api/anomalies/news?days=30", "", "asks for news of 30 days", `"cases":[]`, false},
		{"GET /api/anomalies/c1", "", "opens c1", `"pointSQL":"SELECT 1"`, false},
		{"GET /api/anomalies/c1/why", "", "asks why of c1", `"elements":[{"dimension":"account","value":"a"}]`, false},
		{"PATCH /api/anomalies/c1", `{"state":"fixed","owner":"","note":"done"}`, `edits c1: state fixed, owner "", note "done"`, `"id":"c1"`, true},
		{"PATCH /api/anomalies/c1", `{"owner":"mika"}`, `edits c1: state as it is, owner "mika", note ""`, `"id":"c1"`, true},
		{"POST /api/anomalies/c1/notes", `{"text":"経路表"}`, `notes "経路表" on c1`, `"text":"経路表"`, true},
		{"POST /api/anomalies/c1/feedback", `{"verdict":"small","apply":true}`, "judges c1: {Verdict:small Note: Apply:true}", `"effect":{"of":9,"gone":7}`, true},
		{"GET /api/anomalies/rules", "", "lists rules", "[]", false},
		{"POST /api/anomalies/rules", `{"node":{"account":"1"},"least":"50"}`, "puts a rule at 1 of 50, mute false, dry false", `"applied":true`, true},
		{"POST /api/anomalies/rules?dry=true", `{"node":{"account":"1"},"least":"0","mute":true}`, "puts a rule at 1 of 0, mute true, dry true", `"applied":false`, false},
		{"DELETE /api/anomalies/rules/r1", "", "drops rule r1", "", true},
		{"GET /api/anomalies/planned", "", "lists what is planned", "[]", false},
		{"POST /api/anomalies/planned", `{"node":{},"start":"2025-11-24","end":"2025-12-01","note":"sale"}`, "plans sale from 2025-11-24 to 2025-12-01", `"note":"sale"`, true},
		{"DELETE /api/anomalies/planned/p1", "", "unplans p1", "", true},
		{"POST /api/anomalies/replay", `{"from":"2025-01-01","to":"2025-02-01","bare":true}`, "replays 2025-01-01 to 2025-02-01 with 0 rules, bare true", `"days":3`, false},
	}
}

func TestCasesAreAskedForAsWhoAsks(t *testing.T) {
	book := &bookOf{}
	server := start(t, Parts{Sharing: viewers{}, Identity: named{}, Anomalies: book}, Settings{})
	for _, test := range onBook() {
		method, path, _ := strings.Cut(test.route, " ")
		book.asked = nil
		answer, text := ask(t, server, method, path, test.body, "Authorization: Bearer alice")
		if answer.StatusCode >= 300 || !strings.Contains(text, test.says) || !slices.Equal(book.asked, []string{"alice " + test.asked}) {
			t.Errorf("%s: got %s %s, asked %q", test.route, answer.Status, text, book.asked)
		}
		book.asked = nil
		answer, text = ask(t, server, method, path, test.body, "Authorization: Bearer root", viewAsHeader+": alice")
		switch {
		case test.changes && (answer.StatusCode != http.StatusForbidden || len(book.asked) > 0 || !strings.Contains(text, "you see as alice")):
			t.Errorf("%s in the name of another: got %s %s, asked %q", test.route, answer.Status, text, book.asked)
		case !test.changes && (answer.StatusCode != http.StatusOK || !slices.Equal(book.asked, []string{"alice " + test.asked})):
			t.Errorf("%s as another: got %s %s, asked %q", test.route, answer.Status, text, book.asked)
		}
	}
}

func TestACaseThatIsNotThereIsAProblem(t *testing.T) {
	server := start(t, Parts{Anomalies: &bookOf{}}, Settings{})
	for route, body := range map[string]string{
		"GET /api/anomalies/c2": "", "GET /api/anomalies/c2/why": "", "PATCH /api/anomalies/c2": `{"state":"fixed"}`,
		"POST /api/anomalies/c2/notes": `{"text":"x"}`, "POST /api/anomalies/c2/feedback": `{"verdict":"useful"}`,
	} {
		method, path, _ := strings.Cut(route, " ")
		answer, text := ask(t, server, method, path, body)
		if answer.StatusCode != http.StatusNotFound || !strings.Contains(text, "there is no such case") || answer.Header.Get("Content-Type") != problemMedia {
			t.Errorf("%s: got %s %s", route, answer.Status, text)
		}
	}
}

func TestWrongQuestionsOfCasesAreRefusedBeforeTheBook(t *testing.T) {
	book := &bookOf{}
	server := start(t, Parts{Anomalies: book}, Settings{})
	for route, body := range map[string]string{
		"GET /api/anomalies?state=closed": "", "GET /api/anomalies?class=odd": "", "GET /api/anomalies?limit=1001": "", "GET /api/anomalies?limit=-1": "",
		"GET /api/anomalies?lasting=maybe": "", "GET /api/anomalies?since=" + strings.Repeat("1", 11): "", "GET /api/anomalies/news?days=0": "",
		"GET /api/anomalies/news?days=401": "", "PATCH /api/anomalies/c1": `{"state":"closed"}`,
		"POST /api/anomalies/c1/notes": `{"text":""}`, "POST /api/anomalies/c1/feedback": `{"verdict":"nice"}`,
		"POST /api/anomalies/rules": `{"node":{},"least":"much"}`, "POST /api/anomalies/planned": `{"node":{},"start":"2025-01-01","end":"2025-01-02","note":""}`,
		"POST /api/anomalies/replay": `{"rules":7}`, "POST /api/anomalies/c1/notes?x=1": `{"text":"` + strings.Repeat("a", 10_001) + `"}`,
	} {
		method, path, _ := strings.Cut(route, " ")
		answer, text := ask(t, server, method, path, body)
		if answer.StatusCode != http.StatusUnprocessableEntity && answer.StatusCode != http.StatusBadRequest || !strings.Contains(text, `"code":"INVALID_REQUEST"`) {
			t.Errorf("%s: got %s %s", route, answer.Status, text)
		}
	}
	if len(book.asked) > 0 {
		t.Errorf("the book was asked %q", book.asked)
	}
}

func TestCasesNeedALakeAndAlertsAServer(t *testing.T) {
	server := start(t, Parts{}, Settings{})
	for path, code := range map[string]string{"/api/anomalies": "NO_LAKE", "/api/anomalies/news": "NO_LAKE", "/api/alerts/monitors": "NO_ALERTS", "/api/alerts/mail": "NO_ALERTS"} {
		if answer, text := ask(t, server, http.MethodGet, path, ""); answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, `"code":"`+code+`"`) {
			t.Errorf("%s: got %s %s", path, answer.Status, text)
		}
	}
	if answer, text := ask(t, server, http.MethodGet, "/alerts/mine.pem", ""); answer.StatusCode != http.StatusNotFound {
		t.Errorf("got %s %s", answer.Status, text)
	}
}

func TestAMonitorThatIsNotThereOrIsWrongIsAProblem(t *testing.T) {
	parts, tokens, _ := telling(t)
	server := start(t, parts, Settings{})
	root := "Authorization: Bearer " + tokens["root"]
	for route, want := range map[string]int{
		"PUT /api/alerts/monitors/none": http.StatusNotFound, "DELETE /api/alerts/monitors/none": http.StatusNotFound,
		"POST /api/alerts/monitors/none/test": http.StatusNotFound, "POST /api/alerts/deliveries/none/retry": http.StatusNotFound,
	} {
		method, path, _ := strings.Cut(route, " ")
		body := ""
		if method == http.MethodPut {
			body = monitorBody
		}
		if answer, text := ask(t, server, method, path, body, root); answer.StatusCode != want || answer.Header.Get("Content-Type") != problemMedia {
			t.Errorf("%s: got %s %s", route, answer.Status, text)
		}
	}
	for name, change := range map[string]*strings.Replacer{
		"no name":          strings.NewReplacer(`"search"`, `""`),
		"another channel":  strings.NewReplacer(`"webhook"`, `"pigeon"`),
		"no address":       strings.NewReplacer("https://hooks.example.com/x", "hooks"),
		"another rhythm":   strings.NewReplacer(`"immediate"`, `"sometimes"`),
		"another language": strings.NewReplacer(`"ja"`, `"xx"`),
		"no amount":        strings.NewReplacer(`"50"`, `"-50"`),
	} {
		answer, text := ask(t, server, http.MethodPost, "/api/alerts/monitors", change.Replace(monitorBody), root)
		if answer.StatusCode != http.StatusUnprocessableEntity && answer.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: got %s %s", name, answer.Status, text)
		}
	}
	if answer, text := ask(t, server, http.MethodGet, "/api/alerts/monitors", "", root); answer.StatusCode != http.StatusOK || strings.Contains(text, "hooks.example.com") {
		t.Errorf("got %s %s", answer.Status, text)
	}
}
