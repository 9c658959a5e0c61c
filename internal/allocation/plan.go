package allocation

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// plan is a question with all that its query needs.
type plan struct {
	key      Key
	over     Source
	from, to time.Time
	ask      Ask
	// logged tells that there are invocation logs of the time, and the key looks at their metadata.
	logged bool
}

// The parts of the query, each of which reads those before it. A column v0, v1 and so on holds what a step says of a line.
const (
	// stepped sums lines up by step and value; where no step knows a value, the residual does.
	stepped = `SELECT month, step, value, sum(cost) AS cost, sum(tokens) AS tokens, sum(saved) AS saved, sum(eligible) AS eligible, sum(lines) AS lines
		FROM lines GROUP BY month, step, value`
	owned = `SELECT month, value, sum(cost) AS cost, sum(tokens) AS tokens, sum(saved) AS saved, sum(eligible) AS eligible FROM stepped GROUP BY month, value`
	// Of what was saved each value pays back its own and gets its part; values stand in a row, and each gets what the row has up to it less what the
	// row had before, so that the parts add up to the whole to the last digit.
	savedByUsage = `SELECT month, value, saved, eligible AS weight FROM owned`
	savedByShare = `SELECT month, value, sum(saved) AS saved, sum(weight) AS weight FROM (
		SELECT month, value, saved, CAST(0 AS decimal(38, 10)) AS weight FROM owned
		UNION ALL SELECT m.month, s.value, CAST(0 AS decimal(38, 10)), s.percent FROM (SELECT DISTINCT month FROM owned) m CROSS JOIN shares s
	) GROUP BY month, value`
	savedRow = `SELECT month, value, saved, sum(saved) OVER (PARTITION BY month) AS amount, weight,
		sum(weight) OVER (PARTITION BY month ORDER BY value ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS upto, sum(weight) OVER (PARTITION BY month) AS whole
		FROM weighed`
	returned = `SELECT month, value, saved - PART AS cost FROM saved_row WHERE whole > 0`
	before   = `SELECT month, value, sum(cost) AS cost, sum(tokens) AS tokens FROM (
		SELECT month, value, cost, tokens FROM owned UNION ALL SELECT month, value, cost, CAST(0 AS decimal(38, 10)) FROM returned
	) GROUP BY month, value`
	beforeSame = `SELECT month, value, cost, tokens FROM owned`
	// aims are the targets of splits: those that are named, and all values that are no source where none is.
	aims = `SELECT b.month, b.cost AS amount, s.source, s.method, s.target, s.percent FROM before b JOIN splits s ON s.source = b.value WHERE s.target <> ''
		UNION ALL
		SELECT b.month, b.cost, s.source, s.method, t.value, s.percent FROM before b JOIN splits s ON s.source = b.value JOIN before t ON t.month = b.month
		WHERE s.target = '' AND t.value NOT IN ('SOURCES')`
	weights = `SELECT a.month, a.amount, a.source, a.method, a.target, CAST(CASE a.method WHEN 'even' THEN 1 WHEN 'fixed' THEN a.percent
			WHEN 'tokens' THEN coalesce(t.tokens, 0) ELSE coalesce(greatest(t.cost, 0), 0) END AS decimal(38, 10)) AS weight
		FROM aims a LEFT JOIN before t ON t.month = a.month AND t.value = a.target`
	row = `SELECT month, amount, source, method, target, weight,
		sum(weight) OVER (PARTITION BY month, source ORDER BY target ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS upto,
		sum(weight) OVER (PARTITION BY month, source) AS whole FROM weights`
	moved = `SELECT month, source, target, method, PART AS cost FROM row_of_targets WHERE whole > 0 AND source <> target`
	// all puts the rows together: what steps found, what splits moved, what savings changed.
	foundRows    = `SELECT 'step' AS "row", month, value, step, '' AS target, '' AS method, cost, lines FROM stepped`
	movedRows    = `SELECT 'move', month, source, -1, target, method, cost, 0 FROM moved`
	returnedRows = `SELECT 'savings', month, value, -1, '', '', cost, 0 FROM returned`
	// part is what a row of parts gives: all parts of an amount add up to it.
	part = `(CASE upto WHEN whole THEN amount WHEN 0 THEN 0 ELSE CAST(CAST(amount AS double) * CAST(upto AS double) / CAST(whole AS double) AS decimal(38, 10)) END
		- CASE upto - weight WHEN whole THEN amount WHEN 0 THEN 0 ELSE CAST(CAST(amount AS double) * CAST(upto - weight AS double) / CAST(whole AS double) AS decimal(38, 10)) END)`
)

// sourcesMark is replaced by the values that are no targets.
const sourcesMark = "SOURCES"

// query is the query of all figures.
func (p *plan) query() (*ast.Query, error) {
	w := &writer{with: &ast.With{}}
	if err := p.reading(w); err != nil {
		return nil, err
	}
	return p.after(w)
}

// after adds the parts behind the one called stepped.
func (p *plan) after(w *writer) (*ast.Query, error) {
	w.text("owned", owned, nil)
	parts := []string{foundRows}
	if s := p.key.Savings; s != nil && !p.ask.Unsplit {
		p.returning(w, s)
		parts = append(parts, returnedRows)
	} else {
		w.text("before", beforeSame, nil)
	}
	if splits := p.key.splits(); len(splits) > 0 && !p.ask.Unsplit {
		p.splitting(w, splits)
		parts = append(parts, movedRows)
	}
	return w.query(parts)
}

// writer puts a query together and keeps the first error.
type writer struct {
	with *ast.With
	err  error
}

// add adds a part.
func (w *writer) add(name string, q *ast.Query) {
	w.with.Tables = append(w.with.Tables, ast.CTE{Name: *build.Ident(name), Query: q})
}

// text adds a part that is written, with lists of texts put in.
func (w *writer) text(name, sql string, lists map[string][]string) {
	q, err := build.Query(sql)
	if err != nil {
		w.err = cmp.Or(w.err, err)
		return
	}
	ast.Walk(q, func(n ast.Node) bool {
		if in, ok := n.(*ast.In); ok && len(in.List) == 1 {
			if mark, ok := in.List[0].(*ast.String); ok && lists[mark.Value] != nil {
				in.List = literals(lists[mark.Value])
			}
		}
		return true
	})
	w.add(name, q)
}

// withPart adds a part whose column PART is a part of an amount.
func (w *writer) withPart(name, sql string) {
	q, err := build.Query(sql)
	if err == nil {
		err = putPart(q)
	}
	if err != nil {
		w.err = cmp.Or(w.err, err)
		return
	}
	w.add(name, q)
}

// putPart puts the formula of parts where PART stands.
func putPart(q *ast.Query) error {
	formula, err := partOf("amount")
	if err != nil {
		return err
	}
	s, ok := q.Body.(*ast.Select)
	if !ok {
		return fmt.Errorf("%T is no SELECT", q.Body)
	}
	for i, item := range s.Items {
		switch x := item.X.(type) {
		case *ast.ColumnRef:
			if isPart(x) {
				s.Items[i].X = formula
			}
		case *ast.BinaryOp:
			if isPart(x.Right) {
				x.Right = formula
			}
		}
	}
	return nil
}

// isPart tells whether an expression is the name PART.
func isPart(x ast.Expr) bool {
	ref, ok := x.(*ast.ColumnRef)
	return ok && len(ref.Parts) == 1 && ref.Parts[0].Name == "PART"
}

// query is WITH … and the union of some parts.
func (w *writer) query(parts []string) (*ast.Query, error) {
	out := &ast.Query{With: w.with}
	for _, text := range parts {
		q, err := build.Query(text)
		if err != nil {
			return nil, err
		}
		if out.Body == nil {
			out.Body = q.Body
			continue
		}
		out.Body = &ast.SetOp{Op: ast.Union, All: true, Left: out.Body, Right: q.Body}
	}
	out.OrderBy = build.OrderBy(6) //nolint:mnd // all that is no figure
	return out, w.err
}

// literals are texts.
func literals(list []string) []ast.Expr {
	var out []ast.Expr
	for _, s := range list {
		out = append(out, build.Text(s))
	}
	return out
}

// returning adds the parts that redistribute savings.
func (p *plan) returning(w *writer, s *Savings) {
	if s.Method == Usage {
		w.text("weighed", savedByUsage, nil)
	} else {
		var rows []ast.Expr
		for _, name := range slices.Sorted(maps.Keys(s.Shares)) {
			rows = append(rows, &ast.Row{Elems: []ast.Expr{build.Text(name), exactly(s.Shares[name])}})
		}
		w.add("shares", valuesOf(rows, "value", "percent"))
		w.text("weighed", savedByShare, nil)
	}
	w.text("saved_row", savedRow, nil)
	w.withPart("returned", returned)
	w.text("before", before, nil)
}

// splitting adds the parts that split.
func (p *plan) splitting(w *writer, splits []Split) {
	excluded := []string{p.key.Residual}
	var rows []ast.Expr
	for _, s := range splits {
		excluded = append(excluded, s.Source)
		targets := s.Targets
		if len(targets) == 0 {
			targets = []string{""}
		}
		for _, t := range targets {
			rows = append(rows, &ast.Row{Elems: []ast.Expr{
				build.Text(s.Source), build.Text(string(s.Method)), build.Text(t), exactly(s.Shares[t]),
			}})
		}
	}
	w.add("splits", valuesOf(rows, "source", "method", "target", "percent"))
	w.text("aims", aims, map[string][]string{sourcesMark: excluded})
	w.text("weights", weights, nil)
	w.text("row_of_targets", row, nil)
	w.withPart("moved", moved)
}

// valuesOf is a table of rows.
func valuesOf(rows []ast.Expr, columns ...string) *ast.Query {
	names := make([]ast.Ident, len(columns))
	for i, c := range columns {
		names[i] = *build.Ident(c)
	}
	from := &ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: &ast.Values{Rows: rows}}}, Alias: *build.Ident("t"), Columns: names}
	return &ast.Query{Body: &ast.Select{Items: []ast.SelectItem{{Star: true}}, From: []ast.Rel{from}}}
}

// partOf is the formula of the parts of an amount in a column.
func partOf(name string) (ast.Expr, error) {
	x, err := build.Expression(part)
	ast.Walk(x, func(n ast.Node) bool {
		if ref, ok := n.(*ast.ColumnRef); ok && ref.Parts[0].Name == "amount" {
			ref.Parts[0] = *build.Ident(name)
		}
		return true
	})
	return x, err
}
