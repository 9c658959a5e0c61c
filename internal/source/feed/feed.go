// Package feed is what logs and inventories have in common as sources: files that only ever grow in number, each with records of one
// kind, which become rows of one or more tables, by day. It promises that a reader holds a few batches in memory and never a file, that
// a bad record costs that record alone and is told with file, line and reason, and that what breaks off keeps what stood before.
//
//	kind := feed.Detect(kinds, key, head)              // by content
//	reader, err := kind.Reader(sink)
//	err = reader.Read(ctx, feed.File{Key: key, Body: body})
//	err = reader.Flush()                               // the rest of the rows
//	report := reader.Report()                          // what was read, passed over and refused
package feed

import (
	"context"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/glauxhq/glaux/internal/source"
)

// Kind is a kind of log or inventory.
type Kind interface {
	// Name is a short stable name: "flowlog". Title is the name for people.
	Name() string
	Title() string
	// Table is the name that the table, or the set of tables, has when the user gives none.
	Table() string
	// Tables are the tables that the files make.
	Tables() []Table
	// Sniff tells whether a file of that key that begins so, without its compression, is of this kind.
	Sniff(key string, head []byte) bool
	// Pass tells by its key why a file of this kind holds no records, in the plural: "digest files"; "" for all others.
	Pass(key string) string
	// Reader returns what reads files and gives their rows to the sink. It is used by one goroutine.
	Reader(sink Sink) (Reader, error)
}

// Table is a table that a kind of source makes. Name is "" where it is the only one, and is named as the source is.
type Table struct {
	Name    string
	Comment string
	Columns []source.LakeColumn
}

// DayColumn is the partition column of every table: the UTC day that a row belongs to.
const DayColumn = "day"

// Undated is the name of the day of rows that tell none.
const Undated = "undated"

// File is a file to be read.
type File struct {
	// Key is its name below the source's location.
	Key string
	// Body is its bytes as they lie there, compressed or not.
	Body io.Reader
	// Modified is when it was written.
	Modified time.Time
}

// Reader reads files, one after the other.
type Reader interface {
	// Read reads a file. What is wrong with its bytes goes into the report; an error is trouble with reading or writing.
	Read(ctx context.Context, f File) error
	// Flush gives on the rows that are left, and ends the reader.
	Flush() error
	// Report returns what was read, passed over and refused so far.
	Report() *Report
}

// Sink takes rows.
type Sink interface {
	// Rows takes rows of a shape and a day, which is YYYY-MM-DD or Undated. The batch is released afterwards.
	Rows(shape *Shape, day string, batch arrow.RecordBatch) error
}

// maxSamples is how many bad records are told one by one, maxFileSamples how many of one file.
const (
	maxSamples     = 20
	maxFileSamples = 3
)

// Report is what became of the records of some files.
type Report struct {
	// Records is how many rows were given on.
	Records int64
	// Counts are other things that were counted, under words that name them: "SKIPDATA records".
	Counts map[string]int64
	// Bad is how many records were refused, Samples the first of them, each with its place. A file that breaks off counts as one.
	Bad     int64
	Samples []source.Fault

	file   string // whose samples are counted
	sample int
}

// Count counts something.
func (r *Report) Count(what string, n int64) {
	if n == 0 {
		return
	}
	if r.Counts == nil {
		r.Counts = map[string]int64{}
	}
	r.Counts[what] += n
}

// Refuse counts a bad record and, of the first ones, keeps where it stands and why.
func (r *Report) Refuse(file, place, reason string) {
	r.Bad++
	if r.file != file {
		r.file, r.sample = file, 0
	}
	if len(r.Samples) < maxSamples && r.sample < maxFileSamples {
		r.sample++
		r.Samples = append(r.Samples, source.Fault{File: file, Place: place, Reason: reason})
	}
}

// Add adds what another reader counted.
func (r *Report) Add(other *Report) {
	r.Records += other.Records
	r.Bad += other.Bad
	for _, what := range slices.Sorted(maps.Keys(other.Counts)) {
		r.Count(what, other.Counts[what])
	}
	r.Samples = append(r.Samples, other.Samples[:min(len(other.Samples), maxSamples-min(len(r.Samples), maxSamples))]...)
}

// Detect returns the kind of a file of that key and beginning, nil for none.
func Detect(kinds []Kind, key string, head []byte) Kind {
	for _, k := range kinds {
		if k.Sniff(key, head) {
			return k
		}
	}
	return nil
}
