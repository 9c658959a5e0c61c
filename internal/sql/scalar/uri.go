package scalar

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// uri is an address as Java's URI class takes it apart, which is what Trino asks.
type uri struct {
	scheme, host, path, query, fragment string
	port                                int // -1 when there is none
	hasQuery                            bool
}

var errURI = errors.New("no URI")

// The characters of the parts of a URI, besides letters, digits, escapes and what lies beyond ASCII.
const (
	uriMark     = "-_.!~*'()"
	uriAny      = uriMark + ";/?:@&=+$,[]"
	uriPath     = uriMark + ":@&=+$,;/"
	uriUser     = uriMark + ";:&=+$,"
	uriRegistry = uriMark + "$,;:@&=+"
	uriServer   = uriUser + "@[]%"
)

// parseURI takes an address apart: RFC 2396 with the deviations of Java.
func parseURI(s string) (*uri, error) {
	u := &uri{port: -1}
	rest := s
	if i := strings.IndexAny(s, ":/?#"); i >= 0 && s[i] == ':' {
		if !isScheme(s[:i]) {
			return nil, errURI
		}
		u.scheme, rest = s[:i], s[i+1:]
		if !strings.HasPrefix(rest, "/") {
			return u, u.opaque(rest)
		}
	}
	return u, u.hierarchical(rest)
}

func isScheme(s string) bool {
	for i, c := range []byte(s) {
		if !asciiLetter(c) && (i == 0 || !asciiDigit(c) && !strings.ContainsRune("+-.", rune(c))) {
			return false
		}
	}
	return s != ""
}

func asciiLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func asciiDigit(c byte) bool { return c >= '0' && c <= '9' }

// opaque reads what follows the scheme of an address such as mailto:a@b.
func (u *uri) opaque(s string) error {
	part, fragment, found := strings.Cut(s, "#")
	if part == "" || !legal(part, uriAny) {
		return errURI
	}
	return u.setFragment(fragment, found)
}

func (u *uri) setFragment(s string, found bool) error {
	if found && !legal(s, uriAny) {
		return errURI
	}
	u.fragment = s
	return nil
}

// hierarchical reads [//authority][path][?query][#fragment].
func (u *uri) hierarchical(s string) error {
	s, fragment, hasFragment := strings.Cut(s, "#")
	s, query, hasQuery := strings.Cut(s, "?")
	path := s
	if after, ok := strings.CutPrefix(s, "//"); ok {
		end := strings.IndexByte(after, '/')
		if end < 0 {
			end = len(after)
		}
		authority := after[:end]
		path = after[end:]
		if authority == "" && path == "" && !hasQuery && !hasFragment {
			return errURI
		}
		if authority != "" {
			if err := u.authority(authority); err != nil {
				return err
			}
		}
	}
	if !legal(path, uriPath) || hasQuery && !legal(query, uriAny) {
		return errURI
	}
	u.path, u.query, u.hasQuery = path, query, hasQuery
	return u.setFragment(fragment, hasFragment)
}

// authority reads [user@]host[:port]; any other name of an authority is legal and has no host.
func (u *uri) authority(s string) error {
	if only(s, uriServer) && u.server(s) {
		return nil
	}
	u.host, u.port = "", -1
	if legal(s, uriRegistry) {
		return nil
	}
	return errURI
}

func (u *uri) server(s string) bool {
	if user, after, found := strings.Cut(s, "@"); found {
		if !legal(user, uriUser) {
			return false
		}
		s = after
	}
	host, port := s, ""
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return false
		}
		address, err := netip.ParseAddr(s[1:end])
		if err != nil || !address.Is6() {
			return false
		}
		host, port = s[:end+1], s[end+1:]
	} else {
		if i := strings.IndexByte(s, ':'); i >= 0 {
			host, port = s[:i], s[i:]
		}
		if !isIPv4(host) && !isHostname(host) {
			return false
		}
	}
	u.host = host
	if port == "" || port == ":" {
		return true
	}
	if port[0] != ':' || strings.Trim(port[1:], "0123456789") != "" {
		return false
	}
	n, err := strconv.ParseInt(port[1:], 10, 32)
	u.port = int(n)
	return err == nil
}

// isIPv4 tells whether s is four numbers up to 255.
func isIPv4(s string) bool {
	parts := strings.Split(s, ".")
	for _, p := range parts {
		if n, err := strconv.ParseUint(p, 10, 32); err != nil || n > 255 {
			return false
		}
	}
	return len(parts) == 4
}

// isHostname tells whether s is labels of letters, digits and inner hyphens, the last of several beginning with a letter.
func isHostname(s string) bool {
	labels := strings.Split(strings.TrimSuffix(s, "."), ".")
	for _, l := range labels {
		if l == "" || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for _, c := range []byte(l) {
			if !asciiLetter(c) && !asciiDigit(c) && c != '-' {
				return false
			}
		}
	}
	return len(labels) == 1 || asciiLetter(labels[len(labels)-1][0])
}

// only tells whether s is of letters, digits and the given characters.
func only(s, marks string) bool {
	for _, c := range []byte(s) {
		if !asciiLetter(c) && !asciiDigit(c) && (c >= utf8.RuneSelf || strings.IndexByte(marks, c) < 0) {
			return false
		}
	}
	return true
}

// legal tells whether s is of letters, digits, the given characters, escapes, and visible characters beyond ASCII.
func legal(s, marks string) bool {
	for i, r := range s {
		switch {
		case r == '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return false
			}
		case r > utf8.RuneSelf:
			if unicode.In(r, unicode.Z, unicode.Cc) {
				return false
			}
		case r == utf8.RuneSelf:
			return false
		case !asciiLetter(byte(r)) && !asciiDigit(byte(r)) && strings.IndexByte(marks, byte(r)) < 0:
			return false
		}
	}
	return true
}

func isHex(c byte) bool { return asciiDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// unescape decodes escapes, with plus signs for blanks if plus is set. It presumes that the escapes are complete.
func unescape(s string, plus bool) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '%':
			n, _ := strconv.ParseUint(s[i+1:i+3], 16, 8) // complete, as presumed
			b = append(b, byte(n))
			i += 2
		case s[i] == '+' && plus:
			b = append(b, ' ')
		default:
			b = append(b, s[i])
		}
	}
	return validText(b, "\uFFFD")
}
