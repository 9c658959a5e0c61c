package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/lake"
)

// DemoSource is the name under which the demo's bill, in CUR 2.0, is registered.
const DemoSource = "demo.cur"

// demoVersion changes when the generator writes other files for the same options, so that an old world is not taken for a new one.
const demoVersion = 2

// demoMark is the file that tells that a folder is a world of ours, and which: without Done it was not completed.
const demoMark = ".glaux-demo.json"

// mark is what stands in demoMark.
type mark struct {
	Version int          `json:"version"`
	Options demo.Options `json:"options"`
	Done    *demo.Report `json:"done,omitempty"`
}

// World is a demo world on the disk.
type World struct {
	Dir string
	// Reused tells that it was there.
	Reused bool
	demo.Report
	// Sources are the names under which parts of it are registered.
	Sources []string
}

// demoSources are the names under which parts of the world are registered, and their formats. The bill is registered once, in CUR 2.0:
// the view glaux.bill over all of its forms would count every dollar three times.
func demoSources() [][2]string {
	return [][2]string{
		{DemoSource, "cur2"},
		{"demo.flow_logs", "flow-logs"},
		{"demo.inventory", "inventory"},
		{"demo.trail", "trail"},
		{"demo.invocations", "invocations"},
	}
}

// DemoDir is where the demo's world stands: beside the lake.
func (a *App) DemoDir() string { return filepath.Join(filepath.Dir(a.Lake.Dir()), "demo") }

// MakeDemo makes the demo's world beside the lake, unless it is there, and registers its parts where they are not yet.
func (a *App) MakeDemo(ctx context.Context, o demo.Options) (World, error) {
	w, err := GenerateDemo(ctx, a.DemoDir(), o)
	if err != nil {
		return World{}, err
	}
	for _, s := range demoSources() {
		folder, ok := w.Folders[s[1]]
		if !ok {
			continue
		}
		if err := a.AddSource(s[0], filepath.Join(w.Dir, filepath.FromSlash(folder))); err != nil && !errors.Is(err, lake.ErrSourceExists) {
			return World{}, err
		}
		w.Sources = append(w.Sources, s[0])
	}
	return w, a.demoUnit()
}

// GenerateDemo makes a world in a folder, unless the same one is there. It replaces another world of ours, and refuses a folder with
// anything else in it.
func GenerateDemo(ctx context.Context, dir string, o demo.Options) (World, error) {
	workers := o.Workers
	o.Workers = 0 // does not change the world
	want := mark{Version: demoVersion, Options: o}
	have, err := readMark(dir)
	if err != nil {
		return World{}, err
	}
	if have != nil && have.Done != nil && same(*have, want) {
		return World{Dir: dir, Reused: true, Report: *have.Done}, nil
	}
	o.Workers = workers
	report, err := generate(ctx, dir, o, want)
	if err != nil {
		if ctx.Err() != nil {
			return World{}, ctx.Err()
		}
		var known *fault.Error
		if errors.As(err, &known) {
			return World{}, err
		}
		return World{}, fault.Wrap(err, fault.Unavailable, "DEMO_NOT_WRITTEN", fmt.Sprintf("the demo's world cannot be written: %v", err))
	}
	return World{Dir: dir, Report: report}, nil
}

// same tells whether two marks are of the same world.
func same(a, b mark) bool {
	a.Done, b.Done = nil, nil
	one, errA := json.Marshal(a)
	two, errB := json.Marshal(b)
	return errA == nil && errB == nil && string(one) == string(two)
}

// readMark returns the mark of a folder, nil when the folder is empty or is not there.
func readMark(dir string) (*mark, error) {
	text, err := os.ReadFile(filepath.Join(dir, demoMark))
	if err == nil {
		var m mark
		if err := json.Unmarshal(text, &m); err != nil {
			return &mark{}, nil //nolint:nilerr // a mark that was cut short is that of a world not completed
		}
		return &m, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(err, fault.Unavailable, "DEMO_NOT_WRITTEN", fmt.Sprintf("the folder cannot be read: %v", err))
	}
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fault.Wrap(err, fault.Unavailable, "DEMO_NOT_WRITTEN", fmt.Sprintf("the folder cannot be read: %v", err))
	case len(entries) > 0:
		return nil, fault.New(fault.Invalid, "DEMO_NOT_WRITTEN", fmt.Sprintf("%s holds other files: name an empty folder, or one that this command has made", dir))
	}
	return nil, nil
}

// generate clears a folder and makes a world in it. The mark comes first, without Done, and is completed last.
func generate(ctx context.Context, dir string, o demo.Options, m mark) (demo.Report, error) {
	if err := clearWorld(dir); err != nil {
		return demo.Report{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return demo.Report{}, err
	}
	if err := writeMark(dir, m); err != nil {
		return demo.Report{}, err
	}
	report, err := demo.Generate(ctx, o, func(path string) (io.WriteCloser, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		full := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			return nil, err
		}
		return os.Create(full)
	})
	if err != nil {
		return demo.Report{}, err
	}
	m.Done = &report
	return report, writeMark(dir, m)
}

// clearWorld removes what a former world left; readMark has told that it is ours.
func clearWorld(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	return err
}

func writeMark(dir string, m mark) error {
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, demoMark), append(text, '\n'), 0o600)
}
