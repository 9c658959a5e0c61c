package casebook

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// A case that somebody calls fixed is watched for some weeks: what its days cost is held against what they would have cost without the fix. When
// that shows a saving, the case ends with the fix and says how much; when it shows none, the case is open again.

// excessDays are the days before a fix of which the excess is taken.
const excessDays = 28

// fixDay is the day that somebody names as that of a fix, or what it is when nobody says it.
func (k *kept) fixDay(named string) (anomaly.Day, error) {
	if named == "" {
		return k.end(), nil
	}
	day, err := figures.ParseDay(named)
	if err == nil && (day <= k.Start || day > k.Last+1) {
		err = fault.New(fault.Invalid, "INVALID_TIME", fmt.Sprintf("a fix of %s is not after the start of the case, %s, and not after %s, the last day that is known", named, figures.Written(k.Start), figures.Written(k.Last)))
	}
	return day, err
}

// proofSpan is the days that the proof of a fix looks at.
func (k *kept) proofSpan(fix anomaly.Day) figures.Span {
	return figures.Span{First: max(fix-anomaly.ProofBefore, k.Start), End: max(fix, min(fix+anomaly.ProofAfter, k.Last+1-arriving))}
}

// prove holds the days since the fix against those before it.
func (k *kept) prove(costs map[anomaly.Day]figures.Units) error {
	k.Proof = nil
	span, excess := k.proofSpan(k.Fixed), k.excess()
	if excess <= 0 {
		return nil
	}
	var days []anomaly.Daily
	var actual figures.Units
	for day := span.First; day < span.End; day++ {
		days = append(days, anomaly.Daily{Day: day, Cost: costs[day].Float()})
		if day >= k.Fixed {
			actual += costs[day]
		}
	}
	proof, ok := anomaly.Prove(days, k.Fixed, excess)
	if !ok {
		return nil
	}
	q, err := figures.DaysQuery(k.Series, span)
	if err != nil {
		return err
	}
	p := &Proof{
		Fixed: figures.Written(k.Fixed), Until: figures.Written(span.End), Days: len(proof.Points), Outcome: proof.Outcome, Points: []Point{}, SQL: ast.Print(q),
		Actual: actual.Amount(), Would: estimate(proof.Would), Low: estimate(proof.Low), High: estimate(proof.High),
	}
	p.Saved = p.Would.Sub(p.Actual)
	if p.Days > 0 {
		const month = 30
		p.Monthly = estimate(floatOf(p.Saved) / float64(p.Days) * month)
	}
	for _, one := range proof.Points {
		p.Points = append(p.Points, Point{
			Day: figures.Written(one.Day), Actual: costs[one.Day].Amount(), Expected: estimate(one.Expected), Low: estimate(one.Low), High: estimate(one.High), Complete: 1,
		})
	}
	k.Proof = p
	return nil
}

// excess is the part of the cost in the weeks before the fix that was not expected.
func (k *kept) excess() float64 {
	var actual, excess float64
	for _, p := range k.Points {
		if day, err := figures.ParseDay(p.Day); err == nil && day >= max(k.Start, k.Fixed-excessDays) && day < k.Fixed {
			actual += floatOf(p.Actual)
			excess += floatOf(p.Actual) - floatOf(p.Expected)
		}
	}
	if actual <= 0 {
		actual, excess = floatOf(k.Actual), floatOf(k.Impact)
	}
	if actual <= 0 {
		return 0
	}
	return min(1, excess/actual)
}

// close ends a case whose fix has worked with the fix: what came after it counts no more.
func (k *kept) close() {
	k.Closed = k.State == StateFixed && k.End == 0 && k.Proof != nil && k.Proof.Outcome == anomaly.Worked
	if !k.Closed {
		return
	}
	k.End = k.Fixed
	for _, p := range k.Points {
		if day, err := figures.ParseDay(p.Day); err == nil && day >= k.Fixed {
			k.Impact = k.Impact.Sub(p.Actual.Sub(p.Expected))
		}
	}
}

// reopen takes back that a fix has worked.
func (k *kept) reopen() {
	if k.Closed {
		k.End, k.Closed = 0, false
		for _, p := range k.Points {
			if day, err := figures.ParseDay(p.Day); err == nil && day >= k.Fixed {
				k.Impact = k.Impact.Add(p.Actual.Sub(p.Expected))
			}
		}
	}
}

// outcome is what a proof says, "" where there is none.
func (p *Proof) outcome() anomaly.Outcome {
	if p == nil {
		return ""
	}
	return p.Outcome
}

// proven writes what has become of a fix, where that is news, and tells it. It changes the case; who calls it writes it.
func (a *applying) proven(ctx context.Context, tx *sql.Tx, k *kept, before anomaly.Outcome) error {
	now := k.Proof.outcome()
	if now == before {
		return nil
	}
	k.Updated = a.now
	switch now {
	case anomaly.Waiting:
		k.reopen()
	case anomaly.Worked, anomaly.Partly:
		k.reopen()
		if k.close(); k.Closed {
			if err := a.tell(ctx, tx, k, Ended); err != nil {
				return err
			}
		}
		_, err := enter(ctx, tx, k.ID, Entry{At: a.now, Kind: "saved", Text: k.Proof.Saved.Round(cents).String()})
		return err
	case anomaly.Failed:
		k.reopen()
		k.State = StateOpen
		if _, err := enter(ctx, tx, k.ID, Entry{At: a.now, Kind: "failed", Text: k.Proof.Fixed}); err != nil {
			return err
		}
		return a.tell(ctx, tx, k, Again)
	}
	return nil
}

const cents = 2

// proofs looks at all cases that somebody called fixed, while days come that tell something of the fix.
func (a *applying) proofs(ctx context.Context, tx *sql.Tx) error {
	for _, k := range a.cases {
		if k.State != StateFixed || k.Fixed == 0 {
			continue
		}
		k.Last = max(k.Last, a.last)
		before := k.Proof.outcome()
		span := k.proofSpan(k.Fixed)
		if k.Proof != nil && k.Proof.Until == figures.Written(span.End) {
			continue // nothing has come since
		}
		if err := k.prove(a.cube.costOf(k.Series, span.First, span.End)); err != nil {
			return err
		}
		if err := a.proven(ctx, tx, k, before); err != nil {
			return err
		}
		if err := k.put(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// daysOf reads what the series of a case cost on the days that tell of a fix.
func (b *Book) daysOf(ctx context.Context, who access.Principal, id, named string) (fix anomaly.Day, costs map[anomaly.Day]figures.Units, err error) {
	v, err := b.view(ctx, who)
	if err != nil {
		return 0, nil, err
	}
	k, err := v.one(id)
	if err != nil {
		return 0, nil, err
	}
	if fix, err = k.fixDay(named); err != nil {
		return 0, nil, err
	}
	costs, err = figures.Days(ctx, b.options.Whole, b.options.System, k.Series, k.proofSpan(fix))
	return fix, costs, err
}

// fix takes in from when on a case is fixed, 0 for what is not, and what has become of that.
func (k *kept) fix(ctx context.Context, tx *sql.Tx, fix anomaly.Day, costs map[anomaly.Day]figures.Units, now time.Time) error {
	if k.State != StateFixed {
		k.reopen()
		k.Fixed, k.Proof = 0, nil
		return nil
	}
	if fix == k.Fixed {
		return nil
	}
	k.reopen()
	k.Fixed = fix
	if err := k.prove(costs); err != nil {
		return err
	}
	return (&applying{now: now}).proven(ctx, tx, k, "")
}
