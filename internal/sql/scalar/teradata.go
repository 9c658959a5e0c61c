package scalar

import (
	"strings"
	"unicode/utf16"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// teradata are the functions of Teradata's dialect.
func teradata() map[string]maker {
	return map[string]maker{
		"char2hexint": always(pure(func(args []value.Value) value.Value {
			var b strings.Builder
			for _, unit := range utf16.Encode([]rune(text(args, 0))) {
				const hex = "0123456789ABCDEF"
				for shift := 12; shift >= 0; shift -= 4 {
					b.WriteByte(hex[unit>>shift&0xF])
				}
			}
			return b.String()
		})),
		"to_char": func(params []types.Type, result types.Type) (Impl, bool) {
			return viaJoda("format_datetime", params, result)
		},
		"to_timestamp": func(params []types.Type, _ types.Type) (Impl, bool) { return parsedBy(params, types.Timestamp) },
		"to_date":      func(params []types.Type, _ types.Type) (Impl, bool) { return parsedBy(params, types.Date) },
	}
}

// viaJoda calls a function of Joda's patterns with one of Teradata's.
func viaJoda(name string, params []types.Type, result types.Type) (Impl, bool) {
	impl, ok := patterns()[name](params, result)
	if !ok {
		return impl, false
	}
	call := impl.Call
	impl.Call = func(args []value.Value) (value.Value, error) {
		pattern, err := teradataPattern(text(args, 1))
		if err != nil {
			return nil, err
		}
		return call([]value.Value{args[0], pattern})
	}
	impl.Throws = true
	return impl, true
}

// parsedBy reads a text with a pattern of Teradata's.
func parsedBy(params []types.Type, kind types.Kind) (Impl, bool) {
	zoned := types.Type{Kind: types.TimestampTZ, P: 3}
	impl, ok := viaJoda("parse_datetime", params, zoned)
	parse := impl.Call
	impl.Call = func(args []value.Value) (value.Value, error) {
		v, err := parse(args)
		if err != nil {
			return nil, err
		}
		return Cast(v, zoned, types.Type{Kind: kind, P: 3})
	}
	return impl, ok
}

// teradataPattern translates a pattern of Teradata's: what is no letter of it stands for itself.
func teradataPattern(s string) (string, error) {
	parts := []struct{ teradata, joda string }{
		{"yyyy", "yyyy"},
		{"hh24", "HH"},
		{"yy", "yy"},
		{"mm", "MM"},
		{"dd", "dd"},
		{"hh", "hh"},
		{"mi", "mm"},
		{"ss", "ss"},
		{"-", "-"},
		{"/", "/"},
		{",", ","},
		{".", "."},
		{";", ";"},
		{":", ":"},
		{" ", " "},
	}
	var b strings.Builder
	whole := s
next:
	for s != "" {
		for _, p := range parts {
			if rest, ok := strings.CutPrefix(s, p.teradata); ok {
				b.WriteString(p.joda)
				s = rest
				continue next
			}
		}
		return "", bad("Failed to tokenize string [%s] at offset [%d]", whole, len(whole)-len(s))
	}
	return b.String(), nil
}
