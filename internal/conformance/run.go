package conformance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/infoschema"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Limits of one vector: how long it may take, and how many rows of it are read.
const (
	limitTime = 30 * time.Second // so that a busy machine does not decide
	limitRows = 1_000_000
)

// Runner runs vectors through the whole path, as an administrator who sees everything.
type Runner struct {
	// Engine runs the queries.
	Engine engine.Engine
	// Catalog holds the tables that vectors read; nil holds none, and vectors that need any are unsupported.
	Catalog catalog.Catalog
	// Now is the time of the session.
	Now time.Time
}

// All runs vectors, jobs at a time, and returns their results in order.
func (r *Runner) All(ctx context.Context, vectors []Vector, jobs int) []Result {
	results := make([]Result, len(vectors))
	next := make(chan int)
	var workers sync.WaitGroup
	for range max(jobs, 1) {
		workers.Go(func() {
			for i := range next {
				results[i] = r.One(ctx, vectors[i])
			}
		})
	}
	for i := range vectors {
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}

// One runs one vector. A panic counts as an error of the vector.
func (r *Runner) One(ctx context.Context, v Vector) (result Result) {
	defer func() {
		if cause := recover(); cause != nil {
			result = Result{Vector: v, Outcome: Error, Got: fmt.Sprintf("panic: %v", cause)}
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, limitTime)
	defer cancel()
	if v.Tables != "" && (r.Catalog == nil || v.Tables != tpchData) {
		return Result{Vector: v, Outcome: Unsupported, Got: "there is no data of " + v.Tables}
	}
	if why := setUp[v.Family]; why != "" {
		return Result{Vector: v, Outcome: Unsupported, Got: "in the test of this vector " + why}
	}
	outcome, got := r.judge(ctx, v)
	return Result{Vector: v, Outcome: outcome, Got: got}
}

// judge runs a vector and says what came of it, and what came instead of what was expected.
func (r *Runner) judge(ctx context.Context, v Vector) (Outcome, string) {
	zone := zoneOf(v.Family)
	got, err := r.run(ctx, v.SQL, zone)
	if v.Kind == WantError || v.Kind == WantErrorMatch {
		return judgeError(v, got, err)
	}
	if err != nil {
		return failure(err), shown(v.SQL, err)
	}
	switch v.Kind { //nolint:exhaustive // the others follow
	case WantSuccess, WantSame: // another engine's rows are not at hand: to run at all, with the same rows twice, is all that can be asked
		return Pass, ""
	case WantEmpty:
		return judged(len(got.rows) == 0, got)
	case WantValue, WantNull:
		return judgeValue(v, got)
	}
	other := v.text()
	if !v.Whole() {
		other = "SELECT " + other
	}
	want, err := r.run(ctx, other, zone)
	if err != nil && v.Kind == WantH2 {
		want, err = r.runH2(ctx, other, zone)
	}
	if err != nil {
		return unfit(v, err), "expectation: " + shown(other, err)
	}
	if v.Kind == WantH2 {
		return judged(looseRows(got.rows, want.rows, v.inOrder() && !unordered(v)), got)
	}
	return judgeSame(v, got, want)
}

// unfit says what it means that an expectation does not run. One that is written in another engine's SQL may be beyond us.
func unfit(v Vector, err error) Outcome {
	if v.Kind == WantH2 {
		return Unsupported
	}
	return failure(err)
}

// table is a whole result.
type table struct {
	columns []typed.Column
	rows    [][]value.Value
}

// run runs a statement in a session of the zone and reads all rows.
func (r *Runner) run(ctx context.Context, sql, zone string) (table, error) {
	statement, problems := parse.Statement(sql)
	if len(problems) > 0 {
		return table{}, problems
	}
	if tree, ok := statement.(*ast.Query); ok {
		return r.query(ctx, tree, zone)
	}
	return r.statement(ctx, sql)
}

// query runs a query, a tree that nobody else has.
func (r *Runner) query(ctx context.Context, tree *ast.Query, zone string) (table, error) {
	translate(tree)
	policy, who := access.LocalPolicy(), access.Local()
	view := policy.View(who, r.tables())
	visible := infoschema.With(view, true)
	query, err := analyze.Query(ctx, tree, visible, analyze.Options{
		Database: "default", DecimalLiterals: true, Zone: zone, Now: r.Now, User: who.Name,
	})
	if err != nil {
		return table{}, err
	}
	guarded, err := view.Guard(ctx, query)
	if err != nil {
		return table{}, err
	}
	rows, err := r.Engine.Run(ctx, guarded)
	if err != nil {
		return table{}, err
	}
	return readAll(ctx, rows)
}

// readAll reads a result to its end and closes it.
func readAll(ctx context.Context, rows engine.Rows) (table, error) {
	got := table{columns: rows.Columns()}
	for len(got.rows) < limitRows {
		batch, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return table{}, errors.Join(err, rows.Close())
		}
		for i := range batch.Len() {
			row := make([]value.Value, len(got.columns))
			for j := range row {
				row[j] = batch.Value(i, j)
			}
			got.rows = append(got.rows, row)
		}
	}
	return got, rows.Close()
}

// zoneOf returns the zone of the session in which the vectors of a family were made.
func zoneOf(family string) string {
	switch family {
	case "AbstractTestAggregations", "Date", "DateTimeFunctions", "DateTrunc", "Extract", "IntervalDayTime", "IntervalYearMonth", "Operators", "Overlaps", "Time",
		"TimeWithTimeZone", "Timestamp", "TimestampWithTimeZone", "TestTimestampWithTimeZone":
		return "Pacific/Apia"
	}
	return "UTC"
}

// problem returns the first diagnostic of an error.
func problem(err error) (diag.Diagnostic, bool) {
	var list diag.List
	if errors.As(err, &list) && len(list) > 0 {
		return list[0], true
	}
	var one diag.Diagnostic
	ok := errors.As(err, &one)
	return one, ok
}

// failure says whether an error means that we refuse something by name.
func failure(err error) Outcome {
	if d, ok := problem(err); ok && (d.Code == diag.NotSupported || d.Code == diag.FunctionNotFound) {
		return Unsupported
	}
	return Error
}

// nothing is a catalog without tables.
type nothing struct{}

// Table finds no table.
func (nothing) Table(context.Context, catalog.Name) (*catalog.Table, error) {
	return nil, catalog.ErrSchemaNotFound
}

// Databases returns none.
func (nothing) Databases(context.Context) ([]string, error) { return nil, nil }

// Tables finds no database.
func (nothing) Tables(context.Context, string) ([]string, error) {
	return nil, catalog.ErrSchemaNotFound
}
