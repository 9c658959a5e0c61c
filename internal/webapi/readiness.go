package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// ReadinessFinding is what a check found of the lake.
type ReadinessFinding struct {
	Code     string            `json:"code"`
	Area     string            `json:"area"`
	Source   string            `json:"source,omitempty"`
	State    string            `json:"state" enum:"good,advice,gap,blocked"`
	Says     string            `json:"says"`
	Prevents string            `json:"prevents,omitempty"`
	Console  string            `json:"console,omitempty"`
	Command  string            `json:"command,omitempty"`
	SQL      string            `json:"sql"`
	Values   map[string]string `json:"values,omitempty" doc:"the figures in the texts by name, so that a client can say the same in another language"`
	Failed   string            `json:"failed,omitempty" doc:"why the check could not be made"`
}

func (s *Server) readiness(api huma.API) {
	route(api, http.MethodGet, "/api/readiness", "readiness", "What the lake can and cannot answer", s.readinessFindings)
}

func (s *Server) readinessFindings(ctx context.Context, _ *None) (*Body[[]ReadinessFinding], error) {
	lake, err := s.lake()
	if err != nil {
		return nil, err
	}
	found, err := lake.Readiness(ctx, s.who(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]ReadinessFinding, len(found))
	for i, f := range found {
		out[i] = ReadinessFinding{
			Code: f.Code, Area: string(f.Area), Source: f.Source, State: string(f.State), Says: f.Says,
			Prevents: f.Prevents, Console: f.Console, Command: f.Command, SQL: f.SQL, Values: f.Values, Failed: f.Failed,
		}
	}
	return &Body[[]ReadinessFinding]{out}, nil
}
