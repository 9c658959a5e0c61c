package alert

import (
	"context"
	"database/sql"
	"time"

	"github.com/google/uuid"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/recordfile"
)

// Test tells all recipients of a monitor, also of one that is off, a made-up case, each once, and returns what became of it.
func (b *Box) Test(ctx context.Context, which string) ([]Delivery, error) {
	m, err := b.Monitor(ctx, which)
	if err != nil {
		return nil, err
	}
	if len(m.Recipients) == 0 {
		return nil, invalid("the monitor %q has no recipients", m.Name)
	}
	notice := uuid.NewString()
	if err := b.makeTrial(ctx, &m, notice); err != nil {
		return nil, trouble("test", err)
	}
	all, err := list(ctx, b.db, func(scan func(...any) error) (c claimed, err error) {
		return c, scan(&c.id, &c.notice, &c.monitor, &c.recipient, &c.part)
	}, "SELECT id, notice, monitor, recipient, part FROM deliveries WHERE notice = ? AND state = 'queued' ORDER BY rowid", notice)
	if err != nil {
		return nil, trouble("test", err)
	}
	for _, c := range all {
		c.attempts = mostAttempts // there is no other
		if err := b.attempt(ctx, c); err != nil {
			return nil, err
		}
	}
	done, err := list(ctx, b.db, readDelivery, `SELECT `+deliveryColumns+` FROM deliveries d JOIN notices n ON n.id = d.notice WHERE d.notice = ? ORDER BY d.rowid`, notice)
	return done, trouble("test", err)
}

// makeTrial makes the notice of a test. Its deliveries are this process's alone.
func (b *Box) makeTrial(ctx context.Context, m *Monitor, notice string) error {
	now := b.now()
	c := Example(ofMicros(now))
	content, err := text(c)
	if err != nil {
		return err
	}
	return recordfile.Within(ctx, b.db, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "INSERT INTO notices (id, monitor, name, occasion, created) VALUES (?, ?, ?, ?, ?)", notice, m.ID, m.Name, Trial, now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO raised (monitor, subject, occasion, content, at, notice) VALUES (?, ?, ?, ?, ?, ?)", m.ID, "trial:"+notice, Trial, content, now, notice); err != nil {
			return err
		}
		for _, r := range m.Recipients {
			to := goal{address: r.shown(), part: r.part(&Told{Occasion: Trial, Case: c}), trial: true}
			if r.Channel == Email && r.Address == Owner {
				to.problem = "the owner of each case is told: a test has none"
			}
			if err := b.address(ctx, tx, notice, m.ID, &r, to, now); err != nil {
				return err
			}
		}
		lease := b.options.Lease + time.Duration(len(m.Recipients))*attemptTime
		_, err := tx.ExecContext(ctx, "UPDATE deliveries SET holder = ?, until = ? WHERE notice = ? AND state = 'queued'", b.holder, now+lease.Microseconds(), notice)
		return err
	})
}

// Example is a case that never was: an AWS NAT gateway whose traffic rises, of an account that no customer has.
func Example(now time.Time) Case {
	const days, rise, before, after, spread, hundred = 30, 22, 14, 41, 3, 100
	today := now.UTC().Truncate(24 * time.Hour)
	c := Case{
		ID: "example", Version: 1, Class: "step", State: "open", Title: Text{"A test: the traffic of a NAT gateway rose", "テスト: NAT ゲートウェイの通信量が増えました"},
		Place: Place{Account: "000000000000", AccountName: "Example", Service: "AmazonEC2", UsageType: "NatGateway-Bytes", Region: "us-east-1"},
		Start: today.AddDate(0, 0, rise-days), Found: today, Currency: "USD", Score: 9,
		Impact: money.New((after-before)*(days-rise)*hundred, 2), Monthly: money.New((after-before)*days*hundred, 2),
		Actual: money.New(after*(days-rise)*hundred, 2), Expected: money.New(before*(days-rise)*hundred, 2), Largest: money.New((after-before)*hundred, 2),
		Causes: []Cause{
			{Elements: []Element{{"usage_type", "NatGateway-Bytes"}, {"resource", "nat-00000000000000000"}}, Change: money.New(16200, 2), Share: 0.75, Quantity: money.New(16200, 2)},
			{Elements: []Element{{"usage_type", "DataTransfer-Regional-Bytes"}}, Change: money.New(5400, 2), Share: 0.25, Quantity: money.New(5400, 2)},
		},
		Fix: &Fix{Text: Text{"Reach S3 through a gateway endpoint", "S3 にはゲートウェイエンドポイント経由で接続する"}, Saves: money.New(48600, 2)},
	}
	for i := range days {
		level := float64(before)
		if i >= rise {
			level = after
		}
		wave := float64(i%7) / spread
		c.Points = append(c.Points, Point{
			Day: today.AddDate(0, 0, i-days), Actual: level + wave, Expected: before + 1, Low: before - spread, High: before + spread + 1, Complete: 1,
		})
	}
	return c
}
