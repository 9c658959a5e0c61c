package escape_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// secret is what no user may ever see: it stands in files, in the environment, in hidden rows, columns, tables and views.
const secret = "SECRET-4711"

// world is a lake in a folder that also holds what is not part of any table, with the product opened over it as its program opens it.
type world struct {
	dir    string
	app    *app.App
	runner *query.Runner
}

// The rows of the table sales: those that the user may see, and those that only the boss may see.
const (
	visibleRows = `('EC2', 1.5, 'red', '` + secret + `'), ('S3', 2.0, 'red', 'x')`
	hiddenRows  = `('` + secret + `', 4.0, 'blue', 'y'), (NULL, 0.0, 'blue', NULL), ('', NULL, NULL, 'z')`
)

// made is what the local user makes before it hands over to the boss.
func made(sales string) []string {
	one := `'` + secret + `' AS word`
	return []string{
		"CREATE DATABASE db", "CREATE DATABASE hidden", "CREATE DATABASE own",
		"CREATE TABLE db.sales AS SELECT CAST(product AS varchar) AS product, CAST(cost AS decimal(2, 1)) AS cost, CAST(team AS varchar) AS team, " +
			"CAST(secret AS varchar) AS secret FROM (VALUES " + sales + ") t (product, cost, team, secret)",
		"CREATE TABLE db.payroll AS SELECT CAST(word AS varchar) AS word FROM (SELECT " + one + ") t",
		"CREATE TABLE hidden.secrets AS SELECT CAST(word AS varchar) AS word FROM (SELECT " + one + ") t",
		"CREATE VIEW hidden.words AS SELECT word FROM hidden.secrets",
		"CREATE VIEW db.mine AS SELECT product, team FROM db.sales",
		"CREATE VIEW db.theirs SECURITY DEFINER AS SELECT product, team FROM db.sales",
		"PREPARE kept FROM SELECT word FROM hidden.secrets",
	}
}

// newWorld makes the lake.
func newWorld(t *testing.T) world { return worldOf(t, visibleRows+", "+hiddenRows) }

// worldOf is newWorld with other sales.
func worldOf(t *testing.T, sales string) world {
	t.Helper()
	w := openWorld(t, sales, config.Config{}, app.Outside{})
	w.grant(t, grants)
	return w
}

// openWorld makes a lake of which everything is the local user's.
func openWorld(t *testing.T, sales string, settings config.Config, outside app.Outside) world {
	t.Helper()
	t.Setenv("GLAUX_SECRET", secret)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "secret.csv"), []byte("word\n"+secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	place := filepath.Join(dir, "place")
	if err := os.MkdirAll(place, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(place, "secret.csv"), []byte("word\n"+secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	settings.Lake, settings.Database, settings.Locations = filepath.Join(dir, "lake"), "db", "s3://place/="+place
	a, err := app.Open(settings, outside)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	w := world{dir: dir, app: a}
	if w.runner, err = a.Runner(); err != nil {
		t.Fatal(err)
	}
	for _, text := range made(sales) {
		if _, _, err := w.run(t, "local", text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	return w
}

// grant puts records of who may see what in the place of those there are.
func (w world) grant(t *testing.T, text string) {
	t.Helper()
	state, err := share.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.app.Shares().Change(t.Context(), w.app.LocalUser(), func(s *share.State) error { *s = state; return nil }); err != nil {
		t.Fatal(err)
	}
}

// grants lets the user see the red team's sales without the column secret and make what it likes in the database own, and the boss see
// everything. The local user made the lake, and the view theirs reads with its rights.
const grants = `{
	"administrators": ["boss", "local"],
	"principals": [{"name": "user", "kind": "user"}, {"name": "boss", "kind": "user"}, {"name": "local", "kind": "user"}],
	"filters": [
		{"database": "db", "table": "sales", "name": "red", "columns": ["product", "cost", "team"], "rows": "team = 'red'"},
		{"database": "db", "table": "theirs", "name": "red", "rows": "team = 'red'"}
	],
	"grants": [
		{"principal": "user", "resource": {"type": "DATA_CELLS_FILTER", "database": "db", "table": "sales", "filter": "red"}, "permissions": ["SELECT"]},
		{"principal": "user", "resource": {"type": "TABLE", "database": "db", "table": "mine"}, "permissions": ["SELECT"]},
		{"principal": "user", "resource": {"type": "DATA_CELLS_FILTER", "database": "db", "table": "theirs", "filter": "red"}, "permissions": ["SELECT"]},
		{"principal": "user", "resource": {"type": "DATABASE", "database": "own"}, "permissions": ["CREATE_TABLE", "DESCRIBE"]},
		{"principal": "boss", "resource": {"type": "CATALOG"}, "permissions": ["ALL"]},
		{"principal": "local", "resource": {"type": "CATALOG"}, "permissions": ["ALL"]}
	]
}`

// run runs a statement for a principal and returns its rows as text.
func (w world) run(t *testing.T, who, text string, params ...string) ([][]string, []string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	result, err := w.runner.Text(ctx, w.app.Shares().Principal(who), text, query.Options{Params: params})
	if err != nil {
		return nil, nil, err
	}
	names := make([]string, len(result.Columns))
	for i, c := range result.Columns {
		names[i] = c.Name
	}
	var rows [][]string
	for {
		batch, err := result.Next(ctx)
		if errors.Is(err, io.EOF) {
			return rows, names, result.Close()
		}
		if err != nil {
			return nil, nil, errors.Join(err, result.Close())
		}
		for i := range batch.Len() {
			row := make([]string, len(names))
			for j, c := range result.Columns {
				row[j] = value.Text(batch.Value(i, j), c.Type)
			}
			rows = append(rows, row)
		}
	}
}

// fileOf returns the file that holds the rows of a table of db.
func (w world) fileOf(t *testing.T, table string) string {
	t.Helper()
	rows, _, err := w.run(t, "boss", `SELECT DISTINCT "$path" FROM db.`+table)
	if err != nil || len(rows) != 1 {
		t.Fatalf("%v, %v", rows, err)
	}
	path := filepath.Join(w.dir, "lake", "catalog", "tables", strings.TrimPrefix(rows[0][0], "lake://db/"+table+"/"))
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return path
}
