package analyze

import "github.com/glauxhq/glaux/internal/sql/ast"

// clause is a part of a SELECT and says what may stand in it; its name is how messages call it.
type clause struct {
	name       string
	aggregates bool
	windows    bool
	subqueries bool
}

// The clauses.
//
//nolint:gochecknoglobals // the table of clauses
var (
	inSelect    = clause{name: "SELECT", aggregates: true, windows: true, subqueries: true}
	inOrderBy   = clause{name: "ORDER BY", aggregates: true, windows: true, subqueries: true}
	inHaving    = clause{name: "HAVING clause", aggregates: true, subqueries: true}
	inWhere     = clause{name: "WHERE clause", subqueries: true}
	inGroupBy   = clause{name: "GROUP BY clause", subqueries: true}
	inJoin      = clause{name: "JOIN clause", subqueries: true}
	inUnnest    = clause{name: "UNNEST", subqueries: true}
	inJSONTable = clause{name: "JSON_TABLE", subqueries: true}
	inValues    = clause{name: "VALUES", subqueries: true}
	inLimit     = clause{name: "LIMIT clause"}
	inSample    = clause{name: "TABLESAMPLE clause"}
	inLambda    = clause{name: "Lambda expression"}
	inRowFilter = clause{name: "Row filter", subqueries: true}
	inMask      = clause{name: "Column mask"}
	inParam     = clause{name: "EXECUTE clause"}
	inArgument  = clause{name: "Table function argument"}
	// inAggregate is the inside of an aggregate, where no other may stand; inWindow the inside of a call with OVER.
	inAggregate = clause{name: "aggregation", subqueries: true}
	inWindow    = clause{name: "window function", aggregates: true, subqueries: true}
)

// env is where an expression stands: what names mean there and what is allowed.
type env struct {
	place
	names  *scope
	clause clause
	// block is the SELECT that aggregates and windows of the expression belong to, nil where there can be none.
	block *block
	// top is the whole expression of the clause, for messages about grouping.
	top ast.Expr
	// doubled counts the constructs around that stand twice in the tree, or in what is made of it.
	doubled int
}

// maxDoubled is how deep constructs that double what is in them may be nested.
const maxDoubled = 10

// in returns the environment with another clause.
func (e env) in(c clause) env {
	e.clause = c
	return e
}
