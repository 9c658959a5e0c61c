package readiness

import (
	"context"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/source/flowlog"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// lake is a lake with one bill that lacks a month.
func lake() Lake {
	return Lake{Sources: []Source{{
		Name: "a.bill", Kind: "cur2", Title: "CUR 2.0", Location: "s3://x/y", Months: []string{"2025-08", "2025-10", "2025-11"}, Rows: 12,
		Faults: []string{"f.parquet: it's broken"}, Synced: time.Date(2025, 11, 30, 1, 2, 3, 0, time.UTC),
	}, {
		Name: "net.flow", Kind: flowlog.Name, Rows: 5,
	}}}
}

// columns analyzes a query over glaux.bill and returns the names of its columns.
func columns(t *testing.T, q *ast.Query) map[string]bool {
	t.Helper()
	list, err := analyze.Query(context.Background(), q, bill.With(nowhere{}, nil), analyze.Options{Now: time.Now()})
	if err != nil {
		t.Fatalf("%v\n%s", err, ast.Print(q))
	}
	names := map[string]bool{}
	for _, c := range list.Root.Columns() {
		names[c.Name] = true
	}
	return names
}

// nowhere is a catalog with no table but a flow log.
type nowhere struct{}

func (nowhere) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if name != (catalog.Name{Database: "net", Table: "flow"}) {
		return nil, catalog.ErrTableNotFound
	}
	t := &catalog.Table{Name: name}
	for _, c := range flowlog.New().Tables()[0].Columns {
		t.Columns = append(t.Columns, catalog.Column{Name: c.Name, Type: c.Type})
	}
	return t, nil
}
func (nowhere) Databases(context.Context) ([]string, error)      { return nil, nil }
func (nowhere) Tables(context.Context, string) ([]string, error) { return nil, nil }

var placeholder = regexp.MustCompile(`(?:^|[^$])\{([a-z_]+)\}`)

func TestEveryCheckReadsWhatItTells(t *testing.T) {
	about := &lake().Sources[0]
	seen := map[string]bool{}
	for _, c := range Checks() {
		if seen[c.Code] {
			t.Errorf("two checks are named %s", c.Code)
		}
		seen[c.Code] = true
		if c.Good == "" || c.Lacks == "" || c.Prevents == "" || c.Console == "" || c.Command == "" {
			t.Errorf("%s does not say everything", c.Code)
		}
		about := about
		if c.Of == FlowLogs {
			about = &lake().Sources[1]
		}
		q, err := c.query(lake(), about)
		if err != nil {
			t.Fatal(err)
		}
		known := columns(t, q)
		if !known["state"] {
			t.Errorf("%s has no column named state", c.Code)
		}
		for _, m := range placeholder.FindAllStringSubmatch(c.Good+c.Lacks+c.Prevents+c.Console+c.Command, -1) {
			if !known[m[1]] {
				t.Errorf("%s tells %q, which its query does not have", c.Code, m[1])
			}
		}
		if _, bad := parse.Statement(ast.Print(q)); len(bad) > 0 {
			t.Errorf("%s: its text cannot be run: %v", c.Code, bad)
		}
	}
	files, err := fs.Glob(checks, "checks/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !seen[strings.TrimSuffix(strings.TrimPrefix(f, "checks/"), ".sql")] {
			t.Errorf("no check asks %s", f)
		}
	}
	const promised = 30
	if len(seen) < promised {
		t.Errorf("there are %d checks, and %d are promised", len(seen), promised)
	}
}

func TestEveryQuestionReadsWhatItTells(t *testing.T) {
	about := &lake().Sources[0]
	for _, a := range questions() {
		body, err := quiz.ReadFile("quiz/" + a.name + ".sql")
		if err != nil {
			t.Fatal(err)
		}
		q, err := parseQuery(string(body))
		if err != nil {
			t.Fatal(err)
		}
		known := columns(t, above(q, reads(q, lake(), about)))
		known["source"] = true
		for _, m := range placeholder.FindAllStringSubmatch(a.ask+a.says+"{choice}", -1) {
			if !known[m[1]] {
				t.Errorf("%s tells %q, which its query does not have", a.name, m[1])
			}
		}
	}
}

func TestGaps(t *testing.T) {
	for name, c := range map[string]struct {
		months []string
		want   string
	}{
		"none is missing of none":          {nil, ""},
		"none is missing of one":           {[]string{"2025-11"}, ""},
		"a month between two others":       {[]string{"2025-08", "2025-10"}, "2025-09"},
		"the turn of the year is no gap":   {[]string{"2025-12", "2026-01"}, ""},
		"many are named as the first ones": {[]string{"2025-01", "2025-12"}, "2025-02, 2025-03, 2025-04, 2025-05, 2025-06, 2025-07, …"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := list(gaps(c.months)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
