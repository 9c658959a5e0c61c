package playbook

// Side is one VPC of a peering: its block, and the route tables that shall lead to the other.
type Side struct {
	Account, Region, VPC, Block string
	Tables                      []string
}

// Peering joins two VPCs directly instead of through a transit gateway.
type Peering struct{ From, To Side }

// Plan writes it down.
func (p Peering) Plan() (Plan, error) {
	d := newDraft("transit-to-peering",
		Text{EN: "VPC peering instead of the transit gateway", JA: "Transit Gateway に代わる VPC ピアリング"},
		Text{
			EN: "What inspects traffic at the transit gateway sees this traffic no more. Peering is not transitive, and blocks must not overlap. The more exact route wins: connections that are open break once. To go back, delete the routes.",
			JA: "Transit Gateway での検査を通らなくなります。ピアリングは推移的ではなく、CIDR の重複もできません。より詳細なルートが優先され、既存の接続が一度切れます。戻すにはルートを削除します。",
		})
	for _, s := range []Side{p.From, p.To} {
		d.need("a region", s.Region)
		d.need("an account", s.Account)
		d.need("a VPC", s.VPC)
		d.need("a block", s.Block)
		d.need("route tables", s.Tables...)
	}
	d.step("Ask whether traffic between these networks has to be inspected.", "このネットワーク間の通信に検査が必要かどうかを確認します。")
	d.step("Ask for the peering, and accept it in the other account.", "ピアリングを申請し、相手アカウントで承認します。")
	d.step("Set the routes on both sides: those of the other account with its own credentials.", "双方のルートを設定します。相手側のルートはそのアカウントの権限で設定します。")
	join := d.add("peering "+p.From.VPC+" "+p.To.VPC, "aws_vpc_peering_connection", "AWS::EC2::VPCPeeringConnection",
		both("vpc_id", "VpcId", p.From.VPC), both("peer_vpc_id", "PeerVpcId", p.To.VPC), both("peer_owner_id", "PeerOwnerId", p.To.Account), both("peer_region", "PeerRegion", p.To.Region))
	d.awsInto("PEERING", p.From.Region, "ec2", "create-vpc-peering-connection", "--vpc-id", p.From.VPC, "--peer-vpc-id", p.To.VPC, "--peer-owner-id", p.To.Account, "--peer-region", p.To.Region,
		"--query", "VpcPeeringConnection.VpcPeeringConnectionId", "--output", "text")
	d.aws(p.To.Region, "ec2", "accept-vpc-peering-connection", "--vpc-peering-connection-id", variable("PEERING"))
	for _, way := range []struct{ from, to Side }{{p.From, p.To}, {p.To, p.From}} {
		for _, t := range way.from.Tables {
			d.add("peering "+t, "aws_route", "AWS::EC2::Route", both("route_table_id", "RouteTableId", t), both("destination_cidr_block", "DestinationCidrBlock", way.to.Block),
				both("vpc_peering_connection_id", "VpcPeeringConnectionId", reference{join, "id", ""}))
			d.aws(way.from.Region, "ec2", "create-route", "--route-table-id", t, "--destination-cidr-block", way.to.Block, "--vpc-peering-connection-id", variable("PEERING"))
		}
	}
	return d.plan()
}

// AttachmentRemove takes a VPC off a transit gateway that it does not use.
type AttachmentRemove struct {
	Region, Attachment, Gateway, VPC string
	Subnets                          []string
}

// Plan writes it down.
func (a AttachmentRemove) Plan() (Plan, error) {
	d := newDraft("transit-attachment-remove",
		Text{EN: "Take a VPC off the transit gateway", JA: "Transit Gateway アタッチメントの削除"},
		Text{
			EN: "Routes that lead to the transit gateway become black holes. To go back, attach the VPC again, and set associations and propagations of the gateway's route tables.",
			JA: "Transit Gateway へのルートはブラックホールになります。戻すには再度アタッチし、ルートテーブルの関連付けと伝播を設定します。",
		})
	d.need("a region", a.Region)
	d.need("an attachment", a.Attachment)
	d.need("a transit gateway", a.Gateway)
	d.need("a VPC", a.VPC)
	d.step("Look which routes lead there, and delete them first.", "向き先となっているルートを確認し、先に削除します。")
	d.leave()
	d.add(a.Attachment, "aws_ec2_transit_gateway_vpc_attachment", "AWS::EC2::TransitGatewayAttachment",
		both("", "TransitGatewayId", a.Gateway), both("", "VpcId", a.VPC), both("", "SubnetIds", a.Subnets)).gone = true
	d.aws(a.Region, "ec2", "delete-transit-gateway-vpc-attachment", "--transit-gateway-attachment-id", a.Attachment)
	return d.plan()
}
