package finding

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/playbook"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// An end that many reach across zones is one finding: of load balancers those that they reach, of all others who serves.

// middle is the end that a finding is named after, and the other one.
func middle(f *netflow.Flow) (hub, other netflow.End) {
	client, server := ends(f)
	if strings.Contains(client.OwnerType, "load_balancer") {
		return client, server
	}
	return server, client
}

// idOfEnd is what an end is told by.
func idOfEnd(e netflow.End) string {
	for _, s := range []string{e.OwnerID, e.Interface, e.Address} {
		if s != "" {
			return s
		}
	}
	return ""
}

// pairs makes the findings of ends that others reach across zones.
func (l *look) pairs() error {
	list := piles{}
	hubs, clients := map[string]netflow.End{}, map[string]map[string]netflow.End{}
	for i := range l.flows.rows {
		f := &l.flows.rows[i]
		hub, other := middle(f)
		id, with := idOfEnd(hub), idOfEnd(other)
		if hub.VPC == "" || other.VPC == "" || gatewayOf(f) != "" || f.Path == netflow.TransitGateway || f.Path == netflow.InterfaceEndpoint || id == "" || with == "" {
			continue
		}
		amount := chargedFor(f, regionalBytes)
		if amount.Sign() <= 0 {
			continue
		}
		hubs[id] = hub
		if clients[id] == nil {
			clients[id] = map[string]netflow.End{}
		}
		clients[id][with] = other
		list.add(id, f, amount, with, zoneMark+other.ZoneID)
	}
	for _, id := range list.keys() {
		p := list[id]
		hours, lasts := l.hoursOf(p)
		if !lasts {
			continue
		}
		if err := l.pair(hubs[id], clients[id], p, hours); err != nil {
			return err
		}
	}
	return nil
}

// zoneMark is before the parts of a pile that are zones.
const zoneMark = "zone:"

// pair makes the finding of one end.
func (l *look) pair(hub netflow.End, clients map[string]netflow.End, p *pile, hours float64) error {
	before, bytes := perMonth(p.dollars, hours), p.monthlyBytes(hours)
	if before.Cmp(leastSaved()) < 0 {
		return nil
	}
	id, region := idOfEnd(hub), hub.Region
	if s := l.there.subnets[hub.Subnet]; s != nil {
		region = s.region
	}
	f := Finding{Kind: CrossZonePair, Account: hub.Account, Region: region, Resources: []string{id}, Before: before, Confidence: Likely}
	for _, more := range []string{hub.Interface, hub.OwnerID} {
		if more != "" && !slices.Contains(f.Resources, more) {
			f.Resources = append(f.Resources, more)
		}
	}
	var names, interfaces []string
	for _, part := range p.parts() {
		if c, ok := clients[part]; ok {
			f.Resources = append(f.Resources, part)
			names = append(names, c.Label())
			interfaces = append(interfaces, c.Interface)
		}
	}
	name, fix, worth := l.nearer(hub, clients, p, hours)
	if worth == nil {
		return nil
	}
	if arn := l.arnOf(hub); arn != "" {
		f.Resources = slices.Insert(f.Resources, 0, arn)
	}
	if worth.resource != "" {
		f.Resources = append(f.Resources, worth.resource)
	}
	f.After = before.Sub(worth.saves)
	f.BreakEven = worth.breakEven
	f.Title = Text{EN: fmt.Sprintf("%s and %s talk across zones", name, list(names)), JA: fmt.Sprintf("%s と %s の通信がゾーンをまたいでいます", name, list(names))}
	f.Says = Text{
		EN: fmt.Sprintf("%s is in %s; about %s a month go between it and %d others in other zones, for %s, both sides together. %s",
			name, hub.ZoneID, gigabytes(bytes), len(names), l.dollars(before), worth.says.EN),
		JA: fmt.Sprintf("%s は %s にあり、他ゾーンの %d 個の相手との通信が月約 %s、双方合わせて %s かかっています。%s", name, hub.ZoneID, len(names), gigabytes(bytes), l.dollars(before), worth.says.JA),
	}
	if err := l.spoken(&f, append([]string{hub.Interface}, interfaces...)...); err != nil {
		return err
	}
	return l.add(f, id, fix)
}

// arnOf is the ARN of an end that inventories name by it, "" for others.
func (l *look) arnOf(e netflow.End) string {
	if b := l.balancerOf(e); b != nil {
		return b.arn
	}
	if d := l.databaseOf(e); d != nil {
		return d.arn
	}
	return ""
}

// worth is what a change brings.
type worth struct {
	saves     money.Amount
	resource  string // what the change is at, where it is none of the ends
	says      Text
	breakEven Text
}

// nearer chooses what brings an end and those that talk to it into the same zone.
func (l *look) nearer(hub netflow.End, clients map[string]netflow.End, p *pile, hours float64) (string, plan, *worth) {
	if b := l.balancerOf(hub); b != nil {
		w := &worth{
			saves: perMonth(p.dollars, hours),
			says:  Text{EN: "Cross-zone load balancing hands connections to other zones.", JA: "クロスゾーン負荷分散により、他ゾーンのターゲットに振り分けられています。"},
			breakEven: Text{
				EN: "always, where each zone has targets enough for its own clients", JA: "各ゾーンに十分なターゲットがあれば常に有利",
			},
		}
		return b.name, playbook.BalancerZonal{Region: b.region, ARN: b.arn, Name: b.name, Subnets: b.subnets}, w
	}
	if d := l.databaseOf(hub); d != nil {
		fix, w := l.nearerDatabase(d, hub, clients, p, hours)
		return d.name, fix, w
	}
	return l.nearerMachine(hub, clients, p, hours)
}

// balancerOf is the load balancer that an end is, nil for others.
func (l *look) balancerOf(e netflow.End) *balancer {
	if !strings.Contains(e.OwnerType, "load_balancer") {
		return nil
	}
	for i := range l.there.balancers {
		b := &l.there.balancers[i]
		if b.kind == "network" && (strings.HasSuffix(e.OwnerID, "/"+b.name) || strings.Contains(e.OwnerID, "/"+b.name+"/") || e.OwnerID == b.arn) {
			return b
		}
	}
	return nil
}

// databaseOf is the database that an end is: interfaces do not tell which, so it is the one of the network in the zone.
func (l *look) databaseOf(e netflow.End) *database {
	s := l.there.subnets[e.Subnet]
	if e.OwnerType != "rds" || s == nil {
		return nil
	}
	var found *database
	for i := range l.there.databases {
		d := &l.there.databases[i]
		if d.kind == "cluster" || d.zoneName != s.zoneName || d.vpc != "" && d.vpc != s.vpc || d.account != s.account {
			continue
		}
		if found != nil {
			return nil // either
		}
		found = d
	}
	return found
}

// nearerDatabase moves the writer to the zone of most clients where a member stands there, or the machine that talks most to the database, or
// adds a reader.
func (l *look) nearerDatabase(d *database, hub netflow.End, clients map[string]netflow.End, p *pile, hours float64) (plan, *worth) {
	var best *database
	var saves money.Amount
	for i := range l.there.databases {
		one := &l.there.databases[i]
		if one.kind == "cluster" || one.cluster == "" || one.cluster != d.cluster || one.name == d.name || one.account != d.account {
			continue
		}
		if share := p.share(zoneMark+l.zoneID(one.account, one.zoneName), hours); share.Cmp(saves) > 0 {
			best, saves = one, share
		}
	}
	if best != nil {
		w := &worth{saves: saves, resource: best.arn}
		w.says = Text{
			EN: fmt.Sprintf("The member %s stands in %s, where clients of %s a month are: as the writer it would save that.", best.name, best.zoneName, l.dollars(saves)),
			JA: fmt.Sprintf("同じクラスターの %s は %s にあり、このゾーンのクライアント分が月 %s です。ライターを移せばその分が減ります。", best.name, best.zoneName, l.dollars(saves)),
		}
		w.breakEven = Text{EN: "always: no instance is added", JA: "常に有利（インスタンスの追加なし）"}
		return playbook.DatabaseMove{Region: best.region, Cluster: best.cluster, Engine: best.engine, Class: best.class, Instance: best.name, Zone: best.zoneName}, w
	}
	if _, fix, w := l.nearerMachine(hub, clients, p, hours); w != nil {
		w.breakEven = Text{
			EN: fmt.Sprintf("always by the byte; a reader in the clients' zone takes reads too, and is worth it where they cost more between zones than a %s costs a month, or where one is wanted anyway", d.class),
			JA: fmt.Sprintf("通信料では常に有利。クライアントのゾーンにリーダーを置く方法は、読み取りの転送料が %s の月額を上回る場合、またはリーダーが元々必要な場合に有利", d.class),
		}
		return fix, w
	}
	return l.nearerReader(d, hub, p, hours)
}

// nearerReader adds a reader in the zone from which most comes.
func (l *look) nearerReader(d *database, hub netflow.End, p *pile, hours float64) (plan, *worth) {
	zone := ""
	for _, part := range p.parts() {
		if id, ok := strings.CutPrefix(part, zoneMark); ok && id != hub.ZoneID {
			zone = id
			break
		}
	}
	w := &worth{saves: p.share(zoneMark+zone, hours)}
	w.says = Text{
		EN: fmt.Sprintf("A reader in %s would take what only reads there (%s at most, without the price of the reader).", zone, l.dollars(w.saves)),
		JA: fmt.Sprintf("%s にリーダーを置けば、読み取り分（最大 %s、リーダーの料金を除く）が減ります。", zone, l.dollars(w.saves)),
	}
	w.breakEven = Text{
		EN: fmt.Sprintf("worth it where reads of that zone cost more between zones (%s at most) than a %s costs a month, or where a reader is wanted anyway; else let the clients stand in %s", l.dollars(w.saves), d.class, hub.ZoneID),
		JA: fmt.Sprintf("そのゾーンの読み取りの転送料（最大 %s）が %s の月額を上回る場合、またはリーダーが元々必要な場合に有利。それ以外はクライアントを %s に置く", l.dollars(w.saves), d.class, hub.ZoneID),
	}
	fix := playbook.DatabaseReader{Region: d.region, Cluster: named(d.cluster, d.name), Engine: d.engine, Class: d.class, Zone: l.zoneName(d.account, zone)}
	return fix, w
}

// zoneID and zoneName translate the names of zones of an account, by its subnets.
func (l *look) zoneID(account, name string) string {
	for _, s := range l.there.subnets {
		if s.account == account && s.zoneName == name {
			return s.zone
		}
	}
	return ""
}

func (l *look) zoneName(account, id string) string {
	for _, s := range l.there.subnets {
		if s.account == account && s.zone == id {
			return s.zoneName
		}
	}
	return id
}

// nearerMachine moves the machine that talks most into the zone of the other end.
func (l *look) nearerMachine(hub netflow.End, clients map[string]netflow.End, p *pile, hours float64) (string, plan, *worth) {
	for _, part := range p.parts() {
		c, ok := clients[part]
		if !ok {
			continue
		}
		who, to := l.there.machines[c.OwnerID], l.there.subnets[hub.Subnet]
		if who == nil || to == nil || who.vpc != to.vpc { // over peering: the other way round, or a subnet of the own network in the zone
			if to = l.subnetIn(c.VPC, hub.ZoneID); who == nil || to == nil {
				continue
			}
		}
		saves := p.share(part, hours)
		w := &worth{saves: saves}
		w.says = Text{
			EN: fmt.Sprintf("%s is most of it: in %s it would pay nothing (%s).", c.Label(), hub.ZoneID, l.dollars(saves)),
			JA: fmt.Sprintf("最も多いのは %s で、%s に置けばこの分（%s）はかかりません。", c.Label(), hub.ZoneID, l.dollars(saves)),
		}
		w.breakEven = Text{
			EN: "always by the byte; where several are spread over zones on purpose, let each talk to what is in its own zone (client.rack of Kafka, topology aware routing of Kubernetes)",
			JA: "通信料では常に有利。意図的にゾーン分散している場合は、同じゾーン内の相手と通信させる（Kafka の client.rack、Kubernetes のトポロジー対応ルーティング）",
		}
		fix := playbook.MachineMove{Region: who.region, Machine: who.id, Name: named(who.name, who.id), Kind: who.kind, Image: who.image, Subnet: to.id}
		return hub.Label(), fix, w
	}
	return "", nil, nil
}

// subnetIn is a subnet of a network in a zone, nil without one.
func (l *look) subnetIn(vpc, zone string) *subnet {
	var best *subnet
	for _, s := range l.there.subnets {
		if s.vpc == vpc && s.zone == zone && (best == nil || s.id < best.id) {
			best = s
		}
	}
	return best
}

// transitPairs are networks that talk through a transit gateway where peering would cost less.
func (l *look) transitPairs() error {
	list := piles{}
	crossing := map[string]int64{}
	for i := range l.flows.rows {
		f := &l.flows.rows[i]
		a, b := f.Source, f.Destination
		if f.Path != netflow.TransitGateway || a.VPC == "" || b.VPC == "" || a.VPC == b.VPC || gatewayOf(f) != "" || l.there.networks[a.VPC] == nil || l.there.networks[b.VPC] == nil {
			continue
		}
		if l.there.networks[a.VPC].region != l.there.networks[b.VPC].region {
			continue
		}
		key := min(a.VPC, b.VPC) + separator + max(a.VPC, b.VPC)
		parts := []string{a.Interface, b.Interface, f.Gateway}
		for _, h := range f.Via {
			if h.ID != f.Gateway {
				parts = append(parts, h.ID)
			}
		}
		list.add(key, f, chargedFor(f, transitBytes), parts...)
		if a.ZoneID != b.ZoneID {
			crossing[key] += f.Estimated
		}
	}
	for _, key := range list.keys() {
		p := list[key]
		hours, lasts := l.hoursOf(p)
		if !lasts {
			continue
		}
		one, two, _ := strings.Cut(key, separator)
		if err := l.transitPair(l.there.networks[one], l.there.networks[two], p, hours, crossing[key]); err != nil {
			return err
		}
	}
	return nil
}

func (l *look) transitPair(a, b *network, p *pile, hours float64, crossing int64) error {
	zone, ok := l.bill.price(usagetype.CrossZone, a.account, a.region)
	if !ok || len(a.blocks) == 0 || len(b.blocks) == 0 {
		return nil
	}
	before, bytes := perMonth(p.dollars, hours), p.monthlyBytes(hours)
	const sides = 2
	after := zone.Mul(zone, rational(sides*crossing))
	f := Finding{
		Kind: TransitPair, Account: a.account, Region: a.region, Resources: []string{a.id, b.id}, Before: before, After: perMonth(after.Quo(after, rational(1<<30)), hours), //nolint:mnd // bytes of a gigabyte
	}
	var interfaces []string
	for _, part := range p.parts() {
		if strings.HasPrefix(part, "eni-") {
			interfaces = append(interfaces, part)
		} else {
			f.Resources = append(f.Resources, part)
		}
	}
	f.Title = Text{
		EN: fmt.Sprintf("%s and %s talk through the transit gateway", named(a.name, a.id), named(b.name, b.id)),
		JA: fmt.Sprintf("%s と %s の通信が Transit Gateway を経由しています", named(a.name, a.id), named(b.name, b.id)),
	}
	f.Says = Text{
		EN: fmt.Sprintf("About %s a month, which the transit gateway charges %s for. By peering they cost %s, as far as they cross zones; the attachments stay for the rest.", gigabytes(bytes), l.dollars(before), l.dollars(f.After)),
		JA: fmt.Sprintf("月約 %s の通信に %s かかっています。ピアリングならゾーンをまたぐ分の %s だけです（アタッチメントは他の通信用に残します）。", gigabytes(bytes), l.dollars(before), l.dollars(f.After)),
	}
	f.BreakEven = Text{
		EN: "always by the byte: peering costs nothing within a zone and $0.01 on either side between zones; it is one more connection to look after",
		JA: "通信料では常に有利（ピアリングは同一ゾーン内無料、ゾーン間は双方 $0.01/GB）。管理する接続は増えます",
	}
	if err := l.billed(&f, f.Resources...); err != nil {
		return err
	}
	if err := l.spoken(&f, interfaces...); err != nil {
		return err
	}
	side := func(n *network) playbook.Side {
		tables := l.there.tablesTo(n.id, "transit_gateway", "")
		if len(tables) == 0 {
			tables = l.there.tablesTo(n.id, "", "")
		}
		return playbook.Side{Account: n.account, Region: n.region, VPC: n.id, Block: n.blocks[0], Tables: tables}
	}
	return l.add(f, a.id+":"+b.id, playbook.Peering{From: side(a), To: side(b)})
}
