package funcs

import "slices"

// mathFuncs returns the functions of numbers.
func mathFuncs() []Func {
	return slices.Concat(rounding(), transcendental(), randomness(), probability(), []Func{
		{
			Name: "abs", Doc: "The absolute value.", MayThrow: true,
			Signatures: sigs("(tinyint) -> tinyint", "(smallint) -> smallint", "(integer) -> integer", "(bigint) -> bigint",
				"(real) -> real where safe", "(double) -> double where safe", "(decimal(p,s)) -> decimal(p,s) where safe"),
			Examples: ex("abs(-3)", "3"),
		},
		{
			Name: "sign", Doc: "-1, 0 or 1, as the number is negative, zero or positive.",
			Signatures: with(numeric(), "(decimal(p,s)) -> decimal(1,0)"),
			Examples:   ex("sign(-3)", "-1", "sign(DECIMAL '2.50')", "1"),
		},
		{
			Name: "mod", Doc: "The rest of a division; it has the sign of the first argument.", MayThrow: true,
			Signatures: arithmetic("(decimal(p1,s1), decimal(p2,s2)) -> decimal(p,s) where s = max(s1, s2); p = min(p2 - s2, p1 - s1) + s"),
			Examples:   ex("mod(7, 3)", "1", "mod(-7, 3)", "-1"),
		},
		{
			Name: "from_base", Doc: "Reads a whole number written in a base from 2 to 36.", MayThrow: true,
			Signatures: sigs("(varchar(x), bigint) -> bigint"),
			Examples:   ex("from_base('ff', 16)", "255"),
		},
		{
			Name: "to_base", Doc: "Writes a whole number in a base from 2 to 36.", MayThrow: true,
			Signatures: sigs("(bigint, bigint) -> varchar(64)"),
			Examples:   ex("to_base(255, 16)", "ff"),
		},
		{
			Name: "width_bucket", Doc: "The number of the bucket, from 1, that x falls into: count equal ones between two bounds, or those that sorted bounds make.",
			MayThrow:   true,
			Signatures: sigs("(double, double, double, bigint) -> bigint", "(double, array(double)) -> bigint"),
			Examples:   ex("width_bucket(5.5e0, 0e0, 10e0, 5)", "3"),
		},
		{
			Name: "greatest", Doc: "The greatest of its arguments; NULL when one is NULL.", MayThrow: true, safeFor: safeOrder,
			Signatures: sigs("(E, E...) -> E where E orderable"),
			Examples:   ex("greatest(1, 3, 2)", "3", "greatest(1, NULL)", "NULL"),
		},
		{
			Name: "least", Doc: "The least of its arguments; NULL when one is NULL.", MayThrow: true, safeFor: safeOrder,
			Signatures: sigs("(E, E...) -> E where E orderable"),
			Examples:   ex("least(1, 3, 2)", "1"),
		},
	})
}

// rounding returns the functions that cut digits.
func rounding() []Func {
	toward := func(doc string) Func {
		return Func{Doc: doc, Signatures: with(numeric(), "(decimal(p,s)) -> decimal(r,0) where r = p - s + min(s, 1)")}
	}
	ceil := toward("The least whole number that is not less than x.")
	ceil.Examples = ex("ceil(DECIMAL '1.20')", "2")
	floor := toward("The greatest whole number that is not greater than x.")
	floor.Examples = ex("floor(DECIMAL '-1.20')", "-2")
	return append(append(each(ceil, "ceil", "ceiling"), each(floor, "floor")...),
		Func{
			Name: "round", MayThrow: true,
			Doc: "Rounds to whole numbers, or to a number of digits after the point; halves go away from zero.",
			Signatures: sigs("(tinyint) -> tinyint where safe", "(smallint) -> smallint where safe", "(integer) -> integer where safe",
				"(bigint) -> bigint where safe", "(real) -> real where safe", "(double) -> double where safe",
				"(decimal(p,s)) -> decimal(r,0) where r = min(38, p - s + min(1, s)); safe",
				"(tinyint, integer) -> tinyint", "(smallint, integer) -> smallint", "(integer, integer) -> integer",
				"(bigint, integer) -> bigint", "(real, integer) -> real where safe", "(double, integer) -> double where safe",
				"(decimal(p,s), integer) -> decimal(r,s) where r = min(38, p + 1)"),
			Examples: ex("round(DECIMAL '2.567', 2)", "2.570", "round(2.5e0)", "3.0"),
		},
		Func{
			Name: "truncate", Doc: "Cuts the digits after the point, or all after a number of digits.",
			Signatures: sigs("(real) -> real", "(double) -> double", "(decimal(p,s)) -> decimal(r,0) where r = max(1, p - s)",
				"(decimal(p,s), integer) -> decimal(p,s)"),
			Examples: ex("truncate(1.99e0)", "1.0", "truncate(DECIMAL '12.345', 1)", "12.300"),
		})
}

// transcendental returns the functions of real numbers. None of them fails: what has no value is NaN.
func transcendental() []Func {
	one := sigs("(double) -> double")
	two := sigs("(double, double) -> double")
	constant := sigs("() -> double")
	return append(each(Func{Doc: "x to the power of y.", Signatures: two, Examples: ex("power(2, 10)", "1024.0")}, "power", "pow"),
		Func{Name: "sqrt", Doc: "The square root.", Signatures: one, Examples: ex("sqrt(9)", "3.0")},
		Func{Name: "cbrt", Doc: "The cube root.", Signatures: one, Examples: ex("cbrt(8e0)", "2.0")},
		Func{Name: "exp", Doc: "Euler's number to the power of x.", Signatures: one, Examples: ex("exp(0)", "1.0")},
		Func{Name: "ln", Doc: "The natural logarithm.", Signatures: one, Examples: ex("ln(1)", "0.0")},
		Func{Name: "log", Doc: "The logarithm of the second argument to the base of the first.", Signatures: two, Examples: ex("log(2, 8)", "3.0")},
		Func{Name: "log2", Doc: "The logarithm to the base 2.", Signatures: one, Examples: ex("log2(8)", "3.0")},
		Func{Name: "log10", Doc: "The logarithm to the base 10.", Signatures: one, Examples: ex("log10(100)", "2.0")},
		Func{Name: "degrees", Doc: "Turns radians into degrees.", Signatures: one, Examples: ex("degrees(0e0)", "0.0")},
		Func{Name: "radians", Doc: "Turns degrees into radians.", Signatures: one, Examples: ex("radians(0e0)", "0.0")},
		Func{Name: "sin", Doc: "The sine.", Signatures: one, Examples: ex("sin(0)", "0.0")},
		Func{Name: "cos", Doc: "The cosine.", Signatures: one, Examples: ex("cos(0)", "1.0")},
		Func{Name: "tan", Doc: "The tangent.", Signatures: one, Examples: ex("tan(0)", "0.0")},
		Func{Name: "asin", Doc: "The arc sine.", Signatures: one, Examples: ex("asin(0)", "0.0")},
		Func{Name: "acos", Doc: "The arc cosine.", Signatures: one, Examples: ex("acos(1)", "0.0")},
		Func{Name: "atan", Doc: "The arc tangent.", Signatures: one, Examples: ex("atan(0)", "0.0")},
		Func{Name: "atan2", Doc: "The arc tangent of y / x.", Signatures: two, Examples: ex("atan2(0, 1)", "0.0")},
		Func{Name: "sinh", Doc: "The hyperbolic sine.", Signatures: one, Examples: ex("sinh(0)", "0.0")},
		Func{Name: "cosh", Doc: "The hyperbolic cosine.", Signatures: one, Examples: ex("cosh(0)", "1.0")},
		Func{Name: "tanh", Doc: "The hyperbolic tangent.", Signatures: one, Examples: ex("tanh(0)", "0.0")},
		Func{Name: "e", Doc: "Euler's number.", Signatures: constant, Examples: ex("e()", "2.718281828459045")},
		Func{Name: "pi", Doc: "The ratio of a circle's circumference to its diameter.", Signatures: constant, Examples: ex("pi()", "3.141592653589793")},
		Func{Name: "nan", Doc: "The double that is not a number.", Signatures: constant, Examples: ex("nan()", "NaN")},
		Func{Name: "infinity", Doc: "The double that is greater than all others.", Signatures: constant, Examples: ex("infinity()", "Infinity")},
		Func{Name: "is_nan", Doc: "Whether x is not a number.", Signatures: sigs("(double) -> boolean", "(real) -> boolean"), Examples: ex("is_nan(nan())", "true")},
		Func{Name: "is_finite", Doc: "Whether x is neither infinite nor NaN.", Signatures: sigs("(double) -> boolean"), Examples: ex("is_finite(1e0)", "true")},
		Func{Name: "is_infinite", Doc: "Whether x is infinite.", Signatures: sigs("(double) -> boolean"), Examples: ex("is_infinite(infinity())", "true")},
	)
}

// randomness returns the functions of chance.
func randomness() []Func {
	return each(Func{
		Doc: "A random double from 0 up to 1, or a random whole number from 0 (or the first argument) up to the last argument, which is not included.",
		Signatures: sigs("() -> double", "(tinyint) -> tinyint", "(smallint) -> smallint", "(integer) -> integer", "(bigint) -> bigint",
			"(tinyint, tinyint) -> tinyint", "(smallint, smallint) -> smallint", "(integer, integer) -> integer", "(bigint, bigint) -> bigint"),
		MayThrow: true, Volatile: true,
		Examples: ex("random() < 1e0", "true", "random(1)", "0"),
	}, "random", "rand")
}

// probability returns the functions of distributions.
func probability() []Func {
	three := sigs("(double, double, double) -> double")
	return []Func{
		{
			Name: "normal_cdf", Doc: "The probability that a normal variable of a mean and a deviation is less than a value.", MayThrow: true,
			Signatures: three, Examples: ex("normal_cdf(0e0, 1e0, 0e0)", "0.5"),
		},
		{
			Name: "inverse_normal_cdf", Doc: "The value below which a normal variable of a mean and a deviation lies with a probability.", MayThrow: true,
			Signatures: three, Examples: ex("inverse_normal_cdf(0e0, 1e0, 0.5e0)", "0.0"),
		},
		{
			Name: "beta_cdf", Doc: "The probability that a beta variable of parameters a and b is less than a value.", MayThrow: true,
			Signatures: three, Examples: ex("beta_cdf(3e0, 3.6e0, 0e0)", "0.0"),
		},
		{
			Name: "inverse_beta_cdf", Doc: "The value below which a beta variable of parameters a and b lies with a probability.", MayThrow: true,
			Signatures: three, Examples: ex("inverse_beta_cdf(3e0, 3.6e0, 0e0)", "0.0"),
		},
		{
			Name: "t_cdf", Doc: "The probability that a variable of Student's t-distribution of so many degrees of freedom is less than a value.", MayThrow: true,
			Signatures: sigs("(double, double) -> double"), Examples: ex("t_cdf(0e0, 1e0)", "0.5"),
		},
		{
			Name: "t_pdf", Doc: "The density of Student's t-distribution of so many degrees of freedom at a value.", MayThrow: true,
			Signatures: sigs("(double, double) -> double"), Examples: ex("t_pdf(1e0, 10e0)", "0.2303619892291386"),
		},
		{
			Name: "wilson_interval_lower", Doc: "The lower bound of the Wilson score interval of successes among trials at a z-score.", MayThrow: true,
			Signatures: sigs("(bigint, bigint, double) -> double"), Examples: ex("wilson_interval_lower(1250, 1310, 1.96e0)", "0.9414883725395894"),
		},
		{
			Name: "wilson_interval_upper", Doc: "The upper bound of the Wilson score interval of successes among trials at a z-score.", MayThrow: true,
			Signatures: sigs("(bigint, bigint, double) -> double"), Examples: ex("wilson_interval_upper(1250, 1310, 1.96e0)", "0.9642524717143908"),
		},
		{
			Name: "cosine_similarity", Doc: "The cosine of the angle between two sparse vectors or two dense ones.", MayThrow: true,
			Signatures: sigs("(map(varchar, double), map(varchar, double)) -> double", "(array(double), array(double)) -> double"),
			Examples:   ex("cosine_similarity(map(ARRAY['a'], ARRAY[1e0]), map(ARRAY['a'], ARRAY[2e0]))", "1.0"),
		},
	}
}
