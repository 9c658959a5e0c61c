package manual

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/cloudtrail"
	"github.com/glauxhq/glaux/internal/source/feed"
	"github.com/glauxhq/glaux/internal/source/flowlog"
	"github.com/glauxhq/glaux/internal/source/inventory"
	"github.com/glauxhq/glaux/internal/source/invocation"
)

//go:embed sources.md
var sourcesText string

// Sources returns doc/sources.md: what can be a source, and the columns of the tables of logs and inventories.
func Sources() string {
	var b strings.Builder
	b.WriteString(sourcesText)
	b.WriteString("\n## Columns\n")
	for _, kind := range []feed.Kind{flowlog.New(), inventory.New(), cloudtrail.New(), invocation.New()} {
		for _, table := range kind.Tables() {
			name := table.Name
			if name == "" {
				name = kind.Table()
			}
			fmt.Fprintf(&b, "\n### `%s` – %s\n\n| column | type | |\n|---|---|---|\n", name, table.Comment)
			for _, c := range table.Columns {
				fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Name, cell(source.HiveType(c.Type)), cell(c.Comment))
			}
		}
	}
	return b.String()
}
