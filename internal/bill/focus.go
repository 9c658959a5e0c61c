package bill

import (
	"strings"

	"github.com/glauxhq/glaux/internal/source/focus"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// FOCUS says the same as CUR in other words. What is mapped is mapped by meaning: the invoice's amount is the unblended cost, the
// amount with commitments spread over their use is the effective cost of the commitment that covers the row. Costs are passed
// through untouched.

// The parts of expressions that occur more than once: is a row covered by a commitment of a kind, or its purchase?
const (
	savingsPlan = `(commitmentdiscountid IS NOT NULL AND lower(commitmentdiscounttype) LIKE '%saving%')`
	reservation = `(commitmentdiscountid IS NOT NULL AND NOT coalesce(lower(commitmentdiscounttype) LIKE '%saving%', false))`
	// tagKey makes of a tag's key k the key that CUR's resource_tags has for it.
	tagKey = `regexp_replace(regexp_replace(lower(regexp_replace(CASE WHEN k LIKE 'aws:%' OR k LIKE 'user:%' THEN k ELSE 'user:' || k END, '([A-Z])', '_$1')), '[^a-z0-9]+', '_'), '_$', '')`
)

// focusValues returns the expressions that make columns of CUR 2.0 out of columns of FOCUS.
func focusValues() map[string]string {
	return map[string]string{
		"bill_bill_type":                                   `CASE chargecategory WHEN 'Purchase' THEN 'Purchase' ELSE 'Anniversary' END`,
		"bill_billing_entity":                              `coalesce(publishername, providername)`,
		"bill_billing_period_start_date":                   `billingperiodstart`,
		"bill_billing_period_end_date":                     `billingperiodend`,
		"bill_invoice_id":                                  `invoiceid`,
		"bill_invoicing_entity":                            `invoiceissuername`,
		"bill_payer_account_id":                            `billingaccountid`,
		"bill_payer_account_name":                          `billingaccountname`,
		"capacity_reservation_capacity_reservation_arn":    `capacityreservationid`,
		"capacity_reservation_capacity_reservation_status": `capacityreservationstatus`,
		"cost_category":                                    `x_costcategories`,
		"discount":                                         `x_discounts`,
		"line_item_availability_zone":                      `availabilityzone`,
		"line_item_currency_code":                          `billingcurrency`,
		"line_item_legal_entity":                           `invoiceissuername`,
		"line_item_line_item_description":                  `chargedescription`,
		"line_item_line_item_type":                         lineItemType(),
		"line_item_operation":                              `x_operation`,
		"line_item_product_code":                           `coalesce(x_servicecode, servicename)`,
		"line_item_resource_id":                            `resourceid`,
		"line_item_unblended_cost":                         `billedcost`,
		"line_item_unblended_rate":                         `CAST(contractedunitprice AS varchar)`,
		"line_item_usage_account_id":                       `subaccountid`,
		"line_item_usage_account_name":                     `subaccountname`,
		"line_item_usage_amount":                           `coalesce(consumedquantity, pricingquantity)`,
		"line_item_usage_end_date":                         `chargeperiodend`,
		"line_item_usage_start_date":                       `chargeperiodstart`,
		"line_item_usage_type":                             `coalesce(x_usagetype, skumeter)`,
		"pricing_currency":                                 `coalesce(pricingcurrency, billingcurrency)`,
		"pricing_public_on_demand_cost":                    `listcost`,
		"pricing_public_on_demand_rate":                    `CAST(listunitprice AS varchar)`,
		"pricing_rate_code":                                `skupriceid`,
		"pricing_term":                                     `CASE pricingcategory WHEN 'Standard' THEN 'OnDemand' WHEN 'Committed' THEN 'Reserved' WHEN 'Dynamic' THEN 'Spot' ELSE pricingcategory END`,
		"pricing_unit":                                     `CASE WHEN consumedquantity IS NULL THEN pricingunit ELSE consumedunit END`,
		"product":                                          `map_filter(map(ARRAY['product_name', 'region'], ARRAY[servicename, regionid]), (k, v) -> v <> '')`,
		"product_location":                                 `regionname`,
		"product_region_code":                              `regionid`,
		"product_servicecode":                              `x_servicecode`,
		"product_sku":                                      `skuid`,
		"product_usagetype":                                `x_usagetype`,
		"product_operation":                                `x_operation`,
		"reservation_effective_cost":                       `CASE WHEN chargecategory = 'Usage' AND ` + reservation + ` THEN effectivecost END`,
		"reservation_reservation_a_r_n":                    `CASE WHEN ` + reservation + ` THEN commitmentdiscountid END`,
		"resource_tags":                                    resourceTags(),
		"savings_plan_offering_type":                       `CASE WHEN ` + savingsPlan + ` THEN commitmentdiscounttype END`,
		"savings_plan_savings_plan_a_r_n":                  `CASE WHEN ` + savingsPlan + ` THEN commitmentdiscountid END`,
		"savings_plan_savings_plan_effective_cost":         `CASE WHEN chargecategory = 'Usage' AND ` + savingsPlan + ` THEN effectivecost END`,
		"tags":                 `transform_keys(tags, (k, v) -> 'resourceTags/' || k)`,
		"product_product_name": `servicename`,
		"product_region":       `regionid`,
		"billing_period":       `billing_period`,
	}
}

// lineItemType makes CUR's type of a line out of category, frequency and commitment.
func lineItemType() string {
	return `CASE
		WHEN chargecategory = 'Usage' AND ` + savingsPlan + ` THEN 'SavingsPlanCoveredUsage'
		WHEN chargecategory = 'Usage' AND ` + reservation + ` THEN 'DiscountedUsage'
		WHEN chargecategory = 'Purchase' AND ` + savingsPlan + ` AND chargefrequency = 'Recurring' THEN 'SavingsPlanRecurringFee'
		WHEN chargecategory = 'Purchase' AND ` + savingsPlan + ` THEN 'SavingsPlanUpfrontFee'
		WHEN chargecategory = 'Purchase' AND ` + reservation + ` AND chargefrequency = 'Recurring' THEN 'RIFee'
		WHEN chargecategory = 'Purchase' THEN 'Fee'
		ELSE chargecategory END`
}

// resourceTags normalises the keys of tags as CUR does. Of keys that become equal the first is kept, as in CUR.
func resourceTags() string {
	return `transform_keys(map_filter(tags, (k, v) -> element_at(multimap_from_entries(transform(map_keys(tags), k -> ROW(` +
		tagKey + `, k))), ` + tagKey + `)[1] = k), (k, v) -> ` + tagKey + `)`
}

// focusReader reads a table in FOCUS. Columns of the specification that the table lacks are added as NULL, so that the
// expressions need not know.
func focusReader(table *ast.Table, there map[string]types.Type) (ast.Rel, func(catalog.Column) (ast.Expr, error)) {
	items := []ast.SelectItem{{Star: true}}
	complete := map[string]types.Type{"billing_period": types.Text()}
	if _, ok := there["billing_period"]; !ok { // the caller may not see it
		items = append(items, ast.SelectItem{X: null(types.Text()), Alias: build.Ident("billing_period")})
	}
	for _, k := range focus.Columns() {
		name := strings.ToLower(k.Name)
		complete[name] = k.Type
		if _, ok := there[name]; !ok {
			items = append(items, ast.SelectItem{X: null(k.Type), Alias: build.Ident(name)})
		}
	}
	inner := &ast.Query{Body: &ast.Select{Items: items, From: []ast.Rel{table}}}
	values := focusValues()
	value := func(c catalog.Column) (ast.Expr, error) {
		if text, ok := values[c.Name]; ok {
			return build.Expression(text)
		}
		m, key, ok := mapOf(c.Name)
		if !ok || m == "product" || own(c.Name) {
			return null(c.Type), nil
		}
		tags, err := build.Expression(values[m])
		return build.Call("element_at", tags, &ast.String{Value: key}), err
	}
	return &ast.Aliased{Rel: &ast.Subquery{Query: inner}, Alias: *build.Ident("f")}, value
}
