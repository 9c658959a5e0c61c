package worker

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"time"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/sql/wire"
)

// blockBytes is how large a block of rows becomes before it is sent.
const blockBytes = 1 << 20

// progressEvery is how often a worker says how far it is.
const progressEvery = 200 * time.Millisecond

// Main is the whole life of a worker: it builds its fences, opens an engine and runs what the parent asks for, until the parent goes. It
// speaks over standard input and output and returns the exit status.
func Main() int {
	in, out, err := streams()
	if err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		return 1
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	requests := gob.NewDecoder(in)
	var s setup
	if err := requests.Decode(&s); err != nil {
		log.Error("no setup", "error", err)
		return 1
	}
	standing, err := fence(s)
	if err != nil {
		log.Error("the fences do not stand", "error", err)
		return 1
	}
	e, err := duckdb.Open(duckdb.Options{
		MemoryLimit: fmt.Sprintf("%dB", s.Idle), Threads: s.Threads, TempDir: s.TempDir, TempLimit: "1GiB", DataDirs: s.DataDirs,
		Adjustable: true, Log: log,
	})
	if err != nil {
		log.Error("no engine", "error", errors.Unwrap(err))
		return 1
	}
	w := &bench{engine: e, mouth: newMouth(out), idle: s.Idle, log: log, runs: make(chan run)}
	if err := w.mouth.tell(ready, standing); err != nil {
		return 1
	}
	go w.listen(requests)
	for r := range w.runs {
		if err := w.do(r); err != nil {
			log.Error("the parent does not listen", "error", err)
			return 1
		}
	}
	return 0
}

// bench is where a worker does its work.
type bench struct {
	engine *duckdb.Engine
	mouth  *mouth
	idle   int64
	log    *slog.Logger
	runs   chan run
}

// run is a request under way. Its context ends when the parent says stop.
type run struct {
	request
	ctx  context.Context //nolint:containedctx // made where the request is read, so that a stop right behind it finds it
	stop context.CancelFunc
}

// listen reads requests. When the parent is gone the worker has nothing to do in this world, whatever it does just now.
func (w *bench) listen(requests *gob.Decoder) {
	stop := func() {}
	for {
		var r request
		if err := requests.Decode(&r); err != nil {
			os.Exit(0) //nolint:forbidigo // a run may never end by itself
		}
		if r.Stop {
			stop()
			continue
		}
		next := run{request: r}
		next.ctx, next.stop = context.WithCancel(context.Background()) //nolint:forbidigo // a worker is a process: this is where its contexts begin
		stop = next.stop
		w.runs <- next
	}
}

// do answers a request. The error is that nobody listens.
func (w *bench) do(r run) error {
	defer r.stop()
	err := w.answer(r)
	if err == nil {
		err = w.mouth.say(done, nil)
	} else {
		var deaf errDeaf
		if errors.As(err, &deaf) {
			return deaf.error
		}
		err = w.mouth.tell(failed, troubleOf(err))
	}
	w.rest()
	return err
}

// errDeaf is the error of a parent that does not listen.
type errDeaf struct{ error }

// rest gives back what a run has left behind.
func (w *bench) rest() {
	if err := w.engine.Limit(w.idle, w.idle); err != nil {
		w.log.Error("the engine keeps its limit", "error", err)
	}
	if duckdb.Resident() > w.idle {
		debug.FreeOSMemory()
		duckdb.Trim()
	}
}

// answer runs or plans a statement. What goes wrong in Go code is that run's alone.
func (w *bench) answer(r run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	st, err := r.Statement.unpacked()
	if err != nil {
		return err
	}
	if err := bound(r.request); err != nil {
		return err
	}
	if err := w.engine.Limit(r.Memory, r.Disk); err != nil {
		return err
	}
	if r.Plan {
		text, err := w.engine.ExplainEmitted(r.ctx, st)
		if err != nil {
			return err
		}
		return deaf(w.mouth.say(plan, []byte(text)))
	}
	rows, err := w.engine.RunEmitted(r.ctx, st)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if err := w.mouth.say(started, nil); err != nil {
		return errDeaf{err}
	}
	stop := w.follow(rows)
	defer stop()
	return w.send(r.ctx, rows, len(st.Columns))
}

func deaf(err error) error {
	if err != nil {
		return errDeaf{err}
	}
	return nil
}

// follow says how far the run is, until stop is called.
func (w *bench) follow(rows engine.Rows) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(progressEvery)
		defer tick.Stop()
		for {
			select {
			case <-end:
				return
			case <-tick.C:
			}
			if w.mouth.tell(progress, rows.Progress()) != nil {
				return // who sends rows finds it out too
			}
		}
	}()
	return func() { close(end); <-ended }
}

// send sends all rows, block by block.
func (w *bench) send(ctx context.Context, rows engine.Rows, columns int) error {
	block := wire.NewBlock(columns)
	var content []byte
	flush := func() error {
		if block.Len() == 0 {
			return nil
		}
		content = block.Content(content)
		return deaf(w.mouth.say(rowBlock, content))
	}
	for {
		batch, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for r := range batch.Len() {
			if err := duckdb.AppendTo(block, batch, r); err != nil {
				return tooWide(err)
			}
			if block.Len() == wire.MaxRows || block.Size() >= blockBytes {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		if err := flush(); err != nil {
			return err
		}
	}
}
