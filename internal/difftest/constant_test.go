package difftest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/difftest/draw"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// An expression of constants gives the same when they are columns of a row, parameters of the statement, or the values of a row that
// the engine cannot know before it runs: what is computed while planning is what is computed for rows.
func TestConstants(t *testing.T) {
	check(t, 100, func(s *session, t *rapid.T) {
		ctx := t.Context()
		tab := draw.NewTable(t, 1)
		m := draw.Over(t, tab)
		x := m.Expr(draw.Type(t, 1), 3)
		s.lenient = m.Nulls || strings.Contains(strings.Join(tab.Cells[0], " "), "NULL AS") || strings.Contains(x, "TRY")
		want := s.sound(ctx, t, "SELECT "+tab.Constants(x, 0)+" AS x")
		s.fixpoint(ctx, t, want)
		defined := make([]string, len(tab.Cells[0]))
		for i, cell := range tab.Cells[0] {
			defined[i] = fmt.Sprintf("%s AS c%d", cell, i+1)
		}
		for _, same := range []string{
			"WITH t AS (SELECT " + strings.Join(defined, ", ") + ") SELECT @ AS x FROM t",
			"WITH t (n, " + tab.Names() + ") AS (VALUES (1, " + strings.Join(tab.Cells[0], ", ") + ")) SELECT @ AS x FROM t",
			// Of two rows one is dropped by what is known only when rows are there.
			"WITH t (n, " + tab.Names() + ") AS (VALUES (1, " + strings.Join(tab.Cells[0], ", ") + "), (2, " + strings.Join(tab.Cells[0], ", ") + ")) SELECT x FROM (SELECT n, @ AS x FROM t) AS v WHERE n = 1",
			"WITH t AS (SELECT " + strings.Join(defined, ", ") + ") SELECT (SELECT @) AS x FROM t",
		} {
			s.agree(ctx, t, want, strings.ReplaceAll(same, "@", draw.Columns(x)))
		}
		s.bound(ctx, t, want, draw.ColumnPattern.ReplaceAllString(x, "?"), tab, x)
	})
}

// bound asks an expression with parameters in the place of columns.
func (s *session) bound(ctx context.Context, t *rapid.T, want answer, text string, tab draw.Table, x string) {
	t.Helper()
	var params []ast.Expr
	for _, name := range draw.ColumnPattern.FindAllString(x, -1) {
		value, problems := parse.Expression(tab.Constants(name, 0))
		if len(problems) > 0 {
			t.Fatalf("%s is no constant: %v", name, problems)
		}
		params = append(params, value)
	}
	s.params = params
	defer func() { s.params = nil }()
	s.agree(ctx, t, want, "SELECT "+text+" AS x")
}
