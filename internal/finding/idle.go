package finding

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/playbook"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// always is the break-even of what costs nothing to mend.
func always() Text {
	return Text{EN: "always: what is taken away does nothing", JA: "常に有利（何の役割も果たしていません）"}
}

// quiet is how long a gateway carries nothing before it is idle.
const quiet = 3 * 24 * time.Hour

// carries tells whether a gateway carried anything at the end of the time, by the bill or by the flow logs.
func (l *look) carries(class usagetype.Class, id string) bool {
	bytes := l.bill.of(class, id)
	return bytes.amount.Sign() > 0 && l.bill.to.Sub(bytes.last) < quiet || l.flows.passed(id)
}

// idleSince is how many days a gateway has carried nothing, by the bill.
func (l *look) idleSince(class usagetype.Class, id string, hours charge) int {
	first := hours.first
	if bytes := l.bill.of(class, id); bytes.amount.Sign() > 0 {
		first = bytes.last
	}
	return int(l.bill.to.Sub(first) / (24 * time.Hour)) //nolint:mnd // a day
}

// idleGateways are NAT gateways that are paid by the hour and carry nothing.
func (l *look) idleGateways() error {
	for _, n := range l.there.nats {
		hours := l.bill.of(usagetype.NatHours, n.id)
		if !n.alive() || !l.bill.running(hours) || l.carries(usagetype.NatBytes, n.id) {
			continue
		}
		before := hours.monthly().Add(l.addressesOf(n, hours))
		f := Finding{
			Kind: NatIdle, Account: hours.account, Region: hours.region, Resources: []string{n.id, n.vpc}, Before: before, BreakEven: always(),
			Title: Text{EN: "NAT gateway " + named(n.name, n.id) + " carries nothing", JA: "NAT ゲートウェイ " + named(n.name, n.id) + " が使われていません"},
		}
		days := l.idleSince(usagetype.NatBytes, n.id, hours)
		f.Says = Text{
			EN: fmt.Sprintf("No byte was billed for it in the last %d days, and it costs %s a month, with its address.", days, l.dollars(before)),
			JA: fmt.Sprintf("直近 %d 日間に処理データの課金がなく、アドレスを含めて月 %s かかっています。", days, l.dollars(before)),
		}
		if far := l.leaveElsewhere(n); len(far) > 0 {
			f.Says.EN += " Subnets of its zone leave by a gateway in another zone (" + list(far) + "): either their routes lead here, or this gateway goes."
			f.Says.JA += " 同じゾーンのサブネット（" + list(far) + "）は別のゾーンのゲートウェイを経由しています。ルートをここへ向けるか、このゲートウェイを削除してください。"
		}
		if err := l.billed(&f, n.id, n.allocation); err != nil {
			return err
		}
		if err := l.led(&f, n.id); err != nil {
			return err
		}
		fix := playbook.NatRemove{Region: n.region, Gateways: []playbook.Gateway{gateway(n)}}
		if err := l.add(f, n.id, fix); err != nil {
			return err
		}
	}
	return nil
}

func gateway(n *nat) playbook.Gateway {
	return playbook.Gateway{ID: n.id, Name: n.name, Subnet: named(n.subnet, n.vpc), Address: n.allocation}
}

// addressesOf is what the public addresses of a NAT gateway cost a month.
func (l *look) addressesOf(n *nat, hours charge) money.Amount {
	if c := l.bill.of(usagetype.PublicAddress, n.allocation); n.allocation != "" && c.there() {
		return c.monthly()
	}
	var sum money.Amount
	for range n.public {
		sum = sum.Add(l.bill.hourly(usagetype.PublicAddress, hours.account, hours.region))
	}
	return sum
}

// leaveElsewhere are the subnets of the zone of a NAT gateway that leave by another one.
func (l *look) leaveElsewhere(n *nat) []string {
	var far []string
	for _, s := range l.there.subnets {
		if s.vpc != n.vpc || s.zone != l.there.zoneOfNAT(n) {
			continue
		}
		for _, r := range l.there.tableOf(s) {
			if other := l.there.nats[r.target]; other != nil && other.id != n.id && r.destination == anywhere {
				far = append(far, named(s.name, s.id))
			}
		}
	}
	slices.Sort(far)
	return far
}

// idleAddresses are Elastic IPs that the bill says are idle.
func (l *look) idleAddresses() error {
	for _, c := range l.bill.list {
		if c.class != usagetype.PublicAddress || !strings.Contains(c.usage, "IdleAddress") || !strings.HasPrefix(c.id, "eipalloc-") || !l.bill.running(c) {
			continue
		}
		f := Finding{
			Kind: AddressIdle, Account: c.account, Region: c.region, Resources: []string{c.id}, Before: c.monthly(), BreakEven: always(),
			Title: Text{EN: "Elastic IP " + c.id + " is held and not used", JA: "Elastic IP " + c.id + " が使われていません"},
			Says: Text{
				EN: fmt.Sprintf("The bill has it as idle; it costs %s a month.", l.dollars(c.monthly())),
				JA: fmt.Sprintf("請求データ上で未使用となっており、月 %s かかっています。", l.dollars(c.monthly())),
			},
		}
		if err := l.billed(&f, c.id); err != nil {
			return err
		}
		if err := l.add(f, c.id, playbook.AddressRelease{Region: c.region, Allocations: []string{c.id}}); err != nil {
			return err
		}
	}
	return nil
}

// idleEndpoints are interface endpoints that are paid by the hour and carry nothing.
func (l *look) idleEndpoints() error {
	for _, e := range l.there.endpoints {
		hours := l.bill.of(usagetype.EndpointHours, e.id)
		if e.kind != "Interface" || !l.bill.running(hours) || l.carries(usagetype.EndpointBytes, e.id) {
			continue
		}
		f := Finding{
			Kind: EndpointIdle, Account: hours.account, Region: hours.region, Resources: []string{e.id, e.vpc}, Before: hours.monthly(), BreakEven: always(),
			Title: Text{EN: "Interface endpoint " + named(e.name, e.id) + " carries nothing", JA: "インターフェイスエンドポイント " + named(e.name, e.id) + " が使われていません"},
			Says: Text{
				EN: fmt.Sprintf("No byte was billed for it, and it costs %s a month in %d zones, for %s.", l.dollars(hours.monthly()), len(e.subnets), e.service),
				JA: fmt.Sprintf("処理データの課金がなく、%d つのゾーンで月 %s かかっています（%s）。", len(e.subnets), l.dollars(hours.monthly()), e.service),
			},
		}
		if err := l.billed(&f, e.id); err != nil {
			return err
		}
		if err := l.add(f, e.id, playbook.EndpointRemove{Region: e.region, VPC: e.vpc, Endpoint: e.id, Service: e.service, Name: e.name, Subnets: e.subnets}); err != nil {
			return err
		}
	}
	return nil
}

// idleAttachments are attachments of a transit gateway that neither the bill nor the flow logs show at work. The bill has the bytes of who
// sends only, so that flow logs must tell that nothing is received.
func (l *look) idleAttachments() error {
	if !l.flows.known {
		return nil
	}
	for _, c := range l.bill.list {
		if c.class != usagetype.GatewayHours || !l.bill.running(c) || l.carries(usagetype.GatewayBytes, c.id) {
			continue
		}
		a := l.there.attachments[c.id]
		if a == nil || a.vpc == "" || a.gateway == "" || l.flows.dark(a.vpc) {
			continue
		}
		f := Finding{
			Kind: TransitIdle, Account: c.account, Region: c.region, Resources: []string{c.id, a.vpc, a.gateway}, Before: c.monthly(), BreakEven: always(),
			Title: Text{EN: "Nothing goes through the attachment " + c.id, JA: "アタッチメント " + c.id + " に通信がありません"},
			Says: Text{
				EN: fmt.Sprintf("No byte was billed for it and no flow passes it; it costs %s a month.", l.dollars(c.monthly())),
				JA: fmt.Sprintf("課金された通信もフローログ上の通信もなく、月 %s かかっています。", l.dollars(c.monthly())),
			},
		}
		if err := l.billed(&f, c.id); err != nil {
			return err
		}
		if err := l.led(&f, a.gateway); err != nil {
			return err
		}
		if err := l.add(f, c.id, playbook.AttachmentRemove{Region: c.region, Attachment: c.id, Gateway: a.gateway, VPC: a.vpc}); err != nil {
			return err
		}
	}
	return nil
}

// spreadGateways are networks, not for production, with several NAT gateways of which one would do.
func (l *look) spreadGateways() error {
	byVPC := map[string][]*nat{}
	for _, n := range l.there.nats {
		if n.alive() && l.there.zoneOfNAT(n) != "" && spare(n.tags) && l.bill.of(usagetype.NatBytes, n.id).amount.Sign() > 0 {
			byVPC[n.vpc] = append(byVPC[n.vpc], n)
		}
	}
	for vpc, nats := range byVPC {
		if len(nats) < 2 { //nolint:mnd // one is not spread
			continue
		}
		// The one with the most traffic stays.
		slices.SortFunc(nats, func(a, b *nat) int {
			if c := l.bill.of(usagetype.NatBytes, b.id).amount.Cmp(l.bill.of(usagetype.NatBytes, a.id).amount); c != 0 {
				return c
			}
			return strings.Compare(a.id, b.id)
		})
		if err := l.spread(vpc, nats); err != nil {
			return err
		}
	}
	return nil
}

// spare tells whether tags say that something is not for production.
func spare(tags map[string]string) bool {
	for key, value := range tags {
		switch strings.ToLower(key) {
		case "env", "environment", "stage":
			return slices.Contains([]string{"dev", "development", "test", "testing", "staging", "sandbox", "qa", "lab"}, strings.ToLower(value))
		}
	}
	return false
}

// spread makes the finding of a network with several NAT gateways, the first of which stays.
func (l *look) spread(vpc string, nats []*nat) error {
	kept := nats[0]
	f := Finding{Kind: NatSpread, Account: kept.account, Region: kept.region, Resources: []string{vpc, kept.id}, Confidence: Likely}
	fix := playbook.NatShare{Region: kept.region, Kept: gateway(kept)}
	moved := rational(0)
	for _, n := range nats[1:] {
		hours := l.bill.of(usagetype.NatHours, n.id)
		f.Before = f.Before.Add(hours.monthly()).Add(l.addressesOf(n, hours))
		moved.Add(moved, l.bill.of(usagetype.NatBytes, n.id).amount)
		f.Resources = append(f.Resources, n.id)
		fix.Left = append(fix.Left, gateway(n))
		fix.Tables = append(fix.Tables, l.there.tablesTo(vpc, "", n.id)...)
	}
	zone, ok := l.bill.price(usagetype.CrossZone, kept.account, kept.region)
	if !ok || len(fix.Tables) == 0 {
		return nil
	}
	f.After = perMonth(moved.Mul(moved, zone).Mul(moved, rational(2)), l.bill.hours()) //nolint:mnd // either side pays
	name := vpc
	if n := l.there.networks[vpc]; n != nil {
		name = named(n.name, vpc)
	}
	f.Title = Text{EN: fmt.Sprintf("%s has %d NAT gateways for little traffic", name, len(nats)), JA: fmt.Sprintf("%s の NAT ゲートウェイ %d 台は通信量に対して過剰です", name, len(nats))}
	f.Says = Text{
		EN: fmt.Sprintf("Its tags say that it is not for production. One gateway for all zones saves %s a month of hours and costs %s between zones.", l.dollars(f.Before), l.dollars(f.After)),
		JA: fmt.Sprintf("タグによると本番環境ではありません。1 台に集約すると時間料金が月 %s 減り、ゾーン間転送料が %s 増えます。", l.dollars(f.Before), l.dollars(f.After)),
	}
	f.BreakEven = Text{
		EN: "worth it while the bytes from other zones cost less than the hours: below about 1,600 GiB a month and gateway in Virginia",
		JA: "他ゾーンからの通信料が時間料金を下回る間は有利（バージニアではゲートウェイ 1 台あたり月約 1,600 GiB 未満）",
	}
	if err := l.billed(&f, f.Resources[1:]...); err != nil {
		return err
	}
	return l.add(f, vpc, fix)
}
