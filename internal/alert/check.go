package alert

import (
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
)

// CodeInvalid is the code of a monitor that cannot be.
const CodeInvalid = "INVALID_MONITOR"

// invalid refuses a monitor or a setting.
func invalid(format string, args ...any) error {
	return fault.New(fault.Invalid, CodeInvalid, fmt.Sprintf(format, args...))
}

// The bounds of what is kept.
const (
	mostMonitors   = 500
	mostRecipients = 50
	mostName       = 100
	mostValues     = 1000
	mostValue      = 256
	mostAddress    = 2000
)

// check refuses a monitor that cannot be, and puts defaults in the place of what is not set.
func (m *Monitor) check() error {
	m.Name = strings.TrimSpace(m.Name)
	if !isLine(m.Name, mostName) {
		return invalid("a monitor needs a name, of one line of at most %d letters", mostName)
	}
	if err := m.Rhythm.check(); err != nil {
		return err
	}
	if err := m.Threshold.check(); err != nil {
		return err
	}
	if err := m.Scope.check(); err != nil {
		return err
	}
	if len(m.Recipients) > mostRecipients {
		return invalid("a monitor has at most %d recipients", mostRecipients)
	}
	for i := range m.Recipients {
		if err := m.Recipients[i].check(); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rhythm) check() error {
	const hours, days = 24, 7
	switch r.Kind {
	case Immediate, Daily, Weekly:
	case "":
		r.Kind = Immediate
	default:
		return invalid("a monitor tells immediate, daily or weekly, not %q", r.Kind)
	}
	if _, err := r.zone(); err != nil {
		return invalid("there is no time zone %q; they are named as in Asia/Tokyo", r.Zone)
	}
	if r.Hour < 0 || r.Hour >= hours || r.Weekday < 0 || r.Weekday >= days {
		return invalid("a digest comes at an hour from 0 to 23, and on a weekday from 0 (Sunday) to 6")
	}
	return nil
}

// zone is the zone of the hours. Local would be that of the machine, which nobody sees.
func (r *Rhythm) zone() (*time.Location, error) {
	if strings.EqualFold(r.Zone, "local") {
		return nil, fmt.Errorf("%q is no zone", r.Zone)
	}
	return time.LoadLocation(r.Zone)
}

func (t *Threshold) check() error {
	const most = 1e10
	switch t.Of {
	case "":
		t.Of = OfImpact
	case OfImpact, OfMonthly:
	default:
		return invalid("an amount is one of impact or monthly, not %q", t.Of)
	}
	if t.Amount.Sign() < 0 || !(t.Percent >= 0 && t.Percent <= most) {
		return invalid("thresholds are not negative")
	}
	if t.Both && (t.Amount.Sign() == 0 || t.Percent == 0) {
		return invalid("both thresholds can only be asked for where there are two")
	}
	return nil
}

func (s *Scope) check() error {
	for _, list := range [][]string{s.Accounts, s.Services, s.Owners, s.Classes} {
		if err := checkValues(list); err != nil {
			return err
		}
	}
	for _, k := range []*Keyed{s.Tag, s.Category} {
		if k == nil {
			continue
		}
		if !isLine(k.Key, mostValue) {
			return invalid("a tag or cost category needs a key of one line")
		}
		if err := checkValues(k.Values); err != nil {
			return err
		}
	}
	return nil
}

func checkValues(list []string) error {
	if len(list) > mostValues {
		return invalid("a scope has at most %d values", mostValues)
	}
	for _, v := range list {
		if len(v) > mostValue {
			return invalid("a value of a scope has at most %d letters", mostValue)
		}
	}
	return nil
}

// check refuses a recipient that cannot be reached. Whether it may be reached is found out when it is tried.
func (r *Recipient) check() error {
	r.Address, r.Secret = strings.TrimSpace(r.Address), strings.TrimSpace(r.Secret)
	switch r.Language {
	case "":
		r.Language = English
	case English, Japanese:
	default:
		return invalid("a recipient reads en or ja, not %q", r.Language)
	}
	if len(r.Address) > mostAddress || len(r.Secret) > mostAddress {
		return invalid("an address has at most %d letters", mostAddress)
	}
	if err := r.Only.check(); err != nil {
		return err
	}
	switch r.Channel {
	case Email:
		if r.Secret != "" {
			return invalid("an e-mail address has no secret; the password of the mail server is a setting")
		}
		if r.Address == Owner {
			return nil
		}
		return checkMailbox(r.Address)
	case Slack:
		return r.checkSlack()
	case Webhook:
		return checkURL(r.Address)
	case SNS:
		if r.Secret != "" {
			return invalid("an SNS endpoint has no secret: what it gets is signed with the key of the installation")
		}
		return checkURL(r.Address)
	}
	return invalid("there is no channel %q: email, slack, webhook or sns", r.Channel)
}

// BotPrefix is how a token of a Slack bot begins.
const BotPrefix = "xoxb-"

func (r *Recipient) checkSlack() error {
	switch {
	case r.Secret == "": // the one that is kept
	case strings.HasPrefix(r.Secret, BotPrefix):
		if r.Address == "" {
			return invalid("with a bot's token, the address is the id of the channel, such as C0123456789")
		}
	default:
		if err := checkURL(r.Secret); err != nil {
			return invalid("the secret of a Slack recipient is the URL of an incoming webhook, or a bot's token, which begins with %s", BotPrefix)
		}
	}
	if !isLine(r.Address, mostName) && r.Address != "" {
		return invalid("the address of a Slack recipient is the id of a channel")
	}
	return nil
}

// checkMailbox takes a bare address of e-mail.
func checkMailbox(address string) error {
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || strings.ContainsAny(address, "\r\n") {
		return invalid("%q is no e-mail address such as team@example.com", address)
	}
	return nil
}

// checkURL takes the URL of an HTTP server.
func checkURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" {
		return invalid("%q is no URL such as https://hooks.example.com/glaux", address)
	}
	if u.User != nil || u.Fragment != "" {
		return invalid("the URL of a receiver has neither a user nor a fragment")
	}
	return nil
}

// check refuses a setting of e-mail that cannot be.
func (m *Mail) check() error {
	m.Host, m.From, m.User = strings.TrimSpace(m.Host), strings.TrimSpace(m.From), strings.TrimSpace(m.User)
	if m.Host == "" {
		*m = Mail{}
		return nil
	}
	if _, err := netip.ParseAddr(m.Host); err != nil && strings.ContainsAny(m.Host, "/:@ \t\r\n") {
		return invalid("%q is no name of a mail server; its port stands apart", m.Host)
	}
	const submission, ports = 587, 65535
	if m.Port == 0 {
		m.Port = submission
	}
	if m.Port < 0 || m.Port > ports {
		return invalid("%d is no port", m.Port)
	}
	switch m.Security {
	case "":
		m.Security = StartTLS
	case StartTLS, TLS, Plain:
	default:
		return invalid("a connection is secured by starttls, tls or none, not by %q", m.Security)
	}
	if m.Security == Plain && m.User != "" {
		return invalid("a password is not sent over a connection that is not secured")
	}
	return checkMailbox(m.From)
}

// isLine tells whether a text is one line that is not empty and not too long.
func isLine(s string, most int) bool {
	return s != "" && len([]rune(s)) <= most && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}
