package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/unit"
)

// unitsDir is the folder of the lake with the user's own units, where no other was set.
const unitsDir = "units"

// Units say what one of something costs.
func (a *App) Units() *Units { return &Units{app: a, kept: &query.Kept{}} }

// Units say what one of something costs in a lake. What was read for one answer is kept for the next.
type Units struct {
	app  *App
	kept *query.Kept
}

// runner is that of the lake, with the results of questions that were asked before.
func (u *Units) runner() (*query.Runner, error) {
	runner, err := u.app.Runner()
	if err != nil {
		return nil, err
	}
	keeping := *runner
	keeping.Kept = u.kept
	return &keeping, nil
}

// Units returns all units with what one costs.
func (u *Units) Units(ctx context.Context, who access.Principal, ask unit.Ask) (unit.Listing, error) {
	runner, err := u.runner()
	if err != nil {
		return unit.Listing{}, err
	}
	return unit.List(ctx, runner, who, u.app.units, ask)
}

// Unit returns all that is known of one unit.
func (u *Units) Unit(ctx context.Context, who access.Principal, id string, ask unit.Ask) (unit.Report, error) {
	runner, err := u.runner()
	if err != nil {
		return unit.Report{}, err
	}
	return unit.Explain(ctx, runner, who, u.app.units, id, ask)
}

// Test checks the units of a file, or those of the library where file is "".
func (u *Units) Test(ctx context.Context, who access.Principal, file string) (unit.Tested, error) {
	runner, err := u.runner()
	if err != nil {
		return unit.Tested{}, err
	}
	list, notes, err := u.app.units.All()
	if file != "" {
		list, notes, err = unit.OpenFile(file)
	}
	if err != nil {
		return unit.Tested{}, err
	}
	return unit.Test(ctx, runner, who, list, notes)
}

// demoUnit writes the unit of the demo's click application into the lake, unless there is a folder of units already.
func (a *App) demoUnit() error {
	dir := filepath.Join(a.Lake.Dir(), unitsDir)
	switch err := os.Mkdir(dir, folderMode); {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil:
		return err
	}
	name, text := demo.Unit()
	return os.WriteFile(filepath.Join(dir, name), text, fileMode)
}

// The modes of what is written for the user to change.
const (
	folderMode = 0o755
	fileMode   = 0o644
)
