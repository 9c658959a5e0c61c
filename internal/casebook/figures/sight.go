package figures

import (
	"context"
	"fmt"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Sight is what a principal sees of each place of the bill. Who sees the same of a place as another one sees every line there, with all columns
// that figures are made of.
type Sight map[anomaly.Node]Place

// Place is what a principal sees of a place: how many lines, a checksum of all their daily figures, and the first and the last day of them.
type Place struct {
	Lines       string
	First, Last anomaly.Day
}

// Days returns the first and the last day of everything that is seen; false where there is nothing.
func (s Sight) Days() (first, last anomaly.Day, some bool) {
	for _, p := range s {
		if !some {
			first, last, some = p.First, p.Last, true
		}
		first, last = min(first, p.First), max(last, p.Last)
	}
	return first, last, some
}

// SightOf returns what a principal sees: nothing where it does not see the bill, or a column that figures are made of.
func SightOf(ctx context.Context, runner Runner, who access.Principal) (Sight, error) {
	q, err := sightQuery()
	if err != nil {
		return nil, err
	}
	out := Sight{}
	err = each(ctx, runner, who, q, func(row []value.Value) error {
		const accountAt, serviceAt, typeAt, regionAt, linesAt, sumAt, firstAt, lastAt = 0, 1, 2, 3, 4, 5, 6, 7
		n := anomaly.Node{Account: textOf(row[accountAt]), Service: textOf(row[serviceAt]), UsageType: textOf(row[typeAt]), Region: textOf(row[regionAt])}
		first, begins := row[firstAt].(value.Date)
		last, ends := row[lastAt].(value.Date)
		if !begins || !ends {
			return nil // who sees no days sees nothing that figures are made of
		}
		out[n] = Place{Lines: fmt.Sprint(row[linesAt], " ", textOf(row[sumAt])), First: anomaly.Day(first), Last: anomaly.Day(last)}
		return nil
	})
	if unseen(err) {
		return Sight{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find out what %q sees: %w", who.Name, err)
	}
	return out, nil
}

// sightQuery sums up the daily figures of each place.
func sightQuery() (*ast.Query, error) {
	days, err := monthQuery("")
	if err != nil {
		return nil, err
	}
	inner, ok := days.Body.(*ast.Select)
	if !ok {
		return nil, fmt.Errorf("a query of another form: %s", ast.Print(days))
	}
	inner.Filter = nil
	inner.Items = append(inner.Items, build.Item(&ast.Call{Name: ast.Name{Parts: []ast.Ident{{Name: "count"}}}, Star: true}, "lines"))
	var parts []ast.Expr
	for _, name := range []string{"day", "kind", "cost", "quantity", "lines"} {
		parts = append(parts, orEmpty(build.Cast(build.Column(name), "varchar")))
	}
	s := &ast.Select{From: []ast.Rel{&ast.Aliased{Rel: &ast.Subquery{Query: days}, Alias: ast.Ident{Name: "days"}}}}
	for _, name := range []string{"account", "service", "usage_type", "region"} {
		s.Items = append(s.Items, ast.SelectItem{X: build.Column(name)})
	}
	s.GroupBy = build.GroupBy(len(s.Items))
	s.Items = append(s.Items, build.Item(build.Call("sum", build.Column("lines")), "lines"), build.Item(build.Call("to_hex", build.Call("checksum", build.Join("||", spaced(parts)...))), "figures"),
		build.Item(build.Call("min", build.Column("day")), "first"), build.Item(build.Call("max", build.Column("day")), "last"))
	return &ast.Query{Body: s}, nil
}

// spaced puts a blank between texts.
func spaced(parts []ast.Expr) []ast.Expr {
	var out []ast.Expr
	for i, p := range parts {
		if i > 0 {
			out = append(out, build.Text(" "))
		}
		out = append(out, p)
	}
	return out
}

// Names returns the names of accounts that a principal sees; none where it does not see them.
func Names(ctx context.Context, runner Runner, who access.Principal) (map[string]string, error) {
	s := &ast.Select{From: []ast.Rel{bill()}, Items: []ast.SelectItem{
		build.Item(orEmpty(build.Column("line_item_usage_account_id")), "account"),
		build.Item(orEmpty(build.Call("max_by", build.Column("line_item_usage_account_name"), build.Column("line_item_usage_start_date"))), "name"),
	}, GroupBy: build.GroupBy(1)}
	out := map[string]string{}
	err := each(ctx, runner, who, &ast.Query{Body: s}, func(row []value.Value) error {
		out[textOf(row[0])] = textOf(row[1])
		return nil
	})
	if err != nil && !unseen(err) {
		return nil, fmt.Errorf("read the names of accounts: %w", err)
	}
	return out, nil
}
