package query

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// planNode is a step of a query in the form that EXPLAIN (FORMAT JSON) has in Athena. It is made of the query as the caller wrote it
// and may see it: what a policy adds is not in it.
type planNode struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Descriptor map[string]string `json:"descriptor"`
	Outputs    []planOutput      `json:"outputs"`
	Details    []string          `json:"details"`
	Estimates  []struct{}        `json:"estimates"`
	Children   []*planNode       `json:"children"`
}

// planOutput is a column that a step gives.
type planOutput struct {
	Symbol string `json:"symbol"`
	Type   string `json:"type"`
}

// stepper makes the steps.
type stepper struct {
	next int
	ctes map[*typed.CTE]bool // those that were shown: each is shown once, or the plan could grow without end
}

func newStepper() *stepper { return &stepper{ctes: map[*typed.CTE]bool{}} }

// step makes a step with its children.
func (p *stepper) step(name string, cols []typed.Column, descriptor map[string]string, children ...*planNode) *planNode {
	if descriptor == nil {
		descriptor = map[string]string{}
	}
	n := &planNode{
		ID: strconv.Itoa(p.next), Name: name, Descriptor: descriptor, Outputs: []planOutput{}, Details: []string{},
		Estimates: []struct{}{}, Children: []*planNode{},
	}
	p.next++
	for _, c := range cols {
		n.Outputs = append(n.Outputs, planOutput{Symbol: c.Name, Type: c.Type.String()})
	}
	n.Children = append(n.Children, children...)
	return n
}

// node returns the steps of a relation.
func (p *stepper) node(r typed.Rel) *planNode {
	switch r := r.(type) {
	case *typed.Block:
		return p.block(r)
	case *typed.Select:
		return p.selection(r)
	case *typed.Scan:
		return p.step("TableScan", r.Cols, map[string]string{"table": r.Table.Name.String()})
	case *typed.View:
		return p.step("View", r.Cols, map[string]string{"view": r.Table.Name.String()}, p.node(r.Block))
	case *typed.CTERef:
		if p.ctes[r.CTE] {
			return p.step("CTE", r.Cols, map[string]string{"name": r.CTE.Name})
		}
		p.ctes[r.CTE] = true
		return p.step("CTE", r.Cols, map[string]string{"name": r.CTE.Name}, p.node(r.CTE.Block))
	case *typed.SetOp:
		return p.step(setName(r), r.Cols, nil, p.node(r.Left), p.node(r.Right))
	case *typed.Join:
		criteria := map[string]string{}
		if r.On != nil {
			criteria["criteria"] = typed.PrintExpr(r.On)
		}
		return p.step(joinName(r.Kind), r.Columns(), criteria, p.node(r.Left), p.node(r.Right))
	case *typed.Unnest:
		return p.step("Unnest", r.Cols, nil)
	case *typed.Sequence:
		return p.step("TableFunction", r.Columns(), map[string]string{"name": "sequence"})
	case *typed.Sample:
		return p.step("Sample", r.Columns(), map[string]string{"percent": fmt.Sprint(r.Percent)}, p.node(r.Input))
	case *typed.Values:
		return p.step("Values", r.Cols, map[string]string{"rows": strconv.Itoa(len(r.Rows))})
	}
	return p.step("Values", nil, nil)
}

// block returns the steps of a query: its body, the order, the limit.
func (p *stepper) block(b *typed.Block) *planNode {
	n := p.node(b.Body)
	if len(b.OrderBy) > 0 {
		n = p.step("Sort", b.Columns(), map[string]string{"orderBy": sortText(b.OrderBy)}, n)
	}
	if b.Offset != nil {
		n = p.step("Offset", b.Columns(), map[string]string{"count": strconv.FormatInt(*b.Offset, 10)}, n)
	}
	if b.Limit != nil {
		n = p.step("Limit", b.Columns(), map[string]string{"count": strconv.FormatInt(*b.Limit, 10), "withTies": strconv.FormatBool(b.WithTies)}, n)
	}
	return n
}

// selection returns the steps of a SELECT, from its FROM to its DISTINCT.
func (p *stepper) selection(s *typed.Select) *planNode {
	var n *planNode
	if s.From == nil {
		n = p.step("Values", nil, map[string]string{"rows": "1"})
	} else {
		n = p.node(s.From)
	}
	if s.Where != nil {
		n = p.step("Filter", nil, map[string]string{"filterPredicate": typed.PrintExpr(s.Where)}, n)
	}
	if s.Group != nil {
		keys := make([]string, len(s.Group.Keys))
		for i, key := range s.Group.Keys {
			keys[i] = typed.PrintExpr(key.X)
		}
		n = p.step("Aggregate", nil, map[string]string{"keys": "[" + strings.Join(keys, ", ") + "]"}, n)
	}
	if s.Having != nil {
		n = p.step("Filter", nil, map[string]string{"filterPredicate": typed.PrintExpr(s.Having)}, n)
	}
	if len(s.Windows) > 0 {
		n = p.step("Window", nil, nil, n)
	}
	project := p.step("Project", s.Columns(), nil, n)
	for _, item := range s.Items {
		project.Details = append(project.Details, item.Column.Name+" := "+typed.PrintExpr(item.X))
	}
	if s.Distinct {
		return p.step("Distinct", s.Columns(), nil, project)
	}
	return project
}

func sortText(keys []typed.SortKey) string {
	words := make([]string, len(keys))
	for i, k := range keys {
		direction, nulls := "ASC", "LAST"
		if k.Desc {
			direction = "DESC"
		}
		if k.NullsFirst {
			nulls = "FIRST"
		}
		words[i] = typed.PrintExpr(k.X) + " " + direction + " NULLS " + nulls
	}
	return "[" + strings.Join(words, ", ") + "]"
}

func setName(s *typed.SetOp) string {
	names := map[typed.SetOperator]string{typed.Union: "Union", typed.Intersect: "Intersect", typed.Except: "Except"}
	if s.All {
		return names[s.Op] + "All"
	}
	return names[s.Op]
}

func joinName(k typed.JoinKind) string {
	switch k {
	case typed.InnerJoin:
		return "InnerJoin"
	case typed.LeftJoin:
		return "LeftJoin"
	case typed.RightJoin:
		return "RightJoin"
	case typed.FullJoin:
		return "FullJoin"
	case typed.CrossJoin:
		return "CrossJoin"
	}
	return "Join"
}

// json writes the steps as EXPLAIN (FORMAT JSON): for TYPE DISTRIBUTED by the number of the fragment, of which there is one.
func (n *planNode) json(kind string) (string, error) {
	var shown any = n
	if kind == "DISTRIBUTED" {
		shown = map[string]*planNode{"0": n}
	}
	text, err := json.MarshalIndent(shown, "", "   ")
	if err != nil {
		return "", fmt.Errorf("write plan: %w", err)
	}
	return string(text), nil
}

// graph writes the steps in Graphviz's language.
func (n *planNode) graph() string {
	var b strings.Builder
	b.WriteString("digraph logical_plan {\nsubgraph cluster_0 {\nlabel = \"SINGLE\"\n")
	n.graphNodes(&b)
	b.WriteString("}\n")
	n.graphEdges(&b)
	b.WriteString("}\n")
	return b.String()
}

func (n *planNode) graphNodes(b *strings.Builder) {
	var words []string
	for key, text := range n.Descriptor {
		words = append(words, key+" = "+text)
	}
	slices.Sort(words)
	label := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "{", `\{`, "}", `\}`, "<", `\<`, ">", `\>`, "|", `\|`, "\n", " ").
		Replace(strings.Join(words, " "))
	fmt.Fprintf(b, "plannode_%s[label=\"{%s|%s}\", style=\"rounded, filled\", shape=record];\n", n.ID, n.Name, label)
	for _, child := range n.Children {
		child.graphNodes(b)
	}
}

func (n *planNode) graphEdges(b *strings.Builder) {
	for _, child := range n.Children {
		fmt.Fprintf(b, "plannode_%s -> plannode_%s;\n", n.ID, child.ID)
		child.graphEdges(b)
	}
}

// inputs writes what a query reads, as EXPLAIN (TYPE IO, FORMAT JSON) does.
func inputs(q *typed.Query) (string, error) {
	type table struct {
		Catalog     string            `json:"catalog"`
		SchemaTable map[string]string `json:"schemaTable"`
	}
	type info struct {
		Table       table    `json:"table"`
		Constraints []string `json:"columnConstraints"`
		Columns     []string `json:"columns"`
	}
	var all []info
	typed.Walk(q.Root, typed.Visitor{Rel: func(r typed.Rel) bool {
		if s, ok := r.(*typed.Scan); ok {
			one := info{Table: table{catalog.Default, map[string]string{"schema": s.Table.Name.Database, "table": s.Table.Name.Table}}, Constraints: []string{}}
			for _, c := range s.Cols {
				one.Columns = append(one.Columns, c.Name)
			}
			all = append(all, one)
		}
		return true
	}})
	text, err := json.MarshalIndent(map[string]any{"inputTableColumnInfos": all}, "", "  ")
	if err != nil {
		return "", fmt.Errorf("write inputs: %w", err)
	}
	return string(text), nil
}
