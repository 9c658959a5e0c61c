package app

import (
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/share"
)

// aliceReads grants alice some rows of d.t.
func aliceReads(rows string) share.Edit {
	on := share.Resource{Type: share.CellsFilter, Database: "d", Table: "t", Filter: "some"}
	return share.Edit{
		Put: share.Parts{
			Principals: []share.Principal{{Name: "alice", Kind: share.User}},
			Filters:    []share.Filter{{Database: "d", Table: "t", Name: "some", Rows: rows}},
		},
		Grant: []share.Grant{{Principal: "alice", Resource: on, Permissions: []access.Permission{access.Select}}},
	}
}

// A statement is answered from its earlier result as long as the data and the rights are those of then: with the engine, the tables and the records of who
// may see what as they are.
func TestAResultIsReusedWhileNothingHasChanged(t *testing.T) {
	a := open(t, config.Config{Database: "default"})
	do := func(text string) {
		t.Helper()
		if err := run(t.Context(), t, a, text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	do("CREATE DATABASE d")
	do("CREATE TABLE d.t AS SELECT x, 'web' AS team FROM UNNEST(sequence(1, 500)) AS s(x)")
	do("CREATE TABLE d.other AS SELECT 1 AS x")
	granted(t, a, aliceReads("x <= 100"))
	w, err := a.openWorkbench(t.Context(), Serving{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.close() //nolint:errcheck // nothing is left
	var last job.Job
	ask := func(state job.State, text string) job.Job {
		t.Helper()
		who := a.shares.Principal("alice")
		j, err := w.jobs.Start(t.Context(), who, job.Request{SQL: text})
		for err == nil && !j.State.Final() {
			j, err = w.jobs.Wait(t.Context(), who, j.ID, j.State, 10*time.Second)
		}
		if err != nil || j.State != state {
			t.Fatalf("%s: %+v, %v", text, j, err)
		}
		return j
	}
	const text = "SELECT team, count(*) AS n, regexp_replace(max(team), 'w', 'v') AS r FROM d.t WHERE TRY(100 / (x - 50)) IS NOT NULL GROUP BY team"
	step := func(name string, reused bool) {
		t.Helper()
		j := ask(job.Succeeded, text)
		if (j.Reused != "") != reused || reused && j.Reused != last.ID {
			t.Errorf("%s: reused %q of %s", name, j.Reused, last.ID)
		}
		if !reused {
			last = j
		}
	}
	step("the first", false)
	step("the same", true)
	do("INSERT INTO d.other VALUES 2")
	step("new data elsewhere", true)
	granted(t, a, share.Edit{Put: share.Parts{Principals: []share.Principal{{Name: "bob", Kind: share.User}}}})
	step("a change for somebody else", true)
	do("INSERT INTO d.t SELECT BIGINT '7', 'web'")
	step("new data", false)
	step("the same of the new data", true)
	granted(t, a, aliceReads("x <= 10"))
	step("fewer rows", false)
	granted(t, a, share.Edit{Revoke: aliceReads("").Grant})
	if j := ask(job.Failed, text); j.Reused != "" || j.Error == nil || j.Kept {
		t.Errorf("after a revoke: %+v", j)
	}
	granted(t, a, share.Edit{Grant: aliceReads("").Grant})
	step("granted again", true)
	do("DROP TABLE d.t")
	do("CREATE TABLE d.t AS SELECT x, 'web' AS team FROM UNNEST(sequence(1, 500)) AS s(x)")
	granted(t, a, aliceReads("x <= 10"))
	step("another table of the name", false)
}

// What a process that was killed behind a DROP has left is put right when the lake is opened.
func TestGrantsOfWhatWasDroppedGoWhenTheLakeIsOpened(t *testing.T) {
	a := open(t, config.Config{Database: "default"})
	for _, text := range []string{"CREATE DATABASE d", "CREATE TABLE d.t AS SELECT 1 AS x"} {
		if err := run(t.Context(), t, a, text); err != nil {
			t.Fatal(err)
		}
	}
	granted(t, a, aliceReads("x = 1"))
	if err := a.tables.Edit(t.Context(), time.Now(), func(r *metastore.Record) error {
		delete(r.Databases["d"].Tables, "t")
		r.Dropped = append(r.Dropped, metastore.Dropped{Database: "d", Table: "t", By: "local"})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	again, err := Open(a.Config, a.outside)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close() //nolint:errcheck // only read
	state, err := again.shares.State(t.Context())
	if err != nil || len(state.Filters) != 0 || len(state.Grants) != 1 {
		t.Errorf("left are %+v and %+v, %v", state.Filters, state.Grants, err)
	}
	if v, err := again.tables.Version(); err != nil || len(v.Record.Dropped) != 0 {
		t.Errorf("it is not settled: %v", err)
	} else {
		v.Close()
	}
}
