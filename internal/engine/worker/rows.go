package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/sql/wire"
)

// rows is a run: a worker, and what comes from it.
type rows struct {
	pool    *Pool
	place   *place
	request request
	columns []typed.Column
	ctx     context.Context //nolint:containedctx // it bounds the whole run, by the contract of engine.Engine
	cancel  context.CancelFunc
	w       *process
	content []byte // of the frame that await found
	err     error  // the first error, io.EOF too: it is the answer of every later Next
	over    bool   // the worker has said its last of this run
	ended   sync.Once
	watched chan struct{} // closed when nobody watches the worker any more
	cpu     atomic.Int64  // time.Duration
}

// CPU is the time that the run has taken of all processors together.
func (r *rows) CPU() time.Duration { return time.Duration(r.cpu.Load()) }

// start gives the statement to a worker. One that died while it waited is replaced, once.
func (r *rows) start(ctx context.Context) error {
	r.ctx, r.cancel = context.WithCancel(ctx)
	for attempt := 0; ; attempt++ {
		w, err := r.pool.worker(r.ctx)
		if err != nil {
			r.cancel()
			if ctx.Err() != nil {
				return interrupted(errors.Join(ctx.Err(), context.Cause(ctx)))
			}
			return err
		}
		unstuck := context.AfterFunc(r.ctx, func() { w.kill(errSpent) }) // a worker that does not read
		err = w.sender.Encode(r.request)
		unstuck()
		if err == nil {
			r.w = w
			w.far.Store(&engine.Progress{Fraction: -1})
			r.watched = make(chan struct{})
			go r.watch()
			return nil
		}
		w.kill(err)
		if attempt > 0 {
			r.cancel()
			return internal(fmt.Errorf("ask worker: %w", err))
		}
	}
}

// watch holds the worker to its limits until the run has ended, and has it stop when the context ends.
func (r *rows) watch() {
	defer close(r.watched)
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	m := r.w.meter()
	defer func() { r.cpu.Store(int64(m.took(r.w))) }()
	for {
		select {
		case <-r.ctx.Done():
			return
		case <-r.w.dead:
			return
		case <-tick.C:
			m.look(r.w, r.request)
			r.cpu.Store(int64(m.cpu))
		}
	}
}

// next returns the next frame. Whichever of the contexts ends, ends the run.
func (r *rows) next(ctx context.Context) (frame, error) {
	select {
	case f, ok := <-r.w.frames:
		if !ok {
			return frame{}, r.died()
		}
		if f.ends() {
			r.over = true
		}
		if f.kind == failed {
			return f, r.failed(f.content)
		}
		return f, nil
	case <-r.ctx.Done():
		return frame{}, interrupted(errors.Join(r.ctx.Err(), context.Cause(r.ctx)))
	case <-ctx.Done():
		return frame{}, interrupted(errors.Join(ctx.Err(), context.Cause(ctx)))
	}
}

// died returns the error of a worker that has ended.
func (r *rows) died() error {
	<-r.w.dead
	r.over = true
	if why := r.w.why(); why != nil {
		return why
	}
	last := r.w.last.String()
	r.pool.options.Log.Error("a worker died", "how", r.w.how, "said", last[:min(len(last), crashLog)])
	return crashed(r.w.how, last, r.request)
}

// crashLog is how much of what a worker said when it died is logged.
const crashLog = 4 << 10

// failed reads the trouble of a run.
func (r *rows) failed(content []byte) error {
	var t trouble
	if err := json.Unmarshal(content, &t); err != nil {
		return internal(fmt.Errorf("read trouble: %w", err))
	}
	if t.Detail != "" {
		r.pool.options.Log.Debug("engine error", "error", t.Detail, "code", t.Code)
	}
	return t.err()
}

// await waits for a frame of a kind, and keeps its content.
func (r *rows) await(k kind) error {
	f, err := r.next(r.ctx)
	if err == nil && f.kind != k {
		err = r.senseless(f)
	}
	r.content, r.err = f.content, err
	return err
}

// senseless ends a worker that says what it should not.
func (r *rows) senseless(f frame) error {
	err := internal(fmt.Errorf("a worker said %q where it should not", f.kind))
	r.w.kill(err)
	r.over = true
	return err
}

// Columns returns the columns of the result.
func (r *rows) Columns() []typed.Column { return r.columns }

// Next returns the next batch.
func (r *rows) Next(ctx context.Context) (engine.Batch, error) {
	if r.err != nil {
		return nil, r.err
	}
	f, err := r.next(ctx)
	switch {
	case err != nil:
	case f.kind == done:
		err = io.EOF
	case f.kind == rowBlock:
		var cells [][]value.Value
		if cells, err = wire.ReadBlock(f.content, len(r.columns)); err == nil && len(cells) > 0 {
			return batch(cells), nil
		}
		err = r.senseless(f)
	default:
		err = r.senseless(f)
	}
	r.err = err
	if !errors.Is(err, io.EOF) {
		r.end()
	}
	return nil, err
}

// Progress says how far DuckDB believes to be.
func (r *rows) Progress() engine.Progress { return *r.w.far.Load() }

// errClosed is the error of rows after Close.
var errRowsClosed = errors.New("the rows are closed")

// Close ends the run. The worker comes to its end of it by itself, or is killed.
func (r *rows) Close() error {
	r.end()
	r.err = internal(errRowsClosed)
	return nil
}

// end gives the worker and the place back once the run is over in the worker too.
func (r *rows) end() {
	r.ended.Do(func() {
		r.cancel()
		if r.over {
			r.settle()
			return
		}
		go func() {
			r.stop()
			r.settle()
		}()
	})
}

// settle gives the worker and its place back.
func (r *rows) settle() {
	<-r.watched
	r.pool.keep(r.w)
	r.pool.leave(r.place)
}

// stop tells the worker to stop and waits until it has, for a while.
func (r *rows) stop() {
	enough := time.AfterFunc(patience, func() { r.w.kill(errSpent) })
	defer enough.Stop()
	if err := r.w.sender.Encode(request{Stop: true}); err != nil {
		r.w.kill(err)
		return
	}
	for f := range r.w.frames {
		if f.ends() {
			return
		}
	}
}

// batch is a block of rows.
type batch [][]value.Value

// Len is the number of rows.
func (b batch) Len() int { return len(b) }

// Value returns a value.
func (b batch) Value(row, col int) value.Value { return b[row][col] }
