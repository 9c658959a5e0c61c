package job

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/result"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/store"
)

// Final tells whether a job in this state has ended.
func (s State) Final() bool { return s == Succeeded || s == Failed || s == Cancelled }

// live is a job that has not ended.
type live struct {
	who    access.Principal
	kind   query.Kind
	group  share.Workgroup
	asked  query.Bounds
	reuse  *int64 // seconds; nil is what the workgroup says
	turn   *Turn
	ctx    context.Context //nolint:containedctx // the job's own, which outlives the request
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	job     Job
	result  *query.Result
	writer  *result.Writer
	earlier Job // whose rows answer this one
	seal    query.Seal
	print   string // of the rows, "" where they are not to be given again
	changed chan struct{}
}

func newLive(who access.Principal, r Request, group share.Workgroup, now time.Time) *live {
	l := &live{who: who, group: group, reuse: r.Reuse, changed: make(chan struct{})}
	l.job = Job{ID: store.NewID(), Workgroup: group.Name, SQL: r.SQL, Database: r.Database, Params: r.Params, State: Queued, Submitted: now, Fraction: -1}
	if a := r.Asked; a != nil {
		l.asked = query.Bounds{
			Bytes: a.Bytes, Rows: a.Rows, Time: time.Duration(a.Seconds) * time.Second, Engine: engine.Limits{CPU: time.Duration(a.CPU) * time.Second},
		}
	}
	if statement, problems := parse.Statement(r.SQL); len(problems) == 0 {
		l.kind = query.KindOf(statement)
		l.job.Statement = l.kind.Sub
	}
	return l
}

// snapshot returns the job as it is at this moment.
func (l *live) snapshot() Job {
	l.mu.Lock()
	defer l.mu.Unlock()
	job := l.job
	if l.writer != nil {
		job.Rows = l.writer.Rows()
		job.Kept = true
	}
	if l.result != nil && !l.result.Hidden { // how far it is tells of hidden rows
		job.Fraction = l.result.Progress().Fraction
	}
	return job
}

// changes returns what is closed at the next change.
func (l *live) changes() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed
}

// change changes the job and tells everybody who waits.
func (l *live) change(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
	close(l.changed)
	l.changed = make(chan struct{})
}

// queued returns the jobs that have not begun.
func (j *Jobs) queued() iter.Seq[*live] {
	return func(yield func(*live) bool) {
		for _, l := range j.live {
			if l.snapshot().State == Queued && !yield(l) {
				return
			}
		}
	}
}

// run brings a job to its end.
func (j *Jobs) run(l *live) {
	defer j.done.Done()
	err := j.turns.Await(l.ctx, l.turn)
	if err == nil {
		err = j.attempt(l)
		j.turns.Done(l.turn)
	}
	job := l.final(err, j.Now())
	if job.Error != nil && job.Error.Code == internalCode {
		j.Log.Error("a statement failed inside", "id", job.ID, "error", err)
	}
	// The end is written even when the server is being stopped.
	err = j.put(context.WithoutCancel(j.base), l.who.Owner(), l.print, job, l.seal)
	if err != nil {
		j.Log.Error("a job's end is not in the history, only in memory", "id", job.ID, "error", err)
	}
	l.change(func() { l.job, l.result, l.writer = job, nil, nil })
	j.drop(l, err == nil)
}

// final returns the job as it ended.
func (l *live) final(err error, now time.Time) Job {
	job := l.snapshot()
	job.Ended = &now
	switch cause := context.Cause(l.ctx); {
	case err == nil:
		job.State, job.Found, job.Fraction = Succeeded, job.Rows, 1
		job.Kept = len(job.Columns) > 0
		return job
	case cause != nil:
		job.State = Cancelled
		if errors.Is(cause, errStopped) || !errors.Is(cause, errCancelled) && !errors.Is(cause, errForgotten) {
			job.Error = &Problem{Code: "SERVER_STOPPED", Message: errStopped.Error()}
		}
	default:
		job.State, job.AthenaUSD = Failed, ""
		job.Error = ProblemOf(err, job.SQL)
	}
	job.Rows, job.Found, job.Kept, job.Reused = 0, 0, false, ""
	return job
}

// attempt runs the statement. A panic inside is an error of ours, and costs this job alone.
func (j *Jobs) attempt(l *live) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if l.ctx.Err() != nil {
		return l.ctx.Err()
	}
	now := j.Now()
	l.change(func() { l.job.State, l.job.Started = Running, &now })
	ctx, cancel := context.WithTimeout(l.ctx, j.Timeout)
	defer cancel()
	found, err := j.Runner.Text(ctx, l.who, l.job.SQL, query.Options{
		Database: l.job.Database, Params: l.job.Params, ID: l.job.ID, Workgroup: l.group.Name, Asked: l.asked, Recall: j.recall(l), Sealed: true,
	})
	if err != nil {
		return timedOut(ctx, err, j.Timeout)
	}
	defer func() {
		l.change(func() { l.result = nil })
		err = timedOut(ctx, errors.Join(err, found.Close()), j.Timeout)
		if !found.Hidden {
			l.change(func() { l.job.CPU = found.CPU().Seconds() })
		}
	}()
	l.change(func() { l.seal = found.Seal })
	if found.Recalled {
		l.take(found)
		return nil
	}
	return j.spool(ctx, l, found)
}

// timedOut says what the time limit was, where it is the reason.
func timedOut(ctx context.Context, err error, limit time.Duration) error {
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fault.Wrap(err, fault.Exhausted, "EXCEEDED_TIME_LIMIT", fmt.Sprintf("the query ran for longer than the %s that are allowed", limit))
	}
	return err
}

// spool writes the rows to the disk as they come.
func (j *Jobs) spool(ctx context.Context, l *live, found *query.Result) (err error) {
	if len(found.Columns) == 0 {
		l.change(func() { l.job.Bytes, l.job.AthenaUSD = found.Known(), AthenaUSD(l.kind, found.Known()) })
		return found.Each(ctx, func([]value.Value) error { return nil })
	}
	w, err := j.Results.Create(l.job.ID, result.Of{Owner: l.who.Owner(), Age: l.group.Limits.ResultAge}, found.Columns)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Discard()) }() // nothing, where it is finished
	l.change(func() {
		l.print = found.Print
		l.job.Columns, l.job.Bytes, l.job.AthenaUSD = Columns(found.Columns), found.Known(), AthenaUSD(l.kind, found.Known())
		l.result, l.writer = found, w
	})
	stop := l.follow(w)
	defer stop()
	if err := found.Each(ctx, w.Append); err != nil {
		return err
	}
	return w.Finish()
}

// flushEvery is how long a row waits at most until it can be read.
const flushEvery = 100 * time.Millisecond

// follow makes rows readable as time passes, and tells who waits for them, until stop is called.
func (l *live) follow(w *result.Writer) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(flushEvery)
		defer tick.Stop()
		var before int64
		for {
			select {
			case <-end:
				return
			case <-tick.C:
			}
			_ = w.Flush() // Append and Finish return the same error
			if rows := w.Rows(); rows > before {
				before = rows
				l.change(func() {})
			}
		}
	}()
	return func() { close(end); <-ended }
}

// Columns returns the columns of a result as they are shown.
func Columns(columns []typed.Column) []Column {
	out := make([]Column, len(columns))
	for i, c := range columns {
		out[i] = Column{Name: c.Name, Type: c.Type.String()}
	}
	return out
}
