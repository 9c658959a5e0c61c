package access

import (
	"slices"
	"strings"
)

// open tells whether what lies at a location is open to a principal: the registered location around it is hybrid, and the principal was
// not opted in. What lies at no registered location is open to nobody.
func (p *Policy) open(who Principal, location string) bool {
	if !p.hybrid || location == "" {
		return false
	}
	around := p.around(location)
	names := who.names()
	if around == nil || !around.Hybrid || len(names) == 0 {
		return false
	}
	return !slices.ContainsFunc(around.OptedIn, func(name string) bool { return slices.Contains(names, name) })
}

// around returns the registered location with the longest path around a location, nil for none.
func (p *Policy) around(location string) *Location {
	var found *Location
	for i := range p.rules.Locations {
		l := &p.rules.Locations[i]
		if within(location, l.Path) && (found == nil || len(directory(l.Path)) > len(directory(found.Path))) {
			found = l
		}
	}
	return found
}

// within tells whether a location is a path or lies below it. One with a part that leads upwards lies nowhere.
func within(location, path string) bool {
	if path == "" || slices.Contains(strings.Split(location, "/"), "..") {
		return false
	}
	return strings.HasPrefix(directory(location), directory(path))
}

// directory returns a path with one slash at its end.
func directory(path string) string { return strings.TrimRight(path, "/") + "/" }
