package console

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// shop is a catalog of a few tables, made of rows that stand in their definitions.
type shop struct{}

const curRows = `SELECT * FROM (VALUES
('2025-11', '111122223333', 'App One', 'AmazonEC2', 'BoxUsage:m5.large', 1.5E0, DATE '2025-11-03', map(ARRAY['user_team', 'env'], ARRAY['search', 'prod'])),
('2025-11', '111122223333', 'App One', 'AmazonEC2', 'BoxUsage:m5.large', 2.5E0, DATE '2025-11-04', map(ARRAY['user_team', 'env'], ARRAY['search', 'dev'])),
('2025-11', '111122223333', 'App One', 'AmazonS3', 'TimedStorage-ByteHrs', 0.5E0, DATE '2025-11-04', map(ARRAY['user_team'], ARRAY['it''s'])),
('2025-10', '444455556666', 'Secret Lab', 'AmazonRDS', 'InstanceUsage:db.r5', 9.0E0, DATE '2025-10-04', map(ARRAY['hidden_key'], ARRAY['hidden value']))
) AS t(billing_period, line_item_usage_account_id, line_item_usage_account_name, line_item_product_code, line_item_usage_type, line_item_unblended_cost, usage_date, resource_tags)`

// definitions are the tables by database.table: a query, and its columns.
func definitions() map[string]string {
	return map[string]string{
		"shop.cur":        curRows,
		"shop.accounts":   "SELECT * FROM (VALUES ('111122223333', 'a@example.org')) AS t(account_id, email)",
		"shop.salaries":   "SELECT * FROM (VALUES ('boss', 1)) AS t(who, pay)",
		"net.flow":        "SELECT * FROM (VALUES ('10.0.0.1', CAST(ROW('eni-1', 7) AS row(id varchar, port bigint)))) AS t(srcaddr, \"interface\")",
		"net.odd name":    "SELECT * FROM (VALUES (1)) AS t(\"select\")",
		"vault.blueprint": "SELECT * FROM (VALUES ('x')) AS t(drawing)",
	}
}

func (s *shop) Version() string { return "1" }

func (s *shop) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	text, ok := definitions()[name.Database+"."+name.Table]
	if !ok {
		if tables, _ := s.Tables(context.Background(), name.Database); len(tables) == 0 {
			return nil, catalog.ErrSchemaNotFound
		}
		return nil, catalog.ErrTableNotFound
	}
	q, problems := parse.Query(text)
	if len(problems) > 0 {
		return nil, errors.New(problems.Show(text))
	}
	t := &catalog.Table{Name: name, View: &catalog.View{Query: q, Database: name.Database}}
	t.Columns = columnsByTable()[name.Table]
	return t, nil
}

func columnsByTable() map[string][]catalog.Column {
	text := types.Text()
	char := func(n int) types.Type { return types.Type{Kind: types.Varchar, P: n} }
	return map[string][]catalog.Column{
		"cur": {
			{Name: "billing_period", Type: char(7), Partition: true},
			{Name: "line_item_usage_account_id", Type: char(12)},
			{Name: "line_item_usage_account_name", Type: char(10)},
			{Name: "line_item_product_code", Type: char(9)},
			{Name: "line_item_usage_type", Type: char(20)},
			{Name: "line_item_unblended_cost", Type: types.Of(types.Double)},
			{Name: "usage_date", Type: types.Of(types.Date)},
			{Name: "resource_tags", Type: types.MapOf(char(10), char(12))},
		},
		"accounts":  {{Name: "account_id", Type: char(12)}, {Name: "email", Type: char(13)}},
		"salaries":  {{Name: "who", Type: char(4)}, {Name: "pay", Type: types.Of(types.Integer)}},
		"flow":      {{Name: "srcaddr", Type: char(8)}, {Name: "interface", Type: types.Type{Kind: types.Row, Elems: []types.Type{text, types.Of(types.BigInt)}, Names: []string{"id", "port"}}}},
		"odd name":  {{Name: "select", Type: types.Of(types.Integer)}},
		"blueprint": {{Name: "drawing", Type: char(1)}},
	}
}

func (s *shop) Databases(context.Context) ([]string, error) {
	return []string{"net", "shop", "vault"}, nil
}

func (s *shop) Tables(_ context.Context, database string) ([]string, error) {
	var list []string
	for name := range definitions() {
		if db, table, _ := strings.Cut(name, "."); db == database {
			list = append(list, table)
		}
	}
	if len(list) == 0 {
		return nil, catalog.ErrSchemaNotFound
	}
	slices.Sort(list)
	return list, nil
}

// open returns a console over the shop. The administrator sees everything; alice sees the rows of one product of shop.cur, without the
// names of accounts, and the tables of net.
func open(t testing.TB) *Console {
	t.Helper()
	e, err := duckdb.Open(duckdb.Options{TempDir: t.TempDir(), Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	rows, problems := parse.Expression("line_item_product_code = 'AmazonEC2'")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	policy := access.New(access.Rules{Grants: []access.Grant{
		{Principals: []string{"admin"}, Resource: access.Whole(), Permissions: []access.Permission{access.All}},
		{Principals: []string{"alice"}, Resource: access.Table("shop", "cur"), Permissions: []access.Permission{access.Select}, Rows: rows, Columns: []string{
			"billing_period", "line_item_usage_account_id", "line_item_product_code", "line_item_usage_type", "line_item_unblended_cost", "resource_tags",
		}},
		access.Reads("alice", "net", "*"),
	}})
	return New(&query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return &shop{}, func() {}, nil },
		Policy:   policy, Engine: e, Database: "shop",
		Now: func() time.Time { return time.Date(2025, 12, 3, 4, 5, 6, 0, time.UTC) },
	})
}

func principal(name string) access.Principal { return access.Principal{Name: strings.TrimSpace(name)} }

// split takes the cursor's mark out of a text.
func split(t *testing.T, text string) CompleteRequest {
	t.Helper()
	before, after, ok := strings.Cut(text, "¦")
	if !ok {
		t.Fatalf("no ¦ in %q", text)
	}
	return CompleteRequest{Text: Text{SQL: before + after}, At: len(utf16.Encode([]rune(before)))}
}

func TestCompletionsAreWhatCouldStandThere(t *testing.T) {
	c := open(t)
	texts(t, "testdata/complete", ".items", func(t *testing.T, _ golden.Sections, who access.Principal, text string) string {
		got, err := c.Complete(t.Context(), who, split(t, text))
		if err != nil {
			t.Fatal(err)
		}
		return shown(got)
	})
}

// texts runs the golden files of a folder: each text (N.sql) is asked by the principal of its file, an administrator where it names none,
// and answered in N with the ending.
func texts(t *testing.T, dir, ending string, answer func(t *testing.T, in golden.Sections, who access.Principal, text string) string) {
	t.Helper()
	golden.Run(t, dir, func(t *testing.T, in golden.Sections) golden.Sections {
		who := "admin"
		if in["principal"] != "" {
			who = in["principal"]
		}
		out := golden.Sections{}
		for name, text := range in {
			if number, ok := strings.CutSuffix(name, ".sql"); ok {
				out[number+ending] = answer(t, in, principal(who), strings.TrimSuffix(text, "\n"))
			}
		}
		return out
	})
}

// shown writes completions: the first ones with what is known of them.
func shown(c Completions) string {
	var b strings.Builder
	fmt.Fprintf(&b, "from %d, %d items\n", c.From, len(c.Items))
	for i, it := range c.Items {
		if i == 8 {
			break
		}
		fmt.Fprintf(&b, "%s %s", it.Kind, it.Label)
		if it.Insert != "" {
			fmt.Fprintf(&b, " → %s", it.Insert)
		}
		if it.Detail != "" {
			fmt.Fprintf(&b, " (%s)", it.Detail)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
