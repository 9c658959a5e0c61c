package funcs

import "slices"

// arrayFuncs returns the functions of arrays. Positions count from 1.
func arrayFuncs() []Func {
	return slices.Concat(rearranging(), lambdaFuncs(), setFuncs(), sequences(), vectors(), []Func{
		{
			Name: "cardinality", Doc: "How many elements an array has, or entries a map, or about how many values were put in a HyperLogLog.",
			Signatures: sigs("(array(E)) -> bigint", "(map(K, V)) -> bigint", "(hyperloglog) -> bigint where unlisted"), Examples: ex("cardinality(ARRAY[1, 2])", "2"),
		},
		{
			Name: "element_at", MayThrow: true, safeFor: safePosition,
			Doc:        "The element at a position, counted from the end when negative, NULL past the end; or the value of a key, NULL when there is none.",
			Signatures: sigs("(array(E), bigint) -> E", "(map(K, V), K) -> V"),
			Examples:   ex("element_at(ARRAY[1, 2, 3], -1)", "3", "element_at(map(ARRAY['a'], ARRAY[1]), 'b')", "NULL"),
		},
		{
			Name: "contains", MayThrow: true, safeFor: safeElements,
			Doc:        "Whether an array has an element, or a network in CIDR notation an address.",
			Signatures: sigs("(array(T), T) -> boolean where T comparable", "(varchar(x), ipaddress) -> boolean"),
			Examples:   ex("contains(ARRAY[1, 2], 2)", "true", "contains('10.0.0.0/8', IPADDRESS '10.1.2.3')", "true"),
		},
		{
			Name: "contains_sequence", Doc: "Whether an array has all elements of another, in order and side by side.",
			Signatures: sigs("(array(T), array(T)) -> boolean where T comparable"), Examples: ex("contains_sequence(ARRAY[1, 2, 3], ARRAY[2, 3])", "true"),
		},
		{
			Name: "array_position", MayThrow: true, safeFor: safeElements, Doc: "The position of the first element that is equal to a value, 0 when there is none.",
			Signatures: sigs("(array(T), T) -> bigint where T comparable"), Examples: ex("array_position(ARRAY['x', 'y'], 'y')", "2"),
		},
		{
			Name: "array_remove", MayThrow: true, safeFor: safeElements, Doc: "The array without the elements that are equal to a value.",
			Signatures: sigs("(array(E), E) -> array(E) where E comparable"), Examples: ex("array_remove(ARRAY[1, 2, 1], 1)", "[2]"),
		},
		{
			Name: "array_join", Doc: "The elements as text with a delimiter between them; NULLs are left out or replaced.", MayThrow: true,
			Signatures: sigs("(array(T), varchar) -> varchar", "(array(T), varchar, varchar) -> varchar"),
			Examples:   ex("array_join(ARRAY['a', NULL, 'c'], ',', '-')", "a,-,c", "array_join(ARRAY[1, 2], ',')", "1,2"),
		},
		{
			Name: "array_max", MayThrow: true, safeFor: safeElements, Doc: "The greatest element; NULL when one is NULL or there is none.",
			Signatures: sigs("(array(T)) -> T where T orderable"), Examples: ex("array_max(ARRAY[1, 5, 3])", "5"),
		},
		{
			Name: "array_min", MayThrow: true, safeFor: safeElements, Doc: "The least element; NULL when one is NULL or there is none.",
			Signatures: sigs("(array(T)) -> T where T orderable"), Examples: ex("array_min(ARRAY[4, 1, 3])", "1"),
		},
		{
			Name: "array_first", Doc: "The first element, or the first for which a lambda is true; NULL when there is none.",
			Signatures: sigs("(array(E)) -> E", "(array(T), function(T, boolean)) -> T"), Examples: ex("array_first(ARRAY[4, 1])", "4"),
		},
		{
			Name: "array_last", Doc: "The last element; NULL of an empty array.",
			Signatures: sigs("(array(E)) -> E"), Examples: ex("array_last(ARRAY[4, 1])", "1"),
		},
		{
			Name: "array_sort", Doc: "The elements in order, NULLs last, or in the order of a lambda that compares two.", MayThrow: true,
			Signatures: sigs("(array(E)) -> array(E) where E orderable", "(array(T), function(T, T, integer)) -> array(T)"),
			Examples:   ex("array_sort(ARRAY[3, 1, NULL])", "[1, 3, null]"),
		},

		{
			Name: "array_histogram", Doc: "A map of the elements and how often each occurs.",
			Signatures: sigs("(array(T)) -> map(T, bigint) where T comparable"), Examples: ex("array_histogram(ARRAY['a', 'a'])", "{a=2}"),
		},
	})
}

// lambdaFuncs returns the functions of arrays that take a lambda. What the lambda does may fail, and is looked at by itself.
func lambdaFuncs() []Func {
	match := sigs("(array(T), function(T, boolean)) -> boolean")
	return []Func{
		{
			Name: "transform", Doc: "What a lambda makes of each element.",
			Signatures: sigs("(array(T), function(T, U)) -> array(U)"), Examples: ex("transform(ARRAY[1, 2], x -> x + 1)", "[2, 3]"),
		},
		{
			Name: "filter", Doc: "The elements for which a lambda is true.",
			Signatures: sigs("(array(T), function(T, boolean)) -> array(T)"), Examples: ex("filter(ARRAY[1, 2, NULL], x -> x > 1)", "[2]"),
		},
		{
			Name: "reduce", Doc: "Puts the elements into a state one after the other with a lambda, and makes the result of the state with another.",
			Signatures: sigs("(array(T), S, function(S, T, S), function(S, R)) -> R"), Examples: ex("reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s)", "6"),
		},
		{
			Name: "zip_with", Doc: "What a lambda makes of the elements of two arrays, side by side; the shorter one gives NULLs.",
			Signatures: sigs("(array(T), array(U), function(T, U, R)) -> array(R)"), Examples: ex("zip_with(ARRAY[1, 2], ARRAY[3, 4], (x, y) -> x + y)", "[4, 6]"),
		},
		{Name: "apply", Doc: "What a lambda makes of a value.", Signatures: sigs("(T, function(T, U)) -> U"), Examples: ex("apply(5, x -> x + 1)", "6")},
		{Name: "invoke", Doc: "What a lambda without parameters gives.", Signatures: sigs("(function(T)) -> T"), Examples: ex("invoke(() -> 42)", "42")},
		{Name: "all_match", Doc: "Whether a lambda is true for all elements.", Signatures: match, Examples: ex("all_match(ARRAY[1, 2], x -> x > 0)", "true")},
		{Name: "any_match", Doc: "Whether a lambda is true for an element.", Signatures: match, Examples: ex("any_match(ARRAY[1, 2], x -> x = 2)", "true")},
		{Name: "none_match", Doc: "Whether a lambda is true for no element.", Signatures: match, Examples: ex("none_match(ARRAY[1], x -> x = 2)", "true")},
	}
}

// setFuncs returns the functions that take arrays for sets.
func setFuncs() []Func {
	two := sigs("(array(E), array(E)) -> array(E) where E comparable")
	return []Func{
		{
			Name: "array_distinct", Doc: "The array without repeated elements.",
			Signatures: sigs("(array(E)) -> array(E) where E comparable"), Examples: ex("array_distinct(ARRAY[1, 1, NULL])", "[1, null]"),
		},
		{Name: "array_union", Doc: "The elements of either array, each once.", Signatures: two, Examples: ex("array_union(ARRAY[1], ARRAY[1, 2])", "[1, 2]")},
		{Name: "array_intersect", Doc: "The elements of both arrays, each once.", Signatures: two, Examples: ex("array_intersect(ARRAY[1, 2], ARRAY[2, 3])", "[2]")},
		{Name: "array_except", Doc: "The elements of the first array that are not in the second, each once.", Signatures: two, Examples: ex("array_except(ARRAY[1, 2], ARRAY[2])", "[1]")},
		{
			Name: "arrays_overlap", Doc: "Whether two arrays have an element in common; NULL when only NULLs could be.",
			Signatures: sigs("(array(E), array(E)) -> boolean where E comparable"), Examples: ex("arrays_overlap(ARRAY[1], ARRAY[1, 2])", "true"),
		},
	}
}

// sequences returns the functions that make arrays of nothing.
func sequences() []Func {
	return []Func{
		{
			Name: "sequence", Doc: "The numbers, dates or timestamps from a start to a stop, with a step; at most 10,000.", MayThrow: true,
			Signatures: sigs("(bigint, bigint) -> array(bigint)", "(bigint, bigint, bigint) -> array(bigint)", "(date, date) -> array(date)",
				"(date, date, interval day to second) -> array(date)", "(date, date, interval year to month) -> array(date)",
				"(timestamp(p), timestamp(p), interval day to second) -> array(timestamp(p))",
				"(timestamp(p), timestamp(p), interval year to month) -> array(timestamp(p))"),
			Examples: ex("sequence(1, 10, 3)", "[1, 4, 7, 10]", "sequence(DATE '2025-01-01', DATE '2025-03-01', INTERVAL '1' MONTH)", "[2025-01-01, 2025-02-01, 2025-03-01]"),
		},
		{
			Name: "repeat", Doc: "An array of a value, so many times; at most 10,000.", MayThrow: true,
			Signatures: sigs("(T, bigint) -> array(T)"), Examples: ex("repeat('x', 3)", "[x, x, x]"),
		},
	}
}

// vectors returns the functions that take arrays of doubles for vectors.
func vectors() []Func {
	two := sigs("(array(double), array(double)) -> double")
	return []Func{
		{Name: "dot_product", Doc: "The dot product of two vectors of equal length.", Signatures: two, MayThrow: true, Examples: ex("dot_product(ARRAY[1e0, 2e0], ARRAY[3e0, 4e0])", "11.0")},
		{Name: "euclidean_distance", Doc: "The distance of two vectors of equal length.", Signatures: two, MayThrow: true, Examples: ex("euclidean_distance(ARRAY[0e0, 0e0], ARRAY[3e0, 4e0])", "5.0")},
		{Name: "cosine_distance", Doc: "One less the cosine of the angle between two vectors.", Signatures: with(slices.Clone(two), "(map(varchar, double), map(varchar, double)) -> double"), MayThrow: true, Examples: ex("cosine_distance(ARRAY[1e0], ARRAY[2e0])", "0.0")},
	}
}

// rearranging returns the functions that make arrays of the elements of others.
func rearranging() []Func {
	return []Func{
		{
			Name: "flatten", Doc: "The elements of the arrays of an array.",
			Signatures: sigs("(array(array(E))) -> array(E)"), Examples: ex("flatten(ARRAY[ARRAY[1], ARRAY[2]])", "[1, 2]"),
		}, {
			Name: "slice", Doc: "So many elements from a position on; a negative position counts from the end.", MayThrow: true,
			Signatures: sigs("(array(E), bigint, bigint) -> array(E)"), Examples: ex("slice(ARRAY[1, 2, 3, 4], 2, 2)", "[2, 3]"),
		}, {
			Name: "trim_array", Doc: "The array without its last so many elements.", MayThrow: true,
			Signatures: sigs("(array(E), bigint) -> array(E)"), Examples: ex("trim_array(ARRAY[1, 2, 3], 1)", "[1, 2]"),
		}, {
			Name: "shuffle", Doc: "The elements in a random order.", Volatile: true,
			Signatures: sigs("(array(E)) -> array(E)"), Examples: ex("shuffle(ARRAY[1])", "[1]"),
		}, {
			Name: "ngrams", Doc: "All runs of n elements side by side.", MayThrow: true,
			Signatures: sigs("(array(T), bigint) -> array(array(T))"), Examples: ex("ngrams(ARRAY['a', 'b', 'c'], 2)", "[[a, b], [b, c]]"),
		}, {
			Name: "combinations", Doc: "All choices of n elements, n at most 5.", MayThrow: true,
			Signatures: sigs("(array(T), integer) -> array(array(T))"), Examples: ex("combinations(ARRAY[1, 2, 3], 2)", "[[1, 2], [1, 3], [2, 3]]"),
		}, {
			Name: "zip", MayThrow: true,
			Doc: "An array of rows: the first elements of all arrays, the second ones, and so on; shorter arrays give NULLs.",
			Signatures: sigs("(array(T1), array(T2)) -> array(row(T1, T2))", "(array(T1), array(T2), array(T3)) -> array(row(T1, T2, T3))",
				"(array(T1), array(T2), array(T3), array(T4)) -> array(row(T1, T2, T3, T4))",
				"(array(T1), array(T2), array(T3), array(T4), array(T5)) -> array(row(T1, T2, T3, T4, T5))"),
			Examples: ex("zip(ARRAY[1, 2], ARRAY['a', 'b'])", "[{field0=1, field1=a}, {field0=2, field1=b}]"),
		},
	}
}
