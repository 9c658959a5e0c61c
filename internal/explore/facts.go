package explore

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// known is what a reader of an answer must know of the lines behind it.
type known struct {
	unit  string
	notes []string
}

type knownOrError struct {
	known
	err error
}

// Mixed is the unit of amounts that do not have one.
const mixed = "mixed"

// facts looks at the lines of a question: their units, what they lack, and how far the bill goes.
func (q *question) facts(ctx context.Context, runner Runner, who access.Principal) knownOrError {
	tree, err := q.factsTree()
	if err != nil {
		return knownOrError{err: err}
	}
	rows, err := read(ctx, runner, who, tree)
	if err != nil {
		return knownOrError{err: err}
	}
	k, err := q.know(rows)
	return knownOrError{known: k, err: err}
}

// factsTree is a query with one row for each month.
func (q *question) factsTree() (*ast.Query, error) {
	period, err := within(period.Range{Start: q.span.Months()[0].Range().Start, End: q.span.Months()[len(q.span.Months())-1].Range().End})
	if err != nil {
		return nil, err
	}
	asked, err := q.where()
	if err != nil {
		return nil, err
	}
	rel, err := from(q.Table)
	if err != nil {
		return nil, err
	}
	unit := call("nullif", column(q.metric.unit), text(""))
	if plain(asked, period) {
		asked = nil
	}
	only := func(x ast.Expr) ast.Expr {
		if asked == nil {
			return x
		}
		return call("if", asked, x)
	}
	usage := op(column("line_item_line_item_type"), "=", text("Usage"))
	invoiced := op(column("bill_invoice_id"), "<>", text(""))
	s := &ast.Select{
		Items: []ast.SelectItem{
			item(column("billing_period"), "month"),
			item(call("min", only(unit)), "unit"), item(call("max", only(unit)), "unit_2"),
			item(call("max", call("if", usage, column("line_item_usage_start_date"))), "newest"),
			item(call("count_if", invoiced), "invoiced"),
		},
		From: []ast.Rel{rel}, Filter: period, GroupBy: groupBy(1),
	}
	for i, l := range q.lacks() {
		lacks, err := expression(l.condition)
		if err != nil {
			return nil, err
		}
		s.Items = append(s.Items, item(call("count_if", join("AND", asked, lacks)), fmt.Sprintf("lacking_%d", i+1)))
	}
	return &ast.Query{Body: s, OrderBy: orderBy(1)}, nil
}

// lacks is all that lines may lack.
func (q *question) lacks() []lack {
	return append([]lack{{q.metric.lacks, q.metric.says}}, q.also...)
}

// plain tells whether two conditions are the same.
func plain(a, b ast.Expr) bool { return ast.Print(a) == ast.Print(b) }

// know reads the rows of factsTree.
func (q *question) know(rows [][]string) (known, error) {
	var k known
	units := map[string]bool{}
	lacking := make([]int64, len(q.lacks()))
	newest, open, there := "", "", map[string]bool{}
	for _, row := range rows {
		there[row[0]] = true
		for _, u := range row[1:3] {
			if u != "" {
				units[u] = true
				k.unit = u
			}
		}
		newest = max(newest, row[3])
		if row[4] == "0" {
			open = row[0]
		}
		for i, n := range row[5:] {
			lines, err := strconv.ParseInt(n, 10, 64)
			if err != nil {
				return known{}, fmt.Errorf("number of lines: %w", err)
			}
			lacking[i] += lines
		}
	}
	if len(units) > 1 {
		k.unit = mixed
		k.notes = append(k.notes, "The lines have more than one unit; their sum adds up what does not belong together. Filter or group by unit.")
	}
	if k.unit == "" && q.metric.Name != Usage {
		k.unit = "USD"
	}
	for i, l := range q.lacks() {
		if lacking[i] > 0 {
			k.notes = append(k.notes, fmt.Sprintf("%d %s.", lacking[i], l.says))
		}
	}
	k.notes = append(k.notes, q.freshness(there, newest, open)...)
	return k, nil
}

// freshness says which months are not there, and where the bill is not complete.
func (q *question) freshness(there map[string]bool, newest, open string) []string {
	var notes, missing []string
	for _, m := range q.span.Months() {
		if !there[m.String()] {
			missing = append(missing, m.String())
		}
	}
	if len(missing) > 0 {
		const most = 6
		list := strings.Join(missing[:min(most, len(missing))], ", ")
		if len(missing) > most {
			list += ", …"
		}
		notes = append(notes, "There is no bill of "+list+".")
	}
	last := q.span.Months()[len(q.span.Months())-1].String()
	if open == "" || open != last {
		return notes
	}
	if newest == "" {
		return append(notes, open+" is not invoiced yet: its figures may still change.")
	}
	at, err := time.Parse("2006-01-02 15:04:05.000", newest)
	if err != nil {
		return notes
	}
	return append(notes, fmt.Sprintf("%s is not invoiced yet, and the newest usage in it is of %s: %s and the days after it are not complete.",
		open, at.Format("2006-01-02 15:04"), at.Format(dayForm)))
}
