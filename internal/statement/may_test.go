package statement

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/query"
)

// changes are statements that change something: the database d, the table t and the view v in it.
func changes() []string {
	return []string{
		"CREATE DATABASE e", "DROP DATABASE d CASCADE", "ALTER DATABASE d SET DBPROPERTIES ('a'='b')", "CREATE EXTERNAL TABLE d.u (a int) LOCATION 's3://bucket/u/'",
		"DROP TABLE d.t", "DROP VIEW d.v", "ALTER TABLE d.t SET TBLPROPERTIES ('a'='b')", "MSCK REPAIR TABLE d.t", "CREATE VIEW d.w AS SELECT 1 AS a",
		"CREATE OR REPLACE VIEW d.v AS SELECT 1 AS a", "CREATE TABLE d.u AS SELECT 1 AS a", "INSERT INTO d.t VALUES (1)",
		"UNLOAD (SELECT 1 AS a) TO 's3://bucket/u/' WITH (format = 'JSON')", "DELETE FROM d.t", "UPDATE d.t SET a = 1",
		"MERGE INTO d.t USING d.t u ON t.a = u.a WHEN MATCHED THEN DELETE", "OPTIMIZE d.t REWRITE DATA USING BIN_PACK", "VACUUM d.t",
	}
}

func withTable(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	h.lines(t, "CREATE DATABASE d")
	h.lines(t, "CREATE EXTERNAL TABLE d.t (a int) LOCATION 's3://bucket/t/'")
	h.lines(t, "CREATE VIEW d.v AS SELECT a FROM d.t")
	return h
}

func TestWhoMayOnlyReadChangesNothing(t *testing.T) {
	h := withTable(t)
	for _, text := range changes() {
		_, err := h.try(t, "reader", text)
		if err == nil || !strings.Contains(err.Error(), "PERMISSION_DENIED: Access Denied") {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

// Who sees nothing gets the same answers as who names what is not there.
func TestWhatIsHiddenIsAbsentForChanges(t *testing.T) {
	full, empty := withTable(t), newHouse(t)
	for _, text := range append(changes(),
		"DROP TABLE IF EXISTS d.t", "DROP VIEW IF EXISTS d.v", "DROP DATABASE IF EXISTS d", "DESCRIBE d.t", "SHOW CREATE TABLE d.t", "SHOW COLUMNS IN d.t",
		"SHOW TABLES IN d", "SHOW PARTITIONS d.t", "SHOW CREATE VIEW d.v", "ALTER TABLE d.t SET LOCATION 's3://bucket/x/'", "SHOW DATABASES",
	) {
		hidden, err := full.try(t, "nobody", text)
		missing, other := empty.try(t, "nobody", text)
		if (err == nil) != (other == nil) || err != nil && err.Error() != other.Error() || !slices.Equal(hidden, missing) {
			t.Errorf("%s: hidden %v %v, missing %v %v", text, hidden, err, missing, other)
		}
	}
	if got := full.lines(t, "SHOW TABLES IN d"); len(got) != 2 {
		t.Errorf("what is left of d: %v", got)
	}
}

func TestEveryPermissionLetsItsStatementThrough(t *testing.T) {
	for _, c := range []struct {
		text string
		on   access.Resource
		do   access.Permission
	}{
		{"CREATE DATABASE e", access.Whole(), access.CreateDatabase},
		{"DROP DATABASE d CASCADE", access.Database("d"), access.Drop},
		{"ALTER DATABASE d SET DBPROPERTIES ('a'='b')", access.Database("d"), access.Alter},
		{"DROP TABLE d.t", access.Table("d", "t"), access.Drop},
		{"DROP VIEW d.v", access.Table("d", "*"), access.Drop},
		{"ALTER TABLE d.t SET TBLPROPERTIES ('a'='b')", access.Table("d", "t"), access.Alter},
		{"CREATE VIEW d.w AS SELECT 1 AS a", access.Database("d"), access.CreateTable},
	} {
		h := withTable(t)
		rules := access.Rules{Grants: append(grants(), access.Grant{Principals: []string{"one"}, Resource: c.on, Permissions: []access.Permission{c.do}})}
		if strings.HasSuffix(c.text, "CASCADE") {
			rules.Grants = append(rules.Grants, access.Grant{Principals: []string{"one"}, Resource: access.Table("d", "t"), Permissions: []access.Permission{access.Drop}})
		}
		h.Policy = access.New(rules)
		_, err := h.try(t, "one", c.text)
		if strings.HasSuffix(c.text, "CASCADE") {
			// The view in it is not the caller's to drop.
			if err == nil || !strings.Contains(err.Error(), "PERMISSION_DENIED") {
				t.Errorf("%s: got %v", c.text, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: got %v", c.text, err)
		}
	}
}

func TestPlacesAreForWhoMayMakeTablesThere(t *testing.T) {
	h := newHouse(t)
	if _, err := h.try(t, "maker", "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://bucket/own/t/'"); err != nil {
		t.Error(err)
	}
	for property, want := range map[string]bool{
		"'storage.location.template'='s3://bucket/own/${d}/'": true, "'storage.location.template'='s3://bucket/t/${d}/'": false,
		"'storage.location.template'='s3://bucket/${d}'": false, "'storage.location.template'='s3://bucket/own${d}/'": false,
		"'storage.location.template'='${d}'": false, "'storage.location.template'='s3://${d}/'": false,
	} {
		_, err := h.try(t, "maker", "CREATE EXTERNAL TABLE IF NOT EXISTS p (a int) PARTITIONED BY (d string) LOCATION 's3://bucket/own/p/' TBLPROPERTIES ("+property+")")
		if (err == nil) != want || err != nil && !strings.Contains(err.Error(), "PERMISSION_DENIED") {
			t.Errorf("%s: got %v", property, err)
		}
	}
	for _, place := range []string{"s3://bucket/t/", "s3://bucket/owner/t/", "s3://bucket/own/../t/"} {
		_, err := h.try(t, "maker", "CREATE EXTERNAL TABLE u (a int) LOCATION '"+place+"'")
		if err == nil || !strings.Contains(err.Error(), "PERMISSION_DENIED") {
			t.Errorf("%s: got %v", place, err)
		}
	}
}

func TestWhoMakesATableIsTold(t *testing.T) {
	h := newHouse(t)
	executor, ok := h.Statements.(*Executor)
	if !ok {
		t.Fatal("another executor")
	}
	var told []string
	executor.Made = func(_ context.Context, who access.Principal, on access.Resource) error {
		told = append(told, who.Name+" "+string(on.Kind)+" "+on.Database+" "+on.Table)
		return nil
	}
	for _, c := range []struct{ who, text string }{
		{"maker", "CREATE DATABASE e"},
		{"maker", "CREATE DATABASE IF NOT EXISTS e"},
		{"maker", "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://bucket/own/t/'"},
		{"maker", "CREATE VIEW v AS SELECT 1 AS a"},
		{"admin", "CREATE VIEW w AS SELECT 1 AS a"},
	} {
		if _, err := h.Text(t.Context(), access.Principal{Name: c.who}, c.text, query.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"maker database e ", "maker table default t", "maker table default v"}; !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
}

func TestOnlyAdministratorsMakeViewsWithTheirRights(t *testing.T) {
	h := withTable(t)
	if _, err := h.try(t, "maker", "CREATE VIEW v SECURITY DEFINER AS SELECT 1 AS a"); err == nil || !strings.Contains(err.Error(), "PERMISSION_DENIED") {
		t.Errorf("got %v", err)
	}
	if _, err := h.try(t, "admin", "CREATE VIEW d.w SECURITY DEFINER AS SELECT 1 / a AS a FROM d.t WHERE a > 0"); err == nil || !strings.Contains(err.Error(), "NOT_SUPPORTED") {
		t.Errorf("a definer's view that may fail: %v", err)
	}
	h.lines(t, "CREATE VIEW d.w SECURITY DEFINER AS SELECT a FROM d.t WHERE a > 0")
	if text, err := h.Explain(t.Context(), access.Principal{Name: "admin"}, "SELECT 1 / a FROM d.w", query.StageGuarded, query.Options{}); err != nil || !strings.Contains(text, "behind a barrier") {
		t.Errorf("what may fail is not kept from the rows that a definer's view leaves out: %s, %v", text, err)
	}
	if got := h.lines(t, "SHOW CREATE VIEW d.w")[0]; got != "CREATE VIEW d.w SECURITY DEFINER AS" {
		t.Errorf("got %s", got)
	}
	h.Policy = access.New(access.Rules{Administrators: []string{"admin"}, Grants: append(grants(), access.Reads("one", "d", "w"))})
	for _, stage := range []query.Stage{query.StageTyped, query.StageGuarded, query.StageSQL, query.StagePlan} {
		text, err := h.Explain(t.Context(), access.Principal{Name: "one"}, "SELECT * FROM d.w", stage, query.Options{})
		if err == nil || !strings.Contains(err.Error(), "PERMISSION_DENIED") {
			t.Errorf("%s: what is below the view is shown: %s, %v", stage, text, err)
		}
	}
	text, err := h.Explain(t.Context(), access.Principal{Name: "one", By: "admin"}, "SELECT * FROM d.w", query.StageGuarded, query.Options{})
	if err != nil || !strings.Contains(text, "view of its definer") {
		t.Errorf("an administrator who asks as another is shown %s, %v", text, err)
	}
	if _, err := h.Explain(t.Context(), access.Principal{Name: "one"}, "SELECT * FROM d.t", query.StageGuarded, query.Options{}); err == nil {
		t.Error("the table below a definer's view is seen")
	}
	h.Policy = access.New(access.Rules{Grants: append(grants(), access.Reads("one", "d", "w"))})
	if _, err := h.Explain(t.Context(), access.Principal{Name: "one"}, "SELECT * FROM d.w", query.StageGuarded, query.Options{}); err == nil || strings.Contains(err.Error(), "d.t") {
		t.Errorf("the definer is no administrator any more: %v", err)
	}
}
