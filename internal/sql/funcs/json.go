package funcs

// jsonFuncs returns the functions of JSON. Text that is not JSON gives NULL, a wrong path fails.
func jsonFuncs() []Func {
	return []Func{
		{
			Name: "is_json_scalar", Doc: "Whether a JSON value is a number, a string, true, false or null.", MayThrow: true,
			Signatures: sigs("(varchar(x)) -> boolean", "(json) -> boolean"), Examples: ex("is_json_scalar('1')", "true"),
		},
		{
			Name: "json_array_contains", Doc: "Whether a JSON array has a value.",
			Signatures: sigs("(varchar(x), boolean) -> boolean", "(varchar(x), bigint) -> boolean", "(varchar(x), double) -> boolean", "(varchar(x), varchar(y)) -> boolean",
				"(json, boolean) -> boolean", "(json, bigint) -> boolean", "(json, double) -> boolean", "(json, varchar(y)) -> boolean"),
			Examples: ex("json_array_contains('[1, 2]', 2)", "true"),
		},
		{
			Name: "json_array_get", Doc: "The element of a JSON array at an index from 0, from the end when negative.",
			Signatures: sigs("(varchar(x), bigint) -> json", "(json, bigint) -> json"), Examples: ex("json_array_get('[1, 2]', 0)", "1"),
		},
		{
			Name: "json_array_length", Doc: "How many elements a JSON array has; NULL for anything else.",
			Signatures: sigs("(varchar(x)) -> bigint", "(json) -> bigint"), Examples: ex("json_array_length('[1, 2, 3]')", "3"),
		},
		{
			Name: "json_extract", Doc: "The JSON value at a path such as `$.a[0]`.", MayThrow: true, safeFor: safePath,
			Signatures: sigs("(varchar(x), varchar) -> json", "(json, varchar) -> json", "(varchar(x), char(y)) -> json", "(json, char(y)) -> json"), Examples: ex(`json_extract('{"a":[1]}', '$.a')`, "[1]"),
		},
		{
			Name: "json_extract_scalar", Doc: "The text of the scalar at a path; NULL for an array or an object.", MayThrow: true, safeFor: safePath,
			Signatures: sigs("(varchar(x), varchar) -> varchar(x)", "(json, varchar) -> varchar", "(varchar(x), char(y)) -> varchar(x)", "(json, char(y)) -> varchar"), Examples: ex(`json_extract_scalar('{"a":{"b":5}}', '$.a.b')`, "5"),
		},
		{
			Name: "json_format", Doc: "The text of a JSON value.",
			Signatures: sigs("(json) -> varchar"), Examples: ex(`json_format(JSON '{"a": 1}')`, `{"a":1}`),
		},
		{
			Name: "json_parse", Doc: "Reads a text as JSON.", MayThrow: true,
			Signatures: sigs("(varchar(x)) -> json"), Examples: ex("json_parse('[1, 2]')", "[1,2]"),
		},
		{
			Name: "json_size", Doc: "How many members the object or array at a path has, 0 for a scalar.", MayThrow: true, safeFor: safePath,
			Signatures: sigs("(varchar(x), varchar) -> bigint", "(json, varchar) -> bigint", "(varchar(x), char(y)) -> bigint", "(json, char(y)) -> bigint"), Examples: ex(`json_size('{"x":{"a":1,"b":2}}', '$.x')`, "2"),
		},
		{
			Name: "json_array", Doc: "The text of a JSON array of values; NULL ON NULL keeps those that are NULL.", MayThrow: true,
			Signatures: sigs("() -> varchar"), Examples: ex(`json_array(1, 'a' NULL ON NULL)`, `[1,"a"]`),
		},
		{
			Name: "json_exists", Doc: "Whether an SQL/JSON path such as `lax $.a` finds something.", MayThrow: true,
			Signatures: sigs("(varchar, varchar) -> boolean"), Examples: ex(`json_exists('{"a":1}', 'lax $.a')`, "true"),
		},
		{
			Name: "json_object", Doc: "The text of a JSON object of keys and values.", MayThrow: true,
			Signatures: sigs("() -> varchar"), Examples: ex(`json_object('a' : 1)`, `{"a":1}`),
		},
		{
			Name: "json_query", Doc: "The text of the JSON value that an SQL/JSON path finds.", MayThrow: true,
			Signatures: sigs("(varchar, varchar) -> varchar"), Examples: ex(`json_query('{"a":[1]}', 'lax $.a')`, "[1]"),
		},
		{
			Name: "json_value", Doc: "The text of the scalar that an SQL/JSON path finds.", MayThrow: true,
			Signatures: sigs("(varchar, varchar) -> varchar"), Examples: ex(`json_value('{"a":1}', 'lax $.a')`, "1"),
		},
	}
}
