// Package sqljson holds what the JSON functions of SQL:2016 are told besides their values: the path, a small language of its
// own, and the clauses of the call. It promises that a text is read whole or refused with the place of the mistake, that what
// is read nests no deeper than MaxDepth, and that clauses survive being written as text.
//
//	path, err := sqljson.Parse(`lax $.lines[*]?(@.cost > $least).name`)
package sqljson

import (
	"encoding/json"
	"fmt"
)

// Names of the functions that take a Call's clauses as a constant text.
const (
	Exists = "json_exists"
	Value  = "json_value"
	Query  = "json_query"
	Object = "json_object"
	Array  = "json_array"
	// Table is the function behind JSON_TABLE. Its clauses stand where those of the functions with a path do.
	Table = "$json_table"
)

// Call is what a call says besides its values. A typed call holds it as a constant text, as the argument at ClausesAt or
// ClausesOf; the values follow it.
type Call struct {
	// Input is the format of the input: "", "JSON", "UTF8", "UTF16" or "UTF32".
	Input string `json:",omitempty"`
	// Passing are the parameters of the path; their values follow the clauses in order.
	Passing []Parameter `json:",omitempty"`
	// Values are the formats of the values of JSON_OBJECT and JSON_ARRAY, as in Input; "" is an SQL value.
	Values []string `json:",omitempty"`
	// Wrapper is "", CONDITIONAL or UNCONDITIONAL.
	Wrapper string `json:",omitempty"`
	// Omit tells that a text loses its quotes.
	Omit bool `json:",omitempty"`
	// OnEmpty and OnError are the words before ON EMPTY and ON ERROR. The value of DEFAULT follows the parameters.
	OnEmpty string `json:",omitempty"`
	OnError string `json:",omitempty"`
	// Absent leaves members that are NULL out of what is made; else they are null.
	Absent bool `json:",omitempty"`
	// Unique is WITH UNIQUE KEYS.
	Unique bool `json:",omitempty"`
	// Rows are what JSON_TABLE makes of the input. OnError is then ERROR or EMPTY.
	Rows *Rows `json:",omitempty"`
}

// Rows are the rows that JSON_TABLE makes of one item: those of a path, or those of several put together.
type Rows struct {
	// Op is "" for a path, UNION or CROSS for Parts.
	Op    string  `json:",omitempty"`
	Parts []*Rows `json:",omitempty"`
	// Path finds the items that each give a row with Columns.
	Path    string   `json:",omitempty"`
	Columns []Column `json:",omitempty"`
	// Child are the rows made of each of these items, nil for none. With Inner an item without such rows gives none itself.
	Child *Rows `json:",omitempty"`
	Inner bool  `json:",omitempty"`
}

// Column is a column of JSON_TABLE.
type Column struct {
	// Field is its place in the row that is made.
	Field int
	// Function is Value or Query, or "" for the number of the row.
	Function string `json:",omitempty"`
	Path     string `json:",omitempty"`
	// Call are the clauses of the column.
	Call Call `json:",omitzero"`
	// Default is the place of the value of the first DEFAULT among the values behind the parameters.
	Default int `json:",omitempty"`
}

// Parameter is a parameter of a path: its name as the path writes it, and the format of its value as in Call.Input.
type Parameter struct {
	Name   string
	Format string `json:",omitempty"`
}

// ClausesAt is the index of the clauses among the arguments of a function: behind input and path, or first.
func ClausesAt(function string) int {
	if function == Object || function == Array {
		return 0
	}
	return 2
}

// Text writes the clauses as the constant text that ReadCall reads.
func (c Call) Text() string {
	text, err := json.Marshal(c)
	if err != nil {
		return "{}" // a struct of texts can always be written
	}
	return string(text)
}

// ReadCall reads what Text wrote.
func ReadCall(text string) (Call, error) {
	var c Call
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return Call{}, fmt.Errorf("read clauses of a JSON function: %w", err)
	}
	return c, nil
}
