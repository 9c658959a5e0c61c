// Command bench prints what the front-end costs: thirty questions through glaux and by hand through DuckDB, side by side,
// functions beside their native relatives, the time from text to engine SQL, and the start of the program. It keeps its ten million generated rows below .cache/bench.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/glauxhq/glaux/internal/bench"
)

func main() {
	rows := flag.Int("rows", 10_000_000, "line items to generate")
	rounds := flag.Int("rounds", 3, "runs of each query on each side")
	dir := flag.String("dir", filepath.Join(".cache", "bench"), "folder of the generated files")
	program := flag.String("program", "", "the built program, whose start is measured")
	workers := flag.Bool("workers", false, "measure the worker processes alone")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := bench.Run(ctx, bench.Options{Dir: *dir, Rows: *rows, Rounds: *rounds, Now: time.Now, Out: os.Stdout, Program: *program, Workers: *workers})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
