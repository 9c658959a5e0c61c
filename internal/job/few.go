package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Texts runs statements whose rows are read at once. *query.Runner is one.
type Texts interface {
	Text(ctx context.Context, who access.Principal, text string, o query.Options) (*query.Result, error)
}

// Ran are the rows of a query that was run at once.
type Ran struct {
	Columns []Column    `json:"columns"`
	Rows    [][]*string `json:"rows"`
	// Found is how many rows the query has; more than there are in Rows where the bound cut it.
	Found int64 `json:"found"`
	Bytes int64 `json:"bytes"`
}

// FewTime is how long what is read at once may take.
const FewTime = 2 * time.Minute

// The bounds of what is read at once.
const (
	fewRows  = 1000 // when nobody says
	fewBytes = 32 << 20
	cellSize = 24 // what a value takes beside its text
)

// Few runs a query at once, reads at most so many of its rows, 1,000 when 0, and counts the others. It takes two minutes and 32 MiB at most.
func Few(ctx context.Context, runner Texts, who access.Principal, ask Request, most int) (ran Ran, err error) {
	if most == 0 {
		most = fewRows
	}
	ctx, cancel := context.WithTimeout(ctx, FewTime)
	defer cancel()
	result, err := runner.Text(ctx, who, ask.SQL, query.Options{Database: ask.Database, Params: ask.Params, MaxRows: int64(most)})
	if err != nil {
		return Ran{}, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	ran = Ran{Bytes: result.Known(), Rows: [][]*string{}, Columns: Columns(result.Columns)}
	size := 0
	err = result.Each(ctx, func(row []value.Value) error {
		texts, n := Cells(row, result.Columns)
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

// Cells returns the texts of a row, nil for NULL, and how many bytes they are.
func Cells(row []value.Value, columns []typed.Column) (texts []*string, size int) {
	texts = make([]*string, len(row))
	for i, v := range row {
		if v == nil {
			continue
		}
		text := render.Text(v, columns[i].Type)
		texts[i] = &text
		size += len(text)
	}
	return texts, size
}
