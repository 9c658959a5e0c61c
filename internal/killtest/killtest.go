// Package killtest lets a test run its own program as another process and kill it in the middle of its work, as a machine does that loses its
// power. It promises that the process is dead, by a kill and by nothing else, when KillAfter returns.
//
//	func TestMain(m *testing.M) { killtest.Main(m, changeForEver) }
//
//	p := killtest.Start(t, dir)
//	p.KillAfter(50 * time.Millisecond)
package killtest

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"
)

// place is the environment variable that makes a test program one that works until it is killed; it holds where.
const place = "GLAUX_TEST_WORKS_IN"

// Main runs the tests, or, in a process of Start, the work at a place, which ends only by an error.
func Main(m *testing.M, work func(place string) error) {
	if at := os.Getenv(place); at != "" { //nolint:forbidigo // of tests, not of the program
		fmt.Fprintln(os.Stderr, work(at))
		os.Exit(1) //nolint:forbidigo // it is main here
	}
	os.Exit(m.Run()) //nolint:forbidigo // it is main here
}

// Process is a process at work.
type Process struct {
	t       *testing.T
	command *exec.Cmd
	lines   *bufio.Scanner
	trouble bytes.Buffer
}

// Start starts the work at a place.
func Start(t *testing.T, at string) *Process {
	t.Helper()
	p := &Process{t: t, command: exec.CommandContext(t.Context(), os.Args[0])}
	p.command.Env = append(os.Environ(), place+"="+at)
	p.command.Stderr = &p.trouble
	out, err := p.command.StdoutPipe()
	if err == nil {
		err = p.command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewScanner(out)
	return p
}

// Line waits for a line that the work prints, "" when it has ended.
func (p *Process) Line() string {
	if p.lines.Scan() {
		return p.lines.Text()
	}
	return ""
}

// KillAfter kills the process after a time, and returns what it printed until then. The test fails if it has ended by itself.
func (p *Process) KillAfter(d time.Duration) (lines []string) {
	p.t.Helper()
	time.AfterFunc(d, func() { _ = p.command.Process.Kill() }) // Wait tells whether it was that
	for p.lines.Scan() {
		lines = append(lines, p.lines.Text())
	}
	if err := p.command.Wait(); err == nil || p.trouble.Len() > 0 {
		p.t.Fatalf("the process ended by itself: %v, %s", err, p.trouble.String())
	}
	return lines
}
