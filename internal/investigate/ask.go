package investigate

import (
	"context"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// Runner runs queries for a principal.
type Runner interface {
	Tree(ctx context.Context, who access.Principal, q *ast.Query, o query.Options) (*query.Result, error)
}

// Cases are the cases of a bill. *casebook.Book is one.
type Cases interface {
	Case(ctx context.Context, who access.Principal, id string) (casebook.Detail, error)
	Place(ctx context.Context, who access.Principal, id string) (casebook.Place, error)
}

// Tools are what an investigation is made with.
type Tools struct {
	Runner Runner
	Cases  Cases
	Ranges netflow.Ranges
	Now    func() time.Time
}

// inquiry is an investigation under way.
type inquiry struct {
	tools  Tools
	who    access.Principal
	log    *log
	report Report
	// involved are the ids of the resources that the question is about.
	involved involved
	// daily is what the traffic of the question cost by day.
	daily map[string]float64
	// window is the days of the traffic, rows are its flows, flows how many of them have been looked at closely.
	window figures.Span
	rows   []netflow.Flow
	traced *netflow.Traced
	flows  int
}

// log notes each query, and runs it.
type log struct {
	runner Runner
	now    func() time.Time

	mu    sync.Mutex
	part  string
	steps []*noted
}

// noted is a step, with what it came from.
type noted struct {
	Step
	begun  time.Time
	ended  time.Time
	result *query.Result
}

// Tree runs a query and notes it.
func (l *log) Tree(ctx context.Context, who access.Principal, q *ast.Query, o query.Options) (*query.Result, error) {
	one := &noted{Step: Step{SQL: ast.Print(q)}, begun: l.now()}
	result, err := l.runner.Tree(ctx, who, q, o)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end(one.begun)
	one.Part, one.result = l.part, result
	l.steps = append(l.steps, one)
	return result, nil
}

// end notes that the rows of the last query had been read at a moment.
func (l *log) end(at time.Time) {
	if n := len(l.steps); n > 0 && l.steps[n-1].ended.IsZero() {
		l.steps[n-1].ended = at
	}
}

// enter begins a part of the report: all rows of the one before have been read.
func (l *log) enter(part string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end(l.now())
	for _, s := range l.steps {
		if s.result != nil {
			s.Rows, s.Millis, s.result = s.result.Read(), s.ended.Sub(s.begun).Milliseconds(), nil
		}
	}
	l.part = part
}

// sum notes what the last query adds up to.
func (l *log) sum(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.steps); n > 0 {
		l.steps[n-1].Sum = text
	}
}

// all are the steps.
func (l *log) all() []Step {
	l.enter("")
	out := make([]Step, len(l.steps))
	for i, s := range l.steps {
		out[i] = s.Step
	}
	return out
}
