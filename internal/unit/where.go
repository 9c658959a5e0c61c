package unit

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/glauxhq/glaux/internal/amount"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// The metrics.
const (
	unblended    = "unblended"
	amortized    = "amortized"
	netUnblended = "net_unblended"
	netAmortized = "net_amortized"
)

// metricNames are the metrics, as they are called.
func metricNames() []string { return []string{unblended, amortized, netUnblended, netAmortized} }

// costOf is the amount of a line, as SQL.
func costOf(metric string) string {
	of := map[string]string{unblended: amount.Unblended, amortized: amount.Amortized, netUnblended: amount.NetUnblended, netAmortized: amount.NetAmortized}[metric]
	return fmt.Sprintf(amount.Exact, "coalesce("+of+", 0)")
}

// columns are the dimensions that are columns.
func columns() map[string]string {
	return map[string]string{
		"account": "line_item_usage_account_id", "service": "line_item_product_code", "usage_type": "line_item_usage_type", "operation": "line_item_operation",
		"region": "product_region_code", "charge_type": "line_item_line_item_type", "resource": "line_item_resource_id", "unit": "pricing_unit",
		"product_family": "product_product_family", "instance_type": "product_instance_type", "iam_principal": "line_item_iam_principal",
	}
}

// few are the dimensions of which a bill has so few values that lines are added up by them first, for all units at once.
func few() []string { return []string{"service", "usage_type", "operation", "charge_type", "unit"} }

func dimensionNames() string {
	return "account, service, usage_type, operation, region, charge_type, resource, unit, product_family, instance_type, iam_principal, tag:KEY, category:NAME"
}

// plainKey is all that is not in the keys of tags as a bill writes them.
var plainKey = regexp.MustCompile(`[^a-z0-9_]+`)

// maxKey bounds the key of a tag.
const maxKey = 512

// dimension returns what a dimension is of a line. A tag may be written as people see it: Cost-Center is user_cost_center.
func dimension(by string) (ast.Expr, bool) {
	if column, ok := columns()[by]; ok {
		return build.Column(column), true
	}
	word, key, _ := strings.Cut(by, ":")
	if key == "" || len(key) > maxKey {
		return nil, false
	}
	switch word {
	case "tag":
		if !strings.HasPrefix(key, "user_") && !strings.HasPrefix(key, "aws_") {
			key = "user_" + plainKey.ReplaceAllString(strings.ToLower(key), "_")
		}
		return build.Call("element_at", build.Column("resource_tags"), build.Text(key)), true
	case "category":
		return build.Call("element_at", build.Column("cost_category"), build.Text(key)), true
	}
	return nil, false
}

// all is the condition that all of a list fit.
func all(list []Condition) ast.Expr {
	var parts []ast.Expr
	for _, c := range list {
		parts = append(parts, c.expr())
	}
	return build.Join("AND", parts...)
}

// expr is the condition as SQL. A line without a value is not any word, and is told apart from all by not.
func (c Condition) expr() ast.Expr {
	if len(c.Any) > 0 {
		var parts []ast.Expr
		for _, one := range c.Any {
			parts = append(parts, one.expr())
		}
		return &ast.Paren{X: build.Join("OR", parts...)}
	}
	x, ok := dimension(c.By)
	if !ok {
		return &ast.Bool{Value: false} // checked when the file was read
	}
	orEmpty := build.Call("coalesce", x, build.Text(""))
	var parts []ast.Expr
	if len(c.Is) > 0 {
		parts = append(parts, build.In(x, c.Is))
	}
	if len(c.Not) > 0 {
		parts = append(parts, build.Not(&ast.Paren{X: build.In(orEmpty, c.Not)}))
	}
	if len(c.Like) > 0 {
		parts = append(parts, like(x, c.Like))
	}
	if len(c.Unlike) > 0 {
		parts = append(parts, build.Not(like(orEmpty, c.Unlike)))
	}
	return build.Join("AND", parts...)
}

// like tells whether x is like one of some patterns.
func like(x ast.Expr, patterns []string) ast.Expr {
	var parts []ast.Expr
	for _, p := range patterns {
		parts = append(parts, &ast.Like{X: x, Pattern: build.Text(p)})
	}
	return &ast.Paren{X: build.Join("OR", parts...)}
}

// byFew tells whether conditions look only at dimensions of few values.
func byFew(list []Condition) bool {
	for _, c := range list {
		if len(c.Any) > 0 && !byFew(c.Any) {
			return false
		}
		if len(c.Any) == 0 && !contains(few(), c.By) {
			return false
		}
	}
	return true
}

func contains(list []string, one string) bool {
	for _, v := range list {
		if v == one {
			return true
		}
	}
	return false
}

// lump is a line that is not of its day: taxes, fees and discounts of a month, and usage that is billed for more than two days at once.
const lump = `(line_item_line_item_type NOT IN ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation', 'SavingsPlanRecurringFee', 'BundledDiscount', 'FlatRateSubscription')
	OR line_item_usage_end_date > date_add('day', 2, line_item_usage_start_date))`

// tokenScale is how many tokens one of the usage is.
const tokenScale = `CASE WHEN pricing_unit LIKE '1M %' THEN 1000000 WHEN pricing_unit LIKE '1K %' THEN 1000 ELSE 1 END`

// usageOf is the quantity of a line, as SQL.
func usageOf(tokens bool) string {
	of := fmt.Sprintf(amount.Exact, "coalesce(line_item_usage_amount, 0)")
	if tokens {
		of = tokenScale + " * " + of
	}
	return of
}
