package duckdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func open(t *testing.T, o Options) *Engine {
	t.Helper()
	e, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// values runs a statement and returns the values of its first column.
func values(t *testing.T, e *Engine, st emit.Statement) ([]value.Value, error) {
	t.Helper()
	var got []value.Value
	err := run(context.Background(), t, e, st, func(b *batch) {
		for r := range b.Len() {
			got = append(got, b.Value(r, 0))
		}
	})
	return got, err
}

func typeOf(kind types.Kind, elems ...types.Type) types.Type {
	return types.Type{Kind: kind, Elems: elems}
}

func decimal(unscaled string, scale int) value.Decimal {
	n, _ := new(big.Int).SetString(unscaled, 10)
	return value.Decimal{Unscaled: n, Scale: scale}
}

// forms are a value of each form with its type and the SQL that makes it.
func forms() []struct {
	t   types.Type
	sql string
	v   value.Value
} {
	long := strings.Repeat("ä long text ", 20)
	return []struct {
		t   types.Type
		sql string
		v   value.Value
	}{
		{typeOf(types.Boolean), "true", true},
		{typeOf(types.TinyInt), "CAST(-128 AS TINYINT)", int64(-128)},
		{typeOf(types.SmallInt), "CAST(-32768 AS SMALLINT)", int64(-32768)},
		{typeOf(types.Integer), "CAST(-2147483648 AS INTEGER)", int64(-2147483648)},
		{typeOf(types.BigInt), "CAST(-9223372036854775808 AS BIGINT)", int64(-9223372036854775808)},
		{typeOf(types.Real), "CAST(1.5 AS FLOAT)", float32(1.5)},
		{typeOf(types.Double), "CAST(0.1 AS DOUBLE)", 0.1},
		{types.Type{Kind: types.Decimal, P: 4, S: 2}, "CAST(-12.34 AS DECIMAL(4,2))", decimal("-1234", 2)},
		{types.Type{Kind: types.Decimal, P: 9, S: 2}, "CAST(-1234567.89 AS DECIMAL(9,2))", decimal("-123456789", 2)},
		{types.Type{Kind: types.Decimal, P: 18, S: 3}, "CAST(-123456789012345.678 AS DECIMAL(18,3))", decimal("-123456789012345678", 3)},
		{
			types.Type{Kind: types.Decimal, P: 38, S: 10},
			"CAST('-1234567890123456789012345678.9012345678' AS DECIMAL(38,10))",
			decimal("-12345678901234567890123456789012345678", 10),
		},
		{types.Type{Kind: types.Decimal, P: 38}, "CAST('99999999999999999999999999999999999999' AS DECIMAL(38,0))", decimal("99999999999999999999999999999999999999", 0)},
		{text, "'short'", "short"},
		{text, "''", ""},
		{text, quote(long), long},
		{types.Type{Kind: types.Char, P: 3}, "'a  '", "a  "},
		{typeOf(types.JSON), `'{"a":1}'`, `{"a":1}`},
		{typeOf(types.Varbinary), `'\x00\xFF'::BLOB`, []byte{0, 255}},
		{typeOf(types.Date), "DATE '1969-12-31'", value.Date(-1)},
		{types.Type{Kind: types.Time, P: 6}, "TIME '23:59:59.999999'", value.Time(86_399_999_999)},
		{types.Type{Kind: types.Timestamp, P: 6}, "TIMESTAMP '1969-12-31 23:59:59.999999'", value.Timestamp(-1)},
		{types.Type{Kind: types.TimeTZ, P: 3}, "{'t': CAST(3600000000 AS BIGINT), 'o': CAST(-330 AS INTEGER)}", value.TimeTZ{Micros: 3_600_000_000, OffsetMinutes: -330}},
		{
			types.Type{Kind: types.TimestampTZ, P: 3},
			"{'u': TIMESTAMP '1970-01-01 00:00:01', 'z': 'Europe/Berlin'}",
			value.TimestampTZ{Micros: 1_000_000, Zone: "Europe/Berlin"},
		},
		{typeOf(types.IntervalDaySecond), "CAST(-86400000 AS BIGINT)", value.DaySecond(-86_400_000)},
		{typeOf(types.IntervalYearMonth), "CAST(-14 AS INTEGER)", value.YearMonth(-14)},
		{typeOf(types.UUID), "UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", value.UUID{0x12, 0x15, 0x1f, 0xd2, 0x75, 0x86, 0x11, 0xe9, 0x8f, 0x9e, 0x2a, 0x86, 0xe4, 0x08, 0x5a, 0x59}},
		{typeOf(types.IPAddress), `'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xFF\xFF\x0A\x00\x00\x01'::BLOB`, value.IP{10: 255, 11: 255, 12: 10, 15: 1}},
		{typeOf(types.Array, text), "['a', NULL, " + quote(long) + "]", value.List{"a", nil, long}},
		{typeOf(types.Array, typeOf(types.Array, bigint)), "[[CAST(1 AS BIGINT)], NULL, []]", value.List{value.List{int64(1)}, nil, value.List{}}},
		{typeOf(types.Map, text, bigint), "MAP {'k': CAST(1 AS BIGINT), 'l': NULL}", value.Map{{Key: "k", Value: int64(1)}, {Key: "l"}}},
		{
			typeOf(types.Map, bigint, typeOf(types.Array, text)), "MAP {CAST(7 AS BIGINT): ['x']}",
			value.Map{{Key: int64(7), Value: value.List{"x"}}},
		},
		{typeOf(types.Row, bigint, text), "{'f1': CAST(1 AS BIGINT), 'f2': NULL::VARCHAR}", value.Row{int64(1), nil}},
		{
			typeOf(types.Array, typeOf(types.Row, typeOf(types.Array, bigint), text)), "[{'f1': [CAST(1 AS BIGINT), 2], 'f2': 'x'}, NULL]",
			value.List{value.Row{value.List{int64(1), int64(2)}, "x"}, nil},
		},
		{typeOf(types.Unknown), "NULL::INTEGER", nil},
	}
}

func TestEveryFormIsReadAndGoesThroughFunctions(t *testing.T) {
	e := open(t, Options{Threads: 2})
	for i, f := range forms() {
		name := fmt.Sprintf("glaux_same_%d", i)
		same := emit.Function{Name: name, Params: []types.Type{f.t}, Result: f.t, NullCall: true, Call: func(args []value.Value) (value.Value, error) { return args[0], nil }}
		// Rows 1 and 3 are NULL, and 5,000 rows are more than two chunks. The second arm reads what the function wrote.
		for _, call := range []string{"%s", name + "(%s)"} {
			sql := "SELECT " + fmt.Sprintf(call, "CASE WHEN i NOT IN (1, 3) THEN "+f.sql+" END") + " FROM range(5000) t(i)"
			got, err := values(t, e, emit.Statement{SQL: sql, Columns: []types.Type{f.t}, Functions: []emit.Function{same}})
			if err != nil {
				t.Errorf("%s: %v", sql, errors.Join(err, errors.Unwrap(err)))
				continue
			}
			if len(got) != 5000 {
				t.Errorf("%s: %d rows", sql, len(got))
				continue
			}
			for r, v := range got {
				want := f.v
				if r == 1 || r == 3 {
					want = nil
				}
				if !reflect.DeepEqual(v, want) {
					t.Errorf("%s: row %d is %#v, not %#v", sql, r, v, want)
					break
				}
			}
		}
	}
}

func TestNestedValuesFromPartsOfOtherVectors(t *testing.T) {
	e := open(t, Options{Threads: 2})
	show := emit.Function{
		Name: "glaux_text", Params: []types.Type{typeOf(types.Row, bigint, typeOf(types.Array, text))}, Result: text, NullCall: true,
		Call: func(args []value.Value) (value.Value, error) { return fmt.Sprint(args[0]), nil },
	}
	for _, c := range []struct{ x, want string }{
		{"{'f1': CAST(5 AS BIGINT), 'f2': ['x', CAST(i AS VARCHAR)]}", "[5 [x I]]"},
		{"{'f1': i, 'f2': ['const']}", "[I [const]]"},
		{"CASE WHEN i % 2 < 2 THEN {'f1': i, 'f2': list_transform(['a', 'b'], lambda v: v || i)} END", "[I [aI bI]]"},
		{"(SELECT {'f1': max(j), 'f2': list(CAST(i + j AS VARCHAR))} FROM range(1) u(j))", "[0 [I]]"},
		{"[{'f1': i, 'f2': NULL::VARCHAR[]}, {'f1': i, 'f2': list_slice(['p', 'q', CAST(i AS VARCHAR)], 2, 3)}][2]", "[I [q I]]"},
	} {
		sql := "SELECT glaux_text(" + c.x + ") FROM range(4000) t(i) WHERE i % 3 = 1"
		got, err := values(t, e, emit.Statement{SQL: sql, Columns: []types.Type{text}, Functions: []emit.Function{show}})
		if err != nil {
			t.Fatalf("%s: %v", sql, errors.Join(err, errors.Unwrap(err)))
		}
		for r, v := range got {
			if want := strings.ReplaceAll(c.want, "I", strconv.Itoa(3*r+1)); v != want {
				t.Fatalf("%s: row %d is %v, not %v", sql, r, v, want)
			}
		}
	}
}

// fails is a function that fails on 7, panics on 8 and doubles the rest.
func fails() emit.Function {
	return emit.Function{Name: "glaux_fails", Params: []types.Type{bigint}, Result: bigint, Call: func(args []value.Value) (value.Value, error) {
		n, _ := args[0].(int64)
		switch n {
		case 7:
			return nil, diag.List{diag.New(diag.InvalidFunctionArgument, token.Span{Start: 21, End: 23}, "seven! is 'too' much")}
		case 8:
			panic("eight")
		case 9:
			return "no number", nil
		}
		return 2 * n, nil
	}}
}

func TestFunctionsInGo(t *testing.T) {
	var log strings.Builder
	e := open(t, Options{Threads: 2, Log: slog.New(slog.NewTextHandler(&log, nil))})
	for _, c := range []struct{ name, sql, want string }{
		{"is called for each row", "SELECT glaux_fails(i) FROM range(3) t(i)", "[0 2 4]"},
		{"is not called for NULL", "SELECT glaux_fails(NULLIF(i, 1)) FROM range(3) t(i)", "[0 <nil> 4]"},
		{"gives NULL inside TRY where it fails", "SELECT TRY(glaux_fails(i)) FROM range(6, 8) t(i)", "[12 <nil>]"},
		{"runs inside lambdas", "SELECT list_sum(list_transform([i, 1], lambda x: glaux_fails(x)))::BIGINT FROM range(3) t(i)", "[2 4 6]"},
		{"runs in a filter", "SELECT i FROM range(10) t(i) WHERE i < 7 AND glaux_fails(i) > 10", "[6]"},
		{"takes constants", "SELECT glaux_fails(4)", "[8]"},
		{"raises its diagnostic", "SELECT glaux_fails(i) FROM range(8) t(i)", "INVALID_FUNCTION_ARGUMENT: seven! is 'too' much"},
		{"raises on constants", "SELECT glaux_fails(7)", "INVALID_FUNCTION_ARGUMENT: seven! is 'too' much"},
		{"may panic", "SELECT glaux_fails(i) FROM range(8, 9) t(i)", "GENERIC_INTERNAL_ERROR: Internal error; the log says more"},
		{"must give values of its type", "SELECT glaux_fails(i) FROM range(9, 10) t(i)", "GENERIC_INTERNAL_ERROR: Internal error; the log says more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := values(t, e, emit.Statement{SQL: c.sql, Columns: []types.Type{bigint}, Functions: []emit.Function{fails()}})
			text := fmt.Sprint(got)
			if err != nil {
				text = err.Error()
			}
			if text != c.want {
				t.Errorf("got %s", text)
			}
			var list diag.List
			if errors.As(err, &list) && list[0].Span.Start != 21 {
				t.Errorf("the place is lost: %+v", list[0].Span)
			}
		})
	}
	if !strings.Contains(log.String(), "eight") {
		t.Error("the panic is not in the log")
	}
}

func TestErrorsInAthenasWords(t *testing.T) {
	e := open(t, Options{Threads: 2, MemoryLimit: "200MB"})
	for _, c := range []struct{ sql, want string }{
		{"SELECT CAST('GLAUX!DIVISION_BY_ZERO!12!Division ''by'' zero' AS BIGINT)", "12 DIVISION_BY_ZERO: Division 'by' zero"},
		{"SELECT CAST('GLAUX!INVALID_CAST_ARGUMENT!3!Cannot cast ''' || i || ''' to INT64' AS BIGINT) FROM range(1) t(i)", "3 INVALID_CAST_ARGUMENT: Cannot cast '0' to INT64"},
		{"SELECT CASE WHEN i = 1500000 THEN CAST('GLAUX!DIVISION_BY_ZERO!1!late' AS BIGINT) ELSE i END FROM range(2000000) t(i)", "1 DIVISION_BY_ZERO: late"},
		{"SELECT CAST('a' || 'GLAUX!DIVISION_BY_ZERO!1!forged' || i AS BIGINT) FROM range(1) t(i)", "-1 INVALID_CAST_ARGUMENT: Value cannot be cast to its new type"},
		{"SELECT CAST('secret' || i AS BIGINT) FROM range(1) t(i)", "-1 INVALID_CAST_ARGUMENT: Value cannot be cast to its new type"},
		{"SELECT CAST(CAST(i AS TINYINT) AS BIGINT) FROM range(1000) t(i)", "-1 NUMERIC_VALUE_OUT_OF_RANGE: Value is out of range of its type"},
		{"SELECT 9223372036854775800 + i FROM range(1000) t(i)", "-1 NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow: 9223372036854775800 + 8"},
		{"SELECT CAST(CAST(i AS INTEGER) * -2000000000 AS BIGINT) FROM range(2, 3) t(i)", "-1 NUMERIC_VALUE_OUT_OF_RANGE: integer multiplication overflow: 2 * -2000000000"},
		{"SELECT (-9223372036854775807 - i) // (-i) FROM range(1, 2) t(i)", "-1 NUMERIC_VALUE_OUT_OF_RANGE: Value is out of range of its type"},
		{"SELECT CAST(CAST('9' AS DECIMAL(38,37)) * CAST('9' AS DECIMAL(38,0)) AS BIGINT)", "-1 NUMERIC_VALUE_OUT_OF_RANGE: Decimal overflow"},
		{"SELECT -(-9223372036854775807 - i) FROM range(1, 2) t(i)", "-1 NUMERIC_VALUE_OUT_OF_RANGE: Value is out of range of its type"},
		{"SELECT (SELECT i FROM range(1000) t(i))", "-1 SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows"},
		{"SELECT secret FROM nowhere", "GENERIC_INTERNAL_ERROR: Internal error; the log says more"},
		{"SELECT 'text'", "GENERIC_INTERNAL_ERROR: Internal error; the log says more"},
		{
			"SELECT CAST(count(*) AS BIGINT) FROM (SELECT i, list('abcdefghijklmnopqrstuvwxyz' || i) l FROM range(100000000) t(i) GROUP BY i) WHERE l[1] < 'abc'",
			"EXCEEDED_LOCAL_MEMORY_LIMIT: Query exceeded the memory limit of 200MB",
		},
	} {
		_, err := values(t, e, emit.Statement{SQL: c.sql, Columns: []types.Type{bigint}})
		if err == nil {
			t.Errorf("%s: no error", c.sql)
			continue
		}
		got := err.Error()
		var list diag.List
		if errors.As(err, &list) {
			got = fmt.Sprintf("%d %s", list[0].Span.Start, got)
		}
		if got != c.want {
			t.Errorf("%s\n  got  %s\n  want %s", c.sql, got, c.want)
		}
	}
}

func TestTemporaryFilesAreBounded(t *testing.T) {
	e := open(t, Options{Threads: 2, MemoryLimit: "100MB", TempDir: t.TempDir(), TempLimit: "50MB"})
	_, err := values(t, e, emit.Statement{
		SQL:     "SELECT CAST(max(n) AS BIGINT) FROM (SELECT row_number() OVER (ORDER BY hash(i)) n, i FROM range(50000000) t(i))",
		Columns: []types.Type{bigint},
	})
	if err == nil || !strings.Contains(err.Error(), "100MB and then the limit of 50MB for temporary files") {
		t.Errorf("got %v", errors.Join(err, errors.Unwrap(err)))
	}
}

// slow is a query that runs for hours.
func slow() emit.Statement {
	return emit.Statement{SQL: "SELECT CAST(sum(sqrt(i * j)) AS BIGINT) FROM range(10000000) t(i), range(1000000) u(j)", Columns: []types.Type{bigint}}
}

func TestCancelAndDeadlineStopARun(t *testing.T) {
	e := open(t, Options{Threads: 2})
	for name, c := range map[string]struct {
		begin func() (context.Context, context.CancelFunc)
		kind  fault.Kind
		want  string
	}{
		"deadline": {
			func() (context.Context, context.CancelFunc) {
				return context.WithTimeout(context.Background(), 100*time.Millisecond)
			},
			fault.Exhausted, "EXCEEDED_TIME_LIMIT: Query exceeded its time limit",
		},
		"cancel": {func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(100*time.Millisecond, cancel)
			return ctx, cancel
		}, fault.Unavailable, "USER_CANCELED: Query was canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := c.begin()
			defer cancel()
			start := time.Now()
			err := run(ctx, t, e, slow(), func(*batch) {})
			if err == nil || err.Error() != c.want || fault.KindOf(err) != c.kind {
				t.Errorf("got %v of kind %d", err, fault.KindOf(err))
			}
			if took := time.Since(start); took > 20*time.Second { // the query itself would take minutes
				t.Errorf("it took %v to stop", took)
			}
		})
	}
	if got, err := values(t, e, emit.Statement{SQL: "SELECT 1::BIGINT", Columns: []types.Type{bigint}}); err != nil || len(got) != 1 {
		t.Errorf("the engine is of no use afterwards: %v %v", got, err)
	}
}

func TestSetupIsUndone(t *testing.T) {
	e := open(t, Options{Threads: 2})
	st := emit.Statement{
		Setup:    []string{"CREATE TEMPORARY TABLE p1 AS SELECT i FROM range(10) t(i)"},
		Teardown: []string{"DROP TABLE IF EXISTS p1"},
		SQL:      "SELECT CAST(sum(i) AS BIGINT) FROM p1",
		Columns:  []types.Type{bigint},
	}
	for range 3 {
		if got, err := values(t, e, st); err != nil || fmt.Sprint(got) != "[45]" {
			t.Fatalf("got %v, %v", got, err)
		}
	}
	broken := st
	broken.SQL = "SELECT CAST('GLAUX!DIVISION_BY_ZERO!0!x' || i AS BIGINT) FROM p1"
	if _, err := values(t, e, broken); err == nil {
		t.Error("no error")
	}
	broken.Setup = append(broken.Setup, "CREATE TEMPORARY TABLE p2 AS "+slow().SQL)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := run(ctx, t, e, broken, func(*batch) {}); err == nil || !strings.HasPrefix(err.Error(), "EXCEEDED_TIME_LIMIT") {
		t.Errorf("got %v", err)
	}
	left, err := ask(t, e, "SELECT table_name FROM duckdb_tables()")
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestManyRunsAtOnce(t *testing.T) {
	e := open(t, Options{Threads: 2})
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			st := emit.Statement{
				Setup:     []string{fmt.Sprintf("CREATE TEMPORARY TABLE p AS SELECT i + %d AS i FROM range(20000) t(i)", w*1000)},
				Teardown:  []string{"DROP TABLE p"},
				SQL:       "SELECT glaux_fails(i) FROM p WHERE i > 9 ORDER BY i LIMIT 1",
				Columns:   []types.Type{bigint},
				Functions: []emit.Function{fails()},
			}
			want := fmt.Sprint([]int64{2 * max(10, int64(w)*1000)})
			for range 5 {
				if got, err := values(t, e, st); err != nil || fmt.Sprint(got) != want {
					t.Errorf("got %v, %v", got, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestAResultIsNeverWholeInMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 20 million rows")
	}
	e := open(t, Options{Threads: 2, MemoryLimit: "200MB"})
	before, rows := resident(t), 0
	st := emit.Statement{SQL: "SELECT i, 'row number ' || i FROM range(20000000) t(i)", Columns: []types.Type{bigint, text}}
	err := run(context.Background(), t, e, st, func(b *batch) {
		rows += b.Len()
		if rows%(2048*2000) != 0 {
			return
		}
		if now := resident(t); now-before > 100<<20 {
			t.Fatalf("%d MB more after %d rows", (now-before)>>20, rows)
		}
	})
	if err != nil || rows != 20_000_000 {
		t.Errorf("%d rows, %v", rows, err)
	}
}

// resident is how many bytes of memory the process uses.
func resident(t *testing.T) int64 {
	t.Helper()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("the memory in use cannot be read on this system")
	}
	var size, pages int64
	if _, err := fmt.Sscan(string(data), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

func TestAnInstanceThatIsLostIsReplaced(t *testing.T) {
	var log strings.Builder
	e := open(t, Options{Threads: 2, Log: slog.New(slog.NewTextHandler(&log, nil))})
	call := emit.Statement{SQL: "SELECT glaux_fails(i) FROM range(3) t(i)", Columns: []types.Type{bigint}, Functions: []emit.Function{fails()}}
	old, err := e.start(context.Background(), call, make([]typed.Column, 1))
	if err != nil {
		t.Fatal(err)
	}
	if err := old.failed(engineError("FATAL Error: Failed: database has been invalidated because of a previous fatal error")); fault.KindOf(err) != fault.Internal {
		t.Errorf("got %v", err)
	}
	if got, err := values(t, e, call); err != nil || len(got) != 3 || e.instance() == old.s.in {
		t.Errorf("the new instance answers %v, %v", got, err)
	}
	if b, err := old.Next(context.Background()); err != nil || b.Len() != 3 {
		t.Errorf("a run of the old instance answers %v", err)
	}
	if err := old.Close(); err != nil || !strings.Contains(log.String(), "started again") {
		t.Errorf("got %v, log %s", err, log.String())
	}
}

func TestPlanIsText(t *testing.T) {
	e := open(t, Options{})
	st := emit.Statement{
		Setup:    []string{"CREATE TEMPORARY TABLE p AS SELECT i FROM range(10) t(i)"},
		Teardown: []string{"DROP TABLE p"},
		SQL:      "SELECT CAST(count(*) AS BIGINT) FROM p",
		Columns:  []types.Type{bigint},
	}
	if plan, err := e.plan(context.Background(), st); err != nil || !strings.Contains(plan, "AGGREGATE") {
		t.Errorf("got %q, %v", plan, err)
	}
}

func TestRecordsAreArrow(t *testing.T) {
	e := open(t, Options{})
	r, err := e.start(context.Background(), emit.Statement{SQL: "SELECT 1::BIGINT, 'x'", Columns: []types.Type{bigint, text}}, make([]typed.Column, 2))
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	recorder, ok := b.(engine.Recorder)
	if !ok {
		t.Fatal("no records")
	}
	record, err := recorder.Record()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	defer record.Release()
	if record.NumRows() != 1 || record.Column(1).ValueStr(0) != "x" {
		t.Errorf("got %v", record)
	}
	if _, err := r.Next(context.Background()); err == nil {
		t.Error("closed rows give more")
	}
}
