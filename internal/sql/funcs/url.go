package funcs

// urlFuncs returns the functions of web addresses. A part that is missing is NULL or empty, an address that is wrong is NULL.
func urlFuncs() []Func {
	part := sigs("(varchar(x)) -> varchar(x)")
	const url = "('https://example.com:8080/a/b?k=v&l=#top')"
	return []Func{
		{Name: "url_extract_protocol", Doc: "The protocol of an address.", Signatures: part, Examples: ex("url_extract_protocol"+url, "https")},
		{Name: "url_extract_host", Doc: "The host of an address.", Signatures: part, Examples: ex("url_extract_host"+url, "example.com")},
		{Name: "url_extract_port", Doc: "The port of an address.", Signatures: sigs("(varchar(x)) -> bigint"), Examples: ex("url_extract_port"+url, "8080")},
		{Name: "url_extract_path", Doc: "The path of an address.", Signatures: part, Examples: ex("url_extract_path"+url, "/a/b")},
		{Name: "url_extract_query", Doc: "The query of an address.", Signatures: part, Examples: ex("url_extract_query"+url, "k=v&l=")},
		{Name: "url_extract_fragment", Doc: "The fragment of an address.", Signatures: part, Examples: ex("url_extract_fragment"+url, "top")},
		{
			Name: "url_extract_parameter", Doc: "The value of the first parameter with a name in the query of an address.",
			Signatures: sigs("(varchar(x), varchar(y)) -> varchar(x)"), Examples: ex("url_extract_parameter('https://example.com/?k=v', 'k')", "v"),
		},
		{
			Name: "url_encode", Doc: "Escapes a text for the query of an address.",
			Signatures: sigs("(varchar(x)) -> varchar(y) where y = min(2147483647, x * 12)"), Examples: ex("url_encode('a b&c')", "a+b%26c"),
		},
		{
			Name: "url_decode", Doc: "Undoes url_encode.", MayThrow: true,
			Signatures: part, Examples: ex("url_decode('a+b%26c')", "a b&c"),
		},
	}
}
