package funcs

// operators returns the operators. Comparisons and logic are nodes of the typed tree.
func operators() []Func { return append(clockOperators(), otherOperators()...) }

// clockOperators returns + - *, which numbers, times and intervals have.
func clockOperators() []Func {
	return []Func{
		{
			Name: "+", Operator: true, MayThrow: true,
			Doc: "Adds numbers, or an interval to a date, time or timestamp. Integers that leave their type are an error.",
			Signatures: append(arithmetic(decimalSum), sigs(
				"(date, interval day to second) -> date",
				"(date, interval year to month) -> date",
				"(interval day to second, date) -> date",
				"(interval year to month, date) -> date",
				"(time(p), interval day to second) -> time(u) where u = max(3, p)",
				"(interval day to second, time(p)) -> time(u) where u = max(3, p)",
				"(time(p) with time zone, interval day to second) -> time(u) with time zone where u = max(3, p)",
				"(interval day to second, time(p) with time zone) -> time(u) with time zone where u = max(3, p)",
				"(timestamp(p), interval day to second) -> timestamp(u) where u = max(3, p)",
				"(interval day to second, timestamp(p)) -> timestamp(u) where u = max(3, p)",
				"(timestamp(p), interval year to month) -> timestamp(p)",
				"(interval year to month, timestamp(p)) -> timestamp(p)",
				"(timestamp(p) with time zone, interval day to second) -> timestamp(u) with time zone where u = max(3, p)",
				"(interval day to second, timestamp(p) with time zone) -> timestamp(u) with time zone where u = max(3, p)",
				"(timestamp(p) with time zone, interval year to month) -> timestamp(p) with time zone",
				"(interval year to month, timestamp(p) with time zone) -> timestamp(p) with time zone",
				"(interval day to second, interval day to second) -> interval day to second",
				"(interval year to month, interval year to month) -> interval year to month",
			)...),
			Examples: []Example{{"1 + 2", "3"}, {"DATE '2025-01-31' + INTERVAL '1' MONTH", "2025-02-28"}},
		},
		{
			Name: "-", Operator: true, MayThrow: true,
			Doc: "Subtracts numbers, an interval from a date, time or timestamp, or one of these from another, which gives an interval.",
			Signatures: append(arithmetic(decimalSum), sigs(
				"(date, interval day to second) -> date",
				"(date, interval year to month) -> date",
				"(date, date) -> interval day to second",
				"(time(p), interval day to second) -> time(u) where u = max(3, p)",
				"(time(p), time(p)) -> interval day to second",
				"(time(p) with time zone, interval day to second) -> time(u) with time zone where u = max(3, p)",
				"(time(p) with time zone, time(p) with time zone) -> interval day to second",
				"(timestamp(p), interval day to second) -> timestamp(u) where u = max(3, p)",
				"(timestamp(p), interval year to month) -> timestamp(p)",
				"(timestamp(p), timestamp(p)) -> interval day to second",
				"(timestamp(p) with time zone, interval day to second) -> timestamp(u) with time zone where u = max(3, p)",
				"(timestamp(p) with time zone, interval year to month) -> timestamp(p) with time zone",
				"(timestamp(p) with time zone, timestamp(p) with time zone) -> interval day to second",
				"(interval day to second, interval day to second) -> interval day to second",
				"(interval year to month, interval year to month) -> interval year to month",
			)...),
			Examples: []Example{{"7 - 10", "-3"}, {"DATE '2025-01-03' - DATE '2025-01-01'", "2 00:00:00.000"}},
		},
		{
			Name: "*", Operator: true, MayThrow: true,
			Doc: "Multiplies numbers, or an interval by a number.",
			Signatures: append(arithmetic("(decimal(p1,s1), decimal(p2,s2)) -> decimal(p,s) where p = min(38, p1 + p2); s = s1 + s2"), sigs(
				"(interval day to second, bigint) -> interval day to second",
				"(bigint, interval day to second) -> interval day to second",
				"(interval day to second, double) -> interval day to second",
				"(double, interval day to second) -> interval day to second",
				"(interval year to month, bigint) -> interval year to month",
				"(bigint, interval year to month) -> interval year to month",
				"(interval year to month, double) -> interval year to month",
				"(double, interval year to month) -> interval year to month",
			)...),
			Examples: []Example{{"6 * 7", "42"}, {"DECIMAL '1.50' * DECIMAL '2.0'", "3.000"}},
		},
	}
}

// otherOperators returns the operators but + - *.
func otherOperators() []Func {
	return []Func{
		{
			Name: "/", Operator: true, MayThrow: true,
			Doc: "Divides. Integers give an integer, cut towards zero; decimals keep the larger scale, rounded; only real and double may divide by zero.",
			Signatures: append(arithmetic("(decimal(p1,s1), decimal(p2,s2)) -> decimal(p,s) where p = min(38, p1 + s2 + max(s2 - s1, 0)); s = max(s1, s2)"), sigs(
				"(interval day to second, double) -> interval day to second",
				"(interval year to month, double) -> interval year to month",
			)...),
			Examples: []Example{{"7 / 2", "3"}, {"DECIMAL '10.00' / DECIMAL '3.00'", "3.33"}},
		},
		{
			Name: "%", Operator: true, MayThrow: true,
			Doc:        "The rest of a division; it has the sign of the first operand.",
			Signatures: arithmetic("(decimal(p1,s1), decimal(p2,s2)) -> decimal(p,s) where s = max(s1, s2); p = min(p2 - s2, p1 - s1) + s"),
			Examples:   []Example{{"-7 % 3", "-1"}},
		},
		{
			Name: Negate, Operator: true, MayThrow: true,
			Doc: "Changes the sign.",
			Signatures: sigs("(tinyint) -> tinyint", "(smallint) -> smallint", "(integer) -> integer", "(bigint) -> bigint",
				"(real) -> real where safe", "(double) -> double where safe", "(decimal(p,s)) -> decimal(p,s) where safe",
				"(interval day to second) -> interval day to second", "(interval year to month) -> interval year to month"),
			Examples: []Example{{"-(2 + 3)", "-5"}},
		},
		{
			Name: concatOperator, Operator: true,
			Doc:        "Joins two texts, two binary values, two arrays, or an array and an element. NULL on either side gives NULL.",
			Signatures: concatSignatures(),
			Examples:   []Example{{"'a' || 'b'", "ab"}, {"ARRAY[1] || ARRAY[2, 3]", "[1, 2, 3]"}},
		},
	}
}

const decimalSum = "(decimal(p1,s1), decimal(p2,s2)) -> decimal(p,s) where s = max(s1, s2); p = min(38, s + max(p1 - s1, p2 - s2) + 1)"

// arithmetic returns the signatures of an operator that keeps its operands' type, with the given one for decimals.
func arithmetic(decimal string) []Signature {
	return sigs("(tinyint, tinyint) -> tinyint", "(smallint, smallint) -> smallint", "(integer, integer) -> integer",
		"(bigint, bigint) -> bigint", "(real, real) -> real where safe", "(double, double) -> double where safe", decimal)
}

// concatSignatures returns the signatures of concat, which || shares.
func concatSignatures() []Signature {
	return sigs(
		"(varchar, varchar, varchar...) -> varchar",
		"(char(x), char(y)) -> char(u) where u = min(65536, x + y)",
		"(varchar, char(y)) -> varchar where unlisted",
		"(char(x), varchar) -> varchar where unlisted",
		"(varbinary, varbinary, varbinary...) -> varbinary",
		"(array(E), array(E), array(E)...) -> array(E)",
		"(array(E), E) -> array(E)",
		"(E, array(E)) -> array(E)",
	)
}
