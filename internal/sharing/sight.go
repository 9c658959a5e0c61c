package sharing

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// Sight is what a principal sees. Whoever is no administrator learns of itself no more than its own catalog says: no filters, no masks,
// nothing that is hidden.
type Sight struct {
	As   string     `json:"as"`
	Kind share.Kind `json:"kind,omitempty" doc:"user, role or group; missing for one that is not known"`
	// Groups are all groups and roles it belongs to, Tags its session tags.
	Groups    []string          `json:"groups"`
	Tags      map[string]string `json:"tags,omitempty"`
	Workgroup string            `json:"workgroup"`
	// Administrator tells that it may grant everything, Everything that it reads everything.
	Administrator bool    `json:"administrator"`
	Everything    bool    `json:"everything"`
	Tables        []Table `json:"tables"`
	// Problem is what is wrong with the query, for this principal.
	Problem *job.Problem `json:"problem,omitempty"`
	// Bytes is what the query would read at most.
	Bytes int64 `json:"bytes,omitempty"`
}

// Table is a table or a view that a principal sees.
type Table struct {
	Database string   `json:"database"`
	Table    string   `json:"table"`
	View     bool     `json:"view,omitempty"`
	Columns  []Column `json:"columns"`
	// Hidden are the columns that it does not see.
	Hidden []string `json:"hidden,omitempty"`
	// AllRows tells that no filter keeps rows from it.
	AllRows     bool                `json:"allRows"`
	Permissions []access.Permission `json:"permissions"`
	// Why are the grants by which it sees the table; none where it is made of what else it sees, or lies in a hybrid location.
	Why  []Reason `json:"why"`
	Open bool     `json:"open,omitempty" doc:"it lies in a hybrid location, and the principal was not opted in"`
	// Made tells that it is a view of the product's own, made of what else the principal sees.
	Made bool `json:"made,omitempty"`
}

// Column is a column that a principal sees.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
	// Mask is the expression that stands in for its values.
	Mask string `json:"mask,omitempty"`
	// Partial tells that it is NULL in rows that only another grant shows.
	Partial bool `json:"partial,omitempty"`
}

// Reason is a grant.
type Reason struct {
	// Principal is whom it was given to: the principal itself, or a group or role that it belongs to.
	Principal   string              `json:"principal"`
	On          string              `json:"on" doc:"what it was given on"`
	Permissions []access.Permission `json:"permissions"`
	Grantable   []access.Permission `json:"grantable,omitempty"`
	Filter      string              `json:"filter,omitempty"`
	Rows        string              `json:"rows,omitempty" doc:"the condition on rows, as Athena SQL"`
	Columns     []string            `json:"columns,omitempty"`
	Excluded    []string            `json:"excluded,omitempty"`
	Masks       map[string]string   `json:"masks,omitempty"`
}

// Sight tells what a principal sees of the whole catalog.
func (d *Desk) Sight(ctx context.Context, who access.Principal, as string) (Sight, error) {
	p, err := d.As(who, as)
	if err != nil {
		return Sight{}, err
	}
	look, err := d.look(ctx, d.Runner, p)
	if err != nil {
		return Sight{}, err
	}
	defer look.sight.Close()
	names, err := look.names(ctx)
	if err != nil {
		return Sight{}, err
	}
	return d.describe(ctx, who, look, names)
}

// CheckRequest asks what a principal sees of a query.
type CheckRequest struct {
	As       string `json:"as,omitempty" maxLength:"255"`
	Database string `json:"database,omitempty" maxLength:"255"`
	SQL      string `json:"sql,omitempty" maxLength:"262144"`
}

// Check tells whether a query may run as a principal, and what it sees of the tables that the query reads.
func (d *Desk) Check(ctx context.Context, who access.Principal, r CheckRequest) (Sight, error) {
	if strings.TrimSpace(r.SQL) == "" {
		return d.Sight(ctx, who, r.As)
	}
	p, err := d.As(who, r.As)
	if err != nil {
		return Sight{}, err
	}
	look, err := d.lookAt(ctx, d.Runner, p, r.Database)
	if err != nil {
		return Sight{}, err
	}
	defer look.sight.Close()
	checked, err := look.sight.Check(ctx, r.SQL, nil)
	if err != nil {
		return Sight{}, err
	}
	var names []catalog.Name
	if checked.Query != nil {
		names = tablesOf(checked.Query)
	}
	out, err := d.describe(ctx, who, look, names)
	if len(checked.Problems) > 0 {
		out.Problem = job.ProblemOf(&query.Error{Text: r.SQL, List: checked.Problems}, r.SQL)
	}
	out.Bytes = checked.Estimate.Bytes
	return out, err
}

// tablesOf returns the tables and views that a query reads, those below views too, in order.
func tablesOf(q *typed.Query) []catalog.Name {
	seen := map[catalog.Name]bool{}
	var names []catalog.Name
	add := func(name catalog.Name) {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	typed.Walk(q.Root, typed.Visitor{Rel: func(r typed.Rel) bool {
		switch r := r.(type) {
		case *typed.Scan:
			add(r.Table.Name)
		case *typed.View:
			add(r.Table.Name)
			return !r.Definer
		}
		return true
	}})
	return names
}

// look is one principal's view at one moment.
type look struct {
	who    access.Principal
	sight  *query.Sight
	policy *access.Policy
}

func (d *Desk) look(ctx context.Context, runner *query.Runner, who access.Principal) (*look, error) {
	return d.lookAt(ctx, runner, who, "")
}

func (d *Desk) lookAt(ctx context.Context, runner *query.Runner, who access.Principal, database string) (*look, error) {
	policy := runner.Policy.Policy()
	fixed := *runner
	fixed.Policy = policy // what is told of it is of one version
	sight, err := query.Call{Runner: &fixed, Who: who, Options: query.Options{Database: database}}.Sight(ctx)
	if err != nil {
		return nil, err
	}
	return &look{who: who, sight: sight, policy: policy}, nil
}

// describing is what describes itself to everybody, and to nobody's interest here.
const describing = "information_schema"

// names returns all tables that the principal sees.
func (l *look) names(ctx context.Context) ([]catalog.Name, error) {
	databases, err := l.sight.Visible.Databases(ctx)
	if err != nil {
		return nil, err
	}
	var names []catalog.Name
	for _, database := range databases {
		tables, err := l.sight.Visible.Tables(ctx, database)
		if errors.Is(err, catalog.ErrSchemaNotFound) || database == describing {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, table := range tables {
			names = append(names, catalog.Name{Database: database, Table: table})
		}
	}
	return names, nil
}

// describe tells what a principal sees of some tables.
func (d *Desk) describe(ctx context.Context, who access.Principal, l *look, names []catalog.Name) (Sight, error) {
	state, err := d.Shares.State(ctx)
	if err != nil {
		return Sight{}, err
	}
	out := Sight{
		As: l.who.Name, Groups: others(l.who), Tags: l.who.Tags, Workgroup: share.Primary,
		Administrator: l.policy.Administrator(l.who), Everything: l.policy.SeesAll(l.who), Tables: []Table{},
	}
	for _, p := range state.Principals {
		if p.Name == l.who.Name {
			out.Kind = p.Kind
			if p.Workgroup != "" {
				out.Workgroup = p.Workgroup
			}
		}
	}
	whole := who.By == "" && l.policy.Administrator(who)
	for _, name := range names {
		table, err := l.table(ctx, name, whole)
		if errors.Is(err, catalog.ErrTableNotFound) || errors.Is(err, catalog.ErrSchemaNotFound) {
			continue // below a view
		}
		if err != nil {
			return Sight{}, err
		}
		out.Tables = append(out.Tables, table)
	}
	return out, nil
}

// others returns the groups and roles of a principal but itself.
func others(who access.Principal) []string {
	groups := []string{}
	for _, g := range who.Groups {
		if g != who.Name {
			groups = append(groups, g)
		}
	}
	return groups
}

// table describes a table. Whole also tells what is hidden, and why.
func (l *look) table(ctx context.Context, name catalog.Name, whole bool) (Table, error) {
	t, err := l.sight.Visible.Table(ctx, name)
	if err != nil {
		return Table{}, err
	}
	out := Table{
		Database: name.Database, Table: name.Table, View: t.View != nil, Columns: []Column{}, Permissions: []access.Permission{}, Why: []Reason{},
	}
	grants := l.policy.Granted(l.who, name)
	for _, c := range t.Columns {
		if !c.Hidden {
			out.Columns = append(out.Columns, Column{Name: c.Name, Type: c.Type.String()})
		}
	}
	for _, p := range []access.Permission{access.Select, access.Describe, access.Insert, access.Delete, access.Alter, access.Drop} {
		if slices.ContainsFunc(grants, func(g access.Grant) bool { return gives(g, p) }) {
			out.Permissions = append(out.Permissions, p)
		}
	}
	out.Open = t.Location != "" && l.policy.Open(l.who, t.Location)
	out.Made = t.View != nil && t.View.Public
	if len(grants) == 0 { // everybody may read it
		out.Permissions = append(out.Permissions, access.Select, access.Describe)
	}
	if !whole || out.Made {
		return out, nil
	}
	out.AllRows = out.Open || len(grants) == 0
	for _, c := range t.Full().Columns {
		if !c.Hidden && !slices.ContainsFunc(t.Columns, func(seen catalog.Column) bool { return seen.Name == c.Name }) {
			out.Hidden = append(out.Hidden, c.Name)
		}
	}
	for _, g := range grants {
		out.Why = append(out.Why, reason(g))
		out.AllRows = out.AllRows || gives(g, access.Select) && g.Rows == nil
	}
	if !out.Open {
		for i := range out.Columns {
			out.Columns[i].explain(grants)
		}
	}
	return out, nil
}

// gives tells whether a grant gives a permission on a table.
func gives(g access.Grant, p access.Permission) bool {
	restricted := g.Columns != nil || len(g.Excluded) > 0 || g.Rows != nil || len(g.Masks) > 0
	has := slices.Contains(g.Permissions, access.All) || slices.Contains(g.Permissions, p)
	switch p { //nolint:exhaustive // the others are not about reading
	case access.Select:
		return has
	case access.Describe:
		return len(g.Permissions) > 0
	}
	return has && !restricted
}

// explain tells what stands in for a column, and whether some rows lack it.
func (c *Column) explain(grants []access.Grant) {
	var masked []string
	plain, all, unfiltered := false, true, false
	for _, g := range grants {
		if !gives(g, access.Select) {
			continue
		}
		if slices.Contains(g.Excluded, c.Name) || g.Columns != nil && !slices.Contains(g.Columns, c.Name) {
			all = false
			continue
		}
		unfiltered = unfiltered || g.Rows == nil
		if mask := g.Masks[c.Name]; mask != nil {
			masked = append(masked, ast.Print(mask))
		} else {
			plain = true
		}
	}
	if len(masked) > 0 {
		c.Mask = masked[0]
	}
	c.Partial = !all && !unfiltered || plain && len(masked) > 0
}

// reason describes a grant.
func reason(g access.Grant) Reason {
	r := Reason{
		On: onText(g.Resource), Permissions: g.Permissions, Grantable: g.Grantable, Filter: g.Filter, Columns: g.Columns, Excluded: g.Excluded,
	}
	for _, name := range g.Principals {
		r.Principal = strings.TrimPrefix(name, "group:")
	}
	if g.Rows != nil {
		r.Rows = ast.Print(g.Rows)
	}
	for column, mask := range g.Masks {
		if r.Masks == nil {
			r.Masks = map[string]string{}
		}
		r.Masks[column] = ast.Print(mask)
	}
	return r
}

// onText names what a grant is about, for people.
func onText(r access.Resource) string {
	switch r.Kind {
	case access.OnCatalog:
		return share.Resource{Type: share.Catalog}.String()
	case access.OnDatabase:
		return share.Resource{Type: share.Database, Database: r.Database}.String()
	case access.OnTable:
		return share.Resource{Type: share.Table, Database: r.Database, Table: r.Table}.String()
	case access.OnLocation:
		return share.Resource{Type: share.DataLocation, Path: r.Path}.String()
	case access.OnTaggedDatabases, access.OnTaggedTables:
		on := share.Resource{Type: share.TagPolicy}
		for _, t := range r.Tags {
			on.Tags = append(on.Tags, share.Condition(t))
		}
		return on.String()
	}
	return string(r.Kind)
}
