package inventory

import "github.com/glauxhq/glaux/internal/demo/world"

// joints returns what joins networks, and the addresses that are held: of worlds with a transit gateway, whose owners describe them too.
func joints(w *world.World) []resource {
	var all []resource
	for _, a := range w.Elastic {
		all = append(all, elastic(w, a))
	}
	if len(w.Transits) == 0 {
		return all
	}
	for _, t := range w.Transits {
		all = append(all, transit(t))
	}
	for _, a := range w.Attachments {
		all = append(all, tied(a, w.Transits[0]))
	}
	for _, p := range w.Peerings {
		all = append(all, peering(p))
	}
	return all
}

// elastic shows an Elastic IP.
func elastic(w *world.World, a *world.Elastic) resource {
	p := at(a.Account, a.Region)
	return resource{
		kind: kind{"AWS::EC2::EIP", "describe-addresses", "Addresses", "AllocationId", "Tags"}, place: p, id: a.ID, arn: a.ARN(), span: a.Span, tags: named(a.Tags, a.Name),
		shape: func(world.Hour) object {
			o := object{"AllocationId": a.ID, "PublicIp": a.Address, "Domain": "vpc", "NetworkBorderGroup": a.Region.Code, "PublicIpv4Pool": "amazon"}
			if n := holder(w, a); n != nil {
				o["AssociationId"] = "eipassoc-" + a.ID[len("eipalloc-"):]
				o["ServiceManaged"] = "rnat"
			}
			return o
		},
	}
}

// holder returns the regional NAT gateway that uses an address, nil for none.
func holder(w *world.World, a *world.Elastic) *world.NATGateway {
	for _, n := range w.NATs {
		if n.Regional == nil {
			continue
		}
		for _, own := range n.Regional.Addresses {
			if own == a {
				return n
			}
		}
	}
	return nil
}

// regional shows a regional NAT gateway: it has a network and no subnet, and an address in each zone without an interface.
func regional(n *world.NATGateway) resource {
	v := n.Network()
	return resource{
		kind: natKind(), place: at(n.Account, v.Region), id: n.ID, arn: n.ARN(), span: n.Span, tags: n.Tags,
		shape: func(world.Hour) object {
			list := []any{}
			for _, a := range n.Regional.Addresses {
				list = append(list, object{
					"AllocationId": a.ID, "PublicIp": a.Address, "AvailabilityZone": n.Account.ZoneName(v.Region, a.ZoneID), "AvailabilityZoneId": a.ZoneID, "Status": "succeeded",
				})
			}
			return object{
				"NatGatewayId": n.ID, "VpcId": v.ID, "State": "available", "ConnectivityType": "public", "AvailabilityMode": "regional", "AutoProvisionZones": "enabled",
				"CreateTime": since(n.Span), "NatGatewayAddresses": list,
			}
		},
	}
}

func transit(t *world.TransitGateway) resource {
	p := at(t.Account, t.Region)
	return resource{
		kind:  kind{"AWS::EC2::TransitGateway", "describe-transit-gateways", "TransitGateways", "TransitGatewayId", "Tags"},
		place: p, id: t.ID, arn: ec2ARN(p, "transit-gateway/"+t.ID), span: world.Always(), tags: named(nil, t.Name),
		shape: func(world.Hour) object {
			return object{"TransitGatewayId": t.ID, "TransitGatewayArn": ec2ARN(p, "transit-gateway/"+t.ID), "OwnerId": t.Account.ID, "State": "available", "Description": t.Name, "CreationTime": since(world.Always())}
		},
	}
}

// tied shows the attachment of a VPC, as the owner of the VPC sees it.
func tied(a *world.Attachment, t *world.TransitGateway) resource {
	p := at(a.VPC.Account, a.VPC.Region)
	return resource{
		kind:  kind{"AWS::EC2::TransitGatewayAttachment", "describe-transit-gateway-vpc-attachments", "TransitGatewayVpcAttachments", "TransitGatewayAttachmentId", "Tags"},
		place: p, id: a.ID, arn: ec2ARN(p, "transit-gateway-attachment/"+a.ID), span: a.Span, tags: named(nil, a.VPC.Name),
		shape: func(world.Hour) object {
			subnets := []any{}
			for _, i := range a.Interfaces {
				subnets = append(subnets, i.Subnet.ID)
			}
			return object{
				"TransitGatewayAttachmentId": a.ID, "TransitGatewayId": t.ID, "VpcId": a.VPC.ID, "VpcOwnerId": a.VPC.Account.ID, "State": "available", "SubnetIds": subnets,
				"CreationTime": since(a.Span),
			}
		},
	}
}

// peering shows a peering connection, as its requester sees it.
func peering(p *world.Peering) resource {
	where := at(p.Requester.Account, p.Requester.Region)
	side := func(v *world.VPC) object {
		return object{"VpcId": v.ID, "OwnerId": v.Account.ID, "Region": v.Region.Code, "CidrBlock": v.CIDR}
	}
	return resource{
		kind:  kind{"AWS::EC2::VPCPeeringConnection", "describe-vpc-peering-connections", "VpcPeeringConnections", "VpcPeeringConnectionId", "Tags"},
		place: where, id: p.ID, arn: ec2ARN(where, "vpc-peering-connection/"+p.ID), span: p.Span, tags: named(nil, p.Requester.Name+" to "+p.Accepter.Name),
		shape: func(world.Hour) object {
			return object{"VpcPeeringConnectionId": p.ID, "RequesterVpcInfo": side(p.Requester), "AccepterVpcInfo": side(p.Accepter), "Status": object{"Code": "active", "Message": "Active"}}
		},
	}
}
