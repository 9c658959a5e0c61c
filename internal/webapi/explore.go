package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/fault"
)

// CostsInput is a question to the explorer.
type CostsInput struct{ Body explore.Request }

// CompareInput is a question about two windows.
type CompareInput struct{ Body explore.CompareRequest }

// ForecastInput asks what comes after the period of a request.
type ForecastInput struct {
	Body struct {
		explore.Request
		Steps int `json:"steps,omitempty" minimum:"0" maximum:"92" doc:"how many steps ahead; to the end of the month or three months when 0"`
	}
}

// DimensionsInput names a table of bills.
type DimensionsInput struct {
	Table string `query:"table" maxLength:"511"`
}

// ValuesInput asks for the values of a dimension, dearest first.
type ValuesInput struct {
	Body struct {
		Table     string           `json:"table,omitempty"`
		Dimension string           `json:"dimension"`
		Period    explore.Period   `json:"period"`
		Filters   []explore.Filter `json:"filters,omitempty"`
		Search    string           `json:"search,omitempty" maxLength:"128"`
		Limit     int              `json:"limit,omitempty" minimum:"0" maximum:"1000"`
	}
}

func (s *Server) explore(api huma.API) {
	route(api, http.MethodGet, "/api/explore/dimensions", "dimensions", "What a bill can be grouped and filtered by", s.dimensions)
	route(api, http.MethodGet, "/api/explore/metrics", "metrics", "The metrics and their formulas", s.metrics)
	route(api, http.MethodPost, "/api/explore/values", "dimensionValues", "The values of a dimension, dearest first", s.dimensionValues)
	route(api, http.MethodPost, "/api/explore/costs", "costs", "Costs or usage over time", s.costs)
	route(api, http.MethodPost, "/api/explore/compare", "compare", "What changed between two windows", later[CompareInput, explore.Comparison])
	route(api, http.MethodPost, "/api/explore/forecast", "forecast", "What comes next", later[ForecastInput, explore.Forecast])
	// POST /api/explore/export?format=csv|xlsx with the body of costs or compare sends the answer as a file.
}

// explorer returns what runs the explorer's queries.
func (s *Server) explorer() (explore.Runner, error) {
	if s.parts.Explore == nil {
		return nil, fault.New(fault.Unavailable, "NO_LAKE", "there is no lake to explore")
	}
	return s.parts.Explore, nil
}

// bodyOf makes an answer of what a part of the product returned.
func bodyOf[T any](value T, err error) (*Body[T], error) {
	if err != nil {
		return nil, err
	}
	return &Body[T]{Body: value}, nil
}

func (s *Server) dimensions(ctx context.Context, in *DimensionsInput) (*Body[[]explore.Dimension], error) {
	runner, err := s.explorer()
	if err != nil {
		return nil, err
	}
	return bodyOf(explore.Dimensions(ctx, runner, s.who(ctx), in.Table))
}

func (s *Server) metrics(context.Context, *None) (*Body[[]explore.MetricInfo], error) {
	return bodyOf(explore.Metrics(), nil)
}

func (s *Server) dimensionValues(ctx context.Context, in *ValuesInput) (*Body[[]explore.DimensionValue], error) {
	runner, err := s.explorer()
	if err != nil {
		return nil, err
	}
	return bodyOf(explore.Values(ctx, runner, s.who(ctx), explore.ValuesRequest{
		Table: in.Body.Table, Dimension: in.Body.Dimension, Period: in.Body.Period, Filters: in.Body.Filters, Search: in.Body.Search, Limit: in.Body.Limit,
	}))
}

func (s *Server) costs(ctx context.Context, in *CostsInput) (*Body[explore.Answer], error) {
	runner, err := s.explorer()
	if err != nil {
		return nil, err
	}
	return bodyOf(explore.Costs(ctx, runner, s.who(ctx), in.Body))
}
