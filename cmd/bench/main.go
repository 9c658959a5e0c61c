// Command bench prints what the front-end costs: ten questions through glaux and by hand through DuckDB, side by side, and the
// time from text to engine SQL. It keeps its ten million generated rows below .cache/bench.
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
	rounds := flag.Int("rounds", 5, "runs of each query on each side")
	dir := flag.String("dir", filepath.Join(".cache", "bench"), "folder of the generated files")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := bench.Run(ctx, bench.Options{Dir: *dir, Rows: *rows, Rounds: *rounds, Now: time.Now, Out: os.Stdout})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
