package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/netflow"
)

// ip is `glaux ip`.
func (c *command) ip() *cobra.Command {
	var at, vpc, account string
	var asJSON, sql bool
	cmd := &cobra.Command{
		Use:   "ip ADDRESS",
		Short: "Say who had an IP address at a time",
		Long: `Say who had an IP address at a time, by the inventories of the lake: the resource with its name, tags, account, VPC, subnet and zone.
Addresses are reused: ask for the time of the traffic. A private address may be in use in several VPCs; --vpc and --account narrow it
down. Public addresses of AWS are known by their service when --ip-ranges names the file ip-ranges.json that AWS publishes.`,
		Example: lines(
			"glaux ip 10.0.12.7",
			"glaux ip 10.0.12.7 --at 2025-08-01T12:00:00Z --vpc vpc-0a1b2c3d",
			"glaux ip 52.95.110.1 --ip-ranges ip-ranges.json --json",
		),
		Args: cobra.ExactArgs(1),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) error {
		when := a.Now()
		if at != "" {
			var err error
			if when, err = momentFlag("at", at); err != nil {
				return err
			}
		}
		answer, err := a.Identify(ctx, netflow.Asked{Address: args[0], At: when, VPC: vpc, Account: account})
		switch {
		case err != nil:
			return err
		case sql:
			return c.writeSQL(strings.Join(answer.SQL, ";\n\n"))
		case asJSON:
			return c.json(answer)
		}
		return c.writeIdentities(answer)
	})
	settings(cmd.Flags(), "as", "ip-ranges")
	cmd.Flags().StringVar(&at, "at", "", "the `TIME`, UTC: 2025-08-01 or 2025-08-01T12:00:00Z (default: now)")
	cmd.Flags().StringVar(&vpc, "vpc", "", "the `VPC` of a private address")
	cmd.Flags().StringVar(&account, "account", "", "the `ACCOUNT` of the resource")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write all that is known, as JSON")
	cmd.Flags().BoolVar(&sql, "sql", false, "write the SQL instead")
	return cmd
}

// writeIdentities shows who had an address.
func (c *command) writeIdentities(a netflow.Answer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s at %s\n", a.Address, a.At.Format(time.RFC3339))
	if len(a.Identities) > 1 {
		fmt.Fprintf(&b, "several networks use this address: --vpc narrows it down\n")
	}
	for _, i := range a.Identities {
		fmt.Fprintf(&b, "\n  %s\n", i.Says.EN)
		writeIdentity(&b, i)
	}
	others := slices.DeleteFunc(slices.Clone(a.History), func(h netflow.Identity) bool {
		return slices.ContainsFunc(a.Identities, func(i netflow.Identity) bool {
			return i.Interface == h.Interface && i.OwnerID == h.OwnerID && i.VPC == h.VPC
		})
	})
	if len(others) > 0 {
		b.WriteString("\n  at other times\n")
	}
	for _, i := range others {
		fmt.Fprintf(&b, "    %s: %s %s\n", spanOf(i), i.Says.EN, i.VPC)
	}
	_, err := fmt.Fprint(c.Stdout, b.String())
	return err
}

// writeIdentity shows what is known of one.
func writeIdentity(b *strings.Builder, i netflow.Identity) {
	for _, line := range [][2]string{
		{"id", i.OwnerID},
		{"interface", i.Interface},
		{"pair", i.Paired},
		{"account", i.Account},
		{"region", i.Region},
		{"VPC", i.VPC},
		{"subnet", strings.TrimSpace(i.Subnet + " " + i.SubnetName + " " + i.CIDR)},
		{"zone", strings.TrimSpace(i.ZoneID + " " + i.Zone)},
		{"security", strings.Join(i.SecurityGroups, " ")},
		{"tags", tagsOf(i.Tags)},
		{"time", spanOf(i)},
	} {
		if line[1] != "" {
			fmt.Fprintf(b, "    %-10s %s\n", line[0], line[1])
		}
	}
}

func tagsOf(tags map[string]string) string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		list = append(list, key+"="+tags[key])
	}
	return strings.Join(list, " ")
}

// spanOf writes the time of an identity.
func spanOf(i netflow.Identity) string {
	switch {
	case i.From == nil:
		return ""
	case i.Until == nil:
		return "since " + i.From.Format(time.RFC3339)
	}
	return i.From.Format(time.RFC3339) + " to " + i.Until.Format(time.RFC3339)
}
