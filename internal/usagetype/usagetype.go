// Package usagetype reads the usage types of a bill, "APN1-DataTransfer-Regional-Bytes", and says what they mean: which region, what is
// counted and in which unit, who pays, why it rises and where to look next, in English and Japanese. It promises that every text comes from
// a rule that fits the product, the usage type and the operation, that what no rule knows is said to be unknown and never guessed, and that
// no figure stands in it: prices are in the bill.
//
//	m := usagetype.Explain(usagetype.Line{Product: "AmazonEC2", UsageType: "NatGateway-Bytes"})
package usagetype

import "strings"

// Line is what a line of a bill says of its usage. Product is line_item_product_code, Charge line_item_line_item_type, Region
// product_region_code; what is "" is not known.
type Line struct {
	Product   string
	UsageType string
	Operation string
	Charge    string
	Region    string
}

// Text is one text in both languages.
type Text struct {
	EN string `json:"en"`
	JA string `json:"ja"`
}

// Class is what sort of usage it is, from the general to the special: "network.nat.bytes". Whatever begins with "network." is traffic, or a
// thing that traffic goes through.
type Class string

// The classes of the network, which flows and findings work with.
const (
	NatHours       Class = "network.nat.hours"
	NatBytes       Class = "network.nat.bytes"
	CrossZone      Class = "network.transfer.zone"
	InternetOut    Class = "network.transfer.internet.out"
	InternetIn     Class = "network.transfer.internet.in"
	CrossRegionOut Class = "network.transfer.region.out"
	CrossRegionIn  Class = "network.transfer.region.in"
	EndpointHours  Class = "network.endpoint.hours"
	EndpointBytes  Class = "network.endpoint.bytes"
	GatewayHours   Class = "network.transit.hours"
	GatewayBytes   Class = "network.transit.bytes"
	PublicAddress  Class = "network.address"
)

// Meaning is what a usage type means.
type Meaning struct {
	// Known tells whether a rule fits. Without one, only Region, To and Bare are set.
	Known bool `json:"known"`
	// Region is where it was used, To where traffic between regions went; nil for usage of no region, or where the prefix says none.
	Region *Region `json:"region,omitempty"`
	To     *Region `json:"to,omitempty"`
	// Bare is the usage type without its regions.
	Bare  string `json:"bare"`
	Class Class  `json:"class,omitempty"`
	// Title names it in a few words; Says is what is counted, in a sentence.
	Title Text `json:"title"`
	Says  Text `json:"says"`
	// Unit is what one unit of the usage amount is.
	Unit Text `json:"unit"`
	// Payer says whose bill it is on, where that is not plain.
	Payer Text `json:"payer"`
	// Causes are what makes it rise, Look where to look deeper.
	Causes []Text `json:"causes,omitempty"`
	Look   []Text `json:"look,omitempty"`
}

// Explain says what a line's usage is. It never fails.
func Explain(l Line) Meaning {
	from, to, bare := Split(l.UsageType)
	m := Meaning{Region: from, To: to, Bare: bare}
	if from == nil {
		m.Region = ByCode(l.Region)
	}
	product := strings.ToLower(l.Product)
	if r, ok := charges[l.Charge]; ok && (l.UsageType == "" || l.Charge == "Tax" || strings.HasSuffix(l.Charge, "Negation")) {
		r.fill(&m, nil)
		return m
	}
	if l.UsageType == "" {
		return m
	}
	for _, r := range all() {
		if product == "" && !r.alone || product != "" && !r.about(product) {
			continue
		}
		if groups := r.match(l, bare); groups != nil {
			r.fill(&m, groups)
			return m
		}
	}
	if r, ok := charges[l.Charge]; ok {
		r.fill(&m, nil)
	}
	return m
}
