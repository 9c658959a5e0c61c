package explore

import (
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// known is what a reader of an answer must know of the lines behind it.
type known struct {
	unit  string
	notes []Note
}

type knownOrError struct {
	known
	err error
}

// mixed is the unit of amounts that do not have one.
const mixed = "mixed"

// dollars is the unit of costs where no line names one.
const dollars = "USD"

// facts looks at the lines of a question, for their units and what they lack, and at how far the bill goes.
func (q *question) facts(ctx context.Context, runner Runner, who access.Principal) knownOrError {
	var k known
	tree, err := q.unitsTree()
	if err != nil {
		return knownOrError{err: err}
	}
	rows, err := read(ctx, runner, who, tree)
	if err != nil {
		return knownOrError{err: err}
	}
	if err := q.units(&k, rows); err != nil {
		return knownOrError{err: err}
	}
	if tree, err = q.reachTree(); err != nil {
		return knownOrError{err: err}
	}
	if rows, err = read(ctx, runner, who, tree); err != nil {
		return knownOrError{err: err}
	}
	q.reach(&k, rows)
	return knownOrError{known: k}
}

// beside finds facts while something else runs. A panic, which is a bug of ours, becomes an error: nobody above would catch it here.
func beside(find func() knownOrError) <-chan knownOrError {
	found := make(chan knownOrError, 1)
	go func() {
		defer func() {
			if bug := recover(); bug != nil {
				found <- knownOrError{err: fmt.Errorf("panic: %v\n%s", bug, debug.Stack())}
			}
		}()
		found <- find()
	}()
	return found
}

// lacks is all that lines may lack.
func (q *question) lacks() []lack {
	return append([]lack{{q.metric.lacks, q.metric.note}}, q.also...)
}

// unitsTree is a query with one row for each unit of the lines that are asked about: the unit, and how many lines lack what.
func (q *question) unitsTree() (*ast.Query, error) {
	rel, err := from(q.Table)
	if err != nil {
		return nil, err
	}
	s := &ast.Select{Items: []ast.SelectItem{{X: build.Column(q.metric.unit)}}, From: []ast.Rel{rel}, GroupBy: build.GroupBy(1)}
	for i, l := range q.lacks() {
		lacks, err := build.Expression(l.condition)
		if err != nil {
			return nil, err
		}
		s.Items = append(s.Items, build.Item(build.Call("count_if", lacks), fmt.Sprintf("lacking_%d", i+1)))
	}
	s.Filter, err = q.where()
	return &ast.Query{Body: s, OrderBy: build.OrderBy(1)}, err
}

// units reads the rows of unitsTree.
func (q *question) units(k *known, rows [][]string) error {
	units := map[string]bool{}
	lacking := make([]int64, len(q.lacks()))
	for _, row := range rows {
		if row[0] != "" {
			units[row[0]] = true
			k.unit = row[0]
		}
		for i, text := range row[1:] {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return fmt.Errorf("number of lines: %w", err)
			}
			lacking[i] += n
		}
	}
	if len(units) > 1 {
		k.unit = mixed
		k.notes = append(k.notes, note(noteMixedUnits))
	}
	if k.unit == "" && q.metric.Name != Usage {
		k.unit = dollars
	}
	for i, l := range q.lacks() {
		if lacking[i] > 0 {
			k.notes = append(k.notes, note(l.note, "lines", strconv.FormatInt(lacking[i], 10)))
		}
	}
	return nil
}

// reachTree is a query with one row for each billing period that is there; the last one has its newest usage, and whether it is invoiced.
func (q *question) reachTree() (*ast.Query, error) {
	rel, err := from(q.Table)
	if err != nil {
		return nil, err
	}
	last := q.lastMonth()
	there := &ast.Select{
		Distinct: true,
		Items: []ast.SelectItem{
			build.Item(build.Column("billing_period"), "month"), build.Item(build.AsText(&ast.Null{}), "newest"), build.Item(build.AsText(&ast.Null{}), "invoice"),
		},
		From: []ast.Rel{rel}, Filter: build.Join("AND", inMonths(q.span), build.Op(build.Column("billing_period"), "<>", build.Text(last))),
	}
	newest := build.AsText(build.Call("max", build.Call("if", build.Op(build.Column("line_item_line_item_type"), "=", build.Text("Usage")), build.Column("line_item_usage_start_date"))))
	end := &ast.Select{
		Items: []ast.SelectItem{build.Item(build.Column("billing_period"), "month"), build.Item(newest, "newest"), build.Item(build.Call("max", build.Column("bill_invoice_id")), "invoice")},
		From:  []ast.Rel{rel}, Filter: build.Op(build.Column("billing_period"), "=", build.Text(last)), GroupBy: build.GroupBy(1),
	}
	return &ast.Query{Body: &ast.SetOp{Op: ast.Union, All: true, Left: there, Right: end}, OrderBy: build.OrderBy(1)}, nil
}

// lastMonth is the last billing period of the question.
func (q *question) lastMonth() string {
	months := q.span.Months()
	return months[len(months)-1].String()
}

// reach says which billing periods are not there, and where the last one is not complete.
func (q *question) reach(k *known, rows [][]string) {
	there := map[string]bool{}
	for _, row := range rows {
		there[row[0]] = true
	}
	var missing []string
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
		k.notes = append(k.notes, note(noteNoBill, "months", list))
	}
	for _, row := range rows {
		if row[0] == q.lastMonth() && row[2] == "" {
			k.notes = append(k.notes, openMonth(row[0], row[1]))
		}
	}
}

// openMonth says that a month is not complete, and since when.
func openMonth(month, newest string) Note {
	at, err := time.Parse("2006-01-02 15:04:05", strings.TrimSuffix(newest, ".000"))
	if err != nil {
		return note(noteOpenMonth, "month", month) // there is no usage yet
	}
	return note(noteOpenMonthUntil, "month", month, "newest", at.Format("2006-01-02 15:04"), "day", at.Format(dayForm))
}
