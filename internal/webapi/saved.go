package webapi

import (
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

func (s *Server) saved(api huma.API) {
	route(api, http.MethodGet, "/api/saved", "savedQueries", "Saved queries", later[None, []store.SavedQuery])
	route(api, http.MethodPut, "/api/saved", "saveQuery", "Keep a query; id is empty for a new one", later[SavedInput, store.SavedQuery])
	act(api, http.MethodDelete, "/api/saved/{id}", "deleteQuery", "Delete a saved query", laterAct[ByID])
	route(api, http.MethodGet, "/api/reports", "reports", "Saved reports of the explorer", later[None, []store.Report])
	route(api, http.MethodPut, "/api/reports", "saveReport", "Keep a report", later[ReportInput, store.Report])
	act(api, http.MethodDelete, "/api/reports/{id}", "deleteReport", "Delete a report", laterAct[ByID])
	route(api, http.MethodGet, "/api/annotations", "annotations", "Notes on charts", later[None, []store.Annotation])
	route(api, http.MethodPut, "/api/annotations", "saveAnnotation", "Keep an annotation", later[AnnotationInput, store.Annotation])
	act(api, http.MethodDelete, "/api/annotations/{id}", "deleteAnnotation", "Delete an annotation", laterAct[ByID])
}
