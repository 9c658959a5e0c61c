package figures

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// orEmpty is x, an empty text where it is NULL.
func orEmpty(x ast.Expr) ast.Expr { return build.Call("coalesce", x, build.Text("")) }

// bill is the relation that is read.
func bill() ast.Rel { return build.Table("", "glaux", "bill") }
