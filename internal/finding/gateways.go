package finding

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/playbook"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// served are the services that a gateway endpoint leads to, by the names that flow logs have for them.
func served() map[string]string {
	return map[string]string{"S3": playbook.S3, "DYNAMODB": playbook.DynamoDB}
}

// separator parts the words of a key.
const separator = "\x00"

// gatewayEndpoints are networks whose traffic to S3 or DynamoDB of their region goes through a NAT gateway.
func (l *look) gatewayEndpoints() error {
	list := piles{}
	for i := range l.flows.rows {
		f := &l.flows.rows[i]
		ours, other, ok := inner(f)
		n, v := gatewayOf(f), l.there.networks[ours.VPC]
		if !ok || n == "" || v == nil || served()[other.Service] == "" || other.Region != "" && other.Region != v.region {
			continue
		}
		list.add(ours.VPC+separator+other.Service, f, chargedFor(f, natBytes, regionalBytes, transitBytes), n, ours.Subnet, ours.Interface)
	}
	for _, key := range list.keys() {
		p := list[key]
		vpc, service, _ := strings.Cut(key, separator)
		hours, lasts := l.hoursOf(p)
		if !lasts {
			continue
		}
		if err := l.gatewayEndpoint(l.there.networks[vpc], service, p, hours); err != nil {
			return err
		}
	}
	return nil
}

// gatewayEndpoint makes the finding of one network and service.
func (l *look) gatewayEndpoint(v *network, service string, p *pile, hours float64) error {
	var nats, subnets, tables, interfaces []string
	for _, part := range p.parts() {
		switch {
		case strings.HasPrefix(part, "nat-"):
			nats = append(nats, part)
		case strings.HasPrefix(part, "eni-"):
			interfaces = append(interfaces, part)
		case l.there.subnets[part] != nil:
			subnets = append(subnets, part)
			for _, r := range l.there.tableOf(l.there.subnets[part]) {
				if !slices.Contains(tables, r.table) {
					tables = append(tables, r.table)
				}
			}
		}
	}
	slices.Sort(tables)
	var fix plan = playbook.GatewayEndpoint{Region: v.region, VPC: v.id, Service: served()[service], Tables: tables}
	for _, e := range l.there.endpoints {
		if e.vpc == v.id && e.kind == "Gateway" && strings.HasSuffix(e.service, "."+served()[service]) {
			tables = slices.DeleteFunc(tables, func(t string) bool { return slices.Contains(e.tables, t) })
			fix = playbook.GatewayEndpointRoutes{Region: v.region, VPC: v.id, Endpoint: e.id, Service: e.service, Present: e.tables, Tables: tables}
		}
	}
	if len(tables) == 0 { // all lead to an endpoint by now
		return nil
	}
	bytes, before := p.monthlyBytes(hours), perMonth(p.dollars, hours)
	f := Finding{
		Kind: NatForGateway, Account: v.account, Region: v.region, Resources: slices.Concat([]string{v.id}, nats, tables, subnets), Before: before,
		Title: Text{EN: fmt.Sprintf("%s reaches %s through NAT", named(v.name, v.id), word(service)), JA: fmt.Sprintf("%s から %s への通信が NAT を経由しています", named(v.name, v.id), word(service))},
		BreakEven: Text{
			EN: "always: a gateway endpoint costs nothing, neither by the hour nor by the byte",
			JA: "常に有利（ゲートウェイエンドポイントは時間・通信量とも無料）",
		},
	}
	f.Says = Text{
		EN: fmt.Sprintf("About %s a month of %s traffic of the subnets %s pass %s. No route leads to a gateway endpoint for it. Processing and the way between zones cost %s a month.",
			gigabytes(bytes), word(service), list(l.subnetNames(subnets)), list(l.natNames(nats)), l.dollars(before)),
		JA: fmt.Sprintf("サブネット %s の %s への通信が月約 %s、%s を経由しています。ゲートウェイエンドポイントへのルートがなく、処理料とゾーン間転送料に月 %s かかっています。",
			list(l.subnetNames(subnets)), word(service), gigabytes(bytes), list(l.natNames(nats)), l.dollars(before)),
	}
	if err := l.told(&f, nats, interfaces); err != nil {
		return err
	}
	return l.add(f, v.id+":"+strings.ToLower(service), fix)
}

// told adds what findings about gateways have as evidence: the bill, the routes and the records.
func (l *look) told(f *Finding, nats, interfaces []string) error {
	if err := l.billed(f, nats...); err != nil {
		return err
	}
	if err := l.led(f, nats...); err != nil {
		return err
	}
	return l.spoken(f, interfaces...)
}

// word is the name of a service for people.
func word(service string) string {
	switch service {
	case "DYNAMODB":
		return "DynamoDB"
	case "AMAZON":
		return "AWS"
	}
	return service
}

func (l *look) subnetNames(ids []string) []string {
	var names []string
	for _, id := range ids {
		if s := l.there.subnets[id]; s != nil {
			names = append(names, named(s.name, id))
		}
	}
	slices.Sort(names)
	return names
}

func (l *look) natNames(ids []string) []string {
	var names []string
	for _, id := range ids {
		if n := l.there.nats[id]; n != nil {
			id = named(n.name, id)
		}
		names = append(names, id)
	}
	slices.Sort(names)
	return names
}

// others are the names in flow logs that stand for machines of customers, or for what has no interface endpoint.
func others() []string {
	return []string{"", "S3", "DYNAMODB", "EC2", "CLOUDFRONT", "CLOUDFRONT_ORIGIN_FACING", "GLOBALACCELERATOR", "ROUTE53", "ROUTE53_HEALTHCHECKS", "ROUTE53_HEALTHCHECKS_PUBLISHING", "EC2_INSTANCE_CONNECT", "CODEBUILD", "CLOUD9", "WORKSPACES_GATEWAYS"}
}

// interfaceEndpoints are networks whose traffic to other services of AWS goes through a NAT gateway, and is enough for an interface endpoint.
func (l *look) interfaceEndpoints() error {
	list := piles{}
	for i := range l.flows.rows {
		f := &l.flows.rows[i]
		ours, other, ok := inner(f)
		n, v := gatewayOf(f), l.there.networks[ours.VPC]
		if !ok || n == "" || v == nil || slices.Contains(others(), other.Service) || other.Region != "" && other.Region != v.region && other.Region != "GLOBAL" {
			continue
		}
		list.add(ours.VPC+separator+other.Service, f, chargedFor(f, natBytes, regionalBytes, transitBytes), n, ours.Subnet, ours.Interface)
	}
	for _, key := range list.keys() {
		p := list[key]
		vpc, service, _ := strings.Cut(key, separator)
		hours, lasts := l.hoursOf(p)
		if !lasts {
			continue
		}
		if err := l.interfaceEndpoint(l.there.networks[vpc], service, p, hours); err != nil {
			return err
		}
	}
	return nil
}

// interfaceEndpoint makes the finding of one network and service, in each zone that the traffic comes from.
func (l *look) interfaceEndpoint(v *network, service string, p *pile, hours float64) error {
	var nats, subnets, interfaces []string
	zones := map[string]bool{}
	for _, part := range p.parts() {
		s := l.there.subnets[part]
		switch {
		case strings.HasPrefix(part, "nat-"):
			nats = append(nats, part)
		case strings.HasPrefix(part, "eni-"):
			interfaces = append(interfaces, part)
		case s != nil && !zones[s.zone]:
			zones[s.zone] = true
			subnets = append(subnets, part)
		}
	}
	perGigabyte, known := l.bill.price(usagetype.EndpointBytes, v.account, v.region)
	perHour := l.bill.hourly(usagetype.EndpointHours, v.account, v.region)
	natPrice, natKnown := l.bill.price(usagetype.NatBytes, v.account, v.region)
	if !known || !natKnown || len(subnets) == 0 || len(v.blocks) == 0 {
		return nil
	}
	bytes, before := p.monthlyBytes(hours), perMonth(p.dollars, hours)
	fee := scaled(perHour, int64(len(zones)))
	carried := new(big.Rat).Mul(perGigabyte, new(big.Rat).SetFrac64(bytes, 1<<30)) //nolint:mnd // bytes of a gigabyte
	f := Finding{
		Kind: NatForInterface, Account: v.account, Region: v.region, Resources: slices.Concat([]string{v.id}, nats, subnets), Before: before, After: fee.Add(money.FromRat(carried, cents)),
		Confidence: Likely,
		Title:      Text{EN: named(v.name, v.id) + " reaches services of AWS through NAT", JA: named(v.name, v.id) + " から AWS サービスへの通信が NAT を経由しています"},
		BreakEven:  breakEven(fee, natPrice, perGigabyte, bytes, len(zones)),
	}
	f.Says = Text{
		EN: fmt.Sprintf("About %s a month go to public addresses of AWS (%s) through %s, which cost %s. Interface endpoints in %d zones cost %s for the hours and the bytes. Which services they are, flow logs do not tell: the names in DNS do (resolver query logs); the fix is written for logs, which are most often the largest.",
			gigabytes(bytes), service, list(l.natNames(nats)), l.dollars(before), len(zones), l.dollars(f.After)),
		JA: fmt.Sprintf("AWS のパブリックアドレス（%s）への通信が月約 %s、%s を経由し、月 %s かかっています。インターフェイスエンドポイント（%d ゾーン）なら時間・通信料で月 %s です。どのサービスかはフローログだけでは分からないため、DNS（リゾルバークエリログ）で確認してください。修正例は最も多い CloudWatch Logs 用です。",
			service, gigabytes(bytes), list(l.natNames(nats)), l.dollars(before), len(zones), l.dollars(f.After)),
	}
	if err := l.told(&f, nats, interfaces); err != nil {
		return err
	}
	return l.add(f, v.id+":"+strings.ToLower(service), playbook.InterfaceEndpoint{Region: v.region, VPC: v.id, Services: []string{"logs"}, Subnets: subnets, Blocks: v.blocks})
}

// breakEven says from how many bytes on an interface endpoint is worth it.
func breakEven(fee money.Amount, natPrice, perGigabyte *big.Rat, bytes int64, zones int) Text {
	less := new(big.Rat).Sub(natPrice, perGigabyte)
	if less.Sign() <= 0 {
		return Text{EN: "never by the byte: NAT costs no more than an endpoint here", JA: "通信量あたりでは有利になりません"}
	}
	least, _ := new(big.Rat).Quo(fee.Rat(), less).Float64()
	return Text{
		EN: fmt.Sprintf("worth it above %.0f GiB a month in %d zones; there are %s", least, zones, gigabytes(bytes)),
		JA: fmt.Sprintf("%d ゾーンでは月 %.0f GiB 以上で有利（実績は %s）", zones, least, gigabytes(bytes)),
	}
}

// scaled is an amount some times.
func scaled(a money.Amount, times int64) money.Amount {
	return money.FromRat(new(big.Rat).Mul(a.Rat(), rational(times)), cents)
}

// far is a subnet that leaves by a NAT gateway in another zone.
type far struct {
	subnet *subnet
	nat    *nat
	table  string
	own    *nat
}

// farSubnets are those whose default route leads to a NAT gateway of their network in another zone.
func (l *look) farSubnets() []far {
	var out []far
	for _, s := range l.there.subnets {
		for _, r := range l.there.tableOf(s) {
			n := l.there.nats[r.target]
			if n == nil || r.destination != anywhere || n.vpc != s.vpc {
				continue
			}
			if zone := l.there.zoneOfNAT(n); zone != "" && s.zone != "" && zone != s.zone {
				out = append(out, far{s, n, r.table, l.there.natOf(s.vpc, s.zone)})
			}
		}
	}
	slices.SortFunc(out, func(a, b far) int { return strings.Compare(a.subnet.id+a.nat.id, b.subnet.id+b.nat.id) })
	return slices.CompactFunc(out, func(a, b far) bool { return a.subnet.id == b.subnet.id && a.nat.id == b.nat.id })
}

// otherZones makes the findings of subnets that leave by a NAT gateway in another zone.
func (l *look) otherZones() error {
	list := piles{}
	for i := range l.flows.rows {
		f := &l.flows.rows[i]
		ours, _, ok := inner(f)
		n := gatewayOf(f)
		if ok && n != "" && ours.Subnet != "" {
			list.add(ours.Subnet+separator+n, f, chargedFor(f, regionalBytes), ours.Interface)
		}
	}
	for _, s := range l.farSubnets() {
		p := list[s.subnet.id+separator+s.nat.id]
		if p == nil {
			continue
		}
		hours, lasts := l.hoursOf(p)
		if !lasts {
			continue
		}
		if err := l.otherZone(s, p, hours); err != nil {
			return err
		}
	}
	return nil
}

func (l *look) otherZone(s far, p *pile, hours float64) error {
	before, bytes := perMonth(p.dollars, hours), p.monthlyBytes(hours)
	f := Finding{
		Kind: NatOtherZone, Account: s.nat.account, Region: s.subnet.region, Resources: []string{s.subnet.id, s.table, s.nat.id}, Before: before,
		Title: Text{
			EN: fmt.Sprintf("%s leaves by a NAT gateway in another zone", named(s.subnet.name, s.subnet.id)),
			JA: fmt.Sprintf("%s が別ゾーンの NAT ゲートウェイを経由しています", named(s.subnet.name, s.subnet.id)),
		},
		Says: Text{
			EN: fmt.Sprintf("The subnet is in %s; its default route in %s leads to %s in %s. About %s a month cross zones there and back, for %s.",
				s.subnet.zone, s.table, named(s.nat.name, s.nat.id), l.there.zoneOfNAT(s.nat), gigabytes(bytes), l.dollars(before)),
			JA: fmt.Sprintf("サブネットは %s にあり、%s のデフォルトルートは %s の %s に向いています。月約 %s がゾーンをまたぎ、%s かかっています。",
				s.subnet.zone, s.table, l.there.zoneOfNAT(s.nat), named(s.nat.name, s.nat.id), gigabytes(bytes), l.dollars(before)),
		},
	}
	fix, ok := l.ownZone(&f, s, before)
	if !ok {
		return nil
	}
	if err := l.told(&f, []string{s.nat.id}, slices.DeleteFunc(p.parts(), func(id string) bool { return !strings.HasPrefix(id, "eni-") })); err != nil {
		return err
	}
	return l.add(f, s.subnet.id+":"+s.nat.id, fix)
}

// ownZone chooses the fix: the gateway of the own zone that is there, or a new one where it is worth it.
func (l *look) ownZone(f *Finding, s far, before money.Amount) (plan, bool) {
	if s.own != nil {
		f.Resources = append(f.Resources, s.own.id)
		f.BreakEven = Text{
			EN: fmt.Sprintf("always: %s stands in %s already and is paid by the hour anyway", named(s.own.name, s.own.id), s.subnet.zone),
			JA: fmt.Sprintf("常に有利（%s にはすでに %s があり、時間料金は発生済み）", s.subnet.zone, named(s.own.name, s.own.id)),
		}
		return playbook.RouteOwnZone{Region: s.subnet.region, Routes: []playbook.ZoneRoute{{Table: s.table, NAT: s.own.id}}}, true
	}
	public := l.there.publicSubnet(s.subnet.vpc, s.subnet.zone)
	if public == nil {
		return nil, false
	}
	f.After = l.bill.hourly(usagetype.NatHours, s.nat.account, s.subnet.region).Add(l.bill.hourly(usagetype.PublicAddress, s.nat.account, s.subnet.region))
	f.BreakEven = Text{
		EN: fmt.Sprintf("worth it where the way between zones (%s) costs more than a gateway of its own with its address (%s)", l.dollars(before), l.dollars(f.After)),
		JA: fmt.Sprintf("ゾーン間転送料（%s）がゲートウェイとアドレスの料金（%s）を上回る場合に有利", l.dollars(before), l.dollars(f.After)),
	}
	return playbook.NatPerZone{Region: s.subnet.region, Routes: []playbook.ZoneRoute{{Table: s.table, Zone: s.subnet.zone, Subnet: public.id}}}, true
}

// alsoSaved is what of the way of a subnet to a NAT gateway is saved by an endpoint that was found too.
func (l *look) alsoSaved(subnet, nat string) money.Amount {
	list := piles{}
	for i := range l.flows.rows {
		f := &l.flows.rows[i]
		ours, other, ok := inner(f)
		if ok && ours.Subnet == subnet && gatewayOf(f) == nat && l.endpointFound(ours.VPC, other) {
			list.add(subnet, f, chargedFor(f, regionalBytes))
		}
	}
	p := list[subnet]
	if p == nil {
		return money.Amount{}
	}
	hours, lasts := l.hoursOf(p)
	if !lasts {
		return money.Amount{}
	}
	return perMonth(p.dollars, hours)
}

// endpointFound tells whether there is a finding that an endpoint should carry a flow.
func (l *look) endpointFound(vpc string, other netflow.End) bool {
	key := ":" + vpc + ":" + strings.ToLower(other.Service)
	return l.keys[string(NatForGateway)+key] || l.keys[string(NatForInterface)+key]
}
