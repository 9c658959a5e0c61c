package funcs

// bitwiseFuncs returns the functions of bits.
func bitwiseFuncs() []Func {
	two := sigs("(bigint, bigint) -> bigint")
	shift := sigs("(tinyint, bigint) -> tinyint", "(smallint, bigint) -> smallint", "(integer, bigint) -> integer", "(bigint, bigint) -> bigint")
	return []Func{
		{Name: "bitwise_and", Doc: "The bits that are set in both numbers.", Signatures: two, Examples: ex("bitwise_and(5, 3)", "1")},
		{Name: "bitwise_or", Doc: "The bits that are set in either number.", Signatures: two, Examples: ex("bitwise_or(5, 3)", "7")},
		{Name: "bitwise_xor", Doc: "The bits that are set in one number only.", Signatures: two, Examples: ex("bitwise_xor(5, 3)", "6")},
		{Name: "bitwise_not", Doc: "All bits turned around.", Signatures: sigs("(bigint) -> bigint"), Examples: ex("bitwise_not(5)", "-6")},
		{
			Name: "bit_count", Doc: "How many bits are set in a number of so many bits, two's complement.", MayThrow: true,
			Signatures: two, Examples: ex("bit_count(7, 64)", "3", "bit_count(-7, 8)", "6"),
		},
		{Name: "bitwise_left_shift", Doc: "The bits moved to the left.", Signatures: shift, Examples: ex("bitwise_left_shift(1, 2)", "4")},
		{Name: "bitwise_right_shift", Doc: "The bits moved to the right, zeros first.", Signatures: shift, Examples: ex("bitwise_right_shift(8, 3)", "1")},
		{
			Name: "bitwise_right_shift_arithmetic", Doc: "The bits moved to the right, the sign kept.",
			Signatures: shift, Examples: ex("bitwise_right_shift_arithmetic(-8, 2)", "-2"),
		},
	}
}
