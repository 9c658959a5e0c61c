package analyze_test

import (
	"testing"

	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/emit/trino"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// checkTrino prints a query as Trino SQL, analyzes the text, and prints what comes of it: the texts are the same.
func checkTrino(t *testing.T, q *typed.Query, w world, o analyze.Options) {
	t.Helper()
	o.Params = nil // they became literals
	once, err := trino.Query(q)
	if err != nil {
		t.Fatal(err)
	}
	tree, wrong := parse.Query(once.SQL)
	if wrong != nil {
		t.Fatalf("as Trino SQL it does not parse: %s", wrong.Show(once.SQL))
	}
	again, err := analyze.Query(t.Context(), tree, w, o)
	if err != nil {
		t.Fatalf("as Trino SQL it fails: %v\n%s", err, once.SQL)
	}
	twice, err := trino.Query(again)
	if err != nil {
		t.Fatal(err)
	}
	if once.SQL != twice.SQL {
		t.Errorf("the Trino SQL is no fixpoint:\n%s\nthen\n%s", once.SQL, twice.SQL)
	}
}
