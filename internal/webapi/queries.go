package webapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

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

// Rows is a window of a result. A value is the text that Athena shows, null for NULL.
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

// Ran are the rows of a query that was run at once.
type Ran struct {
	Columns []job.Column `json:"columns"`
	Rows    [][]*string  `json:"rows"`
	// Found is how many rows the query has; more than there are in Rows where the bound cut it.
	Found int64 `json:"found"`
	Bytes int64 `json:"bytes"`
}

func (s *Server) queries(api huma.API) {
	route(api, http.MethodPost, "/api/run", "run", "Run a query and wait for its few rows", later[RunInput, Ran])
	route(api, http.MethodPost, "/api/queries", "startQuery", "Start a statement", later[QueryInput, job.Job])
	route(api, http.MethodGet, "/api/queries", "history", "What was run, newest first", later[HistoryInput, []job.Job])
	route(api, http.MethodGet, "/api/queries/{id}", "query", "Where a query stands", later[JobInput, job.Job])
	route(api, http.MethodPost, "/api/queries/{id}/cancel", "cancelQuery", "Cancel a query", later[ByID, job.Job])
	act(api, http.MethodDelete, "/api/queries/{id}", "forgetQuery", "Forget a query and its rows", laterAct[ByID])
	route(api, http.MethodGet, "/api/queries/{id}/rows", "rows", "A window of the rows", later[RowsInput, Rows])
	route(api, http.MethodPost, "/api/queries/{id}/sort", "sortQuery", "Start the same query in another order", later[SortInput, job.Job])
	route(api, http.MethodGet, "/api/queries/{id}/statistics", "statistics", "What a column of the result holds", later[StatisticsInput, console.ColumnStatistics])
	// GET /api/queries/{id}/export?format=csv|tsv|json|jsonl|parquet|xlsx|markdown sends the whole result as a file.
}
