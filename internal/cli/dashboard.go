package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/dashboard"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// dashboard is `glaux dashboard`.
func (c *command) dashboard() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "dashboard",
		Short: "List, check and run dashboards",
		Long: `List, check and run dashboards. A dashboard is a Markdown file with SQL; --dashboards DIR, or GLAUX_DASHBOARDS, names a folder of
your own. doc/dashboards.md says how to write one.`,
		Example: lines("glaux dashboard list", "glaux dashboard run summary"),
		RunE:    c.group,
	}
	cmd.AddCommand(c.dashboardList(), c.dashboardCheck(), c.dashboardRun())
	return cmd
}

// dashboardList is `glaux dashboard list`.
func (c *command) dashboardList() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the dashboards that are built in and your own",
		Example: lines("glaux dashboard list", "glaux dashboard list --dashboards ./dashboards"),
		Args:    cobra.NoArgs,
		RunE: c.run(func(_ context.Context, a *app.App, _ []string) error {
			var rows [][]value.Value
			faults := 0
			for _, d := range a.Dashboards().List() {
				rows = append(rows, []value.Value{d.Name, d.Topic, d.Title, int64(d.Tiles), int64(len(d.Faults)), d.About})
				faults += len(d.Faults)
				c.tellFaults(d.Faults)
			}
			columns := append(words("name", "topic", "title"), number("tiles"), number("faults"), word("about"))
			if err := c.table(a, columns, rows); err != nil {
				return err
			}
			if faults > 0 {
				return errFaults
			}
			return nil
		}),
	}
	settings(cmd.Flags(), "dashboards", "format")
	complete(cmd, "format", render.Formats())
	return cmd
}

// dashboardCheck is `glaux dashboard check`.
func (c *command) dashboardCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE…",
		Short: "Say what is wrong with files of dashboards",
		Long: `Say what is wrong with files of dashboards, as FILE:LINE: REASON, without running anything. The exit status is 1 when something is
wrong.`,
		Example: lines("glaux dashboard check dashboards/*.md"),
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			c.started = true
			wrong := false
			for _, path := range args {
				source, err := readBounded(path)
				if err != nil {
					return usageError{err.Error()}
				}
				d := dashboard.Read(filepath.Base(path), source)
				for i := range d.Faults {
					d.Faults[i].File = path
				}
				c.tellFaults(d.Faults)
				wrong = wrong || len(d.Faults) > 0
				if _, err := fmt.Fprintf(c.Stdout, "%s: %d tiles, %d faults\n", path, d.Tiles, len(d.Faults)); err != nil {
					return err
				}
			}
			if wrong {
				return errFaults
			}
			return nil
		},
	}
}

// readBounded reads a file as far as a dashboard may be long, and a byte more.
func readBounded(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	return io.ReadAll(io.LimitReader(file, dashboard.MaxFile+1))
}

// tellFaults writes faults to standard error, one a line.
func (c *command) tellFaults(faults []dashboard.Fault) {
	for _, f := range faults {
		c.note("%s:%d: %s", harmlessText(f.File), f.Line, harmlessText(f.Reason))
	}
}

// harmlessText returns a text without what a terminal would obey.
func harmlessText(s string) string { return strings.Map(harmless, s) }

// dashboardRun is `glaux dashboard run`.
func (c *command) dashboardRun() *cobra.Command {
	var tile string
	var params []string
	var sql bool
	cmd := &cobra.Command{
		Use:   "run NAME",
		Short: "Run the tiles of a dashboard and write their rows",
		Long: `Run the tiles of a dashboard, one after the other, and write their rows below their titles; or one tile alone, in any format. A tile
that fails is told, and the others run. --sql writes the queries instead, as Athena would be given them.`,
		Example: lines(
			"glaux dashboard run summary",
			"glaux dashboard run network --tile nat-gateways --format csv",
			"glaux dashboard run storage --param start=2025-01 --param end=2025-06",
			"glaux dashboard run compute --sql",
		),
		Args: cobra.ExactArgs(1),
		RunE: c.run(func(ctx context.Context, a *app.App, args []string) error {
			d, err := a.Dashboards().Find(args[0])
			if err != nil {
				return err
			}
			given, err := assignments(params)
			if err != nil {
				return err
			}
			at, err := a.DashboardClock(ctx)
			if err != nil {
				return err
			}
			if err := d.Check(given, at); err != nil {
				return err
			}
			c.tellFaults(d.Faults)
			run := &tileRun{command: c, app: a, dashboard: d, given: given, at: at, sql: sql}
			if tile != "" {
				return run.alone(ctx, tile)
			}
			return run.all(ctx)
		}),
	}
	cmd.Flags().StringVar(&tile, "tile", "", "run the tile with this `ID` alone")
	cmd.Flags().StringArrayVar(&params, "param", nil, "value of a parameter, as `NAME=VALUE`; may be given several times")
	cmd.Flags().BoolVar(&sql, "sql", false, "write the queries instead of their rows")
	settings(cmd.Flags(), "dashboards", "format", "max-rows")
	complete(cmd, "format", render.Formats())
	return cmd
}

// assignments reads NAME=VALUE.
func assignments(list []string) (map[string]string, error) {
	given := map[string]string{}
	for _, text := range list {
		name, text, ok := strings.Cut(text, "=")
		if _, again := given[name]; !ok || again {
			return nil, usageError{fmt.Sprintf("--param %s is no NAME=VALUE, or is given twice", name)}
		}
		given[name] = text
	}
	return given, nil
}

// tileRun runs tiles.
type tileRun struct {
	*command
	app       *app.App
	dashboard *dashboard.Dashboard
	given     map[string]string
	at        dashboard.Clock
	sql       bool
}

// alone runs one tile as glaux query runs a query.
func (r *tileRun) alone(ctx context.Context, id string) error {
	q, err := r.dashboard.Query(id, r.given, r.at)
	if err != nil {
		return err
	}
	if r.sql {
		_, err := fmt.Fprintln(r.Stdout, q.Plain)
		return err
	}
	return r.runQuery(ctx, r.app, q.SQL, query.Options{Params: q.Params, Database: r.app.Config.Database}, "")
}

// all runs all tiles below their titles.
func (r *tileRun) all(ctx context.Context) error {
	format := formatOf(r.app.Config.Format, "")
	if format != render.Table && format != render.Markdown && !r.sql {
		return usageError{fmt.Sprintf("%s holds the rows of one tile: add --tile ID", format)}
	}
	failed := false
	for _, b := range r.dashboard.Blocks {
		if b.Tile == nil {
			continue
		}
		if err := r.one(ctx, b.Tile, format); err != nil {
			if ctx.Err() != nil {
				return err
			}
			failed = true
			r.report(ctx, err)
		}
	}
	if failed {
		return errFaults
	}
	return nil
}

// one runs a tile and writes it as a piece of Markdown, or of SQL.
func (r *tileRun) one(ctx context.Context, t *dashboard.Tile, format render.Format) (err error) {
	q, err := r.dashboard.Query(t.ID, r.given, r.at)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(r.Stdout)
	defer func() { err = errors.Join(err, out.Flush()) }()
	if r.sql {
		_, err := fmt.Fprintf(out, "-- %s: %s\n%s;\n\n", t.ID, harmlessText(t.Title), q.Plain)
		return err
	}
	runner, err := r.app.Runner()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "## %s (%s)\n\n", harmlessText(t.Title), t.ID); err != nil {
		return err
	}
	o := query.Options{Params: q.Params, Database: r.app.Config.Database, MaxRows: maxRows(r.app.Config.MaxRows, format)}
	result, err := runner.Text(ctx, r.app.Who(), q.SQL, o)
	if err != nil {
		return err
	}
	err = write(ctx, result, format, out)
	var count query.Count
	if err == nil {
		count, err = result.Count(ctx)
	}
	if err := errors.Join(err, result.Close()); err != nil {
		return err
	}
	switch {
	case count.Found == 0 && t.Empty != "":
		_, err = fmt.Fprintf(out, "%s\n", harmlessText(t.Empty))
	case count.Cut():
		_, err = fmt.Fprintf(out, "%s of %s rows shown\n", thousands(count.Shown), thousands(count.Found))
	}
	if err == nil {
		_, err = fmt.Fprintln(out)
	}
	return err
}
