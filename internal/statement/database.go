package statement

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// validName is what a database, a table or a view may be called.
var validName = regexp.MustCompile(`^[a-z0-9_][a-z0-9_-]{0,254}$`)

// checkName tells whether something of that name can be made in a database.
func checkName(name catalog.Name) error {
	for _, part := range []string{name.Database, name.Table} {
		if !validName.MatchString(part) {
			return hive(fault.Invalid, ddlTask+"InvalidObjectException(message:%s is not a valid object name)", part)
		}
	}
	return checkDatabase(name.Database)
}

// checkDatabase refuses the databases that are the product's own.
func checkDatabase(name string) error {
	if name == "glaux" || name == "information_schema" {
		return fault.New(fault.Invalid, "", fmt.Sprintf("The database %s is built in: nothing can be made or changed in it", name))
	}
	return nil
}

// createDatabase makes a database. Its location is kept and read by nobody.
func (e *Executor) createDatabase(ctx context.Context, c query.Call, s *ast.CreateDatabase) (*query.Result, error) {
	name := s.Name.Last()
	if err := checkName(catalog.Name{Database: name, Table: name}); err != nil {
		return nil, err
	}
	if err := mayCatalog(c, access.CreateDatabase); err != nil {
		return nil, err
	}
	sight, err := c.Sight(ctx)
	if err != nil {
		return nil, err
	}
	defer sight.Close()
	exists, err := there(ctx, sight, name)
	if err != nil {
		return nil, err
	}
	return e.making(ctx, c, access.Database(name), func(r *metastore.Record) error {
		if exists || r.Databases[name] != nil {
			if s.IfNotExists {
				return errNothing
			}
			return hive(fault.Conflict, ddlTask+"Database %s already exists", name)
		}
		d := r.Database(name, c.Who.Name, e.Now())
		d.Properties = textProperties(s.Properties)
		if s.Comment != nil {
			d.Comment = *s.Comment
		}
		if s.Location != nil {
			d.Location = *s.Location
		}
		return nil
	})
}

// alterDatabase sets properties.
func (e *Executor) alterDatabase(ctx context.Context, c query.Call, s *ast.AlterDatabase) (*query.Result, error) {
	name := s.Name.Last()
	if err := checkDatabase(name); err != nil {
		return nil, err
	}
	sight, err := c.Sight(ctx)
	if err != nil {
		return nil, err
	}
	defer sight.Close()
	if err := mayDatabase(ctx, c, sight, access.Alter, name, noDatabase(name)); err != nil {
		return nil, err
	}
	return e.edit(ctx, func(r *metastore.Record) error {
		d := r.Databases[name]
		if d == nil {
			return noDatabase(name)
		}
		d.Properties = merged(d.Properties, textProperties(s.Properties))
		return nil
	})
}

func noDatabase(name string) error {
	return hive(fault.NotFound, "SemanticException [Error 10072]: Database does not exist: %s", name)
}

// errNothing ends an edit that has nothing to do, well.
var errNothing = fault.New(fault.Conflict, "", "nothing to do")

// edit changes the record and answers with a result without rows.
func (e *Executor) edit(ctx context.Context, change func(*metastore.Record) error) (*query.Result, error) {
	if err := e.change(ctx, change); err != nil && err != error(errNothing) { //nolint:errorlint // the very value
		return nil, err
	}
	return query.Done(), nil
}

// making changes the record to make something, and tells who made it.
func (e *Executor) making(ctx context.Context, c query.Call, on access.Resource, change func(*metastore.Record) error) (*query.Result, error) {
	made := false
	result, err := e.edit(ctx, func(r *metastore.Record) error {
		err := change(r)
		made = err == nil
		return err
	})
	if err != nil || !made {
		return result, err
	}
	return result, e.made(ctx, c, on)
}

// textProperties returns properties as a map.
func textProperties(list []ast.TextProperty) map[string]string {
	all := map[string]string{}
	for _, p := range list {
		all[p.Key] = p.Value
	}
	return all
}

// merged returns the properties of both, those of changed where both have one.
func merged(all, changed map[string]string) map[string]string {
	out := map[string]string{}
	for _, from := range []map[string]string{all, changed} {
		for k, v := range from {
			out[k] = v
		}
	}
	return out
}

// drop drops a database, a table or a view.
func (e *Executor) drop(ctx context.Context, c query.Call, s *ast.Drop) (*query.Result, error) {
	sight, err := c.Sight(ctx)
	if err != nil {
		return nil, err
	}
	defer sight.Close()
	if s.What == "DATABASE" || s.What == "SCHEMA" {
		return e.dropDatabase(ctx, c, sight, s)
	}
	name, err := resolve(s.Name, sight.Database)
	if err != nil {
		return nil, err
	}
	absent := notThere(s, name)
	if err := mayTable(ctx, c, sight, access.Drop, name, absent); err != nil {
		return unless(s.IfExists && errors.Is(err, absent), err)
	}
	if err := e.droppable(ctx, sight, name); err != nil {
		return nil, err
	}
	return e.dropping(ctx, c, access.Table(name.Database, name.Table), func(r *metastore.Record) error {
		t := r.Table(name.Database, name.Table)
		switch {
		case t == nil && s.IfExists:
			return errNothing
		case t == nil:
			return notThere(s, name)
		case s.What == "VIEW" && t.Kind != metastore.ViewKind:
			return diag.New(diag.TableNotFound, s.Name.Span, "View '%s' does not exist", name).WithHint("%s is a table: DROP TABLE drops it", name.Table)
		case s.What == "TABLE" && t.Kind == metastore.ViewKind:
			return hive(fault.Invalid, "SemanticException [Error 10128]: Cannot drop a view with DROP TABLE")
		}
		delete(r.Databases[name.Database].Tables, name.Table)
		return nil
	})
}

// dropping makes a change that drops something, and has what was granted on it forgotten.
func (e *Executor) dropping(ctx context.Context, c query.Call, on access.Resource, change func(*metastore.Record) error) (*query.Result, error) {
	dropped := false
	result, err := e.edit(ctx, func(r *metastore.Record) error {
		err := change(r)
		if dropped = err == nil; dropped && e.Gone != nil {
			r.Dropped = append(r.Dropped, metastore.Dropped{Database: on.Database, Table: on.Table, By: c.Who.Name, Via: c.Who.By})
		}
		return err
	})
	if err == nil && dropped {
		err = e.Settle(ctx)
	}
	return result, err
}

// unless returns the error unless nothing was to be done.
func unless(nothing bool, err error) (*query.Result, error) {
	if nothing {
		return query.Done(), nil
	}
	return nil, err
}

// droppable refuses to drop what the metastore does not keep.
func (e *Executor) droppable(ctx context.Context, sight *query.Sight, name catalog.Name) error {
	own, err := e.own(name)
	if err != nil || own != nil {
		return err
	}
	if _, err := sight.Visible.Table(ctx, name); err != nil {
		return nil //nolint:nilerr // not there: the edit says so
	}
	if err := checkDatabase(name.Database); err != nil {
		return err
	}
	return fault.New(fault.Invalid, "", fmt.Sprintf(
		"%s.%s holds the bills of a registered source: `glaux source remove %s.%s` forgets it", name.Database, name.Table, name.Database, name.Table))
}

func notThere(s *ast.Drop, name catalog.Name) error {
	if s.What == "VIEW" {
		return diag.New(diag.TableNotFound, s.Name.Span, "View '%s' does not exist", name)
	}
	return hive(fault.NotFound, "SemanticException [Error 10001]: Table not found %s.%s", name.Database, name.Table)
}

func (e *Executor) dropDatabase(ctx context.Context, c query.Call, sight *query.Sight, s *ast.Drop) (*query.Result, error) {
	name := s.Name.Last()
	if err := checkDatabase(name); err != nil {
		return nil, err
	}
	absent := noDatabase(name)
	if err := mayDatabase(ctx, c, sight, access.Drop, name, absent); err != nil {
		return unless(s.IfExists && errors.Is(err, absent), err)
	}
	exists, err := there(ctx, sight, name)
	if err != nil {
		return nil, err
	}
	return e.dropping(ctx, c, access.Database(name), func(r *metastore.Record) error {
		d := r.Databases[name]
		switch {
		case d == nil && exists && name != defaultDatabase:
			return fault.New(fault.Invalid, "", fmt.Sprintf("The database %s holds the bills of registered sources: `glaux source remove` forgets them", name))
		case d == nil && s.IfExists:
			return errNothing
		case d == nil:
			return noDatabase(name)
		case len(d.Tables) > 0 && !strings.EqualFold(s.Behavior, "CASCADE"):
			return hive(fault.Conflict, ddlTask+"InvalidOperationException(message:Database %s is not empty. One or more tables exist.)", name)
		}
		if err := mayDropAll(c, d); err != nil {
			return err
		}
		delete(r.Databases, name)
		return nil
	})
}
