package analyze

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// number returns the literal of a number. What 1.5 is, the options say; 1.5E0 is a double.
func (a *analyzer) number(x *ast.Number) (typed.Expr, error) {
	if x.Kind == ast.IntegerNumber {
		n, ok := parseInteger(x.Text)
		if !ok {
			return nil, errNumber(x)
		}
		return integerLiteral(n), nil
	}
	if x.Kind == ast.DecimalNumber && a.o.DecimalLiterals {
		d, t, err := value.ParseDecimal(x.Text)
		if err != nil {
			return nil, errNumber(x)
		}
		return &typed.Literal{Value: d, T: t}, nil
	}
	f, err := strconv.ParseFloat(x.Text, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return nil, errNumber(x)
	}
	return &typed.Literal{Value: f, T: types.Of(types.Double)}, nil
}

// parseInteger returns the number that the text of an integer literal means: decimal digits, or 0x, 0o, 0b and digits.
func parseInteger(text string) (int64, bool) {
	base := 10
	if digits := strings.TrimLeft(text, "+-"); len(digits) > 2 && digits[0] == '0' && (digits[1] < '0' || digits[1] > '9') {
		base = 0
	}
	n, err := strconv.ParseInt(text, base, 64)
	return n, err == nil
}

// interval returns the literal of an interval.
func interval(x *ast.Interval) (typed.Expr, error) {
	v, err := value.ParseInterval(x.Value, x.From, x.To, x.Negative)
	if err != nil {
		return nil, errInterval(x)
	}
	kind := types.IntervalDaySecond
	if _, ok := v.(value.YearMonth); ok {
		kind = types.IntervalYearMonth
	}
	return &typed.Literal{Value: v, T: types.Of(kind)}, nil
}

// typedLiteral returns the literal of `TYPE 'text'`. Times have as many digits as their text, decimals too.
//
//nolint:funlen // one case a type
func (a *analyzer) typedLiteral(x *ast.TypedLiteral) (typed.Expr, error) {
	t, err := a.parseType(x.Type)
	if err != nil {
		return nil, err
	}
	var v value.Value
	bare := len(x.Type.Args) == 0
	switch t.Kind { //nolint:exhaustive // the others are all alike
	case types.Date:
		v, err = value.ParseDate(x.Value)
	case types.Time, types.TimeTZ:
		v, t, err = value.ParseTime(x.Value)
	case types.Timestamp, types.TimestampTZ:
		v, t, err = value.ParseTimestamp(x.Value)
	case types.Decimal:
		if !bare {
			return &typed.Cast{X: textLiteral(x.Value), To: t, Span: x.Span}, nil
		}
		v, t, err = value.ParseDecimal(x.Value)
	case types.TinyInt:
		v, err = strconv.ParseInt(x.Value, 10, 8)
	case types.SmallInt:
		v, err = strconv.ParseInt(x.Value, 10, 16)
	case types.Integer:
		v, err = strconv.ParseInt(x.Value, 10, 32)
	case types.BigInt:
		v, err = strconv.ParseInt(x.Value, 10, 64)
	case types.Double:
		v, err = parseFloat(x.Value, 64)
	case types.Real:
		var f float64
		f, err = parseFloat(x.Value, 32)
		v = float32(f)
	case types.Boolean:
		v, err = parseBoolean(x.Value)
	case types.Varchar:
		v = x.Value
		if !bare {
			return &typed.Cast{X: textLiteral(x.Value), To: t, Span: x.Span}, nil
		}
	case types.Char:
		if bare {
			t = types.CharOf(max(len([]rune(x.Value)), 1))
		}
		return &typed.Cast{X: textLiteral(x.Value), To: t, Span: x.Span}, nil
	case types.JSON:
		if !json.Valid([]byte(x.Value)) {
			return nil, errLiteral(x, t)
		}
		return a.calling(x.Span, "json_parse", textLiteral(x.Value))
	case types.UUID:
		v, err = value.ParseUUID(x.Value)
	case types.IPAddress:
		v, err = value.ParseIP(x.Value)
	default:
		if !types.CanCast(types.Text(), t) {
			return nil, errNoLiteral(x, t)
		}
		return &typed.Cast{X: textLiteral(x.Value), To: t, Span: x.Span}, nil
	}
	switch {
	case errors.Is(err, value.ErrPrecision):
		return nil, errPrecisionLiteral(x)
	case err != nil:
		return nil, errLiteral(x, types.Of(literalKind(x, t)))
	}
	return &typed.Literal{Value: v, T: t}, nil
}

// literalKind returns the kind that a wrong literal was to have; parsers that fail return no type.
func literalKind(x *ast.TypedLiteral, t types.Type) types.Kind {
	if t.Kind != types.Unknown {
		return t.Kind
	}
	switch {
	case strings.HasPrefix(x.Type.Name, "timestamp"):
		return types.Timestamp
	case strings.HasPrefix(x.Type.Name, "time"):
		return types.Time
	}
	return types.Decimal
}

// parseFloat reads a double or real as Java does: with the words NaN and Infinity in this spelling only.
func parseFloat(text string, bits int) (float64, error) {
	trimmed := strings.TrimSpace(text)
	switch trimmed {
	case "NaN", "+NaN", "-NaN":
		return math.NaN(), nil
	case "Infinity", "+Infinity":
		return math.Inf(1), nil
	case "-Infinity":
		return math.Inf(-1), nil
	}
	if strings.ContainsAny(trimmed, "_xXpPiInN") {
		return 0, strconv.ErrSyntax
	}
	f, err := strconv.ParseFloat(strings.TrimRight(trimmed, "dDfF"), bits)
	if errors.Is(err, strconv.ErrRange) {
		err = nil
	}
	return f, err
}

// parseBoolean reads a boolean as CAST(text AS boolean) does.
func parseBoolean(text string) (bool, error) {
	switch lower(text) {
	case "true", "t", "1":
		return true, nil
	case "false", "f", "0":
		return false, nil
	}
	return false, strconv.ErrSyntax
}

// normalize analyzes NORMALIZE(x [, form]).
func (a *analyzer) normalize(x *ast.Normalize, e env) (typed.Expr, error) {
	v, err := a.expr(x.X, e)
	if err != nil {
		return nil, err
	}
	form := x.Form
	if form == "" {
		form = "NFC"
	}
	return a.calling(x.Span, "normalize", v, textLiteral(form))
}

// trim analyzes TRIM([side] [chars] FROM x).
func (a *analyzer) trim(x *ast.Trim, e env) (typed.Expr, error) {
	name := map[string]string{"BOTH": "trim", "LEADING": "ltrim", "TRAILING": "rtrim"}[x.Side]
	if name == "" {
		name = "trim"
	}
	if x.Chars == nil {
		return a.named(x, name, e, x.X)
	}
	return a.named(x, name, e, x.X, x.Chars)
}
