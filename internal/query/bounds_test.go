package query

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
)

func TestBoundsNameWhoseTheyAre(t *testing.T) {
	b := Bounds{Workgroup: "small", Bytes: 100, Rows: 10, Time: time.Nanosecond}
	r := &Runner{}
	ctx, cancel := b.timed(t.Context())
	defer cancel()
	<-ctx.Done()
	for name, err := range map[string]error{
		`EXCEEDED_SCAN_LIMIT: the query would read more than 100 bytes, its limit in the workgroup "small"; read fewer months, columns or tables`: r.admit(t.Context(), &b, engine.Estimate{Bytes: 101}),
		`EXCEEDED_ROW_LIMIT: the query has more rows than 10, its limit in the workgroup "small"; add LIMIT or conditions`:                        b.many(11),
		`EXCEEDED_TIME_LIMIT: the query ran for longer than 1ns, its limit in the workgroup "small"`:                                              b.late(ctx, errors.New("stopped")),
	} {
		if err == nil || err.Error() != name || fault.KindOf(err) != fault.Exhausted {
			t.Errorf("got %v, want %s", err, name)
		}
	}
	if err := errors.Join(r.admit(t.Context(), &b, engine.Estimate{Bytes: 100}), b.many(10), b.late(ctx, nil)); err != nil {
		t.Errorf("what is within the bounds: %v", err)
	}
	tired := fault.New(fault.Exhausted, engine.CodeCPULimit, "Query exceeded the CPU time limit of 2s")
	b.Engine.CPU = 2 * time.Second
	day := b
	day.Day = true
	for name, err := range map[string]error{
		`EXCEEDED_CPU_LIMIT: the query took more CPU time than 2s, its limit in the workgroup "small"`:                                       b.named(t.Context(), tired),
		`EXCEEDED_DAILY_LIMIT: the query used up the 2s of CPU time that the workgroup "small" had left today; the day ends at midnight UTC`: day.named(t.Context(), tired),
		`EXCEEDED_CPU_LIMIT: Query exceeded the CPU time limit of 2s`:                                                                        Bounds{}.named(t.Context(), tired),
	} {
		if err.Error() != name || fault.KindOf(err) != fault.Exhausted {
			t.Errorf("got %v, want %s", err, name)
		}
	}
	if err := b.late(context.Background(), errTimeOver); !errors.Is(err, errTimeOver) || fault.KindOf(err) == fault.Exhausted {
		t.Errorf("an error of another cause became %v", err)
	}
}

// purse is workgroups whose day has so much CPU time left.
type purse struct {
	left time.Duration
	used []time.Duration
}

func (*purse) Bounds(_ context.Context, _ access.Principal, _ string, asked Bounds) (Bounds, error) {
	asked.Workgroup = "small"
	return asked, nil
}
func (*purse) Spend(context.Context, string, int64) error { return nil }
func (p *purse) CPU(context.Context, string) (time.Duration, error) {
	if p.left < 0 {
		return 0, fault.New(fault.Exhausted, "EXCEEDED_DAILY_LIMIT", "nothing is left")
	}
	return p.left, nil
}

func (p *purse) Used(_ context.Context, group string, cpu time.Duration) error {
	if group == "small" {
		p.used = append(p.used, cpu)
	}
	return nil
}

// toiling is an engine that takes CPU time, and can be held to a limit of it.
type toiling struct {
	*fake
	limits []time.Duration
	fails  error
}

func (e *toiling) RunWithin(ctx context.Context, g access.Guarded, l engine.Limits) (engine.Rows, error) {
	e.limits = append(e.limits, l.CPU)
	if e.fails != nil {
		return nil, e.fails
	}
	rows, err := e.Run(ctx, g)
	return toil{rows}, err
}

type toil struct{ engine.Rows }

func (toil) CPU() time.Duration { return 3 * time.Second }

func TestCPUTimeOfADayIsCountedAndHeld(t *testing.T) {
	purse, e := &purse{left: 10 * time.Second}, &toiling{fake: &fake{batches: []int{2}}}
	h := newHouse(e)
	h.Workgroups = purse
	ask := func(asked time.Duration) error {
		result, err := h.Text(t.Context(), access.Local(), "SELECT team FROM shop.cur", Options{Asked: Bounds{Engine: engine.Limits{CPU: asked}}})
		if err != nil {
			return err
		}
		drain(t, result)
		return errors.Join(result.Close(), result.Close())
	}
	if err := errors.Join(ask(0), ask(4*time.Second), ask(time.Minute)); err != nil {
		t.Fatal(err)
	}
	e.fails = &engine.Costly{CPU: 5 * time.Second, Err: fault.New(fault.Exhausted, engine.CodeCPULimit, "too long")}
	if err := ask(0); err == nil || !strings.HasPrefix(err.Error(), "EXCEEDED_DAILY_LIMIT: the query used up the 10s") {
		t.Errorf("got %v", err)
	}
	if err := ask(time.Second); err == nil || !strings.HasPrefix(err.Error(), "EXCEEDED_CPU_LIMIT: the query took more CPU time than 1s") {
		t.Errorf("got %v", err)
	}
	want := []time.Duration{10 * time.Second, 4 * time.Second, 10 * time.Second, 10 * time.Second, time.Second}
	if !slices.Equal(e.limits, want) {
		t.Errorf("held to %v, want %v", e.limits, want)
	}
	if second := time.Second; !slices.Equal(purse.used, []time.Duration{3 * second, 3 * second, 3 * second, 5 * second, 5 * second}) {
		t.Errorf("counted %v", purse.used)
	}
	purse.left = -1
	if err := ask(0); err == nil || len(e.limits) != len(want) {
		t.Errorf("with nothing left: %v, %d runs", err, len(e.limits))
	}
}
