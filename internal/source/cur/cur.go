// Package cur knows the two forms of AWS's Cost and Usage Report: CUR 2.0 of Data Exports, with maps, and the legacy
// report with one column for each attribute and tag. It promises that each is told by its columns, whichever of them an
// export selects, and that a column gets the name and the type that Athena's table has.
package cur

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The names of the formats.
const (
	CUR2   = "cur2"
	Legacy = "cur1"
)

// BillingPeriod is the partition column of every table of bills.
const BillingPeriod = "billing_period"

//go:embed columns.csv
var columnsCSV string

//nolint:gochecknoglobals // read once from the embedded list, never changed
var dictionary = source.Dictionary(columnsCSV)

// Columns returns the columns of CUR 2.0 that AWS documents, in its order, without the partition column.
func Columns() []source.Known { return dictionary() }

// Format is a form of the report. Make it with New2 or NewLegacy.
type Format struct {
	name, title string
	known       map[string]source.Known
}

var _ source.Format = (*Format)(nil)

// New2 returns the format of CUR 2.0.
func New2() *Format { return newFormat(CUR2, "CUR 2.0") }

// NewLegacy returns the format of the legacy report.
func NewLegacy() *Format { return newFormat(Legacy, "legacy CUR") }

func newFormat(name, title string) *Format {
	f := &Format{name: name, title: title, known: map[string]source.Known{}}
	for _, k := range Columns() {
		f.known[k.Name] = k
	}
	return f
}

// Name returns CUR2 or Legacy.
func (f *Format) Name() string { return f.name }

// Title returns the name for people.
func (f *Format) Title() string { return f.title }

// Sniff tells whether the columns are those of this form. Names of the report are long and used by nothing else, so one of
// them shows the family. The legacy report writes category/Name in CSV, and in Parquet it always has its core columns and
// flat attributes; everything else of the family is CUR 2.0.
func (f *Format) Sniff(h source.Head) bool {
	names := map[string]types.Type{}
	slashes, specific := 0, 0
	for _, c := range h.Columns {
		name := source.Lower(c.Name)
		if category, rest, ok := strings.Cut(c.Name, "/"); ok && rest != "" && isCategory(category) {
			slashes++
			name = source.Snake(c.Name)
		}
		names[name] = c.Type
		if _, ok := f.known[name]; ok && !generic(name) {
			specific++
		}
	}
	if specific == 0 {
		return false
	}
	return (slashes > 0 || isLegacy(names)) == (f.name == Legacy)
}

// isCategory tells whether a header of the legacy report begins so.
func isCategory(s string) bool {
	switch source.Snake(s) {
	case "identity", "bill", "line_item", "product", "pricing", "reservation", "savings_plan", "split_line_item", "resource_tags", "cost_category", "discount":
		return true
	}
	return false
}

// generic tells whether a name could stand in any table.
func generic(name string) bool {
	switch name {
	case "product", "tags", "discount", "resource_tags", "cost_category", "product_sku", "product_location", "product_comment", "product_operation":
		return true
	}
	return false
}

// isLegacy tells whether columns, by their lower-case names, are those of a legacy report in Parquet.
func isLegacy(names map[string]types.Type) bool {
	for _, only2 := range []string{"product", "resource_tags", "cost_category", "discount", "tags", BillingPeriod, "bill_payer_account_name", "line_item_usage_account_name"} {
		if _, ok := names[only2]; ok {
			return false
		}
	}
	for _, core := range []string{"identity_line_item_id", "bill_payer_account_id", "bill_billing_period_start_date", "line_item_usage_account_id", "line_item_unblended_cost"} {
		if _, ok := names[core]; !ok {
			return false
		}
	}
	for name := range names {
		if name == "product_product_name" || strings.HasPrefix(name, "resource_tags_") || strings.HasPrefix(name, "cost_category_") {
			return true
		}
	}
	return false
}

// Column returns the name and type of a column in Athena's table.
func (f *Format) Column(c source.HeadColumn) source.LakeColumn {
	name := source.Lower(c.Name)
	if f.name == Legacy {
		name = legacyName(c.Name)
	}
	column := source.LakeColumn{Name: name, Type: source.Plain(c.Type)}
	if known, ok := f.known[name]; ok && (f.name == CUR2 || known.Type.Kind != types.Map) {
		column.Type, column.Comment = known.Type, known.Meaning
	}
	column.Cost = column.Type.Kind == types.Double && strings.HasSuffix(name, "_cost")
	return column
}

// legacyName returns the name of a column of the legacy report in Athena's table: AWS's rule, and its one known exception.
func legacyName(header string) string {
	name := source.Snake(header)
	switch name {
	case "product_instance_s_k_u":
		return "product_instancesku"
	case "":
		return source.Lower(header)
	}
	return name
}

// Period returns the column from which a row's billing period is read.
func (f *Format) Period(names []string) (string, bool) {
	for _, name := range []string{"bill_billing_period_start_date", BillingPeriod, "line_item_usage_start_date"} {
		if slices.Contains(names, name) {
			return name, true
		}
	}
	return "", false
}

// Partitions returns the partition columns: billing_period and, for the legacy report, year and month.
func (f *Format) Partitions() []source.Partition {
	partitions := []source.Partition{{Name: BillingPeriod, Value: "{month}"}}
	if f.name == Legacy {
		partitions = append(partitions, source.Partition{Name: "year", Value: "{year}"}, source.Partition{Name: "month", Value: "{m}"})
	}
	return partitions
}

// Nulls returns no words: an empty text is an empty text in this report.
func (f *Format) Nulls() []string { return nil }
