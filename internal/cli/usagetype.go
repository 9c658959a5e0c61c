package cli

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/usagetype"
)

// usageType is `glaux usage-type`.
func (c *command) usageType() *cobra.Command {
	var line usagetype.Line
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "usage-type USAGE-TYPE",
		Short: "Say what a usage type means",
		Long: `Say what a usage type of the bill means: what is counted, in which unit and region, who pays, why it rises and where to look. The
product and the operation of the line make the answer sharper: many services use the same words.`,
		Example: lines(
			"glaux usage-type APN1-DataTransfer-Regional-Bytes",
			"glaux usage-type USE1-DataProcessing-Bytes --product AmazonCloudWatch",
			"glaux usage-type DataTransfer-Regional-Bytes --operation VPCPeering-In --json",
		),
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			c.started = true
			line.UsageType = args[0]
			m := usagetype.Explain(line)
			if asJSON {
				return c.json(m)
			}
			return c.writeMeaning(line, m)
		},
	}
	cmd.Flags().StringVar(&line.Product, "product", "", "line_item_product_code, such as `AmazonEC2`")
	cmd.Flags().StringVar(&line.Operation, "operation", "", "line_item_operation, such as `InterZone-In`")
	cmd.Flags().StringVar(&line.Charge, "charge", "", "line_item_line_item_type, such as `Usage`")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write it as JSON, in English and Japanese")
	return cmd
}

// writeMeaning shows what a usage type means.
func (c *command) writeMeaning(l usagetype.Line, m usagetype.Meaning) error {
	if !m.Known {
		_, err := fmt.Fprintf(c.Stdout, "No rule knows %q%s. It is not explained, rather than guessed at.\n", l.UsageType, cmp.Or(of(l.Product), "; --product may help"))
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", m.Title.EN, m.Says.EN)
	if m.Region != nil {
		fmt.Fprintf(&b, "  region  %s, %s\n", m.Region.Code, m.Region.Name)
	}
	if m.To != nil {
		fmt.Fprintf(&b, "  to      %s, %s\n", m.To.Code, m.To.Name)
	}
	fmt.Fprintf(&b, "  unit    %s\n  class   %s\n", m.Unit.EN, m.Class)
	if m.Payer.EN != "" {
		fmt.Fprintf(&b, "  pays    %s\n", m.Payer.EN)
	}
	list(&b, "It rises by", m.Causes)
	list(&b, "Where to look", m.Look)
	_, err := fmt.Fprint(c.Stdout, b.String())
	return err
}

func of(product string) string {
	if product == "" {
		return ""
	}
	return " of " + product
}

func list(b *strings.Builder, title string, texts []usagetype.Text) {
	if len(texts) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for _, t := range texts {
		fmt.Fprintf(b, "  - %s\n", t.EN)
	}
}
