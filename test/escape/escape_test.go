// Package escape_test tries to get out: to read a file, an environment variable, a setting or somebody else's table by
// any text that a user can write, and by whatever can be sent to the server. It runs the whole path, with the engine and real files, as a
// user who may see one table without one of its columns. Every attempt must end denied or absent, or with what the user may see anyway;
// nothing that is secret may be in the answer, and nothing that the user may not change may be changed.
package escape_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
)

var athenaStyle = regexp.MustCompile(`^[A-Z_]+: line \d+:\d+: .`)

// Every attempt ends denied or absent, or with what the user may see anyway, and nothing that is hidden is changed by any of them.
func TestAttemptsGetNothing(t *testing.T) {
	attempts := 0
	golden.Run(t, "testdata", func(t *testing.T, in golden.Sections) golden.Sections {
		w := newWorld(t)
		file := w.fileOf(t, "sales")
		place := strings.NewReplacer("${dir}", w.dir, "${lake}", file, "${nul}", "\x00")
		back := strings.NewReplacer(file, "${lake}", strings.ToLower(file), "${lake}", w.dir, "${dir}", strings.ToLower(w.dir), "${dir}", "\x00", "${nul}")
		before := w.fates(t)
		out := golden.Sections{}
		for _, name := range slices.Sorted(maps.Keys(in)) {
			number, ok := strings.CutSuffix(name, ".sql")
			if !ok {
				continue
			}
			attempts++
			form, said := w.attempt(t, place.Replace(in[name]))
			if _, there := in[number+form]; !there {
				t.Errorf("%s: %sended with %s: %s", number, in[name], form, said)
			}
			out[number+form] = moment.ReplaceAllString(back.Replace(said), "$${moment}")
		}
		if after := w.fates(t); !slices.Equal(after, before) {
			gone := slices.DeleteFunc(before, func(line string) bool { return slices.Contains(after, line) })
			t.Errorf("something was changed: of %d and %d lines this is no more\n%s", len(before), len(after), strings.Join(gone, "\n"))
		}
		return out
	})
	t.Logf("%d attempts were made", attempts)
	if attempts < leastAttempts {
		t.Errorf("only %d attempts were made", attempts)
	}
}

// moment is how Hive writes a time.
var moment = regexp.MustCompile(`[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}`)

// leastAttempts is how many attempts there are at least.
const leastAttempts = 570

// The sections of an attempt: how it ended.
const (
	errorForm = ".error"
	rowsForm  = ".rows"
)

// attempt runs a statement and returns how it ended: its error as a user sees it, or its rows.
func (w world) attempt(t *testing.T, text string) (form, said string) {
	t.Helper()
	rows, names, err := w.run(t, "user", text)
	if err == nil {
		said := strings.Join(names, "|") + "\n"
		for _, row := range rows {
			said += strings.Join(row, "|") + "\n"
		}
		w.silent(t, text, said)
		return rowsForm, said
	}
	var e *query.Error
	if !errors.As(err, &e) {
		var known *fault.Error
		if !errors.As(err, &known) || known.Kind == fault.Internal {
			t.Errorf("%s\nfailed with an error of ours: %v", text, err)
		}
		w.silent(t, text, err.Error())
		return errorForm, err.Error() + "\n"
	}
	message := e.List[0].Athena(e.Text)
	if !athenaStyle.MatchString(message) {
		t.Errorf("%s\nis answered by %q, which is not as Athena writes errors", text, message)
	}
	w.silent(t, text, strings.ReplaceAll(e.Show(), strings.TrimSpace(text), ""))
	return errorForm, message
}

// silent fails where what a user is told holds the secret, and the user did not say it first.
func (w world) silent(t *testing.T, text, said string) {
	t.Helper()
	if strings.Contains(said, secret) && !strings.Contains(text, secret) {
		t.Errorf("%s\ntells the secret: %s", text, said)
	}
}

// fates tells what there is, in every table and out of any, but for what the user may make.
func (w world) fates(t *testing.T) (lines []string) {
	t.Helper()
	tell := func(text string) (rows [][]string) {
		rows, _, err := w.run(t, "boss", text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		slices.SortFunc(rows, slices.Compare)
		lines = append(lines, fmt.Sprintf("%s: %v", text, rows))
		return rows
	}
	for _, database := range tell("SHOW DATABASES") {
		if database[0] == "own" || database[0] == "glaux" || database[0] == "information_schema" {
			continue
		}
		for _, table := range tell("SHOW TABLES IN " + database[0]) {
			name := database[0] + "." + table[0]
			if database[0] == "demo" {
				tell("SELECT count(*) FROM " + name)
				continue
			}
			tell("SELECT * FROM " + name)
			tell("DESCRIBE " + name)
		}
	}
	tell("SHOW CREATE VIEW db.mine")
	tell("SHOW CREATE VIEW db.theirs")
	state, err := w.app.Shares().State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	state.Grants = slices.DeleteFunc(slices.Clone(state.Grants), func(g share.Grant) bool { return g.Resource.Database == "own" })
	state.Version = 0
	shared, err := json.Marshal(state)
	if err != nil {
		t.Fatal(err)
	}
	lines = append(lines, string(shared))
	err = filepath.WalkDir(w.dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && path == filepath.Join(w.dir, "lake") {
			return fs.SkipDir
		}
		lines = append(lines, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
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
