package funcs

// conversionFuncs returns the functions that write values as text and read text. CAST and TRY_CAST are no functions.
func conversionFuncs() []Func {
	return []Func{
		{
			Name: "typeof", Doc: "The name of the type of an expression.",
			Signatures: sigs("(T) -> varchar"), Examples: ex("typeof(1)", "integer", "typeof(ARRAY['a'])", "array(varchar(1))"),
		},
		{
			Name: "format", Doc: "Writes values after a pattern of Java's formatter: %s, %d, %05.2f, %,d.", MayThrow: true,
			Signatures: sigs("(varchar, Any, Any...) -> varchar"), Examples: ex("format('%s has %,d', 'a', 1234567)", "a has 1,234,567"),
		},
		{
			Name: "format_number", Doc: "Writes a number with a letter for thousands: 1.23K, 4.5M.",
			Signatures: sigs("(bigint) -> varchar", "(double) -> varchar"), Examples: ex("format_number(123456)", "123K"),
		},
		parseDataSize("parse_data_size"), parseDataSize("parse_presto_data_size"),
		{
			Name: "uuid", Doc: "A random UUID.", Volatile: true,
			Signatures: sigs("() -> uuid"), Examples: ex("typeof(uuid())", "uuid"),
		},
	}
}

// sessionFuncs returns what a query reads from its session.
func sessionFuncs() []Func {
	name := sigs("() -> varchar")
	return []Func{
		{Name: "current_user", Doc: "The name of the caller; written without parentheses.", Signatures: name, Examples: ex("typeof(current_user)", "varchar")},
		{Name: "current_catalog", Doc: "The name of the catalog; written without parentheses.", Signatures: name, Examples: ex("typeof(current_catalog)", "varchar")},
		{Name: "current_schema", Doc: "The name of the database that names without one mean; written without parentheses.", Signatures: name, Examples: ex("typeof(current_schema)", "varchar")},
		{
			Name: "session_tag", Doc: "What the caller's session says for a key, which is a constant; NULL where it says nothing.",
			Signatures: sigs("(varchar) -> varchar"), Examples: ex("session_tag('team') IS NULL", "true"),
		},
		{Name: "version", Doc: "The version of the engine.", Signatures: name, Examples: ex("typeof(version())", "varchar")},
	}
}

// parseDataSize returns parse_data_size under one of its names.
func parseDataSize(name string) Func {
	return Func{
		Name: name, Doc: "Reads an amount of data such as `2.3MB` as a number of bytes.", MayThrow: true,
		Signatures: sigs("(varchar(x)) -> decimal(38,0)"), Examples: ex(name+"('1kB')", "1024"),
	}
}
