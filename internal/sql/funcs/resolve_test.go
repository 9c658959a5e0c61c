package funcs_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// lambda returns a lambda of so many parameters that computes its body's type.
func lambda(arity int, body func(p []types.Type) (types.Type, error)) funcs.Arg {
	return funcs.Arg{Arity: arity, Lambda: body}
}

func named(name string) *funcs.Func {
	if f := funcs.Operator(name); f != nil {
		return f
	}
	return funcs.Lookup(name)
}

// split cuts a list of types at the commas outside parentheses.
func split(text string) []string {
	var parts []string
	depth, start := 0, 0
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case ';':
			if depth == 0 {
				parts, start = append(parts, text[start:i]), i+1
			}
		}
	}
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return append(parts, text[start:])
}

func TestResolve(t *testing.T) {
	for _, c := range []struct{ name, args, params, result string }{
		{"+", "integer; integer", "integer; integer", "integer"},
		{"+", "tinyint; smallint", "smallint; smallint", "smallint"},
		{"+", "integer; decimal(2,1)", "decimal(10,0); decimal(2,1)", "decimal(12,1)"},
		{"+", "decimal(38,10); decimal(38,10)", "decimal(38,10); decimal(38,10)", "decimal(38,10)"},
		{"-", "decimal(10,2); decimal(5,4)", "decimal(10,2); decimal(5,4)", "decimal(13,4)"},
		{"*", "decimal(38,10); decimal(38,10)", "decimal(38,10); decimal(38,10)", "decimal(38,20)"},
		{"/", "decimal(1,0); decimal(1,0)", "decimal(1,0); decimal(1,0)", "decimal(1,0)"},
		{"/", "decimal(10,2); decimal(10,2)", "decimal(10,2); decimal(10,2)", "decimal(12,2)"},
		{"/", "decimal(10,0); decimal(10,4)", "decimal(10,0); decimal(10,4)", "decimal(18,4)"},
		{"%", "decimal(10,2); decimal(5,4)", "decimal(10,2); decimal(5,4)", "decimal(5,4)"},
		{"+", "bigint; real", "real; real", "real"},
		{"*", "real; decimal(5,2)", "real; real", "real"},
		{"+", "unknown; integer", "integer; integer", "integer"},
		{"+", "date; interval day to second", "date; interval day to second", "date"},
		{"+", "timestamp(0); interval day to second", "timestamp(0); interval day to second", "timestamp(3)"},
		{"-", "timestamp(6); interval year to month", "timestamp(6); interval year to month", "timestamp(6)"},
		{"-", "date; date", "date; date", "interval day to second"},
		{"-", "timestamp(3); date", "timestamp(3); timestamp(3)", "interval day to second"},
		{"*", "interval day to second; integer", "interval day to second; bigint", "interval day to second"},
		{"*", "double; interval year to month", "double; interval year to month", "interval year to month"},
		{"||", "varchar(1); varchar(2)", "varchar; varchar", "varchar"},
		{"||", "char(2); char(3)", "char(2); char(3)", "char(5)"},
		{"||", "array(integer); bigint", "array(bigint); bigint", "array(bigint)"},
		{"||", "array(array(integer)); array(integer)", "array(array(integer)); array(integer)", "array(array(integer))"},
		{"negate", "decimal(5,2)", "decimal(5,2)", "decimal(5,2)"},
		{"abs", "smallint", "smallint", "smallint"},
		{"abs", "unknown", "tinyint", "tinyint"},
		{"ceil", "decimal(5,2)", "decimal(5,2)", "decimal(4,0)"},
		{"round", "decimal(5,2)", "decimal(5,2)", "decimal(4,0)"},
		{"round", "decimal(5,2); integer", "decimal(5,2); integer", "decimal(6,2)"},
		{"truncate", "decimal(5,2)", "decimal(5,2)", "decimal(3,0)"},
		{"power", "integer; integer", "double; double", "double"},
		{"greatest", "integer; bigint; decimal(3,1)", "decimal(20,1); decimal(20,1); decimal(20,1)", "decimal(20,1)"},
		{"greatest", "varchar(3)", "varchar(3)", "varchar(3)"},
		{"greatest", "integer; unknown", "integer; integer", "integer"},
		{"replace", "varchar(3); varchar(1); varchar(2)", "varchar(3); varchar(1); varchar(2)", "varchar(11)"},
		{"replace", "varchar; varchar(1); varchar(2)", "varchar; varchar(1); varchar(2)", "varchar"},
		{"regexp_replace", "varchar(10); varchar(3); varchar(2)", "varchar(10); varchar; varchar(2)", "varchar(120)"},
		{"split", "varchar(5); varchar(1)", "varchar(5); varchar(1)", "array(varchar(5))"},
		{"substr", "char(13); integer", "char(13); bigint", "varchar(13)"},
		{"length", "varchar(3)", "varchar(3)", "bigint"},
		{"soundex", "unknown", "varchar(0)", "varchar(4)"},
		{"date_trunc", "varchar(3); timestamp(6)", "varchar(3); timestamp(6)", "timestamp(6)"},
		{"date_trunc", "varchar(3); date", "varchar(3); date", "date"},
		{"date_diff", "varchar(3); date; timestamp(3)", "varchar(3); timestamp(3); timestamp(3)", "bigint"},
		{"date_diff", "varchar(3); timestamp(0); timestamp(3) with time zone", "varchar(3); timestamp(3) with time zone; timestamp(3) with time zone", "bigint"},
		{"date_format", "date; varchar(5)", "timestamp(0); varchar(5)", "varchar"},
		{"year", "date", "date", "bigint"},
		{"to_iso8601", "timestamp(3)", "timestamp(3)", "varchar(26)"},
		{"from_unixtime", "integer", "double", "timestamp(3) with time zone"},
		{"sum", "integer", "bigint", "bigint"},
		{"sum", "decimal(10,2)", "decimal(10,2)", "decimal(38,2)"},
		{"avg", "decimal(10,2)", "decimal(10,2)", "decimal(10,2)"},
		{"avg", "smallint", "bigint", "double"},
		{"avg", "real", "real", "real"},
		{"count", "", "", "bigint"},
		{"count", "map(varchar, integer)", "map(varchar, integer)", "bigint"},
		{"max_by", "varchar(3); date", "varchar(3); date", "varchar(3)"},
		{"max", "date; integer", "date; bigint", "array(date)"},
		{"approx_percentile", "bigint; decimal(2,1)", "bigint; double", "bigint"},
		{"approx_percentile", "double; array(decimal(2,1))", "double; array(double)", "array(double)"},
		{"stddev", "integer", "bigint", "double"},
		{"map_agg", "varchar(1); date", "varchar(1); date", "map(varchar(1), date)"},
		{"histogram", "varchar(1)", "varchar(1)", "map(varchar(1), bigint)"},
		{"lag", "integer; integer; bigint", "bigint; bigint; bigint", "bigint"},
		{"element_at", "map(varchar(3), double); varchar(5)", "map(varchar(5), double); varchar(5)", "double"},
		{"element_at", "array(date); integer", "array(date); bigint", "date"},
		{"contains", "array(varchar(3)); varchar(5)", "array(varchar(5)); varchar(5)", "boolean"},
		{"contains", "varchar(10); ipaddress", "varchar(10); ipaddress", "boolean"},
		{"cardinality", "map(varchar, integer)", "map(varchar, integer)", "bigint"},
		{"map", "array(varchar(1)); array(unknown)", "array(varchar(1)); array(unknown)", "map(varchar(1), unknown)"},
		{"map", "", "", "map(unknown, unknown)"},
		{"map_concat", "map(varchar(1), integer); map(varchar(2), bigint)", "map(varchar(2), bigint); map(varchar(2), bigint)", "map(varchar(2), bigint)"},
		{"zip", "array(integer); array(varchar)", "array(integer); array(varchar)", "array(row(integer, varchar))"},
		{"flatten", "array(array(date))", "array(array(date))", "array(date)"},
		{"array_union", "array(integer); array(bigint)", "array(bigint); array(bigint)", "array(bigint)"},
		{"sequence", "integer; integer", "bigint; bigint", "array(bigint)"},
		{"sequence", "date; date; interval year to month", "date; date; interval year to month", "array(date)"},
		{"concat_ws", "varchar(1); varchar(1); varchar(2)", "varchar; varchar; varchar", "varchar"},
		{"concat_ws", "varchar(1); array(varchar(2))", "varchar; array(varchar)", "varchar"},
		{"format", "varchar(5); integer; date", "varchar; integer; date", "varchar"},
		{"json_extract_scalar", "varchar(10); varchar(3)", "varchar(10); varchar", "varchar(10)"},
		{"json_extract_scalar", "json; varchar(3)", "json; varchar", "varchar"},
		{"url_encode", "varchar(3)", "varchar(3)", "varchar(36)"},
		{"bitwise_left_shift", "integer; integer", "integer; bigint", "integer"},
		{"bitwise_and", "tinyint; integer", "bigint; bigint", "bigint"},
	} {
		t.Run(c.name+"("+c.args+")", func(t *testing.T) {
			var args []funcs.Arg
			for _, a := range split(c.args) {
				args = append(args, funcs.Arg{Type: typ(t, a)})
			}
			m, err := funcs.Resolve(named(c.name), args)
			if c.result == "" {
				if err == nil {
					t.Errorf("resolved to %s", m.Signature.Text)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			params := make([]string, len(m.Params))
			for i, p := range m.Params {
				params[i] = p.String()
			}
			if got := strings.Join(params, "; "); got != c.params || m.Result.String() != c.result {
				t.Errorf("got %s → %s, want %s → %s", got, m.Result, c.params, c.result)
			}
		})
	}
}

func TestResolveLambdas(t *testing.T) {
	integers := funcs.Arg{Type: typ(t, "array(integer)")}
	same := func(p []types.Type) (types.Type, error) { return p[0], nil }
	constant := func(text string) func([]types.Type) (types.Type, error) {
		return func([]types.Type) (types.Type, error) { return typ(t, text), nil }
	}
	// sum is (s, x) -> s + x.
	sum := func(p []types.Type) (types.Type, error) {
		m, err := funcs.Resolve(funcs.Operator("+"), []funcs.Arg{{Type: p[0]}, {Type: p[1]}})
		return m.Result, err
	}
	for _, c := range []struct {
		name, result, last string // last is the type wanted of the last argument
		args               []funcs.Arg
	}{
		{"transform", "array(varchar)", "function(integer,varchar)", []funcs.Arg{integers, lambda(1, constant("varchar"))}},
		{"filter", "array(integer)", "function(integer,boolean)", []funcs.Arg{integers, lambda(1, constant("boolean"))}},
		{"filter", "array(integer)", "function(integer,boolean)", []funcs.Arg{integers, lambda(1, constant("unknown"))}},
		{"reduce", "integer", "function(integer,integer)", []funcs.Arg{integers, {Type: typ(t, "integer")}, lambda(2, sum), lambda(1, same)}},
		{"reduce", "bigint", "function(bigint,bigint)", []funcs.Arg{{Type: typ(t, "array(bigint)")}, {Type: typ(t, "integer")}, lambda(2, sum), lambda(1, same)}},
		{"reduce", "double", "function(double,double)", []funcs.Arg{{Type: typ(t, "array(double)")}, {Type: typ(t, "unknown")}, lambda(2, sum), lambda(1, same)}},
		{"zip_with", "array(integer)", "function(integer,integer,integer)", []funcs.Arg{integers, integers, lambda(2, same)}},
		{"map_filter", "map(varchar, integer)", "function(varchar,integer,boolean)", []funcs.Arg{{Type: typ(t, "map(varchar, integer)")}, lambda(2, constant("boolean"))}},
		{"transform_values", "map(varchar, varchar)", "function(varchar,integer,varchar)", []funcs.Arg{{Type: typ(t, "map(varchar, integer)")}, lambda(2, same)}},
		{"array_sort", "array(integer)", "function(integer,integer,integer)", []funcs.Arg{integers, lambda(2, same)}},
		{"regexp_replace", "varchar", "function(array(varchar),varchar)", []funcs.Arg{{Type: typ(t, "varchar(3)")}, {Type: typ(t, "varchar(1)")}, lambda(1, constant("varchar(2)"))}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := funcs.Resolve(named(c.name), c.args)
			if err != nil {
				t.Fatal(err)
			}
			if got := m.Params[len(m.Params)-1].String(); m.Result.String() != c.result || got != c.last {
				t.Errorf("got %s with %s, want %s with %s", m.Result, got, c.result, c.last)
			}
		})
	}
	inside := errors.New("column not found")
	failing := func([]types.Type) (types.Type, error) { return types.Type{}, inside }
	if _, err := funcs.Resolve(named("transform"), []funcs.Arg{integers, lambda(1, failing)}); !errors.Is(err, inside) {
		t.Errorf("the lambda's own error is lost: %v", err)
	}
	if _, err := funcs.Resolve(named("transform"), []funcs.Arg{integers, lambda(2, same)}); err == nil {
		t.Error("a lambda of two parameters was taken for one of one")
	}
}

func TestMismatchesHaveTrinosWords(t *testing.T) {
	for _, c := range []struct {
		name, args string
		code       diag.Code
		want       string
	}{
		{"+", "integer; varchar(1)", diag.TypeMismatch, "Cannot apply operator: integer + varchar(1)"},
		{"negate", "varchar(1)", diag.TypeMismatch, "Cannot negate varchar(1)"},
		{"sqrt", "varchar(3)", diag.FunctionNotFound, "Unexpected parameters (varchar(3)) for function sqrt. Expected: sqrt(double)"},
		{"greatest", "map(varchar, varchar)", diag.FunctionNotFound, "Unexpected parameters (map(varchar, varchar)) for function greatest. Expected: greatest(E) E:orderable"},
		{"||", "integer; varchar(1)", diag.FunctionNotFound, "Unexpected parameters (integer, varchar(1)) for function concat. " +
			"Expected: concat(E, array(E)) E, concat(array(E)) E, concat(array(E), E) E, concat(char(x), char(y)), concat(varbinary), concat(varchar)"},
		{"||", "array(array(integer)); array(unknown)", diag.AmbiguousFunctionCall, ""},
		{"date_trunc", "varchar(3); varchar(10)", diag.FunctionNotFound, ""},
		{"*", "decimal(20,20); decimal(20,19)", diag.InvalidFunctionArgument, "DECIMAL scale must be in range [0, precision (38)]: 39"},
		{"count", "integer; integer", diag.FunctionNotFound, "Unexpected parameters (integer, integer) for function count. Expected: count(), count(T) T"},
	} {
		var args []funcs.Arg
		for _, a := range split(c.args) {
			args = append(args, funcs.Arg{Type: typ(t, a)})
		}
		m, err := funcs.Resolve(named(c.name), args)
		var d diag.Diagnostic
		if !errors.As(err, &d) {
			t.Errorf("%s(%s): got %v %v", c.name, c.args, m.Result, err)
			continue
		}
		if d.Code != c.code || c.want != "" && d.Msg != c.want {
			t.Errorf("%s(%s): got %s, want %s: %s", c.name, c.args, d.Error(), c.code, c.want)
		}
	}
}

// TestResolveIsStable checks that a call whose arguments have the types of its match resolves to the same match.
func TestResolveIsStable(t *testing.T) {
	kinds := []types.Type{
		{},
		types.Of(types.Integer), types.Of(types.Double), types.DecimalOf(5, 2), types.VarcharOf(3), types.Of(types.Date),
		types.TimestampOf(3), types.ArrayOf(types.Of(types.Integer)), types.MapOf(types.Text(), types.Of(types.Date)), types.Of(types.JSON),
	}
	for _, f := range funcs.All() {
		for _, a := range kinds {
			for _, b := range append(kinds, types.Of(types.Varbinary)) {
				for _, args := range [][]funcs.Arg{{{Type: a}}, {{Type: a}, {Type: b}}} {
					m, err := funcs.Resolve(f, args)
					if err != nil {
						continue
					}
					for i, p := range m.Params {
						if !types.CanCoerce(args[i].Type, p) {
							t.Fatalf("%s: %s does not coerce to %s", f.Name, args[i].Type, p)
						}
						args[i].Type = p
					}
					again, err := funcs.Resolve(f, args)
					if err != nil || !again.Result.Equal(m.Result) {
						t.Errorf("%s%v → %s resolves again to %s %v", f.Name, m.Params, m.Result, again.Result, err)
					}
				}
			}
		}
	}
}
