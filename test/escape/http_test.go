package escape_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What can be sent.
func get(path string, headers ...string) sent {
	return sent{method: http.MethodGet, path: path, headers: headers}
}

func post(path, body string, headers ...string) sent {
	return sent{method: http.MethodPost, path: path, body: body, headers: headers}
}

func put(path, body string, headers ...string) sent {
	return sent{method: http.MethodPut, path: path, body: body, headers: headers}
}

func del(path string, headers ...string) sent {
	return sent{method: http.MethodDelete, path: path, headers: headers}
}

// own is what alice keeps, and what becomes of it.
type own struct {
	Rows, Saved, Reports, Notes, Queries, Credentials string
}

// furnish lets alice keep what eve is after.
func (s *server) furnish(t *testing.T) {
	t.Helper()
	s.words["${result}"] = s.result(t, "alice", "SELECT word FROM db.payroll")
	s.words["${eves}"] = s.result(t, "eve", "SELECT product, cost FROM db.sales")
	for name, keep := range map[string][2]string{
		"${saved}":  {"/api/saved", `{"name": "` + secret + ` plan", "folder": "` + secret + `", "sql": "SELECT word FROM db.payroll"}`},
		"${report}": {"/api/reports", `{"name": "` + secret + ` report", "state": "filter=` + secret + `"}`},
		"${note}":   {"/api/annotations", `{"start": "2025-11-01", "text": "` + secret + `"}`},
	} {
		var kept struct {
			ID string `json:"id"`
		}
		s.must(t, "alice", http.MethodPut, keep[0], keep[1], &kept)
		s.words[name] = kept.ID
	}
	s.result(t, "carol", "SELECT word, '"+secret+"' FROM db.payroll") // in the workgroup of all
	var key struct {
		Credential struct {
			ID string `json:"id"`
		} `json:"credential"`
	}
	s.must(t, "boss", http.MethodPost, "/api/credentials/keys", `{"principal": "alice", "note": "`+secret+`"}`, &key)
	s.words["${key}"] = key.Credential.ID
}

// latest is what goes on with the clock.
var latest = regexp.MustCompile(`"latest":"[^"]*"`)

// owns tells what alice keeps.
func (s *server) owns(t *testing.T) own {
	t.Helper()
	text := func(path string) string {
		a := s.ask(t, "alice", get(s.word(path)))
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, a.status, a.body)
		}
		return a.body
	}
	return own{
		Rows: text("/api/queries/${result}/rows"), Saved: text("/api/saved"), Reports: text("/api/reports"), Notes: text("/api/annotations"),
		Queries: text("/api/queries"), Credentials: latest.ReplaceAllString(text("/api/credentials"), ""),
	}
}

// Whatever eve sends, she gets nothing that is not hers, and nothing of others is changed by it.
func TestRequestsGetNothing(t *testing.T) {
	s := newServer(t)
	s.furnish(t)
	s.watch(t)
	attempts := 0
	before, fates, worked := s.owns(t), s.fates(t), s.worked(t)
	for _, part := range []struct {
		name     string
		attempts []attempt
	}{
		{"results", onResults()},
		{"what others keep", onKept()},
		{"the catalog", onCatalog()},
		{"the console", onConsole()},
		{"the explorer and dashboards", onFigures()},
		{"cases", onCases()},
		{"monitors and alerts", onAlerts()},
		{"sharing and audit", onSharing()},
		{"who asks", onIdentity()},
		{"the way of a request", onPaths()},
	} {
		t.Run(part.name, func(t *testing.T) { attempts += s.tryAll(t, part.attempts) })
	}
	if after := s.owns(t); after != before {
		t.Errorf("what alice keeps was\n%+v\nand is\n%+v", before, after)
	}
	if after := s.fates(t); !slices.Equal(after, fates) {
		t.Errorf("what there is was\n%s\nand is\n%s", strings.Join(fates, "\n"), strings.Join(after, "\n"))
	}
	if after := s.worked(t); after != worked {
		t.Errorf("what was made of cases was\n%s\nand is\n%s", worked, after)
	}
	t.Logf("%d requests were made", attempts)
	if attempts < leastRequests {
		t.Errorf("only %d requests were made", attempts)
	}
}

// leastRequests is how many requests are attempted at least.
const leastRequests = 400

func onResults() []attempt {
	const none, not = 404, "QUERY_NOT_FOUND"
	another := "AAAAAAAAAAAAAAAAAAAAAAAAAA"
	list := []attempt{
		{name: "asks how a query of another stands", sent: get("/api/queries/${result}")},
		{name: "waits for a query of another", sent: get("/api/queries/${result}?wait=1")},
		{name: "pages the rows of another", sent: get("/api/queries/${result}/rows")},
		{name: "pages the rows of another from the middle", sent: get("/api/queries/${result}/rows?from=1&n=50000")},
		{name: "streams the rows of another", sent: get("/api/queries/${result}/stream")},
		{name: "cancels a query of another", sent: post("/api/queries/${result}/cancel", "")},
		{name: "deletes a query of another", sent: del("/api/queries/${result}")},
		{name: "sorts the rows of another", sent: post("/api/queries/${result}/sort", `{"column": 0}`)},
		{name: "asks for statistics of a column of another", sent: get("/api/queries/${result}/statistics?column=0")},
	}
	for _, form := range []string{"csv", "tsv", "json", "jsonl", "parquet", "xlsx", "markdown"} {
		list = append(list, attempt{name: "exports the rows of another as " + form, sent: get("/api/queries/${result}/export?format=" + form)})
	}
	for i := range list {
		list[i].status, list[i].says, list[i].there, list[i].missing = none, not, "${result}", another
	}
	return append(list,
		attempt{name: "reads rows of another as nobody", as: "-", sent: get("/api/queries/${result}/rows"), status: 401, says: "LOGIN_REQUIRED"},
		attempt{name: "reads rows of another as who may see nothing", as: "mallory", sent: get("/api/queries/${result}/rows"), status: none, says: not},
		attempt{name: "reads rows of another as an administrator of other things", as: "boss", sent: get("/api/queries/${result}/rows"), status: none, says: not},
		attempt{name: "names another as whom it asks, in a header", sent: get("/api/queries/${result}/rows", "Glaux-As: alice"), status: 403, says: "only an administrator"},
		attempt{name: "names another as whom it asks, in the address", sent: get("/api/queries/${result}/export?view-as=alice"), status: 403, says: "only an administrator"},
		attempt{name: "reads rows of another as an administrator who sees as it", as: "boss", sent: get("/api/queries/${result}/rows", "Glaux-As: alice"), status: none, says: not},
		attempt{name: "cancels a query of another as an administrator who sees as it", as: "boss", sent: post("/api/queries/${result}/cancel", "", "Glaux-As: alice"), status: none, says: not},
		attempt{name: "deletes a query of another as an administrator who sees as it", as: "boss", sent: del("/api/queries/${result}", "Glaux-As: alice"), status: none, says: not},
		attempt{name: "lists the history of the workgroup of another as an administrator who sees as it", as: "boss", sent: get("/api/workgroups/vault/queries", "Glaux-As: alice"), status: 200, says: "[]"},
		attempt{name: "lists the history of another as an administrator who sees as it", as: "boss", sent: get("/api/queries", "Glaux-As: alice"), status: 200, says: "[]"},
		attempt{name: "lists the history", sent: get("/api/queries?limit=200"), status: 200, says: "db.sales"},
		attempt{name: "searches the history for what others ran", sent: get("/api/queries?text=word"), status: 200, says: "[]"},
		attempt{name: "pages the history from a query of another", sent: get("/api/queries?before=${result}"), status: 200, says: "[]"},
		attempt{name: "lists the history of the workgroup of another", sent: get("/api/workgroups/vault/queries"), status: 404, says: "WORKGROUP_NOT_FOUND", there: "vault", missing: "vaulx"},
		attempt{name: "lists the history of the workgroup of all", sent: get("/api/workgroups/primary/queries"), status: 200, says: `"owner":"eve"`},
		attempt{name: "lists the workgroups", sent: get("/api/workgroups"), status: 200, says: "primary"},
		attempt{name: "runs in the workgroup of another", sent: post("/api/queries", `{"sql": "SELECT 1", "workgroup": "vault"}`), status: 404, there: "vault", missing: "vaulx"},
		attempt{name: "writes the id in capitals", sent: get("/api/queries/%41${result}"), status: none, says: not},
		attempt{name: "adds a zero byte to the id", sent: get("/api/queries/${result}%00/rows"), status: none, says: not},
		attempt{name: "adds a blank to the id", sent: get("/api/queries/${result}%20/rows"), status: none, says: not},
		attempt{name: "walks from a query of its own to that of another", sent: get("/api/queries/${eves}/../${result}/rows"), status: 307, says: "Location:[/api/queries/"},
		attempt{name: "walks from a query of its own, encoded", sent: get("/api/queries/${eves}%2F..%2F${result}/rows"), status: 422},
		attempt{name: "walks from a query of its own, encoded twice", sent: get("/api/queries/${eves}%252F..%252F${result}/rows"), status: 422},
		attempt{name: "walks with backslashes", sent: get(`/api/queries/..%5C..%5Cworkbench%5Cresults%5C${result}/rows`), status: none, says: not},
		attempt{name: "names the file of a result", sent: get("/api/queries/${result}.rows/rows"), status: none, says: not},
		attempt{name: "names a pattern for an id", sent: get("/api/queries/%25/rows"), status: none, says: not},
		attempt{name: "puts SQL into an id", sent: get("/api/queries/x'%20OR%20'1'='1/rows"), status: none, says: not},
		attempt{name: "puts SQL into a search of the history", sent: get("/api/queries?text=%25'%20OR%201=1%20--"), status: 200, says: "[]"},
		attempt{name: "puts a pattern into a search of the history", sent: get("/api/queries?text=_ord"), status: 200, says: "[]"},
		attempt{name: "asks for rows before the first", sent: get("/api/queries/${eves}/rows?from=-5"), status: 422},
		attempt{name: "asks for more rows than may be asked for", sent: get("/api/queries/${eves}/rows?n=2000000000"), status: 422},
		attempt{name: "asks for statistics of a column that is not there", sent: get("/api/queries/${eves}/statistics?column=99"), status: 400},
		attempt{name: "sorts by a column that is not shown", sent: post("/api/queries/${eves}/sort", `{"column": 3}`), status: 200},
		attempt{name: "exports in a form of its own", sent: get("/api/queries/${eves}/export?format=../../x"), status: 422},
	)
}

func onKept() []attempt {
	list := []attempt{
		{name: "lists saved queries", sent: get("/api/saved"), status: 200, says: "[]"},
		{name: "lists reports", sent: get("/api/reports"), status: 200, says: "[]"},
		{name: "lists notes", sent: get("/api/annotations"), status: 200, says: "[]"},
		{name: "searches for what others keep", sent: get("/api/search?text=plan&limit=100"), status: 200},
		{name: "searches for the names of what others keep", sent: get("/api/search?text=4711"), status: 200, says: "[]"},
		{name: "deletes the saved query of another", sent: del("/api/saved/${saved}"), status: 404, there: "${saved}", missing: "AAAAAAAAAAAAAAAAAAAAAAAAAA"},
		{name: "deletes the report of another", sent: del("/api/reports/${report}"), status: 404, there: "${report}", missing: "AAAAAAAAAAAAAAAAAAAAAAAAAA"},
		{name: "deletes the note of another", sent: del("/api/annotations/${note}"), status: 404, there: "${note}", missing: "AAAAAAAAAAAAAAAAAAAAAAAAAA"},
		{name: "writes over the saved query of another", sent: put("/api/saved", `{"id": "${saved}", "name": "x", "sql": "SELECT 1"}`), status: 404, there: "${saved}", missing: "AAAAAAAAAAAAAAAAAAAAAAAAAA"},
		{name: "writes over the report of another", sent: put("/api/reports", `{"id": "${report}", "name": "x", "state": ""}`), status: 404, there: "${report}", missing: "AAAAAAAAAAAAAAAAAAAAAAAAAA"},
		{name: "writes over the note of another", sent: put("/api/annotations", `{"id": "${note}", "start": "2025-11-01", "text": "x"}`), status: 404, there: "${note}", missing: "AAAAAAAAAAAAAAAAAAAAAAAAAA"},
		{name: "keeps a query in the name of another", sent: put("/api/saved", `{"name": "x", "sql": "SELECT 1", "owner": "alice"}`), status: 422},
		{name: "lists what another keeps as an administrator who sees as it", as: "boss", sent: get("/api/saved", "Glaux-As: alice"), status: 200, says: "[]"},
		{name: "deletes by walking", sent: del("/api/saved/x%2F..%2F${saved}"), status: 404},
		{name: "deletes with a method in a header", sent: post("/api/saved/${saved}", "", "X-HTTP-Method-Override: DELETE"), status: 404},
		{name: "deletes with a method in the address", sent: get("/api/saved/${saved}?_method=DELETE"), status: 404},
		{name: "lists tokens and keys", sent: get("/api/credentials"), status: 200},
		{name: "lists the tokens and keys of all", sent: get("/api/credentials?all=true"), status: 403},
		{name: "withdraws the token of another", sent: del("/api/credentials/tokens/${token id alice}"), status: 404, there: "${token id alice}", missing: "0123456789ab"},
		{name: "withdraws the key of another", sent: del("/api/credentials/keys/${key}"), status: 404, there: "${key}", missing: "GLAUX000000000000000"},
		{name: "makes a token for another", sent: post("/api/credentials/tokens", `{"principal": "alice", "expires": "2027-01-01T00:00:00Z"}`), status: 403},
		{name: "makes a token for an administrator", sent: post("/api/credentials/tokens", `{"principal": "boss", "expires": "2027-01-01T00:00:00Z"}`), status: 403},
		{name: "makes a key for another", sent: post("/api/credentials/keys", `{"principal": "alice", "expires": "2027-01-01T00:00:00Z"}`), status: 403},
		{name: "makes a token that never ends", sent: post("/api/credentials/tokens", `{"note": "x"}`), status: 403},
		{name: "makes a token as an administrator who sees as another", as: "boss", sent: post("/api/credentials/tokens", `{"principal": "alice"}`, "Glaux-As: alice"), status: 403},
		{name: "writes a name of a principal in other letters", sent: post("/api/credentials/tokens", `{"principal": "EVE", "expires": "2027-01-01T00:00:00Z"}`), status: 403},
	}
	return list
}

func onCatalog() []attempt {
	return []attempt{
		{name: "lists the catalog", sent: get("/api/catalog"), status: 200, says: "sales"},
		{name: "lists the catalog as who may see nothing", as: "mallory", sent: get("/api/catalog"), status: 200},
		{name: "looks at a hidden table", sent: get("/api/catalog/db/payroll"), status: 404, there: "payroll", missing: "paytoll"},
		{name: "looks at a table of a hidden database", sent: get("/api/catalog/hidden/secrets"), status: 404, there: "hidden", missing: "hiddem"},
		{name: "looks at a hidden view", sent: get("/api/catalog/hidden/words"), status: 404, there: "words", missing: "worms"},
		{name: "looks at a table with a hidden column", sent: get("/api/catalog/db/sales"), status: 200, says: "product"},
		{name: "looks at a bill with a hidden column", sent: get("/api/catalog/demo/cur"), status: 200, says: "line_item_usage_type"},
		{name: "looks at all bills", sent: get("/api/catalog/glaux/bill"), status: 200},
		{name: "looks at the audit log", sent: get("/api/catalog/glaux/audit"), status: 404, there: "audit", missing: "audix"},
		{name: "writes a hidden name in capitals", sent: get("/api/catalog/DB/PAYROLL"), status: 404},
		{name: "quotes a hidden name", sent: get("/api/catalog/db/%22payroll%22"), status: 404},
		{name: "puts a slash into a name", sent: get("/api/catalog/db%2Fpayroll/x"), status: 404},
		{name: "puts a dot into a name", sent: get("/api/catalog/own/db.payroll"), status: 404},
		{name: "puts SQL into a name", sent: get("/api/catalog/db/sales;DROP%20TABLE%20db.payroll"), status: 404},
		{name: "walks out of the catalog", sent: get("/api/catalog/..%2F..%2Fshare/share.sqlite"), status: 404},
		{name: "asks for the values of a hidden column", sent: get("/api/catalog/db/sales/columns/secret/frequent"), status: 404, there: "secret", missing: "sacret"},
		{name: "asks for the values of a hidden table", sent: get("/api/catalog/db/payroll/columns/word/frequent"), status: 404, there: "payroll", missing: "paytoll"},
		{name: "asks for the values of a column of which rows are hidden", sent: get("/api/catalog/db/sales/columns/product/frequent"), status: 200, says: "EC2"},
		{name: "asks for the values that begin as a hidden one", sent: get("/api/catalog/db/sales/columns/product/frequent?prefix=SECRET"), status: 200, says: `"items":[]`},
		{name: "asks for the teams", sent: get("/api/catalog/db/sales/columns/team/frequent"), status: 200, says: "red"},
		{name: "asks for the accounts", sent: get("/api/catalog/demo/cur/columns/line_item_usage_account_name/frequent?limit=1000"), status: 200, says: "App-Team-Click"},
		{name: "asks for the accounts of all bills", sent: get("/api/catalog/glaux/bill/columns/line_item_usage_account_name/frequent?limit=1000"), status: 200, says: "App-Team-Click"},
		{name: "asks for the resources", sent: get("/api/catalog/demo/cur/columns/line_item_resource_id/frequent"), status: 404},
		{name: "asks for the resources of all bills", sent: get("/api/catalog/glaux/bill/columns/line_item_resource_id/frequent"), status: 200},
		{name: "asks for the keys of tags", sent: get("/api/catalog/demo/cur/columns/resource_tags/frequent?keys=true"), status: 200},
		{name: "asks for the values of a tag", sent: get("/api/catalog/demo/cur/columns/resource_tags/frequent?key=user_team&limit=1000"), status: 200},
		{name: "puts SQL into a prefix", sent: get("/api/catalog/db/sales/columns/product/frequent?prefix=x'%20OR%20'1'='1"), status: 200, says: `"items":[]`},
		{name: "puts a pattern into a prefix", sent: get("/api/catalog/db/sales/columns/product/frequent?prefix=%25"), status: 200, says: `"items":[]`},
		{name: "searches for hidden tables", sent: get("/api/search?text=payr"), status: 200, says: "[]"},
		{name: "searches for hidden databases", sent: get("/api/search?text=hidden"), status: 200},
		{name: "searches for hidden columns", sent: get("/api/search?text=secret&limit=100"), status: 200},
		{name: "searches for everything", sent: get("/api/search?text=e&limit=100"), status: 200},
		{name: "asks for the status", sent: get("/api/status"), status: 200, says: "demo.cur"},
		{name: "asks for the status as who may see nothing", as: "mallory", sent: get("/api/status"), status: 200, says: `"sources":[]`},
		{name: "asks what the lake can answer as who may see nothing", as: "mallory", sent: get("/api/readiness"), status: 200},
	}
}

func onConsole() []attempt {
	sql := func(text string) string { b, _ := json.Marshal(map[string]any{"sql": text}); return string(b) }
	at := func(text, more string) string {
		return strings.TrimSuffix(sql(text), "}") + `, "database": "db"` + more + "}"
	}
	list := []attempt{
		{name: "checks a query of a hidden table", sent: post("/api/sql/check", sql("SELECT * FROM db.payroll")), status: 200, says: "TABLE_NOT_FOUND", there: "payroll", missing: "paytoll"},
		{name: "checks a query of a hidden database", sent: post("/api/sql/check", sql("SELECT * FROM hidden.secrets")), status: 200, says: "SCHEMA_NOT_FOUND", there: "hidden", missing: "hiddem"},
		{name: "checks a query of a hidden column", sent: post("/api/sql/check", sql("SELECT secret FROM db.sales")), status: 200, says: "COLUMN_NOT_FOUND", there: "secret", missing: "sacret"},
		{name: "checks what a query would read", sent: post("/api/sql/check", sql("SELECT * FROM demo.cur")), status: 200},
		{name: "checks an insert into a hidden table", sent: post("/api/sql/check", sql("INSERT INTO hidden.secrets VALUES ('x')")), status: 200, there: "hidden", missing: "hiddem"},
		{name: "checks in a hidden database", sent: post("/api/sql/check", `{"sql": "SELECT * FROM secrets", "database": "hidden"}`), status: 200, there: "hidden", missing: "hiddem"},
		{name: "completes the name of a hidden table", sent: post("/api/sql/complete", at("SELECT * FROM pay", `, "at": 17`)), status: 200},
		{name: "completes the name of a table", sent: post("/api/sql/complete", at("SELECT * FROM ", `, "at": 14`)), status: 200, says: "sales"},
		{name: "completes the name of a database", sent: post("/api/sql/complete", at("SELECT * FROM hid", `, "at": 17`)), status: 200},
		{name: "completes in a hidden database", sent: post("/api/sql/complete", `{"sql": "SELECT * FROM ", "at": 14, "database": "hidden"}`), status: 200},
		{name: "completes a column of a hidden table", sent: post("/api/sql/complete", at("SELECT p. FROM payroll p", `, "at": 9`)), status: 200},
		{name: "completes a hidden column", sent: post("/api/sql/complete", at("SELECT s.sec FROM sales s", `, "at": 12`)), status: 200},
		{name: "completes a value of a column of which rows are hidden", sent: post("/api/sql/complete", at("SELECT * FROM sales WHERE team = '", `, "at": 34`)), status: 200},
		{name: "completes a hidden value", sent: post("/api/sql/complete", at("SELECT * FROM sales WHERE product = 'SEC", `, "at": 40`)), status: 200},
		{name: "completes a value of a hidden column", sent: post("/api/sql/complete", at("SELECT * FROM sales WHERE secret = '", `, "at": 36`)), status: 200},
		{name: "completes an account", sent: post("/api/sql/complete", at("SELECT * FROM demo.cur WHERE line_item_usage_account_name = '", `, "at": 61`)), status: 200},
		{name: "formats a text", sent: post("/api/sql/format", sql("select secret from hidden.secrets")), status: 200},
		{name: "makes a view of a hidden table", sent: post("/api/sql/view", `{"sql": "SELECT word FROM db.payroll", "name": "own.v"}`), status: 400, there: "payroll", missing: "paytoll"},
		{name: "makes a view in a hidden database", sent: post("/api/sql/view", `{"sql": "SELECT 1 AS x", "name": "hidden.v"}`), status: 400, there: "hidden", missing: "hiddem"},
		{name: "makes a view over that of another", sent: post("/api/sql/view", `{"sql": "SELECT 1 AS x", "name": "db.theirs", "replace": true}`), status: 403},
		{name: "makes a view with SQL in its name", sent: post("/api/sql/view", `{"sql": "SELECT 1 AS x", "name": "own.x SECURITY DEFINER AS SELECT word FROM db.payroll --"}`), status: 400},
		{name: "makes a view as an administrator who sees as another", as: "boss", sent: post("/api/sql/view", `{"sql": "SELECT 1 AS x", "name": "own.v"}`, "Glaux-As: eve"), status: 403},
		{name: "runs a query of a hidden table", sent: post("/api/run", sql("SELECT * FROM db.payroll")), status: 400, says: "TABLE_NOT_FOUND", there: "payroll", missing: "paytoll"},
		{name: "runs in a hidden database", sent: post("/api/run", `{"sql": "SELECT * FROM secrets", "database": "hidden"}`), status: 400, there: "hidden", missing: "hiddem"},
		{name: "runs with a query as a parameter", sent: post("/api/run", `{"sql": "SELECT ?", "params": ["(SELECT max(word) FROM db.payroll)"]}`), status: 400},
		{name: "runs with a hidden column as a parameter", sent: post("/api/run", `{"sql": "SELECT ? FROM db.sales", "params": ["secret"]}`), status: 400},
		{name: "runs a query that fails on a hidden row", sent: post("/api/run", sql("SELECT 1 / (cost - DECIMAL '4.0') FROM db.sales")), status: 200},
		{name: "counts what it sees", sent: post("/api/run", sql("SELECT count(*), max(product) FROM db.sales")), status: 200, says: `["2","S3"]`},
		{name: "runs a query for what was read", sent: post("/api/run", sql("SELECT product FROM db.sales")), status: 200, says: `"bytes":0`},
		{name: "runs a query of the audit log", sent: post("/api/run", sql("SELECT * FROM glaux.audit")), status: 400, says: "TABLE_NOT_FOUND"},
		{name: "runs two statements", sent: post("/api/run", sql("SELECT 1; DROP TABLE db.payroll")), status: 400},
		{name: "drops a table by the route of charts", sent: post("/api/run", sql("DROP TABLE db.sales")), status: 403},
		{name: "drops a hidden table", sent: post("/api/run", sql("DROP TABLE hidden.secrets")), status: 404},
		{name: "grants by SQL", sent: post("/api/run", sql("GRANT SELECT ON db.payroll TO eve")), status: 403, says: "glaux share grant"},
		{name: "drops a table as an administrator who sees as another", as: "boss", sent: post("/api/run", sql("DROP TABLE db.sales"), "Glaux-As: alice"), status: 403},
		{name: "starts a change as an administrator who sees as another", as: "boss", sent: post("/api/queries", sql("CREATE TABLE own.x AS SELECT 1 AS x"), "Glaux-As: alice"), status: 403},
		{name: "asks as another by a comment", sent: post("/api/run", sql("/* user: boss */ SELECT current_user")), status: 200, says: "eve"},
		{name: "asks for more than it may be given", sent: post("/api/run", `{"sql": "SELECT 1", "max": 2000000000}`), status: 422},
		{name: "sends a field that is not asked for", sent: post("/api/run", `{"sql": "SELECT 1", "principal": "boss"}`), status: 422},
		{name: "sends a field twice", sent: post("/api/run", `{"sql": "SELECT 1", "sql": "SELECT * FROM db.payroll"}`), status: 400},
	}
	for _, stage := range []string{"ast", "typed", "guarded", "sql", "plan"} {
		hidden := attempt{name: "explains a hidden table as " + stage, status: 400, says: "TABLE_NOT_FOUND", there: "payroll", missing: "paytoll", sent: post("/api/sql/explain", at("SELECT * FROM payroll", `, "stage": "`+stage+`"`))}
		filtered := attempt{name: "explains what is filtered as " + stage, status: 403, says: "PERMISSION_DENIED", sent: post("/api/sql/explain", at("SELECT * FROM sales", `, "stage": "`+stage+`"`))}
		switch stage {
		case "ast": // of the text alone
			hidden.status, hidden.says, filtered.status, filtered.says = 200, "payroll", 200, "sales"
		case "typed":
			filtered.status, filtered.says = 200, "sales"
		}
		list = append(list, hidden, filtered)
	}
	return list
}
