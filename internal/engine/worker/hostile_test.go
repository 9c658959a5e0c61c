package worker

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// nothing is a catalog without tables.
type nothing struct{}

func (nothing) Table(context.Context, catalog.Name) (*catalog.Table, error) {
	return nil, catalog.ErrTableNotFound
}
func (nothing) Databases(context.Context) ([]string, error)      { return nil, nil }
func (nothing) Tables(context.Context, string) ([]string, error) { return nil, nil }

// runner runs texts in a pool.
func runner(e engine.Engine) *query.Runner {
	return &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return nothing{}, func() {}, nil },
		Policy:   access.LocalPolicy(), Engine: e, Database: "none",
		Now: func() time.Time { return time.Date(2025, 12, 3, 4, 5, 6, 0, time.UTC) },
	}
}

// count runs a text and counts its rows.
func count(ctx context.Context, r *query.Runner, sql string) (n int, err error) {
	result, err := r.Text(ctx, access.Local(), sql, query.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	err = result.Each(ctx, func([]value.Value) error { n++; return nil })
	return n, err
}

// numbers is a relation of n rows with a column x, named.
func numbers(n int, name string) string {
	const side = 10_000 // what sequence makes at most
	return fmt.Sprintf("(SELECT l.x * %d + r.x AS x FROM UNNEST(sequence(0, %d)) AS l(x) CROSS JOIN UNNEST(sequence(0, %d)) AS r(x)) AS %s",
		min(n, side), (n+side-1)/side-1, min(n, side)-1, name)
}

// The limits of hostile queries.
const (
	hostileMemory = 96 << 20
	hostileDisk   = 32 << 20
	hostileCPU    = time.Second
)

// attack is a query that asks for too much, with the limit that ends it. Those that eat memory or disk have CPU time enough to get there.
type attack struct{ name, sql, code, says string }

// The codes of limits.
const (
	codeMemory = "EXCEEDED_LOCAL_MEMORY_LIMIT"
	codeCPU    = "EXCEEDED_CPU_LIMIT"
	codeTime   = "EXCEEDED_TIME_LIMIT"
)

func (a attack) limits() engine.Limits {
	l := engine.Limits{Memory: hostileMemory, Disk: hostileDisk}
	if a.code == codeCPU {
		l.CPU = hostileCPU
	}
	return l
}

// attacks are hostile queries.
func attacks() []attack {
	many := numbers(100_000_000, "s")
	memory, disk, cpu := "96MiB", "32MiB", "1s"
	return []attack{
		{"an array of wide texts", "SELECT cardinality(array_agg(rpad(CAST(x AS varchar), 5000, 'x'))) FROM " + many, codeMemory, memory},
		{"an array of all rows", "SELECT cardinality(array_agg(x)) FROM " + many, codeMemory, memory},
		{"one text of all rows", "SELECT length(array_join(array_agg(rpad(CAST(x AS varchar), 900, 'x')), ',')) FROM " + many, codeMemory, memory},
		{"a map of all rows", "SELECT cardinality(map_agg(x, rpad(CAST(x AS varchar), 200, 'y'))) FROM " + many, codeMemory, memory},
		{"an array of arrays", "SELECT cardinality(array_agg(sequence(x, x + 9999))) FROM " + numbers(1_000_000, "s"), codeMemory, memory},
		{"wide arrays in every row", "SELECT max(cardinality(a)) FROM (SELECT transform(sequence(1, 10000), y -> rpad(CAST(x + y AS varchar), 1000, 'x')) AS a FROM " + numbers(1_000_000, "s") + ") AS t", codeMemory, memory},
		{"repeated arrays in every row", "SELECT max(cardinality(flatten(a))) FROM (SELECT repeat(sequence(x, x + 9999), 1000) AS a FROM " + numbers(1_000_000, "s") + ") AS t", codeMemory, memory},
		{"a histogram of all rows", "SELECT cardinality(histogram(rpad(CAST(x AS varchar), 300, 'h'))) FROM " + many, codeMemory, memory},
		{"a sort of more than the disk holds", "SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY rpad(CAST(x * 7919 % 1000003 AS varchar), 300, 'q')) AS n FROM " + many + ") AS t", codeMemory, disk},
		{"distinct values of more than the disk holds", "SELECT count(DISTINCT rpad(CAST(x AS varchar), 500, 'w')) FROM " + many, codeMemory, disk},
		{"groups of more than the disk holds", "SELECT max(n) FROM (SELECT rpad(CAST(x AS varchar), 500, 'w') AS k, count(*) AS n FROM " + many + " GROUP BY 1) AS t", codeMemory, disk},
		{"a join of more than the disk holds", "SELECT count(*) FROM (SELECT rpad(CAST(x AS varchar), 300, 'j') AS k FROM " + many + ") AS a JOIN (SELECT rpad(CAST(x AS varchar), 300, 'j') AS k FROM " + many + ") AS b ON a.k = b.k", codeMemory, disk},
		{"a cross join without end", "SELECT sum(s.x * t.x % 7) FROM " + numbers(1_000_000, "s") + " CROSS JOIN " + numbers(1_000_000, "t"), codeCPU, cpu},
		{"sines without end", "SELECT max(sin(cos(s.x + t.x))) FROM " + numbers(1_000_000, "s") + " CROSS JOIN " + numbers(1_000_000, "t"), codeCPU, cpu},
		{"a function in Go without end", "SELECT max(levenshtein_distance(rpad(CAST(s.x AS varchar), 100, 'ab'), rpad(CAST(t.x AS varchar), 100, 'ba'))) FROM " + numbers(1_000_000, "s") + " CROSS JOIN " + numbers(1_000_000, "t"), codeCPU, cpu},
		{"a recursion without end", "SELECT sum(y) FROM (SELECT reduce(sequence(1, 10000), s.x, (a, b) -> a * 31 % 1000003 + b, a -> a) AS y FROM " + many + ") AS t", codeCPU, cpu},
		{"a regular expression without end", "SELECT count(*) FROM " + many + " WHERE regexp_like(rpad(CAST(x AS varchar), 300, 'ab'), '(a|b|ab)*c(?=d)')", codeTime, "regular expression"},
	}
}

// limited gives each run the limits that the test puts into the context.
type limited struct{ *Pool }

type limitsKey struct{}

func (l limited) Run(ctx context.Context, g access.Guarded) (engine.Rows, error) {
	limits, _ := ctx.Value(limitsKey{}).(engine.Limits)
	return l.RunWithin(ctx, g, limits)
}

func TestHostileQueriesEndWithTheirLimit(t *testing.T) {
	r := runner(limited{open(t, Options{Threads: 2, Memory: 1600 << 20, Running: 4})})
	for _, a := range attacks() {
		t.Run(a.name, func(t *testing.T) {
			a.fails(t, r)
			if n, err := count(t.Context(), r, "SELECT 1"); n != 1 || err != nil {
				t.Errorf("the next query: %d rows, %v", n, err)
			}
		})
	}
}

// fails runs the attack and holds it to its limit.
func (a attack) fails(t *testing.T, r *query.Runner) {
	t.Helper()
	n, err := count(context.WithValue(t.Context(), limitsKey{}, a.limits()), r, a.sql)
	var f *fault.Error
	var q *query.Error
	switch {
	case errors.As(err, &f) && f.Code == a.code && strings.Contains(f.Msg, a.says):
	case errors.As(err, &q) && strings.HasPrefix(err.Error(), a.code) && strings.Contains(err.Error(), a.says):
	default:
		t.Errorf("%s: %d rows, %v", a.name, n, err)
		if f != nil {
			t.Logf("behind: %v", f.Err)
		}
	}
}

func TestFiftyHostileQueriesAtOnce(t *testing.T) {
	r := runner(limited{open(t, Options{Threads: 2, Memory: 1600 << 20, Running: 4})})
	list := attacks()
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() { list[i%len(list)].fails(t, r) })
	}
	all.Wait()
	if n, err := count(t.Context(), r, "SELECT 1"); n != 1 || err != nil {
		t.Errorf("the query after them: %d rows, %v", n, err)
	}
}

// engines are what is compared: workers, and DuckDB in this process.
func engines(b *testing.B) map[string]engine.Engine {
	b.Helper()
	here, err := duckdb.Open(duckdb.Options{TempDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = here.Close() })
	return map[string]engine.Engine{"worker": open(b, Options{Memory: 2 << 30}), "process": here}
}

func benchmark(b *testing.B, sql string, rows int) {
	for name, e := range engines(b) {
		r := runner(e)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if n, err := count(b.Context(), r, sql); n != rows || err != nil {
					b.Fatal(n, err)
				}
			}
		})
	}
}

func BenchmarkSelectOne(b *testing.B) { benchmark(b, "SELECT 1", 1) }

func BenchmarkMillionRows(b *testing.B) {
	benchmark(b, "SELECT x, x * 1.5e0, CAST(x AS decimal(20, 4)), 'service ' || CAST(x % 100 AS varchar), date_add('second', x, TIMESTAMP '2025-01-01 00:00:00'), x % 2 = 0 FROM "+
		numbers(1_000_000, "s"), 1_000_000)
}

func TestTheCPUTimeOfARunIsKnown(t *testing.T) {
	r := runner(limited{open(t, Options{Threads: 2, Memory: 1600 << 20, Running: 4})})
	took := func(sql string, l engine.Limits) (time.Duration, error) {
		result, err := r.Text(context.WithValue(t.Context(), limitsKey{}, l), access.Local(), sql, query.Options{})
		if err != nil {
			var costly *engine.Costly
			if !errors.As(err, &costly) {
				return 0, err
			}
			return costly.CPU, err
		}
		err = result.Each(t.Context(), func([]value.Value) error { return nil })
		return result.CPU(), errors.Join(err, result.Close())
	}
	if cpu, err := took("SELECT max(sin(s.x)) FROM "+numbers(20_000_000, "s"), engine.Limits{}); err != nil || cpu < 50*time.Millisecond || cpu > time.Minute {
		t.Errorf("a run of some time: %s, %v", cpu, err)
	}
	for _, a := range attacks() {
		if a.code != codeCPU {
			continue
		}
		cpu, err := took(a.sql, a.limits())
		if err == nil || cpu < hostileCPU*9/10 || cpu > 2*hostileCPU {
			t.Errorf("%s: %s, %v", a.name, cpu, err)
		}
	}
}
