package app

import (
	"context"
	"errors"
	"io"

	"github.com/glauxhq/glaux/internal/dashboard"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/query"
)

// Dashboards returns the dashboards that are built in and those of the folder that was set.
func (a *App) Dashboards() *dashboard.Library { return dashboard.Open(a.Config.Dashboards) }

// DashboardClock returns what the relative dates of dashboards are relative to: the newest bill that the user sees.
func (a *App) DashboardClock(ctx context.Context) (at dashboard.Clock, err error) {
	at.Now = a.outside.Now()
	runner, err := a.Runner()
	if err != nil {
		return at, err
	}
	result, err := runner.Text(ctx, a.who, dashboard.LatestSQL, query.Options{MaxRows: 1})
	var refused *query.Error
	if errors.As(err, &refused) {
		return at, nil // the user sees no bills
	}
	if err != nil {
		return at, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	batch, err := result.Next(ctx)
	if errors.Is(err, io.EOF) {
		return at, nil
	}
	if err != nil {
		return at, err
	}
	// A billing period of another form is none: the clock's own month stands for it.
	if text, ok := batch.Value(0, 0).(string); ok {
		if month, err := period.ParseMonth(text); err == nil {
			at.Latest = month
		}
	}
	return at, nil
}
