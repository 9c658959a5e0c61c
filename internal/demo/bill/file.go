package bill

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// file is a file of a report that is being written.
type file struct {
	book *book
	to   writer
	out  io.Closer
	keep []line // the lines that the report has, when it does not have all
}

// writer writes lines in a file format.
type writer interface {
	write(b *book, lines []line, g *gather) error
	close() error
}

// write writes the lines that the report has.
func (f *file) write(lines []line, g *gather) error {
	f.keep = f.keep[:0]
	for i := range lines {
		if !f.book.skip(lines[i].item) {
			f.keep = append(f.keep, lines[i])
		}
	}
	if len(f.keep) == 0 {
		return nil
	}
	return f.to.write(f.book, f.keep, g)
}

// open makes the files of a number, one of each table.
func (r *run) open(d *delivery, books []*book, number int) ([]*file, error) {
	var files []*file
	for _, b := range books {
		if b.overwritten(d) {
			continue
		}
		path := b.path(d, number)
		out, err := r.options.Create(path)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("create %s: %w", path, err), closeAll(files))
		}
		f := &file{book: b, out: out}
		if b.csv {
			f.to, err = newCSV(out, b)
		} else {
			f.to, err = newParquet(out, b)
		}
		files = append(files, f)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("create %s: %w", path, err), closeAll(files))
		}
	}
	return files, nil
}

// closeAll closes files.
func closeAll(files []*file) error {
	var all error
	for _, f := range files {
		if f.to != nil {
			all = errors.Join(all, f.to.close())
		}
		all = errors.Join(all, f.out.Close())
	}
	return all
}

// The names of the exports.
func (r Report) name() string { return [reports]string{"glaux-demo", "glaux-legacy", "glaux-focus"}[r] }

// delivered is when a delivery was made: the last one of a closed month on the fifth day of the next, an open one at the end of its
// hours, and one that is obsolete on the third.
func (d *delivery) delivered() time.Time {
	switch {
	case d.obsolete:
		return d.last.Time().AddDate(0, 0, 2).Add(4*time.Hour + 11*time.Minute)
	case d.open:
		return d.to.Time().Add(5*time.Hour + 20*time.Minute)
	}
	return d.last.Time().AddDate(0, 0, 4).Add(7*time.Hour + 42*time.Minute)
}

// execution is the id of a delivery.
func (d *delivery) execution(report Report) string {
	n := uint64(d.month.Year()*12+int(d.month.Month()))<<8 | uint64(report)<<4 //nolint:gosec // positive
	if d.obsolete {
		n |= 1
	}
	x, y := scramble(n), scramble(n+1<<40)
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", x>>32, x>>16&0xffff, x&0xfff, y>>48&0xfff, y&0xffffffffffff)
}

// version is the folder of a delivery in an export that keeps all of them.
func (d *delivery) version(report Report) string {
	return d.delivered().Format("2006-01-02T15:04:05.000Z") + "-" + d.execution(report)
}

// assembly is the same in the legacy report.
func (d *delivery) assembly() string { return d.delivered().Format("20060102T150405Z") }

// days is the folder of a month in the legacy report.
func (d *delivery) days() string {
	return d.from.Time().Format("20060102") + "-" + d.last.Time().Format("20060102")
}

// path returns where a file lies. The exports keep every delivery; so does the legacy report in CSV; its Parquet form, as AWS has
// it, keeps only the last.
func (b *book) path(d *delivery, number int) string {
	name := b.report.name()
	switch {
	case b.report != Legacy:
		return fmt.Sprintf("%s/data/BILLING_PERIOD=%s/%s/%s-%05d.snappy.parquet", b.report.Root(), d.month, d.version(b.report), name, number)
	case b.csv:
		return fmt.Sprintf("%s-csv/%s/%s/%s-%05d.csv.gz", b.report.Root(), d.days(), d.assembly(), name, number)
	}
	return fmt.Sprintf("%s/%s/year=%d/month=%d/%s-%05d.snappy.parquet", b.report.Root(), name, d.month.Year(), int(d.month.Month()), name, number)
}

// overwritten tells that nothing of a delivery is left: a later one took its place.
func (t *table) overwritten(d *delivery) bool { return d.obsolete && t.report == Legacy && !t.csv }

// papers writes the manifests of a delivery, after its data, as AWS does.
func (r *run) papers(d *delivery, files int) error {
	for _, t := range r.tables {
		if t.overwritten(d) {
			continue
		}
		b := &book{table: t, delivery: d}
		var list []string
		for n := 1; n <= files; n++ {
			list = append(list, b.path(d, n))
		}
		paths, paper := b.manifest(d, list)
		for _, path := range paths {
			if err := r.paper(path, paper); err != nil {
				return err
			}
		}
	}
	return nil
}

// paper writes a manifest.
func (r *run) paper(path string, paper any) error {
	out, err := r.options.Create(path)
	if err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return errors.Join(e.Encode(paper), out.Close())
}

// manifest is the paper of a delivery of Data Exports.
type manifest struct {
	ExecutionID string           `json:"executionId"`
	ExportARN   string           `json:"exportArn"`
	ExportName  string           `json:"exportName"`
	Start       string           `json:"billingPeriodStartDate"`
	End         string           `json:"billingPeriodEndDate"`
	Columns     []manifestColumn `json:"columns"`
	DataFiles   []string         `json:"dataFiles"`
	Additional  []string         `json:"additionalOutputFiles"`
}

type manifestColumn struct {
	Category string `json:"category,omitempty"`
	Name     string `json:"name"`
	Type     string `json:"type"`
}

// legacyManifest is the paper of the legacy report.
type legacyManifest struct {
	AssemblyID  string            `json:"assemblyId"`
	Account     string            `json:"account"`
	Charset     string            `json:"charset"`
	Compression string            `json:"compression"`
	ContentType string            `json:"contentType"`
	ReportID    string            `json:"reportId"`
	ReportName  string            `json:"reportName"`
	Bucket      string            `json:"bucket"`
	Period      map[string]string `json:"billingPeriod"`
	ReportKeys  []string          `json:"reportKeys"`
	Columns     []manifestColumn  `json:"columns"`
}

// manifest returns the paper, and where it lies: in the folder of the delivery and, unless that is obsolete, in the month's.
func (b *book) manifest(d *delivery, list []string) (paths []string, paper any) {
	if b.report == Legacy {
		return b.legacyManifest(d, list)
	}
	const form = "2006-01-02T15:04:05.000Z"
	m := manifest{
		ExecutionID: d.execution(b.report), ExportName: b.report.name(), Start: d.from.Time().Format(form), End: d.last.Time().Format(form), Additional: []string{},
		ExportARN: fmt.Sprintf("arn:aws:bcm-data-exports:us-east-1:%s:export/%s", d.run.world.Payer.ID, b.report.name()),
	}
	for _, c := range b.table.columns {
		m.Columns = append(m.Columns, manifestColumn{Name: c.name, Type: c.hive})
	}
	for _, path := range list {
		m.DataFiles = append(m.DataFiles, "s3://"+Bucket+"/"+path)
	}
	folder := fmt.Sprintf("%s/metadata/BILLING_PERIOD=%s", b.report.Root(), d.month)
	paths = []string{fmt.Sprintf("%s/%s/%s-Manifest.json", folder, d.version(b.report), b.report.name())}
	if !d.obsolete {
		paths = append(paths, fmt.Sprintf("%s/%s-Manifest.json", folder, b.report.name()))
	}
	return paths, m
}

func (b *book) legacyManifest(d *delivery, list []string) (paths []string, paper any) {
	const form = "20060102T150405.000Z"
	m := legacyManifest{
		AssemblyID: d.assembly(), Account: d.run.world.Payer.ID, Charset: "UTF-8", Compression: "Parquet", ContentType: "Parquet",
		ReportID: d.execution(Legacy)[:32], ReportName: b.report.name(), Bucket: Bucket, ReportKeys: list,
		Period: map[string]string{"start": d.from.Time().Format(form), "end": d.last.Time().Format(form)},
	}
	root := b.report.Root()
	if b.csv {
		m.Compression, m.ContentType = "GZIP", "text/csv"
		root += "-csv"
	}
	for _, c := range b.table.columns {
		m.Columns = append(m.Columns, legacyColumn(c))
	}
	folder := root + "/" + d.days()
	paths = []string{folder + "/" + d.assembly() + "/" + b.report.name() + "-Manifest.json"}
	if !d.obsolete {
		paths = append(paths, folder+"/"+b.report.name()+"-Manifest.json")
	}
	return paths, m
}
