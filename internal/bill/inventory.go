package bill

import (
	"slices"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Seen says how rows that are sightings, each of a thing at the moment when it was captured, become spans of time. Captured is the column of
// that moment, Vouched that of the last moment for which a file vouches, Gone the one that tells that the thing was deleted.
type Seen struct {
	Captured, Vouched, Gone string
	// Item are the columns that tell the rows of one moment apart.
	Item []string
	// Whole are the columns of what is captured as a whole: a capture ends all rows of the one before.
	Whole []string
}

// untilColumn is the column that a view of sightings has more than its tables.
const untilColumn = "until"

// spans returns the query of a view over sightings: one row for each thing and capture, from the captured moment until the next capture.
func (s *Seen) spans(told ast.Body, columns []catalog.Column) ast.Body {
	all := make([]ast.SelectItem, 0, len(columns)+1)
	for _, c := range columns {
		if c.Name != untilColumn {
			all = append(all, ast.SelectItem{X: build.Column(c.Name), Alias: build.Ident(c.Name)})
		}
	}
	inner := &ast.Select{Items: append(all, ast.SelectItem{X: s.next(), Alias: build.Ident(untilColumn)}), From: []ast.Rel{named(told, "told")}}
	outer := &ast.Select{
		From:    []ast.Rel{named(inner, "spans")},
		Filter:  &ast.IsDistinct{Left: build.Column(s.Gone), Right: &ast.Bool{Value: true}},
		GroupBy: &ast.GroupBy{},
	}
	for _, c := range columns {
		x := build.Column(c.Name)
		switch key := slices.Contains(s.Item, c.Name) || c.Name == s.Captured || c.Name == untilColumn; {
		case key:
			outer.GroupBy.Elements = append(outer.GroupBy.Elements, ast.Grouping{Sets: [][]ast.Expr{{x}}})
		case c.Name == s.Vouched:
			x = build.Call("max", x)
		default:
			x = s.said(c.Name)
		}
		outer.Items = append(outer.Items, ast.SelectItem{X: x, Alias: build.Ident(c.Name)})
	}
	return outer
}

// said is what the newest file says of a column that says anything of it.
func (s *Seen) said(name string) ast.Expr {
	return &ast.Call{
		Name: ast.Name{Parts: []ast.Ident{{Name: "max_by"}}}, Args: []ast.Expr{build.Column(name), build.Column(s.Vouched)},
		Filter: &ast.IsNull{X: build.Column(name), Not: true},
	}
}

// next is the moment of the next capture of the whole, NULL for the last one.
func (s *Seen) next() ast.Expr {
	w := &ast.Window{OrderBy: []ast.SortItem{{X: build.Column(s.Captured)}}, Frame: &ast.Frame{
		Unit: ast.Groups, Start: ast.Bound{Kind: ast.Following, Value: &ast.Number{Text: "1"}}, End: &ast.Bound{Kind: ast.UnboundedFollowing},
	}}
	for _, name := range s.Whole {
		w.PartitionBy = append(w.PartitionBy, build.Column(name))
	}
	return &ast.Call{Name: ast.Name{Parts: []ast.Ident{{Name: "min"}}}, Args: []ast.Expr{build.Column(s.Captured)}, Over: &ast.Over{Window: w}}
}

// named is a query in FROM under a name.
func named(body ast.Body, name string) ast.Rel {
	return &ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: body}}, Alias: *build.Ident(name)}
}

// until is the column that spans adds.
func until() catalog.Column {
	return catalog.Column{Name: untilColumn, Type: types.Type{Kind: types.Timestamp, P: 3}, Comment: "Until when it was so: the next capture; NULL for the last one"}
}
