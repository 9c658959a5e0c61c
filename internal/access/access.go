// Package access decides what a principal may see. A Policy gives each principal its own View of the catalog, in which
// what is hidden does not exist, and its Guard rewrites every scan of a typed query to the rows the principal may
// see. Guard is the only maker of a Guarded query, and a Guarded query is all an engine takes: who forgets the guard has code
// that does not compile. It promises: no policy, no rows.
//
//	policy := access.New(rules)
//	view := policy.View(who, snapshot)              // names resolve here
//	query, err := analyze.Query(ctx, tree, view, …) // hidden things are «not found»
//	guarded, err := view.Guard(ctx, query)          // hidden rows are filtered
//	rows, err := engine.Run(ctx, guarded)
//	policy.May(who, access.Drop, access.Table("shop", "cur"))
package access

import (
	"context"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// Principal is who asks: a name, the groups and roles it belongs to, and the session tags that session_tag('…') reads.
type Principal struct {
	Name   string
	Groups []string
	Tags   map[string]string
	// By is who really asks where somebody asks as this principal, "" where it asks itself. It gives no rights; the audit log tells it.
	By string
}

// Owner names whose a result, a saved query or a report is. Whoever asks as somebody else has its own, apart: it sees what the other one
// would see, and nothing that the other one keeps.
func (p Principal) Owner() string {
	if p.By == "" {
		return p.Name
	}
	return p.By + "\x00" + p.Name // no name holds it
}

// Local is the principal of the command line on one's own machine. It has no rights by itself: LocalRules grant them.
func Local() Principal { return Principal{Name: "local"} }

// Guarded is a query that has passed the guard. Its zero value holds no query, and there is no way to make another one
// outside this package.
type Guarded struct {
	query *typed.Query
	who   Principal
}

// Query returns the guarded tree, nil for the zero Guarded. Engines read it; nobody may change it.
func (g Guarded) Query() *typed.Query { return g.query }

// Principal returns who the query was guarded for.
func (g Guarded) Principal() Principal { return g.who }

// Load returns the query with the files of the tables that its row filters read, where these are found late (catalog.Deferred). The other
// tables are the caller's to load, before the guard: what they need depends on the query.
func (g Guarded) Load(ctx context.Context) (Guarded, error) {
	var failed error
	load := func(r typed.Rel) typed.Rel {
		scan, ok := r.(*typed.Scan)
		if !ok || failed != nil {
			return r
		}
		late, ok := scan.Table.Data.(catalog.Deferred)
		if !ok {
			return r
		}
		table := *scan.Table
		if table.Data, failed = late.Files(ctx, nil); failed == nil {
			scan.Table = &table // the copy that Rewrite has just made
		}
		return scan
	}
	within := func(filter *typed.Guard) *typed.Guard {
		if filter == nil || filter.Filter == nil {
			return filter
		}
		out := *filter
		out.Filter = typed.RewriteExpr(filter.Filter, typed.Rewriter{Rel: load})
		return &out
	}
	out := g.query.Rewrite(typed.Rewriter{Rel: func(r typed.Rel) typed.Rel {
		switch r := r.(type) {
		case *typed.Scan:
			r.Guard = within(r.Guard)
		case *typed.View:
			r.Guard = within(r.Guard)
		}
		return r
	}})
	if failed != nil && ctx.Err() == nil {
		failed = fault.Wrap(secret{failed}, fault.Unavailable, invalidFilter, "A row filter cannot read its mapping table; ask the owner of the policy")
	}
	return Guarded{query: out, who: g.who}, failed
}
