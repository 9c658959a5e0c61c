package world

import (
	"fmt"
	"time"
)

// sandbox builds the account Athene-Sandbox: machines that sleep at night, a fleet that somebody forgot, and a trial abroad.
func (b *builder) sandbox() {
	r := Virginia()
	v := b.vpc(b.sands, r, "sandbox", "10.60.0.0/16")
	s := b.subnet(b.table(v, "sandbox-public", true), "sandbox-public-1", 1, 1, true)
	for i, who := range []string{"jo.park", "ravi.shah"} {
		b.instance(node{
			account: b.sands, name: fmt.Sprintf("dev-%d", i+1), kind: "m7g.large", subnet: s, span: Always(), rhythm: Workdays, disk: 50, public: true,
			tags: tags("env", "dev", "owner", who),
		})
	}
	b.forgotten(s)
	b.abroad()
}

// forgotten builds a test fleet without tags that runs for months after its test.
func (b *builder) forgotten(s *Subnet) {
	const id = "test-fleet"
	span := Span{on(2025, time.May, 13, 13), on(2025, time.October, 6, 9)}
	who := b.person(b.sands, "Sandbox", "temp.intern")
	cleaner := b.person(b.sands, "PlatformEngineer", "mika.tanaka")
	var ids []string
	var items []any
	for i := range 6 {
		one := b.instance(node{account: b.sands, name: fmt.Sprintf("load-test-%d", i+1), kind: "c7g.xlarge", subnet: s, span: span, disk: 100, public: true, incident: id})
		ids = append(ids, one.ID)
		items = append(items, map[string]any{"instanceId": one.ID})
	}
	b.change(span.From.Time().Add(4*time.Minute), who, Virginia(), "ec2:RunInstances", map[string]any{"instanceType": "c7g.xlarge", "minCount": 6, "maxCount": 6, "subnetId": s.ID}, id, ids...)
	b.change(span.To.Time().Add(-3*time.Minute), cleaner, Virginia(), "ec2:TerminateInstances", map[string]any{"instancesSet": map[string]any{"items": items}}, id, ids...)
	b.incident(Incident{
		ID: id, Kind: "forgotten", Span: span, Title: "Six machines of a load test run on for five months",
		Cause: "temp.intern starts them on 2025-05-13, the test takes one day; nothing tells whose they are", Remedy: "terminated on 2025-10-06; an expiry for sandboxes",
	}, b.sands)
}

// abroad builds a trial in a region that nobody used before.
func (b *builder) abroad() {
	const id = "tokyo"
	r := Tokyo()
	span := Since(on(2025, time.July, 22, 2))
	v := b.vpc(b.sands, r, "tokyo-trial", "10.61.0.0/16")
	edge := b.table(v, "tokyo-public", true)
	out := b.subnet(edge, "tokyo-public-1", 1, 1, true)
	nat := b.nat(out, "tokyo-nat", span, nil, id, Forever)
	table := b.table(v, "tokyo-private", false)
	table.Routes = append(table.Routes, Route{span, "0.0.0.0/0", nat.ID})
	s := b.subnet(table, "tokyo-private-1", 11, 1, false)
	for i := range 2 {
		one := b.instance(node{account: b.sands, name: fmt.Sprintf("tokyo-%d", i+1), kind: "m7g.large", subnet: s, span: span, disk: 80, incident: id})
		b.throughNAT(Flow{
			Name: one.Name + " loads packages", Incident: id, Dst: End{Address: "198.51.100.90", Host: "packages.example", Port: 443},
			Out: Shape{Span: span, Base: 2 << 20, Noise: 300_000}, Back: Shape{Span: span, Base: 90 << 20, Noise: 300_000}, Connections: 15,
		}, one, nat)
	}
	copied := b.between(ec2, r, Virginia(), "InterRegion", 0.09*Scale)
	home := b.flow(Flow{
		Name: "tokyo-1 copies results home", Incident: id, Src: End{Interface: b.Instances[len(b.Instances)-2].Interface}, Dst: End{Address: "52.20.250.9", Service: "EC2", Host: "results in us-east-1", Port: 443}, NAT: nat, Path: 1,
		Out: Shape{Span: span, Base: 35 << 20, Noise: 300_000}, Back: Shape{Span: span, Base: 1 << 20, Noise: 300_000},
	})
	b.bill(home, b.metered(copied, b.sands, b.Instances[len(b.Instances)-2].ID, r.ZoneID(1), nil), false)
	b.bill(home, b.metered(b.natBytes(r), b.sands, nat.ARN(), r.ZoneID(1), nil), false, true)
	who := b.person(b.sands, "Sandbox", "ana.silva")
	b.change(span.From.Time().Add(11*time.Minute), who, r, "ec2:RunInstances", map[string]any{"instanceType": "m7g.large", "minCount": 2, "maxCount": 2, "subnetId": s.ID}, id, b.Instances[len(b.Instances)-2].ID, b.Instances[len(b.Instances)-1].ID)
	b.incident(Incident{
		ID: id, Kind: "new-region", Span: span, Title: "Machines appear in Tokyo, where nobody worked before",
		Cause: "ana.silva tries latency from Tokyo on 2025-07-22", Remedy: "ask whether the trial is over; a policy of regions",
	}, b.sands)
}
