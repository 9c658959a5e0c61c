package webapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/readiness"
)

// Status is what the lake has and how far it can be trusted.
type Status struct {
	// Snapshot grows with every sync that changed something; it is 0 for who does not see everything.
	Snapshot int64 `json:"snapshot"`
	// Synced is when the sources were last looked at; none before the first time.
	Synced *time.Time `json:"synced,omitempty"`
	// Difference is how far what queries answer is from what the files of the deliveries held, over all months of all bills; Ties tells that
	// not a row and not a digit is missing. Who does not see everything is told of its own sources only, and of no difference.
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

// MonthStatus is a month of a source. Rows and Cost are what queries answer now; Stated is the exact sum over the delivery's own files
// when they were read, and Ties tells that rows and cost are the same on both sides. AWS states no totals beside the lines: where the lines
// name invoices, the sums over them are what the invoices say.
type MonthStatus struct {
	Month   string        `json:"month"`
	Files   int           `json:"files"`
	Rows    int64         `json:"rows"`
	Bytes   int64         `json:"bytes"`
	Changed time.Time     `json:"changed"`
	Cost    *money.Amount `json:"cost,omitempty" doc:"what queries answer"`
	Stated  *money.Amount `json:"stated,omitempty" doc:"what the files of the delivery held; for administrators"`
	Ties    bool          `json:"ties,omitempty" doc:"rows and cost are those of the delivery; for administrators"`
	// Invoices is how many invoices the lines name, Open how many lines name none yet.
	Invoices int64 `json:"invoices,omitempty"`
	Open     int64 `json:"open,omitempty"`
}

// Found is something that a search found.
type Found struct {
	Kind  string `json:"kind" enum:"database,table,column,query,report,dashboard,tile,function"`
	Title string `json:"title"`
	// TitleJA is its name in Japanese, where it has one.
	TitleJA string `json:"titleJa,omitempty"`
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

// Lake tells what there is, as a principal may see it.
type Lake interface {
	Status(ctx context.Context, who access.Principal) (Status, error)
	Readiness(ctx context.Context, who access.Principal) ([]readiness.Finding, error)
	// Version changes with everything that can be queried.
	Version(ctx context.Context) (string, error)
}

func (s *Server) status(api huma.API) {
	route(api, http.MethodGet, "/api/status", "status", "What the lake has, how fresh it is, and whether it ties out", s.getStatus)
	route(api, http.MethodGet, "/api/search", "search", "Find tables, columns, saved queries, reports, dashboards and functions", s.search)
}

// lake returns what tells of the lake.
func (s *Server) lake() (Lake, error) {
	if s.parts.Lake == nil {
		return nil, fault.New(fault.Unavailable, "NO_LAKE", "there is no lake")
	}
	return s.parts.Lake, nil
}

func (s *Server) getStatus(ctx context.Context, _ *None) (*Body[Status], error) {
	lake, err := s.lake()
	if err != nil {
		return nil, err
	}
	return bodyOf(lake.Status(ctx, s.who(ctx)))
}
