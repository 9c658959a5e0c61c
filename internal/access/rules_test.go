package access_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// written is how the cases write rules: SELECT on "database.table" where nothing else is said; "" is the whole catalog.
type written struct {
	Administrators []string
	Groups         map[string][]string
	Sessions       map[string]map[string]string
	Tagged         []access.Tagged
	Locations      []access.Location
	Mappings       []string
	Grants         []struct {
		To                string
		On                string
		Tags              map[string]string
		May               []access.Permission
		Columns, Excluded []string
		Rows              string
		Masks             map[string]string
	}
}

// rules reads rules as the cases write them.
func rules(t testing.TB, text string) access.Rules {
	t.Helper()
	var w written
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&w); err != nil {
		t.Fatal(err)
	}
	r := access.Rules{Administrators: w.Administrators, Tagged: w.Tagged, Locations: w.Locations}
	for _, name := range w.Mappings {
		database, table, _ := strings.Cut(name, ".")
		r.Mappings = append(r.Mappings, catalog.Name{Database: database, Table: table})
	}
	known := map[string]access.Principal{}
	for group, members := range w.Groups {
		for _, name := range members {
			who := known[name]
			who.Name, who.Groups = name, append(who.Groups, group)
			known[name] = who
		}
	}
	for name, tags := range w.Sessions {
		who := known[name]
		who.Name, who.Tags = name, tags
		known[name] = who
	}
	for _, who := range known {
		r.Principals = append(r.Principals, who)
	}
	for _, g := range w.Grants {
		database, table, _ := strings.Cut(g.On, ".")
		out := access.Grant{Principals: []string{g.To}, Permissions: g.May, Columns: g.Columns, Excluded: g.Excluded, Rows: expression(t, g.Rows)}
		switch {
		case len(g.Tags) > 0:
			out.Resource.Kind = access.OnTaggedTables
			for key, value := range g.Tags {
				out.Resource.Tags = append(out.Resource.Tags, access.TagIs{Key: key, Values: strings.Split(value, "|")})
			}
		case g.On == "":
			out.Resource = access.Whole()
		case table == "":
			out.Resource = access.Database(database)
		default:
			out.Resource = access.Table(database, table)
		}
		if out.Permissions == nil {
			out.Permissions = []access.Permission{access.Select}
		}
		for column, mask := range g.Masks {
			if out.Masks == nil {
				out.Masks = map[string]ast.Expr{}
			}
			out.Masks[column] = expression(t, mask)
		}
		r.Grants = append(r.Grants, out)
	}
	return r
}

func expression(t testing.TB, text string) ast.Expr {
	t.Helper()
	if text == "" {
		return nil
	}
	x, problems := parse.Expression(text)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return x
}

func policy(t testing.TB, text string) *access.Policy {
	t.Helper()
	return access.New(rules(t, text))
}
