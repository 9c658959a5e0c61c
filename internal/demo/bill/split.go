package bill

import "github.com/glauxhq/glaux/internal/demo/world"

// A node's cost is split between its vCPUs and its memory: a vCPU hour weighs nine times as much as an hour of a gigabyte.
const cpuWeight = 9

// split makes the items of pods. Each has two lines an hour, one for its vCPUs and one for its memory; they cost nothing themselves,
// and say which share of the node's cost is the pod's.
func (d *delivery) split() {
	for _, p := range d.run.world.Pods {
		if p.From >= d.to || p.To <= d.from {
			continue
		}
		var series *planned
		for _, s := range d.series {
			if s.Series == p.Node.Hours {
				series = s
			}
		}
		if series == nil {
			continue
		}
		base := *series.steps[0].items[0]
		base.resource, base.operation, base.pod, base.discountable, base.rate, base.listRate = p.ARN, "EKSPod-EC2", p, false, 0, 0
		base.service = series.SKU.Service
		base.tags = append(append(world.Tags{}, p.Tags...), base.tags...)
		cpu, memory := base, base
		prefix := series.SKU.Region.Prefix
		cpu.usageType, cpu.text = prefix+"-EKS-EC2-vCPU-Hours", "Split cost of vCPU hours"
		memory.usageType, memory.text = prefix+"-EKS-EC2-GB-Hours", "Split cost of GB hours"
		pp := &plannedPod{Pod: p, cpu: &cpu, memory: &memory}
		d.pods = append(d.pods, pp)
		series.pods = append(series.pods, pp)
	}
}

// share is a pod's part of one resource of a node, in thousandths of a vCPU or MB.
type share struct{ actual, reserved, used int64 }

// pods makes the lines of the pods of all nodes in an hour.
func (m *maker) pods(h world.Hour) {
	for _, p := range m.d.series {
		if p.pods == nil || !p.pods[0].Node.Has(h) {
			continue
		}
		cost := *m.nodes[p.pods[0].Node]
		k := p.SKU
		whole := k.VCPU*cpuWeight*1024 + k.Memory // weights in MB
		part := func(x, weight int64) int64 { return world.MulDiv(x, weight, whole) }
		var ofCPU [3]int64
		var ofMemory [3]int64
		for i, x := range cost {
			ofCPU[i] = part(x, k.VCPU*cpuWeight*1024)
			ofMemory[i] = x - ofCPU[i]
		}
		m.shares(p, h, ofCPU, k.VCPU*1000, 1000, func(pod *plannedPod) (*item, world.Usage) { return pod.cpu, pod.CPU })
		m.shares(p, h, ofMemory, k.Memory, 1024, func(pod *plannedPod) (*item, world.Usage) { return pod.memory, pod.Memory })
	}
}

// shares splits the cost of one resource of a node: each pod gets what it used or reserved, whichever is more, and of what no pod
// used the same part. The last pod gets what rounding leaves, so that all of it is split.
func (m *maker) shares(p *planned, h world.Hour, cost [3]int64, capacity, unit int64, of func(*plannedPod) (*item, world.Usage)) {
	list := make([]share, 0, 8)
	var used int64
	for _, pod := range p.pods {
		_, u := of(pod)
		actual := m.run.world.At(&u.Used, h, "")
		s := share{actual, u.Reserved, max(actual, u.Reserved)}
		list = append(list, s)
		used += s.used
	}
	capacity = max(capacity, used)
	var given, wasted [3]int64
	for i, pod := range p.pods {
		it, _ := of(pod)
		s := list[i]
		var mine, idle [3]int64
		for c := range cost {
			busy := world.MulDiv(cost[c], used, capacity)
			mine[c], idle[c] = world.MulDiv(cost[c], s.used, capacity), world.MulDiv(cost[c]-busy, s.used, used)
			if i == len(p.pods)-1 {
				mine[c], idle[c] = busy-given[c], cost[c]-busy-wasted[c]
			}
			given[c], wasted[c] = given[c]+mine[c], wasted[c]+idle[c]
		}
		m.pod(it, h, s, unit, capacity, mine, idle)
	}
}

// pod makes a line of split cost.
func (m *maker) pod(it *item, h world.Hour, s share, unit, capacity int64, mine, idle [3]int64) {
	l := m.rich(it, h, h+1)
	l.set(amount, world.MulDiv(s.used, world.Scale, unit))
	l.set(unblended, 0)
	l.set(blended, 0)
	l.set(net, 0)
	l.set(public, 0)
	l.set(splitActual, world.MulDiv(s.actual, world.Scale, unit))
	l.set(splitReserved, world.MulDiv(s.reserved, world.Scale, unit))
	l.set(splitUsage, world.MulDiv(s.used, world.Scale, unit))
	l.set(splitRatio, world.MulDiv(s.used, world.Scale, capacity))
	l.set(splitCost, mine[0])
	l.set(splitNetCost, mine[1])
	l.set(splitPublicCost, mine[2])
	l.set(splitUnused, idle[0])
	l.set(splitNetUnused, idle[1])
	l.set(splitPublicUnused, idle[2])
	m.done(l)
}
