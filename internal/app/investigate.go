package app

import (
	"context"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/investigate"
	"github.com/glauxhq/glaux/internal/query"
)

// Investigate looks into a question as the one who asks may see it.
func (a *App) Investigate(ctx context.Context, q investigate.Question) (investigate.Report, error) {
	return a.Investigations().Investigate(ctx, a.Who(), q)
}

// Investigations look into questions.
func (a *App) Investigations() *Investigations { return &Investigations{app: a, kept: &query.Kept{}} }

// Investigations look into questions of a lake. What was read for one part of a report is kept for the next, and for its file.
type Investigations struct {
	app  *App
	kept *query.Kept
}

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
	keeping := *runner
	keeping.Kept = i.kept
	cases, err := i.app.Cases(ctx)
	if err != nil {
		return investigate.Report{}, err
	}
	return investigate.Investigate(ctx, investigate.Tools{Runner: &keeping, Cases: cases, Ranges: ranges, Now: i.app.outside.Now}, who, q)
}

// fixTime is how long an alert waits for what would end its case.
const fixTime = 2 * time.Minute

// fixOf looks for what would end a case, as the watch sees it. An alert is told without it where it cannot be found in time.
func (a *App) fixOf(ctx context.Context, t *casebook.Told) *alert.Fix {
	if t.Ended || t.Impact.Sign() <= 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, fixTime)
	defer cancel()
	first, err := a.firstFix(ctx, t.Place)
	if err != nil && a.outside.Log != nil {
		a.outside.Log.Warn("an alert is told without a fix", "case", t.ID, "error", err)
	}
	return first
}

// firstFix is the fix that saves most at a place of the bill, nil where nothing is at fault.
func (a *App) firstFix(ctx context.Context, p casebook.Place) (*alert.Fix, error) {
	ranges, err := a.ranges()
	if err != nil {
		return nil, err
	}
	runner, err := a.Runner()
	if err != nil {
		return nil, err
	}
	whole := *runner
	whole.Policy, whole.Statements, whole.Kept = watchPolicy(), nil, &query.Kept{}
	found, err := investigate.Fixes(ctx, investigate.Tools{Runner: &whole, Ranges: ranges, Now: a.outside.Now}, watcher(), p)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	title := found[0].Fix.Title
	return &alert.Fix{Text: alert.Text{English: title.EN, Japanese: title.JA}, Saves: found[0].Saves}, nil
}
