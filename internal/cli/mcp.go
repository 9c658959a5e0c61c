package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
)

// mcp is `glaux mcp`.
func (c *command) mcp() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Serve one client of the Model Context Protocol over standard input and output",
		Long: `Serve one client of the Model Context Protocol (MCP) over standard input and output: a chat program, an editor or an agent starts this command
and gets tools that answer from the lake. They only read. --as answers as a principal may see; without it as who runs the command. A running
glaux serve has the same at /mcp, for clients that connect over HTTP with a token.`,
		Example: lines(
			"glaux mcp",
			"glaux mcp --as app-team",
		),
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		return a.ServeMCP(ctx, version, io.NopCloser(c.Stdin), notClosed{c.Stdout})
	})
	settings(cmd.Flags(), "as", "ip-ranges")
	return cmd
}

// notClosed is a writer that stays open.
type notClosed struct{ io.Writer }

// Close does nothing.
func (notClosed) Close() error { return nil }
