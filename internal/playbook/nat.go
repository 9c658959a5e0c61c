package playbook

import "strings"

// anywhere is the block of a default route.
const (
	anywhere    = "0.0.0.0/0"
	anywhereSix = "::/0"
)

// ZoneRoute is a default route that shall lead to a NAT gateway.
type ZoneRoute struct {
	// Table is the route table, NAT the gateway of the same zone that exists.
	Table, NAT string
	// Zone and Subnet are where a gateway is to be made: the zone, for its name, and a public subnet in it.
	Zone, Subnet string
}

// RouteOwnZone lets route tables lead to the NAT gateway of their own zone, which exists.
type RouteOwnZone struct {
	Region string
	Routes []ZoneRoute
}

// Plan writes it down.
func (r RouteOwnZone) Plan() (Plan, error) {
	d := newDraft("nat-route-own-zone",
		Text{EN: "Routes to the NAT gateway of the own zone", JA: "同じゾーンの NAT ゲートウェイへのルート"},
		Text{
			EN: "Connections that are open break once. Partners see another public address: whoever allows the old one must allow the new one first. To go back, set the old routes.",
			JA: "既存の接続が一度切れます。接続先から見えるパブリックアドレスが変わるため、許可リストに新しいアドレスを先に追加してもらってください。戻すには元のルートを設定します。",
		})
	d.need("a region", r.Region)
	if len(r.Routes) == 0 {
		d.need("routes")
	}
	d.step("Tell partners that allow single addresses the public addresses of the gateways.", "接続元アドレスを制限している相手先に、ゲートウェイのパブリックアドレスを伝えます。")
	d.step("Set the routes one zone at a time.", "ゾーンごとに順にルートを切り替えます。")
	for _, one := range r.Routes {
		d.need("a route table", one.Table)
		d.need("a NAT gateway", one.NAT)
		d.defaultRoute(r.Region, one.Table, one.NAT)
	}
	return d.plan()
}

// defaultRoute lets the default route of a table, which exists, lead to a gateway.
func (d *draft) defaultRoute(region, table, nat string) {
	d.add("default "+table, "aws_route", "AWS::EC2::Route",
		both("route_table_id", "RouteTableId", table), both("destination_cidr_block", "DestinationCidrBlock", anywhere), both("nat_gateway_id", "NatGatewayId", nat)).taken = table + "_" + anywhere
	d.aws(region, "ec2", "replace-route", "--route-table-id", table, "--destination-cidr-block", anywhere, "--nat-gateway-id", nat)
}

// NatPerZone makes a NAT gateway in zones that have none, and lets the route tables of the zone lead to it.
type NatPerZone struct {
	Region string
	// Routes are the route tables, with the zone and a public subnet of it; those of one zone share a gateway.
	Routes []ZoneRoute
}

// Plan writes it down.
func (n NatPerZone) Plan() (Plan, error) {
	d := newDraft("nat-per-zone",
		Text{EN: "A NAT gateway in each zone", JA: "ゾーンごとの NAT ゲートウェイ"},
		Text{
			EN: "Each gateway costs by the hour, and so does its address. Connections that are open break once; partners see new public addresses. To go back, set the old routes and delete the gateways.",
			JA: "ゲートウェイとアドレスはそれぞれ時間課金されます。既存の接続が一度切れ、接続先から見えるパブリックアドレスが変わります。戻すには元のルートを設定し、ゲートウェイを削除します。",
		})
	d.need("a region", n.Region)
	if len(n.Routes) == 0 {
		d.need("routes")
	}
	d.step("Make an address and a gateway in a public subnet of each zone.", "各ゾーンのパブリックサブネットにアドレスとゲートウェイを作成します。")
	d.step("Tell partners that allow single addresses the new ones, then set the routes one zone at a time.", "接続元アドレスを制限している相手先に新しいアドレスを伝えてから、ゾーンごとにルートを切り替えます。")
	made := map[string]*resource{}
	for _, one := range n.Routes {
		d.need("a route table", one.Table)
		d.need("a zone", one.Zone)
		d.need("a public subnet", one.Subnet)
		keeps := strings.ToUpper(word(one.Zone))
		if made[one.Zone] == nil {
			made[one.Zone] = d.gateway(n.Region, one, keeps)
		}
		d.add("default "+one.Table, "aws_route", "AWS::EC2::Route",
			both("route_table_id", "RouteTableId", one.Table), both("destination_cidr_block", "DestinationCidrBlock", anywhere),
			both("nat_gateway_id", "NatGatewayId", reference{made[one.Zone], "id", ""})).taken = one.Table + "_" + anywhere
		d.aws(n.Region, "ec2", "replace-route", "--route-table-id", one.Table, "--destination-cidr-block", anywhere, "--nat-gateway-id", variable("NAT_"+keeps))
	}
	return d.plan()
}

// gateway adds an address and a gateway.
func (d *draft) gateway(region string, z ZoneRoute, keeps string) *resource {
	address := d.add("nat "+z.Zone, "aws_eip", "AWS::EC2::EIP", both("domain", "Domain", "vpc"), tagged("nat-"+z.Zone))
	nat := d.add("nat "+z.Zone, "aws_nat_gateway", "AWS::EC2::NatGateway",
		both("allocation_id", "AllocationId", reference{address, "allocation_id", "AllocationId"}), both("subnet_id", "SubnetId", z.Subnet), tagged("nat-"+z.Zone))
	d.awsInto("ADDRESS_"+keeps, region, "ec2", "allocate-address", "--domain", "vpc", "--query", "AllocationId", "--output", "text")
	d.awsInto("NAT_"+keeps, region, "ec2", "create-nat-gateway", "--subnet-id", z.Subnet, "--allocation-id", variable("ADDRESS_"+keeps), "--query", "NatGateway.NatGatewayId", "--output", "text")
	d.aws(region, "ec2", "wait", "nat-gateway-available", "--nat-gateway-ids", variable("NAT_"+keeps))
	return nat
}

// Gateway is a NAT gateway that exists.
type Gateway struct {
	ID, Name, Subnet string
	// Address is the allocation of its Elastic IP, eipalloc-…; "" where it is not known.
	Address string
}

// remove adds the end of a gateway.
func (d *draft) remove(region string, g Gateway) {
	fields := []field{both("", "SubnetId", g.Subnet)}
	if g.Address != "" {
		fields = append(fields, both("", "AllocationId", g.Address))
	}
	d.add("nat "+strings.TrimSpace(g.Name+" "+g.ID), "aws_nat_gateway", "AWS::EC2::NatGateway", fields...).gone = true
	d.aws(region, "ec2", "delete-nat-gateway", "--nat-gateway-id", g.ID)
	d.aws(region, "ec2", "wait", "nat-gateway-deleted", "--nat-gateway-ids", g.ID)
	if g.Address != "" {
		d.release(region, g.Address)
	}
}

// release adds the end of an Elastic IP.
func (d *draft) release(region, allocation string) {
	d.add("address "+allocation, "aws_eip", "AWS::EC2::EIP", both("", "Domain", "vpc")).gone = true
	d.aws(region, "ec2", "release-address", "--allocation-id", allocation)
}

// leave says what to do with things that are to go.
func (d *draft) leave() {
	d.step("Terraform: take the blocks out of the configuration, or say removed with the name that the state has. CloudFormation: take them out of their stack; what stands in none can be imported into one and deleted with it.",
		"Terraform では構成からブロックを削除するか、state 上の名前で removed を記述します。CloudFormation ではスタックのテンプレートから外します。どのスタックにもない場合は、インポートしてからスタックごと削除できます。")
}

// NatRemove deletes NAT gateways that carry nothing.
type NatRemove struct {
	Region   string
	Gateways []Gateway
}

// Plan writes it down.
func (n NatRemove) Plan() (Plan, error) {
	d := newDraft("nat-remove-idle",
		Text{EN: "Delete a NAT gateway without work", JA: "使われていない NAT ゲートウェイの削除"},
		Text{
			EN: "Its public address is lost when it is released: ask first who allows it. A gateway that waits for a failure of another zone is missing then. To go back, make a new one.",
			JA: "パブリックアドレスは解放すると失われます。許可リストに使われていないか先に確認してください。他ゾーンの障害に備えた待機用であれば、その役割も失われます。戻すには新しく作成します。",
		})
	d.need("a region", n.Region)
	if len(n.Gateways) == 0 {
		d.need("NAT gateways")
	}
	d.step("Look whether a route leads to it, and whether it waits for a failure.", "ルートの有無と、障害時の待機用でないことを確認します。")
	d.leave()
	for _, g := range n.Gateways {
		d.need("a NAT gateway", g.ID)
		d.need("a subnet", g.Subnet)
		d.remove(n.Region, g)
	}
	return d.plan()
}

// NatShare lets all route tables lead to one NAT gateway and deletes the others, where traffic is low.
type NatShare struct {
	Region string
	Kept   Gateway
	Left   []Gateway
	// Tables are the route tables that lead to one that is left.
	Tables []string
}

// Plan writes it down.
func (n NatShare) Plan() (Plan, error) {
	d := newDraft("nat-share",
		Text{EN: "One NAT gateway for all zones", JA: "全ゾーンで 1 つの NAT ゲートウェイを共有"},
		Text{
			EN: "When the zone of the gateway fails, all zones lose the way out. Traffic from other zones is charged between zones. Connections that are open break once; partners see another address. To go back, make a gateway in each zone again.",
			JA: "ゲートウェイのゾーンが障害になると、全ゾーンが外部への経路を失います。他ゾーンからの通信にはゾーン間転送料がかかります。既存の接続が一度切れ、接続先から見えるアドレスが変わります。戻すにはゾーンごとに再作成します。",
		})
	d.need("a region", n.Region)
	d.need("a NAT gateway that stays", n.Kept.ID)
	d.need("route tables", n.Tables...)
	if len(n.Left) == 0 {
		d.need("NAT gateways that go")
	}
	d.step("Ask whether this network must live through the failure of a zone: then leave it as it is.", "ゾーン障害に耐える必要がある環境かを確認します。必要な場合は変更しないでください。")
	d.step("Set the routes, then delete the gateways.", "ルートを切り替えてからゲートウェイを削除します。")
	d.leave()
	for _, t := range n.Tables {
		d.defaultRoute(n.Region, t, n.Kept.ID)
	}
	for _, g := range n.Left {
		d.need("a NAT gateway", g.ID)
		d.need("a subnet", g.Subnet)
		d.remove(n.Region, g)
	}
	return d.plan()
}

// EgressOnly gives route tables a way out for IPv6, which costs nothing but the transfer.
type EgressOnly struct {
	Region, VPC string
	Tables      []string
}

// Plan writes it down.
func (e EgressOnly) Plan() (Plan, error) {
	d := newDraft("ipv6-egress-only",
		Text{EN: "IPv6 with an egress-only internet gateway", JA: "Egress-Only インターネットゲートウェイによる IPv6"},
		Text{
			EN: "Subnets and machines need IPv6 addresses, security groups rules for them, and the other side must speak IPv6: what does not goes through the NAT gateway as before. To go back, delete the routes.",
			JA: "サブネットとマシンへの IPv6 アドレス割り当て、セキュリティグループの規則、接続先の IPv6 対応が必要です。対応しない通信は従来どおり NAT ゲートウェイを通ります。戻すにはルートを削除します。",
		})
	d.need("a region", e.Region)
	d.need("a VPC", e.VPC)
	d.need("route tables", e.Tables...)
	d.step("Look which of the destinations have IPv6 addresses.", "通信先が IPv6 アドレスを持つか確認します。")
	d.step("Give VPC, subnets and machines IPv6 blocks and addresses.", "VPC・サブネット・マシンに IPv6 を割り当てます。")
	d.step("Make the gateway and the routes.", "ゲートウェイとルートを作成します。")
	gateway := d.add("egress "+e.VPC, "aws_egress_only_internet_gateway", "AWS::EC2::EgressOnlyInternetGateway", both("vpc_id", "VpcId", e.VPC))
	d.awsInto("EGRESS", e.Region, "ec2", "create-egress-only-internet-gateway", "--vpc-id", e.VPC, "--query", "EgressOnlyInternetGateway.EgressOnlyInternetGatewayId", "--output", "text")
	for _, t := range e.Tables {
		d.add("out "+t, "aws_route", "AWS::EC2::Route", both("route_table_id", "RouteTableId", t), both("destination_ipv6_cidr_block", "DestinationIpv6CidrBlock", anywhereSix),
			both("egress_only_gateway_id", "EgressOnlyInternetGatewayId", reference{gateway, "id", ""}))
		d.aws(e.Region, "ec2", "create-route", "--route-table-id", t, "--destination-ipv6-cidr-block", anywhereSix, "--egress-only-internet-gateway-id", variable("EGRESS"))
	}
	return d.plan()
}
