package netflow

import (
	"cmp"
	"time"

	"github.com/glauxhq/glaux/internal/money"
)

// Path is the way that a flow takes, named after what is charged on it.
type Path string

// The paths. SameZone stays in a zone of one network; CrossZone leaves the zone, not the region; Direct leaves for the internet, or comes
// from there, without a NAT gateway. A flow that passes several gateways has the path of the one that is charged by the byte, NAT first.
const (
	SameZone          Path = "same_az"
	CrossZone         Path = "cross_az"
	NAT               Path = "nat"
	Direct            Path = "internet"
	GatewayEndpoint   Path = "gateway_endpoint"
	InterfaceEndpoint Path = "interface_endpoint"
	Peering           Path = "peering"
	TransitGateway    Path = "transit_gateway"
	CrossRegion       Path = "cross_region"
	UnknownPath       Path = "unknown"
)

// Paths returns all paths.
func Paths() []Path {
	return []Path{SameZone, CrossZone, NAT, Direct, GatewayEndpoint, InterfaceEndpoint, Peering, TransitGateway, CrossRegion, UnknownPath}
}

// End is an end of a flow, as it was at the time of the flow. What is not known is "".
type End struct {
	// Address is "" where a row stands for many.
	Address string `json:"address,omitempty"`
	// Many tells that it is all addresses outside that are not told one by one, because there are too many.
	Many      bool   `json:"many,omitempty" doc:"all addresses outside of which there are too many to tell each"`
	OwnerType string `json:"ownerType,omitempty" doc:"instance, nat_gateway, load_balancer, lambda and others"`
	OwnerID   string `json:"ownerId,omitempty"`
	Name      string `json:"name,omitempty"`
	Interface string `json:"interface,omitempty"`
	Account   string `json:"account,omitempty"`
	VPC       string `json:"vpc,omitempty"`
	Subnet    string `json:"subnet,omitempty"`
	// SubnetName is the tag Name of the subnet.
	SubnetName string `json:"subnetName,omitempty"`
	ZoneID     string `json:"azId,omitempty" doc:"the same in all accounts, unlike the zone's name"`
	// Service is that of AWS which has a public address, such as S3; AMAZON where it is not said which.
	Service string `json:"service,omitempty"`
	Region  string `json:"region,omitempty"`
}

// Label is the shortest name of an end that says who it is.
func (e End) Label() string {
	for _, s := range []string{e.Name, e.OwnerID, e.Interface} {
		if s != "" {
			return s
		}
	}
	if e.Service != "" && e.Service != anyService {
		return e.Service
	}
	if e.Address != "" {
		return e.Address
	}
	return cmp.Or(e.Service, "other addresses")
}

// Hop is a gateway that a flow passes.
type Hop struct {
	Path    Path   `json:"path"`
	ID      string `json:"id" doc:"nat-…, vpce-…, tgw-attach-…, pcx-…"`
	ZoneID  string `json:"azId,omitempty"`
	Account string `json:"account,omitempty"`
}

// Charge is the part of a line of the bill that a flow has caused.
type Charge struct {
	UsageType string       `json:"usageType"`
	Account   string       `json:"account" doc:"the account whose bill it is on"`
	Resource  string       `json:"resource,omitempty"`
	Dollars   money.Amount `json:"dollars"`
}

// Flow is what one end sent to another on a day, counted once however often it was logged. What came back is a flow of its own.
type Flow struct {
	// Day is the UTC day, 2025-10-14; "" where a row is not by day.
	Day         string `json:"day,omitempty"`
	Source      End    `json:"source"`
	Destination End    `json:"destination"`
	// Port is that of the service, 0 where neither port looks like one. Reply tells that the source is the service.
	Port     int  `json:"port,omitempty"`
	Protocol int  `json:"protocol,omitempty" doc:"IANA number: 6 is TCP, 17 UDP"`
	Reply    bool `json:"reply,omitempty" doc:"the source is who serves: the other side opened the connection"`
	Path     Path `json:"path"`
	// Gateway is the gateway of the path, GatewayZone where it stands. Via are all gateways on the way, in their order from the source.
	Gateway     string `json:"gateway,omitempty"`
	GatewayZone string `json:"gatewayAzId,omitempty"`
	Via         []Hop  `json:"via,omitempty"`
	// Crosses tells that the flow changes the zone on its way, so that it is charged on both sides.
	Crosses bool `json:"crossesAz,omitempty"`
	// Bytes are those that were logged, Estimated those with what log records are known to have missed.
	Bytes     int64 `json:"bytes"`
	Estimated int64 `json:"estimatedBytes"`
	Records   int64 `json:"records"`
	// Dollars is the sum of Charges; both are there once the flows are priced.
	Dollars money.Amount `json:"dollars"`
	Charges []Charge     `json:"charges,omitempty"`
}

// Dimension is by what flows are put together.
type Dimension string

// The dimensions. A pair is who opens and who serves, whatever the direction; the others are of the source and the destination.
const (
	ByPair      Dimension = "pair"
	ByPort      Dimension = "port"
	ByWhat      Dimension = "service"
	ByZones     Dimension = "az"
	BySubnets   Dimension = "subnet"
	ByVPCs      Dimension = "vpc"
	ByAccounts  Dimension = "account"
	ByPath      Dimension = "path"
	ByGateway   Dimension = "gateway"
	ByDirection Dimension = "direction"
	ByDay       Dimension = "day"
	ByAddresses Dimension = "address"
)

// Dimensions returns all dimensions.
func Dimensions() []Dimension {
	return []Dimension{ByPair, ByPort, ByWhat, ByZones, BySubnets, ByVPCs, ByAccounts, ByPath, ByGateway, ByDirection, ByDay, ByAddresses}
}

// Ask is a question for flows.
type Ask struct {
	// From and To bound the days, half-open, UTC; both are taken at midnight. Without both it is the last week of the logs.
	From, To time.Time
	// Accounts, Gateways (ids such as nat-…) and Addresses keep the flows of which an end or a gateway is one of them; empty is all.
	Accounts  []string
	Gateways  []string
	Addresses []string
	// By puts flows together: with none each row is one flow of one day.
	By []Dimension
	// Outside is how many addresses outside are told one by one, those with the most bytes; 0 is as many as fit the days. Those of which
	// something is known are told besides.
	Outside int
	// Top is how many rows are returned, those with the most dollars, or bytes, first; 0 is all.
	Top int
}

// Coverage is how much of the traffic the logs show.
type Coverage struct {
	// Records are those that count traffic, Skipped those that stand for records that AWS lost, Nodata those that say there was no traffic.
	Records int64 `json:"records"`
	Skipped int64 `json:"skipped"`
	Nodata  int64 `json:"nodata"`
	// Rejected are records of traffic that was refused; it is not in the flows.
	Rejected int64 `json:"rejected"`
	// Gathered is how many addresses outside are told as one: those with few bytes of which nothing is known.
	Gathered int64 `json:"gathered,omitempty" doc:"addresses outside that are told as one, because there are too many"`
	// Unread are bytes of records that are not in the flows, because there were too many different ones: the small ones are left out.
	Unread int64 `json:"unread,omitempty"`
	// Share is the part of what was logged among what is estimated to have been, 1 for all of it.
	Share float64 `json:"share"`
	// Networks are the VPCs that have logs in the time, Dark the VPCs of the inventory that have none.
	Networks []string `json:"networks"`
	Dark     []string `json:"dark,omitempty"`
	// Bare tells that some logs lack the fields pkt-srcaddr and pkt-dstaddr, so that inventories say who is behind gateways.
	Bare bool `json:"bare,omitempty"`
}

// Flows are flows, and what they leave out.
type Flows struct {
	From string `json:"from"`
	To   string `json:"to" doc:"the day after the last"`
	Rows []Flow `json:"rows"`
	// Rest are the rows beyond Top, as one; nil for none. Total is all.
	Rest     *Sum     `json:"rest,omitempty"`
	Total    Sum      `json:"total"`
	Coverage Coverage `json:"coverage"`
	// SQL are the queries that were asked.
	SQL []string `json:"sql"`
}

// Sum is a sum of flows.
type Sum struct {
	Rows      int          `json:"rows"`
	Bytes     int64        `json:"bytes"`
	Estimated int64        `json:"estimatedBytes"`
	Records   int64        `json:"records"`
	Dollars   money.Amount `json:"dollars"`
}

// Part is a line of the bill, by usage type, account and resource, and what the flows explain of it.
type Part struct {
	UsageType string `json:"usageType"`
	Class     string `json:"class" doc:"network.nat.bytes, network.transfer.zone and others"`
	Account   string `json:"account"`
	Resource  string `json:"resource,omitempty"`
	// Billed is what was billed, Explained what the flows explain at the price of the bill, never more; Rest is the difference.
	Billed    money.Amount `json:"billed"`
	Explained money.Amount `json:"explained"`
	Rest      money.Amount `json:"rest"`
	// Ratio is the logged bytes by the billed ones. Low and High bound what the flows may stand for: what was logged, and what is estimated.
	Ratio float64      `json:"ratio"`
	Low   money.Amount `json:"low"`
	High  money.Amount `json:"high"`
	// Why says what the rest is, where there is one.
	Why Text `json:"why"`
}

// Priced are flows with the dollars that they cost.
type Priced struct {
	Flows
	// Currency is that of the bill; several where its lines differ. All amounts are in it.
	Currency string `json:"currency"`
	Parts    []Part `json:"parts"`
	// Billed, Explained and Left are the sums of the parts, Low and High the bounds of what is explained.
	Billed    money.Amount `json:"billed"`
	Explained money.Amount `json:"explained"`
	Left      money.Amount `json:"unexplained" doc:"billed, and explained by no flow"`
	Low       money.Amount `json:"low"`
	High      money.Amount `json:"high"`
	// Badge says how far the flows explain the bill.
	Badge Text `json:"badge"`
}
