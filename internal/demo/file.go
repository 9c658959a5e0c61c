package demo

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// column is a column of the export: exactly one of the functions gives its values.
type column struct {
	name   string
	text   func(*line) string
	number func(*line) float64
	moment func(*line) time.Time
	pairs  func(*line) map[string]string
}

// columns returns the columns of the export, as its query would list them.
func columns() []column {
	money := func(name string) column { return column{name: name, number: func(l *line) float64 { return l.cost }} }
	word := func(name, value string) column { return column{name: name, text: func(*line) string { return value }} }
	text := func(name string, f func(*line) string) column { return column{name: name, text: f} }
	moment := func(name string, f func(*line) time.Time) column { return column{name: name, moment: f} }
	return []column{
		word("bill_bill_type", "Anniversary"),
		word("bill_billing_entity", "AWS"),
		moment("bill_billing_period_start_date", func(l *line) time.Time { return l.month }),
		moment("bill_billing_period_end_date", func(l *line) time.Time { return l.month.AddDate(0, 1, 0) }),
		word("bill_payer_account_id", payer),
		word("bill_payer_account_name", "glaux-demo"),
		text("identity_line_item_id", func(l *line) string { return fmt.Sprintf("%s%06d", l.month.Format("200601"), l.number) }),
		text("identity_time_interval", func(l *line) string {
			return l.start.Format(time.RFC3339) + "/" + l.end.Format(time.RFC3339)
		}),
		text("line_item_usage_account_id", func(l *line) string { return l.account.id }),
		text("line_item_usage_account_name", func(l *line) string { return l.account.name }),
		text("line_item_line_item_type", func(l *line) string { return l.kind }),
		text("line_item_line_item_description", func(l *line) string { return l.text }),
		text("line_item_product_code", func(l *line) string { return l.product.code }),
		text("line_item_usage_type", func(l *line) string { return l.usageType }),
		text("line_item_operation", func(l *line) string { return l.operation }),
		text("line_item_resource_id", func(l *line) string { return l.resourceID }),
		word("line_item_currency_code", "USD"),
		moment("line_item_usage_start_date", func(l *line) time.Time { return l.start }),
		moment("line_item_usage_end_date", func(l *line) time.Time { return l.end }),
		{name: "line_item_usage_amount", number: func(l *line) float64 { return l.amount }},
		text("line_item_unblended_rate", func(l *line) string { return fmt.Sprintf("%.10f", l.price) }),
		money("line_item_unblended_cost"),
		money("line_item_blended_cost"),
		money("line_item_net_unblended_cost"),
		money("pricing_public_on_demand_cost"),
		text("pricing_term", func(l *line) string { return map[string]string{"Usage": "OnDemand"}[l.kind] }),
		text("pricing_unit", func(l *line) string { return l.unit }),
		text("product_product_family", func(l *line) string { return l.product.family }),
		text("product_instance_type", func(l *line) string { return l.instance }),
		text("product_region_code", func(l *line) string { return l.region }),
		text("product_servicecode", func(l *line) string { return l.product.code }),
		{name: "product", pairs: func(l *line) map[string]string {
			return map[string]string{"product_name": l.product.name, "region": l.region}
		}},
		{name: "resource_tags", pairs: func(l *line) map[string]string { return l.tags }},
		{name: "cost_category", pairs: func(l *line) map[string]string { return map[string]string{"team": l.account.team} }},
	}
}

// hive returns the type as the manifest names it.
func (c column) hive() string {
	switch {
	case c.number != nil:
		return "double"
	case c.moment != nil:
		return "timestamp"
	case c.pairs != nil:
		return "map<string,string>"
	}
	return "string"
}

// arrow returns the type as Arrow names it.
func (c column) arrow() arrow.DataType {
	switch {
	case c.number != nil:
		return arrow.PrimitiveTypes.Float64
	case c.moment != nil:
		return &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}
	case c.pairs != nil:
		return arrow.MapOf(arrow.BinaryTypes.String, arrow.BinaryTypes.String)
	}
	return arrow.BinaryTypes.String
}

// put adds the value of a line to the builder that the column's type has.
func (c column) put(builder array.Builder, l *line) {
	switch b := builder.(type) {
	case *array.Float64Builder:
		b.Append(c.number(l))
	case *array.TimestampBuilder:
		b.Append(arrow.Timestamp(c.moment(l).UnixMilli()))
	case *array.StringBuilder:
		b.Append(c.text(l))
	case *array.MapBuilder:
		b.Append(true)
		pairs := c.pairs(l)
		for _, key := range slices.Sorted(maps.Keys(pairs)) {
			b.KeyBuilder().(*array.StringBuilder).Append(key)         // a map of text
			b.ItemBuilder().(*array.StringBuilder).Append(pairs[key]) // a map of text
		}
	}
}

// writeParquet writes the lines as AWS does: snappy, dictionaries.
func writeParquet(out io.Writer, lines []line) error {
	list := columns()
	fields := make([]arrow.Field, len(list))
	for i, c := range list {
		fields[i] = arrow.Field{Name: c.name, Type: c.arrow(), Nullable: true}
	}
	schema := arrow.NewSchema(fields, nil)
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer builder.Release()
	for i := range lines {
		for c := range list {
			list[c].put(builder.Field(c), &lines[i])
		}
	}
	record := builder.NewRecordBatch()
	defer record.Release()
	file, err := pqarrow.NewFileWriter(schema, keepOpen{out},
		parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy)), pqarrow.NewArrowWriterProperties())
	if err != nil {
		return err
	}
	if err := file.Write(record); err != nil {
		return err
	}
	return file.Close()
}

// keepOpen hides that a writer can be closed: who opened it closes it.
type keepOpen struct{ io.Writer }
