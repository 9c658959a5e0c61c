package world

import (
	"slices"
	"strings"
)

// zonal tells whether a flow leaves by a NAT gateway of its own network that stands in a zone.
func (f *Flow) zonal() bool {
	return f.NAT != nil && f.NAT.Subnet != nil && f.Src.Interface != nil && f.Src.Interface.Subnet.VPC == f.NAT.Subnet.VPC
}

// farGateways are subnets that leave by a NAT gateway in another zone.
func (w *World) farGateways() []*Finding {
	var p heap
	for _, f := range w.Flows {
		if !f.zonal() || f.Src.Interface.Subnet.ZoneID == f.NAT.Subnet.ZoneID {
			continue
		}
		s, n := f.Src.Interface.Subnet, f.NAT
		one := p.at(s.ID+n.ID, f, func() *Finding {
			price := w.priceOf(s.VPC.Region, "NatGateway-Hours") + w.priceOf(s.VPC.Region, "PublicIPv4:InUseAddress")
			return &Finding{
				Kind: FaultNatOtherZone, Account: n.Account, Region: s.VPC.Region, Resources: []string{s.ID, s.Table.ID, n.ID},
				Why: s.Name + " in " + s.ZoneID + " leaves by " + n.Name + " in " + n.Subnet.ZoneID,
				more: func(h Hour) int64 {
					if w.hasNAT(s, h) {
						return 0
					}
					return price
				},
			}
		})
		one.less = append(one.less, charged(f, regionalBytes)...)
	}
	return p.list
}

// hasNAT tells whether a subnet's network has a NAT gateway in the subnet's zone.
func (w *World) hasNAT(s *Subnet, h Hour) bool {
	return slices.ContainsFunc(w.NATs, func(n *NATGateway) bool {
		return n.Has(h) && n.Subnet != nil && n.Subnet.VPC == s.VPC && n.Subnet.ZoneID == s.ZoneID
	})
}

// priceOf is the price of a usage type in a region, at the beginning.
func (w *World) priceOf(r Region, usage string) int64 {
	for _, k := range w.SKUs {
		if k.Region.Code == r.Code && strings.HasSuffix(k.UsageType, usage) {
			return k.ListPrice(begin())
		}
	}
	return 0
}

// gatewayless are networks whose traffic to S3 or DynamoDB goes through a NAT gateway.
func (w *World) gatewayless() []*Finding {
	var p heap
	for _, f := range w.Flows {
		if f.NAT == nil || f.Src.Interface == nil || f.Dst.Service != "S3" && f.Dst.Service != "DYNAMODB" {
			continue
		}
		v := f.Src.Interface.Subnet.VPC
		one := p.at(v.ID+f.Dst.Service, f, func() *Finding {
			return &Finding{
				Kind: FaultNatForGateway, Account: v.Account, Region: v.Region, Resources: []string{v.ID},
				Why: v.Name + " reaches " + f.Dst.Service + " through NAT",
			}
		})
		one.add(f.NAT.ID, f.Src.Interface.Subnet.Table.ID, f.Src.Interface.Subnet.ID)
		one.less = append(one.less, charged(f, "")...)
	}
	return p.list
}

// interfaceless are networks whose traffic to another service of AWS goes through a NAT gateway.
func (w *World) interfaceless() []*Finding {
	var p heap
	zones := map[*Finding]map[string]bool{}
	for _, f := range w.Flows {
		if f.NAT == nil || f.Src.Interface == nil || f.Dst.Service != "AMAZON" {
			continue
		}
		v := f.Src.Interface.Subnet.VPC
		one := p.at(v.ID+f.Dst.Host, f, func() *Finding {
			return &Finding{
				Kind: FaultNatForInterface, Account: v.Account, Region: v.Region, Resources: []string{v.ID},
				Why: v.Name + " reaches " + f.Dst.Host + " through NAT",
			}
		})
		if zones[one] == nil {
			zones[one] = map[string]bool{}
		}
		zones[one][f.Src.Interface.Subnet.ZoneID] = true
		one.add(f.NAT.ID, f.Src.Interface.Subnet.ID)
		one.less = append(one.less, charged(f, "")...)
		one.less = append(one.less, lessBytes{f, false, -endpointBytesPrice}, lessBytes{f, true, -endpointBytesPrice})
	}
	for _, one := range p.list {
		hour := endpointPrice(one.Region) * int64(len(zones[one]))
		one.more = func(Hour) int64 { return hour }
	}
	return p.list
}

// idleGateways are NAT gateways that carry nothing.
func (w *World) idleGateways() []*Finding {
	var list []*Finding
	for _, n := range w.NATs {
		v := n.Network()
		ended := w.held(append(n.addresses(), n.ARN())...)
		for _, span := range idle(n.Span, w.through(func(f *Flow) bool { return f.NAT == n })) {
			list = append(list, &Finding{
				Span: span, Kind: FaultNatIdle, Account: n.Account, Region: v.Region, Resources: []string{n.ID, v.ID}, Why: "nothing goes through " + n.Name, ended: ended,
			})
		}
	}
	return list
}

// spreadGateways are networks with a NAT gateway in each zone that one could replace.
func (w *World) spreadGateways() []*Finding {
	var list []*Finding
	for _, v := range w.VPCs {
		one := &Finding{
			Span: Always(), Kind: FaultNatSpread, Account: v.Account, Region: v.Region, Resources: []string{v.ID}, Optional: true,
			Why: v.Name + " has a NAT gateway in each zone, for little traffic",
		}
		used := 0
		for _, n := range w.NATs {
			flows := w.through(func(f *Flow) bool { return f.NAT == n && f.zonal() && f.Src.Interface.Subnet.ZoneID == n.Subnet.ZoneID })
			if n.Subnet == nil || n.Subnet.VPC != v || len(flows) == 0 {
				continue
			}
			one.add(n.ID)
			busy := Span{Forever, 0}
			for _, f := range flows {
				busy = Span{min(busy.From, f.span().From), max(busy.To, f.span().To)}
			}
			one.Span = Span{max(one.From, busy.From), min(one.To, busy.To)} // while all of them are used
			if used++; used == 1 {
				continue // this one stays
			}
			one.ended = append(one.ended, w.held(append(n.addresses(), n.ARN())...)...)
			for _, f := range flows {
				one.less = append(one.less, lessBytes{f, false, -2 * regionalPrice}, lessBytes{f, true, -2 * regionalPrice})
			}
		}
		if used > 1 {
			list = append(list, one)
		}
	}
	return list
}
