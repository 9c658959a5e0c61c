// Package readiness tells whether a lake can answer what its owner will ask: which kind of bill it is, what it carries, which tags are
// active, whether flow logs can show cross-AZ traffic. Each check is a query (checks/*.sql) through the one door and two or three
// sentences: what holds, or what is missing, what that prevents, and the console step and command that mend it. The package promises that
// every finding carries the query that showed it, and that a check which cannot be made is told and not left out.
//
//	findings, err := readiness.Examine(ctx, runner, who, lake)
package readiness

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// State is how good a finding is.
type State string

// The states, best first: what holds, what could be better, what prevents an answer, and what prevents nearly all.
const (
	Good    State = "good"
	Advice  State = "advice"
	Gap     State = "gap"
	Blocked State = "blocked"
)

// Finding is what one check found of the lake, or of one source.
type Finding struct {
	// Code names the check: bill_hourly.
	Code string
	Area Area
	// Source is the table that the finding is about, "" for the whole lake.
	Source string
	State  State
	// Says is what was found, with its figures.
	Says string
	// Values are the figures by the names of the places in the check's texts, so that another language can say the same.
	Values map[string]string
	// Failed is why the check could not be made, "" for one that was. Says tells it too.
	Failed string
	// Prevents, Console and Command are empty when all is good: what cannot be answered, where in the console it is mended, and how on
	// the command line.
	Prevents, Console, Command string
	// SQL is the query that showed it.
	SQL string
}

// Source is what the lake knows of a registered source.
type Source struct {
	Name, Kind, Title, Location string
	// Months are the billing periods that are loaded, YYYY-MM, sorted; empty for what is no bill.
	Months []string
	Rows   int64
	Faults []string
	// Synced is when the source was last looked at; zero before the first time.
	Synced time.Time
}

// Lake is what is registered.
type Lake struct{ Sources []Source }

// Runner runs queries: query.Runner does.
type Runner interface {
	Tree(ctx context.Context, who access.Principal, q *ast.Query, o query.Options) (*query.Result, error)
}

// Examine makes all checks, in the order in which a newcomer needs them: those of the lake first, then those of each source. The checks
// of a bill are made only where bills are loaded.
func Examine(ctx context.Context, runner Runner, who access.Principal, lake Lake) ([]Finding, error) {
	var all []Finding
	for _, area := range Areas() {
		for _, check := range Checks() {
			if check.Area != area {
				continue
			}
			for _, about := range check.about(lake) {
				found, err := check.run(ctx, runner, who, lake, about)
				if err != nil {
					return nil, err
				}
				all = append(all, found...)
			}
		}
	}
	return all, nil
}

// couldNot says that a check could not be made.
const couldNot = "This check could not be made: {failed}."

// run makes a check about one source, or about the lake.
func (c Check) run(ctx context.Context, runner Runner, who access.Principal, lake Lake, about *Source) ([]Finding, error) {
	q, err := c.query(lake, about)
	if err != nil {
		return nil, err
	}
	finding := Finding{Code: c.Code, Area: c.Area, SQL: ast.Print(q)}
	if about != nil {
		finding.Source = about.Name
	}
	rows, err := read(ctx, runner, who, q)
	var wrong *query.Error
	switch {
	case errors.As(err, &wrong):
		finding.State, finding.Failed = Advice, strings.TrimSuffix(wrong.Error(), ".")
		finding.Says = fill(couldNot, map[string]string{"failed": finding.Failed})
		return []Finding{finding}, nil
	case err != nil:
		return nil, err
	}
	var all []Finding
	for _, row := range rows {
		one, ok := c.judge(finding, row)
		if ok {
			all = append(all, one)
		}
	}
	return all, nil
}

// judge makes a finding of a row. A row without a state says that the check does not apply.
func (c Check) judge(f Finding, row map[string]string) (Finding, bool) {
	f.State = State(row["state"])
	if f.State == "" {
		return f, false
	}
	if name, ok := row["source"]; ok && f.Source == "" {
		f.Source = name
	}
	f.Values = row
	if f.State == Good {
		f.Says = fill(c.Good, row)
		return f, true
	}
	f.Says, f.Prevents = fill(c.Lacks, row), fill(c.Prevents, row)
	f.Console, f.Command = fill(c.Console, row), fill(c.Command, row)
	return f, true
}

// fill puts the figures of a row into a sentence.
func fill(text string, row map[string]string) string {
	pairs := make([]string, 0, 2*len(row)) //nolint:mnd // a name and a value
	for name, cell := range row {
		pairs = append(pairs, "{"+name+"}", cell)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// read runs a query and returns its rows as texts, by the names of the columns. NULL is "".
func read(ctx context.Context, runner Runner, who access.Principal, q *ast.Query) (rows []map[string]string, err error) {
	result, err := runner.Tree(ctx, who, q, query.Options{MaxRows: maxFindings})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	err = result.Each(ctx, func(values []value.Value) error {
		row := map[string]string{}
		for i, column := range result.Columns {
			row[column.Name] = text(values[i], column.Type)
		}
		rows = append(rows, row)
		return nil
	})
	return rows, err
}

// maxFindings bounds the findings of one check of one source.
const maxFindings = 100
