package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/render"
)

// tableRows is how many rows a format for people shows unless --max-rows says otherwise.
const tableRows = 1000

// query is `glaux query`.
func (c *command) query() *cobra.Command {
	var sql sqlFlags
	var output string
	cmd := &cobra.Command{
		Use:   "query [SQL | -f FILE | -]",
		Short: "Run a query in Athena's SQL and write its rows",
		Long: `Run a query in Athena's SQL and write its rows.

Without --format rows are shown as a table, or as the name of the output file says. Tables and Markdown show 1000 rows unless
--max-rows says otherwise; when rows are left out, standard error says how many there are: the query then runs to its end, and
what is not shown is counted.`,
		Example: lines(
			`glaux query "SELECT count(*) FROM workshop.cur"`,
			`glaux query -f costs.sql --var month=2025-11 --format csv -o costs.csv`,
			`glaux query "SELECT * FROM glaux.bill WHERE line_item_usage_account_id = ?" --param "'111122223333'" -o rows.parquet`,
			`echo "SELECT 1024 / 1000" | glaux query -`,
			`glaux query "SELECT * FROM workshop.cur" --as alice`,
		),
		Args: cobra.MaximumNArgs(1),
		RunE: c.run(func(ctx context.Context, a *app.App, args []string) error {
			text, err := c.text(&sql, args)
			if err != nil {
				return err
			}
			return c.runQuery(ctx, a, text, sql.options(a), output)
		}),
	}
	sql.add(cmd.Flags())
	settings(cmd.Flags(), "format", "max-rows")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to `FILE`, which appears when all rows are in it")
	complete(cmd, "format", render.Formats())
	return cmd
}

// runQuery runs a query and writes its rows.
func (c *command) runQuery(ctx context.Context, a *app.App, text string, o query.Options, output string) error {
	format := formatOf(a.Config.Format, output)
	if format.Binary() && output == "" && c.OutTerminal {
		return usageError{fmt.Sprintf("%s is not for a terminal: add -o FILE", format)}
	}
	o.MaxRows = maxRows(a.Config.MaxRows, format)
	runner, err := a.Runner()
	if err != nil {
		return err
	}
	bar := c.startBar()
	defer bar.stop()
	result, err := runner.Text(ctx, a.Who(), text, o)
	if err != nil {
		return err
	}
	bar.follow(result)
	out := c.Stdout
	if c.OutTerminal {
		out = &quiet{out: out, bar: bar} // rows and bar would stand in each other's way
	}
	count, err := deliver(ctx, result, format, out, output)
	bar.stop()
	if err := errors.Join(err, result.Close()); err != nil {
		return err
	}
	if count.Cut() {
		c.note("%s of %s rows shown; --max-rows N shows more", thousands(count.Shown), thousands(count.Found))
	}
	return nil
}

// deliver writes the rows to the file, or to out when none is named, and counts them.
func deliver(ctx context.Context, result *query.Result, format render.Format, out io.Writer, output string) (count query.Count, err error) {
	if len(result.Columns) == 0 {
		return query.Count{}, nil // a statement that has done its work
	}
	if output == "" {
		err = write(ctx, result, format, out)
	} else {
		err = replaceFile(output, func(out io.Writer) error { return write(ctx, result, format, out) })
	}
	if err != nil {
		return query.Count{}, err
	}
	return result.Count(ctx)
}

// write writes all rows of a result.
func write(ctx context.Context, result *query.Result, format render.Format, out io.Writer) (err error) {
	if format == render.Table && isText(result) {
		return writeText(ctx, result, out)
	}
	w, err := render.New(format, out)
	if err != nil {
		return err
	}
	if held, ok := w.(io.Closer); ok {
		defer func() { err = errors.Join(err, held.Close()) }()
	}
	if err := w.Begin(result.Columns); err != nil {
		return err
	}
	if err := result.Each(ctx, w.Row); err != nil {
		return err
	}
	return w.End()
}

// formatOf returns the format: what was set, else what the name of the output file says, else a table.
func formatOf(set render.Format, output string) render.Format {
	if set != "" {
		return set
	}
	extension := strings.TrimPrefix(filepath.Ext(output), ".")
	if extension == "md" {
		return render.Markdown
	}
	if f, err := render.ParseFormat(extension); err == nil {
		return f
	}
	return render.Table
}

// maxRows returns the bound of rows of a format.
func maxRows(set int64, format render.Format) int64 {
	switch {
	case format.Streams():
		return max(set, 0)
	case set < 0:
		return tableRows
	case set == 0:
		return render.MostHeld
	}
	return min(set, render.MostHeld)
}

// thousands writes a number with separators: 1,234,567.
func thousands(n int64) string {
	digits := fmt.Sprint(n)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}
