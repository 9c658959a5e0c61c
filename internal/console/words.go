package console

import (
	"context"
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/types"
)

const (
	brokenToken = parse.BrokenToken
	catalogName = catalog.Default
)

func tokenPos(i int) token.Pos { return token.Pos(i) }

// words offers words of the language.
func (f *finder) words(list []string, rank int) {
	if f.in != bare {
		return
	}
	for i, w := range list {
		f.found.add(Completion{Kind: "keyword", Label: w}, rank-min(i, unlikely-1))
	}
}

func statementWords() []string {
	return []string{
		"SELECT", "WITH", "SHOW TABLES", "SHOW DATABASES", "SHOW COLUMNS IN", "SHOW CREATE TABLE", "SHOW CREATE VIEW", "SHOW PARTITIONS", "DESCRIBE", "EXPLAIN",
		"EXPLAIN ANALYZE", "CREATE VIEW", "CREATE OR REPLACE VIEW", "CREATE TABLE", "CREATE EXTERNAL TABLE", "CREATE DATABASE", "INSERT INTO", "UNLOAD (",
		"DROP TABLE", "DROP VIEW", "DROP DATABASE", "ALTER TABLE", "MSCK REPAIR TABLE", "PREPARE", "EXECUTE", "DEALLOCATE PREPARE", "VALUES", "TABLE",
	}
}

// clause returns the clause of the innermost SELECT, "" outside of any.
func (f *finder) clause() string {
	if len(f.scopes) == 0 {
		return ""
	}
	return f.scopes[0].clause
}

// inWindow tells whether the cursor stands in the parentheses of OVER or of a named window.
func (f *finder) inWindow() bool {
	open := f.enclosing()
	return len(open) > 0 && f.op(open[0]) == "(" && (f.op(open[0]-1) == "OVER" || f.op(open[0]-1) == "AS" && f.clause() == "WINDOW")
}

// inCall tells whether the cursor stands in parentheses that hold no query.
func (f *finder) inCall() bool {
	open := f.enclosing()
	return len(open) > 0 && !beginsQuery(f.op(open[0]+1))
}

// following offers what can stand behind an operand: operators and the next clauses.
func (f *finder) following() {
	if len(f.scopes) == 0 {
		f.words(afterOther(f.op(0)), wanted)
		return
	}
	operators := []string{"AND", "OR", "IN (", "NOT IN (", "LIKE", "NOT LIKE", "BETWEEN", "NOT BETWEEN", "IS NULL", "IS NOT NULL", "IS DISTINCT FROM", "AT TIME ZONE"}
	switch {
	case f.inWindow():
		f.words([]string{"PARTITION BY", "ORDER BY", "ASC", "DESC", "NULLS FIRST", "NULLS LAST", "ROWS BETWEEN", "RANGE BETWEEN"}, wanted)
		return
	case f.inCall():
		f.words(append([]string{"AS", "ORDER BY", "THEN", "ELSE", "END"}, operators...), likely)
		return
	}
	caseWords := []string{"THEN", "ELSE", "END", "WHEN"}
	switch f.clause() {
	case "SELECT":
		f.words([]string{"FROM", "AS", "OVER (", "FILTER (WHERE", "UNION ALL"}, wanted)
		f.words(operators, possible)
		f.words(caseWords, possible)
	case "FROM", "JOIN", "USING":
		f.words([]string{"WHERE", "JOIN", "LEFT JOIN", "CROSS JOIN", "ON", "GROUP BY", "ORDER BY", "LIMIT", "AS", "USING (", "INNER JOIN", "RIGHT JOIN", "FULL JOIN"}, wanted)
		f.words([]string{"UNION ALL", "UNION", "INTERSECT", "EXCEPT", "HAVING", "WINDOW", "TABLESAMPLE BERNOULLI (", "CROSS JOIN UNNEST("}, possible)
	case "ON":
		f.words([]string{"AND", "OR", "WHERE", "JOIN", "LEFT JOIN", "CROSS JOIN", "GROUP BY", "ORDER BY", "LIMIT"}, wanted)
		f.words(operators, possible)
	case "WHERE":
		f.words(operators, wanted)
		f.words([]string{"GROUP BY", "ORDER BY", "LIMIT", "HAVING", "UNION ALL", "UNION", "INTERSECT", "EXCEPT"}, likely)
		f.words(caseWords, possible)
	case "GROUP":
		f.words([]string{"ORDER BY", "HAVING", "LIMIT", "UNION ALL", "UNION", "INTERSECT", "EXCEPT", "WINDOW"}, wanted)
	case "HAVING":
		f.words(append([]string{"ORDER BY", "LIMIT"}, operators...), wanted)
	case "ORDER":
		f.words([]string{"DESC", "ASC", "LIMIT", "NULLS LAST", "NULLS FIRST", "OFFSET", "FETCH FIRST"}, wanted)
	case "LIMIT", "OFFSET":
		f.words([]string{"LIMIT", "OFFSET"}, wanted)
	}
}

// afterOther returns what can follow in a statement that is no query, by its first word.
func afterOther(head string) []string {
	switch head {
	case "CREATE":
		return []string{"AS", "WITH (", "COMMENT", "PARTITIONED BY (", "ROW FORMAT", "STORED AS", "LOCATION", "TBLPROPERTIES ("}
	case "ALTER":
		return []string{"ADD PARTITION (", "DROP PARTITION (", "ADD COLUMNS (", "SET LOCATION", "SET TBLPROPERTIES ("}
	case "INSERT":
		return []string{"SELECT", "VALUES", "WITH"}
	case "SHOW":
		return []string{"IN", "LIKE"}
	case "DROP":
		return []string{"CASCADE"}
	case "UNLOAD":
		return []string{"TO", "WITH ("}
	}
	return nil
}

// expression offers what an operand can be, and the words that begin one.
func (f *finder) expression(ctx context.Context) {
	switch last := f.before(1); {
	case last == "BY" || last == "LIMIT" || last == "OFFSET":
	case last == "GROUP" || last == "ORDER" || last == "PARTITION":
		f.words([]string{"BY"}, wanted)
		return
	case last == "SHOW":
		f.words([]string{"TABLES", "DATABASES", "COLUMNS IN", "CREATE TABLE", "CREATE VIEW", "PARTITIONS", "VIEWS", "TBLPROPERTIES"}, wanted)
		return
	case last == "CREATE":
		f.words([]string{"VIEW", "OR REPLACE VIEW", "TABLE", "EXTERNAL TABLE", "DATABASE"}, wanted)
		return
	case last == "IS":
		f.words([]string{"NULL", "NOT NULL", "DISTINCT FROM", "NOT DISTINCT FROM"}, wanted)
		return
	case last == "(" && f.inWindow():
		f.words([]string{"PARTITION BY", "ORDER BY", "ROWS BETWEEN", "RANGE BETWEEN"}, wanted)
		return
	}
	if len(f.scopes) == 0 {
		f.words([]string{"SELECT", "WITH", "VALUES", "TABLE"}, wanted)
		return
	}
	f.columns()
	f.aliases()
	if last := f.before(1); last == "LIMIT" || last == "OFFSET" {
		return
	}
	f.functions()
	f.words(operandWords(f.before(1)), possible)
	if len(f.scopes) > 0 && ctx.Err() == nil && f.clause() == "SELECT" && f.before(1) == "SELECT" {
		f.words([]string{"DISTINCT", "*"}, possible)
	}
}

// operandWords are the words that begin an operand.
func operandWords(last string) []string {
	list := []string{"CASE", "CAST(", "NOT", "NULL", "DATE", "TIMESTAMP", "INTERVAL", "TRUE", "FALSE", "EXISTS (", "CURRENT_DATE", "CURRENT_TIMESTAMP", "EXTRACT("}
	if last == "(" {
		list = append(list, "SELECT", "DISTINCT")
	}
	return list
}

// aliases offers the names that SELECT gives its items, where ORDER BY can use them.
func (f *finder) aliases() {
	if f.clause() != "ORDER" || f.inCall() {
		return
	}
	items := f.scopes[0].items
	for i := items.start; i < items.end; i = f.over(i) {
		if f.op(i) == "AS" && i+1 < items.end && f.isName(i+1) {
			name := f.name(i + 1)
			f.found.add(Completion{Kind: "alias", Label: name, Insert: quoteName(name)}, wanted)
		}
	}
}

// functions offers the functions, those that aggregate only where they can stand.
func (f *finder) functions() {
	clause := f.clause()
	for _, fn := range funcs.All() {
		if fn.Operator || fn.Unsupported != "" {
			continue
		}
		rank := unlikely + 2 //nolint:mnd // a little more than words of little use
		if fn.Kind != funcs.Scalar {
			if clause == "WHERE" || clause == "GROUP" || clause == "ON" {
				continue
			}
			rank = possible
		}
		list := signatures(fn)
		detail := ""
		if len(list) > 0 {
			detail = strings.TrimPrefix(list[0], fn.Name)
		}
		if len(list) > 1 {
			detail += fmt.Sprintf(" (+%d)", len(list)-1)
		}
		f.found.add(Completion{Kind: "function", Label: fn.Name, Insert: fn.Name + "(", Detail: detail, Doc: documentation(fn)}, rank)
	}
}

// documentation is what is known of a function, as Markdown.
func documentation(fn *funcs.Func) string {
	var b strings.Builder
	b.WriteString(fn.Doc)
	for i, e := range fn.Examples {
		if i == 2 { //nolint:mnd // two examples tell enough
			break
		}
		fmt.Fprintf(&b, "\n\n`%s` → `%s`", e.SQL, e.Result)
	}
	return b.String()
}

// types offers the types that CAST can name.
func (f *finder) types() {
	for i, name := range []string{
		"varchar", "bigint", "double", "date", "timestamp", "decimal(38, 10)", "integer", "boolean", "json", "timestamp(3)", "timestamp with time zone",
		"time", "varbinary", "real", "smallint", "tinyint", "char(1)", "array(varchar)", "map(varchar, varchar)", "row(", "uuid", "ipaddress",
		"interval day to second", "interval year to month",
	} {
		f.found.add(Completion{Kind: "type", Label: name}, wanted-i)
	}
}

// fields offers the fields of a row.
func (f *finder) fields(t types.Type) {
	if t.Kind != types.Row {
		return
	}
	for i, name := range t.Names {
		if name != "" {
			f.found.add(Completion{Kind: "column", Label: name, Insert: f.quoted(name), Detail: t.Elems[i].String()}, wanted)
		}
	}
}

// quoted returns a name as it is written at the cursor: in a quote that is open, or with quotes of its own where it needs them.
func (f *finder) quoted(name string) string {
	if f.in != nameless {
		return quoteName(name)
	}
	quote := f.text[f.from-1 : f.from]
	name = strings.ReplaceAll(name, quote, quote+quote)
	if f.closed {
		return name
	}
	return name + quote
}

// quoteName writes a name, in quotes where it needs them.
func quoteName(name string) string {
	if token.Plain(name) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

func typeText(t types.Type) string {
	if t.Kind == types.Unknown {
		return ""
	}
	return t.String()
}

func columnCount(n int) string {
	if n == 1 {
		return "1 column"
	}
	return fmt.Sprintf("%d columns", n)
}
