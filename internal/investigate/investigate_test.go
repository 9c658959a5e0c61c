package investigate

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/finding"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/playbook"
	"github.com/glauxhq/glaux/internal/usagetype"
)

func dollars(t *testing.T, text string) money.Amount {
	t.Helper()
	a, err := money.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestQuestionsAreChecked(t *testing.T) {
	for name, c := range map[string]struct {
		q    Question
		says string
	}{
		"nothing is asked":             {Question{}, "name a case"},
		"a case and days":              {Question{Case: "x", From: "2025-10-01"}, "a case says by itself"},
		"a usage type without days":    {Question{UsageType: "x"}, "no day"},
		"days that end before they do": {Question{UsageType: "x", From: "2025-10-02", To: "2025-10-02"}, "are none"},
		"too many days":                {Question{UsageType: "x", From: "2020-01-01", To: "2025-01-01"}, "at most 400 days"},
		"what is no day":               {Question{UsageType: "x", From: "2025-10-01", To: "tomorrow"}, "no day"},
		"a case":                       {Question{Case: "x"}, ""},
		"a usage type with days":       {Question{UsageType: "x", From: "2025-10-01", To: "2025-10-02"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.q.check()
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

func TestCallsNameResourcesWhereverTheyStand(t *testing.T) {
	c := readCall(`{"natGatewayId":"nat-0123456789abcdef0","tags":[{"key":"Name","value":"x"}],"routeTableIds":["rtb-00000001","rtb-00000002"],"functionName":"take"}`,
		`{"a":{"b":{"vpcEndpointId":"vpce-0000aaaa"}}}`, "not JSON", "")
	want := []string{"take", "nat-0123456789abcdef0", "rtb-00000001", "rtb-00000002", "vpce-0000aaaa"}
	if !reflect.DeepEqual(c.ids, want) {
		t.Errorf("got %q, want %q", c.ids, want)
	}
	deep := strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)
	if c := readCall(deep); len(c.ids) != 0 {
		t.Errorf("got %q", c.ids)
	}
}

func TestIdsOfARNs(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:ec2:us-east-1:419832650148:natgateway/nat-78c2a8f58360c655d": "nat-78c2a8f58360c655d",
		"arn:aws:lambda:us-east-1:419832650148:function:click-take":           "click-take",
		"arn:aws:s3:::pictures": "pictures",
		"i-0123":                "i-0123",
	} {
		if got := shortID(arn); got != want {
			t.Errorf("%s: got %q, want %q", arn, got, want)
		}
	}
}

func TestWhatACallDidIsSaid(t *testing.T) {
	i := &inquiry{involved: involved{}}
	i.involved.add("rtb-00000001", "private-1")
	i.involved.add("nat-00000001", "nat-4")
	for _, c := range []struct{ event, request, want string }{
		{"CreateRoute", `{"routeTableId":"rtb-00000001","destinationCidrBlock":"0.0.0.0/0","natGatewayId":"nat-00000001"}`, "0.0.0.0/0 of private-1 (rtb-00000001) leads to nat-4 (nat-00000001) from now on"},
		{"DeleteNatGateway", `{"natGatewayId":"nat-00000001"}`, "deleted the NAT gateway nat-4 (nat-00000001)"},
		{"CreateNatGateway", `{"subnetId":"subnet-00000001"}`, "made the NAT gateway in subnet-00000001"},
		{"DeleteVpcEndpoints", `{"DeleteVpcEndpointsRequest":{"VpcEndpointId":{"tag":1,"content":"vpce-0000aaaa"}}}`, "deleted the endpoint vpce-0000aaaa"},
		{"CreateNatGateway", `{"CreateNatGatewayRequest":{"SubnetId":"subnet-00000002"}}`, "made the NAT gateway in subnet-00000002"},
		{"CreateTransitGatewayRoute", `{"destinationCidrBlock":"10.0.0.0/8","transitGatewayRouteTableId":"tgw-rtb-00000001","transitGatewayAttachmentId":"tgw-attach-00000001"}`, "10.0.0.0/8 of tgw-rtb-00000001 leads to tgw-attach-00000001 from now on"},
		{"RunInstances", `{"instancesSet":{"items":[{"instanceId":"i-00000001"}]}}`, "started i-00000001"},
		{"PutBucketVersioning", `{"bucketName":"lake-raw"}`, "PutBucketVersioning on lake-raw"},
		{"Strange", "", "Strange"},
	} {
		if got := i.did(c.event, readCall(c.request), nil); got.EN != c.want || got.JA == "" {
			t.Errorf("%s: got %q and %q, want %q", c.event, got.EN, got.JA, c.want)
		}
	}
}

func TestChangesAtTheBeginningComeFirst(t *testing.T) {
	list := []Change{{Certain: true, Near: -10}, {Certain: true, Near: 40}, {Certain: true, Near: 3000}, {Near: 1}}
	for n := 1; n < len(list); n++ {
		if list[n-1].rank() >= list[n].rank() {
			t.Errorf("%+v does not come before %+v", list[n-1], list[n])
		}
	}
}

// flows makes flows of many ends through few gateways.
func flows(t *testing.T) []netflow.Flow {
	t.Helper()
	var out []netflow.Flow
	for n := range 40 {
		zone := fmt.Sprintf("use1-az%d", n%3+1)
		from := netflow.End{Address: fmt.Sprintf("10.0.0.%d", n), OwnerID: fmt.Sprintf("i-%08d", n), VPC: "vpc-1", SubnetName: "private-" + zone, ZoneID: zone}
		to := netflow.End{Address: "52.216.0.1", Service: "S3"}
		f := netflow.Flow{Source: from, Destination: to, Path: netflow.NAT, Gateway: "nat-00000001", GatewayZone: "use1-az4", Port: 443, Bytes: int64(n + 1), Dollars: dollars(t, fmt.Sprintf("0.%02d", n+1)), Crosses: true}
		if n%2 == 1 {
			f.Source, f.Destination, f.Reply = to, from, true
		}
		out = append(out, f)
	}
	return out
}

// Each layer of the picture carries all dollars and bytes, whatever had no node of its own.
func TestEachLayerOfThePictureCarriesEverything(t *testing.T) {
	i := &inquiry{involved: involved{}, rows: flows(t)}
	s := i.sankey()
	layer := map[string]int{}
	for _, n := range s.Nodes {
		layer[n.ID] = n.Layer
	}
	var sums [layers - 1]weighed
	for _, l := range s.Links {
		if layer[l.To] != layer[l.From]+1 {
			t.Errorf("a link from layer %d to layer %d", layer[l.From], layer[l.To])
		}
		sums[layer[l.From]].bytes += l.Bytes
		sums[layer[l.From]].dollars = sums[layer[l.From]].dollars.Add(l.Dollars)
	}
	var want weighed
	for _, f := range i.rows {
		want.bytes += f.Bytes
		want.dollars = want.dollars.Add(f.Dollars)
	}
	for n, sum := range sums {
		if sum.bytes != want.bytes || !sum.dollars.Equal(want.dollars) {
			t.Errorf("layer %d carries %s and %d bytes, and there are %s and %d", n, sum.dollars, sum.bytes, want.dollars, want.bytes)
		}
	}
	ends := 0
	for _, n := range s.Nodes {
		if n.Layer == 0 {
			ends++
		}
	}
	if ends != maxEnds {
		t.Errorf("%d nodes in the first layer, want %d", ends, maxEnds)
	}
}

func TestWaysPutSubnetsTogether(t *testing.T) {
	ways := waysOf(flows(t))
	if len(ways) != 3 {
		t.Fatalf("%d ways, want one for each subnet: %+v", len(ways), ways)
	}
	for _, w := range ways {
		if w.To != "S3" || !w.Crosses || w.GatewayZone != "use1-az4" || !strings.HasPrefix(w.From, "private-") {
			t.Errorf("%+v", w)
		}
	}
}

func TestAddressesHaveBothDirections(t *testing.T) {
	list := addressesOf(flows(t), time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC))
	if list[0].Address != "52.216.0.1" || list[0].Sent+list[0].Received != 820 || list[0].Link != "/addresses/52.216.0.1?at=2025-10-31T23%3A59%3A59Z" {
		t.Errorf("%+v", list[0])
	}
}

// report is one with everything in it; every name is text.
func report(t *testing.T, text string) Report {
	t.Helper()
	both := Text{EN: text, JA: text + "の"}
	i := &inquiry{involved: involved{}, rows: flows(t)}
	one := shiftOf(t, "1", "3")
	return Report{
		Question: Question{Case: text}, Title: both, Says: []Text{both}, Made: time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC), Currency: "USD",
		Case: &casebook.Case{ID: text, Class: anomaly.Step}, Before: casebook.Window{Start: "2025-10-01", End: "2025-10-02"}, After: casebook.Window{Start: "2025-10-08", End: "2025-10-09"}, Change: one,
		Series:  []Series{{UsageType: text, Title: both, Points: []Point{{"2025-10-01", one.Before}, {"2025-10-08", one.After}}}},
		Usage:   []Usage{{UsageType: text, Meaning: usagetype.Meaning{Title: both, Says: both}, Shift: one, PriceBefore: "1", PriceAfter: "2"}},
		Causes:  []casebook.Cause{{Elements: []anomaly.Element{{Dimension: "resource", Value: text}}, Shift: one, Share: 1}},
		Traffic: &Traffic{Badge: Badge{Says: both, Parts: []netflow.Part{{UsageType: text, Resource: text}}}, Ways: waysOf(i.rows), Sankey: i.sankey(), Addresses: []Address{{Address: "10.0.0.1", Name: text}}},
		Findings: []finding.Finding{{Title: both, Says: both, BreakEven: both, Risk: both, Evidence: []finding.Evidence{{Name: both, SQL: text}}, Fix: playbook.Plan{
			Title: both, Steps: []Text{both}, Terraform: text, CloudFormation: text, CLI: text,
		}}},
		Changes:      []Change{{Name: text, Event: text, Why: both}},
		Verification: &casebook.Proof{Outcome: anomaly.Worked, Would: one.After},
		Steps:        []Step{{Part: "usage", SQL: text, Rows: 1}},
		Missing:      []Missing{{Part: "traffic", Why: both}},
	}
}

// shiftOf is a change between two amounts.
func shiftOf(t *testing.T, before, after string) casebook.Shift {
	t.Helper()
	a, b := dollars(t, before), dollars(t, after)
	return casebook.Shift{Before: a, After: b, Change: b.Sub(a)}
}

func write(t *testing.T, f Form, r *Report, l Language) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, r, Writing{Language: l, Explain: true}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const hostile = "<img src=x onerror=alert(1)> | ```` \r\n# head [a](javascript:b) \u202eexe"

func TestNamesAreTextInBothForms(t *testing.T) {
	r := report(t, hostile)
	page := write(t, HTML, &r, English)
	if strings.Contains(page, "<img") || strings.Contains(page, "<script") || strings.Contains(page, "href=") {
		t.Errorf("markup in %s", page)
	}
	text := write(t, Markdown, &r, English)
	for n, line := range strings.Split(outsideFences(text), "\n") {
		if strings.Contains(line, "<img") && !strings.Contains(line, `\<img`) || strings.HasPrefix(line, "# head") || strings.Contains(line, "\u202e") || strings.Contains(line, "\r") {
			t.Errorf("line %d: %q", n, line)
		}
	}
}

// outsideFences is Markdown without its code.
func outsideFences(text string) string {
	var out []string
	fence := ""
	for line := range strings.SplitSeq(text, "\n") {
		marks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence == "" && len(marks) >= 3:
			fence = marks
		case fence != "" && line == fence:
			fence = ""
		case fence == "":
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

func TestThePageIsWellFormedAndLoadsNothing(t *testing.T) {
	r := report(t, "click")
	for _, l := range []Language{English, Japanese} {
		page := write(t, HTML, &r, l)
		if strings.Contains(page, "http://") || strings.Contains(page, "https://") || strings.Contains(page, "NaN") {
			t.Error("the page refers to something outside, or draws nothing")
		}
		d := xml.NewDecoder(strings.NewReader(page))
		d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
		for _, block := range []string{"<svg", "<table", "<details"} {
			if !strings.Contains(page, block) {
				t.Errorf("no %s", block)
			}
		}
	}
}

// Both forms have every part, in both languages.
func TestEveryPartIsWritten(t *testing.T) {
	r := report(t, "click")
	for _, l := range []Language{English, Japanese} {
		w := wordsOf(l)
		for _, f := range Forms() {
			got := write(t, f, &r, l)
			for _, part := range []string{w.Series, w.Usage, w.Causes, w.Traffic, w.Ways, w.Addresses, w.Findings, w.Changes, w.Proof, w.Missing, w.Steps, w.Foot} {
				if !strings.Contains(got, part) {
					t.Errorf("%s in %s has no %q", f, l, part)
				}
			}
		}
	}
}

func TestWordsAreComplete(t *testing.T) {
	en, ja := reflect.ValueOf(wordsOf(English)), reflect.ValueOf(wordsOf(Japanese))
	for n := range en.NumField() {
		name, a, b := en.Type().Field(n).Name, en.Field(n).String(), ja.Field(n).String()
		if a == "" || b == "" {
			t.Errorf("%s: %q and %q", name, a, b)
		}
		if name == "Language" || name == "Cell" || name == "Until" || name == "Zone" {
			continue
		}
		if !strings.ContainsFunc(b, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) }) && name != "Steps" {
			t.Errorf("%s: %q is not Japanese", name, b)
		}
	}
}

func TestFilesHavePlainNames(t *testing.T) {
	r := Report{Question: Question{UsageType: "APN1-Data/../x", From: "2025-10-01"}}
	if got := r.FileName(); got != "glaux-APN1-Data----x-2025-10-01" {
		t.Errorf("got %q", got)
	}
}
