package inventory

import (
	"net/netip"
	"regexp"
	"strings"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// put makes the rows of a resource: one among all resources, one for each tag, and those of the table of its type.
func (r *reader) put(res *resource) error {
	for _, tag := range res.tags {
		if tag.Key == "Name" && tag.Value != "" {
			res.name = tag.Value
		}
	}
	if res.name == "" && res.thing.name != "" {
		res.name = plain(res.v.Get(res.thing.name))
	}
	r.JSON.Report.Records++
	cells := feed.Cells{"availability_zone": res.zone, "tags": res.tags}
	if res.v.There() {
		r.room = res.v.Compact(r.room[:0], secret)
		cells["configuration"] = string(r.room)
	}
	fill(cells, r.kind.rules[resources], res.v)
	if err := r.row(resources, res, cells, res.size); err != nil {
		return err
	}
	for _, tag := range res.tags {
		if err := r.row(tags, res, feed.Cells{"key": tag.Key, "value": tag.Value}, len(tag.Key)+len(tag.Value)); err != nil {
			return err
		}
	}
	switch res.table {
	case "":
		return nil
	case routes:
		return r.routes(res)
	case addresses:
		return r.elastic(res)
	case "interfaces":
		return r.network(res, res.v)
	}
	return r.own(res)
}

// secret tells of which members the values are not kept: programs get their passwords there.
func secret(key []byte) bool {
	for _, name := range [...]string{"environment", "environmentVariables", "userData"} {
		if len(key) == len(name) && strings.EqualFold(string(key), name) {
			return true
		}
	}
	return false
}

// own makes the row of the table of the resource's type, and those of its addresses.
func (r *reader) own(res *resource) error {
	cells := feed.Cells{"tags": res.tags, "name": res.name}
	if res.table == "databases" {
		cells["kind"] = strings.ToLower(strings.TrimPrefix(res.kind, "AWS::RDS::DB"))
		cells["writer"] = writerOf(res.v)
	}
	id := columnOfID(res.table)
	if cells[id] == nil && id != "" {
		cells[id] = res.id // of what was deleted, AWS Config tells no more
	}
	fill(cells, r.kind.rules[res.table], res.v)
	if err := r.row(res.table, res, cells, res.size); err != nil {
		return err
	}
	switch res.table {
	case "nat_gateways":
		return r.gateway(res)
	case "load_balancers":
		return r.balancer(res)
	case "instances":
		return r.attached(res)
	}
	return nil
}

// columnOfID returns the column of a table that holds the resource's id.
func columnOfID(table string) string {
	switch table {
	case "interfaces":
		return "interface_id"
	case "instances":
		return "instance_id"
	case "vpcs":
		return "vpc_id"
	case "subnets":
		return "subnet_id"
	case "nat_gateways":
		return "nat_gateway_id"
	case "endpoints":
		return "endpoint_id"
	}
	return ""
}

// writerOf returns the instance that writes, of a cluster.
func writerOf(v serde.Value) (writer string) {
	v.Get("DBClusterMembers").Each(func(_ string, member serde.Value) bool {
		if string(member.Get("IsClusterWriter").Text()) == "true" {
			writer = plain(member.Get("DBInstanceIdentifier"))
		}
		return writer == ""
	})
	return writer
}

// attached makes the rows of the interfaces in the answer of describe-instances, which tells them all.
func (r *reader) attached(res *resource) (err error) {
	if !res.describe {
		return nil // AWS Config has an item for each interface
	}
	res.v.Get("NetworkInterfaces").Each(func(_ string, v serde.Value) bool {
		part := *res
		part.kind, part.id, part.arn, part.tags, part.name = "AWS::EC2::NetworkInterface", plain(v.Get("NetworkInterfaceId")), "", nil, res.name
		err = r.interfaceOf(&part, v, "instance", res.id)
		return err == nil
	})
	return err
}

// network makes the row of an interface and those of its addresses.
func (r *reader) network(res *resource, v serde.Value) error {
	kind, id := ownerOf(v)
	return r.interfaceOf(res, v, kind, id)
}

func (r *reader) interfaceOf(res *resource, v serde.Value, owner, id string) error {
	cells := feed.Cells{"interface_id": res.id, "owner_type": owner, "owner_id": id, "name": res.name, "tags": res.tags}
	if owner == "instance" {
		cells["instance_id"] = id
	}
	if res.zone != "" {
		cells["availability_zone"] = res.zone
	}
	fill(cells, r.kind.rules["interfaces"], v)
	if err := r.row("interfaces", res, cells, res.size); err != nil {
		return err
	}
	base := feed.Cells{}
	for _, name := range []string{"interface_id", "owner_type", "owner_id", "name", "vpc_id", "subnet_id", "availability_zone", "security_groups"} {
		base[name] = cells[name]
	}
	var err error
	v.Get("PrivateIpAddresses").Each(func(_ string, a serde.Value) bool {
		primary := string(a.Get("Primary").Text()) == "true"
		err = r.pair(res, base, plain(a.Get("PrivateIpAddress")), plain(a.Get("Association", "PublicIp")), primary)
		return err == nil
	})
	v.Get("Ipv4Prefixes").Each(func(_ string, p serde.Value) bool {
		if err == nil {
			err = r.block(res, base, plain(p.Get("Ipv4Prefix")))
		}
		return err == nil
	})
	v.Get("Ipv6Addresses").Each(func(_ string, a serde.Value) bool {
		if err == nil {
			err = r.address(res, base, plain(a.Get("Ipv6Address")), "ipv6", "", string(a.Get("IsPrimaryIpv6").Text()) == "true")
		}
		return err == nil
	})
	return err
}

// wholeBlock is the least length of a block whose addresses have rows: EC2 gives interfaces blocks of sixteen, for pods and containers.
const wholeBlock = 28

// block makes a row for each address of a block that an interface has.
func (r *reader) block(res *resource, base feed.Cells, text string) error {
	p, err := netip.ParsePrefix(text)
	if err != nil || !p.Addr().Is4() || p.Bits() < wholeBlock {
		return nil //nolint:nilerr // what is no such block is in the configuration still
	}
	for a := p.Masked().Addr(); p.Contains(a); a = a.Next() {
		if err := r.address(res, base, a.String(), "private", "", false); err != nil {
			return err
		}
	}
	return nil
}

// pair makes the rows of a private address and the public one that leads to it; either may be missing.
func (r *reader) pair(res *resource, base feed.Cells, private, public string, primary bool) error {
	if err := r.address(res, base, private, "private", public, primary); err != nil {
		return err
	}
	return r.address(res, base, public, "public", private, primary)
}

func (r *reader) address(res *resource, base feed.Cells, address, scope, paired string, primary bool) error {
	if address == "" {
		return nil
	}
	cells := feed.Cells{"address": strings.ToLower(address), "scope": scope, "paired_address": paired, "primary_address": primary}
	for name, cell := range base {
		cells[name] = cell
	}
	return r.row(addresses, res, cells, len(address))
}

// gateway makes the rows of the addresses of a NAT gateway.
func (r *reader) gateway(res *resource) (err error) {
	res.v.Get("NatGatewayAddresses").Each(func(_ string, a serde.Value) bool {
		base := feed.Cells{
			"interface_id": plain(a.Get("NetworkInterfaceId")), "owner_type": "nat_gateway", "owner_id": res.id, "name": res.name,
			"vpc_id": plain(res.v.Get("VpcId")), "subnet_id": plain(res.v.Get("SubnetId")), "availability_zone": plain(a.Get("AvailabilityZone")),
		}
		err = r.pair(res, base, plain(a.Get("PrivateIp")), plain(a.Get("PublicIp")), string(a.Get("IsPrimary").Text()) != "false")
		return err == nil
	})
	return err
}

// balancer makes the rows of the fixed addresses of a load balancer.
func (r *reader) balancer(res *resource) (err error) {
	res.v.Get("AvailabilityZones").Each(func(_ string, zone serde.Value) bool {
		zone.Get("LoadBalancerAddresses").Each(func(_ string, a serde.Value) bool {
			base := feed.Cells{
				"owner_type": "load_balancer", "owner_id": res.name, "name": res.name, "vpc_id": plain(res.v.Get("VpcId")),
				"subnet_id": plain(zone.Get("SubnetId")), "availability_zone": plain(zone.Get("ZoneName")),
			}
			if err = r.pair(res, base, plain(a.Get("PrivateIPv4Address")), plain(a.Get("IpAddress")), true); err == nil {
				err = r.address(res, base, plain(a.Get("IPv6Address")), "ipv6", "", true)
			}
			return err == nil
		})
		return err == nil
	})
	return err
}

// elastic makes the rows of an Elastic IP.
func (r *reader) elastic(res *resource) error {
	base := feed.Cells{"interface_id": plain(res.v.Get("NetworkInterfaceId")), "name": res.name, "owner_type": "elastic_ip", "owner_id": res.id}
	if id := plain(res.v.Get("InstanceId")); id != "" {
		base["owner_type"], base["owner_id"] = "instance", id
	}
	return r.pair(res, base, plain(res.v.Get("PrivateIpAddress")), plain(res.v.Get("PublicIp")), false)
}

// routes makes a row for each route of each association of a route table; a table without associations has rows too.
func (r *reader) routes(res *resource) (err error) {
	type side struct {
		subnet, gateway string
		main            bool
	}
	var sides []side
	res.v.Get("Associations").Each(func(_ string, a serde.Value) bool {
		if state := plain(a.Get("AssociationState", "State")); state != "disassociated" && state != "failed" {
			sides = append(sides, side{plain(a.Get("SubnetId")), plain(a.Get("GatewayId")), string(a.Get("Main").Text()) == "true"})
		}
		return true
	})
	if sides == nil {
		sides = []side{{}}
	}
	res.v.Get("Routes").Each(func(_ string, route serde.Value) bool {
		kind, id := targetOf(route)
		for _, s := range sides {
			cells := feed.Cells{
				"main": s.main, "subnet_id": s.subnet, "gateway_id": s.gateway, "target_type": kind, "target_id": id,
				"destination": or(or(plain(route.Get("DestinationCidrBlock")), plain(route.Get("DestinationIpv6CidrBlock"))), plain(route.Get("DestinationPrefixListId"))),
				"state":       plain(route.Get("State")), "route_origin": plain(route.Get("Origin")), "route_table_id": res.id,
			}
			fill(cells, r.kind.rules[routes], res.v)
			if err = r.row(routes, res, cells, len(route.Raw())); err != nil {
				return false
			}
		}
		return true
	})
	return err
}

// targetOf tells what a route leads to.
func targetOf(route serde.Value) (kind, id string) {
	for _, t := range []struct{ key, kind string }{
		{"NatGatewayId", "nat_gateway"},
		{"TransitGatewayId", "transit_gateway"},
		{"VpcPeeringConnectionId", "peering"},
		{"EgressOnlyInternetGatewayId", "egress_only_internet_gateway"},
		{"LocalGatewayId", "local_gateway"},
		{"CarrierGatewayId", "carrier_gateway"},
		{"CoreNetworkArn", "core_network"},
		{"InstanceId", "instance"},
		{"NetworkInterfaceId", "interface"},
	} {
		if id := plain(route.Get(t.key)); id != "" {
			return t.kind, id
		}
	}
	id = plain(route.Get("GatewayId"))
	for _, t := range []struct{ prefix, kind string }{
		{"igw-", "internet_gateway"},
		{"vpce-", "vpc_endpoint"},
		{"vgw-", "virtual_private_gateway"},
		{"local", "local"},
	} {
		if strings.HasPrefix(id, t.prefix) {
			return t.kind, id
		}
	}
	return "", id
}

// owners are the ways in which AWS's services describe the interfaces that they make; the first group is the id.
//
//nolint:gochecknoglobals // a table, never changed
var owners = []struct {
	pattern *regexp.Regexp
	kind    string
}{
	{regexp.MustCompile(`^Interface for NAT Gateway (nat-[0-9a-f]+)`), "nat_gateway"},
	{regexp.MustCompile(`^ELB ((?:app|net|gwy)/[^/]+)/`), "load_balancer"},
	{regexp.MustCompile(`^ELB (\S+)$`), "load_balancer"},
	{regexp.MustCompile(`^AWS Lambda VPC ENI-(.+?)(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$`), "lambda"},
	{regexp.MustCompile(`^(?:VPC Endpoint Interface|Network Interface for VPC Endpoint) (vpce-[0-9a-f]+)`), "vpc_endpoint"},
	{regexp.MustCompile(`^Network Interface for Transit Gateway Attachment (tgw-attach-[0-9a-f]+)`), "transit_gateway"},
	{regexp.MustCompile(`^EFS mount target for (fs-[0-9a-f]+)`), "efs"},
	{regexp.MustCompile(`^(?:ElastiCache|Created by ElastiCache for) ?(\S*)`), "elasticache"},
	{regexp.MustCompile(`^Amazon EKS (\S+)`), "eks_cluster"},
	{regexp.MustCompile(`^aws-K8S-(i-[0-9a-f]+)`), "instance"},
	{regexp.MustCompile(`^arn:aws[^:]*:ecs:[^:]*:[^:]*:attachment/(\S+)`), "ecs_task"},
	{regexp.MustCompile(`^(RDS)NetworkInterface`), "rds"},
	{regexp.MustCompile(`^(Redshift)NetworkInterface`), "redshift"},
	{regexp.MustCompile(`^(?:DAX|DMS|MSK|ES|OpenSearch) ?(\S*)`), "service"},
}

// ownerOf tells what an interface belongs to, as far as it tells itself.
func ownerOf(v serde.Value) (kind, id string) {
	if id := plain(v.Get("Attachment", "InstanceId")); id != "" {
		return "instance", id
	}
	description := plain(v.Get("Description"))
	for _, o := range owners {
		if m := o.pattern.FindStringSubmatch(description); m != nil {
			if o.kind == "rds" || o.kind == "redshift" {
				return o.kind, "" // it does not tell which
			}
			return o.kind, m[1]
		}
	}
	switch kind := plain(v.Get("InterfaceType")); kind {
	case "", "interface", "efa", "trunk", "branch":
		return "", ""
	default:
		return kind, ""
	}
}
