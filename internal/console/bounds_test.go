package console

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/parse"
)

// large is how many bytes the texts have: an eighth of what is read.
const large = parse.MaxBytes / 8

// Large texts with the worst that somebody may think of are answered, or refused.
func TestLargeTextsAreAnswered(t *testing.T) {
	c := open(t)
	fill := func(head, part, tail string) string {
		return head + strings.Repeat(part, (large-len(head)-len(tail))/len(part)) + tail
	}
	for name, text := range map[string]string{
		"parentheses":           fill("SELECT ", "(", "¦"),
		"queries in queries":    fill("", "(SELECT ", "¦"),
		"named in named":        fill("", "(WITH a AS (SELECT 1) SELECT ", "¦"),
		"WITH in WITH":          fill("", "WITH a AS (", "¦"),
		"tables":                fill("SELECT ¦ FROM cur", ", cur", ""),
		"stars":                 fill("SELECT ¦ FROM (SELECT a. ", ", *", " FROM cur) x"),
		"named queries":         fill("WITH a AS (SELECT 1)", ", b AS (SELECT * FROM a)", " SELECT ¦ FROM b, b b, b c, b d, b e"),
		"broken named queries":  fill("WITH a AS (SELECT 1 1)", ", a AS (SELECT * FROM a)", " SELECT ¦ FROM a, a b, a c, a d, a e"),
		"quotes":                fill("SELECT ", "''", "'¦"),
		"statements":            fill("", "SELECT 1;", "¦"),
		"wrong statements":      fill("", "x;", "¦"),
		"comments":              fill("", "/**/", "¦"),
		"names with dots":       fill("SELECT a", ".a", ".¦"),
		"conditions":            fill("SELECT * FROM cur WHERE a = 1", " AND a = 1", " AND ¦"),
		"a list":                fill("SELECT * FROM cur WHERE billing_period IN ('a'", ", 'a'", ", '¦"),
		"cases":                 fill("SELECT", " CASE WHEN 1", "¦"),
		"joins in parentheses":  fill("SELECT ¦ FROM ", "(", "cur"),
		"characters of 4 bytes": fill("SELECT '", "😀", "' ¦"),
	} {
		t.Run(name, func(t *testing.T) {
			r := split(t, text)
			if _, err := c.Complete(t.Context(), principal("admin"), r); err != nil {
				t.Error(err)
			}
			if _, err := c.Check(t.Context(), principal("admin"), r.Text); err != nil {
				t.Error(err)
			}
			if formatted, err := Format(r.SQL); err == nil && strings.TrimSpace(formatted) == "" {
				t.Error("nothing is left of the text")
			}
		})
	}
}
