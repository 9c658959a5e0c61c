package webapi

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/dashboard"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/query"
)

// Dashboards finds dashboards. *dashboard.Library is one.
type Dashboards interface {
	List() []dashboard.Info
	Find(name string) (*dashboard.Dashboard, error)
}

// DashboardInput names a dashboard.
type DashboardInput struct {
	Name string `path:"name" maxLength:"255"`
}

// TileInput names a tile and the values of the parameters.
type TileInput struct {
	DashboardInput
	Tile string `path:"tile" maxLength:"128"`
	Body struct {
		Params map[string]string `json:"params,omitempty"`
		Max    int               `json:"max,omitempty" minimum:"0" maximum:"50000" doc:"rows at most; 10,000 when 0"`
	}
}

// TileAnswer is a tile's query and its rows.
type TileAnswer struct {
	dashboard.TileQuery
	job.Ran
}

// ChoicesInput asks for the choices of a parameter.
type ChoicesInput struct {
	DashboardInput
	Param string `path:"param" maxLength:"128"`
}

// tileRows is how many rows of a tile are read when nobody says: days of a year by a few dozen series.
const tileRows = 10000

// maxChoices bounds the choices that a query finds.
const maxChoices = 1000

func (s *Server) dashboards(api huma.API) {
	route(api, http.MethodGet, "/api/dashboards", "dashboards", "All dashboards", s.listDashboards)
	route(api, http.MethodGet, "/api/dashboards/{name}", "dashboard", "A dashboard", s.dashboard)
	route(api, http.MethodPost, "/api/dashboards/{name}/tiles/{tile}", "tile", "Run a tile", s.tile)
	route(api, http.MethodGet, "/api/dashboards/{name}/params/{param}", "choices", "The choices of a parameter", s.choices)
}

// listDashboards answers with what a menu shows.
func (s *Server) listDashboards(context.Context, *None) (*Body[[]dashboard.Info], error) {
	return &Body[[]dashboard.Info]{Body: s.parts.Dashboards.List()}, nil
}

// found returns a dashboard, and what its dates are relative to.
func (s *Server) found(ctx context.Context, name string) (*dashboard.Dashboard, dashboard.Clock, error) {
	d, err := s.parts.Dashboards.Find(name)
	if err != nil {
		return nil, dashboard.Clock{}, err
	}
	at, err := s.clock(ctx)
	return d, at, err
}

// dashboard answers with a dashboard, its defaults as dates of the newest bill.
func (s *Server) dashboard(ctx context.Context, in *DashboardInput) (*Body[dashboard.Dashboard], error) {
	d, at, err := s.found(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	return &Body[dashboard.Dashboard]{Body: *d.At(at)}, nil
}

// tile runs a tile like any query of who asks.
func (s *Server) tile(ctx context.Context, in *TileInput) (*Body[TileAnswer], error) {
	d, at, err := s.found(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	q, err := d.Query(in.Tile, in.Body.Params, at)
	if err != nil {
		return nil, err
	}
	most := in.Body.Max
	if most == 0 {
		most = tileRows
	}
	ran, err := s.few(ctx, job.Request{SQL: q.SQL, Params: q.Params}, most)
	if err != nil {
		return nil, err
	}
	return &Body[TileAnswer]{Body: TileAnswer{TileQuery: q, Ran: ran}}, nil
}

// choices answers with the choices of a parameter.
func (s *Server) choices(ctx context.Context, in *ChoicesInput) (*Body[[]string], error) {
	d, at, err := s.found(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	list, q, err := d.Choices(in.Param, at)
	if err != nil {
		return nil, err
	}
	if q == nil {
		return &Body[[]string]{Body: append([]string{}, list...)}, nil
	}
	ran, err := s.few(ctx, job.Request{SQL: q.SQL, Params: q.Params}, maxChoices)
	if err != nil {
		return nil, err
	}
	found := append([]string{}, list...)
	for _, row := range ran.Rows {
		if len(row) > 0 && row[0] != nil && !slices.Contains(found, *row[0]) {
			found = append(found, *row[0])
		}
	}
	return &Body[[]string]{Body: found}, nil
}

// clock returns what relative dates are relative to: the newest bill that who asks sees.
func (s *Server) clock(ctx context.Context) (dashboard.Clock, error) {
	at := dashboard.Clock{Now: s.settings.Now()}
	ran, err := s.few(ctx, job.Request{SQL: dashboard.LatestSQL}, 1)
	var refused *query.Error
	if errors.As(err, &refused) {
		return at, nil // who asks sees no bills
	}
	if err != nil {
		return at, err
	}
	if len(ran.Rows) == 1 && len(ran.Rows[0]) == 1 && ran.Rows[0][0] != nil {
		// A billing period of another form is none: the clock's own month stands for it.
		if month, err := period.ParseMonth(*ran.Rows[0][0]); err == nil {
			at.Latest = month
		}
	}
	return at, nil
}
