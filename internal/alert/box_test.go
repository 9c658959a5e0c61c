package alert_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
)

// bench is a box with a clock that the test moves, and channels that note what they are given.
type bench struct {
	*alert.Box
	t    *testing.T
	path string

	mu    sync.Mutex
	clock time.Time
	sent  []alert.Parcel
	fail  func(alert.Parcel) error
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.clock
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clock = b.clock.Add(d)
}

// Send notes a parcel.
func (b *bench) Send(_ context.Context, p alert.Parcel, hand func() error) error {
	b.mu.Lock()
	fail := b.fail
	b.mu.Unlock()
	if fail != nil {
		if err := fail(p); err != nil {
			return err
		}
	}
	if err := hand(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, p)
	return nil
}

// take returns what was sent since the last time.
func (b *bench) take() []alert.Parcel {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.sent
	b.sent = nil
	return out
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, path: filepath.Join(t.TempDir(), "alerts.sqlite"), clock: time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)}
	b.reopen()
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// reopen opens the box as another process would.
func (b *bench) reopen() {
	b.t.Helper()
	if b.Box != nil {
		if err := b.Close(); err != nil {
			b.t.Fatal(err)
		}
	}
	channels := map[alert.Channel]alert.Sender{alert.Email: b, alert.Slack: b, alert.Webhook: b, alert.SNS: b}
	box, err := alert.Open(b.t.Context(), b.path, alert.Options{Key: bytes.Repeat([]byte{7}, 32), Now: b.now, Channels: channels, Poll: 5 * time.Millisecond})
	if err != nil {
		b.t.Fatal(err)
	}
	b.Box = box
}

func (b *bench) create(m alert.Monitor) alert.Monitor {
	b.t.Helper()
	m.Enabled = true
	if m.Name == "" {
		m.Name = "m"
	}
	made, err := b.Create(b.t.Context(), m)
	if err != nil {
		b.t.Fatal(err)
	}
	return made
}

func (b *bench) raise(c alert.Case, o alert.Occasion) alert.Raised {
	b.t.Helper()
	done, err := b.Raise(b.t.Context(), c, o)
	if err != nil {
		b.t.Fatal(err)
	}
	return done
}

func (b *bench) flush() []alert.Parcel {
	b.t.Helper()
	if err := b.Flush(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	return b.take()
}

// acase is a case of so many dollars.
func acase(id string, dollars int64) alert.Case {
	return alert.Case{
		ID: id, Class: "step", State: "open", Currency: "USD", Place: alert.Place{Account: "111122223333", Service: "AmazonEC2"},
		Impact: money.New(dollars, 0), Monthly: money.New(dollars*10, 0), Actual: money.New(dollars+100, 0), Expected: money.New(100, 0),
	}
}

func mailTo(address string) []alert.Recipient {
	return []alert.Recipient{{Channel: alert.Email, Address: address}}
}

func ids(all []alert.Parcel) (out []string) {
	for _, p := range all {
		for _, t := range p.Cases {
			out = append(out, t.Case.ID)
		}
	}
	return out
}

func TestACaseIsToldOnceForEachMonitorAndOccasion(t *testing.T) {
	b := newBench(t)
	b.create(alert.Monitor{Name: "one", Recipients: mailTo("a@example.com")})
	b.create(alert.Monitor{Name: "two", Recipients: mailTo("b@example.com")})
	for range 3 {
		b.raise(acase("c", 10), alert.Opened)
		b.reopen()
	}
	first := b.flush()
	if len(first) != 2 || first[0].ID == first[1].ID {
		t.Fatalf("%d messages were sent: %+v", len(first), first)
	}
	b.raise(acase("c", 10), alert.Opened)
	if again := b.flush(); len(again) != 0 {
		t.Errorf("it was told again: %v", ids(again))
	}
	b.raise(acase("c", 30), "worsened:2")
	b.raise(acase("c", 30), "worsened:2")
	b.raise(acase("c", 30), "ended:3")
	if more := b.flush(); len(more) != 4 {
		t.Errorf("%d messages of what came after, want 4", len(more))
	}
	b.raise(acase("unknown", 30), "ended:4")
	if more := b.flush(); len(more) != 0 {
		t.Errorf("the end of a case is told that was never told: %v", ids(more))
	}
}

func TestMonitorsChoose(t *testing.T) {
	c := acase("c", 120)
	c.Accounts, c.Services = []string{"444455556666"}, []string{"AmazonS3"}
	c.Tags = map[string][]string{"team": {"search", "web"}, "env": {""}}
	c.Categories = map[string][]string{"Department": {"Sales"}}
	c.Owner = "alice@example.com"
	drop, fresh := c, c
	drop.Impact, drop.Monthly = money.New(-120, 0), money.New(-1200, 0)
	fresh.Expected = money.Amount{}
	amount := func(n int64) money.Amount { return money.New(n, 0) }
	tests := []struct {
		name string
		m    alert.Monitor
		c    alert.Case
		want bool
	}{
		{"everything", alert.Monitor{}, c, true},
		{"the account of the place", alert.Monitor{Scope: alert.Scope{Accounts: []string{"111122223333", "1"}}}, c, true},
		{"another account that it touches", alert.Monitor{Scope: alert.Scope{Accounts: []string{"444455556666"}}}, c, true},
		{"a foreign account", alert.Monitor{Scope: alert.Scope{Accounts: []string{"1"}}}, c, false},
		{"a service that it touches", alert.Monitor{Scope: alert.Scope{Services: []string{"AmazonS3"}}}, c, true},
		{"account and foreign service", alert.Monitor{Scope: alert.Scope{Accounts: []string{"111122223333"}, Services: []string{"x"}}}, c, false},
		{"a value of a tag", alert.Monitor{Scope: alert.Scope{Tag: &alert.Keyed{Key: "team", Values: []string{"web"}}}}, c, true},
		{"another value", alert.Monitor{Scope: alert.Scope{Tag: &alert.Keyed{Key: "team", Values: []string{"ops"}}}}, c, false},
		{"any value of a tag", alert.Monitor{Scope: alert.Scope{Tag: &alert.Keyed{Key: "team"}}}, c, true},
		{"a tag that it lacks", alert.Monitor{Scope: alert.Scope{Tag: &alert.Keyed{Key: "cost"}}}, c, false},
		{"an empty value is none", alert.Monitor{Scope: alert.Scope{Tag: &alert.Keyed{Key: "env", Values: []string{""}}}}, c, false},
		{"a cost category", alert.Monitor{Scope: alert.Scope{Category: &alert.Keyed{Key: "Department", Values: []string{"Sales"}}}}, c, true},
		{"its owner", alert.Monitor{Scope: alert.Scope{Owners: []string{"alice@example.com"}}}, c, true},
		{"another owner", alert.Monitor{Scope: alert.Scope{Owners: []string{"bob"}}}, c, false},
		{"its class", alert.Monitor{Scope: alert.Scope{Classes: []string{"step"}}}, c, true},
		{"another class", alert.Monitor{Scope: alert.Scope{Classes: []string{"drift"}}}, c, false},
		{"an amount that it reaches", alert.Monitor{Threshold: alert.Threshold{Amount: amount(120)}}, c, true},
		{"an amount that it does not", alert.Monitor{Threshold: alert.Threshold{Amount: money.New(12001, 2)}}, c, false},
		{"an amount of a month", alert.Monitor{Threshold: alert.Threshold{Amount: amount(1200), Of: alert.OfMonthly}}, c, true},
		{"a percentage", alert.Monitor{Threshold: alert.Threshold{Percent: 120}}, c, true},
		{"a higher one", alert.Monitor{Threshold: alert.Threshold{Percent: 121}}, c, false},
		{"one of two", alert.Monitor{Threshold: alert.Threshold{Amount: amount(1000), Percent: 50}}, c, true},
		{"both of two", alert.Monitor{Threshold: alert.Threshold{Amount: amount(1000), Percent: 50, Both: true}}, c, false},
		{"a percentage of nothing", alert.Monitor{Threshold: alert.Threshold{Percent: 1e6}}, fresh, true},
		{"a fall", alert.Monitor{}, drop, false},
		{"a fall that is asked for", alert.Monitor{Threshold: alert.Threshold{Drops: true, Amount: amount(100)}}, drop, true},
		{"a fall that is too small", alert.Monitor{Threshold: alert.Threshold{Drops: true, Amount: amount(200)}}, drop, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			test.m.Recipients = mailTo("a@example.com")
			b.create(test.m)
			if got := b.raise(test.c, alert.Opened).Messages == 1; got != test.want {
				t.Errorf("told: %v, want %v", got, test.want)
			}
		})
	}
}

func TestACaseThatGrowsIsToldOnceItIsLargeEnough(t *testing.T) {
	b := newBench(t)
	b.create(alert.Monitor{Threshold: alert.Threshold{Amount: money.New(100, 0)}, Recipients: mailTo("a@example.com")})
	b.raise(acase("c", 50), alert.Opened)
	b.raise(acase("c", 60), "worsened:2")
	if got := b.flush(); len(got) != 0 {
		t.Fatalf("too small, and told: %v", ids(got))
	}
	for range 2 {
		if wants, err := b.Wants(t.Context(), []alert.Case{acase("c", 90), acase("never", 500)}); err != nil || len(wants) != 0 {
			t.Errorf("wanted: %v, %v", wants, err)
		}
		wants, err := b.Wants(t.Context(), []alert.Case{acase("c", 110)})
		if err != nil || !slices.Equal(wants, []string{"c"}) {
			t.Errorf("wanted: %v, %v", wants, err)
		}
	}
	for range 2 { // the second time is that of a process which died before it noted the change
		b.raise(acase("c", 110), "worsened:3")
	}
	got := b.flush()
	if len(got) != 1 || got[0].Occasion != alert.Opened {
		t.Errorf("got %+v", got)
	}
	if wants, err := b.Wants(t.Context(), []alert.Case{acase("c", 110)}); err != nil || len(wants) != 0 {
		t.Errorf("wanted again: %v, %v", wants, err)
	}
	b.pass(time.Hour)
	b.create(alert.Monitor{Name: "late", Recipients: mailTo("b@example.com")})
	if wants, err := b.Wants(t.Context(), []alert.Case{acase("c", 110)}); err != nil || len(wants) != 0 {
		t.Errorf("a monitor that was made later tells of what was there: %v, %v", wants, err)
	}
}

func TestRecipientsAreRouted(t *testing.T) {
	b := newBench(t)
	b.create(alert.Monitor{Recipients: []alert.Recipient{
		{Channel: alert.Email, Address: "all@example.com"},
		{Channel: alert.Email, Address: "search@example.com", Only: alert.Scope{Tag: &alert.Keyed{Key: "team", Values: []string{"search"}}}},
		{Channel: alert.Email, Address: alert.Owner, Language: alert.Japanese},
	}})
	search, owned := acase("search", 10), acase("owned", 10)
	search.Tags = map[string][]string{"team": {"search"}}
	owned.Owner = "alice@example.com"
	b.raise(search, alert.Opened)
	b.raise(owned, alert.Opened)
	to := map[string][]string{}
	for _, p := range b.flush() {
		to[p.To.Address] = append(to[p.To.Address], ids([]alert.Parcel{p})...)
	}
	want := map[string][]string{"all@example.com": {"search", "owned"}, "search@example.com": {"search"}, "alice@example.com": {"owned"}}
	for address, cases := range want {
		if !slices.Equal(to[address], cases) {
			t.Errorf("%s was told %v, want %v", address, to[address], cases)
		}
	}
	if len(to) != len(want) {
		t.Errorf("told: %v", to)
	}
	failed, err := b.Deliveries(t.Context(), alert.Asked{State: alert.Failed})
	if err != nil || len(failed) != 1 || !slices.Equal(failed[0].Cases, []string{"search"}) || !strings.Contains(failed[0].Problem, "owner") {
		t.Errorf("of the case without an owner it is kept: %+v, %v", failed, err)
	}
}

func TestADigestTellsEachPartOnce(t *testing.T) {
	b := newBench(t)
	b.create(alert.Monitor{Rhythm: alert.Rhythm{Kind: alert.Daily, Hour: 9, Zone: "Asia/Tokyo"}, Recipients: append(mailTo("a@example.com"),
		alert.Recipient{Channel: alert.Email, Address: alert.Owner}, alert.Recipient{Channel: alert.SNS, Address: "https://sns.example.com/"})})
	for i, owner := range []string{"x@example.com", "y@example.com", "x@example.com"} {
		c := acase(fmt.Sprint(i), 10)
		c.Owner = owner
		b.raise(c, alert.Opened)
	}
	if got := b.flush(); len(got) != 0 {
		t.Fatalf("told before its time: %v", ids(got))
	}
	b.pass(13 * time.Hour) // 23:00 UTC, 08:00 in Tokyo
	if got := b.flush(); len(got) != 0 {
		t.Fatalf("told an hour early: %v", ids(got))
	}
	b.pass(3 * 24 * time.Hour) // nobody ran for three days
	b.reopen()
	told := map[string]int{}
	for _, p := range b.flush() {
		told[string(p.To.Channel)+" "+p.To.Address+" "+strings.Join(ids([]alert.Parcel{p}), ",")]++
		if p.Occasion != alert.Digest {
			t.Errorf("occasion %q", p.Occasion)
		}
	}
	want := []string{
		"email a@example.com 0,1,2", "email x@example.com 0,2", "email y@example.com 1", "sns https://sns.example.com/ 0", "sns https://sns.example.com/ 1", "sns https://sns.example.com/ 2",
	}
	for _, w := range want {
		if told[w] != 1 {
			t.Errorf("%q was told %d times", w, told[w])
		}
	}
	if len(told) != len(want) {
		t.Errorf("told: %v", told)
	}
	b.pass(48 * time.Hour)
	if got := b.flush(); len(got) != 0 {
		t.Errorf("a digest of nothing: %v", ids(got))
	}
}

func TestAStormIsToldTogether(t *testing.T) {
	b := newBench(t)
	b.create(alert.Monitor{Recipients: mailTo("a@example.com")})
	for i := range 50 {
		b.raise(acase(fmt.Sprintf("%02d", i), 10), alert.Opened)
	}
	first := b.flush()
	b.pass(61 * time.Minute)
	second := b.flush()
	if len(first) != 20 || len(second) != 1 || len(second[0].Cases) != 30 || second[0].Occasion != alert.Digest {
		t.Errorf("%d messages at once, %d later", len(first), len(second))
	}
	all := append(ids(first), ids(second)...)
	slices.Sort(all)
	if all = slices.Compact(all); len(all) != 50 {
		t.Errorf("%d of 50 cases were told", len(all))
	}
}

func TestADeliveryIsTriedAgainUnderItsID(t *testing.T) {
	b := newBench(t)
	m := b.create(alert.Monitor{Recipients: mailTo("a@example.com")})
	var seen []string
	var waits []time.Duration
	b.fail = func(p alert.Parcel) error {
		seen = append(seen, p.ID)
		return errors.New("no route to host")
	}
	b.raise(acase("c", 10), alert.Opened)
	for range 40 {
		b.flush()
		all, err := b.Deliveries(t.Context(), alert.Asked{Monitor: m.ID})
		if err != nil || len(all) != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		if all[0].State == alert.Failed {
			break
		}
		if all[0].Problem != "no route to host" || all[0].State != alert.Queued {
			t.Fatalf("%+v", all[0])
		}
		wait := all[0].Next.Sub(b.now())
		waits = append(waits, wait)
		b.pass(wait)
	}
	var total time.Duration
	for i, w := range waits {
		total += w
		if i > 0 && w < waits[i-1]*4/5 && w < 90*time.Minute {
			t.Errorf("attempt %d waits %s after %s", i, w, waits[i-1])
		}
	}
	if len(seen) != 18 || len(slices.Compact(seen)) != 1 || total < 18*time.Hour || total > 36*time.Hour {
		t.Errorf("%d attempts of %v in %s", len(seen), slices.Compact(seen), total)
	}
	b.fail = nil
	all, _ := b.Deliveries(t.Context(), alert.Asked{})
	if _, err := b.Retry(t.Context(), all[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := b.flush(); len(got) != 1 || got[0].ID != seen[0] {
		t.Errorf("after a retry: %+v", got)
	}
	if _, err := b.Retry(t.Context(), all[0].ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("what was sent is tried again: %v", err)
	}
}

func TestAReceiverThatAsksToWaitIsLeftAlone(t *testing.T) {
	b := newBench(t)
	b.create(alert.Monitor{Recipients: mailTo("a@example.com")})
	b.raise(acase("one", 10), alert.Opened)
	b.raise(acase("two", 10), alert.Opened)
	n := 0
	b.fail = func(alert.Parcel) error {
		n++
		return &alert.Refusal{Err: errors.New("429"), After: time.Hour}
	}
	b.flush()
	b.pass(59 * time.Minute)
	b.flush()
	if n != 1 {
		t.Errorf("it was asked %d times within the hour", n)
	}
	b.fail = nil
	b.pass(30 * time.Minute)
	if got := b.flush(); len(got) != 2 {
		t.Errorf("%d messages after the hour", len(got))
	}
}

func TestWhatIsRefusedForGoodFails(t *testing.T) {
	b := newBench(t)
	b.create(alert.Monitor{Recipients: mailTo("a@example.com")})
	b.raise(acase("c", 10), alert.Opened)
	b.fail = func(alert.Parcel) error { return &alert.Refusal{Err: errors.New("550 no such mailbox"), Final: true} }
	b.flush()
	all, err := b.Deliveries(t.Context(), alert.Asked{State: alert.Failed, Case: "c"})
	if err != nil || len(all) != 1 || all[0].Attempts != 1 || !strings.Contains(all[0].Problem, "550") {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestABugInOneMessageKeepsNoOtherBack(t *testing.T) {
	b := newBench(t)
	b.create(alert.Monitor{Recipients: append(mailTo("a@example.com"), mailTo("b@example.com")...)})
	b.raise(acase("c", 10), alert.Opened)
	b.fail = func(p alert.Parcel) error {
		if p.To.Address == "a@example.com" {
			panic("a bug")
		}
		return nil
	}
	if got := b.flush(); len(got) != 1 || got[0].To.Address != "b@example.com" {
		t.Errorf("got %+v", got)
	}
	left, err := b.Deliveries(t.Context(), alert.Asked{State: alert.Queued})
	if err != nil || len(left) != 1 || left[0].Attempts != 1 || left[0].Problem == "" {
		t.Errorf("%+v, %v", left, err)
	}
}

func TestWhatIsTakenAwayIsDropped(t *testing.T) {
	b := newBench(t)
	m := b.create(alert.Monitor{Recipients: append(mailTo("a@example.com"), mailTo("b@example.com")...)})
	b.raise(acase("c", 10), alert.Opened)
	m.Recipients = m.Recipients[1:]
	if _, err := b.Change(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if got := b.flush(); len(got) != 1 || got[0].To.Address != "b@example.com" {
		t.Errorf("got %+v", got)
	}
	b.raise(acase("d", 10), alert.Opened)
	if _, err := b.Delete(t.Context(), m.Name); err != nil {
		t.Fatal(err)
	}
	if got := b.flush(); len(got) != 0 {
		t.Errorf("a monitor that is deleted tells: %v", ids(got))
	}
	all, err := b.Deliveries(t.Context(), alert.Asked{State: alert.Dropped})
	if err != nil || len(all) != 2 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestSecretsAreSealedAndNeverShown(t *testing.T) {
	b := newBench(t)
	const hook = "https://hooks.slack.example/services/T0/B0/verysecret"
	m := b.create(alert.Monitor{Recipients: []alert.Recipient{{Channel: alert.Slack, Secret: hook}, {Channel: alert.Webhook, Address: "https://example.com/"}}})
	key := m.Recipients[1].Secret
	if m.Recipients[0].Secret != "" || !strings.HasPrefix(key, "whsec_") || !m.Recipients[0].HasSecret {
		t.Fatalf("%+v", m.Recipients)
	}
	if _, err := b.SetMail(t.Context(), alert.Mail{Host: "smtp.example.com", User: "u", Password: "verysecret2", From: "g@example.com"}); err != nil {
		t.Fatal(err)
	}
	m.Recipients[1].Secret = ""
	m, err := b.Change(t.Context(), m) // which keeps both secrets
	if err != nil || m.Recipients[0].Secret+m.Recipients[1].Secret != "" {
		t.Fatalf("%+v, %v", m, err)
	}
	all, err := b.Monitors(t.Context())
	mail, wrong := b.Mail(t.Context())
	if shown := fmt.Sprintf("%+v %+v", all, mail); err != nil || wrong != nil || strings.Contains(shown, "verysecret") || strings.Contains(shown, key) {
		t.Errorf("shown: %s, %v, %v", shown, err, wrong)
	}
	b.raise(acase("c", 10), alert.Opened)
	got := b.flush()
	if len(got) != 2 || got[0].To.Secret+got[1].To.Secret != hook+key && got[1].To.Secret+got[0].To.Secret != hook+key {
		t.Errorf("the channels were given %+v", got)
	}
	server, err := b.Server(t.Context())
	if err != nil || server.Password != "verysecret2" {
		t.Errorf("%+v, %v", server, err)
	}
	b.reopen()
	files, err := filepath.Glob(b.path + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"verysecret", strings.TrimPrefix(key, "whsec_")} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds a secret", filepath.Base(name))
			}
		}
	}
}

func TestAPasswordStaysWithItsServer(t *testing.T) {
	b := newBench(t)
	first := alert.Mail{Host: "smtp.example.com", User: "u", Password: "p", From: "g@example.com"}
	if _, err := b.SetMail(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	first.Password, first.From = "", "h@example.com"
	if m, err := b.SetMail(t.Context(), first); err != nil || !m.HasPassword {
		t.Errorf("%+v, %v", m, err)
	}
	for name, change := range map[string]func(*alert.Mail){
		"another host":     func(m *alert.Mail) { m.Host = "evil.example.com" },
		"another port":     func(m *alert.Mail) { m.Port = 2525 },
		"another user":     func(m *alert.Mail) { m.User = "root" },
		"other encryption": func(m *alert.Mail) { m.Security = alert.TLS },
		"none":             func(m *alert.Mail) { m.Security = alert.Plain },
	} {
		m := first
		change(&m)
		if _, err := b.SetMail(t.Context(), m); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: the password goes along: %v", name, err)
		}
	}
}

func TestMonitorsThatCannotBeAreRefused(t *testing.T) {
	b := newBench(t)
	ok := alert.Monitor{Name: "ok", Recipients: mailTo("a@example.com")}
	b.create(ok)
	one := func(r alert.Recipient) func(*alert.Monitor) {
		return func(m *alert.Monitor) { m.Recipients = []alert.Recipient{r} }
	}
	for name, change := range map[string]func(*alert.Monitor){
		"no name":              func(m *alert.Monitor) { m.Name = " " },
		"a name of two lines":  func(m *alert.Monitor) { m.Name = "a\r\nBcc: b@example.com" },
		"a name that is taken": func(m *alert.Monitor) { m.Name = "ok" },
		"no zone":              func(m *alert.Monitor) { m.Rhythm.Zone = "Asia/Nowhere" },
		"the machine's zone":   func(m *alert.Monitor) { m.Rhythm.Zone = "Local" },
		"a path as a zone":     func(m *alert.Monitor) { m.Rhythm.Zone = "../../etc/passwd" },
		"an hour too late":     func(m *alert.Monitor) { m.Rhythm.Hour = 24 },
		"a negative amount":    func(m *alert.Monitor) { m.Threshold.Amount = money.New(-1, 0) },
		"both of one":          func(m *alert.Monitor) { m.Threshold.Both = true; m.Threshold.Percent = 3 },
		"an unknown channel":   one(alert.Recipient{Channel: "pager"}),
		"no address":           one(alert.Recipient{Channel: alert.Email}),
		"two addresses":        one(alert.Recipient{Channel: alert.Email, Address: "a@example.com, b@example.com"}),
		"a name and address":   one(alert.Recipient{Channel: alert.Email, Address: "A <a@example.com>"}),
		"a header":             one(alert.Recipient{Channel: alert.Email, Address: "a@example.com\r\nBcc: x@example.com"}),
		"a file":               one(alert.Recipient{Channel: alert.Webhook, Address: "file:///etc/passwd"}),
		"a user in a URL":      one(alert.Recipient{Channel: alert.Webhook, Address: "https://u:p@example.com/"}),
		"no host":              one(alert.Recipient{Channel: alert.SNS, Address: "https:///x"}),
		"a short key":          one(alert.Recipient{Channel: alert.Webhook, Address: "https://example.com", Secret: "whsec_AAAA"}),
		"no secret for Slack":  one(alert.Recipient{Channel: alert.Slack}),
		"a bot and no channel": one(alert.Recipient{Channel: alert.Slack, Secret: "xoxb-1"}),
		"an unknown language":  one(alert.Recipient{Channel: alert.Email, Address: "a@example.com", Language: "fr"}),
	} {
		m := alert.Monitor{Name: "n", Recipients: mailTo("a@example.com")}
		change(&m)
		if _, err := b.Create(t.Context(), m); fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	all, err := b.Monitors(t.Context())
	if err != nil || len(all) != 2 { // with the one that is there from the beginning
		t.Errorf("%d monitors, %v", len(all), err)
	}
}

func TestTheFirstMonitorIsOff(t *testing.T) {
	b := newBench(t)
	b.raise(acase("c", 1e6), alert.Opened)
	b.pass(48 * time.Hour)
	if got := b.flush(); len(got) != 0 {
		t.Errorf("told: %v", ids(got))
	}
	m, err := b.Monitor(t.Context(), "Everything")
	if err != nil || m.Enabled || len(m.Recipients) != 0 {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := b.Delete(t.Context(), m.ID); err != nil {
		t.Fatal(err)
	}
	b.reopen()
	if all, err := b.Monitors(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("it is back: %+v, %v", all, err)
	}
}

func TestAChangeOfAnOldVersionIsRefused(t *testing.T) {
	b := newBench(t)
	m := b.create(alert.Monitor{Recipients: mailTo("a@example.com")})
	old := m
	m.Name = "renamed"
	if _, err := b.Change(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Change(t.Context(), old); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}

func TestATestTellsOnceAndIsNotTriedAgain(t *testing.T) {
	b := newBench(t)
	m := b.create(alert.Monitor{Recipients: append(mailTo("a@example.com"), mailTo("b@example.com")...)})
	b.fail = func(p alert.Parcel) error {
		if p.To.Address == "b@example.com" {
			return errors.New("no such host")
		}
		return nil
	}
	done, err := b.Test(t.Context(), m.Name)
	if err != nil || len(done) != 2 || done[0].State != alert.Sent || done[1].State != alert.Failed || done[1].Problem != "no such host" {
		t.Fatalf("%+v, %v", done, err)
	}
	if got := b.take(); len(got) != 1 || got[0].Occasion != alert.Trial {
		t.Errorf("%+v", got)
	}
	b.pass(24 * time.Hour)
	if got := b.flush(); len(got) != 0 {
		t.Errorf("a test is tried again: %+v", got)
	}
	if _, err := b.Test(t.Context(), "Everything"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a test of nobody: %v", err)
	}
}

// A receiver that hangs keeps nobody else waiting.
func TestRunDeliversBesideAReceiverThatHangs(t *testing.T) {
	b := newBench(t)
	b.create(alert.Monitor{Recipients: append(mailTo("slow@example.com"), mailTo("fast@example.com")...)})
	release := make(chan struct{})
	b.fail = func(p alert.Parcel) error {
		if p.To.Address == "slow@example.com" {
			<-release
		}
		return nil
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- b.Run(ctx) }()
	for i := range 10 {
		b.raise(acase(fmt.Sprint(i), 10), alert.Opened)
	}
	until(t, func() bool { b.mu.Lock(); defer b.mu.Unlock(); return len(b.sent) == 10 })
	close(release)
	until(t, func() bool { b.mu.Lock(); defer b.mu.Unlock(); return len(b.sent) == 20 })
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	left, err := b.Deliveries(t.Context(), alert.Asked{State: alert.Queued})
	if err != nil || len(left) != 0 {
		t.Errorf("%d are left, %v", len(left), err)
	}
}

// until waits until something is so.
func until(t *testing.T, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not come to be")
		}
	}
}
