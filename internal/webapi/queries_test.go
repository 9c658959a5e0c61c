package webapi

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/console"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/result"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/store"
)

// empty is a catalog without tables.
type empty struct{}

func (empty) Table(context.Context, catalog.Name) (*catalog.Table, error) {
	return nil, catalog.ErrTableNotFound
}
func (empty) Databases(context.Context) ([]string, error)      { return nil, nil }
func (empty) Tables(context.Context, string) ([]string, error) { return nil, nil }

// counted is a runner that counts how many runs ended because their asker went.
type counted struct {
	*query.Runner
	gone atomic.Int64
}

func (c *counted) Text(ctx context.Context, who access.Principal, text string, o query.Options) (*query.Result, error) {
	context.AfterFunc(ctx, func() {
		if errors.Is(ctx.Err(), context.Canceled) {
			c.gone.Add(1)
		}
	})
	return c.Runner.Text(ctx, who, text, o)
}

// bench is a server with an engine behind it.
type bench struct {
	*httptest.Server
	runner *counted
}

func newBench(t testing.TB) *bench {
	t.Helper()
	dir := t.TempDir()
	e, err := duckdb.Open(duckdb.Options{TempDir: dir, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{runner: &counted{Runner: &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return empty{}, func() {}, nil },
		Policy:   access.LocalPolicy(), Engine: e, Now: time.Now,
	}}}
	results, err := result.Open(filepath.Join(dir, "results"), result.Options{Now: time.Now, Key: make([]byte, result.KeySize)})
	if err != nil {
		t.Fatal(err)
	}
	records, err := store.Open(t.Context(), filepath.Join(dir, "glaux.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := job.New(context.Background(), job.Options{Runner: b.runner, Results: results, History: records, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	b.Server = httptest.NewServer(New(Parts{
		Local: access.Local(), Texts: b.runner, Jobs: jobs, Saved: records, Console: console.New(b.runner.Runner),
	}, Settings{}).Handler())
	t.Cleanup(func() {
		b.Close()
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := errors.Join(jobs.Shutdown(ctx), results.Close(), records.Close(), e.Close()); err != nil {
			t.Error(err)
		}
	})
	return b
}

// call asks and reads the answer into out, which may be nil. It returns the status.
func (b *bench) call(t testing.TB, method, path string, in, out any) int {
	t.Helper()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, b.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if out != nil && len(text) > 0 {
		if err := json.Unmarshal(text, out); err != nil {
			t.Fatalf("%s %s: %v: %s", method, path, err, text)
		}
	}
	return answer.StatusCode
}

// ran starts a statement and waits for its end.
func (b *bench) ran(t testing.TB, sql string, params ...string) job.Job {
	t.Helper()
	var j job.Job
	if status := b.call(t, http.MethodPost, "/api/queries", job.Request{SQL: sql, Params: params}, &j); status != http.StatusOK {
		t.Fatalf("got %d", status)
	}
	return b.ended(t, j.ID)
}

func (b *bench) ended(t testing.TB, id string) (j job.Job) {
	t.Helper()
	for j.State = job.Queued; !j.State.Final(); {
		if status := b.call(t, http.MethodGet, fmt.Sprintf("/api/queries/%s?wait=20&state=%s", id, j.State), nil, &j); status != http.StatusOK {
			t.Fatalf("got %d", status)
		}
	}
	return j
}

// get fetches a whole answer.
func (b *bench) get(t testing.TB, path string) (*http.Response, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // nothing was written
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, body
}

// texts writes rows as they stand in JSON.
func texts(t testing.TB, rows any) string {
	t.Helper()
	b, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const manyRows = `SELECT a * 10000 + b AS n, CAST(a AS varchar) || ',"' AS text, CAST(b AS double) / 7 AS part, IF(b % 3 = 0, NULL, DATE '2025-11-01') AS day
	FROM UNNEST(sequence(0, 19)) AS x(a) CROSS JOIN UNNEST(sequence(0, 9999)) AS y(b)`

func TestAQueryIsStartedFollowedAndRead(t *testing.T) {
	b := newBench(t)
	j := b.ran(t, manyRows)
	if j.State != job.Succeeded || j.Found != 200_000 || len(j.Columns) != 4 || j.Columns[2].Type != "double" || !j.Kept {
		t.Fatalf("got %+v %v", j, j.Error)
	}
	var rows Rows
	b.call(t, http.MethodGet, "/api/queries/"+j.ID+"/rows?from=199998&n=200", nil, &rows)
	if got := texts(t, rows.Rows); len(rows.Rows) != 2 || !rows.Complete || rows.Found != 200_000 || !strings.Contains(got, `,\"","`) {
		t.Errorf("got %s, %+v", got, rows)
	}
	b.call(t, http.MethodGet, "/api/queries/"+j.ID+"/rows?n=50000", nil, &rows)
	if len(rows.Rows) != 50_000 || rows.Rows[0][3] != nil && rows.Rows[1][3] != nil {
		t.Errorf("got %d rows", len(rows.Rows))
	}
	var list []job.Job
	if b.call(t, http.MethodGet, "/api/queries?text=CROSS", nil, &list); len(list) != 1 || list[0].ID != j.ID {
		t.Errorf("got %+v", list)
	}
	if status := b.call(t, http.MethodDelete, "/api/queries/"+j.ID, nil, nil); status != http.StatusNoContent {
		t.Errorf("got %d", status)
	}
	if status := b.call(t, http.MethodGet, "/api/queries/"+j.ID, nil, nil); status != http.StatusNotFound {
		t.Errorf("got %d", status)
	}
}

func TestAWindowOfLargeRowsIsShorter(t *testing.T) {
	b := newBench(t)
	j := b.ran(t, "SELECT rpad('x', 1000000, 'x') || rpad('y', 1000000, 'y') || rpad('z', 1000000, 'z') AS large FROM UNNEST(sequence(1, 12)) AS t(a)")
	total := 0
	for total < 12 {
		var rows Rows
		if status := b.call(t, http.MethodGet, fmt.Sprintf("/api/queries/%s/rows?from=%d&n=100", j.ID, total), nil, &rows); status != http.StatusOK {
			t.Fatalf("got %d", status)
		}
		if len(rows.Rows) == 0 || len(rows.Rows) > 5 || rows.Found != 12 {
			t.Fatalf("got %d rows from %d on", len(rows.Rows), total)
		}
		total += len(rows.Rows)
	}
	if total != 12 {
		t.Errorf("got %d rows", total)
	}
}

// A file holds what the command line writes: the same rows through the same writers.
func TestExportsAreWhatTheCommandLineWrites(t *testing.T) {
	b := newBench(t)
	j := b.ran(t, manyRows+" ORDER BY 1")
	for format, media := range map[render.Format]string{
		render.CSV: "text/csv; charset=utf-8", render.TSV: "text/tab-separated-values; charset=utf-8", render.JSON: "application/json",
		render.JSONL: ndjson, render.Parquet: "application/vnd.apache.parquet",
	} {
		answer, got := b.get(t, "/api/queries/"+j.ID+"/export?format="+string(format))
		var want bytes.Buffer
		direct(t, b.runner.Runner, j.SQL, format, &want)
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s: %d bytes are not the %d of the command line", format, len(got), want.Len())
		}
		if answer.Header.Get("Content-Type") != media {
			t.Errorf("%s: got %s", format, answer.Header.Get("Content-Type"))
		}
	}
	answer, _ := b.get(t, "/api/queries/"+j.ID+"/export?format=csv")
	if got := answer.Header.Get("Content-Disposition"); got != "attachment; filename=unnest-"+j.Submitted.Format("20060102-150405")+".csv" {
		t.Errorf("got %s", got)
	}
	if answer, body := b.get(t, "/api/queries/"+j.ID+"/export?format=markdown"); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(string(body), "csv") {
		t.Errorf("got %d %s", answer.StatusCode, body)
	}
	if answer, _ := b.get(t, "/api/queries/"+j.ID+"/export?format=exe"); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("got %d", answer.StatusCode)
	}
}

// direct runs a query as the command line does.
func direct(t testing.TB, runner *query.Runner, sql string, format render.Format, out io.Writer) {
	t.Helper()
	found, err := runner.Text(t.Context(), access.Local(), sql, query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close() //nolint:errcheck // nothing was written
	w, err := render.New(format, out)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Begin(found.Columns); err != nil {
		t.Fatal(err)
	}
	row := make([]value.Value, len(found.Columns))
	for {
		batch, err := found.Next(t.Context())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for r := range batch.Len() {
			for c := range row {
				row[c] = batch.Value(r, c)
			}
			if err := w.Row(row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
}

func TestAWorkbookHoldsTheRows(t *testing.T) {
	b := newBench(t)
	j := b.ran(t, "SELECT 12345678901234567 AS big, DECIMAL '1.25' AS cost, DATE '2025-11-03' AS day, '=1+1' AS text, CAST(NULL AS varchar) AS none, true AS yes")
	answer, body := b.get(t, "/api/queries/"+j.ID+"/export?format=xlsx")
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("got %d %s", answer.StatusCode, body)
	}
	book, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close() //nolint:errcheck // nothing was written
	rows, err := book.GetRows("Result")
	if err != nil || len(rows) != 2 {
		t.Fatalf("got %v, %v", rows, err)
	}
	if got := strings.Join(rows[1], "|"); got != "12345678901234567|1.25|2025-11-03|=1+1||TRUE" {
		t.Errorf("got %s", got)
	}
	if formula, err := book.GetCellFormula("Result", "D2"); err != nil || formula != "" {
		t.Errorf("a text became the formula %q (%v)", formula, err)
	}
	long := b.ran(t, "SELECT rpad('x', 40000, 'x') AS long")
	if answer, body := b.get(t, "/api/queries/"+long.ID+"/export?format=xlsx"); answer.StatusCode == http.StatusOK {
		t.Errorf("a text that does not fit was cut: %d bytes", len(body))
	}
}

func TestRowsStreamAsTheyCome(t *testing.T) {
	b := newBench(t)
	var j job.Job
	b.call(t, http.MethodPost, "/api/queries", job.Request{SQL: manyRows}, &j)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.URL+"/api/queries/"+j.ID+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // nothing was written
	lines := bufio.NewScanner(answer.Body)
	count := 0
	for ; lines.Scan(); count++ {
		var row []*string
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil || len(row) != 4 {
			t.Fatalf("line %d: %s: %v", count, lines.Text(), err)
		}
	}
	if lines.Err() != nil || count != 200_000 {
		t.Errorf("got %d lines, %v", count, lines.Err())
	}
}

func TestAStreamOfAFailingQueryIsBrokenOff(t *testing.T) {
	b := newBench(t)
	j := b.ran(t, "SELECT 1 / 0")
	answer, body := b.get(t, "/api/queries/"+j.ID+"/stream")
	if answer.StatusCode != http.StatusConflict || !strings.Contains(string(body), "failed") {
		t.Errorf("got %d %s", answer.StatusCode, body)
	}
	b.call(t, http.MethodPost, "/api/queries", job.Request{SQL: "SELECT a, 1 / (a * 10000 + b - 199999) FROM UNNEST(sequence(0, 19)) AS x(a) CROSS JOIN UNNEST(sequence(0, 9999)) AS y(b)"}, &j)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.URL+"/api/queries/"+j.ID+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err = http.DefaultClient.Do(request)
	if err != nil {
		return // broken off before the first byte
	}
	defer answer.Body.Close() //nolint:errcheck // nothing was written
	if body, err := io.ReadAll(answer.Body); err == nil && answer.StatusCode == http.StatusOK {
		t.Errorf("%d bytes look like a whole result", len(body))
	}
}

func TestAResultIsSortedByAnyColumn(t *testing.T) {
	b := newBench(t)
	j := b.ran(t, "SELECT a, b AS a FROM (VALUES (1, 'x'), (2, 'z'), (?, 'y')) AS t(a, b)", "3")
	for _, test := range []struct {
		body string
		want string
	}{
		{`{"column":1,"descending":true}`, `[["2","z"],["3","y"],["1","x"]]`},
		{`{"column":0}`, `[["1","x"],["2","z"],["3","y"]]`},
	} {
		var sorted job.Job
		if status := b.call(t, http.MethodPost, "/api/queries/"+j.ID+"/sort", json.RawMessage(test.body), &sorted); status != http.StatusOK {
			t.Fatalf("got %d", status)
		}
		if sorted = b.ended(t, sorted.ID); sorted.State != job.Succeeded {
			t.Fatalf("%s: %+v", sorted.SQL, sorted.Error)
		}
		var rows Rows
		b.call(t, http.MethodGet, "/api/queries/"+sorted.ID+"/rows", nil, &rows)
		if got := texts(t, rows.Rows); got != test.want {
			t.Errorf("%s: got %s", test.body, got)
		}
	}
	ddl := b.ran(t, "EXPLAIN SELECT 1")
	if status := b.call(t, http.MethodPost, "/api/queries/"+ddl.ID+"/sort", json.RawMessage(`{"column":0}`), nil); status != http.StatusBadRequest {
		t.Errorf("got %d", status)
	}
}

func TestAColumnHasStatistics(t *testing.T) {
	b := newBench(t)
	j := b.ran(t, "SELECT a, a FROM UNNEST(ARRAY[1, 2, ?]) AS t(a)", "2")
	var got console.ColumnStatistics
	if status := b.call(t, http.MethodGet, "/api/queries/"+j.ID+"/statistics?column=1", nil, &got); status != http.StatusOK || got.Rows != 3 || got.Sum != "5" || len(got.Histogram) != 1 {
		t.Errorf("got %d %+v", status, got)
	}
	if status := b.call(t, http.MethodGet, "/api/queries/"+j.ID+"/statistics?column=2", nil, nil); status != http.StatusBadRequest {
		t.Errorf("got %d", status)
	}
}

func TestFewRowsAreReadAndAllAreCounted(t *testing.T) {
	b := newBench(t)
	run := func(body string) job.Ran {
		t.Helper()
		var answer struct {
			job.Ran
			Detail string
		}
		if status := b.call(t, http.MethodPost, "/api/run", json.RawMessage(body), &answer); status != http.StatusOK {
			t.Fatalf("got %d %s", status, answer.Detail)
		}
		return answer.Ran
	}
	ran := run(`{"sql":"SELECT a, 1E0 AS b FROM UNNEST(sequence(1, 5)) AS t(a)","max":2}`)
	if texts(t, ran.Rows) != `[["1","1.0"],["2","1.0"]]` || ran.Found != 5 || len(ran.Columns) != 2 {
		t.Errorf("got %+v", ran)
	}
	var problem Problem
	if status := b.call(t, http.MethodPost, "/api/run", json.RawMessage(`{"sql":"SELECT nothing"}`), &problem); status != http.StatusBadRequest || len(problem.Diagnostics) != 1 {
		t.Errorf("got %d %+v", status, problem)
	}
	if status := b.call(t, http.MethodPost, "/api/run", json.RawMessage(`{"sql":"SELECT rpad('x', 1000000, 'x') FROM UNNEST(sequence(1, 100)) AS t(a)"}`), &problem); status != http.StatusUnprocessableEntity {
		t.Errorf("got %d %+v", status, problem)
	}
}

func TestAQueryEndsWhenItsAskerGoes(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	const slow = `{"sql":"SELECT count(*) FROM UNNEST(sequence(1, 10000)) AS x(a) CROSS JOIN UNNEST(sequence(1, 10000)) AS y(b) CROSS JOIN UNNEST(sequence(1, 10000)) AS z(c) WHERE sqrt(a * b + c) < 0"}`
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, b.URL+"/api/run", strings.NewReader(slow))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if answer, err := http.DefaultClient.Do(request); err == nil {
		answer.Body.Close() //nolint:errcheck,gosec // it should not be there
		t.Fatalf("got %d", answer.StatusCode)
	}
	for range 100 {
		if b.runner.gone.Load() > 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("the query runs on")
}

func TestAQueryIsCancelled(t *testing.T) {
	b := newBench(t)
	var j job.Job
	b.call(t, http.MethodPost, "/api/queries", job.Request{SQL: "SELECT count(*) FROM UNNEST(sequence(1, 10000)) AS x(a) CROSS JOIN UNNEST(sequence(1, 10000)) AS y(b) CROSS JOIN UNNEST(sequence(1, 10000)) AS z(c) WHERE sqrt(a * b + c) < 0"}, &j)
	if status := b.call(t, http.MethodGet, "/api/queries/"+j.ID+"?wait=5&state=QUEUED", nil, &j); status != http.StatusOK || j.State != job.Running {
		t.Fatalf("got %d %+v", status, j)
	}
	if answer, body := b.get(t, "/api/queries/"+j.ID+"/export"); answer.StatusCode != http.StatusConflict {
		t.Errorf("got %d %s", answer.StatusCode, body)
	}
	if status := b.call(t, http.MethodPost, "/api/queries/"+j.ID+"/cancel", nil, &j); status != http.StatusOK || j.State != job.Cancelled {
		t.Errorf("got %d %+v", status, j)
	}
}

func TestSavedRecordsAreKeptAndDeleted(t *testing.T) {
	b := newBench(t)
	var q store.SavedQuery
	body := `{"name":"costs","sql":"SELECT 1"}`
	if status := b.call(t, http.MethodPut, "/api/saved", json.RawMessage(body), &q); status != http.StatusOK || q.ID == "" || q.Owner != "local" {
		t.Fatalf("got %d %+v", status, q)
	}
	if status := b.call(t, http.MethodPut, "/api/saved", json.RawMessage(body), nil); status != http.StatusConflict {
		t.Errorf("the same name twice: got %d", status)
	}
	var list []store.SavedQuery
	if b.call(t, http.MethodGet, "/api/saved", nil, &list); len(list) != 1 || list[0] != q {
		t.Errorf("got %+v", list)
	}
	if status := b.call(t, http.MethodDelete, "/api/saved/"+q.ID, nil, nil); status != http.StatusNoContent {
		t.Errorf("got %d", status)
	}
	var r store.Report
	b.call(t, http.MethodPut, "/api/reports", ReportDraft{Name: "r", State: "?a=1"}, &r)
	var a store.Annotation
	b.call(t, http.MethodPut, "/api/annotations", AnnotationDraft{Start: "2025-11-03", Text: "release"}, &a)
	for _, path := range []string{"/api/reports/" + r.ID, "/api/annotations/" + a.ID} {
		if status := b.call(t, http.MethodDelete, path, nil, nil); status != http.StatusNoContent {
			t.Errorf("%s: got %d", path, status)
		}
		if status := b.call(t, http.MethodDelete, path, nil, nil); status != http.StatusNotFound {
			t.Errorf("%s again: got %d", path, status)
		}
	}
}
