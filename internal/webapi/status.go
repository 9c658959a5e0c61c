package webapi

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/money"
)

// Status is what the lake has and how far it can be trusted.
type Status struct {
	// Snapshot grows with every sync that changed something.
	Snapshot int64 `json:"snapshot"`
	// Synced is when the sources were last looked at; none before the first time.
	Synced *time.Time `json:"synced,omitempty"`
	// Difference is what the totals of all bills miss of what their manifests and invoices say; Ties tells that nothing is missing.
	Ties       bool         `json:"ties"`
	Difference money.Amount `json:"difference"`
	// Bill are the months of glaux.bill that are there, YYYY-MM, sorted, and First and Last its days.
	Months  []string       `json:"months"`
	First   string         `json:"first,omitempty" doc:"the first day with a line"`
	Last    string         `json:"last,omitempty" doc:"the last day with a line"`
	Sources []SourceStatus `json:"sources"`
}

// SourceStatus is what the lake has of a source.
type SourceStatus struct {
	Name     string        `json:"name"`
	Kind     string        `json:"kind"`
	Title    string        `json:"title"`
	Location string        `json:"location"`
	Synced   *time.Time    `json:"synced,omitempty"`
	Months   []MonthStatus `json:"months"`
	Notes    []string      `json:"notes,omitempty"`
	Faults   []string      `json:"faults,omitempty"`
}

// MonthStatus is a month of a source. Stated is what the delivery's own manifest or its invoices say, where they say it.
type MonthStatus struct {
	Month   string        `json:"month"`
	Files   int           `json:"files"`
	Rows    int64         `json:"rows"`
	Bytes   int64         `json:"bytes"`
	Changed time.Time     `json:"changed"`
	Cost    *money.Amount `json:"cost,omitempty"`
	Stated  *money.Amount `json:"stated,omitempty"`
}

// Found is something that a search found.
type Found struct {
	Kind  string `json:"kind" enum:"database,table,column,query,report,dashboard,tile,function"`
	Title string `json:"title"`
	// Detail says where it is.
	Detail string `json:"detail,omitempty"`
	// Link is the page that shows it.
	Link string `json:"link"`
}

// SearchInput is what is looked for.
type SearchInput struct {
	Text  string `query:"text" maxLength:"128"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"30"`
}

func (s *Server) status(api huma.API) {
	route(api, http.MethodGet, "/api/status", "status", "What the lake has, how fresh it is, and whether it ties out", later[None, Status])
	route(api, http.MethodGet, "/api/search", "search", "Find tables, columns, saved queries, reports, dashboards and functions", later[SearchInput, []Found])
}
