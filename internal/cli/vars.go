package cli

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// placeholder is ${name}, or $${name}, which stands for the text ${name} itself.
var placeholder = regexp.MustCompile(`\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// fill puts the values of --var name=value in place of ${name}, as text, before anything is parsed: it is the same user's SQL. All names
// without a value, and all values without a place, are told at once. In a statement with a storage.location.template, which has placeholders of
// its own, those without a value stay as they are.
func fill(text string, vars []string) (string, error) {
	values := make(map[string]string, len(vars))
	for _, v := range vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok || !placeholder.MatchString("${"+name+"}") {
			return "", usageError{fmt.Sprintf("--var %q is not of the form name=value", v)}
		}
		if _, twice := values[name]; twice {
			return "", usageError{fmt.Sprintf("--var %s is given twice", name)}
		}
		values[name] = value
	}
	used, missing := map[string]bool{}, map[string]bool{}
	filled := placeholder.ReplaceAllStringFunc(text, func(found string) string {
		if strings.HasPrefix(found, "$$") {
			return found[1:]
		}
		name := found[2 : len(found)-1]
		value, ok := values[name]
		if !ok && strings.Contains(text, "storage.location.template") {
			return found
		}
		if !ok {
			missing[name] = true
		}
		used[name] = true
		return value
	})
	if len(missing) > 0 {
		return "", usageError{"no value for " + names(missing) + ": add " + flagsFor(missing)}
	}
	for name := range values {
		if used[name] {
			delete(values, name)
		}
	}
	if len(values) > 0 {
		unused := map[string]bool{}
		for name := range values {
			unused[name] = true
		}
		return "", usageError{"the SQL has no " + names(unused)}
	}
	return filled, nil
}

// names lists placeholders in order.
func names(set map[string]bool) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(set)) {
		list = append(list, "${"+name+"}")
	}
	return strings.Join(list, ", ")
}

// flagsFor shows how placeholders are given values.
func flagsFor(set map[string]bool) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(set)) {
		list = append(list, "--var "+name+"=…")
	}
	return strings.Join(list, " ")
}
