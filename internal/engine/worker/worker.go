// Package worker is the engine that runs each statement in a process of its own, which the operating system bounds: in memory, CPU time
// and disk, with the data to read only, and without a network. It promises that a statement which asks for too much or crashes DuckDB ends
// alone, with a sentence that names the limit; that the process which answers people never runs DuckDB itself; that all workers together
// keep within one limit of memory; that no principal takes all of them; and that rows stream through, block by block.
//
// A worker is this very program, started again with Main for its only purpose. Some wait, warm, so that a statement costs no start: it is
// sent what sql/emit made of the guarded query, and sends back rows. Which fences stand is up to the system: on Linux landlock, seccomp and
// resource limits; elsewhere a worker is a process that dies alone.
//
//	pool, err := worker.Open(worker.Options{Command: []string{program, "worker"}, DataDirs: dirs, TempDir: temp, Memory: 4 << 30})
//	defer pool.Close()
//	rows, err := pool.Run(ctx, guarded)
package worker

import (
	"context"
	"log/slog"
	"runtime"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/sql/emit"
)

// Options say what workers are and what they may take. Zero numbers mean the defaults.
type Options struct {
	// Command starts a worker: a program and its arguments, which end in a call of Main.
	Command []string
	// Env is the environment of workers; they need none.
	Env []string
	// DataDirs are the folders that queries may read.
	DataDirs []string
	// TempDir is where each worker gets a folder for what does not fit into memory.
	TempDir string
	// Memory is what all statements together may keep: two fifths of the machine's memory by default.
	Memory int64
	// Disk is what one statement may write of what does not fit: 64 GiB by default.
	Disk int64
	// CPU is the CPU time of one statement; 0 is no bound but that of its context.
	CPU time.Duration
	// Threads bounds the threads of a statement; one for each processor by default.
	Threads int
	// Running is how many statements run at the same time: twice the processors and two more, as far as the memory allows, by default.
	Running int
	// Warm is how many workers wait for work: 2 by default.
	Warm int
	// Log gets what users must not see; nil is nowhere.
	Log *slog.Logger
}

// The defaults of Options, and what a statement has for sure.
const (
	defaultDisk  = 64 << 30
	defaultWarm  = 2
	fewestAtOnce = 4
	mostAtOnce   = 64
	leastMemory  = 256 << 20
)

// withDefaults returns the options with the defaults in place of zeros.
func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Memory == 0 {
		o.Memory = machineMemory() * 2 / 5
	}
	if o.Disk == 0 {
		o.Disk = defaultDisk
	}
	if o.Threads == 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	if o.Running == 0 {
		byMemory, byCPU := int(o.Memory/2/leastMemory), 2*runtime.GOMAXPROCS(0)+2
		o.Running = min(max(min(byMemory, byCPU), fewestAtOnce), mostAtOnce)
	}
	if o.Warm == 0 {
		o.Warm = min(defaultWarm, o.Running)
	}
	return o
}

// Run starts a guarded query in a worker.
func (p *Pool) Run(ctx context.Context, g access.Guarded) (engine.Rows, error) {
	return p.RunWithin(ctx, g, engine.Limits{})
}

// RunWithin is Run with limits of the run's own, where they are below those of the pool.
func (p *Pool) RunWithin(ctx context.Context, g access.Guarded, l engine.Limits) (engine.Rows, error) {
	st, err := duckdb.Emit(g)
	if err != nil {
		return nil, err
	}
	r, err := p.begin(ctx, g.Principal().Name, st, l, false)
	if err != nil {
		return nil, err
	}
	r.columns = g.Query().Root.Columns()
	if err := r.await(started); err != nil {
		r.end()
		if cpu := r.CPU(); cpu > 0 {
			err = &engine.Costly{Err: err, CPU: cpu}
		}
		return nil, err
	}
	return r, nil
}

// Explain returns DuckDB's plan. It names files and guesses numbers of rows, hidden ones too: it is for who may read everything.
func (p *Pool) Explain(ctx context.Context, g access.Guarded) (string, error) {
	st, err := duckdb.Emit(g)
	if err != nil {
		return "", err
	}
	r, err := p.begin(ctx, g.Principal().Name, st, engine.Limits{}, true)
	if err != nil {
		return "", err
	}
	defer r.end()
	if err := r.await(plan); err != nil {
		return "", err
	}
	return string(r.content), nil
}

// Estimate returns what a query would read at most.
func (*Pool) Estimate(_ context.Context, g access.Guarded) (engine.Estimate, error) {
	return duckdb.Estimate(g)
}

// begin has a worker start a statement.
func (p *Pool) begin(ctx context.Context, who string, st emit.Statement, l engine.Limits, plan bool) (*rows, error) {
	place, err := p.enter(ctx, who, l.Memory)
	if err != nil {
		return nil, err
	}
	r := &rows{pool: p, place: place, request: request{
		Plan: plan, Statement: packed(st), Memory: place.memory, Disk: least(l.Disk, p.options.Disk), CPU: time.Duration(least(int64(l.CPU), int64(p.options.CPU))),
	}}
	if err := r.start(ctx); err != nil {
		p.leave(place)
		return nil, err
	}
	return r, nil
}

// least returns the lesser of two limits, where 0 is none.
func least(a, b int64) int64 {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}
