package cli

import (
	"context"
	"errors"
	"log/slog"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/ui"
)

// serve is `glaux serve`.
func (c *command) serve() *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the workbench to a browser",
		Long: `Serve the workbench to a browser: the explorer, the SQL console and the dashboards. It listens on this machine only, and whoever works here
asks as the local user (or as --as). For other machines it needs a file of tokens, and should have a certificate: without one, tokens and
figures travel in the clear. Ctrl-C ends it: requests under way get ten seconds to come to their end.`,
		Example: lines("glaux serve", "glaux serve --open --watch=15m",
			"glaux serve --listen 0.0.0.0:8787 --token-file tokens.json --tls-cert cert.pem --tls-key key.pem"),
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error { return c.runServe(ctx, a, s) })
	cmd.Flags().BoolVar(&s.open, "open", false, "open the workbench in the browser of this machine")
	cmd.Flags().Var(&s.watch, "watch", "sync now and after each interval, too")
	cmd.Flags().Lookup("watch").NoOptDefVal = "15m"
	settings(cmd.Flags(), servingSettings()...)
	return cmd
}

// servingSettings are the settings of the workbench.
func servingSettings() []string {
	return []string{"listen", "host", "url", "token-file", "openid-issuer", "openid-client", "openid-secret", "openid-name", "openid-groups", "tls-cert", "tls-key", "alert-allow", "dashboards", "units", "ip-ranges", "as", "database", "location", "cache-size", "table-cache-size", "audit-size"}
}

// serving is how the workbench is served.
type serving struct {
	open  bool
	watch interval
}

// runServe serves until the command is interrupted, which is how it ends well.
func (c *command) runServe(ctx context.Context, a *app.App, s serving) error {
	if ui.Pages() == nil {
		c.note("note: this program was built without the pages of the workbench, and serves its API only; run make ui, then make build")
	}
	watching, stop := context.WithCancel(ctx)
	watched := make(chan error, 1)
	ready := func(url string) {
		c.note("the workbench is at %s (Ctrl-C ends it)", url)
		if s.open {
			c.open(ctx, url)
		}
		if s.watch == 0 {
			watched <- nil
			return
		}
		go func() { watched <- c.watch(watching, a, nil, time.Duration(s.watch)) }()
	}
	began := false
	err := a.Serve(ctx, app.Serving{
		Version: version, Pages: ui.Pages(), Log: slog.New(slog.NewTextHandler(c.Stderr, nil)), Worker: c.Worker,
		Ready: func(url string) { began = true; ready(url) },
	})
	stop()
	if began {
		if trouble := <-watched; !errors.Is(trouble, errStopped) {
			err = errors.Join(err, trouble)
		}
	}
	if err == nil {
		c.note("the workbench has stopped")
	}
	return err
}

// open opens the workbench in a browser. Where that fails the user reads why, and can open it by hand.
func (c *command) open(ctx context.Context, url string) {
	words := []string{"xdg-open", url}
	switch runtime.GOOS {
	case "darwin":
		words[0] = "open"
	case "windows":
		words = []string{"rundll32", "url.dll,FileProtocolHandler", url}
	}
	command := exec.CommandContext(context.WithoutCancel(ctx), words[0], words[1:]...) //nolint:gosec // the words are ours, and the address too
	if err := command.Start(); err != nil {
		c.note("no browser could be opened (%s): %v", strings.Join(words, " "), err)
		return
	}
	go command.Wait() //nolint:errcheck // it says itself what is wrong; the browser may outlive us
}
