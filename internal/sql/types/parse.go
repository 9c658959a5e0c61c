package types

import (
	"fmt"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// Parse returns the type that a query names. The error is a diag.Diagnostic with the place of the wrong part.
func Parse(t *ast.Type) (Type, error) { return parser{heads: trinoHeads}.parse(t, 0) }

// ParseHive returns the type that Athena's DDL names: Hive's words (`string`, `int`, `struct<…>`) beside Trino's. In DDL a
// timestamp has three digits and float is real.
func ParseHive(t *ast.Type) (Type, error) { return parser{heads: hiveHeads}.parse(t, 0) }

// head makes a type of a name with its arguments.
type head func(p parser, t *ast.Type, depth int) (Type, error)

type parser struct {
	heads func() map[string]head
}

func (p parser) parse(t *ast.Type, depth int) (Type, error) {
	if depth > maxDepth {
		return Type{}, diag.New(diag.NestingTooDeep, t.Span, "type is nested too deeply")
	}
	h, ok := p.heads()[t.Name]
	if !ok {
		return Type{}, unknownType(t)
	}
	return h(p, t, depth)
}

func unknownType(t *ast.Type) error {
	return diag.New(diag.TypeNotFound, t.Span, "Unknown type: %s", t.Name)
}

func invalidType(t *ast.Type, format string, args ...any) error {
	return diag.New(diag.TypeMismatch, t.Span, "Invalid type %s: %s", t.Name, fmt.Sprintf(format, args...))
}

func trinoHeads() map[string]head { return trinoNames }

func hiveHeads() map[string]head { return hiveNames }

// plain is the head of a type that takes no arguments.
func plain(kind Kind) head {
	return func(_ parser, t *ast.Type, _ int) (Type, error) {
		if len(t.Args) > 0 || len(t.Fields) > 0 {
			return Type{}, invalidType(t, "it takes no arguments")
		}
		return Of(kind), nil
	}
}

// plainText is the head of string, which takes no arguments either.
func plainText(p parser, t *ast.Type, depth int) (Type, error) {
	text, err := plain(Varchar)(p, t, depth)
	text.P = Unbounded
	return text, err
}

// numbers returns the numeric arguments of t, at most most of them.
func numbers(t *ast.Type, most int) ([]int, error) {
	if len(t.Args) > most || len(t.Fields) > 0 {
		return nil, invalidType(t, "it takes at most %d arguments", most)
	}
	nums := make([]int, len(t.Args))
	for i, arg := range t.Args {
		if arg.Number == nil {
			return nil, invalidType(t, "its arguments are numbers")
		}
		nums[i] = *arg.Number
	}
	return nums, nil
}

func decimalHead(_ parser, t *ast.Type, _ int) (Type, error) {
	nums, err := numbers(t, 2)
	if err != nil {
		return Type{}, err
	}
	d := DecimalOf(MaxDecimal, 0)
	switch len(nums) {
	case 2:
		d.P, d.S = nums[0], nums[1]
	case 1:
		d.P = nums[0]
	}
	if d.P < 1 || d.P > MaxDecimal {
		return Type{}, invalidType(t, "DECIMAL precision must be in range [1, 38]: %d", d.P)
	}
	if d.S < 0 || d.S > d.P {
		return Type{}, invalidType(t, "DECIMAL scale must be in range [0, precision (%d)]: %d", d.P, d.S)
	}
	return d, nil
}

// hiveDecimalHead is decimal in DDL, which means decimal(10,0) when nothing is said.
func hiveDecimalHead(p parser, t *ast.Type, depth int) (Type, error) {
	if len(t.Args) == 0 && len(t.Fields) == 0 {
		return DecimalOf(10, 0), nil
	}
	return decimalHead(p, t, depth)
}

// sized is the head of a type with one number of at most most; without it the number is otherwise.
func sized(kind Kind, otherwise, most int) head {
	return func(_ parser, t *ast.Type, _ int) (Type, error) {
		nums, err := numbers(t, 1)
		if err != nil {
			return Type{}, err
		}
		n := otherwise
		if len(nums) == 1 {
			n = nums[0]
			if n < 0 || n > most {
				return Type{}, invalidType(t, "its number must be in range [0, %d]: %d", most, n)
			}
		}
		return Type{Kind: kind, P: n}, nil
	}
}

// elements is the head of a type that takes count types.
func elements(kind Kind, count int) head {
	return func(p parser, t *ast.Type, depth int) (Type, error) {
		if len(t.Args) != count || len(t.Fields) > 0 {
			return Type{}, invalidType(t, "it takes %d types", count)
		}
		made := Type{Kind: kind, Elems: make([]Type, count)}
		for i, arg := range t.Args {
			if arg.Type == nil {
				return Type{}, invalidType(t, "its arguments are types")
			}
			elem, err := p.parse(arg.Type, depth+1)
			if err != nil {
				return Type{}, err
			}
			made.Elems[i] = elem
		}
		if kind == Map && !made.Key().Comparable() {
			return Type{}, invalidType(t, "key type must be comparable: %s", made.Key())
		}
		return made, nil
	}
}

func rowHead(p parser, t *ast.Type, depth int) (Type, error) {
	var fields []string
	var elems []Type
	for _, f := range t.Fields {
		elem, err := p.parse(f.Type, depth+1)
		if err != nil {
			return Type{}, err
		}
		name := ""
		if f.Name != nil {
			name = f.Name.Name
			if !f.Name.Quoted {
				name = f.Name.Lower()
			}
		}
		fields, elems = append(fields, name), append(elems, elem)
	}
	for _, arg := range t.Args {
		if arg.Type == nil {
			return Type{}, invalidType(t, "its fields are types")
		}
		elem, err := p.parse(arg.Type, depth+1)
		if err != nil {
			return Type{}, err
		}
		fields, elems = append(fields, ""), append(elems, elem)
	}
	if len(elems) == 0 {
		return Type{}, invalidType(t, "it needs a field")
	}
	return RowOf(fields, elems...), nil
}
