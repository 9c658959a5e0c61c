// Package finding looks for what the network of a lake costs without need: NAT gateways in another zone, in front of S3 or without work, pairs
// that talk across zones, public addresses, endpoints that nobody uses. It reads the bill, the inventories and the flow logs as who asks. It
// promises that a finding carries the SQL of its evidence, that its dollars are an estimate made at the prices of the bill and never more
// than was billed, and that what could not be looked at is said: an empty list means that nothing was found, or it says why not.
//
//	found, err := finding.Find(ctx, runner, who, netflow.Ranges{}, finding.Ask{From: from, To: to})
package finding

import (
	"time"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/playbook"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// Text is one text in both languages.
type Text = usagetype.Text

// Kind is what sort of fault a finding is of.
type Kind string

// The kinds.
const (
	// NatOtherZone: a subnet's route leads to a NAT gateway in another zone.
	NatOtherZone Kind = "nat-other-zone"
	// NatForGateway: traffic to S3 or DynamoDB goes through a NAT gateway, where an endpoint would carry it for nothing.
	NatForGateway Kind = "nat-without-gateway-endpoint"
	// NatForInterface: traffic to another service of AWS goes through a NAT gateway, and is enough for an interface endpoint.
	NatForInterface Kind = "nat-without-interface-endpoint"
	// NatIdle: a NAT gateway carries nothing.
	NatIdle Kind = "nat-idle"
	// NatSpread: NAT gateways in each zone carry so little that one would be cheaper, in a network that says it is not for production.
	NatSpread Kind = "nat-spread"
	// CrossZonePair: two ends talk across zones.
	CrossZonePair Kind = "cross-zone-pair"
	// AddressIdle: an Elastic IP is held and not used.
	AddressIdle Kind = "address-idle"
	// AddressPublic: machines have public addresses though a load balancer stands before them.
	AddressPublic Kind = "address-public"
	// EndpointIdle: an interface endpoint carries nothing.
	EndpointIdle Kind = "endpoint-idle"
	// EndpointSpread: an interface endpoint stands in more zones than its traffic is worth.
	EndpointSpread Kind = "endpoint-spread"
	// TransitPair: a pair of VPCs talks so much through a transit gateway that peering would be cheaper.
	TransitPair Kind = "transit-instead-of-peering"
	// TransitIdle: an attachment of a transit gateway carries nothing.
	TransitIdle Kind = "transit-idle"
	// LogIngestion: a log group takes much more than it did.
	LogIngestion Kind = "log-ingestion"
)

// Confidence is how sure a finding is.
type Confidence string

// Certain findings follow from the bill and the inventories; Likely ones need an assumption, which Says names.
const (
	Certain Confidence = "certain"
	Likely  Confidence = "likely"
)

// Evidence is a query that shows what a finding says, and the one figure that matters in it.
type Evidence struct {
	Name Text   `json:"name"`
	SQL  string `json:"sql"`
}

// Finding is one fault, what it costs and what to do.
type Finding struct {
	// ID is the same for the same fault at the same resources, whenever it is looked for.
	ID        string     `json:"id"`
	Kind      Kind       `json:"kind"`
	Title     Text       `json:"title"`
	Says      Text       `json:"says"`
	Account   string     `json:"account"`
	Region    string     `json:"region"`
	Resources []string   `json:"resources" doc:"ids of what is at fault, the first one above all"`
	Evidence  []Evidence `json:"evidence"`
	// Before and After are dollars of a month of 730 hours, now and after the fix; Saves is their difference. They are estimates.
	Before money.Amount `json:"before"`
	After  money.Amount `json:"after"`
	Saves  money.Amount `json:"saves"`
	// Overlap is the part of Saves that another finding saves too; the sum of all counts it once.
	Overlap    money.Amount  `json:"overlap"`
	BreakEven  Text          `json:"breakEven" doc:"from which amount on the fix is worth it, and how much there is"`
	Risk       Text          `json:"risk"`
	Confidence Confidence    `json:"confidence" enum:"certain,likely"`
	Fix        playbook.Plan `json:"fix"`
}

// Ask is a question for findings: what was wrong at To, by the bill and the flows from From on.
type Ask struct {
	// From ≤ t < To. Inventories are read as of To, or of the first file after it where they begin later. The zero To is the end of the bill,
	// the zero From thirty days before To.
	From, To time.Time
	// Accounts narrows down; nil is all.
	Accounts []string
	// Traced are the flows of the time, where they have been read already; nil reads them. They are of who asks.
	Traced *netflow.Traced
}

// Found is the answer.
type Found struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Findings are sorted by what they save, the most first.
	Findings []Finding    `json:"findings"`
	Saves    money.Amount `json:"saves" doc:"dollars of a month, all findings together, an estimate"`
	Currency string       `json:"currency"`
	// Missing says what could not be looked at, and why: no flow logs, no inventory.
	Missing []Text `json:"missing,omitempty"`
	// SQL are the queries that were asked.
	SQL []string `json:"sql"`
}
