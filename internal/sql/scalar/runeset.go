package scalar

import (
	"slices"
	"strings"
	"unicode"
)

// runeSet is a set of characters: ranges from and to, both in it, sorted and apart from each other once it is tidy.
type runeSet []runeRange

type runeRange struct{ low, high rune }

// anyRune has all characters in it.
func anyRune() runeSet { return runeSet{{0, unicode.MaxRune}} }

// tidy sorts the ranges and joins those that touch.
func (s runeSet) tidy() runeSet {
	slices.SortFunc(s, func(a, b runeRange) int { return int(a.low - b.low) })
	out := runeSet{}
	for _, r := range s {
		if n := len(out); n > 0 && r.low <= out[n-1].high+1 {
			out[n-1].high = max(out[n-1].high, r.high)
		} else {
			out = append(out, r)
		}
	}
	return out
}

// without is the set of all other characters.
func (s runeSet) without() runeSet {
	out, next := runeSet{}, rune(0)
	for _, r := range s.tidy() {
		if r.low > next {
			out = append(out, runeRange{next, r.low - 1})
		}
		next = r.high + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, runeRange{next, unicode.MaxRune})
	}
	return out
}

// and is the set of what is in both.
func (s runeSet) and(t runeSet) runeSet {
	return append(s.without(), t.without()...).without()
}

// lastFolded is beyond the last character that has another case.
const lastFolded = 0x1E944

// folded adds the other cases of all members.
func (s runeSet) folded() runeSet {
	out := s.tidy()
	if len(out) == 1 && out[0].low == 0 && out[0].high == unicode.MaxRune {
		return out
	}
	var more runeSet
	for _, r := range out {
		for c := r.low; c <= min(r.high, lastFolded); c++ {
			for f := unicode.SimpleFold(c); f != c; f = unicode.SimpleFold(f) {
				more = append(more, runeRange{f, f})
			}
		}
	}
	return append(out, more...).tidy()
}

// tableSet is the set of a table of Unicode's.
func tableSet(tables ...*unicode.RangeTable) runeSet {
	var out runeSet
	add := func(low, high, stride rune) {
		if stride == 1 {
			out = append(out, runeRange{low, high})
			return
		}
		for c := low; c <= high; c += stride {
			out = append(out, runeRange{c, c})
		}
	}
	for _, t := range tables {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride)) //nolint:gosec // a character
		}
	}
	return out.tidy()
}

// digitRunes, wordRunes and spaces are \d, \w and \s, which are of ASCII.
func digitRunes() runeSet { return runeSet{{'0', '9'}} }
func wordRunes() runeSet  { return runeSet{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}} }
func spaces() runeSet     { return runeSet{{'\t', '\r'}, {' ', ' '}} }

// propertySet returns the set of a property: a class of POSIX in Unicode's meaning, a category, a script or a binary property, in any
// case and without underscores, or a block after "In".
func propertySet(name string) (runeSet, bool) {
	key := strings.ToLower(strings.NewReplacer("_", "", " ", "", "-", "").Replace(name))
	if s, ok := posixSet(key); ok {
		return s, true
	}
	if block, ok := strings.CutPrefix(key, "in"); ok {
		r, known := blocks[block]
		if known {
			return runeSet{r}, true
		}
	}
	if long, ok := categories[key]; ok {
		key = strings.ToLower(long)
	}
	for _, tables := range []map[string]*unicode.RangeTable{unicode.Categories, unicode.Scripts, unicode.Properties} {
		for known, table := range tables {
			if strings.ToLower(strings.ReplaceAll(known, "_", "")) == key {
				return tableSet(table), true
			}
		}
	}
	return nil, false
}

// posixSet returns a class of POSIX by its name in lower case.
func posixSet(name string) (runeSet, bool) {
	other := []*unicode.RangeTable{unicode.White_Space, unicode.Cc, unicode.Cs}
	switch name {
	case "alpha", "alphabetic":
		return tableSet(unicode.L, unicode.Nl, unicode.Other_Alphabetic), true
	case "digit":
		return tableSet(unicode.Nd), true
	case "alnum":
		return tableSet(unicode.L, unicode.Nl, unicode.Other_Alphabetic, unicode.Nd), true
	case "upper", "uppercase":
		return tableSet(unicode.Lu, unicode.Other_Uppercase), true
	case "lower", "lowercase":
		return tableSet(unicode.Ll, unicode.Other_Lowercase), true
	case "punct":
		return append(tableSet(unicode.P), asciiSymbols()...).tidy(), true
	case "space", "whitespace":
		return tableSet(unicode.White_Space), true
	case "blank":
		return tableSet(unicode.Zs, &unicode.RangeTable{R16: []unicode.Range16{{Lo: 9, Hi: 9, Stride: 1}}}), true
	case "cntrl":
		return tableSet(unicode.Cc), true
	case "xdigit":
		return runeSet{{'0', '9'}, {'A', 'F'}, {'a', 'f'}}, true
	case "word":
		return tableSet(unicode.L, unicode.M, unicode.Nd, unicode.Nl, unicode.Pc), true
	case "ascii":
		return runeSet{{0, unicode.MaxASCII}}, true
	case "any":
		return anyRune(), true
	case "assigned":
		return assigned(), true
	case "graph":
		return assigned().and(tableSet(other...).without()), true
	case "print":
		return append(assigned().and(tableSet(other...).without()), tableSet(unicode.Zs)...).tidy(), true
	}
	return nil, false
}

// asciiSymbols are the symbols of ASCII, which POSIX counts as punctuation.
func asciiSymbols() runeSet {
	return runeSet{{'$', '$'}, {'+', '+'}, {'<', '>'}, {'^', '^'}, {'`', '`'}, {'|', '|'}, {'~', '~'}}
}

// assigned are the characters that Unicode gives a meaning.
func assigned() runeSet {
	return tableSet(unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf, unicode.Co)
}

// categories are the long names of the categories.
//
//nolint:gochecknoglobals // a table that nobody changes
var categories = map[string]string{
	"letter": "L", "uppercaseletter": "Lu", "lowercaseletter": "Ll", "titlecaseletter": "Lt", "modifierletter": "Lm", "otherletter": "Lo",
	"mark": "M", "combiningmark": "M", "nonspacingmark": "Mn", "spacingmark": "Mc", "enclosingmark": "Me",
	"number": "N", "decimalnumber": "Nd", "letternumber": "Nl", "othernumber": "No",
	"punctuation": "P", "connectorpunctuation": "Pc", "dashpunctuation": "Pd", "openpunctuation": "Ps", "closepunctuation": "Pe",
	"initialpunctuation": "Pi", "finalpunctuation": "Pf", "otherpunctuation": "Po",
	"symbol": "S", "mathsymbol": "Sm", "currencysymbol": "Sc", "modifiersymbol": "Sk", "othersymbol": "So",
	"separator": "Z", "spaceseparator": "Zs", "lineseparator": "Zl", "paragraphseparator": "Zp",
	"other": "C", "control": "Cc", "format": "Cf", "surrogate": "Cs", "privateuse": "Co",
}

// blocks are the blocks of Unicode that hold the letters of living languages, and the commonest of signs.
//
//nolint:gochecknoglobals // a table that nobody changes
var blocks = map[string]runeRange{
	"basiclatin": {0, 0x7F}, "latin1supplement": {0x80, 0xFF}, "latinextendeda": {0x100, 0x17F}, "latinextendedb": {0x180, 0x24F},
	"ipaextensions": {0x250, 0x2AF}, "spacingmodifierletters": {0x2B0, 0x2FF}, "combiningdiacriticalmarks": {0x300, 0x36F},
	"greekandcoptic": {0x370, 0x3FF}, "greek": {0x370, 0x3FF}, "cyrillic": {0x400, 0x4FF}, "cyrillicsupplement": {0x500, 0x52F},
	"armenian": {0x530, 0x58F}, "hebrew": {0x590, 0x5FF}, "arabic": {0x600, 0x6FF}, "syriac": {0x700, 0x74F}, "thaana": {0x780, 0x7BF},
	"devanagari": {0x900, 0x97F}, "bengali": {0x980, 0x9FF}, "gurmukhi": {0xA00, 0xA7F}, "gujarati": {0xA80, 0xAFF},
	"tamil": {0xB80, 0xBFF}, "telugu": {0xC00, 0xC7F}, "kannada": {0xC80, 0xCFF}, "malayalam": {0xD00, 0xD7F}, "sinhala": {0xD80, 0xDFF},
	"thai": {0xE00, 0xE7F}, "lao": {0xE80, 0xEFF}, "tibetan": {0xF00, 0xFFF}, "myanmar": {0x1000, 0x109F}, "georgian": {0x10A0, 0x10FF},
	"hanguljamo": {0x1100, 0x11FF}, "ethiopic": {0x1200, 0x137F}, "khmer": {0x1780, 0x17FF}, "mongolian": {0x1800, 0x18AF},
	"latinextendedadditional": {0x1E00, 0x1EFF}, "greekextended": {0x1F00, 0x1FFF}, "generalpunctuation": {0x2000, 0x206F},
	"superscriptsandsubscripts": {0x2070, 0x209F}, "currencysymbols": {0x20A0, 0x20CF}, "letterlikesymbols": {0x2100, 0x214F},
	"numberforms": {0x2150, 0x218F}, "arrows": {0x2190, 0x21FF}, "mathematicaloperators": {0x2200, 0x22FF},
	"boxdrawing": {0x2500, 0x257F}, "blockelements": {0x2580, 0x259F}, "geometricshapes": {0x25A0, 0x25FF},
	"miscellaneoussymbols": {0x2600, 0x26FF}, "dingbats": {0x2700, 0x27BF}, "cjksymbolsandpunctuation": {0x3000, 0x303F},
	"hiragana": {0x3040, 0x309F}, "katakana": {0x30A0, 0x30FF}, "bopomofo": {0x3100, 0x312F}, "cjkunifiedideographs": {0x4E00, 0x9FFF},
	"hangulsyllables": {0xAC00, 0xD7AF}, "privateusearea": {0xE000, 0xF8FF}, "halfwidthandfullwidthforms": {0xFF00, 0xFFEF},
	"emoticons": {0x1F600, 0x1F64F}, "miscellaneoussymbolsandpictographs": {0x1F300, 0x1F5FF},
}
