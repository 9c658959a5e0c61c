package webapi

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	runTime  = 2 * time.Minute
)

// few runs a query for who asks, reads its rows up to a bound, and counts the others. What was found of a query that gives the same rows
// each time is kept for the next one who asks it of the same catalog with the same name and groups. When the asker goes, the query ends.
func (s *Server) few(ctx context.Context, ask job.Request, most int) (Ran, error) {
	if most == 0 {
		most = fewRows
	}
	ctx, cancel := context.WithTimeout(ctx, runTime)
	defer cancel()
	key, err := s.fewKey(ctx, ask, most)
	if err != nil {
		return Ran{}, err
	}
	if ran, ok := s.kept.get(key); ok {
		return ran, nil
	}
	ran, size, stable, err := s.readFew(ctx, ask, most)
	if err == nil && stable {
		s.kept.put(key, ran, size)
	}
	return ran, err
}

// fewKey names a question: who asks what of which catalog. It is "" where the catalog does not name its version.
func (s *Server) fewKey(ctx context.Context, ask job.Request, most int) (string, error) {
	if s.parts.Lake == nil {
		return "", nil
	}
	version, err := s.parts.Lake.Version(ctx)
	if err != nil || version == "" {
		return "", err
	}
	who := s.who(ctx)
	return fmt.Sprintf("%q %q %q %d %q %q %q", version, who.Name, slices.Sorted(slices.Values(who.Groups)), most, ask.Database, ask.SQL, ask.Params), nil
}

// readFew runs a query, and tells how large its rows are, and whether it would give the same ones again.
func (s *Server) readFew(ctx context.Context, ask job.Request, most int) (ran Ran, size int, stable bool, err error) {
	result, err := s.parts.Texts.Text(ctx, s.who(ctx), ask.SQL, query.Options{Database: ask.Database, Params: ask.Params, MaxRows: int64(most)})
	if err != nil {
		return Ran{}, 0, false, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	ran = Ran{Bytes: result.Bytes, Rows: [][]*string{}, Columns: job.Columns(result.Columns)}
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
		return Ran{}, 0, false, err
	}
	count, err := result.Count(ctx)
	ran.Found = count.Found
	return ran, size, result.Stable && len(result.Columns) > 0, err
}
