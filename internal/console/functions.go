package console

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/funcs"
)

// Functions returns every function and operator that can be called, by name. It is the same for everybody and changes with the program
// alone.
func Functions() []Function {
	list := make([]Function, 0, len(funcs.All()))
	for _, f := range funcs.All() {
		if f.Unsupported == "" {
			list = append(list, function(f))
		}
	}
	return list
}

// function returns a function as the manual has it.
func function(f *funcs.Func) Function {
	out := Function{Name: f.Name, Family: f.Family, Kind: kindOf(f), Signatures: signatures(f), Doc: f.Doc}
	for _, e := range f.Examples {
		out.Examples = append(out.Examples, e.SQL+" → "+e.Result)
	}
	return out
}

// signatures returns the listed signatures of a function, each with its name.
func signatures(f *funcs.Func) []string {
	list := []string{}
	for _, s := range f.Signatures {
		if !s.Unlisted {
			list = append(list, f.Name+s.Text)
		}
	}
	return list
}

// kindOf returns what kind of function it is: one that takes a function is of kind lambda.
func kindOf(f *funcs.Func) string {
	switch {
	case f.Operator:
		return "operator"
	case f.Kind == funcs.Aggregate:
		return "aggregate"
	case f.Kind == funcs.Window:
		return "window"
	}
	for _, s := range f.Signatures {
		if strings.Contains(s.Text, "function(") {
			return "lambda"
		}
	}
	return "scalar"
}
