package webapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/explore"
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
	route(api, http.MethodGet, "/api/explore/dimensions", "dimensions", "What a bill can be grouped and filtered by", later[DimensionsInput, []explore.Dimension])
	route(api, http.MethodGet, "/api/explore/metrics", "metrics", "The metrics and their formulas", later[DimensionsInput, []explore.MetricInfo])
	route(api, http.MethodPost, "/api/explore/values", "dimensionValues", "The values of a dimension, dearest first", later[ValuesInput, []explore.DimensionValue])
	route(api, http.MethodPost, "/api/explore/costs", "costs", "Costs or usage over time", later[CostsInput, explore.Answer])
	route(api, http.MethodPost, "/api/explore/compare", "compare", "What changed between two windows", later[CompareInput, explore.Comparison])
	route(api, http.MethodPost, "/api/explore/forecast", "forecast", "What comes next", later[ForecastInput, explore.Forecast])
	// POST /api/explore/export?format=csv|xlsx with the body of costs or compare sends the answer as a file.
}
