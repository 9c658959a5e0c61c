package netflow

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

const published = `{"createDate": "2025-11-01-00-00-00", "prefixes": [
 {"ip_prefix": "52.92.0.0/14", "region": "us-east-1", "service": "AMAZON"},
 {"ip_prefix": "52.92.16.0/20", "region": "us-east-1", "service": "AMAZON"},
 {"ip_prefix": "52.92.16.0/20", "region": "us-east-1", "service": "S3"},
 {"ip_prefix": "52.94.5.0/24", "region": "eu-west-1", "service": "DYNAMODB"}],
 "ipv6_prefixes": [{"ipv6_prefix": "2600:1f60::/32", "region": "us-west-2", "service": "S3"}]}`

func TestTheSmallestBlockNamesTheService(t *testing.T) {
	ranges, err := ReadRanges(strings.NewReader(published))
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"52.92.17.1": "S3 us-east-1 52.92.16.0/20", "52.93.0.1": "AMAZON us-east-1 52.92.0.0/14", "52.94.5.9": "DYNAMODB eu-west-1 52.94.5.0/24",
		"2600:1f60::1": "S3 us-west-2 2600:1f60::/32", "8.8.8.8": "",
	} {
		r, ok := ranges.Of(netip.MustParseAddr(address))
		got := ""
		if ok {
			got = r.Service + " " + r.Region + " " + r.Prefix.String()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
	if ranges.Published != "2025-11-01-00-00-00" {
		t.Errorf("published %q", ranges.Published)
	}
	var none Ranges
	if _, ok := none.Of(netip.MustParseAddr("52.92.17.1")); ok {
		t.Error("a zero value knows an address")
	}
}

func TestAWrongFileOfRangesIsRefused(t *testing.T) {
	for _, text := range []string{"", "[]", `{"prefixes": [{"ip_prefix": "52.92.0.0/33"}]}`, `{"ipv6_prefixes": [{"ipv6_prefix": "x"}]}`} {
		if _, err := ReadRanges(strings.NewReader(text)); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestAddressesThatMeanSomethingByThemselves(t *testing.T) {
	for address, want := range map[string]string{
		"169.254.169.254": "the metadata service of EC2 instances", "169.254.1.1": "link-local", "127.0.0.1": "the host itself (loopback)",
		"fd00:ec2::253": "the DNS resolver of VPCs", "10.0.0.1": "", "52.92.17.1": "",
	} {
		if says, _ := meaningOf(netip.MustParseAddr(address)); says.EN != want || (says.JA == "") != (want == "") {
			t.Errorf("%s: %+v", address, says)
		}
	}
}

func TestSpansOfTheSameOwnerBecomeOne(t *testing.T) {
	at := func(day int) *time.Time { d := time.Date(2025, 7, day, 0, 0, 0, 0, time.UTC); return &d }
	list := merged([]Identity{
		{Interface: "eni-2", OwnerID: "i-2", From: at(20)},
		{Interface: "eni-2", OwnerID: "i-2", From: at(12), Until: at(20)},
		{Interface: "eni-1", OwnerID: "i-1", From: at(5), Until: at(11)},
		{Interface: "eni-1", OwnerID: "i-1", From: at(1), Until: at(5)},
	})
	if len(list) != 2 || !list[0].From.Equal(*at(12)) || list[0].Until != nil || !list[1].From.Equal(*at(1)) || !list[1].Until.Equal(*at(11)) {
		t.Fatalf("got %+v", list)
	}
	if !list[1].at(*at(1)) || list[1].at(*at(11)) || list[0].at(*at(11)) || !list[0].at(*at(25)) {
		t.Error("the ends of a span are not half-open")
	}
}

func TestWhatNobodyTellsOfIsSaidToBeUnknown(t *testing.T) {
	for address, want := range map[string]Kind{"10.1.2.3": Unknown, "100.64.0.9": Unknown, "8.8.8.8": Internet, "2001:4860::1": Internet} {
		if got := outside(netip.MustParseAddr(address), Ranges{}); got.Kind != want || got.Says.EN == "" || got.Says.JA == "" {
			t.Errorf("%s: %+v", address, got)
		}
	}
}

func TestQueriesAreQueries(t *testing.T) {
	if _, err := build.Query(blocks); err != nil {
		t.Error(err)
	}
	q, err := ofAddresses([]netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("2001:db8::1")})
	if err != nil || len(q.With.Tables) != 3 || !strings.Contains(ast.Print(q), "VALUES '10.0.0.1', '2001:db8::1'") {
		t.Errorf("%v, %v", ast.Print(q), err)
	}
}

func FuzzReadRanges(f *testing.F) {
	f.Add(published)
	f.Add(`{"prefixes": [{"ip_prefix": "0.0.0.0/0", "service": "S3"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		ranges, err := ReadRanges(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, a := range []string{"10.0.0.1", "52.92.17.1", "2600:1f60::1"} {
			address := netip.MustParseAddr(a)
			if r, ok := ranges.Of(address); ok && !r.Prefix.Contains(address) {
				t.Errorf("%s is not in %s", a, r.Prefix)
			}
		}
	})
}
