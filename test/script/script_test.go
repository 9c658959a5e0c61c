// Package script runs whole sessions of the command line, from text files: commands, the files they work on, and what
// appears on the screen.
package script

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/cli"
	"github.com/glauxhq/glaux/internal/golden"
)

// TestScripts runs each *.txtar file. Its section «commands» holds one command a line, «screen» what they print; all
// other sections are files in the folder where the session runs. A session has an empty home.
//
// Commands are `glaux …`, and for the files `cat`, `rm`, `cp FROM TO`, `cut FILE BYTES` (leave only the first bytes) and `env NAME=VALUE`.
// `< FILE` at the end of a line is standard input. The folder shows as $WORK, sizes of files as SIZE.
func TestScripts(t *testing.T) {
	here, err := filepath.Abs(".") // the sessions go elsewhere
	if err != nil {
		t.Fatal(err)
	}
	golden.Run(t, here, func(t *testing.T, in golden.Sections) golden.Sections {
		s := newSession(t, in)
		for line := range strings.Lines(in["commands"]) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				s.command(line)
			}
		}
		return golden.Sections{"screen": s.masked()}
	})
}

// session is a screen and what the commands share.
type session struct {
	t      *testing.T
	work   string
	env    map[string]string
	screen bytes.Buffer
}

func newSession(t *testing.T, files golden.Sections) *session {
	t.Helper()
	work, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if name == "commands" || name == "screen" {
			continue
		}
		path := filepath.Join(work, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(work)
	return &session{t: t, work: work, env: map[string]string{"HOME": filepath.Join(work, "home")}}
}

// command runs a line and shows it with what it prints and, when it is not 0, its exit status.
func (s *session) command(line string) {
	fmt.Fprintf(&s.screen, "$ %s\n", line)
	words := split(s.t, line)
	var stdin bytes.Buffer
	if n := len(words); n > 2 && words[n-2] == "<" {
		stdin.WriteString(s.read(words[n-1]))
		words = words[:n-2]
	}
	if words[0] != "glaux" {
		if err := s.shell(words); err != nil {
			s.t.Fatalf("%s: %v", line, err)
		}
		return
	}
	status := cli.Main(s.t.Context(), cli.Env{
		Args: words[1:], Stdin: &stdin, Stdout: &s.screen, Stderr: &s.screen,
		Getenv: func(name string) string { return s.env[name] },
		Now:    func() time.Time { return time.Date(2025, time.December, 3, 4, 5, 6, 0, time.UTC) },
	})
	if status != 0 {
		fmt.Fprintf(&s.screen, "[exit status %d]\n", status)
	}
}

// shell runs one of the few commands that are not glaux.
func (s *session) shell(words []string) error {
	arg := func(i int) string {
		if i >= len(words) {
			s.t.Fatalf("%q lacks an argument", words)
		}
		return words[i]
	}
	switch words[0] {
	case "cat":
		s.screen.WriteString(s.read(arg(1)))
		return nil
	case "rm":
		return os.RemoveAll(arg(1))
	case "cp":
		if err := os.MkdirAll(filepath.Dir(arg(2)), 0o700); err != nil {
			return err
		}
		return os.WriteFile(arg(2), []byte(s.read(arg(1))), 0o600)
	case "cut":
		var n int64
		if _, err := fmt.Sscan(arg(2), &n); err != nil {
			return err
		}
		return os.Truncate(arg(1), n)
	case "env":
		name, value, _ := strings.Cut(arg(1), "=")
		s.env[name] = strings.ReplaceAll(value, "$WORK", s.work)
		return nil
	}
	return fmt.Errorf("no command %q", words[0])
}

func (s *session) read(name string) string {
	text, err := os.ReadFile(name)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// masked returns the screen without what differs from run to run.
func (s *session) masked() string {
	text := strings.ReplaceAll(s.screen.String(), s.work, "$WORK")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return regexp.MustCompile(`\d+(\.\d+)? (bytes|kB|MB)`).ReplaceAllString(text, "SIZE")
}

// split splits a line into words as a shell does, with '…' and "…" around blanks.
func split(t *testing.T, line string) []string {
	t.Helper()
	var words []string
	var word strings.Builder
	quote, inside := rune(0), false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, inside = r, true
		case quote == 0 && r == ' ':
			if inside {
				words = append(words, word.String())
			}
			word.Reset()
			inside = false
		default:
			word.WriteRune(r)
			inside = true
		}
	}
	if quote != 0 {
		t.Fatalf("a quote is not closed: %s", line)
	}
	if inside {
		words = append(words, word.String())
	}
	return words
}
