package netflow

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"go4.org/netipx"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// What stands where nothing else is said.
const (
	sourceAddress = "srcaddr"
	otherWord     = "other"
)

// sorting puts addresses into words.
type sorting struct {
	ask    Classify
	words  map[string][]netip.Addr
	timed  []timed
	reused []netip.Addr
}

// timed is an address that had a word during a time only.
type timed struct {
	address netip.Addr
	word    string
	from    *time.Time
	until   *time.Time
}

// put finds the word of an address.
func (s *sorting) put(a netip.Addr, history []Identity, ranges Ranges) {
	if s.words == nil {
		s.words = map[string][]netip.Addr{}
	}
	spans := s.spans(a, history)
	distinct := map[string]bool{}
	for _, t := range spans {
		distinct[t.word] = true
	}
	if len(distinct) > 1 {
		s.reused = append(s.reused, a)
		if s.ask.Time != "" {
			s.timed = append(s.timed, spans...)
			return
		}
	}
	if word := s.word(a, history, spans, ranges); word != "" {
		s.words[word] = append(s.words[word], a)
	}
}

// spans returns the words that an address had, the oldest first.
func (s *sorting) spans(a netip.Addr, history []Identity) []timed {
	var list []timed
	for _, i := range slices.Backward(history) {
		if word := s.ask.Level.of(i); word != "" {
			list = append(list, timed{a, word, i.From, i.Until})
		}
	}
	return list
}

// word is the word of an address at the asked time; where nothing was known of it then, the nearest one.
func (s *sorting) word(a netip.Addr, history []Identity, spans []timed, ranges Ranges) string {
	for _, i := range history {
		if i.at(s.ask.At) {
			if word := s.ask.Level.of(i); word != "" {
				return word
			}
		}
	}
	if len(spans) > 0 {
		return spans[len(spans)-1].word
	}
	if says, ok := meaningOf(a); ok {
		return says.EN
	}
	if r, ok := ranges.Of(a); ok && (s.ask.Level == ByService || s.ask.Level == ByType || s.ask.Level == ByName) {
		return r.Service
	}
	if s.ask.Level == ByService && !inside(a) {
		return "internet"
	}
	return ""
}

// of is the word of an identity at a level, "" where it has none.
func (l Level) of(i Identity) string {
	switch l {
	case ByName:
		return cmp.Or(i.Name, i.OwnerID, i.Interface)
	case ByOwner:
		return cmp.Or(i.OwnerID, i.Interface)
	case ByType:
		return i.OwnerType
	case BySubnet:
		return cmp.Or(i.SubnetName, i.Subnet)
	case ByVPC:
		return i.VPC
	case ByZone:
		return cmp.Or(i.ZoneID, i.Zone)
	case ByAccount:
		return i.Account
	case ByService:
		return cmp.Or(i.Service, i.OwnerType)
	}
	return i.Tags[strings.TrimPrefix(string(l), byTag)]
}

// classes returns the words with the fewest blocks for each: neighbours that fill a block become that block.
func (s *sorting) classes() ([]Class, error) {
	list := []Class{}
	for word, addresses := range s.words {
		var b netipx.IPSetBuilder
		one := Class{Word: word}
		for _, a := range addresses {
			b.Add(a)
			one.Addresses = append(one.Addresses, a.String())
		}
		set, err := b.IPSet()
		if err != nil {
			return nil, fmt.Errorf("blocks of addresses: %w", err)
		}
		for _, p := range set.Prefixes() {
			one.Blocks = append(one.Blocks, p.String())
		}
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b Class) int { return cmp.Compare(a.Word, b.Word) })
	return list, nil
}

// expression is the CASE of the classes. What is true for a time only comes first.
func (s *sorting) expression(classes []Class) ast.Expr {
	column := build.Column(cmp.Or(s.ask.Column, sourceAddress))
	out := &ast.Case{Else: build.Text(cmp.Or(s.ask.Other, otherWord))}
	for _, t := range s.timed {
		cond := build.Op(column, "=", build.Text(t.address.String()))
		if t.from != nil {
			cond = build.Op(cond, "AND", build.Op(build.Column(s.ask.Time), ">=", instant(*t.from)))
		}
		if t.until != nil {
			cond = build.Op(cond, "AND", build.Op(build.Column(s.ask.Time), "<", instant(*t.until)))
		}
		out.Whens = append(out.Whens, ast.When{Cond: cond, Result: build.Text(t.word)})
	}
	for _, c := range classes {
		var conds []ast.Expr
		var single []string
		for _, block := range c.Blocks {
			if p := netip.MustParsePrefix(block); p.Bits() >= p.Addr().BitLen()-1 { // one or two
				single = append(single, p.Addr().String())
				if !p.IsSingleIP() {
					single = append(single, p.Addr().Next().String())
				}
				continue
			}
			conds = append(conds, build.Call("contains", build.Text(block), &ast.Cast{X: column, Type: &ast.Type{Name: "ipaddress"}, Try: true}))
		}
		if len(single) > 0 {
			conds = append([]ast.Expr{build.In(column, single)}, conds...)
		}
		out.Whens = append(out.Whens, ast.When{Cond: build.Join("OR", conds...), Result: build.Text(c.Word)})
	}
	if len(out.Whens) == 0 {
		return out.Else
	}
	return out
}

// instant is a time as a literal.
func instant(t time.Time) ast.Expr {
	return &ast.TypedLiteral{Type: &ast.Type{Name: "timestamp"}, Value: t.UTC().Format("2006-01-02 15:04:05")}
}
