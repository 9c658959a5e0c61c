package playbook_test

import "github.com/glauxhq/glaux/internal/playbook"

// planner is a playbook.
type planner interface {
	Plan() (playbook.Plan, error)
}

// ids are what a set of samples is filled with.
type ids struct{ region, vpc, table, subnet, nat, name string }

func plain() ids {
	return ids{"us-east-1", "vpc-0a1b2c3d4e5f60718", "rtb-0123456789abcdef0", "subnet-0fedcba9876543210", "nat-05494823ad3d1f2d3", "click-nat"}
}

// samples returns one of each playbook.
func samples(i ids) []planner {
	gateway := playbook.Gateway{ID: i.nat, Name: i.name, Subnet: i.subnet, Address: "eipalloc-05494823ad3d1f2d3"}
	reach := playbook.InterfaceEndpoint{Region: i.region, VPC: i.vpc, Services: []string{"logs"}, Subnets: []string{i.subnet, "subnet-0a2b4c6d8e0f12345"}, Blocks: []string{"10.20.0.0/16"}}
	single, partner := reach, reach
	single.Subnets = []string{i.subnet}
	partner.Services = []string{"com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc"}
	zone := playbook.ZoneRoute{Table: i.table, NAT: i.nat, Zone: "use1-az1", Subnet: i.subnet}
	return []planner{
		playbook.GatewayEndpoint{Region: i.region, VPC: i.vpc, Service: playbook.S3, Tables: []string{i.table, "rtb-0a2b4c6d8e0f12345"}},
		playbook.GatewayEndpoint{Region: i.region, VPC: i.vpc, Service: playbook.DynamoDB, Tables: []string{i.table}},
		playbook.GatewayEndpointRoutes{Region: i.region, VPC: i.vpc, Endpoint: "vpce-0c1d2e3f4a5b60718", Service: playbook.S3, Present: []string{"rtb-0a2b4c6d8e0f12345"}, Tables: []string{i.table}},
		reach,
		single,
		playbook.PartnerEndpoint{InterfaceEndpoint: partner},
		playbook.RegistryEndpoints{InterfaceEndpoint: reach, Tables: []string{i.table}},
		playbook.EndpointRemove{Region: i.region, VPC: i.vpc, Endpoint: "vpce-0c1d2e3f4a5b60718", Service: "logs", Name: i.name, Subnets: []string{i.subnet}},
		playbook.EndpointZones{Region: i.region, VPC: i.vpc, Endpoint: "vpce-0c1d2e3f4a5b60718", Service: "logs", Kept: []string{i.subnet}, Left: []string{"subnet-0a2b4c6d8e0f12345"}},
		playbook.RouteOwnZone{Region: i.region, Routes: []playbook.ZoneRoute{zone}},
		playbook.NatPerZone{Region: i.region, Routes: []playbook.ZoneRoute{zone, {Table: "rtb-0a2b4c6d8e0f12345", Zone: "use1-az1", Subnet: i.subnet}, {Table: "rtb-0b3c5d7e9f1a23456", Zone: "use1-az2", Subnet: "subnet-0a2b4c6d8e0f12345"}}},
		playbook.NatRemove{Region: i.region, Gateways: []playbook.Gateway{gateway}},
		playbook.NatShare{Region: i.region, Kept: playbook.Gateway{ID: "nat-0d1e2f3a4b5c60718"}, Left: []playbook.Gateway{gateway}, Tables: []string{i.table}},
		playbook.EgressOnly{Region: i.region, VPC: i.vpc, Tables: []string{i.table}},
		playbook.NatAlarm{Region: i.region, NAT: i.nat, Bytes: 5_000_000_000, Topic: "arn:aws:sns:us-east-1:419832650148:ops"},
		playbook.AddressRelease{Region: i.region, Allocations: []string{"eipalloc-0e1f2a3b4c5d60718"}},
		playbook.AddressWithdraw{
			Region: i.region, Subnets: []playbook.Network{{ID: i.subnet, VPC: i.vpc, Block: "10.20.1.0/24"}}, Machines: []playbook.Machine{{ID: "i-0a1b2c3d4e5f60718", Interface: "eni-0a1b2c3d4e5f60718"}},
		},
		playbook.Peering{
			From: playbook.Side{Account: "419832650148", Region: i.region, VPC: i.vpc, Block: "10.20.0.0/16", Tables: []string{i.table}},
			To:   playbook.Side{Account: "012345678901", Region: "us-east-1", VPC: "vpc-0f1a2b3c4d5e60718", Block: "10.40.0.0/16", Tables: []string{"rtb-0a2b4c6d8e0f12345"}},
		},
		playbook.AttachmentRemove{Region: i.region, Attachment: "tgw-attach-0a1b2c3d4e5f60718", Gateway: "tgw-0a1b2c3d4e5f60718", VPC: i.vpc, Subnets: []string{i.subnet}},
		playbook.BalancerZonal{
			Region: i.region, ARN: "arn:aws:elasticloadbalancing:us-east-1:419832650148:loadbalancer/net/click/50dc6c495c0c9188", Name: i.name, Subnets: []string{i.subnet},
		},
		playbook.DatabaseReader{Region: i.region, Cluster: "click", Engine: "aurora-postgresql", Class: "db.r6g.large", Zone: "us-east-1b"},
		playbook.DatabaseMove{Region: i.region, Cluster: "click", Engine: "aurora-postgresql", Class: "db.r6g.large", Instance: "click-2", Zone: "us-east-1b"},
		playbook.MachineMove{Region: i.region, Machine: "i-0a1b2c3d4e5f60718", Name: i.name, Kind: "m7g.large", Image: "ami-0a1b2c3d4e5f60718", Subnet: i.subnet},
		playbook.KafkaFollowers{Region: i.region, Cluster: "events", Version: "3.6.0"},
		playbook.TopologyRouting{Namespace: "shop", Service: i.name},
		playbook.ImagesNearby{Region: i.region, Account: "012345678901", To: "ap-northeast-1", Prefix: "base"},
		playbook.PullThrough{Region: i.region, Prefix: "ecr-public", Upstream: "public.ecr.aws"},
		playbook.Distribution{Region: i.region, Origin: "click-1234567890.us-east-1.elb.amazonaws.com"},
		playbook.LogRetention{Region: i.region, Group: "/catalog/" + i.name, Days: 30},
		playbook.LogClass{Region: i.region, Group: "/catalog/" + i.name, Days: 30},
		playbook.FlowLogs{Region: i.region, VPC: i.vpc, Bucket: "arn:aws:s3:::org-logs/flows/"},
	}
}
