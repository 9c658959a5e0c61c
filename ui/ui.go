// Package ui holds the pages of the workbench as Vite built them. It promises that the program compiles without them: Pages is nil then.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Pages returns the built pages with index.html at the top, nil where the program was built without them.
func Pages() fs.FS {
	pages, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil
	}
	if _, err := fs.Stat(pages, "index.html"); err != nil {
		return nil
	}
	return pages
}
