package law_test

import (
	"regexp"
	"strings"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/difftest/draw"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// kind is a kind of expression that can fail. In its text stand for columns: @i a bigint, @n an integer, @s a text, @d a decimal, @f a double,
// @b a condition, @a an array of integers, @m a map of texts, @t a date, @u a timestamp.
type kind struct {
	name, text string
	typ        types.Type
}

var (
	integer, bigint, double = types.Of(types.Integer), types.Of(types.BigInt), types.Of(types.Double)
	text, boolean, date     = types.Text(), types.Of(types.Boolean), types.Of(types.Date)
)

// kinds are the kinds of expressions that can fail.
var kinds = []kind{
	{"division", "1 / @i", bigint},
	{"division of a constant less", "100 / (@n - 2)", integer},
	{"modulo", "7 % @i", bigint},
	{"division of decimals", "CAST(1 / CAST(@d AS decimal(10, 2)) AS decimal(20, 4))", types.DecimalOf(20, 4)},
	{"overflow of addition", "9223372036854775804 + @i", bigint},
	{"overflow of integers", "2147483644 + @n", integer},
	{"overflow of subtraction", "-9223372036854775804 - @i", bigint},
	{"overflow of multiplication", "@i * 3074457345618258602", bigint},
	{"overflow of negation", "- (@i - 1)", bigint},
	{"overflow of abs", "abs(@i)", bigint},
	{"overflow of decimals", "CAST(@d * DECIMAL '99999999999999999999999999999999999' AS varchar)", text},
	{"narrowing of integers", "CAST(@i AS tinyint)", types.Of(types.TinyInt)},
	{"narrowing of doubles", "CAST(@f * 40 AS tinyint)", types.Of(types.TinyInt)},
	{"narrowing of decimals", "CAST(@d AS decimal(2, 1))", types.DecimalOf(2, 1)},
	{"cast of text to integer", "CAST(@s AS integer)", integer},
	{"cast of text to double", "CAST(@s AS double)", double},
	{"cast of text to decimal", "CAST(@s AS decimal(10, 2))", types.DecimalOf(10, 2)},
	{"cast of text to date", "CAST('2025-01-0' || @s AS date)", date},
	{"cast of text to timestamp", "CAST('2025-01-0' || @s || ' 00:00:00' AS timestamp)", types.TimestampOf(3)},
	{"cast of text to boolean", "CAST(CASE WHEN @s IN ('1', '2', '3') THEN 'true' ELSE @s END AS boolean)", boolean},
	{"subscript of an array", "@a[@i]", integer},
	{"subscript from the end", "ARRAY[1, 2, 3][@i]", integer},
	{"element_at zero", "element_at(@a, @i - 4)", integer},
	{"subscript of a map", "@m['a']", text},
	{"subscript by a column", "MAP(ARRAY['1', '2', '3'], ARRAY[1, 2, 3])[@s]", integer},
	{"keys that repeat", "cardinality(MAP(ARRAY[@s, 'SECRET-4711'], ARRAY[1, 2]))", bigint},
	{"a pattern that is none", "regexp_like('1', @s)", boolean},
	{"a pattern of some rows", "regexp_replace(@s, CASE WHEN @b THEN '(' ELSE '1' END)", text},
	{"JSON that is none", "json_format(json_parse(@s))", text},
	{"a cast of JSON", "CAST(json_parse('[' || @s || ']') AS array(integer))[1]", integer},
	{"hex that is none", "to_hex(from_hex('0' || @s))", text},
	{"base64 that is none", "to_hex(from_base64('MDA' || @s))", text},
	{"a date of a format", "date_parse(@s, '%c')", types.TimestampOf(3)},
	{"a date by ISO", "from_iso8601_date('2025-01-0' || @s)", date},
	{"a unit that is none", "date_trunc(CASE WHEN @b THEN 'day' ELSE @s END, @t)", date},
	{"a zone that is none", "CAST(at_timezone(CAST(@u AS timestamp with time zone), CASE WHEN @b THEN 'UTC' ELSE @s END) AS varchar)", text},
	{"a code point that is none", "chr(CASE WHEN @b THEN -1 ELSE 65 END)", text},
	{"a text that is no character", "codepoint(CAST(@s AS varchar(1)))", integer},
	{"a part that is none", "split_part(@s, ',', CAST(@i AS integer) - 3)", text},
	{"a sequence too long", "cardinality(sequence(1, @i * 20000))", bigint},
	{"a repetition too long", "cardinality(repeat(@s, @n * 4000))", bigint},
	{"a base that is none", "to_base(@i, @i + 1)", text},
	{"a url that is broken", "url_decode('%4' || @s)", text},
	{"entries without a value", "cardinality(split_to_map(@s || '=1', ',', '='))", bigint},
	{"more than one row", "(SELECT x FROM (VALUES ('1', 1), ('2', 2), ('SECRET-4711', 3), ('SECRET-4711', 4)) AS v (y, x) WHERE y = @s)", integer},
	{"a sum in a lambda", "reduce(@a, 9223372036854775800, (s, e) -> s + e, s -> s)", bigint},
	{"a cast in a lambda", "cardinality(filter(ARRAY[@s], e -> CAST(e AS integer) > 0))", bigint},
	{"a division in a lambda", "cardinality(transform(@a, e -> 1 / e))", bigint},
	{"a comparison in a lambda", "any_match(@a, e -> 6 / e > 1)", boolean},
	{"an escape that is none", "@s LIKE 'a' ESCAPE @s", boolean},
	{"a bucket that is none", "width_bucket(@f, 0E0, 4E0, @i - 4)", bigint},
	{"bits that are too few", "bit_count(@i, 3)", bigint},
	{"a failure in a branch", "CASE WHEN @b THEN 1 / 0 ELSE 2 END", integer},
	{"a failure that is caught", "TRY(1 / @i)", bigint},
	{"a failure in a fallback", "coalesce(nullif(@i, 0), 1 / @i)", bigint},
	{"dates that leave the calendar", "date_add('year', @i * 3000, @t)", date},
	{"a year that is none", "CAST(from_unixtime(@f * 1E15) AS varchar)", text},
	{"an array compared", "ARRAY[@i, NULL] < ARRAY[@i, 1]", boolean},
	{"JSON of a path", "json_extract_scalar('{\"a\":1}', CASE WHEN @b THEN '$.a' ELSE '$.[' END)", text},
	{"a number of a format", "format('%d', CASE WHEN @b THEN @s ELSE @s END)", text},
	{"an address", "CAST(CAST('10.0.0.' || @s AS ipaddress) AS varchar)", text},
	{"a uuid", "CAST(CAST('00000000-0000-0000-0000-00000000000' || @s AS uuid) AS varchar)", text},
	{"a duration", "parse_duration(@s || 's') > INTERVAL '1' SECOND", boolean},
	{"a text as bytes", "from_utf8(to_utf8(@s), '??')", text},
	{"an overflow of a sum of columns", "@i + @i + @i", bigint},
	{"a power too large", "CAST(power(10E0, @i * 100) AS bigint)", bigint},
}

// want are the types that stand for columns in the texts of kinds.
var want = []struct {
	mark string
	typ  types.Type
}{
	{"@i", bigint},
	{"@n", integer},
	{"@s", text},
	{"@d", types.DecimalOf(10, 2)},
	{"@f", double},
	{"@b", boolean},
	{"@a", types.ArrayOf(integer)},
	{"@m", types.MapOf(text, text)},
	{"@t", date},
	{"@u", types.TimestampOf(3)},
}

// risky draws an expression that can fail, over the columns.
func risky(t *rapid.T, k kind, refs []draw.Ref) string {
	x := k.text
	if !strings.ContainsAny(x, "'") && !strings.Contains(x, "decimal(") && !strings.Contains(x, "varchar(") { // the first number may become a parameter
		if at := number.FindStringIndex(x); at != nil {
			x = x[:at[0]] + mark + x[at[0]:at[1]] + mark + x[at[1]:]
		}
	}
	for _, w := range want {
		if strings.Contains(x, w.mark) {
			x = strings.ReplaceAll(x, w.mark, fitting(t, w.typ, refs))
		}
	}
	return "(" + x + ")"
}

// number is an integer that stands alone.
var number = regexp.MustCompile(`\b[1-9][0-9]*\b`)

// fitting returns a column of the type, by a cast that does not fail where there is none, or a condition on columns.
func fitting(t *rapid.T, typ types.Type, refs []draw.Ref) string {
	var same []string
	for _, r := range refs {
		if r.Type.Equal(typ) {
			same = append(same, r.Text)
		}
	}
	if len(same) > 0 && rapid.IntRange(0, 5).Draw(t, "fitting") < 5 {
		return rapid.SampledFrom(same).Draw(t, "column")
	}
	if typ.Kind == types.Boolean {
		return conditionOn(t, refs)
	}
	var others []string
	for _, r := range refs {
		switch {
		case r.Type.IsInteger() && typ.Kind == types.BigInt:
			others = append(others, "CAST("+r.Text+" AS bigint)")
		case types.CanCast(r.Type, typ):
			others = append(others, "TRY_CAST("+r.Text+" AS "+typ.SQL()+")")
		}
	}
	if len(others) > 0 {
		return rapid.SampledFrom(others).Draw(t, "cast column")
	}
	return draw.Constant(t, typ)
}

// conditionOn draws a plain condition on a column.
func conditionOn(t *rapid.T, refs []draw.Ref) string {
	if len(refs) == 0 {
		return "true"
	}
	r := rapid.SampledFrom(refs).Draw(t, "column of condition")
	switch {
	case r.Type.Kind == types.Varchar:
		return r.Text + rapid.SampledFrom([]string{" LIKE 'SECRET%'", " = " + mark + "'red'" + mark, " > '1'", " <> " + mark + "'2'" + mark}).Draw(t, "test of text")
	case r.Type.IsInteger():
		return r.Text + rapid.SampledFrom([]string{" = " + mark + "1" + mark, " > 2", " <> " + mark + "0" + mark, " % 2 = 0"}).Draw(t, "test of number")
	case r.Type.Orderable() && !draw.Nested(r.Type):
		return r.Text + rapid.SampledFrom([]string{" > ", " = ", " <> "}).Draw(t, "comparison") + draw.Constant(t, r.Type)
	}
	return r.Text + " IS NOT NULL"
}
