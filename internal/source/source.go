// Package source says what files of bills look like: how their heads are read, how exports lay them out in folders with
// manifests, and, in the packages below it, what the columns of each format mean. It promises to judge a file by its
// content and never by its name, to be tolerant where AWS documents nothing, and to read hostile bytes without harm.
//
//	head, err := source.ReadHead(file, size)          // columns, whatever the file's name
//	deliveries, notes, faults := source.Layout(objects, read)
//	format := source.Detect(formats, head)            // nil: no bill
package source

import (
	"fmt"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// Format is a kind of bill.
type Format interface {
	// Name is a short stable name: "cur2", "cur1", "focus".
	Name() string
	// Title is the name for people.
	Title() string
	// Sniff tells whether a file with such a head is of this format.
	Sniff(h Head) bool
	// Column returns the name and the type under which the lake keeps a column of a file.
	Column(c HeadColumn) LakeColumn
	// Period returns the lake's name of the column that holds the billing period of a row.
	Period(names []string) (string, bool)
	// Partitions are the partition columns that Athena's table of this format has, after all others. They are text, and
	// made of the billing period as Column.Const says.
	Partitions() []Partition
	// Nulls are the words that mean NULL in a CSV file of this format, as in File.Nulls.
	Nulls() []string
}

// LakeColumn is a column as the lake keeps it.
type LakeColumn struct {
	Name    string
	Type    types.Type
	Comment string
	// Cost tells that the column holds money, of which exact totals are kept.
	Cost bool
	// Partition tells that the column is a partition key.
	Partition bool
}

// Partition is a partition column and the value that it has in a row, in the words of Column.Const.
type Partition struct {
	Name, Value string
}

// Detect returns the first format that knows the head, nil when none does.
func Detect(formats []Format, h Head) Format {
	for _, f := range formats {
		if f.Sniff(h) {
			return f
		}
	}
	return nil
}

// Fault is a thing that is wrong with a source: which file, where in it, why, and what was done about it.
type Fault struct {
	File   string `json:"file,omitempty"`
	Place  string `json:"place,omitempty"`
	Reason string `json:"reason"`
	// Months are the billing periods that keep what they had because of it; none when they cannot be known.
	Months []string `json:"months,omitempty"`
}

// Error returns the fault in one line.
func (f Fault) Error() string {
	text := f.Reason
	if f.Place != "" {
		text = f.Place + ": " + text
	}
	if f.File != "" {
		text = f.File + ": " + text
	}
	for i, m := range f.Months {
		if i == 0 {
			text += fmt.Sprintf(" (kept as it was: %s", m)
		} else {
			text += ", " + m
		}
	}
	if len(f.Months) > 0 {
		text += ")"
	}
	return text
}
