package casebook

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
)

// kept is a case as the file keeps it.
type kept struct {
	ID      string          `json:"id"`
	Class   anomaly.Class   `json:"class"`
	Node    anomaly.Node    `json:"node"`
	Also    []anomaly.Node  `json:"also,omitempty"`
	Series  []anomaly.Key   `json:"series"`
	Start   anomaly.Day     `json:"start"`
	Found   anomaly.Day     `json:"found"`
	End     anomaly.Day     `json:"end,omitempty"`
	Last    anomaly.Day     `json:"last"` // that was known when it was judged last
	Impact  money.Amount    `json:"impact"`
	Monthly money.Amount    `json:"monthly"`
	Actual  money.Amount    `json:"actual"`
	Score   float64         `json:"score"`
	Peak    money.Amount    `json:"peak"` // the largest that it was, as rules compare it
	Told    money.Amount    `json:"told"` // what a month of it would have cost when it was told
	Points  []Point         `json:"points"`
	Causes  []anomaly.Cause `json:"causes,omitempty"` // as the detector found them among series
	State   State           `json:"state"`
	Owner   string          `json:"owner,omitempty"`
	Planned string          `json:"planned,omitempty"`
	Hands   bool            `json:"hands,omitempty"`  // somebody has set its state
	Fixed   anomaly.Day     `json:"fixed,omitempty"`  // the first day of the fix, of a case that somebody called fixed
	Proof   *Proof          `json:"proof,omitempty"`  // what became of it
	Closed  bool            `json:"closed,omitempty"` // it ended because the fix worked, whatever the detector says
	Updated time.Time       `json:"updated"`

	notes int
}

// estimatePlaces is how many digits after the point estimates have: four are more than they are worth.
const estimatePlaces = 4

// estimate makes an amount of an estimate.
func estimate(x float64) money.Amount {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return money.Amount{}
	}
	return money.FromRat(new(big.Rat).SetFloat64(x), estimatePlaces)
}

// floatOf is about the same number.
func floatOf(a money.Amount) float64 {
	f, _ := a.Rat().Float64()
	return f
}

func absolute(a money.Amount) money.Amount {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}

// size is how large the case is now; see sizeOf.
func (k *kept) size() money.Amount {
	impact, monthly := absolute(k.Impact), absolute(k.Monthly)
	if k.End == 0 && k.end()-k.Start >= week && monthly.Cmp(impact) > 0 {
		return monthly
	}
	return impact
}

// The sizes from which on a case is worth more attention, in the currency of the bill.
const mediumSize, highSize = 100, 1000

func (k *kept) severity() Severity {
	switch size := k.size(); {
	case size.Cmp(money.New(highSize, 0)) >= 0:
		return High
	case size.Cmp(money.New(mediumSize, 0)) >= 0:
		return Medium
	}
	return Low
}

// take takes in what the detector knows now. The days are exact.
func (k *kept) take(f seen, c *cube, last anomaly.Day) {
	k.ID, k.Class, k.Node, k.Also, k.Series = f.ID, f.Class, f.Node, f.Also, f.Series
	k.Start, k.Found, k.End, k.Last, k.Score, k.Causes = f.Start, f.Found, f.End, last, f.Score, f.Causes
	k.Impact, k.Monthly = estimate(f.Impact), estimate(f.Monthly)
	if peak := estimate(f.peak); peak.Cmp(k.Peak) > 0 {
		k.Peak = peak
	}
	k.Points = nil
	if len(f.Points) > 0 {
		exact := c.costOf(f.Series, f.Points[0].Day, f.Points[len(f.Points)-1].Day+1)
		for _, p := range f.Points {
			k.Points = append(k.Points, Point{
				Day: figures.Written(p.Day), Actual: exact[p.Day].Amount(), Expected: estimate(p.Expected), Low: estimate(p.Low), High: estimate(p.High),
				Complete: p.Complete,
			})
		}
	}
	k.close()
	k.count(c.costOf(f.Series, k.Start, k.end()))
	if over := k.Impact.Sub(k.Actual); over.Sign() > 0 && over.Cmp(money.New(1, estimatePlaces)) < 0 {
		k.Impact = k.Actual // what is new was expected to cost nothing, not less by what an estimate is rounded by
	}
}

// end is the first day that is not in it, or not known yet.
func (k *kept) end() anomaly.Day {
	if k.End != 0 {
		return k.End
	}
	return max(k.Last, k.Start) + 1
}

// span is the days that the case has lasted.
func (k *kept) span() figures.Span { return figures.Span{First: k.Start, End: max(k.end(), k.Start+1)} }

// sparks is how many days a small picture has.
const sparks = 45

// short is the case in short.
func (k *kept) short(names map[string]string) Case {
	c := Case{
		ID: k.ID, Link: "/anomalies/" + k.ID, Class: k.Class, Node: k.Node, Also: k.Also, Account: names[k.Node.Account], Severity: k.severity(),
		State: k.State, Owner: k.Owner, Start: figures.Written(k.Start), Found: figures.Written(k.Found), Ended: k.End != 0,
		Actual: k.Actual, Impact: k.Impact, Monthly: k.Monthly, Score: k.Score, Notes: k.notes, Planned: k.Planned, Updated: k.Updated, Spark: []Spark{},
	}
	if k.End != 0 {
		c.End, c.Monthly = figures.Written(k.End), money.Amount{}
	}
	for _, p := range k.Points[max(0, len(k.Points)-sparks):] {
		c.Spark = append(c.Spark, Spark{Day: p.Day, Actual: floatOf(p.Actual), Expected: floatOf(p.Expected)})
	}
	return c
}

// nodes are all places that the case was computed from.
func (k *kept) nodes() []anomaly.Node {
	out := append([]anomaly.Node{k.Node}, k.Also...)
	for _, s := range k.Series {
		if n := figures.NodeOf(s); !k.Node.Covers(n) {
			out = append(out, n)
		}
	}
	return out
}

// compareKept puts the lasting before the ended, open ones before those that somebody has dealt with, and the larger before the smaller.
func compareKept(a, b *kept) int {
	rank := func(k *kept) int {
		switch {
		case k.End != 0:
			return 2
		case k.State != StateOpen:
			return 1
		}
		return 0
	}
	if c := cmp.Compare(rank(a), rank(b)); c != 0 {
		return c
	}
	if rank(a) == 2 { //nolint:mnd // what is over: the latest first
		return cmp.Or(cmp.Compare(b.End, a.End), b.size().Cmp(a.size()), cmp.Compare(a.ID, b.ID))
	}
	return cmp.Or(b.size().Cmp(a.size()), cmp.Compare(b.Start, a.Start), cmp.Compare(a.ID, b.ID))
}

// shelf is all that is shown, at one revision.
type shelf struct {
	head
	cases   map[string]*kept
	sorted  []*kept
	rules   []Rule
	planned []Event
}

// shelf returns what is kept at this moment. Nobody may change it.
func (b *Book) shelf(ctx context.Context) (*shelf, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	h, err := readHead(ctx, b.read)
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	if b.cached != nil && b.cached.revision == h.revision {
		return b.cached, nil
	}
	tx, err := b.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	s, err := readShelf(ctx, tx)
	if end := tx.Rollback(); err == nil && end != nil {
		err = fmt.Errorf("read cases: %w", end)
	}
	if err != nil {
		return nil, err
	}
	b.cached = s
	return s, nil
}

func readShelf(ctx context.Context, from querier) (*shelf, error) {
	s := &shelf{cases: map[string]*kept{}}
	var err error
	if s.head, err = readHead(ctx, from); err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	all, err := bodies[*kept](ctx, from, "SELECT body FROM cases")
	if err != nil {
		return nil, err
	}
	for _, k := range all {
		s.cases[k.ID] = k
		s.sorted = append(s.sorted, k)
	}
	slices.SortFunc(s.sorted, compareKept)
	_, err = list(ctx, from, func(scan func(...any) error) (none struct{}, err error) {
		var id string
		var n int
		err = scan(&id, &n)
		if k := s.cases[id]; k != nil {
			k.notes = n
		}
		return none, err
	}, "SELECT case_id, count(*) FROM entries WHERE kind = 'note' OR kind = 'feedback' AND text <> '' GROUP BY case_id")
	if err != nil {
		return nil, err
	}
	if s.rules, err = bodies[Rule](ctx, from, "SELECT body FROM rules ORDER BY id"); err != nil {
		return nil, err
	}
	s.planned, err = bodies[Event](ctx, from, "SELECT body FROM planned ORDER BY id")
	return s, err
}

// put writes a case.
func (k *kept) put(ctx context.Context, tx *sql.Tx) error {
	text, err := json.Marshal(k)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO cases (id, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body", k.ID, text)
	return err
}

// enter writes an entry into the log of a case.
func enter(ctx context.Context, tx *sql.Tx, id string, e Entry) (int64, error) {
	done, err := tx.ExecContext(ctx, "INSERT INTO entries (case_id, at, who, kind, text) VALUES (?, ?, ?, ?, ?)", id, moment(e.At), e.Who, e.Kind, e.Text)
	if err != nil {
		return 0, err
	}
	return done.LastInsertId()
}

// absent is the answer for what is not there and for what somebody does not see.
func absent(what string) error {
	return fault.New(fault.NotFound, "NOT_FOUND", fmt.Sprintf("there is no such %s", what))
}
