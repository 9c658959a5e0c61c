package inventory

// table is a table with the places in a resource's JSON where its values stand. A path leads through members; `|` parts those that are
// tried in turn, and `[]` stands for all elements. A column without a path is filled by the program.
type table struct {
	name, comment string
	columns       []column
}

type column struct{ name, hive, meaning, path string }

// The tables.
const (
	resources = "resources"
	tags      = "tags"
	addresses = "addresses"
	routes    = "routes"
)

// shared returns the columns that all tables have at their end.
func shared() []column {
	return []column{
		{"account_id", "string", "Account of the resource", ""},
		{"region", "string", "Region of the resource", ""},
		{"origin", "string", "What says so: snapshot or history of AWS Config, or describe", ""},
		{"deleted", "boolean", "true when the row says that the resource was deleted at first_seen", ""},
		{"first_seen", "timestamp", "Since when it was so: when AWS Config captured it, or the time of the describe call", ""},
		{"last_seen", "timestamp", "Until when the file vouches for it: the time of the snapshot or the call", ""},
		{"day", "date", "UTC day of last_seen", ""},
	}
}

// tagPath is where tags stand, in all of AWS's ways.
const tagPath = "TagSet|Tags|TagList|tags"

// tables returns the tables.
func tables() []table { //nolint:funlen // a list
	const text, list, number, truth, moment, pairs = "string", "array<string>", "bigint", "boolean", "timestamp", "map<string,string>"
	return []table{
		{resources, "Every resource that a file tells of", []column{
			{"resource_type", text, "Type as CloudFormation names it, such as AWS::EC2::Instance", ""},
			{"resource_id", text, "Id of the resource", ""},
			{"arn", text, "ARN of the resource", ""},
			{"name", text, "Its tag Name, or its own name", ""},
			{"vpc_id", text, "VPC", "VpcId|VPCId|VpcConfig.VpcId|DBSubnetGroup.VpcId"},
			{"subnet_id", text, "Subnet", "SubnetId"},
			{"availability_zone", text, "Availability zone, by name", ""},
			{"state", text, "State as the service names it", "State.Name|State.Code|State|Status.Code|Status|DBInstanceStatus"},
			{"created", moment, "When it was made", "CreateTime|CreationTimestamp|CreatedTime|CreationDate|LaunchTime|InstanceCreateTime|ClusterCreateTime"},
			{"tags", pairs, "Tags", ""},
			{"configuration", text, "All that the file says of it, as JSON, without environment variables and user data", ""},
		}},
		{tags, "Every tag of every resource", []column{
			{"resource_type", text, "Type of the resource", ""},
			{"resource_id", text, "Id of the resource", ""},
			{"arn", text, "ARN of the resource", ""},
			{"key", text, "Key of the tag", ""},
			{"value", text, "Value of the tag", ""},
		}},
		{"interfaces", "Network interfaces", []column{
			{"interface_id", text, "Network interface", "NetworkInterfaceId"},
			{"interface_type", text, "Kind: interface, nat_gateway, lambda and others", "InterfaceType"},
			{"owner_type", text, "What it belongs to: instance, nat_gateway, load_balancer, lambda, rds, vpc_endpoint and others", ""},
			{"owner_id", text, "Id or name of what it belongs to, as far as the interface tells it", ""},
			{"name", text, "Its tag Name", ""},
			{"description", text, "Description", "Description"},
			{"instance_id", text, "Instance that it is attached to", "Attachment.InstanceId"},
			{"private_ip", text, "Primary private address", "PrivateIpAddress"},
			{"public_ip", text, "Public address of the primary private address", "Association.PublicIp"},
			{"private_ips", list, "All private addresses", "PrivateIpAddresses[].PrivateIpAddress"},
			{"ipv6_addresses", list, "IPv6 addresses", "Ipv6Addresses[].Ipv6Address"},
			{"vpc_id", text, "VPC", "VpcId"},
			{"subnet_id", text, "Subnet", "SubnetId"},
			{"availability_zone", text, "Availability zone, by name", "AvailabilityZone"},
			{"az_id", text, "Id of the availability zone", "AvailabilityZoneId"},
			{"security_groups", list, "Ids of the security groups", "Groups[].GroupId"},
			{"requester_id", text, "Who made it on behalf of its owner", "RequesterId"},
			{"requester_managed", truth, "true when AWS manages it", "RequesterManaged"},
			{"status", text, "in-use, available and others", "Status"},
			{"attached", moment, "Since when it is attached", "Attachment.AttachTime"},
			{"tags", pairs, "Tags", ""},
		}},
		{addresses, "Addresses of interfaces, NAT gateways, load balancers and Elastic IPs: one row for each", []column{
			{"address", text, "The address", ""},
			{"scope", text, "private, public or ipv6", ""},
			{"primary_address", truth, "true for the primary address of its interface", ""},
			{"paired_address", text, "Of a public address the private one, and the other way round", ""},
			{"interface_id", text, "Network interface", ""},
			{"owner_type", text, "What it belongs to, as in interfaces", ""},
			{"owner_id", text, "Id or name of what it belongs to", ""},
			{"name", text, "Tag Name of what tells the address", ""},
			{"vpc_id", text, "VPC", ""},
			{"subnet_id", text, "Subnet", ""},
			{"availability_zone", text, "Availability zone, by name", ""},
			{"security_groups", list, "Ids of the security groups", ""},
		}},
		{"instances", "EC2 instances", []column{
			{"instance_id", text, "Instance", "InstanceId"},
			{"name", text, "Its tag Name", ""},
			{"instance_type", text, "Type, such as m7g.large", "InstanceType"},
			{"state", text, "running, stopped and others", "State.Name"},
			{"private_ip", text, "Primary private address", "PrivateIpAddress"},
			{"public_ip", text, "Public address", "PublicIpAddress"},
			{"private_dns", text, "Private name", "PrivateDnsName"},
			{"interface_ids", list, "Network interfaces", "NetworkInterfaces[].NetworkInterfaceId"},
			{"vpc_id", text, "VPC", "VpcId"},
			{"subnet_id", text, "Subnet", "SubnetId"},
			{"availability_zone", text, "Availability zone, by name", "Placement.AvailabilityZone"},
			{"az_id", text, "Id of the availability zone", "Placement.AvailabilityZoneId"},
			{"security_groups", list, "Ids of the security groups", "SecurityGroups[].GroupId"},
			{"image_id", text, "Image", "ImageId"},
			{"platform", text, "Operating system as it is billed", "PlatformDetails|Platform"},
			{"architecture", text, "arm64, x86_64", "Architecture"},
			{"lifecycle", text, "spot or scheduled; NULL on demand", "InstanceLifecycle"},
			{"instance_profile", text, "ARN of the instance profile", "IamInstanceProfile.Arn"},
			{"launched", moment, "When it was started last", "LaunchTime"},
			{"tags", pairs, "Tags", ""},
		}},
		{"vpcs", "VPCs", []column{
			{"vpc_id", text, "VPC", "VpcId"},
			{"name", text, "Its tag Name", ""},
			{"cidr", text, "Primary IPv4 block", "CidrBlock"},
			{"cidrs", list, "All IPv4 blocks", "CidrBlockAssociationSet[].CidrBlock"},
			{"ipv6_cidrs", list, "IPv6 blocks", "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlock"},
			{"is_default", truth, "true for the default VPC", "IsDefault"},
			{"tags", pairs, "Tags", ""},
		}},
		{"subnets", "Subnets", []column{
			{"subnet_id", text, "Subnet", "SubnetId"},
			{"name", text, "Its tag Name", ""},
			{"vpc_id", text, "VPC", "VpcId"},
			{"cidr", text, "IPv4 block", "CidrBlock"},
			{"ipv6_cidrs", list, "IPv6 blocks", "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlock"},
			{"availability_zone", text, "Availability zone, by name", "AvailabilityZone"},
			{"az_id", text, "Id of the availability zone", "AvailabilityZoneId"},
			{"public_on_launch", truth, "true when instances get a public address", "MapPublicIpOnLaunch"},
			{"free_addresses", number, "Addresses that are not in use", "AvailableIpAddressCount"},
			{"tags", pairs, "Tags", ""},
		}},
		{routes, "Routes: one row for each route of each association of its table", []column{
			{"route_table_id", text, "Route table", "RouteTableId"},
			{"name", text, "Tag Name of the route table", ""},
			{"vpc_id", text, "VPC", "VpcId"},
			{"main", truth, "true for the association with all subnets that have none of their own", ""},
			{"subnet_id", text, "Subnet of the association", ""},
			{"gateway_id", text, "Gateway of the association", ""},
			{"destination", text, "CIDR block or prefix list", ""},
			{"target_type", text, "nat_gateway, internet_gateway, vpc_endpoint, transit_gateway, peering, interface, instance, local and others", ""},
			{"target_id", text, "Id of the target", ""},
			{"state", text, "active or blackhole", ""},
			{"route_origin", text, "What made the route", ""},
		}},
		{"nat_gateways", "NAT gateways", []column{
			{"nat_gateway_id", text, "NAT gateway", "NatGatewayId"},
			{"name", text, "Its tag Name", ""},
			{"vpc_id", text, "VPC", "VpcId"},
			{"subnet_id", text, "Subnet; NULL for a regional one", "SubnetId"},
			{"availability_mode", text, "zonal or regional", "AvailabilityMode"},
			{"connectivity", text, "public or private", "ConnectivityType"},
			{"state", text, "available, deleted and others", "State"},
			{"interface_id", text, "First network interface", "NatGatewayAddresses[0].NetworkInterfaceId"},
			{"private_ip", text, "First private address", "NatGatewayAddresses[0].PrivateIp"},
			{"public_ip", text, "First public address", "NatGatewayAddresses[0].PublicIp"},
			{"interface_ids", list, "All network interfaces", "NatGatewayAddresses[].NetworkInterfaceId"},
			{"private_ips", list, "All private addresses", "NatGatewayAddresses[].PrivateIp"},
			{"public_ips", list, "All public addresses", "NatGatewayAddresses[].PublicIp"},
			{"created", moment, "When it was made", "CreateTime"},
			{"removed", moment, "When it was deleted", "DeleteTime"},
			{"tags", pairs, "Tags", ""},
		}},
		{"endpoints", "VPC endpoints", []column{
			{"endpoint_id", text, "VPC endpoint", "VpcEndpointId"},
			{"name", text, "Its tag Name", ""},
			{"endpoint_type", text, "Gateway, Interface and others", "VpcEndpointType"},
			{"service_name", text, "Service, such as com.amazonaws.us-east-1.s3", "ServiceName"},
			{"vpc_id", text, "VPC", "VpcId"},
			{"state", text, "available, pending and others", "State"},
			{"subnet_ids", list, "Subnets", "SubnetIds[]"},
			{"route_table_ids", list, "Route tables that lead to it", "RouteTableIds[]"},
			{"interface_ids", list, "Network interfaces", "NetworkInterfaceIds[]"},
			{"security_groups", list, "Ids of the security groups", "Groups[].GroupId"},
			{"private_dns", truth, "true when the service's own name leads to it", "PrivateDnsEnabled"},
			{"created", moment, "When it was made", "CreationTimestamp"},
			{"tags", pairs, "Tags", ""},
		}},
		{"load_balancers", "Load balancers", []column{
			{"name", text, "Name", "LoadBalancerName"},
			{"arn", text, "ARN; NULL for a classic one", "LoadBalancerArn"},
			{"kind", text, "application, network, gateway; NULL for a classic one", "Type"},
			{"scheme", text, "internet-facing or internal", "Scheme"},
			{"dns_name", text, "Name in DNS", "DNSName"},
			{"vpc_id", text, "VPC", "VpcId|VPCId"},
			{"state", text, "active and others", "State.Code"},
			{"availability_zones", list, "Availability zones, by name", "AvailabilityZones[].ZoneName|AvailabilityZones[]"},
			{"subnet_ids", list, "Subnets", "AvailabilityZones[].SubnetId|Subnets[]"},
			{"security_groups", list, "Ids of the security groups", "SecurityGroups[]"},
			{"created", moment, "When it was made", "CreatedTime"},
			{"tags", pairs, "Tags", ""},
		}},
		{"functions", "Lambda functions", []column{
			{"name", text, "Name", "FunctionName"},
			{"arn", text, "ARN", "FunctionArn"},
			{"runtime", text, "Runtime", "Runtime"},
			{"memory_mb", number, "Memory", "MemorySize"},
			{"timeout_s", number, "Most seconds of a run", "Timeout"},
			{"architectures", list, "arm64, x86_64", "Architectures[]"},
			{"role", text, "Role that it runs as", "Role"},
			{"vpc_id", text, "VPC; NULL outside of one", "VpcConfig.VpcId"},
			{"subnet_ids", list, "Subnets", "VpcConfig.SubnetIds[]"},
			{"security_groups", list, "Ids of the security groups", "VpcConfig.SecurityGroupIds[]"},
			{"modified", moment, "When it was changed last", "LastModified"},
			{"tags", pairs, "Tags", ""},
		}},
		{"databases", "RDS instances and clusters", []column{
			{"name", text, "Identifier", "DBInstanceIdentifier|DBClusterIdentifier"},
			{"arn", text, "ARN", "DBInstanceArn|DBClusterArn"},
			{"kind", text, "instance or cluster", ""},
			{"cluster", text, "Cluster that it belongs to", "DBClusterIdentifier"},
			{"engine", text, "Engine, such as aurora-postgresql", "Engine"},
			{"engine_version", text, "Version of the engine", "EngineVersion"},
			{"instance_class", text, "Class, such as db.r7g.large", "DBInstanceClass"},
			{"endpoint", text, "Name in DNS", "Endpoint.Address|Endpoint"},
			{"reader_endpoint", text, "Name in DNS of the readers", "ReaderEndpoint"},
			{"port", number, "Port", "Endpoint.Port|Port"},
			{"vpc_id", text, "VPC", "DBSubnetGroup.VpcId"},
			{"subnet_ids", list, "Subnets", "DBSubnetGroup.Subnets[].SubnetIdentifier"},
			{"availability_zone", text, "Availability zone of an instance, by name", "AvailabilityZone"},
			{"availability_zones", list, "Availability zones of a cluster, by name", "AvailabilityZones[]"},
			{"multi_az", truth, "true with a standby in another availability zone", "MultiAZ"},
			{"writer", text, "Instance that writes, of a cluster", ""},
			{"members", list, "Instances of a cluster", "DBClusterMembers[].DBInstanceIdentifier"},
			{"security_groups", list, "Ids of the security groups", "VpcSecurityGroups[].VpcSecurityGroupId"},
			{"state", text, "available and others", "DBInstanceStatus|Status"},
			{"created", moment, "When it was made", "InstanceCreateTime|ClusterCreateTime"},
			{"tags", pairs, "Tags", ""},
		}},
	}
}

// thing is a type of resource: the table of its own, if any, and where its id and ARN stand.
type thing struct {
	kind, table, id, arn, name string
}

// things returns the types of resources that are known, by CloudFormation's names.
func things() map[string]thing {
	list := []thing{
		{"AWS::EC2::NetworkInterface", "interfaces", "NetworkInterfaceId", "", ""},
		{"AWS::EC2::Instance", "instances", "InstanceId", "", ""},
		{"AWS::EC2::VPC", "vpcs", "VpcId", "", ""},
		{"AWS::EC2::Subnet", "subnets", "SubnetId", "SubnetArn", ""},
		{"AWS::EC2::RouteTable", routes, "RouteTableId", "", ""},
		{"AWS::EC2::NatGateway", "nat_gateways", "NatGatewayId", "", ""},
		{"AWS::EC2::VPCEndpoint", "endpoints", "VpcEndpointId", "", ""},
		{"AWS::EC2::EIP", addresses, "AllocationId", "", ""},
		{"AWS::EC2::InternetGateway", "", "InternetGatewayId", "", ""},
		{"AWS::EC2::SecurityGroup", "", "GroupId", "SecurityGroupArn", "GroupName"},
		{"AWS::EC2::TransitGateway", "", "TransitGatewayId", "TransitGatewayArn", ""},
		{"AWS::EC2::TransitGatewayAttachment", "", "TransitGatewayAttachmentId", "", ""},
		{"AWS::EC2::VPCPeeringConnection", "", "VpcPeeringConnectionId", "", ""},
		{"AWS::EC2::Volume", "", "VolumeId", "", ""},
		{"AWS::EC2::FlowLog", "", "FlowLogId", "", ""},
		{"AWS::ElasticLoadBalancingV2::LoadBalancer", "load_balancers", "LoadBalancerArn", "LoadBalancerArn", "LoadBalancerName"},
		{"AWS::ElasticLoadBalancing::LoadBalancer", "load_balancers", "LoadBalancerName", "", "LoadBalancerName"},
		{"AWS::ElasticLoadBalancingV2::TargetGroup", "", "TargetGroupArn", "TargetGroupArn", "TargetGroupName"},
		{"AWS::Lambda::Function", "functions", "FunctionName", "FunctionArn", "FunctionName"},
		{"AWS::RDS::DBInstance", "databases", "DBInstanceIdentifier", "DBInstanceArn", "DBInstanceIdentifier"},
		{"AWS::RDS::DBCluster", "databases", "DBClusterIdentifier", "DBClusterArn", "DBClusterIdentifier"},
	}
	known := map[string]thing{}
	for _, t := range list {
		known[t.kind] = t
	}
	return known
}

// The answers whose elements are not resources themselves.
const (
	reservations = "Reservations"
	tagMappings  = "ResourceTagMappingList"
	tagList      = "Tags"
)

// answers returns the keys of the lists in the answers of describe calls, and what their elements are.
func answers() map[string]string {
	return map[string]string{
		reservations: reservations, tagMappings: tagMappings, tagList: tagList,
		"NetworkInterfaces":            "AWS::EC2::NetworkInterface",
		"Instances":                    "AWS::EC2::Instance",
		"Vpcs":                         "AWS::EC2::VPC",
		"Subnets":                      "AWS::EC2::Subnet",
		"RouteTables":                  "AWS::EC2::RouteTable",
		"NatGateways":                  "AWS::EC2::NatGateway",
		"VpcEndpoints":                 "AWS::EC2::VPCEndpoint",
		"Addresses":                    "AWS::EC2::EIP",
		"InternetGateways":             "AWS::EC2::InternetGateway",
		"SecurityGroups":               "AWS::EC2::SecurityGroup",
		"TransitGateways":              "AWS::EC2::TransitGateway",
		"TransitGatewayAttachments":    "AWS::EC2::TransitGatewayAttachment",
		"TransitGatewayVpcAttachments": "AWS::EC2::TransitGatewayAttachment",
		"VpcPeeringConnections":        "AWS::EC2::VPCPeeringConnection",
		"Volumes":                      "AWS::EC2::Volume",
		"FlowLogs":                     "AWS::EC2::FlowLog",
		"LoadBalancers":                "AWS::ElasticLoadBalancingV2::LoadBalancer",
		"LoadBalancerDescriptions":     "AWS::ElasticLoadBalancing::LoadBalancer",
		"TargetGroups":                 "AWS::ElasticLoadBalancingV2::TargetGroup",
		"Functions":                    "AWS::Lambda::Function",
		"DBInstances":                  "AWS::RDS::DBInstance",
		"DBClusters":                   "AWS::RDS::DBCluster",
	}
}

// arns returns the types of resources by the service and the word in their ARNs.
func arns() map[string]string {
	return map[string]string{
		"ec2/network-interface": "AWS::EC2::NetworkInterface", "ec2/instance": "AWS::EC2::Instance", "ec2/vpc": "AWS::EC2::VPC", "ec2/subnet": "AWS::EC2::Subnet",
		"ec2/route-table": "AWS::EC2::RouteTable", "ec2/natgateway": "AWS::EC2::NatGateway", "ec2/vpc-endpoint": "AWS::EC2::VPCEndpoint", "ec2/volume": "AWS::EC2::Volume",
		"ec2/elastic-ip": "AWS::EC2::EIP", "ec2/security-group": "AWS::EC2::SecurityGroup", "ec2/internet-gateway": "AWS::EC2::InternetGateway",
		"ec2/transit-gateway": "AWS::EC2::TransitGateway", "elasticloadbalancing/loadbalancer": "AWS::ElasticLoadBalancingV2::LoadBalancer",
		"lambda/function": "AWS::Lambda::Function", "rds/db": "AWS::RDS::DBInstance", "rds/cluster": "AWS::RDS::DBCluster",
	}
}
