package funcs

import (
	"slices"
	"strings"
	"sync"
)

// Negate and Concat are the names of two operators that are easily mistyped.
const (
	Negate         = "negate"
	concatOperator = "||"
)

// Lookup returns the function that is called by the name, in any case, or nil. Operators are not called by name.
func Lookup(name string) *Func { return tables().byName[strings.ToLower(name)] }

// Operator returns the operator "+", "-", "*", "/", "%", "||" or "negate", or nil.
func Operator(symbol string) *Func { return tables().operators[symbol] }

// JSONTable returns the function behind JSON_TABLE, which cannot be called by name and is in no list: its value is an array of rows.
func JSONTable() *Func { return tables().jsonTable }

// All returns every function and operator, sorted by name. The list and what it points to are not to be changed.
func All() []*Func { return tables().all }

type index struct {
	all       []*Func
	byName    map[string]*Func
	operators map[string]*Func
	jsonTable *Func
}

// tables builds the index at the first use.
//
//nolint:gochecknoglobals // computed once, never changed
var tables = sync.OnceValue(buildIndex)

func buildIndex() index {
	x := index{byName: map[string]*Func{}, operators: map[string]*Func{}, jsonTable: &Func{Name: "$json_table", MayThrow: true}}
	for _, family := range families() {
		for i := range family.funcs {
			f := &family.funcs[i]
			f.Family = family.name
			x.all = append(x.all, f)
			if f.Operator {
				x.operators[f.Name] = f
			} else {
				x.byName[f.Name] = f
			}
		}
	}
	slices.SortFunc(x.all, func(a, b *Func) int { return strings.Compare(a.Name, b.Name) })
	return x
}

// family is a table of functions with the name that the manual gives it.
type family struct {
	name  string
	funcs []Func
}

// families returns all tables, in the order of the manual.
func families() []family {
	return []family{
		{"operator", operators()},
		{"math", mathFuncs()},
		{"bitwise", bitwiseFuncs()},
		{"string", stringFuncs()},
		{"regular expression", regexpFuncs()},
		{"date and time", datetimeFuncs()},
		{"array", arrayFuncs()},
		{"map", mapFuncs()},
		{"JSON", jsonFuncs()},
		{"aggregate", aggregateFuncs()},
		{"window", windowFuncs()},
		{"URL", urlFuncs()},
		{"binary", binaryFuncs()},
		{"conversion", conversionFuncs()},
		{"sketch", sketchFuncs()},
		{"color", colorFuncs()},
		{"Teradata", teradataFuncs()},
		{"session", sessionFuncs()},
		{"not supported", unsupported()},
	}
}
