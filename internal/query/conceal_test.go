package query

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// What the engine says of its work is for who sees all that it reads.
func TestFiguresAboutHiddenRowsAreNotTold(t *testing.T) {
	some, columns, masked := reading(t, "team = 'mine'"), reading(t, ""), reading(t, "")
	columns.Grants[0].Columns = []string{"cost"}
	masked.Grants[0].Masks = map[string]ast.Expr{"team": &ast.Null{}}
	for _, test := range []struct {
		name  string
		rules access.Rules
		text  string
		want  bool
	}{
		{"all rows", reading(t, ""), "SELECT cost FROM cur", false},
		{"some rows", some, "SELECT cost FROM cur", true},
		{"some columns, all rows", columns, "SELECT cost FROM cur", false},
		{"a mask", masked, "SELECT team FROM cur", true},
		{"a mask of a column that is not read", masked, "SELECT cost FROM cur", false},
	} {
		h := newHouse(weighed{&fake{batches: []int{1}}})
		h.Policy = access.New(test.rules)
		result, err := h.Text(t.Context(), access.Principal{Name: "alice"}, test.text, Options{})
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if result.Bytes != 700 || result.Hidden != test.want || (result.Known() == 0) != test.want {
			t.Errorf("%s: read %d, hidden %v, known %d", test.name, result.Bytes, result.Hidden, result.Known())
		}
		if err := result.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A stage tells of filters and masks to who administers them, and to nobody else.
func TestStagesTellNoFilter(t *testing.T) {
	rules := reading(t, "team = 'mine'")
	rules.Administrators = []string{"boss"}
	h := newHouse(&fake{})
	h.Policy = access.New(rules)
	for _, test := range []struct {
		stage   Stage
		by      string
		refused bool
	}{
		{StageAST, "", false},
		{StageTyped, "", false},
		{StageGuarded, "", true},
		{StageSQL, "", true},
		{StagePlan, "", true},
		{StageGuarded, "boss", false},
		{StageGuarded, "bob", true},
	} {
		text, err := h.Explain(t.Context(), access.Principal{Name: "alice", By: test.by}, "SELECT cost FROM cur", test.stage, Options{})
		if refused := err != nil && strings.Contains(err.Error(), "PERMISSION_DENIED"); refused != test.refused || refused && text != "" {
			t.Errorf("%s, asked by %q: %q, %v", test.stage, test.by, text, err)
		}
		if strings.Contains(text, "mine") && test.by != "boss" {
			t.Errorf("%s tells the filter: %s", test.stage, text)
		}
	}
}
