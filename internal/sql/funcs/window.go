package funcs

// windowFuncs returns the functions that stand in windows only.
func windowFuncs() []Func {
	rank, share, value := sigs("() -> bigint"), sigs("() -> double"), sigs("(T) -> T")
	offset := sigs("(T) -> T where safe", "(T, bigint) -> T", "(T, bigint, T) -> T")
	const one, two = " FROM (VALUES 1) AS t (x))", " FROM (VALUES 1, 2) AS t (x) LIMIT 1)"
	list := []Func{
		{Name: "row_number", Doc: "The number of the row in its partition.", Signatures: rank, Examples: ex("(SELECT row_number() OVER (ORDER BY x)"+one, "1")},
		{Name: "rank", Doc: "One more than the rows before this one's equals.", Signatures: rank, Examples: ex("(SELECT rank() OVER (ORDER BY x)"+one, "1")},
		{Name: "dense_rank", Doc: "One more than the different values before this one.", Signatures: rank, Examples: ex("(SELECT dense_rank() OVER (ORDER BY x)"+one, "1")},
		{Name: "percent_rank", Doc: "The rank less one, as a share of the other rows.", Signatures: share, Examples: ex("(SELECT percent_rank() OVER (ORDER BY x)"+one, "0.0")},
		{Name: "cume_dist", Doc: "The share of rows that are before this one or its equals.", Signatures: share, Examples: ex("(SELECT cume_dist() OVER (ORDER BY x)"+one, "1.0")},
		{Name: "ntile", Doc: "The number of the bucket when the partition is cut into so many.", MayThrow: true, Signatures: sigs("(bigint) -> bigint"), Examples: ex("(SELECT ntile(2) OVER (ORDER BY x)"+one, "1")},
		{Name: "first_value", Doc: "The value in the first row of the frame.", Signatures: value, Examples: ex("(SELECT first_value(x) OVER (ORDER BY x)"+one, "1")},
		{Name: "last_value", Doc: "The value in the last row of the frame.", Signatures: value, Examples: ex("(SELECT last_value(x) OVER (ORDER BY x)"+one, "1")},
		{Name: "nth_value", Doc: "The value in the n-th row of the frame.", MayThrow: true, Signatures: sigs("(T, bigint) -> T"), Examples: ex("(SELECT nth_value(x, 1) OVER (ORDER BY x)"+one, "1")},
		{Name: "lag", Doc: "The value so many rows before this one, or a default.", MayThrow: true, Signatures: offset, Examples: ex("(SELECT lag(x, 1, 0) OVER (ORDER BY x)"+one, "0")},
		{Name: "lead", Doc: "The value so many rows after this one, or a default.", MayThrow: true, Signatures: offset, Examples: ex("(SELECT max(l) FROM (SELECT lead(x) OVER (ORDER BY x) AS l"+two+" AS w)", "2")},
	}
	for i := range list {
		list[i].Kind = Window
	}
	return list
}
