package job

import (
	"fmt"
	"strconv"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// Sorted returns the statement with its rows in the order of a column, counted from 0: SELECT * FROM (statement) ORDER BY n. Columns that
// share a name are no trouble, as the number names one. NULL stands last, ascending and descending. Only queries can be sorted.
func Sorted(sql string, column int, descending bool) (string, error) {
	inner, err := Query(sql)
	if err != nil {
		return "", err
	}
	if column < 0 {
		return "", fault.New(fault.Invalid, "INVALID_COLUMN", fmt.Sprintf("there is no column %d", column))
	}
	inner = unsorted(inner)
	outer := &ast.Query{
		Body: &ast.Select{Items: []ast.SelectItem{{Star: true}}, From: []ast.Rel{&ast.Subquery{Query: inner}}},
		OrderBy: []ast.SortItem{{
			X: &ast.Number{Kind: ast.IntegerNumber, Text: strconv.Itoa(column + 1)}, Desc: descending,
		}},
	}
	return ast.Print(outer), nil
}

// unsorted returns the query below an order that Sorted gave, so that sorting again does not wrap again.
func unsorted(q *ast.Query) *ast.Query {
	all, ok := q.Body.(*ast.Select)
	if !ok || q.With != nil || q.Offset != nil || q.Limit != nil || len(q.OrderBy) != 1 || len(all.Items) != 1 || len(all.From) != 1 {
		return q
	}
	item := all.Items[0]
	if !item.Star || item.X != nil || len(item.Aliases) > 0 || all.Distinct || all.Filter != nil || all.GroupBy != nil || all.Having != nil || len(all.Windows) > 0 {
		return q
	}
	_, byNumber := q.OrderBy[0].X.(*ast.Number)
	below, ok := all.From[0].(*ast.Subquery)
	if !ok || !byNumber {
		return q
	}
	return below.Query
}

// Query returns the query that a statement is, or a fault where it is none.
func Query(sql string) (*ast.Query, error) {
	statement, problems := parse.Statement(sql)
	if len(problems) > 0 {
		return nil, &query.Error{Text: sql, List: problems}
	}
	q, ok := statement.(*ast.Query)
	if !ok {
		return nil, fault.New(fault.Invalid, "NOT_A_QUERY", "only the rows of a query can be sorted and counted: SELECT, WITH, VALUES or TABLE")
	}
	return q, nil
}
