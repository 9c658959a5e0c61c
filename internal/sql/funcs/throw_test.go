package funcs_test

import (
	"testing"

	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestCallMayThrow(t *testing.T) {
	stamp, text, bigint, double := types.TimestampOf(3), types.Text(), types.Of(types.BigInt), types.Of(types.Double)
	for _, c := range []struct {
		what   string
		name   string
		types  []types.Type
		values []value.Value
		want   bool
	}{
		{"a sum of doubles cannot", "+", []types.Type{double, double}, []value.Value{nil, nil}, false},
		{"a sum of integers can leave its type", "+", []types.Type{bigint, bigint}, []value.Value{nil, nil}, true},
		{"lower cannot", "lower", []types.Type{text}, []value.Value{nil}, false},
		{"a constant unit is safe", "date_trunc", []types.Type{text, stamp}, []value.Value{"Month", nil}, false},
		{"a constant unit that is none fails", "date_trunc", []types.Type{text, stamp}, []value.Value{"moon", nil}, true},
		{"a unit that a date does not have fails", "date_trunc", []types.Type{text, types.Of(types.Date)}, []value.Value{"hour", nil}, true},
		{"a unit from a column can be wrong", "date_trunc", []types.Type{text, stamp}, []value.Value{nil, nil}, true},
		{"units of a difference", "date_diff", []types.Type{text, stamp, stamp}, []value.Value{"day", nil, nil}, false},
		{"a constant part is safe", "split_part", []types.Type{text, text, bigint}, []value.Value{nil, "/", int64(2)}, false},
		{"part zero fails", "split_part", []types.Type{text, text, bigint}, []value.Value{nil, "/", int64(0)}, true},
		{"a constant delimiter is safe", "split", []types.Type{text, text}, []value.Value{nil, "/"}, false},
		{"an empty delimiter fails", "split", []types.Type{text, text}, []value.Value{nil, ""}, true},
		{"a limit of zero fails", "split", []types.Type{text, text, bigint}, []value.Value{nil, "/", int64(0)}, true},
		{"a constant pattern is safe", "date_format", []types.Type{stamp, text}, []value.Value{nil, "%Y-%m-%d %H:%i"}, false},
		{"a specifier that cannot be written fails", "date_format", []types.Type{stamp, text}, []value.Value{nil, "%Y %w"}, true},
		{"a pattern that ends in % fails", "date_format", []types.Type{stamp, text}, []value.Value{nil, "%"}, true},
		{"filling to a constant length is safe", "lpad", []types.Type{text, bigint, text}, []value.Value{nil, int64(3), "0"}, false},
		{"filling with nothing fails", "lpad", []types.Type{text, bigint, text}, []value.Value{nil, int64(3), ""}, true},
		{"filling to a huge length fails", "rpad", []types.Type{text, bigint, text}, []value.Value{nil, int64(1) << 40, "0"}, true},
		{"the greatest of decimals is safe", "greatest", []types.Type{types.DecimalOf(9, 2), types.DecimalOf(9, 2)}, []value.Value{nil, nil}, false},
		{"the greatest of doubles may be NaN", "greatest", []types.Type{double, double}, []value.Value{nil, nil}, true},
		{"the greatest number is safe", "max", []types.Type{bigint}, []value.Value{nil}, false},
		{"the greatest of arrays can meet NULL inside", "max", []types.Type{types.ArrayOf(bigint)}, []value.Value{nil}, true},
		{"the three greatest are safe", "max", []types.Type{text, bigint}, []value.Value{nil, int64(3)}, false},
		{"a count from a column can be negative", "max_by", []types.Type{text, text, bigint}, []value.Value{nil, nil, nil}, true},
		{"the first by a plain order is safe", "min_by", []types.Type{types.ArrayOf(text), text}, []value.Value{nil, nil}, false},
		{"plain elements can be found", "contains", []types.Type{types.ArrayOf(text), text}, []value.Value{nil, nil}, false},
		{"a network from a column can be wrong", "contains", []types.Type{text, types.Of(types.IPAddress)}, []value.Value{nil, nil}, true},
		{"a plain key is looked up", "element_at", []types.Type{types.MapOf(text, text), text}, []value.Value{nil, nil}, false},
		{"a constant path is safe", "json_extract_scalar", []types.Type{text, text}, []value.Value{nil, `$.a["b c"][0]`}, false},
		{"a wrong path fails", "json_extract_scalar", []types.Type{text, text}, []value.Value{nil, "$.a["}, true},
		{"a constant pattern is looked for in linear time", "regexp_like", []types.Type{text, text}, []value.Value{nil, "(?i)nat-(a|b)$"}, false},
		{"a pattern that looks back may take for ever", "regexp_like", []types.Type{text, text}, []value.Value{nil, `(a+)+\1$`}, true},
		{"words are others outside of ASCII", "regexp_like", []types.Type{text, text}, []value.Value{nil, `\bnat`}, true},
		{"a wrong pattern fails", "regexp_like", []types.Type{text, text}, []value.Value{nil, "("}, true},
		{"a pattern from a column may be wrong", "regexp_like", []types.Type{text, text}, []value.Value{nil, nil}, true},
		{"a group of a constant pattern is there", "regexp_extract", []types.Type{text, text, bigint}, []value.Value{nil, "^(a)-(.*)$", int64(2)}, false},
		{"a group that is not there fails", "regexp_extract", []types.Type{text, text, bigint}, []value.Value{nil, "^(a)-(.*)$", int64(3)}, true},
		{"the group from a column may not be there", "regexp_extract", []types.Type{text, text, bigint}, []value.Value{nil, "(a)", nil}, true},
		{"all matches are looked for from each place", "regexp_extract_all", []types.Type{text, text}, []value.Value{nil, "a"}, true},
		{"nothing is known of the arguments", "split", []types.Type{text, text}, nil, true},
	} {
		t.Run(c.what, func(t *testing.T) {
			f := named(c.name)
			args := make([]funcs.Arg, len(c.types))
			for i, typ := range c.types {
				args[i].Type = typ
			}
			m, err := funcs.Resolve(f, args)
			if err != nil {
				t.Fatal(err)
			}
			if got := f.CallMayThrow(m.Signature, funcs.Constants{Types: c.types, Values: c.values}); got != c.want {
				t.Errorf("got %t", got)
			}
		})
	}
	element := funcs.Lookup("element_at")
	known := funcs.Constants{Types: []types.Type{types.ArrayOf(text), bigint}, Values: []value.Value{nil, int64(-1)}}
	if element.CallMayThrow(nil, known) {
		t.Error("the last element of an array fails")
	}
}

func TestConcatOfOneArgument(t *testing.T) {
	_, err := funcs.Resolve(funcs.Lookup("concat"), []funcs.Arg{{Type: types.Text()}})
	if err == nil || err.Error() != "INVALID_FUNCTION_ARGUMENT: There must be two or more concatenation arguments" {
		t.Errorf("got %v", err)
	}
}
