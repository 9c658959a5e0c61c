package dashboard

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/period"
)

// november is a clock whose newest bill is that of November 2025, long past.
func november() Clock {
	return Clock{Latest: period.NewMonth(2025, 11), Now: time.Date(2026, 6, 5, 4, 3, 2, 0, time.UTC)}
}

func TestFiles(t *testing.T) {
	golden.Run(t, "testdata", func(t *testing.T, in golden.Sections) golden.Sections {
		d := Read("case.md", []byte(in["case.md"]))
		out := golden.Sections{"faults": faults(d)}
		var prose, tiles, queries strings.Builder
		shown := 0
		for _, b := range d.Blocks {
			if b.Tile == nil {
				prose.WriteString(b.Prose + "\n")
				if b.ProseJA != "" {
					prose.WriteString("ja: " + b.ProseJA + "\n")
				}
				continue
			}
			shown++
			text, err := json.MarshalIndent(b.Tile, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			tiles.Write(append(text, '\n'))
			q, err := d.Query(b.Tile.ID, given(t, in["given.json"]), november())
			if err != nil {
				queries.WriteString(b.Tile.ID + ": " + err.Error() + "\n")
				continue
			}
			queries.WriteString(b.Tile.ID + "\n" + q.SQL + "\n-> " + strings.Join(q.Params, " | ") + "\n" + q.Plain + "\n")
		}
		if d.Tiles != shown {
			t.Errorf("%d tiles are told, %d shown", d.Tiles, shown)
		}
		d.Faults = nil
		front, err := json.MarshalIndent(struct {
			Info
			Params []Param
		}{d.Info, d.At(november()).Params}, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		out["prose.html"], out["tiles.json"], out["queries.sql"], out["front.json"] = prose.String(), tiles.String(), queries.String(), string(front)+"\n"
		return out
	})
}

// given reads the values of parameters.
func given(t *testing.T, text string) map[string]string {
	t.Helper()
	values := map[string]string{}
	if text == "" {
		return values
	}
	if err := json.Unmarshal([]byte(text), &values); err != nil {
		t.Fatal(err)
	}
	return values
}

// faults returns the faults of a dashboard, one a line.
func faults(d Dashboard) string {
	var b strings.Builder
	for _, f := range d.Faults {
		b.WriteString(f.File + ":" + itoa(f.Line) + ": " + f.Reason + "\n")
	}
	return b.String()
}

func itoa(n int) string {
	text, err := json.Marshal(n)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func TestBuiltinDashboards(t *testing.T) {
	entries, err := embedded.ReadDir("dashboards")
	if err != nil || len(entries) != len(topics()) {
		t.Errorf("there are %d files and %d topics (%v)", len(entries), len(topics()), err)
	}
	for _, d := range Builtin() {
		t.Run(d.Name, func(t *testing.T) {
			if text := faults(*d); text != "" {
				t.Error(text)
			}
			if d.TitleJA == "" || d.About == "" || d.AboutJA == "" || d.Topic == "" {
				t.Error("the front matter lacks a title or an about in a language, or the topic")
			}
			for _, p := range d.Params {
				if p.TitleJA == "" || p.Title == p.Name {
					t.Errorf("parameter %s lacks a title", p.Name)
				}
			}
			for _, b := range d.Blocks {
				whole(t, b)
			}
		})
	}
}

// japanese tells whether a text has signs of Japanese.
func japanese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= 0x3040 && r <= 0x9fff })
}

// whole checks that a block says all in both languages.
func whole(t *testing.T, b Block) {
	t.Helper()
	if b.Tile == nil {
		if !japanese(b.ProseJA) || japanese(b.Prose) {
			t.Errorf("prose that is not in both languages: %s%s", b.Prose, b.ProseJA)
		}
		return
	}
	for name, text := range map[string]string{
		"title": b.Tile.Title, "title_ja": b.Tile.TitleJA, "note": b.Tile.Note, "note_ja": b.Tile.NoteJA,
		"empty": b.Tile.Empty, "empty_ja": b.Tile.EmptyJA,
	} {
		if text == "" {
			t.Errorf("tile %s has no %s", b.Tile.ID, name)
		}
		if japanese(text) != strings.HasSuffix(name, "_ja") {
			t.Errorf("tile %s: %s is in the wrong language: %s", b.Tile.ID, name, text)
		}
	}
}

func TestAFolderIsReadAgainWhenItChanges(t *testing.T) {
	dir := t.TempDir()
	library := Open(dir)
	builtin := len(Builtin())
	if n := len(library.All()); n != builtin {
		t.Fatalf("an empty folder has %d dashboards more", n-builtin)
	}
	write(t, dir, "mine.md", "---\ntitle: One\n---\n")
	d, err := library.Find("own.mine")
	if err != nil || d.Title != "One" || !d.Own {
		t.Fatalf("found %+v (%v)", d, err)
	}
	again, err := library.Find("own.mine")
	if err != nil || again != d {
		t.Errorf("a file that did not change was read again (%v)", err)
	}
	write(t, dir, "mine.md", "---\ntitle: Two, longer\n---\n")
	if d, err = library.Find("own.mine"); err != nil || d.Title != "Two, longer" {
		t.Errorf("found %+v (%v) after the change", d, err)
	}
	if err := os.Remove(filepath.Join(dir, "mine.md")); err != nil {
		t.Fatal(err)
	}
	if _, err = library.Find("own.mine"); err == nil {
		t.Error("a file that went is still found")
	}
}

func TestWhatIsNoFileOfTheFolderIsToldAndNotRead(t *testing.T) {
	outside := t.TempDir()
	write(t, outside, "secret.md", "---\ntitle: Secret\n---\n")
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(outside, "secret.md"), filepath.Join(dir, "link.md")); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.md"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "large.md", "---\ntitle: Large\n---\n"+strings.Repeat("x", MaxFile))
	write(t, dir, "odd\tname.md", "---\ntitle: Odd\n---\n")
	write(t, dir, "README.md", "Not a dashboard.")
	write(t, dir, ".hidden.md", "Neither.")
	reasons := map[string]string{}
	for _, d := range Open(dir).All() {
		if d.Own {
			reasons[d.Name] = faults(*d)
		}
		if d.Title == "Secret" || d.Title == "Large" || d.Title == "Odd" {
			t.Errorf("%s was read", d.Title)
		}
	}
	for name, reason := range map[string]string{
		"own.link": "symbolic link", "own.folder": "no file", "own.large": "at most", "own.odd\tname": "the name has",
	} {
		if !strings.Contains(reasons[name], reason) {
			t.Errorf("%s: %q does not say %q", name, reasons[name], reason)
		}
	}
	if len(reasons) != 4 {
		t.Errorf("there are %d: %v", len(reasons), reasons)
	}
}

func TestNamesThatLeadOutOfTheFolderAreNotFound(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Dir(dir), "outer.md", "---\ntitle: Outer\n---\n")
	for _, name := range []string{"own.../outer", "own.../../etc/passwd", "../summary", "own./etc/passwd", ""} {
		if d, err := Open(dir).Find(name); err == nil {
			t.Errorf("%q found %q", name, d.Title)
		}
	}
}

func TestAFolderThatIsMissingIsTold(t *testing.T) {
	all := Open(filepath.Join(t.TempDir(), "none")).All()
	if last := all[len(all)-1]; len(last.Faults) != 1 || !strings.Contains(last.Faults[0].Reason, "cannot be read") {
		t.Errorf("%+v", last)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
