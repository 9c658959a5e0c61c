package funcs

import (
	"regexp"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Constants are the arguments of a call as far as they are known before it runs.
type Constants struct {
	// Types are the types of all arguments.
	Types []types.Type
	// Values are the values of the constant arguments, nil for the others and for NULL.
	Values []value.Value
}

// CallMayThrow tells whether a call of f by sig, which may be nil, can fail at run time for some values of the arguments
// that are not constant. A constant that is wrong in itself fails for every row, and so may throw.
func (f *Func) CallMayThrow(sig *Signature, c Constants) bool {
	switch {
	case !f.MayThrow, sig != nil && sig.Safe:
		return false
	case f.safeFor != nil && len(c.Values) == len(c.Types):
		return !f.safeFor(c)
	}
	return true
}

// text returns the constant text of argument i.
func (c Constants) text(i int) (string, bool) {
	if i >= len(c.Values) {
		return "", false
	}
	s, ok := c.Values[i].(string)
	return s, ok
}

// number returns the constant whole number of argument i.
func (c Constants) number(i int) (int64, bool) {
	if i >= len(c.Values) {
		return 0, false
	}
	n, ok := c.Values[i].(int64)
	return n, ok
}

// kind returns the kind of argument i.
func (c Constants) kind(i int) types.Kind {
	if i >= len(c.Types) {
		return types.Unknown
	}
	return c.Types[i].Kind
}

// safeUnit tells whether the first argument is a constant unit that dates, times or timestamps, as the last argument is
// one, can be cut to or counted in.
func safeUnit(c Constants) bool {
	unit, ok := c.text(0)
	if !ok {
		return false
	}
	clock, calendar := "second minute hour", "day week month quarter year"
	var units string
	switch c.kind(len(c.Types) - 1) { //nolint:exhaustive // units are of times only
	case types.Date:
		units = calendar
	case types.Time, types.TimeTZ:
		units = clock
	case types.Timestamp, types.TimestampTZ:
		units = clock + " " + calendar
	}
	for u := range strings.FieldsSeq(units) {
		if strings.EqualFold(u, unit) {
			return true
		}
	}
	return false
}

// safePart tells whether the third argument, the number of a part, is a constant greater than zero.
func safePart(c Constants) bool {
	n, ok := c.number(2)
	return ok && n > 0
}

// safeSplit tells whether delimiter and limit are constants that can be.
func safeSplit(c Constants) bool {
	delimiter, ok := c.text(1)
	if !ok || delimiter == "" {
		return false
	}
	if len(c.Types) == 2 {
		return true
	}
	limit, ok := c.number(2)
	return ok && limit > 0 && limit <= 1<<31-1
}

// safePad tells whether length and filling are constants that can be. The length is bounded as for values in memory.
func safePad(c Constants) bool {
	size, ok1 := c.number(1)
	fill, ok2 := c.text(2)
	return ok1 && ok2 && size >= 0 && size <= 1<<20 && fill != ""
}

// safePosition tells whether a map of plain keys is looked into, or an array at a constant position that is not zero.
func safePosition(c Constants) bool {
	if c.kind(0) == types.Map {
		return plainOrder(c.Types[0].Key())
	}
	n, ok := c.number(1)
	return ok && n != 0
}

// plainOrder tells whether any two values of a type can be compared: arrays and rows cannot where there are NULLs inside.
func plainOrder(t types.Type) bool {
	return t.Kind != types.Array && t.Kind != types.Row && t.Kind != types.Map
}

// safeElements tells whether the first argument is an array of elements that can be compared.
func safeElements(c Constants) bool { return c.kind(0) == types.Array && plainOrder(c.Types[0].Elem()) }

// safeExtreme tells whether the greatest or least value is one, or so many, that can be found.
func safeExtreme(c Constants) bool {
	return len(c.Types) > 0 && plainOrder(c.Types[0]) && (len(c.Types) == 1 || c.safeCount(1))
}

// safeExtremeBy is safeExtreme for the order of the second argument.
func safeExtremeBy(c Constants) bool {
	return len(c.Types) > 1 && plainOrder(c.Types[1]) && (len(c.Types) == 2 || c.safeCount(2))
}

// safeCount tells whether argument i is a constant count that aggregates take.
func (c Constants) safeCount(i int) bool {
	n, ok := c.number(i)
	return ok && n > 0 && n <= 10_000
}

// safePath tells whether the second argument is a constant path of names and indexes: `$.a["b c"][0]`. Text that is no
// JSON gives NULL.
func safePath(c Constants) bool {
	path, ok := c.text(1)
	return ok && plainPath.MatchString(path)
}

var plainPath = regexp.MustCompile(`^\$(\.[A-Za-z_][A-Za-z0-9_]*|\[[0-9]{1,9}\]|\["[A-Za-z0-9_ .:/-]+"\])*$`)

// safePattern tells whether the second argument is a constant MySQL pattern of specifiers that can be written.
func safePattern(c Constants) bool {
	pattern, ok := c.text(1)
	if !ok {
		return false
	}
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '%' {
			continue
		}
		if i++; i == len(pattern) || !strings.ContainsRune("abcdefHhIijklMmprSsTvWxYy%", rune(pattern[i])) {
			return false
		}
	}
	return true
}

// safeOrder tells whether no argument is a real or double: NaN has no place among the greatest and least.
func safeOrder(c Constants) bool {
	for _, t := range c.Types {
		switch t.Kind { //nolint:exhaustive // types whose order has no exceptions
		case types.TinyInt, types.SmallInt, types.Integer, types.BigInt, types.Decimal, types.Varchar, types.Boolean, types.Date,
			types.Timestamp, types.TimestampTZ:
		default:
			return false
		}
	}
	return true
}
