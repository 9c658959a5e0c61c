package scalar

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestWordsAreStemmedByLanguage(t *testing.T) {
	for _, c := range []struct{ word, language, want string }{
		{"", "en", ""},
		{"generally", "en", "general"},
		{"intensifying", "en", "intensifi"},
		{"continuerait", "fr", "continu"},
		{"torpedearon", "es", "torped"},
		{"quilomtricos", "pt", "quilomtr"},
		{"bastão", "pt", "bastã"},
		{"pronunziare", "it", "pronunz"},
		{"test", "xx", "INVALID_FUNCTION_ARGUMENT: Unknown stemmer language: xx"},
		{"test", "de", "NOT_SUPPORTED: stems of words of language 'de' are not supported"},
		{strings.Repeat("a", maxWord+1), "en", "NOT_SUPPORTED: stems of words of more than 10000 bytes are not supported"},
	} {
		if got := result(t, "word_stem", types.Text(), c.word, c.language); got != c.want {
			t.Errorf("%.20s in %s: got %s, want %s", c.word, c.language, got, c.want)
		}
	}
	if got := result(t, "word_stem", types.Text(), "generally"); got != "general" {
		t.Errorf("without a language: got %s", got)
	}
}

// A stemmer that goes back and forth over a long word would take hours; then the time limit of the test run ends it.
func TestLongWordsAreStemmed(t *testing.T) {
	for language, stem := range stemmers {
		for _, part := range []string{"ay", "üy", "ё", "iu", "ss", "que"} {
			if stem != nil {
				result(t, "word_stem", types.Text(), strings.Repeat(part, maxWord/len(part)), language)
			}
		}
	}
}

func FuzzWordStem(f *testing.F) {
	for _, word := range []string{"generally", "übergröße", "qu'elle", "ё", "y", "'s'"} {
		f.Add(word)
	}
	f.Fuzz(func(t *testing.T, word string) {
		for language, stem := range stemmers {
			if stem == nil || len(word) > 100 {
				continue
			}
			if _, err := wordStem([]value.Value{word, language}); err != nil {
				t.Errorf("%q in %s: %s", word, language, err)
			}
		}
	})
}
