package bill

import (
	"fmt"
	"sync"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// table is the columns of a report in one file format.
type table struct {
	report  Report
	csv     bool
	columns []column
	// index is the table's place in item.codes.
	index int
	// skip tells lines that the report does not have.
	skip func(*item) bool
}

// column is a column: exactly one of the functions, or id, interval or moment, gives its values.
type column struct {
	name string // as the file has it
	hive string // the type, as manifests name it
	text func(*delivery, *item) string
	// number is a number of a line in 10⁻¹⁰, false for none. Those of a slot are read from there.
	number func(*line) (int64, bool)
	slot   slot
	isSlot bool
	moment func(*delivery, *line) world.Hour
	pairs  func(*delivery, *item) []pair
	// discounts are a map of one amount at most.
	discounts    func(*line) (string, int64, bool)
	id, interval bool
}

// pair is an entry of a map.
type pair struct{ key, value string }

// book is the dictionaries of a table for the files of a delivery: what its columns can hold.
type book struct {
	*table
	delivery  *delivery
	columns   []entries
	intervals []string
	days      int // where the intervals of days begin
	others    []span
	once      sync.Once // for entries.arrows
}

// span is an interval that is neither an hour nor a day.
type span struct{ from, to world.Hour }

// entries are the values of a column.
type entries struct {
	texts []string
	maps  [][]uint32 // pairs of positions in keys and values
	keys  []string
	words []string
	// arrows are the same for Arrow, made when first needed.
	arrows arrowWords
}

// newBooks makes the dictionaries of all tables for the items, and tells the items their places in them.
func (r *run) newBooks(items []*item, d *delivery) []*book {
	var books []*book
	for _, t := range r.tables {
		b := &book{table: t, delivery: d, columns: make([]entries, len(t.columns))}
		b.spans()
		books = append(books, b)
	}
	for _, it := range items {
		if it != nil {
			it.codes = make([][]uint32, len(books))
		}
	}
	for _, b := range books {
		for c := range b.table.columns {
			b.fill(c, items)
		}
	}
	return books
}

// fill makes the dictionary of a column.
func (b *book) fill(c int, items []*item) {
	column, out := &b.table.columns[c], &b.columns[c]
	if column.text == nil && column.pairs == nil {
		return
	}
	texts, keys, words := map[string]uint32{}, map[string]uint32{}, map[string]uint32{}
	for _, it := range items {
		if it == nil || b.skip(it) {
			continue
		}
		if it.codes[b.index] == nil {
			it.codes[b.index] = make([]uint32, len(b.table.columns))
		}
		if column.text != nil {
			it.codes[b.index][c] = place(texts, &out.texts, column.text(b.delivery, it))
			continue
		}
		var codes []uint32
		for _, p := range column.pairs(b.delivery, it) {
			codes = append(codes, place(keys, &out.keys, p.key), place(words, &out.words, p.value))
		}
		code, ok := texts[fmt.Sprint(codes)]
		if !ok {
			code = uint32(len(out.maps)) //nolint:gosec // few
			out.maps = append(out.maps, codes)
			texts[fmt.Sprint(codes)] = code
		}
		it.codes[b.index][c] = code
	}
}

// place returns the position of a word in a list, adding it when it is new.
func place(at map[string]uint32, list *[]string, word string) uint32 {
	i, ok := at[word]
	if !ok {
		i = uint32(len(*list)) //nolint:gosec // few
		*list = append(*list, word)
		at[word] = i
	}
	return i
}

// spans lists the intervals that lines can have: hours, days, and a few others. None is there twice, as dictionaries must not be.
func (b *book) spans() {
	d := b.delivery
	for h := d.from; h < d.last; h++ {
		b.intervals = append(b.intervals, interval(h, h+1))
	}
	b.days = len(b.intervals)
	for h := d.from; h < d.last; h += 24 {
		b.intervals = append(b.intervals, interval(h, h+24))
	}
	b.others = []span{{d.from, d.last}}
	b.other(span{d.from, d.to})
	b.other(span{d.to - d.to%24, d.to})
	for _, r := range d.reservations {
		b.other(span{max(d.from, r.From), min(d.last, r.To)})
	}
	for _, s := range b.others {
		b.intervals = append(b.intervals, interval(s.from, s.to))
	}
}

// other adds an interval unless it is there.
func (b *book) other(s span) {
	if n := s.to - s.from; n == 0 || n == 1 || n == 24 && (s.from-b.delivery.from)%24 == 0 {
		return
	}
	for _, o := range b.others {
		if o == s {
			return
		}
	}
	b.others = append(b.others, s)
}

// interval returns the position of a line's interval.
func (b *book) interval(l *line) uint32 {
	hours, at := int(l.to-l.from), int(l.from-b.delivery.from)
	switch {
	case hours == 1:
		return uint32(at) //nolint:gosec // within the month
	case hours == 24 && at%24 == 0:
		return uint32(b.days + at/24) //nolint:gosec // within the month
	}
	first := len(b.intervals) - len(b.others)
	for i, s := range b.others {
		if s.from == l.from && s.to == l.to {
			return uint32(first + i) //nolint:gosec // few
		}
	}
	return uint32(first) //nolint:gosec // the month: no line has another interval, as a test shows
}
