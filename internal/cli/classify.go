package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/netflow"
)

// classify is `glaux classify`.
func (c *command) classify() *cobra.Command {
	var ask netflow.Classify
	var level, at, file string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "classify [ADDRESS …]",
		Short: "Make a CASE expression that puts IP addresses into words",
		Long: `Make a CASE expression that puts IP addresses into words: names, owners, types, subnets, VPCs, zones, accounts, services or a tag. The
addresses are given as arguments, or one on each line of a file. The expression is run on them, and what it does not name is told.
Neighbours become blocks. Addresses that had several owners are told apart by the time of a row when --time names its column.`,
		Example: lines(
			"glaux classify 10.0.12.7 10.0.12.8 --level name",
			"glaux query --format csv \"SELECT DISTINCT dstaddr FROM glaux.flow_logs WHERE day = DATE '2025-10-14'\" | tail -n +2 | glaux classify -f - --level tag:team --column dstaddr --time start_time",
		),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) (err error) {
		ask.Level, ask.Addresses, ask.At = netflow.Level(level), args, a.Now()
		if at != "" {
			if ask.At, err = momentFlag("at", at); err != nil {
				return err
			}
		}
		if file != "" {
			more, err := c.addressesOf(file)
			if err != nil {
				return err
			}
			ask.Addresses = append(ask.Addresses, more...)
		}
		made, err := a.Classify(ctx, ask)
		if err != nil {
			return err
		}
		if asJSON {
			return c.json(made)
		}
		return c.writeClasses(made)
	})
	settings(cmd.Flags(), "as", "ip-ranges")
	cmd.Flags().StringVar(&level, "level", string(netflow.ByName), "by what: name, owner, type, subnet, vpc, az, account, service or tag:KEY as `LEVEL`")
	cmd.Flags().StringVar(&ask.Column, "column", "", "the `COLUMN` that holds the addresses (default: srcaddr)")
	cmd.Flags().StringVar(&ask.Time, "time", "", "the `COLUMN` with the time of a row, for addresses that had several owners")
	cmd.Flags().StringVar(&ask.Other, "other", "", "the `WORD` for all other addresses (default: other)")
	cmd.Flags().StringVar(&at, "at", "", "the `TIME` for which addresses are named, UTC (default: now)")
	cmd.Flags().StringVarP(&file, "file", "f", "", "read addresses from `FILE`, - for standard input")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the classes and the coverage too, as JSON")
	return cmd
}

// maxAddressFile bounds a file of addresses.
const maxAddressFile = 1 << 20

// addressesOf reads a file with an address on each line.
func (c *command) addressesOf(file string) (list []string, err error) {
	in := c.Stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, usageError{err.Error()}
		}
		defer f.Close() //nolint:errcheck // it was only read
		in = f
	}
	scanner := bufio.NewScanner(io.LimitReader(in, maxAddressFile))
	for scanner.Scan() {
		if line := strings.Trim(scanner.Text(), " \t\r\","); line != "" {
			list = append(list, line)
		}
	}
	return list, scanner.Err()
}

// writeClasses shows the expression, and beside it how much it covers.
func (c *command) writeClasses(made netflow.Classified) error {
	if _, err := fmt.Fprintln(c.Stdout, made.Case); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d addresses are named\n", made.Covered, made.Asked)
	if len(made.Unknown) > 0 {
		fmt.Fprintf(&b, "not named: %s\n", strings.Join(made.Unknown, " "))
	}
	if len(made.Reused) > 0 {
		fmt.Fprintf(&b, "had several owners: %s\n", strings.Join(made.Reused, " "))
	}
	_, err := fmt.Fprint(c.Stderr, b.String())
	return err
}
