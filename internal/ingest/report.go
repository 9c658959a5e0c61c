package ingest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/source"
)

// Report is what a sync did.
type Report struct {
	Sources []SourceReport
}

// SourceReport is what a sync did with one source.
type SourceReport struct {
	Name, Location string
	// Format is the format's title for people; "" when no file was recognised.
	Format string
	Months []MonthReport
	Faults []source.Fault
	Notes  []string
	// Traffic is what was asked for over the network; nil where nothing had to be.
	Traffic *blob.Traffic
}

// Status says what became of a month.
type Status string

// The states of a month after a sync.
const (
	New       Status = "new"
	Changed   Status = "changed"
	Unchanged Status = "unchanged"
	Kept      Status = "kept" // a fault, or files that are gone: the lake has what it had before
)

// MonthReport is what the lake has of a month after a sync.
type MonthReport struct {
	Month  string
	Status Status
	Files  int
	Rows   int64
	Bytes  int64
	// Totals are the exact sums of the columns that hold costs.
	Totals map[string]money.Amount
}

// Faulty tells whether there was any fault.
func (r Report) Faulty() bool {
	return slices.ContainsFunc(r.Sources, func(s SourceReport) bool { return len(s.Faults) > 0 })
}

// monthReport describes a month of the lake.
func monthReport(name string, status Status, m lake.Month) MonthReport {
	files, size := m.Files()
	return MonthReport{Month: name, Status: status, Files: files, Rows: m.Rows(), Bytes: size, Totals: m.Totals()}
}

func sortMonths(months []MonthReport) {
	slices.SortFunc(months, func(a, b MonthReport) int { return cmp.Or(strings.Compare(a.Month, b.Month)) })
}
