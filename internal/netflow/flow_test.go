package netflow

import (
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gaissmai/bart"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// day is the day of the traffic of these tests.
const day = "2025-10-14"

// small is a network with a user in one zone and a NAT gateway, a database and a pod's node in others.
func small() *book {
	b := &book{
		places: map[netip.Addr][]place{}, interfaces: map[string][]place{}, subnets: map[string]network{
			"subnet-a": {name: "a", vpc: "vpc-1", zone: "use1-az1", account: "1"}, "subnet-b": {name: "b", vpc: "vpc-1", zone: "use1-az2", account: "1"},
			"subnet-c": {name: "c", vpc: "vpc-2", zone: "use1-az2", account: "2"},
		},
		blocks: map[string]*bart.Table[string]{}, nodes: map[string]*bart.Table[string]{}, routes: map[string][]way{}, doors: map[string]door{}, vpcs: map[string]network{},
		transits: map[string]string{}, links: map[string][]string{},
	}
	for _, p := range []place{
		{End: End{Address: "10.0.1.5", Interface: "eni-user", OwnerType: "instance", OwnerID: "i-user", VPC: "vpc-1", Subnet: "subnet-a", Account: "1"}},
		{End: End{Address: "10.0.2.9", Interface: "eni-db", OwnerType: "rds", VPC: "vpc-1", Subnet: "subnet-b", Account: "1"}},
		{End: End{Address: "10.0.2.20", Interface: "eni-nat", OwnerType: natOwner, OwnerID: "nat-1", VPC: "vpc-1", Subnet: "subnet-b", Account: "1"}},
		{End: End{Address: "10.1.0.7", Interface: "eni-far", OwnerType: "instance", OwnerID: "i-far", VPC: "vpc-2", Subnet: "subnet-c", Account: "2"}},
	} {
		a := netip.MustParseAddr(p.Address)
		b.places[a] = append(b.places[a], p)
	}
	b.routes["subnet-a"] = []way{
		{block: netip.MustParsePrefix("0.0.0.0/0"), kind: natOwner, target: "nat-1"},
		{block: netip.MustParsePrefix("10.1.0.0/16"), kind: "peering", target: "pcx-1"},
	}
	b.finish()
	return b
}

// record is a leg of the tests: bytes that an interface saw between addresses; the packet's own stand behind a slash where they differ.
func record(at, src, dst string, port int, reply bool, bytes int64) leg {
	from := dayOf(day).Add(time.Hour)
	l := leg{day: day, interfaceID: at, port: port, reply: reply, protocol: 6, bytes: bytes, records: 1, first: from, last: from.Add(time.Hour)}
	parse := func(text string) (outer, own netip.Addr) {
		o, p, ok := strings.Cut(text, "/")
		if !ok {
			p = o
		}
		return netip.MustParseAddr(o), netip.MustParseAddr(p)
	}
	l.src, l.pktSrc = parse(src)
	l.dst, l.pktDst = parse(dst)
	return l
}

// flowsOf puts legs together. Bare ones do not tell the packet's addresses.
func flowsOf(b *book, bare bool, legs ...leg) []Flow {
	var list []lookout
	for i := range legs {
		l := &legs[i]
		if bare {
			l.bare, l.pktSrc, l.pktDst = true, l.src, l.dst
		}
		if !slices.ContainsFunc(list, func(o lookout) bool { return o.interfaceID == l.interfaceID }) {
			list = append(list, lookout{day: day, interfaceID: l.interfaceID, account: "1", hours: 1<<24 - 1, moments: 10, records: 10})
		}
	}
	w := newWatch(b, Ranges{}, list, legs, nil)
	for i := range legs {
		w.take(&legs[i])
	}
	return w.all()
}

// throughNAT are the five sightings of a request of 100 bytes and an answer of 900 through a NAT gateway.
func throughNAT() []leg {
	const user, nat, far = "10.0.1.5", "10.0.2.20", "8.8.8.8"
	return []leg{
		record("eni-user", user, far, 443, false, 100), record("eni-user", far, user, 443, true, 900),
		record("eni-nat", user, nat+"/"+far, 443, false, 100), record("eni-nat", nat, far, 443, false, 100),
		record("eni-nat", far, nat, 443, true, 900), record("eni-nat", nat+"/"+far, user, 443, true, 900),
	}
}

func TestBytesThroughANATGatewayCountOnce(t *testing.T) {
	for name, bare := range map[string]bool{"with the packet's addresses": false, "in the default format": true} {
		t.Run(name, func(t *testing.T) {
			list := flowsOf(small(), bare, throughNAT()...)
			if len(list) != 2 {
				t.Fatalf("got %d flows: %+v", len(list), list)
			}
			out, back := list[1], list[0]
			if back.Source.Address != "8.8.8.8" {
				out, back = back, out
			}
			if out.Bytes != 100 || back.Bytes != 900 || out.Source.OwnerID != "i-user" || back.Destination.OwnerID != "i-user" || out.Destination.Address != "8.8.8.8" || !back.Reply {
				t.Errorf("got %+v", list)
			}
			for _, f := range list {
				if f.Path != NAT || f.Gateway != "nat-1" || f.GatewayZone != "use1-az2" || !f.Crosses || len(crossings(&f)) != 1 {
					t.Errorf("got %+v", f)
				}
			}
		})
	}
}

func TestWhatBothEndsLogCountsOnce(t *testing.T) {
	list := flowsOf(small(), true, record("eni-user", "10.0.1.5", "10.0.2.9", 5432, false, 70), record("eni-db", "10.0.1.5", "10.0.2.9", 5432, false, 60))
	if len(list) != 1 || list[0].Bytes != 70 || list[0].Path != CrossZone || !list[0].Crosses {
		t.Errorf("got %+v", list)
	}
}

func TestTheWayIsFoundByRoutes(t *testing.T) {
	b := small()
	b.routes["subnet-a"] = append(b.routes["subnet-a"], way{kind: endpointOwner, target: "vpce-s3"})
	b.doors["vpce-s3"] = door{kind: "Gateway", service: "com.amazonaws.us-east-1.s3"}
	s3 := record("eni-user", "10.0.1.5", "52.216.1.1", 443, false, 5)
	s3.dstService = "S3"
	list := flowsOf(b, true, s3, record("eni-user", "10.0.1.5", "10.1.0.7", 9092, false, 7), record("eni-user", "10.0.1.5", "9.9.9.9", 443, false, 9))
	got := map[Path]string{}
	for _, f := range list {
		got[f.Path] = f.Gateway
	}
	if len(list) != 3 || got[GatewayEndpoint] != "vpce-s3" || got[Peering] != "pcx-1" || got[NAT] != "nat-1" {
		t.Errorf("got %+v", got)
	}
}

// TestAGatewayThatDidNotReachItWasNotUsed: without service names, the log of the gateway tells what went to the endpoint instead.
func TestAGatewayThatDidNotReachItWasNotUsed(t *testing.T) {
	b := small()
	b.routes["subnet-a"] = append(b.routes["subnet-a"], way{kind: endpointOwner, target: "vpce-s3"})
	b.doors["vpce-s3"] = door{kind: "Gateway", service: "com.amazonaws.us-east-1.s3"}
	list := flowsOf(b, true, append(throughNAT(), record("eni-user", "10.0.1.5", "52.216.1.1", 443, false, 5))...)
	for _, f := range list {
		if want := map[bool]Path{true: GatewayEndpoint, false: NAT}[f.Destination.Address == "52.216.1.1"]; f.Path != want {
			t.Errorf("%s to %s: %s", f.Source.Address, f.Destination.Address, f.Path)
		}
	}
}

func TestUsersWithoutALogAreSeenAtTheGateway(t *testing.T) {
	list := flowsOf(small(), true, throughNAT()[2:]...)
	var bytes int64
	for _, f := range list {
		bytes += f.Bytes
		if f.Path != NAT || f.Source.OwnerID != "i-user" && f.Destination.OwnerID != "i-user" {
			t.Errorf("got %+v", f)
		}
	}
	if len(list) != 2 || bytes != 1000 {
		t.Errorf("got %d flows, %d bytes", len(list), bytes)
	}
}

func TestAnAddressBelongsToWhoHadItMostOfTheTime(t *testing.T) {
	b := small()
	change := dayOf(day).Add(90 * time.Minute)
	a := netip.MustParseAddr("10.0.1.5")
	b.places[a][0].until = &change
	b.places[a] = append(b.places[a], place{span: span{from: &change}, End: End{Address: "10.0.1.5", Interface: "eni-next", OwnerID: "i-next", VPC: "vpc-1", Subnet: "subnet-a"}})
	from := dayOf(day)
	for hour, want := range map[time.Duration]string{0: "i-user", 2 * time.Hour: "i-next"} {
		if p, ok := b.at(a, "vpc-1", "1", from.Add(hour), from.Add(hour+time.Hour)); !ok || p.OwnerID != want {
			t.Errorf("at %v: %+v", hour, p)
		}
	}
	if got := b.moving(Ask{From: from, To: from.AddDate(0, 0, 1)}); !slices.Equal(got, []string{"10.0.1.5"}) {
		t.Errorf("moving: %v", got)
	}
}

func TestEqualAddressesOfOtherNetworksAreNotTakenForEachOther(t *testing.T) {
	b := small()
	a := netip.MustParseAddr("10.1.0.7")
	b.places[a] = append(b.places[a], place{End: End{Address: "10.1.0.7", Interface: "eni-third", OwnerID: "i-third", VPC: "vpc-3", Account: "3"}})
	from := dayOf(day)
	if p, ok := b.at(a, "vpc-1", "1", from, from); ok {
		t.Errorf("guessed %+v", p)
	}
	b.links["vpc-1"], b.links["vpc-2"] = []string{"pcx-1"}, []string{"pcx-1"}
	if p, ok := b.at(a, "vpc-1", "1", from, from); !ok || p.OwnerID != "i-far" {
		t.Errorf("got %+v", p)
	}
}

func TestMissingHoursAreEstimated(t *testing.T) {
	list := []lookout{
		{day: day, vpc: "vpc-1", hours: 0xf00000},
		{day: "2025-10-15", vpc: "vpc-1", hours: 1<<24 - 1 - 1<<5 - 1<<6},
		{day: "2025-10-16", vpc: "vpc-1", hours: 0b11},
		{day: day, vpc: "vpc-2", hours: 0b1},
		{day: "2025-10-15", vpc: "vpc-2", hours: 0b10},
		{day: "2025-10-16", vpc: "vpc-2", hours: 0b1},
	}
	got := gaps(list)
	if len(got) != 1 || got[[2]string{"2025-10-15", "vpc-1"}] != 24.0/22 {
		t.Errorf("got %v", got)
	}
	if l := (&lookout{moments: 100, skipped: 2}); l.missed() != 1.02 {
		t.Errorf("got %v", l.missed())
	}
}

// priceOf shares a line of dollars and bytes among flows.
func priceOf(rows []Flow, l line, dollars string, bytes int64) *distribution {
	a, err := money.Parse(dollars)
	if err != nil {
		panic(err)
	}
	l.day, l.until = day, "2025-10-15"
	l.units = new(big.Int)
	l.units.SetString(strings.ReplaceAll(a.Fixed(digits), ".", ""), 10)
	l.gigabytes = new(big.Int).Quo(new(big.Int).Mul(big.NewInt(bytes), big.NewInt(1e10)), big.NewInt(1<<30))
	d := newDistribution(rows)
	d.share(&l)
	return d
}

func TestALineIsSharedByBytesAndNeverExceeded(t *testing.T) {
	const gb = 1 << 30
	nat := line{usageType: "NatGateway-Bytes", class: usagetype.NatBytes, account: "1", target: "arn:aws:ec2:us-east-1:1:natgateway/nat-1"}
	for name, c := range map[string]struct {
		billed int64
		want   []string
	}{
		"more was billed than logged": {4 * gb, []string{"0.25", "0.5"}},
		"more was logged than billed": {2 * gb, []string{"0.3333333333", "0.6666666667"}},
	} {
		t.Run(name, func(t *testing.T) {
			hop := []Hop{{Path: NAT, ID: "nat-1", Account: "1"}}
			rows := []Flow{{Day: day, Path: NAT, Via: hop, Bytes: gb, Estimated: gb}, {Day: day, Path: NAT, Via: hop, Bytes: 2 * gb, Estimated: 2 * gb}, {Day: day, Path: Direct, Bytes: gb, Estimated: gb}}
			d := priceOf(rows, nat, "1", c.billed)
			if rows[0].Dollars.String() != c.want[0] || rows[1].Dollars.String() != c.want[1] || rows[2].Dollars.Sign() != 0 {
				t.Errorf("got %s, %s and %s", rows[0].Dollars, rows[1].Dollars, rows[2].Dollars)
			}
			parts := d.parts(Ask{})
			if sum := rows[0].Dollars.Add(rows[1].Dollars); len(parts) != 1 || !parts[0].Explained.Equal(sum) || parts[0].Billed.String() != "1" {
				t.Errorf("got %+v", parts)
			}
		})
	}
}

func TestRegionalTrafficIsChargedOnBothSides(t *testing.T) {
	const gb = 1 << 30
	flow := Flow{
		Day: day, Path: CrossZone, Bytes: gb, Estimated: gb,
		Source: End{OwnerID: "i-a", ZoneID: "use1-az1", Account: "1"}, Destination: End{OwnerID: "i-b", ZoneID: "use1-az2", Account: "1"},
	}
	for name, c := range map[string]struct {
		operation, target string
		times             int64
	}{
		"what goes out of the sender":          {"InterZone-Out", "i-a", 1},
		"what comes in at the receiver":        {"InterZone-In", "i-b", 1},
		"not what comes in at the sender":      {"InterZone-In", "i-a", 0},
		"not what goes over peering":           {"VPCPeering-Out", "i-a", 0},
		"both sides where no resource is told": {"InterZone", "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			l := line{class: usagetype.CrossZone, operation: c.operation, target: c.target, account: "1"}
			if got := l.counts(&flow, c.target); got != c.times {
				t.Errorf("counted %d times, not %d", got, c.times)
			}
		})
	}
}

func TestResourcesAreFoundByTheirARNs(t *testing.T) {
	for arn, want := range map[string]string{
		"i-1": "i-1", "arn:aws:ec2:us-east-1:1:natgateway/nat-1": "nat-1", "arn:aws:lambda:us-east-1:1:function:take": "take", "arn:aws:lambda:us-east-1:1:function:take:7": "take",
		"arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/click/a72": "app/click", "arn:aws:rds:us-east-1:1:db:writer": "writer", "arn:aws:s3:::bucket": "bucket", "": "",
	} {
		if got := token(arn); got != want {
			t.Errorf("%q: got %q, want %q", arn, got, want)
		}
	}
}

func TestFlowsArePutTogether(t *testing.T) {
	rows := []Flow{
		{Day: day, Source: End{OwnerID: "i-a", Address: "1.1.1.1"}, Destination: End{Address: "2.2.2.2"}, Port: 443, Bytes: 1},
		{Day: "2025-10-15", Source: End{Address: "2.2.2.2"}, Destination: End{OwnerID: "i-a", Address: "1.1.1.1"}, Port: 443, Reply: true, Bytes: 2},
	}
	f := Flows{Rows: slices.Clone(rows)}
	f.present(Ask{By: []Dimension{ByPair, ByPort}})
	if len(f.Rows) != 1 || f.Rows[0].Bytes != 3 || f.Rows[0].Source.OwnerID != "i-a" || f.Total.Bytes != 3 {
		t.Errorf("got %+v", f.Rows)
	}
	f = Flows{Rows: slices.Clone(rows)}
	f.present(Ask{Top: 1, Addresses: []string{"1.1.1.1"}})
	if len(f.Rows) != 1 || f.Rows[0].Bytes != 2 || f.Rest == nil || f.Rest.Bytes != 1 {
		t.Errorf("got %+v", f)
	}
}

func TestQuestionsThatCannotBeAsked(t *testing.T) {
	from := dayOf(day)
	for name, ask := range map[string]Ask{
		"the end before the beginning": {From: from, To: from}, "too many days": {From: from, To: from.AddDate(2, 0, 0)}, "no dimension": {From: from, To: from.AddDate(0, 0, 1), By: []Dimension{"moon"}},
	} {
		if err := ask.check(); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestQueriesOfFlowsAreQueries(t *testing.T) {
	for _, text := range []string{legs, gathered, talked, reachedBy, lookouts, moments, owned, leads, doors, networks, regional, ranged, charged, currencies, newest} {
		if _, err := build.Query(text); err != nil {
			t.Error(err)
		}
	}
	q, err := legsQuery(Ask{From: dayOf(day), To: dayOf("2025-10-15"), Addresses: []string{"10.0.0.1"}}, []string{"10.0.0.2", "10.0.0.3"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sql := ast.Print(q)
	for _, part := range []string{"DATE '2025-10-14'", "pkt_srcaddr = '10.0.0.1'", "IN ('10.0.0.2', '10.0.0.3')", "hour(start_time)"} {
		if !strings.Contains(sql, part) {
			t.Errorf("%s lacks %s", sql, part)
		}
	}
}
