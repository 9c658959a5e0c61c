package config

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
)

// line is a setting in the file.
type line struct {
	text   string
	number int
}

// readFile reads the settings file: lines of `name = value`, comments begin with #. A file that nobody named may be missing.
func readFile(from Sources) (map[string]line, string, error) {
	path, named := configFile(from.Getenv)
	if path == "" || from.ReadFile == nil {
		return nil, path, nil
	}
	content, err := from.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil, path, nil
	}
	if err != nil {
		return nil, path, fault.Wrap(err, fault.Invalid, "INVALID_SETTING", fmt.Sprintf("read the settings file: %v", err))
	}
	lines, err := parseFile(string(content))
	if err != nil {
		return nil, path, fault.Wrap(err, fault.Invalid, "INVALID_SETTING", fmt.Sprintf("%s:%v", path, err))
	}
	return lines, path, nil
}

// parseFile returns the settings of a file by name.
func parseFile(content string) (map[string]line, error) {
	known := map[string]bool{}
	for _, s := range Settings() {
		known[s.Name] = true
	}
	lines := map[string]line{}
	for i, text := range strings.Split(content, "\n") {
		text = strings.TrimSpace(text)
		if text == "" || text[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(text, "=")
		name = strings.TrimSpace(name)
		switch _, twice := lines[name]; {
		case !ok:
			return nil, fmt.Errorf("%d: no `name = value` in %q", i+1, text)
		case !known[name]:
			return nil, fmt.Errorf("%d: no setting %q", i+1, name)
		case twice:
			return nil, fmt.Errorf("%d: %q stands twice", i+1, name)
		}
		lines[name] = line{text: strings.TrimSpace(value), number: i + 1}
	}
	return lines, nil
}
