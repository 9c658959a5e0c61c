package playbook

// AddressRelease gives Elastic IPs back that nobody uses.
type AddressRelease struct {
	Region string
	// Allocations are their ids, eipalloc-….
	Allocations []string
}

// Plan writes it down.
func (a AddressRelease) Plan() (Plan, error) {
	d := newDraft("address-release",
		Text{EN: "Release Elastic IPs that are not used", JA: "未使用の Elastic IP の解放"},
		Text{
			EN: "A released address is gone: others may get it, and names in DNS or lists of partners that still have it lead to strangers. There is no way back.",
			JA: "解放したアドレスは他者に割り当てられる可能性があります。DNS や相手先の許可リストに残っていると、他者につながります。元に戻すことはできません。",
		})
	d.need("a region", a.Region)
	d.need("allocations", a.Allocations...)
	d.step("Look for the address in DNS, and ask who holds it.", "DNS にアドレスが残っていないか、保持している理由がないかを確認します。")
	d.leave()
	for _, one := range a.Allocations {
		d.release(a.Region, one)
	}
	return d.plan()
}

// Machine is an instance with its first network interface.
type Machine struct{ ID, Interface string }

// Network is a subnet that gives each machine a public address.
type Network struct{ ID, VPC, Block string }

// AddressWithdraw takes the public addresses from machines behind a load balancer.
type AddressWithdraw struct {
	Region   string
	Subnets  []Network
	Machines []Machine
}

// Plan writes it down.
func (a AddressWithdraw) Plan() (Plan, error) {
	d := newDraft("address-withdraw",
		Text{EN: "Machines without public addresses", JA: "パブリックアドレスを持たないマシン"},
		Text{
			EN: "Without a public address a machine in a public subnet has no way out: it needs endpoints or a NAT gateway, which may cost more than the address, and people another way in (Session Manager, EC2 Instance Connect Endpoint). To go back, give the addresses again: they are others.",
			JA: "パブリックアドレスを外すと、パブリックサブネットのマシンは外部に出られません。エンドポイントや NAT ゲートウェイ（アドレスより高くなることがあります）と、別の接続手段（Session Manager など）が必要です。戻すには再度割り当てます（別のアドレスになります）。",
		})
	d.need("a region", a.Region)
	if len(a.Machines) == 0 {
		d.need("machines")
	}
	d.step("Look what the machines say to the internet, by flow logs: packages, partners, services of AWS.", "フローログで、マシンがインターネットへ何を送っているかを確認します（パッケージ、相手先、AWS サービス）。")
	d.step("Give them endpoints, or a way through a NAT gateway, where they need one.", "必要な場合はエンドポイントや NAT ゲートウェイ経由の経路を用意します。")
	d.step("Let the subnets give no more public addresses, then take those that are there.", "サブネットの自動割り当てを止め、既存のアドレスを外します。")
	for _, s := range a.Subnets {
		d.need("a subnet", s.ID)
		d.need("a VPC", s.VPC)
		d.need("a block", s.Block)
		d.add("subnet "+s.ID, "aws_subnet", "AWS::EC2::Subnet",
			both("vpc_id", "VpcId", s.VPC), both("cidr_block", "CidrBlock", s.Block), both("map_public_ip_on_launch", "MapPublicIpOnLaunch", false)).taken = s.ID
		d.aws(a.Region, "ec2", "modify-subnet-attribute", "--subnet-id", s.ID, "--no-map-public-ip-on-launch")
	}
	for _, m := range a.Machines {
		d.need("an interface", m.Interface)
		d.aws(a.Region, "ec2", "modify-network-interface-attribute", "--network-interface-id", m.Interface, "--no-associate-public-ip-address")
	}
	return d.plan()
}

// NatAlarm tells somebody when a NAT gateway carries more than it should.
type NatAlarm struct {
	Region, NAT string
	// Bytes is the most that an hour should have, Topic the ARN of who is told.
	Bytes int
	Topic string
}

// Plan writes it down.
func (n NatAlarm) Plan() (Plan, error) {
	d := newDraft("nat-alarm",
		Text{EN: "An alarm on the bytes of a NAT gateway", JA: "NAT ゲートウェイの通信量アラーム"},
		Text{EN: "None for the traffic. A threshold that is too low wakes people.", JA: "通信への影響はありません。しきい値が低すぎると不要な通知が発生します。"})
	d.need("a region", n.Region)
	d.need("a NAT gateway", n.NAT)
	d.need("a topic", n.Topic)
	const hour, name, metric = 3600, "AWS/NATGateway", "BytesOutToDestination"
	d.step("Make the alarm.", "アラームを作成します。")
	about := "nat-bytes-" + n.NAT
	d.add(about, "aws_cloudwatch_metric_alarm", "AWS::CloudWatch::Alarm",
		both("alarm_name", "AlarmName", about), both("namespace", "Namespace", name), both("metric_name", "MetricName", metric), both("statistic", "Statistic", "Sum"),
		both("period", "Period", hour), both("evaluation_periods", "EvaluationPeriods", 1), both("threshold", "Threshold", n.Bytes),
		both("comparison_operator", "ComparisonOperator", "GreaterThanThreshold"), both("alarm_actions", "AlarmActions", []string{n.Topic}),
		field{"dimensions", "", names{{"NatGatewayId", n.NAT}}}, field{"", "Dimensions", []object{{both("", "Name", "NatGatewayId"), both("", "Value", n.NAT)}}})
	d.aws(n.Region, "cloudwatch", "put-metric-alarm", "--alarm-name", about, "--namespace", name, "--metric-name", metric, "--statistic", "Sum", "--period", number(hour),
		"--evaluation-periods", "1", "--threshold", number(n.Bytes), "--comparison-operator", "GreaterThanThreshold", "--dimensions", "Name=NatGatewayId,Value="+n.NAT, "--alarm-actions", n.Topic)
	return d.plan()
}
