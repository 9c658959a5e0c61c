// Package tpch makes the tables of TPC-H at scale factor 0.01, the «tiny» of Trino, as Parquet files. It promises the rows that
// Trino's own connector gives, to the last comment, so that expectations which were written down from those rows hold.
//
//	files, err := tpch.Files(".cache/tpch") // makes them the first time, in seconds
//
// The generator (pingcap/go-tpc) knows whole scale factors only. The rows of 0.01 follow from those of 1, because every random
// number is drawn as a fraction first and spread over its range then: the first hundredth of the rows is taken, and what
// depends on the number of customers, parts and suppliers is computed anew (see scale.go).
package tpch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Table is a table with the file that holds its rows.
type Table struct {
	Name    string
	Columns []catalog.Column
	Path    string
}

// Files returns the tables, with their files in a folder. Files that are not there are made first: all or none.
func Files(dir string) ([]Table, error) {
	tables := layouts()
	for i := range tables {
		tables[i].Path = filepath.Join(dir, tables[i].Name+".parquet")
		if _, err := os.Stat(tables[i].Path); err == nil {
			continue
		}
		if err := generate(dir, layouts()); err != nil {
			return nil, fmt.Errorf("make TPC-H: %w", err)
		}
	}
	return tables, nil
}

// generate makes all files in a folder of their own and moves them where they belong.
func generate(dir string, tables []Table) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // test data, meant to be read
		return err
	}
	staging, err := os.MkdirTemp(dir, "making-*")
	if err != nil {
		return err
	}
	rows, err := draw()
	for i := 0; err == nil && i < len(tables); i++ {
		err = write(filepath.Join(staging, tables[i].Name), tables[i].Columns, rows[tables[i].Name])
	}
	for i := 0; err == nil && i < len(tables); i++ {
		err = os.Rename(filepath.Join(staging, tables[i].Name), filepath.Join(dir, tables[i].Name+".parquet"))
	}
	return errors.Join(err, os.RemoveAll(staging))
}

// write writes a Parquet file.
func write(path string, columns []catalog.Column, rows [][]value.Value) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	out, err := render.NewParquet("snappy", 0, file)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	head := make([]typed.Column, len(columns))
	for i, c := range columns {
		head[i] = typed.Column{Name: c.Name, Type: c.Type}
	}
	err = out.Begin(head)
	for i := 0; err == nil && i < len(rows); i++ {
		err = out.Row(rows[i])
	}
	if err == nil {
		err = out.End()
	}
	return errors.Join(err, file.Close())
}
