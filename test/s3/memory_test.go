package s3_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// mostMemory is what fetching and checking may hold, however large the objects are. What converting a bill takes beside it is the engine's,
// which --memory bounds.
const mostMemory = 512 << 20

// large puts objects that are fetched, checked and then found to be no whole Parquet files, so that nothing is converted.
func (w *world) large(objects, size int) {
	w.t.Helper()
	body := make([]byte, size)
	random := rand.NewChaCha8([32]byte{1})
	for i := range objects {
		if _, err := random.Read(body); err != nil {
			w.t.Fatal(err)
		}
		copy(body, "PAR1")
		w.PutParts(bucket, fmt.Sprintf("%s/data/BILLING_PERIOD=2025-11/bill-%05d.snappy.parquet", root, i), bytes.NewReader(body), 16<<20)
	}
}

// measure syncs those objects with the program and returns the most memory that it had at one time, and how long it took.
func (w *world) measure(glaux string, objects int) (memory int64, took time.Duration) {
	w.t.Helper()
	sync := command(w.t, glaux, "sync", "--cache-size", "10GiB")
	sync.Env = append(os.Environ(), "GLAUX_LAKE="+w.lake)
	var out lockedBuffer
	sync.Stdout, sync.Stderr = &out, &out
	start := time.Now()
	if err := sync.Start(); err != nil {
		w.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- sync.Wait() }()
	err := func() error {
		for {
			select {
			case err := <-ended:
				return err
			case <-time.After(20 * time.Millisecond):
				memory = max(memory, highWater(sync.Process.Pid))
			}
		}
	}()
	took = time.Since(start)
	w.t.Logf("%s", out.String())
	if screen := out.String(); err == nil || strings.Count(screen, "the file is cut off") != objects || !strings.Contains(screen, fmt.Sprintf("for %d objects", objects)) {
		w.t.Errorf("it ended with %v", err)
	}
	if memory == 0 {
		w.t.Fatal("the system does not tell the memory of a process: this test needs /proc")
	}
	return memory, took
}

// highWater returns the most memory that a process has had so far, 0 when it has ended. What a parent learns of a child that has ended
// is of no use: it counts the parent's own memory at the moment of the start.
func highWater(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, ok := strings.Cut(string(text), "VmHWM:")
	var kib int64
	if _, err := fmt.Sscan(rest, &kib); !ok || err != nil {
		return 0
	}
	return kib << 10
}

func TestFetchingKeepsItsMemory(t *testing.T) {
	w := newWorld(t)
	w.large(2, 150<<20)
	w.add()
	memory, _ := w.measure(program(t), 2)
	if memory > mostMemory/2 {
		t.Errorf("fetching 300 MiB took %d MiB", memory>>20)
	}
	for _, r := range w.proxy.Requests() {
		if r.Kind == "GET" && r.Range == "" {
			t.Errorf("%s came in one piece", r.Key)
		}
	}
}

// BenchmarkFetch fetches 5 GiB and tells the memory. It is not one of the tests:
//
//	go test ./test/s3 -run '^$' -bench Fetch -benchtime 1x -timeout 1h
func BenchmarkFetch(b *testing.B) {
	const objects, size = 10, 512 << 20
	w := newWorld(b)
	w.large(objects, size)
	w.add()
	glaux := program(b)
	for b.Loop() {
		memory, took := w.measure(glaux, objects)
		b.ReportMetric(float64(memory>>20), "MiB")
		b.ReportMetric(float64(objects*size>>20)/took.Seconds(), "MiB/s")
		if memory > mostMemory {
			b.Errorf("fetching 5 GiB took %d MiB", memory>>20)
		}
	}
}
