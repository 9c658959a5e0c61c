// Package golden runs tests that stand in files. A case is a txtar archive: its comment says in a sentence what it is about,
// its sections are inputs and expectations. It promises that `go test PACKAGE -update` rewrites expectations and nothing
// else: the comment, the inputs and the order of the sections stay as they were written.
//
//	func TestPrint(t *testing.T) {
//		golden.Run(t, "testdata", func(t *testing.T, in golden.Sections) golden.Sections {
//			return golden.Sections{"printed.sql": printed(in["query.sql"])}
//		})
//	}
//
// A section that a case has and the function returns is an expectation; a section that the function does not return is an
// input. What the function returns and the archive does not have is left out: a case shows only the stages it is about.
package golden

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

//nolint:gochecknoglobals // a flag of the test binary, set once before the tests run
var update = flag.Bool("update", false, "rewrite the expectations of golden files")

// Sections are the sections of an archive by name, each with its final newline.
type Sections map[string]string

// Updating tells whether the test runs with -update, for tests that keep expectations in files of their own.
func Updating() bool { return *update }

// JSON reads a JSON file of the project, such as the words of the workbench, into what to points at.
func JSON(t *testing.T, file string, to any) {
	t.Helper()
	text, err := os.ReadFile(file) //nolint:gosec // a file of the project
	if err == nil {
		err = json.Unmarshal(text, to)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// Run runs f on every *.txtar file of dir as a subtest named as the file, and compares what f returns with the sections.
func Run(t *testing.T, dir string, f func(t *testing.T, in Sections) Sections) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no *.txtar file in %q (%v)", dir, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { one(t, file, f) })
	}
}

// one runs one case.
func one(t *testing.T, file string, f func(t *testing.T, in Sections) Sections) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	in := make(Sections, len(archive.Files))
	for _, section := range archive.Files {
		in[section.Name] = string(section.Data)
	}
	compare(t, archive, f(t, in))
	if *update && !t.Failed() {
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil { //nolint:gosec // a test file, meant to be read
			t.Fatal(err)
		}
	}
}

// compare holds the sections of the archive to got, or with -update puts got into the archive.
func compare(t *testing.T, archive *txtar.Archive, got Sections) {
	t.Helper()
	compared := 0
	for i, section := range archive.Files {
		text, ok := got[section.Name]
		if !ok {
			continue
		}
		compared++
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		if *update {
			archive.Files[i].Data = []byte(text)
		} else if text != string(section.Data) {
			t.Errorf("%s\n-- %s, want --\n%s-- got --\n%s", archive.Comment, section.Name, section.Data, text)
		}
	}
	if compared == 0 && !t.Failed() {
		t.Errorf("%s\nno section of the case is an expectation", archive.Comment)
	}
}
