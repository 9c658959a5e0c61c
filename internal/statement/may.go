package statement

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// mayTable tells whether the caller may do something with a table. Who may not, and does not see it either, is told that there is none, in
// the words of the statement: absent.
func mayTable(ctx context.Context, c query.Call, sight *query.Sight, do access.Permission, name catalog.Name, absent error) error {
	if c.May(do, access.Table(name.Database, name.Table)) {
		return nil
	}
	_, err := sight.Visible.Table(ctx, name)
	return refusal(c, err, absent, fmt.Sprintf("%s on %s.%s", do, name.Database, name.Table))
}

// mayDatabase tells whether the caller may do something with a database, as mayTable does.
func mayDatabase(ctx context.Context, c query.Call, sight *query.Sight, do access.Permission, database string, absent error) error {
	if c.May(do, access.Database(database)) {
		return nil
	}
	known, err := there(ctx, sight, database)
	if err == nil && !known {
		err = catalog.ErrSchemaNotFound
	}
	return refusal(c, err, absent, fmt.Sprintf("%s on database %s", do, database))
}

// refusal is what the caller is told who may not: that it may not where it sees what it asks for, and else that there is nothing.
func refusal(c query.Call, seen, absent error, needed string) error {
	switch {
	case errors.Is(seen, catalog.ErrSchemaNotFound), errors.Is(seen, catalog.ErrTableNotFound):
		return absent
	case seen != nil:
		return seen
	}
	return denied(c, needed)
}

// denied refuses a statement for want of a permission.
func denied(c query.Call, needed string) error {
	return c.Fail(diag.New(diag.PermissionDenied, c.Statement.Where(), "Access Denied: Cannot execute %s", words(c.Statement)).
		WithHint("it needs the permission %s", needed))
}

// mayMake tells whether the caller may make a table or a view of a name.
func mayMake(ctx context.Context, c query.Call, sight *query.Sight, name catalog.Name, absent error) error {
	return mayDatabase(ctx, c, sight, access.CreateTable, name.Database, absent)
}

// mayCatalog tells whether the caller may do something with the catalog.
func mayCatalog(c query.Call, do access.Permission) error {
	if c.May(do, access.Whole()) {
		return nil
	}
	return denied(c, fmt.Sprintf("%s on the catalog", do))
}

// mayPlace tells whether the caller may make tables of what lies at a location, or write there; "" is no location.
func mayPlace(c query.Call, location string) error {
	if location == "" || c.May(access.DataLocationAccess, access.Place(location)) {
		return nil
	}
	return denied(c, fmt.Sprintf("%s on %s", access.DataLocationAccess, location))
}

// mayAlter tells whether the caller may change a table as a statement says, with the places that it names.
func mayAlter(ctx context.Context, c query.Call, sight *query.Sight, name catalog.Name) error {
	if err := mayTable(ctx, c, sight, access.Alter, name, noTable(name)); err != nil {
		return err
	}
	s, ok := c.Statement.(*ast.AlterTable)
	if !ok {
		return nil
	}
	var places []*string
	places = append(places, s.Location)
	for i := range s.Partitions {
		places = append(places, s.Partitions[i].Location)
	}
	if err := mayProperties(c, s.Properties); err != nil {
		return err
	}
	for _, place := range places {
		if place == nil {
			continue
		}
		if err := mayPlace(c, *place); err != nil {
			return err
		}
	}
	return nil
}

// mayProperties tells whether the caller may read at the place that a template among the properties of a table names: up to the folder in
// which the first value of a partition stands.
func mayProperties(c query.Call, properties []ast.TextProperty) error {
	for _, p := range properties {
		if p.Key != locationTemplate {
			continue
		}
		place, _, _ := strings.Cut(p.Value, "${")
		place = place[:strings.LastIndexByte(place, '/')+1]
		if place == "" {
			place = "/" // it may lead anywhere
		}
		if err := mayPlace(c, place); err != nil {
			return err
		}
	}
	return nil
}

// locationTemplate is the property that says where the files of projected partitions are.
const locationTemplate = "storage.location.template"

// mayDropAll tells whether the caller may drop every table of a database: CASCADE does.
func mayDropAll(c query.Call, d *metastore.Database) error {
	for name := range d.Tables {
		if !c.May(access.Drop, access.Table(d.Name, name)) {
			return denied(c, fmt.Sprintf("%s on every table of %s", access.Drop, d.Name))
		}
	}
	return nil
}

// seesWhole tells whether the caller sees every row and column of a table, so that figures about its files are no secret.
func seesWhole(c query.Call, table *catalog.Table) bool { return c.Policy().SeesWhole(c.Who, table) }

// made tells who keeps the policy that the caller made something, and so has ALL on it. Who has it by another grant needs no own one.
func (e *Executor) made(ctx context.Context, c query.Call, on access.Resource) error {
	every := []access.Permission{access.Select, access.Describe, access.Insert, access.Delete, access.Alter, access.Drop}
	if on.Kind == access.OnDatabase {
		every = []access.Permission{access.Describe, access.CreateTable, access.Alter, access.Drop}
	}
	lacks := slices.ContainsFunc(every, func(do access.Permission) bool { return !c.May(do, on) })
	if e.Made == nil || !lacks && (on.Kind != access.OnTable || c.Policy().SeesWhole(c.Who, &catalog.Table{Name: catalog.Name{Database: on.Database, Table: on.Table}})) {
		return nil
	}
	return e.Made(ctx, c.Who, on)
}
