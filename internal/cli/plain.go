package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/glauxhq/glaux/internal/query"
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
	for {
		batch, err := result.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for r := range batch.Len() {
			text := strings.Map(harmless, fmt.Sprint(batch.Value(r, 0)))
			if _, err := fmt.Fprintln(out, strings.TrimRight(text, "\n")); err != nil {
				return err
			}
		}
	}
}

func harmless(r rune) rune {
	if r != '\n' && r != '\t' && unicode.IsControl(r) {
		return -1
	}
	return r
}
