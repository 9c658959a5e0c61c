package law_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/difftest/draw"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// owner is who may read everything; reader is who the policies are about. On the restricted lake the reader may read everything.
var (
	owner  = access.Principal{Name: "owner"}
	reader = access.Principal{Name: "reader", Groups: []string{"readers"}}
)

// everything lets the owner read the tables of a lake, and the reader too.
func everything(l lake) *access.Policy {
	var rules access.Rules
	for name := range l {
		for _, who := range []access.Principal{owner, reader} {
			rules.Grants = append(rules.Grants, access.Reads(who.Name, name.Database, name.Table))
		}
	}
	return access.New(rules)
}

// rule gives the reader rows and columns of a table. Nil columns are all, and no rows are all.
type rule struct {
	table   string
	columns []string
	rows    string
}

// drawRules draws what the reader may see of a table; nothing is nothing.
func drawRules(t *rapid.T, tab table) []rule {
	var rules []rule
	for range rapid.SampledFrom([]int{1, 1, 1, 2, 3, 0}).Draw(t, "rules") {
		rules = append(rules, rule{table: tab.name, columns: drawColumns(t, tab), rows: drawFilter(t, tab)})
	}
	return rules
}

// drawColumns draws the columns of a rule.
func drawColumns(t *rapid.T, tab table) []string {
	if rapid.IntRange(0, 2).Draw(t, "some columns") < 2 {
		return nil
	}
	var names []string
	for _, c := range tab.columns {
		if rapid.IntRange(0, 3).Draw(t, "column of rule") > 0 {
			names = append(names, c.Name)
		}
	}
	if names == nil {
		names = []string{"id"}
	}
	return names
}

// drawFilter draws a condition on rows: of the team most often, or any that does not fail.
func drawFilter(t *rapid.T, tab table) string {
	team := func() string {
		return rapid.SampledFrom([]string{teams[0], teams[0], teams[0], teams[1], teams[2]}).Draw(t, "team of rule")
	}
	switch rapid.IntRange(0, 7).Draw(t, "filter") {
	case 0, 1, 2:
		return "team = " + team()
	case 3:
		return "team IN (" + team() + ", " + team() + ") AND id % 2 = 0"
	case 4:
		return "team <> " + team() + " OR k = 1"
	case 5:
		return ""
	case 6:
		return "NOT (team = " + team() + " AND k > 0) OR team IS NULL"
	}
	x := draw.New(t, refs("", tab.columns)...).Boolean(2)
	if strings.Contains(x, "SELECT") {
		return "k < 2"
	}
	return "coalesce(TRY(" + x + "), false)"
}

// refs returns the columns as what expressions can name.
func refs(alias string, columns []catalog.Column) []draw.Ref {
	out := make([]draw.Ref, len(columns))
	for i, c := range columns {
		out[i] = draw.Ref{Text: alias + c.Name, Type: c.Type}
	}
	return out
}

// policyOf makes a policy of rules.
func policyOf(t *rapid.T, rules []rule) *access.Policy {
	var made access.Rules
	for _, r := range rules {
		made.Grants = append(made.Grants, access.Grant{
			Principals: []string{"group:readers"}, Resource: access.Table(database, r.table), Permissions: []access.Permission{access.Select},
			Columns: r.columns, Rows: condition(t, r.rows),
		})
	}
	return access.New(made)
}

// condition parses a filter; none is nil.
func condition(t *rapid.T, sql string) ast.Expr {
	if sql == "" {
		return nil
	}
	x, problems := parse.Expression(sql)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", sql, problems)
	}
	return x
}

// visible returns the columns of a table that the rules show.
func visible(tab table, rules []rule) []catalog.Column {
	var out []catalog.Column
	for _, c := range tab.columns {
		if slices.ContainsFunc(rules, func(r rule) bool { return r.shows(c.Name) }) {
			out = append(out, c)
		}
	}
	return out
}

func (r rule) shows(column string) bool {
	return r.columns == nil || slices.Contains(r.columns, column)
}

// keeps is the condition under which the rule shows a row.
func (r rule) keeps() string {
	if r.rows == "" {
		return "true"
	}
	return "(" + r.rows + ")"
}

// restricted returns a query by which the owner reads exactly what the rules show of a table. It says what the guard must do, in words of
// its own: the rows that some rule keeps, and in them the cells that some rule shows which keeps the row.
func restricted(tab table, rules []rule) string {
	var items, keep []string
	for _, c := range visible(tab, rules) {
		var shows []string
		for _, r := range rules {
			if r.shows(c.Name) {
				shows = append(shows, r.keeps())
			}
		}
		items = append(items, fmt.Sprintf("CASE WHEN %s THEN %s END AS %s", strings.Join(shows, " OR "), c.Name, c.Name))
	}
	for _, r := range rules {
		keep = append(keep, r.keeps())
	}
	return "SELECT " + strings.Join(items, ", ") + " FROM " + tab.name + " WHERE " + strings.Join(keep, " OR ")
}
