// Package types holds the types of Trino's SQL, as Athena engine 3 has them: how they are written, which of them
// become which without being asked (coercion), what several of them have in common (super-type), and which casts exist.
// It promises Trino's answer for every pair of types, decimals and text lengths included, and no knowledge of any engine.
package types

// Kind is the head of a type.
type Kind uint8

// The kinds. Unknown is the type of NULL.
const (
	Unknown Kind = iota
	Boolean
	TinyInt
	SmallInt
	Integer
	BigInt
	Real
	Double
	Decimal
	Varchar
	Char
	Varbinary
	Date
	Time
	TimeTZ
	Timestamp
	TimestampTZ
	IntervalDaySecond
	IntervalYearMonth
	JSON
	UUID
	IPAddress
	Array
	Map
	Row
	Function // the type of a lambda: Elems are the parameters, then the result
	HyperLogLog
	P4HyperLogLog
	TDigest
	QDigest // Elems[0] is the type of the values
	SetDigest
	JSONPath // the type of a constant path argument
	Regexp   // the type of a constant pattern argument (Trino's JoniRegExp)
	Color
	IPPrefix
)

// Unbounded is the length of `varchar` without a length.
const Unbounded = -1

// Type is a type. It is a value, compared with Equal, and never changed.
type Type struct {
	Kind Kind
	// P is the precision of decimal (1–38), time and timestamp (digits after the second, 0–12), and the length of
	// varchar and char (Unbounded for plain varchar).
	P int
	// S is the scale of decimal.
	S int
	// Elems holds the element of an array, key and value of a map, the fields of a row, parameters and result of a function.
	Elems []Type
	// Names holds the names of a row's fields, "" for an anonymous one; nil when none has a name.
	Names []string
}
