package explore

import (
	"context"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// Services have the names that the bill has for them, as Cost Explorer shows them: of a product code, the name of the product. The name
// stands in a map, which is slow to read. So the codes of the period are found first, and their names in the months that last have
// them; the query then has the names as constants.

// serviceName is the dimension of services.
const serviceName = "service"

// The code of EC2 stands for two services in Cost Explorer: machines, and all else, such as volumes, gateways and transfer.
const (
	ec2        = "AmazonEC2"
	ec2Compute = "Amazon Elastic Compute Cloud - Compute"
	ec2Other   = "EC2 - Other"
	isCompute  = `(product_product_family LIKE 'Compute Instance%' OR product_product_family = 'Dedicated Host'
		OR line_item_usage_type LIKE '%BoxUsage%' OR line_item_usage_type LIKE '%SpotUsage%' OR line_item_usage_type LIKE '%HeavyUsage%'
		OR line_item_usage_type LIKE '%DedicatedUsage%' OR line_item_usage_type LIKE '%HostUsage%'
		OR line_item_usage_type LIKE '%UnusedBox%' OR line_item_usage_type LIKE '%UnusedDed%')`
)

// names are the names of services by their codes.
type names struct {
	codes []string // sorted
	of    map[string]string
}

// namesOf finds the names of the services of some billing periods.
func namesOf(ctx context.Context, runner Runner, who access.Principal, rel ast.Rel, periods ast.Expr) (*names, error) {
	const code = "line_item_product_code"
	last := &ast.Select{
		Items: []ast.SelectItem{{X: build.Column(code)}, build.Item(build.Call("max", build.Column("billing_period")), "month")},
		From:  []ast.Rel{rel}, Filter: periods, GroupBy: build.GroupBy(1),
	}
	rows, err := read(ctx, runner, who, &ast.Query{Body: last, OrderBy: build.OrderBy(1)})
	if err != nil {
		return nil, err
	}
	n := &names{of: map[string]string{}}
	var months []string
	for _, row := range rows {
		if row[0] != "" {
			n.codes = append(n.codes, row[0])
			n.of[row[0]] = row[0]
			months = append(months, row[1])
		}
	}
	if len(months) == 0 {
		return n, nil
	}
	slices.Sort(months)
	name := build.Call("coalesce", build.Call("max", build.Call("nullif", build.Column("product_product_name"), build.Text(""))),
		build.Call("max", build.Call("nullif", build.Column("product_servicecode"), build.Text(""))), build.Column(code))
	found := &ast.Select{
		Items: []ast.SelectItem{{X: build.Column(code)}, build.Item(name, "name")},
		From:  []ast.Rel{rel}, Filter: build.In(build.Column("billing_period"), slices.Compact(months)), GroupBy: build.GroupBy(1),
	}
	if rows, err = read(ctx, runner, who, &ast.Query{Body: found, OrderBy: build.OrderBy(1)}); err != nil {
		return nil, err
	}
	for _, row := range rows {
		if _, ok := n.of[row[0]]; ok && row[1] != "" {
			n.of[row[0]] = row[1]
		}
	}
	return n, nil
}

// dimension is the service of a line.
func (n *names) dimension(d dimension) (dimension, error) {
	compute, err := build.Expression(isCompute)
	if err != nil {
		return dimension{}, err
	}
	d.columns = []string{"line_item_product_code"}
	one := &ast.Case{Operand: build.Column("line_item_product_code"), Else: build.Column("line_item_product_code")}
	for _, code := range n.codes {
		result := build.Text(n.of[code])
		if code == ec2 {
			result = &ast.Case{Whens: []ast.When{{Cond: compute, Result: build.Text(ec2Compute)}}, Else: build.Text(ec2Other)}
			d.columns = append(d.columns, "product_product_family", "line_item_usage_type")
		}
		one.Whens = append(one.Whens, ast.When{Cond: build.Text(code), Result: result})
	}
	d.made = one
	if len(one.Whens) == 0 {
		d.made = one.Else
	}
	return d, nil
}

// condition keeps the lines of the services that a filter names, by name or by code.
func (n *names) condition(f Filter) (ast.Expr, error) {
	code := build.Column("line_item_product_code")
	var whole []string
	var parts []ast.Expr
	for _, c := range n.codes {
		compute, other := f.fits(ec2Compute), f.fits(ec2Other)
		switch {
		case f.fits(c) || c != ec2 && f.fits(n.of[c]) || c == ec2 && compute && other:
			whole = append(whole, c)
		case c == ec2 && (compute || other):
			is, err := build.Expression(isCompute)
			if err != nil {
				return nil, err
			}
			is = build.Call("coalesce", is, &ast.Bool{})
			if other {
				is = build.Not(is)
			}
			parts = append(parts, build.Op(build.Op(code, "=", build.Text(c)), "AND", is))
		}
	}
	if len(whole) > 0 {
		parts = append(parts, build.In(code, whole))
	}
	if slices.Contains(f.Values, "") {
		parts = append(parts, build.Op(build.Call("coalesce", code, build.Text("")), "=", build.Text("")))
	}
	if len(parts) == 0 {
		return &ast.Bool{}, nil
	}
	return build.Join("OR", parts...), nil
}
