package explore

import (
	"context"
	"errors"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// Days are the first and the last day with a line, YYYY-MM-DD; empty where there is none.
type Days struct {
	First string `json:"first" doc:"the first day with a line, YYYY-MM-DD; empty where there is none"`
	Last  string `json:"last" doc:"the last one"`
}

// DaysOf returns the days that a table of bills has for a principal: none where it does not see what day a line is of.
func DaysOf(ctx context.Context, runner Runner, who access.Principal, name string) (Days, error) {
	if name == "" {
		name = defaultTable
	}
	rel, err := from(name)
	if err != nil {
		return Days{}, err
	}
	const begun = "line_item_usage_start_date"
	s := &ast.Select{From: []ast.Rel{rel}, Items: []ast.SelectItem{
		build.Item(dayOf(build.Call("min", build.Column(begun))), "first_day"), build.Item(dayOf(build.Call("max", build.Column(begun))), "last_day"),
	}}
	rows, err := read(ctx, runner, who, &ast.Query{Body: s})
	var wrong *query.Error
	if errors.As(err, &wrong) {
		return Days{}, nil
	}
	if err != nil {
		return Days{}, err
	}
	return Days{First: rows[0][0], Last: rows[0][1]}, nil
}

// dayOf writes the day of a time.
func dayOf(x ast.Expr) ast.Expr { return build.Call("date_format", x, build.Text("%Y-%m-%d")) }
