package types

// CanCast tells whether CAST(x AS to) exists for an x of type from.
func CanCast(from, to Type) bool {
	if from.Equal(to) || from.Kind == Unknown {
		return to.Kind != Function
	}
	switch {
	case from.Kind == Array && to.Kind == Array, from.Kind == Map && to.Kind == Map, from.Kind == Row && to.Kind == Row:
		return castElems(from, to)
	case to.Kind == JSON && nested(from):
		return toJSON(from)
	case from.Kind == JSON && nested(to):
		return fromJSON(to)
	}
	for _, k := range castTargets[from.Kind] {
		if k == to.Kind {
			return true
		}
	}
	return CanCoerce(from, to)
}

// CastMayThrow tells whether a cast from from to to can fail for some value. It presumes that CanCast holds, and says
// true where it is not sure of the contrary.
func CastMayThrow(from, to Type) bool {
	switch {
	case from.Equal(to), from.Kind == Unknown:
		return false
	case from.Kind == to.Kind:
		return castMayThrowSame(from, to)
	case from.Kind == Date:
		// Dates reach further than timestamps.
		return to.Kind == Timestamp || to.Kind == TimestampTZ || textMayThrow(from, to)
	case CanCoerce(from, to):
		return false
	case to.Kind == Boolean:
		return from.IsText() || from.Kind == JSON
	case to.Kind == Varchar:
		return textMayThrow(from, to)
	case to.Kind == Char:
		return !from.IsText()
	case to.IsNumeric() && from.Kind == Boolean:
		return to.Kind == Decimal && to.P-to.S < 1
	case to.Kind == Decimal && from.IsInteger():
		return to.P-to.S < integerDigits(from.Kind)
	case to.Kind == JSON:
		return nested(from)
	case to.Kind == Varbinary:
		return false
	}
	return !clockCast(from.Kind, to.Kind)
}

// clockCast tells whether both are dates or times between which every cast succeeds.
func clockCast(from, to Kind) bool {
	switch from { //nolint:exhaustive // the rest has no such casts
	case Timestamp, TimestampTZ:
		return to == Date || to == Time || to == TimeTZ || to == Timestamp || to == TimestampTZ
	case Time, TimeTZ:
		return to == Time || to == TimeTZ || to == Timestamp || to == TimestampTZ
	default:
		return false
	}
}

func castMayThrowSame(from, to Type) bool {
	switch from.Kind { //nolint:exhaustive // the rest has no parameters
	case Decimal:
		// Rounding may carry into a digit more: 9.9 is 10 without a fraction.
		carry := 0
		if to.S < from.S {
			carry = 1
		}
		return to.P-to.S < from.P-from.S+carry
	case Array, Row:
		for i := range min(len(from.Elems), len(to.Elems)) {
			if CastMayThrow(from.Elems[i], to.Elems[i]) {
				return true
			}
		}
		return false
	case Map:
		// Different keys may become equal ones.
		return !from.Key().Equal(to.Key()) || CastMayThrow(from.Value(), to.Value())
	case Varchar, Char, Time, TimeTZ, Timestamp, TimestampTZ:
		return false
	default:
		return true
	}
}

// textMayThrow tells whether the text of a value may be too long for a varchar. Text is cut to the length, all else fails;
// the JSON of an array or an object is no text.
func textMayThrow(from, to Type) bool {
	if to.Kind == Varchar && to.P == Unbounded {
		return from.Kind == JSON
	}
	return to.Kind != JSON && !from.IsText()
}

func nested(t Type) bool { return t.Kind == Array || t.Kind == Map || t.Kind == Row }

func castElems(from, to Type) bool {
	if len(from.Elems) != len(to.Elems) {
		return false
	}
	for i := range from.Elems {
		if !CanCast(from.Elems[i], to.Elems[i]) {
			return false
		}
	}
	return true
}

// toJSON tells whether a value of type t can be cast to json.
func toJSON(t Type) bool {
	switch t.Kind { //nolint:exhaustive // a list of what may be
	case Array, Row:
		for _, e := range t.Elems {
			if !toJSON(e) {
				return false
			}
		}
		return true
	case Map:
		return jsonKey(t.Key()) && toJSON(t.Value())
	case Unknown, Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, JSON, Date, Timestamp:
		return true
	default:
		return false
	}
}

// fromJSON tells whether json can be cast to t.
func fromJSON(t Type) bool {
	switch t.Kind { //nolint:exhaustive // a list of what may be
	case Array, Row:
		for _, e := range t.Elems {
			if !fromJSON(e) {
				return false
			}
		}
		return true
	case Map:
		return jsonKey(t.Key()) && fromJSON(t.Value())
	case Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, JSON:
		return true
	default:
		return false
	}
}

// jsonKey tells whether t may be the key of a map that is cast to or from json.
func jsonKey(t Type) bool {
	switch t.Kind { //nolint:exhaustive // a list of what may be
	case Unknown, Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar:
		return true
	default:
		return false
	}
}

// castTargets lists the casts between kinds that are not made of elements.
//
//nolint:gochecknoglobals // a table that nobody changes
var castTargets = map[Kind][]Kind{
	Boolean:           {TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, JSON},
	TinyInt:           {Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, JSON},
	SmallInt:          {Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, JSON},
	Integer:           {Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, JSON},
	BigInt:            {Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, JSON},
	Real:              {Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, JSON},
	Double:            {Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, JSON},
	Decimal:           {Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, JSON},
	Varchar:           {Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, Char, Varbinary, JSON, Date, Time, TimeTZ, Timestamp, TimestampTZ, UUID, IPAddress, IPPrefix, Color},
	Char:              {JSONPath, Regexp, Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar, Char, Varbinary, JSON, Date, Time, TimeTZ, Timestamp, TimestampTZ, UUID, IPAddress, IPPrefix, Color},
	Date:              {Varchar, Timestamp, TimestampTZ, JSON},
	Time:              {Varchar, Time, TimeTZ, Timestamp, TimestampTZ},
	TimeTZ:            {Varchar, Time, TimeTZ, Timestamp, TimestampTZ},
	Timestamp:         {Varchar, Date, Time, TimeTZ, Timestamp, TimestampTZ, JSON},
	TimestampTZ:       {Varchar, Date, Time, TimeTZ, Timestamp, TimestampTZ},
	IntervalDaySecond: {Varchar},
	IntervalYearMonth: {Varchar},
	JSON:              {Boolean, TinyInt, SmallInt, Integer, BigInt, Real, Double, Decimal, Varchar},
	UUID:              {Varchar, Varbinary},
	IPAddress:         {Varchar, Varbinary, IPPrefix},
	IPPrefix:          {Varchar, IPAddress},
	Varbinary:         {UUID, IPAddress, HyperLogLog, P4HyperLogLog, TDigest, QDigest, SetDigest},
	HyperLogLog:       {Varbinary, P4HyperLogLog},
	P4HyperLogLog:     {Varbinary, HyperLogLog},
	TDigest:           {Varbinary},
	QDigest:           {Varbinary},
	SetDigest:         {Varbinary, HyperLogLog},
}
