package types_test

import (
	"testing"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// sample returns types of every kind, several of those with parameters.
func sample() []types.Type {
	list := []types.Type{
		types.DecimalOf(1, 0), types.DecimalOf(3, 0), types.DecimalOf(10, 0), types.DecimalOf(12, 5), types.DecimalOf(19, 0),
		types.DecimalOf(38, 0), types.DecimalOf(38, 10), types.DecimalOf(38, 38),
		types.VarcharOf(0), types.VarcharOf(3), types.Text(), types.CharOf(1), types.CharOf(10),
		types.TimeOf(0), types.TimeOf(6), types.TimeTZOf(3), types.TimestampOf(0), types.TimestampOf(3), types.TimestampOf(6),
		types.TimestampTZOf(0), types.TimestampTZOf(6),
		types.QDigestOf(types.Of(types.BigInt)), types.FunctionOf([]types.Type{types.Of(types.BigInt)}, types.Of(types.Boolean)),
	}
	for k := types.Unknown; k <= types.IPPrefix; k++ {
		switch k { //nolint:exhaustive // those with parameters are above
		case types.Decimal, types.Varchar, types.Char, types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ, types.Array,
			types.Map, types.Row, types.Function, types.QDigest:
		default:
			list = append(list, types.Of(k))
		}
	}
	scalars := []types.Type{types.Of(types.Unknown), types.Of(types.Integer), types.Of(types.Double), types.Text(), types.DecimalOf(12, 5)}
	for _, e := range scalars {
		list = append(list, types.ArrayOf(e), types.ArrayOf(types.ArrayOf(e)), types.MapOf(types.VarcharOf(3), e),
			types.RowOf(nil, e, types.Of(types.Date)), types.RowOf([]string{"a", "b"}, e, types.TimestampOf(3)), types.RowOf([]string{"a", "c"}, e))
	}
	return list
}

func TestCommonSuperIsCommutative(t *testing.T) {
	for _, a := range sample() {
		for _, b := range sample() {
			ab, ok1 := types.CommonSuper(a, b)
			ba, ok2 := types.CommonSuper(b, a)
			if ok1 != ok2 || ok1 && !ab.Equal(ba) {
				t.Errorf("super(%s, %s) = %s %t, the other way %s %t", a, b, ab, ok1, ba, ok2)
			}
		}
	}
}

func TestBothTypesCoerceToTheirSuperType(t *testing.T) {
	for _, a := range sample() {
		if !types.CanCoerce(a, a) || !types.CanCoerce(types.Of(types.Unknown), a) {
			t.Errorf("%s is not reached from itself and from NULL", a)
		}
		for _, b := range sample() {
			super, ok := types.CommonSuper(a, b)
			if ok && (!types.CanCoerce(a, super) || !types.CanCoerce(b, super)) {
				t.Errorf("super(%s, %s) = %s, which not both coerce to", a, b, super)
			}
			if types.CanCoerce(a, b) && !ok {
				t.Errorf("%s coerces to %s, but they have no super-type", a, b)
			}
		}
	}
}

func TestCoercionIsTransitive(t *testing.T) {
	for _, a := range sample() {
		for _, b := range sample() {
			for _, c := range sample() {
				if b.Kind != types.Unknown && types.CanCoerce(a, b) && types.CanCoerce(b, c) && !types.CanCoerce(a, c) {
					t.Errorf("%s → %s → %s, but not %s → %s", a, b, c, a, c)
				}
			}
		}
	}
}

func TestEveryCoercionIsACast(t *testing.T) {
	for _, a := range sample() {
		for _, b := range sample() {
			if types.CanCoerce(a, b) && b.Kind != types.Function && a.Kind != types.Function && !types.CanCast(a, b) {
				t.Errorf("%s coerces to %s, but cannot be cast to it", a, b)
			}
		}
	}
}

func TestCommonSuper(t *testing.T) {
	integer, bigint, date := types.Of(types.Integer), types.Of(types.BigInt), types.Of(types.Date)
	for _, c := range []struct {
		a, b types.Type
		want string // "" for none
	}{
		{integer, bigint, "bigint"},
		{types.Of(types.SmallInt), types.DecimalOf(4, 2), "decimal(7,2)"},
		{bigint, types.DecimalOf(38, 30), "decimal(38,30)"},
		{bigint, types.Of(types.Real), "real"},
		{types.DecimalOf(10, 2), types.Of(types.Double), "double"},
		{types.VarcharOf(3), types.VarcharOf(5), "varchar(5)"},
		{types.VarcharOf(3), types.Text(), "varchar"},
		{types.VarcharOf(3), types.CharOf(2), "char(3)"},
		{types.Text(), types.CharOf(2), "char(65536)"},
		{date, types.TimestampOf(3), "timestamp(3)"},
		{types.TimestampOf(6), types.TimestampTZOf(3), "timestamp(6) with time zone"},
		{date, types.TimestampTZOf(3), "timestamp(3) with time zone"},
		{types.ArrayOf(integer), types.ArrayOf(types.Of(types.Double)), "array(double)"},
		{types.MapOf(types.VarcharOf(1), integer), types.MapOf(types.VarcharOf(2), bigint), "map(varchar(2), bigint)"},
		{types.RowOf([]string{"a", "b"}, integer, date), types.RowOf([]string{"a", "c"}, bigint, date), "row(a bigint, date)"},
		{types.Of(types.Unknown), types.Of(types.Unknown), "unknown"},
		{types.VarcharOf(1), integer, ""},
		{types.VarcharOf(10), date, ""},
		{types.Of(types.Boolean), integer, ""},
		{types.ArrayOf(integer), types.MapOf(integer, integer), ""},
		{types.Of(types.IntervalDaySecond), types.Of(types.IntervalYearMonth), ""},
	} {
		got, ok := types.CommonSuper(c.a, c.b)
		if ok != (c.want != "") || ok && got.String() != c.want {
			t.Errorf("super(%s, %s) = %s %t, want %q", c.a, c.b, got, ok, c.want)
		}
	}
	if _, ok := types.CommonSuperOf([]types.Type{integer, types.VarcharOf(1)}); ok {
		t.Error("integer and varchar have a super-type")
	}
	if got, ok := types.CommonSuperOf([]types.Type{{}, integer, bigint}); !ok || got.String() != "bigint" {
		t.Errorf("super(unknown, integer, bigint) = %s", got)
	}
}

func TestCanCast(t *testing.T) {
	integer := types.Of(types.Integer)
	for _, c := range []struct {
		from, to types.Type
		can      bool
		throws   bool
	}{
		{types.Text(), integer, true, true},
		{integer, types.Text(), true, false},
		{integer, types.VarcharOf(2), true, true},
		{types.Text(), types.VarcharOf(2), true, false},
		{types.ArrayOf(integer), types.Text(), false, false},
		{types.ArrayOf(types.Text()), types.ArrayOf(integer), true, true},
		{types.ArrayOf(integer), types.ArrayOf(types.Of(types.BigInt)), true, false},
		{types.MapOf(types.Text(), integer), types.Of(types.JSON), true, true},
		{types.MapOf(types.Of(types.Date), integer), types.Of(types.JSON), false, false},
		{types.Of(types.JSON), types.MapOf(types.Text(), types.ArrayOf(integer)), true, true},
		{types.Of(types.JSON), types.Of(types.Date), false, false},
		{types.Of(types.Date), integer, false, false},
		{types.Of(types.Date), types.TimestampOf(3), true, true},
		{types.TimestampOf(3), types.Of(types.Date), true, false},
		{types.Of(types.Double), integer, true, true},
		{types.DecimalOf(4, 2), types.DecimalOf(3, 1), true, true},
		{types.DecimalOf(4, 2), types.DecimalOf(4, 1), true, false},
		{types.DecimalOf(4, 2), types.DecimalOf(6, 3), true, false},
		{types.Of(types.BigInt), integer, true, true},
		{types.Of(types.BigInt), types.DecimalOf(18, 0), true, true},
		{types.Of(types.Boolean), integer, true, false},
		{types.RowOf(nil, integer), types.RowOf([]string{"a"}, types.Text()), true, false},
		{types.RowOf(nil, integer), types.RowOf(nil, integer, integer), false, false},
		{types.Of(types.Unknown), types.ArrayOf(integer), true, false},
		{types.Of(types.UUID), types.Text(), true, false},
		{types.Text(), types.Of(types.IPAddress), true, true},
		{types.Of(types.IntervalDaySecond), types.Of(types.BigInt), false, false},
	} {
		if got := types.CanCast(c.from, c.to); got != c.can {
			t.Errorf("CanCast(%s, %s) = %t", c.from, c.to, got)
		}
		if got := types.CastMayThrow(c.from, c.to); c.can && got != c.throws {
			t.Errorf("CastMayThrow(%s, %s) = %t", c.from, c.to, got)
		}
	}
}

func TestString(t *testing.T) {
	row := types.RowOf([]string{"a", "", `b "c"`}, types.Of(types.Integer), types.Text(), types.TimestampTZOf(3))
	if got, want := row.String(), `row(a integer, varchar, b "c" timestamp(3) with time zone)`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := row.SQL(), `row("a" integer, varchar, "b ""c""" timestamp(3) with time zone)`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for want, typ := range map[string]types.Type{
		"decimal(16,8)": types.DecimalOf(16, 8), "varchar(3)": types.VarcharOf(3), "varchar": types.Text(), "char(1)": types.CharOf(1),
		"time(3) with time zone": types.TimeTZOf(3), "interval day to second": types.Of(types.IntervalDaySecond),
		"array(map(varchar, bigint))":       types.ArrayOf(types.MapOf(types.Text(), types.Of(types.BigInt))),
		"function(integer,varchar,boolean)": types.FunctionOf([]types.Type{types.Of(types.Integer), types.Text()}, types.Of(types.Boolean)),
	} {
		if got := typ.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for _, typ := range sample() {
		if typ.String() == "" || typ.Kind.String() == "" {
			t.Errorf("%#v has no name", typ)
		}
	}
}

func TestComparableAndOrderable(t *testing.T) {
	for _, typ := range sample() {
		if typ.Orderable() && !typ.Comparable() {
			t.Errorf("%s can be ordered but not compared", typ)
		}
	}
	m := types.MapOf(types.Text(), types.Text())
	if !m.Comparable() || m.Orderable() || types.ArrayOf(m).Orderable() || types.RowOf(nil, types.Of(types.HyperLogLog)).Comparable() {
		t.Error("maps can be compared and not ordered, and what holds them likewise")
	}
}

func TestEveryKindHasItsParts(t *testing.T) {
	m := types.MapOf(types.Text(), types.Of(types.Date))
	f := types.FunctionOf([]types.Type{m}, types.Of(types.Boolean))
	if m.Key().Kind != types.Varchar || m.Value().Kind != types.Date || m.Elem().Kind != types.Unknown {
		t.Error("key and value of a map")
	}
	if f.Result().Kind != types.Boolean || len(f.Params()) != 1 || types.Text().Params() != nil || types.Text().Result().Kind != types.Unknown {
		t.Error("parameters and result of a function")
	}
	if types.Text().Key().Kind != types.Unknown || types.Text().Value().Kind != types.Unknown {
		t.Error("a text has no key")
	}
}

func number(n int) ast.TypeArg { return ast.TypeArg{Number: &n} }

func arg(t *ast.Type) ast.TypeArg { return ast.TypeArg{Type: t} }

func TestParse(t *testing.T) {
	integer, text := &ast.Type{Name: "int"}, &ast.Type{Name: "string"}
	fields := []ast.RowField{{Name: &ast.Ident{Name: "A"}, Type: integer}, {Name: &ast.Ident{Name: "B", Quoted: true}, Type: integer}, {Type: integer}}
	for _, c := range []struct {
		t           *ast.Type
		trino, hive string // "" where it is an error
	}{
		{integer, "integer", "integer"},
		{text, "", "varchar"},
		{&ast.Type{Name: "float"}, "", "real"},
		{&ast.Type{Name: "double precision"}, "double", "double"},
		{&ast.Type{Name: "decimal"}, "decimal(38,0)", "decimal(10,0)"},
		{&ast.Type{Name: "numeric", Args: []ast.TypeArg{number(16), number(8)}}, "decimal(16,8)", "decimal(16,8)"},
		{&ast.Type{Name: "decimal", Args: []ast.TypeArg{number(39)}}, "", ""},
		{&ast.Type{Name: "decimal", Args: []ast.TypeArg{number(3), number(4)}}, "", ""},
		{&ast.Type{Name: "varchar"}, "varchar", "varchar"},
		{&ast.Type{Name: "varchar", Args: []ast.TypeArg{number(5)}}, "varchar(5)", "varchar(5)"},
		{&ast.Type{Name: "char"}, "char(1)", "char(1)"},
		{&ast.Type{Name: "timestamp"}, "timestamp(3)", "timestamp(3)"},
		{&ast.Type{Name: "timestamp with time zone", Args: []ast.TypeArg{number(6)}}, "timestamp(6) with time zone", "timestamp(6) with time zone"},
		{&ast.Type{Name: "timestamp", Args: []ast.TypeArg{number(13)}}, "", ""},
		{&ast.Type{Name: "time"}, "time(3)", "time(3)"},
		{&ast.Type{Name: "array", Args: []ast.TypeArg{arg(integer)}}, "array(integer)", "array(integer)"},
		{&ast.Type{Name: "array", Args: []ast.TypeArg{number(1)}}, "", ""},
		{&ast.Type{Name: "map", Args: []ast.TypeArg{arg(text), arg(text)}}, "", "map(varchar, varchar)"},
		{&ast.Type{Name: "map", Args: []ast.TypeArg{arg(integer)}}, "", ""},
		{&ast.Type{Name: "row", Fields: fields}, "row(a integer, B integer, integer)", "row(a integer, B integer, integer)"},
		{&ast.Type{Name: "struct", Fields: fields[:1]}, "", "row(a integer)"},
		{&ast.Type{Name: "row"}, "", ""},
		{&ast.Type{Name: "bigint", Args: []ast.TypeArg{number(1)}}, "", ""},
		{&ast.Type{Name: "banana"}, "", ""},
	} {
		for what, parsed := range map[string]struct {
			parse func(*ast.Type) (types.Type, error)
			want  string
		}{"Parse": {types.Parse, c.trino}, "ParseHive": {types.ParseHive, c.hive}} {
			got, err := parsed.parse(c.t)
			if (err == nil) != (parsed.want != "") || err == nil && got.String() != parsed.want {
				t.Errorf("%s of %s %v: got %s %v, want %q", what, c.t.Name, c.t.Args, got, err, parsed.want)
			}
		}
	}
}

func TestParseRefusesTypesThatAreNestedTooDeeply(t *testing.T) {
	typ := &ast.Type{Name: "integer"}
	for range 100 {
		typ = &ast.Type{Name: "array", Args: []ast.TypeArg{arg(typ)}}
	}
	if _, err := types.Parse(typ); err == nil {
		t.Error("a hundred arrays in each other were taken")
	}
}
