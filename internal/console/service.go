package console

import (
	"context"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/query"
)

// Console answers the questions of an editor. It may be used by several goroutines at once.
type Console struct {
	runner *query.Runner
	now    func() time.Time
	kept   *cache
}

// New returns a Console whose answers come through a runner.
func New(runner *query.Runner) *Console {
	return &Console{runner: runner, now: runner.Now, kept: newCache()}
}

// call is how the rights and the session of who asks come with a question.
func (c *Console) call(who access.Principal, database string) query.Call {
	return query.Call{Runner: c.runner, Who: who, Options: query.Options{Database: database}}
}

// sight returns what the principal sees now. Close it.
func (c *Console) sight(ctx context.Context, who access.Principal, database string) (*query.Sight, error) {
	return c.call(who, database).Sight(ctx)
}
