package job

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/killtest"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/result"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/store"
)

func TestMain(m *testing.M) { killtest.Main(m, runForEver) }

// well is an engine whose queries all give the same rows.
type well struct{}

// The rows of a well: some chunks of a result.
const (
	wellBatches = 12
	wellBatch   = 300
)

func (well) Run(_ context.Context, g access.Guarded) (engine.Rows, error) {
	return &wellRows{columns: g.Query().Root.Columns()}, nil
}

type wellRows struct {
	columns []typed.Column
	given   int
}

func (r *wellRows) Columns() []typed.Column { return r.columns }
func (*wellRows) Progress() engine.Progress { return engine.Progress{} }
func (*wellRows) Close() error              { return nil }
func (r *wellRows) Next(context.Context) (engine.Batch, error) {
	if r.given++; r.given > wellBatches {
		return nil, io.EOF
	}
	return plantBatch(wellBatch), nil
}

// open opens the jobs of a folder, as a server does when it starts.
func openJobs(dir string) (*house, error) {
	h := &house{}
	var err error
	if h.results, err = result.Open(filepath.Join(dir, "results"), result.Options{Now: time.Now, Key: make([]byte, result.KeySize)}); err != nil {
		return nil, err
	}
	if h.store, err = store.Open(context.Background(), filepath.Join(dir, "glaux.db"), time.Now); err != nil {
		return nil, err
	}
	s := &shop{files: []string{"/lake/1.parquet"}}
	runner := &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return s, func() {}, nil },
		Policy:   access.LocalPolicy(), Engine: well{}, Database: "shop", Now: time.Now,
		Emit: func(q *typed.Query) (emit.Statement, error) { return duckdb.Query(q) },
	}
	h.Jobs, err = New(context.Background(), Options{Runner: runner, Results: h.results, History: h.store, Now: time.Now})
	return h, err
}

// runForEver runs statements one after the other, every third of which an earlier result answers, and forgets some.
func runForEver(dir string) error {
	h, err := openJobs(dir)
	if err != nil {
		return err
	}
	ctx, who := context.Background(), access.Local()
	for i := 0; ; i++ {
		j, err := h.Start(ctx, who, Request{SQL: fmt.Sprintf("SELECT cost + %d AS c FROM cur -- %d", i-i%3/2, os.Getpid())})
		if err != nil {
			return err
		}
		if j, err = h.await(ctx, who, j.ID, func(j Job) bool { return j.State.Final() }); err != nil || j.State != Succeeded {
			return fmt.Errorf("%+v, %w", j, err)
		}
		fmt.Println(j.ID)
		if i%7 == 6 {
			if err := h.Forget(ctx, who, j.ID); err != nil {
				return err
			}
		}
	}
}

// Whenever the server dies, each statement of the history has all its rows or none, and no rows belong to nothing.
func TestAServerThatIsKilledLeavesNoHalfJob(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(4, 11)) //nolint:gosec // a test
	for round := range 8 {
		if round == 4 { // what remains where the server dies between forgetting a statement and deleting its rows
			if err := os.WriteFile(filepath.Join(dir, "results", "forgotten.rows"), kept(t, dir), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p := killtest.Start(t, dir)
		for range ranAtLeast {
			p.Line()
		}
		p.KillAfter(time.Duration(r.IntN(100)) * time.Millisecond)
	}
	h, err := openJobs(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	jobs, err := h.List(t.Context(), access.Local(), "", "", maxJobs)
	if err != nil {
		t.Fatal(err)
	}
	states, reused, has := map[State]int{}, 0, map[string]bool{}
	for _, j := range jobs {
		states[j.State]++
		switch j.State { //nolint:exhaustive // the others are wrong here
		case Succeeded:
			has[j.ID+".rows"], has[j.Reused+".rows"] = j.Reused == "", j.Reused != ""
			if j.Reused != "" {
				reused++
			}
			h.whole(t, j)
		case Failed:
			if j.Error.Code != "SERVER_STOPPED" || j.Rows != 0 {
				t.Errorf("got %+v", j)
			}
		default:
			t.Errorf("%s is %s", j.ID, j.State)
		}
	}
	files, err := os.ReadDir(filepath.Join(dir, "results"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name() != "lock" && !has[f.Name()] {
			t.Errorf("%s belongs to no statement", f.Name())
		}
	}
	if states[Succeeded] < 20 || reused < 5 || states[Failed] == 0 {
		t.Errorf("%v, %d of them reused: the test shows little", states, reused)
	}
}

// kept returns the file of a result.
func kept(t *testing.T, dir string) []byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "results", "*.rows"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// ranAtLeast is how many statements a server runs before it dies.
const ranAtLeast = 8

// maxJobs is more than the test runs.
const maxJobs = 100_000

// whole reads the rows of a job.
func (h *house) whole(t *testing.T, j Job) {
	t.Helper()
	_, rows, err := h.Open(t.Context(), access.Local(), j.ID)
	if err != nil {
		t.Errorf("%s (reused %q): %v", j.ID, j.Reused, err)
		return
	}
	defer rows.Close() //nolint:errcheck // only read
	if n := rows.Rows(); n != wellBatches*wellBatch || n != j.Found {
		t.Errorf("%s has %d rows of %d", j.ID, n, j.Found)
	}
	if last, err := rows.Read(rows.Rows()-1, 1); err != nil || len(last) != 1 || last[0][0] != float64(wellBatch-1) {
		t.Errorf("the last row of %s: %v, %v", j.ID, last, err)
	}
}
