package duckdb

import (
	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	emitduckdb "github.com/glauxhq/glaux/internal/sql/emit/duckdb"
)

// statement emits a guarded query.
func statement(g access.Guarded) (emit.Statement, error) {
	if g.Query() == nil {
		return emit.Statement{}, fault.New(fault.Denied, string(diag.PermissionDenied), "The query has not passed the guard")
	}
	return emitduckdb.Query(g.Query())
}
