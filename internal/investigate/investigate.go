// Package investigate answers why something costs more than it did, from the line of the bill down to the addresses that talk, the path they
// take, what that costs, who changed it and what to do. It joins what casebook, usagetype, netflow and finding know; of its own it has the
// order of the questions, and who changed what. It reads everything as who asks. It promises that every figure comes from a query that stands
// among the steps of the report and runs unchanged in Athena, that dollars of flows are never more than was billed, and that a part which
// cannot be made is named with its reason: nothing is left out in silence.
//
//	report, err := investigate.Investigate(ctx, tools, who, investigate.Question{Case: "3f2a91c07d5b"})
package investigate

import (
	"time"

	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/finding"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// Text is one text in both languages.
type Text = usagetype.Text

// Question is what is looked into: a case; or what a usage type, of an account or of all, cost from the day From to the one before To.
type Question struct {
	Case      string `json:"case,omitempty" query:"case" maxLength:"64" doc:"the id of a case; the others are empty then"`
	UsageType string `json:"usageType,omitempty" query:"usageType" maxLength:"512" doc:"as it stands in the bill" example:"NatGateway-Bytes"`
	Service   string `json:"service,omitempty" query:"service" maxLength:"128" doc:"line_item_product_code; any when empty"`
	Account   string `json:"account,omitempty" query:"account" maxLength:"64" doc:"the account; all when empty"`
	Region    string `json:"region,omitempty" query:"region" maxLength:"64" doc:"product_region_code; all when empty"`
	From      string `json:"from,omitempty" query:"from" maxLength:"10" doc:"the first day, YYYY-MM-DD"`
	To        string `json:"to,omitempty" query:"to" maxLength:"10" doc:"the day after the last one"`
}

// Report is the answer. Amounts are in Currency.
type Report struct {
	Question Question  `json:"question"`
	Title    Text      `json:"title"`
	Says     []Text    `json:"says" doc:"the answer in a few sentences, each of which a part below shows"`
	Made     time.Time `json:"made"`
	Currency string    `json:"currency"`
	Formula  string    `json:"formula" doc:"how the cost of a line is counted, as SQL"`
	// Case is the case, where one was asked for.
	Case *casebook.Case `json:"case,omitempty"`
	// Since is the first day of what is looked into, Before and After are the windows that are compared, of the same weekdays.
	Since  string           `json:"since" doc:"YYYY-MM-DD"`
	Before casebook.Window  `json:"before"`
	After  casebook.Window  `json:"after"`
	Change casebook.Shift   `json:"change" doc:"of all usage types below, exact"`
	Series []Series         `json:"series" doc:"the usage types that changed most, day by day; the one that changed most first"`
	Usage  []Usage          `json:"usage" doc:"the usage types of the question with what they mean, those that changed most first"`
	Causes []casebook.Cause `json:"causes" doc:"up to ten, those that explain most first"`
	Hidden []string         `json:"hidden,omitempty" doc:"dimensions that the bill lacks or that who asks does not see"`
	// Traffic is what flow logs say; nil where there are none for these days.
	Traffic *Traffic `json:"traffic,omitempty"`
	// Findings are those that are about what is looked into, those that save most first.
	Findings []finding.Finding `json:"findings"`
	// Changes are calls that changed what is involved, the ones that explain most first.
	Changes []Change `json:"changes"`
	// Verification is what became of the fix, of a case that somebody called fixed.
	Verification *casebook.Proof `json:"verification,omitempty"`
	// Steps are all queries in their order.
	Steps []Step `json:"steps"`
	// Missing are the parts that could not be made.
	Missing []Missing `json:"missing,omitempty"`
}

// Series is a usage type day by day, from the first day of the window before on.
type Series struct {
	UsageType string  `json:"usageType"`
	Title     Text    `json:"title"`
	Points    []Point `json:"points"`
	SQL       string  `json:"sql"`
}

// Point is a day.
type Point struct {
	Day  string       `json:"day" doc:"YYYY-MM-DD"`
	Cost money.Amount `json:"cost" doc:"exact"`
}

// Usage is a usage type of the question.
type Usage struct {
	UsageType string            `json:"usageType"`
	Service   string            `json:"service" doc:"line_item_product_code"`
	Meaning   usagetype.Meaning `json:"meaning"`
	casebook.Shift
	UsageBefore money.Amount `json:"usageBefore" doc:"in the unit of the meaning"`
	UsageAfter  money.Amount `json:"usageAfter"`
	// PriceBefore and PriceAfter are what a unit cost; empty where nothing was used.
	PriceBefore string `json:"priceBefore,omitempty"`
	PriceAfter  string `json:"priceAfter,omitempty"`
	Link        string `json:"link" doc:"the explorer with these lines"`
}

// Traffic is what went over the network in the days of Window, and what of the bill it explains.
type Traffic struct {
	Window    casebook.Window  `json:"window" doc:"the days of the question that flow logs tell of"`
	Badge     Badge            `json:"badge"`
	Coverage  netflow.Coverage `json:"coverage"`
	Ways      []Way            `json:"ways" doc:"the ways that cost most, in words"`
	Sankey    Sankey           `json:"sankey"`
	Addresses []Address        `json:"addresses" doc:"those with the most dollars, then bytes"`
	SQL       []string         `json:"sql"`
}

// Way is what goes from the ends of one subnet to one other end, in both directions, on one path. Who opened the connections is first.
type Way struct {
	Says        Text         `json:"says"`
	From        string       `json:"from" doc:"the name of the subnet, or of who sends where it is in none"`
	FromZone    string       `json:"fromAzId,omitempty"`
	Path        netflow.Path `json:"path"`
	Gateway     string       `json:"gateway,omitempty" doc:"nat-…, vpce-…, tgw-attach-…, pcx-…"`
	GatewayName string       `json:"gatewayName,omitempty"`
	GatewayZone string       `json:"gatewayAzId,omitempty"`
	To          string       `json:"to" doc:"the service of AWS, or the name of who receives"`
	ToZone      string       `json:"toAzId,omitempty"`
	Port        int          `json:"port,omitempty"`
	Bytes       int64        `json:"bytes"`
	Dollars     money.Amount `json:"dollars"`
	// Crosses tells that it changes the zone on its way.
	Crosses bool `json:"crossesAz,omitempty"`
}

// Badge says how much of what was billed the flows explain.
type Badge struct {
	Says      Text           `json:"says"`
	Billed    money.Amount   `json:"billed"`
	Explained money.Amount   `json:"explained"`
	Rest      money.Amount   `json:"rest" doc:"billed less explained"`
	Share     float64        `json:"share" doc:"explained of billed, 0 to 1"`
	Low       money.Amount   `json:"low" doc:"of what is explained, by what is not known of the flows"`
	High      money.Amount   `json:"high"`
	Parts     []netflow.Part `json:"parts"`
}

// Sankey is traffic as a picture: from who opens connections through its zone, the gateway and the zone of who serves to this one. What went
// in either direction is together. What is
// too small for a node of its own is in one that says so, so that each layer carries everything.
type Sankey struct {
	Nodes []Node `json:"nodes"`
	Links []Link `json:"links"`
}

// Node is an end, a zone or a gateway. Layer is 0 for sources, 1 for their zones, 2 for gateways and other paths, 3 for the zones of
// destinations, 4 for these.
type Node struct {
	ID    string `json:"id"`
	Layer int    `json:"layer" minimum:"0" maximum:"4"`
	// Kind is source, zone, path, destination or rest.
	Kind   string `json:"kind" enum:"source,zone,path,destination,rest"`
	Name   Text   `json:"name"`
	Detail string `json:"detail,omitempty" doc:"its id, address or subnet"`
}

// Link is what goes from one node to another of the next layer. Dollars are those of the charges that the flows behind it caused.
type Link struct {
	From    string       `json:"from"`
	To      string       `json:"to"`
	Bytes   int64        `json:"bytes"`
	Dollars money.Amount `json:"dollars"`
}

// Address is one end of the traffic.
type Address struct {
	Address    string       `json:"address"`
	OwnerType  string       `json:"ownerType,omitempty"`
	OwnerID    string       `json:"ownerId,omitempty"`
	Name       string       `json:"name,omitempty"`
	Account    string       `json:"account,omitempty"`
	VPC        string       `json:"vpc,omitempty"`
	Subnet     string       `json:"subnet,omitempty"`
	SubnetName string       `json:"subnetName,omitempty"`
	ZoneID     string       `json:"azId,omitempty"`
	Service    string       `json:"service,omitempty"`
	Region     string       `json:"region,omitempty"`
	Sent       int64        `json:"sent" doc:"bytes"`
	Received   int64        `json:"received" doc:"bytes"`
	Dollars    money.Amount `json:"dollars" doc:"of the flows that it is an end of; a flow has two ends"`
	Link       string       `json:"link" doc:"the page of the address"`
}

// Change is a call that changed something.
type Change struct {
	At        time.Time `json:"at"`
	Who       string    `json:"who" doc:"the ARN, or the service that did it"`
	Name      string    `json:"name" doc:"the last part of who"`
	Event     string    `json:"event" example:"CreateRoute"`
	Service   string    `json:"service" example:"ec2.amazonaws.com"`
	Account   string    `json:"account"`
	Region    string    `json:"region"`
	Resources []string  `json:"resources"`
	Near      float64   `json:"near" doc:"hours from the start of the first unusual day: negative before it"`
	Why       Text      `json:"why" doc:"what it has to do with the question"`
	EventID   string    `json:"eventId,omitempty"`
	// Certain is set where a resource of the question stands in the call itself.
	Certain bool `json:"certain"`
}

// Step is a query that was run.
type Step struct {
	Part   string `json:"part" enum:"case,usage,causes,traffic,findings,changes"`
	SQL    string `json:"sql"`
	Rows   int64  `json:"rows"`
	Sum    string `json:"sum,omitempty" doc:"the sum of what it read, where it reads amounts"`
	Millis int64  `json:"millis"`
}

// Missing is a part that could not be made.
type Missing struct {
	Part string `json:"part" enum:"causes,traffic,findings,changes"`
	Why  Text   `json:"why"`
}
