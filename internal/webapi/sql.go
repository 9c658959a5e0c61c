package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/console"
	"github.com/glauxhq/glaux/internal/fault"
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

// Console helps who writes SQL. *console.Console is one.
type Console interface {
	Check(ctx context.Context, who access.Principal, t console.Text) (console.Check, error)
	Complete(ctx context.Context, who access.Principal, r console.CompleteRequest) (console.Completions, error)
	Format(t console.Text) (string, error)
	Explain(ctx context.Context, who access.Principal, t console.Text, stage string) (string, error)
	CreateView(ctx context.Context, who access.Principal, r console.ViewRequest) (string, error)
	Statistics(ctx context.Context, who access.Principal, t console.Text, column int) (console.ColumnStatistics, error)
}

func (s *Server) sql(api huma.API) {
	route(api, http.MethodGet, "/api/functions", "functions", "Every function, with signatures and documentation", s.functions)
	route(api, http.MethodPost, "/api/sql/check", "check", "What is wrong with a text, and what it would read", s.check)
	route(api, http.MethodPost, "/api/sql/complete", "complete", "What could stand at the cursor", s.complete)
	route(api, http.MethodPost, "/api/sql/format", "format", "The text in canonical form", s.format)
	route(api, http.MethodPost, "/api/sql/explain", "explain", "The statement at a stage on its way", s.explain)
	route(api, http.MethodPost, "/api/sql/view", "createView", "Pin a query as a named view", s.createView)
}

// helper returns what helps who writes SQL.
func (s *Server) helper() (Console, error) {
	if s.parts.Console == nil {
		return nil, fault.New(fault.Unavailable, "NO_LAKE", "there is no lake to query")
	}
	return s.parts.Console, nil
}

func (*Server) functions(context.Context, *None) (*Body[[]console.Function], error) {
	return bodyOf(console.Functions(), nil)
}

func (s *Server) check(ctx context.Context, in *TextInput) (*Body[console.Check], error) {
	c, err := s.helper()
	if err != nil {
		return nil, err
	}
	return bodyOf(c.Check(ctx, s.who(ctx), in.Body))
}

func (s *Server) complete(ctx context.Context, in *CompleteInput) (*Body[console.Completions], error) {
	c, err := s.helper()
	if err != nil {
		return nil, err
	}
	return bodyOf(c.Complete(ctx, s.who(ctx), in.Body))
}

func (s *Server) format(_ context.Context, in *TextInput) (*Body[SQLText], error) {
	c, err := s.helper()
	if err != nil {
		return nil, err
	}
	return textOf(c.Format(in.Body))
}

func (s *Server) explain(ctx context.Context, in *ExplainInput) (*Body[SQLText], error) {
	c, err := s.helper()
	if err != nil {
		return nil, err
	}
	return textOf(c.Explain(ctx, s.who(ctx), in.Body.Text, in.Body.Stage))
}

func (s *Server) createView(ctx context.Context, in *ViewInput) (*Body[SQLText], error) {
	c, err := s.helper()
	if err == nil {
		err = s.asItself(ctx)
	}
	if err != nil {
		return nil, err
	}
	return textOf(c.CreateView(ctx, s.who(ctx), console.ViewRequest{Text: in.Body.Text, Name: in.Body.Name, Replace: in.Body.Replace}))
}

// textOf makes an answer of a text.
func textOf(text string, err error) (*Body[SQLText], error) { return bodyOf(SQLText{Text: text}, err) }
