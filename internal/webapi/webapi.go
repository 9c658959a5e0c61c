// Package webapi is the workbench's door: JSON over HTTP for the interface and for scripts, and the interface's own files. All routes
// stand in one list, from which the OpenAPI document is made. It promises that a handler returns data or an error and one place writes
// them, that every answer is made for the principal who asks, that a request is bounded in size and time, and that nothing is loaded from
// another host.
package webapi

import (
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// API registers all routes on a mux and returns the document of them.
func (s *Server) API(mux humago.Mux) huma.API {
	config := huma.DefaultConfig("Glaux", "1")
	config.OpenAPIPath = "/api/openapi"
	config.DocsPath = ""
	config.SchemasPath = ""
	config.CreateHooks = nil
	config.Transformers = append(config.Transformers, asProblem)
	huma.DefaultArrayNullable = false
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	api := humago.New(mux, config)
	for _, routes := range []func(huma.API){
		s.session, s.logins, s.credentials, s.status, s.catalog, s.sql, s.queries, s.workgroups, s.saved, s.explore, s.dashboards, s.readiness, s.auditLog, s.sharing, s.anomalies, s.monitors, s.network, s.findings, s.investigations, s.allocation, s.units, s.genAI, s.genAIProfiles,
	} {
		routes(api)
	}
	delete(api.OpenAPI().Components.Schemas.Map(), "ErrorModel") // what huma would answer; Problem is what is answered
	return api
}

// schemaName names a type as the document does: explore.Request is ExploreRequest, and a type of this package stands by itself.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	room := path.Base(t.PkgPath())
	if strings.EqualFold(room, t.Name()) || t.Name() == "" || strings.Contains(t.Name(), "[") || room == "webapi" || room == "huma" || room == "v2" || room == "." {
		return name
	}
	return strings.ToUpper(room[:1]) + room[1:] + name
}

// None is the input of a route without one.
type None struct{}

// ByID names a record.
type ByID struct {
	ID string `path:"id" maxLength:"64"`
}
