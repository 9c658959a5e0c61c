package law_test

import (
	"fmt"
	"maps"
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
	tags              *tags    // of byColumnTag
	values            []string // that these must have
}

// tags are the values that one LF-tag of a table has, by what has them. Columns without one have that of the table, and it that of the database.
type tags struct {
	key, database, table string
	columns              map[string]string
}

// of is the value that a column has.
func (g *tags) of(column string) string {
	for _, value := range []string{g.columns[column], g.table, g.database} {
		if value != "" {
			return value
		}
	}
	return ""
}

// grade are the values of the tags.
var grade = []string{"open", "open", "inner", "closed"}

// drawTagged draws tags, and a rule that gives the columns with some values; nil where it gives none.
func drawTagged(t *rapid.T, tab table) *rule {
	some := func(what string) string {
		if rapid.IntRange(0, 2).Draw(t, "tagged "+what) == 0 {
			return ""
		}
		return rapid.SampledFrom(grade).Draw(t, "grade of "+what)
	}
	g := &tags{key: "grade_" + tab.name, table: some("table"), columns: map[string]string{}}
	if rapid.Bool().Draw(t, "tagged database") {
		g.database = "closed" // which all other tables have too
	}
	for _, c := range tab.columns {
		if rapid.Bool().Draw(t, "column has a tag") {
			g.columns[c.Name] = rapid.SampledFrom(grade).Draw(t, "grade of column")
		}
	}
	r := &rule{table: tab.name, by: byColumnTag, tags: g, values: []string{"open"}, columns: []string{}}
	if rapid.Bool().Draw(t, "inner too") {
		r.values = append(r.values, "inner")
	}
	for _, c := range tab.columns {
		if slices.Contains(r.values, g.of(c.Name)) {
			r.columns = append(r.columns, c.Name)
		}
	}
	if len(r.columns) == 0 {
		return nil
	}
	return r
}

// byWhat is how a rule names the reader and the table.
type byWhat int

const (
	byGroup byWhat = iota
	byName
	byTag       // an LF-tag of the table
	byColumnTag // LF-tags of its columns
	byPlace     // nothing: it lies in a hybrid location into which the reader was not opted
)

// drawRules draws what the reader may see of a table; nothing is nothing.
func drawRules(t *rapid.T, tab table) []rule {
	var rules []rule
	for range rapid.SampledFrom([]int{1, 1, 1, 2, 3, 0}).Draw(t, "rules") {
		if rapid.IntRange(0, 9).Draw(t, "by tags of columns") == 9 && !slices.ContainsFunc(rules, func(r rule) bool { return r.tags != nil }) {
			if r := drawTagged(t, tab); r != nil {
				rules = append(rules, *r)
			}
			continue
		}
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
		plainText := c.Type.Kind == types.Varchar && c.Type.P == types.Unbounded
		switch n := rapid.IntRange(0, 9).Draw(t, "mask"); {
		case n == 0:
			masks[c.Name] = "NULL"
		case n == 1 && plainText:
			masks[c.Name] = "substr(" + c.Name + ", -1)"
		case n == 2 && plainText:
			masks[c.Name] = "to_hex(sha256(to_utf8(" + c.Name + ")))"
		case n == 3 && plainText: // what mask_last writes
			masks[c.Name] = strings.ReplaceAll("lpad(CASE WHEN length(c) > 4 THEN substr(c, length(c) - 4 + 1) ELSE '' END, length(c), '*')", "(c", "("+c.Name)
		case n == 4 && plainText:
			masks[c.Name] = "CASE WHEN session_tag('team') = team THEN " + c.Name + " ELSE current_user || session_tag('none') END"
		case n == 5 && plainText:
			masks[c.Name] = "CAST(12 / (k - 1) AS varchar)"
		case n <= 2 && c.Type.Kind == types.Integer:
			masks[c.Name] = "12 / (" + c.Name + " - 1)"
		case n <= 5 && c.Type.Kind == types.Integer:
			masks[c.Name] = "12 / (k - 1) + 1" // of two columns, a part that is the same
		case n == 6:
			masks[c.Name] = "CASE WHEN team = 'red' THEN " + c.Name + " END"
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

// tried is a part of a filter with a query that fails where k is 0.
const tried = "7 / k > 1"

// drawFilter draws a condition on rows: of the team most often, or any that does not fail.
func drawFilter(t *rapid.T, tab table) string {
	team := func() string {
		return rapid.SampledFrom([]string{teams[0], teams[0], teams[0], teams[1], teams[2]}).Draw(t, "team of rule")
	}
	switch rapid.IntRange(0, 15).Draw(t, "filter") {
	case 12:
		return "k = (SELECT max(key) FROM roster WHERE who = current_user) OR team = session_tag('team')"
	case 13:
		return "TRY(CAST(team AS integer) / (k - 1)) IS NULL AND TRY(12 / (k - 1)) IN (SELECT TRY(12 / (key - 1)) FROM roster)"
	case 14:
		return "CASE WHEN session_tag('team') = 'red' THEN team ELSE current_user END = session_tag('team')"
	case 15:
		return "k IN (SELECT key FROM roster WHERE who = current_user OR who IS NULL) AND " + tried
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

// policyOf makes a policy of rules and locations.
func policyOf(t *rapid.T, rules []rule, locations ...access.Location) *access.Policy {
	made := access.Rules{
		Locations:      locations,
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
		case byColumnTag:
			g.Resource = access.Resource{Kind: access.OnTaggedTables, Tags: []access.TagIs{{Key: r.tags.key, Values: r.values}}}
			g.Columns = nil
			made.Tagged = append(made.Tagged, r.tags.list(r.table)...)
		case byPlace:
			continue
		case byGroup:
		}
		made.Grants = append(made.Grants, g)
	}
	return access.New(made)
}

// list returns the tags as the records have them.
func (g *tags) list(table string) []access.Tagged {
	var out []access.Tagged
	add := func(table, column, value string) {
		if value != "" {
			out = append(out, access.Tagged{Database: database, Table: table, Column: column, Key: g.key, Value: value})
		}
	}
	add("", "", g.database)
	add(table, "", g.table)
	for _, column := range slices.Sorted(maps.Keys(g.columns)) {
		add(table, column, g.columns[column])
	}
	return out
}

// drawPlaces draws registered locations around the tables, and returns them with the tables that they open to the reader.
func drawPlaces(t *rapid.T, tables []table) (locations []access.Location, open map[string]bool) {
	open = map[string]bool{}
	if rapid.IntRange(0, 3).Draw(t, "places") > 0 {
		return nil, open
	}
	others := []string{"other", "group:strangers"}
	opted := rapid.SampledFrom([][]string{append(others, reader.Name), append(others, "group:readers")}).Draw(t, "opted in")
	all := rapid.IntRange(0, 2).Draw(t, "around all") == 2
	if all {
		locations = append(locations, access.Location{Path: "s3://bucket/", Hybrid: true, OptedIn: others})
	}
	for _, tab := range tables {
		path := strings.TrimRight(place(tab.name), "/")
		switch rapid.IntRange(0, 3).Draw(t, "place") {
		case 0:
			locations = append(locations, access.Location{Path: path, Hybrid: true, OptedIn: others})
			open[tab.name] = true
		case 1:
			locations = append(locations, access.Location{Path: path, Hybrid: true, OptedIn: opted})
		case 2:
			locations = append(locations, access.Location{Path: path})
		default:
			open[tab.name] = all
		}
	}
	locations = append(locations, access.Location{Path: strings.TrimRight(place("roster"), "/")})
	return locations, open
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
	rows := known(r.rows)
	if strings.Contains(rows, "SELECT") {
		return "(" + strings.ReplaceAll(rows, tried, "TRY("+tried+")") + ")"
	}
	return "coalesce(TRY(" + rows + "), false)"
}

// known writes what is known of the reader in place of what asks for it.
func known(x string) string {
	return strings.NewReplacer("session_tag('team')", "'red'", "session_tag('none')", "CAST(NULL AS varchar)", "current_user", "'reader'").Replace(x)
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
				masked += fmt.Sprintf(" WHEN %s THEN TRY(CAST(%s AS %s))", r.keeps(), known(mask), c.Type.SQL())
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
