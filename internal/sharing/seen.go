package sharing

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// Seen is what every principal sees of every table, in short. It comes through the door that the principals' own queries take.
type Seen struct {
	Version    int64             `json:"version"`
	Principals []share.Principal `json:"principals"`
	Tables     []SeenTable       `json:"tables"`
}

// SeenTable is a table that anybody sees.
type SeenTable struct {
	Database string     `json:"database"`
	Table    string     `json:"table"`
	View     bool       `json:"view,omitempty"`
	Cells    []SeenCell `json:"cells" doc:"for those of Seen.principals that see anything of it"`
}

// SeenCell is what one principal sees of one table.
type SeenCell struct {
	Principal string `json:"principal"`
	Columns   int    `json:"columns" doc:"how many it sees"`
	Hidden    int    `json:"hidden,omitempty" doc:"how many it does not see; not told of what is made of what else it sees"`
	Masked    int    `json:"masked,omitempty" doc:"how many of those it sees have a mask"`
	// AllRows tells that no filter keeps rows from it. Derived that the table is made of what else it sees.
	AllRows bool `json:"allRows"`
	Derived bool `json:"derived,omitempty"`
	Open    bool `json:"open,omitempty" doc:"it lies in a hybrid location, and the principal was not opted in"`
	Writes  bool `json:"writes,omitempty" doc:"it may change the table or its rows"`
}

// Seen tells what every known principal sees, to administrators.
func (d *Desk) Seen(ctx context.Context, who access.Principal) (Seen, error) {
	state, err := d.State(ctx, who)
	if err != nil {
		return Seen{}, err
	}
	out := Seen{Version: state.Version, Principals: append([]share.Principal{}, state.Principals...), Tables: []SeenTable{}}
	for _, g := range state.Grants {
		if !slices.ContainsFunc(out.Principals, func(p share.Principal) bool { return p.Name == g.Principal }) {
			out.Principals = append(out.Principals, share.Principal{Name: g.Principal, Kind: share.User}) // an ARN
		}
	}
	for _, p := range out.Principals {
		if err := d.seenBy(ctx, d.Shares.Principal(p.Name), &out); err != nil {
			return Seen{}, err
		}
	}
	slices.SortFunc(out.Tables, func(a, b SeenTable) int {
		return strings.Compare(a.Database+"\x00"+a.Table, b.Database+"\x00"+b.Table)
	})
	return out, nil
}

// seenBy adds what one principal sees.
func (d *Desk) seenBy(ctx context.Context, p access.Principal, out *Seen) error {
	look, err := d.look(ctx, d.Runner, p)
	if err != nil {
		return err
	}
	defer look.sight.Close()
	names, err := look.names(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		table, err := look.table(ctx, name, true)
		if errors.Is(err, catalog.ErrTableNotFound) || errors.Is(err, catalog.ErrSchemaNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		at := slices.IndexFunc(out.Tables, func(t SeenTable) bool { return t.Database == name.Database && t.Table == name.Table })
		if at < 0 {
			at = len(out.Tables)
			out.Tables = append(out.Tables, SeenTable{Database: name.Database, Table: name.Table, View: table.View})
		}
		out.Tables[at].Cells = append(out.Tables[at].Cells, cellOf(p.Name, table))
	}
	return nil
}

// cellOf shortens what a principal sees of a table.
func cellOf(principal string, t Table) SeenCell {
	c := SeenCell{
		Principal: principal, Columns: len(t.Columns), Hidden: len(t.Hidden), AllRows: t.AllRows, Open: t.Open, Derived: t.Made,
		Writes: !t.Made && slices.ContainsFunc(t.Permissions, func(p access.Permission) bool { return p != access.Select && p != access.Describe }),
	}
	for _, column := range t.Columns {
		if column.Mask != "" {
			c.Masked++
		}
	}
	return c
}
