package inventory

import (
	"fmt"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// The kinds of the network.
func vpcKind() kind { return kind{"AWS::EC2::VPC", "describe-vpcs", "Vpcs", "VpcId", "Tags"} }

func subnetKind() kind {
	return kind{"AWS::EC2::Subnet", "describe-subnets", "Subnets", "SubnetId", "Tags"}
}

func routeKind() kind {
	return kind{"AWS::EC2::RouteTable", "describe-route-tables", "RouteTables", "RouteTableId", "Tags"}
}

func natKind() kind {
	return kind{"AWS::EC2::NatGateway", "describe-nat-gateways", "NatGateways", "NatGatewayId", "Tags"}
}

func endpointKind() kind {
	return kind{"AWS::EC2::VPCEndpoint", "describe-vpc-endpoints", "VpcEndpoints", "VpcEndpointId", "Tags"}
}

func interfaceKind() kind {
	return kind{"AWS::EC2::NetworkInterface", "describe-network-interfaces", "NetworkInterfaces", "NetworkInterfaceId", "TagSet"}
}

// network returns VPCs, subnets, route tables, gateways, endpoints and interfaces.
func network(w *world.World) []resource {
	var all []resource
	for _, v := range w.VPCs {
		all = append(all, vpc(v))
	}
	for _, s := range w.Subnets {
		all = append(all, subnet(s))
	}
	for _, t := range w.RouteTables {
		all = append(all, routeTable(w, t))
	}
	for _, n := range w.NATs {
		all = append(all, nat(n))
	}
	for _, e := range w.Endpoints {
		all = append(all, endpoint(e))
	}
	for _, i := range w.Interfaces {
		all = append(all, networkInterface(i))
	}
	return append(all, joints(w)...)
}

// sixth adds the IPv6 block of a network or a subnet.
func sixth(o object, block string) object {
	if block != "" {
		o["Ipv6CidrBlockAssociationSet"] = []any{object{"Ipv6CidrBlock": block, "Ipv6CidrBlockState": object{"State": "associated"}}}
	}
	return o
}

func ec2ARN(p place, rest string) string {
	return fmt.Sprintf("arn:aws:ec2:%s:%s:%s", p.region, p.account, rest)
}

func vpc(v *world.VPC) resource {
	p := at(v.Account, v.Region)
	return resource{
		kind: vpcKind(), place: p, id: v.ID, arn: ec2ARN(p, "vpc/"+v.ID), span: world.Always(), tags: named(v.Tags, v.Name),
		shape: func(world.Hour) object {
			o := object{
				"VpcId": v.ID, "CidrBlock": v.CIDR, "OwnerId": v.Account.ID, "State": "available", "IsDefault": false, "InstanceTenancy": "default",
				"CidrBlockAssociationSet": []any{object{"CidrBlock": v.CIDR, "CidrBlockState": object{"State": "associated"}}},
			}
			return sixth(o, v.IPv6)
		},
	}
}

func subnet(s *world.Subnet) resource {
	p := at(s.VPC.Account, s.VPC.Region)
	zone := s.VPC.Account.ZoneName(s.VPC.Region, s.ZoneID)
	return resource{
		kind: subnetKind(), place: p, id: s.ID, arn: ec2ARN(p, "subnet/"+s.ID), zone: zone, span: world.Always(), tags: named(nil, s.Name),
		shape: func(world.Hour) object {
			o := object{
				"SubnetId": s.ID, "VpcId": s.VPC.ID, "CidrBlock": s.CIDR, "OwnerId": s.VPC.Account.ID, "State": "available", "AvailabilityZone": zone,
				"AvailabilityZoneId": s.ZoneID, "MapPublicIpOnLaunch": s.Public, "SubnetArn": ec2ARN(p, "subnet/"+s.ID),
			}
			return sixth(o, s.IPv6)
		},
	}
}

// routeTable shows the routes that are there at an hour.
func routeTable(w *world.World, t *world.RouteTable) resource {
	r := resource{kind: routeKind(), place: at(t.VPC.Account, t.VPC.Region), id: t.ID, span: world.Always(), tags: named(nil, t.Name)}
	r.arn = ec2ARN(r.place, "route-table/"+t.ID)
	seen := map[world.Hour]bool{}
	for _, route := range t.Routes {
		for _, h := range []world.Hour{route.From, route.To} {
			if h > 0 && h < world.Forever && !seen[h] {
				seen[h] = true
				r.changes = append(r.changes, h)
			}
		}
	}
	r.shape = func(h world.Hour) object {
		associations, routes := []any{}, []any{}
		for _, s := range w.Subnets {
			if s.Table == t {
				associations = append(associations, object{
					"RouteTableId": t.ID, "SubnetId": s.ID, "Main": false, "RouteTableAssociationId": "rtbassoc-" + s.ID[len("subnet-"):],
					"AssociationState": object{"State": "associated"},
				})
			}
		}
		for _, route := range t.Routes {
			if route.Has(h) {
				routes = append(routes, routeOf(route))
			}
		}
		return object{"RouteTableId": t.ID, "VpcId": t.VPC.ID, "OwnerId": t.VPC.Account.ID, "Associations": associations, "Routes": routes, "PropagatingVgws": []any{}}
	}
	return r
}

func nat(n *world.NATGateway) resource {
	if n.Regional != nil {
		return regional(n)
	}
	v := n.Subnet.VPC
	return resource{
		kind: natKind(), place: at(n.Account, v.Region), id: n.ID, arn: n.ARN(), span: n.Span, tags: n.Tags,
		shape: func(world.Hour) object {
			return object{
				"NatGatewayId": n.ID, "VpcId": v.ID, "SubnetId": n.Subnet.ID, "State": "available", "ConnectivityType": "public", "CreateTime": since(n.Span),
				"NatGatewayAddresses": []any{object{
					"AllocationId": n.Interface.PublicID, "NetworkInterfaceId": n.Interface.ID, "PrivateIp": n.Interface.Address,
					"PublicIp": n.Interface.Public, "IsPrimary": true, "Status": "succeeded",
				}},
			}
		},
	}
}

func endpoint(e *world.Endpoint) resource {
	p := at(e.VPC.Account, e.VPC.Region)
	return resource{
		kind: endpointKind(), place: p, id: e.ID, arn: ec2ARN(p, "vpc-endpoint/"+e.ID), span: e.Span, tags: named(e.Tags, e.Name),
		shape: func(world.Hour) object {
			o := object{
				"VpcEndpointId": e.ID, "VpcEndpointType": "Interface", "VpcId": e.VPC.ID, "ServiceName": e.Service, "State": "available",
				"OwnerId": e.VPC.Account.ID, "CreationTimestamp": since(e.Span), "RouteTableIds": []any{}, "SubnetIds": []any{}, "NetworkInterfaceIds": []any{},
				"PrivateDnsEnabled": !e.Gateway,
			}
			if e.Gateway {
				o["VpcEndpointType"] = "Gateway"
			}
			tables, subnets, interfaces := []any{}, []any{}, []any{}
			for _, t := range e.Tables {
				tables = append(tables, t.ID)
			}
			for _, i := range e.Interfaces {
				subnets, interfaces = append(subnets, i.Subnet.ID), append(interfaces, i.ID)
			}
			o["RouteTableIds"], o["SubnetIds"], o["NetworkInterfaceIds"] = tables, subnets, interfaces
			return o
		},
	}
}

// named adds the tag Name where there is none.
func named(tags world.Tags, name string) world.Tags {
	if tags.Value("Name") != "" || name == "" {
		return tags
	}
	list := make(world.Tags, 0, len(tags)+1)
	done := false
	for _, t := range tags {
		if !done && t.Key > "Name" {
			list, done = append(list, world.Tag{Key: "Name", Value: name}), true
		}
		list = append(list, t)
	}
	if !done {
		list = append(list, world.Tag{Key: "Name", Value: name})
	}
	return list
}
