package query

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Result is the rows of a query, in batches, in order. It holds its snapshot until Close.
type Result struct {
	// Columns are the columns of the result.
	Columns []typed.Column
	// Bytes is what the run reads at most, 0 when the engine cannot tell.
	Bytes int64
	// Hidden tells that a policy hides something of what is read: then Bytes and Progress tell of it, and are for limits and the audit,
	// not for who asked.
	Hidden bool
	// Updated is how many rows the statement wrote, 0 when it wrote none.
	Updated int64
	// Made tells that no engine made the rows: they answer a statement that is no query.
	Made bool
	// Print names the rows by all that they depend on: the text for the engine, in which each file that is read and each condition of the
	// policy stands, the names of the columns, and the rights of who asks. It is "" where rows may be others each time, and where nobody asked
	// for it by Options.Recall.
	Print string
	// Seal is what the result stands on, for who keeps it.
	Seal Seal
	// Recalled tells that Options.Recall has the rows: none come from here, and nothing was read.
	Recalled bool
	// Padded tells that Athena shows these rows as lines: fields filled up with blanks to 20 characters, with tabs between them.
	Padded bool

	rows    stream
	release func()
	source  *source
	ctx     context.Context //nolint:containedctx // that of the run, whose end may be that of its time; nil where no engine runs
	lease   *lease          // nil where no policy was asked
	max     int64           // 0: no bound
	came    int64           // all rows that came so far
	shown   int64
	rest    int64 // rows of the batch that was cut, beyond the bound
	ended   bool
	failed  error // why there are no more rows, other than that there are none
	watches []*watch
	used    func() error // counts the CPU time of the run; nil where it has been, or need not be
}

// stream is where rows come from: an engine, or a row of our own.
type stream interface {
	next(ctx context.Context) (values, error)
	progress() engine.Progress
	close() error
	cpu() time.Duration
}

// values are some rows.
type values interface {
	Len() int
	Value(row, col int) value.Value
}

// engineRows are the rows of an engine.
type engineRows struct{ rows engine.Rows }

func (r engineRows) next(ctx context.Context) (values, error) { return r.rows.Next(ctx) }
func (r engineRows) progress() engine.Progress                { return r.rows.Progress() }
func (r engineRows) close() error                             { return r.rows.Close() }

func (r engineRows) cpu() time.Duration {
	if timed, ok := r.rows.(engine.Timed); ok {
		return timed.CPU()
	}
	return 0
}

// Count says how many rows were shown and how many there are.
type Count struct{ Shown, Found int64 }

// Cut tells whether there are more rows than were shown.
func (c Count) Cut() bool { return c.Found > c.Shown }

// Batch is some rows of a result.
type Batch struct {
	from values
	rows int
}

// Len is the number of rows.
func (b Batch) Len() int { return b.rows }

// Value returns the value of a row and column, counted from 0.
func (b Batch) Value(row, col int) value.Value { return b.from.Value(row, col) }

// Next returns the next batch, which is never empty, or io.EOF after the last and when the bound of rows is reached. The batch
// is good until the next call of Next, Count or Close.
func (r *Result) Next(ctx context.Context) (Batch, error) {
	if r.ended || r.max > 0 && r.shown == r.max {
		return Batch{}, io.EOF
	}
	batch, err := r.next(ctx)
	if err != nil {
		return Batch{}, r.end(err)
	}
	n := int64(batch.Len())
	if r.max > 0 && r.shown+n > r.max {
		r.rest = r.shown + n - r.max
		n = r.max - r.shown
	}
	r.shown += n
	return Batch{from: batch, rows: int(n)}, nil
}

// next returns the next rows, as long as the caller may see them.
func (r *Result) next(ctx context.Context) (values, error) {
	batch, err := r.rows.next(ctx)
	if r.ctx != nil {
		batch, err = r.bounded(batch, err)
	}
	if r.lease == nil || err != nil && !errors.Is(err, io.EOF) {
		return batch, err
	}
	if taken := r.lease.check(ctx); taken != nil {
		return nil, taken
	}
	return batch, err
}

// bounded holds what came to the bounds of the statement.
func (r *Result) bounded(batch values, err error) (values, error) {
	if errors.Is(err, io.EOF) {
		return batch, err
	}
	if err != nil {
		return batch, r.source.bounds.named(r.ctx, err)
	}
	r.came += int64(batch.Len())
	if err := r.source.bounds.many(r.came); err != nil {
		return nil, err
	}
	return batch, nil
}

// Each gives take every row that is left, up to the bound of rows, until it returns an error. A row is good until take returns; its values
// share no memory with it.
func (r *Result) Each(ctx context.Context, take func(row []value.Value) error) error {
	row := make([]value.Value, len(r.Columns))
	for {
		batch, err := r.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i := range batch.Len() {
			for c := range row {
				row[c] = batch.Value(i, c)
			}
			if err := take(row); err != nil {
				return err
			}
		}
	}
}

// end notes that the rows are over and gives an error its text.
func (r *Result) end(err error) error {
	r.ended = true
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	r.failed = r.source.wrap(err)
	return r.failed
}

// Count says how many of how many rows were shown. When the bound cut the result, it lets the run go on to its end and counts
// what comes, without looking into the rows: the count is that of this very run, and costs what the whole result costs the
// engine. It is an error to ask before Next has answered io.EOF.
func (r *Result) Count(ctx context.Context) (Count, error) {
	if !r.ended && (r.max == 0 || r.shown < r.max) {
		return Count{}, errors.New("count before the end of the rows")
	}
	for !r.ended {
		batch, err := r.next(ctx)
		if err != nil {
			if err := r.end(err); !errors.Is(err, io.EOF) {
				return Count{}, err
			}
			break
		}
		r.rest += int64(batch.Len())
	}
	return Count{Shown: r.shown, Found: r.shown + r.rest}, nil
}

// Read is how many rows have been read.
func (r *Result) Read() int64 { return r.shown }

// Known is what the caller may know of Bytes: 0 where a policy hides something of what is read.
func (r *Result) Known() int64 {
	if r.Hidden {
		return 0
	}
	return r.Bytes
}

// Progress says how far the run is. It may be called from another goroutine.
func (r *Result) Progress() engine.Progress { return r.rows.progress() }

// CPU is the time that the run has taken of all processors together, whole once the rows are over or closed; 0 when the engine cannot tell.
func (r *Result) CPU() time.Duration { return r.rows.cpu() }

// Close ends the run, tells the Auditor what became of it and gives the snapshot back. It may be called more than once.
func (r *Result) Close() error {
	err := r.rows.close()
	if r.used != nil {
		err = join(err, r.used())
		r.used = nil
	}
	if r.release != nil {
		r.release()
		r.release = nil
	}
	return join(err, r.closed())
}
