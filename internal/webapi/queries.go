package webapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/console"
	"github.com/glauxhq/glaux/internal/job"
)

// QueryInput is a statement to run.
type QueryInput struct{ Body job.Request }

// HistoryInput chooses a page of the history, newest first.
type HistoryInput struct {
	Text   string `query:"text" doc:"only statements that contain it" maxLength:"256"`
	Before string `query:"before" doc:"only those submitted before the query of this id" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// JobInput names a query. With Wait the answer comes when its state or its first rows change, at the latest after that many seconds.
type JobInput struct {
	ByID
	Wait  int       `query:"wait" minimum:"0" maximum:"30"`
	State job.State `query:"state" doc:"the state that the asker knows" enum:"QUEUED,RUNNING,SUCCEEDED,FAILED,CANCELLED"`
}

// RowsInput is a window of a result.
type RowsInput struct {
	ByID
	From int64 `query:"from" minimum:"0"`
	N    int   `query:"n" minimum:"1" maximum:"50000" default:"200"`
}

// Rows is a window of a result: fewer rows than were asked for where they are large. A value is the text that a CSV of it has, null for
// NULL.
type Rows struct {
	Columns []job.Column `json:"columns"`
	From    int64        `json:"from"`
	Rows    [][]*string  `json:"rows"`
	// Found is how many rows there are by now; Complete that there will be no more.
	Found    int64 `json:"found"`
	Complete bool  `json:"complete"`
}

// SortInput asks for the same result in another order.
type SortInput struct {
	ByID
	Body struct {
		Column     int  `json:"column" minimum:"0" doc:"counted from 0"`
		Descending bool `json:"descending,omitempty"`
	}
}

// StatisticsInput names a column of a result, counted from 0.
type StatisticsInput struct {
	ByID
	Column int `query:"column" minimum:"0"`
}

// RunInput is a query whose few rows are wanted at once.
type RunInput struct {
	Body struct {
		job.Request
		Max int `json:"max,omitempty" minimum:"0" maximum:"50000" doc:"rows at most; 1,000 when 0"`
	}
}

// ExportInput names a form for the whole result.
type ExportInput struct {
	ByID
	Format string `query:"format" enum:"csv,tsv,json,jsonl,parquet,xlsx,markdown" default:"csv"`
}

// Statements are the statements that wait, run or have run: *job.Jobs.
type Statements interface {
	Start(ctx context.Context, who access.Principal, r job.Request) (job.Job, error)
	Job(ctx context.Context, who access.Principal, id string) (job.Job, error)
	Wait(ctx context.Context, who access.Principal, id string, known job.State, d time.Duration) (job.Job, error)
	More(ctx context.Context, who access.Principal, id string, rows int64) (job.Job, error)
	Cancel(ctx context.Context, who access.Principal, id string) (job.Job, error)
	Forget(ctx context.Context, who access.Principal, id string) error
	Open(ctx context.Context, who access.Principal, id string) (job.Job, *job.Rows, error)
	List(ctx context.Context, who access.Principal, text, before string, limit int) ([]job.Job, error)
	ListIn(ctx context.Context, who access.Principal, group string, f job.Find) ([]job.Job, error)
	Counts(group string) (running, waiting int)
}

func (s *Server) queries(api huma.API) {
	route(api, http.MethodPost, "/api/run", "run", "Run a query and wait for its few rows", s.run)
	route(api, http.MethodPost, "/api/queries", "startQuery", "Start a statement", s.startQuery)
	route(api, http.MethodGet, "/api/queries", "history", "What was run, newest first", s.history)
	route(api, http.MethodGet, "/api/queries/{id}", "query", "Where a query stands", s.query)
	route(api, http.MethodPost, "/api/queries/{id}/cancel", "cancelQuery", "Cancel a query", s.cancelQuery)
	act(api, http.MethodDelete, "/api/queries/{id}", "forgetQuery", "Forget a query and its rows", s.forgetQuery)
	route(api, http.MethodGet, "/api/queries/{id}/rows", "rows", "A window of the rows", s.rows)
	route(api, http.MethodPost, "/api/queries/{id}/sort", "sortQuery", "Start the same query in another order", s.sortQuery)
	route(api, http.MethodGet, "/api/queries/{id}/statistics", "statistics", "What a column of the result holds", s.statistics)
	file(api, http.MethodGet, "/api/queries/{id}/export", "export", "The whole result as a file", exportTypes(), s.export)
	file(api, http.MethodGet, "/api/queries/{id}/stream", "stream", "The rows as they come, one JSON array of texts on each line", []string{ndjson}, s.stream)
}

func (s *Server) run(ctx context.Context, in *RunInput) (*Body[job.Ran], error) {
	ran, err := s.few(ctx, in.Body.Request, in.Body.Max)
	return &Body[job.Ran]{ran}, err
}

func (s *Server) startQuery(ctx context.Context, in *QueryInput) (*Body[job.Job], error) {
	if err := reads(s.who(ctx), in.Body.SQL); err != nil {
		return nil, err
	}
	return bodyOf(s.parts.Jobs.Start(ctx, s.who(ctx), in.Body))
}

func (s *Server) history(ctx context.Context, in *HistoryInput) (*Body[[]job.Job], error) {
	return bodyOf(s.parts.Jobs.List(ctx, s.who(ctx), in.Text, in.Before, in.Limit))
}

func (s *Server) query(ctx context.Context, in *JobInput) (*Body[job.Job], error) {
	if in.Wait == 0 {
		return bodyOf(s.parts.Jobs.Job(ctx, s.who(ctx), in.ID))
	}
	return bodyOf(s.parts.Jobs.Wait(ctx, s.who(ctx), in.ID, in.State, time.Duration(in.Wait)*time.Second))
}

func (s *Server) cancelQuery(ctx context.Context, in *ByID) (*Body[job.Job], error) {
	return bodyOf(s.parts.Jobs.Cancel(ctx, s.who(ctx), in.ID))
}

func (s *Server) forgetQuery(ctx context.Context, in *ByID) (*struct{}, error) {
	return nil, s.parts.Jobs.Forget(ctx, s.who(ctx), in.ID)
}

func (s *Server) sortQuery(ctx context.Context, in *SortInput) (*Body[job.Job], error) {
	j, err := s.parts.Jobs.Job(ctx, s.who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	sorted, err := job.Sorted(j.SQL, in.Body.Column, in.Body.Descending)
	if err != nil {
		return nil, err
	}
	return bodyOf(s.parts.Jobs.Start(ctx, s.who(ctx), job.Request{SQL: sorted, Database: j.Database, Params: j.Params, Workgroup: j.Workgroup}))
}

func (s *Server) statistics(ctx context.Context, in *StatisticsInput) (*Body[console.ColumnStatistics], error) {
	helper, err := s.helper()
	if err != nil {
		return nil, err
	}
	j, err := s.parts.Jobs.Job(ctx, s.who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, job.FewTime)
	defer cancel()
	return bodyOf(helper.Statistics(ctx, s.who(ctx), console.Text{SQL: j.SQL, Database: j.Database, Params: j.Params}, in.Column))
}
