package ingest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// The sizes of a set of files: it ends where a day ends and it has enough bytes, or where it has the most.
const (
	enoughBytes = 64 << 20
	mostBytes   = 512 << 20
	mostFiles   = 4000
)

// A watched source gets a few files at each sync. When so many small sets have come together, they are read again as one, so that their
// rows lie in few files.
const (
	smallBytes = 16 << 20
	manySmall  = 32
)

// fileSet is files that are to be read as one.
type fileSet struct {
	id       string
	files    []source.Object
	replaces []string // sets of the lake
}

// plan is the set as run.hold takes it.
func (s fileSet) plan() plan { return plan{Delivery: source.Delivery{ID: s.id, Files: s.files}} }

// plan finds what is to be read, and notes what is passed over.
func (f *feedRun) plan() {
	for id, set := range f.src.Sets {
		for _, in := range set.Inputs {
			f.known[in.Key] = id
		}
	}
	there := map[string]source.Object{}
	passed := map[string]int64{}
	var fresh []source.Object
	for _, o := range f.objects {
		there[o.Key] = o
		if why := f.kind.Pass(o.Key); why != "" {
			passed[why]++
			continue
		}
		if f.known[o.Key] == "" {
			fresh = append(fresh, o)
		}
	}
	for _, why := range sortedKeys(passed) {
		f.report.Notes = append(f.report.Notes, fmt.Sprintf("%s, not read: %s", why, thousands(passed[why])))
	}
	f.sets = append(f.changes(there), setsOf(fresh)...)
}

// changes returns the sets of the lake that have to be read again, as new sets.
func (f *feedRun) changes(there map[string]source.Object) (sets []fileSet) {
	var small fileSet
	var room int64 = mostBytes
	gone := 0
	for _, id := range sortedKeys(f.src.Sets) {
		set := f.src.Sets[id]
		changed, lost, size := changedOf(set, there)
		gone += lost
		switch {
		case changed != "" && lost > 0:
			f.fault(source.Fault{
				File: changed, Reason: fmt.Sprintf("the file changed, but %s that were read with it are gone from the source: what was read of it before is kept", count(int64(lost), "file")),
			})
		case changed != "":
			sets = append(sets, fileSet{replaces: []string{id}, files: objectsOf(set, there)})
		case lost == 0 && size < smallBytes && size <= room:
			room -= size
			small.replaces = append(small.replaces, id)
			small.files = append(small.files, objectsOf(set, there)...)
		}
	}
	if gone > 0 {
		f.report.Notes = append(f.report.Notes, count(int64(gone), "file")+" gone from the source; the records stay in the lake")
	}
	if len(small.replaces) >= manySmall {
		sets = append(sets, small)
	}
	for i := range sets {
		sets[i].id = setID(sets[i].files)
	}
	return sets
}

// objectsOf returns the files of a set as they are now.
func objectsOf(set lake.Set, there map[string]source.Object) []source.Object {
	objects := make([]source.Object, len(set.Inputs))
	for i, in := range set.Inputs {
		objects[i] = there[in.Key]
	}
	return objects
}

// changedOf returns a file of a set that changed, how many are gone, and the bytes of all.
func changedOf(set lake.Set, there map[string]source.Object) (changed string, lost int, size int64) {
	for _, in := range set.Inputs {
		o, ok := there[in.Key]
		size += in.Size
		switch {
		case !ok:
			lost++
		case o.Version != in.Version || o.Size != in.Size:
			changed = in.Key
		}
	}
	return changed, lost, size
}

// setsOf groups files by the days in their keys and by size.
func setsOf(files []source.Object) []fileSet {
	days := make(map[string]string, len(files))
	for _, o := range files {
		if t := feed.PlaceOf(o.Key).Time; !t.IsZero() {
			days[o.Key] = t.Format(time.DateOnly)
		}
	}
	slices.SortFunc(files, func(a, b source.Object) int {
		return cmp.Or(strings.Compare(days[a.Key], days[b.Key]), strings.Compare(a.Key, b.Key))
	})
	var sets []fileSet
	var at fileSet
	var size int64
	end := func() {
		if len(at.files) > 0 {
			at.id = setID(at.files)
			sets = append(sets, at)
		}
		at, size = fileSet{}, 0
	}
	for i, o := range files {
		if size >= mostBytes || len(at.files) >= mostFiles || size >= enoughBytes && days[o.Key] != days[files[i-1].Key] {
			end()
		}
		at.files = append(at.files, o)
		size += o.Size
	}
	end()
	return sets
}

// setID names a set by its files.
func setID(files []source.Object) string {
	sum := sha256.New()
	for _, o := range files {
		fmt.Fprintf(sum, "%s\x00%d\x00%s\x00", o.Key, o.Size, o.Version) //nolint:errcheck,gosec // a sum takes everything
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
