package analyze

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// methods are the functions that can be called on a text: `'abc'.reverse()`. Methods came after version 416 of Trino; Athena
// takes `'abc'.reverse()` for a mistake, so that no query of Athena's means anything else here.
const methods = " char_length codepoint ends_with length lower lpad ltrim normalize replace reverse rpad rtrim split split_part " +
	"starts_with strpos substr substring title_case to_utf8 translate trim upper "

// method analyzes `x.name(…)`.
func (a *analyzer) method(x *ast.Call, e env) (typed.Expr, error) {
	name := x.Name.Last()
	f := funcs.Lookup(name)
	if f == nil || !strings.Contains(methods, " "+name+" ") {
		return nil, errNoFunction(x.Span, name, "")
	}
	out, err := a.scalar(x.Span, f, x.Args, e)
	if err != nil {
		return nil, err
	}
	if call, ok := out.(*typed.Call); !ok || call.Args[0].Type().Kind != types.Varchar {
		return nil, errNoFunction(x.Span, name, "")
	}
	return out, nil
}
