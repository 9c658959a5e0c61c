package dashboard

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
)

//go:embed dashboards/*.md
var embedded embed.FS

// own stands before the names of the user's dashboards; those that are built in have no dot in theirs.
const own = "own."

// maxFiles bounds the files of a folder.
const maxFiles = 500

// Library has the dashboards that are built in and those of a folder. It may be used by several at the same time.
type Library struct {
	folder  string
	mu      sync.Mutex
	builtin []*Dashboard
	read    map[string]kept // by the names of files
}

// kept is a file that was read, with what tells that it has changed.
type kept struct {
	size    int64
	changed time.Time
	made    *Dashboard
}

// Open returns the dashboards that are built in, with those of a folder when it is not "". The folder is looked at whenever it is asked
// for, so it may come and go.
func Open(folder string) *Library {
	return &Library{folder: folder, read: map[string]kept{}}
}

// Builtin returns the dashboards that are built in, in the order in which a menu shows them.
func Builtin() []*Dashboard {
	var all []*Dashboard
	for _, name := range topics() {
		source, err := embedded.ReadFile("dashboards/" + name + ".md")
		if err != nil {
			continue // a test holds the topics to the files
		}
		d := Read(name+".md", source)
		all = append(all, &d)
	}
	return all
}

// topics are the files that are built in, in the order in which a menu shows them.
func topics() []string {
	return []string{"summary", "compute", "storage", "network", "database", "genai", "commitments", "allocation"}
}

// All returns all dashboards: those built in, then the user's by name. What cannot be read is among them, with its fault.
func (l *Library) All() []*Dashboard {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.builtin == nil {
		l.builtin = Builtin()
	}
	all := append([]*Dashboard(nil), l.builtin...)
	if l.folder != "" {
		all = append(all, l.folderFiles()...)
	}
	return all
}

// List returns what a menu shows of All.
func (l *Library) List() []Info {
	list := []Info{}
	for _, d := range l.All() {
		list = append(list, d.Info)
	}
	return list
}

// Find returns a dashboard by name.
func (l *Library) Find(name string) (*Dashboard, error) {
	for _, d := range l.All() {
		if d.Name == name {
			return d, nil
		}
	}
	return nil, fault.New(fault.NotFound, "DASHBOARD_NOT_FOUND", fmt.Sprintf("there is no dashboard %q", name))
}

// folderFiles returns the dashboards of the folder. Files are read within the folder only: a link that leads elsewhere is not followed.
func (l *Library) folderFiles() []*Dashboard {
	root, err := os.OpenRoot(l.folder)
	if err != nil {
		return []*Dashboard{broken("", l.folder, fmt.Sprintf("the folder of dashboards cannot be read: %v", err))}
	}
	defer root.Close() //nolint:errcheck // nothing was written
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return []*Dashboard{broken("", l.folder, fmt.Sprintf("the folder of dashboards cannot be read: %v", err))}
	}
	var all []*Dashboard
	seen := map[string]kept{}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || path.Ext(e.Name()) != ".md" || strings.EqualFold(e.Name(), "README.md") {
			continue
		}
		if len(all) == maxFiles {
			all = append(all, broken("", l.folder, fmt.Sprintf("the folder has more than %d dashboards; the others are not read", maxFiles)))
			break
		}
		k := l.one(root, e)
		seen[e.Name()] = k
		all = append(all, k.made)
	}
	l.read = seen
	return all
}

// fileName is how files are named that can be asked for.
var fileName = regexp.MustCompile(`^[\pL\pN][\pL\pN _.-]{0,99}\.md$`)

// one reads a file of the folder, unless it is as it was.
func (l *Library) one(root *os.Root, e fs.DirEntry) kept {
	name := e.Name()
	info, err := e.Info()
	switch {
	case err != nil:
		return kept{made: broken(name, name, err.Error())}
	case !fileName.MatchString(name):
		return kept{made: broken(name, name, "the name has other than letters, digits, blanks, dots, - and _, or is longer than 100")}
	case info.Mode()&fs.ModeSymlink != 0:
		return kept{made: broken(name, name, "it is a symbolic link, which is not followed")}
	case !info.Mode().IsRegular():
		return kept{made: broken(name, name, "it is no file")}
	}
	before, ok := l.read[name]
	if ok && before.made != nil && before.size == info.Size() && before.changed.Equal(info.ModTime()) {
		return before
	}
	source, err := readFile(root, name, info)
	if err != nil {
		return kept{made: broken(name, name, err.Error())}
	}
	d := Read(name, source)
	d.Name, d.Own = own+d.Name, true
	if d.Topic == "" {
		d.Topic = "own"
	}
	return kept{size: info.Size(), changed: info.ModTime(), made: &d}
}

// errSwapped is why a file is not read that became another between being looked at and being opened.
var errSwapped = errors.New("it changed while it was read")

// readFile reads a file, and a byte more than is allowed so that Read can tell.
func readFile(root *os.Root, name string, looked fs.FileInfo) ([]byte, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	if info, err := f.Stat(); err != nil || !os.SameFile(info, looked) {
		return nil, errors.Join(errSwapped, err)
	}
	return io.ReadAll(io.LimitReader(f, MaxFile+1))
}

// broken is a file that cannot be read, as a dashboard without tiles.
func broken(name, file, reason string) *Dashboard {
	d := &Dashboard{}
	d.Name = own + strings.TrimSuffix(name, ".md")
	d.Title, d.Topic, d.Own = file, "own", true
	d.Faults = []Fault{{File: file, Line: 1, Reason: reason}}
	return d
}
