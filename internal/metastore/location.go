package metastore

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
)

// Place is a registered location: what begins with Prefix lies below Folder on this machine. A folder without a prefix stands for
// itself, and a prefix without a folder lies in S3, where it is read and never written.
type Place struct {
	Prefix string // "s3://bucket/prefix/"; "" for a folder under its own name
	Folder string // absolute; "" for what lies in S3
}

// Places are the registered locations. Nothing outside of them is read or written for a statement.
type Places []Place

// ParsePlace reads a location of the settings: `FOLDER`, `s3://bucket/prefix/`, or `s3://bucket/prefix/=FOLDER`. The prefix has no «=».
func ParsePlace(text string) (Place, bool) {
	prefix, folder, mapped := "", text, true
	if strings.HasPrefix(text, "s3://") {
		prefix, folder, mapped = strings.Cut(text, "=")
		prefix = slashed(prefix)
		if !mapped {
			return Place{Prefix: prefix}, prefix != "s3://"
		}
	}
	if !mapped || folder == "" {
		return Place{}, false
	}
	folder, err := filepath.Abs(folder)
	return Place{Prefix: prefix, Folder: folder}, err == nil
}

// Resolve returns the folder on this machine that a location of a statement means; ok is false when it lies in no registered
// location. Symbolic links that lead out of the registered folder lead to nothing.
func (p Places) Resolve(location string) (folder string, ok bool) {
	if strings.ContainsRune(location, 0) || climbs(location) {
		return "", false
	}
	for _, place := range p {
		below, ok := place.below(location)
		if !ok || place.Folder == "" {
			continue
		}
		full := filepath.Join(place.Folder, below)
		if inside(place.Folder, full) {
			return full, true
		}
	}
	return "", false
}

// Remote tells whether a location lies in S3, below a registered location, and in no folder that stands for a part of that.
func (p Places) Remote(location string) bool {
	if strings.ContainsRune(location, 0) || climbs(location) {
		return false
	}
	remote := false
	for _, place := range p {
		if place.Prefix == "" || !strings.HasPrefix(slashed(location), place.Prefix) {
			continue
		}
		if place.Folder != "" {
			return false
		}
		remote = true
	}
	return remote
}

// climbs tells whether a part of a location is "..", or begins as one that leads upwards; written as it is or, once or twice, with percent
// signs.
func climbs(location string) bool {
	for part := range strings.SplitSeq(filepath.ToSlash(location), "/") {
		for range 3 {
			if part == ".." || strings.HasPrefix(part, "../") || strings.HasPrefix(part, `..\`) {
				return true
			}
			plain, err := url.PathUnescape(part)
			if err != nil {
				break
			}
			part = plain
		}
	}
	return false
}

// below returns the path of a location below the folder of the place.
func (p Place) below(location string) (string, bool) {
	if p.Prefix != "" {
		rest, ok := strings.CutPrefix(slashed(location), p.Prefix)
		return filepath.FromSlash(path.Clean("./" + rest)), ok
	}
	name := strings.TrimPrefix(location, "file://")
	if !filepath.IsAbs(name) {
		return "", false
	}
	below, err := filepath.Rel(p.Folder, filepath.Clean(name))
	return below, err == nil && filepath.IsLocal(below)
}

func slashed(location string) string {
	if strings.HasSuffix(location, "/") {
		return location
	}
	return location + "/"
}

// inside tells whether a path lies below a folder when all symbolic links of the part that exists are followed.
func inside(folder, full string) bool {
	root, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return false
	}
	for there := full; ; there = filepath.Dir(there) {
		real, err := filepath.EvalSymlinks(there)
		if err == nil {
			below, err := filepath.Rel(root, real)
			return err == nil && filepath.IsLocal(below)
		}
		if there == filepath.Dir(there) || len(there) < len(folder) {
			return false
		}
	}
}
