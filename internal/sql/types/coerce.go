package types

// maxDepth bounds how deep a type may be nested; parsing refuses deeper ones.
const maxDepth = 64

// CanCoerce tells whether a value of type from becomes a value of type to without being asked: integers widen, integers
// become decimals and floats, texts grow, dates become timestamps. NULL becomes anything.
func CanCoerce(from, to Type) bool {
	_, exact, ok := compat(from, to)
	return ok && exact
}

// CommonSuper returns the smallest type that both a and b become without being asked, and whether there is one. The
// order of the arguments does not matter but for rows with names: names that differ are dropped.
func CommonSuper(a, b Type) (Type, bool) {
	super, _, ok := compat(a, b)
	return super, ok
}

// CommonSuperOf returns the common super-type of all of list, Unknown of an empty one.
func CommonSuperOf(list []Type) (Type, bool) {
	var super Type
	for _, t := range list {
		var ok bool
		if super, ok = CommonSuper(super, t); !ok {
			return Type{}, false
		}
	}
	return super, true
}

// compat returns the common super-type of from and to, and whether from coerces to to (then the super-type is to, but
// for the names of fields).
func compat(from, to Type) (super Type, coercible, ok bool) {
	switch {
	case from.Equal(to), from.Kind == Unknown:
		return to, true, true
	case to.Kind == Unknown:
		return from, false, true
	case from.Kind == to.Kind:
		return compatSame(from, to)
	}
	if up, ok := Lift(from, to.Kind); ok {
		return compat(up, to)
	}
	if up, ok := Lift(to, from.Kind); ok {
		super, _, ok := compat(from, up)
		return super, false, ok
	}
	return Type{}, false, false
}

// compatSame is compat for two different types of one kind.
func compatSame(from, to Type) (super Type, coercible, ok bool) {
	switch from.Kind {
	case Decimal:
		super = superDecimal(from, to)
	case Varchar:
		super = Text()
		if from.P != Unbounded && to.P != Unbounded {
			super = VarcharOf(max(from.P, to.P))
		}
	case Char, Time, TimeTZ, Timestamp, TimestampTZ:
		super = Type{Kind: from.Kind, P: max(from.P, to.P)}
	case Array, Map, Row:
		return compatElems(from, to)
	case Unknown, Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Varbinary, Date, IntervalDaySecond,
		IntervalYearMonth, JSON, UUID, IPAddress, Function, HyperLogLog, P4HyperLogLog, TDigest, QDigest, SetDigest, JSONPath,
		Regexp, Color, IPPrefix:
		return Type{}, false, false
	}
	return super, super.Equal(to), true
}

// superDecimal keeps all digits before and after the point as far as 38 digits go; operators check for overflow.
func superDecimal(a, b Type) Type {
	scale := max(a.S, b.S)
	return DecimalOf(min(MaxDecimal, max(a.P-a.S, b.P-b.S)+scale), scale)
}

func compatElems(from, to Type) (super Type, coercible, ok bool) {
	if len(from.Elems) != len(to.Elems) {
		return Type{}, false, false
	}
	coercible = true
	elems, fields := make([]Type, len(from.Elems)), make([]string, len(from.Elems))
	for i := range from.Elems {
		elem, exact, ok := compat(from.Elems[i], to.Elems[i])
		if !ok {
			return Type{}, false, false
		}
		elems[i] = elem
		coercible = coercible && exact
		if from.FieldName(i) == to.FieldName(i) {
			fields[i] = from.FieldName(i)
		}
	}
	if from.Kind == Row {
		return RowOf(fields, elems...), coercible, true
	}
	return Type{Kind: from.Kind, Elems: elems}, coercible, true
}

// Lift returns the smallest type of the given kind that t becomes without being asked. It is the whole list of the
// coercions between kinds.
func Lift(t Type, to Kind) (Type, bool) {
	switch t.Kind {
	case TinyInt, SmallInt, Integer, BigInt:
		return liftInteger(t, to)
	case Decimal:
		return Type{Kind: to}, to == Real || to == Double
	case Real:
		return Type{Kind: to}, to == Double
	case Date:
		return Type{Kind: to}, to == Timestamp || to == TimestampTZ
	case Time:
		return TimeTZOf(t.P), to == TimeTZ
	case Timestamp:
		return TimestampTZOf(t.P), to == TimestampTZ
	case Varchar:
		return liftVarchar(t, to)
	case Char:
		return Type{Kind: to}, to == Regexp || to == JSONPath
	case P4HyperLogLog:
		return Type{Kind: to}, to == HyperLogLog
	case Unknown, Boolean, Double, Varbinary, TimeTZ, TimestampTZ, IntervalDaySecond, IntervalYearMonth, JSON, UUID, IPAddress,
		Array, Map, Row, Function, HyperLogLog, TDigest, QDigest, SetDigest, JSONPath, Regexp, Color, IPPrefix:
	}
	return Type{}, false
}

// integerDigits is the precision of the decimal that holds every value of an integer type.
func integerDigits(k Kind) int {
	switch k { //nolint:exhaustive // only the integers
	case TinyInt:
		return 3
	case SmallInt:
		return 5
	case Integer:
		return 10
	default:
		return 19
	}
}

func liftInteger(t Type, to Kind) (Type, bool) {
	if to == Decimal {
		return DecimalOf(integerDigits(t.Kind), 0), true
	}
	wider := to > t.Kind && to <= BigInt
	return Type{Kind: to}, wider || to == Real || to == Double
}

func liftVarchar(t Type, to Kind) (Type, bool) {
	if to == Char {
		if t.P == Unbounded {
			return CharOf(MaxChar), true
		}
		return CharOf(min(MaxChar, t.P)), true
	}
	return Type{Kind: to}, to == Regexp || to == JSONPath
}
