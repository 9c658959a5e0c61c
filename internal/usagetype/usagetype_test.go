package usagetype

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/glauxhq/glaux/internal/golden"
)

// The golden files have a line for each: product, usage type, operation, charge.
func TestWhatLinesMean(t *testing.T) {
	golden.Run(t, "testdata", func(t *testing.T, in golden.Sections) golden.Sections {
		t.Helper()
		var out strings.Builder
		for line := range strings.Lines(in["lines"]) {
			m := Explain(lineOf(line))
			out.WriteString(line)
			if !m.Known {
				out.WriteString("  unknown\n")
				continue
			}
			fmt.Fprintf(&out, "  %s | %s | %s | %s\n  %s\n  %s\n", m.Class, m.Title.EN, m.Title.JA, m.Unit.EN, m.Says.EN, m.Says.JA)
		}
		return golden.Sections{"meanings": out.String()}
	})
}

func lineOf(text string) Line {
	f := append(strings.Split(strings.TrimSuffix(text, "\n"), ","), "", "", "")
	return Line{Product: f[0], UsageType: f[1], Operation: f[2], Charge: f[3]}
}

// Every line of the golden file in every region: far more usage types than one bill holds.
func TestThousandsOfUsageTypesAreExplained(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/usage.txtar")
	if err != nil {
		t.Fatal(err)
	}
	seen, known := map[string]bool{}, 0
	for text := range strings.Lines(string(archive.Files[0].Data)) {
		line := lineOf(text)
		_, to, bare := Split(line.UsageType)
		if bare == "" {
			continue
		}
		for _, r := range Regions() {
			name := r.Prefix + "-" + bare
			if to != nil {
				name = r.Prefix + "-" + to.Prefix + "-" + bare
			}
			if seen[name] {
				continue
			}
			seen[name] = true
			line.UsageType = name
			if m := Explain(line); m.Known && m.Region != nil && m.Region.Code == r.Code {
				known++
			} else {
				t.Errorf("%s %s: %+v", line.Product, name, m)
			}
		}
	}
	if known < 2000 {
		t.Errorf("only %d usage types were explained", known)
	}
	t.Logf("%d usage types", known)
}

func TestRegionsAreCutOff(t *testing.T) {
	for _, c := range []struct{ usageType, from, to, bare string }{
		{"NatGateway-Bytes", "", "", "NatGateway-Bytes"},
		{"APN1-NatGateway-Bytes", "ap-northeast-1", "", "NatGateway-Bytes"},
		{"USE1-APN1-AWS-Out-Bytes", "us-east-1", "ap-northeast-1", "AWS-Out-Bytes"},
		{"EU-EUC1-AWS-In-Bytes", "eu-west-1", "eu-central-1", "AWS-In-Bytes"},
		{"eu-central-1-KMS-Requests", "eu-central-1", "", "KMS-Requests"},
		{"us-gov-west-1-KMS-Requests", "us-gov-west-1", "", "KMS-Requests"},
		{"USE1-EU-Something", "us-east-1", "", "EU-Something"},
		{"USE1-MP:USE1_InputTokenCount-Units", "us-east-1", "", "MP:USE1_InputTokenCount-Units"},
		{"DataTransfer-Out-Bytes", "", "", "DataTransfer-Out-Bytes"},
		{"", "", "", ""},
		{"EU", "", "", "EU"},
	} {
		from, to, bare := Split(c.usageType)
		if code(from) != c.from || code(to) != c.to || bare != c.bare {
			t.Errorf("%q: %s, %s, %q", c.usageType, code(from), code(to), bare)
		}
	}
}

func code(r *Region) string {
	if r == nil {
		return ""
	}
	return r.Code
}

func TestEveryRuleIsWhole(t *testing.T) {
	for _, r := range all() {
		for _, text := range []string{string(r.class), r.title.EN, r.title.JA, r.says.EN, r.says.JA, r.unit.EN, r.unit.JA} {
			if text == "" {
				t.Errorf("the rule of %q for %q lacks a text", r.bare, r.rule.products)
			}
		}
		if (r.payer.EN == "") != (r.payer.JA == "") {
			t.Errorf("the rule of %q names the payer in one language", r.bare)
		}
		for _, more := range [][]Text{r.more.causes, r.more.look} {
			for _, text := range more {
				if text.EN == "" || text.JA == "" {
					t.Errorf("the rule of %q says something in one language: %+v", r.bare, text)
				}
			}
		}
	}
}

func TestARegionComesFromTheBillWhereThePrefixIsMissing(t *testing.T) {
	m := Explain(Line{Product: "AmazonS3", UsageType: "TimedStorage-ByteHrs", Region: "eu-north-1"})
	if code(m.Region) != "eu-north-1" {
		t.Errorf("the region is %v", m.Region)
	}
	if m := Explain(Line{Product: "AmazonS3", UsageType: "TimedStorage-ByteHrs"}); code(m.Region) != home {
		t.Errorf("without any word of it the region is %v", m.Region)
	}
	if m := Explain(Line{Product: "AmazonRoute53", UsageType: "HostedZone"}); m.Region != nil {
		t.Errorf("a hosted zone is in %v", m.Region)
	}
}

func TestWithoutAProductNothingIsGuessed(t *testing.T) {
	for usageType, want := range map[string]Class{
		"NatGateway-Bytes": NatBytes, "APN1-DataTransfer-Regional-Bytes": CrossZone, "BoxUsage:m7g.large": "compute.instance.demand",
		"PublicIPv4:InUseAddress": PublicAddress, "Lambda-GB-Second-ARM": "function.duration",
		"Requests-Tier1": "requests", "TimedStorage-ByteHrs": "storage", "Nobody-Knows-This": "", "HeavyUsage:m5.large": "", "USE1-DataProcessing-Bytes": "",
	} {
		if m := Explain(Line{UsageType: usageType}); m.Class != want {
			t.Errorf("%s is %q, not %q", usageType, m.Class, want)
		}
	}
}

func FuzzExplain(f *testing.F) {
	f.Add("AmazonEC2", "APN1-DataTransfer-Regional-Bytes", "InterZone-In", "Usage")
	f.Add("", "USE1-EU-x:{1}", "", "Tax")
	f.Add("x", "MP:Reserved_{region}", "", "")
	f.Fuzz(func(t *testing.T, product, usageType, operation, charge string) {
		m := Explain(Line{Product: product, UsageType: usageType, Operation: operation, Charge: charge})
		if m.Known != (m.Title.EN != "") || m.Known != (m.Class != "") {
			t.Errorf("%+v", m)
		}
		if !strings.HasSuffix(usageType, m.Bare) {
			t.Errorf("%q is no end of %q", m.Bare, usageType)
		}
	})
}

func BenchmarkExplain(b *testing.B) {
	for b.Loop() {
		Explain(Line{Product: "AmazonCloudWatch", UsageType: "APN1-DataProcessing-Bytes", Operation: "PutLogEvents"})
	}
}
