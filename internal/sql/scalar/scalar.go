// Package scalar holds, in Go, the functions, casts and comparisons of Trino that an engine has no exact equivalent for. An
// emitter looks an implementation up by name and types and has the engine call it. It promises Trino's values and Trino's
// error messages, that nothing depends on a session or a machine, and that no argument makes a value without bounds.
package scalar

import (
	"errors"
	"fmt"
	"maps"
	"sync"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Impl is an implementation. Call gets arguments of the types that Find was given; unless NullCall is set none is NULL at the
// top, and who calls gives NULL for a NULL.
type Impl struct {
	Call     func(args []value.Value) (value.Value, error)
	NullCall bool
	Volatile bool
	// Throws tells that Call may return an error, which then is one that Explain knows.
	Throws bool
}

// maker makes the implementation for a signature, or returns false where there is none.
type maker func(params []types.Type, result types.Type) (Impl, bool)

// Find returns the implementation of a function for arguments of the given types. Names that begin with "$" are no functions of
// the language: casts, comparisons, and steps of rewritten functions.
func Find(name string, params []types.Type, result types.Type) (Impl, bool) {
	m, ok := makers()[name]
	if !ok {
		return Impl{}, false
	}
	return m(params, result)
}

// makers is the table of all families, built at the first use.
//
//nolint:gochecknoglobals // computed once, never changed
var makers = sync.OnceValue(func() map[string]maker {
	all := map[string]maker{}
	for _, family := range []map[string]maker{
		operators(), comparisons(), casts(), texts(), words(), maths(), statistics(), arrays(), mapFuncs(), jsons(), sqlJSON(), binaries(),
		datetimes(), patterns(), urls(), regexps(), spookies(), formats(), stems(), pathFuncs(), distincts(), digests(), hyperLogLogs(), tdigests(), sketches(), colors(), teradata(),
	} {
		maps.Copy(all, family)
	}
	return all
})

// Zone returns the name under which a time zone is kept, or an error when there is no such zone.
func Zone(name string) (string, error) {
	if zone, ok := value.Zone(name); ok {
		return zone, nil
	}
	return "", bad("'%s' is not a valid time zone", name)
}

// failure is an error of a call.
type failure struct {
	code    diag.Code
	message string
}

func (f *failure) Error() string { return string(f.code) + ": " + f.message }

// Explain returns the code and the sentence of an error that an implementation returned.
func Explain(err error) (diag.Code, string) {
	var f *failure
	if errors.As(err, &f) {
		return f.code, f.message
	}
	return diag.GenericInternalError, err.Error()
}

// fail is an error with a code and Trino's sentence.
func fail(code diag.Code, format string, args ...any) error {
	return &failure{code, fmt.Sprintf(format, args...)}
}

// bad is the error for an argument that a function refuses.
func bad(format string, args ...any) error {
	return fail(diag.InvalidFunctionArgument, format, args...)
}

// pure makes an implementation that cannot fail.
func pure(f func(args []value.Value) value.Value) Impl {
	return Impl{Call: func(args []value.Value) (value.Value, error) { return f(args), nil }}
}

// throwing makes an implementation that may fail.
func throwing(f func(args []value.Value) (value.Value, error)) Impl {
	return Impl{Call: f, Throws: true}
}

// always makes a maker for every signature.
func always(i Impl) maker {
	return func([]types.Type, types.Type) (Impl, bool) { return i, true }
}

// Has tells whether there is an implementation of a function for some types.
func Has(name string) bool {
	_, ok := makers()[name]
	return ok
}
