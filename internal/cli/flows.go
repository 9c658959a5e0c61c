package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// flows is `glaux flows`.
func (c *command) flows() *cobra.Command {
	var ask netflow.Ask
	var from, to string
	var by []string
	var asJSON, sql, parts bool
	cmd := &cobra.Command{
		Use:   "flows",
		Short: "Show who sent what to whom, on which way, and what it cost",
		Long: `Show who sent what to whom, on which way, and what it cost: flow logs, with the names of the inventories as of the time of the traffic, and
the dollars of the bill. Each byte is counted once however often it was logged. A flow gets what its bytes cost at the price of the bill;
what flows do not explain is told beside it, and with --parts for each resource.`,
		Example: lines(
			"glaux flows --from 2025-10-01 --to 2025-11-01",
			"glaux flows --from 2025-10-01 --to 2025-11-01 --by subnet,gateway --gateway nat-0a1b2c3d",
			"glaux flows --by pair,port --account 123456789012 --json",
		),
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) (err error) {
		if ask.From, err = momentFlag("--from", from); err != nil {
			return err
		}
		if ask.To, err = momentFlag("--to", to); err != nil {
			return err
		}
		for _, d := range by {
			ask.By = append(ask.By, netflow.Dimension(d))
		}
		priced, err := a.Flows(ctx, ask)
		switch {
		case err != nil:
			return err
		case sql:
			return c.writeSQL(strings.Join(priced.SQL, ";\n\n"))
		case asJSON:
			return c.json(priced)
		case parts:
			return c.tableOfParts(a, priced)
		}
		return c.tableOfFlows(a, priced, ask.By)
	})
	flags := cmd.Flags()
	settings(flags, "as", "format", "ip-ranges")
	flags.StringVar(&from, "from", "", "the first `DAY`, UTC (default: a week before the last day of the logs)")
	flags.StringVar(&to, "to", "", "the `DAY` after the last")
	flags.StringSliceVar(&by, "by", []string{"pair", "port", "gateway"}, "put flows together by `DIMENSIONS`, with commas between: "+strings.Join(dimensionsOfFlows(), ", "))
	flags.StringSliceVar(&ask.Accounts, "account", nil, "keep flows of which an end or a gateway is of an `ACCOUNT`")
	flags.StringSliceVar(&ask.Gateways, "gateway", nil, "keep flows through a `GATEWAY`: nat-…, vpce-…, tgw-attach-…, pcx-…")
	flags.StringSliceVar(&ask.Addresses, "address", nil, "keep flows of an `ADDRESS`")
	flags.IntVar(&ask.Outside, "outside", 0, "tell `N` addresses outside one by one, those with the most bytes, and the others as one (default: as many as fit the days)")
	flags.IntVar(&ask.Top, "top", 25, "how many rows, those that cost most first; 0 for all") //nolint:mnd // a page
	flags.BoolVar(&parts, "parts", false, "show what was billed by resource, and how much of it flows explain")
	flags.BoolVar(&asJSON, "json", false, "write all that is known, as JSON")
	flags.BoolVar(&sql, "sql", false, "write the queries instead, in Athena's SQL")
	complete(cmd, "by", dimensionsOfFlows())
	return cmd
}

func dimensionsOfFlows() []string {
	var list []string
	for _, d := range netflow.Dimensions() {
		list = append(list, string(d))
	}
	return list
}

// gigabyte is what bills count in.
const gigabyte = 1 << 30

// flowColumn is a column of the table of flows: the dimensions that make it worth showing, and its value.
type flowColumn struct {
	name string
	by   []netflow.Dimension
	of   func(*netflow.Flow) value.Value
}

// flowColumns are the columns before the sums.
func flowColumns() []flowColumn {
	ends := []netflow.Dimension{netflow.ByPair, netflow.ByWhat, netflow.ByZones, netflow.BySubnets, netflow.ByVPCs, netflow.ByAccounts, netflow.ByAddresses}
	return []flowColumn{
		{"day", []netflow.Dimension{netflow.ByDay}, func(f *netflow.Flow) value.Value { return cell(f.Day) }},
		{"source", ends, func(f *netflow.Flow) value.Value { return endOfFlow(f.Source) }},
		{"destination", ends, func(f *netflow.Flow) value.Value { return endOfFlow(f.Destination) }},
		{"direction", []netflow.Dimension{netflow.ByDirection}, func(f *netflow.Flow) value.Value {
			if f.Reply {
				return "from who serves"
			}
			return "to who serves"
		}},
		{"port", []netflow.Dimension{netflow.ByPort}, portOfFlow},
		{"path", []netflow.Dimension{netflow.ByPath, netflow.ByGateway}, func(f *netflow.Flow) value.Value { return string(f.Path) }},
		{"gateway", []netflow.Dimension{netflow.ByGateway}, func(f *netflow.Flow) value.Value { return cell(f.Gateway) }},
	}
}

// tableOfFlows shows flows. The badge stands beside it.
func (c *command) tableOfFlows(a *app.App, p netflow.Priced, by []netflow.Dimension) error {
	shown := slices.DeleteFunc(flowColumns(), func(one flowColumn) bool {
		return len(by) > 0 && !slices.ContainsFunc(one.by, func(d netflow.Dimension) bool { return slices.Contains(by, d) })
	})
	var columns []typed.Column
	for _, one := range shown {
		columns = append(columns, word(one.name))
	}
	columns = append(append(columns, word("gb")), amounts(centPlaces, "dollars")...)
	var rows [][]value.Value
	for i := range p.Rows {
		var row []value.Value
		for _, one := range shown {
			row = append(row, one.of(&p.Rows[i]))
		}
		rows = append(rows, append(row, gigabytes(p.Rows[i].Bytes), amount(p.Rows[i].Dollars, centPlaces)))
	}
	if p.Rest != nil {
		row := make([]value.Value, len(shown))
		if len(row) > 0 {
			row[0] = fmt.Sprintf("%d more", p.Rest.Rows)
		}
		rows = append(rows, append(row, gigabytes(p.Rest.Bytes), amount(p.Rest.Dollars, centPlaces)))
	}
	if err := c.table(a, columns, rows); err != nil {
		return err
	}
	c.noteFlows(p)
	return nil
}

// gigabytes are bytes as bills count them.
func gigabytes(bytes int64) value.Value { return fmt.Sprintf("%.3f", float64(bytes)/gigabyte) }

// noteFlows tells how far the flows go.
func (c *command) noteFlows(p netflow.Priced) {
	c.note("%s to %s: %s", p.From, p.To, p.Badge.EN)
	if p.Coverage.Skipped > 0 || p.Coverage.Share < 1 {
		const percent = 100
		c.note("the logs show an estimated %.1f %% of the bytes; %d records stand for data that AWS skipped", percent*p.Coverage.Share, p.Coverage.Skipped)
	}
	if len(p.Coverage.Dark) > 0 {
		c.note("no flow logs of these days: %s", strings.Join(p.Coverage.Dark, " "))
	}
	if p.Coverage.Gathered > 0 {
		c.note("%d addresses outside are told as one, \"other addresses\": ask for fewer days, or with --outside for more of them", p.Coverage.Gathered)
	}
	if p.Coverage.Unread > 0 {
		c.note("%.3f GB of the smallest flows are left out: ask for fewer days", float64(p.Coverage.Unread)/gigabyte)
	}
}

// endOfFlow is an end in a few words.
func endOfFlow(e netflow.End) value.Value {
	switch {
	case e == (netflow.End{}):
		return "outside"
	case e.Name != "" || e.OwnerID != "" || e.Interface != "" || e.Address != "" || e.Many:
		return strings.TrimSpace(e.Label() + " " + e.ZoneID)
	case e.Subnet != "" || e.SubnetName != "":
		if e.SubnetName != "" {
			return strings.TrimSpace(e.SubnetName + " " + e.ZoneID)
		}
		return strings.TrimSpace(e.Subnet + " " + e.ZoneID)
	}
	for _, s := range []string{e.VPC, e.ZoneID, e.Account, e.Service, e.OwnerType, e.Region} {
		if s != "" {
			return s
		}
	}
	return nil
}

// portOfFlow is the port of the service, with the protocol where it is not TCP.
func portOfFlow(f *netflow.Flow) value.Value {
	const tcp, udp = 6, 17
	switch {
	case f.Port == 0 && f.Protocol == 0:
		return nil
	case f.Protocol == udp:
		return strconv.Itoa(f.Port) + "/udp"
	case f.Protocol != tcp && f.Protocol != 0:
		return strconv.Itoa(f.Port) + "/" + strconv.Itoa(f.Protocol)
	}
	return strconv.Itoa(f.Port)
}

// tableOfParts shows what was billed, and how much of it flows explain.
func (c *command) tableOfParts(a *app.App, p netflow.Priced) error {
	columns := append(words("usage_type", "account", "resource"), amounts(centPlaces, "billed", "explained", "rest")...)
	columns = append(columns, words("logged", "why")...)
	var rows [][]value.Value
	const percent = 100
	for i := range p.Parts {
		part := &p.Parts[i]
		rows = append(rows, []value.Value{
			part.UsageType, part.Account, cell(part.Resource), amount(part.Billed, centPlaces), amount(part.Explained, centPlaces), amount(part.Rest, centPlaces),
			fmt.Sprintf("%.1f %%", percent*part.Ratio), cell(part.Why.EN),
		})
	}
	if err := c.table(a, columns, rows); err != nil {
		return err
	}
	c.noteFlows(p)
	return nil
}
