package bill

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/demo/world"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// tablesOf returns the tables of a report.
func tablesOf(kind Report, w *world.World, o Options) []*table {
	switch kind {
	case CUR2:
		return []*table{{report: CUR2, columns: cur2Columns(), skip: func(*item) bool { return false }}}
	case Legacy:
		var list []*table
		if o.LegacyParquet || !o.LegacyCSV {
			list = append(list, &table{report: Legacy, columns: legacyColumns(w, false), skip: func(*item) bool { return false }})
		}
		if o.LegacyCSV {
			list = append(list, &table{report: Legacy, csv: true, columns: legacyColumns(w, true), skip: func(*item) bool { return false }})
		}
		return list
	case FOCUS:
		return []*table{focusTable()}
	}
	return nil
}

// cur2Columns returns the columns of CUR 2.0, in the order of AWS's list.
func cur2Columns() []column {
	var list []column
	for _, k := range cur.Columns() {
		list = append(list, curColumn(k))
	}
	return list
}

// curColumn returns a column of CUR by its name.
func curColumn(k source.Known) column {
	c := column{name: k.Name, hive: source.HiveType(k.Type)}
	switch {
	case k.Name == "identity_line_item_id":
		c.id = true
	case k.Name == "identity_time_interval":
		c.interval = true
	case k.Name == "discount":
		c.discounts = discountOf
	case k.Type.Kind == types.Map:
		c.pairs = curMaps()[k.Name]
	case k.Type.Kind == types.Double:
		c.slot, c.isSlot = curSlots()[k.Name]
	case k.Type.Kind == types.Timestamp:
		c.moment = curMoments()[k.Name]
	default:
		c.text = curTexts()[k.Name]
		if c.text == nil {
			c.text = func(*delivery, *item) string { return "" } // never filled in this world
		}
	}
	return c
}

// discountOf returns what the contract, or another service, takes off a line.
func discountOf(l *line) (string, int64, bool) {
	x := l.get(totalDiscount)
	if l.has&(1<<bundledDiscount) != 0 {
		return "BundledDiscount", x, x != 0
	}
	return "EdpDiscount", x, x != 0
}

// curSlots says which slot a number is.
func curSlots() map[string]slot {
	return map[string]slot{
		"line_item_usage_amount": amount, "line_item_unblended_cost": unblended, "line_item_blended_cost": blended, "line_item_net_unblended_cost": net,
		"pricing_public_on_demand_cost": public, "line_item_normalized_usage_amount": normalized, "line_item_normalization_factor": factor,
		"discount_total_discount": totalDiscount, "discount_bundled_discount": bundledDiscount,
		"savings_plan_savings_plan_effective_cost": spEffective, "savings_plan_net_savings_plan_effective_cost": spNetEffective, "savings_plan_savings_plan_rate": spRate,
		"savings_plan_recurring_commitment_for_billing_period": spRecurring, "savings_plan_net_recurring_commitment_for_billing_period": spNetRecurring,
		"savings_plan_amortized_upfront_commitment_for_billing_period": spUpfront, "savings_plan_net_amortized_upfront_commitment_for_billing_period": spNetUpfront,
		"savings_plan_total_commitment_to_date": spTotal, "savings_plan_used_commitment": spUsed,
		"reservation_effective_cost": riEffective, "reservation_net_effective_cost": riNetEffective,
		"reservation_amortized_upfront_cost_for_usage": riUpfrontUsage, "reservation_net_amortized_upfront_cost_for_usage": riNetUpfrontUsage,
		"reservation_recurring_fee_for_usage": riRecurringUsage, "reservation_net_recurring_fee_for_usage": riNetRecurringUsage,
		"reservation_amortized_upfront_fee_for_billing_period": riUpfrontPeriod, "reservation_net_amortized_upfront_fee_for_billing_period": riNetUpfrontPeriod,
		"reservation_unused_amortized_upfront_fee_for_billing_period": riUnusedUpfront, "reservation_net_unused_amortized_upfront_fee_for_billing_period": riNetUnusedUpfront,
		"reservation_unused_recurring_fee": riUnusedRecurring, "reservation_net_unused_recurring_fee": riNetUnusedRecurring,
		"reservation_unused_quantity": riUnusedQuantity, "reservation_unused_normalized_unit_quantity": riUnusedUnits,
		"reservation_upfront_value": riUpfrontValue, "reservation_net_upfront_value": riNetUpfrontValue,
		"split_line_item_actual_usage": splitActual, "split_line_item_reserved_usage": splitReserved, "split_line_item_split_usage": splitUsage, "split_line_item_split_usage_ratio": splitRatio,
		"split_line_item_split_cost": splitCost, "split_line_item_unused_cost": splitUnused, "split_line_item_net_split_cost": splitNetCost, "split_line_item_net_unused_cost": splitNetUnused,
		"split_line_item_public_on_demand_split_cost": splitPublicCost, "split_line_item_public_on_demand_unused_cost": splitPublicUnused,
	}
}

// curMoments says which moment a date is.
func curMoments() map[string]func(*delivery, *line) world.Hour {
	return map[string]func(*delivery, *line) world.Hour{
		"bill_billing_period_start_date": func(d *delivery, _ *line) world.Hour { return d.from },
		"bill_billing_period_end_date":   func(d *delivery, _ *line) world.Hour { return d.last },
		"line_item_usage_start_date":     func(_ *delivery, l *line) world.Hour { return l.from },
		"line_item_usage_end_date":       func(_ *delivery, l *line) world.Hour { return l.to },
	}
}

// curMaps says what stands in a map.
func curMaps() map[string]func(*delivery, *item) []pair {
	return map[string]func(*delivery, *item) []pair{
		"product":       productOf,
		"resource_tags": func(_ *delivery, it *item) []pair { return resourceTags(it) },
		"cost_category": func(_ *delivery, it *item) []pair { return []pair{{"team", team(it)}} },
		"tags":          func(_ *delivery, it *item) []pair { return allTags(it) },
	}
}

// productOf returns the attributes of a product that have no column of their own. Those of models came in 2026.
func productOf(d *delivery, it *item) []pair {
	if it.sku == nil {
		return []pair{{"product_name", it.service.Name}}
	}
	var list []pair
	for _, t := range it.sku.Attributes {
		if it.sku.Family != models || d.month.Year() >= 2026 || t.Key == "product_name" || t.Key == "region" {
			list = append(list, pair{t.Key, t.Value})
		}
	}
	return list
}

// models is the product family that rows of Bedrock have since 2026.
const models = "Amazon Bedrock"

// resourceTags returns the tags under normalized keys.
func resourceTags(it *item) []pair {
	var list []pair
	for _, t := range it.tags {
		list = append(list, pair{tagColumn(t.Key), t.Value})
	}
	slices.SortFunc(list, func(a, b pair) int { return strings.Compare(a.key, b.key) })
	return list
}

// tagColumn normalizes the key of a tag: aws_ or user_, lower case, underscores.
func tagColumn(key string) string {
	if rest, ok := strings.CutPrefix(key, "aws:"); ok {
		return "aws_" + source.Snake(rest)
	}
	return "user_" + source.Snake(key)
}

// team is the value of the cost category Team: the tag's, or else the account's own.
func team(it *item) string {
	if t := it.tags.Value("team"); t != "" {
		return t
	}
	return it.account.Key
}

// allTags returns all kinds of tags under their full keys.
func allTags(it *item) []pair {
	var list []pair
	for _, t := range it.account.Tags {
		list = append(list, pair{"accountTag/" + t.Key, t.Value})
	}
	list = append(list, pair{"costCategory/Team", team(it)})
	if it.principal != nil {
		for _, t := range it.principal.Tags {
			list = append(list, pair{"iamPrincipal/" + t.Key, t.Value})
		}
	}
	for _, t := range it.tags {
		list = append(list, pair{"resourceTags/" + t.Key, t.Value})
	}
	return list
}

// entity is who sells.
func entity(it *item) string {
	if it.service.Seller != "" {
		return "AWS Marketplace"
	}
	return "AWS"
}

func seller(it *item) string {
	if it.service.Seller != "" {
		return it.service.Seller
	}
	return "Amazon Web Services, Inc."
}

// onSKU reads a text of the SKU, "" without one.
func onSKU(f func(*world.SKU) string) func(*delivery, *item) string {
	return func(_ *delivery, it *item) string {
		if it.sku == nil {
			return ""
		}
		return f(it.sku)
	}
}

// onTransfer reads a text of the SKUs of transfers.
func onTransfer(f func(*world.SKU) string) func(*delivery, *item) string {
	return onSKU(func(k *world.SKU) string {
		if k.Family != "Data Transfer" {
			return ""
		}
		return f(k)
	})
}

// curTexts says what texts hold that are ever filled.
func curTexts() map[string]func(*delivery, *item) string {
	all := map[string]func(*delivery, *item) string{}
	for _, group := range []map[string]func(*delivery, *item) string{billTexts(), lineTexts(), pricingTexts(), productTexts(), commitmentTexts()} {
		for name, f := range group {
			all[name] = f
		}
	}
	return all
}

func billTexts() map[string]func(*delivery, *item) string {
	return map[string]func(*delivery, *item) string{
		"bill_bill_type":          func(_ *delivery, it *item) string { return it.billType },
		"bill_billing_entity":     func(_ *delivery, it *item) string { return entity(it) },
		"bill_invoice_id":         func(d *delivery, it *item) string { return d.invoiceID(it.invoice()) },
		"bill_invoicing_entity":   func(_ *delivery, it *item) string { return seller(it) },
		"bill_payer_account_id":   func(d *delivery, _ *item) string { return d.run.world.Payer.ID },
		"bill_payer_account_name": func(d *delivery, _ *item) string { return d.run.world.Payer.Name },
		"split_line_item_parent_resource_id": func(_ *delivery, it *item) string {
			if it.pod == nil {
				return ""
			}
			return it.pod.Node.ID
		},
	}
}

func lineTexts() map[string]func(*delivery, *item) string {
	return map[string]func(*delivery, *item) string{
		"line_item_availability_zone": func(_ *delivery, it *item) string { return it.zone },
		"line_item_blended_rate": func(_ *delivery, it *item) string {
			if it.blendedRate >= 0 && it.rate >= 0 {
				return rateText(it.blendedRate)
			}
			return rateText(it.rate)
		},
		"line_item_currency_code": func(*delivery, *item) string { return "USD" },
		"line_item_iam_principal": func(_ *delivery, it *item) string {
			if it.principal == nil {
				return ""
			}
			return it.principal.ARN
		},
		"line_item_legal_entity":          func(_ *delivery, it *item) string { return seller(it) },
		"line_item_line_item_description": func(_ *delivery, it *item) string { return it.text },
		"line_item_line_item_type":        func(_ *delivery, it *item) string { return it.kind },
		"line_item_net_unblended_rate": func(d *delivery, it *item) string {
			if it.rate < 0 {
				return ""
			}
			return rateText(it.rate - off(it, d.from, it.rate))
		},
		"line_item_operation":          func(_ *delivery, it *item) string { return it.operation },
		"line_item_product_code":       func(_ *delivery, it *item) string { return it.service.Code },
		"line_item_resource_id":        func(_ *delivery, it *item) string { return it.resource },
		"line_item_tax_type":           func(_ *delivery, it *item) string { return it.taxType },
		"line_item_unblended_rate":     func(_ *delivery, it *item) string { return rateText(it.rate) },
		"line_item_usage_account_id":   func(_ *delivery, it *item) string { return it.account.ID },
		"line_item_usage_account_name": func(_ *delivery, it *item) string { return it.account.Name },
		"line_item_usage_type":         func(_ *delivery, it *item) string { return it.usageType },
	}
}

// term is how a line is paid: on demand, or by a reservation.
func term(it *item) string {
	switch {
	case it.kind == discounted || it.kind == reservationFee || it.kind == fee && it.reservation != nil:
		return "Reserved"
	case it.kind == usage || it.kind == covered:
		return "OnDemand"
	}
	return ""
}

// onUsage reads a text of the SKU for lines that have a price.
func onUsage(f func(*item) string) func(*delivery, *item) string {
	return func(_ *delivery, it *item) string {
		if it.sku == nil || term(it) == "" {
			return ""
		}
		return f(it)
	}
}

// onReservation reads a text of the reservation.
func onReservation(f func(*world.Reservation) string) func(*delivery, *item) string {
	return func(_ *delivery, it *item) string {
		if it.reservation == nil {
			return ""
		}
		return f(it.reservation)
	}
}

func pricingTexts() map[string]func(*delivery, *item) string {
	return map[string]func(*delivery, *item) string{
		"pricing_currency":              onUsage(func(*item) string { return "USD" }),
		"pricing_lease_contract_length": onReservation(func(r *world.Reservation) string { return r.Term }),
		"pricing_offering_class":        onReservation(func(r *world.Reservation) string { return r.Class }),
		"pricing_public_on_demand_rate": onUsage(func(it *item) string { return rateText(it.listRate) }),
		"pricing_purchase_option":       onReservation(func(r *world.Reservation) string { return r.Payment }),
		"pricing_rate_code":             onUsage(func(it *item) string { return it.sku.Code + ".JRTCKXETXF.6YS6EN2CT7" }),
		"pricing_rate_id":               onUsage(func(it *item) string { return it.sku.RateID }),
		"pricing_term":                  func(_ *delivery, it *item) string { return term(it) },
		"pricing_unit":                  onSKU(func(k *world.SKU) string { return k.Unit }),
	}
}

func productTexts() map[string]func(*delivery, *item) string {
	toRegion := func(k *world.SKU) *world.Region {
		if k.To != nil {
			return k.To
		}
		return &k.Region
	}
	return map[string]func(*delivery, *item) string{
		"product_comment":            onSKU(func(*world.SKU) string { return "" }),
		"product_fee_code":           func(_ *delivery, it *item) string { return feeCode(it) },
		"product_fee_description":    func(_ *delivery, it *item) string { return feeText(it) },
		"product_from_location":      onTransfer(func(k *world.SKU) string { return k.Region.Name }),
		"product_from_location_type": onTransfer(func(*world.SKU) string { return "AWS Region" }),
		"product_from_region_code":   onTransfer(func(k *world.SKU) string { return k.Region.Code }),
		"product_instance_family":    onSKU(func(k *world.SKU) string { return world.MachineFamily(k.Instance) }),
		"product_instance_type":      onSKU(func(k *world.SKU) string { return k.Instance }),
		"product_instancesku": onSKU(func(k *world.SKU) string {
			if k.Instance == "" {
				return ""
			}
			return k.Code
		}),
		"product_location":      onSKU(func(k *world.SKU) string { return k.Region.Name }),
		"product_location_type": onSKU(func(*world.SKU) string { return "AWS Region" }),
		"product_operation":     onSKU(func(k *world.SKU) string { return k.Operation }),
		"product_pricing_unit":  onSKU(func(k *world.SKU) string { return k.Unit }),
		"product_product_family": func(d *delivery, it *item) string {
			if it.sku == nil || it.sku.Family == models && d.month.Year() < 2026 {
				return ""
			}
			return it.sku.Family
		},
		"product_region_code":      onSKU(func(k *world.SKU) string { return k.Region.Code }),
		"product_servicecode":      func(_ *delivery, it *item) string { return serviceCode(it) },
		"product_sku":              onSKU(func(k *world.SKU) string { return k.Code }),
		"product_to_location":      onTransfer(func(k *world.SKU) string { return destination(k, toRegion(k).Name, "External") }),
		"product_to_location_type": onTransfer(func(k *world.SKU) string { return destination(k, "AWS Region", "Other") }),
		"product_to_region_code":   onTransfer(func(k *world.SKU) string { return destination(k, toRegion(k).Code, "") }),
		"product_usagetype":        onSKU(func(k *world.SKU) string { return k.UsageType }),
	}
}

// serviceCode is the price list's code: transfers have one of their own.
func serviceCode(it *item) string {
	if it.sku != nil && it.sku.Family == "Data Transfer" {
		return "AWSDataTransfer"
	}
	return it.service.Servicecode
}

// destination is where a transfer goes: the internet is nowhere.
func destination(k *world.SKU, inside, outside string) string {
	if strings.HasSuffix(k.UsageType, "DataTransfer-Out-Bytes") {
		return outside
	}
	return inside
}

func feeCode(it *item) string {
	if it.kind == fee && it.reservation == nil {
		return it.service.Code
	}
	return ""
}

func feeText(it *item) string {
	if it.kind == fee && it.reservation == nil {
		return it.text
	}
	return ""
}

// stamp writes a moment as commitments have it.
func stamp(h world.Hour) string { return h.Time().Format(time.RFC3339) }

func commitmentTexts() map[string]func(*delivery, *item) string {
	plan := func(f func(*world.SavingsPlan) string) func(*delivery, *item) string {
		return func(_ *delivery, it *item) string {
			if it.plan == nil {
				return ""
			}
			return f(it.plan)
		}
	}
	units := func(r *world.Reservation) int64 { return max(r.SKU.Factor, 100) / 100 }
	return map[string]func(*delivery, *item) string{
		"reservation_end_time":                         onReservation(func(r *world.Reservation) string { return stamp(r.To) }),
		"reservation_modification_status":              onReservation(func(*world.Reservation) string { return "Original" }),
		"reservation_normalized_units_per_reservation": onReservation(func(r *world.Reservation) string { return fmt.Sprint(units(r)) }),
		"reservation_number_of_reservations":           onReservation(func(r *world.Reservation) string { return fmt.Sprint(r.Count) }),
		"reservation_reservation_a_r_n":                onReservation(func(r *world.Reservation) string { return r.ARN }),
		"reservation_start_time":                       onReservation(func(r *world.Reservation) string { return stamp(r.From) }),
		"reservation_subscription_id":                  onReservation(func(r *world.Reservation) string { return r.Subscription }),
		"reservation_total_reserved_normalized_units":  onReservation(func(r *world.Reservation) string { return fmt.Sprint(units(r) * r.Count) }),
		"reservation_total_reserved_units":             onReservation(func(r *world.Reservation) string { return fmt.Sprint(r.Count) }),
		"reservation_units_per_reservation":            onReservation(func(*world.Reservation) string { return "1" }),
		"savings_plan_end_time":                        plan(func(p *world.SavingsPlan) string { return stamp(p.To) }),
		"savings_plan_instance_type_family":            plan(func(p *world.SavingsPlan) string { return p.Family }),
		"savings_plan_offering_type":                   plan(func(p *world.SavingsPlan) string { return p.Type + "SavingsPlans" }),
		"savings_plan_payment_option":                  plan(func(p *world.SavingsPlan) string { return p.Payment }),
		"savings_plan_purchase_term":                   plan(func(p *world.SavingsPlan) string { return p.Term }),
		"savings_plan_region":                          plan(func(p *world.SavingsPlan) string { return p.Region.Code }),
		"savings_plan_savings_plan_a_r_n":              plan(func(p *world.SavingsPlan) string { return p.ARN }),
		"savings_plan_start_time":                      plan(func(p *world.SavingsPlan) string { return stamp(p.From) }),
	}
}
