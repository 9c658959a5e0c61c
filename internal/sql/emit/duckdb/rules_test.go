package duckdb

import (
	"testing"

	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/scalar"
)

// Every function of the dialect has a rule here, an implementation in Go, or a reason why it is refused.
func TestEveryFunctionHasARule(t *testing.T) {
	for _, f := range funcs.All() {
		if f.Unsupported != "" {
			continue
		}
		known := false
		switch f.Kind {
		case funcs.Scalar:
			_, known = rules(f.Name)
			known = known || scalar.Has(f.Name)
		case funcs.Aggregate:
			_, known = aggregateRules(f.Name, false)
		case funcs.Window:
			_, known = aggregateRules(f.Name, true)
		}
		if !known {
			for _, s := range f.Signatures {
				t.Errorf("%s%s has no rule", f.Name, s.Text)
			}
		}
	}
}
