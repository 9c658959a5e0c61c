// Package emit holds what the dialects share: the finished Statement and a Writer that knows quoting and precedence. It
// promises that the only text that reaches an engine is made here and below, out of a typed tree: names are generated or
// quoted, strings are escaped, and nothing that a user wrote is copied.
package emit

import (
	"github.com/glauxhq/glaux/internal/sql/diag"
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
	// Places are the operations of the engine's own that can fail on some row.
	Places []Place
	// Columns are the types of the result's columns as Trino types; the engine's own types are those of Representation.
	Columns []types.Type
}

// Place tells what an error of the engine's own is to the user. The engine does not say which of its operations failed, only which kind
// of them; with one place of the kind that is the one.
type Place struct {
	Kind PlaceKind
	// Error is the error; its span is the place in the query. Without a sentence it is the engine that words it.
	Error diag.Diagnostic
}

// PlaceKind is a kind of operations that fail in the same way.
type PlaceKind string

// The kinds. Those of integers are followed by the name of the type: "addition of bigint".
const (
	PlaceAddition       PlaceKind = "addition of "
	PlaceSubtraction    PlaceKind = "subtraction of "
	PlaceMultiplication PlaceKind = "multiplication of "
	PlaceNegation       PlaceKind = "negation of "
	PlaceAbs            PlaceKind = "abs of "
	PlaceDecimal        PlaceKind = "decimal" // an operation of decimals that needs more digits
	PlaceCast           PlaceKind = "cast"    // a number that does not fit a narrower type
	PlaceTime           PlaceKind = "time"    // a date or timestamp beyond what the engine holds
	PlaceSubquery       PlaceKind = "subquery"
)

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
	// More tells that calls may have more arguments, which the function leaves.
	More bool
	// Scalar and Args name the implementation and the types of its arguments: with Result they are enough to make the function again, in
	// another process.
	Scalar string
	Args   []types.Type
}
