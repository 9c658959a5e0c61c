package readiness

import (
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/source/feed"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// recentMonths is how many billing periods «recent» holds.
const recentMonths = 3

// reads returns the queries that a check names: sources, all_bills, and of the bill it is about: about, bill, recent (its last three periods), models (the lines of
// models in these), newest (its last one), whole (the last that is over: the one before, where there is one) and pair (whole and the one before it).
func reads(q *ast.Query, lake Lake, about *Source) []ast.CTE {
	named := map[string]bool{}
	ast.Walk(q, func(n ast.Node) bool {
		if table, ok := n.(*ast.Table); ok && len(table.Name.Parts) == 1 {
			named[table.Name.Parts[0].Name] = true
		}
		return true
	})
	offered := []ast.CTE{sourcesTable(lake), part("all_bills")}
	switch {
	case about == nil:
	case about.isBill():
		of := compare("source", "=", about.Name)
		periods := func(op string, last int) ast.Expr {
			return compare(cur.BillingPeriod, op, about.Months[max(0, len(about.Months)-last)])
		}
		offered = append(offered, aboutTable(about),
			part("bill", of), part("recent", of, periods(">=", recentMonths)), part("newest", of, periods(">=", 1)), partOf("genai", "models", of, periods(">=", recentMonths)),
			part("whole", of, periods("=", 2)), part("pair", of, periods(">=", 3), periods("<=", 2))) //nolint:mnd // months from the end
	default:
		offered = append(offered, logTable(about), newestDays())
	}
	if named["flow"] {
		named["flow_log"] = true
	}
	var above []ast.CTE
	for _, one := range offered {
		if named[one.Name.Name] {
			above = append(above, one)
		}
	}
	return above
}

// logTable is all rows of a log.
func logTable(s *Source) ast.CTE {
	database, table, _ := strings.Cut(s.Name, ".")
	from := &ast.Table{Name: ast.Name{Parts: []ast.Ident{{Name: database, Quoted: true}, {Name: table, Quoted: true}}}}
	return ast.CTE{Name: ast.Ident{Name: "flow_log"}, Query: &ast.Query{Body: selectAll(from, nil)}}
}

// newestDays is the rows of its last week.
func newestDays() ast.CTE {
	from := &ast.Table{Name: ast.Name{Parts: []ast.Ident{{Name: "flow_log"}}}}
	last := &ast.SubqueryExpr{Query: &ast.Query{Body: &ast.Select{
		Items: []ast.SelectItem{{X: call("date_add", &ast.String{Value: "day"}, whole(-recentDays), call("max", name(feed.DayColumn)))}},
		From:  []ast.Rel{from},
	}}}
	since := &ast.BinaryOp{Op: ">", Left: name(feed.DayColumn), Right: last}
	return ast.CTE{Name: ast.Ident{Name: "flow"}, Query: &ast.Query{Body: selectAll(from, []ast.Expr{since})}}
}

// recentDays is how many days of logs are looked at.
const recentDays = 7

func call(function string, args ...ast.Expr) ast.Expr {
	return &ast.Call{Name: ast.Name{Parts: []ast.Ident{{Name: function}}}, Args: args}
}

// part names the rows of glaux.bill that fulfil all conditions.
func part(name string, conditions ...ast.Expr) ast.CTE {
	return partOf("bill", name, conditions...)
}

// partOf names the rows of one of the product's own views that fulfil all conditions.
func partOf(view, name string, conditions ...ast.Expr) ast.CTE {
	from := &ast.Table{Name: ast.Name{Parts: []ast.Ident{{Name: "glaux"}, {Name: view}}}}
	return ast.CTE{Name: ast.Ident{Name: name}, Query: &ast.Query{Body: selectAll(from, conditions)}}
}

// selectAll is SELECT * FROM from WHERE all conditions hold.
func selectAll(from ast.Rel, conditions []ast.Expr) *ast.Select {
	s := &ast.Select{Items: []ast.SelectItem{{Star: true}}, From: []ast.Rel{from}}
	for _, c := range conditions {
		if s.Filter == nil {
			s.Filter = c
			continue
		}
		s.Filter = &ast.BinaryOp{Op: "AND", Left: s.Filter, Right: c}
	}
	return s
}

// compare is column op 'text'.
func compare(column, op, text string) ast.Expr {
	return &ast.BinaryOp{Op: op, Left: name(column), Right: &ast.String{Value: text}}
}

func name(column string) ast.Expr { return &ast.ColumnRef{Parts: []ast.Ident{{Name: column}}} }

// sourcesTable is what the lake knows of its sources, as rows.
func sourcesTable(lake Lake) ast.CTE {
	columns := []string{
		"source", "kind", "title", "location", "months", "first_month", "last_month", "missing", "missing_names", "row_count", "faults",
		"first_fault", "synced",
	}
	values := &ast.Values{}
	for _, s := range lake.Sources {
		values.Rows = append(values.Rows, &ast.Row{Elems: sourceRow(s)})
	}
	if len(values.Rows) == 0 {
		values.Rows = []ast.Expr{&ast.Row{Elems: noSource()}}
	}
	named := &ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: values}}, Alias: ast.Ident{Name: "s"}}
	for _, c := range columns {
		named.Columns = append(named.Columns, ast.Ident{Name: c})
	}
	isThere := &ast.IsNull{X: name("source"), Not: true}
	return ast.CTE{Name: ast.Ident{Name: "sources"}, Query: &ast.Query{Body: selectAll(named, []ast.Expr{isThere})}}
}

// aboutTable is the row of sources that is spoken of.
func aboutTable(s *Source) ast.CTE {
	one := sourcesTable(Lake{Sources: []Source{*s}})
	one.Name.Name = "about"
	return one
}

// sourceRow is a row of sourcesTable.
func sourceRow(s Source) []ast.Expr {
	missing := gaps(s.Months)
	first, last, fault := "", "", ""
	if len(s.Months) > 0 {
		first, last = s.Months[0], s.Months[len(s.Months)-1]
	}
	if len(s.Faults) > 0 {
		fault = s.Faults[0]
	}
	return []ast.Expr{
		quoted(s.Name), quoted(s.Kind), quoted(s.Title), quoted(s.Location), whole(int64(len(s.Months))), quoted(first), quoted(last),
		whole(int64(len(missing))), quoted(list(missing)), whole(s.Rows), whole(int64(len(s.Faults))), quoted(fault), moment(s.Synced),
	}
}

// noSource is a row of the right types that the table leaves out.
func noSource() []ast.Expr {
	row := sourceRow(Source{})
	for _, i := range []int{0, 1, 2, 3, 5, 6, 8, 11} { // the texts
		row[i] = &ast.Cast{X: &ast.Null{}, Type: &ast.Type{Name: "varchar"}}
	}
	return row
}

func quoted(text string) ast.Expr {
	return &ast.Cast{X: &ast.String{Value: text}, Type: &ast.Type{Name: "varchar"}}
}

func whole(n int64) ast.Expr { return &ast.Number{Text: strconv.FormatInt(n, 10)} }

// moment is a time to the second in UTC, NULL where there is none.
func moment(t time.Time) ast.Expr {
	if t.IsZero() {
		return &ast.Cast{X: &ast.Null{}, Type: zoned()}
	}
	text := t.UTC().Format("2006-01-02 15:04:05") + " UTC"
	return &ast.Cast{X: &ast.TypedLiteral{Type: &ast.Type{Name: "timestamp"}, Value: text}, Type: zoned()}
}

// gaps returns the months between the first and the last that are not there.
func gaps(months []string) []string {
	if len(months) == 0 {
		return nil
	}
	there := map[string]bool{}
	for _, m := range months {
		there[m] = true
	}
	at, err := period.ParseMonth(months[0])
	if err != nil {
		return nil // the lake names them itself
	}
	var missing []string
	for at.String() < months[len(months)-1] {
		if at = at.Add(1); !there[at.String()] {
			missing = append(missing, at.String())
		}
	}
	return missing
}

// list joins names for people, the first few of many.
func list(names []string) string {
	const most = 6
	text := ""
	for i, n := range names {
		switch {
		case i == most:
			return text + ", …"
		case i > 0:
			text += ", "
		}
		text += n
	}
	return text
}

func zoned() *ast.Type { return &ast.Type{Name: "timestamp with time zone"} }
