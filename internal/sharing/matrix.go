package sharing

import (
	"context"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/share"
)

// Matrix lays out who has what: principals across, resources down.
type Matrix struct {
	Version    int64             `json:"version"`
	Principals []share.Principal `json:"principals"`
	Rows       []MatrixRow       `json:"rows"`
}

// MatrixRow is a resource that something is granted on. Those of one table stand together under it.
type MatrixRow struct {
	Resource share.Resource `json:"resource"`
	Title    string         `json:"title"`
	// Possible are the permissions that the resource can have.
	Possible []access.Permission `json:"possible"`
	Cells    []Cell              `json:"cells" doc:"for those of Matrix.principals that have anything"`
}

// Cell is what one principal has on one resource.
type Cell struct {
	Principal string `json:"principal"`
	// Permissions are granted to the principal itself; Inherited to a group or a role that it belongs to, which Through names.
	Permissions []access.Permission `json:"permissions,omitempty"`
	Grantable   []access.Permission `json:"grantable,omitempty"`
	Inherited   []access.Permission `json:"inherited,omitempty"`
	Through     []string            `json:"through,omitempty"`
}

// Matrix lays out all grants.
func (d *Desk) Matrix(ctx context.Context, who access.Principal) (Matrix, error) {
	state, err := d.State(ctx, who)
	if err != nil {
		return Matrix{}, err
	}
	out := Matrix{Version: state.Version, Principals: append([]share.Principal{}, state.Principals...), Rows: []MatrixRow{}}
	for _, g := range state.Grants {
		if !slices.ContainsFunc(out.Principals, func(p share.Principal) bool { return p.Name == g.Principal }) {
			out.Principals = append(out.Principals, share.Principal{Name: g.Principal, Kind: share.User}) // an ARN
		}
	}
	groups := map[string][]string{}
	for _, p := range out.Principals {
		groups[p.Name] = state.Principal(p.Name).Groups
	}
	rows := map[string]int{}
	for _, g := range state.Grants {
		title := g.Resource.String()
		at, ok := rows[title]
		if !ok {
			at = len(out.Rows)
			rows[title] = at
			out.Rows = append(out.Rows, MatrixRow{Resource: g.Resource, Title: title, Possible: g.Resource.Possible(), Cells: []Cell{}})
		}
		for _, p := range out.Principals {
			inherits := p.Name != g.Principal && slices.Contains(groups[p.Name], g.Principal)
			if p.Name == g.Principal || inherits {
				out.Rows[at].give(p.Name, g, inherits)
			}
		}
	}
	slices.SortStableFunc(out.Rows, func(a, b MatrixRow) int { return a.Resource.Compare(b.Resource) })
	return out, nil
}

// give adds a grant to the cell of a principal.
func (r *MatrixRow) give(principal string, g share.Grant, inherits bool) {
	at := slices.IndexFunc(r.Cells, func(c Cell) bool { return c.Principal == principal })
	if at < 0 {
		at = len(r.Cells)
		r.Cells = append(r.Cells, Cell{Principal: principal})
	}
	c := &r.Cells[at]
	if !inherits {
		c.Permissions, c.Grantable = g.Permissions, g.Grantable
		return
	}
	c.Through = append(c.Through, g.Principal)
	for _, p := range g.Permissions {
		if !slices.Contains(c.Inherited, p) {
			c.Inherited = append(c.Inherited, p)
		}
	}
}
