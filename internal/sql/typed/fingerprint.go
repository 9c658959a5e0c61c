package typed

import (
	"fmt"
	"hash/maphash"
	"reflect"
)

// Fingerprints finds equal expressions among many: expressions that are Same have the same fingerprint, others hardly
// ever. The price is one visit of every node, however often its ancestors are asked for.
type Fingerprints struct {
	seed maphash.Seed
	memo map[Expr]uint64
}

// NewFingerprints returns an empty Fingerprints; its numbers compare only with each other.
func NewFingerprints() *Fingerprints {
	return &Fingerprints{seed: maphash.MakeSeed(), memo: map[Expr]uint64{}}
}

// Of returns the fingerprint of x.
func (f *Fingerprints) Of(x Expr) uint64 {
	switch x := x.(type) {
	case nil:
		return 0
	case *Ref:
		return f.sum("ref", uint64(x.Column.ID))
	case *Lambda:
		return f.sum("lambda", uint64(len(x.Params)))
	}
	if sum, ok := f.memo[x]; ok {
		return sum
	}
	children := Children(x)
	parts := make([]uint64, 0, len(children)+1)
	for _, child := range children {
		parts = append(parts, f.Of(child))
	}
	sum := f.sum(label(x), parts...)
	f.memo[x] = sum
	return sum
}

// OfAgg returns the fingerprint of an aggregate call: the same for calls that are SameAgg.
func (f *Fingerprints) OfAgg(a *Agg) uint64 {
	parts := []uint64{f.Of(a.Filter), uint64(len(a.OrderBy))}
	for _, x := range a.Args {
		parts = append(parts, f.Of(x))
	}
	return f.sum(a.Func.Name, parts...)
}

// label returns what tells a node from others beside its children.
func label(x Expr) string {
	switch x := x.(type) {
	case *Literal:
		return fmt.Sprint("literal", x.T.Kind, x.Value)
	case *Call:
		return "call " + x.Func.Name
	case *Cast:
		return "cast " + x.To.String()
	case *Compare:
		return compareWords[x.Op]
	case *Logic:
		return fmt.Sprint("logic", x.Or)
	case *Field:
		return fmt.Sprint("field", x.Index)
	}
	return reflect.TypeOf(x).String()
}

// sum mixes a word and numbers into one number.
func (f *Fingerprints) sum(word string, parts ...uint64) uint64 {
	var h maphash.Hash
	h.SetSeed(f.seed)
	_, _ = h.WriteString(word) // it cannot fail
	for _, p := range parts {
		var b [8]byte
		for i := range b {
			b[i] = byte(p >> (8 * i))
		}
		_, _ = h.Write(b[:]) // it cannot fail
	}
	return h.Sum64()
}
