// Package bill writes the bills of the demo world as AWS delivers them: CUR 2.0 of Data Exports, the legacy Cost and Usage Report, and
// FOCUS 1.2. All three say the same, line by line from one calculation. It promises that money is added up in integers of 10⁻¹⁰
// dollars and nowhere else, that totals of the three are equal for every month, account and service, that invoices tie out, that a
// line needs no memory beyond its row group, and that the same options write the same bytes.
//
//	truth, err := bill.Write(ctx, w, bill.Options{First: …, Last: …, Create: create})
//
// How it goes, for each delivery of a month: a plan finds what needs the whole month (tiers of prices, averages, unused
// reservations); tasks, each a range of whole hours and a file of each report, make lines in parallel; the last of them to end
// adds what is only known then (discounts, credits, support, tax) and writes the manifests.
package bill

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/glauxhq/glaux/internal/demo/world"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/period"
)

// Report is a form of the bill.
type Report uint8

// The reports.
const (
	CUR2 Report = iota
	Legacy
	FOCUS
)

// reports is the number of reports.
const reports = 3

// String returns a short name.
func (r Report) String() string { return [reports]string{"cur2", "legacy", "focus"}[r] }

// Root returns the folder of a report, below which is what S3 would have below the export.
func (r Report) Root() string {
	return [reports]string{"exports/glaux-demo", "reports/glaux-legacy", "exports/glaux-focus"}[r]
}

// Bucket is the bucket that the files would lie in.
const Bucket = "athene-billing-104729170011"

// Options say what to write.
type Options struct {
	// First and Last are the first and the last month. Last is not closed yet: its bill ends LastHours before its end.
	First, Last period.Month
	// Redelivered is a month that has an obsolete delivery beside the one that counts; the zero month is none.
	Redelivered period.Month
	// Reports are the forms to write.
	Reports []Report
	// LegacyCSV writes the legacy report as gzipped CSV, LegacyParquet as Parquet; without either it is Parquet.
	LegacyCSV, LegacyParquet bool
	// Create makes a file of a path with slashes. It is called from several goroutines.
	Create func(path string) (io.WriteCloser, error)
	// FileRows is about how many rows a file holds, zero for a million.
	FileRows int
	// Workers is how many files are made at a time, zero for one for each processor.
	Workers int
}

// Truth is what the bills say, for who checks them.
type Truth struct {
	// Rows is how many lines of CUR 2.0 were written, obsolete deliveries not among them.
	Rows int64 `json:"rows"`
	// Invoices are the invoices with what their lines add up to.
	Invoices []Invoice `json:"invoices"`
	// Totals are the sums of unblended costs by month, account and service.
	Totals []Total `json:"totals"`
}

// Invoice is an invoice.
type Invoice struct {
	ID     string       `json:"id"`
	Month  period.Month `json:"month"`
	Issuer string       `json:"issuer"`
	Amount money.Amount `json:"amount"`
}

// Total is what an account paid for a service in a month.
type Total struct {
	Month   period.Month `json:"month"`
	Account string       `json:"account"`
	Service string       `json:"service"`
	Amount  money.Amount `json:"amount"`
}

// LastHours is how long before the end of the last month its bill ends.
const LastHours = 36

// defaultFileRows bounds a file.
const defaultFileRows = 1_000_000

// Write writes the bills of a world.
func Write(ctx context.Context, w *world.World, o Options) (Truth, error) {
	if o.FileRows <= 0 {
		o.FileRows = defaultFileRows
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Last.Before(o.First) {
		return Truth{}, fmt.Errorf("bill: %s is before %s", o.Last, o.First)
	}
	r := &run{world: w, options: o}
	for _, kind := range o.Reports {
		r.tables = append(r.tables, tablesOf(kind, w, o)...)
	}
	for i, t := range r.tables {
		t.index = i
	}
	err := r.deliveries(ctx)
	truth := Truth{Rows: r.rows, Invoices: r.invoices, Totals: r.totals}
	slices.SortFunc(truth.Invoices, func(a, b Invoice) int { return compare(a.Month.String()+a.ID, b.Month.String()+b.ID) })
	slices.SortFunc(truth.Totals, func(a, b Total) int {
		return compare(a.Month.String()+a.Account+a.Service, b.Month.String()+b.Account+b.Service)
	})
	return truth, err
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// run is the writing of bills.
type run struct {
	world   *world.World
	options Options
	tables  []*table

	lock     sync.Mutex
	rows     int64
	invoices []Invoice
	totals   []Total
}

// task is a range of hours of a delivery: one file of each report.
type task struct {
	delivery *delivery
	number   int // of the file, from one
	from, to world.Hour
}

// deliveries writes month after month. Plans are made one month ahead of the workers, so that no more than a few are in memory.
func (r *run) deliveries(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tasks := make(chan task)
	var workers sync.WaitGroup
	for range r.options.Workers {
		workers.Go(func() {
			maker := newMaker(r)
			for t := range tasks {
				if ctx.Err() != nil {
					continue
				}
				if err := r.work(ctx, maker, t); err != nil {
					cancel(err)
				}
			}
		})
	}
	for month := r.options.First; !r.options.Last.Before(month) && ctx.Err() == nil; month = month.Add(1) {
		for _, obsolete := range []bool{true, false} {
			if obsolete && month != r.options.Redelivered {
				continue
			}
			for _, t := range r.plan(month, obsolete).tasks {
				select {
				case tasks <- t:
				case <-ctx.Done():
				}
			}
		}
	}
	close(tasks)
	workers.Wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("bill: %w", err)
	}
	return ctx.Err()
}

// work makes a task's files, and the rest of the delivery after its last task.
func (r *run) work(ctx context.Context, m *maker, t task) error {
	d := t.delivery
	files, err := r.open(d, d.books, t.number)
	if err != nil {
		return err
	}
	m.begin(d, t.number, files)
	if err := errors.Join(m.hours(ctx, t), closeAll(files)); err != nil {
		return err
	}
	d.sums.add(&m.sums)
	if d.left.Add(-1) > 0 {
		return nil
	}
	if err := r.finish(m, d); err != nil {
		return err
	}
	if !d.obsolete {
		r.lock.Lock()
		defer r.lock.Unlock()
		r.rows += d.sums.rows
		r.record(d)
	}
	return nil
}

// Estimate returns about how many lines the bill of some months has. Of what is billed by the hour, a week tells how many hours have
// any use.
func Estimate(w *world.World, first, last period.Month) int64 {
	const week = 7 * 24
	from, to := world.HourOf(first.Range().Start), world.HourOf(last.Range().End)-LastHours
	var rows int64
	for _, s := range w.Series {
		start, end := max(s.Shape.From, from), min(s.Shape.To, to)
		hours := int64(max(0, end-start))
		switch s.Every {
		case world.Hourly:
			middle := start + world.Hour(hours/2) //nolint:gosec // a part of hours
			var used int64
			for h := middle; h < middle+week; h++ {
				if w.Amount(s, h) != 0 {
					used++
				}
			}
			rows += hours * used / week
		case world.Daily:
			rows += hours / 24
		case world.Monthly:
			rows += hours / 730
		}
	}
	return rows + int64(len(w.Pods)*2+len(w.Plans)*4)*int64(to-from)
}
