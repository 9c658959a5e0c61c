package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/period"
)

// small is a world that is made quickly.
func small() demo.Options {
	return demo.Options{Months: 1, End: period.NewMonth(2024, time.November), Formats: []string{"cur2", "trail"}}
}

func TestAWorldIsMadeOnceAndUsedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "world")
	first, err := GenerateDemo(t.Context(), dir, small())
	if err != nil || first.Reused || first.Rows == 0 {
		t.Fatalf("%+v, %v", first, err)
	}
	before, err := os.Stat(filepath.Join(dir, demo.TruthFile))
	if err != nil {
		t.Fatal(err)
	}
	again, err := GenerateDemo(t.Context(), dir, small())
	if err != nil || !again.Reused || again.Rows != first.Rows || again.Folders["cur2"] != first.Folders["cur2"] {
		t.Errorf("%+v, %v", again, err)
	}
	if after, err := os.Stat(filepath.Join(dir, demo.TruthFile)); err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("it was written again: %v", err)
	}
	other := small()
	other.Seed = 9
	if w, err := GenerateDemo(t.Context(), dir, other); err != nil || w.Reused {
		t.Errorf("another seed: %+v, %v", w, err)
	}
}

func TestAWorldThatWasNotCompletedIsMadeAgain(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := GenerateDemo(ctx, dir, small()); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "left.parquet"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if w, err := GenerateDemo(t.Context(), dir, small()); err != nil || w.Reused {
		t.Fatalf("%+v, %v", w, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "left.parquet")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was left is still there: %v", err)
	}
}

func TestAFolderOfOtherFilesIsNotTouched(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "mine.txt")
	if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := GenerateDemo(t.Context(), dir, small())
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	if text, err := os.ReadFile(mine); err != nil || string(text) != "mine" {
		t.Errorf("the file holds %q: %v", text, err)
	}
}
