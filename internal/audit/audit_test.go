package audit

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func clock() time.Time { return time.Date(2025, 12, 3, 4, 5, 6, 7000, time.UTC) }

// written returns a log with n records.
func written(t *testing.T, n int) (*Log, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "audit")
	log := Open(dir, Options{Now: clock})
	t.Cleanup(func() {
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	})
	appendTo(t, log, n)
	return log, dir
}

func appendTo(t *testing.T, log *Log, n int) {
	t.Helper()
	for i := range n {
		if err := log.Append(Record{Event: Query, Outcome: Succeeded, Principal: "alice", Text: fmt.Sprintf("SELECT %d AS \"<ü>\"", i)}); err != nil {
			t.Fatal(err)
		}
	}
}

func verified(t *testing.T, log *Log) Report {
	t.Helper()
	report, err := log.Verify(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestAWholeLogHasNoProblems(t *testing.T) {
	log, dir := written(t, 5)
	report := verified(t, log)
	if report.Records != 5 || report.First != 1 || report.Last != 5 || len(report.Problems) > 0 || len(report.Notes) > 0 {
		t.Errorf("got %+v", report)
	}
	again := verified(t, Open(dir, Options{Now: clock}))
	if again.Hash != report.Hash || len(again.Hash) != 64 {
		t.Errorf("got %+v", again)
	}
	for hash, want := range map[string]int{report.Hash: 0, strings.Repeat("1", 64): 1} {
		if report, err := log.Verify(t.Context(), hash); err != nil || len(report.Problems) != want {
			t.Errorf("with the noted hash %s: %+v, %v", hash, report, err)
		}
	}
	if none := verified(t, Open(filepath.Join(dir, "none"), Options{Now: clock})); none.Records != 0 || len(none.Problems) > 0 {
		t.Errorf("a log that never was: %+v", none)
	}
}

func TestSeveralProcessesWriteOneLog(t *testing.T) {
	_, dir := written(t, 0)
	var wait sync.WaitGroup
	for range 4 {
		log := Open(dir, Options{Now: clock})
		wait.Go(func() {
			for range 25 {
				if err := log.Append(Record{Event: Query}); err != nil {
					t.Error(err)
				}
			}
			if err := log.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if report := verified(t, Open(dir, Options{Now: clock})); report.Last != 100 || len(report.Problems)+len(report.Notes) > 0 {
		t.Errorf("got %+v", report)
	}
}

func TestWhatWasChangedIsFound(t *testing.T) {
	replace := func(old, made string) func([][]byte) [][]byte {
		return func(lines [][]byte) [][]byte {
			lines[2] = bytes.Replace(lines[2], []byte(old), []byte(made), 1)
			return lines
		}
	}
	tests := []struct {
		name   string
		change func(lines [][]byte) [][]byte
		want   string // of the first problem
	}{
		{"a letter of a text", replace("SELECT 2", "SELECT 9"), "record 3 (000000000001.jsonl, line 3): its hash is another"},
		{"who it was", replace("alice", "mallory"), "record 3 (000000000001.jsonl, line 3): its hash is another"},
		{"a member more", replace(`{"n":3`, `{"n":3,"x":1`), "record 3 (000000000001.jsonl, line 3): it cannot be read"},
		{"no JSON", replace(`"`, ``), "record 3 (000000000001.jsonl, line 3): it cannot be read"},
		{"a record with a hash that fits", func(lines [][]byte) [][]byte {
			r, err := read(bytes.TrimSuffix(lines[2], []byte("\n")))
			if err != nil {
				t.Fatal(err)
			}
			r.Principal = "mallory"
			if lines[2], err = line(&r); err != nil {
				t.Fatal(err)
			}
			return lines
		}, "record 4 (000000000001.jsonl, line 4): it does not continue"},
		{"one taken out", func(lines [][]byte) [][]byte { return append(lines[:2], lines[3:]...) }, "record 3 (000000000001.jsonl, line 3): it is missing"},
		{"the first taken out", func(lines [][]byte) [][]byte { return lines[1:] }, "record 1 (000000000001.jsonl, line 1): it is missing"},
		{"the last taken off", func(lines [][]byte) [][]byte { return lines[:4] }, "record 5 (000000000001.jsonl, line 4): it is missing"},
		{"the last changed", func(lines [][]byte) [][]byte {
			lines[4] = bytes.Replace(lines[4], []byte("alice"), []byte("elise"), 1)
			return lines
		}, "record 5 (000000000001.jsonl, line 5): its hash is another"},
		{"two exchanged", func(lines [][]byte) [][]byte {
			lines[1], lines[2] = lines[2], lines[1]
			return lines
		}, "record 2 (000000000001.jsonl, line 2): it is missing"},
		{"one doubled", func(lines [][]byte) [][]byte { return append(lines, lines[4]) }, "record 5 (000000000001.jsonl, line 6): it stands where record 6 belongs"},
		{"all taken out", func([][]byte) [][]byte { return nil }, "record 1 (000000000001.jsonl, line 0): it is missing, with all up to 5"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			log, dir := written(t, 5)
			path := filepath.Join(dir, "000000000001.jsonl")
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			lines := test.change(bytes.SplitAfter(bytes.TrimSuffix(text, nil), []byte("\n"))[:5])
			if err := os.WriteFile(path, bytes.Join(lines, nil), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, more := range []int{0, 3} { // the log goes on, and the trouble is not forgotten
				appendTo(t, log, more)
				report := verified(t, log)
				if len(report.Problems) == 0 || !strings.HasPrefix(report.Problems[0].String(), test.want) && more == 0 {
					t.Errorf("after %d more: %+v, want %s", more, report, test.want)
				}
			}
		})
	}
}

func TestALogWithoutItsHeadIsFound(t *testing.T) {
	log, dir := written(t, 3)
	if err := os.Remove(filepath.Join(dir, headFile)); err != nil {
		t.Fatal(err)
	}
	if report := verified(t, log); len(report.Problems) != 1 {
		t.Errorf("got %+v", report)
	}
	appendTo(t, log, 1)
	if report := verified(t, log); report.Last != 5 || len(report.Problems) != 1 || !strings.Contains(report.Problems[0].What, "missing") {
		t.Errorf("got %+v", report)
	}
}

func TestATornLineIsToldAndTheLogGoesOn(t *testing.T) {
	log, dir := written(t, 2)
	at, err := os.ReadFile(filepath.Join(dir, headFile))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "000000000001.jsonl")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	appendTo(t, log, 1)
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The process died after it had written so many bytes of the third record, and before it noted where the log ends.
	for n := len(before) + 1; n <= len(after); n = max(n+1, min(n+9, len(after)-1)) {
		if err := os.WriteFile(path, after[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, headFile), at, 0o600); err != nil {
			t.Fatal(err)
		}
		torn := n < len(after)
		if report := verified(t, log); len(report.Problems) > 0 || (len(report.Notes) == 1) != torn {
			t.Fatalf("%d bytes: %+v", n, report)
		}
		next := Open(dir, Options{Now: clock})
		appendTo(t, next, 1)
		report := verified(t, next)
		if len(report.Problems) > 0 || (len(report.Notes) == 1) != torn || report.Last != 4 {
			t.Fatalf("%d bytes, then another record: %+v", n, report)
		}
		if err := next.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheLogStaysWithinItsBound(t *testing.T) {
	dir := t.TempDir()
	const limit = 3 * maxSegment
	log := Open(dir, Options{Now: clock, Limit: limit})
	long := strings.Repeat("x", maxText)
	for range 400 {
		if err := log.Append(Record{Event: Query, Text: long + "yz"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	var total int64
	list, err := segments(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range list {
		info, err := os.Stat(log.path(n))
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	report := verified(t, log)
	if total > limit || len(list) < 2 || report.First == 1 || len(report.Problems) > 0 || len(report.Notes) == 0 {
		t.Errorf("%d bytes in %v: %+v", total, list, report)
	}
	r, err := firstRecord(log.path(list[1]))
	if err != nil || r.TextBytes != maxText+2 && r.Event == Query || len(r.Text) > maxText+len(mark) {
		t.Errorf("%v %d %d", err, r.TextBytes, len(r.Text))
	}
	// A segment that the log did not drop itself is missed.
	if err := os.Remove(log.path(list[0])); err != nil {
		t.Fatal(err)
	}
	if report := verified(t, log); len(report.Problems) == 0 {
		t.Error("a segment is gone and nobody misses it")
	}
}

// TestKilled kills processes that write, at any moment, and looks at what they left.
func TestKilled(t *testing.T) {
	if dir := os.Getenv("GLAUX_TEST_AUDIT_DIR"); dir != "" {
		log := Open(dir, Options{Now: time.Now})
		for i := 0; ; i++ {
			if err := log.Append(Record{Event: Query, Text: strings.Repeat("SELECT 1;", i%20_000)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	dir := t.TempDir()
	var last int64
	for i := range 12 {
		command := exec.Command(os.Args[0], "-test.run=^TestKilled$") //nolint:gosec // ourselves
		command.Env = append(os.Environ(), "GLAUX_TEST_AUDIT_DIR="+dir)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(60+7*i) * time.Millisecond)
		if err := command.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = command.Wait() // it was killed
		log := Open(dir, Options{Now: clock})
		if err := log.Append(Record{Event: Login}); err != nil {
			t.Fatal(err)
		}
		report := verified(t, log)
		if len(report.Problems) > 0 || report.Last <= last {
			t.Fatalf("after kill %d: %+v", i, report)
		}
		last = report.Last
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d records", last)
}

func TestWhatCannotBeWrittenIsAnError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := Open(dir, Options{Now: clock}).Append(Record{})
	if err == nil || strings.Contains(err.Error(), dir) {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	r := Record{Event: Query, Previous: first}
	text, err := line(&r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bytes.TrimSuffix(text, []byte("\n")))
	f.Add([]byte(`,"hash":"` + first + `"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if r, err := read(text); err == nil && r.Hash == "" {
			t.Errorf("%q has no hash", text)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	log := Open(b.TempDir(), Options{Now: time.Now})
	for b.Loop() {
		if err := log.Append(Record{Event: Query, Text: "SELECT sum(line_item_unblended_cost) FROM glaux.bill", Tables: []string{"glaux.bill", "workshop.cur"}}); err != nil {
			b.Fatal(err)
		}
	}
}
