package inventory

import (
	"strings"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// routeOf shows a route: its target has a member of its own for each kind.
func routeOf(r world.Route) object {
	o := object{"State": "active", "Origin": "CreateRoute"}
	switch {
	case strings.HasPrefix(r.Destination, "pl-"):
		o["DestinationPrefixListId"] = r.Destination
	case strings.Contains(r.Destination, ":"):
		o["DestinationIpv6CidrBlock"] = r.Destination
	default:
		o["DestinationCidrBlock"] = r.Destination
	}
	member := "GatewayId"
	for prefix, name := range map[string]string{
		"nat-": "NatGatewayId", "tgw-": "TransitGatewayId", "pcx-": "VpcPeeringConnectionId", "eni-": "NetworkInterfaceId",
		"eigw-": "EgressOnlyInternetGatewayId",
	} {
		if strings.HasPrefix(r.Target, prefix) {
			member = name
		}
	}
	if r.Target == "local" {
		o["Origin"] = "CreateRouteTable"
	}
	o[member] = r.Target
	return o
}

// networkInterface shows an interface with its attachment and addresses.
func networkInterface(i *world.Interface) resource {
	v := i.Subnet.VPC
	p := at(v.Account, v.Region)
	zone := v.Account.ZoneName(v.Region, i.Subnet.ZoneID)
	return resource{
		kind: interfaceKind(), place: p, id: i.ID, arn: ec2ARN(p, "network-interface/"+i.ID), zone: zone, span: i.Span, tags: i.Tags,
		shape: func(world.Hour) object {
			private := object{"Primary": true, "PrivateIpAddress": i.Address}
			o := object{
				"NetworkInterfaceId": i.ID, "VpcId": v.ID, "SubnetId": i.Subnet.ID, "OwnerId": v.Account.ID, "Status": "in-use", "Description": i.Description,
				"InterfaceType": interfaceType(i.Kind), "PrivateIpAddress": i.Address, "AvailabilityZone": zone, "RequesterManaged": i.Instance == "",
				"SourceDestCheck": i.Kind != "nat_gateway", "Attachment": attachment(i), "Ipv6Addresses": []any{}, "Groups": []any{},
			}
			if i.Instance == "" {
				o["RequesterId"] = requester(i.Kind)
			}
			if i.Public != "" {
				association := object{"PublicIp": i.Public, "IpOwnerId": "amazon"}
				if i.PublicID != "" {
					association["AllocationId"], association["IpOwnerId"] = i.PublicID, v.Account.ID
				}
				o["Association"], private["Association"] = association, association
			}
			o["PrivateIpAddresses"] = []any{private}
			if i.IPv6 != "" {
				o["Ipv6Addresses"] = []any{object{"Ipv6Address": i.IPv6, "IsPrimaryIpv6": false}}
			}
			if prefixes := []any{}; len(i.Prefixes) > 0 {
				for _, p := range i.Prefixes {
					prefixes = append(prefixes, object{"Ipv4Prefix": p})
				}
				o["Ipv4Prefixes"] = prefixes
			}
			return o
		},
	}
}

// interfaceType is what EC2 calls the kind: those of load balancers and databases are plain interfaces.
func interfaceType(kind string) string {
	switch kind {
	case "nat_gateway", "lambda", "vpc_endpoint", "transit_gateway", "network_load_balancer", "branch":
		return kind
	}
	return "interface"
}

// requester is who made an interface on behalf of its owner.
func requester(kind string) string {
	switch kind {
	case "load_balancer", "network_load_balancer":
		return "amazon-elb"
	case "rds":
		return "amazon-rds"
	}
	return "amazon-aws"
}

// attachment tells what an interface is attached to.
func attachment(i *world.Interface) object {
	o := object{"AttachmentId": "eni-attach-" + i.ID[len("eni-"):], "AttachTime": since(i.Span), "DeviceIndex": 0, "Status": "attached", "DeleteOnTermination": i.Instance != ""}
	if i.Instance != "" {
		o["InstanceId"], o["InstanceOwnerId"] = i.Instance, i.Account.ID
	} else {
		o["InstanceOwnerId"] = requester(i.Kind)
	}
	return o
}
