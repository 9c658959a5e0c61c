package access_test

import (
	"slices"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

const manyRights = `{
  "administrators": ["root", "group:admins"],
  "groups": {"team": ["alice"], "admins": ["ada"]},
  "tagged": [{"Database": "db", "Table": "roster", "Key": "level", "Value": "open"}, {"Database": "db", "Table": "cur", "Column": "cost", "Key": "level", "Value": "open"}],
  "grants": [
    {"to": "group:team", "on": "db.cur", "may": ["SELECT", "INSERT"], "rows": "team = 'web'"},
    {"to": "bob", "on": "db.*", "may": ["ALTER"]},
    {"to": "bob", "on": "db", "may": ["CREATE_TABLE"]},
    {"to": "super", "on": "", "may": ["ALL"]},
    {"to": "carl", "on": "", "may": ["CREATE_DATABASE"]},
    {"to": "tina", "tags": {"level": "open"}, "may": ["SELECT", "DROP"]}
  ]
}`

func TestMay(t *testing.T) {
	p := policy(t, manyRights)
	cur, roster, other := access.Table("db", "cur"), access.Table("db", "roster"), access.Table("hidden", "secret")
	for _, c := range []struct {
		name, who string
		do        access.Permission
		on        access.Resource
		want      bool
	}{
		{"a member has what the group has", "alice", access.Select, cur, true},
		{"a grant with a filter gives reading only", "alice", access.Insert, cur, false},
		{"describe comes with select", "alice", access.Describe, cur, true},
		{"nothing of another table", "alice", access.Describe, roster, false},
		{"a name is not the group of that name", "team", access.Select, cur, false},
		{"nor is one written like it", "group:team", access.Select, cur, false},
		{"nobody may anything", "", access.Describe, cur, false},
		{"every table of a database", "bob", access.Alter, roster, true},
		{"alter does not read", "bob", access.Select, roster, false},
		{"describe comes with alter", "bob", access.Describe, roster, true},
		{"of this database only", "bob", access.Alter, other, false},
		{"rights on tables are none on the database", "bob", access.Alter, access.Database("db"), false},
		{"make tables", "bob", access.CreateTable, access.Database("db"), true},
		{"make tables here only", "bob", access.CreateTable, access.Database("hidden"), false},
		{"make databases", "carl", access.CreateDatabase, access.Whole(), true},
		{"who makes databases does not drop them", "carl", access.Drop, access.Database("db"), false},
		{"ALL on the catalog is everything", "super", access.Delete, other, true},
		{"and everywhere", "super", access.DataLocationAccess, access.Place("s3://any/where"), true},
		{"administrators see nothing by that", "root", access.Select, cur, false},
		{"nor their groups", "ada", access.Describe, cur, false},
		{"tags of a table", "tina", access.Drop, roster, true},
		{"tags of a column give the column only", "tina", access.Drop, cur, false},
		{"which may be read", "tina", access.Select, cur, true},
	} {
		if got := p.May(p.Named(c.who), c.do, c.on); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	for who, want := range map[string]bool{"root": true, "ada": true, "super": false, "alice": false, "": false} {
		if got := p.Administrator(p.Named(who)); got != want {
			t.Errorf("%q is an administrator: %v", who, got)
		}
	}
	for who, want := range map[string]bool{"root": false, "super": true, "bob": false, "tina": false, "": false} {
		if got := p.SeesAll(p.Named(who)); got != want {
			t.Errorf("%q sees all: %v", who, got)
		}
	}
}

func TestMayGrant(t *testing.T) {
	r := rules(t, `{"administrators": ["root"], "grants": [
	  {"to": "owner", "on": "db.cur", "may": ["SELECT", "INSERT"]},
	  {"to": "some", "on": "db.cur", "columns": ["team", "cost"]},
	  {"to": "rows", "on": "db.cur", "rows": "team = 'web'"}]}`)
	for i := range r.Grants {
		r.Grants[i].Grantable = []access.Permission{access.Select}
	}
	p := access.New(r)
	give := func(columns []string, do ...access.Permission) access.Grant {
		g := access.Reads("x", "db", "cur")
		g.Permissions, g.Columns = do, columns
		return g
	}
	for _, c := range []struct {
		name, who string
		what      access.Grant
		want      bool
	}{
		{"an administrator grants everything", "root", give(nil, access.All), true},
		{"the option", "owner", give(nil, access.Select), true},
		{"no option, although the right", "owner", give(nil, access.Insert), false},
		{"ALL is more than the option", "owner", give(nil, access.All), false},
		{"the same columns", "some", give([]string{"cost"}, access.Select), true},
		{"more columns", "some", give([]string{"cost", "resource_id"}, access.Select), false},
		{"all columns", "some", give(nil, access.Select), false},
		{"what is filtered is not passed on", "rows", give([]string{"cost"}, access.Select), false},
		{"another table", "owner", access.Reads("x", "db", "roster"), false},
		{"nothing", "owner", give(nil), false},
	} {
		if got := p.MayGrant(p.Named(c.who), c.what); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// located are tables at places, and the databases of them.
func located(places map[catalog.Name]string) lakeOf {
	lake := wide()
	for name, place := range places {
		lake[name] = &catalog.Table{Name: name, Location: place, Columns: []catalog.Column{{Name: "a"}}}
	}
	return lake
}

func TestHybridLocationsAreOpenToWhoIsNotOptedIn(t *testing.T) {
	lake := located(map[catalog.Name]string{
		{Database: "open", Table: "in"}:      "s3://bucket/open/in/",
		{Database: "open", Table: "bound"}:   "s3://bucket/open/bound/",
		{Database: "open", Table: "up"}:      "s3://bucket/open/../bound/",
		{Database: "open", Table: "beside"}:  "s3://bucket/opener/",
		{Database: "open", Table: "nowhere"}: "",
	})
	p := access.New(access.Rules{Locations: []access.Location{
		{Path: "s3://bucket/open", Hybrid: true, OptedIn: []string{"alice", "group:team"}}, {Path: "s3://bucket/open/bound/"},
	}})
	for _, c := range []struct {
		who  access.Principal
		want []string
	}{
		{access.Principal{Name: "bob"}, []string{"in"}},
		{access.Principal{Name: "alice"}, nil},
		{access.Principal{Name: "carl", Groups: []string{"team"}}, nil},
		{access.Principal{}, nil},
	} {
		view := p.View(c.who, lake)
		tables, err := view.Tables(t.Context(), "open")
		if (err == nil) != (c.want != nil) || !slices.Equal(tables, c.want) {
			t.Errorf("%+v sees %v, %v", c.who, tables, err)
		}
		for _, name := range []string{"in", "bound", "up", "beside", "nowhere"} {
			_, err := view.Table(t.Context(), catalog.Name{Database: "open", Table: name})
			if (err == nil) != slices.Contains(c.want, name) {
				t.Errorf("%+v, %s: %v", c.who, name, err)
			}
		}
	}
}

func TestADigestChangesWithWhatAPrincipalSees(t *testing.T) {
	base := rules(t, manyRights)
	alice := access.Principal{Name: "alice", Groups: []string{"team"}}
	was := access.New(base).Digest(alice)
	for _, c := range []struct {
		name   string
		change func(r *access.Rules)
		same   bool
	}{
		{"nothing", func(*access.Rules) {}, true},
		{"the version", func(r *access.Rules) { r.Version++ }, true},
		{"a grant to somebody else", func(r *access.Rules) { r.Grants = append(r.Grants, access.Reads("bob", "db", "cur")) }, true},
		{"a grant", func(r *access.Rules) { r.Grants = append(r.Grants, access.Reads("alice", "db", "cur")) }, false},
		{"a grant to an administrator", func(r *access.Rules) { r.Grants = append(r.Grants, access.Reads("ada", "db", "cur")) }, false},
		{"a filter", func(r *access.Rules) { r.Grants[0].Rows = expression(t, "team = 'search'") }, false},
		{"no filter", func(r *access.Rules) { r.Grants[0].Rows = nil }, false},
		{"no columns instead of all", func(r *access.Rules) { r.Grants[0].Columns = []string{} }, false},
		{"a tag", func(r *access.Rules) { r.Tagged = r.Tagged[1:] }, false},
		{"a mapping", func(r *access.Rules) { r.Mappings = []catalog.Name{{Database: "db", Table: "roster"}} }, false},
		{"a location", func(r *access.Rules) { r.Locations = []access.Location{{Path: "s3://b"}} }, false},
	} {
		r := base
		r.Grants = slices.Clone(base.Grants)
		c.change(&r)
		if same := access.New(r).Digest(alice) == was; same != c.same {
			t.Errorf("%s: the same digest: %v", c.name, same)
		}
	}
	if access.New(base).Digest(access.Principal{Name: "alice"}) == was {
		t.Error("who left the group has the same digest")
	}
}
