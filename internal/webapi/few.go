package webapi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Texts runs statements whose rows are read at once. *query.Runner is one.
type Texts interface {
	Text(ctx context.Context, who access.Principal, text string, o query.Options) (*query.Result, error)
}

// The bounds of what is read at once.
const (
	fewRows  = 1000 // when nobody says
	fewBytes = 32 << 20
	cellSize = 24 // what a value takes beside its text
	runTime  = 2 * time.Minute
)

// few runs a query for who asks, reads its rows up to a bound, and counts the others. When the asker goes, the query ends.
func (s *Server) few(ctx context.Context, ask job.Request, most int) (ran Ran, err error) {
	if most == 0 {
		most = fewRows
	}
	if err := reads(s.who(ctx), ask.SQL); err != nil {
		return Ran{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, runTime)
	defer cancel()
	result, err := s.parts.Texts.Text(ctx, s.who(ctx), ask.SQL, query.Options{Database: ask.Database, Params: ask.Params, MaxRows: int64(most)})
	if err != nil {
		return Ran{}, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	ran = Ran{Bytes: result.Known(), Rows: [][]*string{}, Columns: job.Columns(result.Columns)}
	size := 0
	err = result.Each(ctx, func(row []value.Value) error {
		texts, n := cells(row, result.Columns)
		if size += n + len(texts)*cellSize; size > fewBytes {
			return fault.New(fault.Exhausted, "EXCEEDED_RESULT_LIMIT", fmt.Sprintf(
				"the first %d rows are larger than %d MiB: take fewer rows or columns, or run it in the console", most, fewBytes>>20))
		}
		ran.Rows = append(ran.Rows, texts)
		return nil
	})
	if err != nil {
		return Ran{}, err
	}
	count, err := result.Count(ctx)
	ran.Found = count.Found
	return ran, err
}
