package job

import (
	"cmp"
	"context"
	"errors"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/result"
	"github.com/glauxhq/glaux/internal/store"
)

// Open returns a job with its rows, of a running one too. They are nil where there are no columns, or not yet. Close them. They can be read for as
// long as the context is good and, by who ran it, as its rights are those of then.
func (j *Jobs) Open(ctx context.Context, who access.Principal, id string) (Job, *Rows, error) {
	job, err := j.Job(ctx, who, id)
	switch {
	case err != nil:
		return Job{}, nil, err
	case job.State == Failed, job.State == Cancelled:
		return job, nil, fault.New(fault.Conflict, "NO_ROWS", "the query has no rows: it "+map[State]string{Failed: "failed", Cancelled: "was cancelled"}[job.State])
	case len(job.Columns) == 0:
		return job, nil, nil
	}
	owner, err := j.owner(ctx, who, id)
	if err != nil {
		return job, nil, err
	}
	rows := &Rows{}
	if owner == who.Owner() {
		seal, err := j.seal(ctx, who, job.ID)
		if err != nil {
			return job, nil, err
		}
		now := j.Runner.Follow(who)
		rows.holds = func() error { return j.holds(ctx, now(), job, seal) }
		if err := rows.holds(); err != nil {
			return job, nil, err
		}
	}
	rows.Reader, err = j.Results.Open(cmp.Or(job.Reused, id), owner)
	if errors.Is(err, result.ErrGone) {
		return job, nil, fault.Wrap(err, fault.NotFound, "ROWS_GONE", err.Error()+"; run the query again")
	}
	if err != nil {
		return job, nil, err
	}
	return job, rows, nil
}

// holds tells whether the rows of a job may still be shown to who ran it. Administrators of its workgroup read them by another right.
func (j *Jobs) holds(ctx context.Context, who access.Principal, job Job, seal query.Seal) error {
	j.mu.Lock()
	if known, ok := j.sound[job.ID]; ok {
		seal.Rights = known
	}
	j.mu.Unlock()
	was := seal.Rights
	rights, err := j.Runner.Holds(ctx, who, job.SQL, query.Options{Database: job.Database, Params: job.Params, Workgroup: job.Workgroup}, seal)
	if err != nil || rights == was {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.sound == nil || len(j.sound) >= maxSound {
		j.sound = map[string]string{}
	}
	j.sound[job.ID] = rights
	return nil
}

// maxSound bounds of how many jobs it is remembered.
const maxSound = 10_000

// seal returns what the rows of a job stand on.
func (j *Jobs) seal(ctx context.Context, who access.Principal, id string) (query.Seal, error) {
	if l := j.find(ctx, who, id); l != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.seal, nil
	}
	r, err := j.record(ctx, who, id)
	if err != nil {
		return query.Seal{}, err
	}
	all, err := unseal(r)
	return all.Seal, err
}

// List returns jobs of a principal, newest first: those whose text contains a text, submitted before the one named, "" for the newest.
func (j *Jobs) List(ctx context.Context, who access.Principal, text, before string, limit int) ([]Job, error) {
	records, err := j.History.Jobs(ctx, who.Owner(), text, before, limit)
	if err != nil {
		return nil, err
	}
	return j.list(ctx, who, records)
}

// owner returns whose a job is that a principal may see.
func (j *Jobs) owner(ctx context.Context, who access.Principal, id string) (string, error) {
	if l := j.find(ctx, who, id); l != nil {
		return l.who.Owner(), nil
	}
	r, err := j.record(ctx, who, id)
	return r.Owner, err
}

// list returns the jobs of records.
func (j *Jobs) list(ctx context.Context, who access.Principal, records []store.JobRecord) (jobs []Job, err error) {
	jobs = make([]Job, len(records))
	for i, r := range records {
		if l := j.find(ctx, who, r.ID); l != nil {
			jobs[i] = l.snapshot()
		} else if jobs[i], err = j.ended(r); err != nil {
			return nil, err
		}
	}
	return jobs, nil
}
