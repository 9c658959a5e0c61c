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

// flags are what is asked for.
type flags struct {
	tuning, list, choose bool
	world, write, score  string
}

func main() {
	o := anomaly.Options{Now: time.Now, Out: os.Stdout}
	var f flags
	flag.BoolVar(&f.tuning, "tuning", false, "run on the worlds for tuning, not on those held out")
	flag.StringVar(&f.world, "world", "", "run only on the worlds whose names begin with this")
	flag.StringVar(&o.Only, "only", "", "run one subject, such as Glaux")
	flag.BoolVar(&o.JSON, "json", false, "write JSON")
	flag.StringVar(&o.Into, "into", "", "put the tables into this document, between its lines for results")
	flag.StringVar(&o.About, "about", "", "the line above them: machine, day and commit")
	flag.BoolVar(&f.list, "list", false, "list each finding of Glaux with its verdict, and what it missed")
	flag.BoolVar(&f.choose, "choose", false, "seek the best parameters of the baselines on the worlds for tuning")
	flag.StringVar(&f.write, "write", "", "write the worlds, as deliveries and labels, below this folder")
	flag.StringVar(&f.score, "score", "", "score the findings of this file (.json or .csv)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, o, f)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-anomaly:", err)
		os.Exit(1)
	}
}

// run does what the flags say.
func run(ctx context.Context, o anomaly.Options, f flags) error {
	var err error
	switch {
	case f.world != "":
		if o.Worlds, err = anomaly.Named(f.world); err != nil {
			return err
		}
	case f.tuning:
		o.Worlds = anomaly.Tuning()
	default:
		o.Worlds = anomaly.HeldOut()
	}
	switch {
	case f.choose:
		return anomaly.Choose(ctx, o.Out)
	case f.list, f.write != "":
		for _, s := range o.Worlds {
			w := anomaly.Make(s)
			if f.write != "" {
				err = anomaly.Write(f.write, w)
			} else {
				err = anomaly.List(o.Out, w, anomaly.Glaux().Find(w))
			}
			if err != nil {
				return err
			}
		}
		return nil
	case f.score != "":
		claims, err := anomaly.Read(f.score)
		if err != nil {
			return err
		}
		if f.world == "" && !f.tuning {
			if o.Worlds, err = claims.Worlds(); err != nil {
				return err
			}
		}
		o.Subjects = []anomaly.Subject{claims.Subject()}
	}
	return anomaly.Run(ctx, o)
}
