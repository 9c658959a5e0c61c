package analyze

import (
	"maps"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/sqljson"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// JSON_TABLE is an UNNEST of what one function makes: an array of rows. The function gets input, path, clauses and parameters as
// JSON_VALUE does, and then the values of every DEFAULT.

// tableColumns gathers the columns of one JSON_TABLE.
type tableColumns struct {
	*analyzer
	e        env
	table    *ast.JSONTable
	names    map[string]bool
	columns  []typed.Column
	defaults []typed.Expr
}

// jsonTable analyzes `JSON_TABLE(…)`.
func (a *analyzer) jsonTable(t *ast.JSONTable, p place) (relation, error) {
	e := env{place: p, names: p.outer, clause: inJSONTable}
	clauses := sqljson.Call{OnError: orElse(t.OnError.Kind, "EMPTY")}
	args, err := a.pathArgs(t.Path, &clauses, e)
	if err != nil {
		return relation{}, err
	}
	c := &tableColumns{analyzer: a, e: e, table: t, names: map[string]bool{}}
	if t.Path.Name != nil {
		c.names[canonical(*t.Path.Name)] = true
	}
	root := &jsonNode{name: t.Path.Name, rows: sqljson.Rows{Path: t.Path.Path.Value}}
	if err := c.gather(t.Columns, root); err != nil {
		return relation{}, err
	}
	if err := root.plan(t); err != nil {
		return relation{}, err
	}
	clauses.Rows = &root.rows
	return c.relation(append(args, c.defaults...), clauses)
}

// relation returns the call with its columns.
func (c *tableColumns) relation(args []typed.Expr, clauses sqljson.Call) (relation, error) {
	if len(args) > maxArguments {
		return relation{}, errTooManyArguments(c.table.Span, "json_table")
	}
	args[sqljson.ClausesAt(sqljson.Table)] = &typed.Literal{Value: clauses.Text(), T: types.Text()}
	fieldTypes := make([]types.Type, len(c.columns))
	rel := relation{}
	for i, col := range c.columns {
		fieldTypes[i] = col.Type
		rel.fields = append(rel.fields, columnField(col, nil))
	}
	row := types.RowOf(make([]string, len(c.columns)), fieldTypes...)
	call := &typed.Call{Func: funcs.JSONTable(), Args: args, Result: types.ArrayOf(row), Span: c.table.Span}
	rel.rel = &typed.Unnest{Args: []typed.Expr{call}, Cols: c.columns}
	return rel, nil
}

// jsonNode is a path of a JSON_TABLE with those nested in it.
type jsonNode struct {
	name   *ast.Ident
	column *ast.JSONColumn // nil for the root
	rows   sqljson.Rows
	nested []*jsonNode
}

// gather analyzes the columns of a path, in the order in which they are written.
func (c *tableColumns) gather(columns []ast.JSONColumn, into *jsonNode) error {
	for i := range columns {
		col := &columns[i]
		if col.Name != nil && c.names[canonical(*col.Name)] {
			return diag.New(diag.DuplicateColumnOrPathName, col.Name.Span, "All column and path names in JSON_TABLE invocation must be unique")
		}
		if col.Name != nil {
			c.names[canonical(*col.Name)] = true
		}
		if col.Kind != ast.JSONNestedColumns {
			made, err := c.column(col)
			if err != nil {
				return err
			}
			into.rows.Columns = append(into.rows.Columns, made)
			continue
		}
		if err := checkPath(col.Path); err != nil {
			return err
		}
		nested := &jsonNode{name: col.Name, column: col, rows: sqljson.Rows{Path: col.Path.Value}}
		into.nested = append(into.nested, nested)
		if err := c.gather(col.Columns, nested); err != nil {
			return err
		}
	}
	return nil
}

// checkPath checks a path that has no parameters.
func checkPath(path *ast.String) error {
	parsed, err := sqljson.Parse(path.Value)
	if err != nil {
		return errPath(path.Span, err)
	}
	if len(parsed.Variables) > 0 {
		return diag.New(diag.InvalidPath, path.Span, "no value passed for parameter %s", parsed.Variables[0])
	}
	return nil
}

// column analyzes a column that is not nested.
func (c *tableColumns) column(col *ast.JSONColumn) (sqljson.Column, error) {
	out := sqljson.Column{Field: len(c.columns), Default: len(c.defaults)}
	t := types.Of(types.BigInt)
	if col.Kind != ast.JSONOrdinalityColumn {
		out.Path = `lax $."` + strings.ReplaceAll(canonical(*col.Name), `"`, `""`) + `"`
		if col.Path != nil {
			if err := checkPath(col.Path); err != nil {
				return out, err
			}
			out.Path = col.Path.Value
		}
		var err error
		if t, err = c.parseType(col.Type); err != nil {
			return out, err
		}
		failing := "NULL"
		if c.table.OnError.Kind == "ERROR" {
			failing = "ERROR"
		}
		out.Call = sqljson.Call{OnEmpty: orElse(col.OnEmpty.Kind, "NULL"), OnError: orElse(col.OnError.Kind, failing)}
		if col.Kind == ast.JSONValueColumn {
			out.Function, err = sqljson.Value, c.valueColumn(col, t)
		} else {
			out.Function, err = sqljson.Query, queryColumn(col, t, &out.Call)
		}
		if err != nil {
			return out, err
		}
	}
	c.columns = append(c.columns, typed.Column{ID: c.newID(), Name: strings.ToLower(col.Name.Name), Type: t})
	return out, nil
}

// valueColumn checks a column that is what JSON_VALUE gives, and keeps its defaults.
func (c *tableColumns) valueColumn(col *ast.JSONColumn, t types.Type) error {
	if !jsonScalarType(t) {
		return diag.New(diag.TypeMismatch, col.Span, "Invalid return type of function JSON_VALUE: %s", t)
	}
	made, err := c.jsonDefaults([]ast.JSONBehavior{col.OnEmpty, col.OnError}, t, c.e)
	c.defaults = append(c.defaults, made...)
	return err
}

// queryColumn checks a column that is what JSON_QUERY gives.
func queryColumn(col *ast.JSONColumn, t types.Type, clauses *sqljson.Call) error {
	if !isTextual(t) || col.Encoding != "" {
		return errNotSupported(col, "a column of JSON_TABLE that is JSON of type "+t.String()+" is not supported")
	}
	return wrapping(col, col.Wrapping, clauses)
}

// plan puts the rows of the nested paths below those of their parents, as PLAN says.
func (n *jsonNode) plan(t *ast.JSONTable) error {
	plan := t.Plan
	if plan == nil {
		n.defaultPlan(false, "UNION")
		return nil
	}
	if plan.Op != "DEFAULT" {
		if n.name == nil {
			return errPathName(t.Path, "All JSON paths must be named when specific plan is given")
		}
		if plan.Name == nil {
			return diag.New(diag.InvalidPlan, plan.Span, "JSON_TABLE plan must either be a single path name or it must be rooted in parent-child relationship (OUTER or INNER)")
		}
		return specificPlan([]*jsonNode{n}, map[string]*ast.JSONPlan{canonical(*plan.Name): plan}, plan)
	}
	if err := n.allNamed(); err != nil {
		return err
	}
	siblings := "UNION"
	if slices.Contains(plan.Words, "CROSS") {
		siblings = "CROSS"
	}
	n.defaultPlan(slices.Contains(plan.Words, "INNER"), siblings)
	return nil
}

func errPathName(at ast.Node, message string) error {
	return diag.New(diag.MissingPathName, at.Where(), "%s", message)
}

// allNamed checks that the nested paths have names.
func (n *jsonNode) allNamed() error {
	for _, child := range n.nested {
		if child.name == nil {
			return errPathName(child.column.Path, "All nested JSON paths must be named when default plan is given")
		}
	}
	for _, child := range n.nested {
		if err := child.allNamed(); err != nil {
			return err
		}
	}
	return nil
}

// defaultPlan joins all parents with their children, and all siblings, in one way.
func (n *jsonNode) defaultPlan(inner bool, siblings string) {
	n.rows.Inner = inner && len(n.nested) > 0
	parts := make([]*sqljson.Rows, len(n.nested))
	for i, child := range n.nested {
		child.defaultPlan(inner, siblings)
		parts[i] = &child.rows
	}
	switch len(parts) {
	case 0:
	case 1:
		n.rows.Child = parts[0]
	default:
		n.rows.Child = &sqljson.Rows{Op: siblings, Parts: parts}
	}
}

// specificPlan checks that the plans of one level name the paths there, all of them and no others, and goes on below them.
func specificPlan(nodes []*jsonNode, plans map[string]*ast.JSONPlan, root *ast.JSONPlan) error {
	var missing []string
	actual := map[string]bool{}
	for _, n := range nodes {
		name := canonical(*n.name)
		if actual[name] = true; plans[name] == nil {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return diag.New(diag.InvalidPlan, root.Span, "JSON_TABLE plan should contain all JSON paths available at each level of nesting. Paths not included: %s", strings.Join(missing, ", "))
	}
	extra := slices.DeleteFunc(slices.Sorted(maps.Keys(plans)), func(name string) bool { return actual[name] })
	if len(extra) > 0 {
		return diag.New(diag.InvalidPlan, root.Span, "JSON_TABLE plan includes unavailable JSON path names: %s", strings.Join(extra, ", "))
	}
	for _, n := range nodes {
		for _, child := range n.nested {
			if child.name == nil {
				return errPathName(child.column.Path, "All JSON paths must be named when specific plan is given")
			}
		}
		plan := plans[canonical(*n.name)]
		below := map[string]*ast.JSONPlan{}
		if len(plan.Parts) > 0 {
			if err := siblingsOf(plan.Parts[0], below); err != nil {
				return err
			}
		}
		if err := specificPlan(n.nested, below, root); err != nil {
			return err
		}
		if len(plan.Parts) > 0 {
			n.rows.Inner, n.rows.Child = plan.Op == "INNER", n.planned(plan.Parts[0])
		}
	}
	return nil
}

// siblingsOf gathers the plans of the paths that stand beside each other.
func siblingsOf(plan *ast.JSONPlan, into map[string]*ast.JSONPlan) error {
	if plan.Name == nil {
		for _, part := range plan.Parts {
			if err := siblingsOf(part, into); err != nil {
				return err
			}
		}
		return nil
	}
	name := canonical(*plan.Name)
	if into[name] != nil {
		return diag.New(diag.InvalidPlan, plan.Name.Span, "Duplicate reference to JSON path name in sibling plan: %s", name)
	}
	into[name] = plan
	return nil
}

// planned returns the rows of a plan of nested paths, whose own plans were made before.
func (n *jsonNode) planned(plan *ast.JSONPlan) *sqljson.Rows {
	if plan.Name != nil {
		for _, child := range n.nested {
			if canonical(*child.name) == canonical(*plan.Name) {
				return &child.rows
			}
		}
	}
	out := &sqljson.Rows{Op: plan.Op}
	for _, part := range plan.Parts {
		out.Parts = append(out.Parts, n.planned(part))
	}
	return out
}
