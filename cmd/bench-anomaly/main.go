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
	world := flag.String("world", "", "run only the worlds whose names begin with this")
	list := flag.Bool("list", false, "list each finding of Glaux with its verdict, and what it missed")
	choose := flag.Bool("choose", false, "seek the best parameters of the baselines on the worlds for tuning")
	flag.Parse()
	if err := run(&o, *tuning, *list, *choose, *world); err != nil {
		fmt.Fprintln(os.Stderr, "bench-anomaly:", err)
		os.Exit(1)
	}
}

// run does what the flags say.
func run(o *anomaly.Options, tuning, list, choose bool, world string) error {
	if tuning {
		o.Worlds = anomaly.Tuning()
	}
	if world != "" {
		worlds, err := anomaly.Named(world)
		if err != nil {
			return err
		}
		o.Worlds = worlds
	}
	if list {
		for _, s := range o.Worlds {
			w := anomaly.Make(s)
			if err := anomaly.List(o.Out, w, anomaly.Glaux().Find(w)); err != nil {
				return err
			}
		}
		return nil
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if choose {
		return anomaly.Choose(ctx, o.Out)
	}
	return anomaly.Run(ctx, *o)
}
