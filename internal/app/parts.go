package app

import (
	"github.com/glauxhq/glaux/internal/console"
	"github.com/glauxhq/glaux/internal/dashboard"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sharing"
	"github.com/glauxhq/glaux/internal/webapi"
)

// parts gives the workbench what its routes need beside the identity of who asks.
func (a *App) parts(runner *query.Runner, p webapi.Parts) webapi.Parts {
	desk := console.New(runner)
	keeping := *runner // for charts and tiles, which ask the same again and again
	keeping.Kept = &query.Kept{}
	p.Texts, p.Explore, p.Console, p.Catalog = &keeping, &keeping, desk, desk
	p.Dashboards = dashboard.Open(a.Config.Dashboards)
	p.Sharing = &sharing.Desk{Shares: a.shares, Runner: runner}
	p.Investigations, p.GenAI, p.Allocations, p.Units = a.Investigations(), a.GenAI(), a.Allocations(), a.Units()
	return p
}
