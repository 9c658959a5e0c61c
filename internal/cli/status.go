package cli

import (
	"context"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// status is `glaux status`.
func (c *command) status() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status [DATABASE.TABLE …]",
		Short: "Show months, rows, bytes, totals and faults of the sources",
		Long: `Show what the lake has of each source: one row for each month with its files, rows, bytes, cost and the time of its last
change. The cost is line_item_unblended_cost, or BilledCost of FOCUS: rounded to cents in a table, exact in the other formats.
Notes and faults of the last sync stand on standard error.`,
		Example: lines("glaux status", "glaux status workshop.cur --format json"),
		RunE: c.run(func(_ context.Context, a *app.App, args []string) error {
			sources, err := a.Sources(args...)
			if err != nil {
				return err
			}
			exact := formatOf(a.Config.Format, "").Streams()
			var rows [][]value.Value
			for _, s := range sources {
				rows = append(rows, statusRows(s, exact)...)
			}
			if err := c.table(a, statusColumns(), rows); err != nil {
				return err
			}
			for _, s := range sources {
				c.tellTrouble(s.Name(), s.Notes, s.Faults)
			}
			return nil
		}),
	}
	settings(cmd.Flags(), "format")
	complete(cmd, "format", render.Formats())
	return cmd
}

// statusColumns are the columns of the status.
func statusColumns() []typed.Column {
	const digits, scale = 38, 18
	return []typed.Column{
		word("source"), word("kind"), word("month"), number("files"), number("rows"), number("bytes"),
		{Name: "cost", Type: types.DecimalOf(digits, scale)},
		{Name: "changed", Type: types.TimestampTZOf(0)},
	}
}

// statusRows describes a source, month by month; one without months has one row.
func statusRows(s *lake.Source, exact bool) [][]value.Value {
	kind := textOrNull(app.FormatTitle(s.Format))
	if len(s.Months) == 0 {
		return [][]value.Value{{s.Name(), kind, nil, int64(0), int64(0), int64(0), nil, nil}}
	}
	var rows [][]value.Value
	months := s.ByMonth()
	for _, name := range slices.Sorted(maps.Keys(months)) {
		month := months[name]
		files, size := month.Files()
		rows = append(rows, []value.Value{
			s.Name(), kind, name, int64(files), month.Rows(), size, cost(month.Totals(), exact),
			value.TimestampTZ{Micros: month.Changed.UnixMicro(), Zone: "UTC"},
		})
	}
	return rows
}

// cost returns the total that people ask for first, NULL where a bill has none.
func cost(totals map[string]money.Amount, exact bool) value.Value {
	for _, name := range []string{"line_item_unblended_cost", "billedcost", "billed_cost"} {
		if amount, ok := totals[name]; ok {
			return decimal(amount, exact)
		}
	}
	return nil
}

// decimal returns an amount with all its digits, or with two.
func decimal(amount money.Amount, exact bool) value.Value {
	const cents = 2
	text := amount.Fixed(cents)
	if exact {
		text = amount.String()
	}
	whole, fraction, _ := strings.Cut(text, ".")
	unscaled, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return nil
	}
	return value.Decimal{Unscaled: unscaled, Scale: len(fraction)}
}
