package scalar

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// formatSpec is a part of a pattern of Java's Formatter: text as it is, or a conversion.
type formatSpec struct {
	text string // of a part that is no conversion
	conv byte   // 0 for text, else the conversion in lower case
	date byte   // what to show of a time, when conv is 't'
	// index of the argument from 1, 0 for the next one, -1 for that of the conversion before.
	index            int
	flags            string
	width, precision int // -1 when there is none
	upper            bool
}

// maxFormatWidth bounds what a conversion may be widened to.
const maxFormatWidth = 10000

// formatError is an exception of Java's Formatter, by name.
func formatError(name, message string, args ...any) error {
	return fmt.Errorf("%s: "+message, append([]any{name}, args...)...)
}

// parseFormat reads a pattern. Errors are those of Java, in Java's order.
func parseFormat(pattern string) ([]formatSpec, error) {
	var specs []formatSpec
	for rest := pattern; rest != ""; {
		i := strings.IndexByte(rest, '%')
		if i < 0 {
			i = len(rest)
		}
		if i > 0 {
			specs = append(specs, formatSpec{text: rest[:i]})
		}
		if rest = rest[i:]; rest == "" {
			break
		}
		if rest == "%" {
			return nil, formatError("UnknownFormatConversion", "Conversion = '%%'")
		}
		spec, n, err := parseSpec(rest[1:])
		if err != nil {
			return nil, err
		}
		if spec.width > maxFormatWidth || spec.precision > maxFormatWidth {
			return nil, errFormatWidth
		}
		specs = append(specs, spec)
		rest = rest[1+n:]
	}
	return specs, nil
}

var errFormatWidth = fmt.Errorf("width and precision of more than %d are not supported", maxFormatWidth)

// parseSpec reads [index$][flags][width][.precision]conversion and returns how many bytes it took.
func parseSpec(s string) (formatSpec, int, error) {
	spec := formatSpec{width: -1, precision: -1}
	at := 0
	number := func() (int, bool) {
		start := at
		for at < len(s) && asciiDigit(s[at]) {
			at++
		}
		n, err := strconv.ParseInt(s[start:at], 10, 32)
		if err != nil {
			n = maxFormatWidth + 1
		}
		return int(n), at > start
	}
	if n, ok := number(); ok {
		switch {
		case at < len(s) && s[at] == '$':
			at++
			if n == 0 {
				return spec, 0, formatError("IllegalFormatArgumentIndex", "Illegal format argument index = 0")
			}
			spec.index = n
		case s[0] == '0':
			at = 0
		default:
			spec.width = n
		}
	}
	if spec.width < 0 {
		for ; at < len(s) && strings.IndexByte(",-(+# 0<", s[at]) >= 0; at++ {
			if strings.IndexByte(spec.flags, s[at]) >= 0 {
				return spec, 0, formatError("DuplicateFormatFlags", "Flags = '%c'", s[at])
			}
			spec.flags += s[at : at+1]
		}
		if n, ok := number(); ok {
			spec.width = n
		}
	}
	if at < len(s) && s[at] == '.' {
		at++
		n, ok := number()
		if !ok {
			return spec, 0, formatError("IllegalFormatPrecision", "%d", peekRune(s[at:]))
		}
		spec.precision = n
	}
	if spec.has('<') {
		spec.index = -1
	}
	return spec.finish(s, at)
}

func peekRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// finish reads the conversion at a place and checks that everything goes together.
func (f formatSpec) finish(s string, at int) (formatSpec, int, error) {
	if at == len(s) {
		return f, 0, formatError("UnknownFormatConversion", "Conversion = '%%'")
	}
	r, n := utf8.DecodeRuneInString(s[at:])
	at += n
	if r == 't' || r == 'T' {
		f.conv, f.upper = 't', r == 'T'
		if at == len(s) {
			return f, 0, formatError("UnknownFormatConversion", "Conversion = '%%'")
		}
		r, n = utf8.DecodeRuneInString(s[at:])
		if r >= utf8.RuneSelf || strings.IndexByte(dateConversions, byte(r)) < 0 {
			return f, 0, formatError("UnknownFormatConversion", "Conversion = 't%c'", r)
		}
		f.date = byte(r)
		return f, at + n, f.check()
	}
	if r >= utf8.RuneSelf || strings.IndexByte("bBhHsScCdoxXeEfgGaA%n", byte(r)) < 0 {
		return f, 0, formatError("UnknownFormatConversion", "Conversion = '%c'", r)
	}
	f.conv = byte(r)
	if r >= 'A' && r <= 'Z' {
		f.conv, f.upper = byte(r)|0x20, true
	}
	return f, at, f.check()
}

func (f formatSpec) has(flag byte) bool { return strings.IndexByte(f.flags, flag) >= 0 }

// check returns Java's error for flags, width and precision that do not fit the conversion.
func (f formatSpec) check() error {
	switch f.conv {
	case 'b', 'h':
		return cmp.Or(f.mismatch("#"), f.wantsWidth("-"), f.mismatch("+ 0,("))
	case 's':
		return cmp.Or(f.wantsWidth("-"), f.mismatch("+ 0,("))
	case 'c', 't':
		return cmp.Or(f.noPrecision(), f.mismatch("#+ 0,("), f.wantsWidth("-"))
	case 'd':
		return cmp.Or(f.checkSign(), f.noPrecision(), f.mismatch("#"))
	case 'o', 'x':
		return cmp.Or(f.checkSign(), f.noPrecision(), f.mismatch(","))
	case 'e':
		return cmp.Or(f.checkSign(), f.mismatch(","))
	case 'g':
		return cmp.Or(f.checkSign(), f.mismatch("#"))
	case 'a':
		return cmp.Or(f.checkSign(), f.mismatch("(,"))
	case 'f':
		return f.checkSign()
	}
	switch {
	case f.precision >= 0:
		return f.noPrecision()
	case f.conv == 'n' && f.width >= 0:
		return formatError("IllegalFormatWidth", "%d", f.width)
	case f.conv == 'n' && f.flags != "" || f.flags != "" && f.flags != "-":
		return formatError("IllegalFormatFlags", "Flags = '%s'", f.flagText())
	}
	return f.wantsWidth("-")
}

// checkSign checks the flags of a number.
func (f formatSpec) checkSign() error {
	if err := f.wantsWidth("-0"); err != nil {
		return err
	}
	if f.has('+') && f.has(' ') || f.has('-') && f.has('0') {
		return formatError("IllegalFormatFlags", "Flags = '%s'", f.flagText())
	}
	return nil
}

// wantsWidth is the error for one of the flags without a width.
func (f formatSpec) wantsWidth(flags string) error {
	if f.width < 0 && strings.ContainsAny(f.flags, flags) {
		return formatError("MissingFormatWidth", "%s", f)
	}
	return nil
}

func (f formatSpec) noPrecision() error {
	if f.precision >= 0 {
		return formatError("IllegalFormatPrecision", "%d", f.precision)
	}
	return nil
}

// mismatch is the error for the first of the flags that is set.
func (f formatSpec) mismatch(wrong string) error {
	for _, flag := range []byte(wrong) {
		if f.has(flag) {
			conv := f.conv
			if f.conv == 't' {
				conv = f.date
			}
			return formatError("FormatFlagsConversionMismatch", "Conversion = %c, Flags = %c", conv, flag)
		}
	}
	return nil
}

// flagText is the flags in the order in which Java shows them.
func (f formatSpec) flagText() string {
	var b strings.Builder
	for _, flag := range []byte("-^#+ 0,(<") {
		if f.has(flag) || flag == '^' && f.upper {
			b.WriteByte(flag)
		}
	}
	return b.String()
}

// String is the conversion as Java shows it in messages.
func (f formatSpec) String() string {
	b := "%" + strings.ReplaceAll(f.flagText(), "^", "")
	if f.index > 0 {
		b += strconv.Itoa(f.index) + "$"
	}
	if f.width >= 0 {
		b += strconv.Itoa(f.width)
	}
	if f.precision >= 0 {
		b += "." + strconv.Itoa(f.precision)
	}
	conv := string(rune(f.conv))
	if f.upper {
		conv = strings.ToUpper(conv)
	}
	if f.conv == 't' {
		conv += string(rune(f.date))
	}
	return b + conv
}
