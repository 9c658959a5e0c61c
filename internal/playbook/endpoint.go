package playbook

import (
	"fmt"
	"strings"
)

// The services that a gateway endpoint can lead to, which costs nothing.
const (
	S3       = "s3"
	DynamoDB = "dynamodb"
)

// serviceName is the name of a service of AWS in a region, as endpoints have it. What has a dot at its beginning of com or aws is taken as it is.
func serviceName(region, service string) string {
	if strings.HasPrefix(service, "com.") || strings.HasPrefix(service, "aws.") || strings.HasPrefix(service, "cn.") {
		return service
	}
	return "com.amazonaws." + region + "." + service
}

// GatewayEndpoint lets a VPC reach S3 or DynamoDB without a NAT gateway.
type GatewayEndpoint struct {
	Region, VPC string
	// Service is S3 or DynamoDB.
	Service string
	// Tables are the route tables that shall lead to it.
	Tables []string
}

// Plan writes it down.
func (g GatewayEndpoint) Plan() (Plan, error) {
	title := map[string]string{S3: "S3", DynamoDB: "DynamoDB"}[g.Service]
	d := newDraft("gateway-endpoint-"+g.Service,
		Text{EN: "Gateway endpoint for " + title, JA: title + " 用ゲートウェイエンドポイント"},
		Text{
			EN: "Connections that are open break once when the routes change. Bucket policies that name the public addresses of the NAT gateway (aws:SourceIp) no longer match: use aws:SourceVpce. It leads to the region of the VPC only. To go back, delete the endpoint.",
			JA: "ルートの切り替え時に既存の接続が一度切れます。NAT ゲートウェイのパブリックアドレスを条件（aws:SourceIp）にしたポリシーは一致しなくなるため、aws:SourceVpce を使ってください。対象は VPC と同じリージョンだけです。戻すにはエンドポイントを削除します。",
		})
	d.need("a region", g.Region)
	d.need("a VPC", g.VPC)
	d.need("a service that has gateway endpoints", title)
	d.need("route tables", g.Tables...)
	d.step("Look for policies of buckets or tables that allow the addresses of the NAT gateway only.", "NAT ゲートウェイのアドレスだけを許可しているポリシーがないか確認します。")
	d.step("Make the endpoint with all route tables of the private subnets.", "プライベートサブネットのすべてのルートテーブルを指定してエンドポイントを作成します。")
	d.step("Watch the bytes of the NAT gateway fall within the hour.", "NAT ゲートウェイの通信量が 1 時間以内に減ることを確認します。")
	g.add(d)
	return d.plan()
}

// add adds the endpoint to a draft.
func (g GatewayEndpoint) add(d *draft) {
	name := serviceName(g.Region, g.Service)
	d.add(g.Service+" "+g.VPC, "aws_vpc_endpoint", "AWS::EC2::VPCEndpoint",
		both("vpc_id", "VpcId", g.VPC),
		both("service_name", "ServiceName", name),
		both("vpc_endpoint_type", "VpcEndpointType", "Gateway"),
		both("route_table_ids", "RouteTableIds", g.Tables))
	d.aws(g.Region, "ec2", "create-vpc-endpoint", "--vpc-id", g.VPC, "--vpc-endpoint-type", "Gateway", "--service-name", name, "--route-table-ids", g.Tables)
}

// GatewayEndpointRoutes adds route tables to a gateway endpoint that exists.
type GatewayEndpointRoutes struct {
	Region, VPC, Endpoint, Service string
	// Present are the route tables that lead to it already, Tables those that do not.
	Present, Tables []string
}

// Plan writes it down.
func (g GatewayEndpointRoutes) Plan() (Plan, error) {
	d := newDraft("gateway-endpoint-routes",
		Text{EN: "More route tables for a gateway endpoint", JA: "ゲートウェイエンドポイントへのルートテーブルの追加"},
		Text{
			EN: "Connections that are open break once. Policies of the endpoint hold for the added subnets too. To go back, take the route tables off again.",
			JA: "既存の接続が一度切れます。追加したサブネットにもエンドポイントポリシーが適用されます。戻すにはルートテーブルを外します。",
		})
	d.need("a region", g.Region)
	d.need("an endpoint", g.Endpoint)
	d.need("a VPC", g.VPC)
	d.need("a service", g.Service)
	d.need("route tables", g.Tables...)
	d.step("Read the policy of the endpoint: does it allow what the added subnets need?", "エンドポイントポリシーが、追加するサブネットに必要なアクセスを許可しているか確認します。")
	d.step("Add the route tables.", "ルートテーブルを追加します。")
	for _, t := range g.Tables {
		d.add(g.Service+" "+t, "aws_vpc_endpoint_route_table_association", "", both("vpc_endpoint_id", "", g.Endpoint), both("route_table_id", "", t))
	}
	d.add(g.Service+" "+g.VPC, "", "AWS::EC2::VPCEndpoint",
		both("", "VpcId", g.VPC), both("", "ServiceName", serviceName(g.Region, g.Service)), both("", "VpcEndpointType", "Gateway"),
		both("", "RouteTableIds", append(append([]string{}, g.Present...), g.Tables...))).taken = g.Endpoint
	d.aws(g.Region, "ec2", "modify-vpc-endpoint", "--vpc-endpoint-id", g.Endpoint, "--add-route-table-ids", g.Tables)
	return d.plan()
}

// InterfaceEndpoint lets a VPC reach a service of AWS, or of a partner, by PrivateLink instead of through a NAT gateway.
type InterfaceEndpoint struct {
	Region, VPC string
	// Services are words such as logs, sts, ecr.api, or whole names of services, com.amazonaws.vpce.….
	Services []string
	// Subnets are one for each zone.
	Subnets []string
	// Blocks are those of the VPC, from which HTTPS is let in.
	Blocks []string
}

// Plan writes it down.
func (i InterfaceEndpoint) Plan() (Plan, error) {
	id, title := "interface-endpoint", Text{EN: "Interface endpoint for a service of AWS", JA: "AWS サービス用インターフェイスエンドポイント"}
	if len(i.Subnets) == 1 {
		id, title = "interface-endpoint-one-zone", Text{EN: "Interface endpoint in one zone", JA: "1 つのアベイラビリティゾーンだけのインターフェイスエンドポイント"}
	}
	d := newDraft(id, title, i.risk())
	i.needs(d)
	d.step("Make a security group that lets HTTPS in from the VPC, and the endpoint with private DNS.", "VPC からの HTTPS を許可するセキュリティグループと、プライベート DNS を有効にしたエンドポイントを作成します。")
	d.step("Look whether the service's name leads to private addresses now, from a machine of each subnet.", "各サブネットのマシンから、サービス名がプライベートアドレスに解決されることを確認します。")
	d.step("Watch the bytes of the NAT gateway fall.", "NAT ゲートウェイの通信量が減ることを確認します。")
	i.add(d)
	return d.plan()
}

func (i InterfaceEndpoint) risk() Text {
	t := Text{
		EN: "All machines of the VPC use it at once, as private DNS leads the service's name there: a security group or a policy that is too narrow cuts them off. It costs by the hour and zone even without traffic. To go back, delete it; the name leads to public addresses again.",
		JA: "プライベート DNS により VPC 内のすべてのマシンが直ちに利用します。セキュリティグループやポリシーが狭すぎると通信できなくなります。通信がなくてもゾーンごとに時間課金されます。戻すには削除します（名前は再びパブリックアドレスに解決されます）。",
	}
	if len(i.Subnets) == 1 {
		t.EN += " In one zone alone it is gone when the zone is, and the other zones pay for traffic between zones."
		t.JA += " 1 つのゾーンだけの場合、そのゾーンの障害で使えなくなり、他のゾーンからはゾーン間転送料がかかります。"
	}
	return t
}

func (i InterfaceEndpoint) needs(d *draft) {
	d.need("a region", i.Region)
	d.need("a VPC", i.VPC)
	d.need("services", i.Services...)
	d.need("subnets", i.Subnets...)
	d.need("blocks of the VPC", i.Blocks...)
}

// add adds the endpoints, behind one security group.
func (i InterfaceEndpoint) add(d *draft) {
	const https, tcp = 443, "tcp"
	rules := make([]object, len(i.Blocks))
	for n, block := range i.Blocks {
		rules[n] = object{
			both("protocol", "IpProtocol", tcp), both("from_port", "FromPort", https), both("to_port", "ToPort", https),
			{"cidr_blocks", "", []string{block}},
			{"", "CidrIp", block},
		}
	}
	const about = "HTTPS to endpoints"
	name := "endpoints-" + i.VPC
	group := d.add("endpoints "+i.VPC, "aws_security_group", "AWS::EC2::SecurityGroup",
		both("name", "GroupName", name), both("description", "GroupDescription", about), both("vpc_id", "VpcId", i.VPC), both("ingress", "SecurityGroupIngress", rules))
	d.awsInto("GROUP", i.Region, "ec2", "create-security-group", "--group-name", name, "--description", about, "--vpc-id", i.VPC, "--query", "GroupId", "--output", "text")
	for _, block := range i.Blocks {
		d.aws(i.Region, "ec2", "authorize-security-group-ingress", "--group-id", variable("GROUP"), "--protocol", tcp, "--port", fmt.Sprint(https), "--cidr", block)
	}
	for _, service := range i.Services {
		name := serviceName(i.Region, service)
		private := !strings.Contains(name, ".vpce.") // those of partners have names of their own
		d.add(service+" "+i.VPC, "aws_vpc_endpoint", "AWS::EC2::VPCEndpoint",
			both("vpc_id", "VpcId", i.VPC), both("service_name", "ServiceName", name), both("vpc_endpoint_type", "VpcEndpointType", "Interface"),
			both("private_dns_enabled", "PrivateDnsEnabled", private), both("subnet_ids", "SubnetIds", i.Subnets),
			both("security_group_ids", "SecurityGroupIds", references{{group, "id", "GroupId"}}))
		dns := "--private-dns-enabled"
		if !private {
			dns = "--no-private-dns-enabled"
		}
		d.aws(i.Region, "ec2", "create-vpc-endpoint", "--vpc-id", i.VPC, "--vpc-endpoint-type", "Interface", "--service-name", name,
			"--subnet-ids", i.Subnets, "--security-group-ids", variable("GROUP"), dns)
	}
}

// PartnerEndpoint lets a VPC reach a partner's service by PrivateLink, under the name that the partner tells.
type PartnerEndpoint struct{ InterfaceEndpoint }

// Plan writes it down.
func (p PartnerEndpoint) Plan() (Plan, error) {
	d := newDraft("interface-endpoint-partner",
		Text{EN: "PrivateLink to a partner", JA: "パートナーへの PrivateLink"},
		Text{
			EN: "The partner has to accept the connection, and names a host of its own for it: clients must be told. It costs by the hour and zone even without traffic. To go back, give the clients the public name again and delete the endpoint.",
			JA: "パートナー側の承認と、専用のホスト名への切り替えが必要です。通信がなくてもゾーンごとに時間課金されます。戻すにはクライアントをパブリックな名前に戻し、エンドポイントを削除します。",
		})
	p.needs(d)
	d.step("Ask the partner for the name of its endpoint service in this region.", "このリージョンのエンドポイントサービス名をパートナーに確認します。")
	d.step("Make the endpoint, and let the partner accept it.", "エンドポイントを作成し、パートナーに承認してもらいます。")
	d.step("Give the clients the name of the endpoint.", "クライアントの接続先をエンドポイントの名前に変更します。")
	p.add(d)
	return d.plan()
}

// RegistryEndpoints lets a VPC pull images from ECR without a NAT gateway: two interface endpoints, and the gateway endpoint of S3, which the
// layers come from.
type RegistryEndpoints struct {
	InterfaceEndpoint
	// Tables are the route tables of the private subnets; none where S3 has its gateway endpoint already.
	Tables []string
}

// Plan writes it down.
func (r RegistryEndpoints) Plan() (Plan, error) {
	r.Services = []string{"ecr.api", "ecr.dkr"}
	d := newDraft("endpoints-for-ecr", Text{EN: "Endpoints for images of ECR", JA: "ECR イメージ取得用エンドポイント"}, r.risk())
	r.needs(d)
	d.step("Make the gateway endpoint of S3: layers are objects there, which is most of the bytes.", "レイヤーは S3 のオブジェクトで通信量の大半を占めるため、まず S3 のゲートウェイエンドポイントを作成します。")
	d.step("Make the endpoints of ECR.", "ECR のエンドポイントを作成します。")
	d.step("Start one task in each subnet and look whether it pulls.", "各サブネットでタスクを 1 つ起動し、イメージを取得できることを確認します。")
	if len(r.Tables) > 0 {
		GatewayEndpoint{Region: r.Region, VPC: r.VPC, Service: S3, Tables: r.Tables}.add(d)
	}
	r.add(d)
	return d.plan()
}

// EndpointRemove deletes an endpoint that nobody uses.
type EndpointRemove struct {
	Region, VPC, Endpoint, Service, Name string
	Subnets                              []string
}

// Plan writes it down.
func (e EndpointRemove) Plan() (Plan, error) {
	d := newDraft("endpoint-remove",
		Text{EN: "Delete an interface endpoint", JA: "インターフェイスエンドポイントの削除"},
		Text{
			EN: "What uses it after all goes to the service's public addresses, or nowhere where there is no way out. To go back, make it again: it gets other addresses.",
			JA: "実は使われていた場合、通信はサービスのパブリックアドレスに向かい、外部への経路がなければ失敗します。戻すには再作成します（アドレスは変わります）。",
		})
	d.need("a region", e.Region)
	d.need("an endpoint", e.Endpoint)
	d.need("a VPC", e.VPC)
	d.need("a service", e.Service)
	d.step("Ask the owner of the VPC whether it is kept for an emergency.", "非常時用に残しているものではないか、VPC の所有者に確認します。")
	d.step("Delete it. A stack of CloudFormation that has it is changed by taking it out; what stands in none can be imported into one and deleted with it.", "削除します。CloudFormation のスタックにある場合はテンプレートから外します。どのスタックにもない場合は、インポートしてからスタックごと削除できます。")
	d.add(strings.TrimSpace(e.Name+" "+e.Endpoint), "aws_vpc_endpoint", "AWS::EC2::VPCEndpoint",
		both("", "VpcId", e.VPC), both("", "ServiceName", serviceName(e.Region, e.Service)), both("", "VpcEndpointType", "Interface"), both("", "SubnetIds", e.Subnets)).gone = true
	d.aws(e.Region, "ec2", "delete-vpc-endpoints", "--vpc-endpoint-ids", e.Endpoint)
	return d.plan()
}

// EndpointZones takes an interface endpoint out of some zones.
type EndpointZones struct {
	Region, VPC, Endpoint, Service string
	// Kept are the subnets where it stays, Left those that it leaves.
	Kept, Left []string
}

// Plan writes it down.
func (e EndpointZones) Plan() (Plan, error) {
	d := newDraft("endpoint-fewer-zones",
		Text{EN: "An interface endpoint in fewer zones", JA: "インターフェイスエンドポイントのゾーン数削減"},
		Text{
			EN: "Machines in the zones that it leaves pay for traffic between zones, and lose the service when the zone that is left is gone. To go back, add the subnets again.",
			JA: "外したゾーンのマシンはゾーン間転送料がかかり、残したゾーンの障害でサービスに到達できなくなります。戻すにはサブネットを再度追加します。",
		})
	d.need("a region", e.Region)
	d.need("an endpoint", e.Endpoint)
	d.need("a VPC", e.VPC)
	d.need("a service", e.Service)
	d.need("subnets where it stays", e.Kept...)
	d.need("subnets that it leaves", e.Left...)
	d.step("Keep the zone from which most of the traffic comes.", "通信量が最も多いゾーンを残します。")
	d.step("Take it out of the other subnets.", "それ以外のサブネットから外します。")
	d.add("endpoint "+e.Endpoint, "aws_vpc_endpoint", "AWS::EC2::VPCEndpoint",
		both("vpc_id", "VpcId", e.VPC), both("service_name", "ServiceName", serviceName(e.Region, e.Service)), both("vpc_endpoint_type", "VpcEndpointType", "Interface"),
		both("subnet_ids", "SubnetIds", e.Kept)).taken = e.Endpoint
	d.aws(e.Region, "ec2", "modify-vpc-endpoint", "--vpc-endpoint-id", e.Endpoint, "--remove-subnet-ids", e.Left)
	return d.plan()
}
