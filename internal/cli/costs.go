package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/render"
)

// centPlaces is how many digits after the point amounts have in formats for people.
const centPlaces = 2

// mostAcross is how many steps stand side by side in formats for people; more stand below each other.
const mostAcross = 13

// costFlags are the flags of the commands that ask the explorer.
type costFlags struct {
	table   string
	by      []string
	metric  string
	filters []string
	exclude []string
	sql     bool
}

// add adds the flags.
func (f *costFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.table, "table", "", "`DATABASE.TABLE` of bills (default: glaux.bill, all of them)")
	flags.StringVar(&f.metric, "metric", string(explore.Unblended), "which cost: "+strings.Join(metricNames(), ", "))
	flags.StringArrayVar(&f.filters, "filter", nil, "keep lines whose `DIMENSION=VALUE`; DIMENSION~VALUE keeps what contains it, DIMENSION^VALUE what begins with it; once more with another value keeps both")
	flags.StringArrayVar(&f.exclude, "exclude", nil, "drop lines whose `DIMENSION=VALUE`, in the same forms")
	flags.BoolVar(&f.sql, "sql", false, "write the query of the figures, in Athena's SQL, instead of the figures")
	settings(flags, "format", "as")
	complete(cmd, "format", render.Formats())
	complete(cmd, "metric", metricNames())
}

// addGroups adds the flag of dimensions.
func (f *costFlags) addGroups(flags *pflag.FlagSet) {
	flags.StringSliceVar(&f.by, "by", nil, "group by `DIMENSIONS`, with commas between: service, account, usage_type, region, tag:KEY, category:NAME, a column, column:key of a map, …")
}

func metricNames() []string {
	var list []string
	for _, m := range explore.Metrics() {
		list = append(list, string(m.Name))
	}
	return list
}

// conditions reads the filters. Several with one dimension and one way to match are alternatives.
func (f *costFlags) conditions() ([]explore.Filter, error) {
	var list []explore.Filter
	add := func(texts []string, exclude bool) error {
		for _, text := range texts {
			at := strings.IndexAny(text, "=~^")
			if at <= 0 {
				return usageError{fmt.Sprintf("the filter %q is not of the form DIMENSION=VALUE", text)}
			}
			one := explore.Filter{Dimension: text[:at], Values: []string{text[at+1:]}, Exclude: exclude, Match: map[byte]string{'=': "is", '~': "contains", '^': "starts"}[text[at]]}
			same := slices.IndexFunc(list, func(g explore.Filter) bool {
				return g.Dimension == one.Dimension && g.Exclude == one.Exclude && g.Match == one.Match
			})
			if same >= 0 {
				list[same].Values = append(list[same].Values, one.Values...)
				continue
			}
			list = append(list, one)
		}
		return nil
	}
	if err := add(f.filters, false); err != nil {
		return nil, err
	}
	return list, add(f.exclude, true)
}

// spanFlags say over which time is asked.
type spanFlags struct{ from, to, period string }

func (f *spanFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.from, "from", "", "first `MONTH` or day: 2025-06, 2025-06-15, 2025-06-15T10:00:00Z (default: five months before that of the newest bill)")
	flags.StringVar(&f.to, "to", "", "the `MONTH` or day that is not in it any more (default: the end of the newest bill)")
	flags.StringVar(&f.period, "period", "", "a whole `MONTH` or day, or FIRST..END: instead of --from and --to")
}

// span returns the time that is asked for. What is not said follows from the newest bill.
func (f *spanFlags) span(ctx context.Context, a *app.App, table string) (explore.Period, error) {
	if f.period != "" {
		if f.from != "" || f.to != "" {
			return explore.Period{}, usageError{"--period stands instead of --from and --to"}
		}
		return window(f.period)
	}
	p := explore.Period{Start: begin(f.from), End: begin(f.to)}
	if f.from != "" && f.to != "" {
		return p, nil
	}
	runner, err := a.Runner()
	if err != nil {
		return p, err
	}
	newest, err := explore.Newest(ctx, runner, a.Who(), table)
	if err != nil {
		return p, err
	}
	if newest == "" {
		return p, usageError{"there is no bill: add one with glaux source add, and load it with glaux sync"}
	}
	this, err := period.ParseMonth(newest)
	if err != nil {
		return p, err
	}
	const before = 5
	if f.from == "" {
		p.Start = this.Add(-before).String() + "-01"
	}
	if f.to == "" {
		p.End = this.Add(1).String() + "-01"
	}
	return p, nil
}

// begin is the first moment of a month; other times are what they are.
func begin(text string) string {
	if m, err := period.ParseMonth(text); err == nil {
		return m.String() + "-01"
	}
	return text
}

// window reads a whole month, a whole day, or FIRST..END.
func window(text string) (explore.Period, error) {
	if first, end, ok := strings.Cut(text, ".."); ok {
		return explore.Period{Start: begin(first), End: begin(end)}, nil
	}
	if m, err := period.ParseMonth(text); err == nil {
		return explore.Period{Start: m.String() + "-01", End: m.Add(1).String() + "-01"}, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return explore.Period{}, usageError{fmt.Sprintf("%q is no month (2025-06), no day (2025-06-15) and no FIRST..END", text)}
	}
	return explore.Period{Start: text, End: day.AddDate(0, 0, 1).Format(time.DateOnly)}, nil
}

// costs is `glaux costs`.
func (c *command) costs() *cobra.Command {
	var f costFlags
	var span spanFlags
	var granularity, charges string
	var top int
	cmd := &cobra.Command{
		Use:   "costs",
		Short: "Show costs or usage over time, by whatever the bill knows",
		Long: `Show costs or usage over time, by whatever the bill knows. Times are half-open and in UTC: from 2025-06 to 2025-12 is June to November.
The groups stand largest first; those below the top are one row. Tax, credits, refunds, discounts, support and one-time fees stand apart
below them, and all rows add up to the total. Tables round to cents; the other formats have all digits.`,
		Example: lines(
			"glaux costs --by service",
			"glaux costs --by service,tag:user_team --from 2025-06 --to 2025-12 --metric amortized --top 5",
			"glaux costs --by usage_type --period 2025-10 --granularity daily --filter account=App-Team-Click --format csv",
			"glaux costs --by region --exclude service=AmazonS3 --sql",
		),
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) error {
		filters, err := f.conditions()
		if err != nil {
			return err
		}
		time, err := span.span(ctx, a, f.table)
		if err != nil {
			return err
		}
		return c.runCosts(ctx, a, f.sql, explore.Request{
			Table: f.table, Period: time, Granularity: explore.Granularity(granularity), Metric: explore.Metric(f.metric), GroupBy: f.by,
			Filters: filters, Top: top, Charges: explore.Charges(charges),
		})
	})
	f.add(cmd)
	f.addGroups(cmd.Flags())
	span.add(cmd.Flags())
	cmd.Flags().StringVar(&granularity, "granularity", string(explore.Monthly), "length of the steps: hourly, daily, monthly, total")
	cmd.Flags().StringVar(&charges, "charges", string(explore.Apart), "tax, credits and other charges: apart, only, without, together (among the groups)")
	cmd.Flags().IntVar(&top, "top", 0, "how many groups stand alone (default: 10)")
	complete(cmd, "granularity", []explore.Granularity{explore.Hourly, explore.Daily, explore.Monthly, explore.Total})
	complete(cmd, "charges", []explore.Charges{explore.Apart, explore.Only, explore.Without, explore.Together})
	return cmd
}

// runCosts asks and shows the answer.
func (c *command) runCosts(ctx context.Context, a *app.App, sql bool, r explore.Request) error {
	runner, err := a.Runner()
	if err != nil {
		return err
	}
	answer, err := explore.Costs(ctx, runner, a.Who(), r)
	if err != nil {
		return err
	}
	if sql {
		return c.writeSQL(answer.SQL)
	}
	sheet := answer.Sheet(c.places(a))
	if !formatOf(a.Config.Format, "").Streams() && len(answer.Steps) > mostAcross {
		sheet = answer.Days(c.places(a))
	}
	if !formatOf(a.Config.Format, "").Streams() {
		count := 0
		for _, row := range answer.Rows {
			count = max(count, row.Count)
		}
		tellOthers(sheet, count)
	}
	if err := c.table(a, sheet.Columns, sheet.Rows); err != nil {
		return err
	}
	c.tellNotes(fmt.Sprintf("%s, %s", title(answer.Request.Metric), answer.Unit), answer.Notes)
	return nil
}

// places is how many digits after the point amounts have in the format.
func (c *command) places(a *app.App) int {
	if formatOf(a.Config.Format, "").Streams() {
		return explore.ExactPlaces
	}
	return centPlaces
}

// title is the name of a metric for people.
func title(name explore.Metric) string {
	for _, m := range explore.Metrics() {
		if m.Name == name {
			return m.Title
		}
	}
	return string(name)
}

// tellOthers says in a table for people how many groups are in the row of the others.
func tellOthers(s explore.Sheet, count int) {
	for _, row := range s.Rows {
		if row[0] == "other" {
			row[0] = fmt.Sprintf("%d other", count)
		}
	}
}

// tellNotes writes what a reader must know of figures to standard error.
func (c *command) tellNotes(what string, notes []explore.Note) {
	c.note("%s", what)
	for _, n := range notes {
		c.note("note: %s", strings.Map(harmless, n.Text))
	}
}

// writeSQL writes a query as a statement.
func (c *command) writeSQL(sql string) error {
	_, err := fmt.Fprintln(c.Stdout, sql)
	return err
}
