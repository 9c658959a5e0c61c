package webapi

import (
	"context"

	"github.com/glauxhq/glaux/internal/job"
)

// few runs a query for who asks, reads its rows up to a bound, and counts the others. When the asker goes, the query ends.
func (s *Server) few(ctx context.Context, ask job.Request, most int) (job.Ran, error) {
	if err := reads(s.who(ctx), ask.SQL); err != nil {
		return job.Ran{}, err
	}
	return job.Few(ctx, s.parts.Texts, s.who(ctx), ask, most)
}
