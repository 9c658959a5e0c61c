package share_test

import (
	"fmt"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/share"
)

// many is an edit of 200 principals with 50 filters each.
func many() share.Edit {
	var e share.Edit
	for p := range 200 {
		who := fmt.Sprintf("principal-%d", p)
		e.Put.Principals = append(e.Put.Principals, share.Principal{Name: who, Kind: share.User, Tags: map[string]string{"team": who}})
		for f := range 50 {
			name := fmt.Sprintf("%s-%d", who, f)
			e.Put.Filters = append(e.Put.Filters, share.Filter{Database: "demo", Table: "cur", Name: name, Rows: fmt.Sprintf("account = '%d' AND service LIKE 'Amazon%d%%'", p, f)})
			e.Grant = append(e.Grant, share.Grant{Principal: who, Permissions: []access.Permission{access.Select}, Resource: share.Resource{Type: share.CellsFilter, Database: "demo", Table: "cur", Filter: name}})
		}
	}
	return e
}

// BenchmarkPolicy is what every statement pays to know that nothing has changed.
func BenchmarkPolicy(b *testing.B) {
	s, err := share.Open(b.Context(), b.TempDir(), share.Options{Now: clock})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // a benchmark
	for b.Loop() {
		if s.Policy() == nil {
			b.Fatal("no policy")
		}
	}
}

// BenchmarkChange is one change beside 200 principals with 50 filters each, until its policy is there.
func BenchmarkChange(b *testing.B) {
	s, err := share.Open(b.Context(), b.TempDir(), share.Options{Now: clock})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // a benchmark
	apply := func(e share.Edit) {
		if _, err := s.Change(b.Context(), access.Local(), func(state *share.State) error { return state.Apply(e) }); err != nil {
			b.Fatal(err)
		}
		s.Policy()
	}
	apply(many())
	n := 0
	for b.Loop() {
		n++
		apply(share.Edit{Put: share.Parts{Mappings: []share.Mapping{{Database: "d", Table: fmt.Sprint("t", n)}}}})
	}
}

// BenchmarkDigest is what every statement pays to know under which rights it runs, beside 200 principals with 50 filters each.
func BenchmarkDigest(b *testing.B) {
	s, err := share.Open(b.Context(), b.TempDir(), share.Options{Now: clock})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // a benchmark
	if _, err := s.Change(b.Context(), access.Local(), func(state *share.State) error { return state.Apply(many()) }); err != nil {
		b.Fatal(err)
	}
	who := s.Principal("principal-7")
	for b.Loop() {
		if s.Policy().Digest(who) == "" {
			b.Fatal("no digest")
		}
	}
}
