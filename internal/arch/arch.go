// Package arch holds the house to its plan: which package may import which (floors.txt), which outside packages are let
// into which rooms (rooms.txt), and that every package says in one comment what it is for. It promises that the plan is exact: a
// missing permission and an unused one both fail the test.
package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Module is the import path of the project.
const Module = "github.com/glauxhq/glaux"

// Package is what the tests look at of one package: its folder below the module's root, what its files (without tests)
// import, and the comments above its package clauses, by file name.
type Package struct {
	Dir      string
	Name     string
	Imports  []string
	Comments map[string]string
}

// Load reads all packages below root, tests and testdata left out, in order of their folders.
func Load(root string) ([]Package, error) {
	byDir := map[string]*Package{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && skipped(entry.Name()) && file != root:
			return filepath.SkipDir
		case entry.IsDir(), !strings.HasSuffix(file, ".go"), strings.HasSuffix(file, "_test.go"):
			return nil
		}
		return read(root, file, byDir)
	})
	if err != nil {
		return nil, fmt.Errorf("load packages: %w", err)
	}
	packages := make([]Package, 0, len(byDir))
	for _, p := range byDir {
		slices.Sort(p.Imports)
		p.Imports = slices.Compact(p.Imports)
		packages = append(packages, *p)
	}
	slices.SortFunc(packages, func(a, b Package) int { return strings.Compare(a.Dir, b.Dir) })
	return packages, nil
}

// skipped tells whether a folder holds no packages of ours.
func skipped(name string) bool {
	return name == "testdata" || name == "node_modules" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

// read adds one file to its package.
func read(root, file string, byDir map[string]*Package) error {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return err
	}
	dir, err := filepath.Rel(root, filepath.Dir(file))
	if err != nil {
		return err
	}
	dir = filepath.ToSlash(dir)
	p := byDir[dir]
	if p == nil {
		p = &Package{Dir: dir, Name: parsed.Name.Name, Comments: map[string]string{}}
		byDir[dir] = p
	}
	for _, spec := range parsed.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return fmt.Errorf("%s: import %s: %w", file, spec.Path.Value, err)
		}
		p.Imports = append(p.Imports, name)
	}
	if text := comment(parsed.Doc); text != "" {
		p.Comments[path.Base(filepath.ToSlash(file))] = text
	}
	return nil
}

// comment returns the text of a package comment.
func comment(doc *ast.CommentGroup) string {
	if doc == nil {
		return ""
	}
	return doc.Text()
}

// Room says where an outside package may be imported: in the packages below one of the folders.
type Room struct {
	Import string
	Dirs   []string
}

// ParseRooms reads rooms.txt: lines of `import: folder folder …`; a name that ends in "/..." means all below it.
func ParseRooms(text string) ([]Room, error) {
	var rooms []Room
	for number, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, dirs, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("line %d: no colon in %q", number+1, line)
		}
		rooms = append(rooms, Room{Import: strings.TrimSpace(name), Dirs: strings.Fields(dirs)})
	}
	return rooms, nil
}

// Floor is a line of floors.txt: a package, its floor, and what it imports of ours.
type Floor struct {
	Dir     string
	Level   int
	Imports []string
}

// ParseFloors reads floors.txt: lines of `level folder: import import …`, all below internal/ unless they begin with "./".
func ParseFloors(text string) (map[string]Floor, error) {
	floors := map[string]Floor{}
	for number, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		head, imports, ok := strings.Cut(line, ":")
		if strings.TrimSpace(line) == "" {
			continue
		}
		fields := strings.Fields(head)
		if !ok || len(fields) != 2 {
			return nil, fmt.Errorf("line %d: want `level folder: imports`, found %q", number+1, line)
		}
		level, err := strconv.Atoi(fields[0])
		if err != nil {
			return nil, fmt.Errorf("line %d: level: %w", number+1, err)
		}
		if _, twice := floors[fields[1]]; twice {
			return nil, fmt.Errorf("line %d: %q stands twice", number+1, fields[1])
		}
		floors[fields[1]] = Floor{Dir: fields[1], Level: level, Imports: strings.Fields(imports)}
	}
	return floors, nil
}

// Short returns how floors.txt names a folder: without `internal/`, or with "./" in front outside of it.
func Short(dir string) string {
	if inside, ok := strings.CutPrefix(dir, "internal/"); ok {
		return inside
	}
	return "./" + dir
}

// Ours returns the imports of a package that are of this module, as floors.txt names them.
func (p Package) Ours() []string {
	var ours []string
	for _, name := range p.Imports {
		if dir, ok := strings.CutPrefix(name, Module+"/"); ok {
			ours = append(ours, Short(dir))
		}
	}
	return ours
}
