// Package cloudtrail knows the event files of CloudTrail: objects of JSON with an array of Records. It promises the columns of Athena's own
// table over them, so that queries written for that run here, and that one bad event costs no other.
package cloudtrail

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// Name is the name of the kind.
const Name = "cloudtrail"

//go:embed columns.csv
var columnsCSV string

//nolint:gochecknoglobals // read once from the embedded list, never changed
var dictionary = source.Dictionary(columnsCSV)

// Columns returns the columns of Athena's table.
func Columns() []source.Known { return dictionary() }

// Kind is the kind. Make it with New.
type Kind struct{ shape *feed.Shape }

var _ feed.Kind = (*Kind)(nil)

// New returns the kind.
func New() *Kind {
	return &Kind{shape: feed.NewShape(Columns(), "event_timestamp", "eventtime as a time, UTC")}
}

// Name returns Name.
func (k *Kind) Name() string { return Name }

// Title returns the name for people.
func (k *Kind) Title() string { return "CloudTrail events" }

// Table returns the name of the table where the user gives none.
func (k *Kind) Table() string { return "events" }

// Tables returns the one table.
func (k *Kind) Tables() []feed.Table {
	return []feed.Table{{Comment: "CloudTrail events", Columns: slices.Clone(k.shape.Columns)}}
}

// Pass passes over the files with which CloudTrail proves that others were not changed.
func (k *Kind) Pass(key string) string {
	if strings.Contains("/"+key, "/CloudTrail-Digest/") || strings.Contains(key, "_CloudTrail-Digest_") {
		return "digest files"
	}
	return ""
}

// Sniff tells whether a file is an object with Records that are events.
func (k *Kind) Sniff(_ string, head []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	if len(text) == 0 || text[0] != '{' {
		return false
	}
	rest := bytes.TrimLeft(text[1:], " \t\r\n")
	if !bytes.HasPrefix(rest, []byte(`"Records"`)) {
		return false
	}
	for _, word := range []string{`"eventVersion"`, `"eventSource"`, `"eventName"`, `"eventTime"`, `"userIdentity"`} {
		if bytes.Contains(rest, []byte(word)) {
			return true
		}
	}
	return len(rest) < 64 && bytes.Contains(rest, []byte("[]"))
}

// reader reads files.
type reader struct {
	feed.JSON
	shape *feed.Shape
	pages *feed.Pages
}

// row appends events to a page.
type row struct {
	record *serde.Record
	made   feed.Made
}

// Reader returns a reader.
func (k *Kind) Reader(sink feed.Sink) (feed.Reader, error) {
	columns := k.shape.SerdeColumns()
	own := len(columns) - len(feed.MadeColumns("", ""))
	return &reader{shape: k.shape, pages: feed.NewPages(sink, func(_ *feed.Shape, fields []array.Builder) (any, error) {
		record, err := serde.NewRecord(columns[:own], fields[:own])
		return &row{record, feed.NewMade(fields)}, err
	})}, nil
}

// Report returns what was read.
func (r *reader) Report() *feed.Report { return &r.JSON.Report }

// Flush gives on the rest of the rows.
func (r *reader) Flush() error { return r.pages.Flush() }

// Read reads a file.
func (r *reader) Read(ctx context.Context, f feed.File) error {
	return r.Arrays(ctx, f, func(key string) bool { return strings.EqualFold(key, "Records") }, r.take)
}

// take makes a row of an event.
func (r *reader) take(_ string, event serde.Value, size int) (reason string, err error) {
	when := event.Get("eventTime").Text()
	micros, ok := feed.Moment(when)
	if !ok {
		return fmt.Sprintf("eventTime: %q is no time", feed.Shorten(string(when))), nil
	}
	page, err := r.pages.Page(r.shape, feed.DayOfMicros(micros))
	if err != nil {
		return "", err
	}
	row, _ := page.Bound.(*row) // made by Reader
	bad := row.record.Append(event)
	row.made.Append(micros)
	if bad != nil {
		_, reason, _ = feed.Broken(bad) // a record gives no other errors
		return reason, page.Drop(size)
	}
	r.JSON.Report.Records++
	return "", page.Next(size)
}
