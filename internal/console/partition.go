package console

import (
	"context"
	"os"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// maxPartitions is how many partitions of a table are listed at most.
const maxPartitions = 1000

// partitions returns the partitions of a table, the newest first, with the rows that the caller sees. Those of an external table come
// from its definition: counting rows would read all its files.
func (c *Console) partitions(ctx context.Context, who access.Principal, sight *query.Sight, table *catalog.Table) ([]Partition, error) {
	keys := partitionKeys(table)
	if len(keys) == 0 || table.View != nil {
		return nil, nil
	}
	if _, late := table.Data.(catalog.Deferred); late {
		return c.listed(ctx, who, table)
	}
	body := &ast.Select{From: []ast.Rel{build.Table("", table.Name.Database, table.Name.Table)}, GroupBy: build.GroupBy(len(keys))}
	q := &ast.Query{Body: body, Limit: build.Limit(maxPartitions)}
	for i, key := range keys {
		body.Items = append(body.Items, build.Item(build.AsText(build.Column(key)), key))
		q.OrderBy = append(q.OrderBy, ast.SortItem{X: build.Number(i + 1), Desc: true})
	}
	body.Items = append(body.Items, build.Item(build.CountRows(), "row_count"))
	rows, err := c.read(ctx, who, q, maxPartitions)
	if err != nil {
		return nil, err
	}
	everything, err := whole(ctx, sight, table)
	if err != nil {
		return nil, err
	}
	sizes := map[string]int64{}
	if everything {
		sizes = partitionBytes(sight.All, table, keys)
	}
	list := make([]Partition, 0, len(rows))
	for _, row := range rows {
		p := Partition{Rows: row.number(len(keys))}
		for i := range keys {
			p.Values = append(p.Values, row.text(i))
		}
		p.Bytes = sizes[strings.Join(p.Values, "\x00")]
		list = append(list, p)
	}
	return list, nil
}

func partitionKeys(table *catalog.Table) (keys []string) {
	for _, col := range table.Columns {
		if col.Partition {
			keys = append(keys, col.Name)
		}
	}
	return keys
}

// whole tells whether the caller sees all rows of a table, and so may know how large its files are.
func whole(ctx context.Context, sight *query.Sight, table *catalog.Table) (bool, error) {
	if table.Whole != nil {
		return false, nil
	}
	return sight.Unfiltered(ctx, sampleQuery(table.Name))
}

// partitionBytes returns the bytes of the files of each partition: as the lake knows them, or where the partition keys are constants of
// files.
func partitionBytes(all catalog.Catalog, table *catalog.Table, keys []string) map[string]int64 {
	if lake, ok := all.(interface {
		Sizes(name catalog.Name) map[string]int64
	}); ok {
		if sizes := lake.Sizes(table.Name); sizes != nil {
			return sizes
		}
	}
	sizes := map[string]int64{}
	files, ok := table.Data.(*catalog.Files)
	if !ok {
		plain, is := table.Data.(catalog.Files)
		if !is {
			return sizes
		}
		files = &plain
	}
	for _, group := range files.Groups {
		at := constantIndexes(group, keys)
		if at == nil {
			continue
		}
		for i, path := range group.Paths {
			values := make([]string, len(at))
			for j, k := range at {
				if v := group.Values[i][k]; v != nil {
					values[j] = *v
				}
			}
			if info, err := os.Stat(path); err == nil { // a file that is not there has no bytes to tell of
				sizes[strings.Join(values, "\x00")] += info.Size()
			}
		}
	}
	return sizes
}

// constantIndexes returns where the keys stand among the constants of a group of files, nil where one is no constant.
func constantIndexes(group catalog.FileGroup, keys []string) []int {
	var at []int
	for _, key := range keys {
		for i, col := range group.Constants {
			if col.Name == key {
				at = append(at, i)
			}
		}
	}
	if len(at) != len(keys) {
		return nil
	}
	return at
}

// listed returns the partitions that SHOW PARTITIONS tells of, without rows and bytes.
func (c *Console) listed(ctx context.Context, who access.Principal, table *catalog.Table) ([]Partition, error) {
	name := ast.Name{Parts: []ast.Ident{*build.Ident(table.Name.Database), *build.Ident(table.Name.Table)}}
	result, err := c.runner.Text(ctx, who, ast.Print(&ast.Show{What: "PARTITIONS", Name: &name}), query.Options{})
	if err != nil {
		return nil, quiet(err)
	}
	rows, err := all(ctx, result)
	if err != nil {
		return nil, err
	}
	var list []Partition
	for i := len(rows) - 1; i >= 0 && len(list) < maxPartitions; i-- {
		var p Partition
		for part := range strings.SplitSeq(rows[i].text(0), "/") {
			_, v, _ := strings.Cut(part, "=")
			p.Values = append(p.Values, v)
		}
		list = append(list, p)
	}
	return list, nil
}
