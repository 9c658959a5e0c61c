package enginetest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// cases is where the cases stand, seen from an engine's package.
const cases = "../enginetest/testdata"

// answers runs the cases in files: a query a line, and below it what must come.
func (b *bench) answers(t *testing.T) {
	golden.Run(t, cases, func(t *testing.T, in golden.Sections) golden.Sections {
		var out strings.Builder
		for sql := range strings.Lines(in["queries.sql"]) {
			if sql = strings.TrimSpace(sql); sql != "" {
				out.WriteString(sql + "\n" + b.answer(t.Context(), sql))
			}
		}
		return golden.Sections{"answers": out.String()}
	})
}

// answer is what comes of a query: the types of the columns and the rows, or the error.
func (b *bench) answer(ctx context.Context, sql string) string {
	rows, err := b.start(ctx, sql)
	if err != nil {
		return trouble(err, sql)
	}
	names := make([]string, len(rows.Columns()))
	for i, c := range rows.Columns() {
		names[i] = c.Type.String()
	}
	lines, err := all(ctx, rows)
	if err != nil {
		return trouble(err, sql)
	}
	return "  : " + strings.Join(names, " | ") + "\n" + indent(lines)
}

func indent(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString("  " + l + "\n")
	}
	return b.String()
}

// trouble is an error with the place that it speaks of.
func trouble(err error, sql string) string {
	var list diag.List
	if errors.As(err, &list) && len(list) > 0 {
		return "  ! " + list[0].Athena(sql) + "\n"
	}
	return "  ! " + err.Error() + "\n"
}
