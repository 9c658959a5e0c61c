// Command bench-anomaly measures how good the detection of anomalies is, beside rules that others use: doc/anomaly-benchmark.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/glauxhq/glaux/internal/bench/anomaly"
)

func main() {
	o := anomaly.Options{Now: time.Now, Out: os.Stdout}
	tuning := flag.Bool("tuning", false, "run on the worlds for tuning, not on those held out")
	flag.StringVar(&o.Only, "only", "", "run one subject, such as Glaux")
	flag.BoolVar(&o.JSON, "json", false, "write JSON")
	flag.Parse()
	if *tuning {
		o.Worlds = anomaly.Tuning()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := anomaly.Run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-anomaly:", err)
		os.Exit(1)
	}
}
