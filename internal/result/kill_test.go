package result

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/killtest"
)

func TestMain(m *testing.M) { killtest.Main(m, writeForEver) }

// writeForEver writes results of several chunks, three at a time, and prints the name of each that is whole.
func writeForEver(dir string) error {
	s, err := Open(dir, Options{Now: time.Now, Key: key()})
	if err != nil {
		return err
	}
	failed := make(chan error)
	for lane := range 3 {
		go func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d-%d-%d", os.Getpid(), lane, i)
				w, err := s.Create(id, Of{Owner: owner}, numbers())
				for n := 0; err == nil && n < killedRows; n++ {
					err = w.Append(numberRow(n))
				}
				if err == nil {
					err = w.Finish()
				}
				if err != nil {
					failed <- err
					return
				}
				fmt.Println(id)
			}
		}()
	}
	return <-failed
}

// killedRows is how many rows the results have: some chunks.
const killedRows = 3000

// Whenever the process dies, what was finished can be read whole, and nothing else is there.
func TestAProcessThatIsKilledLeavesNoHalfResult(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(6, 28)) //nolint:gosec // a test
	finished, read, halves := map[string]bool{}, map[string]bool{}, 0
	for range 10 {
		p := killtest.Start(t, dir)
		if id := p.Line(); id != "" { // it has begun
			finished[id] = true
		}
		for _, id := range p.KillAfter(time.Duration(r.IntN(150)) * time.Millisecond) {
			finished[id] = true
		}
		parts, err := filepath.Glob(filepath.Join(dir, "*"+partSuffix))
		if err != nil {
			t.Fatal(err)
		}
		halves += len(parts)
		afterKill(t, dir, finished, read)
	}
	if len(finished) < 10 || halves < 10 {
		t.Errorf("%d results were finished and %d were not: the test shows little", len(finished), halves)
	}
}

// afterKill opens the folder as the next process does and looks at all that is there. Each result is read once.
func afterKill(t *testing.T, dir string, finished, read map[string]bool) {
	t.Helper()
	s := open(t, dir, Options{Now: time.Now})
	defer s.Close() //nolint:errcheck // only read
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	there, size := map[string]bool{}, int64(0)
	for _, f := range files {
		id, whole := strings.CutSuffix(f.Name(), rowsSuffix)
		if !whole && f.Name() != lockFile {
			t.Errorf("%s is left", f.Name())
		}
		if !whole {
			continue
		}
		there[id] = true
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
		if read[id] {
			continue
		}
		read[id] = true
		rows := all(t, s, id, 0)
		if len(rows) != killedRows || rows[killedRows-1][1] != numberRow(killedRows - 1)[1] {
			t.Errorf("%s has %d rows", id, len(rows))
		}
	}
	for id := range finished {
		if !there[id] {
			t.Errorf("%s was finished and is gone", id)
		}
	}
	if s.Bytes() != size {
		t.Errorf("%d bytes are counted, and there are %d", s.Bytes(), size)
	}
	if _, err := s.Open("of-nobody", owner); !errors.Is(err, ErrGone) {
		t.Errorf("got %v", err)
	}
}
