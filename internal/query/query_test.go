package query

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// fake is an engine that answers every query with batches of the sizes given, and then with an error.
type fake struct {
	batches []int
	err     error // instead of io.EOF
	refuse  error // instead of rows
	ran     access.Guarded
	closed  int
}

func (f *fake) Run(_ context.Context, g access.Guarded) (engine.Rows, error) {
	f.ran = g
	if f.refuse != nil {
		return nil, f.refuse
	}
	return &fakeRows{fake: f, columns: g.Query().Root.Columns()}, nil
}

type fakeRows struct {
	*fake
	columns []typed.Column
	next    int
}

func (r *fakeRows) Columns() []typed.Column   { return r.columns }
func (r *fakeRows) Progress() engine.Progress { return engine.Progress{Fraction: -1} }

func (r *fakeRows) Next(ctx context.Context) (engine.Batch, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if r.next == len(r.batches) {
		if r.err != nil {
			return nil, r.err
		}
		return nil, io.EOF
	}
	r.next++
	return fakeBatch(r.batches[r.next-1]), nil
}

func (r *fakeRows) Close() error {
	r.closed++
	return nil
}

type fakeBatch int

func (b fakeBatch) Len() int                           { return int(b) }
func (b fakeBatch) Value(row, _ int) value.Value       { return int64(row) }
func (b fakeBatch) Record() (arrow.RecordBatch, error) { return nil, errors.New("no record") }

// tables is a catalog of one table, shop.cur.
type tables struct{}

func (tables) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if name.Database != "shop" {
		return nil, catalog.ErrSchemaNotFound
	}
	if name.Table != "cur" {
		return nil, catalog.ErrTableNotFound
	}
	return &catalog.Table{Name: name, Columns: []catalog.Column{{Name: "cost", Type: types.Of(types.Double)}, {Name: "team", Type: types.Text()}}}, nil
}
func (tables) Databases(context.Context) ([]string, error)      { return []string{"shop"}, nil }
func (tables) Tables(context.Context, string) ([]string, error) { return []string{"cur"}, nil }

// house is a runner over a fake engine that counts the snapshots held.
type house struct {
	Runner
	held int
}

func newHouse(e engine.Engine) *house {
	h := &house{}
	h.Runner = Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) {
			h.held++
			return tables{}, func() { h.held-- }, nil
		},
		Policy: access.LocalPolicy(), Engine: e, Database: "shop",
		Now: func() time.Time { return time.Date(2025, 12, 3, 4, 5, 6, 0, time.UTC) },
	}
	return h
}

func drain(t *testing.T, r *Result) (rows int) {
	t.Helper()
	for {
		batch, err := r.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		if batch.Len() == 0 {
			t.Fatal("an empty batch")
		}
		rows += batch.Len()
	}
}

func TestRowsAreBoundedAndCounted(t *testing.T) {
	tests := []struct {
		name    string
		batches []int
		max     int64
		want    Count
	}{
		{"no bound", []int{3, 4}, 0, Count{7, 7}},
		{"no rows", nil, 5, Count{0, 0}},
		{"fewer than the bound", []int{3}, 5, Count{3, 3}},
		{"exactly the bound", []int{3, 2}, 5, Count{5, 5}},
		{"cut inside a batch", []int{3, 4, 10}, 5, Count{5, 17}},
		{"cut between batches", []int{5, 4}, 5, Count{5, 9}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := &fake{batches: test.batches}
			h := newHouse(e)
			result, err := h.Text(t.Context(), access.Local(), "SELECT cost FROM cur", Options{MaxRows: test.max})
			if err != nil {
				t.Fatal(err)
			}
			if rows := drain(t, result); int64(rows) != test.want.Shown {
				t.Errorf("got %d rows, want %d", rows, test.want.Shown)
			}
			if h.held != 1 {
				t.Errorf("%d snapshots are held before Close, want 1", h.held)
			}
			count, err := result.Count(t.Context())
			if err != nil || count != test.want {
				t.Errorf("got %v, %v, want %v", count, err, test.want)
			}
			if err := errors.Join(result.Close(), result.Close()); err != nil || h.held != 0 {
				t.Errorf("got %v, and %d snapshots are held after Close", err, h.held)
			}
		})
	}
}

func TestCountWaitsForTheRows(t *testing.T) {
	result, err := newHouse(&fake{batches: []int{1}}).Text(t.Context(), access.Local(), "SELECT cost FROM cur", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := result.Count(t.Context()); err == nil {
		t.Error("a count before the end of the rows")
	}
}

func TestErrorsKeepTheirText(t *testing.T) {
	runtime := diag.List{diag.New(diag.DivisionByZero, token.Span{Start: 7, End: 8}, "Division by zero")}
	tests := []struct {
		name, text string
		params     []string
		engine     *fake
		want       []string
	}{
		{"syntax", "SELECT 1 +", nil, &fake{}, []string{"SYNTAX_ERROR: line 1:11", "SELECT 1 +\n"}},
		{"analysis", "SELECT nothing FROM cur", nil, &fake{}, []string{"COLUMN_NOT_FOUND: line 1:8", "^~~~~~~"}},
		{"start of the run", "SELECT cost FROM cur", nil, &fake{refuse: runtime}, []string{"DIVISION_BY_ZERO: line 1:8"}},
		{"during the run", "SELECT cost FROM cur", nil, &fake{batches: []int{1}, err: runtime}, []string{"DIVISION_BY_ZERO: line 1:8", "SELECT cost"}},
		{"a parameter's syntax", "SELECT ?", []string{"'a"}, &fake{}, []string{"SYNTAX_ERROR: line 3:1", "  'a\n"}},
		{"the second parameter's type", "SELECT ? + ?", []string{"1", "DATE 'x'"}, &fake{}, []string{"line 1:12", "parameter 2"}},
		{"a parameter that names a column", "SELECT ? FROM cur", []string{"cost"}, &fake{}, []string{"line 1:8", "parameter 1"}},
		{"too few parameters", "SELECT ?", nil, &fake{}, []string{"INVALID_PARAMETER_USAGE"}},
		{"a command", "DROP TABLE cur", nil, &fake{}, []string{"NOT_SUPPORTED", "DROP TABLE"}},
		{"a long command", "/* x */ CREATE OR REPLACE VIEW v AS SELECT 1", nil, &fake{}, []string{"NOT_SUPPORTED", "CREATE OR REPLACE is"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(test.engine)
			err := all(t, h, test.text, Options{Params: test.params})
			var known *Error
			if !errors.As(err, &known) {
				t.Fatalf("got %v, want an Error", err)
			}
			for _, want := range test.want {
				if shown := known.Show(); !strings.Contains(shown, want) {
					t.Errorf("%q is not in\n%s", want, shown)
				}
			}
			if h.held != 0 {
				t.Errorf("%d snapshots are held after the error", h.held)
			}
		})
	}
}

// all runs a query to its end and closes it.
func all(t *testing.T, h *house, text string, o Options) error {
	t.Helper()
	result, err := h.Text(t.Context(), access.Local(), text, o)
	if err != nil {
		return err
	}
	for err == nil {
		_, err = result.Next(t.Context())
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, result.Close())
}

func TestOtherErrorsStayWhatTheyAre(t *testing.T) {
	full := fault.New(fault.Exhausted, "EXCEEDED_LOCAL_MEMORY_LIMIT", "too much")
	if err := all(t, newHouse(&fake{refuse: full}), "SELECT cost FROM cur", Options{}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	result, err := newHouse(&fake{batches: []int{1}}).Text(ctx, access.Local(), "SELECT cost FROM cur", Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := result.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestExplainIsAStatement(t *testing.T) {
	tests := []struct {
		text, column string
		want         value.Value
		code         diag.Code
	}{
		{"EXPLAIN SELECT cost FROM cur", "Query Plan", "the plan", ""},
		{"EXPLAIN (TYPE DISTRIBUTED, FORMAT TEXT) SELECT cost FROM cur", "Query Plan", "the plan", ""},
		{"EXPLAIN (TYPE VALIDATE) SELECT cost FROM cur", "Valid", true, ""},
		{"EXPLAIN (TYPE VALIDATE) SELECT nothing FROM cur", "", nil, diag.ColumnNotFound},
		{"EXPLAIN DROP TABLE cur", "", nil, diag.NotSupported},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			h := newHouse(planner{&fake{}})
			result, err := h.Text(t.Context(), access.Local(), test.text, Options{})
			var known *Error
			if errors.As(err, &known) && known.List[0].Code == test.code && h.held == 0 {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			batch, err := result.Next(t.Context())
			if err != nil || batch.Len() != 1 || batch.Value(0, 0) != test.want || result.Columns[0].Name != test.column {
				t.Errorf("got %v in %v, %v", batch, result.Columns, err)
			}
			if count, err := drain(t, result), result.Close(); count != 0 || err != nil || h.held != 0 {
				t.Errorf("got %d more rows, %v", count, err)
			}
		})
	}
}

// planner is an engine that shows plans.
type planner struct{ *fake }

func (planner) Explain(context.Context, access.Guarded) (string, error) { return "the plan", nil }

func TestWhoHasNoGrantFindsNothing(t *testing.T) {
	h := newHouse(&fake{})
	_, err := h.Text(t.Context(), access.Principal{Name: "mallory"}, "SELECT cost FROM cur", Options{})
	var known *Error
	if !errors.As(err, &known) || known.List[0].Code != diag.SchemaNotFound {
		t.Errorf("got %v, want a schema that is not found", err)
	}
}

func TestATreeIsRunLikeAText(t *testing.T) {
	q, problems := parse.Query("SELECT cost FROM cur WHERE team = ?")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	before := ast.Print(q)
	e := &fake{batches: []int{2}}
	result, err := newHouse(e).Tree(t.Context(), access.Local(), q, Options{Params: []string{"'shop'"}})
	if err != nil {
		t.Fatal(err)
	}
	if rows := drain(t, result); rows != 2 || e.ran.Principal().Name != access.Local().Name {
		t.Errorf("got %d rows for %v", rows, e.ran.Principal())
	}
	if after := ast.Print(q); after != before {
		t.Errorf("the tree changed from %s to %s", before, after)
	}
}

func TestStages(t *testing.T) {
	h := newHouse(&fake{})
	for stage, want := range map[Stage]string{
		StageAST: "SELECT cost\nFROM cur", StageTyped: "scan awsdatacatalog.shop.cur", StageGuarded: "guard",
	} {
		text, err := h.Explain(t.Context(), access.Local(), "select cost from cur", stage, Options{})
		if err != nil || !strings.Contains(text, want) {
			t.Errorf("%s: got %v and\n%s", stage, err, text)
		}
	}
	for _, stage := range []Stage{StageSQL, StagePlan} {
		if _, err := h.Explain(t.Context(), access.Local(), "select cost from cur", stage, Options{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want that the engine does not show it", stage, err)
		}
	}
	if h.held != 0 {
		t.Errorf("%d snapshots are held", h.held)
	}
}
