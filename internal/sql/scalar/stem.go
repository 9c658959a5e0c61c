package scalar

import (
	"unicode/utf8"

	snowball "github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/turkish"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// stems are the function word_stem.
func stems() map[string]maker {
	return map[string]maker{"word_stem": always(throwing(wordStem))}
}

// maxWord bounds the words that are stemmed, as the work may grow with the square of the length.
const maxWord = 10000

// stemmers are the algorithms of Snowball by the names that Trino gives them; those without one here are nil.
//
//nolint:gochecknoglobals // a table that nobody changes
var stemmers = map[string]func(*snowball.Env) bool{
	"da": danish.Stem, "en": english.Stem, "es": spanish.Stem, "fi": finnish.Stem, "fr": french.Stem, "hu": hungarian.Stem,
	"ir": irish.Stem, "it": italian.Stem, "nl": dutch.Stem, "no": norwegian.Stem, "pt": portuguese.Stem, "ro": romanian.Stem,
	"ru": russian.Stem, "sv": swedish.Stem, "tr": turkish.Stem,
	"ca": nil, "de": nil, "eu": nil, "hy": nil, "lt": nil,
}

// wordStem is the stem of a word, English unless a language is named. What cannot be stemmed stays as it is.
func wordStem(args []value.Value) (value.Value, error) {
	word, language := text(args, 0), "en"
	if len(args) == 2 {
		language = text(args, 1)
	}
	stem, known := stemmers[language]
	switch {
	case !known:
		return nil, bad("Unknown stemmer language: %s", language)
	case stem == nil:
		return nil, fail(diag.NotSupported, "stems of words of language '%s' are not supported", language)
	case len(word) > maxWord:
		return nil, fail(diag.NotSupported, "stems of words of more than %d bytes are not supported", maxWord)
	case !utf8.ValidString(word):
		return word, nil
	}
	env := snowball.NewEnv(word)
	if !stem(env) {
		return word, nil
	}
	return env.Current(), nil
}
