package webapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/fault"
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
	for _, one := range []struct {
		text string
		into *time.Time
	}{{in.From, &ask.From}, {in.To, &ask.To}} {
		if one.text == "" {
			continue
		}
		if *one.into, err = time.Parse(time.DateOnly, one.text); err != nil {
			return nil, fault.New(fault.Invalid, codeInvalid, "from and to are days such as 2025-10-14")
		}
	}
	return bodyOf(finding.Find(ctx, runner, s.who(ctx), s.parts.Ranges, ask))
}
