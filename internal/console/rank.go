package console

import (
	"cmp"
	"slices"
	"strings"
)

// How likely a candidate is meant, from the place alone. How well it fits the word that is typed counts before it.
const (
	wanted   = 60
	likely   = 50
	possible = 30
	unlikely = 10
)

// How well a candidate fits what is typed.
const (
	fitExact = 5000 - 1000*iota
	fitPrefix
	fitPart // a part of the name begins with it: «account» in line_item_usage_account_id
	fitInside
	fitLetters // its letters, in order
	fitNot     = 0
)

// ranking collects candidates.
type ranking struct {
	word  string // in lower case
	items []ranked
	seen  map[string]bool
}

type ranked struct {
	Completion
	score int
}

func newRanking(word string) *ranking {
	return &ranking{word: strings.ToLower(word), seen: map[string]bool{}}
}

func (r *ranking) size() int { return len(r.items) }

// add takes a candidate if it fits what is typed. The same one counts once, as it came first.
func (r *ranking) add(item Completion, rank int) {
	fit := fits(strings.ToLower(item.Label), r.word)
	key := item.Kind + " " + item.Label
	if fit == fitNot || r.seen[key] {
		return
	}
	r.seen[key] = true
	if item.Insert == item.Label {
		item.Insert = ""
	}
	r.items = append(r.items, ranked{item, fit + rank})
}

// best returns the best candidates; equal ones stay in the order in which they came.
func (r *ranking) best(most int) []Completion {
	slices.SortStableFunc(r.items, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	list := make([]Completion, 0, min(len(r.items), most))
	for _, it := range r.items[:min(len(r.items), most)] {
		list = append(list, it.Completion)
	}
	return list
}

// fits tells how well a label fits a word, both in lower case. Every label fits the empty word.
func fits(label, word string) int {
	if word == "" {
		return fitPrefix
	}
	at := strings.Index(label, word)
	switch {
	case label == word:
		return fitExact
	case at == 0:
		return fitPrefix
	case at > 0 && partBegins(label, word):
		return fitPart
	case at > 0:
		return fitInside
	case letters(label, word):
		return fitLetters
	}
	return fitNot
}

// partBegins tells whether a part of the label, as separators cut it, begins with the word.
func partBegins(label, word string) bool {
	for i := 1; i+len(word) <= len(label); i++ {
		if strings.IndexByte("_. :/-@[('", label[i-1]) >= 0 && strings.HasPrefix(label[i:], word) {
			return true
		}
	}
	return false
}

// letters tells whether the letters of the word stand in the label in their order, the first one at the beginning of a part.
func letters(label, word string) bool {
	rest := word
	for i := 0; i < len(label) && rest != ""; i++ {
		if label[i] == rest[0] && (len(rest) < len(word) || i == 0 || strings.IndexByte("_. :/-@", label[i-1]) >= 0) {
			rest = rest[1:]
		}
	}
	return rest == ""
}
