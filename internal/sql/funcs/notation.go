package funcs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// sigs reads signatures in the notation of Signature. The texts are part of the tables, so a wrong one is a bug of ours,
// and panics when the tables are built, which every test does.
func sigs(texts ...string) []Signature {
	list := make([]Signature, len(texts))
	for i, text := range texts {
		sig, err := readSignature(text)
		if err != nil {
			panic(fmt.Sprintf("signature %q: %v", text, err))
		}
		list[i] = sig
	}
	return list
}

func readSignature(text string) (Signature, error) {
	shown, where, _ := strings.Cut(text, " where ")
	sig := Signature{Text: shown}
	r := &reader{text: shown, sig: &sig}
	r.list(func() {
		sig.Params = append(sig.Params, r.typ())
		if r.has("...") {
			sig.Variadic = true
		}
	})
	r.want("->")
	sig.result = r.typ()
	r.end()
	if r.err != nil {
		return Signature{}, r.err
	}
	for clause := range strings.SplitSeq(where, ";") {
		if err := sig.clause(strings.TrimSpace(clause)); err != nil {
			return Signature{}, err
		}
	}
	if len(sig.vars) > maxVars || len(sig.numbers) > maxVars {
		return Signature{}, fmt.Errorf("more than %d variables", maxVars)
	}
	return sig, nil
}

// clause reads `safe`, `T comparable`, `T orderable` or `r = formula`.
func (s *Signature) clause(text string) error {
	if name, formula, ok := strings.Cut(text, "="); ok {
		r := &reader{text: formula, sig: s}
		x := r.sum()
		r.end()
		s.rules = append(s.rules, rule{at: s.numberVar(s.addNumber(strings.TrimSpace(name))), expr: x})
		return r.err
	}
	switch text {
	case "":
		return nil
	case "safe":
		s.Safe = true
		return nil
	case "unlisted":
		s.Unlisted = true
		return nil
	}
	name, word, _ := strings.Cut(text, " ")
	at := slices.Index(s.vars, name)
	if at < 0 {
		return fmt.Errorf("no type variable %q", name)
	}
	switch word {
	case "comparable":
		s.needs[at] = mustCompare
	case "orderable":
		s.needs[at] = mustOrder
	default:
		return fmt.Errorf("unknown demand %q", word)
	}
	return nil
}

// addNumber makes a name a number variable, unless it is one, and returns it.
func (s *Signature) addNumber(name string) string {
	if !slices.Contains(s.numbers, name) {
		s.numbers = append(s.numbers, name)
	}
	return name
}

// reader reads the notation, and notes the variables of sig. After the first error it reads nothing more.
type reader struct {
	text string
	sig  *Signature
	err  error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
	r.text = ""
}

func (r *reader) has(token string) bool {
	r.text = strings.TrimLeft(r.text, " ")
	rest, ok := strings.CutPrefix(r.text, token)
	if ok {
		r.text = rest
	}
	return ok
}

func (r *reader) want(token string) {
	if !r.has(token) {
		r.fail("%q expected at %q", token, r.text)
	}
}

func (r *reader) end() {
	if rest := strings.TrimSpace(r.text); rest != "" {
		r.fail("unexpected %q", rest)
	}
}

// word reads a name or a number, "" where there is none.
func (r *reader) word() string {
	r.text = strings.TrimLeft(r.text, " ")
	end := strings.IndexFunc(r.text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' })
	if end < 0 {
		end = len(r.text)
	}
	word := r.text[:end]
	r.text = r.text[end:]
	return word
}

// list reads `(item, item, …)`, which may be empty.
func (r *reader) list(item func()) {
	r.want("(")
	if r.has(")") {
		return
	}
	for r.err == nil {
		item()
		if r.has(")") {
			return
		}
		r.want(",")
	}
}

// typ reads a type with variables.
func (r *reader) typ() types.Type {
	word := r.word()
	if word == "" {
		r.fail("type expected at %q", r.text)
		return types.Type{}
	}
	if unicode.IsUpper(rune(word[0])) {
		if word != wildcard && !slices.Contains(r.sig.vars, word) {
			r.sig.vars, r.sig.needs = append(r.sig.vars, word), append(r.sig.needs, anyType)
		}
		return types.Type{Names: []string{word}}
	}
	kind, ok := kinds[word]
	if word == "interval" {
		kind, ok = r.interval()
	}
	if !ok {
		r.fail("unknown type %q", word)
		return types.Type{}
	}
	switch kind { //nolint:exhaustive // the rest takes nothing
	case types.Array, types.Map, types.Row, types.Function, types.QDigest:
		t := types.Type{Kind: kind}
		r.list(func() { r.elem(&t) })
		return t
	case types.Varchar, types.Char, types.Decimal, types.Time, types.Timestamp:
		return r.sized(kind)
	default:
		return types.Of(kind)
	}
}

// elem reads an element of t; a field of a row may have a name before its type.
func (r *reader) elem(t *types.Type) {
	rest := r.text
	name := r.word()
	if t.Kind != types.Row || name == "" || !strings.HasPrefix(r.text, " ") || name == "interval" {
		r.text, name = rest, ""
	}
	t.Elems = append(t.Elems, r.typ())
	if name != "" {
		t.Names = append(t.Names, name)
	}
}

func (r *reader) interval() (types.Kind, bool) {
	switch {
	case r.has("day to second"):
		return types.IntervalDaySecond, true
	case r.has("year to month"):
		return types.IntervalYearMonth, true
	default:
		return 0, false
	}
}

// sized reads the numbers of a type, and `with time zone`.
func (r *reader) sized(kind types.Kind) types.Type {
	t := types.Type{Kind: kind}
	if kind == types.Varchar {
		t.P = types.Unbounded
	}
	if strings.HasPrefix(r.text, "(") {
		i := 0
		r.list(func() {
			word := r.word()
			if n, err := strconv.Atoi(word); err == nil {
				setNumber(&t, i, n)
				t.Names = append(t.Names, "")
			} else {
				t.Names = append(t.Names, r.sig.addNumber(word))
			}
			i++
		})
		if strings.Join(t.Names, "") == "" {
			t.Names = nil
		}
	}
	if r.has("with time zone") {
		t.Kind++ // Time → TimeTZ, Timestamp → TimestampTZ
	}
	return t
}

// setNumber sets the first or second number of a type.
func setNumber(t *types.Type, i, n int) {
	if i == 0 {
		t.P = n
	} else {
		t.S = n
	}
}

// number returns the first or second number of a type.
func number(t types.Type, i int) int {
	if i == 0 {
		return t.P
	}
	return t.S
}

// numberText returns the variable or the number in place i of the pattern.
func numberText(p types.Type, i int) string {
	if p.Names[i] != "" {
		return p.Names[i]
	}
	return strconv.Itoa(number(p, i))
}

// kinds are the names of types in the notation.
//
//nolint:gochecknoglobals // a table that nobody changes
var kinds = map[string]types.Kind{
	"unknown": types.Unknown, "boolean": types.Boolean, "tinyint": types.TinyInt, "smallint": types.SmallInt,
	"integer": types.Integer, "bigint": types.BigInt, "real": types.Real, "double": types.Double,
	"decimal": types.Decimal, "varchar": types.Varchar, "char": types.Char, "varbinary": types.Varbinary,
	"date": types.Date, "time": types.Time, "timestamp": types.Timestamp, "json": types.JSON, "uuid": types.UUID,
	"ipaddress": types.IPAddress, "ipprefix": types.IPPrefix, "array": types.Array, "map": types.Map, "row": types.Row,
	"function": types.Function, "hyperloglog": types.HyperLogLog, "p4hyperloglog": types.P4HyperLogLog,
	"tdigest": types.TDigest, "qdigest": types.QDigest, "setdigest": types.SetDigest, "color": types.Color,
}
