package app

import (
	"os"
	"testing"

	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// shared is a folder of public bills that stands beside the repository on some machines.
const shared = "../../../shared/data/"

// The figures were added up from the files themselves with another Parquet and CSV reader, in decimal arithmetic.
func TestPublicBillsTieOut(t *testing.T) {
	if _, err := os.Stat(shared); err != nil {
		t.Skipf("the public bills are not on this machine: %v", err)
	}
	a := open(t, config.Config{})
	for name, location := range map[string]string{"workshop.cur": "workshop-cur", "focus.sample": "focus/focus_sample.csv"} {
		if err := a.AddSource(name, shared+location); err != nil {
			t.Fatal(err)
		}
	}
	if report, err := a.Sync(t.Context(), nil); err != nil || report.Faulty() {
		t.Fatalf("got %+v, %v", report, err)
	}
	totals(t, a, "workshop.cur", "line_item_unblended_cost", "7569.8100996647")
	totals(t, a, "focus.sample", "billedcost", "20.52022672899")
	const cost = "sum(CAST(line_item_unblended_cost AS decimal(38, 11)))"
	for text, want := range map[string]string{
		"SELECT count(*) FROM workshop.cur":                                                                              "243647",
		"SELECT count(*) FROM focus.sample":                                                                              "1000",
		"SELECT " + cost + " FROM workshop.cur":                                                                          "7569.81009966470",
		"SELECT " + cost + " FROM glaux.bill WHERE source = 'workshop.cur'":                                              "7569.81009966470",
		"SELECT sum(CAST(billedcost AS decimal(38, 11))) FROM focus.sample":                                              "20.52022672899",
		"SELECT " + cost + " FROM glaux.bill WHERE source = 'focus.sample'":                                              "20.52022672899",
		"SELECT " + cost + " FROM glaux.bill":                                                                            "7590.33032639369",
		"SELECT round(sum(line_item_unblended_cost), 2) FROM workshop.cur WHERE line_item_product_code = 'AWSGlue'":      "4394.71",
		"SELECT round(sum(line_item_unblended_cost), 2) FROM workshop.cur WHERE line_item_product_code = 'AmazonRDS'":    "1636.01",
		"SELECT " + cost + " FROM workshop.cur WHERE year = '2018' AND month = '11'":                                     "3505.32696812680",
		"SELECT count(*) FROM (SELECT DISTINCT line_item_product_code FROM workshop.cur)":                                "17",
		"SELECT count(*) FROM (SELECT billing_period FROM glaux.bill WHERE source = 'workshop.cur' GROUP BY 1) AS month": "2",
	} {
		got := one(t, a, text)
		shown := value.Text(got, types.Type{})
		if shown != want {
			t.Errorf("%s: got %s, want %s", text, shown, want)
		}
	}
}

// totals compares what the lake says of a source.
func totals(t *testing.T, a *App, name, column, want string) {
	t.Helper()
	sources, err := a.Sources(name)
	if err != nil {
		t.Fatal(err)
	}
	amount, err := money.Parse(want)
	if err != nil {
		t.Fatal(err)
	}
	if got := sources[0].Totals()[column]; !got.Equal(amount) {
		t.Errorf("%s of %s: got %s, want %s", column, name, got, want)
	}
}
