package funcs

// mapFuncs returns the functions of maps. Element_at and cardinality stand with the arrays.
func mapFuncs() []Func {
	return []Func{
		{
			Name: "map", Doc: "A map of an array of keys and an array of values, or an empty one.", MayThrow: true,
			Signatures: sigs("(array(K), array(V)) -> map(K, V) where K comparable", "() -> map(unknown, unknown) where safe"),
			Examples:   ex("map(ARRAY['a', 'b'], ARRAY[1, 2])", "{a=1, b=2}"),
		},
		{
			Name: "map_from_entries", Doc: "A map of an array of rows of a key and a value.", MayThrow: true,
			Signatures: sigs("(array(row(K, V))) -> map(K, V) where K comparable"), Examples: ex("map_from_entries(ARRAY[ROW('x', 1)])", "{x=1}"),
		},
		{
			Name: "multimap_from_entries", Doc: "A map of an array of rows of a key and a value, with all values of a key.", MayThrow: true,
			Signatures: sigs("(array(row(K, V))) -> map(K, array(V)) where K comparable"),
			Examples:   ex("multimap_from_entries(ARRAY[ROW('x', 1), ROW('x', 2)])", "{x=[1, 2]}"),
		},
		{
			Name: "map_entries", Doc: "The entries of a map as rows.",
			Signatures: sigs("(map(K, V)) -> array(row(K, V))"), Examples: ex("map_entries(map(ARRAY['a'], ARRAY[1]))", "[{field0=a, field1=1}]"),
		},
		{
			Name: "map_keys", Doc: "The keys of a map.",
			Signatures: sigs("(map(K, V)) -> array(K)"), Examples: ex("map_keys(map(ARRAY['a'], ARRAY[1]))", "[a]"),
		},
		{
			Name: "map_values", Doc: "The values of a map.",
			Signatures: sigs("(map(K, V)) -> array(V)"), Examples: ex("map_values(map(ARRAY['a'], ARRAY[1]))", "[1]"),
		},
		{
			Name: "map_concat", Doc: "The entries of all maps; the last one that has a key gives its value.",
			Signatures: sigs("(map(K, V), map(K, V), map(K, V)...) -> map(K, V) where K comparable"),
			Examples:   ex("map_concat(map(ARRAY['a'], ARRAY[1]), map(ARRAY['a'], ARRAY[9]))", "{a=9}"),
		},
		{
			Name: "map_filter", Doc: "The entries for which a lambda is true.",
			Signatures: sigs("(map(K, V), function(K, V, boolean)) -> map(K, V)"),
			Examples:   ex("map_filter(map(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1)", "{b=2}"),
		},
		{
			Name: "map_zip_with", Doc: "What a lambda makes of each key and its values in two maps.",
			Signatures: sigs("(map(K, V1), map(K, V2), function(K, V1, V2, V3)) -> map(K, V3)"),
			Examples:   ex("map_zip_with(map(ARRAY['a'], ARRAY[1]), map(ARRAY['a'], ARRAY[2]), (k, x, y) -> x + y)", "{a=3}"),
		},
		{
			Name: "transform_keys", Doc: "The map with the keys that a lambda makes of its entries; they must differ.", MayThrow: true,
			Signatures: sigs("(map(K1, V), function(K1, V, K2)) -> map(K2, V) where K2 comparable"),
			Examples:   ex("transform_keys(map(ARRAY[1], ARRAY['a']), (k, v) -> k + 1)", "{2=a}"),
		},
		{
			Name: "transform_values", Doc: "The map with the values that a lambda makes of its entries.",
			Signatures: sigs("(map(K, V1), function(K, V1, V2)) -> map(K, V2)"),
			Examples:   ex("transform_values(map(ARRAY['a'], ARRAY[1]), (k, v) -> v + 1)", "{a=2}"),
		},
	}
}
