package conformance

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// sales is the catalog that the examples of diag.Docs read: one table in database default, without any file.
type sales struct{}

func (sales) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	switch name {
	case catalog.Name{Database: "default", Table: "sales"}:
		return &catalog.Table{Name: name, Data: &catalog.Files{}, Columns: []catalog.Column{
			{Name: "day", Type: types.Of(types.Date)},
			{Name: "product", Type: types.Text()},
			{Name: "cost", Type: types.Of(types.Double)},
			{Name: "tags", Type: types.MapOf(types.Text(), types.Text())},
		}}, nil
	case catalog.Name{Database: "default", Table: name.Table}:
		return nil, catalog.ErrTableNotFound
	}
	return nil, catalog.ErrSchemaNotFound
}

func (sales) Databases(context.Context) ([]string, error) { return []string{"default"}, nil }

func (sales) Tables(_ context.Context, database string) ([]string, error) {
	if database != "default" {
		return nil, catalog.ErrSchemaNotFound
	}
	return []string{"sales"}, nil
}

func TestExamplesOfDiagnosticsProvokeThem(t *testing.T) {
	runner := open(t)
	runner.Catalog = sales{}
	for _, d := range diag.Docs() {
		if d.Example == "" {
			continue
		}
		t.Run(string(d.Code), func(t *testing.T) {
			got, err := runner.run(t.Context(), d.Example, "UTC")
			if err == nil {
				t.Fatalf("%s\ngave %s", d.Example, got)
			}
			found, ok := problem(err)
			if !ok || found.Code != d.Code {
				t.Errorf("%s\ngave %v", d.Example, err)
			}
		})
	}
}

// Texts that are too long or too deep are refused with their own codes.
func TestTextsThatAreTooLargeAreRefused(t *testing.T) {
	runner := open(t)
	for code, text := range map[diag.Code]string{
		diag.QueryTextTooLarge: "SELECT '" + strings.Repeat("x", 300_000) + "'",
		diag.NestingTooDeep:    "SELECT " + strings.Repeat("(", 600) + "1" + strings.Repeat(")", 600),
	} {
		_, err := runner.run(t.Context(), text, "UTC")
		var list diag.List
		if !errors.As(err, &list) || list[0].Code != code {
			t.Errorf("%s was wanted, got %.200v", code, err)
		}
	}
}
