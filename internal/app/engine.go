package app

import (
	"fmt"
	"os"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/engine/worker"
	"github.com/glauxhq/glaux/internal/fault"
)

// runningEngine is an engine that was started.
type runningEngine interface {
	engine.Engine
	Close() error
}

// Worker is the whole life of a process that runs statements for a server; see package worker. It returns the exit status.
func Worker() int { return worker.Main() }

// startEngine starts the engine, which may read the tables of the lake and nothing else: in worker processes where there is a command
// for them, else in this process.
func (a *App) startEngine() error {
	options, err := a.engineOptions()
	if err != nil {
		return err
	}
	for _, dir := range []string{a.Lake.DataDir(), a.tables.DataDir(), a.files.Cache.Dir(), a.audit.DataDir()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fault.Wrap(err, fault.Unavailable, "LAKE_NOT_OPENED", err.Error())
		}
		options.DataDirs = append(options.DataDirs, dir)
	}
	if len(a.worker) == 0 {
		a.engine, err = duckdb.Open(options)
		return err
	}
	a.engine, err = worker.Open(worker.Options{
		Command: a.worker, DataDirs: options.DataDirs, TempDir: options.TempDir, Memory: a.Config.Memory, Disk: a.Config.TempLimit,
		Threads: options.Threads, Log: options.Log,
	})
	return err
}

// engineOptions returns the limits that hold for queries and for loading, and makes the folder to spill into.
func (a *App) engineOptions() (duckdb.Options, error) {
	temp := a.Config.Temp
	if temp == "" && a.temp == "" {
		made, err := os.MkdirTemp("", "glaux-")
		if err != nil {
			return duckdb.Options{}, fault.Wrap(err, fault.Unavailable, "NO_TEMP_FOLDER", fmt.Sprintf("no folder for what does not fit into memory: %v", err))
		}
		a.temp = made
	}
	if temp == "" {
		temp = a.temp
	}
	return duckdb.Options{
		MemoryLimit: bytes(a.Config.Memory),
		Threads:     a.Config.Threads,
		TempDir:     temp,
		TempLimit:   bytes(a.Config.TempLimit),
		Log:         a.outside.Log,
	}, nil
}

// bytes writes a size as the engine reads it, "" for none.
func bytes(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%dB", n)
}
