package scalar

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/value"
)

// urls are the functions of web addresses. A text that is no address gives NULL, a part that is missing is empty.
func urls() map[string]maker {
	part := func(f func(u *uri) value.Value) maker {
		return always(pure(func(args []value.Value) value.Value {
			u, err := parseURI(text(args, 0))
			if err != nil {
				return nil
			}
			return f(u)
		}))
	}
	return map[string]maker{
		"url_extract_protocol": part(func(u *uri) value.Value { return u.scheme }),
		"url_extract_host":     part(func(u *uri) value.Value { return u.host }),
		"url_extract_port": part(func(u *uri) value.Value {
			if u.port < 0 {
				return nil
			}
			return int64(u.port)
		}),
		"url_extract_path":      part(func(u *uri) value.Value { return unescape(u.path, false) }),
		"url_extract_query":     part(func(u *uri) value.Value { return unescape(u.query, false) }),
		"url_extract_fragment":  part(func(u *uri) value.Value { return unescape(u.fragment, false) }),
		"url_extract_parameter": always(pure(urlParameter)),
		"url_encode":            always(pure(func(args []value.Value) value.Value { return urlEncode(text(args, 0)) })),
		"url_decode": always(throwing(func(args []value.Value) (value.Value, error) {
			s := text(args, 0)
			if err := checkEscapes(s); err != nil {
				return nil, err
			}
			return unescape(s, true), nil
		})),
	}
}

// urlParameter is the decoded value of the first parameter whose name, as it is written, is the second argument.
func urlParameter(args []value.Value) value.Value {
	u, err := parseURI(text(args, 0))
	if err != nil || !u.hasQuery {
		return nil
	}
	for pair := range strings.SplitSeq(u.query, "&") {
		name, v, _ := strings.Cut(pair, "=")
		if name == text(args, 1) {
			return unescape(v, true)
		}
	}
	return nil
}

// urlEncode escapes as forms do: letters, digits and -_.* stay, a blank is a plus sign.
func urlEncode(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		switch {
		case asciiLetter(c) || asciiDigit(c) || strings.IndexByte("-_.*", c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// checkEscapes returns Java's error for an escape that is not a percent sign and two hexadecimal digits.
func checkEscapes(s string) error {
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		if i+2 >= len(s) {
			return bad("URLDecoder: Incomplete trailing escape (%%) pattern")
		}
		for j := 1; j <= 2; j++ {
			if !isHex(s[i+j]) {
				return bad("URLDecoder: Illegal hex characters in escape (%%) pattern - Error at index %d in: \"%s\"", j-1, s[i+1:i+3]) //nolint:gocritic // Java does not escape it
			}
		}
		i += 2
	}
	return nil
}
