// Command bench prints what the front-end costs: thirty questions through glaux and by hand through DuckDB, side by side,
// functions beside their native relatives, the time from text to engine SQL, flow logs and who talked most in them, and the start of the program. It keeps its ten million generated rows below .cache/bench.
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
	flows := flag.Int64("flows", 100_000_000, "records of flow logs, in Parquet, over which is asked who talked most; 0 for none")
	text := flag.Int64("flow-text", 1<<30, "bytes of gzipped text of flow logs from which is asked the same; 0 for none")
	talkers := flag.Bool("talkers", false, "measure who talked most alone")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := bench.Run(ctx, bench.Options{Dir: *dir, Rows: *rows, Rounds: *rounds, Now: time.Now, Out: os.Stdout, Program: *program, Workers: *workers, Flows: *flows, FlowText: *text, Talkers: *talkers})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
