package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/engine/worker"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// What running in worker processes costs and is for: the price of a statement that does nothing and of one with many rows, and how others
// fare while fifty hostile statements run.
const (
	ones       = 300
	manyRows   = 1_000_000
	attackers  = 50
	others     = 200
	aimOthers  = 2.0
	memory     = 2 << 30
	smallShare = 128 << 20
)

// workers measures the program's workers beside DuckDB in this process.
func workers(ctx context.Context, o Options, table *catalog.Table, files []string) error {
	if o.Program == "" {
		return nil
	}
	program, err := filepath.Abs(o.Program)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "glaux-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp) //nolint:errcheck // a temporary folder
	dirs := []string{filepath.Dir(files[0])}
	here, err := duckdb.Open(duckdb.Options{DataDirs: dirs, TempDir: temp, MemoryLimit: "2GiB"})
	if err != nil {
		return err
	}
	defer here.Close() //nolint:errcheck // measured already
	pool, err := worker.Open(worker.Options{Command: []string{program, "worker"}, DataDirs: dirs, TempDir: temp, Memory: memory})
	if err != nil {
		return err
	}
	defer pool.Close() //nolint:errcheck // measured already
	inside, outside := over(o, table, here), over(o, table, hostileAware{pool})
	for _, m := range []struct {
		name, sql string
		times     int
	}{
		{"SELECT 1", "SELECT 1", ones},
		{"a million rows of six columns", fmt.Sprintf("SELECT line_item_usage_account_id, line_item_product_code, line_item_usage_type, line_item_usage_start_date, line_item_unblended_cost, line_item_usage_amount FROM %s LIMIT %d", table.Name, manyRows), o.Rounds},
	} {
		a, err := repeated(ctx, o, inside, m.sql, m.times)
		if err != nil {
			return err
		}
		b, err := repeated(ctx, o, outside, m.sql, m.times)
		if err != nil {
			return err
		}
		o.printf("%-34s %10s in this process %10s in a worker\n", m.name, short(median(a)), short(median(b)))
	}
	return besides(ctx, o, outside, table)
}

// over returns a runner over the one table.
func over(o Options, table *catalog.Table, e engine.Engine) *query.Runner {
	r := runner(o, table, nil)
	r.Engine = e
	return r
}

// hostileAware gives the statements of a hostile principal limits, as a workgroup does.
type hostileAware struct{ *worker.Pool }

// mallory is who runs hostile statements.
const mallory = "mallory"

// Run starts a statement.
func (h hostileAware) Run(ctx context.Context, g access.Guarded) (engine.Rows, error) {
	if g.Principal().Name != mallory {
		return h.Pool.Run(ctx, g)
	}
	return h.RunWithin(ctx, g, engine.Limits{Memory: smallShare, Disk: smallShare, CPU: 5 * time.Second})
}

// repeated runs a text so many times and returns what each took.
func repeated(ctx context.Context, o Options, r *query.Runner, sql string, times int) ([]time.Duration, error) {
	took := make([]time.Duration, times)
	for i := range took {
		start := o.Now()
		if err := drain(ctx, r, access.Local(), sql); err != nil {
			return nil, err
		}
		took[i] = o.Now().Sub(start)
	}
	return took, nil
}

// drain runs a text and reads all values.
func drain(ctx context.Context, r *query.Runner, who access.Principal, sql string) error {
	result, err := r.Text(ctx, who, sql, query.Options{})
	if err != nil {
		return err
	}
	return errors.Join(result.Each(ctx, func([]value.Value) error { return nil }), result.Close())
}

// besides measures what a principal's statements take alone and beside fifty hostile ones of another.
func besides(ctx context.Context, o Options, r *query.Runner, table *catalog.Table) error {
	sql := fmt.Sprintf("SELECT line_item_usage_account_id, sum(line_item_unblended_cost) FROM %s WHERE line_item_product_code = 'AmazonEC2' GROUP BY 1", table.Name)
	alone, err := repeated(ctx, o, r, sql, others)
	if err != nil {
		return err
	}
	storm, calm := context.WithCancel(ctx)
	defer calm()
	var all sync.WaitGroup
	var failed error
	var once sync.Once
	const numbers = "(SELECT l.x * 10000 + r.x AS x FROM UNNEST(sequence(0, 9999)) AS l(x) CROSS JOIN UNNEST(sequence(0, 9999)) AS r(x)) AS s"
	attacks := []string{
		"SELECT cardinality(array_agg(x)) FROM " + numbers,
		"SELECT count(DISTINCT x) FROM " + numbers,
		"SELECT max(sin(cos(s.x + t.x))) FROM " + numbers + " CROSS JOIN UNNEST(sequence(1, 1000)) AS t(x)",
		"SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY x * 7919 % 1000003) AS n FROM " + numbers + ") AS t",
	}
	for i := range attackers {
		all.Go(func() {
			for storm.Err() == nil {
				err := drain(storm, r, access.Principal{Name: mallory}, attacks[i%len(attacks)])
				if storm.Err() == nil && err != nil && fault.KindOf(err) != fault.Exhausted {
					once.Do(func() { failed = fmt.Errorf("hostile: %w", err) })
				}
			}
		})
	}
	time.Sleep(2 * time.Second) // until the storm is at its height
	beside, err := repeated(ctx, o, r, sql, others)
	calm()
	all.Wait()
	if err := errors.Join(err, failed); err != nil {
		return err
	}
	a, b := worst(alone), worst(beside)
	o.printf("p95 of others alone %s, beside %d hostile statements %s: %.2f×  (aim: at most %.1f×)\n",
		short(a), attackers, short(b), float64(b)/float64(a), aimOthers)
	return nil
}

// worst returns the 95th percentile.
func worst(took []time.Duration) time.Duration {
	took = slices.Sorted(slices.Values(took))
	return took[len(took)*95/100]
}
