package webapi

import (
	"context"
	"errors"
	"io"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Texts runs statements whose rows are read at once. *query.Runner is one.
type Texts interface {
	Text(ctx context.Context, who access.Principal, text string, o query.Options) (*query.Result, error)
}

// fewRows is how many rows are read when nobody says.
const fewRows = 1000

// few runs a query for who asks, reads its rows up to a bound, and counts the others.
func (s *Server) few(ctx context.Context, ask job.Request, most int) (ran Ran, err error) {
	if most == 0 {
		most = fewRows
	}
	result, err := s.parts.Texts.Text(ctx, s.who(ctx), ask.SQL, query.Options{Database: ask.Database, Params: ask.Params, MaxRows: int64(most)})
	if err != nil {
		return Ran{}, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	ran = Ran{Bytes: result.Bytes, Rows: [][]*string{}, Columns: []job.Column{}}
	for _, c := range result.Columns {
		ran.Columns = append(ran.Columns, job.Column{Name: c.Name, Type: c.Type.String()})
	}
	for {
		batch, err := result.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Ran{}, err
		}
		for row := range batch.Len() {
			cells := make([]*string, len(result.Columns))
			for i, c := range result.Columns {
				if v := batch.Value(row, i); v != nil {
					text := value.Text(v, c.Type)
					cells[i] = &text
				}
			}
			ran.Rows = append(ran.Rows, cells)
		}
	}
	count, err := result.Count(ctx)
	ran.Found = count.Found
	return ran, err
}
