package usagetype

// What makes traffic rise, and where to look.
//
//nolint:gochecknoglobals // texts that nobody changes
var (
	aboutNat = about{
		causes: []Text{
			{"Traffic to S3 or DynamoDB without a gateway endpoint, which would be free", "ゲートウェイエンドポイント（無料）を使わない S3・DynamoDB への通信"},
			{"Images, packages and container layers pulled again and again", "イメージ、パッケージ、コンテナレイヤーの繰り返しの取得"},
			{"Logs, metrics and backups sent out through the gateway", "ログ、メトリクス、バックアップのゲートウェイ経由の送信"},
			{"Routes of other zones that lead to this gateway: each byte then costs traffic between zones too", "別の AZ のルートがこのゲートウェイを向いている（AZ 間の料金も加わる）"},
		},
		look: []Text{
			{"Group by resource to find the gateway", "リソースで分けてゲートウェイを特定する"},
			{"Read its flow logs by pkt-srcaddr and pkt-dstaddr, on the private side only: its interface sees every byte twice", "フローログを pkt-srcaddr・pkt-dstaddr で、プライベート側だけ集計する（インターフェースは全バイトを 2 度見る）"},
			{"Compare the zones of subnets and gateway in the route tables", "ルートテーブルでサブネットとゲートウェイの AZ を比べる"},
		},
	}
	aboutZone = about{
		causes: []Text{
			{"A database writer, a Kafka leader or a cache in another zone than its clients", "データベースの書き込み、Kafka のリーダー、キャッシュがクライアントと別の AZ にある"},
			{"A NAT gateway or a load balancer in another zone", "別の AZ の NAT ゲートウェイやロードバランサー"},
			{"Addresses that are public used inside the region", "リージョン内の通信で使われるパブリックアドレス"},
			{"Pods that talk to each other wherever they run", "配置を考えずに通信する Pod 同士"},
		},
		look: []Text{
			{"The operation says who: InterZone, VPCPeering, LoadBalancing, PublicIP", "operation で種類が分かる: InterZone、VPCPeering、LoadBalancing、PublicIP"},
			{"Join flow logs with subnets by AZ id, not by AZ name: names differ from account to account", "フローログとサブネットを AZ 名ではなく AZ ID で結合する（名前はアカウントごとに異なる）"},
		},
	}
	aboutInternet = about{
		causes: []Text{
			{"More users, larger answers, a cache or CDN that is missed", "利用者や応答の増加、キャッシュや CDN のミス"},
			{"Data sent to other clouds, partners or log services", "他のクラウド、取引先、ログサービスへの送信"},
		},
		look: []Text{
			{"Group by resource and operation", "リソースと operation で分ける"},
			{"Top talkers to public addresses in the flow logs", "フローログでパブリックアドレスへの送信量の多い順に見る"},
		},
	}
	aboutRegion = about{
		causes: []Text{
			{"Replication, backups and reads across regions", "リージョンをまたぐ複製、バックアップ、読み取り"},
			{"A client that is configured for another region", "別のリージョンを指す設定のクライアント"},
		},
		look: []Text{{"Group by usage type: both regions stand in it", "usage type で分ける（両方のリージョンが書かれている）"}},
	}
	aboutEndpoint = about{
		causes: []Text{
			{"An endpoint costs hours in each of its zones, used or not", "エンドポイントは使わなくても AZ ごとに時間料金がかかる"},
			{"The same endpoints made in every VPC instead of shared ones", "共有せず VPC ごとに作られた同じエンドポイント"},
		},
		look: []Text{{"Group by resource; endpoints without bytes can go", "リソースで分ける。バイト数のないエンドポイントは消せる"}},
	}
)

const (
	both   = "Sender and receiver each pay for their direction, on the bill of the account that owns each end"
	bothJA = "送信側と受信側が、それぞれの端を持つアカウントの請求で自分の方向の分を払う"
)

const (
	owner   = "The account that owns it, also where the VPC is shared"
	ownerJA = "所有するアカウント（VPC を共有していても）"
)

// trafficRules are about bytes that travel.
func trafficRules() []rule {
	return []rule{
		say("", `DataTransfer-Regional-Bytes`, CrossZone, gigabytes, "Traffic across zones", "AZ をまたぐ通信",
			"Traffic that stays in {region} but crosses availability zones by a peering of VPCs.", "{region} の中で VPC ピアリングを通り AZ をまたぐ通信。").of(`VPCPeering.*`).paid(both, bothJA).because(aboutZone),
		say("", `DataTransfer-Regional-Bytes`, CrossZone, gigabytes, "Traffic inside the region by public addresses", "リージョン内のパブリックアドレス経由の通信",
			"Traffic that stays in {region} but uses public or Elastic IP addresses; it costs as much as traffic across zones, in the same zone too.",
			"{region} の中でパブリック IP や Elastic IP を使う通信。同じ AZ でも AZ 間と同じ料金がかかる。").of(`PublicIP.*`).paid(both, bothJA).because(aboutZone),
		say("", `DataTransfer-Regional-Bytes`, CrossZone, gigabytes, "Traffic across zones by a load balancer", "ロードバランサー経由の AZ 間通信",
			"Traffic between a load balancer in {region} and targets or clients in another availability zone.", "{region} のロードバランサーと別の AZ のターゲットやクライアントとの通信。").of(`LoadBalancing.*`).paid(both, bothJA).because(aboutZone),
		say("", `DataTransfer-Regional-Bytes`, CrossZone, gigabytes, "Traffic across zones", "AZ をまたぐ通信",
			"Traffic that stays in {region} but crosses availability zones, or uses public addresses inside the region. Each direction is charged.",
			"{region} の中で AZ をまたぐ、またはパブリックアドレスを使う通信。両方向に料金がかかる。").paid(both, bothJA).because(aboutZone),
		say("", `DataTransfer-xAZ-(In|Out)-Bytes`, CrossZone, gigabytes, "Traffic across zones", "AZ をまたぐ通信",
			"Traffic ({1}) between availability zones of {region}.", "{region} の AZ 間の通信（{1}）。").paid(both, bothJA).because(aboutZone),
		say("", `DataTransfer-Out-(?:ABytes|Bytes|OBytes)(?:-[A-Z0-9]+)?`, InternetOut, gigabytes, "Traffic to the internet", "インターネットへの送信",
			"Data that leaves {region} for the internet.", "{region} からインターネットへ送られたデータ。").paid("The account whose resource sends", "送信するリソースのアカウント").because(aboutInternet),
		say("", `DataTransfer-In-(?:ABytes|Bytes|OBytes)(?:-[A-Z0-9]+)?`, InternetIn, gigabytes, "Traffic from the internet", "インターネットからの受信",
			"Data that comes to {region} from the internet; it is free of charge.", "インターネットから {region} に届いたデータ。無料。").because(aboutInternet),
		say("", `AWS-Out-(?:ABytes|Bytes)(?:-[A-Z0-9]+)?`, CrossRegionOut, gigabytes, "Traffic to another region", "別のリージョンへの送信",
			"Data that leaves {region} for {to}, another region of AWS.", "{region} から別のリージョン（{to}）へ送られたデータ。").paid("The sending side", "送信側").because(aboutRegion),
		say("", `AWS-In-(?:ABytes|Bytes)(?:-[A-Z0-9]+)?`, CrossRegionIn, gigabytes, "Traffic from another region", "別のリージョンからの受信",
			"Data that comes to {region} from {to}, another region of AWS; it is free of charge.", "別のリージョン（{to}）から {region} に届いたデータ。無料。").because(aboutRegion),
		say("", `CloudFront-(In|Out)-Bytes`, "network.transfer.cdn", gigabytes, "Traffic with CloudFront", "CloudFront との通信",
			"Data between an origin in {region} and CloudFront ({1}); it is free of charge.", "{region} のオリジンと CloudFront の間のデータ（{1}）。無料。"),
		say("", `C3DataTransfer-(In|Out)-(?:A?Bytes)(?:-[A-Z0-9]+)?`, "network.transfer.local", gigabytes, "S3 traffic inside the region", "リージョン内の S3 通信",
			"Data between S3 and EC2 in {region} ({1}); it is free of charge itself, a NAT gateway between them is not.", "{region} の S3 と EC2 の間のデータ（{1}）。それ自体は無料だが、間の NAT ゲートウェイは有料。"),
	}
}

// gatewayRules are about what traffic goes through.
func gatewayRules() []rule {
	return []rule{
		say("amazonec2", `NatGateway-Hours`, NatHours, hours, "NAT gateway, hours", "NAT ゲートウェイの時間",
			"Each hour, or part of one, that a NAT gateway stands in {region}.", "{region} の NAT ゲートウェイが存在した時間（1 時間未満は切り上げ）。").paid(owner, ownerJA).because(aboutNat),
		say("amazonec2", `NatGateway-(?:Prvd-)?Bytes`, NatBytes, gigabytes, "NAT gateway, processed data", "NAT ゲートウェイの処理データ",
			"Each gigabyte that a NAT gateway in {region} passes on, in either direction, on top of what its transfer costs.",
			"{region} の NAT ゲートウェイが処理したデータ（両方向）。転送料金とは別にかかる。").paid(owner, ownerJA).because(aboutNat),
		say("amazonec2", `RegionalNatGateway-Hours`, NatHours, hours, "Regional NAT gateway, hours", "リージョナル NAT ゲートウェイの時間",
			"Each hour of a regional NAT gateway in {region}, for each zone in which it is active.", "{region} のリージョナル NAT ゲートウェイの時間（有効な AZ ごと）。").paid(owner, ownerJA).because(aboutNat),
		say("amazonec2", `RegionalNatGateway-Bytes`, NatBytes, gigabytes, "Regional NAT gateway, processed data", "リージョナル NAT ゲートウェイの処理データ",
			"Each gigabyte that a regional NAT gateway in {region} passes on, in either direction.", "{region} のリージョナル NAT ゲートウェイが処理したデータ（両方向）。").paid(owner, ownerJA).because(aboutNat),
		say("awsdirectconnect", `DataXfer-(In|Out)(?::(.+))?`, "network.direct.bytes", gigabytes, "Direct Connect traffic", "Direct Connect の通信",
			"Data over Direct Connect in {region} ({1}).", "{region} の Direct Connect を通るデータ（{1}）。").paid("The owner of the virtual interface; transfer out is charged", "仮想インターフェースの所有者。送信側に料金がかかる").because(aboutInternet),
		say("awsdirectconnect", `(?:PortUsage|HCPortUsage):?(.*)`, "network.direct.hours", hours, "Direct Connect port", "Direct Connect のポート",
			"Hours of a Direct Connect port ({1}).", "Direct Connect のポートの時間（{1}）。"),
		say("awsdirectconnect", `DirectConnectLocation.*|DX.*`, "network.direct.hours", hours, "Direct Connect", "Direct Connect",
			"Use of a Direct Connect connection or gateway.", "Direct Connect の接続またはゲートウェイの使用。"),
		say("amazonvpc amazonec2", `VpcEndpoint-Hours`, EndpointHours, hours, "Interface endpoint, hours", "インターフェースエンドポイントの時間",
			"Each hour of an interface endpoint in {region}, for each of its zones.", "{region} のインターフェースエンドポイントの時間（AZ ごと）。").paid(owner, ownerJA).because(aboutEndpoint),
		say("amazonvpc amazonec2", `VpcEndpoint-Bytes`, EndpointBytes, gigabytes, "Interface endpoint, processed data", "インターフェースエンドポイントの処理データ",
			"Each gigabyte that an interface endpoint in {region} passes on.", "{region} のインターフェースエンドポイントが処理したデータ。").paid(owner, ownerJA).because(aboutEndpoint),
		say("amazonvpc amazonec2", `VpcEndpoint-GWLBE-Hours`, EndpointHours, hours, "Gateway Load Balancer endpoint, hours", "Gateway Load Balancer エンドポイントの時間",
			"Each hour of a Gateway Load Balancer endpoint in {region}.", "{region} の Gateway Load Balancer エンドポイントの時間。").because(aboutEndpoint),
		say("amazonvpc amazonec2", `VpcEndpoint-GWLBE-Bytes`, EndpointBytes, gigabytes, "Gateway Load Balancer endpoint, processed data", "Gateway Load Balancer エンドポイントの処理データ",
			"Each gigabyte that a Gateway Load Balancer endpoint in {region} passes on.", "{region} の Gateway Load Balancer エンドポイントが処理したデータ。").because(aboutEndpoint),
		say("amazonvpc", `VpcEndpoint-(.+)-(?:Hours?|Bytes)`, EndpointHours, pieces, "VPC endpoint ({1})", "VPC エンドポイント（{1}）",
			"Use of a VPC endpoint of the kind {1} in {region}.", "{region} の VPC エンドポイント（{1}）の使用。").because(aboutEndpoint),
		say("amazonvpc amazonec2", `TransitGateway-Hours`, GatewayHours, hours, "Transit gateway attachment, hours", "Transit Gateway アタッチメントの時間",
			"Each hour of an attachment to a transit gateway in {region}.", "{region} の Transit Gateway へのアタッチメントの時間。").paid("The account that owns the attachment", "アタッチメントを持つアカウント"),
		say("amazonvpc amazonec2", `TransitGateway-Bytes`, GatewayBytes, gigabytes, "Transit gateway, processed data", "Transit Gateway の処理データ",
			"Each gigabyte that is sent into a transit gateway in {region}.", "{region} の Transit Gateway に送り込まれたデータ。").paid("The account of the attachment that sends", "送信側アタッチメントのアカウント").because(about{
			causes: []Text{{"Traffic between VPCs that a peering would carry without this charge", "VPC ピアリングならこの料金がかからない VPC 間の通信"}},
			look:   []Text{{"Transit gateway flow logs by attachment pair", "Transit Gateway のフローログをアタッチメントの組で見る"}},
		}),
		say("amazonvpc amazonec2", `PublicIPv4:InUseAddress`, PublicAddress, hours, "Public IPv4 address in use", "使用中のパブリック IPv4 アドレス",
			"Each hour of a public IPv4 address in {region} that a resource uses.", "{region} でリソースが使うパブリック IPv4 アドレスの時間。").paid("The account of the resource; in a shared VPC the owner's for its own", "リソースのアカウント").because(about{
			causes: []Text{{"Instances, load balancers and NAT gateways that each hold an address", "アドレスを持つインスタンス、ロードバランサー、NAT ゲートウェイ"}},
			look:   []Text{{"The operation tells the service's own addresses from those of instances", "operation でサービス管理のアドレスとインスタンスのアドレスを区別できる"}},
		}),
		say("amazonvpc amazonec2", `(?:PublicIPv4|ElasticIP):IdleAddress`, PublicAddress, hours, "Idle Elastic IP address", "未使用の Elastic IP アドレス",
			"Each hour of an Elastic IP address in {region} that nothing uses.", "{region} で何にも使われていない Elastic IP アドレスの時間。").because(about{
			look: []Text{{"Group by resource and release what nobody needs", "リソースで分け、不要なものを解放する"}},
		}),
		say("amazonvpc amazonec2", `ElasticIP:(AdditionalAddress|Remap)`, PublicAddress, pieces, "Elastic IP address ({1})", "Elastic IP アドレス（{1}）",
			"Further Elastic IP addresses of an instance in {region}, or moves of them.", "{region} のインスタンスの追加 Elastic IP アドレス、またはその付け替え。"),
		say("amazonvpc amazonec2", `VPN-Usage-Hours:(.+)`, "network.vpn.hours", hours, "Site-to-Site VPN connection", "サイト間 VPN 接続",
			"Each hour of a VPN connection in {region}.", "{region} の VPN 接続の時間。"),
		say("amazonvpc", `ClientVPN-(EndpointHours|ConnectionHours)`, "network.vpn.hours", hours, "Client VPN ({1})", "クライアント VPN（{1}）",
			"Hours of a Client VPN endpoint or of its connections in {region}.", "{region} のクライアント VPN のエンドポイントまたは接続の時間。"),
		say("amazonvpc", `(?:IPAddressManager|IPAM).*`, "network.address.manager", pieces, "IP address manager", "IP アドレスマネージャー",
			"IP addresses that the IP address manager watches in {region}.", "{region} の IP アドレスマネージャーが管理する IP アドレス。"),
		say("amazonvpc", `(?:TrafficMirroring|NetworkInsights|ReachabilityAnalyzer|NetworkAccessAnalyzer|VPCLattice|VpcLattice|VPC-Lattice|BlockPublicAccess).*`, "network.tools", pieces, "VPC tools", "VPC の機能",
			"Use of a feature of VPC in {region}, such as traffic mirroring, reachability analysis or Lattice.", "{region} の VPC の機能（トラフィックミラーリング、到達性分析、Lattice など）の使用。"),
		say("awselb", `LoadBalancerUsage`, "network.balancer.hours", hours, "Load balancer, hours", "ロードバランサーの時間",
			"Each hour of a load balancer in {region}.", "{region} のロードバランサーの時間。"),
		say("awselb", `LCUUsage`, "network.balancer.capacity", unit{"load balancer capacity units times hours", "ロードバランサーキャパシティーユニット時間"}, "Load balancer, capacity units", "ロードバランサーのキャパシティーユニット",
			"Capacity units of a load balancer in {region}: the greatest of new connections, open connections, bytes and rules.", "{region} のロードバランサーのキャパシティーユニット（新規接続、同時接続、バイト数、ルールの最大）。"),
		say("awselb", `(?:IdleProvisionedLBCapacity|ReservedLCUUsage|LCUReservation|TS-.*)`, "network.balancer.capacity", pieces, "Load balancer, reserved capacity", "ロードバランサーの予約容量",
			"Capacity of a load balancer in {region} that is reserved, or its trust stores.", "{region} のロードバランサーの予約された容量、またはトラストストア。"),
		say("awselb", `DataProcessing-Bytes`, "network.balancer.bytes", gigabytes, "Classic load balancer, processed data", "Classic Load Balancer の処理データ",
			"Each gigabyte that a classic load balancer in {region} passes on.", "{region} の Classic Load Balancer が処理したデータ。"),
	}
}

// edgeRules are about the edges and names of the network.
func edgeRules() []rule {
	return []rule{
		say("awsglobalaccelerator", `(?:Fixed-Fee|.*-Fixed.*)`, "network.accelerator.hours", hours, "Global Accelerator, hours", "Global Accelerator の時間",
			"Each hour of an accelerator.", "アクセラレーターの時間。"),
		say("awsglobalaccelerator", `(?:DT-Premium.*|.*Bytes.*)`, "network.accelerator.bytes", gigabytes, "Global Accelerator, premium transfer", "Global Accelerator のプレミアム転送",
			"Data that Global Accelerator carries over the network of AWS.", "Global Accelerator が AWS ネットワークで運ぶデータ。"),
		say("amazoncloudfront", `(.+)-DataTransfer-Out-Bytes|DataTransfer-Out-Bytes`, "network.cdn.out", gigabytes, "CloudFront, traffic to viewers", "CloudFront から閲覧者への送信",
			"Data that CloudFront sends to viewers from its edges in {1}.", "CloudFront のエッジ（{1}）から閲覧者へ送られたデータ。"),
		say("amazoncloudfront", `(?:(.+)-)?DataTransfer-Out-OBytes`, "network.cdn.origin", gigabytes, "CloudFront, traffic to origins", "CloudFront からオリジンへの送信",
			"Data that CloudFront sends to origins.", "CloudFront からオリジンへ送られたデータ。"),
		say("amazoncloudfront", `(?:(.+)-)?Requests-(?:HTTPS?|Tier\d)(?:-.+)?|Requests.*|.*-Requests-.*`, "network.cdn.requests", requests, "CloudFront, requests", "CloudFront のリクエスト",
			"Requests that CloudFront answers.", "CloudFront が応答したリクエスト。"),
		say("amazoncloudfront", `(?:.*)(?:Executions-.*|Invalidations|Lambda-Edge.*|RealTimeLog.*|OriginShield.*|SSL-Cert-Custom|KeyValueStore.*|Bundle.*)`, "network.cdn.features", pieces, "CloudFront features", "CloudFront の機能",
			"Functions, invalidations, log lines, certificates or Origin Shield of CloudFront.", "CloudFront の関数、無効化、ログ行、証明書、Origin Shield。"),
		say("awsnetworkfirewall", `Endpoint-Hours?(?:-.+)?`, "network.firewall.hours", hours, "Network Firewall, endpoint hours", "Network Firewall のエンドポイント時間",
			"Each hour of a firewall endpoint in {region}.", "{region} のファイアウォールエンドポイントの時間。"),
		say("awsnetworkfirewall", `(?:Traffic-GB|Traffic).*Processed.*|.*(?:GB|Bytes).*`, "network.firewall.bytes", gigabytes, "Network Firewall, processed data", "Network Firewall の処理データ",
			"Each gigabyte that a firewall in {region} inspects.", "{region} のファイアウォールが検査したデータ。"),
		say("amazonroute53", `(?:Intra-AWS-)?DNS-Queries|.*-Queries(?:-.+)?`, "network.dns.queries", unit{"queries, in the price often a million of them", "クエリ（料金は百万単位のことが多い）"}, "DNS queries", "DNS クエリ",
			"Queries that Route 53 answers.", "Route 53 が応答したクエリ。"),
		say("amazonroute53", `HostedZone.*`, "network.dns.zones", months, "Hosted zone", "ホストゾーン",
			"A hosted zone for a month.", "ホストゾーン（月額）。"),
		say("amazonroute53", `Health-Check.*`, "network.dns.checks", months, "Health check", "ヘルスチェック",
			"Health checks of Route 53 for a month.", "Route 53 のヘルスチェック（月額）。"),
		say("amazonroute53", `(?:Resolver|DNSFirewall|Route53Resolver|.*ResolverNetworkInterface).*`, "network.dns.resolver", pieces, "Route 53 Resolver", "Route 53 Resolver",
			"Endpoints, queries or rules of the resolver in {region}.", "{region} の Resolver のエンドポイント、クエリ、ルール。"),
		say("amazonregistrar amazonroute53", `(?:domain|.*Domain.*|.*Registration.*)`, "network.dns.domains", unit{"domains and years", "ドメイン・年"}, "Domain name", "ドメイン名",
			"Registration or renewal of a domain name.", "ドメイン名の登録または更新。"),
		rest("awscloudmap", "network.discovery", "Cloud Map", "Cloud Map",
			"Resources and calls of service discovery.", "サービスディスカバリーのリソースと呼び出し。"),
	}
}
