package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// anomaliesMonitor is `glaux anomalies monitor`.
func (c *command) anomaliesMonitor() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "monitor",
		Short: "Say of which cases whom to tell: by e-mail, Slack, webhook or SNS",
		Long: `Say of which cases whom to tell: by e-mail, Slack, webhook or SNS. A monitor has a scope, a threshold, a rhythm and recipients. A server that runs
delivers; without one, «glaux anomalies monitor send» does. doc/alerts.md tells the rest.`,
		Example: lines(
			`glaux anomalies monitor mail set --host smtp.example.com --from glaux@example.com --user glaux --password-file password`,
			`glaux anomalies monitor set search --tag team=search --amount 50 --enabled`,
			`glaux anomalies monitor add search email search-team@example.com --language ja`,
			`glaux anomalies monitor test search`,
		),
		RunE: c.group,
	}
	cmd.AddCommand(c.monitorList(), c.monitorShow(), c.monitorSet(), c.monitorDelete(), c.monitorAdd(), c.monitorRemove(), c.monitorTest(),
		c.monitorDeliveries(), c.monitorRetry(), c.monitorSend(), c.monitorMail())
	return cmd
}

// alertwork is what a command about monitors does.
type alertwork func(ctx context.Context, a *app.App, desk *alert.Desk, args []string) error

// alerts makes alertwork a command's function.
func (c *command) alerts(do alertwork) func(*cobra.Command, []string) error {
	return c.run(func(ctx context.Context, a *app.App, args []string) error {
		desk, err := a.Alerts(ctx)
		if err != nil {
			return err
		}
		return errors.Join(do(ctx, a, desk, args), desk.Box.Close())
	})
}

// monitorList is `glaux anomalies monitor list`.
func (c *command) monitorList() *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List the monitors", Example: lines("glaux anomalies monitor list"), Args: cobra.NoArgs}
	cmd.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, _ []string) error {
		all, err := desk.Monitors(ctx, a.Who())
		if err != nil {
			return err
		}
		var rows [][]value.Value
		for i := range all {
			m := &all[i]
			rows = append(rows, []value.Value{m.Name, m.Enabled, scopeText(&m.Scope), thresholdText(m.Threshold), rhythmText(m.Rhythm), int64(len(m.Recipients)), m.ID})
		}
		columns := append(words("name"), typed.Column{Name: "enabled", Type: types.Of(types.Boolean)})
		columns = append(append(columns, words("scope", "threshold", "rhythm")...), number("recipients"))
		return c.table(a, append(columns, words("id")...), rows)
	})
	settings(cmd.Flags(), "format")
	return cmd
}

// monitorShow is `glaux anomalies monitor show`.
func (c *command) monitorShow() *cobra.Command {
	cmd := &cobra.Command{
		Use: "show NAME", Short: "Show a monitor as JSON, without its secrets", Example: lines("glaux anomalies monitor show search"), Args: cobra.ExactArgs(1),
	}
	cmd.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, args []string) error {
		m, err := findMonitor(ctx, a, desk, args[0])
		if err != nil {
			return err
		}
		return c.json(m)
	})
	return cmd
}

// findMonitor returns a monitor by its name or id.
func findMonitor(ctx context.Context, a *app.App, desk *alert.Desk, name string) (alert.Monitor, error) {
	all, err := desk.Monitors(ctx, a.Who())
	if err != nil {
		return alert.Monitor{}, err
	}
	i := slices.IndexFunc(all, func(m alert.Monitor) bool { return m.Name == name || m.ID == name })
	if i < 0 {
		return alert.Monitor{}, fault.New(fault.NotFound, "MONITOR_NOT_FOUND", fmt.Sprintf("there is no monitor %q; glaux anomalies monitor list shows them", name))
	}
	return all[i], nil
}

// monitorFlags are what a monitor is changed by. A flag that is not given changes nothing.
type monitorFlags struct {
	enabled, both, drops                bool
	accounts, services, owners, classes []string
	tag, category, amount, of, name     string
	percent                             float64
	rhythm, zone, weekday               string
	hour                                int
	set                                 func(flag string) bool
}

// monitorSet is `glaux anomalies monitor set`.
func (c *command) monitorSet() *cobra.Command {
	var f monitorFlags
	cmd := &cobra.Command{
		Use:   "set NAME",
		Short: "Make a monitor, or change what the flags say of one",
		Long: `Make a monitor, or change what the flags say of one. An empty text takes a part of the scope away: --tag "". A monitor that is made is off until
--enabled is given.`,
		Example: lines(
			`glaux anomalies monitor set everything --amount 100 --percent 40 --both --rhythm daily --hour 9 --zone Asia/Tokyo --enabled`,
			`glaux anomalies monitor set search --account 111122223333 --amount 50 --of monthly`,
			`glaux anomalies monitor set search --enabled=false`,
		),
		Args: cobra.ExactArgs(1),
	}
	cmd.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, args []string) error {
		f.set = cmd.Flags().Changed
		m, err := findMonitor(ctx, a, desk, args[0])
		fresh := fault.KindOf(err) == fault.NotFound
		if err != nil && !fresh {
			return err
		}
		if fresh {
			m = alert.Monitor{Name: args[0], Recipients: []alert.Recipient{}}
		}
		if err := f.change(&m); err != nil {
			return err
		}
		if fresh {
			m, err = desk.Create(ctx, a.Who(), m)
		} else {
			m, err = desk.Change(ctx, a.Who(), m)
		}
		if err == nil {
			c.tellMonitor(&m)
		}
		return err
	})
	flags := cmd.Flags()
	flags.StringVar(&f.name, "name", "", "another `NAME`")
	flags.BoolVar(&f.enabled, "enabled", false, "tell; --enabled=false tells nobody")
	flags.StringSliceVar(&f.accounts, "account", nil, "only cases in `ACCOUNTS`, by their ids")
	flags.StringSliceVar(&f.services, "service", nil, "only cases in `SERVICES`, by the product codes of the bill")
	flags.StringVar(&f.tag, "tag", "", "only cases that touch a tag: `KEY=VALUE,VALUE`, or KEY for whatever has it")
	flags.StringVar(&f.category, "category", "", "only cases that touch a cost category: `NAME=VALUE,VALUE`, or NAME")
	flags.StringSliceVar(&f.owners, "owner", nil, "only cases that `NAMES` took")
	flags.StringSliceVar(&f.classes, "class", nil, "only these sorts of change: `CLASSES` of spike, step, drift, new, netting, expiry, price, drop, credit")
	flags.StringVar(&f.amount, "amount", "", "only cases whose impact is this `AMOUNT` or more, in the currency of the bill")
	flags.StringVar(&f.of, "of", "", "compare the amount with the `MEASURE` impact (until now) or monthly (of 30 days)")
	flags.Float64Var(&f.percent, "percent", 0, "only cases whose impact is so many `PERCENT` of what was expected, or more")
	flags.BoolVar(&f.both, "both", false, "amount and percent must be reached; otherwise one is enough")
	flags.BoolVar(&f.drops, "drops", false, "tell of costs that fall, too")
	flags.StringVar(&f.rhythm, "rhythm", "", "`WHEN` to tell: immediate, daily or weekly")
	flags.StringVar(&f.zone, "zone", "", "time `ZONE` of hour and weekday, such as Asia/Tokyo (default: UTC)")
	flags.IntVar(&f.hour, "hour", 0, "`HOUR` of a digest, 0 to 23")
	flags.StringVar(&f.weekday, "weekday", "", "`DAY` of a weekly digest: sunday, monday, …")
	complete(cmd, "rhythm", []alert.Kind{alert.Immediate, alert.Daily, alert.Weekly})
	complete(cmd, "of", []alert.Measure{alert.OfImpact, alert.OfMonthly})
	return cmd
}

// change changes a monitor by the flags that were given.
func (f *monitorFlags) change(m *alert.Monitor) error {
	put := func(flag string, do func()) {
		if f.set(flag) {
			do()
		}
	}
	put("name", func() { m.Name = f.name })
	put("enabled", func() { m.Enabled = f.enabled })
	put("account", func() { m.Scope.Accounts = given(f.accounts) })
	put("service", func() { m.Scope.Services = given(f.services) })
	put("owner", func() { m.Scope.Owners = given(f.owners) })
	put("class", func() { m.Scope.Classes = given(f.classes) })
	put("tag", func() { m.Scope.Tag = keyed(f.tag) })
	put("category", func() { m.Scope.Category = keyed(f.category) })
	put("percent", func() { m.Threshold.Percent = f.percent })
	put("both", func() { m.Threshold.Both = f.both })
	put("drops", func() { m.Threshold.Drops = f.drops })
	put("of", func() { m.Threshold.Of = alert.Measure(f.of) })
	put("rhythm", func() { m.Rhythm.Kind = alert.Kind(f.rhythm) })
	put("zone", func() { m.Rhythm.Zone = f.zone })
	put("hour", func() { m.Rhythm.Hour = f.hour })
	if f.set("amount") {
		amount, err := money.Parse(f.amount)
		if err != nil {
			return usageError{fmt.Sprintf("--amount: %v", err)}
		}
		m.Threshold.Amount = amount
	}
	if f.set("weekday") {
		day, err := parseWeekday(f.weekday)
		if err != nil {
			return err
		}
		m.Rhythm.Weekday = int(day)
	}
	return nil
}

// parseWeekday reads the name of a weekday.
func parseWeekday(name string) (time.Weekday, error) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(day.String(), name) {
			return day, nil
		}
	}
	return 0, usageError{fmt.Sprintf("--weekday: %q is no day such as monday", name)}
}

// given are the texts of a list that are not empty.
func given(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return strings.TrimSpace(s) == "" })
}

// keyed reads KEY=VALUE,VALUE; nil for nothing.
func keyed(text string) *alert.Keyed {
	key, values, _ := strings.Cut(text, "=")
	if key == "" {
		return nil
	}
	return &alert.Keyed{Key: key, Values: given(strings.Split(values, ","))}
}

// tellMonitor says how a monitor stands.
func (c *command) tellMonitor(m *alert.Monitor) {
	c.note("%s: %s, %s, %s, %s", m.Name, scopeText(&m.Scope), thresholdText(m.Threshold), rhythmText(m.Rhythm), plural(int64(len(m.Recipients)), "recipient"))
	if !m.Enabled {
		c.note("it is off; turn it on with glaux anomalies monitor set %q --enabled", m.Name)
	}
}

// monitorDelete is `glaux anomalies monitor delete`.
func (c *command) monitorDelete() *cobra.Command {
	cmd := &cobra.Command{
		Use: "delete NAME", Short: "Delete a monitor, and drop what it has not told yet", Example: lines("glaux anomalies monitor delete search"), Args: cobra.ExactArgs(1),
	}
	cmd.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, args []string) error {
		return desk.Delete(ctx, a.Who(), args[0])
	})
	return cmd
}

// scopeText describes a scope in a line.
func scopeText(s *alert.Scope) string {
	var parts []string
	add := func(name string, values []string) {
		if len(values) > 0 {
			parts = append(parts, name+" "+strings.Join(values, "|"))
		}
	}
	add("account", s.Accounts)
	add("service", s.Services)
	if s.Tag != nil {
		parts = append(parts, "tag "+s.Tag.Key+"="+strings.Join(s.Tag.Values, "|"))
	}
	if s.Category != nil {
		parts = append(parts, "category "+s.Category.Key+"="+strings.Join(s.Category.Values, "|"))
	}
	add("owner", s.Owners)
	add("class", s.Classes)
	if len(parts) == 0 {
		return "everything"
	}
	return strings.Join(parts, " and ")
}

// thresholdText describes a threshold in a line.
func thresholdText(t alert.Threshold) string {
	var parts []string
	if t.Amount.Sign() > 0 {
		text := t.Amount.String()
		if t.Of == alert.OfMonthly {
			text += " a month"
		}
		parts = append(parts, text)
	}
	if t.Percent > 0 {
		parts = append(parts, fmt.Sprintf("%g %%", t.Percent))
	}
	if len(parts) == 0 {
		return "any size"
	}
	if t.Both {
		return strings.Join(parts, " and ")
	}
	return strings.Join(parts, " or ")
}

// rhythmText describes a rhythm in a line.
func rhythmText(r alert.Rhythm) string {
	zone := r.Zone
	if zone == "" {
		zone = "UTC"
	}
	switch r.Kind {
	case alert.Daily:
		return fmt.Sprintf("daily at %d:00 %s", r.Hour, zone)
	case alert.Weekly:
		return fmt.Sprintf("%s at %d:00 %s", time.Weekday(r.Weekday), r.Hour, zone)
	case alert.Immediate:
	}
	return "immediate"
}
