package world

import (
	"strings"
)

// crossings are ends that others reach across zones; of load balancers, those that they reach.
func (w *World) crossings() []*Finding {
	var p heap
	for _, f := range w.Flows {
		if f.NAT != nil || f.Src.Interface == nil || f.Dst.Interface == nil {
			continue
		}
		less := charged(f, regionalBytes)
		if len(less) == 0 {
			continue
		}
		src, dst := f.Src.Interface, f.Dst.Interface
		hub, others := dst, src
		if strings.Contains(src.Kind, "load_balancer") {
			hub, others = src, dst
		}
		one := p.at(hub.Owner, f, func() *Finding {
			return &Finding{Kind: FaultCrossZonePair, Account: hub.Account, Region: hub.Subnet.VPC.Region, Resources: []string{hub.Owner}, Why: f.Name}
		})
		one.add(hub.ID, others.Owner, others.ID)
		if f.Peering != nil {
			one.add(f.Peering.ID)
		}
		one.less = append(one.less, less...)
	}
	return p.list
}

// idleAddresses are Elastic IPs that nothing uses.
func (w *World) idleAddresses() []*Finding {
	var list []*Finding
	for _, a := range w.Elastic {
		if a.Idle {
			list = append(list, &Finding{
				Span: a.Span, Kind: FaultAddressIdle, Account: a.Account, Region: a.Region, Resources: []string{a.ID, a.Address}, Why: a.Name + " is held and not used",
				ended: w.held(a.ARN()),
			})
		}
	}
	return list
}

// publicAddresses are machines with public addresses: needless behind a load balancer, a question of what they are for elsewhere.
func (w *World) publicAddresses() []*Finding {
	var list []*Finding
	for _, i := range w.Instances {
		nic := i.Interface
		if nic.Public == "" {
			continue
		}
		one := &Finding{
			Span: i.Span, Kind: FaultAddressPublic, Account: i.Account, Region: i.Subnet.VPC.Region, Resources: []string{i.ID, nic.ID, nic.Public}, Optional: true,
			Why: i.Name + " has a public address", ended: w.held(arn("ec2", i.Subnet.VPC.Region, i.Account, "network-interface/"+nic.ID)),
		}
		for _, f := range w.Flows {
			if f.Dst.Interface == nic && f.Src.Interface != nil && strings.Contains(f.Src.Interface.Kind, "load_balancer") {
				one.Optional = false
				one.add(f.Src.Interface.Owner)
			}
		}
		list = append(list, one)
	}
	return list
}

// endpoints are interface endpoints that carry nothing, or too little for as many zones as they stand in.
func (w *World) endpoints() []*Finding {
	var list []*Finding
	for _, e := range w.Endpoints {
		if e.Gateway {
			continue
		}
		name := arn("ec2", e.VPC.Region, e.VPC.Account, "vpc-endpoint/"+e.ID)
		hours := w.held(name)
		flows := w.through(func(f *Flow) bool { return f.Endpoint == e })
		for _, span := range idle(e.Span, flows) {
			list = append(list, &Finding{
				Span: span, Kind: FaultEndpointIdle, Account: e.VPC.Account, Region: e.VPC.Region, Resources: []string{e.ID, e.VPC.ID}, Why: "nothing goes through " + e.Name, ended: hours,
			})
		}
		if n := int64(len(e.Interfaces)); n > 1 && len(flows) > 0 {
			saved := (n - 1) * endpointPrice(e.VPC.Region)
			one := &Finding{
				Span: e.Span, Kind: FaultEndpointSpread, Account: e.VPC.Account, Region: e.VPC.Region, Resources: []string{e.ID, e.VPC.ID}, Optional: true,
				Why: e.Name + " stands in more zones than its traffic is worth", more: func(Hour) int64 { return -saved },
			}
			for _, f := range flows {
				if f.Dst.Interface.Subnet.ZoneID != e.Interfaces[0].Subnet.ZoneID {
					one.less = append(one.less, lessBytes{f, false, -2 * regionalPrice}, lessBytes{f, true, -2 * regionalPrice})
				}
			}
			list = append(list, one)
		}
	}
	return list
}

// transits are pairs of networks that talk through a transit gateway; peering costs nothing in a zone, and as much as any traffic between
// zones.
func (w *World) transits() []*Finding {
	var p heap
	for _, f := range w.Flows {
		if f.Transit[0] == nil || f.NAT != nil || f.Src.Interface == nil || f.Dst.Interface == nil {
			continue
		}
		a, b := f.Src.Interface.Subnet.VPC, f.Dst.Interface.Subnet.VPC
		if a.ID > b.ID {
			a, b = b, a
		}
		one := p.at(a.ID+b.ID, f, func() *Finding {
			return &Finding{
				Kind: FaultTransitPair, Account: f.Src.Interface.Account, Region: a.Region, Resources: []string{a.ID, b.ID}, Why: a.Name + " and " + b.Name + " talk through the transit gateway",
			}
		})
		one.add(f.Transit[0].Gateway, f.Transit[0].ID, f.Transit[1].ID)
		one.less = append(one.less, charged(f, transitBytes)...)
		if f.Src.Interface.Subnet.ZoneID != f.Dst.Interface.Subnet.ZoneID {
			one.less = append(one.less, lessBytes{f, false, -2 * regionalPrice}, lessBytes{f, true, -2 * regionalPrice})
		}
	}
	return p.list
}

// idleTransits are attachments that carry nothing.
func (w *World) idleTransits() []*Finding {
	var list []*Finding
	for _, a := range w.Attachments {
		for _, span := range idle(a.Span, w.through(func(f *Flow) bool { return f.Transit[0] == a || f.Transit[1] == a })) {
			list = append(list, &Finding{
				Span: span, Kind: FaultTransitIdle, Account: a.VPC.Account, Region: a.VPC.Region, Resources: []string{a.ID, a.VPC.ID}, Why: "nothing goes through the attachment of " + a.VPC.Name,
				ended: w.held(arn("ec2", a.VPC.Region, a.VPC.Account, "transit-gateway-attachment/"+a.ID)),
			})
		}
	}
	return list
}

// abroad are flows that leave the region. Whether they must is not for the model to say.
func (w *World) foreign() []*Finding {
	var p heap
	for _, f := range w.Flows {
		less := charged(f, foreignBytes)
		if len(less) == 0 || f.Src.Interface == nil {
			continue
		}
		i := f.Src.Interface
		one := p.at(i.Owner, f, func() *Finding {
			return &Finding{Kind: FaultCrossRegionPair, Account: i.Account, Region: i.Subnet.VPC.Region, Resources: []string{i.Owner, i.ID}, Optional: true, Why: f.Name}
		})
		one.less = append(one.less, less...)
	}
	return p.list
}

// floods are log groups that an incident fills.
func (w *World) floods() []*Finding {
	var list []*Finding
	for _, s := range w.Series {
		for _, e := range s.Shape.Effects {
			if s.SKU.Service == watch && e.Incident != "" {
				list = append(list, &Finding{
					Span: e.Span, Kind: FaultLogIngestion, Account: s.Account, Region: s.SKU.Region, Resources: []string{s.Resource}, Why: "the log group takes much more than it did",
					ended: []*Series{s}, extra: e.Incident,
				})
			}
		}
	}
	return list
}
