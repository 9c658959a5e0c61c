package duckdb

import (
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
)

// LoadText writes the rows of a Parquet file as lines of text: first the names, then the values, parted by one blank, `-` for NULL and
// for an empty text. Blanks and ends of lines within a value become underscores. Names must have no blanks; they are as many as the file
// has columns.
func LoadText(path string, names []string, out string) string {
	items := make([]string, len(names))
	columns := make([]string, len(names))
	for i, name := range names {
		columns[i] = "s" + strconv.Itoa(i)
		x := "translate(CAST(" + columns[i] + ` AS VARCHAR), E' \t\r\n', '____')`
		items[i] = "coalesce(nullif(" + x + ", ''), '-') AS " + emit.Ident(name)
	}
	query := emit.Lines("SELECT "+strings.Join(items, ", "), "FROM "+readParquet([]string{path})+" AS s("+strings.Join(columns, ", ")+")")
	return emit.Lines("COPY (", emit.Indent(query), ") TO "+emit.String(out).Text+" (FORMAT csv, HEADER true, DELIMITER ' ', QUOTE '', ESCAPE '')")
}
