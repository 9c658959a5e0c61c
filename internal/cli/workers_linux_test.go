package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain makes the test program a worker where a server of a test starts it as one: by the command itself.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == WorkerCommand {
		os.Exit(Main(context.Background(), Env{Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: func(string) string { return "" }}))
	}
	os.Exit(m.Run())
}

// served is a server with workers, and the lake that it serves.
type served struct {
	url, lake string
	told      *screen
}

// serveWithWorkers starts the server of a new lake, in which the given commands ran before.
func serveWithWorkers(t *testing.T, before ...[]string) *served {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &served{lake: t.TempDir(), told: &screen{}}
	for _, args := range before {
		if status, _, told := run(t.Context(), t, Env{}, append(args, "--lake", s.lake)...); status != exitDone {
			t.Fatalf("%v: %s", args, told)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- Main(ctx, Env{
			Args:  []string{"serve", "--listen", "127.0.0.1:0", "--memory", "1GiB", "--lake", s.lake},
			Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: s.told, Getenv: func(string) string { return "" }, Worker: []string{program, WorkerCommand},
		})
	}()
	t.Cleanup(func() {
		cancel()
		if status := <-ended; status != exitDone {
			t.Errorf("the server ended with %d: %s", status, s.told)
		}
	})
	for deadline := time.Now().Add(time.Minute); s.url == ""; time.Sleep(10 * time.Millisecond) {
		if _, rest, ok := strings.Cut(s.told.String(), "the workbench is at "); ok {
			s.url, _, _ = strings.Cut(rest, " ")
		}
		if time.Now().After(deadline) {
			t.Fatalf("it does not begin: %s", s.told)
		}
	}
	return s
}

// queryState is a query as the API tells of it.
type queryState struct {
	ID, State string
	Found     int64
	Error     struct{ Code, Message string }
}

// ended tells whether it has.
func (q queryState) ended() bool { return q.State != "QUEUED" && q.State != "RUNNING" }

// ask sends a request and reads the answer.
func (s *served) ask(method, path string, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(method, s.url+path, bytes.NewReader(text)) //nolint:noctx // a test
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end
	content, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s: %s", answer.Status, content)
	}
	if err == nil {
		err = json.Unmarshal(content, into)
	}
	return err
}

// start starts a query in a workgroup.
func (s *served) start(sql, workgroup string) (q queryState, err error) {
	err = s.ask(http.MethodPost, "/api/queries", map[string]any{"sql": sql, "workgroup": workgroup, "reuseSeconds": 0}, &q)
	return q, err
}

// wait waits until a query has ended.
func (s *served) wait(q queryState) (queryState, error) {
	for deadline := time.Now().Add(2 * time.Minute); !q.ended(); {
		if err := s.ask(http.MethodGet, "/api/queries/"+q.ID+"?wait=10&state="+q.State, nil, &q); err != nil {
			return q, err
		}
		if time.Now().After(deadline) {
			return q, fmt.Errorf("it does not end: %+v", q)
		}
	}
	return q, nil
}

// query runs a query to its end.
func (s *served) query(t *testing.T, sql, workgroup string) queryState {
	t.Helper()
	q, err := s.start(sql, workgroup)
	if err == nil {
		q, err = s.wait(q)
	}
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return q
}

// workers returns the processes that are workers of this one.
func workers(t *testing.T) (ids []int) {
	t.Helper()
	all, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		id, err := strconv.Atoi(one.Name())
		if err != nil {
			continue
		}
		words, err := os.ReadFile("/proc/" + one.Name() + "/cmdline")
		stat, other := os.ReadFile("/proc/" + one.Name() + "/stat")
		if err != nil || other != nil || !bytes.HasSuffix(words, []byte("\x00"+WorkerCommand+"\x00")) {
			continue
		}
		const parentField = 1 // behind the name
		if fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:]); len(fields) > parentField && string(fields[parentField]) == strconv.Itoa(os.Getpid()) {
			ids = append(ids, id)
		}
	}
	return ids
}

// endless is a query that nobody waits for.
const endless = "SELECT sum(a.x * b.x % 7) FROM UNNEST(sequence(1, 10000)) AS a(x) CROSS JOIN UNNEST(sequence(1, 10000)) AS b(x) CROSS JOIN UNNEST(sequence(1, 10000)) AS c(x)"

// A worker that dies, however it dies, costs one statement its end and nobody else anything.
func TestAServerOutlivesItsWorkers(t *testing.T) {
	s := serveWithWorkers(t)
	if q := s.query(t, "SELECT 1", ""); q.State != "SUCCEEDED" || q.Found != 1 {
		t.Fatalf("got %+v", q)
	}
	if len(workers(t)) == 0 {
		t.Fatal("the server has no workers")
	}
	for _, death := range []struct {
		by    syscall.Signal
		codes string
	}{{syscall.SIGSEGV, "ENGINE_CRASHED"}, {syscall.SIGKILL, "EXCEEDED_LOCAL_MEMORY_LIMIT"}} { // the killer of the system, as far as anybody can tell
		q, err := s.start(endless, "")
		for err == nil && q.State != "RUNNING" {
			err = s.ask(http.MethodGet, "/api/queries/"+q.ID, nil, &q)
		}
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond) // until a worker has it
		for _, id := range workers(t) {
			if err := syscall.Kill(id, death.by); err != nil {
				t.Error(err)
			}
		}
		if q, err = s.wait(q); err != nil || q.State != "FAILED" || q.Error.Code != death.codes {
			t.Errorf("by %s: %+v, %v", death.by, q, err)
		}
		if q := s.query(t, "SELECT 2", ""); q.State != "SUCCEEDED" {
			t.Errorf("the query after it: %+v", q)
		}
	}
}

// Statements that ask for too much end with the limit that their workgroup has, whatever they eat, one by one and all at once.
func TestHostileStatementsEndOverHTTP(t *testing.T) {
	s := serveWithWorkers(t,
		[]string{"share", "workgroup", "set", "narrow", "--member", "local", "--memory", "96MiB", "--disk", "32MiB", "--running", "2"},
		[]string{"share", "workgroup", "set", "brief", "--member", "local", "--cpu", "1s", "--running", "2"},
		[]string{"share", "workgroup", "set", "few", "--member", "local", "--rows", "1000"},
		[]string{"share", "workgroup", "set", "little", "--member", "local", "--time", "1s"},
		[]string{"share", "workgroup", "set", "daily", "--member", "local", "--cpu-per-day", "700ms"},
	)
	const many = "(SELECT l.x * 10000 + r.x AS x FROM UNNEST(sequence(0, 9999)) AS l(x) CROSS JOIN UNNEST(sequence(0, 9999)) AS r(x)) AS s"
	attacks := []struct{ sql, group, code, says string }{
		{"SELECT cardinality(array_agg(rpad(CAST(x AS varchar), 5000, 'x'))) FROM " + many, "narrow", "EXCEEDED_LOCAL_MEMORY_LIMIT", "96MiB"},
		{"SELECT max(cardinality(flatten(a))) FROM (SELECT repeat(sequence(x, x + 9999), 1000) AS a FROM " + many + ") AS t", "narrow", "EXCEEDED_LOCAL_MEMORY_LIMIT", "96MiB"},
		{"SELECT count(DISTINCT rpad(CAST(x AS varchar), 500, 'w')) FROM " + many, "narrow", "EXCEEDED_LOCAL_MEMORY_LIMIT", "MiB"}, // of memory or of disk, as one or the other fills first
		{endless, "brief", "EXCEEDED_CPU_LIMIT", `more CPU time than 1s, its limit in the workgroup "brief"`},
		{"SELECT max(levenshtein_distance(rpad(CAST(s.x AS varchar), 100, 'ab'), rpad(CAST(t.x AS varchar), 100, 'ba'))) FROM " + many + " CROSS JOIN UNNEST(sequence(1, 10000)) AS t(x)", "brief", "EXCEEDED_CPU_LIMIT", "CPU time"},
		{"SELECT x FROM " + many, "few", "EXCEEDED_ROW_LIMIT", `more rows than 1000, its limit in the workgroup "few"`},
		{endless, "little", "EXCEEDED_TIME_LIMIT", `longer than 1s, its limit in the workgroup "little"`},
		{endless, "daily", "EXCEEDED_DAILY_LIMIT", `of CPU time that the workgroup "daily" had left today`},
		{"SELECT 1", "daily", "EXCEEDED_DAILY_LIMIT", `"daily" may take 700ms of CPU time a day`},
	}
	for _, a := range attacks {
		if q := s.query(t, a.sql, a.group); q.State != "FAILED" || q.Error.Code != a.code || !strings.Contains(q.Error.Message, a.says) {
			t.Errorf("%s: %+v, want %s: %s", a.sql, q, a.code, a.says)
		}
	}
	var all sync.WaitGroup
	for _, a := range attacks {
		all.Go(func() {
			q, err := s.start(a.sql, a.group)
			if err == nil {
				q, err = s.wait(q)
			}
			if err != nil || q.State != "FAILED" || q.Error.Code != a.code {
				t.Errorf("among others, %s: %+v, %v", a.sql, q, err)
			}
		})
	}
	all.Wait()
	if q := s.query(t, "SELECT 1", ""); q.State != "SUCCEEDED" {
		t.Errorf("the query after them: %+v", q)
	}
}

func TestTheHistoryOfAWorkgroupIsListed(t *testing.T) {
	s := serveWithWorkers(t, []string{"share", "workgroup", "set", "web", "--member", "local", "--administrator", "local", "--reuse-age", "1h"})
	s.query(t, "SELECT 1 AS one", "web")
	s.query(t, "SELECT nothing", "web")
	status, list, told := run(t.Context(), t, Env{}, "share", "workgroup", "history", "web", "--lake", s.lake, "--format", "csv")
	if status != exitDone || strings.Count(list, "\n") != 3 || !strings.Contains(list, ",local,SUCCEEDED,") || !strings.Contains(list, "COLUMN_NOT_FOUND") || !strings.Contains(list, "SELECT 1 AS one") {
		t.Errorf("got %d, %s, %s", status, list, told)
	}
	if status, list, _ := run(t.Context(), t, Env{}, "share", "workgroup", "history", "web", "--lake", s.lake, "--state", "failed", "--format", "csv"); status != exitDone || strings.Count(list, "\n") != 2 {
		t.Errorf("got %d, %s", status, list)
	}
	if status, _, told := run(t.Context(), t, Env{}, "share", "workgroup", "history", "nowhere", "--lake", s.lake); status == exitDone || !strings.Contains(told, "nowhere") {
		t.Errorf("got %d, %s", status, told)
	}
}
