package console

import (
	"context"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
)

// What one answer may take: candidates, and time for looking values up.
const (
	maxItems     = 100
	completeTime = 3 * time.Second
)

// Complete returns what could stand at a place of a text, best first. The text around the place need not be right.
func (c *Console) Complete(ctx context.Context, who access.Principal, r CompleteRequest) (Completions, error) {
	ruler := newRuler(r.SQL)
	cur := newCursor(r.SQL, ruler.offset(r.At))
	out := Completions{From: ruler.unit(tokenPos(cur.from)), Items: []Completion{}}
	if cur.in == comment {
		return out, nil
	}
	ctx, cancel := context.WithTimeout(ctx, completeTime)
	defer cancel()
	sight, err := c.sight(ctx, who, r.Database)
	if err != nil {
		return Completions{}, err
	}
	defer sight.Close()
	f := &finder{
		resolver: newResolver(cur, sight),
		by:       asker{c, who, version(sight)}, found: newRanking(cur.word),
	}
	if err := f.find(ctx); err != nil {
		return Completions{}, err
	}
	out.Items = f.found.best(maxItems)
	return out, nil
}

// finder collects what could stand at a cursor.
type finder struct {
	*resolver
	by    asker
	found *ranking

	scopes []scope // of the SELECTs around the cursor, the innermost first; see around
}

// scope is a SELECT around the cursor with its relations.
type scope struct {
	block
	relations []relation
}

// around resolves the SELECTs around the cursor.
func (f *finder) around(ctx context.Context) {
	if f.scopes != nil {
		return
	}
	f.scopes = []scope{}
	for _, b := range f.blocks() {
		f.scopes = append(f.scopes, scope{b, f.relations(ctx, b)})
	}
}

// find looks at what stands before the cursor and collects what can follow.
func (f *finder) find(ctx context.Context) error {
	if f.in == literal {
		return f.texts(ctx)
	}
	switch {
	case f.before(1) == ".":
		return f.members(ctx)
	case f.typeWanted():
		f.types()
		return nil
	case f.databaseWanted():
		return f.databases(ctx, wanted)
	case f.tableWanted():
		return f.tables(ctx)
	}
	if f.in == nameless {
		f.around(ctx)
		f.columns()
		return nil
	}
	f.around(ctx)
	if f.at == 0 {
		f.words(statementWords(), wanted)
		return nil
	}
	if f.newName() {
		return nil
	}
	if f.operandBefore() {
		f.following()
		return nil
	}
	f.expression(ctx)
	return nil
}

// newName tells whether a name is being made up here, so that nothing is to be offered: an alias, the name of a query of WITH, a new table.
func (f *finder) newName() bool {
	switch f.before(1) {
	case "AS":
		return !f.inStatement("CREATE") && !f.inStatement("UNLOAD")
	case "WITH", "RECURSIVE":
		return true
	case "VIEW":
		return f.op(0) == "CREATE"
	}
	return false
}

func (f *finder) inStatement(word string) bool { return f.op(0) == word && len(f.enclosing()) == 0 }

// typeWanted tells whether a type stands here: behind AS in CAST.
func (f *finder) typeWanted() bool {
	open := f.enclosing()
	if f.before(1) != "AS" || len(open) == 0 {
		return false
	}
	w := f.op(open[0] - 1)
	return w == "CAST" || w == "TRY_CAST"
}

// databaseWanted tells whether a database stands here.
func (f *finder) databaseWanted() bool {
	switch f.before(1) {
	case "DATABASE", "SCHEMA":
		return f.op(0) != "CREATE"
	case "IN", "FROM":
		return f.op(0) == "SHOW"
	}
	return false
}

// tableWanted tells whether a table stands here.
func (f *finder) tableWanted() bool {
	switch w := f.before(1); w {
	case "FROM":
		return f.before(2) != "DISTINCT" && !f.insideOf("EXTRACT", "TRIM", "SUBSTRING") //nolint:mnd // the word before it
	case "JOIN", "INTO", "DESCRIBE", "DESC":
		return w != "DESC" || f.at == 1
	case "TABLE", "VIEW":
		return f.op(0) != "CREATE"
	case "EXISTS":
		return f.op(0) == "DROP"
	case "UPDATE":
		return f.at == 1
	case ",", "(":
		b := f.blocks()
		open := f.enclosing()
		if len(b) == 0 || b[0].clause != "FROM" || b[0].from.end == 0 {
			return false
		}
		return w == "," && (len(open) == 0 || open[0] < b[0].start) || w == "(" && f.op(f.at-2) == "FROM" || w == "(" && f.op(f.at-2) == "JOIN"
	}
	return false
}

// insideOf tells whether the innermost parenthesis belongs to one of the words.
func (f *finder) insideOf(words ...string) bool {
	open := f.enclosing()
	if len(open) == 0 {
		return false
	}
	for _, w := range words {
		if f.op(open[0]-1) == w {
			return true
		}
	}
	return false
}

// operandBefore tells whether an operand ends right before the cursor, so that an operator or the next clause follows.
func (f *finder) operandBefore() bool {
	if f.at == 0 {
		return false
	}
	i := f.at - 1
	switch w := f.op(i); w {
	case ")", "]", "?", "END", "NULL", "TRUE", "FALSE", "CURRENT_DATE", "CURRENT_TIMESTAMP", "ASC", "DESC":
		return true
	case "*":
		prev := f.op(i - 1)
		return prev == "SELECT" || prev == "." || prev == "," || prev == "DISTINCT"
	case "":
		return !f.broken(i)
	}
	return f.isName(i) && !leadsOn(f.op(i))
}

// broken tells whether a token is a character that begins none.
func (f *finder) broken(i int) bool { return f.toks[i].Kind == brokenToken }

// leadsOn tells whether a word that could be a name most likely leads on to an operand.
func leadsOn(word string) bool {
	switch word {
	case "LIMIT", "OFFSET", "ALL", "ANY", "SOME", "INTERVAL", "FILTER", "OVER", "PARTITION", "EXPLAIN", "ANALYZE", "SHOW", "FETCH", "FIRST", "NEXT",
		"ROWS", "RANGE", "GROUPS", "IF", "SETS", "WITHIN", "LATERAL", "CASCADE", "UNLOAD":
		return true
	}
	return false
}

// columns offers the columns in scope, the innermost first, with the name of the relation before those that two relations have.
func (f *finder) columns() {
	for depth, s := range f.scopes {
		count := map[string]int{}
		for _, rel := range s.relations {
			for _, col := range rel.columns {
				count[col.name]++
			}
		}
		for _, rel := range s.relations {
			for _, col := range rel.columns {
				item := Completion{Kind: "column", Label: col.name, Insert: f.quoted(col.name), Detail: typeText(col.typ)}
				rank := likely - depth
				if leading(col.name) {
					rank++
				}
				if count[col.name] > 1 && f.in == bare {
					item.Label, item.Insert = rel.name+"."+col.name, quoteName(rel.name)+"."+quoteName(col.name)
				}
				f.found.add(item, rank)
			}
			if rel.name != "" && f.in == bare {
				f.found.add(Completion{Kind: "alias", Label: rel.name, Insert: quoteName(rel.name), Detail: plural(int64(len(rel.columns)), "column")}, possible)
			}
		}
	}
}

// leading tells whether a column of a bill is one of those that most queries use.
func leading(name string) bool {
	switch name {
	case "line_item_unblended_cost", "line_item_usage_start_date", "line_item_usage_account_id", "line_item_usage_account_name",
		"line_item_product_code", "line_item_usage_type", "line_item_line_item_type", "line_item_usage_amount", "billing_period", "resource_tags",
		"line_item_resource_id", "line_item_operation", "product_region_code":
		return true
	}
	return false
}

// maxPath is how many names before a dot are looked at: no name has more parts.
const maxPath = 8

// members offers what can stand behind a dot: the columns of a relation, the tables of a database, the fields of a row.
func (f *finder) members(ctx context.Context) error {
	var path []string
	for i := f.at - 1; i > 0 && f.op(i) == "." && f.isName(i-1) && len(path) < maxPath; i -= 2 { //nolint:mnd // the dot and the name
		path = append([]string{f.name(i - 1)}, path...)
	}
	if len(path) == 0 {
		return nil
	}
	f.around(ctx)
	last := path[len(path)-1]
	for _, s := range f.scopes {
		for _, rel := range s.relations {
			if rel.name == last {
				for _, col := range rel.columns {
					f.found.add(Completion{Kind: "column", Label: col.name, Insert: f.quoted(col.name), Detail: typeText(col.typ)}, wanted)
				}
			}
			for _, col := range rel.columns {
				if col.name == last {
					f.fields(col.typ)
				}
			}
		}
		if f.found.size() > 0 && !f.tablePlace(len(path)) {
			return nil
		}
	}
	if last == catalogName {
		return f.databases(ctx, wanted)
	}
	return f.tablesOf(ctx, last, false)
}

// tablePlace tells whether a path of so many names before the cursor stands where a table is named.
func (f *finder) tablePlace(names int) bool {
	g := *f
	c := *f.cursor
	c.at -= 2 * names
	g.resolver = newResolver(&c, f.sight)
	return g.tableWanted()
}

// databases offers the databases.
func (f *finder) databases(ctx context.Context, rank int) error {
	names, err := f.sight.Visible.Databases(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		f.found.add(Completion{Kind: "database", Label: name, Insert: f.quoted(name)}, rank)
	}
	return nil
}

// tables offers what FROM can name: the named queries, the tables of the session's database and, with it, those of the others.
func (f *finder) tables(ctx context.Context) error {
	if b := f.blocks(); len(b) > 0 {
		for _, n := range b[0].with {
			f.found.add(Completion{Kind: "alias", Label: n.name, Insert: f.quoted(n.name), Detail: "WITH"}, wanted)
		}
	}
	if f.in == bare && f.before(1) == "(" {
		f.words([]string{"SELECT", "WITH", "VALUES"}, wanted+1)
	}
	if f.in == bare && (f.before(1) == "FROM" || f.before(1) == "JOIN" || f.before(1) == ",") {
		f.words([]string{"UNNEST", "LATERAL"}, unlikely)
	}
	names, err := f.sight.Visible.Databases(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		rank := possible
		if strings.EqualFold(name, "information_schema") {
			rank = unlikely
		}
		f.found.add(Completion{Kind: "database", Label: name, Insert: f.quoted(name)}, rank)
		if err := f.tablesOf(ctx, name, name != f.sight.Database); err != nil {
			return err
		}
	}
	return nil
}

// tablesOf offers the tables of a database.
func (f *finder) tablesOf(ctx context.Context, database string, qualified bool) error {
	names, err := f.sight.Visible.Tables(ctx, database)
	if err != nil {
		return nil //nolint:nilerr // there is no such database for who asks: nothing to offer
	}
	for _, name := range names {
		item, rank := Completion{Kind: "table", Label: name, Insert: f.quoted(name)}, wanted
		if qualified {
			item.Label, item.Insert, rank = database+"."+name, quoteName(database)+"."+quoteName(name), likely
			if f.in != bare {
				continue
			}
			if database == "information_schema" {
				rank = unlikely
			}
		}
		f.found.add(item, rank)
	}
	return nil
}
