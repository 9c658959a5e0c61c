package conformance

import (
	"os"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/value"
)

// testdata/corners.txt has expressions at the edges of what functions take, each with what Trino 416 makes of it: the value as the console
// shows it, or the code of an error and the beginning of its sentence. Lines that begin with -- are headings; what is between back quotes
// has blanks at an end.
func TestCornersOfFunctions(t *testing.T) {
	text, err := os.ReadFile("testdata/corners.txt")
	if err != nil {
		t.Fatal(err)
	}
	runner, n := open(t), 0
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "--") {
			continue
		}
		sql, want, ok := strings.Cut(line, " => ")
		if !ok {
			t.Fatalf("no => in %q", line)
		}
		n++
		t.Run(sql, func(t *testing.T) {
			got := runner.corner(t, sql)
			if isError := strings.HasPrefix(want, "error "); isError && strings.HasPrefix(got, want) || got == strings.Trim(want, "`") {
				return
			}
			t.Errorf("got %s, want %s", got, want)
		})
	}
	if n < 350 {
		t.Errorf("only %d expressions", n)
	}
}

// corner returns what comes of an expression.
func (r *Runner) corner(t *testing.T, sql string) string {
	t.Helper()
	got, err := r.run(t.Context(), "SELECT "+sql, "UTC")
	if err != nil {
		d, ok := problem(err)
		if !ok {
			t.Fatal(err)
		}
		return "error " + string(d.Code) + ": " + d.Msg
	}
	if v := got.rows[0][0]; v != nil {
		return value.Text(v, got.columns[0].Type)
	}
	return "NULL"
}
