package webapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/console"
)

// TextInput is a statement in the editor.
type TextInput struct{ Body console.Text }

// CompleteInput is a place in a statement.
type CompleteInput struct{ Body console.CompleteRequest }

// ExplainInput is a statement and a stage of it.
type ExplainInput struct {
	Body struct {
		console.Text
		Stage string `json:"stage" enum:"ast,typed,guarded,sql,plan"`
	}
}

// SQLText is a text.
type SQLText struct {
	Text string `json:"text"`
}

// ViewInput is a query that becomes a view.
type ViewInput struct {
	Body struct {
		console.Text
		Name    string `json:"name" doc:"database.view or view" minLength:"1" maxLength:"511"`
		Replace bool   `json:"replace,omitempty"`
	}
}

func (s *Server) sql(api huma.API) {
	route(api, http.MethodGet, "/api/functions", "functions", "Every function, with signatures and documentation", later[None, []console.Function])
	route(api, http.MethodPost, "/api/sql/check", "check", "What is wrong with a text, and what it would read", later[TextInput, console.Check])
	route(api, http.MethodPost, "/api/sql/complete", "complete", "What could stand at the cursor", later[CompleteInput, console.Completions])
	route(api, http.MethodPost, "/api/sql/format", "format", "The text in canonical form", later[TextInput, SQLText])
	route(api, http.MethodPost, "/api/sql/explain", "explain", "The statement at a stage on its way", later[ExplainInput, SQLText])
	route(api, http.MethodPost, "/api/sql/view", "createView", "Pin a query as a named view", later[ViewInput, SQLText])
}
