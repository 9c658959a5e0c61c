package statement

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/infoschema"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// showCreateTable writes the statement that makes a table, of the columns that the caller sees.
func (e *Executor) showCreateTable(ctx context.Context, c query.Call, sight *query.Sight, s *ast.Show) (*query.Result, error) {
	table, err := find(ctx, sight, *s.Name)
	if err != nil {
		return nil, err
	}
	if table.View != nil {
		return nil, hive(fault.Invalid, "SemanticException %s is a view: SHOW CREATE VIEW shows it", table.Name.Table)
	}
	own, err := e.own(table.Name)
	if err != nil {
		return nil, err
	}
	if own == nil {
		own = e.lakeTable(c, table)
	} else {
		own = own.Clone()
		own.Columns, own.PartitionKeys = tableColumns(table)
		own.Properties = visibleProperties(own.Properties, table)
	}
	if own.Location == "" || !seesWhole(c, table) {
		own.Location = fmt.Sprintf("s3://BUCKET/PREFIX/%s/", own.Name)
	}
	return query.Texts("createtab_stmt", tableStatement(own)), nil
}

// tableStatement returns the lines of CREATE EXTERNAL TABLE as Hive writes them.
func tableStatement(t *metastore.Table) []string {
	lines := []string{"CREATE EXTERNAL TABLE " + ticked(t.Name) + "("}
	lines = append(lines, columnLines(t.Columns, ")")...)
	if t.Comment != "" {
		lines = append(lines, "COMMENT "+quoted(t.Comment))
	}
	if len(t.PartitionKeys) > 0 {
		lines = append(lines, "PARTITIONED BY ( ")
		lines = append(lines, columnLines(t.PartitionKeys, ")")...)
	}
	if t.Buckets > 0 {
		lines = append(lines, "CLUSTERED BY ( ")
		for i, name := range t.BucketColumns {
			lines = append(lines, "  "+ticked(name)+ending(i, len(t.BucketColumns), ") "))
		}
		lines = append(lines, fmt.Sprintf("INTO %d BUCKETS", t.Buckets))
	}
	lines = append(lines, rowFormat(t.Storage)...)
	lines = append(lines,
		"STORED AS INPUTFORMAT ", "  "+quoted(t.Storage.Input)+" ", "OUTPUTFORMAT ", "  "+quoted(t.Storage.Output),
		"LOCATION", "  "+quoted(t.Location))
	if len(t.Properties) > 0 {
		lines = append(lines, "TBLPROPERTIES (")
		lines = append(lines, propertyLines(t.Properties, ")")...)
	}
	return lines
}

// rowFormat returns the lines of ROW FORMAT.
func rowFormat(s metastore.Storage) []string {
	properties := maps.Clone(s.Properties)
	if s.Serde == lazySerde {
		lines := []string{"ROW FORMAT DELIMITED "}
		for _, what := range []string{
			"FIELDS TERMINATED BY", "ESCAPED BY", "COLLECTION ITEMS TERMINATED BY", "MAP KEYS TERMINATED BY", "LINES TERMINATED BY", "NULL DEFINED AS",
		} {
			if text, ok := properties[delimiterKey(what)]; ok {
				lines = append(lines, "  "+what+" "+quoted(text)+" ")
				delete(properties, delimiterKey(what))
			}
		}
		delete(properties, "serialization.format")
		if len(properties) == 0 && len(lines) > 1 {
			return lines
		}
	}
	lines := []string{"ROW FORMAT SERDE ", "  " + quoted(s.Serde) + " "}
	if len(s.Properties) == 0 || len(s.Properties) == 1 && s.Properties["serialization.format"] == "1" {
		return lines
	}
	return append(append(lines, "WITH SERDEPROPERTIES ( "), propertyLines(s.Properties, ") ")...)
}

func columnLines(columns []metastore.Column, end string) []string {
	lines := make([]string, len(columns))
	for i, c := range columns {
		lines[i] = "  " + ticked(c.Name) + " " + c.Type
		if c.Comment != "" {
			lines[i] += " COMMENT " + quoted(c.Comment)
		}
		lines[i] += ending(i, len(columns), end)
	}
	return lines
}

func propertyLines(all map[string]string, end string) []string {
	keys := slices.Sorted(maps.Keys(all))
	lines := make([]string, len(keys))
	for i, k := range keys {
		lines[i] = "  " + quoted(k) + "=" + quoted(all[k]) + ending(i, len(keys), end)
	}
	return lines
}

// ending returns what stands behind an item of a list.
func ending(i, n int, end string) string {
	if i == n-1 {
		return end
	}
	return ", "
}

func ticked(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// quoted writes a text as Hive does.
func quoted(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`, "\t", `\t`, "\r", `\r`, "\x00", `\0`, "\x01", `\001`, "\x02", `\002`, "\x03", `\003`).
		Replace(text) + "'"
}

// showCreateView writes the statement that makes a view, for who may name all that its query names. What a view with its definer's rights
// leaves out, and how, is for who may change it.
func (e *Executor) showCreateView(ctx context.Context, c query.Call, sight *query.Sight, s *ast.Show) (*query.Result, error) {
	table, err := find(ctx, sight, *s.Name)
	if err != nil {
		return nil, err
	}
	if table.View == nil || table.Name.Database == infoschema.Database {
		return nil, diag.New(diag.NotSupported, s.Span, "Relation '%s' is a table, not a view", table.Name)
	}
	inside := c
	inside.Options.Params = nil
	_, err = inside.Resolve(ctx, table.View.Query, table.View.Database)
	if err != nil || table.View.Definer != "" && !c.May(access.Alter, access.Table(table.Name.Database, table.Name.Table)) {
		return nil, diag.New(diag.PermissionDenied, s.Name.Span, "Access Denied: Cannot show create view for %s", table.Name)
	}
	security := ""
	if table.View.Definer != "" {
		security = " SECURITY DEFINER"
	}
	text := "CREATE VIEW " + table.Name.Database + "." + table.Name.Table + security + " AS\n" + ast.Print(table.View.Query)
	return query.Texts("create view", strings.Split(text, "\n")), nil
}
