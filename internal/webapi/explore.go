package webapi

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/render"
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

// BillInput names a table of bills.
type BillInput struct {
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

// ExploreExportInput is a question whose answer is sent as a file, with all its digits.
type ExploreExportInput struct {
	Of      string `query:"of" enum:"costs,compare" default:"costs" doc:"which question the body is"`
	Format  string `query:"format" enum:"csv,xlsx" default:"csv"`
	RawBody []byte `contentType:"application/json" doc:"the body of /api/explore/costs or /api/explore/compare"`
}

func (s *Server) explore(api huma.API) {
	route(api, http.MethodGet, "/api/explore/days", "days", "The first and the last day of a bill", s.days)
	route(api, http.MethodGet, "/api/explore/dimensions", "dimensions", "What a bill can be grouped and filtered by", s.dimensions)
	route(api, http.MethodGet, "/api/explore/metrics", "metrics", "The metrics and their formulas", s.metrics)
	route(api, http.MethodPost, "/api/explore/values", "dimensionValues", "The values of a dimension, dearest first", s.dimensionValues)
	route(api, http.MethodPost, "/api/explore/costs", "costs", "Costs or usage over time", s.costs)
	route(api, http.MethodPost, "/api/explore/compare", "compare", "What changed between two windows", s.compare)
	route(api, http.MethodPost, "/api/explore/forecast", "forecast", "What comes next", s.forecast)
	file(api, http.MethodPost, "/api/explore/export", "exportExplored", "The answer to a question as a file", exploredTypes(), s.exportExplored)
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

func (s *Server) dimensions(ctx context.Context, in *BillInput) (*Body[[]explore.Dimension], error) {
	runner, err := s.explorer()
	if err != nil {
		return nil, err
	}
	return bodyOf(explore.Dimensions(ctx, runner, s.who(ctx), in.Table))
}

func (s *Server) days(ctx context.Context, in *BillInput) (*Body[explore.Days], error) {
	runner, err := s.explorer()
	if err != nil {
		return nil, err
	}
	return bodyOf(explore.DaysOf(ctx, runner, s.who(ctx), in.Table))
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

func (s *Server) compare(ctx context.Context, in *CompareInput) (*Body[explore.Comparison], error) {
	runner, err := s.explorer()
	if err != nil {
		return nil, err
	}
	return bodyOf(explore.Compare(ctx, runner, s.who(ctx), in.Body))
}

func (s *Server) forecast(ctx context.Context, in *ForecastInput) (*Body[explore.Forecast], error) {
	runner, err := s.explorer()
	if err != nil {
		return nil, err
	}
	return bodyOf(explore.ForecastCosts(ctx, runner, s.who(ctx), in.Body.Request, in.Body.Steps))
}

// exploredTypes are the media types of exported answers.
func exploredTypes() []string {
	forms := exportForms()
	return []string{forms[string(render.CSV)].media, forms[string(render.XLSX)].media}
}

// exportExplored sends the answer to a question as a file.
func (s *Server) exportExplored(ctx context.Context, in *ExploreExportInput) (*File, error) {
	sheet, err := s.explored(ctx, in)
	if err != nil {
		return nil, err
	}
	form := exportForms()[in.Format]
	return &File{Name: in.Of + "." + form.extension, Type: form.media, Write: func(_ context.Context, w Stream) error {
		out, err := render.New(render.Format(in.Format), w)
		if err != nil {
			return err
		}
		if err := out.Begin(sheet.Columns); err != nil {
			return err
		}
		for _, row := range sheet.Rows {
			if err := out.Row(row); err != nil {
				return err
			}
		}
		return out.End()
	}}, nil
}

// explored answers a question for an export.
func (s *Server) explored(ctx context.Context, in *ExploreExportInput) (explore.Sheet, error) {
	runner, err := s.explorer()
	if err != nil {
		return explore.Sheet{}, err
	}
	if in.Of == "compare" {
		var r explore.CompareRequest
		if err := readBody(in.RawBody, &r); err != nil {
			return explore.Sheet{}, err
		}
		made, err := explore.Compare(ctx, runner, s.who(ctx), r)
		return made.Sheet(explore.ExactPlaces), err
	}
	var r explore.Request
	if err := readBody(in.RawBody, &r); err != nil {
		return explore.Sheet{}, err
	}
	made, err := explore.Costs(ctx, runner, s.who(ctx), r)
	return made.Sheet(explore.ExactPlaces), err
}

// readBody reads a question.
func readBody(body []byte, to any) error {
	if err := json.Unmarshal(body, to); err != nil {
		return fault.Wrap(err, fault.Invalid, codeInvalid, "the body is not the JSON of a question: "+err.Error())
	}
	return nil
}
