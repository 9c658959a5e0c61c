package unit

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
)

//go:embed ready/*.yaml
var embedded embed.FS

// maxFiles bounds the files of a folder.
const maxFiles = 500

// Library has the ready units and those of a folder. It may be used by several at the same time.
type Library struct {
	folder string
	own    []Unit // of no folder
	mu     sync.Mutex
	stamp  string
	units  []Unit
	notes  []Text
}

// Open returns the ready units, with those of a folder when it is not "". The folder is looked at whenever units are asked for, so it may come
// and go; a file that is wrong is said in the notes and costs itself alone.
func Open(folder string) *Library { return &Library{folder: folder} }

// Of returns a library of the ready units and of some others.
func Of(own ...Unit) *Library {
	own = slices.Clone(own)
	for i := range own {
		own[i].Own = true
	}
	return &Library{own: own}
}

// ready reads the units that are built in, once.
//
//nolint:gochecknoglobals // read once
var ready = sync.OnceValues(func() ([]Unit, error) {
	var list []Unit
	for _, group := range groups() {
		if group == ownGroup {
			continue
		}
		text, err := embedded.ReadFile("ready/" + group + ".yaml")
		if err != nil {
			return nil, err
		}
		units, err := Parse(group+".yaml", text, func(string) ([]byte, error) { return nil, fs.ErrNotExist })
		if err != nil {
			return nil, err
		}
		for i := range units {
			units[i].File = ""
		}
		list = append(list, units...)
	}
	return list, nil
})

// All returns the units, those of the folder first, and what is wrong with files.
func (l *Library) All() ([]Unit, []Text, error) {
	built, err := ready()
	if err != nil {
		return nil, nil, err
	}
	if l.folder == "" {
		return slices.Concat(l.own, built), nil, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	root, err := os.OpenRoot(l.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return built, nil, nil
	}
	if err != nil {
		return built, []Text{folderNote(l.folder, err)}, nil
	}
	defer root.Close() //nolint:errcheck // nothing was written
	names, stamp, err := unitFiles(root)
	if err != nil {
		return built, []Text{folderNote(l.folder, err)}, nil
	}
	if stamp != l.stamp || l.units == nil {
		l.stamp = stamp
		l.units, l.notes = parseFolder(root, names, built)
	}
	return slices.Concat(l.units, built), l.notes, nil
}

func folderNote(folder string, err error) Text {
	return Text{EN: fmt.Sprintf("the folder of units %q cannot be read: %v", folder, err), JA: fmt.Sprintf("ユニットのフォルダー %q を読めません: %v", folder, err)}
}

// unitFiles are the files of units of a folder, and a text that changes whenever one of its files does.
func unitFiles(root *os.Root) (names []string, stamp string, err error) {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, "", err
	}
	var b strings.Builder
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue // it went while we looked
		}
		fmt.Fprintf(&b, "%q %d %s\n", e.Name(), info.Size(), info.ModTime().Format(time.RFC3339Nano))
		if ext := path.Ext(e.Name()); (ext == ".yaml" || ext == ".yml") && len(names) < maxFiles {
			names = append(names, e.Name())
		}
	}
	return names, b.String(), nil
}

// parseFolder reads the files of a folder. Figures beside them are read within the folder only.
func parseFolder(root *os.Root, names []string, built []Unit) (list []Unit, notes []Text) {
	list = []Unit{}
	open := func(name string) ([]byte, error) { return readWithin(root, name) }
	for _, name := range names {
		text, err := open(name)
		var units []Unit
		if err == nil {
			units, err = Parse(name, text, open)
		}
		for _, u := range units {
			taken := func(other Unit) bool { return other.ID == u.ID }
			if err == nil && (slices.ContainsFunc(list, taken) || slices.ContainsFunc(built, taken)) {
				err = invalid(name, fmt.Sprintf("there already is a unit %q", u.ID))
			}
		}
		if err != nil {
			notes = append(notes, Text{EN: wordsOf(err), JA: wordsOf(err)})
			continue
		}
		for _, u := range units {
			u.Own = true
			list = append(list, u)
		}
	}
	return list, notes
}

// wordsOf is an error for people.
func wordsOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Msg
	}
	return err.Error()
}

// readWithin reads a file of a folder, and nothing outside of it.
func readWithin(root *os.Root, name string) ([]byte, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%q cannot be read in the folder of the unit", name)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("%q cannot be read: %w", name, err)
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%q is larger than 1 MiB", name)
	}
	return text, nil
}

// Find returns a unit by its id.
func (l *Library) Find(id string) (Unit, error) {
	list, notes, err := l.All()
	if err != nil {
		return Unit{}, err
	}
	for _, u := range list {
		if u.ID == id {
			return u, nil
		}
	}
	msg := fmt.Sprintf("there is no unit %q", id)
	if len(notes) > 0 {
		msg += "; " + notes[0].EN
	}
	return Unit{}, fault.New(fault.NotFound, "UNIT_NOT_FOUND", msg)
}
