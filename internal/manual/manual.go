// Package manual writes the parts of the manual that are made from tables of the program: the errors of sql/diag, the statements of
// statement and the functions of sql/funcs. It promises that what they say is what the program does: a test fails when doc/errors.md or
// doc/dialect.md is not what is written here, and `go generate` writes them anew.
package manual

//go:generate go test . -update

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/statement"
)

// Errors returns doc/errors.md: every code that a statement can be answered with.
func Errors() string {
	var b strings.Builder
	b.WriteString(`# Errors

Made from ` + "`internal/sql/diag`" + ` by ` + "`go generate ./internal/manual`" + `; do not edit.

A message has the form of Athena's: ` + "`CODE: line L:C: sentence`" + `. The examples read
` + "`sales (day date, product varchar, cost double, tags map(varchar, varchar))`" + `.
`)
	for _, d := range diag.Docs() {
		fmt.Fprintf(&b, "\n## %s\n\n%s %s\n", d.Code, d.Sentence, d.Rule)
		if d.Elsewhere != "" {
			fmt.Fprintf(&b, "\nGiven when %s.\n", d.Elsewhere)
			continue
		}
		fmt.Fprintf(&b, "\n```sql\n%s\n```\n", d.Example)
	}
	return b.String()
}

// Dialect returns doc/dialect.md: every statement, and every function and operator, by family.
func Dialect() string { //nolint:funlen // mostly text
	order, members := families()
	var b strings.Builder
	b.WriteString(`# The dialect

Made from ` + "`internal/statement` and `internal/sql/funcs`" + ` by ` + "`go generate ./internal/manual`" + `; do not edit.

The language is that of Athena engine 3, which is Trino's.

## Statements

Queries are run whole. The tables ` + "`schemata`, `tables`, `columns` and `views` of `information_schema`" + ` show what the caller sees. Only an
administrator, a principal with a grant of every table, column and row, runs the statements that change what others see.

| statement | example | notes |
|---|---|---|
`)
	for _, s := range statement.Docs() {
		notes := s.Notes
		if s.Unsupported != "" {
			notes = "*not supported: " + s.Unsupported + "*"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", cell(s.Statement), cell(s.Example), cell(notes))
	}
	b.WriteString(`
## Parts of queries that are refused by name

| part | instead |
|---|---|
| MATCH_RECOGNIZE, and row patterns in a window | window functions: lag, lead, a running sum that numbers the groups |
| a column of JSON_TABLE that is JSON in bytes (` + "`varbinary FORMAT JSON`" + `) | ` + "`varchar FORMAT JSON`" + ` |
| table functions other than sequence and exclude_columns, and COPARTITION | UNNEST(…), a subquery |
| an argument of sequence that is computed otherwise than by + - * | the number itself |
| the method datetime() and like_regex in a JSON path | json_value with RETURNING; regexp_like of its result |
| JSON functions RETURNING varbinary | RETURNING varchar |
| times and timestamps of more than microseconds | a precision of 6 |
| a correlated subquery that Athena refuses, because what it gives is computed from outer columns | a join |
| TRY around a value that may differ at each evaluation, such as random() | a subquery that computes the value |

` + "`approx_distinct`" + ` gives Trino's own estimate for the default error, and the exact number for other errors and for arrays, rows and maps.
` + "`approx_percentile`" + ` of up to 128 values is Trino's; of more it is DuckDB's estimate, and with weights that of Trino's t-digest.

A query WITH RECURSIVE runs until a step gives no new row, or its limit of time or memory ends it; Trino gives up after ten steps.

A subscript of a map that is read from a table, such as resource_tags['user_team'], gives NULL where the key is missing, as the public
dashboards over CUR 2.0 need it; of a map that the query makes it is an error, as in Trino.

IN over a list is evaluated as Trino's compiled code does: nothing where the left side is NULL, then the members that cannot fail, then
the others in turn until one is equal. Where a member has a subquery, where the list stands in more than three others of its kind, or
where the engine computes a list of constants before it has rows, a member that fails may fail although an earlier one is equal;
Trino's own interpreter and its compiled code differ there too.

A sum(bigint) that leaves its range fails as in Trino, with NUMERIC_VALUE_OUT_OF_RANGE, and says "bigint addition overflow in sum": Trino
names the two numbers that it added last, which depend on the order in which its workers happened to add. A stddev, variance or other
statistic of doubles that has no finite number fails with NUMERIC_VALUE_OUT_OF_RANGE where Trino gives Infinity or NaN; corr and regr_*
are NULL there.

A query holds at most two fifths of the machine's memory (the setting ` + "`memory`" + `) and 64 GiB of temporary files (` + "`temp-limit`" + `); beyond that
it ends with EXCEEDED_LOCAL_MEMORY_LIMIT. One array or map has at most 16,777,216 elements, with those inside of it. A query that is
cancelled, or whose time is over, ends within two seconds.

Regular expressions are those of Trino (the library Joni in the syntax of Java): look around, references back, possessive quantifiers,
atomic groups, ` + "`\\p{…}`" + `, intersections of classes, flags. What RE2 can say in the same meaning it finds; the rest goes to an engine that
goes back, which gives up with EXCEEDED_TIME_LIMIT after a second for one text. ` + "`\\R`" + `, ` + "`\\X`" + ` and ` + "`\\h`" + ` are refused by name.

## Functions and operators

The signatures are Trino's; ` + "`T`, `K`, `V`" + ` stand for any type. A function that
is marked *not supported* is known, and refused by name.

| family | functions |
|---|---|
`)
	for _, family := range order {
		fmt.Fprintf(&b, "| [%s](#%s) | %d |\n", family, strings.ReplaceAll(strings.ToLower(family), " ", "-"), len(members[family]))
	}
	for _, family := range order {
		fmt.Fprintf(&b, "\n## %s\n", title(family))
		for _, f := range members[family] {
			function(&b, f)
		}
	}
	return b.String()
}

// families returns the families by name, the operators first and what is not supported last, and the functions of each.
func families() (order []string, members map[string][]*funcs.Func) {
	members = map[string][]*funcs.Func{}
	for _, f := range funcs.All() {
		members[f.Family] = append(members[f.Family], f)
	}
	for name := range members {
		order = append(order, name)
	}
	slices.SortFunc(order, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(strings.ToLower(a), strings.ToLower(b)))
	})
	return order, members
}

// rank puts the first and the last families into their places.
func rank(family string) int {
	switch family {
	case "operator":
		return -1
	case "not supported":
		return 1
	}
	return 0
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// function writes one function.
func function(b *strings.Builder, f *funcs.Func) {
	fmt.Fprintf(b, "\n### `%s`", f.Name)
	if f.Kind == funcs.Aggregate {
		b.WriteString(" (aggregate)")
	}
	if f.Kind == funcs.Window {
		b.WriteString(" (window)")
	}
	fmt.Fprintf(b, "\n\n%s\n", f.Doc)
	if f.Unsupported != "" {
		fmt.Fprintf(b, "\n*Not supported: %s.*\n", f.Unsupported)
	}
	if times := slow()[f.Name]; times > 0 {
		fmt.Fprintf(b, "\n*Slow: about %d times as long as DuckDB's nearest relative, because it is a function in Go.*\n", times)
	}
	if len(f.Signatures) > 0 {
		b.WriteString("\n```\n")
		for _, s := range f.Signatures {
			if !s.Unlisted {
				fmt.Fprintf(b, "%s%s\n", f.Name, s.Text)
			}
		}
		b.WriteString("```\n")
	}
	if len(f.Examples) == 0 {
		return
	}
	b.WriteString("\n| example | gives |\n|---|---|\n")
	for _, e := range f.Examples {
		fmt.Fprintf(b, "| `%s` | `%s` |\n", cell(e.SQL), cell(e.Result))
	}
}

// cell keeps a text from ending a cell of a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
