package statement

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// alterTable changes a table of the metastore.
func (e *Executor) alterTable(ctx context.Context, c query.Call, s *ast.AlterTable) (*query.Result, error) {
	name, err := e.target(ctx, c, s.Name)
	if err != nil {
		return nil, err
	}
	return e.edit(ctx, func(r *metastore.Record) error {
		old := r.Table(name.Database, name.Table)
		if old == nil {
			return noTable(name)
		}
		if old.Kind == metastore.ViewKind {
			return hive(fault.Invalid, "SemanticException [Error 10131]: To alter a view you need to use the ALTER VIEW command.")
		}
		t := old.Clone()
		if err := e.alter(t, s); err != nil {
			return err
		}
		if err := distinctNames(t); err != nil {
			return err
		}
		r.Databases[name.Database].Tables[name.Table] = t
		return nil
	})
}

// target returns the full name of a table that a statement changes. It must be the metastore's.
func (e *Executor) target(ctx context.Context, c query.Call, n ast.Name) (catalog.Name, error) {
	sight, err := c.Sight(ctx)
	if err != nil {
		return catalog.Name{}, err
	}
	defer sight.Close()
	name, err := resolve(n, sight.Database)
	if err != nil {
		return catalog.Name{}, err
	}
	if err := mayAlter(ctx, c, sight, name); err != nil {
		return name, err
	}
	own, err := e.own(name)
	if err != nil || own != nil {
		return name, err
	}
	if _, err := sight.Visible.Table(ctx, name); err == nil {
		return name, errors.Join(checkDatabase(name.Database), fault.New(fault.Invalid, "", fmt.Sprintf(
			"%s.%s holds the bills of a registered source: no statement changes it", name.Database, name.Table)))
	}
	return name, noTable(name)
}

func noTable(name catalog.Name) error {
	return hive(fault.NotFound, "SemanticException [Error 10001]: Table not found %s.%s", name.Database, name.Table)
}

// alter changes t.
func (e *Executor) alter(t *metastore.Table, s *ast.AlterTable) error {
	onePartition := (s.Action == ast.AlterAddColumns || s.Action == ast.AlterReplaceColumns) && len(s.Partitions) > 0
	switch {
	case onePartition:
		return notSupported(s, "Columns of a single partition are not supported: all partitions have those of the table")
	case t.Kind == metastore.Managed && (s.Action == ast.AlterAddPartitions || s.Action == ast.AlterRenamePartition || s.Action == ast.AlterSetLocation):
		return hive(fault.Invalid, ddlTask+"Table %s was made by a query and keeps its files in the lake: INSERT INTO adds partitions to it", t.Name)
	}
	switch s.Action {
	case ast.AlterAddPartitions:
		return e.addPartitions(t, s)
	case ast.AlterDropPartitions:
		return dropPartitions(t, s)
	case ast.AlterRenamePartition:
		return renamePartition(t, s)
	case ast.AlterSetLocation:
		return e.setLocation(t, s)
	case ast.AlterSetProperties:
		t.Properties = merged(t.Properties, textProperties(s.Properties))
		return nil
	case ast.AlterAddColumns:
		added, err := columns(s.Columns)
		t.Columns = append(t.Columns, added...)
		return err
	case ast.AlterReplaceColumns:
		return replaceColumns(t, s)
	case ast.AlterChangeColumn:
		return notSupported(s, "CHANGE COLUMN is only supported for Iceberg tables; REPLACE COLUMNS changes those of others")
	case ast.AlterDropColumn:
		return notSupported(s, "DROP COLUMN is only supported for Iceberg tables; REPLACE COLUMNS changes those of others")
	}
	return notSupported(s, "This ALTER TABLE is not supported")
}

// replaceColumns replaces the columns. Files keep what they hold: a column is found in them by its name.
func replaceColumns(t *metastore.Table, s *ast.AlterTable) error {
	replaced, err := columns(s.Columns)
	if err != nil {
		return err
	}
	for _, col := range replaced {
		want, err := col.TypeOf()
		if err != nil {
			return err
		}
		for _, p := range t.Pieces {
			i := slices.IndexFunc(p.Columns, func(c metastore.Column) bool { return c.Name == col.Name })
			if i < 0 {
				continue
			}
			if have, err := p.Columns[i].TypeOf(); err != nil || !types.CanCast(have, want) {
				return hive(fault.Invalid, ddlTask+"Unable to alter table. The following columns have types incompatible with the existing columns in their respective positions : %s", col.Name)
			}
		}
	}
	t.Columns = replaced
	return nil
}

// addPartitions registers partitions. Those without a location lie below the table's.
func (e *Executor) addPartitions(t *metastore.Table, s *ast.AlterTable) error {
	for i := range s.Partitions {
		spec := &s.Partitions[i]
		values, err := partitionValues(t, spec)
		if err != nil {
			return err
		}
		location := t.Location + partitionName(t.PartitionKeys, escaped(values)) + "/"
		if spec.Location != nil {
			location = directory(*spec.Location)
		}
		if err := e.readable(location); err != nil {
			return err
		}
		if t.Partition(values) >= 0 {
			if s.If {
				continue
			}
			return hive(fault.Conflict, ddlTask+"AlreadyExistsException(message:Partition already exists.)")
		}
		t.Partitions = append(t.Partitions, metastore.Partition{Values: values, Location: location, Created: e.Now()})
	}
	return nil
}

// partitionValues returns the values of all keys, in the order of the keys, as text.
func partitionValues(t *metastore.Table, spec *ast.PartitionSpec) ([]string, error) {
	values := make([]string, len(t.PartitionKeys))
	set := make([]bool, len(values))
	for _, term := range spec.Terms {
		i := t.Key(term.Column.Lower())
		if i < 0 {
			return nil, hive(fault.Invalid, "SemanticException [Error 10098]: Non-Partition column appears in the partition specification: %s", term.Column.Lower())
		}
		if term.Op != "=" {
			return nil, hive(fault.Invalid, "SemanticException [Error 10006]: Partition column %s needs a value", term.Column.Lower())
		}
		text, err := partitionText(t.PartitionKeys[i], term.X)
		if err != nil {
			return nil, err
		}
		values[i], set[i] = text, true
	}
	if slices.Contains(set, false) {
		return nil, hive(fault.Invalid, "SemanticException partition spec doesn't contain all (%d) partition columns", len(values))
	}
	return values, nil
}

// partitionText returns a constant as the text of a value of a key.
func partitionText(col metastore.Column, x ast.Expr) (string, error) {
	text := ast.Print(x)
	switch x := x.(type) {
	case *ast.String:
		text = x.Value
	case *ast.TypedLiteral:
		text = x.Value
	}
	t, err := col.TypeOf()
	if err != nil {
		return "", err
	}
	if t.IsText() {
		return text, nil
	}
	v, err := value.FromText(text, t)
	if err != nil || v == nil {
		return "", hive(fault.Invalid, "SemanticException [Error 10248]: Cannot add partition column %s of type string as it cannot be converted to type %s", col.Name, col.Type)
	}
	return value.CastText(v, t), nil
}

// dropPartitions forgets the partitions that fit; those of a table of the lake's own lose their files.
func dropPartitions(t *metastore.Table, s *ast.AlterTable) error {
	for i := range s.Partitions {
		fits, err := partitionTest(t, &s.Partitions[i])
		if err != nil {
			return err
		}
		before := len(t.Partitions)
		t.Partitions = slices.DeleteFunc(t.Partitions, func(p metastore.Partition) bool { return fits(p.Values) })
		dropped := before != len(t.Partitions)
		for j, piece := range t.Pieces {
			files := slices.DeleteFunc(slices.Clone(piece.Files), func(f metastore.File) bool { return fits(f.Partition) })
			dropped = dropped || len(files) != len(piece.Files)
			t.Pieces[j].Files = files
		}
		if !dropped && !s.If {
			return hive(fault.NotFound, "SemanticException [Error 10006]: Partition not found (%s)", specText(&s.Partitions[i]))
		}
	}
	t.Pieces = slices.DeleteFunc(t.Pieces, func(p metastore.Piece) bool { return len(p.Files) == 0 })
	return nil
}

func specText(spec *ast.PartitionSpec) string {
	terms := make([]string, len(spec.Terms))
	for i, term := range spec.Terms {
		terms[i] = fmt.Sprintf("%s %s %s", term.Column.Lower(), term.Op, ast.Print(term.X))
	}
	return strings.Join(terms, ", ")
}

// partitionTest returns the test that a specification with comparisons is.
func partitionTest(t *metastore.Table, spec *ast.PartitionSpec) (func([]string) bool, error) {
	var tests []func([]string) bool
	for _, term := range spec.Terms {
		i := t.Key(term.Column.Lower())
		if i < 0 {
			return nil, hive(fault.Invalid, "SemanticException [Error 10098]: Non-Partition column appears in the partition specification: %s", term.Column.Lower())
		}
		want, err := partitionText(t.PartitionKeys[i], term.X)
		if err != nil {
			return nil, err
		}
		typ, err := t.PartitionKeys[i].TypeOf()
		if err != nil {
			return nil, err
		}
		holds, err := holdsFor(term.Op)
		if err != nil {
			return nil, err
		}
		tests = append(tests, func(values []string) bool { return len(values) > i && holds(compareTexts(values[i], want, typ)) })
	}
	return func(values []string) bool {
		for _, test := range tests {
			if !test(values) {
				return false
			}
		}
		return true
	}, nil
}

// compareTexts compares two texts as values of a type; texts that are none, as texts.
func compareTexts(a, b string, t types.Type) int {
	x, errX := value.FromText(a, t)
	y, errY := value.FromText(b, t)
	if errX != nil || errY != nil {
		return strings.Compare(a, b)
	}
	return value.Compare(x, y, t)
}

func holdsFor(op string) (func(int) bool, error) {
	switch op {
	case "=":
		return func(c int) bool { return c == 0 }, nil
	case "<>", "!=":
		return func(c int) bool { return c != 0 }, nil
	case "<":
		return func(c int) bool { return c < 0 }, nil
	case "<=":
		return func(c int) bool { return c <= 0 }, nil
	case ">":
		return func(c int) bool { return c > 0 }, nil
	case ">=":
		return func(c int) bool { return c >= 0 }, nil
	}
	return nil, hive(fault.Invalid, "SemanticException a partition specification needs a comparison with a value")
}

// renamePartition gives a partition other values.
func renamePartition(t *metastore.Table, s *ast.AlterTable) error {
	from, err := partitionValues(t, &s.Partitions[0])
	if err != nil {
		return err
	}
	to, err := partitionValues(t, &s.Partitions[len(s.Partitions)-1])
	if err != nil {
		return err
	}
	i := t.Partition(from)
	if i < 0 {
		return hive(fault.NotFound, "SemanticException [Error 10006]: Partition not found (%s)", specText(&s.Partitions[0]))
	}
	if j := t.Partition(to); j >= 0 && j != i {
		return hive(fault.Conflict, ddlTask+"Unable to rename partition. AlreadyExistsException(message:Partition already exists.)")
	}
	t.Partitions[i].Values = to
	return nil
}

// setLocation moves a table or one of its partitions to another place.
func (e *Executor) setLocation(t *metastore.Table, s *ast.AlterTable) error {
	if err := e.readable(*s.Location); err != nil {
		return err
	}
	if len(s.Partitions) == 0 {
		t.Location = directory(*s.Location)
		return nil
	}
	values, err := partitionValues(t, &s.Partitions[0])
	if err != nil {
		return err
	}
	i := t.Partition(values)
	if i < 0 {
		return hive(fault.NotFound, "SemanticException [Error 10006]: Partition not found (%s)", specText(&s.Partitions[0]))
	}
	t.Partitions[i].Location = directory(*s.Location)
	return nil
}
