package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
)

func clock() time.Time { return time.Date(2025, 12, 3, 4, 5, 6, 7000, time.UTC) }

func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func file(t *testing.T) string { return filepath.Join(t.TempDir(), "odd #?% name.db") }

func TestRecordsSurviveReopening(t *testing.T) {
	path := file(t)
	s := open(t, path)
	q, err := s.SaveQuery(t.Context(), "local", SavedQuery{Name: " costs ", Folder: "/a// b/", SQL: "SELECT 'é'", Chart: "{}", Owner: "mallory", Database: "db"})
	if err != nil {
		t.Fatal(err)
	}
	if q.ID == "" || q.Name != "costs" || q.Folder != "a/b" || q.Owner != "local" || !q.Created.Equal(clock()) {
		t.Errorf("got %+v", q)
	}
	r, err := s.SaveReport(t.Context(), "local", Report{Name: "r", State: "x=1"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.SaveAnnotation(t.Context(), "local", Annotation{Start: "2025-11-03T12:00:00+09:00", Text: "release"})
	if err != nil || a.Start != "2025-11-03T03:00:00Z" {
		t.Fatalf("got %+v, %v", a, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the file: %v, %v", info, err)
	}
	s = open(t, path)
	if got, err := s.SavedQueries(t.Context(), "local"); err != nil || len(got) != 1 || got[0] != q {
		t.Errorf("got %+v, %v, want %+v", got, err, q)
	}
	if got, err := s.Reports(t.Context(), "local"); err != nil || len(got) != 1 || got[0] != r {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := s.Annotations(t.Context(), "local"); err != nil || len(got) != 1 || got[0] != a {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestRecordsBelongToWhoMadeThem(t *testing.T) {
	s := open(t, file(t))
	ctx := t.Context()
	q, err1 := s.SaveQuery(ctx, "alice", SavedQuery{Name: "q", SQL: "SELECT 1"})
	r, err2 := s.SaveReport(ctx, "alice", Report{Name: "r"})
	a, err3 := s.SaveAnnotation(ctx, "alice", Annotation{Start: "2025-11-03", Text: "x"})
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	_, err1 = s.SaveQuery(ctx, "bob", q)
	_, err2 = s.SaveReport(ctx, "bob", r)
	_, err3 = s.SaveAnnotation(ctx, "bob", a)
	for _, err := range []error{err1, err2, err3, s.DeleteQuery(ctx, "bob", q.ID), s.DeleteReport(ctx, "bob", r.ID), s.DeleteAnnotation(ctx, "bob", a.ID)} {
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
	}
	qs, err1 := s.SavedQueries(ctx, "bob")
	rs, err2 := s.Reports(ctx, "bob")
	as, err3 := s.Annotations(ctx, "bob")
	if err := errors.Join(err1, err2, err3); err != nil || len(qs)+len(rs)+len(as) > 0 {
		t.Errorf("got %v %v %v, %v", qs, rs, as, err)
	}
	for _, err := range []error{s.DeleteQuery(ctx, "alice", q.ID), s.DeleteReport(ctx, "alice", r.ID), s.DeleteAnnotation(ctx, "alice", a.ID)} {
		if err != nil {
			t.Error(err)
		}
	}
}

func TestASavedQueryIsChangedInItsPlace(t *testing.T) {
	s := open(t, file(t))
	ctx := t.Context()
	q, err := s.SaveQuery(ctx, "local", SavedQuery{Name: "a", SQL: "SELECT 1"})
	if err != nil {
		t.Fatal(err)
	}
	other, err := s.SaveQuery(ctx, "local", SavedQuery{Name: "b", SQL: "SELECT 2"})
	if err != nil {
		t.Fatal(err)
	}
	q.SQL, q.Created = "SELECT 3", time.Time{}
	if q, err = s.SaveQuery(ctx, "local", q); err != nil || !q.Created.Equal(clock()) {
		t.Errorf("got %+v, %v", q, err)
	}
	other.Name = "a"
	if _, err := s.SaveQuery(ctx, "local", other); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a name that is taken: %v", err)
	}
	if _, err := s.SaveQuery(ctx, "local", SavedQuery{Name: " "}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no name: %v", err)
	}
	if _, err := s.SaveQuery(ctx, "local", SavedQuery{ID: "nothing", Name: "c"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an id that is none: %v", err)
	}
	got, err := s.SavedQueries(ctx, "local")
	if err != nil || len(got) != 2 || got[0].SQL != "SELECT 3" || got[1].SQL != "SELECT 2" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAnAnnotationHasATimeThatIsOne(t *testing.T) {
	s := open(t, file(t))
	for _, a := range []Annotation{
		{Start: "", Text: "x"},
		{Start: "yesterday", Text: "x"},
		{Start: "2025-11-03", Text: " "},
		{Start: "2025-11-03", End: "2025-11-03", Text: "x"},
		{Start: "2025-11-03", End: "2025-13-01", Text: "x"},
	} {
		if _, err := s.SaveAnnotation(t.Context(), "local", a); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: got %v", a, err)
		}
	}
}

func TestWritersOfTwoProcessesWaitForEachOther(t *testing.T) {
	path := file(t)
	stores := make([]*Store, 2)
	var opening sync.WaitGroup
	for i := range stores {
		opening.Go(func() {
			var err error
			if stores[i], err = Open(t.Context(), path, clock); err != nil {
				t.Error(err)
			}
		})
	}
	opening.Wait()
	if t.Failed() {
		return
	}
	defer stores[0].Close() //nolint:errcheck // nothing was written
	defer stores[1].Close() //nolint:errcheck // nothing was written
	const each = 40
	var done sync.WaitGroup
	errs := make(chan error, 4*each)
	for worker := range 4 {
		done.Go(func() {
			for i := range each {
				_, err := stores[worker%2].SaveReport(t.Context(), "local", Report{Name: fmt.Sprint(worker, i)})
				errs <- err
			}
		})
	}
	done.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got, err := stores[0].Reports(t.Context(), "local"); err != nil || len(got) != 4*each {
		t.Errorf("got %d, %v", len(got), err)
	}
}

func TestAForeignOrDamagedFileIsRefusedAndLeft(t *testing.T) {
	good := file(t)
	s := open(t, good)
	for i := range 300 {
		if _, err := s.SaveReport(t.Context(), "local", Report{Name: fmt.Sprint(i), State: strings.Repeat("x", 200)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(whole)
	for i := 4096 * 5; i < 4096*9; i++ {
		damaged[i] = 0x5a
	}
	for name, content := range map[string][]byte{"damaged": damaged, "a text": []byte(strings.Repeat("no database\n", 500)), "cut": whole[:4096*4+100]} {
		path := file(t)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), path, clock)
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Unavailable || !strings.Contains(f.Msg, path) {
			t.Errorf("%s: got %v", name, err)
		}
		if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, content) {
			t.Errorf("%s: the file was changed (%v)", name, err)
		}
	}
	for name, statement := range map[string]string{
		"of another program": "CREATE TABLE t (a)", "with another's mark": "PRAGMA application_id = 77", "of a later version": "PRAGMA user_version = 1000",
	} {
		path := file(t)
		if name == "of a later version" {
			if err := open(t, path).Close(); err != nil {
				t.Fatal(err)
			}
		}
		db, err := sql.Open("sqlite", "file:"+strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), path, clock); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: got %v", name, err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s: the file was changed (%v)", name, err)
		}
	}
}

func TestTheHistoryIsBounded(t *testing.T) {
	s := open(t, file(t))
	ctx := t.Context()
	// One transaction makes what maxHistory calls would.
	if err := s.within(ctx, func(tx *sql.Tx) error {
		for i := range maxHistory {
			if _, err := tx.ExecContext(ctx, "INSERT INTO jobs (id, owner, submitted, ended, sql, record) VALUES (?, 'local', 1, 2, 'x', x'')", fmt.Sprint(i)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PutJob(ctx, JobRecord{ID: "other", Owner: "alice", Submitted: clock(), SQL: "y", Record: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	dropped, err := s.PutJob(ctx, JobRecord{ID: "new", Owner: "local", Submitted: clock(), SQL: "y", Record: []byte("{}")})
	if err != nil || len(dropped) != 1 || dropped[0] != "0" {
		t.Errorf("got %v, %v", dropped, err)
	}
	if open, err := s.OpenJobs(ctx); err != nil || len(open) != 2 {
		t.Errorf("got %v, %v", open, err)
	}
	if _, err := s.Job(ctx, "alice", "new"); !errors.Is(err, ErrNoJob) {
		t.Errorf("got %v", err)
	}
}

func TestANewRecordHasRoom(t *testing.T) {
	s := open(t, file(t))
	ctx := t.Context()
	if err := s.within(ctx, func(tx *sql.Tx) error {
		for i := range maxRecords {
			if _, err := tx.ExecContext(ctx, "INSERT INTO annotations (id, owner, start, stop, text, created) VALUES (?, 'local', '', '', '', 0)", fmt.Sprint(i)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveAnnotation(ctx, "local", Annotation{Start: "2025-11-03", Text: "x"}); fault.KindOf(err) != fault.Exhausted {
		t.Errorf("got %v", err)
	}
	if _, err := s.SaveAnnotation(ctx, "local", Annotation{ID: "7", Start: "2025-11-03", Text: "x"}); err != nil {
		t.Errorf("one that is there: %v", err)
	}
}

func TestAnEndedContextEndsAWrite(t *testing.T) {
	s := open(t, file(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.SaveReport(ctx, "local", Report{Name: "r"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
