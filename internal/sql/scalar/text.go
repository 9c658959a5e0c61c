package scalar

import (
	"strings"
	"unicode"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// texts are the functions of text. Positions and lengths count characters.
func texts() map[string]maker {
	return map[string]maker{
		"upper":      always(pure(func(args []value.Value) value.Value { return upper(text(args, 0)) })),
		"substr":     substrMaker,
		"substring":  substrMaker,
		"trim":       trimMaker(true, true),
		"ltrim":      trimMaker(true, false),
		"rtrim":      trimMaker(false, true),
		"replace":    always(pure(replace)),
		"split":      always(throwing(split)),
		"split_part": always(throwing(splitPart)),
		"strpos":     always(throwing(strpos)),
	}
}

// text returns argument i, a text.
func text(args []value.Value, i int) string {
	s, _ := args[i].(string)
	return s
}

// upper changes each character alone: ß stays.
func upper(s string) string { return strings.Map(unicode.ToUpper, s) }

func substrMaker(params []types.Type, _ types.Type) (Impl, bool) {
	if params[0].Kind == types.Varbinary {
		return pure(func(args []value.Value) value.Value {
			b, _ := args[0].([]byte)
			from, to := window(int64(len(b)), args)
			return b[from:to]
		}), true
	}
	return pure(func(args []value.Value) value.Value {
		runes := []rune(text(args, 0))
		from, to := window(int64(len(runes)), args)
		return string(runes[from:to])
	}), true
}

// window returns the part of n characters that substr takes: from a position, which counts from the end when it is negative.
func window(n int64, args []value.Value) (from, to int64) {
	start := integer(args[1])
	length := n
	if len(args) == 3 {
		length = integer(args[2])
	}
	if start < 0 {
		start += n
	} else {
		start--
	}
	if start < 0 || start >= n || length <= 0 {
		return 0, 0
	}
	if length > n-start {
		length = n - start
	}
	return start, start + length
}

// trimMaker removes blanks, or the characters of the second argument, at the ends.
func trimMaker(left, right bool) maker {
	return func(params []types.Type, _ types.Type) (Impl, bool) {
		return pure(func(args []value.Value) value.Value {
			drop := blank
			if len(args) == 2 {
				set := text(args, 1)
				drop = func(r rune) bool { return strings.ContainsRune(set, r) }
			}
			s := text(args, 0)
			if params[0].Kind == types.Char {
				s = strings.TrimRight(s, " ") // the blanks that fill a char are not its own
			}
			if left {
				s = strings.TrimLeftFunc(s, drop)
			}
			if right {
				s = strings.TrimRightFunc(s, drop)
			}
			if params[0].Kind == types.Char {
				s = strings.TrimRight(s, " ")
			}
			return s
		}), true
	}
}

// blank tells whether trim removes a character.
func blank(r rune) bool {
	switch {
	case r >= 0x09 && r <= 0x0d, r >= 0x1c && r <= 0x20:
		return true
	case r == 0x1680, r >= 0x2000 && r <= 0x200a && r != 0x2007, r == 0x2028, r == 0x2029, r == 0x205f, r == 0x3000:
		return true
	}
	return false
}

// replace replaces a text everywhere; an empty one stands before each character and at the end.
func replace(args []value.Value) value.Value {
	by := ""
	if len(args) == 3 {
		by = text(args, 2)
	}
	return strings.ReplaceAll(text(args, 0), text(args, 1), by)
}

func textList(parts []string) value.List {
	out := make(value.List, len(parts))
	for i, p := range parts {
		out[i] = p
	}
	return out
}

// split cuts at a delimiter, into at most as many parts as the third argument says.
func split(args []value.Value) (value.Value, error) {
	limit := -1
	if len(args) == 3 {
		n := integer(args[2])
		if n <= 0 {
			return nil, bad("Limit must be positive")
		}
		if n > 1<<31-1 {
			return nil, bad("Limit is too large")
		}
		limit = int(n)
	}
	if text(args, 1) == "" {
		return nil, bad("The delimiter may not be the empty string")
	}
	return textList(strings.SplitN(text(args, 0), text(args, 1), limit)), nil
}

// splitPart is a part by its place; an empty delimiter cuts between all characters.
func splitPart(args []value.Value) (value.Value, error) {
	n := integer(args[2])
	if n <= 0 {
		return nil, bad("Index must be greater than zero")
	}
	s, delimiter := text(args, 0), text(args, 1)
	for ; n > 1; n-- {
		i := strings.Index(s, delimiter)
		if delimiter == "" {
			i = min(len(s), 1)
			for i < len(s) && s[i]&0xc0 == 0x80 {
				i++
			}
		}
		if i < 0 || s == "" && delimiter == "" {
			return nil, nil //nolint:nilnil // NULL past the end
		}
		s = s[i+len(delimiter):]
	}
	if delimiter == "" {
		if s == "" {
			return nil, nil //nolint:nilnil // NULL past the end
		}
		return string([]rune(s)[0]), nil
	}
	part, _, _ := strings.Cut(s, delimiter)
	return part, nil
}

// strpos is the place of the n-th occurrence, from the end when n is negative.
func strpos(args []value.Value) (value.Value, error) {
	s, find := text(args, 0), text(args, 1)
	n := int64(1)
	if len(args) == 3 {
		n = integer(args[2])
	}
	if n == 0 {
		return nil, bad("'instance' must be a positive or negative number.")
	}
	if find == "" {
		return int64(1), nil
	}
	at := -1
	for ; n > 0; n-- {
		i := strings.Index(s[at+1:], find)
		if i < 0 {
			return int64(0), nil
		}
		at += 1 + i
	}
	if at < 0 {
		at = len(s)
		for ; n < 0; n++ {
			end := min(at+len(find)-1, len(s))
			if at = strings.LastIndex(s[:end], find); at < 0 {
				return int64(0), nil
			}
		}
	}
	return int64(len([]rune(s[:at]))) + 1, nil
}
