package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/investigate"
)

// investigate is `glaux investigate`.
func (c *command) investigate() *cobra.Command {
	var q investigate.Question
	var o investigate.Writing
	var output, language string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "investigate [CASE]",
		Short: "Say why a case, or a usage type, costs more: traffic, causes, changes, fixes",
		Long: `Say why a case, or a usage type, costs more: what its usage types mean, what caused it, which addresses talked, which way their traffic took
and what of the bill that explains, who changed what, what is at fault and how to fix it. It writes Markdown, or a page that needs nothing else.`,
		Example: lines(
			"glaux investigate 3f2a91c07d5b",
			"glaux investigate --usage-type NatGateway-Bytes --account 419832650148 --from 2025-10-01 --to 2025-10-29",
			"glaux investigate 3f2a91c07d5b --output html --lang ja > report.html",
			"glaux investigate 3f2a91c07d5b --explain",
		),
		Args: cobra.MaximumNArgs(1),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) error {
		o.Language = investigate.Language(language)
		if len(args) == 1 {
			q.Case = args[0]
			book, err := a.Cases(ctx)
			if err != nil {
				return err
			}
			if err := book.Evaluate(ctx); err != nil {
				return err
			}
		}
		report, err := a.Investigate(ctx, q)
		switch {
		case err != nil:
			return err
		case asJSON:
			return c.json(report)
		}
		return investigate.Form(output).Write(c.Stdout, &report, o)
	})
	flags := cmd.Flags()
	flags.StringVar(&q.UsageType, "usage-type", "", "the `USAGE-TYPE`, as it stands in the bill, instead of a case")
	flags.StringVar(&q.Service, "service", "", "only of a `SERVICE`, by the product code of the bill")
	flags.StringVar(&q.Account, "account", "", "only of an `ACCOUNT`")
	flags.StringVar(&q.Region, "region", "", "only in a `REGION`")
	flags.StringVar(&q.From, "from", "", "the first `DAY`, UTC")
	flags.StringVar(&q.To, "to", "", "the `DAY` after the last one, UTC")
	flags.BoolVar(&o.Explain, "explain", false, "add every query, with its rows and sum")
	flags.BoolVar(&asJSON, "json", false, "write the report as JSON, in English and Japanese")
	flags.StringVar(&output, "output", string(investigate.Markdown), "the `FORM`: md or html")
	flags.StringVar(&language, "lang", string(investigate.English), "the `LANGUAGE`: en or ja")
	complete(cmd, "output", investigate.Forms())
	complete(cmd, "lang", []investigate.Language{investigate.English, investigate.Japanese})
	settings(flags, "as", "ip-ranges")
	return cmd
}
