package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
)

// WorkerCommand is the command with which a server starts its workers.
const WorkerCommand = "worker"

// worker is `glaux worker`, which no person calls: it speaks with a server over standard input and output.
func (c *command) worker() *cobra.Command {
	return &cobra.Command{
		Use: WorkerCommand, Hidden: true, Args: cobra.NoArgs,
		Short: "Run the statements of a server (a server starts it, nobody else)", Example: lines("glaux worker"),
		RunE: func(*cobra.Command, []string) error {
			c.started = true
			if status := app.Worker(); status != 0 {
				return fmt.Errorf("the worker has ended with status %d", status)
			}
			return nil
		},
	}
}
