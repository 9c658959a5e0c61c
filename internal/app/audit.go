package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// auditDir is the folder of the audit log in that of the lake.
const auditDir = "audit"

// openAudit opens the audit log of the lake.
func (a *App) openAudit() {
	a.audit = audit.Open(filepath.Join(a.Lake.Dir(), auditDir), audit.Options{Now: a.outside.Now, Limit: a.Config.AuditSize})
	a.auditor = &auditor{log: a.audit, now: a.outside.Now}
}

// Audit is the log of what was done.
func (a *App) Audit() *audit.Log { return a.audit }

// auditor writes what the door decides into the audit log.
type auditor struct {
	log *audit.Log
	now func() time.Time

	mu     sync.Mutex
	looked map[string]time.Time // who looked at the catalog, since when one record stands for it
}

// Begin notes a statement that was allowed.
func (a *auditor) Begin(d query.Decision) error {
	r := recordOf(d)
	r.Outcome = audit.Begun
	return a.log.Append(r)
}

// End notes what became of a statement.
func (a *auditor) End(d query.Decision) error {
	r := recordOf(d)
	r.Outcome, r.Code, r.Message = outcomeOf(d)
	return a.log.Append(r)
}

// The catalog is looked at with every key that is pressed in the editor: one record tells of an hour.
const (
	lookEvery  = time.Hour
	mostLooked = 10_000
)

// Look notes that somebody looks at the catalog.
func (a *auditor) Look(who access.Principal) error {
	key, now := strings.Join(append([]string{who.Name, who.By}, who.Groups...), "\x00"), a.now()
	a.mu.Lock()
	defer a.mu.Unlock()
	if since, ok := a.looked[key]; ok && now.Sub(since) < lookEvery && now.Sub(since) >= 0 {
		return nil
	}
	err := a.log.Append(audit.Record{Event: audit.Look, Outcome: audit.Succeeded, Principal: who.Name, Groups: who.Groups, By: who.By})
	if err != nil {
		return err
	}
	if a.looked == nil || len(a.looked) >= mostLooked {
		a.looked = map[string]time.Time{}
	}
	a.looked[key] = now
	return nil
}

// recordOf returns the record of a statement.
func recordOf(d query.Decision) audit.Record {
	r := audit.Record{
		Event: audit.Statement, Principal: d.Who.Name, Groups: d.Who.Groups, By: d.Who.By, Statement: d.ID, Parent: d.Parent, Kind: d.Kind.Sub,
		Workgroup: d.Workgroup, Text: d.Text, Tables: d.Tables, Columns: d.Columns, Filters: d.Filters, Rows: d.Rows, Bytes: d.Bytes, Took: d.Took,
	}
	switch d.Kind.Sub {
	case "SELECT":
		r.Event = audit.Query
	case "EXPLAIN":
		r.Event = audit.Explain
	}
	return r
}

// outcomeOf tells what became of a statement, and of an error its code and its words.
func outcomeOf(d query.Decision) (outcome audit.Outcome, code, message string) {
	switch {
	case d.Err == nil && d.Left:
		return audit.Cancelled, "", "who asked did not take all rows"
	case d.Err == nil:
		return audit.Succeeded, "", ""
	}
	outcome, message = audit.Failed, d.Err.Error()
	var list diag.List
	var one diag.Diagnostic
	var known *fault.Error
	switch {
	case errors.As(d.Err, &list) && len(list) > 0:
		code = string(list[0].Code)
	case errors.As(d.Err, &one):
		code = string(one.Code)
	case errors.As(d.Err, &known):
		code = known.Code
	}
	switch {
	case fault.KindOf(d.Err) == fault.Denied, code == string(diag.PermissionDenied):
		outcome = audit.Refused
	case errors.Is(d.Err, context.Canceled), code == "USER_CANCELED":
		outcome = audit.Cancelled
	}
	return outcome, code, message
}
