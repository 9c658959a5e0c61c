package console

import (
	"context"
	"fmt"
	"strconv"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// frequentValues is how many values of a column are listed.
const frequentValues = 20

// Statistics says what a column of a query's result holds, counted from 0. Two queries around the query find it out, which the answer
// has: the first counts, the second makes the bars or lists the frequent values. They run with the rights of who asks.
func (c *Console) Statistics(ctx context.Context, who access.Principal, t Text, column int) (ColumnStatistics, error) {
	inner, columns, err := c.resultOf(ctx, who, t)
	if err != nil {
		return ColumnStatistics{}, err
	}
	if column < 0 || column >= len(columns) {
		return ColumnStatistics{}, fault.New(fault.Invalid, "INVALID_COLUMN", fmt.Sprintf("there is no column %d; the result has %d", column, len(columns)))
	}
	of := inspected{console: c, who: who, text: t, query: inner, column: column, columns: len(columns), kind: columns[column].Type}
	out, bounds, err := of.summary(ctx)
	if err != nil {
		return ColumnStatistics{}, err
	}
	if edges := edgesOf(of.kind, bounds); edges != nil {
		return of.histogram(ctx, out, edges)
	}
	if comparable(of.kind) {
		return of.frequent(ctx, out)
	}
	return out, nil
}

// resultOf returns a statement's query and the columns of its result.
func (c *Console) resultOf(ctx context.Context, who access.Principal, t Text) (*ast.Query, []typed.Column, error) {
	statement, problems := parse.Statement(t.SQL)
	if len(problems) > 0 {
		return nil, nil, &query.Error{Text: t.SQL, List: problems}
	}
	inner, ok := statement.(*ast.Query)
	if !ok {
		return nil, nil, fault.New(fault.Invalid, "NOT_A_QUERY", "only the columns of a query have statistics: SELECT, WITH, VALUES or TABLE")
	}
	call := c.call(who, t.Database)
	call.Text, call.Statement, call.Options.Params = t.SQL, statement, t.Params
	resolved, err := call.Resolve(ctx, inner, t.Database)
	if err != nil {
		return nil, nil, err
	}
	return inner, resolved.Root.Columns(), nil
}

// inspected is the column of a result that is looked at.
type inspected struct {
	console *Console
	who     access.Principal
	text    Text
	query   *ast.Query
	column  int
	columns int
	kind    types.Type
}

// around returns WITH r (…, c, …) AS (query) body: the column is c, whatever it is called in the query, and however many are called so.
func (s inspected) around(body *ast.Query) *ast.Query {
	names := make([]ast.Ident, s.columns)
	for i := range names {
		names[i].Name = "x" + strconv.Itoa(i)
	}
	names[s.column].Name = "c"
	out := *body
	out.With = &ast.With{Tables: []ast.CTE{{Name: ast.Ident{Name: "r"}, Columns: names, Query: s.query}}}
	return &out
}

// run runs a query around the statement's, and returns its text too.
func (s inspected) run(ctx context.Context, body *ast.Query, most int) (rows [][]string, nulls [][]bool, sql string, err error) {
	sql = ast.Print(s.around(body))
	result, err := s.console.runner.Text(ctx, s.who, sql, query.Options{Database: s.text.Database, Params: s.text.Params, MaxRows: int64(most)})
	if err != nil {
		return nil, nil, sql, err
	}
	values, err := all(ctx, result)
	for _, row := range values {
		texts, none := make([]string, len(row)), make([]bool, len(row))
		for i, v := range row {
			texts[i], none[i] = render.Text(v, result.Columns[i].Type), v == nil
		}
		rows, nulls = append(rows, texts), append(nulls, none)
	}
	return rows, nulls, sql, err
}

// fixed parses a text of our own.
func fixed(text string) (*ast.Query, error) {
	statement, problems := parse.Statement(text)
	q, ok := statement.(*ast.Query)
	if !ok || len(problems) > 0 {
		return nil, fmt.Errorf("a query of our own is wrong: %q: %w", text, problems.Err())
	}
	return q, nil
}

// The queries that count. Each has the same columns: rows, values, different values, least, greatest, mean, sum, and between what the
// bars lie.
const (
	countIntegers = `SELECT count(*), count(c), approx_distinct(c), min(c), max(c), avg(CAST(c AS double)), sum(CAST(c AS decimal(38, 0))), min(c), max(c) FROM r`
	countDecimals = `SELECT count(*), count(c), approx_distinct(c), min(c), max(c), avg(c), sum(c), min(c), max(c) FROM r`
	countFloats   = `SELECT count(*), count(c), approx_distinct(c), min(c), max(c), avg(CAST(c AS double)), sum(CAST(c AS double)),
		CAST(min(c) FILTER (WHERE is_finite(c)) AS double), CAST(max(c) FILTER (WHERE is_finite(c)) AS double) FROM r`
	countTimes = `SELECT count(*), count(c), approx_distinct(c), min(c), max(c), NULL, NULL,
		to_unixtime(CAST(min(c) AS timestamp(6) with time zone)), to_unixtime(CAST(max(c) AS timestamp(6) with time zone)) FROM r`
	countOrdered    = `SELECT count(*), count(c), approx_distinct(c), min(c), max(c), NULL, NULL, NULL, NULL FROM r`
	countComparable = `SELECT count(*), count(c), count(DISTINCT c), NULL, NULL, NULL, NULL, NULL, NULL FROM r`
	countOnly       = `SELECT count(*), count(c), -1, NULL, NULL, NULL, NULL, NULL, NULL FROM r`
)

// counting returns the query that counts a column of a type.
func counting(t types.Type) string {
	switch {
	case t.IsInteger():
		return countIntegers
	case t.Kind == types.Decimal:
		return countDecimals
	case t.Kind == types.Real, t.Kind == types.Double:
		return countFloats
	case isTime(t):
		return countTimes
	case ordered(t):
		return countOrdered
	case comparable(t):
		return countComparable
	}
	return countOnly
}

func isTime(t types.Type) bool {
	return t.Kind == types.Date || t.Kind == types.Timestamp || t.Kind == types.TimestampTZ
}

// ordered tells whether values of a type have an order and their different ones can be estimated.
func ordered(t types.Type) bool {
	switch t.Kind { //nolint:exhaustive // a list of what has
	case types.Boolean, types.Varchar, types.Char, types.Varbinary, types.Time, types.TimeTZ, types.UUID, types.IPAddress:
		return true
	}
	return t.IsNumeric() || isTime(t)
}

// comparable tells whether values of a type can be grouped.
func comparable(t types.Type) bool {
	switch t.Kind { //nolint:exhaustive // a list of what cannot
	case types.HyperLogLog, types.P4HyperLogLog, types.TDigest, types.QDigest, types.SetDigest, types.Function, types.JSONPath, types.Regexp,
		types.Color, types.Unknown:
		return false
	}
	for _, e := range t.Elems {
		if !comparable(e) {
			return false
		}
	}
	return true
}

// bounds are between what the bars of a histogram lie, as texts of numbers: of times, the seconds since 1970.
type bounds struct{ low, high string }

// summary runs the query that counts.
func (s inspected) summary(ctx context.Context) (ColumnStatistics, bounds, error) {
	body, err := fixed(counting(s.kind))
	if err != nil {
		return ColumnStatistics{}, bounds{}, err
	}
	rows, nulls, sql, err := s.run(ctx, body, 1)
	if err != nil {
		return ColumnStatistics{}, bounds{}, err
	}
	if len(rows) != 1 {
		return ColumnStatistics{}, bounds{}, fmt.Errorf("statistics gave %d rows", len(rows))
	}
	row := rows[0]
	out := ColumnStatistics{SQL: sql, Min: row[3], Max: row[4], Mean: row[5], Sum: row[6]}
	values := int64(0)
	for i, into := range []*int64{&out.Rows, &values, &out.Distinct} {
		if *into, err = strconv.ParseInt(row[i], 10, 64); err != nil {
			return ColumnStatistics{}, bounds{}, fmt.Errorf("statistics: %w", err)
		}
	}
	out.Nulls = out.Rows - values
	if nulls[0][7] || nulls[0][8] {
		return out, bounds{}, nil
	}
	return out, bounds{low: row[7], high: row[8]}, nil
}

// frequent lists the frequent values.
func (s inspected) frequent(ctx context.Context, out ColumnStatistics) (ColumnStatistics, error) {
	text := `SELECT c, count(*) FROM r WHERE c IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20`
	if !ordered(s.kind) {
		text = `SELECT c, count(*) FROM r WHERE c IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 20`
	}
	body, err := fixed(text)
	if err != nil {
		return ColumnStatistics{}, err
	}
	rows, _, sql, err := s.run(ctx, body, frequentValues)
	if err != nil {
		return ColumnStatistics{}, err
	}
	out.ListSQL, out.Frequent = sql, make([]Frequent, len(rows))
	for i, row := range rows {
		n, err := strconv.ParseInt(row[1], 10, 64)
		if err != nil {
			return ColumnStatistics{}, fmt.Errorf("statistics: %w", err)
		}
		out.Frequent[i] = Frequent{Value: row[0], Rows: n}
	}
	return out, nil
}
