package share

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
)

// maxFile bounds a file of records.
const maxFile = 64 << 20

// Write returns a state as a file for git: JSON, a record in the same place and form as long as it is the same, and no version, which is
// the lake's own.
func Write(s State) (string, error) {
	s = s.normal()
	var b bytes.Buffer
	b.WriteString("{")
	first := true
	for _, list := range s.lists() {
		if len(list.records) == 0 {
			continue
		}
		if !first {
			b.WriteString(",")
		}
		first = false
		fmt.Fprintf(&b, "\n  %q: [", list.name)
		for i, record := range list.records {
			if i > 0 {
				b.WriteString(",")
			}
			text, err := plain(record)
			if err != nil {
				return "", fmt.Errorf("write what is shared: %w", err)
			}
			b.WriteString("\n    " + text)
		}
		b.WriteString("\n  ]")
	}
	b.WriteString("\n}\n")
	return b.String(), nil
}

// plain writes a record in one line, < and > as they are.
func plain(record any) (string, error) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(record)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// list is all records of a kind.
type list struct {
	name    string
	records []any
}

// lists returns the records by kind, named as in JSON.
func (s State) lists() []list {
	return []list{
		{"administrators", anys(s.Administrators)},
		{"principals", anys(s.Principals)},
		{"locations", anys(s.Locations)},
		{"tags", anys(s.Tags)},
		{"tagged", anys(s.Tagged)},
		{"mappings", anys(s.Mappings)},
		{"filters", anys(s.Filters)},
		{"grants", anys(s.Grants)},
		{"workgroups", anys(s.Workgroups)},
	}
}

func anys[T any](records []T) []any {
	out := make([]any, len(records))
	for i, r := range records {
		out[i] = r
	}
	return out
}

// Read reads a file that Write has written, or somebody by hand. It is checked when it is imported.
func Read(r io.Reader) (State, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return State{}, fmt.Errorf("read what is shared: %w", err)
	}
	if len(text) > maxFile {
		return State{}, fault.New(fault.Invalid, CodeInvalid, fmt.Sprintf("the file is larger than %d bytes", maxFile))
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var file struct {
		State
		Version json.RawMessage `json:"version"` // the lake's own
	}
	if err := decoder.Decode(&file); err != nil {
		return State{}, fault.Wrap(err, fault.Invalid, CodeInvalid, fmt.Sprintf("line %d: %v", line(text, decoder.InputOffset(), err), err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return State{}, fault.New(fault.Invalid, CodeInvalid, fmt.Sprintf("line %d: the file goes on after its closing brace", line(text, decoder.InputOffset(), nil)))
	}
	return file.normal(), nil
}

// line returns the line of an error in a text.
func line(text []byte, at int64, err error) int {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &wrong):
		at = wrong.Offset
	}
	return 1 + bytes.Count(text[:min(max(at, 0), int64(len(text)))], []byte("\n"))
}
