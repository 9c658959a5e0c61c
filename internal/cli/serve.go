package cli

import (
	"context"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
)

// serve is `glaux serve`.
func (c *command) serve() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   "Serve the workbench to a browser",
		Long:    `Serve the workbench: the explorer, the SQL console and the dashboards, for a browser.`,
		Example: lines("glaux serve", "glaux serve --listen 127.0.0.1:9000"),
		Args:    cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error { return c.runServe(ctx, a) })
	settings(cmd.Flags(), "listen", "policy", "as", "dashboards", "database", "location")
	return cmd
}

// runServe serves until the command is interrupted, which is how it ends well.
func (c *command) runServe(ctx context.Context, a *app.App) error {
	err := a.Serve(ctx, app.Serving{
		Version: version,
		Log:     slog.New(slog.NewTextHandler(c.Stderr, nil)),
		Ready:   func(url string) { c.note("the workbench is at %s (Ctrl-C ends it)", url) },
	})
	if err == nil {
		c.note("stopped")
	}
	return err
}
