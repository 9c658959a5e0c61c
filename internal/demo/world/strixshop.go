package world

import (
	"fmt"
	"time"
)

// shopNetwork builds the shop: a Kubernetes cluster over three zones, each with its own NAT gateway, busy enough to be right; an endpoint for S3
// that is right, and one for DynamoDB that somebody deletes; and a database in one zone that pods in others talk to.
func (w *strixWorld) shopNetwork() {
	const id = "endpoint-lost"
	t := tags("app", "shop", "env", "prod", "team", "shop")
	v := w.vpc(w.shopping, w.home, "strix-shop", "10.80.0.0/16", "app", "shop")
	w.shop = v
	edge := w.table(v, "shop-public", true)
	var nats []*NATGateway
	var private, pods []*Subnet
	var all []*RouteTable
	for z := 1; z <= 3; z++ {
		n := w.nat(w.subnet(edge, fmt.Sprintf("shop-public-%d", z), z, z, true), fmt.Sprintf("shop-nat-%d", z), Always(), t, "", 0)
		table := w.table(v, fmt.Sprintf("shop-private-%d", z), false)
		table.Routes = append(table.Routes, Route{Always(), "0.0.0.0/0", n.ID})
		private = append(private, w.subnet(table, fmt.Sprintf("shop-private-%d", z), 10+z, z, false))
		pods = append(pods, w.subnet(table, fmt.Sprintf("shop-pods-%d", z), 20+z, z, false))
		nats, all = append(nats, n), append(all, table)
	}
	store := w.gateway(v, "s3", Always(), t, all...)
	lost := w.gateway(v, "dynamodb", Span{0, endpointLost()}, t, all...)
	w.shopTie = w.tie(v, private...)
	writer := w.shopDatabase(t, private[1])
	for z, n := range w.shopCluster(t, private, pods) {
		pod := w.behind(n, pods[z])
		w.throughNAT(Flow{
			Name: pod.Pod.Name + " asks the payment provider", Src: pod, Dst: partner("pay.partner.example", 30+z), Out: steady(Consumer, 300*mega), Back: steady(Consumer, 3500*mega), Connections: 180,
		}, n, nats[z])
		w.free(Flow{Name: pod.Pod.Name + " reads pictures from S3", Src: pod, Dst: w.store(20 + z), Out: steady(Consumer, 30*mega), Back: steady(Consumer, 4*giga), Connections: 150}, n, store)
		w.free(Flow{Name: pod.Pod.Name + " keeps carts in DynamoDB", Src: pod, Dst: w.tables(10 + z), Out: steady(Consumer, 260*mega).during(0, endpointLost()), Back: steady(Consumer, 900*mega).during(0, endpointLost()), Connections: 300}, n, lost)
		w.throughNAT(Flow{
			Name: pod.Pod.Name + " keeps carts in DynamoDB through NAT", Incident: id, Src: pod, Dst: w.tables(10 + z),
			Out: steady(Consumer, 260*mega).during(endpointLost(), Forever), Back: steady(Consumer, 900*mega).during(endpointLost(), Forever), Connections: 300,
		}, n, nats[z])
		w.within(Flow{Name: pod.Pod.Name + " talks to the database", Src: pod, Dst: End{Port: 5432}, Out: steady(Consumer, 500*mega), Back: steady(Consumer, 1500*mega), Connections: 90}, n, writer.Interface, nil)
	}
	w.guarded(t, pods[0], writer)
	w.change(endpointLost().Time().Add(6*time.Minute), w.person(w.shopping, "Cleanup", "tom.reed", "team", "shop"), w.home, "ec2:DeleteVpcEndpoints", map[string]any{"DeleteVpcEndpointsRequest": map[string]any{"VpcEndpointId": map[string]any{"content": lost.ID}}}, id, lost.ID)
	w.incident(Incident{
		ID: id, Kind: "detour", Span: Since(endpointLost()), Title: "Traffic to DynamoDB goes through NAT gateways since its endpoint was deleted",
		Cause: "tom.reed deletes the endpoint on 2026-01-14, as nothing seems to use it: a gateway endpoint has no interfaces and no bill", Remedy: "a gateway endpoint for DynamoDB in the three route tables",
	}, w.shopping)
}

// shopDatabase builds a cluster whose only member stands in one zone.
func (w *strixWorld) shopDatabase(t Tags, s *Subnet) *Database {
	d := &Database{Span: Always(), ID: "shop-1", ARN: arn("rds", w.home, w.shopping, "db:shop-1"), Class: "db.r6g.large", Engine: "aurora-postgresql", Cluster: "shop", Writer: true, Account: w.shopping, Tags: t}
	d.Interface = w.nic(Interface{Span: Always(), Subnet: s, Kind: "rds", Owner: d.ARN, Description: "RDSNetworkInterface"}, d.ID, "")
	w.Databases = append(w.Databases, d)
	w.series(Series{Account: w.shopping, SKU: w.aurora(w.home, d.Class), Resource: d.ARN, ZoneID: s.ZoneID, Tags: t, Shape: Shape{Base: Scale}})
	return d
}

// shopCluster builds the nodes, each with a second interface for pods, in a subnet of their own, and two pods on each.
func (w *strixWorld) shopCluster(t Tags, private, pods []*Subnet) []*Instance {
	c := &Cluster{Span: Always(), ARN: arn("eks", w.home, w.shopping, "cluster/shop"), Name: "shop", Account: w.shopping, VPC: w.shop, Tags: t}
	hours := w.sku(listing{service: eks, region: w.home, usageType: w.home.Prefix + "-AmazonEKS-Hours:perCluster", operation: "CreateOperation", unit: "Hours", family: "Compute", text: "Amazon EKS cluster usage", price: 0.10 * Scale})
	w.series(Series{Account: w.shopping, SKU: hours, Resource: c.ARN, Tags: t, Shape: Shape{Base: Scale}})
	for z, s := range private {
		n := w.instance(node{account: w.shopping, name: fmt.Sprintf("shop-node-%d", z+1), kind: "m7g.xlarge", subnet: s, span: Always(), disk: 100, tags: t})
		n.Cluster = c
		c.Nodes = append(c.Nodes, n)
		second := w.nic(Interface{
			Span: Always(), Subnet: pods[z], Instance: n.ID, Owner: n.ID, Description: "aws-K8S-" + n.ID, Prefixes: []string{fmt.Sprintf("10.80.%d.64/28", 21+z)}, Tags: tags("node.k8s.amazonaws.com/instance_id", n.ID),
		}, n.Name+"-pods", "")
		n.Pods = second
		for i, workload := range []string{"front", "cart"} {
			p := w.pod(c, n, workload, "shop", 1500, 5000, 800_000)
			p.Address = fmt.Sprintf("10.80.%d.%d", 21+z, 66+i)
		}
	}
	w.Clusters = append(w.Clusters, c)
	return c.Nodes
}

// behind is the end of the first pod of a node: packets have its address, and leave by the node's second interface.
func (w *strixWorld) behind(n *Instance, s *Subnet) End {
	for _, p := range w.Pods {
		if p.Node == n && n.Pods.Subnet == s {
			return End{Interface: n.Pods, Pod: p}
		}
	}
	return End{Interface: n.Interface}
}

// guarded builds a pod with a security group, which has an interface of its own.
func (w *strixWorld) guarded(t Tags, s *Subnet, writer *Database) {
	n := w.named("shop-node-1")
	p := w.pod(n.Cluster, n, "ledger", "finance", 400, 1500, 600_000)
	nic := w.nic(Interface{Span: Always(), Subnet: s, Kind: "branch", Owner: p.ARN, Description: "aws-k8s-branch-eni", Tags: t.with("Name", p.Workload)}, "ledger", "")
	p.Address = nic.Address
	flow := w.flow(Flow{
		Name: "ledger writes to the database", Src: End{Interface: nic}, Dst: End{Interface: writer.Interface, Port: 5432}, Path: 1, Out: steady(Office, 120*mega), Back: steady(Office, 60*mega), Connections: 20,
	})
	w.crossing(flow, ec2, w.shopping, n.ID, s.ZoneID, n.Tags, false)
}
