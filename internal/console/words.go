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

// inCase returns the last word of a CASE that is open at the cursor: CASE, WHEN, THEN or ELSE; "" outside of one.
func (f *finder) inCase() string {
	closed := 0
	for i := f.at - 1; i >= 0; i-- {
		switch w := f.op(i); w {
		case ")", "]":
			if f.match[i] >= 0 && f.match[i] < i {
				i = f.match[i]
			}
		case "(", "[", "SELECT", "FROM", "WHERE", "HAVING":
			return ""
		case "END":
			closed++
		case "CASE":
			if closed == 0 {
				return w
			}
			closed--
		case "WHEN", "THEN", "ELSE":
			if closed == 0 {
				return w
			}
		}
	}
	return ""
}

// following offers what can stand behind an operand: operators and the next clauses.
func (f *finder) following() {
	if len(f.scopes) == 0 {
		f.words(afterOther(f.op(0)), wanted)
		return
	}
	operators := []string{"AND", "OR", "IN (", "NOT IN (", "LIKE", "NOT LIKE", "BETWEEN", "NOT BETWEEN", "IS NULL", "IS NOT NULL", "IS DISTINCT FROM", "AT TIME ZONE"}
	switch f.inCase() {
	case "CASE":
		f.words([]string{"WHEN"}, wanted)
		return
	case "WHEN":
		f.words(append([]string{"THEN"}, operators...), wanted)
		return
	case "THEN":
		f.words(append([]string{"WHEN", "ELSE", "END"}, operators...), wanted)
		return
	case "ELSE":
		f.words(append([]string{"END"}, operators...), wanted)
		return
	}
	switch {
	case f.inWindow():
		f.words([]string{"PARTITION BY", "ORDER BY", "ASC", "DESC", "NULLS FIRST", "NULLS LAST", "ROWS BETWEEN", "RANGE BETWEEN"}, wanted)
		return
	case f.inCall():
		f.words(append([]string{"AS", "ORDER BY"}, operators...), likely)
		return
	}
	switch f.clause() {
	case "SELECT":
		f.words([]string{"FROM", "AS", "OVER (", "FILTER (WHERE", "UNION ALL"}, wanted)
		f.words(operators, possible)
	case "FROM", "JOIN", "USING":
		if f.clause() == "JOIN" {
			f.words([]string{"ON", "USING ("}, wanted+1)
		}
		f.words([]string{"WHERE", "JOIN", "LEFT JOIN", "CROSS JOIN", "GROUP BY", "ORDER BY", "LIMIT", "AS", "INNER JOIN", "RIGHT JOIN", "FULL JOIN"}, wanted)
		f.words([]string{"UNION ALL", "UNION", "INTERSECT", "EXCEPT", "HAVING", "WINDOW", "TABLESAMPLE BERNOULLI (", "CROSS JOIN UNNEST("}, possible)
	case "ON":
		f.words([]string{"AND", "OR", "WHERE", "JOIN", "LEFT JOIN", "CROSS JOIN", "GROUP BY", "ORDER BY", "LIMIT"}, wanted)
		f.words(operators, possible)
	case "WHERE":
		f.words(operators, wanted)
		f.words([]string{"GROUP BY", "ORDER BY", "LIMIT", "HAVING", "UNION ALL", "UNION", "INTERSECT", "EXCEPT"}, likely)
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
	if last := f.before(1); last == "UNION" || last == "INTERSECT" || last == "EXCEPT" || last == "ALL" && f.before(2) == "UNION" { //nolint:mnd // UNION ALL
		f.words([]string{"SELECT", "ALL", "VALUES", "TABLE"}, wanted)
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
	list := []string{"CASE", "NOT", "NULL", "DATE", "TIMESTAMP", "INTERVAL", "TRUE", "FALSE", "EXISTS (", "CURRENT_DATE", "CURRENT_TIMESTAMP"}
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
	for _, form := range forms() {
		f.found.add(form, unlikely+often(form.Label))
	}
	for _, fn := range funcs.All() {
		if fn.Operator || fn.Unsupported != "" {
			continue
		}
		rank := unlikely + often(fn.Name)
		if fn.Kind != funcs.Scalar && (clause == "WHERE" || clause == "GROUP" || clause == "ON") {
			continue
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

// forms are what looks like a function and is a part of the language.
func forms() []Completion {
	return []Completion{
		{Kind: "function", Label: "coalesce", Insert: "coalesce(", Detail: "(T, T...) -> T", Doc: "The first argument that is not NULL."},
		{Kind: "function", Label: "nullif", Insert: "nullif(", Detail: "(T, T) -> T", Doc: "NULL where both arguments are equal, else the first one."},
		{Kind: "function", Label: "if", Insert: "if(", Detail: "(boolean, T, T) -> T", Doc: "The second argument where the first one is true, else the third one, or NULL."},
		{Kind: "function", Label: "try", Insert: "try(", Detail: "(T) -> T", Doc: "NULL where the argument cannot be computed."},
		{Kind: "function", Label: "cast", Insert: "CAST(", Detail: "(x AS type) -> type", Doc: "The value as another type; an error where it has no such value."},
		{Kind: "function", Label: "try_cast", Insert: "TRY_CAST(", Detail: "(x AS type) -> type", Doc: "The value as another type; NULL where it has no such value."},
		{Kind: "function", Label: "extract", Insert: "EXTRACT(", Detail: "(field FROM x) -> bigint", Doc: "A field of a date or time: YEAR, MONTH, DAY, HOUR, …"},
	}
}

// often tells how often people who look at bills use a function: the less, the more.
func often(name string) int {
	for i, n := range []string{
		"sum", "count", "date_trunc", "coalesce", "max", "min", "avg", "round", "cast", "if", "date_format", "element_at", "date_add", "date_diff",
		"approx_distinct", "nullif", "concat", "lower", "split_part", "regexp_extract", "regexp_like", "array_agg", "max_by", "min_by",
		"arbitrary", "row_number", "rank", "lag", "lead", "from_iso8601_timestamp", "now", "try_cast", "substr", "strpos", "replace",
	} {
		if n == name {
			return possible - unlikely - i/2 //nolint:mnd // two at a time, to stay above the others
		}
	}
	return 0
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
