package unit_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/unit"
)

// good is a file that is right.
const good = `id: click
title: {en: Cost per click, ja: クリックあたりの費用}
per: 1000
one: thousand clicks
of: {en: clicks, ja: クリック}
cost:
  where:
    - {by: 'tag:Cost-Center', is: ['4410', '4411']}
    - any:
        - {by: service, not: AWSLambda}
        - {by: usage_type, like: '%Request%', unlike: '%Edge%'}
quantity:
  usage:
    where:
      - {by: usage_type, like: '%Request'}
changes:
  - {id: later, title: Later, day: 2025-11-04}
  - {id: sooner, title: {en: Sooner}, day: 2025-11-01}
expect:
  - {from: 2025-10-01, to: 2025-11-01, cost: 2543.61, quantity: "181536252", within: 0.01}
`

func TestAFileIsRead(t *testing.T) {
	list, err := unit.Parse("click.yaml", []byte(good+"---\n"+strings.Replace(good, "id: click", "id: other", 1)), nil)
	if err != nil || len(list) != 2 {
		t.Fatal(err, len(list))
	}
	u := list[0]
	if u.Title.JA != "クリックあたりの費用" || u.One.JA != "thousand clicks" || u.Metric != "unblended" || u.Grain != unit.Day || u.Group != "own" || u.File != "click.yaml" || u.Origin != unit.FromUsage {
		t.Errorf("%+v", u.Info)
	}
	if len(u.Changes) != 2 || u.Changes[0].ID != "sooner" || u.Changes[0].Title.JA != "Sooner" {
		t.Errorf("changes are sorted by day: %+v", u.Changes)
	}
	if e := u.Expect; len(e) != 1 || e[0].Cost.String() != "2543.61" || e[0].Quantity.String() != "181536252" || e[0].CostPer != nil {
		t.Errorf("%+v", e)
	}
}

func TestAFeedIsRead(t *testing.T) {
	file := strings.Replace(good, "  usage:\n    where:\n      - {by: usage_type, like: '%Request'}\n", "  feed: clicks.csv\n", 1)
	feed := "\ufeffregion,Day,quantity\neu,2025-11-02,5\nus,2025-11-01T00:00:00Z,1.5\nus,2025-11-02,7\n"
	open := func(name string) ([]byte, error) {
		if name != "clicks.csv" {
			return nil, fs.ErrNotExist
		}
		return []byte(feed), nil
	}
	list, err := unit.Parse("click.yaml", []byte(file), open)
	if err != nil {
		t.Fatal(err)
	}
	if f := list[0].Feed; len(f) != 2 || f[0].Day != "2025-11-01" || f[1].Quantity.String() != "12" || list[0].Origin != unit.FromFeed {
		t.Errorf("%+v", f)
	}
	for what, text := range map[string]string{"line 2": "day,quantity\nyesterday,5\n", "line 3": "day,quantity\n2025-11-01,5\n2025-11-02,-5\n", "columns day and quantity": "a,b\n1,2\n", "line 1": ""} {
		feed = text
		if _, err := unit.Parse("click.yaml", []byte(file), open); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%q: %v, want %q", text, err, what)
		}
	}
	if _, err := unit.Parse("click.yaml", []byte(strings.Replace(file, "clicks.csv", "other.csv", 1)), open); err == nil {
		t.Error("a file that is not there")
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"a key that is not known, with its line", "per: 1000", "pre: 1000", "[3:1]"},
		{"a key that is not known, deep down", "{by: service, not: AWSLambda}", "{by: service, isnt: AWSLambda}", "isnt"},
		{"an id with blanks", "id: click", "id: my clicks", "id has to be"},
		{"no title", "title: {en: Cost per click, ja: クリックあたりの費用}", "means: x", "title is needed"},
		{"another metric", "per: 1000", "metric: total", "metric is one of"},
		{"a per below one", "per: 1000", "per: -1", "per is a number"},
		{"another grain", "per: 1000", "grain: week", "grain is day or month"},
		{"a dimension that is not there", "by: service", "by: servce", `no dimension "servce"`},
		{"a condition without a word", "{by: service, not: AWSLambda}", "{by: service}", "one of is, not, like, unlike"},
		{"any with a dimension", "- any:", "- by: service\n      any:", "any stands alone"},
		{"two sources of the quantity", "quantity:", "quantity:\n  sql: SELECT 1", "exactly one of"},
		{"a day that is none", "day: 2025-11-04", "day: 2025-11-31", "changes[0].day"},
		{"two changes of one name", "id: later", "id: sooner", "two changes"},
		{"an expectation of nothing", "cost: 2543.61, quantity: \"181536252\", within: 0.01", "within: 0.01", "expect[0] needs one of"},
		{"an expectation that ends before it begins", "to: 2025-11-01,", "to: 2025-09-01,", "expect[0] needs the days"},
		{"a figure that is none", "cost: 2543.61", "cost: many", "many"},
		{"no YAML", "id: click", "id: [", "click.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(good, c.from, c.to, 1)
			if text == good {
				t.Fatal("nothing was replaced")
			}
			_, err := unit.Parse("click.yaml", []byte(text), nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "click.yaml") {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	for name, sql := range map[string]string{"no SQL": "SELEC 1", "no query": "DROP TABLE x"} {
		text := strings.Replace(good, "  usage:\n    where:\n      - {by: usage_type, like: '%Request'}\n", "  sql: "+sql+"\n", 1)
		if _, err := unit.Parse("click.yaml", []byte(text), nil); err == nil || !strings.Contains(err.Error(), "quantity.sql") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := unit.Parse("empty.yaml", nil, nil); err == nil {
		t.Error("an empty file has no unit")
	}
}

func TestReadyUnitsAreComplete(t *testing.T) {
	list, notes, err := unit.Open("").All()
	if err != nil || len(notes) > 0 || len(list) < 25 {
		t.Fatal(err, notes, len(list))
	}
	seen := map[string]bool{}
	for _, u := range list {
		if seen[u.ID] {
			t.Errorf("there are two units %q", u.ID)
		}
		seen[u.ID] = true
		for _, x := range []unit.Text{u.Title, u.Means, u.One, u.Of} {
			if x.EN == "" || x.JA == "" || x.EN == x.JA && x != u.One && !strings.HasPrefix(x.EN, "GB") {
				t.Errorf("%s: %+v", u.ID, x)
			}
		}
		if u.Own || u.File != "" || u.Origin != unit.FromUsage {
			t.Errorf("%+v", u.Info)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("id: a\n---\nid: b\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := unit.Parse("f.yaml", text, func(string) ([]byte, error) { return nil, fs.ErrNotExist })
		if err == nil {
			if _, err := unit.Relation(list); err != nil {
				t.Error(err)
			}
		}
		if errors.Is(err, fs.ErrInvalid) {
			t.Error(err)
		}
	})
}
