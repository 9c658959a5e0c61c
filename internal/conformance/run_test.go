package conformance

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
)

// engineFunc is an engine made of a function.
type engineFunc func(context.Context) (engine.Rows, error)

func (f engineFunc) Run(ctx context.Context, _ access.Guarded) (engine.Rows, error) { return f(ctx) }

func TestNothingEndsTheRun(t *testing.T) {
	vector := Vector{Kind: WantValue, SQL: "SELECT 1", Expected: json.RawMessage("1")}
	t.Run("a panic is an error of the vector", func(t *testing.T) {
		runner := Runner{Engine: engineFunc(func(context.Context) (engine.Rows, error) { panic("bug") })}
		result := runner.One(t.Context(), vector)
		if result.Outcome != Error || !strings.Contains(result.Got, "bug") {
			t.Errorf("got %+v", result)
		}
	})
	t.Run("a run without end ends with its time", func(t *testing.T) {
		runner := Runner{Engine: engineFunc(func(ctx context.Context) (engine.Rows, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if result := runner.One(ctx, vector); result.Outcome != Error {
			t.Errorf("got %+v", result)
		}
	})
}

func TestOutcomes(t *testing.T) {
	runner := open(t)
	yes := true
	for name, c := range map[string]struct {
		vector Vector
		want   Outcome
	}{
		"the value":                           {Vector{Kind: WantValue, SQL: "SELECT 1 + 1", Expected: json.RawMessage("2")}, Pass},
		"another value":                       {Vector{Kind: WantValue, SQL: "SELECT 1 + 1", Expected: json.RawMessage("3")}, Wrong},
		"another type":                        {Vector{Kind: WantValue, SQL: "SELECT 1 + 1", Expected: json.RawMessage("2"), Type: "bigint"}, Wrong},
		"a value where an error is wanted":    {Vector{Kind: WantError, SQL: "SELECT 1", Expected: json.RawMessage(`{"code": "DIVISION_BY_ZERO"}`)}, Wrong},
		"the error":                           {Vector{Kind: WantError, SQL: "SELECT 1 / 0", Expected: json.RawMessage(`{"code": "DIVISION_BY_ZERO"}`)}, Pass},
		"another error":                       {Vector{Kind: WantError, SQL: "SELECT 1 / 0", Expected: json.RawMessage(`{"code": "TYPE_MISMATCH"}`)}, Error},
		"an error where a value is wanted":    {Vector{Kind: WantValue, SQL: "SELECT 1 / 0", Expected: json.RawMessage("1")}, Error},
		"a function that there is not":        {Vector{Kind: WantValue, SQL: "SELECT no_such(1)", Expected: json.RawMessage("1")}, Unsupported},
		"an expression with value and type":   {Vector{Kind: WantSQL, SQL: "SELECT 1 + 1", Expected: json.RawMessage(`"2"`)}, Pass},
		"an expression of another type":       {Vector{Kind: WantSQL, SQL: "SELECT 1 + 1", Expected: json.RawMessage(`"BIGINT '2'"`)}, Wrong},
		"NULL":                                {Vector{Kind: WantNull, SQL: "SELECT NULL"}, Pass},
		"rows in any order":                   {Vector{Kind: WantSQL, SQL: "VALUES 1, 2", Expected: json.RawMessage(`"VALUES 2, 1"`)}, Pass},
		"rows in order":                       {Vector{Kind: WantSQL, SQL: "VALUES 1, 2", Expected: json.RawMessage(`"VALUES 2, 1"`), Ordered: &yes}, Wrong},
		"no rows":                             {Vector{Kind: WantEmpty, SQL: "SELECT 1 WHERE false"}, Pass},
		"tables of other data":                {Vector{Kind: WantSuccess, SQL: "SELECT 1", Tables: "tpcds"}, Unsupported},
		"tables of TPC-H":                     {Vector{Kind: WantSuccess, SQL: "SELECT count(*) FROM lineitem", Tables: tpchData}, Pass},
		"counts that were written down there": {Vector{Kind: WantSQL, SQL: "SELECT count(*) FROM orders", Expected: json.RawMessage(`"VALUES BIGINT '15000'"`), Tables: tpchData}, Pass},
		"the catalog of Trino's tests":        {Vector{Kind: WantSQL, SQL: "SELECT count(*) FROM tpch.tiny.lineitem", Expected: json.RawMessage(`"VALUES BIGINT '60175'"`), Tables: tpchData}, Pass},
		"a row that was written down there":   {Vector{Kind: WantH2, SQL: "SELECT custkey, totalprice, orderdate FROM orders WHERE orderkey = 1", Expected: json.RawMessage(`"VALUES (370, 172799.49, '1996-01-02')"`), Tables: tpchData, Ordered: &yes}, Pass},
		"functions of Trino's tests":          {Vector{Kind: WantSQL, SQL: "SELECT apply(custom_add(1, 2), x -> x * 2)", Expected: json.RawMessage(`"6"`)}, Pass},
		"an expectation in the words of H2":   {Vector{Kind: WantH2, SQL: "SELECT 1, 2", Expected: json.RawMessage(`"SELECT * FROM VALUES (1, 2L)"`), Ordered: &yes}, Pass},
		"an estimate that is the same":        {Vector{Kind: WantH2, SQL: "SELECT approx_distinct(custkey) FROM orders", Expected: json.RawMessage(`"SELECT 990"`), Tables: tpchData}, Pass},
		"an estimate that is only near":       {Vector{Kind: WantH2, SQL: "SELECT approx_distinct(custkey) FROM orders", Expected: json.RawMessage(`"SELECT 991"`), Tables: tpchData}, Wrong},
	} {
		t.Run(name, func(t *testing.T) {
			if got := runner.One(t.Context(), c.vector); got.Outcome != c.want {
				t.Errorf("got %s: %s", got.Outcome, got.Got)
			}
		})
	}
}
