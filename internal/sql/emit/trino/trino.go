// Package trino prints a resolved query as Trino SQL, the SQL that Athena and Trino run. The text is flat: relations are t1, t2, …
// in the order in which they are printed, columns of tables keep their names, those of subqueries are c1, c2, …, and what
// the analyzer decided (types, casts, windows, orders of NULLs) is written out.
//
// It promises that nothing is lost: the text, parsed and analyzed in the same catalog, gives a tree that prints as the same
// text and means the same. That promise is tested over every query the project has, and so proves the front-end without any engine.
package trino

import (
	"fmt"
	"strconv"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Query returns the query as one statement of Trino SQL. It fails only on a tree that no text can express, such as a
// column that nothing defines.
func Query(q *typed.Query) (emit.Statement, error) {
	p := &printer{columns: map[typed.ColumnID]emit.Expr{}, ctes: map[*typed.CTE]string{}, taken: map[string]bool{}}
	text := p.block(q.Root, true)
	if p.err != nil {
		return emit.Statement{}, fmt.Errorf("print as Trino SQL: %w", p.err)
	}
	columns := q.Root.Columns()
	result := make([]types.Type, len(columns))
	for i, c := range columns {
		result[i] = c.Type
	}
	return emit.Statement{SQL: text, Columns: result}, nil
}

// printer prints one query. What is printed first is named first, so names depend on the query alone.
type printer struct {
	// columns holds what stands for a column where it is used: a name, or the expression behind it.
	columns map[typed.ColumnID]emit.Expr
	ctes    map[*typed.CTE]string
	taken   map[string]bool // names of CTEs in use
	rels    int             // how many relations have a name
	params  int             // how many parameters of lambdas have a name
	err     error           // the first thing that cannot be printed
}

// fail remembers the first error; printing goes on, so that callers need not look after each step.
func (p *printer) fail(format string, args ...any) emit.Expr {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
	return emit.Atom("NULL")
}

// relation makes a name for a relation.
func (p *printer) relation() string {
	p.rels++
	return "t" + strconv.Itoa(p.rels)
}

// name returns an identifier, in quotes where it needs them.
func name(id string) string {
	if token.Plain(id) && lower(id) {
		return id
	}
	return emit.Ident(id)
}

func lower(id string) bool {
	for _, c := range id {
		if 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// generated returns the name of column i of a relation that has no names of its own.
func generated(i int) string { return "c" + strconv.Itoa(i+1) }
