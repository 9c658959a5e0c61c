package query

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
)

// Bounds hold one statement. A zero is no bound.
type Bounds struct {
	// Workgroup is whose bounds they are.
	Workgroup string
	// Engine is what the engine holds the run to. Day tells that its CPU time is what is left of the day.
	Engine engine.Limits
	Day    bool
	// Bytes is what it may read at most, Rows how many rows it may have, Time how long it may take.
	Bytes, Rows int64
	Time        time.Duration
}

// Workgroups say what statements are held to.
type Workgroups interface {
	// Bounds returns the bounds of a statement in a workgroup, "" for that of the principal. An error is that it may not run there.
	Bounds(ctx context.Context, who access.Principal, workgroup string, asked Bounds) (Bounds, error)
	// Spend counts what a statement is about to read. An error is that the day has no more.
	Spend(ctx context.Context, workgroup string, bytes int64) error
	// CPU returns what is left of the day's CPU time, 0 where that has no bound. An error is that nothing is left.
	CPU(ctx context.Context, workgroup string) (time.Duration, error)
	// Used counts CPU time that a statement took.
	Used(ctx context.Context, workgroup string, cpu time.Duration) error
}

// bounds returns the bounds of a statement.
func (r *Runner) bounds(ctx context.Context, who access.Principal, o Options) (Bounds, error) {
	if r.Workgroups == nil {
		return o.Asked, nil
	}
	return r.Workgroups.Bounds(ctx, who, o.Workgroup, o.Asked)
}

// admit refuses a statement that would read too much, and counts what it reads.
func (r *Runner) admit(ctx context.Context, b *Bounds, e engine.Estimate) error {
	if b.Bytes > 0 && e.Bytes > b.Bytes {
		return fault.New(fault.Exhausted, "EXCEEDED_SCAN_LIMIT", fmt.Sprintf(
			"the query would read more than %d bytes, its limit%s; read fewer months, columns or tables", b.Bytes, b.where()))
	}
	if r.Workgroups == nil {
		return nil
	}
	left, err := r.Workgroups.CPU(ctx, b.Workgroup)
	if err != nil {
		return err
	}
	if left > 0 && (b.Engine.CPU == 0 || left < b.Engine.CPU) {
		b.Engine.CPU, b.Day = left, true
	}
	if e.Bytes == 0 {
		return nil
	}
	return r.Workgroups.Spend(ctx, b.Workgroup, e.Bytes)
}

// counting returns what counts the CPU time of a run, when it has ended.
func (r *Runner) counting(ctx context.Context, b Bounds, rows stream) func() error {
	return func() error { return r.used(ctx, b, rows.cpu()) }
}

// used counts CPU time.
func (r *Runner) used(ctx context.Context, b Bounds, cpu time.Duration) error {
	if r.Workgroups == nil || cpu <= 0 {
		return nil
	}
	return r.Workgroups.Used(context.WithoutCancel(ctx), b.Workgroup, cpu)
}

// paid counts the CPU time of a run that failed before it had rows.
func (r *Runner) paid(ctx context.Context, b Bounds, err error) error {
	var costly *engine.Costly
	if !errors.As(err, &costly) {
		return err
	}
	return join(err, r.used(ctx, b, costly.CPU))
}

// where says where the limits hold.
func (b Bounds) where() string {
	if b.Workgroup == "" {
		return ""
	}
	return fmt.Sprintf(" in the workgroup %q", b.Workgroup)
}

// execute starts a guarded query within its bounds.
func (b Bounds) execute(ctx context.Context, e engine.Engine, g access.Guarded) (engine.Rows, error) {
	if limiter, ok := e.(engine.Limiter); ok && b.Engine != (engine.Limits{}) {
		return limiter.RunWithin(ctx, g, b.Engine)
	}
	return e.Run(ctx, g)
}

// timed returns a context that ends when the time of the statement is over.
func (b Bounds) timed(ctx context.Context) (context.Context, context.CancelFunc) {
	if b.Time <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, b.Time, errTimeOver)
}

var errTimeOver = errors.New("the time of the statement is over")

// late names the bound of time, where that is why a run has ended.
func (b Bounds) late(ctx context.Context, err error) error {
	if err == nil || !errors.Is(context.Cause(ctx), errTimeOver) {
		return err
	}
	return fault.Wrap(err, fault.Exhausted, "EXCEEDED_TIME_LIMIT", fmt.Sprintf("the query ran for longer than %s, its limit%s", b.Time, b.where()))
}

// named names the bound, of time or CPU time, that is why a run has ended.
func (b Bounds) named(ctx context.Context, err error) error {
	var f *fault.Error
	switch {
	case !errors.As(err, &f) || f.Code != engine.CodeCPULimit || b.Workgroup == "":
		return b.late(ctx, err)
	case b.Day:
		return fault.Wrap(err, fault.Exhausted, "EXCEEDED_DAILY_LIMIT", fmt.Sprintf(
			"the query used up the %s of CPU time that the workgroup %q had left today; the day ends at midnight UTC", b.Engine.CPU.Round(time.Millisecond), b.Workgroup))
	}
	return fault.Wrap(err, fault.Exhausted, f.Code, fmt.Sprintf("the query took more CPU time than %s, its limit%s", b.Engine.CPU, b.where()))
}

// many refuses more rows than there may be.
func (b Bounds) many(rows int64) error {
	if b.Rows == 0 || rows <= b.Rows {
		return nil
	}
	return fault.New(fault.Exhausted, "EXCEEDED_ROW_LIMIT", fmt.Sprintf("the query has more rows than %d, its limit%s; add LIMIT or conditions", b.Rows, b.where()))
}
