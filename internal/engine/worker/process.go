package worker

import (
	"bufio"
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glauxhq/glaux/internal/engine"
)

// process is a worker as the parent sees it.
type process struct {
	cmd    *exec.Cmd
	sender *gob.Encoder
	in     io.Closer
	frames chan frame
	dead   chan struct{} // closed when it has ended; how tells of what
	how    string
	last   tail
	far    atomic.Pointer[engine.Progress]
	// rested is since when it waits for work.
	rested time.Time
	// spent tells that it is not to be used again.
	spent atomic.Bool

	mu     sync.Mutex
	reason error // why it was killed
}

// launch starts a worker and sends it its setup.
func launch(o Options, s setup) (*process, error) {
	cmd := exec.Command(o.Command[0], o.Command[1:]...) //nolint:gosec,noctx // this very program; it lives as long as the pool
	cmd.Env = append([]string{"GOTRACEBACK=single"}, o.Env...)
	cmd.Dir = s.TempDir
	cmd.SysProcAttr = apart()
	w := &process{cmd: cmd, frames: make(chan frame, 1), dead: make(chan struct{}), last: tail{log: o.Log}}
	cmd.Stderr = &w.last
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	w.in, w.sender = in, gob.NewEncoder(in)
	go w.listen(out)
	if err := w.sender.Encode(s); err != nil {
		w.kill(err)
		<-w.dead
		return nil, err
	}
	return w, nil
}

// listen reads what the worker says until it ends.
func (w *process) listen(out io.Reader) {
	in := bufio.NewReaderSize(out, 1<<16)
	for {
		f, err := hear(in)
		if err != nil {
			if !errors.Is(err, io.EOF) {
				w.kill(fmt.Errorf("hear worker: %w", err))
			}
			break
		}
		if f.kind == progress {
			var p engine.Progress
			if json.Unmarshal(f.content, &p) == nil {
				w.far.Store(&p)
			}
			continue
		}
		w.frames <- f
	}
	close(w.frames)
	// A worker that crashes takes a while to say so. One that closes its pipe and goes on is of no use.
	gone := time.AfterFunc(lastWords, func() { _ = w.cmd.Process.Kill() })
	err := w.cmd.Wait()
	switch {
	case !gone.Stop():
		w.how = "it closed its pipe"
	case err != nil:
		w.how = err.Error()
	default:
		w.how = "it ended"
	}
	close(w.dead)
}

// patience is how long a worker may take to end what it was told to end.
const patience = 500 * time.Millisecond

// lastWords is how long a worker may take to end once it says nothing more.
const lastWords = 10 * time.Second

// startTime is how long a worker may take until it is ready.
const startTime = 20 * time.Second

// greet waits until the worker is ready.
func (w *process) greet(ctx context.Context) (hello, error) {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	select {
	case f, ok := <-w.frames:
		var h hello
		if !ok || f.kind != ready || json.Unmarshal(f.content, &h) != nil {
			w.kill(errSpent)
			<-w.dead
			return hello{}, fmt.Errorf("worker: %s: %s", w.how, w.last.String())
		}
		return h, nil
	case <-ctx.Done():
		w.kill(context.Cause(ctx))
		return hello{}, context.Cause(ctx)
	}
}

// alive tells whether the worker has not ended.
func (w *process) alive() bool {
	select {
	case <-w.dead:
		return false
	default:
		return w.why() == nil
	}
}

// kill ends the worker at once, for a reason: the first one counts.
func (w *process) kill(reason error) {
	w.mu.Lock()
	if w.reason == nil {
		w.reason = reason
	}
	w.mu.Unlock()
	_ = w.cmd.Process.Kill() // it has ended already
	go func() {
		for range w.frames { // nobody needs what it said; its reader must come to the end
		}
	}()
}

// why returns why it was killed, nil when it was not.
func (w *process) why() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.reason
}

// tail keeps what a worker said to standard error, and logs what its own log says: a crash is logged once, as a whole.
type tail struct {
	log *slog.Logger
	mu  sync.Mutex
	b   []byte
}

// tailSize is how much of it is kept: the first lines of a Go crash tell of what.
const tailSize = 16 << 10

// Write keeps and logs.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room := tailSize - len(t.b); room > 0 {
		t.b = append(t.b, p[:min(room, len(p))]...)
	}
	if bytes.HasPrefix(p, []byte("time=")) {
		t.log.Warn("worker", "says", string(bytes.TrimSpace(p[:min(tailSize, len(p))])))
	}
	return len(p), nil
}

// String returns what was said.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}
