package query

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/sql/wire"
)

// The bounds of what a Kept holds: bytes of all results together, and of one.
const (
	maxKept = 64 << 20
	maxOne  = maxKept / 16
)

// Kept holds small results, for queries that are asked again and again: charts, tiles, names. Each time the query is resolved and guarded
// and noted as if it were new; what is saved is the engine's work. A result is found by the text that the engine would be given, which names
// each file that is read and holds each condition of the policy, so that nobody is given what the policy of this moment would not give him.
// Only results of queries that give the same rows each time are held; those that were not asked for longest go first. Several goroutines
// may use it. Its zero value is empty.
type Kept struct {
	mu    sync.Mutex
	found map[string]*list.Element // of *keptResult
	order list.List                // the latest used first
	size  int
}

// keptResult is the rows of a result, in blocks.
type keptResult struct {
	key     string
	columns int
	read    int64 // what the run read at most
	blocks  [][]byte
	size    int
}

// get returns what is held under a key, nil where nothing is.
func (k *Kept) get(key string) *keptResult {
	k.mu.Lock()
	defer k.mu.Unlock()
	e := k.found[key]
	if e == nil {
		return nil
	}
	k.order.MoveToFront(e)
	return resultOf(e)
}

// put holds a result.
func (k *Kept) put(r *keptResult) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.found == nil {
		k.found = map[string]*list.Element{}
	}
	if e := k.found[r.key]; e != nil {
		k.drop(e)
	}
	for k.size+r.size > maxKept {
		k.drop(k.order.Back())
	}
	k.found[r.key] = k.order.PushFront(r)
	k.size += r.size
}

func (k *Kept) drop(e *list.Element) {
	r := resultOf(e)
	k.order.Remove(e)
	delete(k.found, r.key)
	k.size -= r.size
}

func resultOf(e *list.Element) *keptResult {
	r, _ := e.Value.(*keptResult) // nothing else is put there
	return r
}

// keptAs names a guarded query: the text for the engine and the types of its columns. It is "" where its result is not to be held.
func (r *Runner) keptAs(s *source, g access.Guarded) string {
	if r.Kept == nil || r.Emit == nil || !s.stable || !stable(g.Query()) {
		return ""
	}
	statement, err := r.Emit(g.Query())
	if err != nil {
		return "" // the engine cannot emit it either, and says so
	}
	return keyOf(statement)
}

// keyOf is all of a statement that its rows depend on.
func keyOf(st emit.Statement) string {
	var b strings.Builder
	texts := func(all ...string) { fmt.Fprintf(&b, "%d %q\n", len(all), all) }
	texts(st.Setup...)
	texts(st.SQL)
	for _, f := range st.Functions {
		texts(f.Name)
	}
	for _, t := range st.Columns {
		texts(t.String())
	}
	return b.String()
}

// keeping is the rows of a run that are held as soon as all of them have come.
type keeping struct {
	stream
	into   *Kept
	result *keptResult // nil once it is clear that they are not to be held
	block  *wire.Block
}

// keep holds the rows of a result under a key when they have been read.
func (k *Kept) keep(r *Result, key string) {
	columns := len(r.Columns)
	r.rows = &keeping{
		stream: r.rows, into: k, block: wire.NewBlock(columns),
		result: &keptResult{key: key, columns: columns, read: r.Bytes, size: len(key)},
	}
}

func (k *keeping) next(ctx context.Context) (values, error) {
	batch, err := k.stream.next(ctx)
	switch {
	case k.result == nil:
	case errors.Is(err, io.EOF):
		k.cut()
		k.into.put(k.result)
		k.result = nil
	case err != nil || !k.take(batch):
		k.result, k.block = nil, nil
	}
	return batch, err
}

// take adds a batch, and tells whether the rows can still be held.
func (k *keeping) take(batch values) bool {
	row := make([]value.Value, k.result.columns)
	for i := range batch.Len() {
		for c := range row {
			row[c] = batch.Value(i, c)
		}
		if k.block.Add(row) != nil || k.result.size+k.block.Size() > maxOne {
			return false
		}
		if k.block.Len() == wire.MaxRows {
			k.cut()
		}
	}
	return true
}

// cut ends a block.
func (k *keeping) cut() {
	if k.block.Len() > 0 {
		content := k.block.Content(nil)
		k.result.blocks = append(k.result.blocks, content)
		k.result.size += len(content)
	}
}

// again is the rows of a result that was held.
type again struct {
	result *keptResult
	at     int
}

// next returns the next block.
func (a *again) next(context.Context) (values, error) {
	if a.at == len(a.result.blocks) {
		return nil, io.EOF
	}
	rows, err := wire.ReadBlock(a.result.blocks[a.at], a.result.columns)
	a.at++
	if err != nil {
		return nil, err
	}
	return &memoryRows{rows: rows}, nil
}

func (a *again) progress() engine.Progress { return engine.Progress{Fraction: 1} }

func (a *again) close() error { return nil }

func (a *again) cpu() time.Duration { return 0 }
