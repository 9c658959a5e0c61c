package law_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/result"
	"github.com/glauxhq/glaux/internal/store"
)

// openJobs opens what the server runs statements with: a history, and results on the disk.
func (s *session) openJobs(t *testing.T) {
	t.Helper()
	s.runs = &current{}
	results, err := result.Open(filepath.Join(s.dir, "results"), result.Options{Now: time.Now, Key: make([]byte, result.KeySize)})
	if err != nil {
		t.Fatal(err)
	}
	history, err := store.Open(t.Context(), filepath.Join(s.dir, "glaux.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if s.jobs, err = job.New(context.Background(), job.Options{Runner: s.runs, Results: results, History: history, Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.jobs.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		if err := history.Close(); err != nil {
			t.Error(err)
		}
	})
}

// current is the runner of this moment.
type current struct{ *query.Runner }

// job runs a statement as the server does, and returns what the server tells of it, but for names, times and sizes.
func (s *session) job(ctx context.Context, l lake, policy *access.Policy, who access.Principal, sql string, params ...string) string {
	s.runs.Runner = s.runner(l, policy)
	started, err := s.jobs.Start(ctx, who, job.Request{SQL: sql, Params: params})
	if err != nil {
		return err.Error()
	}
	j := started
	for !j.State.Final() {
		if j, err = s.jobs.Wait(ctx, who, j.ID, j.State, limit); err != nil {
			return err.Error()
		}
	}
	if err := s.jobs.Forget(ctx, who, j.ID); err != nil {
		return err.Error()
	}
	if j.Error != nil {
		j.Columns = nil // told or not by when the row that fails is come upon
	}
	told, err := json.Marshal(map[string]any{
		"sql": j.SQL, "params": j.Params, "state": j.State, "statement": j.Statement, "columns": j.Columns, "rows": j.Rows, "found": j.Found,
		"error": j.Error, "reused": j.Reused, "workgroup": j.Workgroup,
	})
	return fmt.Sprintf("%s %v", told, err)
}
