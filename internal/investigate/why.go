package investigate

import (
	"cmp"
	"fmt"
	"strings"
)

// why says what a change has to do with the question.
func (i *inquiry) why(c Change, k call, known []string) Text {
	did := i.did(c.Event, k, known)
	if c.Certain {
		return did
	}
	return Text{
		EN: did.EN + "; in the same account, shortly before or after it began",
		JA: did.JA + "。同じアカウントで、開始の前後に行われた操作",
	}
}

// did says what a call did.
func (i *inquiry) did(event string, k call, known []string) Text {
	f := func(names ...string) string {
		for _, n := range names {
			if v := k.fields[strings.ToLower(n)]; v != "" {
				return i.involved.named(v)
			}
		}
		for _, n := range names {
			if ids := k.like(prefixes()[n]); len(ids) > 0 {
				return i.list(ids)
			}
		}
		return "?"
	}
	target := f("natGatewayId", "transitGatewayId", "vpcPeeringConnectionId", "gatewayId", "networkInterfaceId", "instanceId", "vpcEndpointId")
	switch event {
	case "CreateRoute", "ReplaceRoute":
		to := f("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
		return Text{
			EN: fmt.Sprintf("%s of %s leads to %s from now on", to, f("routeTableId"), target),
			JA: fmt.Sprintf("%s の %s 宛てルートの向き先を %s にした", f("routeTableId"), to, target),
		}
	case "DeleteRoute":
		to := f("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
		return Text{EN: fmt.Sprintf("took the route to %s out of %s", to, f("routeTableId")), JA: fmt.Sprintf("%s から %s 宛てのルートを削除した", f("routeTableId"), to)}
	case "CreateTransitGatewayRoute", "ReplaceTransitGatewayRoute":
		to, table, attachment := f("destinationCidrBlock"), f("transitGatewayRouteTableId", "transitGatewayId"), f("transitGatewayAttachmentId")
		if table == "?" {
			return Text{EN: fmt.Sprintf("the transit gateway leads %s to %s from now on", to, attachment), JA: fmt.Sprintf("Transit Gateway の %s 宛てルートの向き先を %s にした", to, attachment)}
		}
		return Text{EN: fmt.Sprintf("%s of %s leads to %s from now on", to, table, attachment), JA: fmt.Sprintf("%s の %s 宛てルートの向き先を %s にした", table, to, attachment)}
	case "AssociateRouteTable", "ReplaceRouteTableAssociation":
		return Text{EN: fmt.Sprintf("%s uses %s from now on", f("subnetId", "associationId"), f("routeTableId")), JA: fmt.Sprintf("%s のルートテーブルを %s にした", f("subnetId", "associationId"), f("routeTableId"))}
	case "CreateNatGateway":
		made := f("natGatewayId")
		if made == "?" {
			made = ""
		}
		return Text{
			EN: strings.TrimSpace(fmt.Sprintf("made the NAT gateway %s", made)) + " in " + f("subnetId", "vpcId"),
			JA: fmt.Sprintf("%s に NAT ゲートウェイ%sを作成した", f("subnetId", "vpcId"), spaced(made)),
		}
	case "DeleteNatGateway":
		return Text{EN: "deleted the NAT gateway " + f("natGatewayId"), JA: "NAT ゲートウェイ " + f("natGatewayId") + " を削除した"}
	case "CreateVpcEndpoint":
		return Text{EN: fmt.Sprintf("made an endpoint for %s in %s", f("serviceName"), f("vpcId")), JA: fmt.Sprintf("%s に %s のエンドポイントを作成した", f("vpcId"), f("serviceName"))}
	case "DeleteVpcEndpoints":
		return Text{EN: "deleted the endpoint " + f("vpcEndpointId"), JA: "エンドポイント " + f("vpcEndpointId") + " を削除した"}
	case "RunInstances", "StartInstances":
		return Text{EN: "started " + i.list(k.like("i-")), JA: i.list(k.like("i-")) + " を起動した"}
	case "TerminateInstances", "StopInstances":
		return Text{EN: "stopped " + i.list(k.like("i-")), JA: i.list(k.like("i-")) + " を停止した"}
	}
	about := i.list(known)
	if about == "" {
		about = i.list(k.ids)
	}
	if about == "" {
		return Text{EN: event, JA: event}
	}
	return Text{EN: event + " on " + about, JA: about + " に対する " + event}
}

// prefixes are how the ids of fields begin, for calls that write them in a form of their own.
func prefixes() map[string]string {
	return map[string]string{
		"natGatewayId": "nat-", "subnetId": "subnet-", "vpcId": "vpc-", "vpcEndpointId": "vpce-", "routeTableId": "rtb-", "transitGatewayRouteTableId": "tgw-rtb-",
		"transitGatewayAttachmentId": "tgw-attach-",
	}
}

// like are the ids of a call that begin so.
func (c call) like(prefix string) []string {
	var out []string
	for _, id := range c.ids {
		if prefix != "" && strings.HasPrefix(id, prefix) {
			out = append(out, id)
		}
	}
	return out
}

// list writes some ids with their names.
func (i *inquiry) list(ids []string) string {
	const most = 6
	var out []string
	for _, id := range ids[:min(len(ids), most)] {
		out = append(out, i.involved.named(id))
	}
	if more := len(ids) - most; more > 0 {
		out = append(out, fmt.Sprintf("+%d", more))
	}
	return strings.Join(out, ", ")
}

func spaced(s string) string { return cmp.Or(strings.TrimSuffix(" "+s+" ", "  "), "") }
