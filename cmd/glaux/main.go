// Command glaux answers Athena SQL over AWS bills. It only joins the command line to the process: signals, streams,
// environment and exit status; everything else is in internal/cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // time zones also where the machine has none

	"golang.org/x/term"

	"github.com/glauxhq/glaux/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	status := cli.Main(ctx, cli.Env{
		Worker:      workers(),
		Args:        os.Args[1:],
		Stdin:       os.Stdin,
		Stdout:      os.Stdout,
		Stderr:      os.Stderr,
		Getenv:      os.Getenv,
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
	})
	stop()
	os.Exit(status)
}

// workers returns the command that starts a worker: this program, even where its file has been replaced by a newer one.
func workers() []string {
	program := "/proc/self/exe"
	if _, err := os.Stat(program); err != nil {
		if program, err = os.Executable(); err != nil {
			program = os.Args[0]
		}
	}
	return []string{program, cli.WorkerCommand}
}
