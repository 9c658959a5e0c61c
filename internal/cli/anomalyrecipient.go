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

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// monitorAdd is `glaux anomalies monitor add`.
func (c *command) monitorAdd() *cobra.Command {
	var language, secret, tag string
	var accounts, owners []string
	cmd := &cobra.Command{
		Use:   "add NAME CHANNEL [ADDRESS]",
		Short: "Add a recipient to a monitor: email, slack, webhook or sns",
		Long: `Add a recipient to a monitor. For email the address is one, or «owner» for that of the owner of each case; for webhook and sns it is a URL; for slack
it is the id of a channel where a bot posts, and nothing for an incoming webhook. The secret of slack (the URL of the incoming webhook, or the
token of the bot) is read from a file or from standard input. That of a webhook is made and printed, once.`,
		Example: lines(
			"glaux anomalies monitor add search email search-team@example.com --language ja",
			"glaux anomalies monitor add search slack --secret-file webhook-url",
			"glaux anomalies monitor add search slack C0123456789 --secret-file - < bot-token",
			"glaux anomalies monitor add search webhook https://hooks.example.com/glaux",
		),
		Args: cobra.RangeArgs(2, 3), //nolint:mnd // as in its use
	}
	cmd.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, args []string) error {
		m, err := findMonitor(ctx, a, desk, args[0])
		if err != nil {
			return err
		}
		r := alert.Recipient{Channel: alert.Channel(args[1]), Language: alert.Language(language), Only: alert.Scope{Accounts: given(accounts), Owners: given(owners), Tag: keyed(tag)}}
		if len(args) > 2 { //nolint:mnd // the address
			r.Address = args[2]
		}
		if r.Secret, err = c.secret(secret); err != nil {
			return err
		}
		m.Recipients = append(m.Recipients, r)
		if m, err = desk.Change(ctx, a.Who(), m); err != nil {
			return err
		}
		if made := m.Recipients[len(m.Recipients)-1].Secret; made != "" {
			c.note("the key of its signatures, shown here and never again:")
			if _, err := fmt.Fprintln(c.Stdout, made); err != nil {
				return err
			}
		}
		c.tellMonitor(&m)
		return nil
	})
	flags := cmd.Flags()
	flags.StringVar(&language, "language", "en", "`LANGUAGE` of what is told: en or ja")
	flags.StringVar(&secret, "secret-file", "", "`FILE` with the secret; - for standard input")
	flags.StringSliceVar(&accounts, "only-account", nil, "of the cases of the monitor, only those in `ACCOUNTS`")
	flags.StringSliceVar(&owners, "only-owner", nil, "of the cases of the monitor, only those that `NAMES` took")
	flags.StringVar(&tag, "only-tag", "", "of the cases of the monitor, only those that touch `KEY=VALUE,VALUE`")
	complete(cmd, "language", []alert.Language{alert.English, alert.Japanese})
	return cmd
}

// secret reads a secret from a file, or from standard input, "" where none is named.
func (c *command) secret(file string) (string, error) {
	const most = 4096
	if file == "" {
		return "", nil
	}
	in := c.Stdin
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return "", fault.Wrap(err, fault.Invalid, "FILE_NOT_READ", fmt.Sprintf("the secret cannot be read: %v", err))
		}
		defer opened.Close() //nolint:errcheck // it was read
		in = opened
	}
	text, err := io.ReadAll(io.LimitReader(in, most))
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	if strings.TrimSpace(string(text)) == "" {
		return "", fault.New(fault.Invalid, "FILE_NOT_READ", "the secret is empty")
	}
	return strings.TrimSpace(string(text)), nil
}

// monitorRemove is `glaux anomalies monitor remove`.
func (c *command) monitorRemove() *cobra.Command {
	cmd := &cobra.Command{
		Use: "remove NAME RECIPIENT", Short: "Take a recipient away, by its address or id", Example: lines("glaux anomalies monitor remove search search-team@example.com"),
		Args: cobra.ExactArgs(2), //nolint:mnd // as in its use
	}
	cmd.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, args []string) error {
		m, err := findMonitor(ctx, a, desk, args[0])
		if err != nil {
			return err
		}
		n := len(m.Recipients)
		m.Recipients = slices.DeleteFunc(m.Recipients, func(r alert.Recipient) bool { return r.ID == args[1] || r.Address == args[1] })
		if n == len(m.Recipients) {
			return fault.New(fault.NotFound, "RECIPIENT_NOT_FOUND", fmt.Sprintf("the monitor %q has no recipient %q", m.Name, args[1]))
		}
		if m, err = desk.Change(ctx, a.Who(), m); err == nil {
			c.tellMonitor(&m)
		}
		return err
	})
	return cmd
}

// monitorTest is `glaux anomalies monitor test`.
func (c *command) monitorTest() *cobra.Command {
	cmd := &cobra.Command{
		Use: "test NAME", Short: "Tell all recipients of a monitor a made-up case now", Example: lines("glaux anomalies monitor test search"), Args: cobra.ExactArgs(1),
	}
	cmd.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, args []string) error {
		done, err := desk.Test(ctx, a.Who(), args[0])
		if err != nil {
			return err
		}
		if err := c.deliveries(a, done); err != nil {
			return err
		}
		if i := slices.IndexFunc(done, func(d alert.Delivery) bool { return d.State != alert.Sent }); i >= 0 {
			return fault.New(fault.Unavailable, "NOT_DELIVERED", fmt.Sprintf("%s %s: %s", done[i].Channel, done[i].Address, done[i].Problem))
		}
		return nil
	})
	settings(cmd.Flags(), "format", "alert-allow", "url")
	return cmd
}

// deliveries writes a table of deliveries.
func (c *command) deliveries(a *app.App, all []alert.Delivery) error {
	var rows [][]value.Value
	moment := func(t time.Time) value.Value {
		if t.IsZero() {
			return nil
		}
		return value.TimestampTZ{Micros: t.UnixMicro(), Zone: "UTC"}
	}
	for _, d := range all {
		rows = append(rows, []value.Value{
			moment(d.Created), d.Name, string(d.Channel), d.Address, string(d.Occasion), strings.Join(d.Cases, " "), string(d.State), int64(d.Attempts), d.Problem, moment(d.Next), d.ID,
		})
	}
	columns := append([]typed.Column{{Name: "created", Type: types.TimestampTZOf(0)}}, words("monitor", "channel", "address", "occasion", "cases", "state")...)
	columns = append(append(columns, number("attempts")), words("problem")...)
	columns = append(columns, typed.Column{Name: "next", Type: types.TimestampTZOf(0)})
	return c.table(a, append(columns, words("id")...), rows)
}

// monitorDeliveries is `glaux anomalies monitor deliveries`.
func (c *command) monitorDeliveries() *cobra.Command {
	var asked alert.Asked
	var state string
	cmd := &cobra.Command{
		Use: "deliveries", Short: "List what was told, newest first", Args: cobra.NoArgs,
		Example: lines("glaux anomalies monitor deliveries", "glaux anomalies monitor deliveries --state failed"),
	}
	cmd.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, _ []string) error {
		asked.State = alert.State(state)
		all, err := desk.Deliveries(ctx, a.Who(), asked)
		if err != nil {
			return err
		}
		return c.deliveries(a, all)
	})
	flags := cmd.Flags()
	flags.StringVar(&asked.Monitor, "monitor", "", "only those of a monitor, by its `NAME` or id")
	flags.StringVar(&asked.Case, "case", "", "only those of a case, by its `ID`")
	flags.StringVar(&state, "state", "", "only those that are `STATE`: queued, sending, sent, failed, dropped")
	flags.IntVar(&asked.Limit, "limit", 100, "most deliveries to show") //nolint:mnd // as the API
	settings(flags, "format")
	complete(cmd, "state", []alert.State{alert.Queued, alert.Sending, alert.Sent, alert.Failed, alert.Dropped})
	return cmd
}

// monitorRetry is `glaux anomalies monitor retry`.
func (c *command) monitorRetry() *cobra.Command {
	cmd := &cobra.Command{
		Use: "retry ID", Short: "Try a delivery again that has failed, or that waits", Example: lines("glaux anomalies monitor retry 0b7c6f1e-8a53-4f0e-9f63-6f0a3c0d1b2e"), Args: cobra.ExactArgs(1),
	}
	cmd.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, args []string) error {
		d, err := desk.Retry(ctx, a.Who(), args[0])
		if err == nil {
			c.note("the delivery is %s; a server delivers it, or glaux anomalies monitor send", d.State)
		}
		return err
	})
	return cmd
}

// monitorSend is `glaux anomalies monitor send`.
func (c *command) monitorSend() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "send",
		Short: "Judge what was delivered, and tell what is to be told, without a server",
		Long: `Judge what was delivered, raise what happened to cases, make the digests that are due, and deliver, each message once; what is not taken is tried
again the next time. A server does all this by itself; several of both do not tell anything twice.`,
		Example: lines("glaux sync && glaux anomalies monitor send --url https://glaux.example.com"),
		Args:    cobra.NoArgs,
	}
	cmd.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, _ []string) error {
		if !desk.Administers(a.Who()) {
			return fault.New(fault.Denied, "", "only an administrator may tell people of anomalies")
		}
		book, err := a.Cases(ctx)
		if err != nil {
			return err
		}
		if err := book.Evaluate(ctx); err != nil {
			return err
		}
		return errors.Join(a.Tell(ctx, book, desk.Box), desk.Box.Flush(ctx))
	})
	settings(cmd.Flags(), "alert-allow", "url")
	return cmd
}

// monitorMail is `glaux anomalies monitor mail`.
func (c *command) monitorMail() *cobra.Command {
	cmd := &cobra.Command{
		Use: "mail", Short: "Say how e-mail is sent", RunE: c.group,
		Example: lines("glaux anomalies monitor mail set --host smtp.example.com --from glaux@example.com --user glaux --password-file password"),
	}
	show := &cobra.Command{Use: "show", Short: "Show how e-mail is sent, as JSON, without the password", Example: lines("glaux anomalies monitor mail show"), Args: cobra.NoArgs}
	show.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, _ []string) error {
		m, err := desk.Mail(ctx, a.Who())
		if err != nil {
			return err
		}
		return c.json(m)
	})
	var m alert.Mail
	var security, password string
	set := &cobra.Command{
		Use: "set", Short: "Say through which server e-mail is sent; without --host, none is", Args: cobra.NoArgs,
		Example: lines("glaux anomalies monitor mail set --host smtp.example.com --from glaux@example.com --user glaux --password-file password"),
	}
	set.RunE = c.alerts(func(ctx context.Context, a *app.App, desk *alert.Desk, _ []string) error {
		m.Security = alert.Security(security)
		var err error
		if m.Password, err = c.secret(password); err != nil {
			return err
		}
		if m, err = desk.SetMail(ctx, a.Who(), m); err != nil {
			return err
		}
		return c.json(m)
	})
	flags := set.Flags()
	flags.StringVar(&m.Host, "host", "", "`NAME` of the server")
	flags.IntVar(&m.Port, "port", 0, "its `PORT` (default: 587)")
	flags.StringVar(&security, "security", "starttls", "`HOW` the connection is encrypted: starttls, tls from the first byte, or none")
	flags.StringVar(&m.User, "user", "", "`NAME` to log in with; none logs in not at all")
	flags.StringVar(&password, "password-file", "", "`FILE` with the password; - for standard input. Without it the password is kept")
	flags.StringVar(&m.From, "from", "", "`ADDRESS` that messages are from")
	complete(set, "security", []alert.Security{alert.StartTLS, alert.TLS, alert.Plain})
	cmd.AddCommand(show, set)
	return cmd
}
