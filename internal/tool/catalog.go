package tool

import (
	"context"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/console"
)

// maxSearched bounds the tables whose columns a search reads.
const maxSearched = 200

// CatalogInput asks what can be queried.
type CatalogInput struct {
	Database string `json:"database,omitempty" doc:"keep one database, such as glaux"`
	Table    string `json:"table,omitempty" doc:"show the columns of this table, such as bill; with database"`
	Search   string `json:"search,omitempty" doc:"keep tables whose name, or a column of which, has this word in it"`
}

// CatalogAnswer is what can be queried: databases with tables, and the columns of those that were asked for.
type CatalogAnswer struct {
	Databases []console.Database `json:"databases"`
	Tables    []console.Table    `json:"tables,omitempty" doc:"tables with their columns: the one that was asked for, or those that a search has found"`
	Searched  int                `json:"searched,omitempty" doc:"in how many tables columns were searched"`
}

// catalogTool is the tool catalog.
func catalogTool(p Parts) (Tool, bool, error) {
	if p.Catalog == nil {
		return none()
	}
	return made(spec{
		"catalog", "What can be queried",
		"Lists databases and tables, shows the columns of one, or finds tables by a word. Ask it before you write SQL. The database glaux has the views that are ready for use: " +
			"bill (all bills as CUR 2.0 lines), flow_logs, anomalies, genai, addresses and others.",
	}, func(ctx context.Context, who access.Principal, in CatalogInput) (CatalogAnswer, error) {
		all, err := p.Catalog.Databases(ctx, who)
		if err != nil {
			return CatalogAnswer{}, err
		}
		out := CatalogAnswer{Databases: []console.Database{}}
		for _, d := range all {
			if in.Database == "" || strings.EqualFold(d.Name, in.Database) {
				out.Databases = append(out.Databases, d)
			}
		}
		switch {
		case in.Table != "":
			return p.oneTable(ctx, who, in, out)
		case in.Search != "":
			return p.searched(ctx, who, in.Search, out)
		}
		return out, nil
	})
}

// oneTable answers with the columns of a table.
func (p Parts) oneTable(ctx context.Context, who access.Principal, in CatalogInput, out CatalogAnswer) (CatalogAnswer, error) {
	database, name := in.Database, in.Table
	if before, after, ok := strings.Cut(name, "."); ok {
		database, name = before, after
	}
	if database == "" {
		database = "glaux"
	}
	t, err := p.Catalog.Table(ctx, who, database, name)
	out.Databases, out.Tables = []console.Database{}, []console.Table{t}
	return out, err
}

// searched keeps the tables in whose name, or in the name of a column, a word is.
func (p Parts) searched(ctx context.Context, who access.Principal, word string, out CatalogAnswer) (CatalogAnswer, error) {
	has := func(name string) bool { return strings.Contains(strings.ToLower(name), strings.ToLower(word)) }
	for _, d := range out.Databases {
		for _, name := range d.Tables {
			if out.Searched++; out.Searched > maxSearched {
				return out, nil
			}
			t, err := p.Catalog.Table(ctx, who, d.Name, name.Name)
			if err != nil {
				return CatalogAnswer{}, err
			}
			var columns []console.TableColumn
			for _, c := range t.Columns {
				if has(c.Name) || has(c.Comment) {
					columns = append(columns, c)
				}
			}
			if len(columns) > 0 || has(t.Name) {
				t.DDL, t.Partitions = "", nil
				if len(columns) > 0 {
					t.Columns = columns
				}
				out.Tables = append(out.Tables, t)
			}
		}
	}
	out.Databases = []console.Database{}
	return out, nil
}
