package app

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/investigate"
)

// Investigate looks into a question as the one who asks may see it.
func (a *App) Investigate(ctx context.Context, q investigate.Question) (investigate.Report, error) {
	return a.Investigations().Investigate(ctx, a.Who(), q)
}

// Investigations look into questions.
func (a *App) Investigations() *Investigations { return &Investigations{app: a} }

// Investigations look into questions of a lake.
type Investigations struct{ app *App }

// Investigate looks into a question as somebody may see it.
func (i *Investigations) Investigate(ctx context.Context, who access.Principal, q investigate.Question) (investigate.Report, error) {
	ranges, err := i.app.ranges()
	if err != nil {
		return investigate.Report{}, err
	}
	runner, err := i.app.Runner()
	if err != nil {
		return investigate.Report{}, err
	}
	cases, err := i.app.Cases(ctx)
	if err != nil {
		return investigate.Report{}, err
	}
	return investigate.Investigate(ctx, investigate.Tools{Runner: runner, Cases: cases, Ranges: ranges, Now: i.app.outside.Now}, who, q)
}
