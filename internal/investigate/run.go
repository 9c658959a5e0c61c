package investigate

import (
	"cmp"
	"context"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/finding"
)

// Investigate looks into a question.
func Investigate(ctx context.Context, t Tools, who access.Principal, q Question) (Report, error) {
	if err := q.check(); err != nil {
		return Report{}, err
	}
	i := &inquiry{tools: t, who: who, log: &log{runner: t.Runner, now: t.Now}, involved: involved{}}
	i.report = Report{
		Question: q, Made: t.Now().UTC(), Formula: figures.Formula(),
		Series: []Series{}, Usage: []Usage{}, Causes: []casebook.Cause{}, Findings: []finding.Finding{}, Changes: []Change{},
	}
	p, err := i.place(ctx)
	if err != nil {
		return Report{}, err
	}
	r := &i.report
	r.Since = figures.Written(p.Whole.First)
	r.Before, r.After = windowOf(p.Before), windowOf(p.After)
	for _, part := range []func(context.Context, casebook.Place) error{i.usage, i.causes} {
		if err := part(ctx, p); err != nil {
			return Report{}, err
		}
	}
	for _, one := range []struct {
		name string
		do   func(context.Context, casebook.Place) error
	}{{"traffic", i.traffic}, {"changes", i.hang}, {"findings", i.findings}, {"changes", i.changes}} {
		if err := i.part(ctx, one.name, p, one.do); err != nil {
			return Report{}, err
		}
	}
	i.nameWays()
	r.Title, r.Says = i.title(), i.says()
	r.Steps = i.log.all()
	return i.report, nil
}

// Fixes returns what is at fault with the resources of a place of the bill, for who tells of it: those that save most first. It is an
// investigation that stops there.
func Fixes(ctx context.Context, t Tools, who access.Principal, p casebook.Place) ([]finding.Finding, error) {
	i := &inquiry{tools: t, who: who, log: &log{runner: t.Runner, now: t.Now}, involved: involved{}}
	if err := i.usage(ctx, p); err != nil || !slices.ContainsFunc(i.report.Usage, mayBeAtFault) {
		return nil, err
	}
	for _, part := range []func(context.Context, casebook.Place) error{i.causes, i.traffic, i.hang, i.findings} {
		if err := part(ctx, p); err != nil {
			return nil, err
		}
	}
	return i.report.Findings, nil
}

// place finds where the question is in the bill.
func (i *inquiry) place(ctx context.Context) (casebook.Place, error) {
	i.log.enter("case")
	q := i.report.Question
	if q.Case == "" {
		span, err := q.span()
		if err != nil {
			return casebook.Place{}, err
		}
		return casebook.PlaceOf(q.node(), span), i.currency(ctx, span)
	}
	d, err := i.tools.Cases.Case(ctx, i.who, q.Case)
	if err != nil {
		return casebook.Place{}, err
	}
	i.report.Case, i.report.Currency, i.report.Verification = &d.Case, d.Currency, d.Proof
	return i.tools.Cases.Place(ctx, i.who, q.Case)
}

// currency finds out the currency of the bill; where who asks does not see it, it is that of AWS's prices.
func (i *inquiry) currency(ctx context.Context, span figures.Span) error {
	name, err := figures.Currency(ctx, i.log, i.who, figures.MonthOf(span.First))
	if _, ok := unseen(err); ok {
		err = nil
	}
	i.report.Currency = cmp.Or(name, "USD")
	return err
}

// windowOf writes a span.
func windowOf(s figures.Span) casebook.Window {
	return casebook.Window{Start: figures.Written(s.First), End: figures.Written(s.End)}
}

// miss notes a part that cannot be made.
func (i *inquiry) miss(part string, why Text) {
	i.report.Missing = append(i.report.Missing, Missing{Part: part, Why: why})
}

// part makes a part that a report can do without: where something in it is not there for who asks, the report says so.
func (i *inquiry) part(ctx context.Context, name string, p casebook.Place, do func(context.Context, casebook.Place) error) error {
	err := do(ctx, p)
	if why, ok := unseen(err); ok {
		i.miss(name, Text{EN: "it cannot be read: " + why, JA: "読み取れません: " + why})
		return nil
	}
	return err
}
