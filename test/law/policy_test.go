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
	"github.com/glauxhq/glaux/internal/sql/types"
)

// owner is who may read everything; reader is who the policies are about. On the restricted lake the reader may read everything.
var (
	owner  = access.Principal{Name: "owner"}
	reader = access.Principal{Name: "reader", Groups: []string{"readers"}, Tags: map[string]string{"team": "red"}}
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

// rule gives the reader rows and columns of a table. Nil columns are all but those excluded, and no rows are all. Masks stand in for columns.
type rule struct {
	table             string
	columns, excluded []string
	rows              string
	masks             map[string]string
	by                byWhat
}

// byWhat is how a rule names the reader and the table.
type byWhat int

const (
	byGroup byWhat = iota
	byName
	byTag // an LF-tag of the table
)

// drawRules draws what the reader may see of a table; nothing is nothing.
func drawRules(t *rapid.T, tab table) []rule {
	var rules []rule
	for range rapid.SampledFrom([]int{1, 1, 1, 2, 3, 0}).Draw(t, "rules") {
		r := rule{table: tab.name, rows: drawFilter(t, tab), by: rapid.SampledFrom([]byWhat{byGroup, byGroup, byName}).Draw(t, "by")}
		if names := drawColumns(t, tab); rapid.Bool().Draw(t, "excluded") && len(names) < len(tab.columns) {
			r.excluded = names
		} else {
			r.columns = names
		}
		if rapid.IntRange(0, 2).Draw(t, "masked") == 2 {
			r.masks = drawMasks(t, tab)
		}
		if r.columns == nil && r.excluded == nil && r.rows == "" && r.masks == nil {
			r.by = rapid.SampledFrom([]byWhat{byTag, byGroup}).Draw(t, "whole by")
		}
		rules = append(rules, r)
	}
	return rules
}

// drawMasks draws expressions that stand in for one or two columns: NULL, a constant, what is left of the value, or any of the type. Some fail.
func drawMasks(t *rapid.T, tab table) map[string]string {
	masks := map[string]string{}
	for range rapid.IntRange(1, 2).Draw(t, "masks") {
		c := rapid.SampledFrom(tab.columns).Draw(t, "masked column")
		switch n := rapid.IntRange(0, 4).Draw(t, "mask"); {
		case n == 0:
			masks[c.Name] = "NULL"
		case n == 1 && c.Type.Kind == types.Varchar && c.Type.P == types.Unbounded:
			masks[c.Name] = "substr(" + c.Name + ", -1)"
		case n == 2 && c.Type.Kind == types.Varchar && c.Type.P == types.Unbounded:
			masks[c.Name] = "to_hex(sha256(to_utf8(" + c.Name + ")))"
		case n == 3 && c.Type.Kind == types.Integer:
			masks[c.Name] = "12 / (" + c.Name + " - 1)"
		default:
			masks[c.Name] = draw.Constant(t, c.Type)
			if x := draw.New(t, refs("", tab.columns)...).Expr(c.Type, 1); !strings.Contains(x, "SELECT") {
				masks[c.Name] = x
			}
		}
	}
	return masks
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
	switch rapid.IntRange(0, 11).Draw(t, "filter") {
	case 8:
		return "team = session_tag('team')"
	case 9:
		return "k IN (SELECT key FROM roster WHERE who = current_user)"
	case 10:
		return "CAST(id % 3 AS integer) / (k - 1) < 2" // fails where k is 1: not these
	case 11:
		return "EXISTS (SELECT 1 FROM roster WHERE who = current_user AND key = k) OR session_tag('none') = 'x'"
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
	return x
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
	made := access.Rules{
		Administrators: []string{owner.Name},
		Grants:         []access.Grant{access.Reads(owner.Name, database, "*")},
		Mappings:       []catalog.Name{{Database: database, Table: "roster"}},
		Tagged:         []access.Tagged{{Database: database, Key: "shown", Value: "no"}},
	}
	for _, r := range rules {
		g := access.Grant{
			Principals: []string{"group:readers"}, Resource: access.Table(database, r.table), Permissions: []access.Permission{access.Select},
			Columns: r.columns, Excluded: r.excluded, Rows: condition(t, r.rows),
		}
		for name, mask := range r.masks {
			if g.Masks == nil {
				g.Masks = map[string]ast.Expr{}
			}
			g.Masks[name] = condition(t, mask)
		}
		switch r.by {
		case byName:
			g.Principals = []string{reader.Name}
		case byTag:
			g.Resource = access.Resource{Kind: access.OnTaggedTables, Tags: []access.TagIs{{Key: "shown", Values: []string{"yes", r.table}}}}
			made.Tagged = append(made.Tagged, access.Tagged{Database: database, Table: r.table, Key: "shown", Value: "yes"})
		case byGroup:
		}
		made.Grants = append(made.Grants, g)
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
	return (r.columns == nil || slices.Contains(r.columns, column)) && !slices.Contains(r.excluded, column)
}

// keeps is the condition under which the rule shows a row: a row on which its filter fails is hidden.
func (r rule) keeps() string {
	if r.rows == "" {
		return "true"
	}
	rows := strings.NewReplacer("session_tag('team')", "'red'", "session_tag('none')", "CAST(NULL AS varchar)", "current_user", "'reader'").Replace(r.rows)
	if strings.Contains(rows, "SELECT") {
		return "(" + rows + ")"
	}
	return "coalesce(TRY(" + rows + "), false)"
}

// restricted returns a query by which the owner reads exactly what the rules show of a table. It says what the guard must do, in words of
// its own: the rows that some rule keeps, and in them the cells that some rule shows which keeps the row.
func restricted(tab table, rules []rule) string {
	var items, keep []string
	for _, c := range visible(tab, rules) {
		// As it is where a rule shows it so; else by the first rule with a mask that keeps the row; else not at all.
		var plain, masked string
		for _, r := range rules {
			mask, ok := r.masks[c.Name]
			switch {
			case !r.shows(c.Name):
			case ok:
				masked += fmt.Sprintf(" WHEN %s THEN TRY(CAST(%s AS %s))", r.keeps(), mask, c.Type.SQL())
			default:
				plain += fmt.Sprintf(" WHEN %s THEN %s", r.keeps(), c.Name)
			}
		}
		items = append(items, fmt.Sprintf("CASE%s%s END AS %s", plain, masked, c.Name))
	}
	for _, r := range rules {
		keep = append(keep, r.keeps())
	}
	return "SELECT " + strings.Join(items, ", ") + " FROM " + tab.name + " WHERE " + strings.Join(keep, " OR ")
}
