package source

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/period"
)

// Object is a file of a source, before it is opened.
type Object struct {
	Key      string
	Size     int64
	Version  string
	Modified time.Time
}

// Delivery is a set of files that belong together and replace each other as a whole.
type Delivery struct {
	// ID tells the delivery from the others of its source, and stays the same when a newer one replaces it.
	ID string
	// Month is the billing period; zero when only the rows tell.
	Month period.Month
	// Files are the files that count, sorted by key.
	Files []Object
	// Manifest is the key of the manifest, "" without one.
	Manifest string
	// Columns are the columns that the manifest names.
	Columns []string
	// Empty tells that files without any content may be passed over: surplus chunks of an earlier delivery, overwritten.
	Empty bool
}

// Listing is what a location holds.
type Listing struct {
	Deliveries []Delivery
	// Notes are worth knowing and no fault: what was not read, and why.
	Notes []string
	// Faults are deliveries that cannot be read as they are.
	Faults []Fault
}

// The three ways in which a folder names a month.
var (
	exportMonth = regexp.MustCompile(`^(?i:billing_period)=(\d{4}-\d{2})$`)
	legacyMonth = regexp.MustCompile(`^(\d{4})(\d{2})01-\d{8}$`)
	hiveYear    = regexp.MustCompile(`^(?i:year)=(\d{4})$`)
	hiveMonth   = regexp.MustCompile(`^(?i:month)=(\d{1,2})$`)
	// version is the folder of one delivery where every one is kept: a stamp or a stamp and a UUID, or a UUID alone.
	version = regexp.MustCompile(`^(\d{8}T\d{6}(\.\d+)?Z|\d{4}-\d{2}-\d{2}T[0-9:.]+Z-.+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$`)
	chunk   = regexp.MustCompile(`-\d+$`)
)

// Layout finds the deliveries among the objects of a location. Read returns the bytes of a manifest.
//
// Where there are manifests they decide: per export and month, the newest one counts, which is the one that lies nearest to
// the root, and of several equally near the one whose folder or time is the latest. Months without a manifest, and
// locations without any, count all their files; of folders that hold one delivery each, only the latest. Files outside
// folders of months are grouped by name without the chunk number, and their rows tell the month.
func Layout(objects []Object, read func(key string) ([]byte, error)) Listing {
	l := layout{read: read, byMonth: map[place][]Object{}, byBase: map[string][]Object{}, taken: map[string]string{}}
	for _, o := range objects {
		l.sort(o)
	}
	l.manifests()
	l.months()
	l.loose()
	slices.SortFunc(l.out.Deliveries, func(a, b Delivery) int {
		return cmp.Or(strings.Compare(a.Month.String(), b.Month.String()), strings.Compare(a.ID, b.ID))
	})
	return l.out
}

// place is where an object lies: below which export, for which month, in which folder of versions.
type place struct {
	root  string
	month period.Month
}

// found is a manifest and where it lies.
type found struct {
	Object
	place
	version  string
	manifest Manifest
	err      error
}

type layout struct {
	read    func(key string) ([]byte, error)
	papers  []Object            // manifests
	byMonth map[place][]Object  // data files in folders of months
	rest    []Object            // data files elsewhere
	byBase  map[string][]Object // data files by the last part of their keys
	taken   map[string]string   // data file → delivery
	done    []place             // what the manifests decided
	out     Listing
}

// sort puts an object where it belongs.
func (l *layout) sort(o Object) {
	base := path.Base(o.Key)
	switch {
	case strings.HasSuffix(base, "Manifest.json"):
		l.papers = append(l.papers, o)
		return
	case helper(o.Key):
		return
	}
	l.byBase[path.Base(o.Key)] = append(l.byBase[path.Base(o.Key)], o)
	if at, _ := locate(o.Key); !at.month.IsZero() {
		l.byMonth[at] = append(l.byMonth[at], o)
		return
	}
	l.rest = append(l.rest, o)
}

// helper tells whether AWS, or people, put a file beside the data that is no data.
func helper(key string) bool {
	for part := range strings.SplitSeq(path.Dir(key), "/") {
		if part == "execution_status" || part == "cost_and_usage_data_status" || part == "metadata" {
			return true
		}
	}
	switch strings.ToLower(path.Ext(key)) {
	case ".json", ".yml", ".yaml", ".sql", ".md":
		return true
	}
	return false
}

// locate finds the root, the month and the version in the folders of a key. The root is what stands before the folder of the
// month, without "data" or "metadata".
func locate(key string) (at place, versionFolder string) {
	parts := strings.Split(path.Dir(key), "/")
	for i := 0; i < len(parts); i++ {
		month, used := monthAt(parts[i:])
		if month.IsZero() {
			continue
		}
		root := parts[:i]
		if n := len(root); n > 0 && (root[n-1] == "data" || root[n-1] == "metadata") {
			root = root[:n-1]
		}
		at = place{root: strings.Join(root, "/"), month: month}
		if rest := parts[i+used:]; len(rest) > 0 && version.MatchString(rest[0]) {
			versionFolder = rest[0]
		}
		return at, versionFolder
	}
	return place{}, ""
}

// monthAt returns the month that the first parts name, and how many parts that takes.
func monthAt(parts []string) (period.Month, int) {
	if m := exportMonth.FindStringSubmatch(parts[0]); m != nil {
		month, _ := period.ParseMonth(m[1]) // no month is the zero month
		return month, 1
	}
	if m := legacyMonth.FindStringSubmatch(parts[0]); m != nil {
		month, _ := period.ParseMonth(m[1] + "-" + m[2]) // no month is the zero month
		return month, 1
	}
	if len(parts) > 1 {
		y, m := hiveYear.FindStringSubmatch(parts[0]), hiveMonth.FindStringSubmatch(parts[1])
		if y != nil && m != nil {
			month, _ := period.ParseMonth(fmt.Sprintf("%s-%02s", y[1], m[1])) // no month is the zero month
			return month, 2
		}
	}
	return period.Month{}, 0
}

// manifests makes deliveries of the newest manifest of each export and month.
func (l *layout) manifests() {
	newest := map[place]found{}
	for _, o := range l.papers {
		f := l.open(o)
		if old, ok := newest[f.place]; !ok || f.newer(old) {
			newest[f.place] = f
		}
	}
	places := make([]place, 0, len(newest))
	for at := range newest {
		places = append(places, at)
	}
	slices.SortFunc(places, comparePlaces)
	for _, at := range places {
		l.deliver(newest[at])
	}
}

// open reads a manifest.
func (l *layout) open(o Object) found {
	f := found{Object: o}
	f.place, f.version = locate(o.Key)
	if f.month.IsZero() {
		f.root = path.Dir(o.Key)
	}
	if o.Size > MaxManifest {
		f.err = fmt.Errorf("the manifest is larger than %d bytes", MaxManifest)
		return f
	}
	text, err := l.read(o.Key)
	if err != nil {
		f.err = err
		return f
	}
	f.manifest, f.err = ParseManifest(text)
	if f.month.IsZero() {
		f.month = f.manifest.Month
	}
	return f
}

// newer tells whether f replaces old, which is for the same export and month.
func (f found) newer(old found) bool {
	if a, b := strings.Count(f.Key, "/"), strings.Count(old.Key, "/"); a != b {
		return a < b
	}
	return cmp.Or(compareVersions(f.version, old.version, f.Modified, old.Modified), strings.Compare(f.Key, old.Key)) > 0
}

// compareVersions compares folders of versions: stamps by themselves, anything else by time.
func compareVersions(a, b string, timeA, timeB time.Time) int {
	stamped := func(s string) bool { return strings.Contains(s, "T") && strings.Contains(s, "Z") }
	if stamped(a) && stamped(b) {
		return strings.Compare(a, b)
	}
	return timeA.Compare(timeB)
}

// deliver makes the delivery that a manifest lists.
func (l *layout) deliver(f found) {
	if f.err != nil {
		l.done = append(l.done, f.place)
		l.fault(f.Key, f.err, f.month)
		return
	}
	if f.manifest.Files == nil {
		return // no list: what lies in the folder counts
	}
	l.done = append(l.done, f.place)
	d := Delivery{ID: id(f.place), Month: f.month, Manifest: f.Key, Columns: f.manifest.Columns}
	for _, listed := range f.manifest.Files {
		o, err := l.match(f, listed)
		if err == nil && l.taken[o.Key] != "" && l.taken[o.Key] != d.ID {
			err = fmt.Errorf("%q belongs to another manifest too", o.Key)
		}
		if err != nil {
			l.fault(f.Key, err, f.month)
			return
		}
		if l.taken[o.Key] == "" {
			l.taken[o.Key] = d.ID
			d.Files = append(d.Files, o)
		}
	}
	if len(d.Files) == 0 {
		l.out.Notes = append(l.out.Notes, fmt.Sprintf("%s lists no files", f.Key))
		return
	}
	slices.SortFunc(d.Files, func(a, b Object) int { return strings.Compare(a.Key, b.Key) })
	l.out.Deliveries = append(l.out.Deliveries, d)
	if surplus := l.surplus(f.place); surplus > 0 {
		l.out.Notes = append(l.out.Notes, fmt.Sprintf("%s does not list %d files of its month; they are not read", f.Key, surplus))
	}
}

// match finds the object that a manifest names. The location may begin anywhere in the bucket's tree, so either key may be
// the end of the other; or the tree was copied elsewhere, and only what stands below the export or month is the same.
func (l *layout) match(f found, listed string) (Object, error) {
	listed = path.Clean(listed)
	best := Object{}
	for _, o := range l.byBase[path.Base(listed)] {
		if (isTail(o.Key, listed) || isTail(listed, o.Key)) && len(o.Key) > len(best.Key) {
			best = o
		}
	}
	if best.Key != "" && l.sameMonth(best.Key, listed) {
		return best, nil
	}
	want, _ := locate(listed)
	for _, o := range l.byBase[path.Base(listed)] {
		at, _ := locate(o.Key)
		if at.root == f.root && at.month == want.month && !at.month.IsZero() && belowMonth(o.Key) == belowMonth(listed) {
			return o, nil
		}
	}
	return Object{}, fmt.Errorf("the manifest lists %q, which is missing", listed)
}

// sameMonth tells whether a key does not contradict the month of the key that a manifest lists.
func (l *layout) sameMonth(key, listed string) bool {
	a, _ := locate(key)
	b, _ := locate(listed)
	return a.month == b.month || a.month.IsZero() || b.month.IsZero()
}

// belowMonth returns what stands in a key from the folder of the month on.
func belowMonth(key string) string {
	parts := strings.Split(key, "/")
	for i := range parts {
		if month, used := monthAt(parts[i:]); !month.IsZero() {
			return strings.Join(parts[i+used:], "/")
		}
	}
	return key
}

// isTail tells whether the last parts of whole are tail.
func isTail(tail, whole string) bool {
	return whole == tail || strings.HasSuffix(whole, "/"+tail)
}

// surplus counts the files of a month that no manifest lists.
func (l *layout) surplus(at place) (n int) {
	for _, o := range l.byMonth[at] {
		if l.taken[o.Key] == "" {
			n++
		}
	}
	return n
}

// months makes deliveries of the folders of months that no manifest decided.
func (l *layout) months() {
	places := make([]place, 0, len(l.byMonth))
	for at := range l.byMonth {
		if !l.decided(at) {
			places = append(places, at)
		}
	}
	slices.SortFunc(places, comparePlaces)
	for _, at := range places {
		files := slices.DeleteFunc(slices.Clone(l.byMonth[at]), func(o Object) bool { return l.taken[o.Key] != "" })
		files = l.latest(files)
		if len(files) > 0 {
			slices.SortFunc(files, func(a, b Object) int { return strings.Compare(a.Key, b.Key) })
			l.out.Deliveries = append(l.out.Deliveries, Delivery{ID: id(at), Month: at.month, Files: files, Empty: true})
		}
	}
}

// decided tells whether a manifest spoke for the export and month. The legacy report keeps its manifests in another folder
// than its Parquet files: there, a manifest above the root speaks for the month too.
func (l *layout) decided(at place) bool {
	return slices.ContainsFunc(l.done, func(d place) bool {
		return d.month == at.month && (d.root == at.root || d.root == "" || strings.HasPrefix(at.root, d.root+"/"))
	})
}

// latest keeps, of files in folders of versions, those of the latest folder.
func (l *layout) latest(files []Object) []Object {
	newest, when := "", time.Time{}
	others := map[string]bool{}
	for _, o := range files {
		_, v := locate(o.Key)
		if v == "" {
			continue
		}
		others[v] = true
		if newest == "" || compareVersions(v, newest, o.Modified, when) > 0 {
			newest, when = v, o.Modified
		}
	}
	if len(others) < 2 {
		return files
	}
	kept := slices.DeleteFunc(slices.Clone(files), func(o Object) bool { _, v := locate(o.Key); return v != newest })
	l.out.Notes = append(l.out.Notes, fmt.Sprintf("%s: %d deliveries and no manifest: only the latest, %s, is read",
		path.Dir(path.Dir(kept[0].Key)), len(others), newest))
	return kept
}

// loose makes deliveries of files outside folders of months.
func (l *layout) loose() {
	groups := map[string][]Object{}
	for _, o := range l.rest {
		if l.taken[o.Key] == "" && !l.decided(place{root: path.Dir(o.Key)}) {
			groups[stem(o.Key)] = append(groups[stem(o.Key)], o)
		}
	}
	for name, files := range groups {
		slices.SortFunc(files, func(a, b Object) int { return strings.Compare(a.Key, b.Key) })
		l.out.Deliveries = append(l.out.Deliveries, Delivery{ID: name, Files: files})
	}
}

// stem returns a key without extensions and chunk number: what the chunks of one report have in common.
func stem(key string) string {
	folder, base := path.Split(key)
	if i := strings.IndexByte(base, '.'); i > 0 {
		base = base[:i]
	}
	if short := chunk.ReplaceAllString(base, ""); short != "" {
		base = short
	}
	return folder + base
}

func (l *layout) fault(file string, err error, month period.Month) {
	fault := Fault{File: file, Reason: err.Error()}
	if !month.IsZero() {
		fault.Months = []string{month.String()}
	}
	l.out.Faults = append(l.out.Faults, fault)
}

func id(at place) string { return at.root + "|" + at.month.String() }

func comparePlaces(a, b place) int {
	return cmp.Or(strings.Compare(a.root, b.root), strings.Compare(a.month.String(), b.month.String()))
}
