package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// run runs a command with an empty home and returns its exit status and what it wrote.
func run(ctx context.Context, t *testing.T, env Env, args ...string) (status int, out, err string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	home := t.TempDir()
	env.Args, env.Stdout, env.Stderr = args, &stdout, &stderr
	env.Getenv = func(name string) string { return map[string]string{"HOME": home}[name] }
	if env.Stdin == nil {
		env.Stdin = strings.NewReader("")
	}
	return Main(ctx, env), stdout.String(), stderr.String()
}

func TestEveryCommandHasHelpAndAnExample(t *testing.T) {
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		if cmd.Short == "" || cmd.Example == "" {
			t.Errorf("%s lacks a short help or an example", cmd.CommandPath())
		}
		for _, sub := range cmd.Commands() {
			visit(sub)
		}
	}
	visit((&command{}).root())
}

func TestAnInterruptedCommandSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	status, _, errText := run(ctx, t, Env{}, "query", "SELECT count(*) FROM (VALUES 1, 2) AS a CROSS JOIN (VALUES 1, 2) AS b")
	if status != exitInterrupted || !strings.Contains(errText, "interrupted") {
		t.Errorf("got status %d and %q", status, errText)
	}
}

func TestARunningQueryCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	const patience = 2 * barDelay
	time.AfterFunc(patience, cancel)
	status, out, errText := run(ctx, t, Env{OutTerminal: true, ErrTerminal: true}, "query",
		"WITH n (x) AS (SELECT x FROM UNNEST(sequence(1, 10000)) AS u (x)) SELECT count(*) FROM n AS a, n AS b, n AS c WHERE a.x + b.x = c.x + 17")
	if status != exitInterrupted || out != "" || !strings.HasSuffix(errText, "glaux: interrupted\n") {
		t.Errorf("got status %d, %q and %q", status, out, errText)
	}
	if !strings.Contains(errText, "running") {
		t.Errorf("no progress was shown: %q", errText)
	}
}

func TestAPipeSeesNoProgress(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*barDelay)
	defer cancel()
	_, _, errText := run(ctx, t, Env{}, "query",
		"WITH n (x) AS (SELECT x FROM UNNEST(sequence(1, 10000)) AS u (x)) SELECT count(*) FROM n AS a, n AS b, n AS c WHERE a.x + b.x = c.x + 17")
	if errText != "glaux: interrupted\n" {
		t.Errorf("got %q", errText)
	}
}

func TestParquetIsNotForATerminal(t *testing.T) {
	status, out, errText := run(t.Context(), t, Env{OutTerminal: true}, "query", "SELECT 1", "--format", "parquet")
	if status != exitUsage || out != "" || !strings.Contains(errText, "-o FILE") {
		t.Errorf("got status %d, %q and %q", status, out, errText)
	}
}

func TestResultsAndMessagesDoNotMix(t *testing.T) {
	status, out, errText := run(t.Context(), t, Env{OutTerminal: true, ErrTerminal: true},
		"query", "VALUES 1, 2, 3", "--format", "csv", "--max-rows", "2")
	if status != exitDone || out != "_col0\r\n1\r\n2\r\n" || !strings.Contains(errText, "2 of 3 rows shown") {
		t.Errorf("got status %d, %q and %q", status, out, errText)
	}
}

func TestSQLIsReadFromStandardInput(t *testing.T) {
	for _, args := range [][]string{{"query", "-"}, {"query", "-f", "-"}} {
		status, out, errText := run(t.Context(), t, Env{Stdin: strings.NewReader("SELECT 7 AS n")}, append(args, "--format", "jsonl")...)
		if status != exitDone || out != "{\"n\":7}\n" {
			t.Errorf("%v: got status %d, %q and %q", args, status, out, errText)
		}
	}
}

func TestATooLongTextIsRefusedByTheParser(t *testing.T) {
	status, _, errText := run(t.Context(), t, Env{Stdin: strings.NewReader("SELECT '" + strings.Repeat("x", 1<<20) + "'")}, "query", "-")
	if status != exitUsage || !strings.Contains(errText, "QUERY_TEXT_TOO_LARGE") {
		t.Errorf("got status %d and %.200q", status, errText)
	}
}

func TestAnOutputFileAppearsOnlyWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := replaceFile(path, func(out io.Writer) error {
		_, err := out.Write([]byte("half"))
		return errors.Join(err, broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "before" {
		t.Errorf("got %q, %v: the former file is gone", text, err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("%d files are left, %v", len(entries), err)
	}
	if err := replaceFile(path, func(out io.Writer) error { _, err := out.Write([]byte("whole")); return err }); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "whole" {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestCompletionIsWritten(t *testing.T) {
	status, out, errText := run(t.Context(), t, Env{}, "completion", "bash")
	if status != exitDone || !strings.Contains(out, "glaux") {
		t.Errorf("got status %d and %q", status, errText)
	}
}

func TestFlagsAreCompleted(t *testing.T) {
	_, out, _ := run(t.Context(), t, Env{}, "__complete", "query", "--format", "")
	if !strings.Contains(out, "parquet") {
		t.Errorf("--format is not completed: %q", out)
	}
	_, out, _ = run(t.Context(), t, Env{}, "__complete", "explain", "--stage", "")
	if !strings.Contains(out, "guarded") {
		t.Errorf("--stage is not completed: %q", out)
	}
}
