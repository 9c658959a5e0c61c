// Package trail writes the CloudTrail management events of the demo world as a trail delivers them. It promises that every change of the
// world is an event at its moment by its principal, among the everyday events of every account, and that the same world gives the
// same files.
package trail

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// Options choose what is written.
type Options struct {
	// From and To are the hours that are written: the days from From to before To.
	From, To world.Hour
	// Dir is the folder below which the files go.
	Dir string
}

// Summary tells what was written.
type Summary struct{ Files, Events int }

// day is the hours of a day.
const day = 24

// Write writes the events: a file for each account, region and day that has any. Everyday events are those of the last everyday days.
func Write(w *world.World, o Options, create func(path string) (io.WriteCloser, error)) (Summary, error) {
	var done Summary
	for from := o.From / day * day; from < o.To; from += day {
		to := min(from+day, o.To)
		files := map[place][]event{}
		for _, c := range w.Changes {
			if h := world.HourOf(c.At); h >= from && h < to {
				at := place{c.Account, c.Region}
				files[at] = append(files[at], ofChange(w, c))
			}
		}
		if from >= o.To-everyday*day {
			everydayEvents(w, from, to, files)
		}
		for _, at := range slices.SortedFunc(keys(files), order) {
			if err := write(w, o.Dir, at, from, files[at], create); err != nil {
				return done, fmt.Errorf("trail: %w", err)
			}
			done.Files++
			done.Events += len(files[at])
		}
	}
	return done, nil
}

// place is where events are written: CloudTrail has a file for each account and region.
type place struct {
	account *world.Account
	region  world.Region
}

func keys(files map[place][]event) func(func(place) bool) {
	return func(yield func(place) bool) {
		for at := range files {
			if !yield(at) {
				return
			}
		}
	}
}

func order(a, b place) int {
	return cmp.Or(cmp.Compare(a.account.ID, b.account.ID), cmp.Compare(a.region.Code, b.region.Code))
}

// write writes a file.
func write(w *world.World, dir string, at place, from world.Hour, events []event, create func(path string) (io.WriteCloser, error)) error {
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.EventTime, b.EventTime) })
	when := (from + day - 1).Time().Add(55 * time.Minute)      //nolint:mnd // minutes after the last full hour
	id := token(w, uint64(from), at.account.ID+at.region.Code) //nolint:gosec // hours are positive
	path := fmt.Sprintf("%s/AWSLogs/%s/CloudTrail/%s/%s/%s_CloudTrail_%s_%s_%s.json.gz",
		dir, at.account.ID, at.region.Code, from.Time().Format("2006/01/02"), at.account.ID, at.region.Code, when.Format("20060102T1504Z"), id[:16])
	out, err := create(path)
	if err != nil {
		return err
	}
	packed := gzip.NewWriter(out)
	err = json.NewEncoder(packed).Encode(map[string][]event{"Records": events})
	if closing := packed.Close(); err == nil {
		err = closing
	}
	if closing := out.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
