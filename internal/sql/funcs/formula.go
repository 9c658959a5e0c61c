package funcs

import "strconv"

// expr is a formula over number variables: `min(38, p1 + s2 + max(s2 - s1, 0))`. It is one struct and no interface, so
// that evaluating it allocates nothing.
type expr struct {
	op   string // "+", "-", "*", "/", "min", "max" of two operands; "" for a constant; "var" for a variable
	args []expr
	n    int64 // the constant, or the variable's place
}

func (x *expr) eval(b *binding) (int64, bool) {
	switch x.op {
	case "":
		return x.n, true
	case "var":
		return b.nums[x.n], b.known[x.n]
	}
	left, ok1 := x.args[0].eval(b)
	right, ok2 := x.args[1].eval(b)
	if !ok1 || !ok2 {
		return 0, false
	}
	switch x.op {
	case "+":
		return clamp(float64(left) + float64(right)), true
	case "-":
		return clamp(float64(left) - float64(right)), true
	case "*":
		return clamp(float64(left) * float64(right)), true
	case "/":
		if right == 0 {
			return 0, false
		}
		return left / right, true
	case "min":
		return min(left, right), true
	case "max":
		return max(left, right), true
	}
	return 0, false
}

// clamp keeps numbers where floats are exact: lengths of text are multiplied, and cut to that of plain varchar later.
func clamp(n float64) int64 { return int64(max(-limit, min(limit, n))) }

const limit = 1 << 52

// sum reads a sum.
func (r *reader) sum() expr {
	x := r.product()
	for r.err == nil {
		switch {
		case r.has("+"):
			x = expr{op: "+", args: []expr{x, r.product()}}
		case r.has("-"):
			x = expr{op: "-", args: []expr{x, r.product()}}
		default:
			return x
		}
	}
	return x
}

func (r *reader) product() expr {
	x := r.factor()
	for r.err == nil {
		switch {
		case r.has("*"):
			x = expr{op: "*", args: []expr{x, r.factor()}}
		case r.has("/"):
			x = expr{op: "/", args: []expr{x, r.factor()}}
		default:
			return x
		}
	}
	return x
}

func (r *reader) factor() expr {
	if r.has("(") {
		x := r.sum()
		r.want(")")
		return x
	}
	word := r.word()
	if n, err := strconv.ParseInt(word, 10, 64); err == nil {
		return expr{n: n}
	}
	switch word {
	case "":
		r.fail("formula expected at %q", r.text)
		return expr{}
	case "min", "max":
		call := expr{op: word}
		r.list(func() { call.args = append(call.args, r.sum()) })
		if len(call.args) != 2 {
			r.fail("%s takes two operands", word)
		}
		return call
	}
	return expr{op: "var", n: int64(r.sig.numberVar(r.sig.addNumber(word)))}
}
