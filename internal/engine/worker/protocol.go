package worker

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/sql/emit"
	emitduckdb "github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/wire"
)

// The parent sends gob messages: a setup, then requests, one at a time but for Stop. The worker answers with frames: a kind, a length,
// and the content. It is not trusted: lengths are bounded, and what makes no sense ends it.

// setup is the first message to a worker.
type setup struct {
	DataDirs []string
	TempDir  string
	Threads  int
	// Idle is how much memory the engine may keep while nothing runs.
	Idle int64
}

// request asks a worker to run a statement, to plan it, or to stop what runs.
type request struct {
	Stop, Plan   bool
	Statement    statement
	Memory, Disk int64
	CPU          time.Duration
}

// statement is an emit.Statement that can be sent: functions by the names of what they do.
type statement struct {
	Setup, Teardown []string
	SQL             string
	Functions       []function
	Places          []emit.Place
	Columns         []types.Type
}

type function struct {
	Scalar string
	Args   []types.Type
	Result types.Type
}

// packed returns a statement that can be sent.
func packed(st emit.Statement) statement {
	s := statement{Setup: st.Setup, Teardown: st.Teardown, SQL: st.SQL, Places: st.Places, Columns: st.Columns}
	for _, f := range st.Functions {
		s.Functions = append(s.Functions, function{Scalar: f.Scalar, Args: f.Args, Result: f.Result})
	}
	return s
}

// unpacked returns the statement that was sent.
func (s statement) unpacked() (emit.Statement, error) {
	st := emit.Statement{Setup: s.Setup, Teardown: s.Teardown, SQL: s.SQL, Places: s.Places, Columns: s.Columns}
	for _, f := range s.Functions {
		made, ok := emitduckdb.Function(f.Scalar, f.Args, f.Result)
		if !ok {
			return emit.Statement{}, fmt.Errorf("no function %q of these types", f.Scalar)
		}
		st.Functions = append(st.Functions, made)
	}
	return st, nil
}

// kind is what a frame holds.
type kind byte

// The kinds of frames. Every run ends with failed or done, and nothing follows it but what belongs to the next.
const (
	ready    kind = 'H' // a hello: the worker waits for requests
	started  kind = 'S' // the statement is set up and right
	rowBlock kind = 'B' // a wire.Block of rows
	plan     kind = 'T' // the text of a plan
	progress kind = 'P' // an engine.Progress
	failed   kind = 'E' // a trouble: the run has ended
	done     kind = 'Z' // the run has ended well
)

// hello tells what fences stand around the worker.
type hello struct {
	Files, Network bool
}

// maxFrame bounds the content of a frame: a row, and the block before it.
const maxFrame = wire.MaxRow + 4*blockBytes

const frameHead = 5

// frame is what a worker says.
type frame struct {
	kind    kind
	content []byte
}

// ends tells whether the frame is the last of its run.
func (f frame) ends() bool { return f.kind == failed || f.kind == done }

// mouth writes frames. It may be used by several goroutines.
type mouth struct {
	mu  sync.Mutex
	out *bufio.Writer
}

func newMouth(out io.Writer) *mouth { return &mouth{out: bufio.NewWriterSize(out, 1<<16)} }

// say writes a frame and sends it on its way.
func (m *mouth) say(k kind, content []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	head := [frameHead]byte{byte(k)}
	binary.LittleEndian.PutUint32(head[1:], uint32(len(content))) //nolint:gosec // at most maxFrame
	if _, err := m.out.Write(head[:]); err != nil {
		return err
	}
	if _, err := m.out.Write(content); err != nil {
		return err
	}
	return m.out.Flush()
}

// tell writes a frame that holds JSON.
func (m *mouth) tell(k kind, v any) error {
	content, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return m.say(k, content)
}

// hear reads a frame. What a length promises is not believed: memory grows with what is there.
func hear(in io.Reader) (frame, error) {
	var head [frameHead]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return frame{}, err
	}
	n := binary.LittleEndian.Uint32(head[1:])
	if n > maxFrame {
		return frame{}, errors.New("a frame without end")
	}
	f := frame{kind: kind(head[0])}
	const believed = 1 << 20
	if n <= believed {
		f.content = make([]byte, n)
		_, err := io.ReadFull(in, f.content)
		return f, err
	}
	content, err := io.ReadAll(io.LimitReader(in, int64(n)))
	if err == nil && len(content) < int(n) {
		err = io.ErrUnexpectedEOF
	}
	f.content = content
	return f, err
}
