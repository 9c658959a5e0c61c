// Package escape_test tries to get out: to read a file, an environment variable, a setting or somebody else's table by
// any text that a user can write. It runs the whole path, with the engine and real files, as a user who may see one table without
// one of its columns. Every attempt must end in an error of Athena's kind with a place, and nothing that is secret may be in it.
package escape_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // writes the files of the fixture

	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// secret is what no user may ever see: it stands in files, in the environment, in hidden rows, columns and tables.
const secret = "SECRET-4711"

// world is a lake of two tables in a folder that also holds what is not part of any table.
type world struct {
	dir    string
	runner *query.Runner
	shared share.State
}

// The rows of the table sales: those that the user may see, and those that only the boss may see.
const (
	visibleRows = `('EC2', 1.5, 'red', '` + secret + `'), ('S3', 2.0, 'red', 'x')`
	hiddenRows  = `('` + secret + `', 4.0, 'blue', 'y'), (NULL, 0.0, 'blue', NULL), ('', NULL, NULL, 'z')`
)

// newWorld writes the files and opens an engine over them.
func newWorld(t *testing.T) world { return worldOf(t, visibleRows+", "+hiddenRows) }

// worldOf is newWorld with other sales.
func worldOf(t *testing.T, sales string) world {
	t.Helper()
	t.Setenv("GLAUX_SECRET", secret)
	dir := t.TempDir()
	write(t, dir, "sales", `SELECT * FROM (VALUES `+sales+`) t (product, cost, team, secret)`)
	write(t, dir, "payroll", `SELECT '`+secret+`' AS word`)
	write(t, dir, "secrets", `SELECT '`+secret+`' AS word`)
	write(t, dir, "hidden", `SELECT '`+secret+`' AS word`)
	if err := os.WriteFile(filepath.Join(dir, "secret.csv"), []byte("word\n"+secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	engine, err := duckdb.Open(duckdb.Options{DataDirs: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	shared, err := share.Read(strings.NewReader(grants))
	if err := errors.Join(err, shared.Check()); err != nil {
		t.Fatal(err)
	}
	policy, err := shared.Policy()
	if err != nil {
		t.Fatal(err)
	}
	tables := lakeOf(dir)
	tables.view(t, "mine", "SELECT product, team FROM sales", false, "product", "team")
	tables.view(t, "theirs", "SELECT product, team FROM sales", true, "product", "team")
	return world{dir: dir, shared: shared, runner: &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return tables, func() {}, nil },
		Policy:   policy, Engine: engine, Now: time.Now, Database: "db",
	}}
}

// grants lets the user see the red team's sales without the column secret, and the boss see everything.
const grants = `{
	"administrators": ["boss"],
	"principals": [{"name": "user", "kind": "user"}, {"name": "boss", "kind": "user"}],
	"filters": [
		{"database": "db", "table": "sales", "name": "red", "columns": ["product", "cost", "team"], "rows": "team = 'red'"},
		{"database": "db", "table": "theirs", "name": "red", "rows": "team = 'red'"}
	],
	"grants": [
		{"principal": "user", "resource": {"type": "DATA_CELLS_FILTER", "database": "db", "table": "sales", "filter": "red"}, "permissions": ["SELECT"]},
		{"principal": "user", "resource": {"type": "TABLE", "database": "db", "table": "mine"}, "permissions": ["SELECT"]},
		{"principal": "user", "resource": {"type": "DATA_CELLS_FILTER", "database": "db", "table": "theirs", "filter": "red"}, "permissions": ["SELECT"]},
		{"principal": "boss", "resource": {"type": "CATALOG"}, "permissions": ["ALL"]}
	]
}`

// write makes a Parquet file of a query.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("COPY (" + text + ") TO '" + filepath.Join(dir, name+".parquet") + "' (FORMAT parquet)")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// lake is a catalog in memory.
type lake map[catalog.Name]*catalog.Table

func lakeOf(dir string) lake {
	made := lake{}
	add := func(database, name string, columns ...catalog.Column) {
		files := map[string]catalog.FileColumn{}
		for _, c := range columns {
			files[c.Name] = catalog.FileColumn{Name: c.Name, Type: c.Type}
		}
		id := catalog.Name{Database: database, Table: name}
		made[id] = &catalog.Table{Name: id, Columns: columns, Data: &catalog.Files{Groups: []catalog.FileGroup{
			{Paths: []string{filepath.Join(dir, name+".parquet")}, Columns: files},
		}}}
	}
	text := types.Text()
	add("db", "sales", catalog.Column{Name: "product", Type: text}, catalog.Column{Name: "cost", Type: types.DecimalOf(2, 1)},
		catalog.Column{Name: "team", Type: text}, catalog.Column{Name: "secret", Type: text})
	add("hidden", "secrets", catalog.Column{Name: "word", Type: text})
	add("db", "payroll", catalog.Column{Name: "word", Type: text})
	return made
}

// view adds a view to database db, with the rights of the caller, or those of its definer.
func (l lake) view(t *testing.T, name, text string, definer bool, columns ...string) {
	t.Helper()
	tree, problems := parse.Query(text)
	if len(problems) > 0 {
		t.Fatal(problems.Show(text))
	}
	view := &catalog.View{Query: tree, Database: "db"}
	if definer {
		view.Definer = "boss"
	}
	table := &catalog.Table{Name: catalog.Name{Database: "db", Table: name}, View: view}
	for _, id := range columns {
		table.Columns = append(table.Columns, catalog.Column{Name: id, Type: types.Text()})
	}
	l[table.Name] = table
}

func (l lake) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if table, ok := l[name]; ok {
		return table, nil
	}
	if name.Database == "db" || name.Database == "hidden" {
		return nil, catalog.ErrTableNotFound
	}
	return nil, catalog.ErrSchemaNotFound
}

func (lake) Databases(context.Context) ([]string, error) { return []string{"db", "hidden"}, nil }

func (l lake) Tables(_ context.Context, database string) ([]string, error) {
	switch database {
	case "db":
		return []string{"mine", "payroll", "sales", "theirs"}, nil
	case "hidden":
		return []string{"secrets"}, nil
	}
	return nil, catalog.ErrSchemaNotFound
}

// run runs a statement for a principal and returns its rows as text.
func (w world) run(t *testing.T, who, text string, params ...string) ([][]string, []string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	result, err := w.runner.Text(ctx, w.shared.Principal(who), text, query.Options{Params: params})
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

var athenaStyle = regexp.MustCompile(`^[A-Z_]+: line \d+:\d+: .`)

func TestAttemptsEndInErrors(t *testing.T) {
	w := newWorld(t)
	place := strings.NewReplacer("${dir}", w.dir, "${lake}", filepath.Join(w.dir, "sales.parquet"), "${nul}", "\x00")
	back := strings.NewReplacer(w.dir, "${dir}", strings.ToLower(w.dir), "${dir}", "\x00", "${nul}")
	attempts := 0
	golden.Run(t, "testdata", func(t *testing.T, in golden.Sections) golden.Sections {
		out := golden.Sections{}
		for name, text := range in {
			number, ok := strings.CutSuffix(name, ".sql")
			if !ok {
				continue
			}
			attempts++
			out[number+".error"] = back.Replace(w.attempt(t, place.Replace(text)))
		}
		return out
	})
	if attempts < 300 {
		t.Errorf("only %d attempts were made", attempts)
	}
	if _, err := os.Stat(filepath.Join(w.dir, "out.csv")); err == nil {
		t.Error("a file was written")
	}
}

// attempt runs a statement that must fail and returns its error as a user sees it.
func (w world) attempt(t *testing.T, text string) string {
	t.Helper()
	rows, _, err := w.run(t, "user", text)
	if err == nil {
		t.Errorf("%s\ngave %v", text, rows)
		return "no error"
	}
	var e *query.Error
	if !errors.As(err, &e) {
		t.Errorf("%s\nfailed with something else than a diagnostic: %v", text, err)
		return err.Error()
	}
	message := e.List[0].Athena(e.Text)
	if !athenaStyle.MatchString(message) {
		t.Errorf("%s\nis answered by %q, which is not as Athena writes errors", text, message)
	}
	if shown := strings.ReplaceAll(e.Show(), strings.TrimSpace(text), ""); strings.Contains(shown, secret) && !strings.Contains(text, secret) {
		t.Errorf("%s\ntells the secret: %s", text, shown)
	}
	return message
}

// words are values that try to be more than data.
var words = []string{
	"'", "''", "'''", `"`, `""`, `\`, `\'`, `\\'`, `\x27`, "`", ";", "--", "/*", "*/", "$$", "${x}", "{}", "%s", "%", "_", "?", ":x", "$1",
	"'); DROP TABLE sales; --", `"); DROP TABLE sales; --`, "' OR 1=1 --", "' UNION SELECT getenv('GLAUX_SECRET') --",
	"\x00", "a\x00b", "\x00'", "\n", "\r\n", "\t", "\x1a", "\x7f", "\u0085", "\u2028", "\u2029", "\ufeff", "\u200b", "\u202e",
	"’", "＇", "ʼ", "é", "e\u0301", "日本語", "🦉", "\U0010ffff", "GLAUX!GENERIC_INTERNAL_ERROR!0!x", "NULL", "null", "true",
	"E'\\x41'", "U&'\\0027'", "X'00'", "$tag$x$tag$", "/etc/passwd", "sales.parquet", "{{.}}", "<script>", "a\\nb", " a ", "",
	strings.Repeat("'", 1000), strings.Repeat("x", 60_000),
}

// quote writes a text as a literal, as any client does.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func TestValuesComeBackAsTheyAre(t *testing.T) {
	w := newWorld(t)
	for i, word := range words {
		t.Run(fmt.Sprintf("word %d", i), func(t *testing.T) {
			literal := quote(word)
			for _, text := range []string{
				"SELECT " + literal,
				"SELECT x FROM (VALUES " + literal + ") t (x) WHERE x = " + literal,
				"WITH a AS (SELECT " + literal + " x) SELECT max(x) FROM a GROUP BY x",
				"SELECT map(ARRAY[" + literal + "], ARRAY[" + literal + "])[" + literal + "]",
				"SELECT CASE WHEN " + literal + " IN ('never', " + literal + ") THEN " + literal + " END",
				"SELECT concat('', " + literal + ")",
				"SELECT transform(ARRAY[" + literal + "], x -> x)[1]",
				"SELECT json_extract_scalar(" + quote(jsonOf(t, word)) + ", '$.w')",
			} {
				w.same(t, word, text)
			}
			w.same(t, word, "SELECT ?", literal)
		})
	}
}

// jsonOf returns an object with the word in it.
func jsonOf(t *testing.T, word string) string {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(map[string]string{"w": word}); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

// same runs a query that must give the word.
func (w world) same(t *testing.T, word, text string, params ...string) {
	t.Helper()
	rows, _, err := w.run(t, "user", text, params...)
	if err != nil {
		t.Errorf("%.200s: %v", text, err)
	} else if len(rows) != 1 || rows[0][0] != word {
		t.Errorf("%.200s gave %.200q instead of %.200q", text, rows, word)
	}
}

func TestNamesComeBackAsTheyAre(t *testing.T) {
	w := newWorld(t)
	for i, word := range words {
		if word == "" || strings.Contains(word, "\x00") || len(word) > 1000 {
			continue
		}
		t.Run(fmt.Sprintf("word %d", i), func(t *testing.T) {
			id := `"` + strings.ReplaceAll(word, `"`, `""`) + `"`
			text := "WITH " + id + " AS (SELECT product AS " + id + " FROM sales AS " + id + ") SELECT " + id + "." + id + " AS " + id +
				" FROM " + id + " WHERE " + id + " = 'S3' ORDER BY " + id
			rows, names, err := w.run(t, "user", text)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if len(rows) != 1 || rows[0][0] != "S3" || names[0] != word {
				t.Errorf("%s gave %q named %q", text, rows, names)
			}
		})
	}
}
