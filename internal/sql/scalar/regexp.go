package scalar

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// regexps are the functions of regular expressions.
func regexps() map[string]maker {
	with := func(f func(re *regexp.Regexp, args []value.Value) (value.Value, error)) maker {
		return func(params []types.Type, _ types.Type) (Impl, bool) {
			for _, p := range params {
				if p.Kind == types.Function {
					return Impl{}, false
				}
			}
			kept := &cache[*regexp.Regexp]{load: Compile}
			return throwing(func(args []value.Value) (value.Value, error) {
				re, err := kept.get(text(args, 1))
				if err != nil {
					return nil, err
				}
				return f(re, args)
			}), true
		}
	}
	return map[string]maker{
		"regexp_like": with(func(re *regexp.Regexp, args []value.Value) (value.Value, error) {
			return re.MatchString(text(args, 0)), nil
		}),
		"regexp_extract": with(regexpExtract), "regexp_extract_all": with(regexpExtractAll), "regexp_replace": with(regexpReplace),
		"regexp_split": with(regexpSplit), "regexp_position": with(regexpPosition),
		"regexp_count": with(func(re *regexp.Regexp, args []value.Value) (value.Value, error) {
			return int64(len(re.FindAllStringIndex(text(args, 0), -1))), nil
		}),
	}
}

// Compile translates a pattern of Java's into RE2's words. What RE2 cannot say, such as a look around or a reference back, is a
// NOT_SUPPORTED error; what is no pattern at all in either is a wrong argument.
func Compile(pattern string) (*regexp.Regexp, error) {
	if strings.Contains(pattern, "&&") {
		return nil, fail(diag.NotSupported, "this regular expression is not supported: %s", pattern)
	}
	re, err := regexp.Compile(pattern)
	if err == nil {
		return re, nil
	}
	for _, java := range []string{"(?=", "(?!", "(?<", "(?>", `\1`, `\2`, `\3`, `\k`, "++", "*+", "?+", "}+", `\G`, `\Z`, `\R`, `\X`, `\h`, `\e`} {
		if strings.Contains(pattern, java) {
			return nil, fail(diag.NotSupported, "this regular expression is not supported: %s", pattern)
		}
	}
	return nil, bad("invalid pattern: %s", err)
}

func groupOf(re *regexp.Regexp, args []value.Value) (int, error) {
	if len(args) < 3 {
		return 0, nil
	}
	n := integer(args[2])
	if n < 0 {
		return 0, bad("Group cannot be negative")
	}
	if n > int64(re.NumSubexp()) {
		return 0, bad("Pattern has %d groups. Cannot access group %d", re.NumSubexp(), n)
	}
	return int(n), nil
}

// group is a group of a match, NULL where it took no part.
func group(s string, m []int, n int) value.Value {
	if m == nil || m[2*n] < 0 {
		return nil
	}
	return s[m[2*n]:m[2*n+1]]
}

func regexpExtract(re *regexp.Regexp, args []value.Value) (value.Value, error) {
	n, err := groupOf(re, args)
	if err != nil {
		return nil, err
	}
	s := text(args, 0)
	return group(s, re.FindStringSubmatchIndex(s), n), nil
}

func regexpExtractAll(re *regexp.Regexp, args []value.Value) (value.Value, error) {
	n, err := groupOf(re, args)
	if err != nil {
		return nil, err
	}
	s, out := text(args, 0), value.List{}
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		out = append(out, group(s, m, n))
	}
	return out, nil
}

func regexpReplace(re *regexp.Regexp, args []value.Value) (value.Value, error) {
	s := text(args, 0)
	if len(args) == 2 {
		return re.ReplaceAllLiteralString(s, ""), nil
	}
	parts, err := template(re, text(args, 2))
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	last := 0
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		b.WriteString(s[last:m[0]])
		for _, p := range parts {
			if p.group < 0 {
				b.WriteString(p.literal)
			} else if g, ok := group(s, m, p.group).(string); ok {
				b.WriteString(g)
			}
		}
		last = m[1]
	}
	b.WriteString(s[last:])
	return b.String(), nil
}

// templatePart is a part of a replacement: a text, or a group.
type templatePart struct {
	literal string
	group   int
}

// template reads a replacement of Java's: $1, ${name}, and a backslash before what is plain.
func template(re *regexp.Regexp, s string) ([]templatePart, error) {
	var out []templatePart
	literal := func(t string) { out = append(out, templatePart{t, -1}) }
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			if i++; i == len(s) {
				return nil, bad("character to be escaped is missing")
			}
			literal(s[i : i+1])
		case s[i] == '$' && i+1 < len(s) && s[i+1] == '{':
			name, _, ok := strings.Cut(s[i+2:], "}")
			n := re.SubexpIndex(name)
			if !ok || n < 0 {
				return nil, bad("Illegal replacement sequence: unknown group { %s }", name)
			}
			out = append(out, templatePart{group: n})
			i += len(name) + 2
		case s[i] == '$':
			n, end := groupNumber(re, s, i+1)
			if n < 0 {
				return nil, bad("Illegal replacement sequence: %s", s)
			}
			out = append(out, templatePart{group: n})
			i = end - 1
		default:
			literal(s[i : i+1])
		}
	}
	return out, nil
}

// groupNumber reads the number of a group: as many digits as still name one.
func groupNumber(re *regexp.Regexp, s string, i int) (n, end int) {
	if i >= len(s) || s[i] < '0' || s[i] > '9' {
		return -1, i
	}
	n = int(s[i] - '0')
	if n > re.NumSubexp() {
		return -1, i
	}
	for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		more, _ := strconv.Atoi(strconv.Itoa(n) + s[i:i+1])
		if more > re.NumSubexp() {
			break
		}
		n = more
	}
	return n, i
}

func regexpSplit(re *regexp.Regexp, args []value.Value) (value.Value, error) {
	s, out, last := text(args, 0), value.List{}, 0
	for _, m := range re.FindAllStringIndex(s, -1) {
		out = append(out, s[last:m[0]])
		last = m[1]
	}
	return append(out, s[last:]), nil
}

func regexpPosition(re *regexp.Regexp, args []value.Value) (value.Value, error) {
	s, start, n := []rune(text(args, 0)), int64(1), int64(1)
	if len(args) > 2 {
		start = integer(args[2])
	}
	if len(args) > 3 {
		n = integer(args[3])
	}
	if start < 1 {
		return nil, bad("start position cannot be smaller than 1")
	}
	if n < 1 {
		return nil, bad("occurrence cannot be smaller than 1")
	}
	if start > int64(len(s)) {
		return int64(-1), nil
	}
	skipped := len(string(s[:start-1]))
	whole := string(s)
	for _, m := range re.FindAllStringIndex(whole, -1) {
		if m[0] < skipped {
			continue
		}
		if n--; n == 0 {
			return int64(len([]rune(whole[:m[0]]))) + 1, nil
		}
	}
	return int64(-1), nil
}
