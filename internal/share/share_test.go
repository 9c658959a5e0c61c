package share_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

func clock() time.Time { return time.Date(2025, 12, 3, 4, 5, 6, 0, time.UTC) }

func open(t *testing.T, dir string, o share.Options) *share.Store {
	t.Helper()
	o.Now = clock
	s, err := share.Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func change(t *testing.T, s *share.Store, who access.Principal, e share.Edit) share.Done {
	t.Helper()
	done, err := s.Change(t.Context(), who, func(state *share.State) error { return state.Apply(e) })
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// team is the talk's demo: a role that sees two accounts and two columns.
func team() share.Edit {
	on := share.Resource{Type: share.CellsFilter, Database: "Demo", Table: "CUR", Filter: "app-team"}
	return share.Edit{
		Put: share.Parts{
			Principals: []share.Principal{{Name: "alice", Kind: share.User, Tags: map[string]string{"team": "click"}}, {Name: "app-team", Kind: share.Role, Members: []string{"alice"}, Tags: map[string]string{"team": "app", "floor": "3"}}},
			Filters: []share.Filter{{
				Database: "Demo", Table: "CUR", Name: "app-team", Rows: "line_item_usage_account_name LIKE 'App-Team-%'",
				Columns: []string{"line_item_usage_account_name", "Line_Item_Unblended_Cost"},
			}},
		},
		Grant: []share.Grant{{Principal: "app-team", Resource: on, Permissions: []access.Permission{access.Select}}},
	}
}

func TestANewLakeGivesTheLocalUserEverythingByAWrittenGrant(t *testing.T) {
	s := open(t, t.TempDir(), share.Options{})
	who := s.Principal("local")
	if p := s.Policy(); !p.Administrator(who) || !p.SeesAll(who) || p.SeesAll(s.Principal("alice")) {
		t.Error("the first policy is not as it should be")
	}
	change(t, s, who, share.Edit{Revoke: []share.Grant{{Principal: "local", Resource: share.Resource{Type: share.Catalog}, Permissions: []access.Permission{access.All}}}})
	if p := s.Policy(); !p.Administrator(who) || p.SeesAll(who) {
		t.Error("an administrator without a grant reads nothing, and grants still")
	}
}

func TestAChangeIsThereForAllWhoReadTheFile(t *testing.T) {
	dir := t.TempDir()
	one, other := open(t, dir, share.Options{}), open(t, dir, share.Options{})
	before := other.Policy()
	if other.Policy() != before {
		t.Error("one version has two policies")
	}
	done := change(t, one, access.Local(), team())
	if done.Version != 2 || len(done.Deltas) != 4 {
		t.Errorf("done = %+v", done)
	}
	after := other.Policy()
	who := other.Principal("alice")
	if after == before || len(after.Granted(who, catalog.Name{Database: "demo", Table: "cur"})) != 1 {
		t.Error("another process does not see the change")
	}
	if !slices.Equal(who.Groups, []string{"app-team"}) || who.Tags["team"] != "click" || who.Tags["floor"] != "3" {
		t.Errorf("alice = %+v", who)
	}
	if again := change(t, one, access.Local(), team()); again.Version != 2 || len(again.Deltas) != 0 {
		t.Errorf("a change without effect made version %d", again.Version)
	}
	history, err := other.History(t.Context(), 10)
	if err != nil || len(history) != 2 || history[0].Who != "local" || len(history[0].Deltas) != 4 || !history[0].At.Equal(clock()) {
		t.Errorf("history = %+v, %v", history, err)
	}
}

func TestAnEditHasItsWholeEffectOrNone(t *testing.T) {
	s := open(t, t.TempDir(), share.Options{})
	change(t, s, access.Local(), team())
	was, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		edit share.Edit
		want string
	}{
		{"a filter that is no SQL", share.Edit{Put: share.Parts{Filters: []share.Filter{{Database: "a", Table: "b", Name: "c", Rows: "x ="}}}}, "SYNTAX_ERROR"},
		{"a grant to nobody", share.Edit{Grant: []share.Grant{{Principal: "alcie", Resource: share.Resource{Type: share.Table, Database: "a", Table: "b"}, Permissions: []access.Permission{access.Select}}}}, `did you mean "alice"?`},
		{"a filter that is not there", share.Edit{Grant: []share.Grant{{Principal: "alice", Resource: share.Resource{Type: share.CellsFilter, Database: "demo", Table: "cur", Filter: "app-taem"}, Permissions: []access.Permission{access.Select}}}}, `did you mean "app-team"?`},
		{"a permission that does not fit", share.Edit{Grant: []share.Grant{{Principal: "alice", Resource: share.Resource{Type: share.Database, Database: "a"}, Permissions: []access.Permission{access.Select}}}}, "possible are ALL, DESCRIBE"},
		{"columns and excluded columns", share.Edit{Put: share.Parts{Filters: []share.Filter{{Database: "a", Table: "b", Name: "c", Columns: []string{"x"}, Excluded: []string{"y"}}}}}, "cannot have both"},
		{"a mask of what is not shown", share.Edit{Put: share.Parts{Filters: []share.Filter{{Database: "a", Table: "b", Name: "c", Columns: []string{"x"}, Masks: map[string]string{"y": "NULL"}}}}}, "does not show it"},
		{"a filter that grants need", share.Edit{Remove: share.Names{Filters: []share.FilterName{{Database: "demo", Table: "cur", Name: "app-team"}}}}, "no such filter"},
		{"a principal that is still named", share.Edit{Remove: share.Names{Principals: []string{"app-team"}}}, `no principal "app-team"`},
		{"the last administrator", share.Edit{Remove: share.Names{Administrators: []string{"local"}}}, "no administrator left"},
		{"a group in itself", share.Edit{Put: share.Parts{Principals: []share.Principal{{Name: "a", Kind: share.Group, Members: []string{"b"}}, {Name: "b", Kind: share.Group, Members: []string{"a"}}}}}, "member of itself"},
		{"a location nowhere", share.Edit{Put: share.Parts{Locations: []share.Location{{Path: "bucket"}}}}, "neither s3://"},
		{"an unknown tag", share.Edit{Put: share.Parts{Tagged: []share.Tagged{{Database: "a", Key: "team", Value: "x"}}}}, `no tag "team"`},
		{"a revoke of what was not granted", share.Edit{Revoke: []share.Grant{{Principal: "alice", Resource: share.Resource{Type: share.Catalog}, Permissions: []access.Permission{access.All}}}}, "has no grant on the catalog"},
		{"a former version", share.Edit{Version: 1, Put: share.Parts{Mappings: []share.Mapping{{Database: "a", Table: "b"}}}}, "version 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.edit.Put.Mappings = append(c.edit.Put.Mappings, share.Mapping{Database: "this", Table: "comes_too"})
			_, err := s.Change(t.Context(), access.Local(), func(state *share.State) error { return state.Apply(c.edit) })
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error = %v, want %q", err, c.want)
			}
			now, err := s.State(t.Context())
			if err != nil || now.Version != was.Version {
				t.Errorf("the state is at version %d, %v", now.Version, err)
			}
		})
	}
}

func TestOnlyAdministratorsAndGrantOptionsChangeAnything(t *testing.T) {
	s := open(t, t.TempDir(), share.Options{})
	table := share.Resource{Type: share.Table, Database: "demo", Table: "cur"}
	reads := []access.Permission{access.Select}
	edit := team()
	edit.Put.Principals = append(edit.Put.Principals, share.Principal{Name: "bob", Kind: share.User})
	edit.Grant = append(edit.Grant, share.Grant{Principal: "bob", Resource: table, Permissions: reads, Grantable: reads})
	change(t, s, access.Local(), edit)
	give := func(on share.Resource, p ...access.Permission) share.Edit {
		return share.Edit{Grant: []share.Grant{{Principal: "alice", Resource: on, Permissions: p}}}
	}
	try := func(name string, e share.Edit) error {
		_, err := s.Change(t.Context(), s.Principal(name), func(state *share.State) error { return state.Apply(e) })
		return err
	}
	for _, c := range []struct {
		name, who string
		edit      share.Edit
		allowed   bool
	}{
		{"the grant option passes on", "bob", give(table, access.Select), true},
		{"for columns too", "bob", give(share.Resource{Type: share.TableColumns, Database: "demo", Table: "cur", Columns: []string{"a"}}, access.Select), true},
		{"but no other permission", "bob", give(table, access.Drop), false},
		{"nor another table", "bob", give(share.Resource{Type: share.Table, Database: "demo", Table: "bill"}, access.Select), false},
		{"nor the whole database", "bob", give(share.Resource{Type: share.Table, Database: "demo", Table: "*"}, access.Select), false},
		{"nor what is no grant", "bob", share.Edit{Put: share.Parts{Administrators: []string{"bob"}}}, false},
		{"without it nothing is passed on", "alice", give(table, access.Describe), false},
		{"nobody grants", "", give(table, access.Select), false},
		{"nor does who bears the name of the role", "app-team", give(table, access.Describe), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := try(c.who, c.edit); (err == nil) != c.allowed || err != nil && fault.KindOf(err) != fault.Denied {
				t.Errorf("error = %v", err)
			}
		})
	}
}

func TestRevokeTakesPartsOfALL(t *testing.T) {
	s := open(t, t.TempDir(), share.Options{})
	on := share.Resource{Type: share.Table, Database: "d", Table: "t"}
	change(t, s, access.Local(), share.Edit{
		Put:   share.Parts{Principals: []share.Principal{{Name: "alice", Kind: share.User}}},
		Grant: []share.Grant{{Principal: "alice", Resource: on, Permissions: []access.Permission{access.All}, Grantable: []access.Permission{access.All}}},
	})
	change(t, s, access.Local(), share.Edit{Revoke: []share.Grant{{Principal: "alice", Resource: on, Permissions: []access.Permission{access.Drop}}}})
	state, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(state.Grants, func(g share.Grant) bool { return g.Principal == "alice" })
	want := []access.Permission{access.Select, access.Describe, access.Insert, access.Delete, access.Alter}
	if g := state.Grants[at]; !slices.Equal(g.Permissions, want) || !slices.Equal(g.Grantable, want) {
		t.Errorf("left is %+v", g)
	}
	change(t, s, access.Local(), share.Edit{Revoke: []share.Grant{{Principal: "alice", Resource: on, Permissions: []access.Permission{access.All}}}})
	if state, _ = s.State(t.Context()); slices.ContainsFunc(state.Grants, func(g share.Grant) bool { return g.Principal == "alice" }) {
		t.Errorf("left is %+v", state.Grants)
	}
}

func TestALoginOfAnOrganisationBringsOnlyKnownGroups(t *testing.T) {
	s := open(t, t.TempDir(), share.Options{})
	change(t, s, access.Local(), team())
	who, err := s.Member("carol@example.com", []string{"app-team", "alice", "nothing"})
	if err != nil || !slices.Equal(who.Groups, []string{"app-team"}) || who.Tags["team"] != "app" {
		t.Errorf("carol = %+v, %v", who, err)
	}
	if _, err := s.Member("app-team", nil); fault.KindOf(err) != fault.Denied {
		t.Errorf("a user of the name of a role: %v", err)
	}
}

func TestWhoMakesATableOwnsIt(t *testing.T) {
	s := open(t, t.TempDir(), share.Options{})
	change(t, s, access.Local(), team())
	name := catalog.Name{Database: "demo", Table: "cur"}
	alice := s.Principal("alice")
	if err := s.Made(t.Context(), alice, access.Table(name.Database, name.Table)); err != nil {
		t.Fatal(err)
	}
	if got := s.Policy().Granted(s.Principal("alice"), name); len(got) != 1 || !slices.Contains(got[0].Permissions, access.All) {
		t.Errorf("granted = %+v", got)
	}
	if err := s.Gone(t.Context(), alice, access.Table(name.Database, name.Table)); err != nil {
		t.Fatal(err)
	}
	if got := s.Policy().Granted(s.Principal("alice"), name); len(got) != 0 {
		t.Errorf("granted on what is gone: %+v", got)
	}
}

func TestWhatIsToldAndWhatIsRefusedIsTold(t *testing.T) {
	var events []share.Event
	var broken error
	s := open(t, t.TempDir(), share.Options{Told: func(_ context.Context, e share.Event) error {
		events = append(events, e)
		return broken
	}})
	change(t, s, access.Local(), team())
	if _, err := s.Change(t.Context(), s.Principal("alice"), func(state *share.State) error { state.Administrators = []string{"alice"}; return nil }); err == nil {
		t.Error("alice made herself an administrator")
	}
	if len(events) != 2 || events[0].Refused != nil || events[0].Version != 2 || events[1].Refused == nil || events[1].Who.Name != "alice" {
		t.Errorf("events = %+v", events)
	}
	broken = errors.New("the disk is full")
	if _, err := s.Change(t.Context(), access.Local(), func(state *share.State) error {
		state.Mappings = []share.Mapping{{Database: "a", Table: "b"}}
		return nil
	}); !errors.Is(err, broken) {
		t.Errorf("a change that could not be told was made: %v", err)
	}
	if state, err := s.State(t.Context()); err != nil || state.Version != 2 {
		t.Errorf("version %d, %v", state.Version, err)
	}
}

func TestManyChangeAtOnce(t *testing.T) {
	dir := t.TempDir()
	stores := []*share.Store{open(t, dir, share.Options{}), open(t, dir, share.Options{})}
	const each = 10
	var group sync.WaitGroup
	for n, s := range stores {
		for i := range each {
			group.Go(func() {
				_, err := s.Change(t.Context(), access.Local(), func(state *share.State) error {
					return state.Apply(share.Edit{Put: share.Parts{Mappings: []share.Mapping{{Database: "d", Table: string(rune('a'+i)) + string(rune('0'+n))}}}})
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	for _, s := range stores {
		if state, err := s.State(t.Context()); err != nil || len(state.Mappings) != 2*each || state.Version != 2*each+1 {
			t.Errorf("%d mappings at version %d, %v", len(state.Mappings), state.Version, err)
		}
	}
}

func TestAFileOfSomebodyElseIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, share.Options{})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if p := s.Policy(); p.SeesAll(access.Local()) || p.Administrator(access.Local()) {
		t.Error("records that cannot be read allow something")
	}
	if _, err := share.Open(t.Context(), filepath.Join(dir, "share", "share.sqlite"), share.Options{Now: clock}); err == nil {
		t.Error("a file was taken for a folder")
	}
}
