// Package demo generates a small world of bills: a CUR 2.0 export of two months of one organisation, in the very layout that AWS
// Data Exports writes to S3. It promises that every run writes the same bytes, that nothing in it is anybody's data, and that
// it touches no disk itself.
//
//	err := demo.Write(func(path string) (io.WriteCloser, error) { return os.Create(…) })
//
// The world has a story: in the second month a job talks to a database in another zone through a NAT gateway, and three usage types of
// Amazon EC2 rise.
package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// The names of the export. Its files stand below Root.
const (
	Root   = "exports/glaux-demo"
	export = "glaux-demo"
	bucket = "glaux-demo-bucket"
)

// Months returns the first moments of the billing periods, in order.
func Months() []time.Time {
	return []time.Time{time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, time.November, 1, 0, 0, 0, 0, time.UTC)}
}

// Create makes a file of the world, and the folders it stands in. The path has slashes and is relative.
type Create func(path string) (io.WriteCloser, error)

// Write generates the world.
func Write(create Create) error {
	for number, month := range Months() {
		if err := writeMonth(create, number, month); err != nil {
			return fmt.Errorf("demo: month %s: %w", month.Format("2006-01"), err)
		}
	}
	return nil
}

// writeMonth writes the data of a month and then, as AWS does, its manifest.
func writeMonth(create Create, number int, month time.Time) error {
	partition := "BILLING_PERIOD=" + month.Format("2006-01")
	data := fmt.Sprintf("%s/data/%s/%s-00001.snappy.parquet", Root, partition, export)
	lines := bill(number, month)
	if err := write(create, data, func(out io.Writer) error { return writeParquet(out, lines) }); err != nil {
		return err
	}
	paper := fmt.Sprintf("%s/metadata/%s/%s-Manifest.json", Root, partition, export)
	return write(create, paper, func(out io.Writer) error {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(manifestOf(month, data))
	})
}

// write makes one file.
func write(create Create, path string, fill func(io.Writer) error) error {
	file, err := create(path)
	if err != nil {
		return err
	}
	if err := fill(file); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", path, err), file.Close())
	}
	return file.Close()
}

// manifest is the paper that AWS puts beside a delivery.
type manifest struct {
	ExecutionID string           `json:"executionId"`
	ExportARN   string           `json:"exportArn"`
	ExportName  string           `json:"exportName"`
	Start       string           `json:"billingPeriodStartDate"`
	End         string           `json:"billingPeriodEndDate"`
	Columns     []manifestColumn `json:"columns"`
	DataFiles   []string         `json:"dataFiles"`
}

type manifestColumn struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// manifestOf returns the manifest of a month.
func manifestOf(month time.Time, data string) manifest {
	const form = "2006-01-02T15:04:05.000Z"
	m := manifest{
		ExecutionID: fmt.Sprintf("00000000-0000-4000-8000-%012d", month.Year()*100+int(month.Month())),
		ExportARN:   fmt.Sprintf("arn:aws:bcm-data-exports:us-east-1:%s:export/%s", payer, export),
		ExportName:  export,
		Start:       month.Format(form),
		End:         month.AddDate(0, 1, 0).Format(form),
		DataFiles:   []string{"s3://" + bucket + "/" + data},
	}
	for _, c := range columns() {
		m.Columns = append(m.Columns, manifestColumn{Name: c.name, Type: c.hive()})
	}
	return m
}
