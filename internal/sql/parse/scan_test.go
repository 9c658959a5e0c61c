package parse

import (
	"strings"
	"testing"
)

func TestSplitCutsAtSemicolonsThatAreNoText(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "",
		" -- nothing":                       "|-- nothing",
		"SELECT 1":                          "SELECT 1",
		"SELECT 1;":                         "SELECT 1;",
		"SELECT ';' ; SELECT 2":             "SELECT ';';|SELECT 2",
		"SELECT \";\", 1 -- a;b\n;SELECT 2": "SELECT \";\" , 1-- a;b;|SELECT 2",
		"SELECT /* ; */ 1; ; -- end":        "SELECT 1/* ; */;|;|-- end",
		"SHOW TABLES 'a\\';b'; SELECT 'c'":  "SHOW TABLES 'a\\';b';|SELECT 'c'",
		"SELECT 'open; SELECT 2":            "SELECT ' open;|SELECT 2",
		"SELECT 1 /* open; x":               "SELECT 1 / * open;|x",
	} {
		var got []string
		for _, p := range Split(text) {
			var words []string
			for _, tok := range p.Tokens {
				words = append(words, text[tok.Start:tok.End])
			}
			s := strings.Join(words, " ")
			for _, c := range p.Comments {
				s += text[c.Start:c.End]
			}
			s += text[p.Semicolon.Start:p.Semicolon.End]
			if len(p.Tokens) == 0 && len(p.Comments) > 0 {
				s = "|" + s
			}
			got = append(got, s)
		}
		if have := strings.Join(got, "|"); strings.ReplaceAll(have, "||", "|") != want {
			t.Errorf("%q: got %q, want %q", text, have, want)
		}
	}
}
