package anomaly

import (
	"strings"
	"testing"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// unusualDays runs a rule over days and returns those that it calls unusual.
func unusualDays(j judge, days []float64) []int {
	var list []int
	for d := range days {
		if _, unusual := j(days[:d], days[d]); unusual {
			list = append(list, d)
		}
	}
	return list
}

func TestRulesRaiseWhatTheySay(t *testing.T) {
	days := make([]float64, 70)
	for d := range days {
		days[d] = []float64{100, 104, 101, 99, 103, 60, 58}[d%7] + float64(d%3)
	}
	days[60] = 160
	for _, tt := range []struct {
		name string
		rule func() judge
	}{
		{"a quarter over the average", percent(0.5, 7)},
		{"four deviations", zScore(3, 28)},
		{"the median of the weekday", medianDeviation(8, 56, true)},
		{"the band of Holt and Winters", holtWinters(6, 0.2, 0.01, 0.1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := unusualDays(tt.rule(), days)
			late := 0
			for _, d := range got {
				if d == 60 {
					late = d
				} else if d > 30 {
					t.Errorf("day %d is unusual", d)
				}
			}
			if late != 60 {
				t.Errorf("day 60 is not unusual: %v", got)
			}
		})
	}
}

func TestACaseIsOpenUntilDaysAreUsual(t *testing.T) {
	n := &watched{node: nat}
	other := &watched{node: disk}
	events := []event{{n, 10, 12, 50}, {n, 11, 13, 50}, {n, 14, 16, 50}, {other, 14, 16, 30}, {n, 30, 32, 50}, {n, 31, 33, 1}}
	got := Baseline{Least: 5, Quiet: 7}.cases(events)
	if len(got) != 3 || got[0].Found != 12 || got[1].Node != disk || got[2].Start != 30 {
		t.Errorf("cases: %+v", got)
	}
	got = Baseline{Least: 5, Quiet: 1, Merge: true}.cases(events)
	if len(got) != 3 || got[1].Node != (detect.Node{Account: "a", Service: "AmazonEC2"}) || got[1].Impact != 80 {
		t.Errorf("merged cases: %+v", got)
	}
}

func TestAdtributorNamesWhatSurprises(t *testing.T) {
	facts := []detect.Fact{
		{Values: []string{"a", "x"}, Before: 50, After: 50},
		{Values: []string{"a", "y"}, Before: 50, After: 52},
		{Values: []string{"b", "x"}, Before: 50, After: 150},
		{Values: []string{"b", "y"}, Before: 50, After: 150},
	}
	causes := Adtributor([]string{"account", "usage_type"}, facts)
	if len(causes) == 0 || len(causes[0].Elements) != 1 || causes[0].Elements[0] != (detect.Element{Dimension: "account", Value: "b"}) {
		t.Fatalf("causes: %+v", causes)
	}
	if c := causes[0]; c.Change < 199 || c.Change > 201 || c.Share < 0.98 {
		t.Errorf("account b explains %v, %v of it", c.Change, c.Share)
	}
	if got := Adtributor([]string{"account"}, []detect.Fact{{Values: []string{"a"}, Before: 5, After: 5}}); got != nil {
		t.Errorf("nothing changed, because of %v", got)
	}
}

func TestFindingsOfOthersAreRead(t *testing.T) {
	table := "world,account,start,found,impact\nheld-out-lab-4,1,2024-05-01,2024-05-02,12.5\n"
	list, err := readTable(strings.NewReader(table))
	if err != nil || len(list) != 1 || list[0].Node.Account != "1" || list[0].Impact != 12.5 {
		t.Fatalf("%+v, %v", list, err)
	}
	for text, want := range map[string]string{
		"world,start,found,colour\n": `column "colour" is not known`,
		"world,start\n":              `no column "found"`,
		"world,start,found,impact\nw,2024-01-01,2024-01-02,x": `line 2: impact "x" is no number`,
	} {
		if _, err := readTable(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %s", text, err, want)
		}
	}
}
