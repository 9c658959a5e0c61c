package cur_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/source/focus"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func head(columns ...string) source.Head {
	h := source.Head{Encoding: source.Parquet}
	for _, c := range columns {
		name, hive, ok := strings.Cut(c, ":")
		if !ok {
			hive = "string"
		}
		typ, ok := source.AthenaType(hive)
		if !ok {
			typ = types.Text()
			name = c
		}
		h.Columns = append(h.Columns, source.HeadColumn{Name: name, Type: typ})
	}
	return h
}

func formats() []source.Format {
	return []source.Format{cur.New2(), cur.NewLegacy(), focus.New()}
}

func TestFormatsAreToldByTheirColumns(t *testing.T) {
	core := []string{"identity_line_item_id", "bill_payer_account_id", "bill_billing_period_start_date:timestamp", "line_item_usage_account_id", "line_item_unblended_cost:double"}
	for _, c := range []struct {
		name    string
		columns []string
		want    string
	}{
		{"maps make it CUR 2.0", append([]string{"resource_tags:map<string,string>", "product:map<string,string>"}, core...), cur.CUR2},
		{"so does a selection without maps", []string{"line_item_usage_type", "line_item_unblended_cost:double"}, cur.CUR2},
		{"and one among aliases", []string{"cost", "from_loc", "line_item_usage_start_date:timestamp"}, cur.CUR2},
		{"flat attributes beside the core are the legacy report", append([]string{"product_product_name", "product_region"}, core...), cur.Legacy},
		{"so are flat tags", append([]string{"resource_tags_user_team"}, core...), cur.Legacy},
		{"a flat alias in an export with maps is CUR 2.0", append([]string{"product_product_name", "product:map<string,string>"}, core...), cur.CUR2},
		{"headers with slashes are the legacy report in CSV", []string{"identity/LineItemId", "lineItem/UsageType", "product/ProductName"}, cur.Legacy},
		{"FOCUS is FOCUS", []string{"BilledCost", "ChargeCategory", "ServiceName", "Tags"}, focus.Name},
		{"in lower case too", []string{"billedcost", "chargecategory", "servicename"}, focus.Name},
		{"a flow log is no bill", []string{"version", "account-id", "interface-id", "bytes"}, ""},
		{"names that stand anywhere are no bill", []string{"product", "tags", "discount", "cost"}, ""},
		{"nothing is no bill", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for _, order := range [][]source.Format{formats(), reversed(formats())} {
				if f := source.Detect(order, head(c.columns...)); f != nil {
					got = f.Name()
				}
				if got != c.want {
					t.Errorf("it is %q, not %q", got, c.want)
				}
			}
		})
	}
}

func reversed(f []source.Format) []source.Format {
	slices.Reverse(f)
	return f
}

func TestEverySubsetOfCUR2IsCUR2(t *testing.T) {
	all := cur.Columns()
	if len(all) != 131 {
		t.Errorf("the dictionary has %d columns", len(all))
	}
	for _, k := range all {
		f := source.Detect(formats(), source.Head{Columns: []source.HeadColumn{{Name: k.Name, Type: k.Type}, {Name: "line_item_usage_type", Type: types.Text()}}})
		if f == nil || f.Name() != cur.CUR2 {
			t.Errorf("%q with one more column is %v", k.Name, f)
		}
	}
}

func TestColumnsGetAthenasNamesAndTypes(t *testing.T) {
	for _, c := range []struct {
		format source.Format
		column source.HeadColumn
		want   string
	}{
		{cur.NewLegacy(), source.HeadColumn{Name: "lineItem/UnblendedCost", Type: types.Text()}, "line_item_unblended_cost double"},
		{cur.NewLegacy(), source.HeadColumn{Name: "lineItem/UsageStartDate", Type: types.Text()}, "line_item_usage_start_date timestamp"},
		{cur.NewLegacy(), source.HeadColumn{Name: "product/instanceSKU", Type: types.Text()}, "product_instancesku string"},
		{cur.NewLegacy(), source.HeadColumn{Name: "resourceTags/user:Cost Center", Type: types.Text()}, "resource_tags_user_cost_center string"},
		{cur.New2(), source.HeadColumn{Name: "resource_tags", Type: types.Text()}, "resource_tags map<string,string>"},
		{cur.New2(), source.HeadColumn{Name: "line_item_unblended_rate", Type: types.Of(types.Double)}, "line_item_unblended_rate string"},
		{cur.New2(), source.HeadColumn{Name: "My_Alias", Type: types.Of(types.Double)}, "my_alias double"},
		{focus.New(), source.HeadColumn{Name: "BilledCost", Type: types.Text()}, "billedcost double"},
		{focus.New(), source.HeadColumn{Name: "Id", Type: types.Text()}, "id string"},
	} {
		got := c.format.Column(c.column)
		if text := got.Name + " " + source.HiveType(got.Type); text != c.want {
			t.Errorf("%s: %q becomes %q, not %q", c.format.Name(), c.column.Name, text, c.want)
		}
		if got.Cost != strings.HasSuffix(got.Name, "cost") {
			t.Errorf("%s: %q is money: %v", c.format.Name(), got.Name, got.Cost)
		}
	}
}

func fuzzSniff(f *testing.F, format source.Format, seeds ...string) {
	f.Helper()
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		h, err := source.ReadHead(bytes.NewReader(file), int64(len(file)))
		if err != nil || !format.Sniff(h) {
			return
		}
		var names []string
		for _, c := range h.Columns {
			column := format.Column(c)
			names = append(names, column.Name)
			if strings.ToLower(column.Name) != column.Name {
				t.Errorf("%q becomes %q", c.Name, column.Name)
			}
			if _, ok := source.AthenaType(source.HiveType(column.Type)); !ok {
				t.Errorf("%q has a type without a name", c.Name)
			}
		}
		if name, ok := format.Period(names); ok && !slices.Contains(names, name) {
			t.Errorf("the period is in %q, which is not there", name)
		}
	})
}

func FuzzSniffCUR(f *testing.F) {
	fuzzSniff(f, cur.New2(), "line_item_usage_type,product\nx,\"{\"\"a\"\": 1}\"\n", "bill_bill_type\n")
}

func FuzzSniffLegacy(f *testing.F) {
	fuzzSniff(f, cur.NewLegacy(), "identity/LineItemId,lineItem/UsageType\n1,2\n")
}

func FuzzSniffFOCUS(f *testing.F) {
	fuzzSniff(f, focus.New(), "BilledCost,ChargeCategory,Tags,ServiceName\n1,Usage,NULL,x\n")
}
