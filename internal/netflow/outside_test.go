package netflow

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/ast"
)

// addressesOf reads addresses.
func addressesOf(texts ...string) []netip.Addr {
	var list []netip.Addr
	for _, text := range texts {
		list = append(list, netip.MustParseAddr(text))
	}
	return list
}

func TestOfAddressesOutsideTheLargestAndTheKnownAreTold(t *testing.T) {
	b := small()
	b.routes["subnet-a"] = append(b.routes["subnet-a"], way{block: netip.MustParsePrefix("9.9.0.0/16"), kind: "peering", target: "pcx-2"})
	ranges, err := ReadRanges(strings.NewReader(published))
	if err != nil {
		t.Fatal(err)
	}
	met := addressesOf("8.8.8.8", "7.7.7.7", "6.6.6.6", "9.9.1.1", "52.92.17.1", "10.0.1.5", "5.5.5.5")
	n := b.choose(met, ranges, Ask{Outside: 2, Addresses: []string{"5.5.5.5"}})
	for text, want := range map[string]bool{
		"8.8.8.8": true, "7.7.7.7": true, "6.6.6.6": false, // of those outside, the two with the most bytes
		"9.9.1.1": true, "52.92.17.1": true, "10.0.1.5": true, "5.5.5.5": true, // a route, a service, ours, and what is asked for
	} {
		if a := netip.MustParseAddr(text); (n.names[a] == a) != want {
			t.Errorf("%s: told is %v", text, !want)
		}
	}
}

func TestHowManyAddressesOutsideAreToldDependsOnTheDays(t *testing.T) {
	from := dayOf(day)
	for days, want := range map[int]int{1: mostStranger, 10: strangerDays / 10, 400: leastStranger} {
		if ask := (Ask{From: from, To: from.AddDate(0, 0, days)}); ask.outside() != want {
			t.Errorf("%d days: %d, not %d", days, ask.outside(), want)
		}
	}
	if ask := (Ask{From: from, To: from, Outside: mostKept + 1}); ask.outside() != mostKept {
		t.Errorf("there is no bound: %d", ask.outside())
	}
}

func TestAQueryThatPutsAddressesTogetherIsAQuery(t *testing.T) {
	ask := Ask{From: dayOf(day), To: dayOf("2025-10-15")}
	a := addressesOf("8.8.8.8", "7.7.7.7", "0.0.0.1")
	q, err := legsQuery(ask, []string{"10.0.0.2"}, &naming{names: map[netip.Addr]netip.Addr{a[0]: a[0], a[1]: a[2]}})
	if err != nil {
		t.Fatal(err)
	}
	sql := strings.Join(strings.Fields(ast.Print(q)), " ")
	for _, part := range []string{
		"('7.7.7.7', '0.0.0.1'), ('8.8.8.8', '8.8.8.8')", "WHEN NOT k4.name IS NULL THEN k4.name", "l.pkt_dstaddr LIKE '10.%'", "ELSE '0.0.0.0' END AS pkt_dstaddr", "LIMIT 500000",
	} {
		if !strings.Contains(sql, part) && !strings.Contains(sql, strings.Replace(part, "NOT k4.name IS NULL", "k4.name IS NOT NULL", 1)) {
			t.Errorf("it lacks %s: %s", part, sql)
		}
	}
	for _, text := range []string{talked, reachedBy} {
		if q, err = talkedQuery(ask, text, 7, []string{"eni-nat"}); err != nil {
			t.Fatal(err)
		}
		if sql := ast.Print(q); !strings.Contains(sql, "DATE '2025-10-14'") || !strings.Contains(sql, "'eni-nat'") || !strings.Contains(sql, "LIMIT 7") || !strings.Contains(sql, "NOT (") {
			t.Error(sql)
		}
	}
}

func TestManyAddressesAreOneEndThatIsCharged(t *testing.T) {
	for name, bare := range map[string]bool{"with the packet's addresses": false, "in the default format": true} {
		t.Run(name, func(t *testing.T) {
			list := throughNAT()
			for i := range list {
				for _, a := range []*netip.Addr{&list[i].src, &list[i].dst, &list[i].pktSrc, &list[i].pktDst} {
					if a.String() == "8.8.8.8" {
						*a = netip.IPv4Unspecified()
					}
				}
			}
			flows := flowsOf(small(), bare, list...)
			if len(flows) != 2 {
				t.Fatalf("got %d flows: %+v", len(flows), flows)
			}
			for _, f := range flows {
				other := f.Destination
				if f.Reply {
					other = f.Source
				}
				if !other.Many || other.Address != "" || other.Label() != "other addresses" || f.Path != NAT || f.leaves() == f.Reply {
					t.Errorf("got %+v", f)
				}
			}
		})
	}
}

func TestTypesOfOwnersHaveWords(t *testing.T) {
	for kind, want := range map[string]Text{
		"instance": {EN: "instance", JA: "インスタンス"}, natOwner: {EN: "nat gateway", JA: "NAT ゲートウェイ"}, "new_thing": {EN: "new thing", JA: "new thing"},
	} {
		if got := KindText(kind); got != want {
			t.Errorf("%s: %+v", kind, got)
		}
	}
}
