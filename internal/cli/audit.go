package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// audit is `glaux audit`.
func (c *command) audit() *cobra.Command {
	var search audit.Search
	var since, until string
	limit := 50
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Show who did what: the audit log",
		Long: `Show who did what: the audit log, the newest record last. It holds every statement with what it read, every login and every change of who may
see what. The table glaux.audit has all of it; who may read that table is an auditor. glaux audit verify proves that nothing was changed.`,
		Example: lines("glaux audit", "glaux audit --principal alice --outcome DENIED", "glaux audit --table workshop.cur --since 2025-11-01 --format csv",
			`glaux query "SELECT principal, count(*) FROM glaux.audit WHERE outcome = 'DENIED' GROUP BY 1"`),
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		var err error
		if search.Since, err = momentFlag("--since", since); err == nil {
			search.Until, err = momentFlag("--until", until)
		}
		if err == nil && (limit < 1 || limit > audit.MostRecords) {
			err = usageError{fmt.Sprintf("--limit: from 1 to %d", audit.MostRecords)}
		}
		if err != nil {
			return err
		}
		return c.showAudit(ctx, a, search, limit)
	})
	flags := cmd.Flags()
	flags.StringVar(&search.Principal, "principal", "", "only what `NAME` did, or what was done as it")
	flags.StringVar(&search.Event, "event", "", "only `EVENT`: QUERY, STATEMENT, EXPLAIN, CATALOG, EXPORT, LOGIN, LOGOUT, CREDENTIAL, POLICY, ALERT")
	flags.StringVar(&search.Outcome, "outcome", "", "only what ended with `OUTCOME`: SUCCEEDED, FAILED, DENIED, CANCELLED")
	flags.StringVar(&search.Table, "table", "", "only what read or named `DATABASE.TABLE`")
	flags.StringVar(&search.Text, "text", "", "only what has `TEXT` in the statement or the message")
	flags.StringVar(&since, "since", "", "only from `TIME` on, UTC: 2025-11-03 or 2025-11-03T14:15:00")
	flags.StringVar(&until, "until", "", "only before `TIME`, UTC")
	flags.BoolVar(&search.Begun, "begun", false, "the records of statements that begin, too")
	flags.IntVar(&limit, "limit", limit, "most records to show")
	settings(flags, "format", "as")
	cmd.AddCommand(c.auditVerify())
	return cmd
}

// momentFlag reads a day or a moment, in UTC.
func momentFlag(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usageError{fmt.Sprintf("%s: %q is no time such as 2025-11-03 or 2025-11-03T14:15:00", flag, text)}
}

// showAudit shows the newest records, the oldest of them first.
func (c *command) showAudit(ctx context.Context, a *app.App, search audit.Search, limit int) (err error) {
	runner, err := a.Runner()
	if err != nil {
		return err
	}
	text, params := search.Query()
	result, err := runner.Text(ctx, a.Who(), text, query.Options{Params: params, MaxRows: int64(limit)})
	var wrong *query.Error
	if errors.As(err, &wrong) && len(wrong.List) > 0 && wrong.List[0].Code == diag.TableNotFound {
		return fault.New(fault.NotFound, "NO_AUDIT_LOG", "there is no audit log here for you: it is for who may read the table glaux.audit")
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	var rows [][]value.Value
	err = result.Each(ctx, func(row []value.Value) error {
		rows = append(rows, slices.Clone(row))
		return nil
	})
	if err != nil {
		return err
	}
	slices.Reverse(rows)
	columns := result.Columns
	if formatOf(a.Config.Format, "") == render.Table {
		columns, rows = narrow(columns, rows)
	}
	return c.table(a, columns, rows)
}

// narrow returns the columns that fit on a terminal.
func narrow(columns []typed.Column, rows [][]value.Value) ([]typed.Column, [][]value.Value) {
	var at []int
	for _, name := range []string{
		"sequence", "event_time", "principal", "asked_by", "event", "statement_kind", "outcome", "error_code", "tables", "row_count", "statement_text",
	} {
		if i := slices.IndexFunc(columns, func(c typed.Column) bool { return c.Name == name }); i >= 0 {
			at = append(at, i)
		}
	}
	few := make([]typed.Column, len(at))
	for n, i := range at {
		few[n] = columns[i]
	}
	out := make([][]value.Value, len(rows))
	for r, row := range rows {
		for _, i := range at {
			out[r] = append(out[r], row[i])
		}
	}
	return few, out
}

// auditVerify is `glaux audit verify`.
func (c *command) auditVerify() *cobra.Command {
	var hash string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Prove that no record of the audit log was changed, taken out or put elsewhere",
		Long: `Prove that no record of the audit log was changed, taken out or put elsewhere. Each record holds the hash of the one before, and the log knows
where it ends. Note the last hash somewhere else and give it with --hash the next time: then a log that was made anew as a whole is found, too.`,
		Example: lines("glaux audit verify", "glaux audit verify --hash 5f2b…"),
		Args:    cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		report, err := a.Audit().Verify(ctx, hash)
		if err != nil {
			return err
		}
		for _, n := range report.Notes {
			c.note("note: %s", n)
		}
		for _, p := range report.Problems {
			c.note("%s", p)
		}
		if n := int64(len(report.Problems)) + report.More; n > 0 {
			c.note("the audit log was changed: %s found", plural(n, "trace"))
			return errFaults
		}
		_, err = fmt.Fprintf(c.Stdout, "%s, from %d to %d, are as they were written. The last hash is %s\n",
			plural(report.Records, "record"), report.First, report.Last, report.Hash)
		return err
	})
	cmd.Flags().StringVar(&hash, "hash", "", "`HASH` of a record, as noted before: it must be in the log")
	return cmd
}
