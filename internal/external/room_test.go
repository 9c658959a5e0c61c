package external

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/glauxhq/glaux/internal/fault"
)

// used returns the bytes below a folder.
func used(t *testing.T, dir string) (n int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			n += info.Size()
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return n
}

// noise is a text that no compression makes small.
func noise(rows int) string {
	r := rand.New(rand.NewPCG(3, 5)) //nolint:gosec // a test
	var b strings.Builder
	for range rows {
		fmt.Fprintf(&b, "%d,%016x%016x%016x%016x\n", r.Int32(), r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64())
	}
	return b.String()
}

// A file that grows beyond the bound of the cache ends while it is written, and leaves nothing.
func TestAFileThatGrowsBeyondTheCacheIsNotWritten(t *testing.T) {
	const limit = 8 << 20
	w := newWorld(t, limit)
	w.write(t, "t/1.csv", noise(400_000))
	c, most := w.Cache, int64(0)
	_, err := c.file(t.Context(), digestOf("x"), func(out io.Writer) error {
		for range 1000 {
			if _, err := out.Write(make([]byte, 1<<20)); err != nil {
				return err
			}
			most = max(most, used(t, c.dir))
		}
		return nil
	})
	if fault.KindOf(err) != fault.Exhausted || most > limit {
		t.Errorf("%d bytes were written: %v", most, err)
	}
	_, err = w.Files(t.Context(), table(), nil)
	var full *fault.Error
	if !errors.As(err, &full) || full.Code != "EXTERNAL_TABLE_CACHE_FULL" || !strings.Contains(full.Msg, "8 MB") {
		t.Errorf("got %v", err)
	}
	if n := used(t, c.dir); n != 0 || c.begun != 0 {
		t.Errorf("%d bytes are left, %d are counted", n, c.begun)
	}
	w.write(t, "t/1.csv", noise(50_000))
	if _, err := w.Files(t.Context(), table(), nil); err != nil {
		t.Errorf("what fits: %v", err)
	}
	if c.begun != 0 || c.size != used(t, c.dir) {
		t.Errorf("counted are %d and %d bytes, and there are %d", c.size, c.begun, used(t, c.dir))
	}
}

func TestADiskThatIsFullIsSaid(t *testing.T) {
	c := OpenCache(t.TempDir(), 1<<30, newWorld(t, 0).Now)
	m := &metered{cache: c, out: full{}}
	if _, err := m.Write([]byte("x")); fault.KindOf(err) != fault.Exhausted || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("got %v", err)
	}
}

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
}

// However many statements ask, no more files are made at a time than there are slots.
func TestFewFilesAreMadeAtATime(t *testing.T) {
	c := OpenCache(t.TempDir(), 0, newWorld(t, 0).Now)
	var now, most atomic.Int64
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			if _, err := c.file(t.Context(), digestOf(fmt.Sprint(i)), func(io.Writer) error {
				n := now.Add(1)
				for was := most.Load(); n > was && !most.CompareAndSwap(was, n); was = most.Load() {
				}
				now.Add(-1)
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most.Load() > int64(cap(c.slots)) {
		t.Errorf("%d files were made at a time, %d are allowed", most.Load(), cap(c.slots))
	}
}
