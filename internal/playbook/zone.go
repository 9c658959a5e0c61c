package playbook

import "strconv"

func number(n int) string { return strconv.Itoa(n) }

// BalancerZonal keeps the traffic of a network load balancer in the zone where it came in.
type BalancerZonal struct {
	Region, ARN, Name string
	Subnets           []string
}

// Plan writes it down.
func (b BalancerZonal) Plan() (Plan, error) {
	d := newDraft("balancer-zonal",
		Text{EN: "A network load balancer that stays in the zone", JA: "Network Load Balancer のゾーン内ルーティング"},
		Text{
			EN: "Zones get as much as their clients send, not the same share: each zone needs targets enough, and a zone without healthy targets is taken out of DNS. To go back, switch cross-zone load balancing on again.",
			JA: "負荷はゾーン間で均等にならず、各ゾーンのクライアント数に従います。ゾーンごとに十分なターゲットが必要で、正常なターゲットのないゾーンは DNS から外れます。戻すにはクロスゾーン負荷分散を再度有効にします。",
		})
	d.need("a region", b.Region)
	d.need("a load balancer", b.ARN, b.Name)
	d.need("subnets", b.Subnets...)
	d.step("Give each zone targets enough.", "各ゾーンに十分なターゲットを用意します。")
	d.step("Switch cross-zone load balancing off, and let DNS answer with the address of the client's zone.", "クロスゾーン負荷分散を無効にし、DNS がクライアントと同じゾーンのアドレスを返すようにします。")
	const cross, routing, own = "load_balancing.cross_zone.enabled", "dns_record.client_routing_policy", "availability_zone_affinity"
	d.add("balancer "+b.Name, "aws_lb", "AWS::ElasticLoadBalancingV2::LoadBalancer",
		both("name", "Name", b.Name), both("load_balancer_type", "Type", "network"), both("subnets", "Subnets", b.Subnets),
		field{"enable_cross_zone_load_balancing", "", false}, field{"dns_record_client_routing_policy", "", own},
		field{"", "LoadBalancerAttributes", []object{{both("", "Key", cross), both("", "Value", "false")}, {both("", "Key", routing), both("", "Value", own)}}}).taken = b.ARN
	d.aws(b.Region, "elbv2", "modify-load-balancer-attributes", "--load-balancer-arn", b.ARN, "--attributes", "Key="+cross+",Value=false", "Key="+routing+",Value="+own)
	return d.plan()
}

// DatabaseReader adds a reader to an Aurora cluster in the zone of its clients.
type DatabaseReader struct {
	Region, Cluster, Engine, Class string
	// Zone is the name of the zone in the account of the cluster, us-east-1a.
	Zone string
}

// Plan writes it down.
func (r DatabaseReader) Plan() (Plan, error) {
	d := newDraft("database-reader-own-zone",
		Text{EN: "A reader of the database in the zone of its clients", JA: "クライアントと同じゾーンのリーダーインスタンス"},
		Text{
			EN: "A reader costs as much as any instance of the cluster, most often more than the transfer: look at the break-even. It lags behind the writer by milliseconds; what writes, or must read what it just wrote, goes to the writer. To go back, delete it.",
			JA: "リーダーはクラスターの他のインスタンスと同額で、多くの場合は転送料より高くなります（損益分岐点を確認してください）。書き込みから数ミリ秒遅れるため、書き込みや直後の読み取りはライターに送る必要があります。戻すには削除します。",
		})
	d.need("a region", r.Region)
	d.need("a cluster", r.Cluster)
	d.need("an engine", r.Engine)
	d.need("a class", r.Class)
	d.need("a zone", r.Zone)
	d.step("Look which queries only read.", "読み取りだけのクエリを特定します。")
	d.step("Make the reader, and send reads to the reader of the own zone by its own name.", "リーダーを作成し、読み取りを同じゾーンのリーダーの名前に向けます。")
	name := r.Cluster + "-" + r.Zone
	d.add("reader "+name, "aws_rds_cluster_instance", "AWS::RDS::DBInstance",
		both("identifier", "DBInstanceIdentifier", name), both("cluster_identifier", "DBClusterIdentifier", r.Cluster), both("engine", "Engine", r.Engine),
		both("instance_class", "DBInstanceClass", r.Class), both("availability_zone", "AvailabilityZone", r.Zone))
	d.aws(r.Region, "rds", "create-db-instance", "--db-instance-identifier", name, "--db-cluster-identifier", r.Cluster, "--engine", r.Engine, "--db-instance-class", r.Class, "--availability-zone", r.Zone)
	return d.plan()
}

// DatabaseMove lets an instance in the zone of the clients become the writer.
type DatabaseMove struct {
	Region, Cluster, Engine, Class string
	// Instance is the one that shall write, Zone its zone.
	Instance, Zone string
}

// Plan writes it down.
func (m DatabaseMove) Plan() (Plan, error) {
	d := newDraft("database-writer-move",
		Text{EN: "The writer of the database in the zone of most clients", JA: "クライアントが最も多いゾーンへのライターの移動"},
		Text{
			EN: "The failover breaks all connections for some seconds, up to a minute. A failure may move the writer again: tiers say where to. To go back, fail over to the other instance.",
			JA: "フェイルオーバー中は数秒から 1 分ほど接続が切れます。障害時にライターが再び移ることがあり、その順序は昇格階層で決まります。戻すにはもう一方のインスタンスへフェイルオーバーします。",
		})
	d.need("a region", m.Region)
	d.need("a cluster", m.Cluster)
	d.need("an instance", m.Instance)
	d.need("an engine", m.Engine)
	d.need("a class", m.Class)
	d.need("a zone", m.Zone)
	d.step("Choose an hour without much work.", "負荷の低い時間帯を選びます。")
	d.step("Give the instance the first tier, then fail over.", "インスタンスの昇格階層を最優先にしてから、フェイルオーバーします。")
	d.add("writer "+m.Instance, "aws_rds_cluster_instance", "AWS::RDS::DBInstance",
		both("identifier", "DBInstanceIdentifier", m.Instance), both("cluster_identifier", "DBClusterIdentifier", m.Cluster), both("engine", "Engine", m.Engine),
		both("instance_class", "DBInstanceClass", m.Class), both("promotion_tier", "PromotionTier", 0)).taken = m.Instance
	d.aws(m.Region, "rds", "modify-db-instance", "--db-instance-identifier", m.Instance, "--promotion-tier", "0", "--apply-immediately")
	d.aws(m.Region, "rds", "failover-db-cluster", "--db-cluster-identifier", m.Cluster, "--target-db-instance-identifier", m.Instance)
	return d.plan()
}

// KafkaFollowers lets consumers of Amazon MSK read from the replica of their own zone (KIP-392).
type KafkaFollowers struct {
	Region, Cluster string
	// Version is that of Kafka, such as 3.6.0.
	Version string
}

// Plan writes it down.
func (k KafkaFollowers) Plan() (Plan, error) {
	d := newDraft("kafka-follower-fetching",
		Text{EN: "Kafka: read from the replica of the own zone", JA: "Kafka: 同じゾーンのレプリカからの読み取り"},
		Text{
			EN: "Consumers see records a little later, once the follower has them. Brokers restart one by one for the new configuration. Producers write to the leader as before. To go back, take client.rack off the consumers.",
			JA: "レコードがフォロワーに届いてから読めるため、わずかに遅れます。設定の反映でブローカーが順に再起動します。プロデューサーは従来どおりリーダーに書き込みます。戻すにはコンシューマーの client.rack を外します。",
		})
	d.need("a region", k.Region)
	d.need("a cluster", k.Cluster)
	d.need("a version", k.Version)
	d.step("Make the configuration with the rack-aware selector, and give it to the cluster.", "ラック対応のセレクターを設定した構成を作成し、クラスターに適用します。")
	d.step("Give each consumer client.rack, the id of its zone (use1-az1).", "各コンシューマーの client.rack に、自身のゾーン ID（use1-az1 など）を設定します。")
	const selector = "replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector"
	name := k.Cluster + "-followers"
	d.add(name, "aws_msk_configuration", "AWS::MSK::Configuration",
		both("name", "Name", name), both("kafka_versions", "KafkaVersionsList", []string{k.Version}), both("server_properties", "ServerProperties", selector))
	d.aws(k.Region, "kafka", "create-configuration", "--name", name, "--kafka-versions", k.Version, "--server-properties", selector)
	return d.plan()
}

// TopologyRouting lets a service of Kubernetes send requests to pods of the same zone. CloudFormation has no part in it.
type TopologyRouting struct{ Namespace, Service string }

// Plan writes it down.
func (t TopologyRouting) Plan() (Plan, error) {
	d := newDraft("kubernetes-same-zone",
		Text{EN: "Kubernetes: requests stay in the zone", JA: "Kubernetes: 同じゾーン内での通信"},
		Text{
			EN: "Pods of a zone with many clients get more work than others: spread the pods over the zones and let each zone scale. To go back, take the annotation off.",
			JA: "クライアントの多いゾーンの Pod に負荷が偏ります。Pod を各ゾーンに分散し、ゾーンごとにスケールするようにしてください。戻すにはアノテーションを外します。",
		})
	d.need("a namespace", t.Namespace)
	d.need("a service", t.Service)
	d.step("Spread the pods over the zones (topologySpreadConstraints), three in each at least.", "topologySpreadConstraints で Pod を各ゾーンに 3 つ以上分散します。")
	d.step("Annotate the service; from Kubernetes 1.31 on, trafficDistribution: PreferClose says the same.", "サービスにアノテーションを付けます（Kubernetes 1.31 以降は trafficDistribution: PreferClose も使えます）。")
	const key, mode = "service.kubernetes.io/topology-mode", "Auto"
	d.add("topology "+t.Service, "kubernetes_annotations", "",
		both("api_version", "", "v1"), both("kind", "", "Service"), both("metadata", "", object{both("name", "", t.Service), both("namespace", "", t.Namespace)}), both("annotations", "", names{{key, mode}}))
	d.commands = append(d.commands, command{args: []any{"kubectl", "annotate", "service", t.Service, "--namespace", t.Namespace, key + "=" + mode}})
	return d.plan()
}

// MachineMove makes a machine anew in another zone: next to what it talks to.
type MachineMove struct {
	Region, Machine, Name, Kind string
	// Image is the one that it was made from, without which there is no template; Subnet is where it shall stand.
	Image, Subnet string
}

// Plan writes it down.
func (m MachineMove) Plan() (Plan, error) {
	d := newDraft("machine-own-zone",
		Text{EN: "A machine in the zone of what it talks to", JA: "通信相手と同じゾーンへのマシンの移動"},
		Text{
			EN: "A machine cannot move: this makes a new one, with another address, from a picture of its disks (Terraform, commands) or from its first image (CloudFormation). What stands in one zone alone is gone when the zone is. In a group of scaling, choose the group's subnets instead. To go back, start the old one.",
			JA: "マシン自体は移動できないため、ディスクのイメージ（Terraform・CLI）または元のイメージ（CloudFormation）から新しく作成します（アドレスは変わります）。1 つのゾーンに集めると、そのゾーンの障害で止まります。Auto Scaling グループの場合は、グループのサブネットを変更してください。戻すには元のマシンを起動します。",
		})
	d.need("a region", m.Region)
	d.need("a machine", m.Machine)
	d.need("a name", m.Name)
	d.need("a type", m.Kind)
	d.need("a subnet", m.Subnet)
	d.step("Ask whether it stands where it is on purpose, so that something lives when a zone fails.", "ゾーン障害に備えて意図的に配置していないか確認します。")
	d.step("Make the new one, let others find it, then stop the old one.", "新しいマシンを作成し、参照先を切り替えてから、元のマシンを停止します。")
	name := "moved-" + m.Machine
	picture := d.add(name, "aws_ami_from_instance", "", both("name", "", name), both("source_instance_id", "", m.Machine))
	formation := "AWS::EC2::Instance"
	if m.Image == "" {
		formation = ""
	}
	d.add(name, "aws_instance", formation,
		field{"ami", "", reference{picture, "id", ""}}, field{"", "ImageId", m.Image}, both("instance_type", "InstanceType", m.Kind), both("subnet_id", "SubnetId", m.Subnet), tagged(m.Name))
	d.awsInto("IMAGE", m.Region, "ec2", "create-image", "--instance-id", m.Machine, "--name", name, "--query", "ImageId", "--output", "text")
	d.aws(m.Region, "ec2", "wait", "image-available", "--image-ids", variable("IMAGE"))
	d.aws(m.Region, "ec2", "run-instances", "--image-id", variable("IMAGE"), "--instance-type", m.Kind, "--subnet-id", m.Subnet)
	return d.plan()
}
