package scalar

import (
	"math"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// words are the functions that measure, pad and transform texts.
func words() map[string]maker {
	return map[string]maker{
		"title_case": always(pure(func(args []value.Value) value.Value { return titleCase(text(args, 0)) })), "overlay": always(throwing(overlay)),
		"lpad": padMaker(true), "rpad": padMaker(false), "chr": always(throwing(chr)), "codepoint": always(throwing(codepoint)),
		"translate": always(throwing(translate)), "levenshtein_distance": always(throwing(levenshtein)),
		"hamming_distance": always(throwing(hamming)), "luhn_check": always(throwing(luhn)), "soundex": always(throwing(soundex)),
		"normalize": always(throwing(normalize)), "concat": charConcat, "||": charConcat,
		"concat_ws": concatWs, "format_number": always(pure(formatNumber)), "parse_data_size": always(throwing(parseDataSize)), "parse_presto_data_size": always(throwing(parseDataSize)),
		"starts_with": always(pure(func(args []value.Value) value.Value { return strings.HasPrefix(text(args, 0), text(args, 1)) })),
	}
}

// titleCase writes the first letter of each word in title case and the others in lower case. Words stand between blanks.
func titleCase(s string) string {
	inWord := false
	return strings.Map(func(r rune) rune {
		first := !inWord
		inWord = !unicode.IsSpace(r)
		if first && inWord {
			return unicode.ToTitle(r)
		}
		return unicode.ToLower(r)
	}, s)
}

// overlay puts a text in the place of a part of another.
func overlay(args []value.Value) (value.Value, error) {
	whole, by := []rune(text(args, 0)), []rune(text(args, 1))
	start, length := integer(args[2]), int64(len(by))
	if len(args) == 4 {
		length = integer(args[3])
	}
	if start < 1 {
		return nil, bad("OVERLAY start position must be greater than zero: %d", start)
	}
	if length < 0 {
		return nil, bad("OVERLAY length must not be negative: %d", length)
	}
	n := int64(len(whole))
	from := min(start-1, n)
	to := from + min(length, n-from)
	return string(whole[:from]) + string(by) + string(whole[to:]), nil
}

// maxText bounds the texts that functions make, in characters.
const maxText = 1 << 20

func padMaker(left bool) maker {
	return func(params []types.Type, _ types.Type) (Impl, bool) {
		return throwing(func(args []value.Value) (value.Value, error) {
			n := integer(args[1])
			if n < 0 || n > math.MaxInt32 {
				return nil, bad("Target length must be in the range [0..2147483647]")
			}
			if params[0].Kind != types.Varbinary && text(args, 2) == "" {
				return nil, bad("Padding string must not be empty")
			}
			if n > maxText {
				return nil, fail(diag.ExceededFunctionMemoryLimit, "A text of %d characters is too long", n)
			}
			if params[0].Kind == types.Varbinary {
				return padList(bytesAt(args, 0), bytesAt(args, 2), int(n), left)
			}
			runes, err := padList([]rune(text(args, 0)), []rune(text(args, 2)), int(n), left)
			if err != nil {
				return nil, err
			}
			return string(runes), nil
		}), true
	}
}

func padList[T byte | rune](s, fill []T, n int, left bool) ([]T, error) {
	if len(fill) == 0 {
		return nil, bad("Padding bytes must not be empty")
	}
	if len(s) >= n {
		return s[:n:n], nil
	}
	padding := make([]T, n-len(s))
	for i := range padding {
		padding[i] = fill[i%len(fill)]
	}
	if left {
		return append(padding, s...), nil
	}
	return append(s[:len(s):len(s)], padding...), nil
}

func chr(args []value.Value) (value.Value, error) {
	n := integer(args[0])
	if n < 0 || n > utf8.MaxRune || n >= 0xd800 && n <= 0xdfff {
		return nil, bad("Not a valid Unicode code point: %d", n)
	}
	return string(rune(n)), nil
}

func codepoint(args []value.Value) (value.Value, error) {
	r, n := utf8.DecodeRuneInString(text(args, 0))
	if n == 0 || n != len(text(args, 0)) {
		return nil, bad("Input string must be a single character string")
	}
	return int64(r), nil
}

func translate(args []value.Value) (value.Value, error) {
	from, to := []rune(text(args, 1)), []rune(text(args, 2))
	by := make(map[rune]rune, len(from))
	for i, r := range from {
		if _, ok := by[r]; ok {
			continue
		}
		by[r] = -1
		if i < len(to) {
			by[r] = to[i]
		}
	}
	return strings.Map(func(r rune) rune {
		if to, ok := by[r]; ok {
			return to
		}
		return r
	}, text(args, 0)), nil
}

func levenshtein(args []value.Value) (value.Value, error) {
	a, b := []rune(text(args, 0)), []rune(text(args, 1))
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(b) == 0 {
		return int64(len(a)), nil
	}
	if len(a)*(len(b)-1) > 1000000 {
		return nil, bad("The combined inputs for Levenshtein distance are too large")
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		corner := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := corner
			if x != y {
				cost = min(corner, row[j], row[j+1]) + 1
			}
			corner, row[j+1] = row[j+1], cost
		}
	}
	return int64(row[len(b)]), nil
}

func hamming(args []value.Value) (value.Value, error) {
	a, b := []rune(text(args, 0)), []rune(text(args, 1))
	if len(a) != len(b) {
		return nil, bad("The input strings to hamming_distance function must have the same length")
	}
	n := int64(0)
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n, nil
}

func luhn(args []value.Value) (value.Value, error) {
	s := text(args, 0)
	if s == "" {
		return false, nil
	}
	sum := 0
	for i := range len(s) {
		c := s[len(s)-1-i]
		if c < '0' || c > '9' {
			return nil, bad("String has an invalid character: %s", s)
		}
		n := int(c - '0')
		if i%2 == 1 {
			n *= 2
			n = n/10 + n%10
		}
		sum += n
	}
	return sum%10 == 0, nil
}

// soundex is the code of the first letter and three digits.
func soundex(args []value.Value) (value.Value, error) {
	const codes = "01230120022455012623010202"
	var out []byte
	last := byte(0)
	for _, r := range strings.ToUpper(text(args, 0)) {
		if !unicode.IsLetter(r) {
			continue
		}
		if r < 'A' || r > 'Z' {
			return nil, bad("The character is not mapped: %c (index=%d)", r, r-'A')
		}
		code := codes[r-'A']
		switch {
		case len(out) == 0:
			out, last = append(out, byte(r)), code
			continue
		case r == 'H' || r == 'W':
			continue
		case code != '0' && code != last:
			out = append(out, code)
		}
		last = code
		if len(out) == 4 {
			break
		}
	}
	if len(out) == 0 {
		return "", nil
	}
	return string(append(out, "000"...)[:4]), nil
}

func normalize(args []value.Value) (value.Value, error) {
	form := "NFC"
	if len(args) == 2 {
		form = strings.ToUpper(text(args, 1))
	}
	f, ok := map[string]norm.Form{"NFC": norm.NFC, "NFD": norm.NFD, "NFKC": norm.NFKC, "NFKD": norm.NFKD}[form]
	if !ok {
		return nil, bad("Normalization form must be one of [NFD, NFC, NFKD, NFKC]")
	}
	return f.String(text(args, 0)), nil
}

// charConcat joins chars: the first keeps its blanks.
func charConcat(params []types.Type, result types.Type) (Impl, bool) {
	if result.Kind != types.Char {
		return Impl{}, false
	}
	return pure(func(args []value.Value) value.Value {
		return padded(padded(text(args, 0), params[0].P)+text(args, 1), result.P)
	}), true
}

// concatWs joins texts, and the texts of arrays, that are not NULL.
func concatWs(params []types.Type, _ types.Type) (Impl, bool) {
	i := pure(func(args []value.Value) value.Value {
		if args[0] == nil {
			return nil
		}
		var parts []string
		for i, a := range args[1:] {
			if params[i+1].Kind == types.Array {
				if a == nil {
					return nil
				}
				for _, x := range list(args, i+1) {
					if s, ok := x.(string); ok {
						parts = append(parts, s)
					}
				}
				continue
			}
			if s, ok := a.(string); ok {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, text(args, 0))
	})
	i.NullCall = true
	return i, true
}

// parseDataSize reads 2.3MB; units are powers of 1024.
func parseDataSize(args []value.Value) (value.Value, error) {
	s := text(args, 0)
	wrong := bad("Invalid data size: '%s'", s)
	end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if end <= 0 {
		return nil, wrong
	}
	power := -1
	for i, unit := range []string{"B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"} {
		if s[end:] == unit {
			power = i
		}
	}
	r, ok := new(big.Rat).SetString(s[:end])
	if power < 0 || !ok || len(s) > 100 {
		return nil, wrong
	}
	r.Mul(r, new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), uint(power)*10)))
	n := new(big.Int).Quo(r.Num(), r.Denom())
	d := value.Decimal{Unscaled: n}
	if !d.Fits(types.DecimalOf(38, 0)) {
		return nil, outOfRange("Value out of range: '%s' ('%sB')", s, n)
	}
	return d, nil
}
