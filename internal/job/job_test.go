package job

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/result"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/store"
)

// plant is an engine whose queries give batches of rows as the test lets them: one for each signal in next, until it is closed.
type plant struct {
	mu      sync.Mutex
	running int
	most    int // that ran at the same time
	begun   chan struct{}
	next    chan int // the rows of the next batch
	fail    error
	panics  bool
}

func newPlant() *plant { return &plant{begun: make(chan struct{}, 1000), next: make(chan int, 1000)} }

func (p *plant) Run(_ context.Context, g access.Guarded) (engine.Rows, error) {
	if p.panics {
		panic("the plant is on fire")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running++
	p.most = max(p.most, p.running)
	p.begun <- struct{}{}
	return &plantRows{plant: p, columns: g.Query().Root.Columns()}, nil
}

type plantRows struct {
	*plant
	columns []typed.Column
	closed  bool
}

func (r *plantRows) Columns() []typed.Column   { return r.columns }
func (r *plantRows) Progress() engine.Progress { return engine.Progress{Fraction: 0.5} }

func (r *plantRows) Next(ctx context.Context) (engine.Batch, error) {
	select {
	case n, ok := <-r.next:
		if ok {
			return plantBatch(n), nil
		}
		if r.fail != nil {
			return nil, r.fail
		}
		return nil, io.EOF
	case <-ctx.Done():
		return nil, fault.Wrap(ctx.Err(), fault.Unavailable, "USER_CANCELED", "Query was canceled")
	}
}

func (r *plantRows) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		r.closed = true
		r.running--
	}
	return nil
}

type plantBatch int

func (b plantBatch) Len() int                           { return int(b) }
func (b plantBatch) Value(row, _ int) value.Value       { return float64(row) }
func (b plantBatch) Record() (arrow.RecordBatch, error) { return nil, errors.New("no record") }

// tables is a catalog of one table, shop.cur.
type tables struct{}

func (tables) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if name.Database != "shop" || name.Table != "cur" {
		return nil, catalog.ErrTableNotFound
	}
	return &catalog.Table{Name: name, Columns: []catalog.Column{{Name: "cost", Type: types.Of(types.Double)}}}, nil
}
func (tables) Databases(context.Context) ([]string, error)      { return []string{"shop"}, nil }
func (tables) Tables(context.Context, string) ([]string, error) { return []string{"cur"}, nil }

// house is jobs over a plant, in a folder.
type house struct {
	*Jobs
	results *result.Store
	store   *store.Store
}

func clock() time.Time { return time.Date(2025, 12, 3, 4, 5, 6, 0, time.UTC) }

func build(t *testing.T, p *plant, dir string, o Options) *house {
	t.Helper()
	h := &house{}
	var err error
	if h.results, err = result.Open(filepath.Join(dir, "results"), result.Options{Now: clock, Key: make([]byte, result.KeySize)}); err != nil {
		t.Fatal(err)
	}
	if h.store, err = store.Open(t.Context(), filepath.Join(dir, "glaux.db"), clock); err != nil {
		t.Fatal(err)
	}
	o.Runner = &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return tables{}, func() {}, nil },
		Policy:   access.LocalPolicy(), Engine: p, Database: "shop", Now: clock,
	}
	o.Results, o.History, o.Now = h.results, h.store, clock
	if h.Jobs, err = New(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	return h
}

// close ends the jobs as the end of a process does.
func (h *house) close() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_ = h.Shutdown(ctx)
	_ = h.results.Close()
	_ = h.store.Close()
}

func (h *house) start(t *testing.T, sql string) Job {
	t.Helper()
	j, err := h.Start(t.Context(), access.Local(), Request{SQL: sql})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// until waits until a job is in a state.
func (h *house) until(t *testing.T, id string, want State) Job {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	j, err := h.await(ctx, access.Local(), id, func(j Job) bool { return j.State == want || j.State.Final() })
	if err != nil {
		t.Fatal(err)
	}
	if j.State != want {
		t.Fatalf("the job is %s (%v), want %s", j.State, j.Error, want)
	}
	return j
}

func TestAJobRunsAndItsRowsAreRead(t *testing.T) {
	p := newPlant()
	h := build(t, p, t.TempDir(), Options{})
	j := h.start(t, "SELECT cost AS c FROM cur")
	if j.State != Queued || j.Statement != "SELECT" || j.ID == "" {
		t.Errorf("got %+v", j)
	}
	h.until(t, j.ID, Running)
	p.next <- 150
	j, err := h.More(t.Context(), access.Local(), j.ID, 0)
	if err != nil || j.Rows < 100 || j.State != Running || j.Fraction != 0.5 || len(j.Columns) != 1 || j.Columns[0] != (Column{"c", "double"}) {
		t.Fatalf("got %+v, %v", j, err)
	}
	if j, err = h.More(t.Context(), access.Local(), j.ID, 149); err != nil || j.Rows != 150 {
		t.Fatalf("rows must be readable although none follow: got %+v, %v", j, err)
	}
	p.next <- 20
	close(p.next)
	j = h.until(t, j.ID, Succeeded)
	if j.Rows != 170 || j.Found != 170 || !j.Kept || j.Started == nil || j.Ended == nil || j.Fraction != 1 || j.AthenaUSD != "0.0000476837158203125" {
		t.Errorf("got %+v", j)
	}
	_, reader, err := h.Open(t.Context(), access.Local(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close() //nolint:errcheck // nothing was written
	if rows, err := reader.Read(169, 5); err != nil || len(rows) != 1 || rows[0][0] != 19.0 {
		t.Errorf("got %v, %v", rows, err)
	}
}

func TestOthersDoNotSeeAJob(t *testing.T) {
	p := newPlant()
	close(p.next)
	h := build(t, p, t.TempDir(), Options{})
	j := h.start(t, "SELECT cost FROM cur")
	other := access.Principal{Name: "alice"}
	for range 2 { // while it runs, and when it has ended
		_, byJob := h.Job(t.Context(), other, j.ID)
		_, byWait := h.Wait(t.Context(), other, j.ID, Running, time.Second)
		_, byCancel := h.Cancel(t.Context(), other, j.ID)
		_, _, byOpen := h.Open(t.Context(), other, j.ID)
		for _, err := range []error{byJob, byWait, byCancel, byOpen, h.Forget(t.Context(), other, j.ID)} {
			if fault.KindOf(err) != fault.NotFound {
				t.Errorf("got %v", err)
			}
		}
		if list, err := h.List(t.Context(), other, "", "", 10); err != nil || len(list) > 0 {
			t.Errorf("got %v, %v", list, err)
		}
		h.until(t, j.ID, Succeeded)
	}
}

func TestWhatIsWrongHasItsPlaceInUTF16(t *testing.T) {
	h := build(t, newPlant(), t.TempDir(), Options{})
	j := h.start(t, "SELECT '𝄞é', cst\nFROM cur")
	j = h.until(t, j.ID, Failed)
	if j.Error == nil || len(j.Error.Diagnostics) != 1 {
		t.Fatalf("got %+v", j.Error)
	}
	d := j.Error.Diagnostics[0]
	if d.From != 14 || d.To != 17 || d.Line != 1 || d.Column != 14 || d.Code != "COLUMN_NOT_FOUND" || d.Severity != "error" {
		t.Errorf("got %+v", d)
	}
	if j.AthenaUSD != "" || j.Kept || !strings.HasPrefix(j.Error.Message, "COLUMN_NOT_FOUND: line 1:14: ") {
		t.Errorf("got %+v", j)
	}
	if _, _, err := h.Open(t.Context(), access.Local(), j.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}

func TestAFaultInAParameterStandsAtTheEnd(t *testing.T) {
	h := build(t, newPlant(), t.TempDir(), Options{})
	j, err := h.Start(t.Context(), access.Local(), Request{SQL: "SELECT ?", Params: []string{"1 +"}})
	if err != nil {
		t.Fatal(err)
	}
	j = h.until(t, j.ID, Failed)
	if d := j.Error.Diagnostics; len(d) != 1 || d[0].From != 8 || d[0].To != 8 || d[0].Line != 3 {
		t.Errorf("got %+v", d)
	}
}

func TestAQueryThatFailsMidwayLeavesNoRows(t *testing.T) {
	p := newPlant()
	p.fail = fault.New(fault.Exhausted, "EXCEEDED_MEMORY_LIMIT", "too much")
	h := build(t, p, t.TempDir(), Options{})
	j := h.start(t, "SELECT cost FROM cur")
	p.next <- 500
	close(p.next)
	j = h.until(t, j.ID, Failed)
	if j.Error.Code != "EXCEEDED_MEMORY_LIMIT" || j.Error.Message != "too much" || j.Rows != 0 || h.results.Bytes() != 0 {
		t.Errorf("got %+v, %d bytes", j, h.results.Bytes())
	}
}

func TestAPanicFailsItsJobAlone(t *testing.T) {
	p := newPlant()
	p.panics = true
	h := build(t, p, t.TempDir(), Options{})
	j := h.until(t, h.start(t, "SELECT cost FROM cur").ID, Failed)
	if j.Error.Code != internalCode || strings.Contains(j.Error.Message, "fire") {
		t.Errorf("got %+v", j.Error)
	}
	p.panics = false
	close(p.next)
	h.until(t, h.start(t, "SELECT cost FROM cur").ID, Succeeded)
}

func TestJobsRunAFewAtATimeAndAreCancelled(t *testing.T) {
	p := newPlant()
	h := build(t, p, t.TempDir(), Options{Running: 2, Queued: 2})
	var jobs []Job
	for range 4 {
		jobs = append(jobs, h.start(t, "SELECT cost FROM cur"))
	}
	<-p.begun
	<-p.begun
	if _, err := h.Start(t.Context(), access.Local(), Request{SQL: "SELECT 1"}); fault.KindOf(err) != fault.Exhausted {
		t.Errorf("a fifth was taken: %v", err)
	}
	for _, j := range jobs { // two wait, two run
		got, err := h.Cancel(t.Context(), access.Local(), j.ID)
		if err != nil || got.State != Cancelled || got.Error != nil {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	if p.most > 2 {
		t.Errorf("%d ran at the same time", p.most)
	}
	if again, err := h.Cancel(t.Context(), access.Local(), jobs[0].ID); err != nil || again.State != Cancelled {
		t.Errorf("cancelling twice: %+v, %v", again, err)
	}
}

func TestAJobIsForgotten(t *testing.T) {
	p := newPlant()
	h := build(t, p, t.TempDir(), Options{})
	running := h.start(t, "SELECT cost FROM cur")
	<-p.begun
	if err := h.Forget(t.Context(), access.Local(), running.ID); err != nil {
		t.Fatal(err)
	}
	p.next <- 10
	close(p.next)
	j := h.until(t, h.start(t, "SELECT cost FROM cur").ID, Succeeded)
	if err := h.Forget(t.Context(), access.Local(), j.ID); err != nil {
		t.Fatal(err)
	}
	if list, err := h.List(t.Context(), access.Local(), "", "", 10); err != nil || len(list) > 0 {
		t.Errorf("got %v, %v", list, err)
	}
	if h.results.Bytes() != 0 {
		t.Errorf("%d bytes left", h.results.Bytes())
	}
}

func TestAJobRunsNoLongerThanItMay(t *testing.T) {
	h := build(t, newPlant(), t.TempDir(), Options{Timeout: 20 * time.Millisecond})
	j := h.until(t, h.start(t, "SELECT cost FROM cur").ID, Failed)
	if j.Error.Code != "EXCEEDED_TIME_LIMIT" {
		t.Errorf("got %+v", j.Error)
	}
}

func TestHistoryIsNewestFirstAndSearched(t *testing.T) {
	p := newPlant()
	close(p.next)
	h := build(t, p, t.TempDir(), Options{})
	var ids []string
	for _, sql := range []string{"SELECT cost FROM cur", "SELECT 100", "SELECT cost AS Price FROM cur"} {
		j := h.start(t, sql)
		h.until(t, j.ID, Succeeded)
		ids = append(ids, j.ID)
	}
	for _, test := range []struct {
		text, before string
		limit        int
		want         []string
	}{
		{"", "", 10, []string{ids[2], ids[1], ids[0]}},
		{"", "", 2, []string{ids[2], ids[1]}},
		{"", ids[1], 10, []string{ids[0]}},
		{"COST", "", 10, []string{ids[2], ids[0]}},
		{"%", "", 10, nil},
	} {
		list, err := h.List(t.Context(), access.Local(), test.text, test.before, test.limit)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, j := range list {
			got = append(got, j.ID)
		}
		if strings.Join(got, " ") != strings.Join(test.want, " ") {
			t.Errorf("%+v: got %v", test, got)
		}
	}
}

func TestARestartKeepsWhatEndedAndFailsWhatRan(t *testing.T) {
	dir := t.TempDir()
	p := newPlant()
	h := build(t, p, dir, Options{})
	p.next <- 7
	done := h.start(t, "SELECT cost FROM cur")
	if _, err := h.More(t.Context(), access.Local(), done.ID, 6); err != nil {
		t.Fatal(err)
	}
	close(p.next)
	h.until(t, done.ID, Succeeded)
	// What a process that was killed leaves: a record of a job that runs.
	ran := Job{ID: store.NewID(), SQL: "SELECT 2", State: Running, Submitted: clock()}
	if err := h.put(t.Context(), "local", "", ran, query.Seal{}); err != nil {
		t.Fatal(err)
	}
	h.close()
	h = build(t, newPlant(), dir, Options{})
	got, err := h.Job(t.Context(), access.Local(), ran.ID)
	if err != nil || got.State != Failed || got.Error == nil || got.Error.Message != errStopped.Error() {
		t.Errorf("got %+v, %v", got, err)
	}
	got, reader, err := h.Open(t.Context(), access.Local(), done.ID)
	if err != nil || got.Found != 7 || !got.Kept {
		t.Fatalf("got %+v, %v", got, err)
	}
	defer reader.Close() //nolint:errcheck // nothing was written
	if rows, err := reader.Read(0, 10); err != nil || len(rows) != 7 {
		t.Errorf("got %v, %v", rows, err)
	}
}

func TestShutdownLetsQueriesFinishOrCancelsThem(t *testing.T) {
	p := newPlant()
	h := build(t, p, t.TempDir(), Options{Running: 1})
	first := h.start(t, "SELECT cost FROM cur")
	<-p.begun
	waiting := h.start(t, "SELECT cost FROM cur")
	ended := make(chan error)
	go func() { ended <- h.Shutdown(context.Background()) }()
	h.until(t, waiting.ID, Cancelled)
	if _, err := h.Start(t.Context(), access.Local(), Request{SQL: "SELECT 1"}); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
	close(p.next)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	h.until(t, first.ID, Succeeded)

	p = newPlant()
	h = build(t, p, t.TempDir(), Options{})
	j := h.start(t, "SELECT cost FROM cur")
	<-p.begun
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := h.Shutdown(ctx); err != nil {
		t.Fatal(err)
	}
	if j = h.until(t, j.ID, Cancelled); j.Error == nil || j.Error.Message != errStopped.Error() {
		t.Errorf("got %+v", j)
	}
}

func TestWhatAthenaWouldTake(t *testing.T) {
	for bytes, want := range map[int64]string{
		0: "0.0000476837158203125", 10 << 20: "0.0000476837158203125", 10<<20 + 1: "0.00005245208740234375", 1 << 40: "5", 3 << 39: "7.5",
	} {
		if got := AthenaUSD(query.Kind{Sub: "SELECT"}, bytes); got != want {
			t.Errorf("%d bytes: got %s, want %s", bytes, got, want)
		}
	}
	for sub, want := range map[string]string{"CREATE_VIEW": "0", "EXPLAIN": "0", "SHOW_TABLES": "0", "SELECT": "5", "CREATE_TABLE_AS_SELECT": "5"} {
		if got := AthenaUSD(query.Kind{Sub: sub}, 1<<40); got != want {
			t.Errorf("%s: got %s, want %s", sub, got, want)
		}
	}
}

func TestASortedQueryNamesItsColumnByNumber(t *testing.T) {
	got, err := Sorted("WITH x AS (SELECT 1) SELECT a, a FROM t WHERE b = ? LIMIT 5", 1, true)
	if err != nil {
		t.Fatal(err)
	}
	if flat := strings.Join(strings.Fields(got), " "); !strings.HasPrefix(flat, "SELECT * FROM ( WITH x AS") || !strings.HasSuffix(flat, "ORDER BY 2 DESC") {
		t.Errorf("got %s", got)
	}
	again, err := Sorted(got, 1, true)
	if err != nil || again != got {
		t.Errorf("sorting again wraps again: %s, %v", again, err)
	}
	for _, sql := range []string{"SELECT * FROM (SELECT 1) ORDER BY 1 LIMIT 5", "SELECT DISTINCT * FROM (SELECT 1) ORDER BY 1", "SELECT * FROM (SELECT 1 AS a) ORDER BY a"} {
		if again, err := Sorted(sql, 0, false); err != nil || strings.Count(again, "ORDER BY") != 2 {
			t.Errorf("%s lost something: %s, %v", sql, again, err)
		}
	}
	if _, err := Sorted("SHOW TABLES", 0, false); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	if _, err := Sorted("SELEC", 0, false); !errors.As(err, new(*query.Error)) {
		t.Errorf("got %v", err)
	}
}
