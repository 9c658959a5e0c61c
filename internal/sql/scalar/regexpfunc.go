package scalar

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// regexps are the functions of regular expressions.
func regexps() map[string]maker {
	with := func(f func(re *Pattern, args []value.Value) (value.Value, error)) maker {
		return func(params []types.Type, _ types.Type) (Impl, bool) {
			for _, p := range params {
				if p.Kind == types.Function {
					return Impl{}, false
				}
			}
			kept := &cache[*Pattern]{load: Compile}
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
		"regexp_like":    with(func(re *Pattern, args []value.Value) (value.Value, error) { return re.matches(text(args, 0)) }),
		"regexp_extract": with(regexpExtract), "regexp_extract_all": with(regexpExtractAll), "regexp_replace": with(regexpReplace),
		"regexp_split": with(regexpSplit), "regexp_position": with(regexpPosition), "regexp_count": with(regexpCount),
		"$regexp_parts": with(regexpParts), "$regexp_rest": with(regexpRest),
	}
}

func regexpCount(re *Pattern, args []value.Value) (value.Value, error) {
	n := int64(0)
	err := re.each(text(args, 0), 0, func([]int) bool {
		n++
		return true
	})
	return n, err
}

func groupOf(re *Pattern, args []value.Value) (int, error) {
	if len(args) < 3 {
		return 0, nil
	}
	n := integer(args[2])
	if n < 0 {
		return 0, bad("Group cannot be negative")
	}
	if n > int64(re.groups) {
		return 0, bad("Pattern has %d groups. Cannot access group %d", re.groups, n)
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

func regexpExtract(re *Pattern, args []value.Value) (value.Value, error) {
	n, err := groupOf(re, args)
	if err != nil {
		return nil, err
	}
	s := text(args, 0)
	m, err := re.first(s)
	return group(s, m, n), err
}

func regexpExtractAll(re *Pattern, args []value.Value) (value.Value, error) {
	n, err := groupOf(re, args)
	if err != nil {
		return nil, err
	}
	s, out := text(args, 0), value.List{}
	err = re.each(s, 0, func(m []int) bool {
		out = append(out, group(s, m, n))
		return true
	})
	return out, err
}

func regexpReplace(re *Pattern, args []value.Value) (value.Value, error) {
	s := text(args, 0)
	var parts []templatePart
	if len(args) > 2 {
		var err error
		if parts, err = template(re, text(args, 2)); err != nil {
			return nil, err
		}
	}
	var b strings.Builder
	last, long := 0, false
	err := re.each(s, 0, func(m []int) bool {
		b.WriteString(s[last:m[0]])
		for _, p := range parts {
			if p.group < 0 {
				b.WriteString(p.literal)
			} else if g, ok := group(s, m, p.group).(string); ok {
				b.WriteString(g)
			}
		}
		last = m[1]
		long = b.Len() > maxMadeText
		return !long
	})
	if err != nil {
		return nil, err
	}
	if long {
		return nil, bad("the result of regexp_replace is longer than %d bytes", maxMadeText)
	}
	b.WriteString(s[last:])
	return b.String(), nil
}

// maxMadeText is how long a text may get that is made of others.
const maxMadeText = 64 << 20

// templatePart is a part of a replacement: a text, or a group.
type templatePart struct {
	literal string
	group   int
}

// template reads a replacement of Java's: $1, ${name}, and a backslash before what is plain.
func template(re *Pattern, s string) ([]templatePart, error) {
	var out []templatePart
	literal := func(t string) { out = append(out, templatePart{t, -1}) }
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			if i++; i == len(s) {
				return nil, bad("Illegal replacement sequence: %s", s)
			}
			literal(s[i : i+1])
		case s[i] == '$' && i+1 < len(s) && s[i+1] == '{':
			name, _, ok := strings.Cut(s[i+2:], "}")
			n, known := re.names[name]
			if !ok || !known {
				return nil, bad("Illegal replacement sequence: unknown group { %s }", name)
			}
			out = append(out, templatePart{group: n})
			i += len(name) + 2
		case s[i] == '$':
			n, end := groupNumber(re, s, i+1)
			if end == i+1 {
				return nil, bad("Illegal replacement sequence: %s", s)
			}
			if n < 0 {
				return nil, bad("Illegal replacement sequence: unknown group %s", s[i+1:end])
			}
			out = append(out, templatePart{group: n})
			i = end - 1
		default:
			literal(s[i : i+1])
		}
	}
	return out, nil
}

// groupNumber reads the number of a group: as many digits as still name one. It is -1 where the first digit names none, and end is i where
// there is no digit.
func groupNumber(re *Pattern, s string, i int) (n, end int) {
	if i >= len(s) || s[i] < '0' || s[i] > '9' {
		return -1, i
	}
	n = int(s[i] - '0')
	if n > re.groups {
		return -1, i + 1
	}
	for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		more, err := strconv.Atoi(strconv.Itoa(n) + s[i:i+1])
		if err != nil || more > re.groups {
			break
		}
		n = more
	}
	return n, i
}

func regexpSplit(re *Pattern, args []value.Value) (value.Value, error) {
	s, out, last := text(args, 0), value.List{}, 0
	err := re.each(s, 0, func(m []int) bool {
		out = append(out, s[last:m[0]])
		last = m[1]
		return true
	})
	return append(out, s[last:]), err
}

func regexpPosition(re *Pattern, args []value.Value) (value.Value, error) {
	s, start, n := text(args, 0), int64(1), int64(1)
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
	if start > int64(utf8.RuneCountInString(s)) {
		return int64(-1), nil
	}
	from := 0
	for range start - 1 {
		_, size := utf8.DecodeRuneInString(s[from:])
		from += size
	}
	at := int64(-1)
	err := re.each(s, from, func(m []int) bool {
		if n--; n == 0 {
			at = int64(utf8.RuneCountInString(s[:m[0]])) + 1
		}
		return n > 0
	})
	return at, err
}

// regexpParts is for regexp_replace with a lambda: for each match what stands before it, and its groups.
func regexpParts(re *Pattern, args []value.Value) (value.Value, error) {
	s, out, last := text(args, 0), value.List{}, 0
	err := re.each(s, 0, func(m []int) bool {
		groups := value.List{}
		for n := range re.groups {
			groups = append(groups, group(s, m, n+1))
		}
		out = append(out, value.Row{s[last:m[0]], groups})
		last = m[1]
		return true
	})
	return out, err
}

// regexpRest is what stands behind the last match.
func regexpRest(re *Pattern, args []value.Value) (value.Value, error) {
	s, last := text(args, 0), 0
	err := re.each(s, 0, func(m []int) bool {
		last = m[1]
		return true
	})
	return s[last:], err
}
