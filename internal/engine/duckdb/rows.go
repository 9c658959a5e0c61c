package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// rows is a run: a session, what has to be undone, and a stream of chunks.
type rows struct {
	e        *Engine
	ctx      context.Context //nolint:containedctx // it bounds the whole run, by the contract of engine.Engine
	cancel   context.CancelCauseFunc
	s        *session
	columns  []typed.Column
	layouts  []*layout
	places   []emit.Place
	teardown []string
	stream   *stream
	chunk    bindings.DataChunk
	closing  sync.Mutex // held while the session ends, which Progress may be looking at
	err      error      // the first error, io.EOF too: it is the answer of every later Next
}

// start sets up and prepares a statement.
func (e *Engine) start(ctx context.Context, st emit.Statement, columns []typed.Column) (*rows, error) {
	if len(columns) != len(st.Columns) {
		return nil, internal(fmt.Errorf("a statement with %d columns for a query with %d", len(st.Columns), len(columns)))
	}
	r, err := e.open(ctx, st)
	if err != nil {
		return nil, err
	}
	r.columns = columns
	if err := r.prepare(st); err != nil {
		return nil, errors.Join(r.failed(err), r.Close())
	}
	return r, nil
}

// open begins a run with nothing in it yet.
func (e *Engine) open(ctx context.Context, st emit.Statement) (*rows, error) {
	in := e.instance()
	if err := in.register(st.Functions, e.log); err != nil {
		return nil, e.explain(err, nil)
	}
	s, err := in.connect()
	if err != nil {
		return nil, e.explain(err, nil)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	r := &rows{e: e, ctx: ctx, cancel: cancel, s: s, teardown: st.Teardown, places: st.Places}
	e.guard.enter(r, cancel)
	return r, nil
}

// failed explains an error of the run, and has the instance replaced when it will not recover.
func (r *rows) failed(err error) error {
	var own engineError
	if errors.As(err, &own) && own.fatal() {
		r.e.retire(r.s.in)
	}
	return r.e.explain(err, r.places)
}

// prepare runs the setup and prepares the query.
func (r *rows) prepare(st emit.Statement) error {
	if err := r.setUp(st); err != nil {
		return err
	}
	var err error
	if r.stream, err = r.s.query(r.ctx, st.SQL, bindings.StatementTypeSelect); err != nil {
		return err
	}
	r.layouts, err = layoutsOf(r.stream.types, st.Columns)
	return err
}

// setUp runs the setup.
func (r *rows) setUp(st emit.Statement) error {
	if err := r.s.showProgress(); err != nil {
		return err
	}
	for _, sql := range st.Setup {
		if err := r.s.exec(r.ctx, sql, bindings.StatementTypeCreate, bindings.StatementTypeInsert); err != nil {
			return err
		}
	}
	return nil
}

// layoutsOf checks the columns that DuckDB makes against those that are promised.
func layoutsOf(have []bindings.LogicalType, want []types.Type) ([]*layout, error) {
	if len(have) != len(want) {
		return nil, fmt.Errorf("the engine makes %d columns, not %d", len(have), len(want))
	}
	layouts := make([]*layout, len(have))
	for i := range have {
		l, err := layoutOf(have[i], want[i])
		if err != nil {
			return nil, fmt.Errorf("column %d: %w", i+1, err)
		}
		layouts[i] = l
	}
	return layouts, nil
}

// Columns returns the columns of the result.
func (r *rows) Columns() []typed.Column { return r.columns }

// Next returns the next batch.
func (r *rows) Next(ctx context.Context) (engine.Batch, error) {
	if r.err != nil {
		return nil, r.err
	}
	bindings.DestroyDataChunk(&r.chunk)
	ctx, cancel := both(r.ctx, ctx)
	defer cancel()
	chunk, err := r.stream.fetch(ctx)
	if errors.Is(err, io.EOF) {
		r.err = io.EOF
		return nil, io.EOF
	}
	if err != nil {
		r.err = r.failed(err)
		return nil, r.err
	}
	r.chunk = chunk
	b := &batch{r: r, length: int(bindings.DataChunkGetSize(chunk)), columns: make([]column, len(r.layouts))}
	for i, l := range r.layouts {
		b.columns[i] = l.bind(bindings.DataChunkGetVector(chunk, bindings.IdxT(i)))
	}
	if r.err = b.tooLarge(); r.err != nil {
		return nil, r.err
	}
	return b, nil
}

// both returns a context that ends when one of two ends.
func both(a, b context.Context) (context.Context, context.CancelFunc) {
	if a == b {
		return a, func() {}
	}
	ctx, cancel := context.WithCancelCause(a)
	stop := context.AfterFunc(b, func() { cancel(b.Err()) })
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

// Progress says how far DuckDB believes to be.
func (r *rows) Progress() engine.Progress {
	r.closing.Lock()
	defer r.closing.Unlock()
	if r.s == nil {
		return engine.Progress{Fraction: -1}
	}
	return r.s.progress()
}

// Close ends the run. The teardown runs even when the run was cancelled; the session ends in any case, and what is
// temporary in DuckDB ends with it. A call that was left has its end before, by itself.
func (r *rows) Close() error {
	if r.s == nil {
		return nil
	}
	r.e.guard.leave(r)
	defer r.cancel(nil)
	bindings.DestroyDataChunk(&r.chunk)
	if r.stream != nil {
		r.stream.close()
	}
	var err error
	for _, sql := range r.teardown {
		if r.s.left != nil {
			break // what it would drop is gone with the session
		}
		if e := r.s.exec(context.WithoutCancel(r.ctx), sql, bindings.StatementTypeDrop); e != nil {
			err = errors.Join(err, e)
		}
	}
	r.closing.Lock()
	defer r.closing.Unlock()
	r.s.close()
	r.s = nil
	r.err = internal(errClosed)
	return r.e.explain(err, r.places)
}

var (
	errClosed  = errors.New("the rows are closed")
	errForeign = errors.New("a batch of another engine")
)

// batch is a chunk of DuckDB.
type batch struct {
	r       *rows
	length  int
	columns []column
}

// Len is the number of rows.
func (b *batch) Len() int { return b.length }

// Value returns a value.
func (b *batch) Value(row, col int) value.Value { return b.columns[col].value(uint64(row)) } //nolint:gosec // never negative

// Record returns the batch as an Arrow record.
func (b *batch) Record() (arrow.RecordBatch, error) {
	record, err := b.r.stream.record(b.r.chunk)
	if err != nil {
		return nil, internal(err)
	}
	return record, nil
}
