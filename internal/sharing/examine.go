package sharing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// Examiner looks at changes with what the lake has. What is not loaded yet is a note: a state may come from git before the bills do.
type Examiner struct {
	Snapshot func(ctx context.Context) (catalog.Catalog, func(), error)
	Now      func() time.Time
}

// Examine tells what is wrong with the records that a change puts, and what may not be meant. A filter is tried as a query would meet it.
func (x Examiner) Examine(ctx context.Context, _, after share.State, deltas []share.Delta) (notes []string, err error) {
	all, release, err := x.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	e := &examination{x: x, all: all, state: after}
	unmapped := false
	for _, d := range deltas {
		_, put := d.Record()
		unmapped = unmapped || d.Part == share.PartMapping && !put
		if err := e.delta(ctx, d); err != nil {
			return nil, err
		}
	}
	if unmapped { // a filter may have read it
		for _, f := range after.Filters {
			if err := e.filter(ctx, f); err != nil {
				return nil, err
			}
		}
	}
	return e.notes, nil
}

// examination is one call of Examine.
type examination struct {
	x     Examiner
	all   catalog.Catalog
	state share.State
	notes []string
}

// delta examines one record that is put.
func (e *examination) delta(ctx context.Context, d share.Delta) error {
	record, put := d.Record()
	if !put {
		return nil
	}
	switch r := record.(type) {
	case share.Filter:
		return e.filter(ctx, r)
	case share.Grant:
		on := r.Resource
		if on.Table == "" || on.Table == "*" || on.Type == share.CellsFilter {
			return nil
		}
		_, err := e.table(ctx, on.Database, on.Table, append(slices.Clone(on.Columns), on.Excluded...), "the grant to "+r.Principal)
		return err
	case share.Tagged:
		if r.Table == "" {
			return nil
		}
		var columns []string
		if r.Column != "" {
			columns = []string{r.Column}
		}
		_, err := e.table(ctx, r.Database, r.Table, columns, "the tag "+r.Key)
		return err
	case share.Mapping:
		_, err := e.table(ctx, r.Database, r.Table, nil, "the mapping")
		return err
	}
	return nil
}

// table returns a table that has the columns; nil with a note where it is not there yet.
func (e *examination) table(ctx context.Context, database, table string, columns []string, what string) (*catalog.Table, error) {
	t, err := e.all.Table(ctx, catalog.Name{Database: database, Table: table})
	if errors.Is(err, catalog.ErrTableNotFound) || errors.Is(err, catalog.ErrSchemaNotFound) {
		if note := fmt.Sprintf("there is no table %s.%s yet; %s counts when it is there", database, table, what); !slices.Contains(e.notes, note) {
			e.notes = append(e.notes, note)
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var there []string
	for _, c := range t.Full().Columns {
		there = append(there, strings.ToLower(c.Name))
	}
	for _, c := range columns {
		if !slices.Contains(there, c) {
			return nil, fault.New(fault.Invalid, share.CodeInvalid, fmt.Sprintf("%s: %s.%s has no column %q%s", what, database, table, c, share.Meant(c, there)))
		}
	}
	return t, nil
}

// examiner is a principal that nobody is.
const examiner = "\x00examiner"

// filter tries a filter: somebody to whom it is granted asks for all that it shows.
func (e *examination) filter(ctx context.Context, f share.Filter) error {
	what := fmt.Sprintf("filter %s of %s.%s", f.Name, f.Database, f.Table)
	columns := append(slices.Clone(f.Columns), f.Excluded...)
	for column := range f.Masks {
		columns = append(columns, column)
	}
	table, err := e.table(ctx, f.Database, f.Table, columns, what)
	if err != nil || table == nil {
		return err
	}
	policy, err := share.State{
		Principals: []share.Principal{{Name: examiner, Kind: share.User}}, Filters: []share.Filter{f}, Mappings: e.state.Mappings,
		Grants: []share.Grant{{Principal: examiner, Permissions: []access.Permission{access.Select}, Resource: share.Resource{
			Type: share.CellsFilter, Database: f.Database, Table: f.Table, Filter: f.Name,
		}}},
	}.Policy()
	if err != nil {
		return err
	}
	view := policy.View(access.Principal{Name: examiner}, columnsOnly{Catalog: e.all, table: table})
	star := &ast.Query{Body: &ast.TableBody{Name: named(f.Database, f.Table)}}
	q, err := analyze.Query(ctx, star, view, analyze.Options{Now: e.x.Now(), User: examiner})
	if err == nil {
		_, err = view.Guard(ctx, q)
	}
	return told(err, what)
}

// columnsOnly is a catalog in which one view is a table of its columns: a filter is about these, whoever may read what the view reads.
type columnsOnly struct {
	catalog.Catalog
	table *catalog.Table
}

// Table returns a table.
func (c columnsOnly) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	if name != c.table.Name || c.table.View == nil {
		return c.Catalog.Table(ctx, name)
	}
	out := *c.table
	out.View = nil
	return &out, nil
}

// told says what is wrong with a filter to who wrote it: the error behind the one that others would see.
func told(err error, what string) error {
	if err == nil {
		return nil
	}
	var hidden *fault.Error
	if errors.As(err, &hidden) && hidden.Err != nil {
		err = hidden.Err
	}
	return fault.Wrap(err, fault.Invalid, share.CodeInvalid, fmt.Sprintf("%s: %v", what, err))
}
