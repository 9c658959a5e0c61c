package funcs

import "slices"

// aggregateFuncs returns the aggregates. Rows in which the (first) argument is NULL do not count, but where it is said.
func aggregateFuncs() []Func {
	list := slices.Concat(counts(), sums(), extremes(), collections(), statistics(), regressions(), approximations())
	for i := range list {
		list[i].Kind = Aggregate
	}
	return list
}

func counts() []Func {
	boolean := sigs("(boolean) -> boolean")
	return append([]Func{
		{
			Name: "count", Doc: "How many rows there are, or in how many the argument is not NULL.",
			Signatures: sigs("() -> bigint", "(T) -> bigint"), Examples: ex("(SELECT count(x) FROM (VALUES 1, NULL) AS t (x))", "1"),
		},
		{
			Name: "count_if", Doc: "In how many rows the argument is true.",
			Signatures: sigs("(boolean) -> bigint"), Examples: ex("(SELECT count_if(x > 1) FROM (VALUES 1, 2) AS t (x))", "1"),
		},
		{
			Name: "bool_or", Doc: "Whether the argument is true in a row.",
			Signatures: boolean, Examples: ex("(SELECT bool_or(x) FROM (VALUES true, false) AS t (x))", "true"),
		},
	}, each(Func{
		Doc: "Whether the argument is true in all rows.", Signatures: boolean,
		Examples: ex("(SELECT bool_and(x) FROM (VALUES true, false) AS t (x))", "false"),
	}, "bool_and", "every")...)
}

func sums() []Func {
	bits := sigs("(bigint) -> bigint")
	return []Func{
		{
			Name: "sum", Doc: "The sum. Of integers it is a bigint, of decimals one of 38 digits; leaving these is an error.", MayThrow: true,
			Signatures: sigs("(bigint) -> bigint", "(double) -> double where safe", "(real) -> real where safe", "(decimal(p,s)) -> decimal(38,s)",
				"(interval day to second) -> interval day to second", "(interval year to month) -> interval year to month"),
			Examples: ex("(SELECT sum(x) FROM (VALUES 1, 2) AS t (x))", "3"),
		},
		{
			Name: "avg", Doc: "The average. Of decimals it has their scale, rounded; of integers it is a double.", MayThrow: true,
			Signatures: sigs("(bigint) -> double where safe", "(double) -> double where safe", "(real) -> real where safe", "(decimal(p,s)) -> decimal(p,s)",
				"(interval day to second) -> interval day to second", "(interval year to month) -> interval year to month"),
			Examples: ex("(SELECT avg(x) FROM (VALUES 1, 2) AS t (x))", "1.5"),
		},
		{
			Name: "geometric_mean", Doc: "The geometric mean.",
			Signatures: sigs("(bigint) -> double", "(double) -> double", "(real) -> real"),
			Examples:   ex("(SELECT geometric_mean(x) FROM (VALUES 1, 4) AS t (x))", "2.0"),
		},
		{Name: "bitwise_and_agg", Doc: "The bits that are set in all numbers.", Signatures: bits, Examples: ex("(SELECT bitwise_and_agg(x) FROM (VALUES 5, 3) AS t (x))", "1")},
		{Name: "bitwise_or_agg", Doc: "The bits that are set in any number.", Signatures: bits, Examples: ex("(SELECT bitwise_or_agg(x) FROM (VALUES 5, 3) AS t (x))", "7")},
		{Name: "bitwise_xor_agg", Doc: "The bits that are set in an odd count of the numbers.", Signatures: bits, Examples: ex("(SELECT bitwise_xor_agg(x) FROM (VALUES 5, 3) AS t (x))", "6")},
		{
			Name: "checksum", Doc: "A checksum of all values, whatever their order; NULLs count.",
			Signatures: sigs("(T) -> varbinary where T comparable"), Examples: ex("(SELECT checksum(x) = checksum(x) FROM (VALUES 1, 2) AS t (x))", "true"),
		},
	}
}

func extremes() []Func {
	one := sigs("(T) -> T where T orderable", "(E, bigint) -> array(E) where E orderable")
	by := sigs("(V, K) -> V where K orderable", "(V, K, bigint) -> array(V) where K orderable")
	any := sigs("(T) -> T")
	return []Func{
		{Name: "max", Doc: "The greatest value, or the n greatest ones.", MayThrow: true, safeFor: safeExtreme, Signatures: one, Examples: ex("(SELECT max(x) FROM (VALUES 1, 2) AS t (x))", "2", "(SELECT max(x, 2) FROM (VALUES 3, 1, 2) AS t (x))", "[3, 2]")},
		{Name: "min", Doc: "The least value, or the n least ones.", MayThrow: true, safeFor: safeExtreme, Signatures: one, Examples: ex("(SELECT min(x) FROM (VALUES 1, 2) AS t (x))", "1", "(SELECT min(x, 2) FROM (VALUES 3, 1, 2) AS t (x))", "[1, 2]")},
		{Name: "max_by", Doc: "The first argument where the second is greatest, or those of the n greatest.", MayThrow: true, safeFor: safeExtremeBy, Signatures: by, Examples: ex("(SELECT max_by(x, y) FROM (VALUES ('a', 1), ('b', 2)) AS t (x, y))", "b")},
		{Name: "min_by", Doc: "The first argument where the second is least, or those of the n least.", MayThrow: true, safeFor: safeExtremeBy, Signatures: by, Examples: ex("(SELECT min_by(x, y) FROM (VALUES ('a', 1), ('b', 2)) AS t (x, y))", "a")},
		{Name: "arbitrary", Doc: "Any value that is not NULL.", Signatures: any, Examples: ex("(SELECT arbitrary(x) FROM (VALUES NULL, 1) AS t (x))", "1")},
		{Name: "any_value", Doc: "Any value that is not NULL.", Signatures: any, Examples: ex("(SELECT any_value(x) FROM (VALUES NULL, 1) AS t (x))", "1")},
	}
}

func collections() []Func {
	return []Func{
		{
			Name: "array_agg", Doc: "An array of all values, NULLs too.", OrderSensitive: true,
			Signatures: sigs("(T) -> array(T)"), Examples: ex("(SELECT array_agg(x ORDER BY x DESC) FROM (VALUES 1, NULL, 2) AS t (x))", "[2, 1, null]"),
		},
		{
			Name: "listagg", Doc: "The texts, joined with a separator, in the order of WITHIN GROUP.", OrderSensitive: true, MayThrow: true,
			Signatures: sigs("(varchar(x), varchar(y)) -> varchar", "(varchar(x)) -> varchar"),
			Examples:   ex("(SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a') AS t (x))", "a,b"),
		},
		{
			Name: "map_agg", Doc: "A map of keys and values; of a key that repeats, any value.", OrderSensitive: true,
			Signatures: sigs("(K, V) -> map(K, V) where K comparable"), Examples: ex("(SELECT map_agg(x, y) FROM (VALUES ('a', 1)) AS t (x, y))", "{a=1}"),
		},
		{
			Name: "multimap_agg", Doc: "A map of keys and all their values.", OrderSensitive: true,
			Signatures: sigs("(K, V) -> map(K, array(V)) where K comparable"), Examples: ex("(SELECT multimap_agg(x, y) FROM (VALUES ('a', 1)) AS t (x, y))", "{a=[1]}"),
		},
		{
			Name: "map_union", Doc: "The entries of all maps; of a key that repeats, any value.", OrderSensitive: true,
			Signatures: sigs("(map(K, V)) -> map(K, V) where K comparable"), Examples: ex("(SELECT map_union(x) FROM (VALUES map(ARRAY['a'], ARRAY[1])) AS t (x))", "{a=1}"),
		},
		{
			Name: "histogram", Doc: "A map of the values and how often each occurs.",
			Signatures: sigs("(T) -> map(T, bigint) where T comparable"), Examples: ex("(SELECT histogram(x) FROM (VALUES 'a', 'a') AS t (x))", "{a=2}"),
		},
		{
			Name: "set_agg", Doc: "An array of the different values, NULL too.",
			Signatures: sigs("(T) -> array(T) where T comparable"), Examples: ex("(SELECT set_agg(x) FROM (VALUES 1, 1) AS t (x))", "[1]"),
		},
		{
			Name: "set_union", Doc: "An array of the different elements of all arrays.",
			Signatures: sigs("(array(T)) -> array(T) where T comparable"), Examples: ex("(SELECT set_union(x) FROM (VALUES ARRAY[1], ARRAY[1]) AS t (x))", "[1]"),
		},
		{
			Name: "reduce_agg", Doc: "Puts the values into a state with a lambda, and states together with another.", MayThrow: true,
			Signatures: sigs("(T, S, function(S, T, S), function(S, S, S)) -> S"),
			Examples:   ex("(SELECT reduce_agg(x, 0, (a, b) -> a + b, (a, b) -> a + b) FROM (VALUES 1, 2) AS t (x))", "3"),
		},
	}
}

func statistics() []Func {
	one := sigs("(bigint) -> double", "(double) -> double")
	return slices.Concat(
		each(Func{Doc: "The standard deviation of a sample.", Signatures: one, Examples: ex("(SELECT stddev(x) FROM (VALUES 1, 2) AS t (x))", "0.7071067811865476")}, "stddev", "stddev_samp"),
		each(Func{Doc: "The variance of a sample.", Signatures: one, Examples: ex("(SELECT variance(x) FROM (VALUES 1, 2) AS t (x))", "0.5")}, "variance", "var_samp"),
		[]Func{
			{Name: "stddev_pop", Doc: "The standard deviation of all.", Signatures: one, Examples: ex("(SELECT stddev_pop(x) FROM (VALUES 1, 3) AS t (x))", "1.0")},
			{Name: "var_pop", Doc: "The variance of all.", Signatures: one, Examples: ex("(SELECT var_pop(x) FROM (VALUES 1, 3) AS t (x))", "1.0")},
			{Name: "skewness", Doc: "The skewness.", Signatures: one, Examples: ex("(SELECT skewness(x) FROM (VALUES 1, 2, 3) AS t (x))", "0.0")},
			{Name: "kurtosis", Doc: "The excess kurtosis, unbiased.", Signatures: one, Examples: ex("(SELECT kurtosis(x) IS NULL FROM (VALUES 1, 2, 3) AS t (x))", "true")},
		})
}

func regressions() []Func {
	two := sigs("(double, double) -> double", "(real, real) -> real")
	const points = " FROM (VALUES (1e0, 1e0), (3e0, 2e0)) AS t (y, x))"
	return []Func{
		{Name: "corr", Doc: "The coefficient of correlation.", Signatures: two, Examples: ex("(SELECT corr(y, x)"+points, "1.0")},
		{Name: "covar_pop", Doc: "The covariance of all.", Signatures: two, Examples: ex("(SELECT covar_pop(y, x)"+points, "0.5")},
		{Name: "covar_samp", Doc: "The covariance of a sample.", Signatures: two, Examples: ex("(SELECT covar_samp(y, x)"+points, "1.0")},
		{Name: "regr_intercept", Doc: "Where the line of linear regression cuts the y-axis; y is the first argument.", Signatures: two, Examples: ex("(SELECT regr_intercept(y, x)"+points, "-1.0")},
		{Name: "regr_slope", Doc: "The slope of the line of linear regression; y is the first argument.", Signatures: two, Examples: ex("(SELECT regr_slope(y, x)"+points, "2.0")},
	}
}

func approximations() []Func {
	percentiles := func(t string) []Signature {
		return sigs("("+t+", double) -> "+t, "("+t+", double, double) -> "+t,
			"("+t+", array(double)) -> array("+t+")", "("+t+", double, array(double)) -> array("+t+")")
	}
	return []Func{
		{
			Name: "approx_distinct", Doc: "About how many different values there are, within 2.3 percent or a given standard error.", MayThrow: true,
			Signatures: sigs("(T) -> bigint where safe", "(T, double) -> bigint"), Examples: ex("(SELECT approx_distinct(x) FROM (VALUES 1, 2, 2) AS t (x))", "2"),
		},
		{
			Name: "approx_percentile", Doc: "About the value below which a fraction of the values lies, or an array of such; values may have weights.", MayThrow: true,
			Signatures: slices.Concat(percentiles("bigint"), percentiles("double"), percentiles("real")),
			Examples:   ex("(SELECT approx_percentile(x, 0.5e0) FROM (VALUES 1, 2, 3) AS t (x))", "2"),
		},
		{
			Name: "approx_most_frequent", Doc: "About the n most frequent values with their counts, kept with a given capacity.", MayThrow: true,
			Signatures: sigs("(bigint, bigint, bigint) -> map(bigint, bigint)", "(bigint, varchar, bigint) -> map(varchar, bigint)"),
			Examples:   ex("(SELECT approx_most_frequent(2, x, 10) FROM (VALUES 'a', 'a', 'b') AS t (x))", "{a=2, b=1}"),
		},
		{
			Name: "numeric_histogram", Doc: "About a histogram of so many buckets: their middles and how much is in each.", MayThrow: true,
			Signatures: sigs("(bigint, double) -> map(double, double)", "(bigint, real) -> map(real, real)",
				"(bigint, double, double) -> map(double, double)", "(bigint, real, double) -> map(real, real)"),
			Examples: ex("(SELECT numeric_histogram(2, x) FROM (VALUES 1e0) AS t (x))", "{1.0=1.0}"),
		},
	}
}
