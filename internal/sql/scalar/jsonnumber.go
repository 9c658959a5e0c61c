package scalar

import (
	"math"
	"math/big"

	"github.com/glauxhq/glaux/internal/sql/sqljson"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// numbers returns the sequence, in lax mode without arrays, when all of it are numbers.
func (e *pathEval) numbers(seq jsonSequence) ([]sqlItem, error) {
	seq = e.unwrap(seq)
	out := make([]sqlItem, len(seq))
	for i, x := range seq {
		n, ok := x.(sqlItem)
		if number, isBig := x.(jsonBig); isBig {
			return nil, faulty("value too big: %s", string(number))
		}
		if !ok || !isNumeric(n.t) {
			return nil, wrongItem("NUMBER", x)
		}
		out[i] = n
	}
	return out, nil
}

func (e *pathEval) sign(n *sqljson.Sign, at spot) (jsonSequence, error) {
	seq, err := e.eval(n.X, at)
	if err != nil {
		return nil, err
	}
	return e.each(seq, func(x sqlItem) (jsonItem, error) {
		if !n.Minus {
			return x, nil
		}
		return negated(x)
	})
}

// each makes an item of every number.
func (e *pathEval) each(seq jsonSequence, f func(sqlItem) (jsonItem, error)) (jsonSequence, error) {
	xs, err := e.numbers(seq)
	if err != nil {
		return nil, err
	}
	out := make(jsonSequence, len(xs))
	for i, x := range xs {
		if out[i], err = f(x); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func negated(x sqlItem) (jsonItem, error) {
	switch v := x.v.(type) {
	case int64:
		return wholeItem(new(big.Int).Neg(big.NewInt(v)), x.t)
	case float64:
		return sqlItem{-v, x.t}, nil
	case float32:
		return sqlItem{-v, x.t}, nil
	case value.Decimal:
		return sqlItem{v.Neg(), x.t}, nil
	}
	return nil, wrongItem("NUMBER", x)
}

// wholeItem is a whole number of a type, or an error where the type cannot hold it.
func wholeItem(n *big.Int, t types.Type) (jsonItem, error) {
	v, err := Cast(value.Decimal{Unscaled: n}, types.DecimalOf(38, 0), t)
	if err != nil {
		return nil, faulty("%s overflow: %s", t, n)
	}
	return sqlItem{v, t}, nil
}

// arithmetic computes l op r of two single numbers by SQL's rules.
func (e *pathEval) arithmetic(n *sqljson.Arithmetic, at spot) (jsonSequence, error) {
	var operands [2]sqlItem
	for i, side := range []sqljson.Node{n.L, n.R} {
		seq, err := e.eval(side, at)
		if err != nil {
			return nil, err
		}
		if seq = e.unwrap(seq); len(seq) != 1 {
			return nil, faulty("arithmetic binary expression requires singleton operands")
		}
		xs, err := e.numbers(seq)
		if err != nil {
			return nil, err
		}
		operands[i] = xs[0]
	}
	out, err := calculate(n.Op, operands[0], operands[1])
	if err != nil {
		return nil, err
	}
	return jsonSequence{out}, nil
}

func calculate(op byte, l, r sqlItem) (jsonItem, error) {
	t, ok := types.CommonSuper(l.t, r.t)
	if !ok {
		return nil, faulty("invalid operand types to %c operator (%s, %s)", op, l.t, r.t)
	}
	switch {
	case t.IsInteger():
		a, _ := l.v.(int64)
		b, _ := r.v.(int64)
		return wholeResult(op, a, b, t)
	case t.Kind == types.Decimal:
		return decimalResult(op, l, r)
	}
	a, err := Cast(l.v, l.t, t)
	if err != nil {
		return nil, faulty("%s", err)
	}
	b, err := Cast(r.v, r.t, t)
	if err != nil {
		return nil, faulty("%s", err)
	}
	if x, ok := a.(float32); ok {
		y, _ := b.(float32)
		return sqlItem{float32(floatResult(op, float64(x), float64(y))), t}, nil
	}
	x, _ := a.(float64)
	y, _ := b.(float64)
	return sqlItem{floatResult(op, x, y), t}, nil
}

func wholeResult(op byte, a, b int64, t types.Type) (jsonItem, error) {
	x, y := big.NewInt(a), big.NewInt(b)
	switch op {
	case '+':
		x.Add(x, y)
	case '-':
		x.Sub(x, y)
	case '*':
		x.Mul(x, y)
	default:
		if b == 0 {
			return nil, faulty("Division by zero")
		}
		if op == '/' {
			x.Quo(x, y)
		} else {
			x.Rem(x, y)
		}
	}
	return wholeItem(x, t)
}

func floatResult(op byte, x, y float64) float64 {
	switch op {
	case '+':
		return x + y
	case '-':
		return x - y
	case '*':
		return x * y
	case '/':
		return x / y
	}
	return math.Mod(x, y)
}

// decimalResult computes with decimals; a result of more than 38 digits is an error.
func decimalResult(op byte, l, r sqlItem) (jsonItem, error) {
	a := decimalOf(l.v)
	b := decimalOf(r.v)
	var out value.Decimal
	ok := true
	switch op {
	case '+':
		out = a.Add(b)
	case '-':
		out = a.Sub(b)
	case '*':
		out = a.Mul(b)
	case '/':
		out, ok = a.Quo(b)
	default:
		out, ok = a.Rem(b)
	}
	if !ok {
		return nil, faulty("Division by zero")
	}
	t := types.DecimalOf(38, min(out.Scale, 38))
	if out.Scale > 38 || !out.Fits(t) {
		return nil, faulty("Decimal overflow")
	}
	return sqlItem{out, t}, nil
}

// method calls a method of the path language.
func (e *pathEval) method(name string, seq jsonSequence) (jsonSequence, error) {
	switch name {
	case "type":
		out := make(jsonSequence, len(seq))
		for i, x := range seq {
			out[i] = textItem(typeWord(x))
		}
		return out, nil
	case "size":
		return e.size(seq)
	case "keyvalue":
		return e.keyValue(e.unwrap(seq))
	case "double":
		return e.double(e.unwrap(seq))
	}
	return e.each(seq, func(x sqlItem) (jsonItem, error) { return rounded(name, x) })
}

func typeWord(x jsonItem) string {
	switch x := x.(type) {
	case nil:
		return "null"
	case jsonList:
		return "array"
	case *jsonObject:
		return "object"
	case sqlItem:
		switch x.t.Kind { //nolint:exhaustive // the rest is numbers
		case types.Varchar, types.Char:
			return "string"
		case types.Boolean:
			return "boolean"
		case types.Date:
			return "date"
		case types.Time:
			return "time without time zone"
		case types.TimeTZ:
			return "time with time zone"
		case types.Timestamp:
			return "timestamp without time zone"
		case types.TimestampTZ:
			return "timestamp with time zone"
		}
	}
	return "number"
}

func (e *pathEval) size(seq jsonSequence) (jsonSequence, error) {
	out := make(jsonSequence, len(seq))
	for i, x := range seq {
		n := int64(1)
		if list, ok := x.(jsonList); ok {
			n = int64(len(list))
		} else if !e.lax {
			return nil, wrongItem("ARRAY", x)
		}
		out[i] = sqlItem{n, types.Of(types.Integer)}
	}
	return out, nil
}

func (e *pathEval) keyValue(seq jsonSequence) (jsonSequence, error) {
	var out jsonSequence
	for _, x := range seq {
		o, ok := x.(*jsonObject)
		if !ok {
			return nil, wrongItem("OBJECT", x)
		}
		for _, name := range o.names {
			pair := &jsonObject{values: map[string]jsonItem{}}
			pair.put("name", textItem(name))
			pair.put("value", o.values[name])
			pair.put("id", sqlItem{e.ids, types.Of(types.Integer)})
			out = append(out, pair)
		}
		e.ids++
	}
	return out, e.spend(len(out))
}

func (e *pathEval) double(seq jsonSequence) (jsonSequence, error) {
	out := make(jsonSequence, len(seq))
	double := types.Of(types.Double)
	for i, x := range seq {
		n, ok := x.(sqlItem)
		if !ok || !isNumeric(n.t) && n.t.Kind != types.Varchar && n.t.Kind != types.Char {
			return nil, wrongItem("NUMBER or TEXT", x)
		}
		v, err := Cast(n.v, n.t, double)
		if err != nil {
			return nil, faulty("%s", err)
		}
		out[i] = sqlItem{v, double}
	}
	return out, nil
}

// rounded is ceiling, floor or abs.
func rounded(name string, x sqlItem) (jsonItem, error) {
	switch v := x.v.(type) {
	case int64:
		if name == "abs" && v < 0 {
			return negated(x)
		}
		return x, nil
	case float64:
		return sqlItem{roundedFloat(name, v), x.t}, nil
	case float32:
		return sqlItem{float32(roundedFloat(name, float64(v))), x.t}, nil
	case value.Decimal:
		return roundedDecimal(name, v, x.t), nil
	}
	return nil, wrongItem("NUMBER", x)
}

func roundedFloat(name string, f float64) float64 {
	switch name {
	case "ceiling":
		return math.Ceil(f)
	case "floor":
		return math.Floor(f)
	}
	return math.Abs(f)
}

func roundedDecimal(name string, d value.Decimal, t types.Type) sqlItem {
	negative := d.Unscaled.Sign() < 0
	if name == "abs" {
		if negative {
			d = d.Neg()
		}
		return sqlItem{d, t}
	}
	quotient, rest := new(big.Int).QuoRem(d.Unscaled, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil), new(big.Int))
	if rest.Sign() != 0 && negative == (name == "floor") {
		step := int64(1)
		if negative {
			step = -1
		}
		quotient.Add(quotient, big.NewInt(step))
	}
	return sqlItem{value.Decimal{Unscaled: quotient}, types.DecimalOf(min(t.P-t.S+min(t.S, 1), 38), 0)}
}
