// Package emit holds what the dialects share: the finished Statement and a Writer that knows quoting and precedence. It
// promises that the only text that reaches an engine is made here and below, out of a typed tree: names are generated or
// quoted, strings are escaped, and nothing that a user wrote is copied.
package emit

import (
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Statement is what an engine runs.
type Statement struct {
	// Setup are statements to run first, in order, on the same connection: temporary tables that hold only the rows that a
	// policy lets through. Teardown undoes them.
	Setup, Teardown []string
	SQL             string
	// Functions are the functions written in Go that the texts call; the engine registers them before it runs anything.
	Functions []Function
	// Columns are the types of the result's columns as Trino types; the engine's own types are those of Representation.
	Columns []types.Type
}

// Function is a scalar function written in Go. Name is unique for its behaviour and types, and safe as an identifier.
type Function struct {
	Name   string
	Params []types.Type
	Result types.Type
	// Call computes the value. Unless NullCall is set it is not called when an argument is NULL, and the result is NULL. An error
	// that is a diag.Diagnostic becomes the query's error.
	Call     func(args []value.Value) (value.Value, error)
	NullCall bool
	Volatile bool
}
