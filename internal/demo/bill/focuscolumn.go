package bill

import (
	"strings"

	"github.com/glauxhq/glaux/internal/demo/world"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/focus"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// focusTable returns the columns of FOCUS 1.2 as AWS exports it. Lines that only take off what others have are not there: their amounts
// are in the costs of the others. Split costs are not in this report.
func focusTable() *table {
	t := &table{report: FOCUS, skip: func(it *item) bool {
		return it.kind == negation || it.kind == contract || it.kind == bundled || it.pod != nil
	}}
	for _, k := range focus.Columns() {
		if k.Name == "x_CostCategories" || k.Name == "x_UsageType" { // of 1.0 only
			continue
		}
		t.columns = append(t.columns, focusColumn(k))
	}
	return t
}

func focusColumn(k source.Known) column {
	c := column{name: k.Name, hive: source.HiveType(k.Type)}
	switch {
	case k.Name == "x_Discounts":
		c.discounts = discountOf
	case k.Name == "Tags":
		c.pairs = focusTags
	case k.Name == "SkuPriceDetails":
		c.pairs = productOf
	case k.Type.Kind == types.Double:
		c.number = focusNumbers()[k.Name]
		if c.number == nil {
			c.number = func(*line) (int64, bool) { return 0, false }
		}
	case k.Type.Kind == types.Timestamp:
		c.moment = focusMoments()[k.Name]
	default:
		c.text = focusTexts()[k.Name]
		if c.text == nil {
			c.text = func(*delivery, *item) string { return "" } // never filled in this world
		}
	}
	return c
}

func focusMoments() map[string]func(*delivery, *line) world.Hour {
	cur := curMoments()
	return map[string]func(*delivery, *line) world.Hour{
		"BillingPeriodStart": cur["bill_billing_period_start_date"], "BillingPeriodEnd": cur["bill_billing_period_end_date"],
		"ChargePeriodStart": cur["line_item_usage_start_date"], "ChargePeriodEnd": cur["line_item_usage_end_date"],
	}
}

func focusTags(_ *delivery, it *item) []pair {
	var list []pair
	for _, t := range it.tags {
		key := t.Key
		if !strings.HasPrefix(key, "aws:") {
			key = "user:" + key
		}
		list = append(list, pair{key, t.Value})
	}
	return list
}

// billed is what is on the invoice: nothing for what a plan covers, as its fee pays for it.
func billed(l *line) (int64, bool) {
	if l.kind == covered {
		return 0, true
	}
	return l.get(net), true
}

// spread is the cost with commitments spread over their use.
func spread(l *line) (int64, bool) {
	if l.has&(1<<effective) != 0 {
		return l.get(effective), true
	}
	return l.get(net), true
}

func listed(l *line) (int64, bool) {
	if l.has&(1<<public) != 0 {
		return l.get(public), true
	}
	return l.get(unblended), true
}

// contracted is what the contract makes of the list.
func contracted(l *line) (int64, bool) {
	x, _ := listed(l)
	return x - off(l.item, l.from, x), true
}

// ifUsed gives a number to lines of usage only.
func ifUsed(f func(*line) int64) func(*line) (int64, bool) {
	return func(l *line) (int64, bool) { return f(l), term(l.item) != "" }
}

func focusNumbers() map[string]func(*line) (int64, bool) {
	price := ifUsed(func(l *line) int64 { return l.listRate })
	agreed := ifUsed(func(l *line) int64 { return l.listRate - off(l.item, l.from, l.listRate) })
	quantity := ifUsed(func(l *line) int64 { return l.get(amount) })
	return map[string]func(*line) (int64, bool){
		"BilledCost": billed, "EffectiveCost": spread, "ListCost": listed, "ContractedCost": contracted,
		"ListUnitPrice": price, "ContractedUnitPrice": agreed, "ConsumedQuantity": quantity, "PricingQuantity": quantity,
		"PricingCurrencyContractedUnitPrice": agreed, "PricingCurrencyEffectiveCost": spread, "PricingCurrencyListUnitPrice": price,
		"CommitmentDiscountQuantity": func(l *line) (int64, bool) {
			switch l.kind {
			case covered:
				return l.get(spEffective), true
			case discounted:
				return l.get(amount), true
			case recurringFee:
				return l.get(spTotal) - l.get(spUsed), true
			case reservationFee:
				return l.get(riUnusedQuantity), true
			}
			return 0, false
		},
	}
}

// category is the kind of a charge in FOCUS.
func category(it *item) string {
	switch it.kind {
	case usage, covered, discounted:
		return "Usage"
	case tax:
		return "Tax"
	case credit:
		return "Credit"
	case refund:
		return "Adjustment"
	}
	return "Purchase"
}

func frequency(it *item) string {
	switch {
	case category(it) == "Usage":
		return "Usage-Based"
	case it.kind == recurringFee || it.kind == reservationFee || it.service == world.Support:
		return "Recurring"
	}
	return "One-Time"
}

// commitment returns what pays for a line: its category, id, kind and unit; all "" when nothing does.
func commitment(it *item) (group, id, kind, unit string) {
	switch {
	case it.plan != nil:
		return "Spend", it.plan.ARN, it.plan.Type + "SavingsPlans", "USD"
	case it.reservation != nil:
		return "Usage", it.reservation.ARN, "Reserved Instance", "Hrs"
	}
	return "", "", "", ""
}

func focusTexts() map[string]func(*delivery, *item) string {
	plain := func(f func(*item) string) func(*delivery, *item) string {
		return func(_ *delivery, it *item) string { return f(it) }
	}
	word := func(text string) func(*delivery, *item) string { return plain(func(*item) string { return text }) }
	cur := curTexts()
	texts := map[string]func(*delivery, *item) string{
		"AvailabilityZone": cur["line_item_availability_zone"], "BillingAccountId": cur["bill_payer_account_id"], "BillingAccountName": cur["bill_payer_account_name"],
		"BillingAccountType": word("BillingAccount"), "BillingCurrency": word("USD"), "PricingCurrency": word("USD"), "SubAccountType": word("LinkedAccount"),
		"ChargeCategory": plain(category), "ChargeFrequency": plain(frequency), "ChargeDescription": cur["line_item_line_item_description"],
		"ChargeClass": plain(func(it *item) string { return pick(it.kind == refund, "Correction", "") }),
		"InvoiceId":   cur["bill_invoice_id"], "InvoiceIssuerName": plain(seller), "ProviderName": word("AWS"), "PublisherName": plain(publisher),
		"PricingUnit": cur["pricing_unit"], "ConsumedUnit": cur["pricing_unit"], "ResourceId": cur["line_item_resource_id"],
		"RegionId": cur["product_region_code"], "RegionName": cur["product_location"], "ServiceName": plain(func(it *item) string { return it.service.Name }),
		"ServiceCategory": plain(func(it *item) string { return it.service.Focus }), "ServiceSubcategory": plain(func(it *item) string { return it.service.Sub }),
		"SkuId": cur["product_sku"], "SkuPriceId": cur["pricing_rate_code"], "SkuMeter": cur["line_item_usage_type"],
		"SubAccountId": cur["line_item_usage_account_id"], "SubAccountName": cur["line_item_usage_account_name"], "x_Operation": cur["line_item_operation"],
		"x_ServiceCode":   plain(func(it *item) string { return pick(it.service.Seller != "", "", it.service.Code) }),
		"PricingCategory": plain(pricingCategory),
		"ResourceType":    plain(resourceType),
		"ResourceName":    plain(func(it *item) string { return it.tags.Value("Name") }),
		"CommitmentDiscountStatus": plain(func(it *item) string {
			switch it.kind {
			case covered, discounted:
				return "Used"
			case recurringFee, reservationFee:
				return "Unused"
			}
			return ""
		}),
	}
	part := func(n int) func(*delivery, *item) string {
		return plain(func(it *item) string {
			group, id, kind, unit := commitment(it)
			return [4]string{group, id, kind, unit}[n]
		})
	}
	texts["CommitmentDiscountCategory"], texts["CommitmentDiscountId"], texts["CommitmentDiscountType"], texts["CommitmentDiscountUnit"] = part(0), part(1), part(2), part(3)
	return texts
}

func pick(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func publisher(it *item) string { return pick(it.service.Seller != "", it.service.Seller, "AWS") }

func pricingCategory(it *item) string {
	switch it.kind {
	case covered, discounted:
		return "Committed"
	case usage:
		return "Standard"
	}
	return ""
}

// resourceType is the kind of a resource, by the form of its id.
func resourceType(it *item) string {
	for _, f := range []struct{ begin, kind string }{
		{"i-", "EC2 Instance"},
		{"vol-", "EBS Volume"},
		{"arn:aws:lambda:", "Lambda Function"},
		{"arn:aws:rds:", "RDS Instance"},
		{"arn:aws:dynamodb:", "DynamoDB Table"},
		{"arn:aws:elasticloadbalancing:", "Load Balancer"},
		{"arn:aws:eks:", "EKS Cluster"},
		{"arn:aws:sqs:", "SQS Queue"},
		{"arn:aws:kms:", "KMS Key"},
		{"arn:aws:bedrock:", "Bedrock Resource"},
		{"arn:aws:ec2:", "EC2 Resource"},
	} {
		if strings.HasPrefix(it.resource, f.begin) {
			return f.kind
		}
	}
	return ""
}
