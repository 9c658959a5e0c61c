package funcs

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// Every function that Trino's documentation names is in the table: it runs, or belongs to a chapter that is refused by name.
func TestNoDocumentedFunctionIsAbsent(t *testing.T) {
	text, err := os.ReadFile("testdata/documented.txt")
	if err != nil {
		t.Fatal(err)
	}
	grammar := []string{"cast", "coalesce", "extract", "if", "nullif", "position", "try", "try_cast"}
	refusedChapters := []string{"geospatial", "learning", "setdigest", "mongodb"}
	n := 0
	for line := range strings.Lines(string(text)) {
		chapter, names, ok := strings.Cut(line, ":")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		for name := range strings.FieldsSeq(names) {
			n++
			f := Lookup(name)
			switch {
			case slices.Contains(grammar, name):
			case f == nil:
				t.Errorf("%s: %s is not in the table", chapter, name)
			case slices.Contains(refusedChapters, chapter) || name == "current_groups":
				if f.Unsupported == "" {
					t.Errorf("%s: %s is not refused", chapter, name)
				}
			case f.Unsupported != "":
				t.Errorf("%s: %s is refused: %s", chapter, name, f.Unsupported)
			case len(f.Signatures) == 0 || f.Doc == "":
				t.Errorf("%s: %s has no signature or no words", chapter, name)
			}
		}
	}
	if n < 400 {
		t.Errorf("only %d names", n)
	}
}
