package webapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/console"
)

// TableInput names a table.
type TableInput struct {
	Database string `path:"database" maxLength:"255"`
	Table    string `path:"table" maxLength:"255"`
}

// FrequentInput names a column, or a key of a map column.
type FrequentInput struct {
	TableInput
	Column string `path:"column" maxLength:"255"`
	Keys   bool   `query:"keys" doc:"the keys of a map column, not its values"`
	Key    string `query:"key" doc:"the key of a map column whose values are asked for" maxLength:"1024"`
	Prefix string `query:"prefix" maxLength:"256"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
}

func (s *Server) catalog(api huma.API) {
	route(api, http.MethodGet, "/api/catalog", "databases", "Databases with their tables", later[None, []console.Database])
	route(api, http.MethodGet, "/api/catalog/{database}/{table}", "table", "A table with columns and partitions", later[TableInput, console.Table])
	route(api, http.MethodGet, "/api/catalog/{database}/{table}/columns/{column}/frequent", "frequent",
		"The frequent values of a column, keys of a map, or values of a key", later[FrequentInput, console.Frequents])
}
