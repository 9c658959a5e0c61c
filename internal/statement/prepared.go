package statement

import (
	"context"
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// maxPrepared is how many prepared statements a principal has in a workgroup at most: Athena's limit.
const maxPrepared = 1000

// key returns the key of a prepared statement of the caller.
func key(c query.Call, name ast.Ident) string {
	return metastore.PreparedKey(workgroup(c), c.Who.Owner(), strings.ToLower(name.Name))
}

func workgroup(c query.Call) string {
	if c.Options.Workgroup == "" {
		return query.Primary
	}
	return c.Options.Workgroup
}

// prepare keeps a statement. One of the same name is replaced.
func (e *Executor) prepare(ctx context.Context, c query.Call, s *ast.Prepare) (*query.Result, error) {
	switch s.Statement.(type) {
	case *ast.Query, *ast.Insert, *ast.CreateTableAs, *ast.Unload:
	default:
		return nil, notSupported(s.Statement, "Only SELECT, INSERT INTO, CREATE TABLE AS and UNLOAD can be prepared")
	}
	at := s.Statement.Where()
	text := c.Text[at.Start:min(int(at.End), len(c.Text))]
	err := e.Store.Edit(ctx, e.Now(), func(r *metastore.Record) error {
		k, prefix, count := key(c, s.Name), metastore.PreparedKey(workgroup(c), c.Who.Owner(), ""), 0
		for other := range r.Prepared {
			if other != k && strings.HasPrefix(other, prefix) {
				count++
			}
		}
		if count >= maxPrepared {
			return fault.New(fault.Exhausted, "", fmt.Sprintf("The workgroup has %d prepared statements already", maxPrepared))
		}
		r.Prepared[k] = &metastore.Prepared{
			Workgroup: workgroup(c), Principal: c.Who.Owner(), Name: strings.ToLower(s.Name.Name), Text: text, Changed: e.Now(),
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return query.Done(), nil
}

// Prepared returns the text of a prepared statement of the caller.
func (e *Executor) Prepared(_ context.Context, c query.Call, name ast.Ident) (string, error) {
	v, err := e.Store.Version()
	if err != nil {
		return "", err
	}
	defer v.Close()
	p := v.Record.Prepared[key(c, name)]
	if p == nil {
		return "", noPrepared(c, name)
	}
	return p.Text, nil
}

func noPrepared(c query.Call, name ast.Ident) error {
	return diag.New(diag.NotFound, name.Span, "Prepared statement not found: %s", name.Name).
		WithHint("prepared statements belong to a principal and a workgroup; this is %s", workgroup(c))
}

// execute runs a prepared statement. Errors speak about its text.
func (e *Executor) execute(ctx context.Context, c query.Call, s *ast.Execute) (*query.Result, error) {
	text, err := e.Prepared(ctx, c, s.Name)
	if err != nil {
		return nil, err
	}
	o := c.Options
	o.Params = query.Params(s.Args, o.Params)
	return c.Runner.Text(ctx, c.Who, text, o)
}

// deallocate forgets a prepared statement.
func (e *Executor) deallocate(ctx context.Context, c query.Call, s *ast.Deallocate) (*query.Result, error) {
	err := e.Store.Edit(ctx, e.Now(), func(r *metastore.Record) error {
		if r.Prepared[key(c, s.Name)] == nil {
			return noPrepared(c, s.Name)
		}
		delete(r.Prepared, key(c, s.Name))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return query.Done(), nil
}
