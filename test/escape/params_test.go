package escape_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/query"
)

// Parameters are values: what is more than that is refused, at its own place below the text of the query.
func TestParametersAreValues(t *testing.T) {
	w := newWorld(t)
	for _, param := range []string{
		"getenv('GLAUX_SECRET')",
		"read_text('" + w.dir + "/secret.csv')",
		"(SELECT word FROM hidden.secrets)",
		"(SELECT secret FROM sales)",
		"(SELECT max(product) FROM sales)",
		"secret",
		"product",
		"sales.secret",
		"1; DROP TABLE sales",
		"1) OR (1 = 1",
		"1 FROM hidden.secrets",
		"1 UNION SELECT 2",
		"*",
		"?",
		"count(*)",
		"rank() OVER ()",
		"x -> x",
		"'a' -- '",
		"'unclosed",
		"/* unclosed",
		"",
		" ",
		"1, 2",
		"DEFAULT",
		"$1",
		"current_setting('home_directory')",
	} {
		rows, _, err := w.run(t, "user", "SELECT ? FROM sales WHERE product = 'S3'", param)
		var e *query.Error
		switch {
		case err == nil && strings.HasPrefix(param, "'a' --"): // a comment after a value changes nothing
			if len(rows) != 1 || rows[0][0] != "a" {
				t.Errorf("%q gave %v", param, rows)
			}
		case err == nil:
			t.Errorf("%q gave %v", param, rows)
		case !errors.As(err, &e):
			t.Errorf("%q failed with something else than a diagnostic: %v", param, err)
		case !athenaStyle.MatchString(e.List[0].Athena(e.Text)):
			t.Errorf("%q is answered by %q", param, e.List[0].Athena(e.Text))
		case strings.Contains(e.Show(), secret):
			t.Errorf("%q tells the secret: %s", param, e.Show())
		}
	}
}

// The name of the session's database is a name and nothing else.
func TestDatabaseOfSessionIsAName(t *testing.T) {
	w := newWorld(t)
	for _, database := range []string{"hidden", "HIDDEN", `"hidden"`, "db; ATTACH 'x'", "main", "information_schema", "temp", "", "../db", "'", "\x00"} {
		_, err := w.runner.Text(t.Context(), w.app.Shares().Principal("user"), "SELECT * FROM secrets", query.Options{Database: database})
		var e *query.Error
		if !errors.As(err, &e) {
			t.Errorf("database %q: %v", database, err)
		}
	}
}
