package console

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
)

// The Japanese words are with the workbench, which shows them.
const functionsFile = "../../ui/src/i18n/ja/functions.json"

// quoted finds what stands as code in the words on a function, which is the same in both languages.
var quoted = regexp.MustCompile("`[^`]+`")

func TestEveryFunctionSpeaksJapanese(t *testing.T) {
	var words map[string]string
	golden.JSON(t, functionsFile, &words)
	for _, f := range Functions() {
		japanese := words[f.Name]
		if !strings.ContainsFunc(japanese, func(r rune) bool { return r >= 0x3040 && r <= 0x30ff || r >= 0x4e00 && r <= 0x9fff }) {
			t.Errorf("the Japanese of %s is %q", f.Name, japanese)
		}
		for _, code := range quoted.FindAllString(f.Doc, -1) {
			if !slices.Contains(quoted.FindAllString(japanese, -1), code) {
				t.Errorf("the Japanese of %s lacks %s: %q", f.Name, code, japanese)
			}
		}
		delete(words, f.Name)
	}
	for name := range words {
		t.Errorf("there is Japanese for %q, which is no function", name)
	}
}
