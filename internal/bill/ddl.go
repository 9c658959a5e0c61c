package bill

import (
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// ViewDDL returns the statement that makes the view in Athena, over tables of the same names there. The view is made in the
// database of the session, under the name of the view.
func ViewDDL(sources []Source) (string, error) {
	query, _, err := queryOver(athena(sources))
	if err != nil {
		return "", err
	}
	view := &ast.CreateView{Replace: true, Name: ast.Name{Parts: []ast.Ident{*build.Ident(View)}}, Query: query}
	return ast.Print(view) + ";\n", nil
}

// athena returns the sources with the columns that their tables have in Athena: there, the legacy report is partitioned by
// year and month alone.
func athena(sources []Source) []Source {
	list := slices.Clone(sources)
	for i, s := range list {
		if s.Format == cur.Legacy {
			list[i].Columns = slices.DeleteFunc(slices.Clone(s.Columns), func(c catalog.Column) bool { return c.Name == cur.BillingPeriod })
		}
	}
	return list
}

// TableDDL returns the statement that makes the table of a source in Athena, over files in Parquet at a location: for CUR 2.0 and
// FOCUS as Data Exports lays them out, with partitions that need no ALTER TABLE, for the legacy report with its own. A
// location that is no S3 URI is replaced by a place to fill in.
func TableDDL(s Source, location string) string {
	if !strings.HasPrefix(location, "s3://") {
		location = "s3://BUCKET/PREFIX/" + s.Name.Table + "/"
	}
	if !strings.HasSuffix(location, "/") {
		location += "/"
	}
	table := &ast.CreateTable{
		External: true, IfNotExists: true, Name: ast.Name{Parts: []ast.Ident{hive(s.Name.Database), hive(s.Name.Table)}},
		StoredAs: &ast.StoredAs{Format: "PARQUET"}, Location: &location,
	}
	for _, c := range s.Columns {
		if !c.Partition && !c.Hidden {
			table.Columns = append(table.Columns, definition(c))
		}
	}
	keys := []string{cur.BillingPeriod}
	if s.Format == cur.Legacy {
		keys = []string{"year", "month"}
	} else {
		table.Properties = projection(location)
	}
	for _, c := range s.Columns {
		if c.Partition && slices.Contains(keys, c.Name) {
			d := definition(c)
			table.PartitionedBy = append(table.PartitionedBy, ast.PartitionField{Column: &d})
		}
	}
	text := ast.Print(table) + ";\n"
	if s.Format == cur.Legacy {
		text += "\n" + ast.Print(&ast.RepairTable{Name: table.Name}) + ";\n"
	}
	return text
}

// projection returns the properties with which Athena finds the partitions of Data Exports by itself.
func projection(location string) []ast.TextProperty {
	return []ast.TextProperty{
		{Key: "projection.enabled", Value: "true"},
		{Key: "projection.billing_period.type", Value: "date"},
		{Key: "projection.billing_period.format", Value: "yyyy-MM"},
		{Key: "projection.billing_period.range", Value: "2015-01,NOW"},
		{Key: "projection.billing_period.interval", Value: "1"},
		{Key: "projection.billing_period.interval.unit", Value: "MONTHS"},
		{Key: "storage.location.template", Value: location + "data/BILLING_PERIOD=${billing_period}/"},
	}
}

func definition(c catalog.Column) ast.ColumnDef {
	def := ast.ColumnDef{Name: hive(c.Name), Type: hiveTree(c.Type)}
	if c.Comment != "" {
		comment := c.Comment
		def.Comment = &comment
	}
	return def
}

// hive returns a name in backticks, which Hive's statements allow for any name.
func hive(name string) ast.Ident { return ast.Ident{Name: name, Quoted: true} }
