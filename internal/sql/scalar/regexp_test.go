package scalar

import (
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// callText calls a function of texts and numbers and returns the result as text.
func callText(t *testing.T, name string, result types.Type, args ...value.Value) string {
	t.Helper()
	params := make([]types.Type, len(args))
	for i, a := range args {
		params[i] = types.Of(types.BigInt)
		if _, ok := a.(string); ok {
			params[i] = varchar()
		}
	}
	impl, ok := Find(name, params, result)
	if !ok {
		t.Fatalf("no %s", name)
	}
	v, err := impl.Call(args)
	if err != nil {
		_, message := Explain(err)
		return "error: " + message
	}
	if v == nil {
		return "NULL"
	}
	return value.Text(v, result)
}

func TestPatternsMeanWhatTheyMeanToTrino(t *testing.T) {
	for _, c := range []struct{ text, pattern, want string }{
		{"price 12 EUR", `\d+(?= EUR)`, "12"},
		{"price 12 USD", `\d+(?! USD)`, "1"},
		{"a=1 b=2", `(?<=b=)\d`, "2"},
		{"ab abab", `(ab)\1`, "abab"},
		{"say 'x' and \"y\"", `(?<q>["']).*?\k<q>`, "'x'"},
		{"aaa", `a++a`, "NULL"},
		{"aaab", `(?>a+)b`, "aaab"},
		{"aaab", `a{1,2}+b`, "aab"},
		{"hello world", `[a-z&&[^l]]+`, "he"},
		{"hello", `[a-z&&[^aeiou]&&[^h]]+`, "ll"},
		{"x1y", `[[a-w][0-9]]`, "1"},
		{"Ünter", `\p{Lu}`, "Ü"},
		{"naïve", `\p{L}+`, "naïve"},
		{"naïve", `\w+`, "na"},
		{"αβγ abc", `\p{Latin}+`, "abc"},
		{"αβγ abc", `\p{InGreek}+`, "αβγ"},
		{"ab  c", `\P{Alpha}+`, "  "},
		{"ÉCOLE", `(?i)école`, "ÉCOLE"},
		{"abC", `a(?i:B)C`, "abC"},
		{"aBc", `a(?i:b)C`, "NULL"},
		{"b\n", `b$`, "b"},
		{"b\nc", `b$`, "NULL"},
		{"b\nc", `(?m)b$`, "b"},
		{"a\nb", `(?m)^b`, "b"},
		{"a\nb", `a.b`, "NULL"},
		{"a\nb", `(?s)a.b`, "a\nb"},
		{"a b", `(?x) a [ ] b # comment`, "a b"},
		{"1.5+2", `\Q.5+\E2`, ".5+2"},
		{"😀x", `\x{1F600}.`, "😀x"},
		{"tab\there", `\x09here`, "\there"},
		{"élan vital", `\bv\w+`, "vital"},
		{"aéb", `\bb`, "NULL"},
		{"ab", `(?#comment)b`, "b"},
		{"]", `[]]`, "]"},
		{"a-b", `[\w-]+`, "a-b"},
		{"a^b", `[b^]`, "^"},
		{"x\v", `x\s`, "x\v"},
		{"A", `[^a]`, "A"},
		{"Ab", `(?i)[^a]`, "b"},
		{"{x}", `{x}`, "{x}"},
		{"aaaa", `(?:a{2}){2}`, "aaaa"},
		{"foobar", `foo(?=bar)`, "foo"},
		{"2021-03-04", `(?<y>\d{4})-(?<m>\d\d)`, "2021-03"},
		{"Punct!", `[[:punct:]]`, "!"},
		{"b", `a*`, ""},
		{"(", `(`, "error: end pattern with unmatched parenthesis"},
		{")", `)`, "error: unmatched close parenthesis"},
		{"[", `[a`, "error: premature end of char-class"},
		{"x", `*x`, "error: target of repeat operator is not specified"},
		{"x", `\p{Nope}`, "error: invalid character property name {Nope}"},
		{"x", `(x)\2`, "error: invalid backref number/name"},
		{"x", `x\`, "error: end pattern at escape"},
		{"x", `[z-a]`, "error: empty range in char class"},
		{"x", `(?y)x`, "error: undefined group option"},
		{"x", `x\R`, `error: \R in a regular expression is not supported`},
	} {
		t.Run(c.pattern, func(t *testing.T) {
			if got := callText(t, "regexp_extract", varchar(), c.text, c.pattern); got != c.want {
				t.Errorf("%q in %q: got %q, want %q", c.pattern, c.text, got, c.want)
			}
		})
	}
}

func varchar() types.Type { return types.Type{Kind: types.Varchar, P: types.Unbounded} }

func TestBothEnginesFindTheSame(t *testing.T) {
	texts := []string{"", "a", "abc abc", "a1b22", "x\ny\n", "éàü ß", "foo.bar@x.org", "AAA-bbb", "😀 smile 😀", "a\n", "\n", "x\n\n", "USE1-Box\n", "USE1-a-b\nc"}
	patterns := []string{`a`, `[a-c]+`, `\d+`, `\w+`, `\s`, `^.`, `.$`, `(a|b)+?`, `[^a]`, `(?i)aaa`, `x?y`, `\S+@\S+`, `.{2,3}`, `\p{L}+`, `\bb`, `(?m)^y$`, `[^x]$`, `(.*)$`, `a|y\n?$`, `^([A-Z0-9]+)-(.*)$`, `(?i)(x|A)$`, `(a$|x)$`, `(?m)^(?-m)y$`, `a*$`, `(?s)(.*?)$`, `(?s)(.*)$`, `(x|x\n)$`}
	for _, pattern := range patterns {
		p, err := Compile(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range texts {
			if p.slow(s) && p.lines == nil {
				continue
			}
			var slow []int
			if err := p.backtrack(s, 0, func(m []int) bool { slow = m; return false }); err != nil {
				t.Fatal(err)
			}
			fast, err := p.first(s)
			if err != nil {
				t.Fatal(err)
			}
			if len(fast) != len(slow) {
				t.Errorf("%q in %q: %v and %v", pattern, s, fast, slow)
				continue
			}
			for i := range fast {
				if fast[i] != slow[i] {
					t.Errorf("%q in %q: %v and %v", pattern, s, fast, slow)
				}
			}
		}
	}
}

func TestRegexpFunctions(t *testing.T) {
	list := types.ArrayOf(varchar())
	whole := types.Of(types.BigInt)
	for _, c := range []struct {
		name   string
		result types.Type
		args   []value.Value
		want   string
	}{
		{"regexp_replace", varchar(), []value.Value{"baaac", "a*", "x"}, "xbxxcx"},
		{"regexp_replace", varchar(), []value.Value{"abc", "", "-"}, "-a-b-c-"},
		{"regexp_replace", varchar(), []value.Value{"2020-05", `(?<y>\d+)-(?<m>\d+)`, "${m}/${y}"}, "05/2020"},
		{"regexp_replace", varchar(), []value.Value{"ab", "(a)(b)", `$2\$1$10`}, "b$1a0"},
		{"regexp_replace", varchar(), []value.Value{"ab", "a", `$1`}, "error: Illegal replacement sequence: unknown group 1"},
		{"regexp_replace", varchar(), []value.Value{"ab", "a", `${n}`}, "error: Illegal replacement sequence: unknown group { n }"},
		{"regexp_replace", varchar(), []value.Value{"ab", "a", `x\`}, `error: Illegal replacement sequence: x\`},
		{"regexp_replace", varchar(), []value.Value{"foobar foo", "foo(?!bar)", "x"}, "foobar x"},
		{"regexp_split", list, []value.Value{"a1b22c", `\d`}, "[a, b, , c]"},
		{"regexp_split", list, []value.Value{"aXbXc", "(?<=X)"}, "[aX, bX, c]"},
		{"regexp_split", list, []value.Value{"ab", ""}, "[, a, b, ]"},
		{"regexp_extract_all", list, []value.Value{"rat cat", `(?<=[rc])at`}, "[at, at]"},
		{"regexp_extract_all", list, []value.Value{"ab", `(a)|(b)`, int64(1)}, "[a, null]"},
		{"regexp_count", whole, []value.Value{"aaa", "(?=a)"}, "3"},
		{"regexp_count", whole, []value.Value{"été", "é"}, "2"},
		{"regexp_position", whole, []value.Value{"aaaa", "aa", int64(2)}, "2"},
		{"regexp_position", whole, []value.Value{"été été", "é", int64(2), int64(2)}, "5"},
		{"regexp_position", whole, []value.Value{"a", "a", int64(2)}, "-1"},
		{"regexp_position", whole, []value.Value{"a", "a", int64(0)}, "error: start position cannot be smaller than 1"},
		{"regexp_extract", varchar(), []value.Value{"a", "a", int64(3)}, "error: Pattern has 0 groups. Cannot access group 3"},
	} {
		if got := callText(t, c.name, c.result, c.args...); got != c.want {
			t.Errorf("%s%q: got %q, want %q", c.name, c.args, got, c.want)
		}
	}
}

func TestAPatternWithoutEndEndsWithAnError(t *testing.T) {
	start := time.Now()
	got := callText(t, "regexp_like", types.Of(types.Boolean), strings.Repeat("a", 40)+"b", `(?=(a+)+$)a`)
	if got != "error: the regular expression takes longer than 1s for one text" {
		t.Error(got)
	}
	if time.Since(start) > 20*time.Second {
		t.Errorf("it took %s", time.Since(start))
	}
}

func FuzzPattern(f *testing.F) {
	for _, s := range []string{`[a-z&&[^b]]+`, `(?<n>x)\k<n>`, `a{2,}+`, `\p{L}`, `(?i)x`, `[`, `(?`, `\`, `(?#`, `[[:alpha:]]`} {
		f.Add(s, "abc x")
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		p, err := Compile(pattern)
		if err != nil || len(pattern) > 50 || len(text) > 50 {
			return
		}
		if _, err := p.matches(text); err != nil {
			if _, message := Explain(err); message == "" {
				t.Error("an error without a word")
			}
		}
	})
}
