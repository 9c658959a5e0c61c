package worker

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// asPrisoner is in the environment of a test binary that builds the fences around itself and then tries to get out. It holds a setup.
const asPrisoner = "GLAUX_TEST_PRISONER"

// prisoner tries what a worker must not be able to do and tells what came of it.
func prisoner() int {
	var s setup
	if err := json.Unmarshal([]byte(os.Getenv(asPrisoner)), &s); err != nil {
		return 1
	}
	h, err := fence(s)
	if err != nil {
		return 1
	}
	outside := filepath.Join(filepath.Dir(s.DataDirs[0]), "outside")
	tries := map[string]func() error{
		"read outside":     func() error { _, err := os.ReadFile(filepath.Join(outside, "secret")); return err },
		"read passwords":   func() error { _, err := os.ReadFile("/etc/passwd"); return err },
		"read data":        func() error { _, err := os.ReadFile(filepath.Join(s.DataDirs[0], "data")); return err },
		"change data":      func() error { return os.WriteFile(filepath.Join(s.DataDirs[0], "data"), nil, 0o600) },
		"delete data":      func() error { return os.Remove(filepath.Join(s.DataDirs[0], "data")) },
		"make data":        func() error { return os.WriteFile(filepath.Join(s.DataDirs[0], "more"), nil, 0o600) },
		"write temporary":  func() error { return os.WriteFile(filepath.Join(s.TempDir, "x"), []byte("x"), 0o600) },
		"start a program":  func() error { return exec.Command("/bin/true").Run() },
		"reach the net":    func() error { _, err := net.DialTimeout("tcp", "127.0.0.1:1", time.Second); return err },
		"send a datagram":  func() error { _, err := net.Dial("udp", "127.0.0.1:1"); return err },
		"listen":           func() error { _, err := net.Listen("tcp", "127.0.0.1:0"); return err },
		"a local socket":   func() error { _, err := net.Listen("unix", filepath.Join(s.TempDir, "s")); return err },
		"kill the parent":  func() error { return syscall.Kill(os.Getppid(), 0) },
		"trace the parent": func() error { return unix.PtraceAttach(os.Getppid()) },
		"read the parent":  func() error { _, err := os.ReadFile("/proc/1/environ"); return err },
	}
	out := map[string]string{"files": "", "network": ""}
	for name, try := range tries {
		out[name] = "done"
		if err := try(); errors.Is(err, fs.ErrPermission) {
			out[name] = "refused"
		} else if err != nil {
			out[name] = err.Error()
		}
	}
	if !h.Files || !h.Network {
		out["files"] = "this system has no fences"
	}
	if json.NewEncoder(os.Stdout).Encode(out) != nil {
		return 1
	}
	return 0
}

func TestTheFencesHold(t *testing.T) {
	root := t.TempDir()
	s := setup{DataDirs: []string{filepath.Join(root, "lake")}, TempDir: filepath.Join(root, "temp")}
	for _, dir := range []string{s.DataDirs[0], s.TempDir, filepath.Join(root, "outside")} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{filepath.Join(s.DataDirs[0], "data"), filepath.Join(root, "outside", "secret")} {
		if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), asPrisoner+"="+string(text))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var got map[string]string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if got["files"] != "" {
		t.Fatal(got["files"]) // CI must have a kernel with landlock and seccomp
	}
	for name, what := range got {
		want := "refused"
		if name == "read data" || name == "write temporary" {
			want = "done"
		}
		if name != "files" && name != "network" && what != want {
			t.Errorf("%s: %s, want %s", name, what, want)
		}
	}
}

// struck runs a statement without end, sends a signal to the worker that computes it, and returns the statement's error.
func struck(t *testing.T, p *Pool, signal syscall.Signal) error {
	t.Helper()
	ended := make(chan error, 1)
	go func() {
		_, err := count(t.Context(), runner(p), "SELECT max(sin(cos(s.x + t.x))) FROM "+numbers(1_000_000, "s")+" CROSS JOIN "+numbers(1_000_000, "t"))
		ended <- err
	}()
	var at *process
	for at == nil {
		select {
		case err := <-ended:
			t.Fatalf("the statement ended by itself: %v", err)
		case <-time.After(10 * time.Millisecond):
			at = computing(p)
		}
	}
	if err := syscall.Kill(at.cmd.Process.Pid, signal); err != nil {
		t.Error(err)
	}
	return <-ended
}

// computing returns a worker that has computed for long, nil when there is none.
func computing(p *Pool) *process {
	p.mu.Lock()
	defer p.mu.Unlock()
	for w := range p.all {
		if w.spent.Load() {
			return w
		}
	}
	return nil
}

func TestAKilledWorkerCostsItsQueryAlone(t *testing.T) {
	p := open(t, Options{Memory: 1 << 30, Running: 4})
	if err := struck(t, p, syscall.SIGKILL); err == nil || !strings.Contains(err.Error(), "memory limit") { // who kills is the system, which has no memory left
		t.Errorf("got %v", err)
	}
	if n, err := count(t.Context(), runner(p), "SELECT 1"); n != 1 || err != nil {
		t.Errorf("the next query: %d rows, %v", n, err)
	}
}

func TestACrashIsToldAsOne(t *testing.T) {
	p := open(t, Options{Memory: 1 << 30, Running: 4})
	if err := struck(t, p, syscall.SIGSEGV); err == nil || !strings.HasPrefix(err.Error(), "ENGINE_CRASHED") {
		t.Errorf("got %v", err)
	}
}
