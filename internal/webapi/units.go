package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/unit"
)

// UnitInput asks for one unit.
type UnitInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9][a-z0-9-]*$"`
	unit.Ask
}

// Units say what one of something costs.
type Units interface {
	Units(ctx context.Context, who access.Principal, ask unit.Ask) (unit.Listing, error)
	Unit(ctx context.Context, who access.Principal, id string, ask unit.Ask) (unit.Report, error)
}

func (s *Server) units(api huma.API) {
	route(api, http.MethodGet, "/api/units", "units", "All units with what one costs, now and before", s.listUnits)
	route(api, http.MethodGet, "/api/units/{id}", "unit", "A unit: its days, static and variable cost, why the cost of one changed, and what named changes did", s.oneUnit)
}

func (s *Server) listUnits(ctx context.Context, in *unit.Ask) (*Body[unit.Listing], error) {
	if s.parts.Units == nil {
		return nil, fault.New(fault.Unavailable, "NO_LAKE", "there is no lake to look into")
	}
	return bodyOf(s.parts.Units.Units(ctx, s.who(ctx), *in))
}

func (s *Server) oneUnit(ctx context.Context, in *UnitInput) (*Body[unit.Report], error) {
	if s.parts.Units == nil {
		return nil, fault.New(fault.Unavailable, "NO_LAKE", "there is no lake to look into")
	}
	return bodyOf(s.parts.Units.Unit(ctx, s.who(ctx), in.ID, in.Ask))
}
