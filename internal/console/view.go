package console

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// Explain returns a statement at a stage on its way, as text for people. A statement that is no query is explained as the query in it.
func (c *Console) Explain(ctx context.Context, who access.Principal, t Text, stage string) (string, error) {
	at, err := query.ParseStage(stage)
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "INVALID_STAGE", err.Error())
	}
	return c.runner.Explain(ctx, who, t.SQL, at, query.Options{Database: t.Database, Params: t.Params})
}

// ViewRequest asks for a view of a query. Name is view or database.view.
type ViewRequest struct {
	Text
	Name    string
	Replace bool
}

// CreateView makes a view of a query with the rights of who asks, and returns the statement that made it.
func (c *Console) CreateView(ctx context.Context, who access.Principal, r ViewRequest) (string, error) {
	q, problems := parse.Query(r.SQL)
	if len(problems) > 0 {
		return "", &query.Error{Text: r.SQL, List: problems}
	}
	name, err := viewName(r.Name)
	if err != nil {
		return "", err
	}
	made := ast.Print(&ast.CreateView{Replace: r.Replace, Name: name, Query: q})
	result, err := c.runner.Text(ctx, who, made, query.Options{Database: r.Database, Params: r.Params})
	if err != nil {
		return "", err
	}
	_, err = all(ctx, result)
	return made, err
}

// viewName reads view or database.view; characters of any kind may stand in both, but for the dot.
func viewName(text string) (ast.Name, error) {
	parts := strings.Split(text, ".")
	if len(parts) > 2 { //nolint:mnd // database and view
		return ast.Name{}, fault.Wrap(errors.New("too many parts"), fault.Invalid, "INVALID_NAME", fmt.Sprintf("%q is no name of a view: view or database.view", text))
	}
	var name ast.Name
	for _, part := range parts {
		if part = strings.TrimSpace(part); part == "" {
			return ast.Name{}, fault.New(fault.Invalid, "INVALID_NAME", fmt.Sprintf("%q is no name of a view: view or database.view", text))
		}
		name.Parts = append(name.Parts, *build.Ident(strings.ToLower(part)))
	}
	return name, nil
}
