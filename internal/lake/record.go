package lake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// layoutVersion is the version of the records' form. A lake of a later version is not opened.
const layoutVersion = 1

// record is a snapshot as it is written.
type record struct {
	Layout  int                  `json:"layout"`
	Number  int64                `json:"number"`
	Written time.Time            `json:"written"`
	Sources map[string]*Source   `json:"sources"` // by database.table
	Schemas map[string][]rawName `json:"schemas"` // by name; Piece.schema names one
}

// rawName is a column as it is written: its name, and its type in Hive's words.
type rawName struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Comment string `json:"comment,omitempty"`
	// Partition tells that the column is a partition key.
	Partition bool `json:"partition,omitempty"`
}

// Source is a registered place that bills come from, and what the lake has of it.
type Source struct {
	Database string    `json:"database"`
	Table    string    `json:"table"`
	Location string    `json:"location"`
	Added    time.Time `json:"added"`
	// Format is the name of the format; "" before the first sync.
	Format string `json:"format,omitempty"`
	// Synced is when the source was last looked at; zero before the first sync.
	Synced time.Time `json:"synced"`
	// Months are the billing periods that the lake has, by YYYY-MM; of logs the days, by YYYY-MM-DD.
	Months map[string]Month `json:"months,omitempty"`
	// Kind is the kind of source that the user named; "" where the content says it.
	Kind string `json:"kind,omitempty"`
	// Bare tells that the user named a database only: where the source makes several tables, they are named without Table.
	Bare bool `json:"bare,omitempty"`
	// Settings are those of the place that the source was registered with, by name.
	Settings map[string]string `json:"settings,omitempty"`
	// Tables are the tables of a log or an inventory, whether or not there are rows; none of a bill, which is one table.
	Tables []Table `json:"tables,omitempty"`
	// Sets are the sets of files that were read as one, by the Delivery of the pieces that they gave; none of a bill.
	Sets map[string]Set `json:"sets,omitempty"`
	// Faults and Notes are those of the last sync.
	Faults []source.Fault `json:"faults,omitempty"`
	Notes  []string       `json:"notes,omitempty"`
}

// Name returns database.table.
func (s *Source) Name() string { return s.Database + "." + s.Table }

// Month is what the lake has of a billing period.
type Month struct {
	// Changed is when the period was last committed.
	Changed time.Time `json:"changed"`
	Pieces  []Piece   `json:"pieces"`
}

// Piece is the part of a billing period that came from one delivery.
type Piece struct {
	// Delivery is the id of the delivery, Inputs are the files that it was read from; those of a log are in its Set.
	Delivery string  `json:"delivery"`
	Inputs   []Input `json:"inputs,omitempty"`
	// Table is the name of the table among Source.Tables; "" where there is one.
	Table string `json:"table,omitempty"`
	// Files are the lake's own files.
	Files []File `json:"files"`
	// Columns are the columns in the files, in order.
	Columns []source.LakeColumn `json:"-"`
	// Rows is the number of rows, Totals are the exact sums of the columns that hold costs.
	Rows   int64                   `json:"rows"`
	Totals map[string]money.Amount `json:"totals,omitempty"`

	Schema string `json:"schema"` // the name of Columns in a record; nobody else uses it
}

// Table is a table that a source makes. Its columns are there even where no file has them.
type Table struct {
	Name    string              `json:"name,omitempty"`
	Comment string              `json:"comment,omitempty"`
	Columns []source.LakeColumn `json:"-"`

	Schema string `json:"schema"` // the name of Columns in a record; nobody else uses it
}

// Set is a set of files of a log that were read as one, and what became of their records.
type Set struct {
	Inputs  []Input          `json:"inputs"`
	Records int64            `json:"records"`
	Counts  map[string]int64 `json:"counts,omitempty"`
	// Bad is how many records were refused, Samples the first of them.
	Bad     int64          `json:"bad,omitempty"`
	Samples []source.Fault `json:"samples,omitempty"`
}

// TableName returns the name of a table of the source in its database.
func (s *Source) TableName(table string) string {
	switch {
	case table == "":
		return s.Table
	case s.Bare:
		return table
	}
	return s.Table + "_" + table
}

// Input is a file of a source as it was when it was read.
type Input struct {
	Key     string `json:"key"`
	Size    int64  `json:"size"`
	Version string `json:"version"`
	// Hash is the SHA-256 of the bytes, in hexadecimal.
	Hash string `json:"hash,omitempty"`
}

// File is a file of the lake. In a committed piece, Path is relative to the lake's folder, with slashes.
type File struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`
}

// Rows returns the number of rows of the period.
func (m Month) Rows() (rows int64) {
	for _, p := range m.Pieces {
		rows += p.Rows
	}
	return rows
}

// Files returns the number of the lake's files of the period, and their bytes.
func (m Month) Files() (files int, size int64) {
	for _, p := range m.Pieces {
		files += len(p.Files)
		for _, f := range p.Files {
			size += f.Bytes
		}
	}
	return files, size
}

// Totals returns the exact sums of the columns that hold costs.
func (m Month) Totals() map[string]money.Amount {
	sums := map[string]money.Amount{}
	for _, p := range m.Pieces {
		for name, amount := range p.Totals {
			sums[name] = sums[name].Add(amount)
		}
	}
	return sums
}

// MonthNames returns the billing periods that the lake has, in order.
func (s *Source) MonthNames() []string { return slices.Sorted(maps.Keys(s.Months)) }

// ByMonth returns Months by YYYY-MM: of logs, the days of each month together.
func (s *Source) ByMonth() map[string]Month {
	const month = len("2006-01")
	all := map[string]Month{}
	for name, m := range s.Months {
		if len(name) == len(time.DateOnly) {
			name = name[:month]
		}
		sum := all[name]
		sum.Pieces = append(slices.Clip(sum.Pieces), m.Pieces...)
		if m.Changed.After(sum.Changed) {
			sum.Changed = m.Changed
		}
		all[name] = sum
	}
	return all
}

// Totals returns the exact sums of the columns that hold costs, over all months.
func (s *Source) Totals() map[string]money.Amount {
	sums := map[string]money.Amount{}
	for _, m := range s.Months {
		for name, amount := range m.Totals() {
			sums[name] = sums[name].Add(amount)
		}
	}
	return sums
}

// files returns the paths of all data that the record names.
func (r *record) files() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, s := range r.Sources {
			for _, m := range s.Months {
				for _, p := range m.Pieces {
					for _, f := range p.Files {
						if !yield(f.Path) {
							return
						}
					}
				}
			}
		}
	}
}

// clone returns a copy that shares no map and no Source with r.
func (r *record) clone() *record {
	c := &record{Layout: layoutVersion, Number: r.Number, Written: r.Written, Sources: map[string]*Source{}}
	for name, s := range r.Sources {
		copied := *s
		copied.Months, copied.Sets = maps.Clone(s.Months), maps.Clone(s.Sets)
		c.Sources[name] = &copied
	}
	return c
}

func recordName(number int64) string { return fmt.Sprintf("%012d.json", number) }

func isRecord(name string) bool { return strings.HasSuffix(name, ".json") }

// current returns the number of the current snapshot, 0 when the lake is new.
func (l *Lake) current() (int64, error) {
	text, err := os.ReadFile(l.path(currentFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read lake: %w", err)
	}
	number, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil || number <= 0 {
		return 0, fmt.Errorf("read lake: %q does not hold a number: %q", l.path(currentFile), text)
	}
	return number, nil
}

// readRecord reads a record and gives the pieces their columns.
func readRecord(path string) (*record, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	r := &record{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("read snapshot %q: %w", path, err)
	}
	if r.Layout != layoutVersion {
		return nil, fmt.Errorf("read snapshot %q: the lake is of version %d; this program knows version %d", path, r.Layout, layoutVersion)
	}
	schemas := map[string][]source.LakeColumn{}
	for name, raw := range r.Schemas {
		if schemas[name], err = parseSchema(raw); err != nil {
			return nil, fmt.Errorf("read snapshot %q: %w", path, err)
		}
	}
	for _, s := range r.Sources {
		for _, m := range s.Months {
			for i := range m.Pieces {
				m.Pieces[i].Columns = schemas[m.Pieces[i].Schema]
			}
		}
		for i := range s.Tables {
			s.Tables[i].Columns = schemas[s.Tables[i].Schema]
		}
	}
	return r, nil
}

func parseSchema(raw []rawName) ([]source.LakeColumn, error) {
	columns := make([]source.LakeColumn, len(raw))
	for i, c := range raw {
		typ, ok := source.AthenaType(c.Type)
		if !ok {
			return nil, fmt.Errorf("column %q has the unknown type %q", c.Name, c.Type)
		}
		columns[i] = source.LakeColumn{
			Name: c.Name, Type: typ, Comment: c.Comment, Partition: c.Partition,
			Cost: typ.Kind == types.Double && strings.HasSuffix(c.Name, "cost"),
		}
	}
	return columns, nil
}

// write writes the record durably and makes it the current one: the rename of «current» is the commit.
func (l *Lake) write(r *record) error {
	r.nameSchemas()
	var text bytes.Buffer
	if err := json.NewEncoder(&text).Encode(r); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	if err := l.writeFile(l.path(recordsDir, recordName(r.Number)), text.Bytes()); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	if err := l.writeFile(l.path(currentFile), []byte(strconv.FormatInt(r.Number, 10)+"\n")); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	return nil
}

// nameSchemas gives every set of columns a name and the pieces and tables that name.
func (r *record) nameSchemas() {
	r.Schemas = map[string][]rawName{}
	names := map[string]string{} // the columns as text → name
	known := map[*source.LakeColumn]string{}
	name := func(columns []source.LakeColumn) string {
		if len(columns) > 0 && known[&columns[0]] != "" {
			return known[&columns[0]]
		}
		raw := rawSchema(columns)
		text := fmt.Sprint(raw)
		if names[text] == "" {
			names[text] = strconv.Itoa(len(names) + 1)
			r.Schemas[names[text]] = raw
		}
		if len(columns) > 0 {
			known[&columns[0]] = names[text]
		}
		return names[text]
	}
	for _, key := range slices.Sorted(maps.Keys(r.Sources)) {
		s := r.Sources[key]
		s.Tables = slices.Clone(s.Tables)
		for i := range s.Tables {
			s.Tables[i].Schema = name(s.Tables[i].Columns)
		}
		for _, month := range s.MonthNames() {
			pieces := slices.Clone(s.Months[month].Pieces)
			for i := range pieces {
				pieces[i].Schema = name(pieces[i].Columns)
			}
			s.Months[month] = Month{Changed: s.Months[month].Changed, Pieces: pieces}
		}
	}
}

func rawSchema(columns []source.LakeColumn) []rawName {
	raw := make([]rawName, len(columns))
	for i, c := range columns {
		raw[i] = rawName{Name: c.Name, Type: source.HiveType(c.Type), Comment: c.Comment, Partition: c.Partition}
	}
	return raw
}

// writeFile replaces a file as a whole, durably.
func (l *Lake) writeFile(path string, text []byte) error {
	return WriteWhole(path, filepath.Join(l.path(recordsDir), tempPrefix+"*"), text)
}

// WriteWhole replaces a file as a whole, durably: until its end the old one stands. What is written lies meanwhile in a file named by temp, as
// os.CreateTemp names one, of the same file system; a crash may leave it there.
func WriteWhole(path, temp string, text []byte) error {
	out, err := os.CreateTemp(filepath.Dir(temp), filepath.Base(temp))
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) //nolint:errcheck // after the rename there is none
	_, err = out.Write(text)
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	if err := os.Rename(out.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}
