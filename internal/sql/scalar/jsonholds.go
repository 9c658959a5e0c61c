package scalar

import (
	"errors"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/sqljson"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// truth is the answer of a condition of a path.
type truth int

const (
	no truth = iota
	yes
	unknown
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// holds evaluates a condition. Errors of the path within make it unknown; only the bound on work is an error here.
func (e *pathEval) holds(p sqljson.Predicate, at spot) (truth, error) {
	switch p := p.(type) {
	case *sqljson.Both:
		return e.joined(p.L, p.R, no, at)
	case *sqljson.Either:
		return e.joined(p.L, p.R, yes, at)
	case *sqljson.Not:
		x, err := e.holds(p.X, at)
		if x == unknown || err != nil {
			return unknown, err
		}
		return truthOf(x == no), nil
	case *sqljson.Unknown:
		x, err := e.holds(p.X, at)
		return truthOf(x == unknown), err
	case *sqljson.Found:
		seq, err := e.eval(p.X, at)
		if err != nil {
			return e.orUnknown(err)
		}
		return truthOf(len(seq) > 0), nil
	case *sqljson.Starts:
		return e.starts(p, at)
	case *sqljson.Compare:
		return e.compare(p, at)
	}
	return unknown, nil
}

// orUnknown is unknown for an error of a path.
func (e *pathEval) orUnknown(err error) (truth, error) {
	var f *pathFault
	if errors.As(err, &f) {
		return unknown, nil
	}
	return unknown, err
}

// joined is AND, where no decides, or OR, where yes does.
func (e *pathEval) joined(l, r sqljson.Predicate, deciding truth, at spot) (truth, error) {
	left, err := e.holds(l, at)
	if err != nil || left == deciding {
		return left, err
	}
	right, err := e.holds(r, at)
	if err != nil || right == deciding {
		return right, err
	}
	if left == unknown || right == unknown {
		return unknown, nil
	}
	return left, nil
}

func (e *pathEval) starts(p *sqljson.Starts, at spot) (truth, error) {
	seq, err := e.eval(p.X, at)
	if err != nil {
		return e.orUnknown(err)
	}
	prefixes, err := e.eval(p.Prefix, at)
	if err != nil {
		return e.orUnknown(err)
	}
	if len(prefixes) != 1 {
		return unknown, nil
	}
	prefix, ok := itemText(prefixes[0])
	if !ok {
		return unknown, nil
	}
	found := no
	for _, x := range e.unwrap(seq) {
		text, ok := itemText(x)
		if !ok {
			return unknown, nil
		}
		if strings.HasPrefix(text, prefix) {
			found = yes
			if e.lax {
				break
			}
		}
	}
	return found, nil
}

func itemText(x jsonItem) (string, bool) {
	item, ok := x.(sqlItem)
	if !ok || item.t.Kind != types.Varchar && item.t.Kind != types.Char {
		return "", false
	}
	s, ok := item.v.(string)
	return s, ok
}

// sorted is a sequence by what its items are.
type sorted struct {
	null, structured bool
	scalars          jsonSequence
}

func sortItems(seq jsonSequence) sorted {
	var s sorted
	for _, x := range seq {
		switch x.(type) {
		case nil:
			s.null = true
		case jsonList, *jsonObject:
			s.structured = true
		default:
			s.scalars = append(s.scalars, x)
		}
	}
	return s
}

// compare compares every item on the left with every item on the right: it is true where one pair is. null equals null and differs from all else;
// arrays and objects cannot be compared with anything but null.
func (e *pathEval) compare(p *sqljson.Compare, at spot) (truth, error) {
	left, err := e.eval(p.L, at)
	if err != nil {
		return e.orUnknown(err)
	}
	right, err := e.eval(p.R, at)
	if err != nil {
		return e.orUnknown(err)
	}
	left, right = e.unwrap(left), e.unwrap(right)
	if len(left) == 0 || len(right) == 0 {
		return no, nil
	}
	l, r := sortItems(left), sortItems(right)
	if l.structured && (r.structured || len(r.scalars) > 0) || r.structured && len(l.scalars) > 0 {
		return unknown, nil
	}
	found := p.Op == "==" && l.null && r.null || p.Op == "<>" && (l.null && len(r.scalars)+btoi(r.structured) > 0 || r.null && len(l.scalars)+btoi(l.structured) > 0)
	if found && e.lax {
		return yes, nil
	}
	for _, x := range l.scalars {
		if err := e.spend(len(r.scalars)); err != nil {
			return unknown, err
		}
		for _, y := range r.scalars {
			switch compareItems(p.Op, x, y) {
			case unknown:
				return unknown, nil
			case yes:
				found = true
			case no:
			}
			if found && e.lax {
				return yes, nil
			}
		}
	}
	return truthOf(found), nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// compareItems compares two scalars as SQL does, in their common type.
func compareItems(op string, x, y jsonItem) truth {
	l, ok := x.(sqlItem)
	r, ok2 := y.(sqlItem)
	if !ok || !ok2 {
		return unknown
	}
	t, ok := types.CommonSuper(l.t, r.t)
	if !ok {
		return unknown
	}
	a, err := Cast(l.v, l.t, t)
	if err != nil {
		return unknown
	}
	b, err := Cast(r.v, r.t, t)
	if err != nil {
		return unknown
	}
	if isNaN(a) || isNaN(b) {
		return truthOf(op == "<>")
	}
	c := value.Compare(a, b, t)
	switch op {
	case "==":
		return truthOf(c == 0)
	case "<>":
		return truthOf(c != 0)
	case "<":
		return truthOf(c < 0)
	case "<=":
		return truthOf(c <= 0)
	case ">":
		return truthOf(c > 0)
	}
	return truthOf(c >= 0)
}
