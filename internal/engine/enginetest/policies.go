package enginetest

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
)

// policies tests that hidden rows stay hidden: not in results, and not by what fails on them either.
func (b *bench) policies(t *testing.T) {
	policy := access.New(access.Rules{Grants: []access.Grant{{
		Principals: []string{"blue"}, Resource: access.Table("test", "bill"), Permissions: []access.Permission{access.Select},
		Columns: []string{"resource", "cost", "amount", "tags"}, Rows: condition(t, "team = 'blue'"),
	}}})
	for _, c := range []struct{ name, sql, want string }{
		{"counts see no hidden row", "SELECT count(*) FROM bill", "3000"},
		{"a filter above sees no hidden row", "SELECT count(*) FROM bill WHERE resource LIKE 'secret%'", "0"},
		{"a cast does not fail on hidden rows", "SELECT sum(CAST(resource AS bigint)) FROM bill", "13498500"},
		{"a cast in WHERE does not fail on hidden rows", "SELECT count(*) FROM bill WHERE CAST(resource AS bigint) >= 0", "3000"},
		{"a division does not fail on hidden rows", "SELECT count(*) FROM bill WHERE 1 / amount < 2", "3000"},
		{"a division in a join does not fail on hidden rows", "SELECT count(*) FROM bill JOIN (VALUES 0, 1) AS v(x) ON 1 / amount = v.x", "3000"},
		{"a lambda does not fail on hidden rows", "SELECT count(*) FROM bill WHERE any_match(ARRAY[amount], x -> 1 / x < 2)", "3000"},
		{"a subscript does not fail on hidden rows", "SELECT count(DISTINCT tags['env']) FROM bill", "2"},
		{"sorting does not fail on hidden rows", "SELECT max(n) FROM (SELECT CAST(resource AS bigint) AS n FROM bill ORDER BY 1 / amount LIMIT 1) AS t", ""},
		{"a hidden column does not exist", "SELECT team FROM bill", "COLUMN_NOT_FOUND"},
		{"what fails on a visible row fails", "SELECT count(*) FROM bill WHERE 1 / (amount - amount) = 1", "DIVISION_BY_ZERO"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := b.guard(t.Context(), policy, access.Principal{Name: "blue"}, c.sql)
			var lines []string
			if err == nil {
				rows, e := b.e.Run(t.Context(), g)
				if err = e; err == nil {
					lines, err = all(t.Context(), rows)
				}
			}
			got := strings.Join(lines, "\n")
			if err != nil {
				got, _, _ = strings.Cut(err.Error(), ":")
				if strings.Contains(err.Error(), "secret") {
					t.Errorf("the error tells a hidden value: %v", err)
				}
			}
			if got != c.want && (c.want != "" || err != nil) {
				t.Errorf("got %s (%v)", got, err)
			}
		})
	}
}
