package finding

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/usagetype"
)

const (
	account = "111122223333"
	region  = "us-east-1"
)

// world is a small network: three private subnets in two zones, one NAT gateway in the first, public subnets in both.
type world struct{ *look }

func newWorld() world {
	from, to := time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, 10, 31, 10, 0, 0, 0, time.UTC) // 730 hours
	at := place{account: account, region: region}
	w := world{&look{
		ask: values{from: from, to: to}, keys: map[string]bool{}, bill: &ledger{from: from, to: to},
		flows: &traffic{known: true, from: from, to: to, via: map[string]string{}, blind: map[string]bool{}},
		there: &inventory{
			nats:        map[string]*nat{"nat-1": {place: at, id: "nat-1", vpc: "vpc-1", subnet: "subnet-p1", state: "available", allocation: "eipalloc-1"}},
			subnets:     map[string]*subnet{},
			networks:    map[string]*network{"vpc-1": {at, "vpc-1", "prod", []string{"10.0.0.0/16"}}},
			machines:    map[string]*machine{},
			attachments: map[string]*attachment{},
		},
	}}
	w.found.Findings = []Finding{}
	for _, s := range [][3]string{{"subnet-p1", "az1", "igw-1"}, {"subnet-p2", "az2", "igw-1"}, {"subnet-a", "az1", "nat-1"}, {"subnet-b", "az2", "nat-1"}} {
		w.there.subnets[s[0]] = &subnet{at, s[0], "", "vpc-1", "", s[1], ""}
		kind := "nat_gateway"
		if s[2] == "igw-1" {
			kind = "internet_gateway"
		}
		w.there.routes = append(w.there.routes, route{place: at, table: "rtb-" + s[0], vpc: "vpc-1", subnet: s[0], destination: anywhere, kind: kind, target: s[2]})
	}
	w.pays(usagetype.NatHours, "nat-1", "32.85", "730")
	return w
}

// pays adds a charge of the whole window.
func (w world) pays(class usagetype.Class, resource, dollars, amount string) {
	d, _ := new(big.Rat).SetString(dollars)
	a, _ := new(big.Rat).SetString(amount)
	w.bill.list = append(w.bill.list, charge{account: account, region: region, resource: resource, id: idOf(resource), class: class, dollars: d, amount: a, first: w.bill.from, last: w.bill.to})
}

// sends adds a flow of each of some days from a subnet through the NAT gateway.
func (w world) sends(subnet string, to netflow.End, dollars string, days ...int) {
	amount, _ := money.Parse(dollars)
	for _, day := range days {
		w.flows.rows = append(w.flows.rows, netflow.Flow{
			Day:    time.Date(2025, 10, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly),
			Source: netflow.End{VPC: "vpc-1", Subnet: subnet, Interface: "eni-1", OwnerType: "instance", OwnerID: "i-1"}, Destination: to, Path: netflow.NAT, Gateway: "nat-1",
			Bytes: 1 << 30, Estimated: 1 << 30, Charges: []netflow.Charge{{UsageType: "NatGateway-Bytes", Dollars: amount}, {UsageType: "DataTransfer-Regional-Bytes", Dollars: amount}},
		})
	}
}

func every() []int {
	var days []int
	for day := range 31 {
		days = append(days, day+1)
	}
	return days
}

// ids runs some searches and returns the ids that they find.
func (w world) ids(t *testing.T, searches ...func() error) []string {
	t.Helper()
	for _, s := range searches {
		if err := s(); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for _, f := range w.found.Findings {
		ids = append(ids, f.ID)
	}
	return ids
}

func TestWhatIsRightIsNotFound(t *testing.T) {
	store, partner := netflow.End{Address: "52.216.1.1", Service: "S3"}, netflow.End{Address: "198.51.100.1"}
	const far, without = "nat-other-zone:subnet-b:nat-1", "nat-without-gateway-endpoint:vpc-1:s3"
	for _, c := range []struct {
		name string
		make func(w world)
		want string
	}{
		{"S3 through NAT, from the gateway's own zone", func(w world) { w.sends("subnet-a", store, "1", every()...) }, without},
		{"a partner through NAT, from the gateway's own zone", func(w world) { w.sends("subnet-a", partner, "9", every()...) }, ""},
		{"a partner from another zone, enough for a gateway there", func(w world) { w.sends("subnet-b", partner, "9", every()...) }, far},
		{"a partner from another zone, too little for a gateway there", func(w world) { w.sends("subnet-b", partner, "1", every()...) }, ""},
		{"the same where the zone has a gateway already", func(w world) {
			w.sends("subnet-b", partner, "1", every()...)
			w.there.nats["nat-2"] = &nat{place: place{account: account, region: region}, id: "nat-2", vpc: "vpc-1", subnet: "subnet-p2", state: "available"}
		}, far},
		{"the same where that gateway is being deleted", func(w world) {
			w.sends("subnet-b", partner, "1", every()...)
			w.there.nats["nat-2"] = &nat{id: "nat-2", vpc: "vpc-1", subnet: "subnet-p2", state: "deleting"}
		}, ""},
		{"a regional gateway has no other zone", func(w world) {
			w.sends("subnet-b", partner, "9", every()...)
			w.there.nats["nat-1"].mode = "regional"
		}, ""},
		{"the way was another one by the end", func(w world) { w.sends("subnet-b", partner, "9", 1, 2, 3, 4, 5, 6, 7) }, ""},
		{"the subnet uses the main table", func(w world) {
			w.sends("subnet-b", partner, "9", every()...)
			w.there.routes[3].subnet, w.there.routes[3].main = "", true
		}, far},
		{"S3 of another region", func(w world) {
			abroad := store
			abroad.Region = "eu-west-1"
			w.sends("subnet-a", abroad, "1", every()...)
		}, ""},
		{"an endpoint is there and the table leads to it", func(w world) {
			w.sends("subnet-a", store, "1", every()...)
			w.there.endpoints = []endpoint{{id: "vpce-1", vpc: "vpc-1", kind: "Gateway", service: "com.amazonaws.us-east-1.s3", tables: []string{"rtb-subnet-a"}}}
		}, ""},
		{"an endpoint is there for another table", func(w world) {
			w.sends("subnet-a", store, "1", every()...)
			w.there.endpoints = []endpoint{{id: "vpce-1", vpc: "vpc-1", kind: "Gateway", service: "com.amazonaws.us-east-1.s3", tables: []string{"rtb-other"}}}
		}, without},
		{"an endpoint of DynamoDB does not carry S3", func(w world) {
			w.sends("subnet-a", store, "1", every()...)
			w.there.endpoints = []endpoint{{id: "vpce-1", vpc: "vpc-1", kind: "Gateway", service: "com.amazonaws.us-east-1.dynamodb", tables: []string{"rtb-subnet-a"}}}
		}, without},
		{"it is worth cents", func(w world) { w.sends("subnet-a", store, "0.001", every()...) }, ""},
		{"machines of customers are no service", func(w world) {
			w.sends("subnet-a", netflow.End{Address: "3.3.3.3", Service: "EC2"}, "9", every()...)
		}, ""},
		{"another service, enough for an endpoint", func(w world) {
			w.sends("subnet-a", netflow.End{Address: "18.1.1.1", Service: "AMAZON"}, "9", every()...)
			w.pays(usagetype.NatBytes, "nat-1", "45", "1000")
		}, "nat-without-interface-endpoint:vpc-1:amazon"},
		{"another service, too little for an endpoint", func(w world) {
			w.sends("subnet-a", netflow.End{Address: "18.1.1.1", Service: "AMAZON"}, "0.1", every()...)
			w.pays(usagetype.NatBytes, "nat-1", "45", "1000")
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			c.make(w)
			if got := strings.Join(w.ids(t, w.gatewayEndpoints, w.interfaceEndpoints, w.otherZones), " "); got != c.want {
				t.Errorf("found %q, not %q", got, c.want)
			}
		})
	}
}

func TestIdleIsWhatIsPaidAndCarriesNothing(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(w world)
		want string
	}{
		{"nothing goes through", func(world) {}, "nat-idle:nat-1"},
		{"something was billed", func(w world) { w.pays(usagetype.NatBytes, "nat-1", "0.45", "10") }, ""},
		{"something was billed, but not at the end", func(w world) {
			w.pays(usagetype.NatBytes, "nat-1", "0.45", "10")
			w.bill.list[1].last = w.bill.to.AddDate(0, 0, -9)
		}, "nat-idle:nat-1"},
		{"logs show something", func(w world) { w.flows.via["nat-1"] = "2025-10-30" }, ""},
		{"it is gone", func(w world) { w.bill.list[0].last = w.bill.to.AddDate(0, 0, -9) }, ""},
		{"it is new", func(w world) { w.bill.list[0].first = w.bill.to.Add(-20 * time.Hour) }, ""},
		{"a firewall waives it", func(w world) { w.bill.list[0].dollars.SetInt64(0) }, ""},
		{"it is deleted", func(w world) { w.there.nats["nat-1"].state = "deleted" }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			c.make(w)
			if got := strings.Join(w.ids(t, w.idleGateways), " "); got != c.want {
				t.Errorf("found %q, not %q", got, c.want)
			}
		})
	}
}

func TestSpreadGatewaysAreAMatterOfWhatTheNetworkIsFor(t *testing.T) {
	for env, want := range map[string]bool{"dev": true, "Sandbox": true, "prod": false, "": false} {
		w := newWorld()
		w.there.nats["nat-2"] = &nat{place: place{account: account, region: region}, id: "nat-2", vpc: "vpc-1", subnet: "subnet-p2", tags: map[string]string{"Env": env}}
		w.there.nats["nat-1"].tags = map[string]string{"Env": env}
		w.there.routes[3].target = "nat-2"
		w.pays(usagetype.NatHours, "nat-2", "32.85", "730")
		w.pays(usagetype.NatBytes, "nat-1", "0.90", "20")
		w.pays(usagetype.NatBytes, "nat-2", "0.45", "10")
		got := w.ids(t, w.spreadGateways)
		if (len(got) == 1) != want {
			t.Errorf("of %q: %q", env, got)
		}
		if want && !strings.Contains(w.found.Findings[0].Fix.CLI, "delete-nat-gateway \\\n    --region us-east-1 \\\n    --nat-gateway-id nat-2") {
			t.Errorf("the busier one goes:\n%s", w.found.Findings[0].Fix.CLI)
		}
	}
}

func TestWhatTwoFindingsSaveCountsOnce(t *testing.T) {
	w := newWorld()
	w.sends("subnet-b", netflow.End{Address: "52.216.1.1", Service: "S3"}, "9", every()...)
	w.ids(t, w.gatewayEndpoints, w.otherZones)
	w.overlaps()
	found := w.found.Findings
	if len(found) != 2 {
		t.Fatalf("%+v", found)
	}
	at := slices.IndexFunc(found, func(f Finding) bool { return f.Kind == NatOtherZone })
	if one := found[at]; !one.Overlap.Equal(one.Saves) {
		t.Errorf("%s of %s are saved by the endpoint too", one.Overlap, one.Saves)
	}
}

func TestIdsAreNeverReadAsSQL(t *testing.T) {
	const odd = "x') OR 1 = 1 --"
	q, err := asked(ofResources, values{from: time.Unix(0, 0), to: time.Unix(86400, 0), list: []string{odd, "y"}})
	if err != nil {
		t.Fatal(err)
	}
	text := ast.Print(q)
	if !strings.Contains(text, `IN ('x'') OR 1 = 1 --', 'y')`) || !strings.Contains(text, "BETWEEN '1970-01' AND '1970-01'") {
		t.Errorf("%s", text)
	}
	if _, bad := parse.Statement(text); bad.Err() != nil {
		t.Errorf("%v", bad.Err())
	}
}

func TestPricesAreThoseOfTheBillFirst(t *testing.T) {
	w := newWorld()
	w.pays(usagetype.EndpointHours, "vpce-1", "5", "1000")
	for _, c := range []struct {
		class  usagetype.Class
		region string
		want   string
	}{
		{usagetype.NatHours, region, "32.85"}, {usagetype.EndpointHours, region, "3.65"}, {usagetype.NatHours, "ap-northeast-1", "45.26"}, {usagetype.EndpointHours, "mars-1", "7.3"},
	} {
		if got := w.bill.hourly(c.class, account, c.region).String(); got != c.want {
			t.Errorf("%s in %s: %s a month, not %s", c.class, c.region, got, c.want)
		}
	}
	if _, ok := w.bill.price(usagetype.GatewayBytes, account, region); ok {
		t.Error("a price is made up")
	}
}

func TestAPeriodThatCannotBeIsRefused(t *testing.T) {
	now := time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)
	for _, ask := range []Ask{{From: now, To: now}, {From: now, To: now.Add(-time.Hour)}, {From: now, To: now.AddDate(1, 0, 0)}} {
		_, err := Find(t.Context(), nil, access.Principal{}, netflow.Ranges{}, ask)
		var trouble *fault.Error
		if !errors.As(err, &trouble) || trouble.Code != "INVALID_PERIOD" {
			t.Errorf("%+v: %v", ask, err)
		}
	}
}

func TestALogGroupIsFloodedByWhatIsUnusual(t *testing.T) {
	days := map[string]float64{}
	for day := range 30 {
		days[time.Date(2025, 9, day+1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)] = 2
	}
	quietGroup := &group{account, region, "arn:aws:logs:us-east-1:111122223333:log-group:/app", days}
	w := newWorld()
	if got := w.ids(t, func() error { return w.flooded(quietGroup) }); len(got) != 0 {
		t.Errorf("%q", got)
	}
	days["2025-09-24"], days["2025-09-25"] = 80, 60
	got := w.ids(t, func() error { return w.flooded(quietGroup) })
	if len(got) != 1 || w.found.Findings[0].Before.Cmp(money.New(135, 0)) < 0 || !strings.Contains(w.found.Findings[0].Fix.CLI, "--log-group-name /app-infrequent") {
		t.Errorf("%q %+v", got, w.found.Findings)
	}
}
