package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sharing"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// shareWorkgroup is `glaux share workgroup`.
func (c *command) shareWorkgroup() *cobra.Command {
	cmd := &cobra.Command{
		Use: "workgroup", Short: "Where statements run: limits, members, administrators", RunE: c.group,
		Example: lines("glaux share workgroup set web --member web --time 2m --memory 1GiB --cpu 10m --bytes 10GB --running 4", "glaux share workgroup history web"),
	}
	var w share.Workgroup
	var result, limit, cpu, cpuDay, reuse time.Duration
	sizes := map[string]*string{}
	set := c.changing("set NAME", "Make a workgroup, or put another in its place", "glaux share workgroup set web --time 2m", cobra.ExactArgs(1),
		func(_ share.State, args []string) (share.Edit, error) {
			one := w
			one.Name, one.Limits.Time, one.Limits.ResultAge = args[0], limit, result
			one.Limits.CPU, one.Limits.CPUPerDay, one.Limits.ReuseAge = cpu, cpuDay, reuse
			for name, into := range map[string]*int64{
				"bytes": &one.Limits.BytesScanned, "memory": &one.Limits.Memory, "disk": &one.Limits.Disk, "bytes-per-day": &one.Limits.BytesPerDay,
			} {
				text := *sizes[name]
				if text == "" {
					continue
				}
				n, err := config.ParseSize(text)
				if err != nil {
					return share.Edit{}, usageError{fmt.Sprintf("--%s: %v", name, err)}
				}
				*into = n
			}
			return share.Edit{Put: share.Parts{Workgroups: []share.Workgroup{one}}}, nil
		})
	flags := set.Flags()
	for name, doc := range map[string]string{
		"bytes": "most `BYTES` that a statement reads, such as 10GB", "memory": "most memory of a statement, a `SIZE`",
		"disk": "most disk space of a statement, a `SIZE`", "bytes-per-day": "most `BYTES` that all statements read in a UTC day",
	} {
		sizes[name] = flags.String(name, "", doc)
	}
	flags.StringVar(&w.Description, "description", "", "a `TEXT` for people")
	flags.StringSliceVar(&w.Members, "member", nil, "`PRINCIPALS` that may run statements here")
	flags.StringSliceVar(&w.Administrators, "administrator", nil, "`PRINCIPALS` that see and delete the results of all")
	flags.BoolVar(&w.Enforced, "enforced", false, "what a caller asks for can only be less")
	flags.Int64Var(&w.Limits.Rows, "rows", 0, "most rows of a result")
	flags.DurationVar(&limit, "time", 0, "longest `TIME` of a statement, such as 2m")
	flags.DurationVar(&cpu, "cpu", 0, "most CPU `TIME` of a statement, all processors together, such as 10m")
	flags.DurationVar(&cpuDay, "cpu-per-day", 0, "most CPU `TIME` that all statements take in a UTC day")
	flags.DurationVar(&reuse, "reuse-age", 0, "how old a result may be that answers the same statement again (default: half of --results)")
	flags.BoolVar(&w.NoReuse, "no-reuse", false, "every statement runs, though it has an earlier result")
	flags.IntVar(&w.Limits.Running, "running", 0, "most statements that run at the same time")
	flags.IntVar(&w.Limits.Queued, "queued", 0, "most statements that wait for their turn")
	flags.DurationVar(&result, "results", 0, "how long results are kept (default: 24h)")
	cmd.AddCommand(set, c.workgroupHistory(), c.changing("remove NAME", "Remove a workgroup", "glaux share workgroup remove web", cobra.ExactArgs(1),
		func(_ share.State, args []string) (share.Edit, error) {
			return share.Edit{Remove: share.Names{Workgroups: args}}, nil
		}))
	return cmd
}

// shareList is `glaux share list`.
func (c *command) shareList() *cobra.Command {
	cmd := &cobra.Command{
		Use: "list [KIND]", Short: "List the records, all or those of a kind: principal, filter, grant, tag, …", Args: cobra.MaximumNArgs(1),
		Example: lines("glaux share list", "glaux share list grant --format json"),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) error {
		state, err := a.Shares().State(ctx)
		if err != nil {
			return err
		}
		deltas, err := share.Diff(share.State{}, state)
		if err != nil {
			return err
		}
		rows := [][]value.Value{}
		for _, d := range deltas {
			if len(args) == 0 || strings.TrimSuffix(args[0], "s") == string(d.Part) {
				rows = append(rows, []value.Value{string(d.Part), d.Name, d.After})
			}
		}
		if len(args) > 0 && len(rows) == 0 && !slices.Contains(share.Kinds(), strings.TrimSuffix(args[0], "s")) {
			return usageError{fmt.Sprintf("there is no kind %q; there are %s", args[0], strings.Join(share.Kinds(), ", "))}
		}
		return c.table(a, words("kind", "name", "record"), rows)
	})
	settings(cmd.Flags(), "format")
	complete(cmd, "format", render.Formats())
	return cmd
}

// shareHistory is `glaux share history`.
func (c *command) shareHistory() *cobra.Command {
	most := 20
	cmd := &cobra.Command{
		Use: "history", Short: "Who changed what, the newest first", Args: cobra.NoArgs, Example: lines("glaux share history --limit 5"),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		list, err := a.Shares().History(ctx, most)
		if err != nil {
			return err
		}
		rows := [][]value.Value{}
		for _, p := range list {
			for _, d := range p.Deltas {
				rows = append(rows, []value.Value{p.Version, p.At.Format(time.DateTime), textOrNull(p.Who), d.Sign(), string(d.Part), d.Name})
			}
		}
		return c.table(a, append([]typed.Column{number("version")}, words("at", "who", "change", "kind", "name")...), rows)
	})
	cmd.Flags().IntVar(&most, "limit", most, "how many changes")
	settings(cmd.Flags(), "format")
	complete(cmd, "format", render.Formats())
	return cmd
}

// shareCheck is `glaux share check`.
func (c *command) shareCheck() *cobra.Command {
	var as, text, database string
	cmd := &cobra.Command{
		Use: "check [--as PRINCIPAL] [--query SQL]", Short: "Tell what a principal sees, and why", Args: cobra.NoArgs,
		Example: lines("glaux share check --as app-team", `glaux share check --as app-team --query "SELECT sum(line_item_unblended_cost) FROM demo.cur"`),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		desk, err := a.Desk()
		if err != nil {
			return err
		}
		sight, err := desk.Check(ctx, a.LocalUser(), sharing.CheckRequest{As: as, Database: database, SQL: text})
		if err != nil {
			return err
		}
		_, err = io.WriteString(c.Stdout, sightText(sight, text != ""))
		return err
	})
	cmd.Flags().StringVar(&as, "as", "", "the `PRINCIPAL`, a user, role or group (default: local)")
	cmd.Flags().StringVar(&text, "query", "", "an `SQL` statement, to tell only of the tables that it reads")
	cmd.Flags().StringVar(&database, "in", "default", "the `DATABASE` of table names that have none")
	return cmd
}

// sightText describes what a principal sees.
func sightText(s sharing.Sight, query bool) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	kind := string(s.Kind)
	if kind == "" {
		kind = "not known"
	}
	line("%s (%s)", s.As, kind)
	if len(s.Groups) > 0 {
		line("  belongs to %s", strings.Join(s.Groups, ", "))
	}
	if s.Administrator {
		line("  is an administrator: may grant and revoke everything")
	}
	if s.Everything {
		line("  reads everything")
	}
	if s.Problem != nil {
		line("  may not run this: %s", s.Problem.Message)
	}
	if len(s.Tables) == 0 && (!query || s.Problem != nil) {
		line("  sees no table")
	}
	for _, t := range s.Tables {
		b.WriteString("\n" + tableText(t))
	}
	return b.String()
}

// tableText describes what a principal sees of a table.
func tableText(t sharing.Table) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	var permissions []string
	for _, p := range t.Permissions {
		permissions = append(permissions, string(p))
	}
	line("%s.%s: %s", t.Database, t.Table, strings.Join(permissions, ", "))
	var shown []string
	for _, c := range t.Columns {
		switch {
		case c.Mask != "":
			shown = append(shown, c.Name+" as "+c.Mask)
		case c.Partial:
			shown = append(shown, c.Name+" (in some rows)")
		default:
			shown = append(shown, c.Name)
		}
	}
	const most = 12
	if len(t.Hidden) == 0 && len(shown) > most {
		line("  all %d columns", len(shown))
	} else {
		line("  columns: %s", strings.Join(shown, ", "))
	}
	if len(t.Hidden) > 0 {
		line("  hidden: %s", plural(int64(len(t.Hidden)), "column"))
	}
	if t.AllRows {
		line("  all rows")
	}
	if t.Made {
		line("  made of what else it sees")
	}
	if t.Open {
		line("  because it lies in a hybrid location, and the principal did not opt in")
	}
	for _, r := range t.Why {
		text := fmt.Sprintf("  because %s has %s on %s", r.Principal, permissionList(r), r.On)
		if r.Filter != "" {
			text += ", filter " + r.Filter
		}
		if r.Rows != "" {
			text += ": rows where " + r.Rows
		}
		line("%s", text)
	}
	return b.String()
}

func permissionList(r sharing.Reason) string {
	var all []string
	for _, p := range r.Permissions {
		all = append(all, string(p))
	}
	return strings.Join(all, ", ")
}

// shareExport is `glaux share export`.
func (c *command) shareExport() *cobra.Command {
	form, output := string(sharing.JSON), ""
	cmd := &cobra.Command{
		Use: "export", Short: "Write all records as a file for git, or for AWS Lake Formation", Args: cobra.NoArgs,
		Long: `Write all records as a file: as JSON for git, which glaux share import reads; or for AWS Lake Formation as a CloudFormation template, as
Terraform, or as calls of the AWS command line. Standard error lists what Lake Formation cannot express; what is written never shows more
there than here.`,
		Example: lines("glaux share export -o share.json", "glaux share export --form terraform -o share.tf"),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		desk := &sharing.Desk{Shares: a.Shares()}
		out, err := desk.Export(ctx, a.LocalUser(), sharing.Form(form))
		if err != nil {
			return err
		}
		for _, g := range out.Gaps {
			c.note("not in Lake Formation: %s: %s; %s", g.What, g.Why, g.Instead)
		}
		if output != "" {
			return replaceFile(output, func(to io.Writer) error {
				_, err := io.WriteString(to, out.Text)
				return err
			})
		}
		_, err = io.WriteString(c.Stdout, out.Text)
		return err
	})
	cmd.Flags().StringVar(&form, "form", form, "json, cloudformation, terraform or cli")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to `FILE`")
	complete(cmd, "form", sharing.Forms())
	return cmd
}

// shareImport is `glaux share import`.
func (c *command) shareImport() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use: "import FILE", Short: "Put the records of a file in the place of those there are, and show the difference", Args: cobra.ExactArgs(1),
		Example: lines("glaux share import share.json --dry-run", "glaux share import share.json"),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) error {
		in, err := os.Open(args[0])
		if err != nil {
			return usageError{fmt.Sprintf("cannot read the file: %v", err)}
		}
		state, err := share.Read(in)
		if err = errors.Join(err, in.Close()); err != nil {
			return err
		}
		return c.change(ctx, a, dry, func(s *share.State) error {
			*s = state
			return nil
		})
	})
	dryRun(cmd.Flags(), &dry)
	return cmd
}
