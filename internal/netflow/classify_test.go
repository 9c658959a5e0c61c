package netflow

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/sql/ast"
)

func TestNeighboursBecomeBlocks(t *testing.T) {
	s := &sorting{ask: Classify{Level: ByName, At: time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)}}
	for address, name := range map[string]string{
		"10.0.0.4": "web", "10.0.0.5": "web", "10.0.0.6": "web", "10.0.0.7": "web", "10.0.0.9": "web", "10.0.1.1": "db's", "10.0.9.9": "",
	} {
		s.put(netip.MustParseAddr(address), []Identity{{Kind: Resource, Name: name}}, Ranges{})
	}
	classes, err := s.classes()
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(ast.Print(s.expression(classes))), " ")
	want := "CASE WHEN srcaddr = '10.0.1.1' THEN 'db''s' WHEN srcaddr = '10.0.0.9' OR contains('10.0.0.4/30', TRY_CAST(srcaddr AS ipaddress)) THEN 'web' ELSE 'other' END"
	if !strings.EqualFold(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAReusedAddressIsNamedByTheTimeOfTheRow(t *testing.T) {
	at := func(day int) *time.Time { d := time.Date(2025, 8, day, 0, 0, 0, 0, time.UTC); return &d }
	history := []Identity{{Name: "new", From: at(20)}, {Name: "old", From: at(1), Until: at(19)}}
	s := &sorting{ask: Classify{Level: ByName, At: *at(25), Column: "dstaddr", Time: "start_time"}}
	s.put(netip.MustParseAddr("10.0.0.4"), history, Ranges{})
	classes, err := s.classes()
	if err != nil || len(s.reused) != 1 {
		t.Fatal(err, s.reused)
	}
	got := strings.Join(strings.Fields(ast.Print(s.expression(classes))), " ")
	want := "CASE WHEN dstaddr = '10.0.0.4' AND start_time >= TIMESTAMP '2025-08-01 00:00:00' AND start_time < TIMESTAMP '2025-08-19 00:00:00' THEN 'old' " +
		"WHEN dstaddr = '10.0.0.4' AND start_time >= TIMESTAMP '2025-08-20 00:00:00' THEN 'new' ELSE 'other' END"
	if !strings.EqualFold(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	s = &sorting{ask: Classify{Level: ByName, At: *at(10)}}
	s.put(netip.MustParseAddr("10.0.0.4"), history, Ranges{})
	if len(s.words["old"]) != 1 || len(s.reused) != 1 {
		t.Errorf("without a column of time: %v", s.words)
	}
}

func TestLevelsAreCheckedAndAddressesRead(t *testing.T) {
	for _, c := range []struct {
		level Level
		list  []string
		want  string
	}{
		{"tag:team", []string{" 10.0.0.1", "::ffff:10.0.0.1", "-", ""}, ""},
		{"tag:", []string{"10.0.0.1"}, "no level"},
		{"colour", []string{"10.0.0.1"}, "no level"},
		{ByName, []string{"10.0.0.256"}, "no IP address"},
		{ByName, []string{"-"}, "no address to classify"},
	} {
		list, err := Classify{Level: c.level, Addresses: c.list}.addresses()
		if c.want == "" && (err != nil || len(list) != 1) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s %q: %v, %v", c.level, c.list, list, err)
		}
	}
}

func TestALevelTakesItsWordFromTheIdentity(t *testing.T) {
	i := Identity{OwnerType: "instance", OwnerID: "i-1", Name: "web", SubnetName: "a", Subnet: "subnet-1", VPC: "vpc-1", ZoneID: "use1-az1", Account: "1", Tags: map[string]string{"team": "shop"}}
	for level, want := range map[Level]string{
		ByName: "web", ByOwner: "i-1", ByType: "instance", BySubnet: "a", ByVPC: "vpc-1", ByZone: "use1-az1", ByAccount: "1", ByService: "instance", "tag:team": "shop", "tag:x": "",
	} {
		if got := level.of(i); got != want {
			t.Errorf("%s: %q", level, got)
		}
	}
}
