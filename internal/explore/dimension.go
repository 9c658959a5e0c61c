package explore

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// dimension is what lines are grouped by. Lines are summed up by columns of theirs first, and by expressions over these columns afterwards:
// there are few sums and many lines.
type dimension struct {
	Dimension
	columns []string // the columns of lines that the value is made of
	sql     string   // the value over these columns; NULL or an empty text where there is none
	also    string   // a column that a filter also looks at, so that account=111122223333 finds what account calls by another name
	label   string   // a column with a name for people, "" where the value is one
	tree    ast.Expr // instead of columns, the value of a line
	made    ast.Expr // instead of sql, the value over the columns
}

// purchaseOption is how usage was bought.
const purchaseOption = `CASE
	WHEN savings_plan_savings_plan_a_r_n <> '' THEN 'Savings Plan'
	WHEN reservation_reservation_a_r_n <> '' THEN 'Reserved'
	WHEN line_item_line_item_type IN ('Usage', 'FlatRateSubscription') THEN IF(line_item_usage_type LIKE '%SpotUsage%', 'Spot', 'On-demand')
	END`

// named returns the dimensions that have names of their own.
func named() []dimension {
	of := func(group, name, title, sql string, columns ...string) dimension {
		return dimension{Dimension: Dimension{Name: name, Title: title, Group: group, Column: columns[0]}, sql: sql, columns: columns}
	}
	plain := func(group, name, title, column string) dimension { return of(group, name, title, column, column) }
	account := of("common", "account", "Account", `coalesce(nullif(line_item_usage_account_name, ''), line_item_usage_account_id)`,
		"line_item_usage_account_name", "line_item_usage_account_id")
	account.also = "line_item_usage_account_id"
	accountID := plain("common", "account_id", "Account id", "line_item_usage_account_id")
	accountID.label = "line_item_usage_account_name"
	payer := plain("common", "payer", "Payer", "bill_payer_account_id")
	payer.label = "bill_payer_account_name"
	return []dimension{
		of("common", serviceName, "Service", "line_item_product_code", "line_item_product_code"), account, accountID,
		plain("common", "usage_type", "Usage type", "line_item_usage_type"),
		plain("common", "operation", "Operation", "line_item_operation"),
		plain("common", "region", "Region", "product_region_code"),
		plain("common", "az", "Availability zone", "line_item_availability_zone"),
		plain("common", "resource", "Resource", "line_item_resource_id"),
		of("common", "charge", "Kind of charge", `coalesce(nullif(`+chargeKind+`, ''), 'usage')`, chargeColumns()...),
		plain("common", "charge_type", "Charge type", "line_item_line_item_type"),
		of("common", "purchase_option", "Purchase option", purchaseOption,
			"line_item_line_item_type", "line_item_usage_type", "savings_plan_savings_plan_a_r_n", "reservation_reservation_a_r_n"),
		payer,
		plain("common", "invoice", "Invoice", "bill_invoice_id"),
		plain("common", "billing_entity", "Billing entity", "bill_billing_entity"),
		plain("common", "legal_entity", "Legal entity", "line_item_legal_entity"),
		plain("product", "service_code", "Service code", "line_item_product_code"),
		plain("product", "product_family", "Product family", "product_product_family"),
		plain("product", "instance_type", "Instance type", "product_instance_type"),
		plain("product", "instance_family", "Instance family", "product_instance_family"),
		plain("product", "database_engine", "Database engine", "product_database_engine"),
		plain("product", "operating_system", "Operating system", "product_operating_system"),
		plain("product", "tenancy", "Tenancy", "product_tenancy"),
		plain("product", "location", "Location", "product_location"),
		plain("product", "unit", "Unit", "pricing_unit"),
		plain("product", "savings_plan", "Savings Plan", "savings_plan_savings_plan_a_r_n"),
		plain("product", "reservation", "Reservation", "reservation_reservation_a_r_n"),
		plain("product", "iam_principal", "IAM principal", "line_item_iam_principal"),
		plain("more", "billing_period", "Billing period", "billing_period"),
		plain("more", "source", "Source", "source"),
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
		d.columns, d.made = []string{d.Column}, build.AsText(build.Column(d.Column))
		return d, nil
	}
	if of, ok := mapWords()[word]; ok {
		d.Column, d.Title = of, key
		d.Group = map[string]string{tagWord: "tags", categoryWord: "categories"}[word]
	}
	d.tree = build.Call("element_at", build.Column(d.Column), build.Text(key))
	if !slices.Contains([]string{"resource_tags", "cost_category", "product", "tags"}, d.Column) { // these hold texts
		d.tree = build.AsText(d.tree)
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

// unknown says in words of the request that a column which it names is not there.
func (q *question) unknown(err error) error {
	var wrong *query.Error
	if !errors.As(err, &wrong) || len(wrong.List) == 0 {
		return err
	}
	if first := wrong.List[0]; first.Code == diag.TypeMismatch && strings.HasPrefix(first.Msg, "Cannot cast") {
		return fault.New(fault.Invalid, "NO_DIMENSION", "one of the columns holds more than one value and is no dimension; of a map, name a key: resource_tags:KEY")
	}
	if wrong.List[0].Code != diag.ColumnNotFound {
		return err
	}
	asked := slices.Clone(q.GroupBy)
	for _, f := range q.Filters {
		asked = append(asked, f.Dimension)
	}
	for _, name := range asked {
		word, _, _ := strings.Cut(name, ":")
		if strings.Contains(strings.ToLower(wrong.List[0].Msg), "'"+strings.ToLower(word)+"'") {
			return unknownDimension(name)
		}
	}
	return err
}

// value is what a line has, NULL or an empty text where it has none.
func (d dimension) value() (ast.Expr, error) {
	switch {
	case d.tree != nil:
		return d.tree, nil
	case d.made != nil:
		return d.made, nil
	}
	return build.Expression(d.sql)
}

// key is what a line has, an empty text where it has none.
func (d dimension) key() (ast.Expr, error) {
	x, err := d.value()
	if err != nil {
		return nil, err
	}
	return build.Call("coalesce", x, build.Text("")), nil
}
