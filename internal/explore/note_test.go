package explore

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
)

// The Japanese of notes is with the workbench, which shows it; there is no second copy of the English.
const japaneseFile = "../../ui/src/i18n/ja/notes.json"

// holes returns the names of the values in a text, sorted, each once.
func holes(text string) []string {
	names := regexp.MustCompile(`\{[a-z_]+\}`).FindAllString(text, -1)
	slices.Sort(names)
	return slices.Compact(names)
}

func TestEveryNoteIsThereInJapanese(t *testing.T) {
	var japanese map[string]string
	golden.JSON(t, japaneseFile, &japanese)
	for code, english := range notes() {
		if !slices.Equal(holes(english), holes(japanese[code])) {
			t.Errorf("%s tells %v, its Japanese %v", code, holes(english), holes(japanese[code]))
		}
		if !strings.ContainsFunc(japanese[code], func(r rune) bool { return r >= 0x3040 && r <= 0x30ff }) {
			t.Errorf("the Japanese of %s is %q", code, japanese[code])
		}
		delete(japanese, code)
	}
	for code := range japanese {
		t.Errorf("there is Japanese for %q, which is no note", code)
	}
}

func TestNotesTellTheirValues(t *testing.T) {
	for name, c := range map[string]struct {
		got  Note
		want string
	}{
		"a sentence without values": {note(noteForecastScope), "One-time fees and refunds are not foreseen, and commitments are taken to go on as they are."},
		"an open month without usage": {
			openMonth("2025-10", ""), "2025-10 is not invoiced yet: its figures may still change.",
		},
		"an open month with usage": {
			openMonth("2025-10", "2025-10-05 00:00:00.000"),
			"2025-10 is not invoiced yet: its figures may still change. Its newest usage is of 2025-10-05 00:00: 2025-10-05 and the days after it are not complete.",
		},
		"windows of days":             {lengths(48, 36), "The windows are 2 days and 1.5 days long; they are compared as they are."},
		"a window of less than a day": {lengths(48, 5), "The windows are 48 hours and 5 hours long; they are compared as they are."},
		"a value with a place in it":  {note(noteNoBill, "months", "{months}"), "There is no bill of {months}."},
	} {
		t.Run(name, func(t *testing.T) {
			if c.got.Text != c.want {
				t.Errorf("got %q, want %q", c.got.Text, c.want)
			}
			for _, place := range holes(notes()[c.got.Code]) {
				if _, ok := c.got.Values[strings.Trim(place, "{}")]; !ok {
					t.Errorf("%s has no value for %s", c.got.Code, place)
				}
			}
		})
	}
}

func TestWhatLinesLackHasANote(t *testing.T) {
	all := []lack{{lacksPrice, noteNoPrice}}
	for _, m := range metrics() {
		all = append(all, lack{m.lacks, m.note})
	}
	for _, l := range all {
		if n := note(l.note, "lines", "3"); !strings.HasPrefix(n.Text, "3 line(s) ") || strings.Contains(n.Text, "{") {
			t.Errorf("%q says %q", l.note, n.Text)
		}
	}
}
