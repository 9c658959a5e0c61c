package value

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// ErrPrecision is wrapped by the errors of the parsers of times whose text has more than six digits after the second:
// Trino takes up to twelve, values here hold six.
var ErrPrecision = errors.New("more than 6 digits after the second are not supported")

// maxDigits is how many digits after the second a value holds.
const maxDigits = 6

// message is an error in Trino's own words.
type message string

func (m message) Error() string { return string(m) }

func trino(format string, args ...any) error { return message(fmt.Sprintf(format, args...)) }

func invalid(text, what string) error { return trino("'%s' is not a valid %s literal", text, what) }

var (
	datePattern  = regexp.MustCompile(`^([-+]?)(\d{1,8})-(\d{1,2})-(\d{1,2})$`)
	clockPattern = regexp.MustCompile(`^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?`)
	stampPattern = regexp.MustCompile(`^([-+]?)(\d{4,8})-(\d{1,2})-(\d{1,2})(?: (?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?\s*([^ ].*)?)?$`)
)

// ParseDate reads `2025-01-31`; month and day may have one digit. Its error is Trino's for a DATE literal.
func ParseDate(text string) (Date, error) {
	m := datePattern.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0, invalid(text, "DATE")
	}
	d, ok := civil(m[1], m[2], m[3], m[4])
	if !ok || d > math.MaxInt32 || d < math.MinInt32 {
		return 0, invalid(text, "DATE")
	}
	return d, nil
}

// civil returns the date of sign, year, month and day, and whether there is such a day.
func civil(sign, yearText, monthText, dayText string) (Date, bool) {
	y, ok1 := number(yearText, 8)
	m, ok2 := number(monthText, 2)
	d, ok3 := number(dayText, 2)
	if !ok1 || !ok2 || !ok3 {
		return 0, false
	}
	if sign == "-" {
		y = -y
	}
	date := DateOf(int(y), time.Month(m), int(d))
	year, month, dayOfMonth := date.Civil()
	return date, int64(year) == y && int64(month) == m && int64(dayOfMonth) == d
}

// clock returns the microseconds of a time of day and how many digits its fraction has. It presumes decimal digits.
func clock(hourText, minuteText, secondText, fraction string) (micros int64, precision int, ok bool) {
	h, ok1 := number(hourText, 2)
	m, ok2 := number(minuteText, 2)
	s, ok3 := number(secondText, 2)
	if secondText == "" {
		s, ok3 = 0, true
	}
	if !ok1 || !ok2 || !ok3 || h > 23 || m > 59 || s > 59 {
		return 0, 0, false
	}
	micros = h*hour + m*minute + s*second
	for i, unit := 0, second/10; i < min(len(fraction), maxDigits); i, unit = i+1, unit/10 {
		micros += int64(fraction[i]-'0') * unit
	}
	return micros, len(fraction), true
}

// ParseTime reads `01:02:03.456`, with an offset `+05:30` a time with time zone. The type has as many digits as the text.
func ParseTime(text string) (Value, types.Type, error) {
	trimmed := strings.TrimSpace(text)
	m := clockPattern.FindStringSubmatch(trimmed)
	if m == nil {
		return nil, types.Type{}, invalid(text, "TIME")
	}
	micros, precision, ok := clock(m[1], m[2], m[3], m[4])
	if !ok || precision > 12 {
		return nil, types.Type{}, invalid(text, "TIME")
	}
	if precision > maxDigits {
		return nil, types.Type{}, fmt.Errorf("'%s': %w", text, ErrPrecision)
	}
	rest := strings.TrimSpace(trimmed[len(m[0]):])
	if rest == "" {
		return Time(micros), types.TimeOf(precision), nil
	}
	minutes, ok := parseOffset(rest)
	if !ok {
		return nil, types.Type{}, invalid(text, "TIME")
	}
	return TimeTZ{Micros: micros, OffsetMinutes: minutes}, types.TimeTZOf(precision), nil
}

// ParseTimestamp reads `2025-01-31 01:02:03.456`, with a zone a timestamp with time zone. The time may be missing or lack
// its seconds. The type has as many digits as the text.
func ParseTimestamp(text string) (Value, types.Type, error) {
	wrong := invalid(text, "TIMESTAMP")
	m := stampPattern.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return nil, types.Type{}, wrong
	}
	date, ok := civil(m[1], m[2], m[3], m[4])
	micros, precision := int64(0), 0
	if ok && m[5] != "" {
		micros, precision, ok = clock(m[5], m[6], m[7], m[8])
	}
	// Microseconds of an int64 reach years ±292,277.
	if !ok || precision > 12 || date > math.MaxInt64/Date(day)-1 || date < math.MinInt64/Date(day)+1 {
		return nil, types.Type{}, wrong
	}
	if precision > maxDigits {
		return nil, types.Type{}, fmt.Errorf("'%s': %w", text, ErrPrecision)
	}
	local := Timestamp(int64(date)*day + micros)
	if m[9] == "" {
		return local, types.TimestampOf(precision), nil
	}
	zoned, ok := At(local, strings.TrimSpace(m[9]))
	// Trino packs the milliseconds of a zoned timestamp into 52 bits.
	if !ok || zoned.Micros/1000 >= 1<<51 || zoned.Micros/1000 < -1<<51 {
		return nil, types.Type{}, wrong
	}
	return zoned, types.TimestampTZOf(precision), nil
}

// ParseDecimal reads `-12.50` as a decimal of as many digits as are written: decimal(4,2). An exponent is an error.
func ParseDecimal(text string) (Decimal, types.Type, error) {
	trimmed := strings.TrimSpace(text)
	body, negative := strings.TrimPrefix(trimmed, "+"), false
	if rest, ok := strings.CutPrefix(trimmed, "-"); ok {
		body, negative = rest, true
	}
	whole, fraction, _ := strings.Cut(body, ".")
	if whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return Decimal{}, types.Type{}, invalid(text, "DECIMAL")
	}
	whole = strings.TrimLeft(whole, "0")
	precision := max(len(whole)+len(fraction), 1)
	if precision > types.MaxDecimal {
		return Decimal{}, types.Type{}, invalid(text, "DECIMAL")
	}
	n, _ := new(big.Int).SetString("0"+whole+fraction, 10) // only digits
	if negative {
		n.Neg(n)
	}
	return Decimal{Unscaled: n, Scale: len(fraction)}, types.DecimalOf(precision, len(fraction)), nil
}

// ParseUUID reads `12151fd2-7586-11e9-8f9e-42a86e4085a5`, in any case.
func ParseUUID(text string) (UUID, error) {
	var u UUID
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return u, trino("Cannot cast value to UUID: %s", text)
	}
	if _, err := hex.Decode(u[:], []byte(strings.ReplaceAll(text, "-", ""))); err != nil {
		return u, trino("Cannot cast value to UUID: %s", text)
	}
	return u, nil
}

// ParseIP reads an IPv4 or IPv6 address.
func ParseIP(text string) (IP, error) {
	addr, err := netip.ParseAddr(text)
	if err != nil || addr.Zone() != "" {
		return IP{}, trino("Cannot cast value to IPADDRESS: %s", text)
	}
	return IP(addr.As16()), nil
}
