package anomaly

import (
	"fmt"
	"math"
	"slices"
	"testing"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// paper is a world of labels alone: 100 days of deliveries without a gap.
func paper(labels ...Label) *World {
	w := &World{Spec: Spec{Name: "paper", Seed: 5}, First: firstDay, Days: 100, calendar: calendarOf(firstDay, 100), accounts: []account{{id: "a"}, {id: "b"}}}
	for i := range labels {
		labels[i].ID = fmt.Sprintf("paper-%d", i)
		labels[i].From = labels[i].Start
		if labels[i].Within == 0 {
			labels[i].Within = 21
		}
		w.Labels = append(w.Labels, labels[i])
	}
	return w
}

func on(i int) detect.Day { return firstDay + detect.Day(i) } //nolint:gosec // days

var (
	nat    = detect.Node{Account: "a", Service: "AmazonEC2", UsageType: "NatGateway-Bytes", Region: "us-east-1"}
	disk   = detect.Node{Account: "a", Service: "AmazonEC2", UsageType: "EBS:VolumeUsage.gp3", Region: "us-east-1"}
	natOfB = detect.Node{Account: "b", Service: "AmazonEC2", UsageType: "NatGateway-Bytes", Region: "us-east-1"}
)

func TestMatchingGivesEachIncidentOneFinding(t *testing.T) {
	step := Label{Class: "step", Nodes: []detect.Node{nat}, Start: on(50), Daily: 100, Dollars: 4000}
	for _, tt := range []struct {
		name     string
		labels   []Label
		findings []detect.Finding
		want     []verdict
	}{
		{"at the place and in time", []Label{step}, []detect.Finding{{Node: nat, Start: on(50), Found: on(51)}}, []verdict{isMatch}},
		{"above the place", []Label{step}, []detect.Finding{{Node: detect.Node{Account: "a"}, Start: on(50), Found: on(51), Impact: 150}}, []verdict{isMatch}},
		{"above the place, about much more than the incident", []Label{step}, []detect.Finding{{Node: detect.Node{Account: "a"}, Start: on(50), Found: on(50), Impact: 900}}, []verdict{isFalse}},
		{"of all accounts, by the usage type", []Label{step}, []detect.Finding{{Node: detect.Node{UsageType: nat.UsageType}, Start: on(50), Found: on(51)}}, []verdict{isMatch}},
		{"at another place", []Label{step}, []detect.Finding{{Node: disk, Start: on(50), Found: on(51)}, {Node: natOfB, Start: on(50), Found: on(51)}}, []verdict{isFalse, isFalse}},
		{"before it began", []Label{step}, []detect.Finding{{Node: nat, Start: on(49), Found: on(49)}}, []verdict{isFalse}},
		{"late, while it lasts: missed, not false", []Label{step}, []detect.Finding{{Node: nat, Start: on(50), Found: on(72)}}, []verdict{isIgnored}},
		{"late, about something that began later", []Label{step}, []detect.Finding{{Node: nat, Start: on(73), Found: on(74)}}, []verdict{isFalse}},
		{"much too late", []Label{step}, []detect.Finding{{Node: nat, Start: on(50), Found: on(93)}}, []verdict{isFalse}},
		{"late, after it has ended", []Label{{Class: "step", Nodes: []detect.Node{nat}, Start: on(50), End: on(60)}}, []detect.Finding{{Node: nat, Start: on(50), Found: on(72)}}, []verdict{isFalse}},
		{"said to have begun long before", []Label{step}, []detect.Finding{{Node: nat, Start: on(42), Found: on(52)}}, []verdict{isFalse}},
		{"twice", []Label{step}, []detect.Finding{{Node: nat, Start: on(50), Found: on(52)}, {Node: nat, Start: on(50), Found: on(51)}}, []verdict{isDuplicate, isMatch}},
		{
			"two incidents, two findings, the nearer place first",
			[]Label{step, {Class: "spike", Nodes: []detect.Node{disk}, Start: on(51), Daily: 100}},
			[]detect.Finding{{Node: detect.Node{Account: "a", Service: "AmazonEC2"}, Start: on(51), Found: on(52), Impact: 100}, {Node: nat, Start: on(50), Found: on(53)}},
			[]verdict{isMatch, isMatch},
		},
		{
			"either side of netting, once",
			[]Label{{Class: "netting-accounts", Nodes: []detect.Node{nat, natOfB}, Start: on(50)}},
			[]detect.Finding{{Node: natOfB, Start: on(50), Found: on(51)}, {Node: nat, Start: on(50), Found: on(51)}},
			[]verdict{isMatch, isDuplicate},
		},
		{
			"the other side named beside",
			[]Label{step},
			[]detect.Finding{{Node: natOfB, Also: []detect.Node{nat}, Start: on(50), Found: on(51)}},
			[]verdict{isMatch},
		},
		{
			"what nobody need find is no merit and no fault, once",
			[]Label{{Class: "launch", Nodes: []detect.Node{nat}, Start: on(50), Optional: "planned"}},
			[]detect.Finding{{Node: nat, Start: on(50), Found: on(51)}, {Node: nat, Start: on(50), Found: on(58)}},
			[]verdict{isIgnored, isFalse},
		},
		{
			"the end of an incident excuses a fall, not a rise",
			[]Label{{Class: "relief", Nodes: []detect.Node{nat}, Start: on(50), Optional: reliefs}},
			[]detect.Finding{{Node: nat, Class: detect.Step, Start: on(50), Found: on(51)}, {Node: nat, Class: detect.Drop, Start: on(50), Found: on(52)}},
			[]verdict{isFalse, isIgnored},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, got := match(paper(tt.labels...).Labels, tt.findings)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestScoreOfAHandMadeWorld(t *testing.T) {
	w := paper(
		Label{Class: "step", Nodes: []detect.Node{nat}, Start: on(50), Daily: 100, Dollars: 4000},
		Label{Class: "spike", Nodes: []detect.Node{disk}, Start: on(60), Daily: 500, Dollars: 500},
		Label{Class: "drift", Nodes: []detect.Node{natOfB}, Start: on(20), Within: 56, Daily: 10, Dollars: 500},
		Label{Class: "step", Nodes: []detect.Node{natOfB}, Start: on(90), Dollars: 9000, Optional: "below the floor"},
	)
	var s Score
	s.Add(w, []detect.Finding{
		{Node: nat, Start: on(50), Found: on(51)},     // right, one delivery after the first
		{Node: nat, Start: on(50), Found: on(55)},     // again
		{Node: natOfB, Start: on(25), Found: on(46)},  // right, 26 days after
		{Node: disk, Start: on(10), Found: on(11)},    // nothing there
		{Node: natOfB, Start: on(90), Found: on(91)},  // not demanded
		{Node: natOfB, Start: on(95), Found: on(96)},  // not demanded, and again
		{Node: disk, Start: on(40), Found: on(41)},    // nothing there
		{Node: natOfB, Start: on(1), Found: on(2)},    // nothing there
		{Node: natOfB, Start: on(85), Found: on(86)},  // nothing there
		{Node: natOfB, Start: on(10), Found: on(11)},  // nothing there
		{Node: detect.Node{}, Start: on(2), Found: 0}, // nothing there
	}, nil)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"demanded", float64(s.Demanded), 3},
		{"found", float64(s.Found), 2},
		{"duplicates", float64(s.Duplicates), 1},
		{"ignored", float64(s.Ignored), 1},
		{"false", float64(s.False), 7},
		{"precision", s.Precision(), 2. / 10},
		{"recall", s.Recall(), 2. / 3},
		{"F1", s.F1(), 2 * 0.2 * (2. / 3) / (0.2 + 2./3)},
		{"dollar-weighted recall", s.DollarRecall(), 4500. / 5000},
		{"account-months", s.Months, 2 * 100 / 30.},
		{"false cases per account-month", s.FalseRate(), 8 / (2 * 100 / 30.)},
		{"delay of steps", float64(quantile(s.Prompt, 0.5)), 1},
		{"drift found in four weeks", float64(s.DriftsInTime), 1},
		{"recall of spikes", s.RecallOf("spike"), 0},
		{"recall of steps", s.RecallOf("step"), 1},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s is %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestDelayCountsDeliveries(t *testing.T) {
	deliveries := []detect.Day{10, 11, 12, 15, 16} // none came on 13 and 14
	for _, tt := range []struct{ start, found, want int }{{11, 11, 0}, {11, 12, 1}, {12, 15, 1}, {13, 15, 0}, {13, 16, 1}} {
		if got := delay(deliveries, detect.Day(tt.start), detect.Day(tt.found)); got != tt.want { //nolint:gosec // days
			t.Errorf("from %d to %d are %d deliveries, want %d", tt.start, tt.found, got, tt.want)
		}
	}
}

func TestCausesAreJudgedByWhatTheySelect(t *testing.T) {
	// Four lines: two resources in two zones; the first two lines are the truth.
	values := func(usage, zone, resource, team string) []string {
		return []string{"a", "AmazonEC2", usage, "us-east-1", zone, resource, team}
	}
	facts := []detect.Fact{
		{Values: values("Box", "z1", "i-1", "web"), Before: 0, After: 100},
		{Values: values("Disk", "z1", "vol-1", "web"), Before: 0, After: 20},
		{Values: values("Box", "z2", "i-2", "search"), Before: 90, After: 95},
		{Values: values("Disk", "z2", "vol-2", "data"), Before: 10, After: 10},
	}
	l := &Label{parts: [][]int{{0}, {1}}}
	for _, tt := range []struct {
		name  string
		names [][2]string
		want  bool
	}{
		{"the resource", [][2]string{{"resource", "i-1"}}, true},
		{"the same said by usage type and zone", [][2]string{{"usage_type", "Box"}, {"zone", "z1"}}, true},
		{"with more that is true of it", [][2]string{{"account", "a"}, {"usage_type", "Box"}, {"zone", "z1"}, {"team", "web"}}, true},
		{"the small part", [][2]string{{"resource", "vol-1"}}, true},
		{"both parts by what they share", [][2]string{{"zone", "z1"}}, true},
		{"both parts by two values of a dimension", [][2]string{{"resource", "i-1"}, {"resource", "vol-1"}}, true},
		{"too wide", [][2]string{{"usage_type", "Box"}}, false},
		{"everything", [][2]string{{"account", "a"}}, false},
		{"another", [][2]string{{"resource", "i-2"}}, false},
		{"nothing", [][2]string{{"resource", "i-9"}}, false},
		{"a contradiction", [][2]string{{"resource", "i-1"}, {"zone", "z2"}}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c detect.Cause
			for _, n := range tt.names {
				c.Elements = append(c.Elements, detect.Element{Dimension: n[0], Value: n[1]})
			}
			if got := right(l, facts, []int{0, 1, 2, 3}, c); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
