package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// source is `glaux source`.
func (c *command) source() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "source",
		Short: "Register folders of bills, logs and inventory",
		RunE:  c.group,
		Example: lines(
			"glaux source add workshop.cur ./my-cur-folder",
			"glaux source add network ./my-flow-logs",
			"glaux source list",
		),
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(c.sourceAdd(), c.sourceList(), c.sourceRemove(), c.sourceDDL())
	return cmd
}

func (c *command) sourceAdd() *cobra.Command {
	kind := app.Auto
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "add DATABASE[.TABLE] LOCATION",
		Short: "Register a folder or a file of bills, logs or inventory as a table",
		Long: `Register a folder or a file of bills, logs or inventory as a table, or several tables. What it holds is found by looking into the
files, not by their names: bills (CUR 2.0, legacy CUR, FOCUS; Parquet, CSV, gzip), VPC flow logs (text of any fields, gzip, Parquet), AWS
Config snapshots and describe answers, CloudTrail events, logs of Bedrock model invocations. Where one location holds several of these,
register it once for each, with --kind. Without a table in the name, the table is named by the kind. Nothing is loaded before the next sync.

A location is a folder, a file, or s3://bucket/prefix. Credentials and region of a bucket come from where AWS's own tools take them (AWS_…
variables, ~/.aws, roles); the settings --s3-… that are given here are kept with the source.`,
		Example: lines(
			"glaux source add workshop.cur ./my-cur-folder",
			"glaux source add focus.sample focus_sample.csv",
			"glaux source add network ./my-bucket --kind flowlog",
			"glaux source add bill s3://my-bucket/exports/cur2 --s3-profile billing",
		),
		Args: cobra.ExactArgs(2),
		RunE: c.run(func(ctx context.Context, a *app.App, args []string) error {
			name, err := a.AddSourceOf(ctx, args[0], args[1], kind, keptSettings(cmd.Flags()))
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.Stdout, "added %s; load it with: glaux sync\n", name)
			return err
		}),
	}
	cmd.Flags().StringVar(&kind, "kind", kind, "what lies there: "+strings.Join(app.KindNames(), ", "))
	complete(cmd, "kind", app.KindNames())
	settings(cmd.Flags(), append(config.S3Settings(), "cache-size")...)
	return cmd
}

// keptSettings returns the settings of buckets that were given as flags.
func keptSettings(flags *pflag.FlagSet) map[string]string {
	var kept map[string]string
	for _, name := range config.S3Settings() {
		if f := flags.Lookup(name); f != nil && f.Changed {
			if kept == nil {
				kept = map[string]string{}
			}
			kept[name] = f.Value.String()
		}
	}
	return kept
}

func (c *command) sourceRemove() *cobra.Command {
	return &cobra.Command{
		Use:     "remove DATABASE.TABLE",
		Short:   "Forget a source and the lake's copy of its bills; the folder itself is not touched",
		Example: lines("glaux source remove workshop.cur"),
		Args:    cobra.ExactArgs(1),
		RunE: c.run(func(_ context.Context, a *app.App, args []string) error {
			if err := a.RemoveSource(args[0]); err != nil {
				return err
			}
			_, err := fmt.Fprintf(c.Stdout, "removed %s\n", args[0])
			return err
		}),
	}
}

func (c *command) sourceList() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the sources",
		Example: lines("glaux source list", "glaux source list --format json"),
		Args:    cobra.NoArgs,
		RunE: c.run(func(_ context.Context, a *app.App, _ []string) error {
			sources, err := a.Sources()
			if err != nil {
				return err
			}
			rows := make([][]value.Value, 0, len(sources))
			for _, s := range sources {
				rows = append(rows, []value.Value{s.Name(), textOrNull(app.FormatTitle(s.Format)), int64(len(s.ByMonth())), s.Location})
			}
			return c.table(a, []typed.Column{word("name"), word("kind"), number("months"), word("location")}, rows)
		}),
	}
	settings(cmd.Flags(), "format")
	complete(cmd, "format", render.Formats())
	return cmd
}

func (c *command) sourceDDL() *cobra.Command {
	return &cobra.Command{
		Use:   "ddl [DATABASE.TABLE]",
		Short: "Print the view over all sources, or the table of one, as SQL for Amazon Athena",
		Long: `Print the view glaux.bill over all sources as SQL that Amazon Athena runs, over tables of the same names there. With the name of a
source, print the statement that makes its table; with glaux.genai, the view over the lines of models.`,
		Example: lines("glaux source ddl", "glaux source ddl glaux.genai", "glaux source ddl workshop.cur"),
		Args:    cobra.MaximumNArgs(1),
		RunE: c.run(func(ctx context.Context, a *app.App, args []string) error {
			ddl, err := a.DDL(ctx, strings.Join(args, ""))
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(c.Stdout, ddl)
			return err
		}),
	}
}

// table writes rows that a command made, in the format that was set.
func (c *command) table(a *app.App, columns []typed.Column, rows [][]value.Value) error {
	w, err := render.New(formatOf(a.Config.Format, ""), c.Stdout)
	if err != nil {
		return err
	}
	if err := w.Begin(columns); err != nil {
		return err
	}
	for _, row := range rows {
		if err := w.Row(row); err != nil {
			return err
		}
	}
	return w.End()
}

// word and number are columns of such a table.
func word(name string) typed.Column { return typed.Column{Name: name, Type: types.Text()} }

// words returns columns of texts.
func words(names ...string) []typed.Column {
	columns := make([]typed.Column, len(names))
	for i, name := range names {
		columns[i] = word(name)
	}
	return columns
}

func number(name string) typed.Column { return typed.Column{Name: name, Type: types.Of(types.BigInt)} }

// textOrNull returns NULL for an empty text.
func textOrNull(s string) value.Value {
	if s == "" {
		return nil
	}
	return s
}
