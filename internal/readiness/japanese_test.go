package readiness

import (
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
)

// The Japanese texts are with the workbench, which shows them; there is no second copy of the English ones.
const japaneseFile = "../../ui/src/i18n/ja/findings.json"

// places returns the names of the values in a text, sorted, each once.
func places(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// sameInJapanese tells what is wrong with a text's Japanese.
func sameInJapanese(t *testing.T, what, english, japanese string) {
	t.Helper()
	if !slices.Equal(places(english), places(japanese)) {
		t.Errorf("%s tells %v, its Japanese %v", what, places(english), places(japanese))
	}
	if !strings.ContainsFunc(japanese, func(r rune) bool { return r >= 0x3040 && r <= 0x30ff || r >= 0x4e00 && r <= 0x9fff }) {
		t.Errorf("the Japanese of %s is %q", what, japanese)
	}
}

func TestEveryCheckSpeaksJapanese(t *testing.T) {
	var texts struct {
		Failed string                       `json:"failed"`
		Checks map[string]map[string]string `json:"checks"`
	}
	golden.JSON(t, japaneseFile, &texts)
	sameInJapanese(t, "a check that failed", couldNot, texts.Failed)
	for _, c := range Checks() {
		japanese := texts.Checks[c.Code]
		for part, english := range map[string]string{"good": c.Good, "lacks": c.Lacks, "prevents": c.Prevents, "console": c.Console} {
			sameInJapanese(t, c.Code+"."+part, english, japanese[part])
			delete(japanese, part)
		}
		for part := range japanese {
			t.Errorf("%s has Japanese for %q, which no check says", c.Code, part)
		}
		delete(texts.Checks, c.Code)
	}
	for code := range texts.Checks {
		t.Errorf("there is Japanese for %q, which is no check", code)
	}
}

func TestFindingCarriesItsFigures(t *testing.T) {
	c := Check{Good: "{share} % is good.", Lacks: "Only {share} %."}
	for _, state := range []State{Good, Gap} {
		f, ok := c.judge(Finding{}, map[string]string{"state": string(state), "share": "97.0"})
		if !ok || f.Values["share"] != "97.0" || !strings.Contains(f.Says, "97.0 %") {
			t.Errorf("%s: got %+v", state, f)
		}
	}
}
