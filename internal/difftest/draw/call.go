package draw

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Callable is a function with one of its signatures.
type Callable struct {
	f   *funcs.Func
	sig *funcs.Signature
}

// callables returns the functions of a kind whose result depends on their arguments alone.
func callables(kind funcs.Kind) []Callable {
	var list []Callable
	for _, f := range funcs.All() {
		if f.Kind != kind || f.Volatile || f.OrderSensitive || f.Unsupported != "" || approximate(f.Name) {
			continue
		}
		for i := range f.Signatures {
			if sig := &f.Signatures[i]; !slices.ContainsFunc(append(slices.Clone(sig.Params), sig.Result()), foreign) {
				list = append(list, Callable{f, sig})
			}
		}
	}
	return list
}

// approximate tells whether the result of a function may depend on the order of its input, or on a session, or is that of an approximation.
func approximate(name string) bool {
	switch name {
	case "approx_distinct", "approx_percentile", "approx_most_frequent", "numeric_histogram", "arbitrary", "any_value", "reduce_agg", "set_agg",
		"set_union", "max_by", "min_by", "map_union", "map_agg", "fail", "from_unixtime_nanos", "from_iso8601_timestamp_nanos",
		"current_timestamp", "current_date", "current_time", "localtimestamp", "localtime", "current_user", "current_catalog", "current_schema":
		return true
	}
	return false
}

// foreign tells whether a pattern has a type that no value here has.
func foreign(p types.Type) bool {
	switch p.Kind { //nolint:exhaustive // the others have values
	case types.HyperLogLog, types.P4HyperLogLog, types.TDigest, types.QDigest, types.SetDigest, types.JSONPath, types.Regexp, types.Color, types.IPPrefix:
		return true
	}
	return slices.ContainsFunc(p.Elems, foreign)
}

//nolint:gochecknoglobals // made once, never changed
var scalars, aggregates = callables(funcs.Scalar), callables(funcs.Aggregate)

// Aggregates returns the aggregate functions whose result depends on their rows alone.
func Aggregates() []Callable { return aggregates }

// fits tells whether the pattern can be the type, numbers aside, and binds its variables.
func fits(p, typ types.Type, bound map[string]types.Type) bool {
	if p.Kind == types.Unknown && len(p.Names) == 1 {
		if is, ok := bound[p.Names[0]]; ok {
			return is.Equal(typ)
		}
		bound[p.Names[0]] = typ
		return true
	}
	if p.Kind != typ.Kind || len(p.Elems) != len(typ.Elems) {
		return false
	}
	for i := range p.Elems {
		if !fits(p.Elems[i], typ.Elems[i], bound) {
			return false
		}
	}
	return true
}

// accepted tells whether a function takes the types that are bound: it may demand an order, which some types do not have.
func accepted(c Callable, bound map[string]types.Type) bool {
	orderly := true
	for _, typ := range bound {
		orderly = orderly && typ.Orderable()
	}
	if orderly {
		return true
	}
	args := make([]funcs.Arg, len(c.sig.Params))
	for i, p := range c.sig.Params {
		if p.Kind == types.Function {
			result := put(p.Result(), bound)
			args[i] = funcs.Arg{Arity: len(p.Params()), Lambda: func([]types.Type) (types.Type, error) { return result, nil }}
			continue
		}
		args[i] = funcs.Arg{Type: put(p, bound)}
	}
	_, err := funcs.Resolve(c.f, args)
	return err == nil
}

// put puts what is bound in the place of variables, and integers in the place of those that are not.
func put(p types.Type, bound map[string]types.Type) types.Type {
	if p.Kind == types.Unknown && len(p.Names) == 1 {
		if is, ok := bound[p.Names[0]]; ok {
			return is
		}
		return types.Of(types.Integer)
	}
	switch p.Kind { //nolint:exhaustive // the others are as they are
	case types.Decimal, types.Varchar, types.Char, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ:
		return ofKind(p.Kind)[0]
	case types.Array, types.Map, types.Row:
		filled := types.Type{Kind: p.Kind, Names: p.Names}
		for _, e := range p.Elems {
			filled.Elems = append(filled.Elems, put(e, bound))
		}
		return filled
	}
	return p
}

// filled returns a type that fits the pattern.
func (m *Maker) filled(p types.Type, bound map[string]types.Type) types.Type {
	if p.Kind == types.Unknown && len(p.Names) == 1 {
		name := p.Names[0]
		if is, ok := bound[name]; ok {
			return is
		}
		typ := Plain(m.t)
		if rapid.IntRange(0, 6).Draw(m.t, "nested") == 6 {
			typ = types.ArrayOf(typ)
		}
		if name != "Any" {
			bound[name] = typ
		}
		return typ
	}
	switch p.Kind { //nolint:exhaustive // the others are as they are
	case types.Decimal, types.Varchar, types.Char, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ:
		if len(p.Names) == 0 { // of one size alone
			return p
		}
		return rapid.SampledFrom(ofKind(p.Kind)).Draw(m.t, "sized")
	case types.Array, types.Map, types.Row:
		filled := types.Type{Kind: p.Kind, Names: p.Names}
		for _, e := range p.Elems {
			filled.Elems = append(filled.Elems, m.filled(e, bound))
		}
		return filled
	}
	return p
}

func ofKind(k types.Kind) []types.Type {
	var list []types.Type
	for _, t := range plain {
		if t.Kind == k {
			list = append(list, t)
		}
	}
	return list
}

// call draws a call of a function or an operator with that result.
func (m *Maker) call(typ types.Type, depth int) string {
	c, bound, ok := m.Pick(scalars, typ)
	if !ok {
		return m.leaf(typ, depth)
	}
	return exactly(typ, m.Write(c, bound, depth))
}

// Pick draws a function whose result can be the type.
func (m *Maker) Pick(list []Callable, typ types.Type) (Callable, map[string]types.Type, bool) {
	var names []string
	fitting := map[string][]Callable{}
	for _, c := range list {
		bound := map[string]types.Type{}
		if fits(c.sig.Result(), typ, bound) && accepted(c, bound) {
			if fitting[c.f.Name] == nil {
				names = append(names, c.f.Name)
			}
			fitting[c.f.Name] = append(fitting[c.f.Name], c)
		}
	}
	if len(names) == 0 {
		return Callable{}, nil, false
	}
	c := rapid.SampledFrom(fitting[rapid.SampledFrom(names).Draw(m.t, "function")]).Draw(m.t, "signature")
	bound := map[string]types.Type{}
	return c, bound, fits(c.sig.Result(), typ, bound)
}

// exactly casts a call to a type whose numbers the function may compute otherwise.
func exactly(typ types.Type, call string) string {
	switch typ.Kind { //nolint:exhaustive // the others have no numbers
	case types.Decimal, types.Varchar, types.Char, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ, types.Array, types.Map, types.Row:
		return "CAST(" + call + " AS " + typ.SQL() + ")"
	}
	return call
}

// Write writes a call with arguments.
func (m *Maker) Write(c Callable, bound map[string]types.Type, depth int) string {
	params := c.sig.Params
	if c.sig.Variadic {
		last := params[len(params)-1]
		params = slices.Clone(params[:len(params)-1])
		least := 0
		if c.f.Name == "zip" || c.f.Name == "map_concat" || len(params) == 0 {
			least = 1
		}
		for range rapid.IntRange(least, 2).Draw(m.t, "more arguments") {
			params = append(params, last)
		}
	}
	args := make([]string, len(params))
	for i, p := range params {
		args[i] = m.arg(c.f, i, p, bound, depth)
	}
	i := 0
	switch {
	case !c.f.Operator:
		return c.f.Name + "(" + list(len(args), func() string { i++; return args[i-1] }) + ")"
	case c.f.Name == funcs.Negate:
		return "(- " + args[0] + ")"
	}
	return "(" + args[0] + " " + c.f.Name + " " + args[1] + ")"
}

// arg writes an argument: one of those that the function understands, a lambda, or any expression.
func (m *Maker) arg(f *funcs.Func, i int, p types.Type, bound map[string]types.Type, depth int) string {
	name := f.Name
	if known := understood[name]; i < len(known) && known[i] != nil && (strings.HasPrefix(name, "json_") || name == "normalize" || f.Kind == funcs.Aggregate || rapid.IntRange(0, 9).Draw(m.t, "understood") < 9) {
		if text := !strings.Contains("-0123456789", known[i][0][:1]); text && p.Kind == types.Varchar || !text && p.IsInteger() {
			return rapid.SampledFrom(known[i]).Draw(m.t, "argument")
		}
	}
	if p.Kind == types.Function {
		params := make([]types.Type, len(p.Params()))
		for j, q := range p.Params() {
			params[j] = m.filled(q, bound)
		}
		return m.lambdaOf(params, m.filled(p.Result(), bound), depth)
	}
	typ := m.filled(p, bound)
	if large(name) && typ.Kind == types.BigInt {
		return rapid.SampledFrom([]string{"0", "1", "2", "5", "-1", "30"}).Draw(m.t, "small")
	}
	return m.Expr(typ, depth)
}

// large tells whether a number is the size of the result.
func large(name string) bool {
	switch name {
	case "repeat", "sequence", "lpad", "rpad", "ngrams", "combinations":
		return true
	}
	return false
}

//nolint:gochecknoglobals // tables
var (
	units     = []string{"'day'", "'month'", "'hour'", "'year'", "'week'", "'quarter'", "'minute'", "'second'", "'millisecond'"}
	mysql     = []string{"'%Y-%m-%d'", "'%Y-%m-%d %H:%i:%s'", "'%e %b %y'", "'%W %M %p %f'", "'%x-%v %j'", "'%T %r'"}
	joda      = []string{"'yyyy-MM-dd'", "'yyyy-MM-dd HH:mm:ss.SSS'", "'EEE, d MMM yy'", "'hh:mm a'", "'yyyy ZZ'"}
	regexps   = []string{"'a'", "'[a-c]+'", `'(\d)'`, "'^a|b$'", "'(a)(b)?'", "''", "'.'", "'(?i)A'"}
	jsonPaths = []string{"'$'", "'$.a'", "'$.b[0]'", "'$.a.b'", "'$[1]'", "'$[\"a\"]'"}
	laxPaths  = []string{"'$'", "'lax $.a'", "'strict $.a'", "'lax $[*]'", "'lax $.a.size()'"}
	shorts    = []string{"0", "1", "2", "3", "-1"}
	bases     = []string{"10", "2", "16", "36"}
	splitters = []string{"','", "'='", "'a'", "' '"}
)

// understood are arguments with which a function does something, by their place.
//
//nolint:gochecknoglobals // a table
var understood = map[string][][]string{
	"date_trunc": {units}, "date_add": {units, {"1", "-1", "0", "13", "1000"}}, "date_diff": {units},
	"date_format": {nil, mysql}, "date_parse": {{"'2024-02-29'", "'2024-02-29 12:34:56'"}, mysql},
	"format_datetime": {nil, joda}, "parse_datetime": {{"'2024-02-29'", "'2024-02-29 12:34:56.789'"}, joda},
	"at_timezone": {nil, zones}, "with_timezone": {nil, zones}, "from_unixtime": {nil, zones},
	"regexp_like": {nil, regexps}, "regexp_extract": {nil, regexps, {"0", "1"}}, "regexp_extract_all": {nil, regexps, {"0", "1"}},
	"regexp_replace": {nil, regexps, {"'x'", "'$0$0'", "'[$1]'"}}, "regexp_split": {nil, regexps}, "regexp_count": {nil, regexps},
	"regexp_position": {nil, regexps, {"1", "2"}, {"1", "2"}},
	"json_extract":    {nil, jsonPaths}, "json_extract_scalar": {nil, jsonPaths}, "json_size": {nil, jsonPaths},
	"json_exists": {nil, laxPaths}, "json_query": {nil, laxPaths}, "json_value": {nil, laxPaths},
	"element_at": {nil, shorts}, "slice": {nil, shorts, shorts}, "trim_array": {nil, shorts}, "substr": {nil, shorts, shorts},
	"substring": {nil, shorts, shorts}, "round": {nil, shorts}, "truncate": {nil, shorts}, "json_array_get": {nil, shorts},
	"split": {nil, splitters, {"1", "2"}}, "split_part": {nil, splitters, {"1", "2", "3"}}, "strpos": {nil, nil, shorts},
	"split_to_map": {nil, {"','"}, {"'='"}}, "split_to_multimap": {nil, {"','"}, {"'='"}},
	"from_base": {{"'12'", "'ff'", "'-1'"}, bases}, "to_base": {nil, bases}, "chr": {{"65", "8364"}}, "bit_count": {nil, {"64", "32", "8"}},
	"format": {{"'%s %s'", "'%s'", "'%d'", "'%5.2f'"}}, "normalize": {nil, {"NFC", "NFKD"}}, "word_stem": {nil, {"'en'", "'de'"}},
	"parse_duration": {{"'5m'", "'3.81 d'", "'1ns'"}}, "parse_data_size": {{"'1kB'", "'2.3MB'"}},
	"from_iso8601_date": {{"'2024-02-29'", "'2025-W01-1'", "'2025-032'"}}, "from_iso8601_timestamp": {{"'2024-02-29T12:34:56.789Z'", "'2025-03-09T02:30:00'"}},
	"bitwise_left_shift": {nil, shorts}, "bitwise_right_shift": {nil, shorts}, "bitwise_right_shift_arithmetic": {nil, shorts},
	"min": {nil, {"1", "2", "0", "20000"}}, "max": {nil, {"1", "3"}},
	"ngrams": {nil, {"1", "2"}}, "combinations": {nil, {"1", "2"}}, "width_bucket": {nil, nil, nil, {"5", "1"}},
}
