// Package engine is the seam to whatever computes rows: a guarded tree in, batches of rows out. It promises that nothing
// but an access.Guarded can be run, that a result is never held whole in memory, and that what an engine says about its
// own trouble never reaches a user: errors are a diag.List (the query's fault, with its place) or a *fault.Error.
//
//	rows, err := e.Run(ctx, guarded)
//	if err != nil { … }
//	defer rows.Close()
//	for {
//		batch, err := rows.Next(ctx)
//		if errors.Is(err, io.EOF) { break }
//		…
//		for r := range batch.Len() { v := batch.Value(r, 0) … }
//	}
package engine

import (
	"context"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Engine runs guarded queries. Several may run at the same time.
type Engine interface {
	// Run starts the query. The context bounds the whole run, until the rows are closed: its deadline is the query's time limit.
	Run(ctx context.Context, g access.Guarded) (Rows, error)
}

// Rows are the rows of a result, in batches, in order. One goroutine reads them; Progress may be called from another.
type Rows interface {
	// Columns returns the columns of the result.
	Columns() []typed.Column
	// Next returns the next batch, which is never empty, or io.EOF after the last. The batch is good until the next call of Next or Close.
	Next(ctx context.Context) (Batch, error)
	// Progress says how far the run is.
	Progress() Progress
	// Close ends the run, finished or not, and undoes what it set up. It may be called more than once.
	Close() error
}

// Batch is some rows of a result.
type Batch interface {
	// Len is the number of rows.
	Len() int
	// Value returns the value of a row and column, counted from 0. It shares no memory with the batch.
	Value(row, col int) value.Value
}

// Recorder is a batch that can be had as an Arrow record, for writers that want columns. Types that Arrow lacks stand in it as the engine
// represents them. The caller releases it; it stays good after the batch.
type Recorder interface {
	Record() (arrow.RecordBatch, error)
}

// Limits bound one run. A zero is the engine's own limit.
type Limits struct {
	// Memory and Disk are bytes: of what is kept in memory, and of what does not fit and goes to the disk.
	Memory, Disk int64
	// CPU is the time of all processors together.
	CPU time.Duration
}

// Limiter is an engine that can hold a run to limits of its own.
type Limiter interface {
	RunWithin(ctx context.Context, g access.Guarded, l Limits) (Rows, error)
}

// CodeCPULimit is the code of a run that took more CPU time than it may.
const CodeCPULimit = "EXCEEDED_CPU_LIMIT"

// Timed are rows whose engine knows what they cost.
type Timed interface {
	// CPU is the time that the run has taken of all processors together. It is whole when the rows are over; when they were closed before,
	// it is what was known then.
	CPU() time.Duration
}

// Costly is the error of a run that ended before it had rows, with the CPU time that it took.
type Costly struct {
	Err error
	CPU time.Duration
}

// Error returns what the error inside says.
func (c *Costly) Error() string { return c.Err.Error() }

// Unwrap returns the error inside.
func (c *Costly) Unwrap() error { return c.Err }

// Progress is how far a run is.
type Progress struct {
	// Fraction is between 0 and 1, negative when the engine cannot tell.
	Fraction float64
	// Done and Total are rows read, by the engine's own estimate; 0 when it cannot tell.
	Done, Total uint64
}

// Explainer is an engine that can show its own plan of a query, as text for people.
type Explainer interface {
	Explain(ctx context.Context, g access.Guarded) (string, error)
}

// Estimator is an engine that can say before a run what it would read.
type Estimator interface {
	Estimate(ctx context.Context, g access.Guarded) (Estimate, error)
}

// Estimate is what a run would read at most.
type Estimate struct {
	Files int
	Bytes int64
}
