package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/store"
)

// SavedInput is a saved query to keep; ID is empty for a new one.
type SavedInput struct{ Body store.SavedQuery }

// ReportInput is a report to keep.
type ReportInput struct{ Body store.Report }

// AnnotationInput is an annotation to keep.
type AnnotationInput struct{ Body store.Annotation }

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
