package webapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Audit is the log of what was done. *audit.Log is one.
type Audit interface {
	Append(r audit.Record) error
	Verify(ctx context.Context, noted string) (audit.Report, error)
}

// AuditInput chooses records of the audit log, the newest first.
type AuditInput struct {
	Before    int64     `query:"before" minimum:"0" doc:"only records with a smaller number; 0 for the newest"`
	Limit     int       `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Since     time.Time `query:"since" doc:"only from this moment on"`
	Until     time.Time `query:"until" doc:"only before this moment"`
	Principal string    `query:"principal" maxLength:"256" doc:"as whom it was done, or who did it"`
	Event     string    `query:"event" enum:"QUERY,STATEMENT,EXPLAIN,CATALOG,EXPORT,LOGIN,LOGOUT,CREDENTIAL,POLICY,ALERT,RECOVERED,DROPPED"`
	Outcome   string    `query:"outcome" enum:"BEGUN,SUCCEEDED,FAILED,DENIED,CANCELLED"`
	Statement string    `query:"statement" maxLength:"64" doc:"the statement of this id, and its parts"`
	Table     string    `query:"table" maxLength:"512" doc:"database.table that was read or named"`
	Text      string    `query:"text" maxLength:"256" doc:"stands in the statement or the message, in any case"`
	Begun     bool      `query:"begun" doc:"the records of statements that begin, too"`
}

// AuditRecord is a record of the audit log.
type AuditRecord struct {
	Sequence  int64     `json:"sequence"`
	Time      time.Time `json:"time"`
	Event     string    `json:"event"`
	Outcome   string    `json:"outcome"`
	Principal string    `json:"principal,omitempty" doc:"as whom it was done"`
	Groups    []string  `json:"groups,omitempty"`
	By        string    `json:"by,omitempty" doc:"who really did it, where that is another"`
	From      string    `json:"from,omitempty" doc:"its address"`
	Statement string    `json:"statement,omitempty"`
	Parent    string    `json:"parent,omitempty"`
	Kind      string    `json:"kind,omitempty"`
	Workgroup string    `json:"workgroup,omitempty"`
	Text      string    `json:"text,omitempty" doc:"the statement or the change; in a list the first 2,000 characters"`
	Tables    []string  `json:"tables,omitempty"`
	Columns   []string  `json:"columns,omitempty"`
	Filters   []string  `json:"filters,omitempty"`
	Rows      int64     `json:"rows"`
	Bytes     int64     `json:"bytes"`
	Took      int64     `json:"milliseconds"`
	Code      string    `json:"code,omitempty"`
	Message   string    `json:"message,omitempty"`
	Previous  string    `json:"previousHash"`
	Hash      string    `json:"hash"`
}

// AuditPage is a page of records. More tells that there are older ones.
type AuditPage struct {
	Records []AuditRecord `json:"records"`
	More    bool          `json:"more"`
}

// AuditBySequence names a record.
type AuditBySequence struct {
	Sequence int64 `path:"sequence" minimum:"1"`
}

// AuditVerifyInput is what was noted before.
type AuditVerifyInput struct {
	Hash string `query:"hash" maxLength:"64" doc:"the hash of a record that was noted before: it must be in the log"`
}

func (s *Server) auditLog(api huma.API) {
	route(api, http.MethodGet, "/api/audit", "audit", "Records of the audit log, for auditors: who may read glaux.audit", s.auditPage)
	route(api, http.MethodGet, "/api/audit/verify", "auditVerify", "Whether any record was changed, taken out or put elsewhere", s.auditVerify)
	route(api, http.MethodGet, "/api/audit/{sequence}", "auditRecord", "One record with its whole text", s.auditRecord)
}

func (s *Server) auditPage(ctx context.Context, in *AuditInput) (*Body[AuditPage], error) {
	list, err := s.audited(ctx, audit.Search{
		Before: in.Before, Since: in.Since, Until: in.Until, Principal: in.Principal, Event: in.Event, Outcome: in.Outcome,
		Statement: in.Statement, Table: in.Table, Text: in.Text, Begun: in.Begun,
	}, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := AuditPage{Records: list[:min(len(list), in.Limit)], More: len(list) > in.Limit}
	return &Body[AuditPage]{page}, nil
}

func (s *Server) auditRecord(ctx context.Context, in *AuditBySequence) (*Body[AuditRecord], error) {
	list, err := s.audited(ctx, audit.Search{After: in.Sequence - 1, Before: in.Sequence + 1, Begun: true, Whole: true}, 1)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.NotFound, "", fmt.Sprintf("there is no record %d in the audit log", in.Sequence))
	}
	return &Body[AuditRecord]{list[0]}, nil
}

func (s *Server) auditVerify(ctx context.Context, in *AuditVerifyInput) (*Body[audit.Report], error) {
	if _, err := s.audited(ctx, audit.Search{Before: 1}, 1); err != nil {
		return nil, err // who may not read it, may not know how long it is
	}
	if s.parts.Audit == nil {
		return nil, noAudit()
	}
	return bodyOf(s.parts.Audit.Verify(ctx, in.Hash))
}

// noAudit is the answer to who may not read the audit log, and where there is none.
func noAudit() error {
	return fault.New(fault.NotFound, "NO_AUDIT_LOG", "there is no audit log here for you: it is for who may read the table glaux.audit")
}

// audited runs a search of the audit log for who asks, as anybody's query.
func (s *Server) audited(ctx context.Context, search audit.Search, most int) (list []AuditRecord, err error) {
	if s.parts.Texts == nil {
		return nil, noAudit()
	}
	text, params := search.Query()
	result, err := s.parts.Texts.Text(ctx, s.who(ctx), text, query.Options{Params: params, MaxRows: int64(most)})
	if absent(err) {
		return nil, noAudit()
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	list = []AuditRecord{}
	err = result.Each(ctx, func(row []value.Value) error {
		r, err := audit.RecordOf(row)
		if err != nil {
			return err
		}
		list = append(list, AuditRecord{
			Sequence: r.Sequence, Time: r.Time, Event: string(r.Event), Outcome: string(r.Outcome), Principal: r.Principal, Groups: r.Groups,
			By: r.By, From: r.From, Statement: r.Statement, Parent: r.Parent, Kind: r.Kind, Workgroup: r.Workgroup, Text: r.Text,
			Tables: r.Tables, Columns: r.Columns, Filters: r.Filters, Rows: r.Rows, Bytes: r.Bytes, Took: r.Took.Milliseconds(),
			Code: r.Code, Message: r.Message, Previous: r.Previous, Hash: r.Hash,
		})
		return nil
	})
	return list, err
}

// absent tells whether a statement failed because something in it is not there for who asks.
func absent(err error) bool {
	var wrong *query.Error
	if !errors.As(err, &wrong) {
		return false
	}
	for _, d := range wrong.List {
		switch d.Code { //nolint:exhaustive // the others are wrong statements
		case diag.TableNotFound, diag.SchemaNotFound, diag.ColumnNotFound, diag.PermissionDenied:
			return true
		}
	}
	return false
}

// note writes into the audit log, where there is one.
func (s *Server) note(r audit.Record) error {
	if s.parts.Audit == nil {
		return nil
	}
	return s.parts.Audit.Append(r)
}

// noteOf returns the record of an event of who asks.
func noteOf(event audit.Event, who access.Principal, known *request) audit.Record {
	return audit.Record{Event: event, Outcome: audit.Succeeded, Principal: who.Name, Groups: who.Groups, By: who.By, From: known.from}
}
