package scalar

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestAddressesAreTakenApartAsJavaDoes(t *testing.T) {
	for address, want := range map[string]string{
		// protocol host port path query fragment
		"https://user:pw@example.com:8443/a%20b/c?k=v%26w&x#to%20p": "https|example.com|8443|/a b/c|k=v&w&x|to p",
		"http://example.com":               "http|example.com|NULL|||",
		"http://example.com/?":             "http|example.com|NULL|/||",
		"http://example.com:/":             "http|example.com|NULL|/||",
		"http://10.0.0.1:80":               "http|10.0.0.1|80|||",
		"http://[::1]:80/x":                "http|[::1]|80|/x||",
		"http://a_b.com/x":                 "http||NULL|/x||",
		"http://-a.com/x":                  "http||NULL|/x||",
		"http://a.1/x":                     "http||NULL|/x||",
		"http://:80/":                      "http||NULL|/||",
		"http://a.com:99999999999/":        "http||NULL|/||",
		"http:///x":                        "http||NULL|/x||",
		"file:/etc/hosts":                  "file||NULL|/etc/hosts||",
		"mailto:a@example.com#f":           "mailto||NULL|||f",
		"example.com:8080/x":               "example.com||NULL|||",
		"//host/path":                      "|host|NULL|/path||",
		"foo/bar?q":                        "||NULL|foo/bar|q|",
		"":                                 "||NULL|||",
		"http://例え.jp/é?é#é":               "http||NULL|/é|é|é",
		"/a%E9b/%F0%9F%98%80":              "||NULL|/a\uFFFDb/😀||",
		"http://example.com/a b":           "NULL|NULL|NULL|NULL|NULL|NULL",
		"http://example.com/^":             "NULL|NULL|NULL|NULL|NULL|NULL",
		"http://example.com/%zz":           "NULL|NULL|NULL|NULL|NULL|NULL",
		"http://example.com/%e":            "NULL|NULL|NULL|NULL|NULL|NULL",
		"http://exa%mple.com/":             "NULL|NULL|NULL|NULL|NULL|NULL",
		"http://":                          "NULL|NULL|NULL|NULL|NULL|NULL",
		"http:":                            "NULL|NULL|NULL|NULL|NULL|NULL",
		"1http://x":                        "NULL|NULL|NULL|NULL|NULL|NULL",
		":x":                               "NULL|NULL|NULL|NULL|NULL|NULL",
		"a\u00a0b":                         "NULL|NULL|NULL|NULL|NULL|NULL",
		"http://[::1/":                     "NULL|NULL|NULL|NULL|NULL|NULL",
		"http://x/#a#b":                    "NULL|NULL|NULL|NULL|NULL|NULL",
		"s3://bucket/key=1/part-0.parquet": "s3|bucket|NULL|/key=1/part-0.parquet||",
	} {
		parts := make([]string, 0, 6)
		for _, part := range []string{"protocol", "host", "port", "path", "query", "fragment"} {
			of := types.Text()
			if part == "port" {
				of = types.Of(types.BigInt)
			}
			parts = append(parts, result(t, "url_extract_"+part, of, address))
		}
		if got := strings.Join(parts, "|"); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}

func TestParametersAreFoundByTheNameThatIsWritten(t *testing.T) {
	const address = "http://example.com/?a=1%262&b=x+y&c&a=3&d%20=4&=5"
	for name, want := range map[string]string{
		"a": "1&2", "b": "x y", "c": "", "d%20": "4", "d ": "NULL", "": "5", "e": "NULL",
	} {
		if got := result(t, "url_extract_parameter", types.Text(), address, name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	if got := result(t, "url_extract_parameter", types.Text(), "http://example.com/", "a"); got != "NULL" {
		t.Errorf("without a query: got %q", got)
	}
}

func TestURLCodingFollowsForms(t *testing.T) {
	for _, c := range []struct{ name, arg, want string }{
		{"url_encode", "a b&c-_.*~'é😀", "a+b%26c-_.*%7E%27%C3%A9%F0%9F%98%80"},
		{"url_decode", "a+b%26c%C3%A9", "a b&cé"},
		{"url_decode", "100%", "INVALID_FUNCTION_ARGUMENT: URLDecoder: Incomplete trailing escape (%) pattern"},
		{"url_decode", "%zz", `INVALID_FUNCTION_ARGUMENT: URLDecoder: Illegal hex characters in escape (%) pattern - Error at index 0 in: "zz"`},
		{"url_decode", "%4x", `INVALID_FUNCTION_ARGUMENT: URLDecoder: Illegal hex characters in escape (%) pattern - Error at index 1 in: "4x"`},
		{"url_decode", "%ff", "\uFFFD"},
	} {
		if got := result(t, c.name, types.Text(), c.arg); got != c.want {
			t.Errorf("%s(%q): got %q, want %q", c.name, c.arg, got, c.want)
		}
	}
}

func FuzzURL(f *testing.F) {
	for _, s := range []string{"http://user@example.com:80/p?q=1#f", "mailto:x", "//[::1]:1", "%41", "http://a_b:x/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		if u, err := parseURI(s); err == nil {
			for _, part := range []string{u.path, u.query, u.fragment} {
				if !utf8.ValidString(unescape(part, true)) {
					t.Errorf("%q: %q is no text", s, part)
				}
			}
		}
		encoded := urlEncode(s)
		if err := checkEscapes(encoded); err != nil || unescape(encoded, true) != s {
			t.Errorf("%q: encoded %q decodes to %q", s, encoded, unescape(encoded, true))
		}
		if _, err := wrongEscape(s); err != nil && checkEscapes(s) == nil {
			t.Errorf("%q: %v", s, err)
		}
	})
}

// wrongEscape decodes a text through the function.
func wrongEscape(s string) (value.Value, error) {
	impl, _ := Find("url_decode", []types.Type{types.Text()}, types.Text())
	return impl.Call([]value.Value{s})
}
