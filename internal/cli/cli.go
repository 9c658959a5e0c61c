// Package cli is the command line: one file for each command. It promises that a whole command runs inside a test (everything from
// the outside stands in Env), that results go to standard output and everything else to standard error, and that the exit
// status tells the trouble: 0 none, 1 a fault, 2 wrong usage or SQL, 130 interrupted.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
)

// Env is the world around a command.
type Env struct {
	Args   []string // without the name of the program
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Getenv func(string) string
	// Now is the clock; nil is the real one.
	Now func() time.Time
	// Worker is the command that starts a worker: this program with the argument WorkerCommand. Without it a server runs statements itself.
	Worker []string
	// OutTerminal and ErrTerminal tell whether Stdout and Stderr are terminals.
	OutTerminal, ErrTerminal bool
}

// The exit statuses.
const (
	exitDone        = 0
	exitFault       = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// Main runs one command and returns its exit status.
func Main(ctx context.Context, env Env) int {
	c := &command{Env: env}
	root := c.root()
	root.SetArgs(env.Args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	ran, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitDone
	}
	if !c.started {
		fmt.Fprintf(env.Stderr, "glaux: %v\nSee: %s --help\n", err, ran.CommandPath()) //nolint:errcheck // nowhere to tell
		return exitUsage
	}
	return c.report(ctx, err)
}

// command is one run of Main.
type command struct {
	Env
	started bool // the arguments were right, and the command began
}

// root returns the tree of commands.
func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "glaux",
		Short:         "Athena SQL over your AWS bills",
		Long:          "Glaux answers Athena SQL over Cost and Usage Reports (CUR 2.0, legacy CUR) and FOCUS bills, on this machine.",
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          c.group,
		Example: `  glaux source add workshop.cur ./my-cur-folder
  glaux sync
  glaux query "SELECT line_item_product_code, round(sum(line_item_unblended_cost), 2) AS cost
               FROM glaux.bill GROUP BY 1 ORDER BY 2 DESC"`,
	}
	root.SuggestionsMinimumDistance = 2
	settings(root.PersistentFlags(), "lake", "memory", "threads", "temp", "temp-limit")
	root.AddCommand(c.source(), c.sync(), c.status(), c.query(), c.explain(), c.costs(), c.compare(), c.forecast(), c.dashboard(), c.doctor(), c.quiz(), c.demo(), c.serve(), c.worker(), c.token(), c.key(), c.share(), c.audit(), c.anomalies(), c.investigate(), c.ip(), c.classify(), c.flows(), c.findings(), c.genAI(), c.allocation(), c.unit(), c.usageType(), c.mcp(), c.version())
	return root
}

// group is what a command does that only holds others: it shows help, or says that it has no such command.
func (c *command) group(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	text := fmt.Sprintf("unknown command %q for %q", args[0], cmd.CommandPath())
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		text += "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return usageError{text}
}

// settings adds the flags of settings. Their values are read by config, not here.
func settings(flags *pflag.FlagSet, names ...string) {
	for _, s := range config.Settings() {
		for _, name := range names {
			if s.Name == name {
				flags.Var(&setting{kind: s.Value}, s.Name, s.Doc)
				flags.Lookup(s.Name).NoOptDefVal = s.Switch
			}
		}
	}
}

// complete offers the values of a flag to the shell.
func complete[T ~string](cmd *cobra.Command, flag string, values []T) {
	offered := make([]string, len(values))
	for i, v := range values {
		offered[i] = string(v)
	}
	// The only error is that there is no such flag, which a test would see.
	cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(offered, cobra.ShellCompDirectiveNoFileComp)) //nolint:errcheck // as above
}

// setting is the value of a flag that is a setting: its text, checked by config.
type setting struct{ text, kind string }

// String returns the text.
func (s *setting) String() string { return s.text }

// Set takes the text.
func (s *setting) Set(text string) error {
	s.text = text
	return nil
}

// Type returns what help shows for the value.
func (s *setting) Type() string { return s.kind }

// action is what a command does once its arguments are known to be right.
type action func(ctx context.Context, a *app.App, args []string) error

// run makes an action a cobra command's function: it reads the settings, opens the product and closes it.
func (c *command) run(do action) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		c.started = true
		flags := map[string]string{}
		cmd.Flags().Visit(func(f *pflag.Flag) {
			if _, ok := f.Value.(*setting); ok {
				flags[f.Name] = f.Value.String()
			}
		})
		cfg, err := config.Load(config.Sources{Flags: flags, Getenv: c.Getenv, ReadFile: os.ReadFile})
		if err != nil {
			return err
		}
		a, err := app.Open(cfg, app.Outside{Now: c.Now})
		if err != nil {
			return err
		}
		return errors.Join(do(cmd.Context(), a, args), a.Close())
	}
}

// note writes a line to standard error.
func (c *command) note(format string, args ...any) {
	fmt.Fprintf(c.Stderr, format+"\n", args...) //nolint:errcheck // nowhere to tell
}

// lines makes the example of a command out of lines.
func lines(text ...string) string { return "  " + strings.Join(text, "\n  ") }
