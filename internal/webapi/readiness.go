package webapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Finding is what a check found of the lake.
type Finding struct {
	Code     string `json:"code"`
	Area     string `json:"area"`
	Source   string `json:"source,omitempty"`
	State    string `json:"state" enum:"good,advice,gap,blocked"`
	Says     string `json:"says"`
	Prevents string `json:"prevents,omitempty"`
	Console  string `json:"console,omitempty"`
	Command  string `json:"command,omitempty"`
	SQL      string `json:"sql"`
}

func (s *Server) readiness(api huma.API) {
	route(api, http.MethodGet, "/api/readiness", "readiness", "What the lake can and cannot answer", later[None, []Finding])
}
