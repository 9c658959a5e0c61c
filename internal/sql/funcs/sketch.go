package funcs

import "slices"

// sketchFuncs returns the functions of HyperLogLog and of digests, which say about a set of values what would take all of them to say
// exactly. Their values may be kept as varbinary, in the form in which Trino writes them.
func sketchFuncs() []Func {
	return slices.Concat(hyperLogLogFuncs(), digestAggregates(), digestFuncs())
}

func hyperLogLogFuncs() []Func {
	return []Func{
		{
			Name: "approx_set", Kind: Aggregate, Doc: "A HyperLogLog of the values, of 4,096 buckets.",
			Signatures: sigs("(bigint) -> hyperloglog", "(double) -> hyperloglog", "(varchar(x)) -> hyperloglog"),
			Examples:   ex("(SELECT cardinality(approx_set(x)) FROM (VALUES 1, 2, 2) AS t (x))", "2"),
		},
		{
			Name: "empty_approx_set", Doc: "A HyperLogLog of no values, with a standard error of 0.01625 or another.", MayThrow: true,
			Signatures: sigs("() -> hyperloglog", "(double) -> hyperloglog"), Examples: ex("cardinality(empty_approx_set())", "0"),
		},
		{
			Name: "merge", Kind: Aggregate, Doc: "Puts sets or digests together.", MayThrow: true,
			Signatures: sigs("(hyperloglog) -> hyperloglog", "(tdigest) -> tdigest", "(qdigest(T)) -> qdigest(T)"),
			Examples:   ex("(SELECT cardinality(merge(s)) FROM (SELECT approx_set(x) AS s FROM (VALUES 1, 2) AS t (x) GROUP BY x))", "2"),
		},
	}
}

func digestAggregates() []Func {
	return []Func{
		{
			Name: "tdigest_agg", Kind: Aggregate, Doc: "A t-digest of the values, which may have weights.", MayThrow: true,
			Signatures: sigs("(double) -> tdigest", "(double, double) -> tdigest", "(double, double, double) -> tdigest"),
			Examples:   ex("(SELECT value_at_quantile(tdigest_agg(x), 0.5e0) FROM (VALUES 1e0, 2e0, 3e0) AS t (x))", "2.0"),
		},
		{
			Name: "qdigest_agg", Kind: Aggregate, Doc: "A quantile digest of the values, which may have weights, within 0.01 or another error.", MayThrow: true,
			Signatures: sigs("(bigint) -> qdigest(bigint)", "(bigint, bigint) -> qdigest(bigint)", "(bigint, bigint, double) -> qdigest(bigint)",
				"(double) -> qdigest(double)", "(double, bigint) -> qdigest(double)", "(double, bigint, double) -> qdigest(double)",
				"(real) -> qdigest(real)", "(real, bigint) -> qdigest(real)", "(real, bigint, double) -> qdigest(real)"),
			Examples: ex("(SELECT value_at_quantile(qdigest_agg(x), 0.5e0) FROM (VALUES 1, 2, 3) AS t (x))", "2"),
		},
	}
}

func digestFuncs() []Func {
	const digest = "(SELECT qdigest_agg(x) AS d FROM (VALUES 1, 2, 3, 4) AS t (x)))"
	return []Func{
		{
			Name: "value_at_quantile", Doc: "The value at a quantile between 0 and 1 of a digest.", MayThrow: true,
			Signatures: sigs("(qdigest(bigint), double) -> bigint", "(qdigest(double), double) -> double", "(qdigest(real), double) -> real", "(tdigest, double) -> double"),
			Examples:   ex("(SELECT value_at_quantile(d, 1e0) FROM "+digest, "4"),
		},
		{
			Name: "values_at_quantiles", Doc: "The values at quantiles, which are in increasing order.", MayThrow: true,
			Signatures: sigs("(qdigest(bigint), array(double)) -> array(bigint)", "(qdigest(double), array(double)) -> array(double)",
				"(qdigest(real), array(double)) -> array(real)", "(tdigest, array(double)) -> array(double)"),
			Examples: ex("(SELECT values_at_quantiles(d, ARRAY[0e0, 1e0]) FROM "+digest, "[1, 4]"),
		},
		{
			Name: "quantile_at_value", Doc: "The share of values of a digest that are less than one; NULL outside of them.", MayThrow: true,
			Signatures: sigs("(qdigest(bigint), bigint) -> double", "(qdigest(double), double) -> double", "(qdigest(real), real) -> double"),
			Examples:   ex("(SELECT quantile_at_value(d, 3) FROM "+digest, "0.5"),
		},
		{
			Name: "scale_qdigest", Doc: "A digest in which each value counts so many times as much.", MayThrow: true,
			Signatures: sigs("(qdigest(bigint), double) -> qdigest(bigint)", "(qdigest(double), double) -> qdigest(double)", "(qdigest(real), double) -> qdigest(real)"),
			Examples:   ex("(SELECT value_at_quantile(scale_qdigest(d, 2e0), 0e0) FROM "+digest, "1"),
		},
	}
}

// colorFuncs returns the functions for output in color on a terminal.
func colorFuncs() []Func {
	return []Func{
		{
			Name: "color", Doc: "A color by its name or as `#rgb`, or one between two others.", MayThrow: true,
			Signatures: sigs("(varchar(x)) -> color", "(double, color, color) -> color", "(double, double, double, color, color) -> color"),
			Examples:   ex("color('#fa0')", "#ffaa00"),
		},
		{Name: "rgb", Doc: "A color of red, green and blue, each from 0 to 255.", MayThrow: true, Signatures: sigs("(bigint, bigint, bigint) -> color"), Examples: ex("rgb(255, 128, 0)", "#ff8000")},
		{
			Name: "render", Doc: "A value in a color, or a check mark for a boolean, with the sequences of a terminal.",
			Signatures: sigs("(varchar(x), color) -> varchar(y) where y = min(2147483647, x + 15)", "(bigint, color) -> varchar(35)", "(double, color) -> varchar(41)", "(boolean) -> varchar(16)"),
			Examples:   ex("length(render('x', color('red')))", "14"),
		},
		{
			Name: "bar", Doc: "A bar of the given width, filled up to a share, in colors from red to green or others.", MayThrow: true,
			Signatures: sigs("(double, bigint) -> varchar", "(double, bigint, color, color) -> varchar"), Examples: ex("length(bar(0e0, 10))", "14"),
		},
	}
}

// teradataFuncs returns the functions of Teradata's dialect. The patterns have yyyy, yy, mm, dd, hh, hh24, mi and ss.
func teradataFuncs() []Func {
	return []Func{
		{Name: "char2hexint", Doc: "The code units of a text in UTF-16, in hexadecimal digits.", Signatures: sigs("(varchar) -> varchar"), Examples: ex("char2hexint('é')", "00E9")},
		{Name: "index", Doc: "The position of a text in another; 0 when it is not there.", Signatures: sigs("(varchar, varchar) -> bigint"), Examples: ex("index('abc', 'b')", "2")},
		{
			Name: "to_char", Doc: "Writes a timestamp after a pattern.", MayThrow: true,
			Signatures: sigs("(timestamp(3) with time zone, varchar) -> varchar"), Examples: ex("to_char(TIMESTAMP '2025-01-02 03:04:05 UTC', 'yyyy-mm-dd hh24:mi')", "2025-01-02 03:04"),
		},
		{
			Name: "to_date", Doc: "Reads a date after a pattern.", MayThrow: true,
			Signatures: sigs("(varchar, varchar) -> date"), Examples: ex("to_date('2025/01/02', 'yyyy/mm/dd')", "2025-01-02"),
		},
		{
			Name: "to_timestamp", Doc: "Reads a timestamp after a pattern.", MayThrow: true,
			Signatures: sigs("(varchar, varchar) -> timestamp(3)"), Examples: ex("to_timestamp('2025-01-02 03', 'yyyy-mm-dd hh24')", "2025-01-02 03:00:00.000"),
		},
	}
}
