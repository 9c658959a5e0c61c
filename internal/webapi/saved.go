package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/store"
)

// QueryDraft is what its owner says of a saved query; owner and times are the server's.
type QueryDraft struct {
	ID          string `json:"id,omitempty" doc:"empty for a new one"`
	Name        string `json:"name" minLength:"1" maxLength:"128"`
	Folder      string `json:"folder,omitempty" maxLength:"256"`
	Description string `json:"description,omitempty" maxLength:"1024"`
	Database    string `json:"database,omitempty"`
	SQL         string `json:"sql" maxLength:"262144"`
	Chart       string `json:"chart,omitempty" doc:"the chart's settings as JSON, as the interface wrote them" maxLength:"16384"`
}

// ReportDraft is what its owner says of a report.
type ReportDraft struct {
	ID     string `json:"id,omitempty" doc:"empty for a new one"`
	Name   string `json:"name" minLength:"1" maxLength:"128"`
	Folder string `json:"folder,omitempty" maxLength:"256"`
	State  string `json:"state" doc:"the query string of the explorer's page" maxLength:"16384"`
}

// AnnotationDraft is what its owner says of an annotation.
type AnnotationDraft struct {
	ID    string `json:"id,omitempty" doc:"empty for a new one"`
	Start string `json:"start" doc:"a date or a moment, UTC"`
	End   string `json:"end,omitempty" doc:"for a window: the first moment after it"`
	Text  string `json:"text" minLength:"1" maxLength:"512"`
}

// SavedInput is a query to keep.
type SavedInput struct{ Body QueryDraft }

// ReportInput is a report to keep.
type ReportInput struct{ Body ReportDraft }

// AnnotationInput is an annotation to keep.
type AnnotationInput struct{ Body AnnotationDraft }

// Saved keeps saved queries, reports and annotations for their owners: *store.Store.
type Saved interface {
	SavedQueries(ctx context.Context, owner string) ([]store.SavedQuery, error)
	SaveQuery(ctx context.Context, owner string, q store.SavedQuery) (store.SavedQuery, error)
	DeleteQuery(ctx context.Context, owner, id string) error
	Reports(ctx context.Context, owner string) ([]store.Report, error)
	SaveReport(ctx context.Context, owner string, r store.Report) (store.Report, error)
	DeleteReport(ctx context.Context, owner, id string) error
	Annotations(ctx context.Context, owner string) ([]store.Annotation, error)
	SaveAnnotation(ctx context.Context, owner string, a store.Annotation) (store.Annotation, error)
	DeleteAnnotation(ctx context.Context, owner, id string) error
}

func (s *Server) saved(api huma.API) {
	route(api, http.MethodGet, "/api/saved", "savedQueries", "Saved queries", s.savedQueries)
	route(api, http.MethodPut, "/api/saved", "saveQuery", "Keep a query; id is empty for a new one", s.saveQuery)
	act(api, http.MethodDelete, "/api/saved/{id}", "deleteQuery", "Delete a saved query", s.deleteQuery)
	route(api, http.MethodGet, "/api/reports", "reports", "Saved reports of the explorer", s.reports)
	route(api, http.MethodPut, "/api/reports", "saveReport", "Keep a report", s.saveReport)
	act(api, http.MethodDelete, "/api/reports/{id}", "deleteReport", "Delete a report", s.deleteReport)
	route(api, http.MethodGet, "/api/annotations", "annotations", "Notes on charts", s.annotations)
	route(api, http.MethodPut, "/api/annotations", "saveAnnotation", "Keep an annotation", s.saveAnnotation)
	act(api, http.MethodDelete, "/api/annotations/{id}", "deleteAnnotation", "Delete an annotation", s.deleteAnnotation)
}

func (s *Server) savedQueries(ctx context.Context, _ *None) (*Body[[]store.SavedQuery], error) {
	return bodyOf(s.parts.Saved.SavedQueries(ctx, s.who(ctx).Owner()))
}

func (s *Server) saveQuery(ctx context.Context, in *SavedInput) (*Body[store.SavedQuery], error) {
	d := in.Body
	return bodyOf(s.parts.Saved.SaveQuery(ctx, s.who(ctx).Owner(), store.SavedQuery{
		ID: d.ID, Name: d.Name, Folder: d.Folder, Description: d.Description, Database: d.Database, SQL: d.SQL, Chart: d.Chart,
	}))
}

func (s *Server) deleteQuery(ctx context.Context, in *ByID) (*struct{}, error) {
	return nil, s.parts.Saved.DeleteQuery(ctx, s.who(ctx).Owner(), in.ID)
}

func (s *Server) reports(ctx context.Context, _ *None) (*Body[[]store.Report], error) {
	return bodyOf(s.parts.Saved.Reports(ctx, s.who(ctx).Owner()))
}

func (s *Server) saveReport(ctx context.Context, in *ReportInput) (*Body[store.Report], error) {
	d := in.Body
	return bodyOf(s.parts.Saved.SaveReport(ctx, s.who(ctx).Owner(), store.Report{ID: d.ID, Name: d.Name, Folder: d.Folder, State: d.State}))
}

func (s *Server) deleteReport(ctx context.Context, in *ByID) (*struct{}, error) {
	return nil, s.parts.Saved.DeleteReport(ctx, s.who(ctx).Owner(), in.ID)
}

func (s *Server) annotations(ctx context.Context, _ *None) (*Body[[]store.Annotation], error) {
	return bodyOf(s.parts.Saved.Annotations(ctx, s.who(ctx).Owner()))
}

func (s *Server) saveAnnotation(ctx context.Context, in *AnnotationInput) (*Body[store.Annotation], error) {
	d := in.Body
	return bodyOf(s.parts.Saved.SaveAnnotation(ctx, s.who(ctx).Owner(), store.Annotation{ID: d.ID, Start: d.Start, End: d.End, Text: d.Text}))
}

func (s *Server) deleteAnnotation(ctx context.Context, in *ByID) (*struct{}, error) {
	return nil, s.parts.Saved.DeleteAnnotation(ctx, s.who(ctx).Owner(), in.ID)
}
