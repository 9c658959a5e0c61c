package scalar

import (
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// arrays are the functions of arrays.
func arrays() map[string]maker {
	return map[string]maker{
		"array_distinct": elems(func(a, _ value.List, t types.Type) value.List { return unique(a, t) }),
		"array_union":    elems(func(a, b value.List, t types.Type) value.List { return unique(slices.Concat(a, b), t) }),
		"array_intersect": elems(func(a, b value.List, t types.Type) value.List {
			if len(a) < len(b) { // the order is that of the longer one
				a, b = b, a
			}
			return unique(kept(a, func(x value.Value) bool { return holdsSame(b, x, t) }), t)
		}),
		"array_except": elems(func(a, b value.List, t types.Type) value.List {
			return unique(kept(a, func(x value.Value) bool { return !holdsSame(b, x, t) }), t)
		}),
		"array_remove": arrayRemove, "arrays_overlap": arraysOverlap, "contains": contains,
		"array_position": arrayPosition, "array_sort": arraySort, "array_join": arrayJoin,
		"array_max": arrayExtreme(1), "array_min": arrayExtreme(-1),
		"array_first": always(pure(func(args []value.Value) value.Value { return place(list(args, 0), 0) })),
		"array_last":  always(pure(func(args []value.Value) value.Value { return place(list(args, 0), len(list(args, 0))-1) })),
		"slice":       always(throwing(slice)), "trim_array": always(throwing(trimArray)),
		"repeat": repeatMaker, "sequence": sequence, "ngrams": always(throwing(ngrams)), "combinations": always(throwing(combinations)),
		"contains_sequence": containsSequence, "zip": always(throwing(zip)),
		"reverse": always(pure(reverse)), "$set_agg": elems(func(a, _ value.List, t types.Type) value.List { return unique(a, t) }),
		"$set_union": setUnion,
	}
}

// maxElements bounds the arrays that functions make.
const maxElements = 10000

func list(args []value.Value, i int) value.List {
	l, _ := args[i].(value.List)
	return l
}

// elems makes a function of one or two arrays that cannot fail.
func elems(f func(a, b value.List, elem types.Type) value.List) maker {
	return func(params []types.Type, _ types.Type) (Impl, bool) {
		return pure(func(args []value.Value) value.Value {
			var b value.List
			if len(args) > 1 {
				b = list(args, 1)
			}
			return f(list(args, 0), b, params[0].Elem())
		}), true
	}
}

// key is a text that is the same for the same values, to find them in a map.
func key(v value.Value, t types.Type) string {
	switch x := v.(type) {
	case nil:
		return "n"
	case value.TimestampTZ:
		v = value.TimestampTZ{Micros: x.Micros, Zone: value.UTC}
	case float64:
		if x == 0 {
			v = 0.0
		}
	}
	return "v" + value.Text(v, t)
}

// scalarKey tells whether key is right for the type: what is nested is compared instead.
func scalarKey(t types.Type) bool {
	return len(t.Elems) == 0 && t.Kind != types.TimeTZ && t.Kind != types.Char && t.Kind != types.Real
}

// unique drops what stands in the list before.
func unique(a value.List, t types.Type) value.List {
	out := make(value.List, 0, len(a))
	if scalarKey(t) {
		seen := make(map[string]bool, len(a))
		for _, x := range a {
			if k := key(x, t); !seen[k] {
				seen[k] = true
				out = append(out, x)
			}
		}
		return out
	}
	for _, x := range a {
		if !holdsSame(out, x, t) {
			out = append(out, x)
		}
	}
	return out
}

func kept(a value.List, keep func(value.Value) bool) value.List {
	out := make(value.List, 0, len(a))
	for _, x := range a {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
}

func holdsSame(a value.List, x value.Value, t types.Type) bool {
	return slices.ContainsFunc(a, func(y value.Value) bool { return same(x, y, t) })
}

func place(a value.List, i int) value.Value {
	if i < 0 || i >= len(a) {
		return nil
	}
	return a[i]
}

// undecided is the error where NULLs inside keep two values from being compared.
func undecided(what string) error {
	return fail(diag.NotSupported, "%s does not support arrays with elements that are null or contain null", what)
}

func arrayRemove(params []types.Type, _ types.Type) (Impl, bool) {
	t := params[0].Elem()
	return throwing(func(args []value.Value) (value.Value, error) {
		out := value.List{}
		for _, x := range list(args, 0) {
			eq, known := equal(x, args[1], t)
			if x != nil && !known {
				return nil, undecided("array_remove")
			}
			if !eq || !known {
				out = append(out, x)
			}
		}
		return out, nil
	}), true
}

// arraysOverlap is NULL where only NULLs could be in common.
func arraysOverlap(params []types.Type, _ types.Type) (Impl, bool) {
	t := params[0].Elem()
	return pure(func(args []value.Value) value.Value {
		a, b := list(args, 0), list(args, 1)
		null := func(x value.Value) bool { return x == nil }
		for _, x := range a {
			if x != nil && holdsSame(b, x, t) {
				return true
			}
		}
		if len(a) > 0 && len(b) > 0 && (slices.ContainsFunc(a, null) || slices.ContainsFunc(b, null)) {
			return nil
		}
		return false
	}), true
}

func contains(params []types.Type, _ types.Type) (Impl, bool) {
	if params[0].Kind != types.Array {
		if params[1].Kind == types.IPAddress {
			return throwing(cidrContains), true
		}
		return Impl{}, false
	}
	t := params[0].Elem()
	return throwing(func(args []value.Value) (value.Value, error) {
		open := false
		for _, x := range list(args, 0) {
			if x == nil {
				open = true
				continue
			}
			eq, known := equal(x, args[1], t)
			if !known {
				return nil, undecided("contains")
			}
			if eq {
				return true, nil
			}
		}
		if open {
			return nil, nil //nolint:nilnil // NULL
		}
		return false, nil
	}), true
}

// arrayPosition is the place of the n-th occurrence, from the end when n is negative.
func arrayPosition(params []types.Type, _ types.Type) (Impl, bool) {
	t := params[0].Elem()
	return throwing(func(args []value.Value) (value.Value, error) {
		a, n := list(args, 0), int64(1)
		if len(args) == 3 {
			n = integer(args[2])
		}
		if n == 0 {
			return nil, bad("array_position cannot take a 0-valued instance argument.")
		}
		for i := range a {
			at := i
			if n < 0 {
				at = len(a) - 1 - i
			}
			if a[at] == nil {
				continue
			}
			eq, known := equal(a[at], args[1], t)
			if !known {
				return nil, undecided("array_position")
			}
			if !eq {
				continue
			}
			if n > 0 {
				n--
			} else {
				n++
			}
			if n == 0 {
				return int64(at) + 1, nil
			}
		}
		return int64(0), nil
	}), true
}

func arraySort(params []types.Type, _ types.Type) (Impl, bool) {
	if len(params) != 1 {
		return Impl{}, false
	}
	t := params[0].Elem()
	return pure(func(args []value.Value) value.Value {
		out := slices.Clone(list(args, 0))
		slices.SortStableFunc(out, func(a, b value.Value) int { return orderedWith(a, b, t, 1) })
		return out
	}), true
}

// arrayExtreme is array_max (1) or array_min (-1): NULL where an element is NULL, NaN where one is NaN.
func arrayExtreme(sign int) maker {
	return func(params []types.Type, _ types.Type) (Impl, bool) {
		t := params[0].Elem()
		return pure(func(args []value.Value) value.Value {
			var best value.Value
			for i, x := range list(args, 0) {
				if x == nil {
					return nil
				}
				if i == 0 {
					best = x
					continue
				}
				if orderedWith(x, best, t, -sign)*sign > 0 {
					best = x
				}
			}
			return best
		}), true
	}
}

func arrayJoin(params []types.Type, _ types.Type) (Impl, bool) {
	t := params[0].Elem()
	if len(t.Elems) > 0 {
		return Impl{}, false
	}
	return throwing(func(args []value.Value) (value.Value, error) {
		var b strings.Builder
		first := true
		for _, x := range list(args, 0) {
			var s string
			cast, err := Cast(x, t, types.Text())
			if err != nil {
				return nil, err
			}
			switch {
			case cast != nil:
				s, _ = cast.(string)
			case len(args) == 3:
				s = text(args, 2)
			default:
				continue
			}
			if !first {
				b.WriteString(text(args, 1))
			}
			first = false
			b.WriteString(s)
		}
		return b.String(), nil
	}), true
}

func slice(args []value.Value) (value.Value, error) {
	a, start, length := list(args, 0), integer(args[1]), integer(args[2])
	if length < 0 {
		return nil, bad("length must be greater than or equal to 0")
	}
	n := int64(len(a))
	switch {
	case start == 0:
		return nil, bad("SQL array indices start at 1")
	case start < 0:
		start += n
	default:
		start--
	}
	if start < 0 || start >= n {
		return value.List{}, nil
	}
	return slices.Clone(a[start : start+min(length, n-start)]), nil
}

func trimArray(args []value.Value) (value.Value, error) {
	a, n := list(args, 0), integer(args[1])
	if n < 0 {
		return nil, bad("size must not be negative: %d", n)
	}
	if n > int64(len(a)) {
		return nil, bad("size must not exceed array cardinality %d: %d", len(a), n)
	}
	return slices.Clone(a[:int64(len(a))-n]), nil
}

func repeatMaker([]types.Type, types.Type) (Impl, bool) {
	i := throwing(func(args []value.Value) (value.Value, error) {
		if args[1] == nil {
			return nil, nil //nolint:nilnil // NULL
		}
		n := integer(args[1])
		if n > maxElements {
			return nil, bad("count argument of repeat function must be less than or equal to 10000")
		}
		out := make(value.List, max(n, 0))
		for i := range out {
			out[i] = args[0]
		}
		return out, nil
	})
	i.NullCall = true
	return i, true
}

// sequence counts from a number, day or time to another.
func sequence(params []types.Type, result types.Type) (Impl, bool) {
	return throwing(func(args []value.Value) (value.Value, error) {
		if len(args) == 3 {
			if months, ok := args[2].(value.YearMonth); ok {
				return sequenceByMonths(args[0], args[1], int64(months))
			}
		}
		start, stop, unit := point(args[0]), point(args[1]), int64(1)
		step := int64(1)
		if stop < start {
			step = -1
		}
		_, days := args[0].(value.Date)
		if len(args) == 3 {
			step = integer(args[2])
			switch {
			case days && step%86400000 != 0:
				return nil, bad("sequence step must be a day interval if start and end values are dates")
			case days:
				step /= 86400000
			case isTimestamp(args[0]):
				unit = 1000
			}
		}
		return counted(start, stop, step, unit, func(n int64) value.Value { return pointLike(n, args[0]) })
	}), true
}

func isTimestamp(v value.Value) bool {
	_, ok := v.(value.Timestamp)
	return ok
}

func point(v value.Value) int64 {
	if ts, ok := v.(value.Timestamp); ok {
		return int64(ts)
	}
	return integer(v)
}

func pointLike(n int64, like value.Value) value.Value {
	switch like.(type) {
	case value.Date:
		return value.Date(n)
	case value.Timestamp:
		return value.Timestamp(n)
	}
	return n
}

func checkStep(step, start, stop int64) error {
	if step == 0 {
		return bad("step must not be zero")
	}
	if step > 0 && stop < start || step < 0 && stop > start {
		return bad("sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start")
	}
	return nil
}

func errTooLong() error {
	return bad("result of sequence function must not have more than 10000 entries")
}

func counted(start, stop, step, unit int64, make1 func(int64) value.Value) (value.Value, error) {
	if err := checkStep(step, start, stop); err != nil {
		return nil, err
	}
	if unit != 1 && (step > (1<<62)/unit || step < -(1<<62)/unit) {
		return value.List{make1(start)}, nil
	}
	step *= unit
	distance := uint64(stop) - uint64(start)
	size := uint64(step)
	if step < 0 {
		distance, size = uint64(start)-uint64(stop), uint64(-step)
	}
	n := distance / size
	if n >= maxElements {
		return nil, errTooLong()
	}
	out := make(value.List, 0, n+1)
	for i := range n + 1 {
		out = append(out, make1(start+int64(i)*step))
	}
	return out, nil
}

func sequenceByMonths(from, to value.Value, step int64) (value.Value, error) {
	micros := func(v value.Value) value.Timestamp {
		if d, ok := v.(value.Date); ok {
			return value.Timestamp(int64(d) * dayMicros)
		}
		return value.Timestamp(point(v))
	}
	start, stop := micros(from), micros(to)
	if err := checkStep(step, int64(start), int64(stop)); err != nil {
		return nil, err
	}
	out := value.List{}
	for i := int64(0); ; i++ {
		at := addMonths(start, i*step)
		if step > 0 && at > stop || step < 0 && at < stop {
			return out, nil
		}
		if i >= maxElements {
			return nil, errTooLong()
		}
		if _, ok := from.(value.Date); ok {
			out = append(out, value.Date(floorDiv(int64(at), dayMicros)))
		} else {
			out = append(out, at)
		}
	}
}

func ngrams(args []value.Value) (value.Value, error) {
	a, n := list(args, 0), integer(args[1])
	if n <= 0 {
		return nil, bad("N must be positive")
	}
	if n >= int64(len(a)) {
		return value.List{slices.Clone(a)}, nil
	}
	if (int64(len(a))-n+1)*n > 1000000 {
		return nil, bad("ngrams of so large an array are not supported")
	}
	out := value.List{}
	for i := int64(0); i+n <= int64(len(a)); i++ {
		out = append(out, slices.Clone(a[i:i+n]))
	}
	return out, nil
}

func combinations(args []value.Value) (value.Value, error) {
	a, n := list(args, 0), integer(args[1])
	if n < 0 {
		return nil, bad("combination size must not be negative: %d", n)
	}
	if n > 5 {
		return nil, bad("combination size must not exceed 5: %d", n)
	}
	if n > int64(len(a)) {
		return value.List{}, nil
	}
	total := int64(1)
	for i := range n {
		total = total * (int64(len(a)) - i) / (i + 1)
		if total > 100000 {
			return nil, bad("combinations exceed max size")
		}
	}
	// The places of the first elements vary fastest, as in Trino.
	out := make(value.List, 0, total)
	at := make([]int, n)
	for i := range at {
		at[i] = i
	}
	for {
		row := make(value.List, n)
		for i, p := range at {
			row[i] = a[p]
		}
		out = append(out, row)
		i := 0
		for i < int(n)-1 && at[i]+1 == at[i+1] {
			at[i] = i
			i++
		}
		if n == 0 {
			return out, nil
		}
		at[i]++
		if at[n-1] >= len(a) {
			return out, nil
		}
	}
}

func containsSequence(params []types.Type, _ types.Type) (Impl, bool) {
	t := params[0].Elem()
	return pure(func(args []value.Value) value.Value {
		a, b := list(args, 0), list(args, 1)
		for i := 0; i+len(b) <= len(a); i++ {
			all := true
			for j := range b {
				all = all && same(a[i+j], b[j], t)
			}
			if all {
				return true
			}
		}
		return false
	}), true
}

// zip sets arrays side by side; the shorter ones are filled up with NULL.
func zip(args []value.Value) (value.Value, error) {
	n := 0
	for i := range args {
		n = max(n, len(list(args, i)))
	}
	out := make(value.List, n)
	for i := range out {
		row := make(value.Row, len(args))
		for j := range args {
			row[j] = place(list(args, j), i)
		}
		out[i] = row
	}
	return out, nil
}

// reverse turns a text, a binary or an array around.
func reverse(args []value.Value) value.Value {
	switch x := args[0].(type) {
	case string:
		runes := []rune(x)
		slices.Reverse(runes)
		return string(runes)
	case []byte:
		x = slices.Clone(x)
		slices.Reverse(x)
		return x
	case value.List:
		x = slices.Clone(x)
		slices.Reverse(x)
		return x
	}
	return nil
}

func setUnion(params []types.Type, result types.Type) (Impl, bool) {
	return pure(func(args []value.Value) value.Value {
		var all value.List
		for _, x := range list(args, 0) {
			l, _ := x.(value.List)
			all = append(all, l...)
		}
		return unique(all, result.Elem())
	}), true
}
