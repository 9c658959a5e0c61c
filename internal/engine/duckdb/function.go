package duckdb

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// function is a function in Go as DuckDB calls it: chunk by chunk, from several threads at once.
type function struct {
	emit.Function
	in     *instance
	log    *slog.Logger
	params []*layout
	result *layout
}

// register makes functions known to the instance, each name once: equal names are equal functions.
func (in *instance) register(list []emit.Function, log *slog.Logger) error {
	in.registering.Lock()
	defer in.registering.Unlock()
	for _, f := range list {
		if in.functions[f.Name] {
			continue
		}
		if err := in.registerOne(&function{Function: f, in: in, log: log}); err != nil {
			return fmt.Errorf("function %s: %w", f.Name, err)
		}
		in.functions[f.Name] = true
	}
	return nil
}

func (in *instance) registerOne(f *function) error {
	s, err := in.connect()
	if err != nil {
		return err
	}
	defer s.close()
	scalar := bindings.CreateScalarFunction()
	defer bindings.DestroyScalarFunction(&scalar)
	bindings.ScalarFunctionSetName(scalar, f.Name)
	for i, t := range f.Params {
		lt, l, err := logicalType(t)
		if err != nil {
			return fmt.Errorf("parameter %d: %w", i+1, err)
		}
		bindings.ScalarFunctionAddParameter(scalar, lt)
		bindings.DestroyLogicalType(&lt)
		f.params = append(f.params, l)
	}
	if f.More {
		lt := bindings.CreateLogicalType(bindings.TypeAny)
		bindings.ScalarFunctionSetVarargs(scalar, lt)
		bindings.DestroyLogicalType(&lt)
	}
	lt, l, err := logicalType(f.Result)
	if err != nil {
		return fmt.Errorf("result: %w", err)
	}
	bindings.ScalarFunctionSetReturnType(scalar, lt)
	bindings.DestroyLogicalType(&lt)
	f.result = l
	if f.NullCall || f.More { // of an argument more that is NULL the result is none
		bindings.ScalarFunctionSetSpecialHandling(scalar)
	}
	if f.Volatile {
		bindings.ScalarFunctionSetVolatile(scalar)
	}
	bind, call, forget := callbacks()
	bindings.ScalarFunctionSetBind(scalar, bind)
	bindings.ScalarFunctionSetFunction(scalar, call)
	bindings.ScalarFunctionSetExtraInfo(scalar, remember(f), forget)
	if bindings.RegisterScalarFunction(s.conn, scalar) == bindings.StateError {
		return errors.New("DuckDB refuses it")
	}
	return nil
}

// compute computes the result for a chunk of arguments, until the session is told to stop. An error is a text in the form that fault.go
// reads, or what goes to the log.
func (f *function) compute(s *session, input bindings.DataChunk, output bindings.Vector) (err error) {
	defer func() {
		if r := recover(); r != nil {
			f.log.Error("panic in a function", "function", f.Name, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic in function %s", f.Name)
		}
	}()
	args := make([]column, len(f.params))
	for i, l := range f.params {
		args[i] = l.bind(bindings.DataChunkGetVector(input, bindings.IdxT(i)))
	}
	out := f.result.open(output)
	values := make([]value.Value, len(args))
	for row := range uint64(bindings.DataChunkGetSize(input)) {
		if s != nil && s.stopping.Load() {
			return errStopped
		}
		if err := f.row(args, values, out, row); err != nil {
			return err
		}
	}
	return nil
}

// errStopped is the error of a function whose session was told to stop.
var errStopped = errors.New("stopped")

// row computes one row. The values are a fresh slice's worth of arguments each time: a function may keep what it is given only
// as long as the call.
func (f *function) row(args []column, values []value.Value, out sink, row uint64) error {
	for i := range args {
		if args[i].lists() && args[i].elements(row) > maxElements {
			return fmt.Errorf("%s%s!0!%s", marker, diag.ExceededFunctionMemoryLimit, tooManyElements)
		}
		values[i] = args[i].value(row)
		if values[i] == nil && !f.NullCall {
			out.setNull(row)
			return nil
		}
	}
	v, err := f.Call(values)
	if err == nil {
		return out.set(row, v)
	}
	var list diag.List
	if errors.As(err, &list) && len(list) > 0 {
		d := list[0]
		return fmt.Errorf("%s%s!%d!%s", marker, d.Code, d.Span.Start, d.Msg)
	}
	return err
}
