package escape_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/casebook"
)

// The accounts of the bill that is watched: one that eve sees, and one that she does not.
const (
	clickAccount  = "419832650148"
	hiddenAccount = "990011223344"
)

// watched is a bill of sixty days with three cases: something costs more in an account that eve sees, something in one that she does not, and
// something has moved from this to that.
func watched() string {
	var b strings.Builder
	b.WriteString("line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_operation,product_region_code,line_item_usage_account_id," +
		"line_item_usage_account_name,line_item_resource_id,line_item_usage_start_date,bill_billing_period_start_date,bill_billing_period_end_date," +
		"line_item_currency_code,line_item_unblended_cost,line_item_usage_amount\n")
	const moves, rises = 38, 50 // days
	first := time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)
	for day := range 60 {
		at := first.AddDate(0, 0, day)
		month := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
		line := func(account, service, usage string, cost int) {
			name := "App-Team-Click"
			if account == hiddenAccount {
				name = secret + "-team"
			}
			fmt.Fprintf(&b, "Usage,%s,%s,Run,us-east-1,%s,%s,%s-%s,%s,%s,%s,USD,%d,%d\n", service, usage, account, name, secret, usage, at.Format(time.RFC3339),
				month.Format(time.RFC3339), month.AddDate(0, 1, 0).Format(time.RFC3339), cost, cost)
		}
		more := map[bool]int{true: 400}
		line(clickAccount, "AmazonKendra", "KendraHours", 100+more[day >= rises])
		line(hiddenAccount, "AmazonNeptune", "NeptuneHours", 100+more[day >= rises])
		line(clickAccount, "AmazonMSK", "BrokerHours", 100+more[day >= moves])
		line(hiddenAccount, "AmazonMSK", "BrokerHours", 600-more[day >= moves])
	}
	return b.String()
}

// watch lets the lake have cases and monitors, of which eve may see one case.
func (s *server) watch(t *testing.T) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "bill")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "bill.csv"), []byte(watched()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.app.AddSource("watched.cur", folder); err != nil {
		t.Fatal(err)
	}
	if report, err := s.app.Sync(t.Context(), nil); err != nil || report.Faulty() {
		t.Fatalf("%+v, %v", report, err)
	}
	s.must(t, "boss", http.MethodPost, "/api/share/edit", `{"put": {"filters": [{"database": "watched", "table": "cur", "name": "click",
		"excluded": ["line_item_resource_id"], "rows": "line_item_usage_account_name = 'App-Team-Click'"}]}}`, nil)
	s.give(t, `{"principal": "eve", "resource": {"type": "DATA_CELLS_FILTER", "database": "watched", "table": "cur", "filter": "click"}, "permissions": ["SELECT"]}`)
	book, err := s.app.Cases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := book.Evaluate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range s.cases(t, "eve") {
		s.words["${case "+c.Node.Service+"}"] = c.ID
	}
	seen := len(s.words)
	for _, c := range s.cases(t, "boss") {
		s.words["${case "+c.Node.Service+"}"] = c.ID
	}
	for _, name := range []string{"${case AmazonKendra}", "${case AmazonNeptune}", "${case AmazonMSK}"} {
		if s.words[name] == "" {
			t.Fatalf("%s is not there: %+v", name, s.cases(t, "boss"))
		}
	}
	if len(s.words) != seen+2 {
		t.Fatalf("eve does not see one case of three: %+v", s.cases(t, "eve"))
	}
	s.hidden = append(s.hidden, hiddenAccount, "AmazonNeptune", s.words["${case AmazonNeptune}"], s.words["${case AmazonMSK}"])
	s.teach(t)
}

// teach lets the boss work on what eve does not see.
func (s *server) teach(t *testing.T) {
	t.Helper()
	id := func(name, method, path, body string) {
		var kept struct {
			ID string `json:"id"`
		}
		s.must(t, "boss", method, path, body, &kept)
		s.words[name] = kept.ID
		s.hidden = append(s.hidden, kept.ID)
	}
	const node = `"node": {"account": "` + hiddenAccount + `"}`
	s.must(t, "boss", http.MethodPost, "/api/anomalies/"+s.words["${case AmazonNeptune}"]+"/notes", `{"text": "`+secret+`"}`, nil)
	s.must(t, "boss", http.MethodPatch, "/api/anomalies/"+s.words["${case AmazonNeptune}"], `{"owner": "`+secret+`"}`, nil)
	var learned casebook.Learned
	s.must(t, "boss", http.MethodPost, "/api/anomalies/rules", `{`+node+`, "least": "1000", "note": "`+secret+`"}`, &learned)
	s.words["${rule}"] = learned.Rule.ID
	s.hidden = append(s.hidden, learned.Rule.ID)
	id("${planned}", http.MethodPost, "/api/anomalies/planned", `{`+node+`, "start": "2026-01-01", "end": "2026-02-01", "note": "`+secret+`"}`)
	id("${monitor}", http.MethodPost, "/api/alerts/monitors", `{"name": "`+secret+`", "enabled": false, "scope": {"accounts": ["`+hiddenAccount+`"]}, "threshold": {"amount": "50"},
		"rhythm": {"kind": "immediate"}, "recipients": [{"channel": "webhook", "address": "https://hooks.example.com/`+secret+`", "language": "en"}]}`)
}

// cases lists cases as a principal.
func (s *server) cases(t *testing.T, as string) []casebook.Case {
	t.Helper()
	var l casebook.List
	s.must(t, as, http.MethodGet, "/api/anomalies?limit=1000", "", &l)
	return l.Cases
}

// worked is what was made of the cases: what nobody but the boss may change.
func (s *server) worked(t *testing.T) string {
	t.Helper()
	var all []string
	for _, path := range []string{
		"/api/anomalies/${case AmazonNeptune}", "/api/anomalies/${case AmazonMSK}", "/api/anomalies/rules", "/api/anomalies/planned", "/api/alerts/monitors",
		"/api/alerts/deliveries", "/api/alerts/mail",
	} {
		a := s.ask(t, "boss", get(s.word(path)))
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, a.status, a.body)
		}
		all = append(all, a.body)
	}
	return strings.Join(all, "")
}

func onCases() []attempt {
	const never = "0123456789abcdef"
	var list []attempt
	for _, hidden := range []string{"${case AmazonNeptune}", "${case AmazonMSK}"} {
		for name, r := range map[string]sent{
			"looks at":                     get("/api/anomalies/" + hidden),
			"asks why there is":            get("/api/anomalies/" + hidden + "/why"),
			"investigates":                 get("/api/investigations?case=" + hidden),
			"takes the investigation of":   get("/api/investigations/export?format=md&case=" + hidden),
			"closes":                       patch("/api/anomalies/"+hidden, `{"state": "false"}`),
			"takes":                        patch("/api/anomalies/"+hidden, `{"owner": "eve"}`),
			"changes nothing of":           patch("/api/anomalies/"+hidden, `{}`),
			"writes a note on":             post("/api/anomalies/"+hidden+"/notes", `{"text": "x"}`),
			"says what it was worth of":    post("/api/anomalies/"+hidden+"/feedback", `{"verdict": "useful"}`),
			"makes a rule by a verdict on": post("/api/anomalies/"+hidden+"/feedback", `{"verdict": "false", "apply": true}`),
		} {
			list = append(list, attempt{name: name + " " + hidden, sent: r, status: 404, says: "NOT_FOUND", there: hidden, missing: never})
		}
	}
	const mute = `{"node": {"account": "` + hiddenAccount + `"}, "mute": true, "least": "0"}`
	const window = `"start": "2025-10-01", "end": "2025-12-01", "note": "x"}`
	const other = "990011223345"
	return append(
		list,
		attempt{name: "lists the cases", sent: get("/api/anomalies?limit=1000"), status: 200, says: `"found":1,`},
		attempt{name: "lists the cases as who may see nothing", as: "mallory", sent: get("/api/anomalies"), status: 200, says: `"cases":[],"found":0,"currency":"","watch":{"current":`},
		attempt{name: "lists the cases as nobody", as: "-", sent: get("/api/anomalies"), status: 401},
		attempt{name: "lists the cases as an administrator", sent: get("/api/anomalies", "Glaux-As: boss"), status: 403},
		attempt{name: "lists the cases of a hidden account", sent: get("/api/anomalies?account=" + hiddenAccount), status: 200, says: `"found":0`, there: hiddenAccount, missing: other},
		attempt{name: "lists the cases of a hidden service", sent: get("/api/anomalies?service=AmazonNeptune"), status: 200, says: `"found":0`, there: "Neptune", missing: "Neptunx"},
		attempt{name: "lists the cases that moved", sent: get("/api/anomalies?class=netting"), status: 200, says: `"found":0`},
		attempt{name: "lists the cases of a hidden owner", sent: get("/api/anomalies?owner=" + secret), status: 200, says: `"found":0`, there: secret, missing: "SECRET-4712"},
		attempt{name: "puts SQL into the account", sent: get("/api/anomalies?account=x'%20OR%201=1%20--"), status: 200, says: `"found":0`},
		attempt{name: "asks what changed", sent: get("/api/anomalies/news?days=400"), status: 200, says: `"open":1,"fresh":1,`},
		attempt{name: "asks what changed as who may see nothing", as: "mallory", sent: get("/api/anomalies/news?days=400"), status: 200, says: `"since":"","open":0,"fresh":0,`},
		attempt{name: "looks at its own case", sent: get("/api/anomalies/${case AmazonKendra}"), status: 200, says: clickAccount},
		attempt{name: "asks why there is its own case", sent: get("/api/anomalies/${case AmazonKendra}/why"), status: 200, says: "KendraHours"},
		attempt{name: "investigates its own case", sent: get("/api/investigations?case=${case AmazonKendra}"), status: 200, says: "KendraHours"},
		attempt{name: "takes the investigation of its own case", sent: get("/api/investigations/export?format=html&case=${case AmazonKendra}"), status: 200, says: "KendraHours"},
		attempt{name: "investigates what a hidden account used", sent: get("/api/investigations?usageType=NeptuneHours&from=2025-10-01&to=2025-12-01"), status: 200, says: `"usage":[]`},
		attempt{name: "puts SQL into an investigation", sent: get("/api/investigations?usageType=x'%20OR%201=1%20--&from=2025-10-01&to=2025-12-01"), status: 200, says: `"usage":[]`},
		attempt{name: "makes a rule by a verdict on its own case", sent: post("/api/anomalies/${case AmazonKendra}/feedback", `{"verdict": "false", "apply": true}`), status: 403},
		attempt{name: "names a case by a path", sent: get("/api/anomalies/..%2F..%2Fshare%2Fshare.sqlite"), status: 404},
		attempt{name: "names a case by a pattern", sent: get("/api/anomalies/%25"), status: 404},
		attempt{name: "replays the days", sent: post("/api/anomalies/replay", `{"bare": true}`), status: 200, says: `"series":0,`},
		attempt{name: "replays the days as who may see nothing", as: "mallory", sent: post("/api/anomalies/replay", `{"bare": true}`), status: 200, says: `"from":"","to":"","days":0,"series":0,`},
		attempt{name: "replays the days with a rule for all", sent: post("/api/anomalies/replay", `{"rules": [{"node": {}, "mute": true, "least": "0"}]}`), status: 200, says: `"cases":[],"unraised":1`},
		attempt{name: "replays the days with a rule for a hidden account", sent: post("/api/anomalies/replay", `{"rules": [`+mute+`]}`), status: 200, says: `"unraised":0`},
		attempt{name: "lists the rules", sent: get("/api/anomalies/rules"), status: 200, says: "[]"},
		attempt{name: "sets a rule", sent: post("/api/anomalies/rules", mute), status: 403, there: hiddenAccount, missing: other},
		attempt{name: "tries a rule for a hidden account", sent: post("/api/anomalies/rules?dry=true", mute), status: 200, says: `"effect":{"of":1,"gone":0}`, there: hiddenAccount, missing: other},
		attempt{name: "changes a hidden rule", sent: post("/api/anomalies/rules", `{"id": "${rule}", "node": {}, "mute": true, "least": "0"}`), status: 403, there: "${rule}", missing: never},
		attempt{name: "takes a hidden rule away", sent: del("/api/anomalies/rules/${rule}"), status: 403, there: "${rule}", missing: never},
		attempt{name: "lists what is planned", sent: get("/api/anomalies/planned"), status: 200, says: "[]"},
		attempt{name: "plans something at a hidden account", sent: post("/api/anomalies/planned", `{"node": {"account": "`+hiddenAccount+`"}, `+window), status: 403, there: hiddenAccount, missing: other},
		attempt{name: "plans something everywhere", sent: post("/api/anomalies/planned", `{"node": {}, `+window), status: 403},
		attempt{name: "plans something where only one side is its own", sent: post("/api/anomalies/planned", `{"node": {"service": "AmazonMSK"}, `+window), status: 403},
		attempt{name: "changes what is planned at a hidden account", sent: post("/api/anomalies/planned", `{"id": "${planned}", "node": {"account": "`+clickAccount+`"}, `+window), status: 404, there: "${planned}", missing: never},
		attempt{name: "takes away what is planned at a hidden account", sent: del("/api/anomalies/planned/${planned}"), status: 404, there: "${planned}", missing: never},
		attempt{name: "closes a case as an administrator who sees as another", as: "boss", sent: patch("/api/anomalies/${case AmazonKendra}", `{"state": "false"}`, "Glaux-As: eve"), status: 403},
		attempt{name: "lists hidden cases as an administrator who sees as another", as: "boss", sent: get("/api/anomalies", "Glaux-As: eve"), status: 200, says: `"found":1,`},
		attempt{name: "reads the table of cases", sent: post("/api/run", `{"sql": "SELECT count(*) FROM glaux.anomalies"}`), status: 200, says: `["1"]`},
		attempt{name: "searches the table of cases", sent: post("/api/run", `{"sql": "SELECT * FROM glaux.anomalies WHERE account_id = '`+hiddenAccount+`'"}`), status: 200, says: `"rows":[]`},
	)
}

func onAlerts() []attempt {
	const never = "0123456789abcdef"
	const monitor = `{"name": "x", "enabled": true, "scope": {}, "threshold": {"amount": "0.01"}, "rhythm": {"kind": "immediate"},
		"recipients": [{"channel": "webhook", "address": "https://hooks.example.com/x", "language": "en"}]}`
	var list []attempt
	for _, a := range []attempt{
		{name: "lists the monitors", sent: get("/api/alerts/monitors")},
		{name: "makes a monitor that tells it of everything", sent: post("/api/alerts/monitors", monitor)},
		{name: "changes a monitor", sent: put("/api/alerts/monitors/${monitor}", monitor), there: "${monitor}", missing: never},
		{name: "deletes a monitor", sent: del("/api/alerts/monitors/${monitor}"), there: "${monitor}", missing: never},
		{name: "deletes a monitor by its name", sent: del("/api/alerts/monitors/" + secret), there: secret, missing: "SECRET-4712"},
		{name: "has a monitor told of something", sent: post("/api/alerts/monitors/${monitor}/test", ""), there: "${monitor}", missing: never},
		{name: "reads what was told", sent: get("/api/alerts/deliveries")},
		{name: "reads what was told of a case", sent: get("/api/alerts/deliveries?monitor=${monitor}"), there: "${monitor}", missing: never},
		{name: "has something told again", sent: post("/api/alerts/deliveries/"+never+"/retry", "")},
		{name: "reads how e-mail is sent", sent: get("/api/alerts/mail")},
		{name: "has e-mail sent by another server", sent: put("/api/alerts/mail", `{"host": "mail.example.com", "from": "x@example.com"}`)},
	} {
		a.status, a.says = 403, "PERMISSION_DENIED"
		list = append(list, a)
		a.name, a.as, a.headers = a.name+", as an administrator who sees as another", "boss", []string{"Glaux-As: eve"}
		list = append(list, a)
	}
	return append(
		list,
		attempt{name: "lists the monitors as nobody", as: "-", sent: get("/api/alerts/monitors"), status: 401},
		attempt{name: "reads a certificate that is not there", as: "-", sent: get("/alerts/" + never + ".pem"), status: 404},
		attempt{name: "walks from the certificates", as: "-", sent: get("/alerts/..%2F..%2Falerts.sqlite"), status: 404},
	)
}

// patch is a change of what is there.
func patch(path, body string, headers ...string) sent {
	return sent{method: http.MethodPatch, path: path, body: body, headers: headers}
}
