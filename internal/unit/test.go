package unit

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
)

// Check is one check of a unit and what came of it.
type Check struct {
	Unit string `json:"unit"`
	What string `json:"what"`
	OK   bool   `json:"ok"`
	// Skipped tells that the lake has nothing to check it by.
	Skipped bool   `json:"skipped,omitempty"`
	Says    string `json:"says"`
}

// Tested is what came of the checks of units.
type Tested struct {
	Checks []Check `json:"checks"`
	Failed int     `json:"failed"`
}

// OpenFile reads the units of one file.
func OpenFile(path string) ([]Unit, []Text, error) {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.NotFound, "", fmt.Sprintf("the file %q cannot be read", path))
	}
	defer root.Close() //nolint:errcheck // nothing was written
	name := filepath.Base(path)
	open := func(name string) ([]byte, error) { return readWithin(root, name) }
	text, err := open(name)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.NotFound, "", fmt.Sprintf("the file %q cannot be read", path))
	}
	list, err := Parse(name, text, open)
	for i := range list {
		list[i].Own = true
	}
	return list, nil, err
}

// Test checks units against the bill as who asks sees it: that their queries run, that there is something to count, that the days add up to
// the months, that what the file expects is so. What is wrong with files is a failed check.
func Test(ctx context.Context, runner Runner, who access.Principal, list []Unit, notes []Text) (Tested, error) {
	var t Tested
	for _, n := range notes {
		t.add(Check{What: "file", Says: n.EN})
	}
	last, err := end(ctx, runner, who)
	if err != nil {
		return t, err
	}
	w, err := Ask{}.window(last)
	if err != nil {
		return t, err
	}
	for i := range list {
		if err := t.one(ctx, runner, who, &list[i], w); err != nil {
			return t, err
		}
	}
	return t, nil
}

func (t *Tested) add(c Check) {
	if !c.OK && !c.Skipped {
		t.Failed++
	}
	t.Checks = append(t.Checks, c)
}

// one checks a unit.
func (t *Tested) one(ctx context.Context, runner Runner, who access.Principal, u *Unit, w window) error {
	from := w.first
	for _, e := range u.Expect {
		if at, err := time.Parse(time.DateOnly, e.From); err == nil && at.Before(from) {
			from = at
		}
	}
	days, err := u.readDays(ctx, runner, who, from, latest(w))
	if err = u.hidden(err); err != nil {
		var f *fault.Error
		if errors.As(err, &f) && f.Kind == fault.Invalid {
			t.add(Check{Unit: u.ID, What: "query", Says: f.Msg})
			return nil
		}
		return err
	}
	l := u.listed(&days, w)
	if !l.HasData {
		t.add(Check{Unit: u.ID, What: "data", Skipped: !u.Own, Says: l.Missing.EN})
		return nil
	}
	t.add(Check{Unit: u.ID, What: "data", OK: true, Says: fmt.Sprintf("%d days, %s of %s in the last period", len(days.days), plain(l.After.Quantity), u.Of.EN)})
	if err := t.sums(ctx, runner, who, u, &days, w); err != nil {
		return err
	}
	for i := range u.Expect {
		t.expected(u, &u.Expect[i], &days)
	}
	return nil
}

// sums checks that the usage types of a unit add up to its days.
func (t *Tested) sums(ctx context.Context, runner Runner, who access.Principal, u *Unit, days *table, w window) error {
	lines, _, err := u.readLines(ctx, runner, who, w)
	if err != nil {
		return err
	}
	var sum money.Amount
	for i := range lines {
		sum = sum.Add(lines[i].costBefore).Add(lines[i].costAfter)
	}
	want := days.sum(u, text(w.beforeFrom), text(w.beforeTo)).Cost.Add(days.sum(u, text(w.from), text(w.to)).Cost)
	t.add(Check{Unit: u.ID, What: "sums", OK: sum.Equal(want), Says: fmt.Sprintf("usage types add up to %s, days to %s", sum.Fixed(2), want.Fixed(2))}) //nolint:mnd // cents
	return nil
}

// expected checks what the file expects of a period.
func (t *Tested) expected(u *Unit, e *Expectation, days *table) {
	p := days.sum(u, e.From, e.To)
	for _, one := range []struct {
		name      string
		want, got *money.Amount
	}{{"cost", e.Cost, &p.Cost}, {"quantity", e.Quantity, &p.Quantity}, {"cost_per", e.CostPer, p.CostPer}} {
		if one.want == nil {
			continue
		}
		c := Check{Unit: u.ID, What: fmt.Sprintf("%s from %s to %s", one.name, e.From, e.To)}
		if one.got == nil {
			c.Says = fmt.Sprintf("%s was expected, and there is no quantity", one.want)
			t.add(c)
			continue
		}
		off := new(big.Rat).Abs(one.got.Sub(*one.want).Rat())
		limit := new(big.Rat).SetFloat64(e.Within)
		limit.Mul(limit, new(big.Rat).Abs(one.want.Rat()))
		c.OK = off.Cmp(limit) <= 0
		c.Says = fmt.Sprintf("%s was expected, within %s; it is %s", one.want, percent(e.Within), one.got)
		t.add(c)
	}
}
