package job

import (
	"context"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/store"
)

// Find chooses jobs of a workgroup, newest first.
type Find struct {
	// Text is what the statement contains, Owner whose it is, as Job.Owner tells it, State where it stands, and Before the id of the job that
	// came next. All may be "".
	Text, Owner string
	State       State
	Before      string
	Limit       int
}

// Archive is the history of workgroups without the server that runs their statements.
type Archive struct {
	Workgroups Workgroups
	History    interface {
		JobsIn(ctx context.Context, f store.JobFilter) ([]store.JobRecord, error)
	}
}

// ListIn returns jobs in a workgroup: of all principals for who administers it, and his own for who may use it. What has not ended is QUEUED, though it
// may run: who runs it knows.
func (a Archive) ListIn(ctx context.Context, who access.Principal, group string, f Find) ([]Job, error) {
	records, err := a.find(ctx, who, group, f)
	if err != nil {
		return nil, err
	}
	jobs := make([]Job, len(records))
	for i, r := range records {
		if jobs[i], err = decode(r); err != nil {
			return nil, err
		}
		jobs[i].Owner = Person(r.Owner)
	}
	return jobs, nil
}

// find returns what a principal may know of the history of a workgroup.
func (a Archive) find(ctx context.Context, who access.Principal, group string, f Find) ([]store.JobRecord, error) {
	filter := store.JobFilter{Workgroup: group, Text: f.Text, Before: f.Before, Limit: f.Limit, State: string(f.State)}
	if f.State == Running {
		filter.State = string(Queued)
	}
	if f.Owner != "" {
		filter.Owners = []string{f.Owner, strings.Replace(f.Owner, byAs, byOwner, 1)}
	}
	all := false
	if a.Workgroups != nil {
		var err error
		if all, err = a.Workgroups.Administers(ctx, who, group); err != nil {
			return nil, err
		}
		if !all {
			if _, err := a.Workgroups.Of(ctx, who, group); err != nil {
				return nil, err
			}
		}
	}
	if !all {
		if f.Owner != "" && f.Owner != Person(who.Owner()) {
			return nil, nil
		}
		filter.Owners = []string{who.Owner()}
	}
	return a.History.JobsIn(ctx, filter)
}

// ListIn returns jobs in a workgroup: of all principals for who administers it, and his own for who may use it.
func (j *Jobs) ListIn(ctx context.Context, who access.Principal, group string, f Find) ([]Job, error) {
	records, err := Archive{Workgroups: j.Workgroups, History: j.History}.find(ctx, who, group, f)
	if err != nil {
		return nil, err
	}
	jobs, err := j.list(ctx, who, records)
	for i := range jobs {
		jobs[i].Owner = Person(records[i].Owner)
	}
	if f.State != "" {
		jobs = slices.DeleteFunc(jobs, func(job Job) bool { return job.State != f.State })
	}
	return jobs, err
}

// Person writes an access.Principal's Owner for people: who asks as somebody else is both.
func Person(owner string) string { return strings.Replace(owner, byOwner, byAs, 1) }

// byOwner stands between two names in an access.Principal's Owner, and byAs in that for people.
const (
	byOwner = "\x00"
	byAs    = " as "
)
