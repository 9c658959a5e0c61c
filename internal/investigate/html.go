package investigate

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed page.html.tmpl
var htmlPage string

// html writes a page as one file that loads nothing.
func (p page) html(to io.Writer) error {
	made, err := template.New("page").Funcs(template.FuncMap{
		"right": func(t *table, column int) bool { return t.Right[column] },
		"px":    func(f float64) string { return fmt.Sprintf("%.1f", f) },
		"below": func(level int) int { return level + 1 },
		"at":    func(b block, level int) leveled { return leveled{b, level} },
	}).Parse(htmlPage)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := made.Execute(to, p); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// leveled is a block and the level of its heading.
type leveled struct {
	block
	Level int
}
