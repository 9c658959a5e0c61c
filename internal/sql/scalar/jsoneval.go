package scalar

import (
	"fmt"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/sqljson"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// maxJSONSteps bounds the work of one path on one value: subscripts and comparisons multiply.
const maxJSONSteps = 2_000_000

// pathEval evaluates one path on one input.
type pathEval struct {
	lax    bool
	input  jsonItem
	params map[string]jsonSequence
	steps  int
	ids    int64 // objects that keyvalue() has taken apart
}

// jsonSequence is a sequence of items.
type jsonSequence []jsonItem

// spot is where in a path evaluation stands: the item that a filter looks at, and the last index of the array.
type spot struct {
	current jsonItem
	last    int64
}

// tooMuch is the error of a path that takes too long, which no ON ERROR answers.
func tooMuch() error {
	return fail(diag.ExceededFunctionMemoryLimit, "evaluating a JSON path takes more than %d steps", maxJSONSteps)
}

// pathFault is an error of evaluation, which ON ERROR answers and which makes a condition unknown.
type pathFault struct{ message string }

func (f *pathFault) Error() string { return "path evaluation failed: " + f.message }

func faulty(format string, args ...any) error { return &pathFault{fmt.Sprintf(format, args...)} }

func wrongItem(wanted string, x jsonItem) error {
	return faulty("invalid item type. Expected: %s, actual: %s", wanted, itemKind(x))
}

func structural(format string, args ...any) error {
	return faulty("structural error: "+format, args...)
}

// spend counts work.
func (e *pathEval) spend(n int) error {
	if e.steps += n + 1; e.steps > maxJSONSteps {
		return tooMuch()
	}
	return nil
}

// eval returns the items that a node gives.
func (e *pathEval) eval(n sqljson.Node, at spot) (jsonSequence, error) {
	switch n := n.(type) {
	case sqljson.Context:
		return jsonSequence{e.input}, nil
	case sqljson.Current:
		return jsonSequence{at.current}, nil
	case sqljson.Last:
		return jsonSequence{sqlItem{at.last, types.Of(types.Integer)}}, nil
	case sqljson.Variable:
		return e.params[n.Name], nil
	case sqljson.Literal:
		if n.Value == nil {
			return jsonSequence{nil}, nil
		}
		return jsonSequence{sqlItem{n.Value, n.Type}}, nil
	case *sqljson.Arithmetic:
		return e.arithmetic(n, at)
	case *sqljson.Sign:
		return e.sign(n, at)
	}
	return e.step(n, at)
}

// step evaluates what follows a base.
func (e *pathEval) step(n sqljson.Node, at spot) (jsonSequence, error) {
	base, err := e.eval(baseOf(n), at)
	if err != nil {
		return nil, err
	}
	if err := e.spend(len(base)); err != nil {
		return nil, err
	}
	switch n := n.(type) {
	case *sqljson.Member:
		return e.member(n, e.unwrap(base))
	case *sqljson.Descend:
		return e.descend(n.Name, base)
	case *sqljson.Elements:
		return e.elements(n, base, at)
	case *sqljson.Filter:
		return e.filter(n, e.unwrap(base), at)
	case *sqljson.Method:
		return e.method(n.Name, base)
	}
	return nil, faulty("unexpected step %T", n)
}

func baseOf(n sqljson.Node) sqljson.Node {
	switch n := n.(type) {
	case *sqljson.Member:
		return n.Base
	case *sqljson.Descend:
		return n.Base
	case *sqljson.Elements:
		return n.Base
	case *sqljson.Filter:
		return n.Base
	case *sqljson.Method:
		return n.Base
	}
	return sqljson.Context{}
}

// unwrap takes arrays apart, in lax mode.
func (e *pathEval) unwrap(seq jsonSequence) jsonSequence {
	if !e.lax {
		return seq
	}
	var out jsonSequence
	for i, x := range seq {
		list, ok := x.(jsonList)
		switch {
		case ok && out == nil:
			out = append(seq[:i:i], list...)
			if out == nil {
				out = jsonSequence{}
			}
		case ok:
			out = append(out, list...)
		case out != nil:
			out = append(out, x)
		}
	}
	if out == nil {
		return seq
	}
	return out
}

func (e *pathEval) member(n *sqljson.Member, seq jsonSequence) (jsonSequence, error) {
	var out jsonSequence
	for _, x := range seq {
		o, ok := x.(*jsonObject)
		switch {
		case !ok && !e.lax:
			return nil, wrongItem("OBJECT", x)
		case !ok:
		case n.All:
			for _, name := range o.names {
				out = append(out, o.values[name])
			}
		default:
			v, ok := o.values[n.Name]
			if ok {
				out = append(out, v)
			} else if !e.lax {
				return nil, structural("missing member '%s' in JSON object", n.Name)
			}
		}
	}
	return out, e.spend(len(out))
}

// descend returns the members of a name of all objects within, outer ones first.
func (e *pathEval) descend(name string, seq jsonSequence) (jsonSequence, error) {
	var out jsonSequence
	for _, x := range seq {
		var children jsonSequence
		switch x := x.(type) {
		case *jsonObject:
			if v, ok := x.values[name]; ok {
				out = append(out, v)
			}
			for _, child := range x.names {
				children = append(children, x.values[child])
			}
		case jsonList:
			children = jsonSequence(x)
		}
		if err := e.spend(len(children)); err != nil {
			return nil, err
		}
		more, err := e.descend(name, children)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

func (e *pathEval) elements(n *sqljson.Elements, seq jsonSequence, at spot) (jsonSequence, error) {
	var out jsonSequence
	for _, x := range seq {
		list, ok := x.(jsonList)
		if !ok {
			if !e.lax {
				return nil, wrongItem("ARRAY", x)
			}
			list = jsonList{x}
		}
		if len(n.Subscripts) == 0 {
			out = append(out, list...)
			continue
		}
		if len(list) == 0 {
			if !e.lax {
				return nil, structural("invalid array subscript for empty array")
			}
			continue
		}
		for _, s := range n.Subscripts {
			from, to, err := e.subscript(s, len(list), spot{at.current, int64(len(list)) - 1})
			if err != nil {
				return nil, err
			}
			if from <= to {
				out = append(out, list[from:to+1]...)
			}
			if err := e.spend(len(out)); err != nil {
				return nil, err
			}
		}
	}
	return out, e.spend(len(out))
}

// subscript returns the first and the last index, within the array; the first is greater for none.
func (e *pathEval) subscript(s sqljson.Subscript, size int, at spot) (from, to int64, err error) {
	if from, err = e.index(s.From, "from", at); err != nil {
		return 0, 0, err
	}
	to = from
	if s.To != nil {
		if to, err = e.index(s.To, "to", at); err != nil {
			return 0, 0, err
		}
	}
	last := int64(size) - 1
	if !e.lax && (from < 0 || to > last || from > to) {
		return 0, 0, structural("invalid array subscript: [%d, %d] for array of size %d", from, to, size)
	}
	if from > to || from > last || to < 0 {
		return 1, 0, nil
	}
	return max(from, 0), min(to, last), nil
}

func (e *pathEval) index(n sqljson.Node, which string, at spot) (int64, error) {
	seq, err := e.eval(n, at)
	if err != nil {
		return 0, err
	}
	if len(seq) != 1 {
		return 0, faulty("array subscript '%s' value must be singleton numeric", which)
	}
	x, ok := seq[0].(sqlItem)
	if !ok || !isNumeric(x.t) {
		return 0, wrongItem("NUMBER", seq[0])
	}
	v, err := Cast(x.v, x.t, types.Of(types.BigInt))
	if err != nil {
		return 0, faulty("%s", err)
	}
	n64, _ := v.(int64)
	return n64, nil
}

func (e *pathEval) filter(n *sqljson.Filter, seq jsonSequence, at spot) (jsonSequence, error) {
	var out jsonSequence
	for _, x := range seq {
		keep, err := e.holds(n.Keep, spot{x, at.last})
		if err != nil {
			return nil, err
		}
		if keep == yes {
			out = append(out, x)
		}
	}
	return out, nil
}
