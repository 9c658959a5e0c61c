// Package bench measures what the front-end costs: the same thirty questions through query.Runner and as SQL written by hand for
// DuckDB, on the same Parquet files, in one run, turn by turn; single functions beside their native relatives; the time from text to
// engine SQL; flow logs on their way into the lake beside DuckDB's own reader of CSV, and who talked most in them; and the start of the program; statements in worker
// processes, and how others fare beside hostile ones. It promises that both sides read the same bytes, with equal limits, give the same values,
// and fetch every row of the answer.
package bench

import (
	"context"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	emitduckdb "github.com/glauxhq/glaux/internal/sql/emit/duckdb"
)

// Options say how much is measured.
type Options struct {
	// Dir keeps the generated files from run to run.
	Dir string
	// Rows is how many line items there are, Rounds how often each query runs on each side.
	Rows, Rounds int
	// Now is the clock.
	Now func() time.Time
	Out io.Writer
	// Program is the built program, whose start is measured; none is when it is empty.
	Program string
	// Workers measures the workers alone.
	Workers bool
	// Flows is over how many records of flow logs is asked who talked most, FlowText from how many bytes of gzipped text; zero leaves it out.
	// Talkers measures that alone.
	Flows, FlowText int64
	Talkers         bool
}

func (o Options) printf(format string, args ...any) {
	fmt.Fprintf(o.Out, format, args...) //nolint:errcheck // a screen
}

// The aims that the last lines compare with.
const (
	aimRatio = 1.10
	aimShort = time.Millisecond
	aimView  = 15 * time.Millisecond
)

// Run measures and prints. The first run generates the files.
func Run(ctx context.Context, o Options) error {
	dir, err := filepath.Abs(o.Dir) // workers have a folder of their own
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	o.Dir = dir
	if o.Talkers {
		if err := talkers(ctx, o); err != nil {
			return fmt.Errorf("bench: talkers: %w", err)
		}
		return nil
	}
	files, err := generate(ctx, o)
	if err != nil {
		return fmt.Errorf("bench: generate: %w", err)
	}
	table := tableOver(files)
	if o.Workers {
		return workers(ctx, o, table, files)
	}
	if err := engines(ctx, o, table, files); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	if err := functionRatios(ctx, o); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	if err := frontEnd(ctx, o, table); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	if err := flowLogs(ctx, o); err != nil {
		return fmt.Errorf("bench: flow logs: %w", err)
	}
	if err := startUp(ctx, o); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	if o.Flows > 0 || o.FlowText > 0 {
		if err := talkers(ctx, o); err != nil {
			return fmt.Errorf("bench: talkers: %w", err)
		}
	}
	if err := workers(ctx, o, table, files); err != nil {
		return fmt.Errorf("bench: workers: %w", err)
	}
	return nil
}

// runner returns a runner over the one table.
func runner(o Options, table *catalog.Table, e *duckdb.Engine) *query.Runner {
	return &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return single{table}, func() {}, nil },
		Policy:   access.LocalPolicy(),
		Engine:   e,
		Emit:     emitduckdb.Query,
		Now:      o.Now,
		Database: table.Name.Database,
	}
}

// engines measures the questions. The mean over the first ten, which stand since the first version, is told apart.
func engines(ctx context.Context, o Options, table *catalog.Table, files []string) error {
	e, hand, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer e.Close()    //nolint:errcheck // measured already
	defer hand.close() //nolint:errcheck // measured already
	through := runner(o, table, e)
	o.printf("%d rows, median of %d\n%-34s %10s %10s %7s\n", o.Rows, o.Rounds, "query", "glaux", "by hand", "ratio")
	logs := 0.0
	for i, q := range questions() {
		if err := same(ctx, q, through, hand, files); err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		a, b, err := turns(ctx, o, q, through, hand, files)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		ratio := float64(a) / float64(b)
		logs += math.Log(ratio)
		o.printf("%-34s %10s %10s %7.3f\n", q.name, short(a), short(b), ratio)
		if n := i + 1; n == len(firstQuestions()) || n == len(questions()) {
			o.printf("%-34s %10s %10s %7.3f  (aim: at most %.2f)\n", fmt.Sprintf("geometric mean of %d", n), "", "", math.Exp(logs/float64(n)), aimRatio)
		}
	}
	o.printf("\n")
	return guards(ctx, o, table, files, e, hand)
}

// turns runs a question on both sides, now one first and now the other, and returns the medians. Both sides are warm: their values
// were compared. They must answer with as many rows each time.
func turns(ctx context.Context, o Options, q question, through *query.Runner, hand *hand, files []string) (a, b time.Duration, err error) {
	var times [2][]time.Duration
	sides := [2]func() (int64, error){
		func() (int64, error) { return ask(ctx, through, q.athena) },
		func() (int64, error) { return hand.ask(ctx, q.over(files)) },
	}
	var rows [2]int64
	for round := range o.Rounds {
		for i := range sides {
			side := (i + round) % len(sides)
			start := o.Now()
			n, err := sides[side]()
			if err != nil {
				return 0, 0, err
			}
			rows[side] = n
			times[side] = append(times[side], o.Now().Sub(start))
		}
	}
	if rows[0] != rows[1] {
		return 0, 0, fmt.Errorf("glaux answers with %d rows and the SQL by hand with %d", rows[0], rows[1])
	}
	return median(times[0]), median(times[1]), nil
}

// ask runs a query through the runner and fetches its rows.
func ask(ctx context.Context, r *query.Runner, text string) (int64, error) {
	result, err := r.Text(ctx, access.Local(), text, query.Options{})
	if err != nil {
		return 0, err
	}
	defer result.Close() //nolint:errcheck // read to the end
	for {
		if _, err := result.Next(ctx); err == io.EOF { //nolint:errorlint // Next promises io.EOF itself
			break
		} else if err != nil {
			return 0, err
		}
	}
	count, err := result.Count(ctx)
	return count.Found, err
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

func short(d time.Duration) string { return d.Round(10 * time.Microsecond).String() }
