package sharing

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// PreviewRequest asks what a principal sees of a table, now or with a filter that is not kept yet.
type PreviewRequest struct {
	As       string `json:"as" minLength:"1" maxLength:"255"`
	Database string `json:"database" minLength:"1" maxLength:"255"`
	Table    string `json:"table" minLength:"1" maxLength:"255"`
	// Filter is one that is not kept yet, or is to be changed: as if it were granted to the principal. With Alone the principal's other
	// grants on the table are left out.
	Filter *share.Filter `json:"filter,omitempty"`
	Alone  bool          `json:"alone,omitempty"`
	Limit  int           `json:"limit,omitempty" minimum:"0" maximum:"200" doc:"most rows; 20 when 0"`
}

// Preview is what a principal sees of a table.
type Preview struct {
	Table Table `json:"table"`
	// Rows are some rows, with a text or null for each of Table.Columns.
	Rows [][]*string `json:"rows"`
	// Seen counts the rows that the principal sees; Of those that the asker sees, null where it sees none of the table.
	Seen int64  `json:"seen"`
	Of   *int64 `json:"of"`
	// Totals are the sums of columns of costs.
	Totals []Total `json:"totals"`
}

// Total is the sum of a column over all rows that the principal sees, and over those that the asker sees. Null where there is nothing to sum.
type Total struct {
	Column string  `json:"column"`
	Seen   *string `json:"seen"`
	Of     *string `json:"of"`
}

// previewRows is how many rows are shown when nobody says.
const previewRows = 20

// Preview shows what a principal sees of a table, by the door that the principal's own queries take.
func (d *Desk) Preview(ctx context.Context, who access.Principal, r PreviewRequest) (Preview, error) {
	if err := d.administers(who, "see as somebody else"); err != nil {
		return Preview{}, err
	}
	name := catalog.Name{Database: strings.ToLower(r.Database), Table: strings.ToLower(r.Table)}
	runner, as, err := d.pretend(ctx, who, name, r)
	if err != nil {
		return Preview{}, err
	}
	look, err := d.look(ctx, runner, as)
	if err != nil {
		return Preview{}, err
	}
	defer look.sight.Close()
	out := Preview{Rows: [][]*string{}, Totals: []Total{}}
	if out.Table, err = look.table(ctx, name, true); err != nil {
		if errors.Is(err, catalog.ErrTableNotFound) || errors.Is(err, catalog.ErrSchemaNotFound) {
			out.Table = Table{Database: name.Database, Table: name.Table, Columns: []Column{}, Permissions: []access.Permission{}, Why: []Reason{}}
			return out, d.of(ctx, who, name, &out)
		}
		return Preview{}, err
	}
	if len(out.Table.Columns) == 0 {
		return out, d.of(ctx, who, name, &out) // it may describe the table, and read nothing of it
	}
	if err := out.rows(ctx, runner, as, name, r.Limit); err != nil {
		return Preview{}, err
	}
	sums, err := sum(ctx, runner, as, name, costs(out.Table.Columns))
	if err != nil {
		return Preview{}, err
	}
	out.Seen = sums.rows
	for i, column := range sums.columns {
		out.Totals = append(out.Totals, Total{Column: column, Seen: sums.texts[i]})
	}
	return out, d.of(ctx, who, name, &out)
}

// pretend returns a runner whose policy has the filter of the request.
func (d *Desk) pretend(ctx context.Context, who access.Principal, name catalog.Name, r PreviewRequest) (*query.Runner, access.Principal, error) {
	as, err := d.As(who, r.As)
	if err != nil || r.Filter == nil {
		return d.Runner, as, err
	}
	filter := *r.Filter
	filter.Database, filter.Table = name.Database, name.Table
	if filter.Name == "" {
		filter.Name = "preview"
	}
	_, state, err := d.Shares.Try(ctx, who, func(s *share.State) error {
		if r.Alone {
			s.Grants = nil
		}
		known := false
		for _, p := range s.Principals {
			known = known || p.Name == as.Name
		}
		edit := share.Edit{Put: share.Parts{Filters: []share.Filter{filter}}, Grant: []share.Grant{{
			Principal: as.Name, Permissions: []access.Permission{access.Select},
			Resource: share.Resource{Type: share.CellsFilter, Database: name.Database, Table: name.Table, Filter: filter.Name},
		}}}
		if !known {
			edit.Put.Principals = []share.Principal{{Name: as.Name, Kind: share.User}}
		}
		return s.Apply(edit)
	})
	if err != nil {
		return nil, as, err
	}
	policy, err := state.Policy()
	if err != nil {
		return nil, as, err
	}
	runner := *d.Runner
	runner.Policy, runner.Kept = policy, nil
	return &runner, as, nil
}

// of adds what the asker itself sees of the table, for comparison.
func (d *Desk) of(ctx context.Context, who access.Principal, name catalog.Name, out *Preview) error {
	columns := make([]string, 0, len(out.Totals))
	for _, t := range out.Totals {
		columns = append(columns, t.Column)
	}
	sums, err := sum(ctx, d.Runner, who, name, columns)
	var wrong *query.Error
	if errors.As(err, &wrong) {
		return nil // it does not see the table, or not all of these columns
	}
	if err != nil {
		return err
	}
	out.Of = &sums.rows
	for i := range out.Totals {
		out.Totals[i].Of = sums.texts[i]
	}
	return nil
}

// rows reads some rows.
func (p *Preview) rows(ctx context.Context, runner *query.Runner, as access.Principal, name catalog.Name, most int) error {
	if most == 0 {
		most = previewRows
	}
	body := &ast.Select{From: []ast.Rel{tableRel(name)}}
	for _, c := range p.Table.Columns {
		body.Items = append(body.Items, ast.SelectItem{X: column(c.Name)})
	}
	q := &ast.Query{Body: body, Limit: &ast.Limit{Count: &ast.Number{Kind: ast.IntegerNumber, Text: strconv.Itoa(most)}}}
	return each(ctx, runner, as, q, func(texts []*string) { p.Rows = append(p.Rows, texts) })
}

// sums are the number of rows of a table, and the sums of columns.
type sums struct {
	rows    int64
	columns []string
	texts   []*string
}

func sum(ctx context.Context, runner *query.Runner, who access.Principal, name catalog.Name, columns []string) (sums, error) {
	out := sums{columns: columns}
	body := &ast.Select{Items: []ast.SelectItem{{X: &ast.Call{Name: named("count"), Star: true}}}, From: []ast.Rel{tableRel(name)}}
	for _, c := range columns {
		body.Items = append(body.Items, ast.SelectItem{X: &ast.Call{Name: named("sum"), Args: []ast.Expr{exact(c)}}})
	}
	err := each(ctx, runner, who, &ast.Query{Body: body}, func(texts []*string) {
		if n, err := strconv.ParseInt(*texts[0], 10, 64); err == nil { // count is a bigint, and never NULL
			out.rows = n
		}
		out.texts = texts[1:]
	})
	return out, err
}

// exact is a column as a decimal with ten digits after the point, where AWS ends: sums of it do not depend on the order of rows.
func exact(name string) ast.Expr {
	digits, scale := 38, 10
	decimal := &ast.Type{Name: "decimal", Args: []ast.TypeArg{{Number: &digits}, {Number: &scale}}}
	return &ast.Cast{Try: true, X: column(name), Type: decimal}
}

// each runs a query and gives its rows as texts.
func each(ctx context.Context, runner *query.Runner, who access.Principal, q *ast.Query, take func([]*string)) error {
	result, err := runner.Tree(ctx, who, q, query.Options{})
	if err != nil {
		return err
	}
	err = result.Each(ctx, func(row []value.Value) error {
		texts := make([]*string, len(row))
		for i, v := range row {
			if v != nil {
				text := render.Text(v, result.Columns[i].Type)
				texts[i] = &text
			}
		}
		take(texts)
		return nil
	})
	return errors.Join(err, result.Close())
}

// maxTotals bounds the columns that are summed.
const maxTotals = 8

// costs returns the columns of costs: numbers by type, costs by name.
func costs(columns []Column) []string {
	var names []string
	for _, c := range columns {
		number := c.Type == types.Of(types.Double).String() || strings.HasPrefix(c.Type, "decimal")
		if number && strings.Contains(c.Name, "cost") && !strings.Contains(c.Name, "rate") && len(names) < maxTotals {
			names = append(names, c.Name)
		}
	}
	return names
}

func named(parts ...string) (n ast.Name) {
	for _, p := range parts {
		n.Parts = append(n.Parts, ast.Ident{Name: p})
	}
	return n
}

func tableRel(name catalog.Name) ast.Rel { return &ast.Table{Name: named(name.Database, name.Table)} }

func column(name string) ast.Expr { return &ast.ColumnRef{Parts: []ast.Ident{{Name: name}}} }
