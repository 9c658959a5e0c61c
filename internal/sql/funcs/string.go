package funcs

import "slices"

// stringFuncs returns the functions of text. Positions count characters from 1.
func stringFuncs() []Func {
	return slices.Concat(trims(), substrings(), splits(), distances(), []Func{
		{
			Name: "chr", Doc: "The character with a code point.", MayThrow: true,
			Signatures: sigs("(bigint) -> varchar(1)"), Examples: ex("chr(65)", "A"),
		},
		{
			Name: "codepoint", Doc: "The code point of the only character of a text.", MayThrow: true,
			Signatures: sigs("(varchar(1)) -> integer"), Examples: ex("codepoint('A')", "65"),
		},
		{
			Name:       "concat",
			Doc:        "Joins two or more texts, binary values or arrays, or an array and an element. NULL anywhere gives NULL.",
			Signatures: concatSignatures(), Examples: ex("concat('a', 'b', 'c')", "abc", "concat(ARRAY[1], ARRAY[2])", "[1, 2]"),
		},
		{
			Name: "concat_ws", Doc: "Joins texts, or the texts of an array, with a separator, and leaves out NULLs.",
			Signatures: sigs("(varchar, array(varchar)) -> varchar", "(varchar, varchar...) -> varchar"),
			Examples:   ex("concat_ws('-', 'a', NULL, 'b')", "a-b"),
		},

		{
			Name: "lower", Doc: "The text in lower case.",
			Signatures: sigs("(varchar(x)) -> varchar(x)", "(char(x)) -> char(x)"), Examples: ex("lower('ABC')", "abc"),
		},
		{
			Name: "upper", Doc: "The text in upper case.",
			Signatures: sigs("(varchar(x)) -> varchar(x)", "(char(x)) -> char(x)"), Examples: ex("upper('abc')", "ABC"),
		},
		{
			Name: "title_case", Doc: "The text with the first letter of each word in upper case and the others in lower case.",
			Signatures: sigs("(varchar(x)) -> varchar(x)", "(char(x)) -> char(x)"), Examples: ex("title_case('hello WORLD')", "Hello World"),
		},
		{
			Name: "overlay", MayThrow: true,
			Doc: "Puts a text in the place of a part of another, from a position on, of a length or as long as the new text: OVERLAY(x PLACING y FROM 2 FOR 3).",
			Signatures: sigs("(varchar(x), varchar(y), bigint) -> varchar(u) where u = min(2147483647, x + y)",
				"(varchar(x), varchar(y), bigint, bigint) -> varchar(u) where u = min(2147483647, x + y)"),
			Examples: ex("OVERLAY('Txxxxas' PLACING 'hom' FROM 2 FOR 4)", "Thomas"),
		},
		{
			Name: "lpad", Doc: "Fills a text on the left up to a length, or cuts it to that length.", MayThrow: true, safeFor: safePad,
			Signatures: sigs("(varchar(x), bigint, varchar(y)) -> varchar", "(char(x), bigint, varchar(y)) -> varchar", "(varbinary, bigint, varbinary) -> varbinary"),
			Examples:   ex("lpad('7', 3, '0')", "007", "lpad('hello', 2, 'x')", "he"),
		},
		{
			Name: "rpad", Doc: "Fills a text on the right up to a length, or cuts it to that length.", MayThrow: true, safeFor: safePad,
			Signatures: sigs("(varchar(x), bigint, varchar(y)) -> varchar", "(char(x), bigint, varchar(y)) -> varchar", "(varbinary, bigint, varbinary) -> varbinary"),
			Examples:   ex("rpad('7', 3, '0')", "700"),
		},

		{
			Name: "normalize", Doc: "The Unicode normal form of a text: NFC, or the form that is named.",
			Signatures: sigs("(varchar(x), varchar(y)) -> varchar", "(varchar(x)) -> varchar"), Examples: ex("normalize('abc')", "abc"), MayThrow: true,
		},
		{
			Name: "replace", Doc: "Replaces every occurrence of a text, or removes it.",
			Signatures: sigs("(varchar(x), varchar(y)) -> varchar(x)",
				"(varchar(x), varchar(y), varchar(z)) -> varchar(u) where u = min(2147483647, x + z * (x + 1))"),
			Examples: ex("replace('aaa', 'a', 'b')", "bbb", "replace('a-b', '-')", "ab"),
		},
		{
			Name: "reverse", Doc: "Turns a text, a binary value or an array around.",
			Signatures: sigs("(varchar(x)) -> varchar(x)", "(char(x)) -> char(x)", "(varbinary) -> varbinary", "(array(E)) -> array(E)"),
			Examples:   ex("reverse('abc')", "cba", "reverse(ARRAY[1, 2])", "[2, 1]"),
		},

		{
			Name: "translate", Doc: "Replaces each character of the second argument by the one in the same place of the third, or removes it.",
			MayThrow:   true,
			Signatures: sigs("(varchar(x), varchar(y), varchar(z)) -> varchar"), Examples: ex("translate('abc', 'ab', 'xy')", "xyc"),
		},

		{
			Name: "from_utf8", Doc: "Reads binary as UTF-8; wrong bytes become U+FFFD or the given character.", MayThrow: true,
			Signatures: sigs("(varbinary) -> varchar", "(varbinary, varchar(x)) -> varchar", "(varbinary, bigint) -> varchar"),
			Examples:   ex("from_utf8(X'4142')", "AB"),
		},
		{Name: "to_utf8", Doc: "The bytes of a text in UTF-8.", Signatures: sigs("(varchar(x)) -> varbinary", "(char(x)) -> varbinary"), Examples: ex("to_hex(to_utf8('AB'))", "4142")},
	})
}

// trims returns ltrim, rtrim and trim.
func trims() []Func {
	signatures := sigs("(varchar(x)) -> varchar(x)", "(char(x)) -> varchar(x)",
		"(varchar(x), varchar) -> varchar(x)", "(char(x), varchar) -> varchar(x)",
		"(varchar(x), char(y)) -> varchar(x)", "(char(x), char(y)) -> varchar(x)")
	return []Func{
		{
			Name: "trim", Doc: "Removes blanks, or the given characters, at both ends.",
			Signatures: signatures, Examples: ex("trim('  a ')", "a"),
		},
		{
			Name: "ltrim", Doc: "Removes blanks, or the given characters, at the beginning.",
			Signatures: signatures, Examples: ex("ltrim('xxa', 'x')", "a"),
		},
		{
			Name: "rtrim", Doc: "Removes blanks, or the given characters, at the end.",
			Signatures: signatures, Examples: ex("rtrim('axx', 'x')", "a"),
		},
	}
}

// substrings returns the functions that measure, find and cut.
func substrings() []Func {
	substr := Func{
		Doc: "The part of a text from a position on, of a length or to the end; a negative position counts from the end.",
		Signatures: sigs("(varchar(x), bigint) -> varchar(x)", "(varchar(x), bigint, bigint) -> varchar(x)",
			"(char(x), bigint) -> varchar(x)", "(char(x), bigint, bigint) -> varchar(x)",
			"(varbinary, bigint) -> varbinary", "(varbinary, bigint, bigint) -> varbinary"),
		Examples: ex("substr('hello', 2, 3)", "ell", "substr('hello', -3)", "llo"),
	}
	length := Func{
		Doc:        "How many characters a text has, or how many bytes.",
		Signatures: sigs("(varchar(x)) -> bigint", "(char(x)) -> bigint", "(varbinary) -> bigint"),
		Examples:   ex("length('abc')", "3"),
	}
	return append(append(each(substr, "substr", "substring"), each(length, "length", "char_length", "character_length")...),
		Func{
			Name: "strpos", Doc: "The position of the first occurrence of a text, or of the n-th, from the end when n is negative; 0 when there is none.", MayThrow: true,
			Signatures: sigs("(varchar(x), varchar(y)) -> bigint where safe", "(varchar(x), varchar(y), bigint) -> bigint"),
			Examples:   ex("strpos('abcabc', 'c')", "3", "strpos('abcabc', 'c', 2)", "6"),
		},
		Func{
			Name: "starts_with", Doc: "Whether a text begins with another.",
			Signatures: sigs("(varchar(x), varchar(y)) -> boolean"), Examples: ex("starts_with('abc', 'ab')", "true"),
		},
		Func{
			Name: "ends_with", Doc: "Whether a text ends with another.",
			Signatures: sigs("(varchar(x), varchar(y)) -> boolean"), Examples: ex("ends_with('abc', 'bc')", "true"),
		},
	)
}

// splits returns the functions that cut at delimiters.
func splits() []Func {
	return []Func{
		{
			Name: "split", Doc: "The parts of a text between delimiters, at most so many; the last one holds the rest.", MayThrow: true, safeFor: safeSplit,
			Signatures: sigs("(varchar(x), varchar(y)) -> array(varchar(x))", "(varchar(x), varchar(y), bigint) -> array(varchar(x))"),
			Examples:   ex("split('a,b,c', ',')", "[a, b, c]", "split('a,b,c', ',', 2)", "[a, b,c]"),
		},
		{
			Name: "split_part", Doc: "The part of a text at a position, counted from 1; NULL past the end.", MayThrow: true, safeFor: safePart,
			Signatures: sigs("(varchar(x), varchar(y), bigint) -> varchar(x)"),
			Examples:   ex("split_part('a-b-c', '-', 2)", "b", "split_part('a-b', '-', 5)", "NULL"),
		},
		{
			Name: "split_to_map", Doc: "A map of the entries of a text, cut at two delimiters; a key must not occur twice.", MayThrow: true,
			Signatures: sigs("(varchar, varchar, varchar) -> map(varchar, varchar)"),
			Examples:   ex("split_to_map('a=1;b=2', ';', '=')", "{a=1, b=2}"),
		},
		{
			Name: "split_to_multimap", Doc: "A map of the entries of a text, cut at two delimiters, with all values of a key.", MayThrow: true,
			Signatures: sigs("(varchar, varchar, varchar) -> map(varchar, array(varchar))"),
			Examples:   ex("split_to_multimap('a=1;a=2', ';', '=')", "{a=[1, 2]}"),
		},
	}
}

// distances returns the functions that know something of spelling.
func distances() []Func {
	return []Func{
		{
			Name: "hamming_distance", Doc: "In how many places two texts of equal length differ.", MayThrow: true,
			Signatures: sigs("(varchar(x), varchar(y)) -> bigint"), Examples: ex("hamming_distance('karolin', 'kathrin')", "3"),
		}, {
			Name: "levenshtein_distance", Doc: "How many characters to insert, delete or change to make one text of another.", MayThrow: true,
			Signatures: sigs("(varchar(x), varchar(y)) -> bigint"), Examples: ex("levenshtein_distance('ab', 'ac')", "1"),
		}, {
			Name: "luhn_check", Doc: "Whether the digits of a text pass the Luhn test, as the numbers of cards do.", MayThrow: true,
			Signatures: sigs("(varchar) -> boolean"), Examples: ex("luhn_check('79927398713')", "true"),
		}, {
			Name: "soundex", Doc: "The Soundex code of an English word.", MayThrow: true,
			Signatures: sigs("(varchar(x)) -> varchar(4)"), Examples: ex("soundex('Robert')", "R163"),
		}, {
			Name: "word_stem", Doc: "The stem of a word, English or of the language that is named.", MayThrow: true,
			Signatures: sigs("(varchar(x)) -> varchar(x)", "(varchar(x), varchar(2)) -> varchar(x)"), Examples: ex("word_stem('generally')", "general"),
		},
	}
}
