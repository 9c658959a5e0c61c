package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/readiness"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// doctor is `glaux doctor`.
func (c *command) doctor() *cobra.Command {
	var sql, failing bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what the lake can and cannot answer, and what would mend it",
		Long: `Say what the lake can and cannot answer, in the order in which a newcomer needs it: which kind of bill it is and whether it is loaded,
what its lines carry, which cost allocation tags are active, and what flow logs, inventory and model logs add. What is missing is told
with what it prevents, and the console step and the command that mend it. Each finding is a query: --sql shows it.

The exit status is 1 when something prevents nearly all.`,
		Example: lines("glaux doctor", "glaux doctor --missing", "glaux doctor --format json"),
		Args:    cobra.NoArgs,
		RunE: c.run(func(ctx context.Context, a *app.App, _ []string) error {
			findings, err := a.Readiness(ctx)
			if err != nil {
				return err
			}
			if failing {
				findings = missing(findings)
			}
			if a.Config.Format != "" {
				err = c.tabulate(a, findings)
			} else {
				err = tellFindings(c.Stdout, findings, sql)
			}
			if err == nil && blocked(findings) {
				return errFaults
			}
			return err
		}),
	}
	cmd.Flags().BoolVar(&sql, "sql", false, "show the query of each finding")
	cmd.Flags().BoolVar(&failing, "missing", false, "leave out what is good")
	settings(cmd.Flags(), "format")
	complete(cmd, "format", render.Formats())
	return cmd
}

// missing returns the findings that are not good.
func missing(findings []readiness.Finding) []readiness.Finding {
	var rest []readiness.Finding
	for _, f := range findings {
		if f.State != readiness.Good {
			rest = append(rest, f)
		}
	}
	return rest
}

// blocked tells whether something prevents nearly all.
func blocked(findings []readiness.Finding) bool {
	for _, f := range findings {
		if f.State == readiness.Blocked {
			return true
		}
	}
	return false
}

// tabulate writes findings as rows.
func (c *command) tabulate(a *app.App, findings []readiness.Finding) error {
	var rows [][]value.Value
	for _, f := range findings {
		rows = append(rows, []value.Value{
			f.Code, string(f.Area), textOrNull(f.Source), string(f.State), f.Says,
			textOrNull(f.Prevents), textOrNull(f.Console), textOrNull(f.Command), f.SQL,
		})
	}
	columns := []string{"code", "area", "source", "state", "says", "prevents", "console", "command", "sql"}
	return c.table(a, words(columns...), rows)
}

// tellFindings writes findings for people, area by area.
func tellFindings(out io.Writer, findings []readiness.Finding, sql bool) error {
	var area readiness.Area
	count := map[readiness.State]int{}
	text := &strings.Builder{}
	for _, f := range findings {
		if f.Area != area {
			area = f.Area
			fmt.Fprintf(text, "%s\n", heading(area))
		}
		count[f.State]++
		tellFinding(text, f, sql)
	}
	fmt.Fprintf(text, "%d good, %d to improve, %d missing, %d blocking\n",
		count[readiness.Good], count[readiness.Advice], count[readiness.Gap], count[readiness.Blocked])
	_, err := io.WriteString(out, strings.Map(harmless, text.String()))
	return err
}

// tellFinding writes one finding.
func tellFinding(text *strings.Builder, f readiness.Finding, sql bool) {
	about := ""
	if f.Source != "" && !strings.Contains(f.Says, f.Source) {
		about = f.Source + ": "
	}
	fmt.Fprintf(text, "  %s %-22s %s%s\n", mark(f.State), f.Code, about, f.Says)
	for _, part := range []struct{ name, text string }{{"prevents", f.Prevents}, {"console", f.Console}, {"command", f.Command}} {
		if part.text != "" {
			fmt.Fprintf(text, "      %-9s %s\n", part.name, part.text)
		}
	}
	if sql {
		fmt.Fprintf(text, "\n        %s\n\n", strings.ReplaceAll(f.SQL, "\n", "\n        "))
	}
}

// heading is the title of an area.
func heading(a readiness.Area) string {
	switch a {
	case readiness.Bill:
		return "The bill"
	case readiness.Tags:
		return "Tags and cost categories"
	case readiness.Network:
		return "Flow logs, inventory and trail"
	case readiness.Models:
		return "Models"
	}
	return string(a)
}

// mark is the sign of a state.
func mark(s readiness.State) string {
	switch s {
	case readiness.Good:
		return "✓"
	case readiness.Advice:
		return "·"
	case readiness.Gap:
		return "!"
	case readiness.Blocked:
		return "✗"
	}
	return "?"
}
