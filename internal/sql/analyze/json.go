package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The functions of SQL/JSON have a syntax of their own. In their plain form, which returns text and answers NULL or
// false where something is wrong, they are calls of functions with an input and a path; everything that may be added is
// refused by its name.

func (a *analyzer) jsonExists(x *ast.JSONExists, e env) (typed.Expr, error) {
	if x.OnError.Kind != "" && x.OnError.Kind != "FALSE" {
		return nil, errJSONOption(x, "JSON_EXISTS", x.OnError.Kind+" ON ERROR")
	}
	return a.jsonCall(x, "json_exists", x.Path, e)
}

func (a *analyzer) jsonValue(x *ast.JSONValueCall, e env) (typed.Expr, error) {
	if err := a.plainJSON(x, "JSON_VALUE", x.Returning, x.OnEmpty, x.OnError); err != nil {
		return nil, err
	}
	return a.jsonCall(x, "json_value", x.Path, e)
}

func (a *analyzer) jsonQuery(x *ast.JSONQuery, e env) (typed.Expr, error) {
	var returning *ast.Type
	if x.Returning != nil {
		returning = x.Returning.Type
	}
	if err := a.plainJSON(x, "JSON_QUERY", returning, x.OnEmpty, x.OnError); err != nil {
		return nil, err
	}
	switch w := x.Wrapping; {
	case w.Wrapper != "" && w.Wrapper != "WITHOUT":
		return nil, errJSONOption(x, "JSON_QUERY", w.Wrapper+" WRAPPER")
	case w.Quotes == "OMIT":
		return nil, errJSONOption(x, "JSON_QUERY", "OMIT QUOTES")
	}
	return a.jsonCall(x, "json_query", x.Path, e)
}

// plainJSON refuses what changes the type of the result, or what is given where there is none.
func (a *analyzer) plainJSON(x ast.Expr, name string, returning *ast.Type, onEmpty, onError ast.JSONBehavior) error {
	if returning != nil {
		t, err := a.parseType(returning)
		if err != nil {
			return err
		}
		if !t.Equal(types.Text()) {
			return errJSONOption(x, name, "RETURNING "+t.String())
		}
	}
	switch {
	case onEmpty.Kind != "" && onEmpty.Kind != "NULL":
		return errJSONOption(x, name, onEmpty.Kind+" ON EMPTY")
	case onError.Kind != "" && onError.Kind != "NULL":
		return errJSONOption(x, name, onError.Kind+" ON ERROR")
	}
	return nil
}

// jsonCall calls a function with the input and the path.
func (a *analyzer) jsonCall(x ast.Expr, name string, path *ast.JSONPath, e env) (typed.Expr, error) {
	switch {
	case len(path.Passing) > 0:
		return nil, errJSONOption(x, name, "PASSING")
	case path.Input.Encoding != "":
		return nil, errJSONOption(x, name, "ENCODING "+path.Input.Encoding)
	}
	return a.named(x, name, e, path.Input.X, path.Path)
}
