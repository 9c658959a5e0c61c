package app

import (
	"github.com/glauxhq/glaux/internal/console"
	"github.com/glauxhq/glaux/internal/dashboard"
	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/webapi"
)

// parts gives the workbench what its routes need beside the identity of who asks.
func (a *App) parts(runner *query.Runner, p webapi.Parts) webapi.Parts {
	desk := console.New(runner)
	p.Texts, p.Explore, p.Console, p.Catalog = runner, explore.Remember(runner, a.version), desk, desk
	p.Dashboards = dashboard.Open(a.Config.Dashboards)
	return p
}
