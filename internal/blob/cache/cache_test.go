package cache

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// world is a cache with a clock.
type world struct {
	*Cache
	t   *testing.T
	now time.Time
}

func newWorld(t *testing.T, limit int64) *world {
	t.Helper()
	w := &world{t: t, now: time.Now()}
	w.Cache = Open(t.TempDir(), limit, func() time.Time { return w.now })
	return w
}

// again opens the same folder as another process does.
func (w *world) again(limit int64) {
	w.Cache = Open(w.dir, limit, func() time.Time { return w.now })
}

func name(key string, size int) Name {
	return Name{Place: "aws/bills", Key: key, Version: "v", Size: int64(size)}
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func (w *world) begin(n Name) *Partial {
	w.t.Helper()
	p, file, err := w.Begin(w.t.Context(), n)
	if err != nil || file != nil {
		w.t.Fatalf("begin %s: %v, a file is there: %v", n.Key, err, file != nil)
	}
	return p
}

// put makes a copy and returns it, held.
func (w *world) put(key string, body []byte) *File {
	w.t.Helper()
	p := w.begin(name(key, len(body)))
	w.write(p, 0, body)
	file, err := p.Finish(hashOf(body))
	if err != nil {
		w.t.Fatal(err)
	}
	return file
}

func (w *world) write(p *Partial, at int64, body []byte) {
	w.t.Helper()
	if _, err := p.WriteAt(body, at); err != nil {
		w.t.Fatal(err)
	}
	if err := p.Mark(Span{Start: at, Size: int64(len(body))}); err != nil {
		w.t.Fatal(err)
	}
}

// there tells whether a copy can be found, and lets it go.
func (w *world) there(n Name) bool {
	w.t.Helper()
	file, err := w.Lookup(n)
	if err != nil {
		w.t.Fatal(err)
	}
	file.Release()
	return file != nil
}

func body(n int, c byte) []byte { return bytes.Repeat([]byte{c}, n) }

func TestACopyIsFoundByItsName(t *testing.T) {
	w := newWorld(t, 1000)
	w.put("a", body(100, 'a')).Release()
	w.put("same", body(100, 'a')).Release()
	w.put("empty", nil).Release()
	w.again(1000)
	for _, n := range []Name{name("a", 100), name("same", 100), name("empty", 0)} {
		file, err := w.Lookup(n)
		if err != nil || file == nil {
			t.Fatalf("%s: %v", n.Key, err)
		}
		text, err := os.ReadFile(file.Path)
		if err != nil || int64(len(text)) != n.Size || file.Hash != hashOf(text) {
			t.Errorf("%s: %d bytes, %v", n.Key, len(text), err)
		}
		file.Release()
	}
	for _, n := range []Name{name("b", 100), name("a", 99), {Place: "other", Key: "a", Version: "v", Size: 100}, {Place: "aws/bills", Key: "a", Version: "w", Size: 100}} {
		if w.there(n) {
			t.Errorf("%+v is found", n)
		}
	}
}

func TestWhatWasMarkedSurvives(t *testing.T) {
	w := newWorld(t, 1000)
	n := name("a", 100)
	p := w.begin(n)
	w.write(p, 10, body(20, 'x'))
	w.write(p, 60, body(40, 'z'))
	if _, err := p.WriteAt(body(5, 'y'), 30); err != nil { // not marked
		t.Fatal(err)
	}
	p.Close()
	if file, err := os.OpenFile(w.journal(n), os.O_APPEND|os.O_WRONLY, 0); err != nil {
		t.Fatal(err)
	} else if _, err := file.WriteString("5 9999 .\n-1 5 .\nnonsense\n0 10"); err != nil || file.Close() != nil { // a line that was cut off, and some that cannot be
		t.Fatal(err)
	}
	w.again(1000)
	p = w.begin(n)
	if got := fmt.Sprint(p.Missing()); got != "[{0 10} {30 30}]" || !p.Resumed() {
		t.Errorf("missing is %s", got)
	}
	if err := p.Reset(); err != nil || fmt.Sprint(p.Missing()) != "[{0 100}]" {
		t.Errorf("after a reset %v: %v", err, p.Missing())
	}
	if err := p.Discard(); err != nil {
		t.Fatal(err)
	}
	if p = w.begin(n); p.Resumed() {
		t.Error("what was discarded is there")
	}
	if _, err := p.WriteAt(body(2, 'x'), 99); err == nil {
		t.Error("bytes behind the end are taken")
	}
	p.Close()
}

func (w *world) journal(n Name) string {
	return filepath.Join(w.dir, unfinishedDir, n.digest()+journalSuffix)
}

func TestWhoComesSecondWaits(t *testing.T) {
	w := newWorld(t, 1000)
	n := name("a", 10)
	p := w.begin(n)
	short, cancel := context.WithTimeout(t.Context(), 2*busyEvery)
	defer cancel()
	if _, _, err := w.Begin(short, n); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the second is let in: %v", err)
	}
	got := make(chan *File, 1)
	go func() {
		_, file, err := Open(w.dir, 1000, time.Now).Begin(context.WithoutCancel(t.Context()), n) // as another process does
		if err != nil {
			t.Error(err)
		}
		got <- file
	}()
	w.write(p, 0, body(10, 'a'))
	file, err := p.Finish(hashOf(body(10, 'a')))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Release()
	second := <-got
	if second == nil || second.Path != file.Path {
		t.Errorf("the second has %v", second)
	}
	second.Release()
}

func TestWhatIsHeldIsKeptAndTheOldestGoesFirst(t *testing.T) {
	w := newWorld(t, 300)
	held := w.put("held", body(100, 'h'))
	w.now = w.now.Add(time.Minute)
	w.put("old", body(100, 'o')).Release()
	w.now = w.now.Add(time.Minute)
	w.put("new", body(100, 'n')).Release()
	w.now = w.now.Add(time.Minute)
	w.again(300)
	w.put("more", body(50, 'm')).Release()
	if w.there(name("old", 100)) || !w.there(name("new", 100)) || !w.there(name("held", 100)) || !w.there(name("more", 50)) {
		t.Errorf("held %v, old %v, new %v", w.there(name("held", 100)), w.there(name("old", 100)), w.there(name("new", 100)))
	}
	if _, _, err := w.Begin(t.Context(), name("large", 201)); !errors.Is(err, ErrFull) {
		t.Errorf("more than fits beside what is held: %v", err)
	}
	held.Release()
	p := w.begin(name("large", 201))
	if _, _, err := w.Begin(t.Context(), name("beside", 100)); !errors.Is(err, ErrFull) {
		t.Errorf("what is on its way counts: %v", err)
	}
	p.Close()
	w.put("beside", body(100, 'b')).Release() // what nobody works at may go
}

func TestWhatACrashLeftIsSweptOrPassedOver(t *testing.T) {
	w := newWorld(t, 300)
	w.put("a", body(100, 'a')).Release()
	p := w.begin(name("left", 100))
	w.write(p, 0, body(50, 'l'))
	p.Close()
	index := w.indexPath(name("a", 100).digest())
	if err := os.WriteFile(index, []byte(`{"Place": "aws`), 0o600); err != nil { // cut off
		t.Fatal(err)
	}
	if w.there(name("a", 100)) {
		t.Error("an entry that is cut off is believed")
	}
	w.put("a", body(100, 'a')).Release()
	w.now = w.now.Add(abandoned + time.Hour)
	w.again(300)
	w.put("b", body(100, 'b')).Release()
	left, err := os.ReadDir(filepath.Join(w.dir, unfinishedDir))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		if strings.HasPrefix(e.Name(), name("left", 100).digest()) {
			t.Errorf("%s is left", e.Name())
		}
	}
	if err := os.WriteFile(w.bytesPath(hashOf(body(100, 'b'))), body(99, 'b'), 0o600); err != nil {
		t.Fatal(err)
	}
	if w.there(name("b", 100)) {
		t.Error("a copy of another size is believed")
	}
}
