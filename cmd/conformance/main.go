// Command conformance runs files of vectors, facts about Trino, and prints what came of them: a line for each family and the
// counts of all as the last line.
//
//	conformance [-precision all|<=6] [-family NAME] [-list OUTCOME] [-data FOLDER] [-j N] FILE…
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"time"

	"github.com/glauxhq/glaux/internal/conformance"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(2) //nolint:gocritic // nothing is left to undo
	}
}

// run reads the files that the arguments name, runs their vectors and writes the report.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("conformance", flag.ContinueOnError)
	precision := flags.String("precision", "<=6", "`which` vectors by precision of times: all, or <=6 for those that microseconds can hold")
	family := flags.String("family", "", "only the vectors of one `family`")
	list := flags.String("list", "", "also print the vectors with this `outcome`: wrong, error or unsupported")
	data := flags.String("data", ".cache/tpch", "the `folder` of the tables of TPC-H, which are made if they are not there")
	jobs := flags.Int("j", runtime.NumCPU(), "how many vectors run at a time")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("arguments: %w", err)
	}
	if flags.NArg() == 0 {
		return errors.New("which file? conformance FILE…")
	}
	vectors, err := conformance.ReadFiles(flags.Args(), func(v conformance.Vector) bool {
		return (*precision == "all" || v.Precision == "") && (*family == "" || v.Family == *family)
	})
	if err != nil {
		return err //nolint:wrapcheck // says which file
	}
	tables, err := conformance.NewTPCH(*data)
	if err != nil {
		return err //nolint:wrapcheck // says what it was doing
	}
	engine, err := duckdb.Open(duckdb.Options{DataDirs: []string{*data}})
	if err != nil {
		return fmt.Errorf("open engine: %w", err)
	}
	runner := conformance.Runner{Engine: engine, Catalog: tables, Now: time.Now()}
	results := runner.All(ctx, vectors, *jobs)
	if err := conformance.List(out, results, *list); err != nil {
		return err //nolint:wrapcheck // says what it was doing
	}
	if err := conformance.Report(out, results); err != nil {
		return err //nolint:wrapcheck // says what it was doing
	}
	return engine.Close() //nolint:wrapcheck // a fault with a sentence of its own
}
