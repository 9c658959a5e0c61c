// Package inventory knows what says which resources there are: snapshots and history files of AWS Config, and the answers of describe
// calls as JSON. It promises one row for each resource of each file, with the time span for which the file vouches, so that an address or
// an id can be asked what it was at a time; that both spellings of AWS (NatGatewayId, natGatewayId) are the same; and that what is not
// known is kept among the resources as it is.
package inventory

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// Name is the name of the kind.
const Name = "inventory"

// Kind is the kind. Make it with New.
type Kind struct {
	tables []feed.Table
	shapes map[string]*feed.Shape
	rules  map[string][]rule // by table

	things  map[string]thing  // by type
	answers map[string]string // by key
	arns    map[string]string // types by service/word
}

var _ feed.Kind = (*Kind)(nil)

// New returns the kind.
func New() *Kind {
	k := &Kind{shapes: map[string]*feed.Shape{}, rules: map[string][]rule{}, things: things(), answers: answers(), arns: arns()}
	for _, t := range tables() {
		made := feed.Table{Name: t.name, Comment: t.comment}
		for _, c := range slices.Concat(t.columns, shared()) {
			column := source.LakeColumn{Name: c.name, Comment: c.meaning, Partition: c.name == feed.DayColumn}
			column.Type, _ = source.AthenaType(c.hive) // a test reads them all
			made.Columns = append(made.Columns, column)
			if c.path != "" {
				k.rules[t.name] = append(k.rules[t.name], newRule(c))
			}
		}
		k.tables = append(k.tables, made)
		k.shapes[t.name] = feed.Shaped(made)
	}
	return k
}

// Name returns Name.
func (k *Kind) Name() string { return Name }

// Title returns the name for people.
func (k *Kind) Title() string { return "resource inventory" }

// Table returns the name of the set of tables where the user gives none.
func (k *Kind) Table() string { return Name }

// Tables returns the tables.
func (k *Kind) Tables() []feed.Table { return slices.Clone(k.tables) }

// Pass passes over the files with which AWS Config proves its permission to write, and its notices.
func (k *Kind) Pass(key string) string {
	switch {
	case path.Base(key) == "ConfigWritabilityCheckFile":
		return "permission checks"
	case strings.Contains("/"+key, "/OversizedChangeNotification/"):
		return "notices of large changes"
	}
	return ""
}

// Sniff tells whether a file is an object with configuration items, or the answer of a describe call.
func (k *Kind) Sniff(_ string, head []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	if len(text) == 0 || text[0] != '{' {
		return false
	}
	for _, word := range []string{`"configurationItems"`, `"configSnapshotId"`} {
		if bytes.Contains(text, []byte(word)) {
			return true
		}
	}
	text = bytes.TrimLeft(text[1:], " \t\r\n")
	key, rest, ok := bytes.Cut(bytes.TrimPrefix(text, []byte{'"'}), []byte{'"'})
	if !ok || !bytes.HasPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte(":")) {
		return false
	}
	_, known := k.answers[string(key)]
	return known || string(key) == "NextToken" || string(key) == "PaginationToken" || string(key) == "NextMarker"
}

// reader reads files.
type reader struct {
	feed.JSON
	kind  *Kind
	pages *feed.Pages
	text  serde.Tree // of configurations that are JSON in a string
	file  fileState
	room  []byte // for the configuration at hand
}

// fileState is what is known of the file at hand.
type fileState struct {
	place    feed.Place
	seen     feed.Micros // when what stands in it was so
	snapshot bool
}

// Reader returns a reader.
func (k *Kind) Reader(sink feed.Sink) (feed.Reader, error) {
	return &reader{kind: k, pages: feed.NewPages(sink, nil)}, nil
}

// Report returns what was read.
func (r *reader) Report() *feed.Report { return &r.JSON.Report }

// Flush gives on the rest of the rows.
func (r *reader) Flush() error { return r.pages.Flush() }

// itemsKey is the key of AWS Config's items.
const itemsKey = "configurationItems"

// Read reads a file.
func (r *reader) Read(ctx context.Context, f feed.File) error {
	r.file = fileState{place: feed.PlaceOf(f.Key), snapshot: strings.Contains(f.Key, "ConfigSnapshot")}
	at := r.file.place.Time
	if at.IsZero() {
		at = f.Modified
	}
	if _, ok := feed.DayOf(at.Unix()); ok {
		r.file.seen = feed.Micros(at.UnixMicro())
	}
	known, unknown := r.kind.answers, int64(0)
	err := r.Arrays(ctx, f, func(key string) bool {
		if _, ok := known[key]; ok || strings.EqualFold(key, itemsKey) {
			return true
		}
		unknown++
		return false
	}, func(key string, v serde.Value, size int) (string, error) {
		if strings.EqualFold(key, itemsKey) {
			return r.item(v, size)
		}
		return r.answer(known[key], v, size)
	})
	r.JSON.Report.Count("lists that are not known, not read", unknown)
	return err
}
