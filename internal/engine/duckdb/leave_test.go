package duckdb

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestACallThatDoesNotListenIsLeft(t *testing.T) {
	e := open(t, Options{Threads: 1})
	s, err := e.instance().connect()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	deaf, released := make(chan struct{}), make(chan struct{})
	began := time.Now()
	err = s.guarded(ctx, func() error { <-deaf; return nil })
	if took := time.Since(began); took > 2*time.Second || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, errLeft) {
		t.Errorf("after %v: %v", took, err)
	}
	if err := s.guarded(context.Background(), func() error { t.Error("a second call runs beside the first"); return nil }); !errors.Is(err, errLeft) {
		t.Errorf("the session takes another call: %v", err)
	}
	s.release(func() { close(released) })
	s.close()
	select {
	case <-released:
		t.Error("what the call uses is let go of before its end")
	default:
	}
	close(deaf)
	select {
	case <-released:
	case <-time.After(5 * time.Second):
		t.Error("what the call used is not let go of after its end")
	}
}

func TestAFunctionInGoStopsBetweenRows(t *testing.T) {
	var calls atomic.Int64
	slow := emit.Function{Name: "glaux_sleeps", Params: []types.Type{bigint}, Result: bigint, Call: func(args []value.Value) (value.Value, error) {
		calls.Add(1)
		time.Sleep(2 * time.Millisecond)
		return args[0], nil
	}}
	e := open(t, Options{Threads: 1})
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	st := emit.Statement{SQL: "SELECT glaux_sleeps(i) FROM range(2048) t(i)", Columns: []types.Type{bigint}, Functions: []emit.Function{slow}}
	r, err := e.start(ctx, st, make([]typed.Column, 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = r.Next(ctx); fault.KindOf(err) != fault.Exhausted {
		t.Errorf("got %v", err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if n := calls.Load(); n > 500 || errors.Is(err, errLeft) {
		t.Errorf("%d calls, %v", n, err)
	}
}

func TestAGuardEndsRunsOfAProcessThatGrows(t *testing.T) {
	var size atomic.Int64
	size.Store(3 << 30)
	g := newGuard(1<<30, size.Load)
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	r := &rows{}
	g.enter(r, cancel)
	defer g.leave(r)
	size.Store(4 << 30)
	g.look()
	if ctx.Err() != nil {
		t.Error("the run ended although the process grew by no more than the limit")
	}
	size.Store(5 << 30)
	g.look()
	err := explain(because(ctx, errors.New("interrupted")), nil, Options{MemoryLimit: "1GiB"}, nil)
	if err == nil || err.Error() != "EXCEEDED_LOCAL_MEMORY_LIMIT: Query exceeded the memory limit of 1GiB" {
		t.Errorf("got %v", err)
	}
}

func TestAValueOfTooManyElementsIsRefused(t *testing.T) {
	e := open(t, Options{Threads: 1})
	integers := types.ArrayOf(bigint)
	sized := emit.Function{Name: "glaux_size", Params: []types.Type{integers}, Result: bigint, Call: func(args []value.Value) (value.Value, error) {
		return int64(len(args[0].(value.List))), nil
	}}
	few, many := "range(i, 1000)", fmt.Sprintf("range(i, %d)", maxElements+1)
	for _, c := range []struct {
		sql     string
		result  types.Type
		refused string
	}{
		{"SELECT " + few, integers, ""},
		{"SELECT " + many, integers, "EXCEEDED_LOCAL_MEMORY_LIMIT"},
		{"SELECT [range(1), " + many + "]", types.ArrayOf(integers), "EXCEEDED_LOCAL_MEMORY_LIMIT"},
		{"SELECT glaux_size(" + few + ")", bigint, ""},
		{"SELECT glaux_size(" + many + ")", bigint, "EXCEEDED_FUNCTION_MEMORY_LIMIT"},
	} {
		_, err := values(t, e, emit.Statement{SQL: c.sql + " FROM range(1) t(i)", Columns: []types.Type{c.result}, Functions: []emit.Function{sized}})
		if c.refused == "" && err != nil || c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
			t.Errorf("%s: %v", c.sql, err)
		}
	}
}

func TestAnEngineWithoutALimitTakesAShareOfTheMachine(t *testing.T) {
	e := open(t, Options{Threads: 1})
	given := open(t, Options{Threads: 1, MemoryLimit: "300MiB"})
	if in := given.instance(); in.limitBytes != 300<<20 {
		t.Errorf("300MiB are %d bytes", in.limitBytes)
	}
	if in := e.instance(); in.limitBytes <= 0 || e.options.MemoryLimit == "" {
		t.Errorf("the limit is %d bytes, %q", in.limitBytes, e.options.MemoryLimit)
	}
	for shown, want := range map[string]int64{"18.5 GiB": 19864223744, "300.0 MiB": 300 << 20, "0 bytes": 0, "12 apples": -1, "GiB": -1} {
		if n, err := sizeOf(shown); n != want && err == nil {
			t.Errorf("%q is %d bytes", shown, n)
		}
	}
}
