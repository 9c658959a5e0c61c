package feed

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// maxRecord bounds the bytes of a record of JSON.
const maxRecord = 16 << 20

// JSON reads files of JSON, record by record, into the same memory.
type JSON struct {
	Report Report
	tree   serde.Tree
}

// Take makes rows of a record; size is that of its text. A reason refuses the record; an error ends reading.
type Take func(key string, record serde.Value, size int) (reason string, err error)

// Arrays takes every record of the arrays whose keys are wanted, of files that are objects. What is wrong with the bytes goes into the
// report.
func (j *JSON) Arrays(ctx context.Context, f File, wanted func(key string) bool, take Take) error {
	plain, err := serde.Decompress(serde.File{Name: f.Key, Body: f.Body})
	if err != nil {
		return j.broken(f.Key, err)
	}
	defer plain.Close() //nolint:errcheck // only read
	records := serde.NewRecords(plain, maxRecord)
	n := int64(0)
	var failed error
	err = records.Each(ctx, wanted, func(key string, text []byte) error {
		n++
		failed = j.record(f.Key, fmt.Sprintf("line %d, record %d", records.Line(), n), key, text, take)
		return failed
	})
	if failed != nil || err == nil {
		return failed
	}
	return j.broken(f.Key, err)
}

// Lines takes every line as a record.
func (j *JSON) Lines(ctx context.Context, f File, take Take) error {
	plain, err := serde.Decompress(serde.File{Name: f.Key, Body: f.Body})
	if err != nil {
		return j.broken(f.Key, err)
	}
	defer plain.Close() //nolint:errcheck // only read
	lines := serde.NewLines(plain, maxRecord)
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		line, err := lines.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, serde.ErrLong):
			j.Report.Refuse(f.Key, Line(lines.Number()), fmt.Sprintf("the record is longer than %d bytes", maxRecord))
			if place, reason, ok := Broken(err); ok {
				j.Report.Refuse(f.Key, place, reason)
				return nil
			}
			continue
		case err != nil:
			return j.broken(f.Key, err)
		case len(line) == 0:
			continue
		}
		if err := j.record(f.Key, Line(lines.Number()), "", line, take); err != nil {
			return err
		}
	}
}

// record reads the text of one record and gives it on.
func (j *JSON) record(file, place, key string, text []byte, take Take) error {
	record, err := j.tree.Read(text)
	reason := ""
	if err == nil {
		reason, err = take(key, record, len(text))
	} else {
		_, reason, _ = Broken(err) // the tree gives no other errors
		err = nil
	}
	if reason != "" {
		j.Report.Refuse(file, place, reason)
	}
	return err
}

// broken reports a file whose bytes cannot be read further. Other errors are given back.
func (j *JSON) broken(key string, err error) error {
	place, reason, ok := Broken(err)
	if !ok {
		return err
	}
	j.Report.Refuse(key, place, reason)
	return nil
}

// Moment reads a time of ISO 8601 as microseconds since 1970; ok is false for none and for one that no record has.
func Moment(text []byte) (micros int64, ok bool) {
	micros, ok = serde.ParseInstant(text)
	if ok {
		_, ok = DayOf(micros / 1_000_000)
	}
	return micros, ok
}

// DayOfMicros returns the UTC day of a time that Moment gave.
func DayOfMicros(micros int64) int32 {
	day, _ := DayOf(micros / 1_000_000) // Moment has seen to it
	return day
}

// Made appends the columns that every table of records of JSON has beside those of the records: a time and its day.
type Made struct {
	moment *array.TimestampBuilder
	day    *array.Date32Builder
}

// MadeColumns returns those columns.
func MadeColumns(name, comment string) []source.LakeColumn {
	return []source.LakeColumn{
		{Name: name, Type: types.TimestampOf(3), Comment: comment},
		{Name: DayColumn, Type: types.Of(types.Date), Comment: "UTC day of " + name, Partition: true},
	}
}

// NewMade returns what appends to the last two of the fields, which are those of MadeColumns.
func NewMade(fields []array.Builder) Made {
	var m Made
	m.moment, _ = fields[len(fields)-2].(*array.TimestampBuilder) // by the columns' types
	m.day, _ = fields[len(fields)-1].(*array.Date32Builder)       // by the columns' types
	return m
}

// Append appends a time.
func (m Made) Append(micros int64) {
	m.moment.Append(arrow.Timestamp(micros - micros%1000))
	m.day.Append(arrow.Date32(DayOfMicros(micros)))
}

// Shaped returns the shape of a table that has all its columns in every file.
func Shaped(t Table) *Shape { return &Shape{Table: t.Name, Columns: t.Columns} }
