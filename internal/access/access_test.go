package access_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// lakeOf is a catalog in memory: db.table → columns.
type lakeOf map[catalog.Name]*catalog.Table

func (l lakeOf) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if t, ok := l[name]; ok {
		return t, nil
	}
	if _, err := l.Tables(context.Background(), name.Database); err != nil {
		return nil, err
	}
	return nil, catalog.ErrTableNotFound
}

func (l lakeOf) Databases(context.Context) ([]string, error) {
	var all []string
	for name := range l {
		all = append(all, name.Database)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func (l lakeOf) Tables(_ context.Context, database string) ([]string, error) {
	var all []string
	for name := range l {
		if name.Database == database {
			all = append(all, name.Table)
		}
	}
	if all == nil {
		return nil, catalog.ErrSchemaNotFound
	}
	slices.Sort(all)
	return all, nil
}

// fixture is a lake of two tables and a view with its definer's rights.
func fixture(t *testing.T) lakeOf {
	t.Helper()
	text, double := types.Type{Kind: types.Varchar, P: types.Unbounded}, types.Type{Kind: types.Double}
	lake := lakeOf{}
	add := func(database, table string, columns ...catalog.Column) {
		name := catalog.Name{Database: database, Table: table}
		files := map[string]catalog.FileColumn{}
		for _, c := range columns {
			files[c.Name] = catalog.FileColumn{Name: c.Name, Type: c.Type}
		}
		lake[name] = &catalog.Table{Name: name, Columns: columns, Data: &catalog.Files{Groups: []catalog.FileGroup{{Paths: []string{"/lake/" + table + ".parquet"}, Columns: files}}}}
	}
	add("db", "cur", catalog.Column{Name: "team", Type: text}, catalog.Column{Name: "resource_id", Type: text}, catalog.Column{Name: "cost", Type: double})
	add("db", "roster", catalog.Column{Name: "name", Type: text}, catalog.Column{Name: "team", Type: text})
	add("hidden", "secret", catalog.Column{Name: "x", Type: text})
	view := func(table, sql string, columns ...catalog.Column) {
		body, problems := parse.Query(sql)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		name := catalog.Name{Database: "glaux", Table: table}
		lake[name] = &catalog.Table{Name: name, Columns: columns, View: &catalog.View{Query: body, Definer: "owner", Catalog: lake, Database: "db"}}
	}
	view("bill", "SELECT team, cost FROM db.cur", catalog.Column{Name: "team", Type: text}, catalog.Column{Name: "cost", Type: double})
	view("careless", "SELECT CAST(team AS double) AS n FROM db.cur WHERE cost > 1", catalog.Column{Name: "n", Type: double})
	view("careful", "SELECT TRY(1 / CAST(team AS double)) AS n FROM db.cur WHERE cost > 1", catalog.Column{Name: "n", Type: double})
	view("hasty", "SELECT TRY(1 / (SELECT CAST(team AS double))) AS n FROM db.cur WHERE cost > 1", catalog.Column{Name: "n", Type: double})
	return lake
}

// Golden cases show what the guard makes of a query: the guarded tree, the DuckDB SQL, or the error.
func TestGuard(t *testing.T) {
	golden.Run(t, "testdata", func(t *testing.T, in golden.Sections) golden.Sections {
		guarded, err := guard(t, policy(t, in["policy.json"]), strings.TrimSpace(in["principal"]), in["query.sql"])
		if err != nil {
			return golden.Sections{"error": show(err, in["query.sql"])}
		}
		statement, err := duckdb.Query(guarded.Query())
		if err != nil {
			t.Fatal(err)
		}
		sql := strings.Join(append(slices.Clone(statement.Setup), statement.SQL), ";\n")
		return golden.Sections{"guarded": guarded.Query().Print(), "duckdb.sql": sql, "error": ""}
	})
}

func guard(t *testing.T, p *access.Policy, principal, sql string) (access.Guarded, error) {
	t.Helper()
	who := p.Named(principal)
	tree, problems := parse.Query(sql)
	if len(problems) > 0 {
		return access.Guarded{}, problems
	}
	ctx := t.Context()
	view := p.View(who, fixture(t))
	query, err := analyze.Query(ctx, tree, view, analyze.Options{Database: "db", User: who.Name, Tags: who.Tags})
	if err != nil {
		return access.Guarded{}, err
	}
	return view.Guard(ctx, query)
}

func show(err error, sql string) string {
	var problems diag.List
	if errors.As(err, &problems) {
		return problems.Show(sql)
	}
	return err.Error()
}

const everything = `{"administrators": ["owner"], "grants": [{"to": "admin", "on": "*.*"}, {"to": "owner", "on": "*.*"}]}`

// A query that was analyzed in somebody else's view is still stopped by the guard.
func TestGuardDeniesWithoutGrant(t *testing.T) {
	admin := policy(t, everything)
	tree, problems := parse.Query("SELECT * FROM db.cur")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	query, err := analyze.Query(t.Context(), tree, admin.View(admin.Named("admin"), fixture(t)), analyze.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []access.Principal{{}, {Name: "eve"}, {Name: "group:admin"}, {Name: "x", Groups: []string{"admin"}}} {
		if g, err := admin.View(who, fixture(t)).Guard(t.Context(), query); err == nil || g.Query() != nil {
			t.Errorf("principal %+v passed the guard", who)
		}
	}
}

// Guarding a tree that is guarded already changes nothing that can be seen.
func TestGuardIsIdempotentForAdministrators(t *testing.T) {
	admin := policy(t, everything)
	once, err := guard(t, admin, "admin", "SELECT team, sum(cost) FROM cur JOIN roster USING (team) WHERE cost > (SELECT avg(cost) FROM db.cur) GROUP BY 1")
	if err != nil {
		t.Fatal(err)
	}
	twice, err := admin.View(admin.Named("admin"), fixture(t)).Guard(t.Context(), once.Query())
	if err != nil {
		t.Fatal(err)
	}
	if a, b := once.Query().Print(), twice.Query().Print(); a != b {
		t.Errorf("once:\n%s\ntwice:\n%s", a, b)
	}
}

func TestZeroGuardedHoldsNoQuery(t *testing.T) {
	if (access.Guarded{}).Query() != nil {
		t.Error("the zero Guarded holds a query")
	}
}

// What is hidden and what never was answer alike in every listing.
func TestViewHides(t *testing.T) {
	p := policy(t, `{"grants": [{"to": "alice", "on": "db.cur", "columns": ["cost"]}]}`)
	view := p.View(p.Named("alice"), fixture(t))
	databases, err := view.Databases(t.Context())
	if err != nil || !slices.Equal(databases, []string{"db"}) {
		t.Errorf("databases = %v, %v", databases, err)
	}
	tables, err := view.Tables(t.Context(), "db")
	if err != nil || !slices.Equal(tables, []string{"cur"}) {
		t.Errorf("tables = %v, %v", tables, err)
	}
	for _, hidden := range []struct{ hidden, missing catalog.Name }{
		{catalog.Name{Database: "db", Table: "roster"}, catalog.Name{Database: "db", Table: "nothing"}},
		{catalog.Name{Database: "hidden", Table: "secret"}, catalog.Name{Database: "nothing", Table: "secret"}},
	} {
		_, one := view.Table(t.Context(), hidden.hidden)
		_, other := view.Table(t.Context(), hidden.missing)
		if one == nil || !errors.Is(one, other) {
			t.Errorf("%s: %v, but %s: %v", hidden.hidden, one, hidden.missing, other)
		}
	}
	table, err := view.Table(t.Context(), catalog.Name{Database: "db", Table: "cur"})
	if err != nil || len(table.Columns) != 1 || table.Columns[0].Name != "cost" {
		t.Errorf("columns = %+v, %v", table, err)
	}
}

// What may only be known of is listed, and is no part of what is made of all that may be read.
func TestReadableLeavesOutWhatMayOnlyBeKnownOf(t *testing.T) {
	p := policy(t, `{"grants": [{"to": "alice", "on": "db.cur"}, {"to": "alice", "on": "db.roster", "may": ["DESCRIBE"]}]}`)
	view := p.View(p.Named("alice"), fixture(t))
	all, err := view.Tables(t.Context(), "db")
	if err != nil || !slices.Equal(all, []string{"cur", "roster"}) {
		t.Errorf("tables = %v, %v", all, err)
	}
	read, err := view.Readable().Tables(t.Context(), "db")
	if err != nil || !slices.Equal(read, []string{"cur"}) {
		t.Errorf("readable tables = %v, %v", read, err)
	}
	if _, err := view.Readable().Table(t.Context(), catalog.Name{Database: "db", Table: "roster"}); !errors.Is(err, catalog.ErrTableNotFound) {
		t.Errorf("got %v", err)
	}
}
