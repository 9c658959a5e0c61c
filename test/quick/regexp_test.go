package quick_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/scalar"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestPatternsAreFoundAsTheExactFunctionFindsThem(t *testing.T) {
	runner := newRunner(t)
	exact, ok := scalar.Find("regexp_like", []types.Type{types.Text(), types.Text()}, types.Of(types.Boolean))
	if !ok {
		t.Fatal("there is no exact regexp_like")
	}
	texts := []string{"", "a", "abc", "xabcx", "AB", "cd\nab", "a\nb", "\n", "foo bar", "food", "é", "aé\nx", "x\ny", "EUC1-NatGateway-Bytes", "1.5", "(a)"}
	for _, p := range []string{
		"", "abc", "a.c", "^a", "^abc", "(?i)ab|cd", "a|^b", `\bfoo\b`, "(?m)^x", "(?m)^ab", "(?s)a.b", "a.b", ".*", ".+", "[^a]", `\d+\.\d`, `\(a\)`, "a(b)c", "(?i)natgateway-(hours|bytes)",
		"é", "^.é", `\A.b`, "x?", "^", "(a|b){2}", "a|b|", `\W`, `(?i:A)b`,
	} {
		words := make([]string, len(texts))
		for i, text := range texts {
			words[i] = "'" + text + "'"
		}
		got := column(t, runner, fmt.Sprintf("SELECT regexp_like(x, '%s') FROM UNNEST(ARRAY[%s]) WITH ORDINALITY AS t (x, n) ORDER BY n", p, strings.Join(words, ", ")))
		for i, text := range texts {
			want, err := exact.Call([]value.Value{text, p})
			if err != nil {
				t.Fatal(err)
			}
			if got[i] != want {
				t.Errorf("regexp_like(%q, %q): got %v, want %v", text, p, got[i], want)
			}
		}
	}
}
