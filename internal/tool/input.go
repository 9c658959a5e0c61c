package tool

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/glauxhq/glaux/internal/fault"
)

// maxInput bounds the text of an input.
const maxInput = 512 << 10

// read reads an input as an object. Where the schema wants a list, a number, a truth or an object and a text stands, the text is read: models
// and forms write them so. Nulls are as if they were not there.
func read(in json.RawMessage, s *jsonschema.Schema) (map[string]any, error) {
	if len(in) > maxInput {
		return nil, fmt.Errorf("the input is larger than %d KiB", maxInput>>10)
	}
	object := map[string]any{}
	if len(in) == 0 {
		return object, nil
	}
	if err := json.Unmarshal(in, &object); err != nil {
		return nil, errors.New("the input is not a JSON object")
	}
	if object == nil {
		object = map[string]any{}
	}
	loosen(object, s)
	return object, nil
}

// loosen reads texts as what the schema wants.
func loosen(object map[string]any, s *jsonschema.Schema) {
	for name, property := range s.Properties {
		given, ok := object[name]
		if !ok {
			continue
		}
		if given == nil {
			delete(object, name)
			continue
		}
		object[name] = asWanted(given, property)
	}
}

// asWanted reads one value as the schema wants it, where that can be done; else it stays, and the check says what is wrong.
func asWanted(given any, s *jsonschema.Schema) any {
	text, isText := given.(string)
	switch {
	case isText && wants(s, "array"):
		return asWanted(list(text), s)
	case isText && (wants(s, "integer") || wants(s, "number")):
		if n, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
			return n
		}
	case isText && wants(s, "boolean"):
		if b, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(text))); err == nil {
			return b
		}
	case isText && wants(s, "object"):
		var object map[string]any
		if json.Unmarshal([]byte(text), &object) == nil && object != nil {
			return asWanted(object, s)
		}
	}
	switch given := given.(type) {
	case map[string]any:
		loosen(given, s)
	case []any:
		if s.Items != nil {
			for i := range given {
				given[i] = asWanted(given[i], s.Items)
			}
		}
	}
	return given
}

// wants tells whether a schema wants a type, and not a text.
func wants(s *jsonschema.Schema, kind string) bool {
	return s.Type == kind || slices.Contains(s.Types, kind) && !slices.Contains(s.Types, "string")
}

// list reads a text as a list: as JSON, or as words between commas.
func list(text string) []any {
	var out []any
	if json.Unmarshal([]byte(text), &out) == nil && out != nil {
		return out
	}
	out = []any{}
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

// bounded is how many of something are asked for: as many as usual where it is 0, and never more than the most.
func bounded(name string, n, usual, most int) (int, error) {
	switch {
	case n < 0 || n > most:
		return 0, fault.New(fault.Invalid, codeInput, fmt.Sprintf("%s is between 1 and %d", name, most))
	case n == 0:
		return usual, nil
	}
	return n, nil
}

// mend says what is wrong with an input, and what may stand in it.
func (t Tool) mend(object map[string]any, err error) string {
	known := slices.Sorted(maps.Keys(t.Input.Properties))
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if t.Input.Properties[name] == nil {
			return fmt.Sprintf("there is no %.64q in the input; there are %s", name, strings.Join(known, ", "))
		}
	}
	for _, name := range t.Input.Required {
		if _, ok := object[name]; !ok {
			return fmt.Sprintf("%q is missing: %s", name, t.Input.Properties[name].Description)
		}
	}
	for _, name := range known {
		property := t.Input.Properties[name]
		given, ok := object[name]
		if !ok || len(property.Enum) == 0 || slices.Contains(property.Enum, given) {
			continue
		}
		words := make([]string, len(property.Enum))
		for i, word := range property.Enum {
			words[i] = fmt.Sprint(word)
		}
		return fmt.Sprintf("%s is one of %s", name, strings.Join(words, ", "))
	}
	return err.Error()
}
