package arch

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"
)

//go:embed floors.txt
var floorsText string

//go:embed rooms.txt
var roomsText string

func load(t *testing.T) []Package {
	t.Helper()
	packages, err := Load("../..")
	if err != nil {
		t.Fatal(err)
	}
	return packages
}

// Every package imports exactly what floors.txt says, and nothing of a higher floor.
func TestFloors(t *testing.T) {
	floors, err := ParseFloors(floorsText)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range load(t) {
		name := Short(p.Dir)
		seen[name] = true
		floor, ok := floors[name]
		if !ok {
			t.Errorf("%s has no line in floors.txt; its imports are: %s", name, strings.Join(p.Ours(), " "))
			continue
		}
		for _, problem := range compare(p, floor, floors) {
			t.Error(problem)
		}
	}
	for name := range floors {
		if !seen[name] {
			t.Errorf("floors.txt names %s, which is no package", name)
		}
	}
}

// compare returns what differs between a package and its line.
func compare(p Package, floor Floor, floors map[string]Floor) []string {
	var problems []string
	ours := p.Ours()
	for _, name := range ours {
		if !slices.Contains(floor.Imports, name) {
			problems = append(problems, fmt.Sprintf("%s imports %s, which its line in floors.txt does not allow", floor.Dir, name))
		}
		if floors[name].Level > floor.Level {
			problems = append(problems, fmt.Sprintf("%s (floor %d) imports %s (floor %d)", floor.Dir, floor.Level, name, floors[name].Level))
		}
	}
	for _, name := range floor.Imports {
		if !slices.Contains(ours, name) {
			problems = append(problems, fmt.Sprintf("floors.txt lets %s import %s, which it does not", floor.Dir, name))
		}
	}
	return problems
}

// Outside packages stay in the rooms that rooms.txt gives them.
func TestRooms(t *testing.T) {
	rooms, err := ParseRooms(roomsText)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range load(t) {
		for _, name := range p.Imports {
			for _, room := range rooms {
				if matches(room.Import, name) && !slices.ContainsFunc(room.Dirs, func(dir string) bool { return inside(Short(p.Dir), dir) }) {
					t.Errorf("%s imports %s, which rooms.txt keeps to: %s", p.Dir, name, strings.Join(room.Dirs, " "))
				}
			}
		}
	}
}

func matches(pattern, name string) bool {
	prefix, ok := strings.CutSuffix(pattern, "/...")
	return name == pattern || ok && (name == prefix || strings.HasPrefix(name, prefix+"/"))
}

func inside(dir, room string) bool { return dir == room || strings.HasPrefix(dir, room+"/") }

// Nothing of the SQL front-end reaches for the world: it must build and test without disk, network and clock.
func TestFrontEndIsPure(t *testing.T) {
	banned := []string{"os", "net", "net/http", "database/sql", "math/rand", "math/rand/v2", "log", "log/slog", "os/exec", "unsafe"}
	for _, p := range load(t) {
		if !strings.HasPrefix(p.Dir, "internal/sql/") {
			continue
		}
		for _, name := range p.Imports {
			if slices.Contains(banned, name) {
				t.Errorf("%s imports %s", p.Dir, name)
			}
		}
	}
}

// Every package has exactly one comment, in the file named as the package (main.go for a command, or doc.go), and it says something.
func TestPackageComments(t *testing.T) {
	for _, p := range load(t) {
		if len(p.Comments) != 1 {
			t.Errorf("%s has %d package comments, want 1", p.Dir, len(p.Comments))
			continue
		}
		for file, text := range p.Comments {
			want := p.Name + ".go"
			if file != want && file != "doc.go" {
				t.Errorf("%s: the package comment stands in %s, want %s or doc.go", p.Dir, file, want)
			}
			start := "Package " + p.Name + " "
			if p.Name == "main" {
				start = "Command "
			}
			if !strings.HasPrefix(text, start) || len(text) < 80 {
				t.Errorf("%s: the package comment must begin %q and say what the package is for and what it promises", p.Dir, start)
			}
		}
	}
}
