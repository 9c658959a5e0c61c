package inventory

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed/feedtest"
)

// rowsOf returns the rows of a table, without what all rows of the test have.
func rowsOf(rows []string, table string) []string {
	var found []string
	for _, row := range rows {
		day, rest, _ := strings.Cut(row, " ")
		if rest, ok := strings.CutPrefix(rest, table+" "); ok {
			found = append(found, strings.TrimSuffix(rest, " day="+day))
		}
	}
	slices.Sort(found)
	return found
}

func check(t *testing.T, rows []string, table string, want ...string) {
	t.Helper()
	got := rowsOf(rows, table)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant:\n%s", table, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheAddressesOfABlockAreThoseOfItsInterface(t *testing.T) {
	rows, report := feedtest.Read(t, New(), describeKey, []byte(`{"NetworkInterfaces":[
	  {"NetworkInterfaceId":"eni-1","Attachment":{"InstanceId":"i-1"},"PrivateIpAddresses":[{"PrivateIpAddress":"10.0.0.9","Primary":true}],
	   "Ipv4Prefixes":[{"Ipv4Prefix":"10.0.0.64/28"},{"Ipv4Prefix":"10.0.0.0/8"},{"Ipv4Prefix":"none"},{"Ipv4Prefix":"10.0.0.80/31"},{}]}]}`))
	if got := feedtest.Reasons(report); got != "" {
		t.Errorf("bad: %s", got)
	}
	got := rowsOf(rows, "addresses")
	if len(got) != 1+16+2 {
		t.Errorf("%d addresses: %s", len(got), strings.Join(got, "\n"))
	}
	want := "address=10.0.0.79 scope=private primary_address=false interface_id=eni-1 owner_type=instance owner_id=i-1"
	if !slices.ContainsFunc(got, func(row string) bool { return strings.HasPrefix(row, want) }) {
		t.Errorf("there is no %s in\n%s", want, strings.Join(got, "\n"))
	}
}

const describeKey = "inventory/111122223333/us-east-1/describe-2025-11-03T10-00-00.json"

const seen = " account_id=111122223333 region=us-east-1 origin=describe deleted=false first_seen=2025-11-03T10:00:00Z last_seen=2025-11-03T10:00:00Z"

func TestInterfacesAndTheirAddresses(t *testing.T) {
	rows, report := feedtest.Read(t, New(), describeKey, []byte(`{"NetworkInterfaces":[
	  {"NetworkInterfaceId":"eni-1","Description":"Interface for NAT Gateway nat-0ab","InterfaceType":"nat_gateway","PrivateIpAddress":"10.0.0.220","VpcId":"vpc-1","SubnetId":"subnet-1",
	   "AvailabilityZone":"us-east-1a","OwnerId":"111122223333","RequesterManaged":true,"Association":{"PublicIp":"203.0.113.5"},"Groups":[],
	   "PrivateIpAddresses":[{"PrivateIpAddress":"10.0.0.220","Primary":true,"Association":{"PublicIp":"203.0.113.5"}},{"PrivateIpAddress":"10.0.0.221","Primary":false}],
	   "Ipv6Addresses":[{"Ipv6Address":"2001:DB8::1"}],"TagSet":[{"Key":"Name","Value":"egress"}]},
	  {"NetworkInterfaceId":"eni-2","Attachment":{"InstanceId":"i-1","AttachTime":"2025-10-01T00:00:00.000Z"},"PrivateIpAddresses":[]},
	  {"NoId":1}]}`))
	if got := feedtest.Reasons(report); got != "line 7, record 3: a resource of type AWS::EC2::NetworkInterface without NetworkInterfaceId" || report.Bad != 1 || report.Records != 2 {
		t.Errorf("%d records, bad: %s", report.Records, got)
	}
	check(t, rows, "interfaces",
		`interface_id=eni-1 interface_type=nat_gateway owner_type=nat_gateway owner_id=nat-0ab name=egress description=Interface for NAT Gateway nat-0ab private_ip=10.0.0.220 public_ip=203.0.113.5 `+
			`private_ips=["10.0.0.220","10.0.0.221"] ipv6_addresses=["2001:DB8::1"] vpc_id=vpc-1 subnet_id=subnet-1 availability_zone=us-east-1a security_groups=[] requester_managed=true tags=[{"key":"Name","value":"egress"}]`+seen,
		`interface_id=eni-2 owner_type=instance owner_id=i-1 instance_id=i-1 private_ips=[] attached=2025-10-01T00:00:00Z`+seen)
	base := " interface_id=eni-1 owner_type=nat_gateway owner_id=nat-0ab name=egress vpc_id=vpc-1 subnet_id=subnet-1 availability_zone=us-east-1a security_groups=[]" + seen
	check(t, rows, "addresses",
		"address=10.0.0.220 scope=private primary_address=true paired_address=203.0.113.5"+base, "address=203.0.113.5 scope=public primary_address=true paired_address=10.0.0.220"+base,
		"address=10.0.0.221 scope=private primary_address=false"+base, "address=2001:db8::1 scope=ipv6 primary_address=false"+base)
	check(t, rows, "tags", "resource_type=AWS::EC2::NetworkInterface resource_id=eni-1 key=Name value=egress"+seen)
	if n := len(rowsOf(rows, "resources")); n != 2 {
		t.Errorf("%d resources", n)
	}
}

func TestAnswersOfDescribeCalls(t *testing.T) {
	for name, c := range map[string]struct {
		text, table string
		rows        []string
	}{
		"instances": {
			`{"Reservations":[{"OwnerId":"222233334444","Instances":[{"InstanceId":"i-1","InstanceType":"m7g.large","State":{"Name":"running"},"PrivateIpAddress":"10.0.1.5","Placement":{"AvailabilityZone":"us-west-2b"},
			  "NetworkInterfaces":[{"NetworkInterfaceId":"eni-9","PrivateIpAddresses":[{"PrivateIpAddress":"10.0.1.5","Primary":true}]}],"Tags":[{"Key":"Name","Value":"web"}]}]}]}`,
			"addresses",
			[]string{"address=10.0.1.5 scope=private primary_address=true interface_id=eni-9 owner_type=instance owner_id=i-1 name=web availability_zone=us-west-2b" + strings.NewReplacer("111122223333", "222233334444", "us-east-1", "us-west-2").Replace(seen)},
		},
		"subnets": {
			`{"Subnets":[{"SubnetId":"subnet-1","VpcId":"vpc-1","CidrBlock":"10.0.1.0/24","AvailabilityZone":"us-east-1a","AvailabilityZoneId":"use1-az4","MapPublicIpOnLaunch":false,"AvailableIpAddressCount":250,"OwnerId":"111122223333"}]}`,
			"subnets",
			[]string{"subnet_id=subnet-1 vpc_id=vpc-1 cidr=10.0.1.0/24 availability_zone=us-east-1a az_id=use1-az4 public_on_launch=false free_addresses=250" + seen},
		},
		"routes of two associations": {
			`{"RouteTables":[{"RouteTableId":"rtb-1","VpcId":"vpc-1","Associations":[{"Main":true},{"Main":false,"SubnetId":"subnet-1"},{"SubnetId":"subnet-2","AssociationState":{"State":"disassociated"}}],
			  "Routes":[{"DestinationCidrBlock":"0.0.0.0/0","NatGatewayId":"nat-1","State":"active","Origin":"CreateRoute"},{"DestinationPrefixListId":"pl-1","GatewayId":"vpce-1","State":"active"}]}]}`,
			"routes",
			[]string{
				"route_table_id=rtb-1 vpc_id=vpc-1 main=true destination=0.0.0.0/0 target_type=nat_gateway target_id=nat-1 state=active route_origin=CreateRoute" + seen,
				"route_table_id=rtb-1 vpc_id=vpc-1 main=false subnet_id=subnet-1 destination=0.0.0.0/0 target_type=nat_gateway target_id=nat-1 state=active route_origin=CreateRoute" + seen,
				"route_table_id=rtb-1 vpc_id=vpc-1 main=true destination=pl-1 target_type=vpc_endpoint target_id=vpce-1 state=active" + seen,
				"route_table_id=rtb-1 vpc_id=vpc-1 main=false subnet_id=subnet-1 destination=pl-1 target_type=vpc_endpoint target_id=vpce-1 state=active" + seen,
			},
		},
		"NAT gateways": {
			`{"NatGateways":[{"NatGatewayId":"nat-1","VpcId":"vpc-1","SubnetId":"subnet-1","State":"available","ConnectivityType":"public","CreateTime":"2025-01-02T03:04:05+00:00","NatGatewayAddresses":[{"NetworkInterfaceId":"eni-1","PrivateIp":"10.0.0.220","PublicIp":"203.0.113.5","IsPrimary":true}]}]}`,
			"nat_gateways",
			[]string{`nat_gateway_id=nat-1 vpc_id=vpc-1 subnet_id=subnet-1 connectivity=public state=available interface_id=eni-1 private_ip=10.0.0.220 public_ip=203.0.113.5 interface_ids=["eni-1"] private_ips=["10.0.0.220"] public_ips=["203.0.113.5"] created=2025-01-02T03:04:05Z` + seen},
		},
		"endpoints": {
			`{"VpcEndpoints":[{"VpcEndpointId":"vpce-1","VpcEndpointType":"Gateway","ServiceName":"com.amazonaws.us-east-1.s3","VpcId":"vpc-1","State":"available","RouteTableIds":["rtb-1"],"SubnetIds":[],"PrivateDnsEnabled":false}]}`,
			"endpoints",
			[]string{`endpoint_id=vpce-1 endpoint_type=Gateway service_name=com.amazonaws.us-east-1.s3 vpc_id=vpc-1 state=available subnet_ids=[] route_table_ids=["rtb-1"] private_dns=false` + seen},
		},
		"load balancers": {
			`{"LoadBalancers":[{"LoadBalancerArn":"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/shop/1","LoadBalancerName":"shop","Type":"application","DNSName":"shop.elb","VpcId":"vpc-1","State":{"Code":"active"},"AvailabilityZones":[{"ZoneName":"us-east-1a","SubnetId":"subnet-1"}]}]}`,
			"load_balancers",
			[]string{`name=shop arn=arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/shop/1 kind=application dns_name=shop.elb vpc_id=vpc-1 state=active availability_zones=["us-east-1a"] subnet_ids=["subnet-1"]` + seen},
		},
		"functions": {
			`{"Functions":[{"FunctionName":"f","FunctionArn":"arn:aws:lambda:us-east-1:111122223333:function:f","Runtime":"python3.13","MemorySize":512,"VpcConfig":{"VpcId":"vpc-1","SubnetIds":["subnet-1"],"SecurityGroupIds":["sg-1"]},"LastModified":"2025-10-01T01:02:03.000+0000"}]}`,
			"functions",
			[]string{`name=f arn=arn:aws:lambda:us-east-1:111122223333:function:f runtime=python3.13 memory_mb=512 vpc_id=vpc-1 subnet_ids=["subnet-1"] security_groups=["sg-1"] modified=2025-10-01T01:02:03Z` + seen},
		},
		"databases": {
			`{"DBClusters":[{"DBClusterIdentifier":"c","DBClusterArn":"arn:aws:rds:us-east-1:111122223333:cluster:c","Engine":"aurora-mysql","Endpoint":"c.rds","ReaderEndpoint":"c-ro.rds","Port":3306,"Status":"available","DBClusterMembers":[{"DBInstanceIdentifier":"c-1","IsClusterWriter":false},{"DBInstanceIdentifier":"c-2","IsClusterWriter":true}]}]}`,
			"databases",
			[]string{`name=c arn=arn:aws:rds:us-east-1:111122223333:cluster:c kind=cluster cluster=c engine=aurora-mysql endpoint=c.rds reader_endpoint=c-ro.rds port=3306 writer=c-2 members=["c-1","c-2"] state=available` + seen},
		},
		"tags of everything": {
			`{"PaginationToken":"","ResourceTagMappingList":[{"ResourceARN":"arn:aws:ec2:us-east-1:111122223333:natgateway/nat-1","Tags":[{"Key":"team","Value":"net"}]}]}`,
			"tags",
			[]string{"resource_type=AWS::EC2::NatGateway resource_id=nat-1 arn=arn:aws:ec2:us-east-1:111122223333:natgateway/nat-1 key=team value=net" + seen},
		},
		"tags one by one": {
			`{"Tags":[{"Key":"team","ResourceId":"i-1","ResourceType":"instance","Value":"web"}]}`,
			"tags",
			[]string{"resource_type=AWS::EC2::Instance resource_id=i-1 key=team value=web" + seen},
		},
	} {
		t.Run(name, func(t *testing.T) {
			rows, report := feedtest.Read(t, New(), describeKey, []byte(c.text))
			if report.Bad != 0 {
				t.Error(feedtest.Reasons(report))
			}
			check(t, rows, c.table, c.rows...)
		})
	}
}

func TestItemsOfAWSConfig(t *testing.T) {
	const item = `{"configurationItemVersion":"1.3","configurationItemCaptureTime":"2025-10-20T01:02:03.456Z","configurationItemStatus":"%s","resourceType":"AWS::EC2::Subnet","resourceId":"subnet-7","awsAccountId":"111122223333","awsRegion":"us-east-1",
	  "availabilityZone":"us-east-1a","tags":{"Name":"private-a"},"configuration":%s}`
	const configuration = `{"subnetId":"subnet-7","vpcId":"vpc-1","cidrBlock":"10.0.7.0/24","availabilityZone":"us-east-1a","availabilityZoneId":"use1-az4","mapPublicIpOnLaunch":false}`
	const columns = "subnet_id=subnet-7 name=private-a vpc_id=vpc-1 cidr=10.0.7.0/24 availability_zone=us-east-1a az_id=use1-az4 public_on_launch=false tags=[{\"key\":\"Name\",\"value\":\"private-a\"}] account_id=111122223333 region=us-east-1"
	file := func(items ...string) []byte {
		return []byte(`{"fileVersion":"1.0","configSnapshotId":"x","configurationItems":[` + strings.Join(items, ",") + `]}`)
	}
	const base = "AWSLogs/111122223333/Config/us-east-1/2025/11/3/"
	snapshot := base + "ConfigSnapshot/111122223333_Config_us-east-1_ConfigSnapshot_20251103T060000Z_0a.json.gz"
	history := base + "ConfigHistory/111122223333_Config_us-east-1_ConfigHistory_AWS::EC2::Subnet_20251103T060000Z_20251103T120000Z_1.json.gz"
	rows, report := feedtest.Read(t, New(), strings.TrimSuffix(snapshot, ".gz"), file(fmt.Sprintf(item, "OK", configuration)))
	check(t, rows, "subnets", columns+" origin=snapshot deleted=false first_seen=2025-10-20T01:02:03.456Z last_seen=2025-11-03T06:00:00Z")
	if report.Bad != 0 {
		t.Error(feedtest.Reasons(report))
	}
	text := strings.ReplaceAll(configuration, `"`, `\"`)
	rows, report = feedtest.Read(t, New(), strings.TrimSuffix(history, ".gz"), file(fmt.Sprintf(item, "OK", `"`+text+`"`), fmt.Sprintf(item, "ResourceDeleted", "null"), `{"resourceType":"AWS::EC2::VPC"}`, `{}`, fmt.Sprintf(item, "OK", `"{"`)))
	check(t, rows, "subnets", columns+" origin=history deleted=false first_seen=2025-10-20T01:02:03.456Z last_seen=2025-10-20T01:02:03.456Z",
		"subnet_id=subnet-7 name=private-a tags=[{\"key\":\"Name\",\"value\":\"private-a\"}] account_id=111122223333 region=us-east-1 origin=history deleted=true first_seen=2025-10-20T01:02:03.456Z last_seen=2025-10-20T01:02:03.456Z")
	if got := feedtest.Reasons(report); !strings.Contains(got, "configurationItemCaptureTime: \"\" is no time") || !strings.Contains(got, "without resourceType") || !strings.Contains(got, "configuration: not valid JSON") {
		t.Error(got)
	}
}

func TestWhatProgramsKeepSecretIsNotKept(t *testing.T) {
	rows, _ := feedtest.Read(t, New(), describeKey, []byte(`{"Functions":[{"FunctionName":"f", "Environment":{"Variables":{"PASSWORD":"hunter2"}},"Handler":"a.b"}]}`))
	text := strings.Join(rows, "\n")
	if strings.Contains(text, "hunter2") || strings.Contains(text, "PASSWORD") || !strings.Contains(text, `configuration={"FunctionName":"f","Handler":"a.b"}`) {
		t.Error(text)
	}
}

func TestOwnersOfInterfaces(t *testing.T) {
	for description, want := range map[string]string{
		"Interface for NAT Gateway nat-0ab12":                              "nat_gateway nat-0ab12",
		"ELB app/shop/50dc6c495c0c9188":                                    "load_balancer app/shop",
		"ELB classic-one":                                                  "load_balancer classic-one",
		"AWS Lambda VPC ENI-checkout-1b2c3d4e-0000-1111-2222-333344445555": "lambda checkout",
		"VPC Endpoint Interface vpce-0123":                                 "vpc_endpoint vpce-0123",
		"Network Interface for Transit Gateway Attachment tgw-attach-0123": "transit_gateway tgw-attach-0123",
		"RDSNetworkInterface":                                              "rds ",
		"aws-K8S-i-0a1b":                                                   "instance i-0a1b",
		"Amazon EKS prod":                                                  "eks_cluster prod",
		"arn:aws:ecs:us-east-1:111122223333:attachment/0a-1b":              "ecs_task 0a-1b",
		"what somebody wrote":                                              " ",
	} {
		rows, _ := feedtest.Read(t, New(), describeKey, fmt.Appendf(nil, `{"NetworkInterfaces":[{"NetworkInterfaceId":"eni-1","Description":%q}]}`, description))
		kind, id, _ := strings.Cut(want, " ")
		row := strings.Join(rowsOf(rows, "interfaces"), "")
		if kind != "" && !strings.Contains(row, " owner_type="+kind+" ") || kind == "" && strings.Contains(row, "owner_type") || id != "" && !strings.Contains(row, " owner_id="+id+" ") {
			t.Errorf("%s: %s", description, row)
		}
	}
}

func TestSniffAndPass(t *testing.T) {
	k := New()
	for head, want := range map[string]bool{
		`{"fileVersion":"1.0","configSnapshotId":"x"`: true, "{\n  \"NetworkInterfaces\": [": true, `{"ResourceTagMappingList":[]}`: true,
		`{"Records":[]}`: false, `{"Anything":[]}`: false, "[]": false, "": false, `{"Subnets"`: false,
	} {
		if got := k.Sniff("a", []byte(head)); got != want {
			t.Errorf("%s: %t", head, got)
		}
	}
	if k.Pass("AWSLogs/1/Config/ConfigWritabilityCheckFile") == "" || k.Pass("AWSLogs/1/Config/us-east-1/2025/11/3/OversizedChangeNotification/x.json.gz") == "" || k.Pass("a.json") != "" {
		t.Error("what is passed over")
	}
}

func TestTablesAreWhole(t *testing.T) {
	for _, table := range tables() {
		names := map[string]bool{}
		for _, c := range append(table.columns, shared()...) {
			if _, ok := source.AthenaType(c.hive); !ok || c.meaning == "" || names[c.name] {
				t.Errorf("%s.%s", table.name, c.name)
			}
			names[c.name] = true
		}
	}
	for kind, thing := range things() {
		if thing.id == "" || thing.table != "" && New().shapes[thing.table] == nil {
			t.Error(kind)
		}
	}
	for key, kind := range answers() {
		if _, ok := things()[kind]; !ok && kind != key {
			t.Error(key)
		}
	}
}

func FuzzInventory(f *testing.F) {
	f.Add([]byte(`{"configurationItems":[{"configurationItemCaptureTime":"2025-10-20T01:02:03.456Z","resourceType":"AWS::EC2::NetworkInterface","configuration":"{\"privateIpAddresses\":[{\"privateIpAddress\":\"10.0.0.1\"}]}","tags":{"a":"b"}}]}`))
	f.Add([]byte(`{"Reservations":[{"OwnerId":"1","Instances":[{"InstanceId":"i","NetworkInterfaces":[{"Ipv6Addresses":[{"Ipv6Address":"::1"}]}]}]}],"RouteTables":[{"RouteTableId":"r","Routes":[{}],"Associations":[{"Main":true}]}]}`))
	f.Add([]byte(`{"NatGateways":[{"NatGatewayId":"n","NatGatewayAddresses":[{}],"CreateTime":1.7e9}],"LoadBalancers":[{"LoadBalancerName":"x","AvailabilityZones":["a",{"LoadBalancerAddresses":[{"IpAddress":"1"}]}]}]}`))
	kind := New()
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, report := feedtest.Read(t, kind, describeKey, text)
		if n := len(rowsOf(rows, "resources")); int64(n) > report.Records {
			t.Fatalf("%d resources of %d records", n, report.Records)
		}
	})
}
