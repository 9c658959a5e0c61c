package duckdb

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/engine/enginetest"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestConformance(t *testing.T) {
	lake := t.TempDir()
	enginetest.Run(t, enginetest.Suite{
		Open: func(t *testing.T) engine.Engine {
			t.Helper()
			return open(t, Options{Threads: 2, MemoryLimit: "500MB", TempDir: t.TempDir(), DataDirs: []string{lake}})
		},
		Table: func(t *testing.T, rows [][]value.Value) any {
			t.Helper()
			return stored(t, lake, rows)
		},
	})
}

// stored writes rows as CSV and has the loader make a table of them.
func stored(t *testing.T, lake string, rows [][]value.Value) catalog.Files {
	t.Helper()
	columns := enginetest.Columns()
	path := filepath.Join(t.TempDir(), "bill")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := csv.NewWriter(file)
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.Name
	}
	err = out.Write(cells)
	for _, row := range rows {
		for i, c := range columns {
			switch v := row[i].(type) {
			case nil:
				cells[i] = "NULL"
			case value.Map:
				cells[i] = value.JSON(v, c.Type)
			default:
				cells[i] = value.Text(v, c.Type)
			}
		}
		if err == nil {
			err = out.Write(cells)
		}
	}
	out.Flush()
	if err != nil || out.Error() != nil || file.Close() != nil {
		t.Fatal(err, out.Error())
	}
	return converted(t, lake, path, columns)
}

// converted has the loader convert a CSV file with the columns.
func converted(t *testing.T, lake, path string, columns []catalog.Column) catalog.Files {
	t.Helper()
	c := source.Conversion{Month: "2025-11", Dir: lake, Files: []source.File{{Path: path, Encoding: source.CSV, Nulls: []string{"NULL"}}}}
	group := catalog.FileGroup{Columns: map[string]catalog.FileColumn{}}
	for i, column := range columns {
		c.Files[0].Columns = append(c.Files[0].Columns, column.Name)
		c.Columns = append(c.Columns, source.Column{Name: column.Name, Type: column.Type, From: [][]int{{i}}})
		group.Columns[column.Name] = catalog.FileColumn{Name: column.Name, Type: column.Type}
	}
	pieces, err := loader(t).Convert(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pieces {
		group.Paths = append(group.Paths, p.Paths...)
	}
	slices.Sort(group.Paths)
	return catalog.Files{Groups: []catalog.FileGroup{group}}
}
