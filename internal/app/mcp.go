package app

import (
	"context"
	"io"

	"github.com/glauxhq/glaux/internal/mcp"
	"github.com/glauxhq/glaux/internal/tool"
	"github.com/glauxhq/glaux/internal/webapi"
)

// ServeMCP answers one client of the Model Context Protocol, as who runs the program, until the client goes or ctx ends.
func (a *App) ServeMCP(ctx context.Context, version string, in io.ReadCloser, out io.WriteCloser) error {
	runner, err := a.Runner()
	if err != nil {
		return err
	}
	ranges, err := a.ranges()
	if err != nil {
		return err
	}
	cases, err := a.Cases(ctx)
	if err != nil {
		return err
	}
	life := newLife(ctx)
	defer life.close()
	door, err := a.door(a.parts(runner, webapi.Parts{Ranges: ranges, Lake: a.newStanding(life, runner), Anomalies: cases}), version)
	if err != nil {
		return err
	}
	return door.Serve(ctx, a.who, in, out)
}

// door makes the door for MCP clients of the parts that the workbench has.
func (a *App) door(p webapi.Parts, version string) (*mcp.Door, error) {
	tools, err := tool.All(tool.Parts{
		Explore: p.Explore, Texts: p.Texts, Console: p.Console, Catalog: p.Catalog, Cases: p.Anomalies, Investigations: p.Investigations, Lake: p.Lake,
		Sharing: p.Sharing, GenAI: p.GenAI, Allocations: p.Allocations, Units: p.Units, Ranges: p.Ranges, Now: a.outside.Now,
	})
	return &mcp.Door{Tools: tools, Rows: p.Texts, Version: version, Log: a.outside.Log}, err
}
