package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/ingest"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/source/cloudtrail"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/source/feed"
	"github.com/glauxhq/glaux/internal/source/flowlog"
	"github.com/glauxhq/glaux/internal/source/focus"
	"github.com/glauxhq/glaux/internal/source/inventory"
	"github.com/glauxhq/glaux/internal/source/invocation"
)

// Auto is the kind of a source whose content says what it is.
const Auto = "auto"

// Kinds returns the kinds of logs and inventories that are known, in the order in which they are tried.
func Kinds() []feed.Kind {
	return []feed.Kind{cloudtrail.New(), invocation.New(), inventory.New(), flowlog.New()}
}

// billKind is a word for a format of bills.
type billKind struct {
	word, format, table string
}

func billKinds() []billKind {
	return []billKind{{"cur", cur.CUR2, "cur"}, {"cur-legacy", cur.Legacy, "cur"}, {"focus", focus.Name, "focus"}}
}

// KindNames returns the words for kinds of sources.
func KindNames() []string {
	names := []string{Auto}
	for _, b := range billKinds() {
		names = append(names, b.word)
	}
	for _, k := range Kinds() {
		names = append(names, k.Name())
	}
	return names
}

// kindOf returns the kind that a word stands for, as the lake keeps it, and the name of its table where the user gives none.
func kindOf(word string) (kind, table string, err error) {
	for _, b := range billKinds() {
		if b.word == word {
			return b.format, b.table, nil
		}
	}
	for _, k := range Kinds() {
		if k.Name() == word {
			return word, k.Table(), nil
		}
	}
	if word == "" || word == Auto {
		return "", "", nil
	}
	return "", "", fault.New(fault.Invalid, "INVALID_KIND", fmt.Sprintf("%q is no kind of source; there are %s", word, strings.Join(KindNames(), ", ")))
}

// detected looks into a location whose kind the user did not name, to name the table.
func (a *App) detected(ctx context.Context, adding *lake.Source) (table string, err error) {
	run := a.ingest(ctx, duckdb.Options{}, adding)
	found, err := run.Detect(ctx, adding.Location)
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "INVALID_LOCATION", err.Error())
	}
	if len(found.Kinds) == 1 && !found.Bill {
		return found.Kinds[0].Table(), nil
	}
	if len(found.Kinds) == 0 && found.Bill {
		table = "cur"
		if found.Format != nil && found.Format.Name() == focus.Name {
			table = "focus"
		}
		return table, nil
	}
	return "", fault.New(fault.Invalid, "UNKNOWN_KIND",
		"what lies there does not tell which table it should be: name it as DATABASE.TABLE, or say --kind")
}

// ingest returns what loads sources, and looks into the one that is being added.
func (a *App) ingest(ctx context.Context, options duckdb.Options, adding *lake.Source) ingest.Sync {
	return ingest.Sync{
		Lake: a.Lake, Loader: duckdb.NewLoader(options), Formats: Formats(), Kinds: Kinds(), Open: a.opener(ctx, adding), Clock: a.outside.Now,
	}
}

// isBill tells whether a format is one of bills.
func isBill(format string) bool {
	return !slices.ContainsFunc(Kinds(), func(k feed.Kind) bool { return k.Name() == format })
}

// tablesOf returns the names of the tables that a source will make, as far as its kind is known.
func tablesOf(s *lake.Source) []string {
	names := []string{s.Table}
	for _, k := range Kinds() {
		if k.Name() != s.Kind && (!s.Bare || k.Table() != s.Table) {
			continue
		}
		for _, t := range k.Tables() {
			names = append(names, s.TableName(t.Name))
		}
	}
	return names
}
