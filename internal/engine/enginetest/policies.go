package enginetest

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
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
		t.Run(c.name, func(t *testing.T) { b.policy(t, policy, "blue", c.sql, c.want) })
	}
}

// cells tests that hidden cells stay hidden where grants add up, that masks stand in for their columns everywhere, and that filters hold
// that fail or read other tables.
func (b *bench) cells(t *testing.T) {
	grant := func(who, rows string) access.Grant {
		g := access.Reads(who, "test", "bill")
		if rows != "" {
			g.Rows = condition(t, rows)
		}
		return g
	}
	blue, red, masked := grant("mixed", "team = 'blue'"), grant("mixed", "team = 'red'"), grant("masked", "")
	red.Columns, red.Masks = []string{"team", "amount", "cost"}, map[string]ast.Expr{"amount": condition(t, "amount + 50")}
	masked.Masks = map[string]ast.Expr{
		"resource": condition(t, "CASE WHEN team = 'red' THEN 'x' ELSE resource END"), "amount": condition(t, "10 / amount"),
		"cost": condition(t, "NULL"), "team": condition(t, "to_hex(sha256(to_utf8(team)))"),
	}
	policy := access.New(access.Rules{
		Grants: []access.Grant{
			blue, red, masked, grant("failing", "1 / amount > 0"), grant("cast", "CAST(resource AS bigint) >= 0"), grant("mapped", "amount >= (SELECT max(b.amount) FROM test.bill b)"),
			grant("linked", "EXISTS (SELECT 1 FROM test.bill b WHERE b.resource = bill.resource AND b.team = session_tag('team'))"),
		},
		Mappings:   []catalog.Name{{Database: "test", Table: "bill"}},
		Principals: []access.Principal{{Name: "linked", Tags: map[string]string{"team": "blue"}}},
	})
	for _, c := range []struct{ name, who, sql, want string }{
		{"rows of both grants", "mixed", "SELECT count(*) FROM bill", "6000"},
		{"a column is seen where its grant shows it", "mixed", "SELECT count(resource) FROM bill", "3000"},
		{"a cast does not fail on hidden cells", "mixed", "SELECT sum(CAST(resource AS bigint)) FROM bill", "13498500"},
		{"a cast in WHERE does not fail on hidden cells", "mixed", "SELECT count(*) FROM bill WHERE CAST(resource AS bigint) >= 0", "3000"},
		{"a mask in the rows of its grant", "mixed", "SELECT max(amount) FROM bill WHERE team = 'red'", "50"},
		{"the value in those of the other", "mixed", "SELECT max(amount) FROM bill WHERE team = 'blue'", "7"},
		{"a division divides by the mask", "mixed", "SELECT count(*) FROM bill WHERE 100 / amount = 2", "3000"},
		{"conditions are about the mask", "masked", "SELECT count(*) FROM bill WHERE resource = 'x'", "3000"},
		{"the value cannot be asked for", "masked", "SELECT count(*) FROM bill WHERE resource LIKE 'secret%' OR team = 'red' OR cost > 0", "0"},
		{"groups are of the mask", "masked", "SELECT count(DISTINCT team) FROM bill", "2"},
		{"a mask that fails is NULL", "masked", "SELECT count(*) FROM bill WHERE amount IS NULL", "3000"},
		{"a mask fails beside what may fail too", "masked", "SELECT count(*) FROM bill WHERE 1 / amount = 0 AND CAST(coalesce(team, 'x') AS varchar(3)) <> ''", "4287"},
		{"a row on which the filter fails is hidden", "failing", "SELECT count(*) FROM bill", "857"},
		{"a row on which a cast in the filter fails is hidden", "cast", "SELECT count(*) FROM bill", "6000"},
		{"and with a cast above", "cast", "SELECT count(*) FROM bill WHERE CAST(resource AS bigint) >= 0 AND 1 / amount >= 0", "6000"},
		{"and with what may fail above", "failing", "SELECT count(*) FROM bill WHERE 1 / amount = 1", "857"},
		{"a filter reads a mapping table", "mapped", "SELECT min(amount) FROM bill", "7"},
		{"and with what may fail above it", "mapped", "SELECT sum(CAST(resource AS bigint)) > 0 FROM bill", "true"},
		{"a filter is about the row and the session", "linked", "SELECT count(*), count(DISTINCT team) FROM bill", "3000 | 1"},
	} {
		t.Run(c.name, func(t *testing.T) { b.policy(t, policy, c.who, c.sql, c.want) })
	}
}

// policy asks as a principal and compares the answer, or the code of the error.
func (b *bench) policy(t *testing.T, policy *access.Policy, who, sql, want string) {
	t.Helper()
	g, err := b.guard(t.Context(), policy, policy.Named(who), sql)
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
	if got != want && (want != "" || err != nil) {
		t.Errorf("got %s (%v)", got, err)
	}
}
