package enginetest

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Converter makes the lake's own files of others: *duckdb.Loader.
type Converter interface {
	Convert(ctx context.Context, c source.Conversion) ([]source.Piece, error)
}

// Stored writes rows as CSV and has them converted into a folder: a Table for engines that read the lake's files.
func Stored(t *testing.T, lake string, rows [][]value.Value, by Converter) catalog.Files {
	t.Helper()
	columns := Columns()
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
	return converted(t, lake, path, columns, by)
}

// converted has a CSV file with the columns converted.
func converted(t *testing.T, lake, path string, columns []catalog.Column, by Converter) catalog.Files {
	t.Helper()
	c := source.Conversion{Month: "2025-11", Dir: lake, Files: []source.File{{Path: path, Encoding: source.CSV, Nulls: []string{"NULL"}}}}
	group := catalog.FileGroup{Columns: map[string]catalog.FileColumn{}}
	for i, column := range columns {
		c.Files[0].Columns = append(c.Files[0].Columns, column.Name)
		c.Columns = append(c.Columns, source.Column{Name: column.Name, Type: column.Type, From: [][]int{{i}}})
		group.Columns[column.Name] = catalog.FileColumn{Name: column.Name, Type: column.Type}
	}
	pieces, err := by.Convert(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pieces {
		group.Paths = append(group.Paths, p.Paths...)
	}
	slices.Sort(group.Paths)
	return catalog.Files{Groups: []catalog.FileGroup{group}}
}
