package access_test

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
)

func TestLoadRefusesWithReason(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"not JSON", `{`, "not as it should be"},
		{"an unknown key", `{"grants": [], "admin": true}`, "unknown field"},
		{"two values", `{"grants": []} {}`, "goes on after"},
		{"no principals", `{"grants": [{"table": "a.b"}]}`, "principals are missing"},
		{"no table", `{"grants": [{"principals": ["a"], "table": "b"}]}`, "database.table"},
		{"an empty list of columns", `{"grants": [{"principals": ["a"], "table": "a.b", "columns": []}]}`, "columns is an empty list"},
		{"a filter that is no SQL", `{"grants": [{"principals": ["a"], "table": "a.b", "rows": "team ="}]}`, "SYNTAX_ERROR"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := access.Load(strings.NewReader(c.file)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error = %v, want %q", err, c.want)
			}
		})
	}
}
