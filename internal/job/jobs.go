package job

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/result"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/store"
)

// Runner runs statements: query.Runner.
type Runner interface {
	Text(ctx context.Context, who access.Principal, text string, o query.Options) (*query.Result, error)
	Follow(who access.Principal) func() access.Principal
	Holds(ctx context.Context, who access.Principal, text string, o query.Options, was query.Seal) (rights string, err error)
}

// History keeps jobs: store.Store.
type History interface {
	PutJob(ctx context.Context, j store.JobRecord) (free []string, err error)
	Job(ctx context.Context, owner, id string) (store.JobRecord, error)
	JobOfAny(ctx context.Context, id string) (store.JobRecord, error)
	JobsIn(ctx context.Context, f store.JobFilter) ([]store.JobRecord, error)
	JobsAgain(ctx context.Context, owner, workgroup, print string, since time.Time) ([]store.JobRecord, error)
	Jobs(ctx context.Context, owner, text, before string, limit int) ([]store.JobRecord, error)
	OpenJobs(ctx context.Context) ([]store.JobRecord, error)
	Unnamed(ctx context.Context, results []string) ([]string, error)
	DeleteJob(ctx context.Context, owner, id string) (free []string, err error)
}

// Workgroups say where statements run: workgroup.Groups.
type Workgroups interface {
	Of(ctx context.Context, who access.Principal, name string) (share.Workgroup, error)
	Administers(ctx context.Context, who access.Principal, name string) (bool, error)
}

// Options are the parts and the bounds. Zero numbers mean the defaults.
type Options struct {
	Runner Runner
	// Workgroups may be nil: then there is one, primary, without limits.
	Workgroups Workgroups
	Results    *result.Store
	History    History
	Now        func() time.Time
	Log        *slog.Logger
	// Running is how many statements run at the same time, 4 by default; Queued how many may wait, 100 by default.
	Running, Queued int
	// Timeout ends a statement that runs for longer: 30 minutes by default, as in Athena.
	Timeout time.Duration
}

// The defaults of Options.
const (
	DefaultRunning = 4
	DefaultQueued  = 100
	DefaultTimeout = 30 * time.Minute
)

// sweepEvery is how often old results are looked for.
const sweepEvery = time.Hour

// Jobs are the statements that wait, run or have run.
type Jobs struct {
	Options
	base  context.Context //nolint:containedctx // jobs outlive the requests that start them
	end   context.CancelCauseFunc
	turns *Turns
	done  sync.WaitGroup

	mu     sync.Mutex
	live   map[string]*live
	sound  map[string]string // the rights under which rows may be read, by job
	active int               // of live: those that have not ended
	closed bool
}

// Why a job is cancelled.
var (
	errCancelled = errors.New("cancelled by who started it")
	errStopped   = errors.New("the server was stopped while this ran; run it again")
	errForgotten = errors.New("forgotten by who started it")
)

// New returns the jobs of a history. Those that ran when the server was stopped are FAILED from now on. The context bounds all jobs.
func New(ctx context.Context, o Options) (*Jobs, error) {
	if o.Running == 0 {
		o.Running = DefaultRunning
	}
	if o.Queued == 0 {
		o.Queued = DefaultQueued
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	j := &Jobs{Options: o, turns: NewTurns(o.Running), live: map[string]*live{}}
	j.base, j.end = context.WithCancelCause(ctx)
	if err := errors.Join(j.failInterrupted(ctx), j.removeUnnamed(ctx)); err != nil {
		j.end(err)
		return nil, err
	}
	go j.sweep()
	return j, nil
}

// failInterrupted notes which jobs a former server did not end.
func (j *Jobs) failInterrupted(ctx context.Context) error {
	records, err := j.History.OpenJobs(ctx)
	if err != nil {
		return err
	}
	for _, r := range records {
		job, err := decode(r)
		if err != nil {
			return err
		}
		now := j.Now()
		job.State, job.Ended, job.Rows, job.AthenaUSD = Failed, &now, 0, ""
		job.Error = &Problem{Code: "SERVER_STOPPED", Message: errStopped.Error()}
		// The server may have ended between the last of the rows and this record: they belong to nothing.
		if err := errors.Join(j.put(ctx, r.Owner, "", job, query.Seal{}), j.Results.Remove(r.ID)); err != nil {
			return err
		}
	}
	return nil
}

// removeUnnamed deletes the results of statements that a former server forgot, and did not come to delete.
func (j *Jobs) removeUnnamed(ctx context.Context) error {
	ids, err := j.History.Unnamed(ctx, j.Results.IDs())
	return errors.Join(err, j.remove(ids))
}

// sweep deletes results that have become too old.
func (j *Jobs) sweep() {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			j.Results.Sweep()
		case <-j.base.Done():
			return
		}
	}
}

// put writes a job into the history, and deletes the rows of those that fall out of it. Print names its rows, where it has some of its own that
// may be given again.
func (j *Jobs) put(ctx context.Context, owner, print string, job Job, seal query.Seal) error {
	job.Kept = false // asked anew each time
	record, err := json.Marshal(sealed{job, seal})
	if err != nil {
		return fmt.Errorf("write job: %w", err)
	}
	r := store.JobRecord{ID: job.ID, Owner: owner, Workgroup: job.Workgroup, Submitted: job.Submitted, SQL: job.SQL, Record: record, RowsOf: job.Reused}
	if job.State == Succeeded && job.Reused == "" {
		r.Print = print
	}
	if job.Ended != nil {
		r.Ended = *job.Ended
	}
	free, err := j.History.PutJob(ctx, r)
	return errors.Join(err, j.remove(free))
}

// remove deletes results.
func (j *Jobs) remove(ids []string) error {
	var errs []error
	for _, id := range ids {
		errs = append(errs, j.Results.Remove(id))
	}
	return errors.Join(errs...)
}

// sealed is a job as the history has it.
type sealed struct {
	Job
	Seal query.Seal `json:"seal,omitzero"`
}

func decode(r store.JobRecord) (Job, error) {
	all, err := unseal(r)
	return all.Job, err
}

func unseal(r store.JobRecord) (all sealed, err error) {
	if err := json.Unmarshal(r.Record, &all); err != nil {
		return sealed{}, fmt.Errorf("read job %s: %w", r.ID, err)
	}
	return all, nil
}

// errNotFound is the answer for what is not there and for what is somebody else's.
func errNotFound() error {
	return fault.New(fault.NotFound, "QUERY_NOT_FOUND", "there is no such query, or it was run by somebody else")
}

// Start puts a statement into the queue. Whether it is right is found when it runs: what is wrong with it is the Error of the job.
func (j *Jobs) Start(ctx context.Context, who access.Principal, r Request) (Job, error) {
	group, err := j.group(ctx, who, r.Workgroup)
	if err != nil {
		return Job{}, err
	}
	l := newLive(who, r, group, j.Now())
	l.ctx, l.cancel = context.WithCancelCause(j.base)
	j.mu.Lock()
	switch {
	case j.closed:
		j.mu.Unlock()
		return Job{}, fault.New(fault.Unavailable, "SERVER_STOPS", "the server is being stopped")
	case j.active >= j.Running+j.Queued:
		j.mu.Unlock()
		return Job{}, fault.New(fault.Exhausted, "TOO_MANY_QUERIES", fmt.Sprintf("%d queries wait already; try again when some have ended", j.Queued))
	}
	if most := group.Limits.Queued; most > 0 {
		if _, waiting := j.turns.count(group.Name); waiting >= most {
			j.mu.Unlock()
			return Job{}, fault.New(fault.Exhausted, "TOO_MANY_QUERIES", fmt.Sprintf("%d queries of the workgroup %q wait already, which is all that it allows", waiting, group.Name))
		}
	}
	j.live[l.job.ID] = l
	j.active++
	j.done.Add(1)
	j.mu.Unlock()
	job := l.snapshot()
	if err := j.put(ctx, who.Owner(), "", job, query.Seal{}); err != nil {
		j.drop(l, true)
		j.done.Done()
		return Job{}, err
	}
	l.turn = j.turns.Queue(group.Name, who.Owner(), group.Limits.Running)
	go j.run(l)
	return job, nil
}

// group returns the workgroup of a statement.
func (j *Jobs) group(ctx context.Context, who access.Principal, name string) (share.Workgroup, error) {
	if j.Workgroups == nil {
		return share.Workgroup{Name: cmp.Or(name, query.Primary)}, nil
	}
	return j.Workgroups.Of(ctx, who, name)
}

// drop ends that a job is live. One that the history does not have stays in memory.
func (j *Jobs) drop(l *live, written bool) {
	l.cancel(errCancelled)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.active--
	if written {
		delete(j.live, l.job.ID)
	}
}

// find returns a live job that a principal may see, nil where there is none.
func (j *Jobs) find(ctx context.Context, who access.Principal, id string) *live {
	j.mu.Lock()
	l := j.live[id]
	j.mu.Unlock()
	if l != nil && (l.who.Owner() == who.Owner() || j.administers(ctx, who, l.group.Name)) {
		return l
	}
	return nil
}

// administers tells whether a principal administers a workgroup.
func (j *Jobs) administers(ctx context.Context, who access.Principal, group string) bool {
	if j.Workgroups == nil {
		return false
	}
	yes, err := j.Workgroups.Administers(ctx, who, group)
	if err != nil {
		j.Log.Error("who administers a workgroup is not known", "error", err)
	}
	return yes && err == nil
}

// record returns a job of the history that a principal may see.
func (j *Jobs) record(ctx context.Context, who access.Principal, id string) (store.JobRecord, error) {
	r, err := j.History.Job(ctx, who.Owner(), id)
	if errors.Is(err, store.ErrNoJob) && j.Workgroups != nil {
		if r, err = j.History.JobOfAny(ctx, id); err == nil && !j.administers(ctx, who, r.Workgroup) {
			err = store.ErrNoJob
		}
	}
	if errors.Is(err, store.ErrNoJob) {
		return store.JobRecord{}, errNotFound()
	}
	return r, err
}

// Job returns where a job stands.
func (j *Jobs) Job(ctx context.Context, who access.Principal, id string) (Job, error) {
	if l := j.find(ctx, who, id); l != nil {
		return l.snapshot(), nil
	}
	r, err := j.record(ctx, who, id)
	if err != nil {
		return Job{}, err
	}
	return j.ended(r)
}

// ended returns a job of the history.
func (j *Jobs) ended(r store.JobRecord) (Job, error) {
	job, err := decode(r)
	job.Kept = job.State == Succeeded && j.Results.Has(r.Rows())
	return job, err
}

// Wait returns the job as soon as its state is another than the known one, or its first rows can be read and could not before, at the
// latest after d.
func (j *Jobs) Wait(ctx context.Context, who access.Principal, id string, known State, d time.Duration) (Job, error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	none := false
	return j.await(ctx, who, id, func(job Job) bool {
		none = none || job.Rows == 0
		return job.State != known || none && job.Rows > 0
	})
}

// More returns the job as soon as it has more rows than so many, or has ended.
func (j *Jobs) More(ctx context.Context, who access.Principal, id string, rows int64) (Job, error) {
	job, err := j.await(ctx, who, id, func(job Job) bool { return job.Rows > rows || job.State.Final() })
	if err == nil {
		err = ctx.Err()
	}
	return job, err
}

// await looks at a job whenever it changes, until it is enough or the context ends.
func (j *Jobs) await(ctx context.Context, who access.Principal, id string, enough func(Job) bool) (Job, error) {
	for {
		l := j.find(ctx, who, id)
		if l == nil {
			return j.Job(ctx, who, id)
		}
		changed := l.changes()
		job := l.snapshot()
		if enough(job) {
			return job, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return job, nil
		}
	}
}

// cancelWait is how long Cancel waits for the end of what it cancels.
const cancelWait = 3 * time.Second

// Cancel ends a job that waits or runs, and returns where it stands then. It does nothing to one that has ended.
func (j *Jobs) Cancel(ctx context.Context, who access.Principal, id string) (Job, error) {
	if l := j.find(ctx, who, id); l != nil {
		l.cancel(errCancelled)
	}
	ctx, stop := context.WithTimeout(ctx, cancelWait)
	defer stop()
	job, err := j.await(ctx, who, id, func(job Job) bool { return job.State.Final() })
	if err != nil && ctx.Err() != nil {
		return Job{}, fault.Wrap(err, fault.Unavailable, "", "the query is being cancelled")
	}
	return job, err
}

// Forget takes a job out of the history, with its rows, unless they are those of a later job too. One that runs is cancelled first.
func (j *Jobs) Forget(ctx context.Context, who access.Principal, id string) error {
	if l := j.find(ctx, who, id); l != nil {
		l.cancel(errForgotten)
		if job, err := j.Cancel(ctx, who, id); err != nil {
			return err
		} else if !job.State.Final() {
			return fault.New(fault.Conflict, "QUERY_RUNS", "the query is still being cancelled; try again")
		}
	}
	r, err := j.record(ctx, who, id)
	if err != nil {
		return err
	}
	free, err := j.History.DeleteJob(ctx, r.Owner, id)
	if errors.Is(err, store.ErrNoJob) {
		return errNotFound()
	}
	return errors.Join(err, j.remove(free))
}

// Counts returns how many statements of a workgroup run and wait.
func (j *Jobs) Counts(group string) (running, waiting int) { return j.turns.count(group) }

// stopWait is how long cancelled jobs may take to end.
const stopWait = 10 * time.Second

// Shutdown takes no more statements, lets those that run go on until ctx ends, then cancels them with a message. It returns when all
// have ended.
func (j *Jobs) Shutdown(ctx context.Context) error {
	j.mu.Lock()
	j.closed = true
	waiting := slices.Collect(j.queued())
	j.mu.Unlock()
	for _, l := range waiting {
		l.cancel(errStopped)
	}
	ended := make(chan struct{})
	go func() { j.done.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	j.end(errStopped)
	select {
	case <-ended:
		return nil
	case <-time.After(stopWait):
		return errors.New("some queries did not end when they were cancelled")
	}
}
