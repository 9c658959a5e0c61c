package types

// MaxDecimal is the greatest precision of a decimal, and MaxChar the greatest length of a char.
const (
	MaxDecimal = 38
	MaxChar    = 65536
)

// maxVarchar is the greatest length that can be written for a varchar.
const maxVarchar = 2147483646

// Of returns a type that has no parameters: Of(BigInt), Of(Double), Of(JSON).
func Of(kind Kind) Type { return Type{Kind: kind} }

// DecimalOf returns decimal(p, s).
func DecimalOf(p, s int) Type { return Type{Kind: Decimal, P: p, S: s} }

// VarcharOf returns varchar(n); with Unbounded it is plain varchar.
func VarcharOf(n int) Type { return Type{Kind: Varchar, P: n} }

// Text returns varchar without a length.
func Text() Type { return VarcharOf(Unbounded) }

// CharOf returns char(n).
func CharOf(n int) Type { return Type{Kind: Char, P: n} }

// TimeOf returns time(p).
func TimeOf(p int) Type { return Type{Kind: Time, P: p} }

// TimeTZOf returns time(p) with time zone.
func TimeTZOf(p int) Type { return Type{Kind: TimeTZ, P: p} }

// TimestampOf returns timestamp(p).
func TimestampOf(p int) Type { return Type{Kind: Timestamp, P: p} }

// TimestampTZOf returns timestamp(p) with time zone.
func TimestampTZOf(p int) Type { return Type{Kind: TimestampTZ, P: p} }

// ArrayOf returns array(elem).
func ArrayOf(elem Type) Type { return Type{Kind: Array, Elems: []Type{elem}} }

// MapOf returns map(key, val).
func MapOf(key, val Type) Type { return Type{Kind: Map, Elems: []Type{key, val}} }

// QDigestOf returns qdigest(elem).
func QDigestOf(elem Type) Type { return Type{Kind: QDigest, Elems: []Type{elem}} }

// RowOf returns a row of the given fields. Names may be nil; a name of "" is an anonymous field.
func RowOf(names []string, elems ...Type) Type {
	t := Type{Kind: Row, Elems: elems}
	for _, name := range names {
		if name != "" {
			t.Names = names
			break
		}
	}
	return t
}

// FunctionOf returns the type of a lambda.
func FunctionOf(params []Type, result Type) Type {
	elems := make([]Type, 0, len(params)+1)
	return Type{Kind: Function, Elems: append(append(elems, params...), result)}
}

// Elem returns the type of the elements of an array or a qdigest, Unknown for anything else.
func (t Type) Elem() Type {
	if (t.Kind == Array || t.Kind == QDigest) && len(t.Elems) == 1 {
		return t.Elems[0]
	}
	return Type{}
}

// Key returns the type of the keys of a map, Unknown for anything else.
func (t Type) Key() Type {
	if t.Kind == Map && len(t.Elems) == 2 {
		return t.Elems[0]
	}
	return Type{}
}

// Value returns the type of the values of a map, Unknown for anything else.
func (t Type) Value() Type {
	if t.Kind == Map && len(t.Elems) == 2 {
		return t.Elems[1]
	}
	return Type{}
}

// Result returns the type of the result of a function, Unknown for anything else.
func (t Type) Result() Type {
	if t.Kind == Function && len(t.Elems) > 0 {
		return t.Elems[len(t.Elems)-1]
	}
	return Type{}
}

// Params returns the types of the parameters of a function, nil for anything else.
func (t Type) Params() []Type {
	if t.Kind == Function && len(t.Elems) > 0 {
		return t.Elems[: len(t.Elems)-1 : len(t.Elems)-1]
	}
	return nil
}

// FieldName returns the name of the row's field i, counted from 0, or "" when it is anonymous.
func (t Type) FieldName(i int) string {
	if i < len(t.Names) {
		return t.Names[i]
	}
	return ""
}

// Equal tells whether t and u are the same type. The names of a row's fields belong to its type.
func (t Type) Equal(u Type) bool {
	if t.Kind != u.Kind || t.P != u.P || t.S != u.S || len(t.Elems) != len(u.Elems) {
		return false
	}
	for i := range t.Elems {
		if !t.Elems[i].Equal(u.Elems[i]) || t.FieldName(i) != u.FieldName(i) {
			return false
		}
	}
	return true
}

// IsInteger tells whether the type is one of the four integers.
func (t Type) IsInteger() bool {
	return t.Kind == TinyInt || t.Kind == SmallInt || t.Kind == Integer || t.Kind == BigInt
}

// IsNumeric tells whether the type is an integer, a decimal, real or double.
func (t Type) IsNumeric() bool {
	return t.IsInteger() || t.Kind == Decimal || t.Kind == Real || t.Kind == Double
}

// IsText tells whether the type is varchar or char.
func (t Type) IsText() bool { return t.Kind == Varchar || t.Kind == Char }

// Comparable tells whether values of the type can be tested for equality, and so be grouped, joined and made distinct.
func (t Type) Comparable() bool {
	switch t.Kind {
	case HyperLogLog, P4HyperLogLog, TDigest, QDigest, SetDigest, JSONPath, Regexp, Color, Function:
		return false
	case Array, Map, Row:
		for _, e := range t.Elems {
			if !e.Comparable() {
				return false
			}
		}
		return true
	case Unknown, Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, Char, Varbinary, Date, Time,
		TimeTZ, Timestamp, TimestampTZ, IntervalDaySecond, IntervalYearMonth, JSON, UUID, IPAddress, IPPrefix:
		return true
	}
	return false
}

// Orderable tells whether values of the type can be put in order.
func (t Type) Orderable() bool {
	switch t.Kind {
	case HyperLogLog, P4HyperLogLog, TDigest, QDigest, SetDigest, JSONPath, Regexp, Color, Function, Map, JSON:
		return false
	case Array, Row:
		for _, e := range t.Elems {
			if !e.Orderable() {
				return false
			}
		}
		return true
	case Unknown, Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, Char, Varbinary, Date, Time,
		TimeTZ, Timestamp, TimestampTZ, IntervalDaySecond, IntervalYearMonth, UUID, IPAddress, IPPrefix:
		return true
	}
	return false
}
