package inventory

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/glauxhq/glaux/internal/demo/demotest"
	"github.com/glauxhq/glaux/internal/demo/world"
)

func months14() Options {
	return Options{
		From: world.HourOf(time.Date(2024, time.October, 1, 0, 0, 0, 0, time.UTC)),
		To:   world.HourOf(time.Date(2025, time.December, 1, 0, 0, 0, 0, time.UTC)), Dir: "inventory",
	}
}

// items reads the files of AWS Config whose path holds a word.
func items(t *testing.T, made demotest.Files, word string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for path, body := range made {
		if !strings.Contains(path, word) {
			continue
		}
		plain, err := gzip.NewReader(bytes.NewReader(body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Items []map[string]any `json:"configurationItems"`
		}
		if err := json.NewDecoder(plain).Decode(&file); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, file.Items...)
	}
	return all
}

// TestWhoeverHadAnAddressIsFound follows every private address of the world through the history.
func TestWhoeverHadAnAddressIsFound(t *testing.T) {
	w, made := world.New(world.Options{Seed: 1}), demotest.Files{}
	done, err := Write(w, months14(), made.Create)
	if err != nil {
		t.Fatal(err)
	}
	if done.Files != len(made) || done.Items == 0 {
		t.Errorf("%d files, told are %+v", len(made), done)
	}
	type event struct{ id, status, at string }
	came := map[event]bool{}
	for _, i := range items(t, made, "ConfigHistory") {
		if i["resourceType"] == "AWS::EC2::NetworkInterface" {
			address := i["configuration"].(map[string]any)["privateIpAddress"].(string)                                                                     //nolint:forcetypeassert // a test
			came[event{i["resourceId"].(string) + " " + address, i["configurationItemStatus"].(string), i["configurationItemCaptureTime"].(string)}] = true //nolint:forcetypeassert // a test
		}
	}
	for _, i := range w.Interfaces {
		if i.From >= months14().From && i.From < months14().To && !came[event{i.ID + " " + i.Address, "ResourceDiscovered", stamp(i.From.Time())}] {
			t.Errorf("%s (%s) comes without a word", i.ID, i.Description)
		}
		if i.To >= months14().From && i.To < months14().To && !came[event{i.ID + " " + i.Address, "ResourceDeleted", stamp(i.To.Time())}] {
			t.Errorf("%s (%s) goes without a word", i.ID, i.Description)
		}
	}
}

// TestRoutesAreThoseOfTheirTime looks at the routes of the workers before and after the repair.
func TestRoutesAreThoseOfTheirTime(t *testing.T) {
	w := world.New(world.Options{Seed: 1})
	var table *world.RouteTable
	for _, r := range w.RouteTables {
		if r.Name == "click-private-1" {
			table = r
		}
	}
	targets := func(year int, month time.Month) map[string]bool {
		found := map[string]bool{}
		for _, route := range routeTable(w, table).shape(world.HourOf(time.Date(year, month, 15, 0, 0, 0, 0, time.UTC)))["Routes"].([]any) { //nolint:forcetypeassert // a test
			for member := range route.(object) { //nolint:forcetypeassert // a test
				if strings.HasSuffix(member, "Id") {
					found[member] = true
				}
			}
		}
		return found
	}
	if before := targets(2025, time.October); !before["NatGatewayId"] || before["DestinationPrefixListId"] {
		t.Errorf("before the repair: %v", before)
	}
	if after := targets(2025, time.November); !after["NatGatewayId"] || !after["DestinationPrefixListId"] {
		t.Errorf("after the repair: %v", after)
	}
}

func TestDescribeAnswersAreWhole(t *testing.T) {
	made := demotest.Files{}
	if _, err := Write(world.New(world.Options{Seed: 1}), months14(), made.Create); err != nil {
		t.Fatal(err)
	}
	calls := map[string]bool{}
	for path, body := range made {
		if !strings.Contains(path, "/describe/") {
			continue
		}
		var answer map[string][]map[string]any
		if err := json.Unmarshal(body.Bytes(), &answer); err != nil || len(answer) != 1 {
			t.Errorf("%s: %d lists, %v", path, len(answer), err)
		}
		name := path[strings.LastIndexByte(path, '/')+1:]
		calls[name[:strings.LastIndexByte(name, '-')]] = true
	}
	for _, call := range strings.Fields(`describe-instances describe-network-interfaces describe-subnets describe-vpcs describe-route-tables
		describe-nat-gateways describe-vpc-endpoints describe-load-balancers describe-db-instances describe-db-clusters list-functions`) {
		if !calls[call] {
			t.Errorf("there is no answer of %s", call)
		}
	}
}
