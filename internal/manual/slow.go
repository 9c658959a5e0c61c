package manual

// slow are the functions that are written in Go and take more than five times as long as their nearest relative among DuckDB's own, as
// `make bench` measures them over 100,000 rows; the number is about how many times.
func slow() map[string]int {
	return map[string]int{"format": 6, "from_base64": 6, "normalize": 10, "parse_datetime": 5}
}
