package bench

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

//go:embed testdata/short.sql
var shortSQL string

//go:embed testdata/view.sql
var viewSQL string

// frontEnd measures the way from text to engine SQL: parse, analyze, guard, emit.
func frontEnd(ctx context.Context, o Options, table *catalog.Table) error {
	r := runner(o, table, nil)
	for _, text := range []struct {
		sql   string
		times int
		aim   time.Duration
	}{{shortSQL, 400, aimShort}, {viewSQL, 40, aimView}} {
		took := make([]time.Duration, text.times)
		for i := range took {
			start := o.Now()
			if _, err := r.Explain(ctx, access.Local(), text.sql, query.StageSQL, query.Options{}); err != nil {
				return fmt.Errorf("front-end: %w", err)
			}
			took[i] = o.Now().Sub(start)
		}
		o.printf("front-end, %3d lines: %8s  (aim: at most %s)\n",
			strings.Count(text.sql, "\n"), median(took).Round(time.Microsecond), text.aim)
	}
	return nil
}
