package funcs

import "slices"

// ex makes examples of expressions and the texts of their values, in turn.
func ex(pairs ...string) []Example {
	list := make([]Example, 0, len(pairs)/2)
	for pair := range slices.Chunk(pairs, 2) {
		list = append(list, Example{SQL: pair[0], Result: pair[1]})
	}
	return list
}

// each returns f under several names. Examples go with the first name only where they are written for it.
func each(f Func, names ...string) []Func {
	list := make([]Func, len(names))
	for i, name := range names {
		list[i] = f
		list[i].Name = name
	}
	return list
}

// numeric returns a signature of one parameter for each numeric type but decimal, with the same type as result.
func numeric() []Signature {
	return sigs("(tinyint) -> tinyint", "(smallint) -> smallint", "(integer) -> integer", "(bigint) -> bigint",
		"(real) -> real", "(double) -> double")
}

// with appends signatures to a list.
func with(list []Signature, texts ...string) []Signature { return append(list, sigs(texts...)...) }
