package duckdb

import (
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// from writes a relation as a member of a FROM clause, in which its columns are named c<ID>.
func (e *emitter) from(r typed.Rel) string {
	switch r := r.(type) {
	case *typed.Select:
		if apart(r) {
			return e.copied(e.selectBlock(r, &typed.Block{Body: r}))
		}
	case *typed.Join:
		return e.join(r)
	case *typed.CTERef:
		return e.cteRef(r)
	case *typed.Scan:
		return e.scan(r)
	case *typed.View:
		return e.view(r)
	case *typed.Values:
		return e.values(r)
	case *typed.Unnest:
		return e.nested(e.unnest(r))
	case *typed.Sample:
		return e.sample(r)
	case *typed.Sequence:
		return e.sequence(r)
	}
	return e.nested(e.query(r))
}

func (e *emitter) cteRef(r *typed.CTERef) string {
	name, ok := e.ctes[r.CTE]
	if !ok {
		e.errs = append(e.errs, diag.New(diag.GenericInternalError, token.Span{}, "reference to an unknown WITH query %q", r.CTE.Name))
	}
	return name + " AS " + e.relation() + "(" + strings.Join(names(r.Cols), ", ") + ")"
}

func (e *emitter) view(v *typed.View) string {
	outer := e.viewed
	if outer == nil {
		e.viewed = &v.Span
	}
	query := e.block(v.Block)
	e.viewed = outer
	renamed := "(\n" + emit.Indent(query) + "\n) AS " + e.relation() + "(" + strings.Join(names(v.Cols), ", ") + ")"
	if v.Guard == nil || v.Guard.Filter == nil {
		return renamed
	}
	return e.behind(v.Guard, v.Cols, renamed)
}

// behind writes a relation of which only the rows that a guard lets through are to be seen.
func (e *emitter) behind(g *typed.Guard, cols []typed.Column, from string) string {
	list := names(cols)
	if len(list) == 0 {
		list = []string{"1 AS n0"}
	}
	return e.nested(selectFrom(list, from, e.condition(g.Filter), ""))
}

// apart tells whether the rows of a SELECT are first copied to a table of their own: what a policy shows, where something above may fail
// on what it hides.
func apart(s *typed.Select) bool { return s.Screen != nil && s.Screen.Barrier }

// copied writes a relation that is the rows of a query, copied to a table of their own: nothing above can be evaluated on another row.
func (e *emitter) copied(query string) string {
	name := "g" + strconv.Itoa(len(e.setup)+1)
	e.setup = append(e.setup, "CREATE TEMP TABLE "+name+" AS\n"+query)
	e.teardown = append(e.teardown, "DROP TABLE IF EXISTS "+name)
	return name + " AS " + e.relation()
}

// join writes a join; its right side is between parentheses when it is a join itself.
func (e *emitter) join(j *typed.Join) string {
	outer := j.Kind == typed.RightJoin || j.Kind == typed.FullJoin
	if outer && j.Lateral {
		return e.unsupported(token.Span{}, "RIGHT and FULL JOIN LATERAL are not supported").Text
	}
	if (outer || j.Kind == typed.LeftJoin) && j.On != nil && hasQuery(j.On) {
		return e.unsupported(token.Span{}, "a subquery in the condition of an outer join is not supported").Text
	}
	left := e.from(j.Left)
	if u, ok := beside(j); ok {
		return e.nested(e.unnestBeside(left, u, j.Kind == typed.LeftJoin))
	}
	right := e.from(j.Right)
	if _, ok := j.Right.(*typed.Join); ok {
		right = "(" + right + ")"
	}
	if j.Lateral {
		right = "LATERAL " + right
	}
	kind := map[typed.JoinKind]string{
		typed.InnerJoin: "JOIN ", typed.LeftJoin: "LEFT JOIN ", typed.RightJoin: "RIGHT JOIN ",
		typed.FullJoin: "FULL JOIN ", typed.CrossJoin: "CROSS JOIN ",
	}[j.Kind]
	if j.Kind == typed.CrossJoin {
		return left + "\n" + kind + right
	}
	on := "true"
	if j.On != nil {
		on = e.condition(j.On)
	}
	return left + "\n" + kind + right + " ON " + on
}

// values writes VALUES. Every value has the type of its column, so that a column of NULLs has a type.
func (e *emitter) values(v *typed.Values) string {
	alias := ") AS " + e.relation() + "(" + strings.Join(names(v.Cols), ", ") + ")"
	if len(v.Rows) == 0 {
		list := make([]string, len(v.Cols))
		for i, c := range v.Cols {
			list[i] = e.null(c.Type).Text
		}
		return "(SELECT " + strings.Join(list, ", ") + " WHERE false" + alias
	}
	rows := make([]string, len(v.Rows))
	for i, row := range v.Rows {
		cells := make([]string, len(row))
		for j, x := range row {
			cells[j] = e.expr(x).Text
		}
		rows[i] = "(" + strings.Join(cells, ", ") + ")"
	}
	return "(VALUES " + strings.Join(rows, ", ") + alias
}

func (e *emitter) sample(s *typed.Sample) string {
	from := e.from(s.Input)
	if s.Percent >= 100 {
		return from
	}
	list := "*"
	if s.Percent <= 0 {
		return e.nested(selectFrom([]string{list}, from, "false", ""))
	}
	method := "bernoulli"
	if s.System {
		method = "system"
	}
	percent := strconv.FormatFloat(s.Percent, 'f', -1, 64)
	return e.nested(emit.Lines("SELECT *", "FROM "+e.nested("SELECT *\nFROM "+from)+" TABLESAMPLE "+method+"("+percent+"%)"))
}

// sequence writes numbers. DuckDB's series ends where the next number would leave its type, as it has to; with no step it would not end.
func (e *emitter) sequence(s *typed.Sequence) string {
	if s.Step == 0 {
		return e.nested("SELECT " + bigint(s.Start) + " AS " + columnName(s.Col.ID))
	}
	return "generate_series(" + bigint(s.Start) + ", " + bigint(s.Stop) + ", " + bigint(s.Step) + ") AS " + e.relation() + "(" + columnName(s.Col.ID) + ")"
}

// bigint writes a number of DuckDB's BIGINT; the least one has no literal.
func bigint(n int64) string { return "'" + strconv.FormatInt(n, 10) + "'::BIGINT" }
