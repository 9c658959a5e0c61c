package world

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/period"
)

// lastMonths are the hours from October 2025 to the end of March 2026.
func lastMonths() (from, to Hour) {
	return HourOf(period.NewMonth(2025, time.October).Range().Start), HourOf(period.NewMonth(2026, time.March).Range().End)
}

func TestEveryFaultOfStrixIsFoundAndWhatIsRightIsNot(t *testing.T) {
	w := New(Options{Name: Strix, Seed: 3})
	_, to := lastMonths()
	march := HourOf(period.NewMonth(2026, time.March).Range().Start)
	found, costs := w.Findings(march, to)
	worth := map[string]int{}
	for i, f := range found {
		if c := costs[i][0]; !f.Optional && c.Saves > 2*Scale {
			worth[f.Kind+" of "+f.Account.Key]++
		}
	}
	want := map[string]int{
		"nat-other-zone of stream": 1, "nat-without-gateway-endpoint of shop": 1, "nat-without-gateway-endpoint of field": 1, "nat-without-interface-endpoint of lab": 1,
		"nat-idle of stream": 1, "nat-idle of trial": 1, "cross-zone-pair of shop": 1, "cross-zone-pair of stream": 4, "cross-zone-pair of field": 1, "address-idle of trial": 3,
		"endpoint-idle of trial": 1, "transit-instead-of-peering of lab": 1,
	}
	for key, n := range want {
		if worth[key] != n {
			t.Errorf("%d of %s, not %d", worth[key], key, n)
		}
	}
	for key := range worth {
		if want[key] == 0 {
			t.Errorf("there is %s, which should be right", key)
		}
	}
}

func TestIncidentsOfStrixCostSomethingAndHaveAChange(t *testing.T) {
	w := New(Options{Name: Strix})
	from, to := lastMonths()
	for _, in := range w.Incidents {
		var cost int64
		for _, touched := range w.Damage(in, from, to) {
			cost += touched.Cost
		}
		if cost < 100*Scale {
			t.Errorf("%s costs %d only", in.ID, cost)
		}
		if !slices.ContainsFunc(w.Changes, func(c *Change) bool { return c.Incident == in.ID && len(c.Resources) > 0 }) {
			t.Errorf("nobody has caused %s", in.ID)
		}
		if len(w.FlowsOf(in)) == 0 {
			t.Errorf("%s has no flows", in.ID)
		}
	}
}

func TestStrixHasAddressesOfAllKinds(t *testing.T) {
	w := New(Options{Name: Strix})
	six, pods := 0, 0
	seen := map[string]bool{}
	for _, a := range w.Addresses() {
		address, err := netip.ParseAddr(a.Address)
		if err != nil || address.String() != a.Address {
			t.Errorf("%q is no address as it is written: %v", a.Address, err)
		}
		if seen[a.VPC+a.Address] {
			t.Errorf("%s is given twice", a.Address)
		}
		seen[a.VPC+a.Address] = true
		if address.Is6() {
			six++
			if s := a.Interface.Subnet; !netip.MustParsePrefix(s.IPv6).Contains(address) {
				t.Errorf("%s is not in %s", address, s.IPv6)
			}
		} else if s := a.Interface.Subnet; a.VPC != "" && !netip.MustParsePrefix(s.CIDR).Contains(address) {
			t.Errorf("%s is not in %s", address, s.CIDR)
		}
	}
	for _, f := range w.Flows {
		if f.Src.Pod == nil {
			continue
		}
		pods++
		in := slices.ContainsFunc(f.Src.Interface.Prefixes, func(p string) bool { return netip.MustParsePrefix(p).Contains(netip.MustParseAddr(f.Src.IP())) })
		if !in || f.Src.IP() == f.Src.Interface.Address {
			t.Errorf("%s: the pod's address %s is not of its interface's prefixes", f.Name, f.Src.IP())
		}
	}
	if six == 0 || pods == 0 {
		t.Errorf("%d IPv6 addresses, %d flows of pods", six, pods)
	}
}

func TestZonesOfStrixHaveNamesOfTheirRegion(t *testing.T) {
	w := New(Options{Name: Strix})
	for _, s := range w.Subnets {
		r := s.VPC.Region
		if name := s.VPC.Account.ZoneName(r, s.ZoneID); !strings.HasPrefix(s.ZoneID, r.Zones) || !slices.Contains([]string{r.Code + "a", r.Code + "b", r.Code + "c"}, name) {
			t.Errorf("%s is %s in %s", s.ZoneID, name, s.VPC.Account.Name)
		}
	}
}
