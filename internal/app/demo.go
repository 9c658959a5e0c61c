package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/lake"
)

// DemoSource is the name under which the demo's bills are registered.
const DemoSource = "demo.cur"

// MakeDemo generates the demo's bills beside the lake and registers them, where they are not yet. It returns their folder.
func (a *App) MakeDemo(ctx context.Context) (string, error) {
	folder := filepath.Join(filepath.Dir(a.Lake.Dir()), "demo")
	err := demo.Write(func(path string) (io.WriteCloser, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		full := filepath.Join(folder, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			return nil, err
		}
		return os.Create(full)
	})
	if err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "DEMO_NOT_WRITTEN", fmt.Sprintf("the demo's bills cannot be written: %v", err))
	}
	if err := a.AddSource(DemoSource, folder); err != nil && !errors.Is(err, lake.ErrSourceExists) {
		return "", err
	}
	return folder, nil
}
