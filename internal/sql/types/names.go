package types

import "maps"

// trinoNames are the heads that a query may write.
//
//nolint:gochecknoglobals // a table that nobody changes
var trinoNames = map[string]head{
	"unknown": plain(Unknown), "boolean": plain(Boolean), "tinyint": plain(TinyInt), "smallint": plain(SmallInt),
	"integer": plain(Integer), "int": plain(Integer), "bigint": plain(BigInt), "real": plain(Real),
	"double": plain(Double), "double precision": plain(Double),
	"decimal": decimalHead, "dec": decimalHead, "numeric": decimalHead,
	"varchar": sized(Varchar, Unbounded, maxVarchar), "char": sized(Char, 1, MaxChar),
	"varbinary": plain(Varbinary), "date": plain(Date),
	"time": sized(Time, 3, 12), "time with time zone": sized(TimeTZ, 3, 12),
	"time without time zone": sized(Time, 3, 12),
	"timestamp":              sized(Timestamp, 3, 12), "timestamp with time zone": sized(TimestampTZ, 3, 12),
	"timestamp without time zone": sized(Timestamp, 3, 12),
	"interval day to second":      plain(IntervalDaySecond), "interval year to month": plain(IntervalYearMonth),
	"json": plain(JSON), "uuid": plain(UUID), "ipaddress": plain(IPAddress), "ipprefix": plain(IPPrefix),
	"array": elements(Array, 1), "map": elements(Map, 2), "row": rowHead,
	"hyperloglog": plain(HyperLogLog), "p4hyperloglog": plain(P4HyperLogLog), "tdigest": plain(TDigest),
	"qdigest": elements(QDigest, 1), "setdigest": plain(SetDigest), "color": plain(Color),
	"jsonpath": plain(JSONPath), "joniregexp": plain(Regexp),
}

// hiveNames are the heads that DDL may write.
//
//nolint:gochecknoglobals // a table that nobody changes
var hiveNames = func() map[string]head {
	heads := maps.Clone(trinoNames)
	heads["string"] = plainText
	heads["float"] = plain(Real)
	heads["binary"] = plain(Varbinary)
	heads["struct"] = rowHead
	heads["decimal"], heads["dec"], heads["numeric"] = hiveDecimalHead, hiveDecimalHead, hiveDecimalHead
	return heads
}()
