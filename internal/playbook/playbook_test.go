package playbook_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/playbook"
)

// The fewest playbooks that there are.
const least = 20

func plans(t *testing.T, i ids) []playbook.Plan {
	t.Helper()
	var list []playbook.Plan
	for _, s := range samples(i) {
		p, err := s.Plan()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

func TestEachPlaybookIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range plans(t, plain()) {
		if seen[p.ID] {
			t.Errorf("%s is there twice", p.ID)
		}
		seen[p.ID] = true
		texts := append([]playbook.Text{p.Title, p.Risk}, p.Steps...)
		if len(p.Steps) == 0 || slices.ContainsFunc(texts, func(x playbook.Text) bool { return x.EN == "" || x.JA == "" || x.EN == x.JA }) {
			t.Errorf("%s lacks a text in one language", p.ID)
		}
		if !strings.Contains(p.Risk.EN, "To go back") && !slices.Contains([]string{"nat-alarm", "address-release", "log-retention"}, p.ID) && !strings.Contains(p.Risk.EN, "To go back,") {
			t.Errorf("%s does not say how to go back", p.ID)
		}
		if p.Terraform == "" || p.CLI == "" || (p.CloudFormation == "") != (p.ID == "kubernetes-same-zone") {
			t.Errorf("%s lacks a language", p.ID)
		}
	}
	if len(seen) < least {
		t.Errorf("there are %d playbooks only", len(seen))
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	for _, p := range []planner{
		playbook.GatewayEndpoint{Region: "us-east-1", Service: playbook.S3, Tables: []string{"rtb-1"}},
		playbook.GatewayEndpoint{Region: "us-east-1", VPC: "vpc-1", Service: "sqs", Tables: []string{"rtb-1"}},
		playbook.InterfaceEndpoint{Region: "us-east-1", VPC: "vpc-1", Services: []string{"logs"}, Blocks: []string{"10.0.0.0/16"}},
		playbook.RouteOwnZone{Region: "us-east-1"},
		playbook.NatRemove{Region: "us-east-1", Gateways: []playbook.Gateway{{ID: "nat-1"}}},
		playbook.AddressRelease{Allocations: []string{"eipalloc-1"}},
		playbook.GatewayEndpoint{Region: "us-east-1", VPC: "vpc-1\nevil: true", Service: playbook.S3, Tables: []string{"rtb-1"}},
		playbook.GatewayEndpoint{Region: "us-east-1", VPC: "vpc-1", Service: playbook.S3, Tables: []string{"rtb-\x00"}},
	} {
		if got, err := p.Plan(); err == nil {
			t.Errorf("%#v has a plan: %s", p, got.CLI)
		}
	}
}

// listing is the paper with the playbooks.
const listing = "../../doc/playbooks.md"

func TestThePaperListsThemAll(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Playbooks\n\nWhat findings propose, with ids of an example. `go test ./internal/playbook -update` makes this page.\n\n")
	all := plans(t, plain())
	for _, p := range all {
		fmt.Fprintf(&b, "- [%s](#%s)\n", p.Title.EN, p.ID)
	}
	for _, p := range all {
		fmt.Fprintf(&b, "\n## %s\n\n%s / %s\n\n%s\n\n", p.ID, p.Title.EN, p.Title.JA, p.Risk.EN)
		for i, s := range p.Steps {
			fmt.Fprintf(&b, "%d. %s\n", i+1, s.EN)
		}
		for _, code := range [][2]string{{"hcl", p.Terraform}, {"yaml", p.CloudFormation}, {"sh", p.CLI}} {
			if code[1] != "" {
				fmt.Fprintf(&b, "\n```%s\n%s```\n", code[0], code[1])
			}
		}
	}
	if golden.Updating() {
		if err := os.WriteFile(listing, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(listing)
	if err != nil || string(got) != b.String() {
		t.Errorf("doc/playbooks.md is old (%v): go test ./internal/playbook -update", err)
	}
}
