// Package flowlog writes the VPC flow logs of the demo world as AWS delivers them: text of the default and of a custom format, gzipped,
// and Parquet below hive partitions. It promises that the bytes of its records are those of the world's flows, less what SKIPDATA
// stands for (World.Logged), that a NAT gateway's interface shows every byte twice, and that the same world gives the same files.
//
//	summary, err := flowlog.Write(w, flowlog.Options{From: start, To: end}, create)
package flowlog

import (
	"fmt"
	"io"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// Options choose what is written.
type Options struct {
	// From and To are the days that are written: the hours from From to before To, as far as a VPC has a flow log by then.
	From, To world.Hour
	// Dir is the folder below which the files go.
	Dir string
	// Plain writes every flow log in the default format, as text: what an organisation has that chose no fields.
	Plain bool
}

// Summary tells what was written.
type Summary struct {
	Files   int
	Records int64
	// Skipped and Empty are the records that stand for missing data and for no traffic.
	Skipped, Empty int64
}

// day is the hours of a day.
const day = 24

// Write writes the flow logs, a file for each log and day. AWS delivers every five minutes; a day to a file keeps the world small.
func Write(w *world.World, o Options, create func(path string) (io.WriteCloser, error)) (Summary, error) {
	var done Summary
	text, err := newTextWriter()
	if err != nil {
		return done, err
	}
	files := &writer{o.Dir, create, text}
	for _, l := range logs(w) {
		if o.Plain {
			l.form = defaultText
		}
		one := newTraffic(w, l.vpc, l.nat)
		for from := max(o.From, l.since) / day * day; from < o.To; from += day {
			records := one.day(from, min(from+day, o.To))
			if err := files.write(l, from, records); err != nil {
				return done, fmt.Errorf("flow log of %s: %w", l.vpc.Name, err)
			}
			done.add(records)
		}
	}
	return done, nil
}

// add counts the records of a file.
func (s *Summary) add(records []record) {
	s.Files++
	s.Records += int64(len(records))
	for i := range records {
		switch records[i].status {
		case ok:
		case skipData:
			s.Skipped++
		case noData:
			s.Empty++
		}
	}
}
