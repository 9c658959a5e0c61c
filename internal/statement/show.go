package statement

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// show answers SHOW out of what the caller sees.
func (e *Executor) show(ctx context.Context, c query.Call, s *ast.Show) (*query.Result, error) {
	if s.Escape != nil && utf8.RuneCountInString(*s.Escape) != 1 {
		return nil, diag.New(diag.InvalidFunctionArgument, s.Span, "Escape string must be a single character")
	}
	switch s.What {
	case "CATALOGS":
		return query.Texts("Catalog", []string{catalog.Default}), nil
	case "FUNCTIONS":
		return showFunctions(s)
	}
	sight, err := c.Sight(ctx)
	if err != nil {
		return nil, err
	}
	defer sight.Close()
	switch s.What {
	case "DATABASES", "SCHEMAS":
		names, err := sight.Visible.Databases(ctx)
		return listed("database_name", names, s, err)
	case "TABLES":
		names, err := e.tables(ctx, sight, s, false)
		return listed("tab_name", names, s, err)
	case "VIEWS":
		names, err := e.tables(ctx, sight, s, true)
		return listed("views", names, s, err)
	case "COLUMNS":
		return showColumns(ctx, sight, s)
	case "PARTITIONS":
		return e.partitions(ctx, c, sight, s)
	case "TBLPROPERTIES":
		return e.properties(ctx, sight, s)
	case "CREATE TABLE":
		return e.showCreateTable(ctx, c, sight, s)
	case "CREATE VIEW":
		return e.showCreateView(ctx, c, sight, s)
	}
	return nil, notSupported(s, "SHOW "+s.What+" is not supported")
}

// listed returns the names that fit the pattern.
func listed(column string, names []string, s *ast.Show, err error) (*query.Result, error) {
	if err != nil {
		return nil, err
	}
	fits, err := pattern(s)
	if err != nil {
		return nil, err
	}
	return query.Texts(column, slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !fits(name) })), nil
}

// pattern returns the test that the pattern of a SHOW is: with ESCAPE one of LIKE, else a regular expression in which * stands for
// any text.
func pattern(s *ast.Show) (func(string) bool, error) {
	if s.Pattern == nil {
		return func(string) bool { return true }, nil
	}
	if s.Escape != nil {
		re, err := likePattern(*s.Pattern, s.Escape)
		if err != nil {
			return nil, diag.New(diag.InvalidFunctionArgument, s.Span, "Invalid pattern: %s", *s.Pattern)
		}
		return re.MatchString, nil
	}
	text := strings.ReplaceAll(strings.ReplaceAll(*s.Pattern, ".*", "*"), "*", ".*")
	re, err := regexp.Compile("(?i)^(?:" + text + ")$")
	if err != nil {
		return nil, diag.New(diag.InvalidFunctionArgument, s.Span, "Invalid pattern: %s", *s.Pattern)
	}
	return re.MatchString, nil
}

// tables returns the names of the tables and views of a database, or of the views alone.
func (e *Executor) tables(ctx context.Context, sight *query.Sight, s *ast.Show, views bool) ([]string, error) {
	database := sight.Database
	if s.Name != nil {
		database = s.Name.Last()
	}
	names, err := sight.Visible.Tables(ctx, database)
	if errors.Is(err, catalog.ErrSchemaNotFound) && database == defaultDatabase {
		return nil, nil
	}
	if errors.Is(err, catalog.ErrSchemaNotFound) {
		return nil, hive(fault.NotFound, "SemanticException [Error 10072]: Database does not exist: %s", database)
	}
	if err != nil || !views {
		return names, err
	}
	var kept []string
	for _, name := range names {
		table, err := sight.Visible.Table(ctx, catalog.Name{Database: database, Table: name})
		if err != nil {
			return nil, err
		}
		if table.View != nil {
			kept = append(kept, name)
		}
	}
	return kept, nil
}

// shownTable returns the table that a SHOW names.
func shownTable(ctx context.Context, sight *query.Sight, s *ast.Show) (*catalog.Table, error) {
	name := *s.Name
	if s.In != nil {
		name.Parts = []ast.Ident{*s.In, name.Parts[len(name.Parts)-1]}
	}
	return find(ctx, sight, name)
}

func showColumns(ctx context.Context, sight *query.Sight, s *ast.Show) (*query.Result, error) {
	table, err := shownTable(ctx, sight, s)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range table.Columns {
		if !c.Hidden {
			names = append(names, c.Name)
		}
	}
	result, err := listed("field", names, s, nil)
	if err == nil {
		result.Padded = table.View == nil
	}
	return result, err
}

// partitions lists the partitions: the registered ones of an external table for who sees it whole, else the values that stand in
// the rows that the caller sees.
func (e *Executor) partitions(ctx context.Context, c query.Call, sight *query.Sight, s *ast.Show) (*query.Result, error) {
	table, err := find(ctx, sight, *s.Name)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, column := range table.Columns {
		if column.Partition {
			keys = append(keys, column.Name)
		}
	}
	if len(keys) == 0 || table.View != nil {
		return nil, hive(fault.Invalid, ddlTask+"Table %s is not a partitioned table", table.Name.Table)
	}
	if own, err := e.own(table.Name); err != nil {
		return nil, err
	} else if own != nil && own.Kind == metastore.External && seesWhole(c, table) {
		lines := make([]string, len(own.Partitions))
		for i, p := range own.Partitions {
			lines[i] = partitionName(own.PartitionKeys, p.Values)
		}
		slices.Sort(lines)
		return query.Texts("partition", lines), nil
	}
	lines, err := distinct(ctx, c, table.Name, keys)
	if err != nil {
		return nil, err
	}
	return query.Texts("partition", lines), nil
}

// distinct returns the values of partition keys in the rows that the caller sees.
func distinct(ctx context.Context, c query.Call, name catalog.Name, keys []string) ([]string, error) {
	body := &ast.Select{Distinct: true, From: []ast.Rel{&ast.Table{Name: quotedName(name)}}}
	for _, k := range keys {
		body.Items = append(body.Items, ast.SelectItem{X: &ast.ColumnRef{Parts: []ast.Ident{{Name: k, Quoted: true}}}})
	}
	c.Options.Params = nil
	result, err := c.Query(ctx, &ast.Query{Body: body})
	if err != nil {
		return nil, err
	}
	var lines []string
	err = result.Each(ctx, func(row []value.Value) error {
		parts := make([]string, len(keys))
		for i, k := range keys {
			text := hiveNull
			if row[i] != nil {
				text = value.CastText(row[i], result.Columns[i].Type)
			}
			parts[i] = k + "=" + text
		}
		lines = append(lines, strings.Join(parts, "/"))
		return nil
	})
	slices.Sort(lines)
	return lines, errors.Join(err, result.Close())
}

// hiveNull is the name of the partition of rows whose key is NULL.
const hiveNull = "__HIVE_DEFAULT_PARTITION__"

func partitionName(keys []metastore.Column, values []string) string {
	parts := make([]string, len(keys))
	for i, k := range keys {
		parts[i] = k.Name + "=" + values[i]
	}
	return strings.Join(parts, "/")
}

// own returns what the metastore keeps of a table, nil for a table of the lake.
func (e *Executor) own(name catalog.Name) (*metastore.Table, error) {
	v, err := e.Store.Version()
	if err != nil {
		return nil, err
	}
	defer v.Close()
	return v.Record.Table(name.Database, name.Table), nil
}

// properties lists the properties of a table. Those of a column that the caller does not see are left out.
func (e *Executor) properties(ctx context.Context, sight *query.Sight, s *ast.Show) (*query.Result, error) {
	table, err := find(ctx, sight, *s.Name)
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	if own, err := e.own(table.Name); err != nil {
		return nil, err
	} else if own != nil {
		all = visibleProperties(own.Properties, table)
	}
	if table.View == nil {
		all["EXTERNAL"] = "TRUE"
	}
	columns := []typed.Column{{Name: "prpt_name", Type: types.Text()}, {Name: "prpt_value", Type: types.Text()}}
	if s.Key != nil {
		text, ok := all[*s.Key]
		if !ok {
			text = fmt.Sprintf("Table %s.%s does not have property: %s", table.Name.Database, table.Name.Table, *s.Key)
		}
		return query.Texts("prpt_value", []string{text}), nil
	}
	var rows [][]value.Value
	for _, k := range slices.Sorted(maps.Keys(all)) {
		rows = append(rows, []value.Value{k, all[k]})
	}
	return query.Rows(columns, rows), nil
}

// visibleProperties returns the properties that name no column that is hidden. A template of locations names all keys.
func visibleProperties(all map[string]string, table *catalog.Table) map[string]string {
	kept := map[string]string{}
	for k, v := range all {
		rest, about := strings.CutPrefix(k, "projection.")
		column, _, named := strings.Cut(rest, ".")
		if about && named && !hasColumn(table, column) || k == locationTemplate && table.Whole != nil {
			continue
		}
		kept[k] = v
	}
	return kept
}

func hasColumn(table *catalog.Table, name string) bool {
	return slices.ContainsFunc(table.Columns, func(c catalog.Column) bool { return strings.EqualFold(c.Name, name) })
}

// showFunctions lists the functions with their signatures.
func showFunctions(s *ast.Show) (*query.Result, error) {
	fits := func(string) bool { return true }
	if s.Pattern != nil {
		re, err := likePattern(*s.Pattern, s.Escape)
		if err != nil {
			return nil, diag.New(diag.InvalidFunctionArgument, s.Span, "Invalid pattern: %s", *s.Pattern)
		}
		fits = re.MatchString
	}
	kinds := map[funcs.Kind]string{funcs.Scalar: "scalar", funcs.Aggregate: "aggregate", funcs.Window: "window"}
	var rows [][]value.Value
	for _, f := range funcs.All() {
		if f.Operator || f.Unsupported != "" || !fits(f.Name) {
			continue
		}
		for _, sig := range f.Signatures {
			args, result := sig.Text, ""
			if i := strings.LastIndex(args, " -> "); i >= 0 {
				args, result = args[:i], args[i+len(" -> "):]
			}
			args = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(args), "("), ")")
			rows = append(rows, []value.Value{f.Name, strings.TrimSpace(result), args, kinds[f.Kind], !f.Volatile, f.Doc})
		}
	}
	slices.SortStableFunc(rows, func(a, b []value.Value) int { return strings.Compare(fmt.Sprint(a[0]), fmt.Sprint(b[0])) })
	columns := make([]typed.Column, 0, 6)
	for _, name := range []string{"Function", "Return Type", "Argument Types", "Function Type", "Deterministic", "Description"} {
		columns = append(columns, typed.Column{Name: name, Type: types.Text()})
	}
	columns[4].Type = types.Of(types.Boolean)
	return query.Rows(columns, rows), nil
}

// likePattern returns the regular expression for a pattern of LIKE.
func likePattern(like string, escape *string) (*regexp.Regexp, error) {
	var b strings.Builder
	escaped := false
	for _, r := range like {
		switch {
		case escaped:
			b.WriteString(regexp.QuoteMeta(string(r)))
			escaped = false
		case escape != nil && string(r) == *escape:
			escaped = true
		case r == '%':
			b.WriteString(".*")
		case r == '_':
			b.WriteString(".")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return regexp.Compile("(?is)^" + b.String() + "$")
}

func quotedName(name catalog.Name) ast.Name {
	return ast.Name{Parts: []ast.Ident{{Name: name.Database, Quoted: true}, {Name: name.Table, Quoted: true}}}
}
