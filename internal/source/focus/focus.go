// Package focus knows bills in the FinOps Open Cost and Usage Specification, 1.0 and 1.2, as AWS and others write them. It
// promises that a file is told by its columns, in any letter case, and that a column gets the name and the type that Athena's table has.
package focus

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Name is the name of the format.
const Name = "focus"

// enough is how many columns of the specification a file must have.
const enough = 3

//go:embed columns.csv
var columnsCSV string

//nolint:gochecknoglobals // read once from the embedded list, never changed
var dictionary = source.Dictionary(columnsCSV)

// Columns returns the columns of the specification with AWS's own, named as there (BilledCost).
func Columns() []source.Known { return dictionary() }

// Format is the format. Make it with New.
type Format struct {
	known map[string]source.Known // by lower-case name
}

var _ source.Format = (*Format)(nil)

// New returns the format.
func New() *Format {
	f := &Format{known: map[string]source.Known{}}
	for _, k := range Columns() {
		f.known[strings.ToLower(k.Name)] = k
	}
	return f
}

// Name returns Name.
func (f *Format) Name() string { return Name }

// Title returns the name for people.
func (f *Format) Title() string { return "FOCUS" }

// Sniff tells whether enough columns are those of the specification, one of them a cost.
func (f *Format) Sniff(h source.Head) bool {
	known, cost := 0, false
	for _, c := range h.Columns {
		if _, ok := f.known[strings.ToLower(c.Name)]; ok && strings.ToLower(c.Name) != "tags" {
			known++
			cost = cost || strings.HasSuffix(strings.ToLower(c.Name), "cost")
		}
	}
	return cost && known >= enough
}

// Column returns the name and type of a column in Athena's table.
func (f *Format) Column(c source.HeadColumn) source.LakeColumn {
	column := source.LakeColumn{Name: source.Lower(c.Name), Type: source.Plain(c.Type)}
	if known, ok := f.known[column.Name]; ok {
		column.Type, column.Comment = known.Type, known.Meaning
	}
	column.Cost = column.Type.Kind == types.Double && strings.HasSuffix(column.Name, "cost")
	return column
}

// Period returns the column from which a row's billing period is read.
func (f *Format) Period(names []string) (string, bool) {
	for _, name := range []string{"billingperiodstart", "billing_period", "chargeperiodstart"} {
		if slices.Contains(names, name) {
			return name, true
		}
	}
	return "", false
}

// Partitions returns the partition column of Data Exports.
func (f *Format) Partitions() []source.Partition {
	return []source.Partition{{Name: "billing_period", Value: "{month}"}}
}

// Nulls returns the words for NULL: the specification writes null, and tools write it in capitals or leave the cell empty.
func (f *Format) Nulls() []string { return []string{"NULL", "null", ""} }
