package finding

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// stateOf asks for a table of an inventory as it was at the end of the window. Where the inventory of an account begins later, it is the state
// of its first day.
const stateOf = `WITH begins AS (
  SELECT account_id, region, if(min(first_seen) >= TIMESTAMP '2000-01-02 00:00:00', min(first_seen) + INTERVAL '1' DAY, TIMESTAMP '2000-01-02 00:00:00') AS at
  FROM glaux.resources GROUP BY account_id, region)
SELECT t.account_id, t.region, t.first_seen
FROM glaux.things t
JOIN begins b ON b.account_id = t.account_id AND b.region IS NOT DISTINCT FROM t.region AND t.first_seen < b.at AND (t.until IS NULL OR t.until >= b.at)`

// allocations asks for the Elastic IPs of NAT gateways, and for attachments of transit gateways, in the ways of describe calls and of AWS Config.
const allocations = `SELECT DISTINCT resource_type, resource_id, vpc_id, account_id, region,
  coalesce(json_extract_scalar(configuration, '$.NatGatewayAddresses[0].AllocationId'), json_extract_scalar(configuration, '$.natGatewayAddresses[0].allocationId')) AS allocation,
  coalesce(json_extract_scalar(configuration, '$.TransitGatewayId'), json_extract_scalar(configuration, '$.transitGatewayId')) AS gateway,
  coalesce(json_extract_scalar(configuration, '$.ResourceId'), json_extract_scalar(configuration, '$.VpcId')) AS attached
FROM glaux.resources
WHERE resource_type IN ('AWS::EC2::NatGateway', 'AWS::EC2::TransitGatewayAttachment')`

// place is where a thing is, and since when it was seen so.
type place struct {
	account, region string
	since           time.Time
}

type (
	nat struct {
		place
		id, name, vpc, subnet, mode, state string
		public, interfaces                 []string
		created                            time.Time
		tags                               map[string]string
		// allocation is its Elastic IP, "" where no file tells it.
		allocation string
	}
	subnet struct {
		place
		id, name, vpc, block, zone, zoneName string
	}
	route struct {
		place
		table, name, vpc, subnet, destination, kind, target string
		main                                                bool
	}
	endpoint struct {
		place
		id, name, kind, service, vpc, state string
		subnets, tables                     []string
	}
	network struct {
		place
		id, name string
		blocks   []string
	}
	machine struct {
		place
		id, name, kind, image, subnet, vpc, zone, state string
		tags                                            map[string]string
	}
	database struct {
		place
		name, arn, kind, cluster, engine, class, zoneName, vpc, writer string
		members                                                        []string
	}
	balancer struct {
		place
		name, arn, kind string
		subnets         []string
	}
	attachment struct {
		place
		id, gateway, vpc string
	}
)

// inventory is what there was at the end of the window.
type inventory struct {
	nats        map[string]*nat
	subnets     map[string]*subnet
	routes      []route
	endpoints   []endpoint
	networks    map[string]*network
	machines    map[string]*machine
	databases   []database
	balancers   []balancer
	attachments map[string]*attachment
	sql         []string
}

// table is how a table of an inventory is read.
type table struct {
	name, columns string
	take          func(p place, r row)
}

// readInventory reads all of it.
func readInventory(ctx context.Context, runner Runner, who access.Principal, v values) (*inventory, error) {
	i := &inventory{
		nats: map[string]*nat{}, subnets: map[string]*subnet{}, networks: map[string]*network{}, machines: map[string]*machine{}, attachments: map[string]*attachment{},
	}
	for _, t := range i.tables() {
		v.table = t.name
		q, err := asked(stateOf, v)
		if err != nil {
			return nil, err
		}
		s, _ := q.Body.(*ast.Select)
		for column := range strings.FieldsSeq(t.columns) {
			s.Items = append(s.Items, ast.SelectItem{X: build.Column("t", column)})
		}
		i.sql = append(i.sql, ast.Print(q))
		if err := read(ctx, runner, who, q, func(r row) { t.take(place{r.text(0), r.text(1), r.moment(2)}, r[3:]) }); err != nil {
			return nil, err
		}
	}
	return i, i.readAllocations(ctx, runner, who, v)
}

func (i *inventory) tables() []table {
	return []table{
		{"nat_gateways", "nat_gateway_id name vpc_id subnet_id availability_mode state public_ips interface_ids created tags", func(p place, r row) {
			i.nats[r.text(0)] = &nat{p, r.text(0), r.text(1), r.text(2), r.text(3), r.text(4), r.text(5), r.texts(6), r.texts(7), r.moment(8), r.tags(9), ""}
		}},
		{"subnets", "subnet_id name vpc_id cidr az_id availability_zone", func(p place, r row) {
			i.subnets[r.text(0)] = &subnet{p, r.text(0), r.text(1), r.text(2), r.text(3), r.text(4), r.text(5)}
		}},
		{"routes", "route_table_id name vpc_id subnet_id destination target_type target_id main", func(p place, r row) {
			i.routes = append(i.routes, route{p, r.text(0), r.text(1), r.text(2), r.text(3), r.text(4), r.text(5), r.text(6), r.yes(7)})
		}},
		{"endpoints", "endpoint_id name endpoint_type service_name vpc_id state subnet_ids route_table_ids", func(p place, r row) {
			i.endpoints = append(i.endpoints, endpoint{p, r.text(0), r.text(1), r.text(2), r.text(3), r.text(4), r.text(5), r.texts(6), r.texts(7)})
		}},
		{"vpcs", "vpc_id name cidr cidrs", func(p place, r row) {
			blocks := r.texts(3)
			if len(blocks) == 0 && r.text(2) != "" {
				blocks = []string{r.text(2)}
			}
			i.networks[r.text(0)] = &network{p, r.text(0), r.text(1), blocks}
		}},
		{"instances", "instance_id name instance_type image_id subnet_id vpc_id az_id state tags", func(p place, r row) {
			i.machines[r.text(0)] = &machine{p, r.text(0), r.text(1), r.text(2), r.text(3), r.text(4), r.text(5), r.text(6), r.text(7), r.tags(8)}
		}},
		{"databases", "name arn kind cluster engine instance_class availability_zone vpc_id writer members", func(p place, r row) {
			i.databases = append(i.databases, database{p, r.text(0), r.text(1), r.text(2), r.text(3), r.text(4), r.text(5), r.text(6), r.text(7), r.text(8), r.texts(9)})
		}},
		{"load_balancers", "name arn kind subnet_ids", func(p place, r row) {
			i.balancers = append(i.balancers, balancer{p, r.text(0), r.text(1), r.text(2), r.texts(3)})
		}},
	}
}

func (i *inventory) readAllocations(ctx context.Context, runner Runner, who access.Principal, v values) error {
	q, err := asked(allocations, v)
	if err != nil {
		return err
	}
	return read(ctx, runner, who, q, func(r row) {
		switch id := r.text(1); r.text(0) {
		case "AWS::EC2::NatGateway":
			if n := i.nats[id]; n != nil && r.text(5) != "" {
				n.allocation = r.text(5)
			}
		default:
			one := &attachment{place{account: r.text(3), region: r.text(4)}, id, r.text(6), r.text(2)}
			if one.vpc == "" {
				one.vpc = r.text(7)
			}
			i.attachments[id] = one
		}
	})
}

// tableOf returns the routes of the table that a subnet uses: its own, or the main one of its network.
func (i *inventory) tableOf(s *subnet) []route {
	var own, main []route
	for _, r := range i.routes {
		switch {
		case r.subnet == s.id:
			own = append(own, r)
		case r.main && r.vpc == s.vpc:
			main = append(main, r)
		}
	}
	if len(own) > 0 {
		return own
	}
	return main
}

// zoneOfNAT is the zone of a zonal NAT gateway, "" for a regional one.
func (i *inventory) zoneOfNAT(n *nat) string {
	if n.mode == "regional" || i.subnets[n.subnet] == nil {
		return ""
	}
	return i.subnets[n.subnet].zone
}

// alive tells whether a NAT gateway is in use, or may be.
func (n *nat) alive() bool { return n.state == "" || n.state == "available" }

// natOf returns the NAT gateway of a network in a zone, nil without one.
func (i *inventory) natOf(vpc, zone string) *nat {
	var list []*nat
	for _, n := range i.nats {
		if n.vpc == vpc && n.alive() && i.zoneOfNAT(n) == zone {
			list = append(list, n)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return slices.MinFunc(list, func(a, b *nat) int { return strings.Compare(a.id, b.id) })
}

// publicSubnet returns a subnet of a network and zone whose default route leads to an internet gateway, nil without one.
func (i *inventory) publicSubnet(vpc, zone string) *subnet {
	var list []*subnet
	for _, s := range i.subnets {
		if s.vpc != vpc || s.zone != zone {
			continue
		}
		if slices.ContainsFunc(i.tableOf(s), func(r route) bool { return r.destination == anywhere && r.kind == "internet_gateway" }) {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return slices.MinFunc(list, func(a, b *subnet) int { return strings.Compare(a.id, b.id) })
}

// anywhere is the block of default routes.
const anywhere = "0.0.0.0/0"

// tablesTo returns the route tables of a network that have a route to some target, those of one kind, or all with kind "".
func (i *inventory) tablesTo(vpc, kind, target string) []string {
	var list []string
	for _, r := range i.routes {
		if r.vpc == vpc && (kind == "" || r.kind == kind) && (target == "" || r.target == target) && !slices.Contains(list, r.table) {
			list = append(list, r.table)
		}
	}
	slices.Sort(list)
	return list
}

// named is a name where there is one, the id otherwise.
func named(name, id string) string {
	if name == "" {
		return id
	}
	return name
}
