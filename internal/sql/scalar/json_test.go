package scalar

import "testing"

func TestTextAfterAJSONValueIsRefused(t *testing.T) {
	for text, fine := range map[string]bool{
		`[1]`: true, " [1] \n": true, `{"a":1}`: true, `0`: true,
		`[1]}`: false, `0}`: false, `{"a":1}}`: false, `[1]]`: false, `1 2`: false, `[1]x`: false, ``: false,
	} {
		if _, err := parseTree(text); (err == nil) != fine {
			t.Errorf("%q: %v", text, err)
		}
	}
}
