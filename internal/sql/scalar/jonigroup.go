package scalar

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// group reads what begins with a parenthesis. Flags hold to the end of the group that they stand in.
func (p *joni) group() (bool, error) {
	rest := p.text[p.at:]
	kept := p.flags
	if !strings.HasPrefix(rest, "(?") {
		p.at++
		p.found++
		return true, p.inner("(", kept)
	}
	for _, open := range []string{"(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>"} {
		if strings.HasPrefix(rest, open) {
			p.at += len(open)
			if open != "(?:" {
				p.only, p.plain = true, false
			}
			return true, p.inner(open, kept)
		}
	}
	switch {
	case strings.HasPrefix(rest, "(?#"):
		p.plain = false
		end := strings.IndexByte(rest, ')')
		if end < 0 {
			return false, badPattern("end pattern in group")
		}
		p.at += end + 1
		return false, nil
	case strings.HasPrefix(rest, "(?<"):
		name, _, ok := strings.Cut(rest[3:], ">")
		if !ok || !groupName(name) {
			return false, badPattern("invalid group name <%s>", name)
		}
		p.at += len(name) + 4
		p.found++
		p.plain = false
		return true, p.inner("(", kept)
	}
	return p.flagGroup(kept)
}

// groupName tells whether a group may have the name.
func groupName(s string) bool {
	for i, c := range s {
		if c != '_' && !unicode.IsLetter(c) && (i == 0 || !unicode.IsDigit(c)) {
			return false
		}
	}
	return s != ""
}

// inner reads a group of which the opening has been read.
func (p *joni) inner(open string, kept joniFlags) error {
	p.write(open)
	if err := p.alternatives(); err != nil {
		return err
	}
	if p.at >= len(p.text) {
		return badPattern("end pattern with unmatched parenthesis")
	}
	p.at++
	p.write(")")
	p.flags = kept
	return nil
}

// flagGroup reads (?flags) or (?flags:…).
func (p *joni) flagGroup(kept joniFlags) (bool, error) {
	p.at += 2
	on := true
	for ; p.at < len(p.text); p.at++ {
		switch p.text[p.at] {
		case '-':
			on = false
		case 'i':
			p.flags.fold = on
		case 'm':
			p.flags.multi = on
		case 's':
			p.flags.all = on
		case 'x':
			p.flags.free = on
		case ')', ':':
			sign := "i"
			if !p.flags.fold {
				sign = "-i"
			}
			if only := p.flags; only.multi || only.all || only.free || kept != (joniFlags{fold: kept.fold}) {
				p.plain = false
			}
			p.at++
			if p.text[p.at-1] == ':' {
				return true, p.inner("(?"+sign+":", kept)
			}
			p.write("(?" + sign + ")")
			return false, nil
		default:
			return false, badPattern("undefined group option")
		}
	}
	return false, badPattern("end pattern in group")
}

// escape reads what begins with a backslash, outside of a class.
//
//nolint:funlen // one case an escape
func (p *joni) escape() (bool, error) {
	rest := p.text[p.at:]
	if len(rest) < 2 {
		return false, badPattern("end pattern at escape")
	}
	if strings.HasPrefix(rest, `\Q`) {
		p.plain = false
		quoted, _, closed := strings.Cut(rest[2:], `\E`)
		p.at += 2 + len(quoted)
		if closed {
			p.at += 2
		}
		for _, c := range quoted {
			p.literal(c)
		}
		return quoted != "", nil
	}
	switch c := rest[1]; c {
	case 'A':
		p.at += 2
		p.write(`\A`)
		return true, nil
	case 'z':
		p.at += 2
		p.write(`\z`)
		p.plain = false
		return true, nil
	case 'Z':
		p.at += 2
		p.line, p.plain = true, false
		p.differ(`\z`, `\Z`)
		return true, nil
	case 'b', 'B':
		p.at += 2
		p.ascii = true
		p.write(rest[:2])
		return true, nil
	case 'G':
		p.at += 2
		p.only, p.plain = true, false
		p.write(`\G`)
		return true, nil
	case 'k':
		name, _, ok := strings.Cut(strings.TrimPrefix(rest[2:], "<"), ">")
		if !ok || !strings.HasPrefix(rest, `\k<`) {
			return false, badPattern("invalid backref number/name")
		}
		p.at += len(name) + 4
		n, known := p.names[name]
		if !known {
			return false, badPattern("undefined name <%s> reference", name)
		}
		return true, p.reference(n)
	}
	if rest[1] >= '1' && rest[1] <= '9' {
		return p.numbered(rest)
	}
	set, one, err := p.escaped()
	if err != nil {
		return false, err
	}
	if set != nil {
		p.set(set)
	} else {
		p.literal(one)
	}
	return true, nil
}

// numbered reads a reference to a group by its number: as many digits as name one.
func (p *joni) numbered(rest string) (bool, error) {
	n, end := int(rest[1]-'0'), 2
	for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' && n*10+int(rest[end]-'0') <= p.total {
		n = n*10 + int(rest[end]-'0')
		end++
	}
	p.at += end
	return true, p.reference(n)
}

func (p *joni) reference(n int) error {
	if n > p.total {
		return badPattern("invalid backref number/name")
	}
	p.only, p.plain = true, false
	p.write(`\k<` + strconv.Itoa(n) + ">")
	return nil
}

// escaped reads an escape that stands for a set of characters or for one, in or outside of a class.
func (p *joni) escaped() (runeSet, rune, error) {
	rest := p.text[p.at:]
	if len(rest) < 2 {
		return nil, 0, badPattern("end pattern at escape")
	}
	c, size := utf8.DecodeRuneInString(rest[1:])
	p.at += 1 + size
	switch c {
	case 'd':
		return digitRunes(), 0, nil
	case 'D':
		return digitRunes().without(), 0, nil
	case 'w':
		return wordRunes(), 0, nil
	case 'W':
		return wordRunes().without(), 0, nil
	case 's':
		p.plain = false // RE2 leaves out the vertical tab
		return spaces(), 0, nil
	case 'S':
		p.plain = false
		return spaces().without(), 0, nil
	case 'p', 'P':
		p.plain = false
		set, err := p.property(c == 'P')
		return set, 0, err
	case 'R', 'X', 'h', 'H', 'V', 'N', 'K', 'y', 'Y':
		return nil, 0, notTranslated(`\` + string(c))
	}
	one, err := p.character(c)
	return nil, one, err
}

// property reads {name} after \p.
func (p *joni) property(not bool) (runeSet, error) {
	name, _, ok := strings.Cut(strings.TrimPrefix(p.text[p.at:], "{"), "}")
	if !ok || !strings.HasPrefix(p.text[p.at:], "{") {
		return nil, badPattern("invalid character property name {%s}", p.text[p.at:])
	}
	p.at += len(name) + 2
	bare := strings.TrimPrefix(name, "^")
	set, ok := propertySet(bare)
	if !ok {
		return nil, badPattern("invalid character property name {%s}", name)
	}
	if p.flags.fold {
		set = set.folded()
	}
	if not != (bare != name) {
		return set.without(), nil
	}
	return set, nil
}

// character reads the rest of an escape that stands for one character, of which c came after the backslash.
func (p *joni) character(c rune) (rune, error) {
	switch c {
	case 't':
		return '\t', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 'f':
		return '\f', nil
	case 'v':
		return '\v', nil
	case 'a':
		return '\a', nil
	case 'e':
		p.plain = false
		return 0x1B, nil
	case '0':
		p.plain = false
		return p.number(8, 2, 0)
	case 'x':
		if strings.HasPrefix(p.text[p.at:], "{") {
			hex, _, ok := strings.Cut(p.text[p.at+1:], "}")
			n, err := strconv.ParseUint(hex, 16, 32)
			if !ok || err != nil || n > unicode.MaxRune {
				return 0, badPattern("invalid code point value")
			}
			p.at += len(hex) + 2
			return rune(n), nil
		}
		p.plain = false
		return p.number(16, 2, 0)
	case 'u':
		p.plain = false
		return p.number(16, 4, 4)
	case 'c':
		p.plain = false
		if p.at >= len(p.text) {
			return 0, badPattern("end pattern at control")
		}
		p.at++
		return rune(p.text[p.at-1] & 0x1F), nil
	}
	if alphanumeric(c) {
		p.plain = false
	}
	return c, nil
}

// number reads a number of at least so many and at most so many digits.
func (p *joni) number(base, most, least int) (rune, error) {
	end := p.at
	for end < len(p.text) && end-p.at < most && isDigit(p.text[end], base) {
		end++
	}
	if end-p.at < least {
		return 0, badPattern("too short digits")
	}
	n, err := strconv.ParseUint("0"+p.text[p.at:end], base, 32)
	if err != nil {
		return 0, badPattern("invalid code point value")
	}
	p.at = end
	return rune(n), nil //nolint:gosec // at most four digits
}

func isDigit(c byte, base int) bool {
	_, err := strconv.ParseUint(string(rune(c)), base, 8)
	return err == nil
}

// class reads a class from behind its bracket to its end.
func (p *joni) class(depth int) (runeSet, error) {
	if depth > maxJoniDepth {
		return nil, badPattern("too deep nest level")
	}
	if depth > 0 {
		p.plain = false
	}
	not := strings.HasPrefix(p.text[p.at:], "^")
	if not {
		p.at++
	}
	set, all, both := runeSet{}, runeSet(nil), false
	for first := true; ; first = false {
		rest := p.text[p.at:]
		switch {
		case rest == "":
			return nil, badPattern("premature end of char-class")
		case rest[0] == ']' && (!first || !strings.Contains(rest[1:], "]")):
			if p.at++; first {
				return nil, badPattern("empty char-class")
			}
			if both {
				set = all.and(set)
			}
			if p.flags.fold {
				set = set.folded()
			}
			if not {
				return set.without(), nil
			}
			return set, nil
		case strings.HasPrefix(rest, "&&"):
			p.plain = false
			p.at += 2
			if both {
				set = all.and(set)
			}
			all, set, both = set, runeSet{}, true
		default:
			more, err := p.member(depth)
			if err != nil {
				return nil, err
			}
			set = append(set, more...).tidy()
		}
	}
}

// member reads a nested class, an escape, a character, or a range of characters.
func (p *joni) member(depth int) (runeSet, error) {
	rest := p.text[p.at:]
	if rest[0] == '[' {
		if set, ok := p.posix(rest); ok {
			return set, nil
		}
		p.at++
		return p.class(depth + 1)
	}
	low, set, err := p.one()
	if err != nil || set != nil {
		return set, err
	}
	rest = p.text[p.at:]
	if len(rest) < 2 || rest[0] != '-' || rest[1] == ']' || rest[1] == '[' || strings.HasPrefix(rest, "-&&") {
		return runeSet{{low, low}}, nil
	}
	p.at++
	high, set, err := p.one()
	if err != nil {
		return nil, err
	}
	if set != nil {
		p.plain = false
		return append(set, runeRange{low, low}, runeRange{'-', '-'}), nil
	}
	if high < low {
		return nil, badPattern("empty range in char class")
	}
	return runeSet{{low, high}}, nil
}

// one reads one character of a class, or an escape that stands for several.
func (p *joni) one() (rune, runeSet, error) {
	rest := p.text[p.at:]
	if rest[0] != '\\' {
		c, size := utf8.DecodeRuneInString(rest)
		p.at += size
		return c, nil, nil
	}
	if strings.HasPrefix(rest, `\b`) {
		p.plain = false
		p.at += 2
		return '\b', nil, nil
	}
	set, one, err := p.escaped()
	return one, set, err
}

// posix reads [:name:] or [:^name:].
func (p *joni) posix(rest string) (runeSet, bool) {
	name, _, ok := strings.Cut(strings.TrimPrefix(rest, "[:"), ":]")
	if !ok || !strings.HasPrefix(rest, "[:") {
		return nil, false
	}
	set, ok := posixSet(strings.TrimPrefix(name, "^"))
	if !ok {
		return nil, false
	}
	p.plain = false
	p.at += len(name) + 4
	if strings.HasPrefix(name, "^") {
		set = set.without()
	}
	return set, true
}
