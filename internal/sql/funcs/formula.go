package funcs

import "strconv"

// expr is a formula over number variables: `min(38, p1 + s2 + max(s2 - s1, 0))`.
type expr interface {
	eval(env map[string]int64) (int64, bool)
}

type constant int64

func (c constant) eval(map[string]int64) (int64, bool) { return int64(c), true }

type variable string

func (v variable) eval(env map[string]int64) (int64, bool) {
	n, ok := env[string(v)]
	return n, ok
}

// operation is + - * / < or the call of min, max or if.
type operation struct {
	op   string
	args []expr
}

func (o operation) eval(env map[string]int64) (int64, bool) {
	n := make([]int64, len(o.args))
	for i, arg := range o.args {
		var ok bool
		if n[i], ok = arg.eval(env); !ok {
			return 0, false
		}
	}
	switch {
	case o.op == "if" && len(n) == 3:
		if n[0] != 0 {
			return n[1], true
		}
		return n[2], true
	case len(n) != 2:
		return 0, false
	}
	switch o.op {
	case "+":
		return clamp(float64(n[0]) + float64(n[1])), true
	case "-":
		return clamp(float64(n[0]) - float64(n[1])), true
	case "*":
		return clamp(float64(n[0]) * float64(n[1])), true
	case "/":
		if n[1] == 0 {
			return 0, false
		}
		return n[0] / n[1], true
	case "<":
		if n[0] < n[1] {
			return 1, true
		}
		return 0, true
	case "min":
		return min(n[0], n[1]), true
	case "max":
		return max(n[0], n[1]), true
	}
	return 0, false
}

// clamp keeps numbers where floats are exact: lengths of text are multiplied, and cut to that of plain varchar later.
func clamp(n float64) int64 { return int64(max(-limit, min(limit, n))) }

const limit = 1 << 52

// sum reads a comparison or sum.
func (r *reader) sum() expr {
	x := r.product()
	for r.err == nil {
		switch {
		case r.has("+"):
			x = operation{"+", []expr{x, r.product()}}
		case r.has("-"):
			x = operation{"-", []expr{x, r.product()}}
		case r.has("<"):
			return operation{"<", []expr{x, r.sum()}}
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
			x = operation{"*", []expr{x, r.factor()}}
		case r.has("/"):
			x = operation{"/", []expr{x, r.factor()}}
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
		return constant(n)
	}
	switch word {
	case "":
		r.fail("formula expected at %q", r.text)
		return constant(0)
	case "min", "max", "if":
		call := operation{op: word}
		r.list(func() { call.args = append(call.args, r.sum()) })
		return call
	}
	return variable(word)
}
