// Package duckdb is the engine that runs queries in a DuckDB inside this process. It is the only package with C in it. It
// promises that DuckDB sees only text made by sql/emit/duckdb, in an instance that can read nothing but the folders it was
// given and whose settings are locked; that results stream; that who cancels a run has its error at once, and in a second where DuckDB
// does not listen; and that what DuckDB says goes to the log, while a caller sees Athena's words.
//
// DuckDB bounds its hash tables, sorts and buffers by MemoryLimit, and spills; it does not bound single vectors. Functions
// that make large values bound their arguments (sql/emit/duckdb), and a guard ends the runs of a process that has become
// far larger than the limit (memory.go); a process of its own for each run can replace this package behind engine.Engine without a
// change elsewhere.
package duckdb

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// Options say how large an engine may become and what it may read.
type Options struct {
	// MemoryLimit bounds what DuckDB keeps in memory, as DuckDB writes it: "4GiB". Empty is two fifths of the machine's memory.
	MemoryLimit string
	// MoreMemory is what a Loader takes for a file that did not fit into MemoryLimit; empty is nothing more.
	MoreMemory string
	// Threads bounds the threads of all runs together; 0 is one for each processor.
	Threads int
	// TempDir is where what does not fit into memory goes; empty means nowhere: such a query fails. TempLimit bounds it; empty is
	// DuckDB's default, nine tenths of the space that is free.
	TempDir, TempLimit string
	// DataDirs are the folders that queries may read. Their real paths count: symbolic links are followed once, here.
	DataDirs []string
	// Adjustable lets Limit change the limits of memory and disk later.
	Adjustable bool
	// Log gets what DuckDB says and users must not see; nil is nowhere.
	Log *slog.Logger
}

// Engine runs queries in one DuckDB instance.
type Engine struct {
	options Options
	log     *slog.Logger
	guard   *guard

	mu sync.Mutex
	in *instance // replaced after an error that it does not survive
}

// Open starts an engine. Close it.
func Open(o Options) (*Engine, error) {
	e := &Engine{options: o, log: o.Log}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	in, err := openLimited(o)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, string(diag.GenericInternalError), "The query engine cannot start")
	}
	e.in = in
	if o.MemoryLimit == "" {
		e.options.MemoryLimit = in.limit
	}
	e.guard = newGuard(in.limitBytes, residentMemory)
	if o.Adjustable {
		e.guard.slack = workerSlack
		e.guard.limit(in.limitBytes)
	}
	return e, nil
}

// openLimited opens an instance with the limits of o. Paths are single files that it may use beside o.DataDirs.
func openLimited(o Options, paths ...string) (*instance, error) {
	settings := []setting{
		{"preserve_insertion_order", true},
		{"temp_directory", o.TempDir},
	}
	if o.Threads > 0 {
		settings = append(settings, setting{"threads", o.Threads})
	}
	if o.TempDir != "" && o.TempLimit != "" {
		settings = append(settings, setting{"max_temp_directory_size", o.TempLimit})
	}
	folders := make([]string, len(o.DataDirs))
	for i, dir := range o.DataDirs {
		path, err := realPath(dir)
		if err != nil {
			return nil, err
		}
		folders[i] = path
	}
	own := []string{"enable_progress_bar", "enable_progress_bar_print"}
	if o.Adjustable {
		own = append(own, "memory_limit", "max_temp_directory_size")
	}
	return openInstance(o.MemoryLimit, append(settings, fence(folders, paths, own)...))
}

// realPath returns the absolute path of a folder without symbolic links.
func realPath(dir string) (string, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("folder %q: %w", dir, err)
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", fmt.Errorf("folder %q: %w", dir, err)
	}
	return path, nil
}

// Close ends the engine after its running queries.
func (e *Engine) Close() error {
	e.instance().close()
	return nil
}

// instance returns the instance that new runs use.
func (e *Engine) instance() *instance {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.in
}

// retire replaces an instance that refuses all work from now on. Runs that still use it end with errors of their own; then it closes.
func (e *Engine) retire(old *instance) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.in != old {
		return
	}
	in, err := openLimited(e.options)
	if err != nil {
		e.log.Error("the query engine cannot start again", "error", err)
		return
	}
	e.log.Warn("the query engine has started again")
	e.in = in
	go old.close()
}

// Run starts a guarded query.
func (e *Engine) Run(ctx context.Context, g access.Guarded) (engine.Rows, error) {
	st, err := Emit(g)
	if err != nil {
		return nil, err
	}
	r, err := e.start(ctx, st, g.Query().Root.Columns())
	if err != nil {
		return nil, err
	}
	return r, nil
}
