package job

import (
	"cmp"
	"context"
	"time"

	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
)

// reuseAge returns how old a result may be that answers a statement again; 0 is that none may. Asked is what who asks wants, nil for nothing;
// kept is for how long results are kept where the workgroup does not say.
func reuseAge(group share.Workgroup, asked *int64, kept time.Duration) time.Duration {
	const half = 2 // so that what is found again stays for a while
	age := cmp.Or(group.Limits.ReuseAge, cmp.Or(group.Limits.ResultAge, kept)/half)
	if group.NoReuse {
		age = 0
	}
	if asked == nil {
		return age
	}
	want := time.Duration(max(*asked, 0)) * time.Second
	if group.Enforced {
		want = min(want, age)
	}
	return want
}

// recall returns what finds the rows that who started a job has from an earlier one of the same workgroup: as long as they are kept, and no older
// than they may be. It is nil where none may be. Results of others are never looked for, whatever they may see: each is encrypted for its owner.
func (j *Jobs) recall(l *live) query.Recall {
	age := reuseAge(l.group, l.reuse, j.Results.MaxAge())
	if age <= 0 {
		return nil
	}
	return func(ctx context.Context, print string) (int64, bool) {
		earlier, err := j.History.JobsAgain(ctx, l.who.Owner(), l.group.Name, print, j.Now().Add(-age))
		if err != nil {
			j.Log.Error("results of earlier queries are not known", "error", err)
			return 0, false
		}
		for _, r := range earlier {
			job, err := decode(r)
			if err == nil && job.State == Succeeded && j.Results.Has(r.ID) {
				l.change(func() { l.earlier = job })
				return job.Found, true
			}
		}
		return 0, false
	}
}

// take makes the rows of an earlier job those of this one, which reads nothing.
func (l *live) take(found *query.Result) {
	l.change(func() {
		l.job.Reused, l.job.Rows = l.earlier.ID, l.earlier.Found
		l.job.Columns, l.job.AthenaUSD = Columns(found.Columns), "0"
	})
}
