// Package demo generates the demo world: the bills of an organisation that does not exist, in the very layouts in which AWS delivers
// them, and the truth about what happened there. It promises that the same options write the same bytes, that nothing in it is
// anybody's data, and that it touches no disk itself.
//
//	report, err := demo.Generate(ctx, demo.Options{Months: 14, End: period.NewMonth(2025, time.November)}, create)
//
// The rooms below it: world is the model, without any file; bill writes the reports of costs; flowlog, inventory, trail and invocation
// write what else AWS has to say about the same hours.
package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/demo/bill"
	"github.com/glauxhq/glaux/internal/demo/flowlog"
	"github.com/glauxhq/glaux/internal/demo/inventory"
	"github.com/glauxhq/glaux/internal/demo/invocation"
	"github.com/glauxhq/glaux/internal/demo/trail"
	"github.com/glauxhq/glaux/internal/demo/world"
	"github.com/glauxhq/glaux/internal/period"
)

// Options choose a world. The zero value is the world of doc/demo.md.
type Options struct {
	// World is the name of the world, of Worlds; "" is the first one.
	World string `json:",omitempty"`
	// Seed varies noise and names, not the story.
	Seed uint64
	// Months is how many billing periods, End the last of them, which is not closed yet; zero for those of Default.
	Months int
	End    period.Month
	// Rows is about how many lines CUR 2.0 has in all, 0 for as many as there are without asking.
	Rows int64
	// Formats are what to write, of Formats; none means all but cur1-csv and flow-logs-v2.
	Formats []string
	// Workers is how many files are made at a time, 0 for one for each processor.
	Workers int
}

// DefaultMonths is the number of months of a world that is not asked for one.
const DefaultMonths = 14

// maxMonths and maxRows bound what can be asked for.
const (
	maxMonths = 120
	maxRows   = 2_000_000_000
)

// DefaultEnd is the last month of a world that is not asked for one.
func DefaultEnd() period.Month { return period.NewMonth(2025, time.November) }

// Worlds returns the names of the worlds.
func Worlds() []string { return world.Names() }

// Default returns how many months a world has that is not asked for a number, and the last of them.
func Default(name string) (months int, end period.Month) {
	if name == world.Strix {
		return strixMonths, period.NewMonth(2026, time.March)
	}
	return DefaultMonths, DefaultEnd()
}

// strixMonths is how many months the story of Strix has.
const strixMonths = 6

// Formats returns the names of what can be written: the bill in its forms, VPC flow logs, the same in the default format alone, what AWS
// Config and describe calls say, CloudTrail, and the log of model invocations.
func Formats() []string {
	return []string{"cur2", "cur1", "cur1-csv", "focus", "flow-logs", plainLogs, "inventory", "trail", "invocations"}
}

// plainLogs is the format of flow logs that have the fields of version 2 only.
const plainLogs = "flow-logs-v2"

// Create makes a file of the world, and the folders it stands in. The path has slashes and is relative. It is called from several
// goroutines.
type Create func(path string) (io.WriteCloser, error)

// Report is what was written.
type Report struct {
	// Rows is how many lines of the bill there are.
	Rows int64
	// Files is how many files were written, Bytes how many bytes.
	Files, Bytes int64
	// Folders are where the parts stand, by format.
	Folders map[string]string
}

// complete fills in what was left open, and refuses what cannot be.
func (o Options) complete() (Options, error) {
	months, end := Default(o.World)
	if o.Months == 0 {
		o.Months = months
	}
	if o.End.IsZero() {
		o.End = end
	}
	if o.Formats == nil {
		o.Formats = slices.DeleteFunc(Formats(), func(name string) bool { return name == "cur1-csv" || name == plainLogs })
	}
	if o.World != "" && !slices.Contains(Worlds(), o.World) {
		return o, fmt.Errorf("world %q is not one of %s", o.World, strings.Join(Worlds(), ", "))
	}
	if o.Months < 1 || o.Months > maxMonths {
		return o, fmt.Errorf("%d months: between 1 and %d are possible", o.Months, maxMonths)
	}
	if o.Rows < 0 || o.Rows > maxRows {
		return o, fmt.Errorf("%d rows: between 0 and %d are possible", o.Rows, int64(maxRows))
	}
	if first := period.NewMonth(2024, time.October); o.first().Before(first) {
		return o, fmt.Errorf("the world begins in %s; %d months before %s end is too early", first, o.Months, o.End)
	}
	for _, name := range o.Formats {
		if !slices.Contains(Formats(), name) {
			return o, fmt.Errorf("format %q is not one of %s", name, strings.Join(Formats(), ", "))
		}
	}
	return o, nil
}

// Check tells what of the options is not possible.
func (o Options) Check() error {
	_, err := o.complete()
	return err
}

// first returns the first month.
func (o Options) first() period.Month { return o.End.Add(1 - o.Months) }

// Generate writes a world. The truth is written last, so that its file tells a complete world.
func Generate(ctx context.Context, o Options, create Create) (Report, error) {
	o, err := o.complete()
	if err != nil {
		return Report{}, err
	}
	w := world.New(world.Options{Name: o.World, Seed: o.Seed, Tenants: tenants(o)})
	c := &counter{create: create}
	report := Report{Folders: map[string]string{}}
	says, err := writeBills(ctx, w, o, c.file, report.Folders)
	if err != nil {
		return Report{}, err
	}
	if err := writeLogs(ctx, w, o, c.file, report.Folders); err != nil {
		return Report{}, err
	}
	if err := writeTruth(w, o, says, c.file); err != nil {
		return Report{}, err
	}
	report.Rows, report.Files, report.Bytes = says.Rows, c.files, c.bytes
	return report, nil
}

// writeBills writes the forms of the bill that are asked for, and tells their folders.
func writeBills(ctx context.Context, w *world.World, o Options, create Create, folders map[string]string) (bill.Truth, error) {
	b := bill.Options{
		First: o.first(), Last: o.End, Create: create, Workers: o.Workers,
		LegacyCSV: slices.Contains(o.Formats, "cur1-csv"), LegacyParquet: slices.Contains(o.Formats, "cur1"),
	}
	if o.Months > 2 {
		b.Redelivered = o.End.Add(-2)
	}
	for _, f := range []struct {
		name   string
		report bill.Report
		end    string
	}{{"cur2", bill.CUR2, ""}, {"cur1", bill.Legacy, ""}, {"cur1-csv", bill.Legacy, "-csv"}, {"focus", bill.FOCUS, ""}} {
		if !slices.Contains(o.Formats, f.name) {
			continue
		}
		folders[f.name] = f.report.Root() + f.end
		if !slices.Contains(b.Reports, f.report) {
			b.Reports = append(b.Reports, f.report)
		}
	}
	return bill.Write(ctx, w, b)
}

// logMonths is of how many months, the last ones, flow logs and invocations are kept: an organisation lets older ones expire.
const logMonths = 2

// writeLogs writes what is not a bill, the parts at the same time, and tells their folders.
func writeLogs(ctx context.Context, w *world.World, o Options, create Create, folders map[string]string) error {
	from, to := world.HourOf(o.first().Range().Start), world.HourOf(o.End.Range().End)-bill.LastHours
	kept := max(from, world.HourOf(o.End.Add(1-logMonths).Range().Start))
	guarded := func(path string) (io.WriteCloser, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return create(path)
	}
	parts := []struct {
		name, dir string
		write     func(dir string) error
	}{
		{"flow-logs", "flow-logs", func(dir string) error {
			_, err := flowlog.Write(w, flowlog.Options{From: kept, To: to, Dir: dir}, guarded)
			return err
		}},
		{plainLogs, plainLogs, func(dir string) error {
			_, err := flowlog.Write(w, flowlog.Options{From: kept, To: to, Dir: dir, Plain: true}, guarded)
			return err
		}},
		{"inventory", "inventory", func(dir string) error {
			_, err := inventory.Write(w, inventory.Options{From: from, To: to, Dir: dir}, guarded)
			return err
		}},
		{"trail", "trail", func(dir string) error {
			_, err := trail.Write(w, trail.Options{From: from, To: to, Dir: dir}, guarded)
			return err
		}},
		{"invocations", "invocations", func(dir string) error {
			_, err := invocation.Write(w, invocation.Options{From: kept, To: to, Dir: dir}, guarded)
			return err
		}},
	}
	failures := make([]error, len(parts))
	var all sync.WaitGroup
	for i, p := range parts {
		if slices.Contains(o.Formats, p.name) && (p.name != "invocations" || len(w.Streams) > 0) {
			folders[p.name] = p.dir
			all.Go(func() { failures[i] = p.write(p.dir) })
		}
	}
	all.Wait()
	return errors.Join(failures...)
}

// tenants returns how many tenants make about as many rows as are asked for.
func tenants(o Options) int {
	if o.Rows == 0 || o.World == world.Strix { // which has no tenants
		return 0
	}
	count := func(n int) int64 {
		return bill.Estimate(world.New(world.Options{Seed: o.Seed, Tenants: n}), o.first(), o.End)
	}
	one := count(1)
	each := max(1, count(2)-one)
	return int(max(1, 1+(o.Rows-one)/each))
}

// counter counts files and bytes.
type counter struct {
	create       Create
	lock         sync.Mutex
	files, bytes int64
}

func (c *counter) file(path string) (io.WriteCloser, error) {
	out, err := c.create(path)
	if err != nil {
		return nil, err
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	c.files++
	return &counted{out, c, 0}, nil
}

// counted is a file whose bytes are counted.
type counted struct {
	io.WriteCloser
	c *counter
	n int64
}

// Write writes and counts.
func (f *counted) Write(p []byte) (int, error) {
	n, err := f.WriteCloser.Write(p)
	f.n += int64(n)
	return n, err
}

// Close adds the bytes of the file to those of all.
func (f *counted) Close() error {
	f.c.lock.Lock()
	f.c.bytes += f.n
	f.c.lock.Unlock()
	return f.WriteCloser.Close()
}

// writeTruth writes truth.json.
func writeTruth(w *world.World, o Options, says bill.Truth, create Create) error {
	out, err := create(TruthFile)
	if err != nil {
		return fmt.Errorf("create %s: %w", TruthFile, err)
	}
	e := json.NewEncoder(out)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return errors.Join(e.Encode(truthOf(w, o, says)), out.Close())
}
