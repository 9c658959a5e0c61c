// Package value holds the values of Trino's types in Go: what literals hold, what functions written in Go take and
// give, what rows of a result are made of, and how each is written as text. It promises that a value and its type
// together say everything: no value depends on an engine, a session or a locale, and no money is ever a float.
package value

import "math/big"

// Value is a value of a Trino type, nil for NULL. The forms are:
//
//	boolean                    bool
//	tinyint … bigint           int64
//	real, double               float32, float64
//	decimal(p,s)               Decimal
//	varchar, char, json        string (char padded to its length, json as its text)
//	varbinary                  []byte
//	date, time, timestamp      Date, Time, Timestamp
//	… with time zone           TimeTZ, TimestampTZ
//	interval day to second     DaySecond
//	interval year to month     YearMonth
//	uuid, ipaddress            UUID, IP
//	array(T)                   List
//	map(K, V)                  Map
//	row(…)                     Row
//	HyperLogLog, digests       []byte, as Trino writes them
//	color                      int64, red, green and blue in eight bits each, or less than zero
type Value any

// Decimal is Unscaled × 10^-Scale, exactly.
type Decimal struct {
	Unscaled *big.Int
	Scale    int
}

// Date is a number of days since 1970-01-01.
type Date int64

// Time is a number of microseconds since midnight.
type Time int64

// TimeTZ is a time of day, in microseconds since local midnight, at an offset from UTC.
type TimeTZ struct {
	Micros        int64
	OffsetMinutes int
}

// Timestamp is a number of microseconds since 1970-01-01 00:00:00 on a clock without a zone.
type Timestamp int64

// TimestampTZ is an instant, in microseconds since 1970-01-01 00:00:00 UTC, and the zone to show it in: "UTC", an IANA
// name, or an offset such as "+05:30".
type TimestampTZ struct {
	Micros int64
	Zone   string
}

// DaySecond is an interval day to second, in milliseconds.
type DaySecond int64

// YearMonth is an interval year to month, in months.
type YearMonth int64

// UUID holds the 16 bytes in the order in which they are written.
type UUID [16]byte

// IP is an IPv6 address, or an IPv4 address mapped into IPv6 (::ffff:a.b.c.d).
type IP [16]byte

// List is an array.
type List []Value

// Entry is a key of a map with its value.
type Entry struct{ Key, Value Value }

// Map is a map; the order of the entries is kept but has no meaning.
type Map []Entry

// Row is a row; the fields are in the order of the type.
type Row []Value
