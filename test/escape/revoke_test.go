package escape_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The grants that carol loses: on a table, and on the bill.
const (
	carolsPayroll = `{"principal": "carol", "resource": {"type": "TABLE", "database": "db", "table": "payroll"}, "permissions": ["SELECT"]}`
	carolsBill    = `{"principal": "carol", "resource": {"type": "DATA_CELLS_FILTER", "database": "demo", "table": "cur", "filter": "click"}, "permissions": ["SELECT"]}`
)

// revoke takes grants away, and give gives them back.
func (s *server) revoke(t *testing.T, grants ...string) {
	t.Helper()
	s.must(t, "boss", http.MethodPost, "/api/share/edit", `{"revoke": [`+strings.Join(grants, ",")+`]}`, nil)
}

func (s *server) give(t *testing.T, grants ...string) {
	t.Helper()
	s.must(t, "boss", http.MethodPost, "/api/share/edit", `{"grant": [`+strings.Join(grants, ",")+`]}`, nil)
}

// asked is what carol asks before a revoke and after it.
type asked struct {
	name string
	sent
	// before is what she is answered first, status and after how she is answered then. never is in no answer afterwards.
	before        string
	status        int
	after, nothin string
}

func TestRevokes(t *testing.T) {
	s := newServer(t)
	t.Run("nothing is kept over one", s.nothingIsKept)
	t.Run("what is being read ends with it", s.whatIsReadEnds)
	t.Run("what is being sent ends with it", func(t *testing.T) {
		s.give(t, carolsPayroll)
		s.whatIsSentEnds(t, "db.payroll", func() { s.revoke(t, carolsPayroll) })
	})
	t.Run("what is being sent ends when somebody leaves a group", func(t *testing.T) {
		s.whatIsSentEnds(t, "hidden.secrets", func() {
			s.must(t, "boss", http.MethodPost, "/api/share/edit", `{"put": {"principals": [{"name": "team", "kind": "group"}]}}`, nil)
		})
	})
}

// What was answered, kept or remembered before a revoke is not answered after it.
func (s *server) nothingIsKept(t *testing.T) {
	s.words["${kept}"] = s.result(t, "carol", "SELECT word FROM db.payroll")
	s.words["${other}"] = s.result(t, "carol", "SELECT 1 AS x")
	s.words["${shown}"] = s.result(t, "carol", "SHOW TABLES IN db")
	const costs = `{"period": {"start": "2020-01-01", "end": "2027-01-01"}, "granularity": "total", "metric": "unblended", "groupBy": ["line_item_usage_account_name"]}`
	const account, words = "App-Team-Click", secret
	denied, absent, missing := "PERMISSION_DENIED", "SCHEMA_NOT_FOUND", "TABLE_NOT_FOUND"
	list := []asked{
		{"the same query", post("/api/run", `{"sql": "SELECT word FROM db.payroll"}`), words, 400, absent, words},
		{"the same query in the background", post("/api/queries", `{"sql": "SELECT word FROM db.payroll"}`), "id", 200, "id", words},
		{"a page of an old result", get("/api/queries/${kept}/rows"), words, 403, denied, words},
		{"the stream of an old result", get("/api/queries/${kept}/stream"), words, 403, denied, words},
		{"an old result as CSV", get("/api/queries/${kept}/export?format=csv"), words, 403, denied, words},
		{"an old result as JSON", get("/api/queries/${kept}/export?format=json"), words, 403, denied, words},
		{"an old result as Parquet", get("/api/queries/${kept}/export?format=parquet"), "PAR1", 403, denied, "PAR1"},
		{"an old result as a workbook", get("/api/queries/${kept}/export?format=xlsx"), "PK", 403, denied, "PK"},
		{"an old result in another order", post("/api/queries/${kept}/sort", `{"column": 0}`), "id", 200, "id", words},
		{"statistics of an old result", get("/api/queries/${kept}/statistics?column=0"), words, 400, absent, words},
		{"an old answer to SHOW", get("/api/queries/${shown}/rows"), "payroll", 403, denied, "payroll"},
		{"the catalog", get("/api/catalog"), "payroll", 200, "glaux", "payroll"},
		{"the table", get("/api/catalog/db/payroll"), "word", 404, missing, "word"},
		{"frequent values", get("/api/catalog/db/payroll/columns/word/frequent"), words, 404, missing, words},
		{"completions", post("/api/sql/complete", `{"sql": "SELECT * FROM db.pay", "at": 20}`), "payroll", 200, "items", "payroll"},
		{"values of the completion", post("/api/sql/complete", `{"sql": "SELECT * FROM db.payroll WHERE word = '", "at": 39}`), words, 200, "items", words},
		{"the search", get("/api/search?text=payroll"), "payroll", 200, "[]", "payroll"},
		{"what she sees", get("/api/share/sight"), "payroll", 200, "carol", "payroll"},
		{"the costs", post("/api/explore/costs", costs), account, 200, `"rows":[]`, account},
		{"the costs of the table", post("/api/explore/costs", strings.Replace(costs, "{", `{"table": "demo.cur", `, 1)), account, 400, absent, account},
		{"the values of accounts", post("/api/explore/values", `{"period": {"start": "2020-01-01", "end": "2027-01-01"}, "dimension": "account"}`), account, 200, "[]", account},
		{"the export of costs", post("/api/explore/export?format=csv", costs), account, 200, "", account},
		{"the days of the bill", get("/api/explore/days"), `"first":"20`, 200, `"first":""`, `"first":"20`},
		{"the status", get("/api/status"), "demo.cur", 200, `"sources":[]`, "demo.cur"},
	}
	tags := map[string]string{}
	for _, a := range list {
		for range 2 { // the second is answered from what is kept, if anything is
			got := s.ask(t, "carol", s.placed(a.sent))
			if got.status != 200 || !strings.Contains(got.body, a.before) {
				t.Errorf("%s: got %d %.300s before the revoke", a.name, got.status, got.body)
			}
			tags[a.name] = got.header.Get("ETag")
		}
	}
	s.revoke(t, carolsPayroll, carolsBill)
	for _, a := range list {
		t.Run(a.name, func(t *testing.T) {
			r := s.placed(a.sent)
			if tag := tags[a.name]; tag != "" {
				r.headers = append(r.headers, "If-None-Match: "+tag)
			}
			got := s.ask(t, "carol", r)
			if got.status != a.status || !strings.Contains(got.body, a.after) || strings.Contains(got.body, a.nothin) && !strings.Contains(r.path+r.body, a.nothin) {
				t.Errorf("got %d %.500s after the revoke", got.status, got.body)
			}
		})
	}
	t.Run("what the revoke is not about", func(t *testing.T) {
		if got := s.ask(t, "carol", s.placed(get("/api/queries/${other}/rows"))); got.status != 200 || !strings.Contains(got.body, `[["1"]]`) {
			t.Errorf("got %d %s", got.status, got.body)
		}
	})
	t.Run("a query in the background", func(t *testing.T) {
		job := s.awaits(t, "carol", s.start(t, "carol", "SELECT word FROM db.payroll"), "FAILED")
		if job.State != "FAILED" || job.Error == nil || job.Error.Code != absent {
			t.Errorf("got %+v", job)
		}
	})
	t.Run("after a grant that gives it back", func(t *testing.T) {
		s.give(t, carolsPayroll)
		if got := s.ask(t, "carol", s.placed(get("/api/queries/${kept}/rows"))); got.status != 200 || !strings.Contains(got.body, words) {
			t.Errorf("got %d %s", got.status, got.body)
		}
	})
}

// many is a query that has rows for a long time, of a table that can be revoked.
const many = "SELECT x, y, word FROM db.payroll CROSS JOIN UNNEST(sequence(1, 10000)) AS a (x) CROSS JOIN UNNEST(sequence(1, 10000)) AS b (y)"

// Who reads rows while they come gets no more of them after a revoke.
func (s *server) whatIsReadEnds(t *testing.T) {
	id := s.start(t, "carol", many)
	lines, broken := s.stream(t, "carol", id)
	for range 500 {
		if _, ok := <-lines; !ok {
			t.Fatalf("the stream ended: %v", <-broken)
		}
	}
	var page struct {
		Rows [][]string `json:"rows"`
	}
	s.must(t, "carol", http.MethodGet, "/api/queries/"+id+"/rows?n=10", "", &page)
	if len(page.Rows) != 10 || page.Rows[0][2] != secret {
		t.Errorf("got %v", page)
	}
	s.revoke(t, carolsPayroll)
	if got := s.ask(t, "carol", get("/api/queries/"+id+"/rows?n=10")); got.status < 400 || strings.Contains(got.body, secret) {
		t.Errorf("a page after the revoke: %d %s", got.status, got.body)
	}
	job := s.awaits(t, "carol", id, "FAILED")
	if job.State != "FAILED" || job.Error == nil || job.Error.Code != "PERMISSION_DENIED" || job.Rows != 0 {
		t.Errorf("got %+v", job)
	}
	more := 0
	for range lines {
		more++
	}
	if err := <-broken; err == nil {
		t.Errorf("the stream ended as if it were whole, after %d more lines", more)
	}
	for _, path := range []string{"/rows", "/stream", "/export?format=csv", "/export?format=xlsx"} {
		if got := s.ask(t, "carol", get("/api/queries/"+id+path)); got.status != 409 || strings.Contains(got.body, secret) {
			t.Errorf("%s: got %d %.300s", path, got.status, got.body)
		}
	}
}

// Whose rows are all there gets no more of them either, when the revoke comes while they are sent.
func (s *server) whatIsSentEnds(t *testing.T, table string, revoke func()) {
	t.Helper()
	const rows = 100_000
	id := s.start(t, "carol", "SELECT word, rpad('', 300, 'x') FROM "+table+" CROSS JOIN UNNEST(sequence(1, 10000)) AS a (x) CROSS JOIN UNNEST(sequence(1, 10)) AS b (y)")
	if job := s.awaits(t, "carol", id, "SUCCEEDED"); job.Rows != rows {
		t.Fatalf("got %+v", job)
	}
	lines, broken := s.stream(t, "carol", id)
	for range 10 {
		<-lines
	}
	revoke()
	more := 10
	for range lines {
		more++
	}
	if err := <-broken; err == nil || more == rows {
		t.Errorf("%d lines came, %v", more, err)
	}
	if got := s.ask(t, "carol", get("/api/queries/"+id+"/rows?from=99990")); got.status != 403 || !strings.Contains(got.body, "PERMISSION_DENIED") {
		t.Errorf("got %d %s", got.status, got.body)
	}
}

// stream reads the lines of a result as they come, not more of them than are taken. Broken tells how it ended: nil for whole.
func (s *server) stream(t *testing.T, as, id string) (lines chan []string, broken chan error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/api/queries/"+id+"/stream", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.tokens[as])
	got, err := http.DefaultClient.Do(request)
	if err != nil || got.StatusCode != http.StatusOK {
		t.Fatalf("%v, %v", got, err)
	}
	lines, broken = make(chan []string), make(chan error, 1)
	go func() {
		defer cancel()
		defer got.Body.Close() //nolint:errcheck // read to its end, or broken
		scanner := bufio.NewScanner(got.Body)
		for scanner.Scan() {
			var row []string
			if err := json.Unmarshal(scanner.Bytes(), &row); err != nil {
				break // the last line of a stream that breaks
			}
			lines <- row
		}
		broken <- scanner.Err()
		close(lines)
	}()
	return lines, broken
}
