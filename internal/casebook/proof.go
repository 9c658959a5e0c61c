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

// close ends a case whose fix has worked with the fix: what came after it counts no more. Who calls it counts.
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
		if k.Proof != nil && k.Proof.Until == figures.Written(k.proofSpan(k.Fixed).End) {
			continue // nothing has come since
		}
		costs := a.cube.costOf(k.Series, k.Start, k.Last+1)
		if err := k.prove(costs); err != nil {
			return err
		}
		if err := a.proven(ctx, tx, k, before); err != nil {
			return err
		}
		k.count(costs)
		if err := k.put(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// count sums what the case has cost, of the costs of all its days.
func (k *kept) count(costs map[anomaly.Day]figures.Units) {
	var sum figures.Units
	for day := k.Start; day < k.end(); day++ {
		sum += costs[day]
	}
	k.Actual = sum.Amount()
}

// fixing is what is asked of a case's fix.
type fixing struct {
	day   anomaly.Day // the first day of the fix
	named bool        // somebody has said it
	costs map[anomaly.Day]figures.Units
}

// fixing reads what a change of a case's state needs: nil where it changes nothing of a fix.
func (b *Book) fixing(ctx context.Context, who access.Principal, id string, e Edit) (*fixing, error) {
	fixed := e.State != nil && *e.State == StateFixed
	if e.Fixed != "" && !fixed {
		return nil, fault.New(fault.Invalid, "INVALID_REQUEST", "the day of a fix goes with the state fixed")
	}
	if e.State == nil {
		return nil, nil //nolint:nilnil // as the comment says
	}
	v, err := b.view(ctx, who)
	if err != nil {
		return nil, err
	}
	k, err := v.one(id)
	if err != nil {
		return nil, err
	}
	if !fixed && k.Fixed == 0 {
		return nil, nil //nolint:nilnil // as the comment says
	}
	f := &fixing{named: e.Fixed != ""}
	if f.day, err = k.fixDay(e.Fixed); err != nil {
		return nil, err
	}
	f.costs, err = figures.Days(ctx, b.options.Whole, b.options.System, k.Series, figures.Span{First: k.Start, End: k.Last + 1})
	return f, err
}

// fix takes in from when on a case is fixed, or that it is not, and what has become of that.
func (k *kept) fix(ctx context.Context, tx *sql.Tx, f *fixing, now time.Time) error {
	if k.State == StateFixed && k.Fixed != 0 && (!f.named || f.day == k.Fixed) {
		return nil
	}
	k.reopen()
	k.Fixed, k.Proof = 0, nil
	if k.State == StateFixed {
		k.Fixed = f.day
		if err := k.prove(f.costs); err != nil {
			return err
		}
		if err := (&applying{now: now}).proven(ctx, tx, k, ""); err != nil {
			return err
		}
	}
	k.count(f.costs)
	return nil
}
