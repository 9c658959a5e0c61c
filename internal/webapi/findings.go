package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/finding"
)

// FindingsInput asks for what the network costs without need.
type FindingsInput struct {
	From     string   `query:"from" format:"date" doc:"the first day, UTC; 30 days before to when empty"`
	To       string   `query:"to" format:"date" doc:"the day after the last: findings are what is wrong then; the end of the bill when empty"`
	Accounts []string `query:"account" maxItems:"100" doc:"keep findings of an account"`
}

func (s *Server) findings(api huma.API) {
	route(api, http.MethodGet, "/api/findings", "findings", "What the network costs without need, with evidence and fixes", s.find)
}

func (s *Server) find(ctx context.Context, in *FindingsInput) (*Body[finding.Found], error) {
	runner, err := s.explorer()
	if err != nil {
		return nil, err
	}
	ask := finding.Ask{Accounts: in.Accounts}
	if ask.From, ask.To, err = daysIn(in.From, in.To); err != nil {
		return nil, err
	}
	return bodyOf(finding.Find(ctx, runner, s.who(ctx), s.parts.Ranges, ask))
}
