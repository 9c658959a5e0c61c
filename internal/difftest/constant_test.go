package difftest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// An expression of constants gives the same when they are columns of a row, parameters of the statement, or the values of a row that
// the engine cannot know before it runs: what is computed while planning is what is computed for rows.
func TestConstants(t *testing.T) {
	check(t, 100, func(s *session, t *rapid.T) {
		ctx := t.Context()
		tab := drawTable(t, 1)
		m := over(t, tab)
		x := m.expr(drawType(t, 1), 3)
		s.lenient = m.nulls || strings.Contains(strings.Join(tab.cells[0], " "), "NULL AS") || strings.Contains(x, "TRY")
		want := s.sound(ctx, t, "SELECT "+tab.constants(x, 0)+" AS x")
		s.fixpoint(ctx, t, want)
		defined := make([]string, len(tab.cells[0]))
		for i, cell := range tab.cells[0] {
			defined[i] = fmt.Sprintf("%s AS c%d", cell, i+1)
		}
		for _, same := range []string{
			"WITH t AS (SELECT " + strings.Join(defined, ", ") + ") SELECT @ AS x FROM t",
			"WITH t (n, " + tab.names() + ") AS (VALUES (1, " + strings.Join(tab.cells[0], ", ") + ")) SELECT @ AS x FROM t",
			// Of two rows one is dropped by what is known only when rows are there.
			"WITH t (n, " + tab.names() + ") AS (VALUES (1, " + strings.Join(tab.cells[0], ", ") + "), (2, " + strings.Join(tab.cells[0], ", ") + ")) SELECT x FROM (SELECT n, @ AS x FROM t) AS v WHERE n = 1",
			"WITH t AS (SELECT " + strings.Join(defined, ", ") + ") SELECT (SELECT @) AS x FROM t",
		} {
			s.agree(ctx, t, want, strings.ReplaceAll(same, "@", columns(x)))
		}
		s.bound(ctx, t, want, columnPattern.ReplaceAllString(x, "?"), tab, x)
	})
}

// bound asks an expression with parameters in the place of columns.
func (s *session) bound(ctx context.Context, t *rapid.T, want answer, text string, tab table, x string) {
	t.Helper()
	var params []ast.Expr
	for _, name := range columnPattern.FindAllString(x, -1) {
		value, problems := parse.Expression(tab.constants(name, 0))
		if len(problems) > 0 {
			t.Fatalf("%s is no constant: %v", name, problems)
		}
		params = append(params, value)
	}
	s.params = params
	defer func() { s.params = nil }()
	s.agree(ctx, t, want, "SELECT "+text+" AS x")
}
