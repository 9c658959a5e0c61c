package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// isText tells whether a result is one text, a line a row or in one row: a plan or a statement, which people read and copy.
func isText(result *query.Result) bool {
	if len(result.Columns) != 1 {
		return false
	}
	switch result.Columns[0].Name {
	case "Query Plan", "createtab_stmt", "create view":
		return result.Made
	}
	return false
}

// writeText writes the lines of a text as they are, without the control characters that a terminal would obey.
func writeText(ctx context.Context, result *query.Result, out io.Writer) error {
	return result.Each(ctx, func(row []value.Value) error {
		text := strings.Map(harmless, fmt.Sprint(row[0]))
		_, err := fmt.Fprintln(out, strings.TrimRight(text, "\n"))
		return err
	})
}

func harmless(r rune) rune {
	if r != '\n' && r != '\t' && unicode.IsControl(r) {
		return -1
	}
	return r
}
