package duckdb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// defaultShare is how much of DuckDB's own default, four fifths of the memory that the machine or the container has, an engine takes
// that was given no limit: what DuckDB does not count, such as single large values, needs room too.
const defaultShare = 0.5

// limitMemory sets the limit, the default where it is empty, and returns it as text and in bytes.
func (in *instance) limitMemory(s *session, limit string) error {
	if limit == "" {
		_, all, err := s.memoryLimit()
		if err != nil {
			return err
		}
		limit = fmt.Sprintf("%dMiB", max(int64(float64(all)*defaultShare)>>20, 1))
	}
	if err := s.do("SET GLOBAL memory_limit = " + quote(limit)); err != nil {
		return fmt.Errorf("set memory_limit: %w", err)
	}
	var err error
	in.limit, in.limitBytes, err = s.memoryLimit()
	return err
}

// memoryLimit asks DuckDB for its limit.
func (s *session) memoryLimit() (shown string, n int64, err error) {
	ctx := context.Background() //nolint:forbidigo // an instance opens without one
	st, err := s.query(ctx, "SELECT current_setting('memory_limit')", bindings.StatementTypeSelect)
	if err != nil {
		return "", 0, err
	}
	defer st.close()
	chunk, err := st.fetch(ctx)
	if err != nil {
		return "", 0, err
	}
	defer bindings.DestroyDataChunk(&chunk)
	_, l, err := logicalType(text)
	if err != nil {
		return "", 0, err
	}
	c := l.bind(bindings.DataChunkGetVector(chunk, 0))
	shown = strings.Clone(c.text(0))
	n, err = sizeOf(shown)
	return strings.ReplaceAll(shown, " ", ""), n, err
}

// sizeOf reads a size as DuckDB shows it: "18.8 GiB".
func sizeOf(shown string) (int64, error) {
	number, unit, _ := strings.Cut(shown, " ")
	n, err := strconv.ParseFloat(number, 64)
	power := map[string]int{"byte": 0, "bytes": 0, "KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40, "PiB": 50}
	shift, ok := power[unit]
	if err != nil || !ok {
		return 0, fmt.Errorf("%q is no size", shown)
	}
	return int64(math.Ldexp(n, shift)), nil
}

// guard ends runs when the process has become far larger than the limit of the engine: DuckDB counts its tables and
// buffers, but not the vectors that hold single large values, nor what functions in Go make. Whose memory it is cannot be told, so
// all runs end; what the process held before the first of them counts for nobody.
type guard struct {
	// most is how much the process may grow, resident how large it is; 0 means that nobody knows.
	most     int64
	slack    int64
	resident func() int64

	mu    sync.Mutex
	runs  map[*rows]context.CancelCauseFunc
	stop  chan struct{}
	began int64
}

// watchEvery is how often a guard looks.
const watchEvery = 50 * time.Millisecond

// What a process may grow beyond the limit of DuckDB, beside a quarter of it: one that does other things too, and that of a worker.
const (
	slack       = 512 << 20
	workerSlack = 128 << 20
)

// errTooLarge is why a guard ends a run.
var errTooLarge = errors.New("the process has become too large")

// newGuard returns a guard of an engine with the limit.
func newGuard(limit int64, resident func() int64) *guard {
	g := &guard{slack: slack, resident: resident, runs: map[*rows]context.CancelCauseFunc{}}
	g.limit(limit)
	return g
}

// limit makes the guard that of another limit.
func (g *guard) limit(n int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.most = n + n/4 + g.slack
}

// enter has a run guarded.
func (g *guard) enter(r *rows, cancel context.CancelCauseFunc) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.runs[r] = cancel
	if len(g.runs) == 1 {
		g.began, g.stop = g.resident(), make(chan struct{})
		go g.watch(g.stop)
	}
}

// leave ends the guarding of a run.
func (g *guard) leave(r *rows) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.runs[r] == nil {
		return
	}
	delete(g.runs, r)
	if len(g.runs) == 0 {
		close(g.stop)
	}
}

// watch looks until it is told to stop.
func (g *guard) watch(stop <-chan struct{}) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			g.look()
		}
	}
}

// look ends all runs when the process is too large.
func (g *guard) look() {
	now := g.resident()
	g.mu.Lock()
	defer g.mu.Unlock()
	if now-g.began <= g.most {
		return
	}
	for _, cancel := range g.runs {
		cancel(errTooLarge)
	}
}

// Resident returns how much memory the process holds, 0 where the system has no cheap way to tell.
func Resident() int64 { return residentMemory() }

// residentMemory returns how much memory the process holds, 0 where the system has no cheap way to tell (all but Linux).
func residentMemory() int64 {
	stat, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := bytes.Fields(stat)
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
