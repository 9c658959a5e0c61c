package app

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/ingest"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/source/focus"
)

// Formats returns the formats of bills that are known, in the order in which they are tried.
func Formats() []source.Format {
	return []source.Format{cur.New2(), cur.NewLegacy(), focus.New()}
}

// FormatTitle returns the name of a format for people.
func FormatTitle(name string) string {
	for _, f := range Formats() {
		if f.Name() == name {
			return f.Title()
		}
	}
	for _, k := range Kinds() {
		if k.Name() == name {
			return k.Title()
		}
	}
	return name
}

// Sources returns the registered sources of those names, or all of them, with what the lake has of them, sorted by name.
func (a *App) Sources(names ...string) ([]*lake.Source, error) {
	s, err := a.Lake.Snapshot()
	if err != nil {
		return nil, lakeFault(err)
	}
	defer s.Close() //nolint:errcheck // a lock that is dropped in any case
	if len(names) == 0 {
		return s.Sources(), nil
	}
	var chosen []*lake.Source
	for _, name := range names {
		i := slices.IndexFunc(s.Sources(), func(src *lake.Source) bool { return strings.EqualFold(src.Name(), name) })
		if i < 0 {
			return nil, lakeFault(fmt.Errorf("%s: %w", name, lake.ErrNoSource))
		}
		chosen = append(chosen, s.Sources()[i])
	}
	return chosen, nil
}

// AddSource registers a folder or a file under database.table. It must exist; what it holds is looked at by Sync.
func (a *App) AddSource(name, location string) error {
	_, err := a.AddSourceOf(context.Background(), name, location, Auto, nil)
	return err
}

// AddSourceOf registers a folder or a file of a kind, one of KindNames, and returns its name. A name without a table gets the one that
// is usual for the kind; for that, what lies there is looked at when the kind is Auto. Settings are those of buckets that the source keeps.
func (a *App) AddSourceOf(ctx context.Context, name, location, word string, settings map[string]string) (string, error) {
	kind, usual, err := kindOf(word)
	if err != nil {
		return "", err
	}
	place, err := a.place(ctx, location, settings)
	if err != nil {
		return "", err
	}
	made := lake.Source{Location: place, Settings: settings, Kind: kind}
	made.Bare = !strings.Contains(name, ".")
	if made.Bare && plainName.MatchString(strings.ToLower(name)) {
		if usual == "" {
			if usual, err = a.detected(ctx, &made); err != nil {
				return "", err
			}
		}
		name += "." + usual
	}
	if made.Database, made.Table, err = splitName(name); err != nil {
		return "", err
	}
	for _, table := range tablesOf(&made) {
		if err := a.free(made.Database, table); err != nil {
			return "", err
		}
	}
	return made.Name(), a.write(func(w *lake.Writer) error { return w.Register(made) })
}

// free tells whether no statement has made a table or a view of that name.
func (a *App) free(database, table string) error {
	v, err := a.tables.Version()
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "", err.Error())
	}
	defer v.Close()
	if v.Record.Table(database, table) != nil {
		return fault.New(fault.Conflict, "SOURCE_EXISTS", fmt.Sprintf("there is a table or a view %s.%s: drop it or choose another name", database, table))
	}
	return nil
}

// RemoveSource forgets a source and all that the lake has of it.
func (a *App) RemoveSource(name string) error {
	database, table, err := splitName(name)
	if err != nil {
		return err
	}
	return a.write(func(w *lake.Writer) error { return w.Remove(database, table) })
}

// What loading takes where nobody said otherwise: with it the program stays below 512 MiB, however long a bill is. A file that does not fit, such
// as text with very many columns, gets moreMemory.
const (
	loadMemory  = "268MB"
	moreMemory  = "536MB"
	loadThreads = 1
)

// loadOptions returns the limits that hold for loading. Who sets memory or threads gets what he set, and more speed for more of both.
func (a *App) loadOptions() (duckdb.Options, error) {
	options, err := a.engineOptions()
	if options.MemoryLimit == "" && options.Threads == 0 {
		options.MemoryLimit, options.MoreMemory, options.Threads = loadMemory, moreMemory, loadThreads
	}
	return options, err
}

// Sync brings what is new in the sources of those names, or in all of them, into the lake.
func (a *App) Sync(ctx context.Context, progress func(ingest.Progress), names ...string) (ingest.Report, error) {
	options, err := a.loadOptions()
	if err != nil {
		return ingest.Report{}, err
	}
	for i, name := range names {
		names[i] = strings.ToLower(name)
	}
	run := a.ingest(ctx, options, nil)
	run.Progress = progress
	report, err := run.Run(ctx, names...)
	return report, lakeFault(err)
}

// plainName is a name of a database or a table that needs no quotes anywhere.
var plainName = regexp.MustCompile(`^[a-z0-9_]{1,128}$`)

// splitName splits database.table, of which names are lower case.
func splitName(name string) (database, table string, err error) {
	database, table, ok := strings.Cut(strings.ToLower(name), ".")
	switch {
	case !ok || !plainName.MatchString(database) || !plainName.MatchString(table):
		return "", "", fault.New(fault.Invalid, "INVALID_NAME", fmt.Sprintf("%q is not of the form database.table, of letters, digits and underscores", name))
	case database == bill.Database || database == "information_schema":
		return "", "", fault.New(fault.Invalid, "INVALID_NAME", fmt.Sprintf("the database %q is taken: choose another", database))
	}
	return database, table, nil
}

// write changes the registry of sources.
func (a *App) write(change func(*lake.Writer) error) error {
	w, err := a.Lake.Begin(a.outside.Now)
	if err != nil {
		return lakeFault(err)
	}
	return lakeFault(errors.Join(change(w), w.Close()))
}

// lakeFault tells whose trouble an error of the lake is.
func lakeFault(err error) error {
	var known *fault.Error
	switch {
	case err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, lake.ErrNoSource):
		return fault.Wrap(err, fault.NotFound, "SOURCE_NOT_FOUND", err.Error())
	case errors.Is(err, lake.ErrSourceExists):
		return fault.Wrap(err, fault.Conflict, "SOURCE_EXISTS", err.Error())
	case errors.Is(err, lake.ErrBusy):
		return fault.Wrap(err, fault.Unavailable, "LAKE_BUSY", err.Error())
	}
	return fault.Wrap(err, fault.Internal, "", err.Error())
}
