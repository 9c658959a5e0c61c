package query

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// Auditor is told of every statement that comes to the door. An error of it is the statement's: what cannot be noted is not done. Several
// goroutines may use it.
type Auditor interface {
	// Begin is told of a statement that was allowed, before it does anything.
	Begin(d Decision) error
	// End is told what became of a statement, of one that was refused too.
	End(d Decision) error
	// Look is told who looks at the catalog without running a statement: a tree of tables, completion.
	Look(who access.Principal) error
}

// Decision is a statement and what was decided about it.
type Decision struct {
	// ID names the statement, and Parent the one whose part it is: the query of a CREATE TABLE AS.
	ID, Parent string
	Who        access.Principal
	Kind       Kind
	// Text is the statement; of a tree that was built, what it looks like as SQL.
	Text      string
	Workgroup string
	// Tables are the tables and views that are read, Columns the columns of them, as database.table.column, and Filters the conditions that
	// the policy put on rows.
	Tables, Columns, Filters []string
	// Rows were given or written, Bytes read at most, Took the time since the statement came.
	Rows, Bytes int64
	Took        time.Duration
	// Err is why it ended early, nil where it did not. Left tells that who asked did not take all rows.
	Err  error
	Left bool
}

// watch follows one statement for the Auditor. A nil one follows nothing.
type watch struct {
	runner *Runner
	since  time.Time
	began  bool
	ended  bool
	seen   Decision
}

// watch begins to follow a statement.
func (r *Runner) watch(who access.Principal, o Options, parent *watch) *watch {
	if r.Audit == nil {
		return nil
	}
	w := &watch{runner: r, since: r.Now(), seen: Decision{ID: o.ID, Who: who, Workgroup: o.Workgroup}}
	if parent != nil {
		w.seen.ID, w.seen.Parent = "", parent.seen.ID
	}
	if w.seen.ID == "" {
		w.seen.ID = newID()
	}
	if w.seen.Workgroup == "" {
		w.seen.Workgroup = Primary
	}
	return w
}

// newID returns a number for a statement.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// text notes what the statement is, which is nil where it cannot be read.
func (w *watch) text(text string, s ast.Statement) {
	if w == nil {
		return
	}
	w.seen.Text = text
	if s == nil {
		return
	}
	w.seen.Kind = KindOf(s)
	if text == "" {
		w.seen.Text = ast.Print(s)
	}
}

// shows notes that the statement is not run but shown.
func (w *watch) shows(text string) {
	if w != nil {
		w.seen.Text, w.seen.Kind = text, KindOf(&ast.Explain{})
	}
}

// reads notes what a query reads.
func (w *watch) reads(q *typed.Query) {
	if w == nil || w.began {
		return
	}
	tables, columns := map[string]bool{}, map[string]bool{}
	typed.Walk(q.Prune().Root, typed.Visitor{Rel: func(r typed.Rel) bool {
		switch r := r.(type) {
		case *typed.Scan:
			name := short(r.Table.Name)
			tables[name] = true
			for _, at := range r.Source {
				columns[name+"."+r.Table.Columns[at].Name] = true
			}
		case *typed.View:
			name := short(r.Table.Name)
			tables[name] = true
			for _, c := range r.Cols {
				if r.Definer {
					columns[name+"."+strings.ToLower(c.Name)] = true
				}
			}
			return !r.Definer // what lies below is not the caller's
		}
		return true
	}})
	w.seen.Tables, w.seen.Columns = sorted(tables), sorted(columns)
}

// begin tells that a query was allowed.
func (w *watch) begin(g access.Guarded) error {
	if w == nil || w.began {
		return nil
	}
	filters := map[string]bool{}
	note := func(name catalog.Name, guard *typed.Guard) {
		if guard != nil && guard.Filter != nil {
			filters[short(name)+": "+typed.PrintExpr(guard.Filter)] = true
		}
	}
	typed.Walk(g.Query().Root, typed.Visitor{Rel: func(r typed.Rel) bool {
		switch r := r.(type) {
		case *typed.Scan:
			note(r.Table.Name, r.Guard)
		case *typed.View:
			note(r.Table.Name, r.Guard)
		}
		return true
	}})
	w.seen.Filters = sorted(filters)
	return w.start()
}

// names tells that a statement that is no query begins, and which tables it names.
func (w *watch) names(s ast.Statement, database string) error {
	if w == nil {
		return nil
	}
	for _, name := range namedTables(s) {
		parts := make([]string, len(name.Parts))
		for i, part := range name.Parts {
			parts[i] = strings.ToLower(part.Name)
		}
		if len(parts) == 1 {
			parts = append([]string{database}, parts...)
		}
		w.seen.Tables = append(w.seen.Tables, strings.Join(parts, "."))
	}
	return w.start()
}

func (w *watch) start() error {
	w.began = true
	return w.runner.Audit.Begin(w.seen)
}

// passed follows a result to its end, or tells of the error that there is instead.
func (w *watch) passed(result *Result, err error) (*Result, error) {
	if w == nil {
		return result, err
	}
	if err != nil {
		return nil, join(err, w.end(err))
	}
	result.watches = append(result.watches, w) // what EXECUTE returns is the result of its query
	return result, nil
}

// join returns the first error, and the second behind it where there is one.
func join(err, other error) error {
	switch {
	case other == nil:
		return err
	case err == nil:
		return other
	}
	return errors.Join(err, other)
}

// end tells what became of the statement, once.
func (w *watch) end(err error) error {
	if w == nil || w.ended {
		return nil
	}
	w.ended = true
	w.seen.Err, w.seen.Took = err, w.runner.Now().Sub(w.since)
	return w.runner.Audit.End(w.seen)
}

// closed tells that the rows of a result are over.
func (r *Result) closed() error {
	var err error
	for _, w := range r.watches {
		w.seen.Rows, w.seen.Bytes = max(r.shown, r.Updated), r.Bytes
		w.seen.Left = r.failed == nil && !r.ended && !r.Made && (r.max == 0 || r.shown < r.max)
		err = join(err, w.end(r.failed))
	}
	return err
}

// short returns a table's name without the one catalog.
func short(n catalog.Name) string { return n.Database + "." + n.Table }

// sorted returns the members of a set in order, nil of an empty one.
func sorted(set map[string]bool) []string {
	var list []string
	for name := range set {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}
