package explore

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// dimension is what lines are grouped by, as SQL.
type dimension struct {
	Dimension
	sql   string   // of a line; NULL or an empty text where it has none
	also  []string // columns that a filter also looks at, so that service=AmazonEC2 finds what service calls by another name
	label string   // a name for people, "" where the value is one
	tree  ast.Expr // instead of sql, for dimensions that the caller names
}

// service is the name that Cost Explorer has for a service.
const service = `CASE
	WHEN line_item_line_item_type = 'Tax' THEN 'Tax'
	WHEN line_item_product_code = 'AmazonEC2' THEN CASE
		WHEN product_product_family LIKE 'Compute Instance%' OR product_product_family = 'Dedicated Host' OR line_item_usage_type LIKE '%BoxUsage%'
			OR line_item_usage_type LIKE '%SpotUsage%' OR line_item_usage_type LIKE '%HeavyUsage%' OR line_item_usage_type LIKE '%DedicatedUsage%'
			OR line_item_usage_type LIKE '%HostUsage%' OR line_item_usage_type LIKE '%UnusedBox%' OR line_item_usage_type LIKE '%UnusedDed%'
		THEN 'Amazon Elastic Compute Cloud - Compute' ELSE 'EC2 - Other' END
	ELSE coalesce(nullif(product_product_name, ''), nullif(product_servicecode, ''), line_item_product_code) END`

// purchaseOption is how usage was bought.
const purchaseOption = `CASE
	WHEN savings_plan_savings_plan_a_r_n <> '' THEN 'Savings Plan'
	WHEN reservation_reservation_a_r_n <> '' THEN 'Reserved'
	WHEN line_item_line_item_type IN ('Usage', 'FlatRateSubscription') THEN IF(line_item_usage_type LIKE '%SpotUsage%', 'Spot', 'On-demand')
	END`

// named returns the dimensions that have names of their own.
func named() []dimension {
	common := func(name, title, column, sql string) dimension {
		return dimension{Dimension: Dimension{Name: name, Title: title, Group: "common", Column: column}, sql: sql}
	}
	plain := func(name, title, column string) dimension { return common(name, title, column, column) }
	of := func(group string, d dimension) dimension {
		d.Group = group
		return d
	}
	services := common("service", "Service", "line_item_product_code", service)
	services.also = []string{"line_item_product_code"}
	account := common("account", "Account", "line_item_usage_account_name", `coalesce(nullif(line_item_usage_account_name, ''), line_item_usage_account_id)`)
	account.also = []string{"line_item_usage_account_id"}
	accountID := plain("account_id", "Account id", "line_item_usage_account_id")
	accountID.label = "line_item_usage_account_name"
	payer := common("payer", "Payer", "bill_payer_account_id", "bill_payer_account_id")
	payer.label = "bill_payer_account_name"
	return []dimension{
		services, account, accountID,
		plain("usage_type", "Usage type", "line_item_usage_type"),
		plain("operation", "Operation", "line_item_operation"),
		plain("region", "Region", "product_region_code"),
		plain("az", "Availability zone", "line_item_availability_zone"),
		plain("resource", "Resource", "line_item_resource_id"),
		common("charge", "Kind of charge", "line_item_line_item_type", `coalesce(nullif(`+chargeKind+`, ''), 'usage')`),
		plain("charge_type", "Charge type", "line_item_line_item_type"),
		common("purchase_option", "Purchase option", "pricing_term", purchaseOption),
		payer,
		plain("invoice", "Invoice", "bill_invoice_id"),
		plain("billing_entity", "Billing entity", "bill_billing_entity"),
		plain("legal_entity", "Legal entity", "line_item_legal_entity"),
		of("product", plain("service_code", "Service code", "line_item_product_code")),
		of("product", plain("product_family", "Product family", "product_product_family")),
		of("product", plain("instance_type", "Instance type", "product_instance_type")),
		of("product", plain("instance_family", "Instance family", "product_instance_family")),
		of("product", plain("database_engine", "Database engine", "product_database_engine")),
		of("product", plain("operating_system", "Operating system", "product_operating_system")),
		of("product", plain("tenancy", "Tenancy", "product_tenancy")),
		of("product", plain("location", "Location", "product_location")),
		of("product", plain("unit", "Unit", "pricing_unit")),
		of("product", plain("savings_plan", "Savings Plan", "savings_plan_savings_plan_a_r_n")),
		of("product", plain("reservation", "Reservation", "reservation_reservation_a_r_n")),
		of("product", plain("iam_principal", "IAM principal", "line_item_iam_principal")),
		of("more", plain("billing_period", "Billing period", "billing_period")),
		of("more", plain("source", "Source", "source")),
	}
}

// The maps whose keys are dimensions by a word of their own.
const (
	tagWord      = "tag"
	categoryWord = "category"
)

// mapWords says which map a word means.
func mapWords() map[string]string {
	return map[string]string{tagWord: "resource_tags", categoryWord: "cost_category"}
}

// columnName is what a column may be called.
var columnName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,254}$`)

// maxKey bounds the key of a map.
const maxKey = 512

// dimensionOf finds a dimension: by its name, as tag:KEY or category:NAME, as a column, or as column:key of a map.
func dimensionOf(name string) (dimension, error) {
	for _, d := range named() {
		if d.Name == name {
			return d, nil
		}
	}
	word, key, hasKey := strings.Cut(name, ":")
	if !columnName.MatchString(word) || len(key) > maxKey || hasKey && key == "" {
		return dimension{}, unknownDimension(name)
	}
	d := dimension{Dimension: Dimension{Name: name, Title: name, Group: "more", Column: strings.ToLower(word), Key: key}}
	if !hasKey {
		d.tree = cast(column(d.Column), "varchar")
		return d, nil
	}
	if of, ok := mapWords()[word]; ok {
		d.Column, d.Title = of, key
		d.Group = map[string]string{tagWord: "tags", categoryWord: "categories"}[word]
	}
	d.tree = cast(call("element_at", column(d.Column), text(key)), "varchar")
	if of := d.Column; of == "resource_tags" || of == "cost_category" || of == "product" || of == "tags" {
		d.tree = call("element_at", column(of), text(key)) // these hold texts
	}
	return d, nil
}

func unknownDimension(name string) error {
	var names []string
	for _, d := range named() {
		names = append(names, d.Name)
	}
	return fault.New(fault.Invalid, "UNKNOWN_DIMENSION",
		fmt.Sprintf("there is no dimension %q; there are %s, tag:KEY, category:NAME, any column, and column:key of a map", name, strings.Join(names, ", ")))
}

// value is what a line has, NULL or an empty text where it has none.
func (d dimension) value() (ast.Expr, error) {
	if d.tree != nil {
		return d.tree, nil
	}
	return expression(d.sql)
}

// key is what a line has, an empty text where it has none.
func (d dimension) key() (ast.Expr, error) {
	x, err := d.value()
	if err != nil {
		return nil, err
	}
	return call("coalesce", x, text("")), nil
}

// condition keeps the lines that a filter keeps.
func (f Filter) condition() (ast.Expr, error) {
	if len(f.Values) == 0 {
		return nil, fault.New(fault.Invalid, "EMPTY_FILTER", fmt.Sprintf("the filter of %s has no values", f.Dimension))
	}
	d, err := dimensionOf(f.Dimension)
	if err != nil {
		return nil, err
	}
	var any []ast.Expr
	for _, sql := range append([]string{""}, d.also...) {
		x, err := d.value()
		if sql != "" {
			x, err = expression(sql)
		}
		if err != nil {
			return nil, err
		}
		one, err := f.matches(x)
		if err != nil {
			return nil, err
		}
		any = append(any, one)
	}
	if f.Exclude {
		return not(call("coalesce", join("OR", any...), &ast.Bool{})), nil
	}
	return join("OR", any...), nil
}

// matches tells whether a value fits.
func (f Filter) matches(x ast.Expr) (ast.Expr, error) {
	values := slices.Clone(f.Values)
	var any []ast.Expr
	if i := slices.Index(values, ""); i >= 0 {
		any = append(any, op(call("coalesce", x, text("")), "=", text("")))
		values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	}
	switch f.Match {
	case "", "is":
		if len(values) > 0 {
			any = append(any, in(x, values))
		}
	case "contains":
		for _, v := range values {
			any = append(any, op(call("strpos", call("lower", x), text(strings.ToLower(v))), ">", number(0)))
		}
	case "starts":
		for _, v := range values {
			any = append(any, call("starts_with", call("lower", x), text(strings.ToLower(v))))
		}
	default:
		return nil, fault.New(fault.Invalid, "UNKNOWN_MATCH", fmt.Sprintf("a filter matches by is, contains or starts, not by %q", f.Match))
	}
	return join("OR", any...), nil
}
