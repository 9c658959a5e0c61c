package conformance

import (
	"testing"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Every example of a function gives the result that the manual shows, as the console writes it. A function that this build
// does not run yet says so, and gives nothing else.
func TestExamplesOfFunctionsGiveTheirResults(t *testing.T) {
	runner, unsupported := open(t), 0
	for _, f := range funcs.All() {
		for _, e := range f.Examples {
			t.Run(e.SQL, func(t *testing.T) {
				got, err := runner.run(t.Context(), "SELECT "+e.SQL, "UTC")
				if err != nil {
					if d, ok := problem(err); ok && d.Code == diag.NotSupported {
						unsupported++
						t.Skipf("%s: %v", f.Name, err)
					}
					t.Fatal(err)
				}
				shown := "NULL"
				if v := got.rows[0][0]; v != nil {
					shown = value.Text(v, got.columns[0].Type)
				}
				if shown != e.Result {
					t.Errorf("got %s, want %s", shown, e.Result)
				}
			})
		}
	}
	t.Logf("%d examples are of functions that do not run yet", unsupported)
}
