package demo_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/period"
)

// TestTheWorldStrix asks the last month of the second world what the first one is asked, and what only it has.
func TestTheWorldStrix(t *testing.T) {
	h := newHouse(t, demo.Options{World: "strix", Months: 1, End: period.NewMonth(2026, 3), Formats: []string{"cur2", "flow-logs", "inventory"}}, "cur2", "flow-logs", "inventory")
	for _, law := range laws() {
		if strings.Contains(law.wrong, "2025-11") { // about the last month of the other world
			continue
		}
		t.Run(law.name, func(t *testing.T) {
			if _, rows := h.rows(t, law.wrong); len(rows) > 0 {
				t.Errorf("%d rows break it, the first: %q", len(rows), rows[0])
			}
		})
	}
	t.Run("totals are those of the truth", func(t *testing.T) { h.spent(t) })
	t.Run("what gateways are billed for is what their logs show, but for what is skipped", h.gateways)
	t.Run("whoever had an address is in the inventories", h.owners)
	t.Run("pods, IPv6 and regional gateways are named by their addresses", h.named)
	t.Run("findings name resources of the inventories", h.blamed)
}

// spent compares the bill's totals with the truth.
func (h *house) spent(t *testing.T) {
	_, rows := h.rows(t, `SELECT billing_period, line_item_usage_account_id, product_product_name, sum(CAST(line_item_unblended_cost AS decimal(38, 10))) FROM glaux.bill GROUP BY 1, 2, 3`)
	found := map[string]string{}
	for _, row := range rows {
		found[strings.Join(row[:3], "|")] = row[3]
	}
	for _, want := range h.truth.Bill.Totals {
		if got := found[want.Month.String()+"|"+want.Account+"|"+want.Service]; got != want.Amount.String() && want.Amount.Sign() != 0 {
			t.Errorf("%s, %s, %s: %q, and in truth %s", want.Month, want.Account, want.Service, got, want.Amount)
		}
	}
	if len(h.truth.Bill.Totals) < 12 {
		t.Errorf("the truth has %d totals", len(h.truth.Bill.Totals))
	}
}

// gateways compares the private legs of NAT gateways, zonal and regional, with their bills.
func (h *house) gateways(t *testing.T) {
	_, rows := h.rows(t, `WITH gates AS (
		SELECT nat_gateway_id, max(private_ip) AS private_ip, array_agg(DISTINCT interface_id) AS interfaces FROM glaux.nat_gateways GROUP BY 1),
	zonal AS (SELECT g.nat_gateway_id AS gateway, sum(f.bytes) AS bytes FROM glaux.flow_logs f JOIN gates g ON contains(g.interfaces, f.interface_id)
		WHERE f.dstaddr = g.private_ip AND f.pkt_dstaddr <> f.dstaddr OR f.srcaddr = g.private_ip AND f.pkt_srcaddr <> f.srcaddr GROUP BY 1),
	whole AS (SELECT resource_id AS gateway, sum(bytes) AS bytes FROM glaux.flow_logs WHERE interface_type = 'regional_nat_gateway'
		AND NOT (srcaddr LIKE '3.121.%' OR dstaddr LIKE '3.121.%') GROUP BY 1),
	logged AS (SELECT * FROM zonal UNION ALL SELECT * FROM whole),
	billed AS (SELECT regexp_extract(line_item_resource_id, 'nat-[0-9a-f]+') AS gateway, sum(line_item_usage_amount) * 1073741824 AS bytes
		FROM glaux.bill WHERE line_item_usage_type LIKE '%NatGateway-Bytes' GROUP BY 1)
	SELECT gateway, coalesce(logged.bytes, 0) / billed.bytes AS part FROM billed LEFT JOIN logged USING (gateway) WHERE billed.bytes > 0`)
	if len(rows) < 7 {
		t.Errorf("%d gateways are billed for bytes", len(rows))
	}
	for _, row := range rows {
		var part float64
		if _, err := fmt.Sscan(row[1], &part); err != nil || part < 0.97 || part > 1 {
			t.Errorf("the logs of %s show %s of what is billed", row[0], row[1])
		}
	}
}

// owners looks up every address of the truth at the end of the world.
func (h *house) owners(t *testing.T) {
	_, rows := h.rows(t, `SELECT DISTINCT address, coalesce(vpc_id, '') FROM glaux.addresses WHERE until IS NULL`)
	there := map[string]bool{}
	for _, row := range rows {
		there[row[0]], there[row[0]+"|"+row[1]] = true, true
	}
	for _, a := range h.truth.Addresses {
		key := a.Address
		if a.VPC != "" {
			key += "|" + a.VPC
		}
		if a.To == "" && !there[key] {
			t.Errorf("%s of %s (%s) is in no inventory", a.Address, a.Owner, a.Kind)
		}
	}
}

// named asks who has addresses of the kinds that only this world has, and a held one.
func (h *house) named(t *testing.T) {
	at := time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC)
	kinds := map[string]int{}
	for _, a := range h.truth.Addresses {
		switch {
		case strings.HasPrefix(a.Address, "10.80.21."), strings.Contains(a.Address, ":"), a.Kind == "regional_nat_gateway":
		default:
			continue
		}
		answer, err := netflow.Identify(t.Context(), h.runner, h.app.Who(), netflow.Ranges{}, netflow.Asked{Address: a.Address, At: at})
		if err != nil {
			t.Fatal(err)
		}
		if len(answer.Identities) != 1 {
			t.Errorf("%s of %s is %d identities: %+v", a.Address, a.Owner, len(answer.Identities), answer.Identities)
			continue
		}
		one := answer.Identities[0]
		kinds[one.OwnerType]++
		if one.Account != a.Account || one.OwnerID != "" && !strings.HasSuffix(a.Owner, one.OwnerID) && one.Interface != a.Interface {
			t.Errorf("%s of %s is %s %s of %s", a.Address, a.Owner, one.OwnerType, one.OwnerID, one.Account)
		}
	}
	if kinds["instance"] < 4 || kinds["nat_gateway"] < 2 {
		t.Errorf("owners are %v", kinds)
	}
}

// blamed looks up the first resource of each finding.
func (h *house) blamed(t *testing.T) {
	_, rows := h.rows(t, `SELECT resource_id FROM glaux.resources UNION SELECT arn FROM glaux.resources WHERE arn IS NOT NULL`)
	there := map[string]bool{}
	for _, row := range rows {
		there[row[0]] = true
	}
	kinds := map[string]bool{}
	for _, f := range h.truth.Findings {
		kinds[f.Kind] = true
		if !there[f.Resources[0]] {
			t.Errorf("%s: no inventory tells of %s", f.Kind, f.Resources[0])
		}
		if len(f.Months) == 0 || f.Why == "" {
			t.Errorf("%s says neither why nor how much", f.Kind)
		}
	}
	if len(kinds) < 9 {
		t.Errorf("%d kinds of findings", len(kinds))
	}
}
