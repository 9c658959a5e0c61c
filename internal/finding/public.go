package finding

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/playbook"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// frontOf are the machines that load balancers send to, and those that talk to the internet themselves.
func (l *look) frontOf() (behind map[string]string, direct map[string]bool) {
	behind, direct = map[string]string{}, map[string]bool{}
	for i := range l.flows.rows {
		f := &l.flows.rows[i]
		client, server := ends(f)
		if strings.Contains(client.OwnerType, "load_balancer") && server.OwnerType == "instance" {
			behind[server.OwnerID] = client.OwnerID
		}
		if ours, _, ok := inner(f); ok && f.Path == netflow.Direct && ours.OwnerType == "instance" {
			direct[ours.OwnerID] = true
		}
	}
	return behind, direct
}

// publicAddresses are machines behind a load balancer with public addresses that they say nothing through.
func (l *look) publicAddresses() error {
	behind, direct := l.frontOf()
	fronts := map[string][]*machine{}
	for id, front := range behind {
		if m := l.there.machines[id]; m != nil && !direct[id] {
			fronts[front] = append(fronts[front], m)
		}
	}
	for front, machines := range fronts {
		slices.SortFunc(machines, func(a, b *machine) int { return strings.Compare(a.id, b.id) })
		if err := l.publicFront(front, machines); err != nil {
			return err
		}
	}
	return nil
}

// nics asks for the interfaces of machines with public addresses.
const nics = `SELECT instance_id, max(interface_id) AS interface_id, max(public_ip) AS public_ip FROM glaux.interfaces
WHERE instance_id IN ('RESOURCES') AND public_ip IS NOT NULL AND first_seen < TIMESTAMP '2000-01-02 00:00:00' AND (until IS NULL OR until >= TIMESTAMP '2000-01-02 00:00:00')
GROUP BY instance_id ORDER BY 1`

// publicFront makes the finding of the machines behind a load balancer.
func (l *look) publicFront(front string, machines []*machine) error {
	v := l.ask
	for _, m := range machines {
		v.list = append(v.list, m.id)
	}
	q, err := asked(nics, v)
	if err != nil {
		return err
	}
	interfaces := map[string]string{}
	if err := read(l.ctx, l.runner, l.who, q, func(r row) { interfaces[r.text(0)] = r.text(1) }); err != nil {
		return err
	}
	f := Finding{Kind: AddressPublic, Account: machines[0].account, Region: machines[0].region, Confidence: Likely}
	fix := playbook.AddressWithdraw{Region: machines[0].region}
	var names, ids []string
	for _, m := range machines {
		nic := interfaces[m.id]
		c := l.bill.of(usagetype.PublicAddress, nic)
		if nic == "" || !l.bill.running(c) {
			continue
		}
		f.Before = f.Before.Add(c.monthly())
		names, ids = append(names, named(m.name, m.id)), append(ids, nic)
		f.Resources = append(f.Resources, m.id)
		fix.Machines = append(fix.Machines, playbook.Machine{ID: m.id, Interface: nic})
		if s := l.there.subnets[m.subnet]; s != nil && !slices.ContainsFunc(fix.Subnets, func(n playbook.Network) bool { return n.ID == s.id }) && s.block != "" {
			fix.Subnets = append(fix.Subnets, playbook.Network{ID: s.id, VPC: s.vpc, Block: s.block})
		}
	}
	if len(fix.Machines) == 0 {
		return nil
	}
	f.Resources = append(append(f.Resources, ids...), front)
	f.Title = Text{EN: list(names) + " have public addresses behind a load balancer", JA: "ロードバランサー配下の " + list(names) + " がパブリックアドレスを持っています"}
	f.Says = Text{
		EN: fmt.Sprintf("They are reached through %s, and no flow between them and the internet was logged. %d addresses cost %s a month.", front, len(names), l.dollars(f.Before)),
		JA: fmt.Sprintf("%s 経由で利用され、インターネットとの直接の通信は記録されていません。%d 個のアドレスに月 %s かかっています。", front, len(names), l.dollars(f.Before)),
	}
	f.BreakEven = Text{
		EN: "always, where they need no way out; a NAT gateway for it costs more than nine addresses",
		JA: "外部への通信が不要なら常に有利（そのために NAT ゲートウェイを置くとアドレス 9 個分より高くなります）",
	}
	if err := l.billed(&f, ids...); err != nil {
		return err
	}
	if err := l.spoken(&f, ids...); err != nil {
		return err
	}
	return l.add(f, front, fix)
}

// groups asks what each log group took in, by day.
const groups = `SELECT line_item_usage_account_id, product_region_code, line_item_resource_id, CAST(CAST(line_item_usage_start_date AS date) AS varchar) AS day,
  sum(CAST(line_item_unblended_cost AS decimal(38, 10))) AS dollars
FROM glaux.bill
WHERE billing_period BETWEEN '2000-01' AND '2000-02'
  AND line_item_usage_start_date >= TIMESTAMP '2000-01-01 00:00:00' AND line_item_usage_start_date < TIMESTAMP '2000-01-02 00:00:00'
  AND line_item_product_code = 'AmazonCloudWatch' AND line_item_usage_type LIKE '%DataProcessing-Bytes' AND line_item_line_item_type = 'Usage' AND line_item_resource_id LIKE '%log-group%'
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`

// group is what a log group took in on the days of the window.
type group struct {
	account, region, resource string
	days                      map[string]float64
}

func readGroups(ctx context.Context, runner Runner, who access.Principal, v values) ([]*group, string, error) {
	q, err := asked(groups, v)
	if err != nil {
		return nil, "", err
	}
	byName := map[string]*group{}
	var all []*group
	err = read(ctx, runner, who, q, func(r row) {
		g := byName[r.text(2)]
		if g == nil {
			g = &group{r.text(0), r.text(1), r.text(2), map[string]float64{}}
			byName[g.resource] = g
			all = append(all, g)
		}
		amount, _ := r.number(4).Float64()
		g.days[r.text(3)] += amount
	})
	return all, ast.Print(q), err
}
