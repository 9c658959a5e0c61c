package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// version is set by the build (-ldflags -X).
var version = "unknown"

// version is `glaux version`.
func (c *command) version() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: lines("glaux version"),
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			c.started = true
			_, err := fmt.Fprintf(c.Stdout, "glaux %s %s/%s %s\n", version, runtime.GOOS, runtime.GOARCH, runtime.Version())
			return err
		},
	}
}
