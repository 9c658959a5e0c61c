package console

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/golden"
)

func TestChecksTellWhatIsWrongAndWhere(t *testing.T) {
	c := open(t)
	texts(t, "testdata/check", ".said", func(t *testing.T, in golden.Sections, who access.Principal, text string) string {
		q := Text{SQL: text}
		if in["params"] != "" {
			q.Params = strings.Split(strings.TrimSuffix(in["params"], "\n"), "\n")
		}
		got, err := c.Check(t.Context(), who, q)
		if err != nil {
			t.Fatal(err)
		}
		return said(got)
	})
}

func said(c Check) string {
	var b strings.Builder
	for _, d := range c.Diagnostics {
		fmt.Fprintf(&b, "%s %d-%d (%d:%d) %s: %s\n", d.Severity, d.From, d.To, d.Line, d.Column, d.Code, d.Message)
		if d.Hint != "" {
			fmt.Fprintf(&b, "  %s\n", d.Hint)
		}
	}
	fmt.Fprintf(&b, "statements %v", c.Statements)
	if c.Parameters > 0 {
		fmt.Fprintf(&b, ", %d parameters", c.Parameters)
	}
	b.WriteByte('\n')
	for _, col := range c.Columns {
		fmt.Fprintf(&b, "column %s %s\n", col.Name, col.Type)
	}
	return b.String()
}

// What a principal may not see is named nowhere: not by the catalog, not by completions, not by frequent values, not by what is said of a
// statement with a fault, whatever is asked.
func TestNothingHiddenIsTold(t *testing.T) {
	c, who := open(t), principal("alice")
	secrets := []string{"salaries", "accounts", "vault", "blueprint", "drawing", "account_name", "usage_date", "Secret Lab", "App One", "AmazonRDS", "AmazonS3", "hidden", "it's", "email"}
	tell := func(what string, answer any, err error) {
		t.Helper()
		text, _ := json.Marshal(answer)
		all := string(text)
		if err != nil {
			all += err.Error()
		}
		for _, secret := range secrets {
			if strings.Contains(all, secret) && !strings.Contains(what, secret) {
				t.Errorf("%s tells of %q: %s", what, secret, all)
			}
		}
	}
	databases, err := c.Databases(t.Context(), who)
	if err != nil || len(databases) != 2 {
		t.Fatalf("alice sees %v, %v", databases, err)
	}
	tell("the catalog", databases, nil)
	for _, name := range []string{"cur", "salaries", "accounts", "nothing"} {
		table, err := c.Table(t.Context(), who, "shop", name)
		tell("table "+name, table, err)
		if (err == nil) != (name == "cur") {
			t.Errorf("table %s: %v", name, err)
		}
		for _, col := range []string{"line_item_product_code", "resource_tags", "line_item_usage_account_name", "line_item_usage_type", "nothing"} {
			for _, r := range []FrequentRequest{{}, {Keys: true}, {Key: "user_team"}, {Key: "hidden_key"}} {
				r.Database, r.Table, r.Column = "shop", name, col
				found, err := c.Frequents(t.Context(), who, r)
				tell(fmt.Sprintf("frequent %+v", r), found, err)
			}
		}
	}
	for _, text := range []string{
		"SELECT ¦", "SELECT * FROM ¦", "SELECT * FROM shop.¦", "SELECT ¦ FROM cur", "SELECT c.¦ FROM cur c", "SELECT * FROM cur WHERE resource_tags['¦",
		"SELECT * FROM cur WHERE line_item_usage_type = '¦", "SELECT * FROM cur WHERE element_at(resource_tags, 'user_team') = '¦",
		"SELECT ¦ FROM salaries", "SELECT * FROM cur JOIN accounts a ON a.¦", "SELECT * FROM cur WHERE line_item_usage_account_name = '¦",
	} {
		found, err := c.Complete(t.Context(), who, split(t, text))
		tell(text, found, err)
	}
	for _, text := range []string{
		"SELECT line_item_usage_account_nam FROM cur", "SELECT usage_dat FROM cur", "SELECT * FROM salarie", "SELECT * FROM account", "SHOW CREATE TABLE salarie",
		"SELECT * FROM vaul.blueprin", "SELECT * FROM cur WHERE line_item_product_code = 1", "DROP TABLE accoun",
	} {
		found, err := c.Check(t.Context(), who, Text{SQL: text})
		tell(text, found, err)
		if len(found.Diagnostics) == 0 {
			t.Errorf("%s is said to be right", text)
		}
	}
}

func TestWhatIsKeptForOneIsNotGivenToAnother(t *testing.T) {
	c := open(t)
	r := FrequentRequest{Database: "shop", Table: "cur", Column: "line_item_product_code"}
	for range 2 {
		for who, want := range map[string]int{"admin": 3, "alice": 1} {
			got, err := c.Frequents(t.Context(), principal(who), r)
			if err != nil || len(got.Items) != want {
				t.Errorf("%s gets %v, %v", who, got.Items, err)
			}
		}
	}
}

func TestFrequentValuesAreFoundByPartsOfThem(t *testing.T) {
	c := open(t)
	for prefix, want := range map[string]string{"": "AmazonEC2 AmazonRDS AmazonS3", "amazonr": "AmazonRDS", "s": "AmazonRDS AmazonS3", "x": ""} {
		got, err := c.Frequents(t.Context(), principal("admin"), FrequentRequest{Database: "SHOP", Table: "Cur", Column: "LINE_ITEM_PRODUCT_CODE", Prefix: prefix})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range got.Items {
			names = append(names, f.Value)
		}
		if have := strings.Join(names, " "); have != want {
			t.Errorf("%q finds %q, want %q", prefix, have, want)
		}
	}
}

func FuzzCheckAndComplete(f *testing.F) {
	for _, text := range []string{
		"SELECT ¦", "WITH a AS (SELECT * FROM (SELECT ¦", "SELECT * FROM cur c JOIN LATERAL (SELECT c.¦", "SELECT 'a''¦' \"b¦", "((((¦))))[['¦",
		"SELECT * FROM cur WHERE x IN (1, '¦", "SELECT * FROM a.b.c.d.e.¦", "WITH a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT ¦ FROM a, b",
		"/* ¦", "-- ¦", "'¦", "\"¦", "`¦", ";¦;", "SELECT 1 BETWEEN AND '¦", "SELECT ) ¦ ( FROM", "element_at(,'¦", "x[ 'a' ] = '¦", "SHOW TABLES IN ¦ 'a\\'", "😀¦😀", "\xff¦\xfe",
		"SELECT ] = '¦", "SELECT ) = '¦", ") IN ('¦",
	} {
		f.Add(text)
	}
	c := open(f)
	f.Fuzz(func(t *testing.T, text string) {
		before, after, _ := strings.Cut(text, "¦")
		for _, who := range []string{"admin", "alice"} {
			got, err := c.Complete(t.Context(), principal(who), CompleteRequest{Text: Text{SQL: before + after}, At: len(before)})
			if err != nil || len(got.Items) > maxItems || got.From < 0 || got.From > len(before)+1 {
				t.Errorf("%q: %d items from %d, %v", text, len(got.Items), got.From, err)
			}
			checked, err := c.Check(t.Context(), principal(who), Text{SQL: before + after})
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
			for _, d := range checked.Diagnostics {
				if d.From < 0 || d.To < d.From || d.To > len(before+after) {
					t.Errorf("%q: %+v", text, d)
				}
			}
		}
	})
}
