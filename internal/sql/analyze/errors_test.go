package analyze_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// TestErrors runs the queries of testdata/errors.sql, which stand between empty lines. A comment `-- ### text` at the end
// of a line says what must be wrong there: the column, the code and Athena's sentence, and the hint after `»`. Several
// are parted by ` | `. With -update the comments are written anew.
func TestErrors(t *testing.T) {
	const file = "testdata/errors.sql"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	w := tiny(t)
	w.add(t, `
		db.odd: digest HyperLogLog, r row(x integer, y varchar), j json
		view db.broken: SELECT nothing FROM cur
		view db.loop: SELECT * FROM loop
		view db.again: SELECT x FROM db.broken
	`)
	cases := strings.Split(strings.TrimRight(string(text), "\n"), "\n\n")
	for i, c := range cases {
		bare, want := expectations(c)
		got := complaints(w, bare)
		cases[i] = annotated(bare, got)
		if golden.Updating() {
			continue
		}
		for line := range max(len(want), len(got)) {
			if at(want, line) != at(got, line) {
				t.Errorf("%s\nline %d: want %q, got %q", bare, line+1, at(want, line), at(got, line))
			}
		}
	}
	if golden.Updating() {
		if err := os.WriteFile(file, []byte(strings.Join(cases, "\n\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

const mark = " -- ### "

// expectations returns a case without its comments, and the comments by line.
func expectations(c string) (bare string, want []string) {
	var lines []string
	for line := range strings.SplitSeq(c, "\n") {
		code, comment, _ := strings.Cut(line, mark)
		lines, want = append(lines, code), append(want, comment)
	}
	return strings.Join(lines, "\n"), want
}

// complaints returns what is wrong on each line of a query.
func complaints(w world, text string) []string {
	got := make([]string, strings.Count(text, "\n")+1)
	_, err := run(w, text, options())
	var list diag.List
	if err == nil {
		got[0] = "nothing is wrong"
	} else if !errors.As(err, &list) {
		got[0] = err.Error()
	}
	for _, d := range list {
		p := token.Locate(text, d.Span.Start)
		line := fmt.Sprintf("%d %s", p.Column, d.Error())
		if d.Hint != "" {
			line += " » " + d.Hint
		}
		if got[p.Line-1] != "" {
			line = got[p.Line-1] + " | " + line
		}
		got[p.Line-1] = line
	}
	return got
}

// annotated returns the query with the comments.
func annotated(text string, got []string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		if got[i] != "" {
			lines[i] += mark + got[i]
		}
	}
	return strings.Join(lines, "\n")
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}
