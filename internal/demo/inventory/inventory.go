// Package inventory writes what AWS says of the resources of the demo world: the answers of describe calls at its end, and what AWS Config
// delivers, a snapshot at the beginning of each month and a history file of each day on which a resource came or went. It promises that
// whoever had an address at an hour can be found from the files, and that the same world gives the same files.
package inventory

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// Options choose what is written.
type Options struct {
	// From and To are the hours that are written; the describe calls are made just before To.
	From, To world.Hour
	// Dir is the folder below which the files go: describe/… and AWSLogs/….
	Dir string
}

// Summary tells what was written.
type Summary struct{ Files, Items int }

// day is the hours of a day.
const day = 24

// place is an account and a region.
type place struct{ account, region string }

// object is JSON.
type object = map[string]any

// writer writes the files.
type writer struct {
	options Options
	create  func(path string) (io.WriteCloser, error)
	done    Summary
}

// Write writes the inventory.
func Write(w *world.World, o Options, create func(path string) (io.WriteCloser, error)) (Summary, error) {
	all := resources(w)
	out := &writer{options: o, create: create}
	for _, step := range []func([]resource) error{out.describe, out.snapshots, out.history} {
		if err := step(all); err != nil {
			return out.done, fmt.Errorf("inventory: %w", err)
		}
	}
	return out.done, nil
}

// describe writes the answers of describe calls, by account and region.
func (o *writer) describe(all []resource) error {
	at := o.options.To - 1
	answers := map[string]object{}
	for _, r := range all {
		if !r.span.Has(at) {
			continue
		}
		path := fmt.Sprintf("%s/describe/%s/%s/%s-%s.json", o.options.Dir, r.place.account, r.place.region, r.kind.call, at.Time().Format("20060102T150405Z"))
		if answers[path] == nil {
			answers[path] = object{}
		}
		list, _ := answers[path][r.kind.list].([]any)
		answers[path][r.kind.list] = append(list, r.described(at))
	}
	for _, path := range slices.Sorted(maps.Keys(answers)) {
		for _, list := range answers[path] {
			o.done.Items += len(list.([]any)) //nolint:forcetypeassert // made above
		}
		if err := o.file(path, answers[path], false); err != nil {
			return err
		}
	}
	return nil
}

// snapshots writes a snapshot of each account and region at the beginning of each month.
func (o *writer) snapshots(all []resource) error {
	for _, at := range months(o.options.From, o.options.To) {
		items := map[place][]object{}
		for _, r := range all {
			if r.span.Has(at) {
				items[r.place] = append(items[r.place], r.item(at, r.captured(at, o.options.From), "OK"))
			}
		}
		if err := o.config(items, at, "ConfigSnapshot"); err != nil {
			return err
		}
	}
	return nil
}

// history writes what came and went, day by day.
func (o *writer) history(all []resource) error {
	days := map[world.Hour]map[place][]object{}
	add := func(r resource, at world.Hour, status string) {
		if at < o.options.From || at >= o.options.To {
			return
		}
		d := at / day * day
		if days[d] == nil {
			days[d] = map[place][]object{}
		}
		days[d][r.place] = append(days[d][r.place], r.item(at, at, status))
	}
	for _, r := range all {
		add(r, r.span.From, "ResourceDiscovered")
		for _, at := range r.changes {
			if at > r.span.From && at < r.span.To {
				add(r, at, "OK")
			}
		}
		add(r, r.span.To, "ResourceDeleted")
	}
	for _, d := range slices.Sorted(maps.Keys(days)) {
		if err := o.config(days[d], d, "ConfigHistory"); err != nil {
			return err
		}
	}
	return nil
}

// config writes files of AWS Config of one kind at one time.
func (o *writer) config(items map[place][]object, at world.Hour, kind string) error {
	for _, p := range slices.SortedFunc(maps.Keys(items), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region))
	}) {
		t := at.Time()
		path := fmt.Sprintf("%s/AWSLogs/%s/Config/%s/%d/%d/%d/%s/%s_Config_%s_%s_%s.json.gz",
			o.options.Dir, p.account, p.region, t.Year(), t.Month(), t.Day(), kind, p.account, p.region, kind, t.Format("20060102T150405Z"))
		file := object{"fileVersion": "1.0", "configurationItems": items[p]}
		if kind == "ConfigSnapshot" {
			file["configSnapshotId"] = "demo-" + p.account + "-" + t.Format("20060102")
		}
		o.done.Items += len(items[p])
		if err := o.file(path, file, true); err != nil {
			return err
		}
	}
	return nil
}

// file writes a file of JSON.
func (o *writer) file(path string, content any, packed bool) error {
	out, err := o.create(path)
	if err != nil {
		return err
	}
	o.done.Files++
	finish := []func() error{out.Close}
	var body io.Writer = out
	if packed {
		zip := gzip.NewWriter(out)
		body, finish = zip, []func() error{zip.Close, out.Close}
	}
	encoder := json.NewEncoder(body)
	if !packed {
		encoder.SetIndent("", "    ") // as the command line shows it
	}
	err = encoder.Encode(content)
	for _, f := range finish {
		if closing := f(); err == nil {
			err = closing
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// months returns the first hours of the months that begin in a range.
func months(from, to world.Hour) []world.Hour {
	var all []world.Hour
	start := from.Time()
	for at := time.Date(start.Year(), start.Month(), 1, 0, 0, 0, 0, time.UTC); world.HourOf(at) < to; at = at.AddDate(0, 1, 0) {
		if h := world.HourOf(at); h >= from {
			all = append(all, h)
		}
	}
	return all
}
