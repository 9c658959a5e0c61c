package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Finding is what a check found of the lake.
type Finding struct {
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
	route(api, http.MethodGet, "/api/readiness", "readiness", "What the lake can and cannot answer", s.findings)
}

func (s *Server) findings(ctx context.Context, _ *None) (*Body[[]Finding], error) {
	lake, err := s.lake()
	if err != nil {
		return nil, err
	}
	found, err := lake.Readiness(ctx, s.who(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]Finding, len(found))
	for i, f := range found {
		out[i] = Finding{
			Code: f.Code, Area: string(f.Area), Source: f.Source, State: string(f.State), Says: f.Says,
			Prevents: f.Prevents, Console: f.Console, Command: f.Command, SQL: f.SQL, Values: f.Values, Failed: f.Failed,
		}
	}
	return &Body[[]Finding]{out}, nil
}
