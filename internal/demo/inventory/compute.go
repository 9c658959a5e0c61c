package inventory

import (
	"strings"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// resources returns all that the inventory tells of, in a stable order.
func resources(w *world.World) []resource {
	all := network(w)
	for _, i := range w.Instances {
		all = append(all, instance(i))
	}
	for _, l := range w.Balancers {
		all = append(all, balancer(l))
	}
	for _, f := range w.Functions {
		all = append(all, function(f))
	}
	clusters := map[string]bool{}
	for _, d := range w.Databases {
		all = append(all, database(d))
		if d.Cluster != "" && !clusters[d.Cluster] {
			clusters[d.Cluster] = true
			all = append(all, cluster(w, d))
		}
	}
	return all
}

func instance(i *world.Instance) resource {
	v := i.Subnet.VPC
	p := at(i.Account, v.Region)
	zone := i.Account.ZoneName(v.Region, i.Subnet.ZoneID)
	return resource{
		kind:  kind{"AWS::EC2::Instance", "describe-instances", "Reservations", "InstanceId", "Tags"},
		place: p, id: i.ID, arn: ec2ARN(p, "instance/"+i.ID), zone: zone, span: i.Span, tags: i.Tags,
		shape: func(world.Hour) object { return running(i, v, zone) },
		wrap: func(one object) object {
			return object{"ReservationId": "r-" + i.ID[len("i-"):], "OwnerId": i.Account.ID, "Groups": []any{}, "Instances": []any{one}}
		},
	}
}

// internal is the end of private names in a region. The first world has had one for all its regions from the beginning.
func internal(r world.Region) string {
	if strings.HasPrefix(r.Code, "eu-") {
		return "." + r.Code + ".compute.internal"
	}
	return ".ec2.internal"
}

// running shows an instance.
func running(i *world.Instance, v *world.VPC, zone string) object {
	architecture := "x86_64"
	if family, _, _ := strings.Cut(i.Type, "."); strings.HasSuffix(family, "g") {
		architecture = "arm64"
	}
	one := object{
		"InstanceId": i.ID, "InstanceType": i.Type, "VpcId": v.ID, "SubnetId": i.Subnet.ID, "State": object{"Code": 16, "Name": "running"},
		"PrivateIpAddress": i.Interface.Address, "PrivateDnsName": "ip-" + strings.ReplaceAll(i.Interface.Address, ".", "-") + internal(v.Region),
		"Placement": object{"AvailabilityZone": zone, "Tenancy": "default"}, "LaunchTime": since(i.Span), "Architecture": architecture, "PlatformDetails": "Linux/UNIX",
		"NetworkInterfaces": []any{object{"NetworkInterfaceId": i.Interface.ID, "PrivateIpAddress": i.Interface.Address}}, "SecurityGroups": []any{},
	}
	if i.Interface.Public != "" {
		one["PublicIpAddress"] = i.Interface.Public
	}
	if i.Pods != nil {
		one["NetworkInterfaces"] = append(one["NetworkInterfaces"].([]any), object{"NetworkInterfaceId": i.Pods.ID, "PrivateIpAddress": i.Pods.Address}) //nolint:forcetypeassert // made above
	}
	return one
}

func balancer(l *world.LoadBalancer) resource {
	return resource{
		kind:  kind{"AWS::ElasticLoadBalancingV2::LoadBalancer", "describe-load-balancers", "LoadBalancers", "LoadBalancerArn", ""},
		place: at(l.Account, l.VPC.Region), id: l.ARN, arn: l.ARN, span: l.Span, tags: l.Tags,
		shape: func(world.Hour) object {
			zones := []any{}
			for _, i := range l.Interfaces {
				zones = append(zones, object{"ZoneName": l.Account.ZoneName(l.VPC.Region, i.Subnet.ZoneID), "SubnetId": i.Subnet.ID})
			}
			return object{
				"LoadBalancerArn": l.ARN, "LoadBalancerName": l.Name, "Type": l.Type, "Scheme": "internet-facing", "VpcId": l.VPC.ID,
				"DNSName": l.Name + "-1234567890." + l.VPC.Region.Code + ".elb.amazonaws.com", "State": object{"Code": "active"}, "CreatedTime": since(l.Span),
				"AvailabilityZones": zones, "SecurityGroups": []any{},
			}
		},
	}
}

func function(f *world.Function) resource {
	return resource{
		kind:  kind{"AWS::Lambda::Function", "list-functions", "Functions", "FunctionName", ""},
		place: at(f.Account, f.Region), id: f.Name, arn: f.ARN, span: f.Span, tags: f.Tags,
		shape: func(world.Hour) object {
			o := object{"FunctionName": f.Name, "FunctionArn": f.ARN, "MemorySize": f.Memory, "Runtime": "provided.al2023", "PackageType": "Zip", "Timeout": 30, "LastModified": since(f.Span)}
			if len(f.Interfaces) > 0 {
				subnets := []any{}
				for _, i := range f.Interfaces {
					subnets = append(subnets, i.Subnet.ID)
				}
				o["VpcConfig"] = object{"VpcId": f.Interfaces[0].Subnet.VPC.ID, "SubnetIds": subnets, "SecurityGroupIds": []any{}}
			}
			return o
		},
	}
}

func database(d *world.Database) resource {
	s := d.Interface.Subnet
	zone := d.Account.ZoneName(s.VPC.Region, s.ZoneID)
	return resource{
		kind:  kind{"AWS::RDS::DBInstance", "describe-db-instances", "DBInstances", "DBInstanceIdentifier", "TagList"},
		place: at(d.Account, s.VPC.Region), id: d.ID, arn: d.ARN, zone: zone, span: d.Span, tags: d.Tags,
		shape: func(world.Hour) object {
			o := object{
				"DBInstanceIdentifier": d.ID, "DBInstanceArn": d.ARN, "DBInstanceClass": d.Class, "Engine": d.Engine, "DBInstanceStatus": "available",
				"AvailabilityZone": zone, "InstanceCreateTime": since(d.Span), "MultiAZ": false,
				"Endpoint":      object{"Address": endpointName(d.ID, s.VPC.Region.Code), "Port": 5432},
				"DBSubnetGroup": object{"VpcId": s.VPC.ID, "Subnets": []any{object{"SubnetIdentifier": s.ID, "SubnetAvailabilityZone": object{"Name": zone}}}},
			}
			if d.Cluster != "" {
				o["DBClusterIdentifier"] = d.Cluster
			}
			return o
		},
	}
}

// endpointName is a database's name in DNS.
func endpointName(id, region string) string { return id + ".c1demo." + region + ".rds.amazonaws.com" }

// cluster shows the Aurora cluster of a database with its members.
func cluster(w *world.World, d *world.Database) resource {
	r := d.Interface.Subnet.VPC.Region
	arn := strings.Replace(d.ARN, ":db:"+d.ID, ":cluster:"+d.Cluster, 1)
	return resource{
		kind:  kind{"AWS::RDS::DBCluster", "describe-db-clusters", "DBClusters", "DBClusterIdentifier", "TagList"},
		place: at(d.Account, r), id: d.Cluster, arn: arn, span: d.Span, tags: d.Tags,
		shape: func(h world.Hour) object {
			members := []any{}
			for _, m := range w.Databases {
				if m.Cluster == d.Cluster && m.Has(h) {
					members = append(members, object{"DBInstanceIdentifier": m.ID, "IsClusterWriter": m.Writer})
				}
			}
			return object{
				"DBClusterIdentifier": d.Cluster, "DBClusterArn": arn, "Engine": d.Engine, "Status": "available", "ClusterCreateTime": since(d.Span),
				"Endpoint": endpointName(d.Cluster, r.Code), "DBClusterMembers": members,
			}
		},
	}
}
