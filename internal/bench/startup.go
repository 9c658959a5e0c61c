package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// The start of the whole program: how often it is started, and how long it may take.
const (
	starts   = 9
	aimStart = 250 * time.Millisecond
)

// startUp measures `glaux query 'SELECT 1'`, as a process of its own, with an empty lake.
func startUp(ctx context.Context, o Options) error {
	if o.Program == "" {
		return nil
	}
	program, err := filepath.Abs(o.Program)
	if err != nil {
		return err
	}
	home, err := os.MkdirTemp("", "glaux-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home) //nolint:errcheck // a temporary folder
	took := make([]time.Duration, starts)
	for i := range took {
		start := o.Now()
		command := exec.CommandContext(ctx, program, "query", "SELECT 1")
		command.Env = []string{"HOME=" + home}
		out, err := command.CombinedOutput()
		if err != nil || !bytes.Contains(out, []byte("1")) {
			return fmt.Errorf("%s query 'SELECT 1' answers %q: %w", o.Program, out, err)
		}
		took[i] = o.Now().Sub(start)
	}
	o.printf("start of glaux query 'SELECT 1': %s  (aim: at most %s)\n", median(took).Round(time.Millisecond), aimStart)
	return nil
}
