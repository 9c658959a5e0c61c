package allocation

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Tested is what came out of a test of rules.
type Tested struct {
	File   string  `json:"file,omitempty"`
	Checks []Check `json:"checks"`
	// Failed is how many checks failed.
	Failed int `json:"failed"`
}

// Check is one thing that was tested.
type Check struct {
	// Kind is example, or sum: the allocation of a key adds up to the bill.
	Kind string `json:"kind" enum:"example,sum"`
	Name string `json:"name"`
	// At is the line of the file, 0 for sums.
	At int  `json:"line,omitempty"`
	OK bool `json:"ok"`
	// Says is what was expected and what came out, or what was found.
	Says string `json:"says"`
}

// Test runs the examples of rules, and allocates the last month by each key to see that it adds up to the bill. A lake without a bill has no sums.
func Test(ctx context.Context, runner Runner, who access.Principal, rules Rules) (Tested, error) {
	t := Tested{Checks: []Check{}}
	for _, e := range rules.Examples {
		c, err := try(ctx, runner, who, rules, e)
		if err != nil {
			return t, fmt.Errorf("example %q: %w", e.Name, err)
		}
		t.add(c)
	}
	for _, k := range rules.Keys {
		a, err := Allocate(ctx, runner, who, rules, Ask{Key: k.Name})
		c := Check{Kind: "sum", Name: k.Name, OK: err == nil}
		switch {
		case fault.KindOf(err) == fault.NotFound && err != nil:
			return t, nil // there is no bill
		case err != nil && !differs(err):
			return t, fmt.Errorf("key %q: %w", k.Name, err)
		case err != nil:
			c.Says = err.Error()
		default:
			c.Says = fmt.Sprintf("%s %s of %s are allocated once, %d values; %.1f %% are left in %s", a.Total, a.Currency, strings.Join(a.Months, " "), len(a.Values), a.Steps[len(a.Steps)-1].Share*hundred, k.Residual)
		}
		t.add(c)
	}
	return t, nil
}

// differs tells whether an allocation did not add up to the bill.
func differs(err error) bool {
	var known *fault.Error
	return errors.As(err, &known) && known.Code == codeDiffers
}

// add adds a check.
func (t *Tested) add(c Check) {
	t.Checks = append(t.Checks, c)
	if !c.OK {
		t.Failed++
	}
}

// try runs an example.
func try(ctx context.Context, runner Runner, who access.Principal, rules Rules, e Example) (Check, error) {
	key, err := rules.Key(e.Key)
	if err != nil {
		return Check{}, err
	}
	c := Check{Kind: "example", Name: e.Name, At: e.At}
	if len(e.Line) > 0 {
		got, step, err := tryLine(ctx, runner, who, key, e.Line)
		c.OK = err == nil && (e.Value == "" || got == e.Value) && (e.Step == "" || step == e.Step)
		c.Says = fmt.Sprintf("%s, by the step %s", got, step)
		if !c.OK {
			c.Says = fmt.Sprintf("expected %s; got %s", wanted(e), c.Says)
		}
		return c, err
	}
	after, err := trySplit(ctx, runner, who, key, e)
	c.OK, c.Says = err == nil && sameAmounts(after, e.After), written(after)
	if !c.OK {
		c.Says = fmt.Sprintf("expected %s; got %s", written(e.After), c.Says)
	}
	return c, err
}

// wanted is what an example expects of a line.
func wanted(e Example) string {
	switch {
	case e.Step == "":
		return e.Value
	case e.Value == "":
		return "the step " + e.Step
	}
	return e.Value + ", by the step " + e.Step
}

// sameAmounts compares to the cent. What is nothing need not be named.
func sameAmounts(a, b map[string]money.Amount) bool {
	for _, m := range []map[string]money.Amount{a, b} {
		for name := range m {
			if !a[name].Round(centPlaces).Equal(b[name].Round(centPlaces)) {
				return false
			}
		}
	}
	return true
}

// written is a list of amounts.
func written(list map[string]money.Amount) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(list)) {
		if list[name].Round(centPlaces).Sign() != 0 {
			out = append(out, name+" "+list[name].Fixed(centPlaces))
		}
	}
	return strings.Join(out, ", ")
}

// tryLine asks what a line is, by the same expressions as a bill's.
func tryLine(ctx context.Context, runner Runner, who access.Principal, key Key, line map[string]any) (got, step string, err error) {
	what, which := key.Expr()
	row, err := rowOf(line)
	if err != nil {
		return "", "", err
	}
	q := &ast.Query{Body: &ast.Select{
		Items: []ast.SelectItem{build.Item(what, "value"), build.Item(which, "step")},
		From:  []ast.Rel{&ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: row}}, Alias: *build.Ident("t")}},
	}}
	err = read(ctx, runner, who, q, func(r []value.Value) { got, step = text(r[0]), text(r[1]) })
	return got, step, err
}

// mapColumns are the maps that a line has.
func mapColumns() []string { return []string{"resource_tags", "tags", "cost_category"} }

// lineColumns are what a line of an example may have: all that rules look at.
func lineColumns() []string {
	columns := slices.Collect(maps.Values(dimensionColumns()))
	slices.Sort(columns)
	return columns
}

// rowOf is a line as a query.
func rowOf(line map[string]any) (*ast.Select, error) {
	row := &ast.Select{}
	for _, name := range lineColumns() {
		x := null()
		if v, ok := line[name]; ok {
			x = build.Text(fmt.Sprint(v))
		}
		row.Items = append(row.Items, build.Item(x, name))
	}
	for _, name := range mapColumns() {
		m, ok := line[name].(map[string]any)
		if _, there := line[name]; there && !ok {
			return nil, fault.New(fault.Invalid, codeRules, fmt.Sprintf("%s of an example holds keys and values", name))
		}
		var keys, values []ast.Expr
		for _, k := range slices.Sorted(maps.Keys(m)) {
			keys, values = append(keys, build.Text(k)), append(values, build.Text(fmt.Sprint(m[k])))
		}
		row.Items = append(row.Items, build.Item(textMap(keys, values), name))
	}
	return row, nil
}

// textMap is a map of texts.
func textMap(keys, values []ast.Expr) ast.Expr {
	text := ast.TypeArg{Type: &ast.Type{Name: "varchar"}}
	return &ast.Cast{X: build.Call("map", &ast.Array{Elems: keys}, &ast.Array{Elems: values}), Type: &ast.Type{Name: "map", Args: []ast.TypeArg{text, text}}}
}

// moneyType is that of exact amounts.
func moneyType() *ast.Type {
	digits, places := 38, 10
	return &ast.Type{Name: "decimal", Args: []ast.TypeArg{{Number: &digits}, {Number: &places}}}
}

// trySplit splits costs as those of a bill are split.
func trySplit(ctx context.Context, runner Runner, who access.Principal, key Key, e Example) (map[string]money.Amount, error) {
	p := &plan{key: key, over: Bill}
	p.key.Savings = nil // an example has no lines that were covered
	w := &writer{with: &ast.With{}}
	var rows []ast.Expr
	for _, name := range slices.Sorted(maps.Keys(e.Costs)) {
		row := []ast.Expr{build.Text("2000-01"), build.Number(0), build.Text(name), exactly(e.Costs[name]), exactly(e.Tokens[name]), exactly(money.Amount{}), exactly(money.Amount{}), build.Number(1)}
		rows = append(rows, &ast.Row{Elems: row})
	}
	w.add("stepped", valuesOf(rows, "month", "step", "value", "cost", "tokens", "saved", "eligible", "lines"))
	q, err := p.after(w)
	if err != nil {
		return nil, err
	}
	f := newFigures(p)
	err = read(ctx, runner, who, q, f.take)
	out := map[string]money.Amount{}
	for name, v := range f.values {
		out[name] = v.own.Add(v.received)
	}
	return out, err
}

// exactly is an amount as a bill's.
func exactly(a money.Amount) ast.Expr {
	return &ast.Cast{X: &ast.TypedLiteral{Type: &ast.Type{Name: "decimal"}, Value: a.String()}, Type: moneyType()}
}
